//! The form of the explorer: a plain GET form made from the tables of parameters and dimensions,
//! so that a new entry there shows here.

use crate::query::{
    self, Dimension, DimensionId, Every, Key, Parameter, Query, SeriesKind, Values, breakdowns,
    keys, series_label,
};
use crate::store::facts::Edition;
use crate::text::{Language, localized, message};

/// How many values of a filter are offered: the largest. Any other can be written into the address.
const MOST_CHOICES: u16 = 60;

/// The form.
pub(super) struct Form {
    /// What is asked first.
    pub main: Vec<Field>,
    /// Filters, each with the values there are.
    pub filters: Vec<Choices>,
    /// The rest, folded.
    pub more: Vec<Field>,
    /// Whether any of the rest differs from its default.
    pub more_open: bool,
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
}

/// A filter.
pub(super) struct Choices {
    pub name: &'static str,
    pub label: String,
    pub values: Vec<Choice>,
    /// Whether any is chosen.
    pub open: bool,
    /// A filter the form cannot show as check boxes (one that excludes, or names values that are
    /// not offered) is kept as it is.
    pub kept: Option<String>,
    /// Free text instead of boxes, for models.
    pub text: Option<String>,
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
    pub fn new(edition: &Edition, query: &Query, language: Language) -> Self {
        let mut form = Self {
            main: Vec::new(),
            filters: Vec::new(),
            more: Vec::new(),
            more_open: false,
        };
        for key in keys() {
            match key {
                // The language is a link of its own, not a question about the data.
                Key::Parameter(entry) if entry.key == "lang" => {}
                Key::Parameter(entry) => {
                    let field = field(edition, query, language, entry);
                    if MAIN.contains(&entry.key) {
                        form.main.push(field);
                    } else {
                        form.more_open |= key.spell(query).is_some();
                        form.more.push(field);
                    }
                }
                Key::Filter(entry) => form.filters.push(choices(edition, query, language, entry)),
            }
        }
        form
    }
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
    entry.words.iter().enumerate().map(choice).collect()
}

fn choices(
    edition: &Edition,
    query: &Query,
    language: Language,
    entry: &'static Dimension,
) -> Choices {
    let filter = query.filters.get(&entry.id);
    let label = message(language, &entry.name_key(), &[]);
    if matches!(entry.values, Values::Models) {
        let text = filter.map(query::Filter::spell).unwrap_or_default();
        let open = !text.is_empty();
        return Choices {
            name: entry.key,
            label,
            values: Vec::new(),
            open,
            kept: None,
            text: Some(text),
        };
    }
    let offered = offered(edition, query, language, entry.id);
    let showable = filter.is_none_or(|filter| {
        !filter.excludes()
            && filter
                .values()
                .iter()
                .all(|value| offered.iter().any(|(offer, _)| offer == value))
    });
    let values = offered
        .into_iter()
        .map(|(value, label)| Choice {
            chosen: showable && filter.is_some_and(|filter| filter.names(&value)),
            value,
            label,
        })
        .collect();
    Choices {
        name: entry.key,
        label,
        values,
        open: filter.is_some(),
        kept: filter.filter(|_| !showable).map(query::Filter::spell),
        text: None,
    }
}

/// The values a dimension has in the data of the metric, largest first, with their names.
fn offered(
    edition: &Edition,
    query: &Query,
    language: Language,
    dimension: DimensionId,
) -> Vec<(String, String)> {
    let Some(facts) = edition.cube.facts(&query.metric) else {
        return Vec::new();
    };
    let question = Query {
        metric: query.metric.clone(),
        by: dimension,
        top: MOST_CHOICES,
        every: Every::Quarter,
        panel: Some(query::Panel::All),
        scope: query.scope,
        license_as: query.license_as,
        lens: query.lens,
        ..Query::default()
    };
    let answer = query::answer(&question, facts, &edition.dictionary);
    answer
        .series
        .iter()
        .filter(|series| matches!(series.kind, SeriesKind::Known | SeriesKind::Unknown))
        .map(|series| {
            (
                series.id.clone(),
                series_label(&answer, series, &edition.dictionary, language),
            )
        })
        .collect()
}
