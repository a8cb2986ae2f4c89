//! `/search?q=`: models, organizations, countries and licenses by a part of their name.

use super::listing::{Cell, Listing};
use super::models::related;
use super::{Page, html};
use crate::query::{Allowed, Fault, LANGUAGE, Problem};
use crate::store::places::Lines;
use crate::text::{localized, message};
use crate::web::language::InLanguage;
use crate::web::state::Site;
use crate::web::{Error, places};
use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;

/// Hits shown at most.
const MOST: usize = 50;
/// Countries, organizations and licenses shown at most, so that models have room.
const MOST_PLACES: usize = 20;
/// Letters of a text that are looked for.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Page,
    wanted: String,
    found: String,
    places: Vec<Group>,
    models: Listing,
    more: String,
    /// What to look for instead, where nothing was found.
    near: Vec<Cell>,
    /// That only the beginning of a long text was looked for.
    cut: String,
}

/// Hits of one kind.
struct Group {
    heading: String,
    hits: Vec<Cell>,
}

/// A hit in the catalog: how near it is, how it is shown.
struct Hit {
    distance: u8,
    cell: Cell,
}

/// The values of a page's own parameters; any other is named as a problem.
pub(super) fn parameters<const N: usize>(
    question: Option<String>,
    known: [&str; N],
) -> Result<[String; N], Error> {
    let mut values = [const { String::new() }; N];
    let mut problems = Vec::new();
    for (key, value) in form_urlencoded::parse(question.unwrap_or_default().as_bytes()) {
        match known.iter().position(|name| *name == key) {
            Some(at) if values[at].is_empty() => values[at] = value.into_owned(),
            Some(at) => {
                values[at].push('~');
                values[at].push_str(&value);
            }
            // Read before.
            None if key == LANGUAGE => {}
            None => problems.push(Problem {
                suggestion: crate::query::nearest(&key, known),
                parameter: key.into_owned(),
                value: String::new(),
                what: Fault::UnknownParameter,
                allowed: Allowed::OneOf(
                    known
                        .iter()
                        .chain([&LANGUAGE])
                        .map(|name| (*name).to_owned())
                        .collect(),
                ),
            }),
        }
    }
    if problems.is_empty() {
        Ok(values)
    } else {
        Err(Error::BadQuery(problems))
    }
}

/// How near a text is to what is looked for: the same, begins with it, contains it.
fn distance(text: &str, wanted: &str) -> Option<u8> {
    let text = text.to_lowercase();
    if text == wanted {
        Some(0)
    } else if text.starts_with(wanted) {
        Some(1)
    } else {
        text.contains(wanted).then_some(2)
    }
}

/// The page.
pub(in crate::web) async fn search(
    InLanguage(site): InLanguage,
    RawQuery(question): RawQuery,
) -> Result<Response, Error> {
    let language = site.language();
    let [wanted] = parameters(question, ["q"])?;
    let wanted = wanted.trim();
    let is_cut = wanted.chars().count() > LONGEST;
    let wanted: String = wanted.chars().take(LONGEST).collect();
    let canonical = if wanted.is_empty() {
        String::new()
    } else {
        let mut question = form_urlencoded::Serializer::new(String::new());
        question.append_pair("q", &wanted).finish()
    };
    let title = if wanted.is_empty() {
        message(language, "search-title", &[])
    } else {
        message(language, "search-title-for", &[("text", &wanted)])
    };
    let page = Page::new(&site, "/search", &canonical, title);
    let groups = if wanted.is_empty() {
        Vec::new()
    } else {
        places_named(&page, &site, &wanted.to_lowercase())
    };
    let shown: usize = groups.iter().map(|group| group.hits.len()).sum();
    let room = i64::try_from(MOST.saturating_sub(shown)).unwrap_or(0);
    let lines = if wanted.is_empty() {
        Lines {
            models: Vec::new(),
            total: 0,
        }
    } else {
        site.store().search_models(&wanted, room).await?
    };
    let left = lines.total.saturating_sub(room).max(0);
    let total = i64::try_from(shown).unwrap_or(0) + lines.total;
    let near = if total == 0 && !wanted.is_empty() {
        super::near::spellings(&site, language, &wanted).await?
    } else {
        Vec::new()
    };
    html(
        site.spoken(),
        &SearchPage {
            found: message(
                language,
                "search-found",
                &[("count", &total.to_string()), ("text", &wanted)],
            ),
            models: related(&page, &site, "search-models", &lines.models),
            more: if left > 0 {
                page.tv("listing-more", "count", left.to_string())
            } else {
                String::new()
            },
            places: groups,
            near,
            cut: if is_cut {
                page.tv("search-cut", "most", LONGEST.to_string())
            } else {
                String::new()
            },
            wanted,
            page,
        },
    )
}

