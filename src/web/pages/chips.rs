//! What narrows or changes a question beyond its chart, each as a chip that takes it out again.

use super::Link;
use crate::charts::locale;
use crate::plot::format;
use crate::query::{Filter, Key, Query, filters, keys, value_label};
use crate::text::{Language, message};
use crate::web::view::{Answered, asking};

/// Parameters that narrow a question, or change what its figures count.
const NARROWING: [&str; 8] = [
    "from",
    "to",
    "panel",
    "scope",
    "variants",
    "license-as",
    "lens",
    "as-of",
];

/// The chips of a question.
pub(super) struct Chips {
    pub chips: Vec<Link>,
    /// The question without all of them; none where taking out one does the same.
    pub reset: Option<String>,
}

impl Chips {
    /// The chips of what was asked.
    pub fn new(answered: &Answered, asked: &Query, path: &str) -> Self {
        let language = answered.language;
        let mut names: Vec<&'static str> = Vec::new();
        let mut chips = Vec::new();
        for key in keys() {
            let label = match key {
                Key::Filter(_) => filter_label(answered, asked, key),
                Key::Parameter(entry) if NARROWING.contains(&entry.key) => {
                    parameter_words(asked, key, language).map(|value| {
                        let name = message(language, &entry.name_key(), &[]);
                        message(language, "chip", &[("name", &name), ("values", &value)])
                    })
                }
                Key::Parameter(_) => None,
            };
            if let Some(label) = label {
                names.push(key.name());
                chips.push(Link::new(
                    label,
                    asking(path, &asked.canonical_but(&[key.name()])),
                ));
            }
        }
        Self {
            reset: (chips.len() > 1).then(|| asking(path, &asked.canonical_but(&names))),
            chips,
        }
    }
}

/// "Country: not China, Japan"; none where the filter is not in force.
pub(super) fn filter_label(answered: &Answered, asked: &Query, key: Key) -> Option<String> {
    let language = answered.language;
    let dimension = filters().find(|dimension| dimension.key == key.name())?;
    let filter = asked.filters.get(&dimension.id)?;
    let name = message(language, &dimension.name_key(), &[]);
    let values: Vec<String> = filter
        .values()
        .iter()
        .map(|value| value_label(dimension, value, &answered.edition.dictionary, language))
        .collect();
    let key = if Filter::excludes(filter) {
        "chip-exclude"
    } else {
        "chip"
    };
    let values = values.join(", ");
    Some(message(
        language,
        key,
        &[("name", &name), ("values", &values)],
    ))
}

/// The value of a parameter as a reader is told it; none at the default.
pub(super) fn parameter_words(query: &Query, key: Key, language: Language) -> Option<String> {
    let value = key.spell(query)?;
    let Key::Parameter(entry) = key else {
        return Some(value);
    };
    let day = |day| format::day(day, locale(language));
    Some(match entry.key {
        "by" => message(language, &query.breakdown().name_key(), &[]),
        "from" => query.from.map(day)?,
        "to" => query.to.map(day)?,
        "as-of" => query.as_of.map(|moment| day(moment.date_naive()))?,
        _ if entry.words().is_empty() => value,
        _ => message(language, &entry.word_key(&value), &[]),
    })
}
