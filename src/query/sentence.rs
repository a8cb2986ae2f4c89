//! One plain sentence that says what is shown: every parameter that is not at its default is
//! in it, so that a picture cut out of its page can still be read.

use super::Query;
use super::choices::{Every, Lens, LicenseAs, Scale, ScopeShown, Sort, Variants};
use super::dictionary::Dictionary;
use super::dimension::{Dimension, Factor, Values, filters};
use super::filter::Filter;
use super::parameter::end_of_month;
use super::question::{DEFAULT_TOP, MOST_SERIES};
use crate::text::{Language, localized, message, semicolon};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

/// The sentence of a query.
pub fn sentence(query: &Query, dictionary: &Dictionary, language: Language) -> String {
    told(query, dictionary, language, "sentence-license-as-then")
}

/// The sentence of a query for licenses as they were then, where most of what answers it has none
/// with a date.
pub fn sentence_undated(query: &Query, dictionary: &Dictionary, language: Language) -> String {
    told(query, dictionary, language, "sentence-license-as-undated")
}

fn told(query: &Query, dictionary: &Dictionary, language: Language, then_key: &str) -> String {
    let say = |key: &str, arguments: &[(&'static str, &str)]| message(language, key, arguments);
    let mut clauses = vec![
        subject(query, dictionary, language),
        say(&query.breakdown().by_key(), &[]),
    ];
    if query.top == MOST_SERIES {
        clauses.push(say("sentence-top-all", &[]));
    } else if query.top != DEFAULT_TOP {
        clauses.push(say("sentence-top", &[("count", &query.top.to_string())]));
    }
    for dimension in filters() {
        if let Some(filter) = query.filters.get(&dimension.id) {
            clauses.push(filter_phrase(dimension, filter, dictionary, language));
        }
    }
    if query.scope != ScopeShown::default() {
        clauses.push(say(&format!("sentence-scope-{}", query.scope.word()), &[]));
    }
    if query.variants != Variants::default() {
        clauses.push(say(
            &format!("sentence-variants-{}", query.variants.word()),
            &[],
        ));
    }
    if query.lens != Lens::default() {
        clauses.push(say(&format!("sentence-lens-{}", query.lens.word()), &[]));
    }
    clauses.extend(time_phrase(query, language));
    let mut text = capitalized(&clauses.join(", "));
    for note in notes(query, language, then_key) {
        text.push_str(semicolon(language));
        text.push_str(&note);
    }
    text.push('.');
    text
}

/// What a question narrows its rows to, phrase by phrase, for titles.
pub fn narrowed_to(query: &Query, dictionary: &Dictionary, language: Language) -> Vec<String> {
    let mut phrases: Vec<String> = filters()
        .filter_map(|dimension| {
            let filter = query.filters.get(&dimension.id)?;
            Some(filter_phrase(dimension, filter, dictionary, language))
        })
        .collect();
    if query.lens != Lens::default() {
        phrases.push(message(
            language,
            &format!("title-lens-{}", query.lens.word()),
            &[],
        ));
    }
    phrases
}

/// What stands after the clauses: how the figures are to be read.
fn notes(query: &Query, language: Language, then_key: &str) -> Vec<String> {
    let say = |key: &str| message(language, key, &[]);
    let mut notes = Vec::new();
    if let Some(panel) = query.panel {
        notes.push(say(&format!("sentence-panel-{}", panel.word())));
    }
    match query.license_as {
        LicenseAs::Now if query.as_of.is_some() => {
            notes.push(say("sentence-license-as-now-despite-as-of"));
        }
        LicenseAs::Now => notes.push(say("sentence-license-as-now")),
        LicenseAs::Then if query.reads(Factor::Terms) => {
            notes.push(say(then_key));
        }
        LicenseAs::Then => {}
    }
    if query.sort != Sort::default() {
        notes.push(say(&format!("sentence-sort-{}", query.sort.word())));
    }
    if query.scale != Scale::default() {
        notes.push(say(&format!("sentence-scale-{}", query.scale.word())));
    }
    if let Some(moment) = query.as_of {
        let moment = moment_text(moment, language);
        notes.push(message(language, "sentence-as-of", &[("moment", &moment)]));
    }
    notes
}

/// What is measured and where: "tokens a day on `OpenRouter`".
fn subject(query: &Query, dictionary: &Dictionary, language: Language) -> String {
    let metric = dictionary.metric(&query.metric);
    let unit = metric.map_or(query.metric.as_str(), |metric| {
        localized(&metric.unit, language)
    });
    let source = metric.and_then(|metric| dictionary.source(&metric.source));
    let quantity = match source {
        Some(source) => message(
            language,
            "sentence-quantity",
            &[
                ("unit", unit),
                ("source", &source.name),
                ("slug", &source.slug),
            ],
        ),
        None => unit.to_owned(),
    };
    message(
        language,
        &format!("sentence-show-{}", query.show.word()),
        &[("quantity", &quantity)],
    )
}

fn filter_phrase(
    dimension: &Dimension,
    filter: &Filter,
    dictionary: &Dictionary,
    language: Language,
) -> String {
    let names: Vec<String> = filter
        .values()
        .iter()
        .map(|value| value_name(dimension, value, dictionary, language))
        .collect();
    let mode = if filter.excludes() {
        "exclude"
    } else {
        "include"
    };
    let arguments = [("mode", mode), ("values", &*any_of(&names, language))];
    message(language, &dimension.filter_key(), &arguments)
}

/// A value of a filter as a sentence names it.
fn value_name(
    dimension: &Dimension,
    value: &str,
    dictionary: &Dictionary,
    language: Language,
) -> String {
    if value == dimension.unknown {
        return message(language, &format!("filter-unknown-{}", dimension.key), &[]);
    }
    let named = match dimension.values {
        Values::Words(_) => {
            let key = format!("filter-{}-{value}", dimension.key);
            return message(language, &key, &[]);
        }
        Values::Countries => {
            let name = dictionary
                .country(value)
                .map(|row| localized(&row.name, language));
            name.map(|name| {
                message(
                    language,
                    "country-in-filter",
                    &[("code", value), ("name", name)],
                )
            })
        }
        Values::Organizations => dictionary.organization(value).map(|row| row.name.clone()),
        Values::Licenses => dictionary
            .license(value)
            .map(|row| localized(&row.name, language).to_owned()),
        Values::Models => None,
    };
    named.unwrap_or_else(|| value.to_owned())
}

fn any_of(names: &[String], language: Language) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => message(
            language,
            "list-or",
            &[("rest", &first.join(", ")), ("last", last)],
        ),
    }
}