/// Countries, organizations and licenses with a text in their name or id.
fn places_named(page: &Page, site: &Site, wanted: &str) -> Vec<Group> {
    let catalog = site.catalog();
    let language = page.language;
    let best = |texts: &[&str]| texts.iter().filter_map(|text| distance(text, wanted)).min();
    let countries = catalog.countries.iter().filter_map(|row| {
        let name = localized(&row.name, language);
        // Two letters inside of a word are no country code.
        let code = (row.code.as_str().to_lowercase() == wanted).then_some(0);
        Some(Hit {
            distance: code.or_else(|| distance(name, wanted))?,
            cell: Cell::link(name, places::country(row.code.as_str())),
        })
    });
    let organizations = catalog.organizations.iter().filter_map(|row| {
        let mut texts = vec![row.slug.as_str(), row.name.as_str()];
        texts.extend(
            row.namespaces
                .iter()
                .map(|(_, namespace)| namespace.as_str()),
        );
        Some(Hit {
            distance: best(&texts)?,
            cell: Cell::link(row.name.as_str(), places::organization(&row.slug)),
        })
    });
    let licenses = catalog.licenses.iter().filter_map(|row| {
        let name = localized(&row.name, language);
        let spdx = row.spdx_id.as_deref().unwrap_or_default();
        Some(Hit {
            distance: best(&[&row.slug, name, &row.name.en, spdx])?,
            cell: Cell::link(name, places::license(&row.slug)),
        })
    });
    let kinds: [(&str, Vec<Hit>); 3] = [
        ("nav-countries", countries.collect()),
        ("nav-organizations", organizations.collect()),
        ("nav-licenses", licenses.collect()),
    ];
    let mut room = MOST_PLACES;
    let mut groups = Vec::new();
    for (key, mut hits) in kinds {
        hits.sort_by(|a, b| {
            let order = |hit: &Hit| (hit.distance, hit.cell.words.chars().count());
            order(a)
                .cmp(&order(b))
                .then(a.cell.words.cmp(&b.cell.words))
        });
        hits.truncate(room);
        room -= hits.len();
        if !hits.is_empty() {
            groups.push(Group {
                heading: page.t(key),
                hits: hits.into_iter().map(|hit| hit.cell).collect(),
            });
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_comes_before_what_begins_and_what_contains() {
        assert_eq!(distance("Qwen", "qwen"), Some(0));
        assert_eq!(distance("Qwen3", "qwen"), Some(1));
        assert_eq!(distance("my-Qwen", "qwen"), Some(2));
        assert_eq!(distance("Llama", "qwen"), None);
    }

    #[test]
    fn parameters_nobody_knows_are_named() {
        let known = |question: &str| parameters(Some(question.to_owned()), ["q"]);
        assert_eq!(known("q=a%20b").unwrap(), ["a b"]);
        assert_eq!(known("q=a&q=b").unwrap(), ["a~b"]);
        assert!(matches!(known("p=a"), Err(Error::BadQuery(problems)) if problems.len() == 1));
    }
}
