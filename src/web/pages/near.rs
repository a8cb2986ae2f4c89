//! What a text that nothing is named after may have been meant to be: names, ids and words of them
//! that differ by a slip or two.

use super::listing::Cell;
use crate::query::nearest;
use crate::text::{Language, localized};
use crate::web::Error;
use crate::web::state::Site;

/// Ids looked at on each side of the text, in each source.
const BESIDE: i64 = 100;
/// Shorter words are too alike to be told apart by a slip.
const SHORTEST: usize = 4;

/// Texts to look for instead, each leading to its search.
pub(super) async fn spellings(
    site: &Site,
    language: Language,
    wanted: &str,
) -> Result<Vec<Cell>, Error> {
    let catalog = site.catalog();
    let mut names: Vec<&str> = Vec::new();
    for row in &catalog.countries {
        names.push(localized(&row.name, language));
    }
    for row in &catalog.organizations {
        names.extend([row.slug.as_str(), &row.name]);
    }
    for row in &catalog.licenses {
        names.extend([row.slug.as_str(), localized(&row.name, language)]);
    }
    for row in &catalog.models {
        names.push(&row.external_id);
    }
    let words = names.iter().flat_map(|name| {
        let words = name.split(|c: char| !c.is_alphanumeric() && c != '.');
        words.filter(|word| word.chars().count() >= SHORTEST)
    });
    let mut found: Vec<String> = Vec::new();
    found.extend(nearest(wanted, names.iter().copied()));
    found.extend(nearest(wanted, words));
    for source in &catalog.sources {
        let beside = site.store().models_beside(&source.slug, wanted, BESIDE);
        let beside = beside.await?;
        found.extend(nearest(wanted, beside.iter().map(String::as_str)));
    }
    let mut cells: Vec<Cell> = Vec::new();
    for text in found {
        let mut question = form_urlencoded::Serializer::new(String::new());
        let question = question.append_pair("q", &text).finish();
        let cell = Cell::link(text, format!("/search?{question}"));
        let is_new = |known: &Cell| known.words.to_lowercase() != cell.words.to_lowercase();
        if cells.iter().all(is_new) {
            cells.push(cell);
        }
    }
    Ok(cells)
}