/// How often and over which range; nothing when every day there is is shown.
fn time_phrase(query: &Query, language: Language) -> Option<String> {
    if query.every == Every::default() && query.from.is_none() && query.to.is_none() {
        return None;
    }
    // A range of whole months is named by its months.
    let whole = query.from.is_none_or(|from| from.day() == 1)
        && query.to.is_none_or(|to| to == end_of_month(to));
    let date = |day: Option<NaiveDate>| {
        day.map(|day| {
            if whole {
                month_text(day, language)
            } else {
                date_text(day, language)
            }
        })
        .unwrap_or_default()
    };
    let range = match (query.from, query.to) {
        (None, None) => "all",
        (Some(_), None) => "from",
        (None, Some(_)) => "to",
        (Some(_), Some(_)) => "between",
    };
    let each = message(
        language,
        &format!("sentence-every-{}", query.every.word()),
        &[],
    );
    let (from, to) = (date(query.from), date(query.to));
    let ends = if whole { "months" } else { "days" };
    let arguments = [
        ("each", &*each),
        ("ends", ends),
        ("from", &*from),
        ("to", &*to),
    ];
    Some(message(
        language,
        &format!("sentence-time-{range}"),
        &arguments,
    ))
}

fn month_name(day: NaiveDate, language: Language) -> String {
    message(language, &format!("month-{}", day.month()), &[])
}

fn month_text(day: NaiveDate, language: Language) -> String {
    let (month, year) = (month_name(day, language), day.year().to_string());
    message(
        language,
        "date-month",
        &[("month", &month), ("year", &year)],
    )
}

fn date_text(day: NaiveDate, language: Language) -> String {
    let (month, year) = (month_name(day, language), day.year().to_string());
    let arguments = [
        ("day", &*day.day().to_string()),
        ("month", &*month),
        ("year", &*year),
    ];
    message(language, "date-day", &arguments)
}

fn moment_text(moment: DateTime<Utc>, language: Language) -> String {
    let date = date_text(moment.date_naive(), language);
    let mut time = format!("{:02}:{:02}", moment.hour(), moment.minute());
    // Seconds only where they say something: a date stands for its last second.
    if moment.second() != 0 && moment.second() != 59 {
        time = format!("{time}:{:02}", moment.second());
    }
    message(language, "date-moment", &[("date", &date), ("time", &time)])
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Every message key the tables and this module can ask for.
#[cfg(test)]
pub(super) fn message_keys() -> Vec<String> {
    use super::{DIMENSIONS, DimensionId, PARAMETERS, Panel, Show};
    let mut keys: Vec<String> = Vec::new();
    for entry in DIMENSIONS {
        keys.extend([entry.name_key(), entry.by_key()]);
        keys.push(match entry.id {
            DimensionId::Model => "series-unlisted".to_owned(),
            _ => format!("series-unknown-{}", entry.key),
        });
        if entry.filter {
            keys.extend([entry.filter_key(), format!("filter-unknown-{}", entry.key)]);
        }
        if let Values::Words(words) = entry.values {
            keys.extend(words.iter().map(|word| entry.word_key(word)));
            if entry.filter {
                keys.extend(
                    words
                        .iter()
                        .map(|word| format!("filter-{}-{word}", entry.key)),
                );
            }
        }
    }
    for entry in PARAMETERS {
        keys.push(entry.name_key());
        keys.extend(entry.words().iter().map(|word| entry.word_key(word)));
    }
    keys.extend(
        Show::WORDS
            .iter()
            .map(|word| format!("sentence-show-{word}")),
    );
    keys.extend(
        Every::WORDS
            .iter()
            .map(|word| format!("sentence-every-{word}")),
    );
    keys.extend(
        Panel::WORDS
            .iter()
            .map(|word| format!("sentence-panel-{word}")),
    );
    let orders = Sort::ALL.iter().filter(|sort| **sort != Sort::default());
    keys.extend(orders.map(|sort| format!("sentence-sort-{}", sort.word())));
    keys.extend(["all", "from", "to", "between"].map(|range| format!("sentence-time-{range}")));
    keys.extend((1..=12).map(|month| format!("month-{month}")));
    let fixed = [
        "series-rest",
        "list-or",
        "country-in-filter",
        "sentence-quantity",
        "sentence-top",
        "sentence-top-all",
        "sentence-scope-all",
        "sentence-variants-separate",
        "sentence-lens-base",
        "sentence-license-as-then",
        "sentence-license-as-now",
        "sentence-license-as-now-despite-as-of",
        "sentence-scale-log",
        "sentence-as-of",
        "date-day",
        "date-month",
        "date-moment",
    ];
    keys.extend(fixed.map(str::to_owned));
    keys
}
