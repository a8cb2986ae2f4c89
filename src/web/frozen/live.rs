//! The pages that can be frozen, and the one spelling of the address of each: those whose content
//! follows from the data.

use crate::charts::Kind;
use crate::query::{Allowed, Fault, LANGUAGE, Problem, language_asked};
use crate::store::facts::Edition;
use crate::store::frozen::Spot;
use crate::text::Language;
use crate::web::view::read_query;
use crate::web::{Error, places};
use chrono::NaiveDate;
use percent_encoding::percent_decode_str;

/// Charts have files beside their page.
const CHARTS: &str = "/charts/";

/// What may stand behind the `?` of a page.
#[derive(Clone, Copy)]
enum Asks {
    /// A question of charts.
    Query,
    /// These parameters; others are none of its business.
    These(&'static [&'static str]),
}

/// The page of a path in its one spelling, with what it may ask; none where a page says nothing of
/// the data, or is no page.
fn page(path: &str) -> Option<(String, Asks)> {
    let parts = path.strip_prefix('/')?.split('/');
    let parts: Option<Vec<String>> = parts
        .map(|part| percent_decode_str(part).decode_utf8().ok())
        .map(|part| part.map(Into::into))
        .collect();
    let parts = parts?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let spelled = match parts.as_slice() {
        ["charts", kind] => {
            let kind = Kind::of(kind)?;
            return Some((format!("{CHARTS}{}", kind.slug), Asks::Query));
        }
        ["compare"] => return Some((path.to_owned(), Asks::These(&["models"]))),
        ["" | "countries" | "licenses" | "organizations"] => path.to_owned(),
        ["countries", code] => places::country(code),
        ["licenses", id] => places::license(id),
        ["organizations", slug] => places::organization(slug),
        ["models", source, id @ ..] if !id.is_empty() => places::model(source, &id.join("/")),
        _ => return None,
    };
    Some((spelled, Asks::These(&[])))
}

/// Whether what is at a path can be frozen.
pub(in crate::web) fn can_be_kept(path: &str) -> bool {
    page(path).is_some()
}

/// A path of a frozen view: that of the page, and the ending of a file, empty for the page itself.
pub(super) fn split(path: &str) -> (&str, &str) {
    if !path.starts_with(CHARTS) {
        return (path, "");
    }
    path.split_once('.').unwrap_or((path, ""))
}

/// Where the view of an address is frozen at the end of a day, if it is.
pub(super) fn spot(
    edition: &Edition,
    day: NaiveDate,
    path: &str,
    question: &str,
) -> Result<Spot, Error> {
    let Some((path, asks)) = page(path) else {
        return Err(Error::BadQuery(vec![Problem {
            parameter: super::keep::VIEW.to_owned(),
            value: path.to_owned(),
            what: Fault::UnknownValue,
            allowed: Allowed::said("allowed-view"),
            suggestion: None,
        }]));
    };
    let question = match asks {
        Asks::Query => {
            let mut query = read_query(edition, question)?;
            // What is known later than that is not known there.
            query.as_of = query.as_of.filter(|asked| *asked < super::end_of(day));
            // What is kept without a language is in the default one.
            query.lang = query.lang.and_then(Language::if_not_default);
            query.canonical()
        }
        Asks::These(names) => {
            let pairs = form_urlencoded::parse(question.as_bytes());
            let pairs = pairs.filter(|(name, value)| names.contains(&&**name) && !value.is_empty());
            let mut kept = form_urlencoded::Serializer::new(String::new());
            kept.extend_pairs(pairs);
            let language = language_asked(question).map_err(Error::BadQuery)?;
            if let Some(language) = language.and_then(Language::if_not_default) {
                kept.append_pair(LANGUAGE, language.word());
            }
            kept.finish()
        }
    };
    Ok(Spot {
        day,
        path,
        question,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_figures_can_be_kept_under_one_spelling_each() {
        let spelled = |path| page(path).map(|(path, _)| path);
        for path in [
            "/",
            "/charts/share",
            "/countries",
            "/countries/CN",
            "/licenses/apache-2.0",
            "/models/openrouter/qwen/qwen3-8b:free",
            "/compare",
        ] {
            assert_eq!(spelled(path).as_deref(), Some(path));
        }
        assert_eq!(
            spelled("/models/x/a%2Fb%20c").as_deref(),
            Some("/models/x/a/b%20c")
        );
        for path in [
            "/charts/pie",
            "/snapshots",
            "/s/2026-01-01/",
            "/about",
            "x",
            "/models/x",
        ] {
            assert_eq!(spelled(path), None, "{path}");
        }
    }

    #[test]
    fn only_charts_have_endings() {
        assert_eq!(split("/charts/share.csv"), ("/charts/share", "csv"));
        assert_eq!(
            split("/charts/share.csl.json"),
            ("/charts/share", "csl.json")
        );
        assert_eq!(split("/charts/share"), ("/charts/share", ""));
        assert_eq!(split("/licenses/apache-2.0"), ("/licenses/apache-2.0", ""));
    }
}
