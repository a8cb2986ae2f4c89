//! The form of the explorer: a plain GET form made from the tables of parameters and dimensions,
//! so that a new entry there shows here. Filters are chosen by links (`facets`); the form carries
//! them along, as the links carry along what the form asks.

use super::chips::parameter_words;
use crate::charts::Kind;
use crate::query::{self, Key, LANGUAGE, Parameter, Query, breakdowns, keys};
use crate::store::facts::Edition;
use crate::text::{Language, localized, message, semicolon};

/// The form.
pub(super) struct Form {
    /// What is asked first.
    pub main: Vec<Field>,
    /// The rest, folded.
    pub more: Vec<Field>,
    /// How many of the rest differ from their defaults.
    pub more_changed: usize,
    /// What is asked and has no field here: key and value.
    pub kept: Vec<(&'static str, String)>,
    /// What the kind of chart settles, in words; empty where it settles nothing.
    pub decided: String,
}

/// One question of the form.
pub(super) struct Field {
    pub name: &'static str,
    pub label: String,
    /// Options of a choice; empty for free text.
    pub options: Vec<Choice>,
    /// Present text.
    pub value: String,
    pub hint: String,
    /// Whether the search finds what to write here.
    pub search: bool,
}

/// A value to choose.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Parameters asked for before the filters.
const MAIN: [&str; 6] = ["metric", "by", "from", "to", "every", "show"];

impl Form {
    /// The form for a question.
    pub fn new(edition: &Edition, query: &Query, kind: &Kind, language: Language) -> Self {
        let mut form = Self {
            main: Vec::new(),
            more: Vec::new(),
            more_changed: 0,
            kept: Vec::new(),
            decided: decided(kind, query, language),
        };
        let settled = kind.decides();
        let mut models = None;
        for key in keys() {
            match key {
                // The language is no question about the data: pages keep it in all their forms.
                Key::Parameter(entry) if entry.key == LANGUAGE => {}
                Key::Parameter(entry) if settled.contains(&entry.key) => form.keep(key, query),
                Key::Parameter(entry) => {
                    let field = field(edition, query, language, entry);
                    if MAIN.contains(&entry.key) {
                        form.main.push(field);
                    } else {
                        form.more_changed += usize::from(key.spell(query).is_some());
                        form.more.push(field);
                    }
                }
                // Models are too many to offer.
                Key::Filter(entry) if entry.is_model() => {
                    models = Some(Field {
                        name: entry.key,
                        label: message(language, &entry.name_key(), &[]),
                        options: Vec::new(),
                        value: key.spell(query).unwrap_or_default(),
                        hint: message(language, "form-model-hint", &[]),
                        search: true,
                    });
                }
                Key::Filter(_) => form.keep(key, query),
            }
        }
        form.main.extend(models);
        form
    }

    fn keep(&mut self, key: Key, query: &Query) {
        let kept = key.spell(query).map(|value| (key.name(), value));
        self.kept.extend(kept);
    }
}

/// What a kind of chart settles by itself or changes in this question.
fn decided(kind: &Kind, query: &Query, language: Language) -> String {
    let (settled, shown) = (kind.decides(), kind.asked(query));
    let phrases: Vec<String> = keys()
        .filter(|key| settled.contains(&key.name()) || key.spell(query) != key.spell(&shown))
        .filter_map(|key| {
            let Key::Parameter(entry) = key else {
                return None;
            };
            let value = match entry.key {
                "top" if shown.top == query::MOST_SERIES => message(language, "top-all", &[]),
                _ => parameter_words(&shown, key, language).or_else(|| {
                    let word = entry.words().first()?;
                    Some(message(language, &entry.word_key(word), &[]))
                })?,
            };
            let name = message(language, &entry.name_key(), &[]);
            let arguments = [("name", &*name), ("values", &*value)];
            Some(message(language, "chip", &arguments))
        })
        .collect();
    if phrases.is_empty() {
        return String::new();
    }
    message(
        language,
        "form-decided",
        &[("list", &phrases.join(semicolon(language)))],
    )
}

fn field(edition: &Edition, query: &Query, language: Language, entry: &'static Parameter) -> Field {
    let value = Key::Parameter(entry).spell(query).unwrap_or_default();
    let present = |word: &str, at: usize| {
        if value.is_empty() {
            at == 0
        } else {
            word == value
        }
    };
    let options: Vec<Choice> = match entry.key {
        "metric" => edition
            .dictionary
            .metrics()
            .iter()
            .map(|metric| Choice {
                value: metric.slug.clone(),
                label: localized(&metric.label, language).to_owned(),
                chosen: metric.slug == query.metric,
            })
            .collect(),
        "by" => breakdowns()
            .map(|dimension| Choice {
                value: dimension.key.to_owned(),
                label: message(language, &dimension.name_key(), &[]),
                chosen: dimension.id == query.by,
            })
            .collect(),
        // Unasked, the panel is what suits the metric, also another one chosen in the same form.
        "panel" => {
            let unasked = Choice {
                value: String::new(),
                label: message(language, "form-panel-unasked", &[]),
                chosen: value.is_empty(),
            };
            let asked = words(entry, language, |word, _| word == value);
            std::iter::once(unasked).chain(asked).collect()
        }
        _ => words(entry, language, present),
    };
    let hint = match entry.key {
        "from" | "to" => message(language, "form-date-hint", &[]),
        "as-of" => message(language, "form-moment-hint", &[]),
        "top" => query::DEFAULT_TOP.to_string(),
        _ => String::new(),
    };
    Field {
        name: entry.key,
        label: message(language, &entry.name_key(), &[]),
        options,
        value,
        hint,
        search: false,
    }
}

fn words(
    entry: &'static Parameter,
    language: Language,
    chosen: impl Fn(&str, usize) -> bool,
) -> Vec<Choice> {
    let choice = |(at, word): (usize, &&str)| Choice {
        value: (*word).to_owned(),
        label: message(language, &entry.word_key(word), &[]),
        chosen: chosen(word, at),
    };
    entry.words().iter().enumerate().map(choice).collect()
}
