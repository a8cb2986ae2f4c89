//! Addresses of the pages about one country, license, organization or model, and where a slip in
//! such an address may have been meant to lead.

use super::Error;
use super::state::Site;
use crate::query::{DimensionId, nearest};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Ids of models looked at on each side of one that is not known.
const BESIDE: i64 = 300;

/// What is percent-encoded in a part of a path: all but what needs no care anywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b':')
    .remove(b'@');

/// An address that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// What is there.
    pub label: String,
    /// The address.
    pub address: String,
}

/// One part of a path.
pub(super) fn part(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

pub(super) fn country(code: &str) -> String {
    format!("/countries/{}", part(code))
}

pub(super) fn license(id: &str) -> String {
    format!("/licenses/{}", part(id))
}

pub(super) fn organization(slug: &str) -> String {
    format!("/organizations/{}", part(slug))
}

/// A model's page; the slashes of its id stay readable unless browsers would take them for steps
/// up the path.
pub(super) fn model(source: &str, id: &str) -> String {
    let is_step = |part: &str| matches!(part, "" | "." | "..");
    let id = if id.split('/').any(is_step) {
        part(id)
    } else {
        id.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    format!("/models/{}/{id}", part(source))
}

/// The page about a value of a breakdown, if there is one; `source` is whose ids models have.
pub(super) fn of_value(by: DimensionId, source: &str, value: &str) -> Option<String> {
    if value == by.entry().unknown || value == "_rest" {
        return None;
    }
    match by {
        DimensionId::Country => Some(country(value)),
        DimensionId::License => Some(license(value)),
        DimensionId::Organization => Some(organization(value)),
        DimensionId::Model => Some(model(source, value)),
        DimensionId::Camp
        | DimensionId::Bloc
        | DimensionId::Weights
        | DimensionId::LicenseClass => None,
    }
}

/// Nothing is at this address; what is known is a list of ids and names, each with its id.
pub(super) fn unknown<'a>(
    given: &str,
    known: &(impl Iterator<Item = (&'a str, &'a str)> + Clone),
    address: impl Fn(&str) -> String,
) -> Error {
    let spellings = known.clone().map(|(spelling, _)| spelling);
    let found = nearest(given, spellings).and_then(|spelling| {
        let (_, id) = known.clone().find(|(known, _)| *known == spelling)?;
        Some(Nearest {
            label: if spelling == id {
                spelling.clone()
            } else {
                format!("{spelling} ({id})")
            },
            address: address(id),
        })
    });
    Error::Unknown(found.into_iter().collect())
}

/// There is no such model; `address` is where what was probably meant is to be found.
pub(super) async fn no_model(
    site: &Site,
    source: &str,
    id: &str,
    address: impl Fn(&str, &str) -> String,
) -> Result<Error, Error> {
    if site.catalog().source(source).is_none() {
        let rows = site.catalog().sources.iter();
        let slugs = rows.map(|row| (row.slug.as_str(), row.slug.as_str()));
        return Ok(unknown(source, &slugs, |slug| address(slug, id)));
    }
    let beside = site.store().models_beside(source, id, BESIDE).await?;
    let mut found: Vec<String> = nearest(id, beside.iter().map(String::as_str))
        .into_iter()
        .collect();
    // A variant that does not exist was a model with something behind it.
    if let Some((model, _)) = id.rsplit_once([':', '/'])
        && site.store().model(source, model).await?.is_some()
    {
        found.push(model.to_owned());
    }
    found.dedup();
    let found = found.into_iter().map(|id| Nearest {
        address: address(source, &id),
        label: id,
    });
    Ok(Error::Unknown(found.collect()))
}

/// What has pages whose last part may hold a dot of its own, such as `apache-2.0`.
const NAMED: [&str; 4] = ["/countries/", "/licenses/", "/organizations/", "/models/"];

/// Whether an address is a file, by its ending.
pub(super) fn is_file(path: &str) -> bool {
    if NAMED.iter().any(|folder| path.starts_with(folder)) {
        return false;
    }
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_models_keep_their_slashes_and_lose_what_would_lead_astray() {
        assert_eq!(
            model("openrouter", "qwen/qwen3-8b:free"),
            "/models/openrouter/qwen/qwen3-8b:free"
        );
        assert_eq!(model("x", "a b/c?d#e%f"), "/models/x/a%20b/c%3Fd%23e%25f");
        assert_eq!(
            model("x", "../../robots.txt"),
            "/models/x/..%2F..%2Frobots.txt"
        );
        assert_eq!(model("x", "//host"), "/models/x/%2F%2Fhost");
    }

    #[test]
    fn what_is_not_known_has_no_page() {
        let page = |by, value| of_value(by, "openrouter", value);
        assert_eq!(page(DimensionId::Country, "unknown"), None);
        assert_eq!(page(DimensionId::Model, "_unlisted"), None);
        assert_eq!(page(DimensionId::Model, "_rest"), None);
        assert_eq!(
            page(DimensionId::License, "apache-2.0").as_deref(),
            Some("/licenses/apache-2.0")
        );
    }
}
