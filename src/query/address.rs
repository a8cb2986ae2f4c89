//! Query <-> address: reading parameters with every problem named, and the one spelling of
//! each question.

use super::dictionary::Dictionary;
use super::dimension::{Dimension, DimensionId, Values, filters};
use super::filter::Filter;
use super::parameter::{LANGUAGE, PARAMETERS, Parameter, drop_defaults};
use super::problem::{Allowed, Fault, Problem, nearest};
use super::question::Query;
use crate::text::Language;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is percent-encoded: all that is not a letter, a digit, or harmless in a query string.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'/')
    .remove(b':');

/// A parameter or a filter: what a key of an address can stand for.
#[derive(Clone, Copy)]
pub enum Key {
    /// A parameter of the table.
    Parameter(&'static Parameter),
    /// A filter of the dimension table.
    Filter(&'static Dimension),
}

/// Every key an address can have, in its order.
pub fn keys() -> impl Iterator<Item = Key> {
    let leading = PARAMETERS
        .iter()
        .filter(|entry| entry.leads)
        .map(Key::Parameter);
    let trailing = PARAMETERS
        .iter()
        .filter(|entry| !entry.leads)
        .map(Key::Parameter);
    leading.chain(filters().map(Key::Filter)).chain(trailing)
}

impl Key {
    /// The key as addresses spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameter(entry) => entry.key,
            Self::Filter(entry) => entry.key,
        }
    }

    /// Message key of its name.
    pub fn name_key(self) -> String {
        match self {
            Self::Parameter(entry) => entry.name_key(),
            Self::Filter(entry) => entry.name_key(),
        }
    }

    /// The value a query has for it, before percent-encoding; none at the default.
    pub fn spell(self, query: &Query) -> Option<String> {
        match self {
            Self::Parameter(entry) => (entry.spell)(query),
            Self::Filter(entry) => query.filters.get(&entry.id).map(Filter::spell),
        }
    }
}

impl Query {
    /// Reads the parameters of an address, percent-decoded. Forms are understood: an empty
    /// value is the default, a repeated filter is one list.
    ///
    /// # Errors
    /// Every problem, in the order of the parameters; unknown parameters last.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
        dictionary: &Dictionary,
    ) -> Result<Self, Vec<Problem>> {
        let pairs: Vec<(K, V)> = pairs.into_iter().collect();
        let given = |key: &str| -> Vec<&str> {
            let values = pairs.iter().filter(|(name, _)| name.as_ref() == key);
            let mut values: Vec<&str> = values.map(|(_, value)| value.as_ref().trim()).collect();
            values.retain(|value| !value.is_empty());
            values
        };
        let mut query = Self::default();
        let mut problems = Vec::new();
        for key in keys() {
            match key {
                Key::Parameter(entry) => {
                    read_parameter(
                        entry,
                        &given(entry.key),
                        &mut query,
                        dictionary,
                        &mut problems,
                    );
                }
                Key::Filter(entry) => {
                    let values = given(entry.key);
                    if let Some(filter) = read_filter(entry, &values, dictionary, &mut problems) {
                        query.filters.insert(entry.id, filter);
                    }
                }
            }
        }
        problems.extend(unknown_parameters(
            pairs
                .iter()
                .map(|(key, value)| (key.as_ref(), value.as_ref())),
        ));
        if let (Some(from), Some(to)) = (query.from, query.to)
            && to < from
        {
            problems.push(Problem {
                parameter: "to".to_owned(),
                value: to.to_string(),
                what: Fault::EndsBeforeItBegins,
                allowed: Allowed::Said("allowed-date-from", vec![("from", from.to_string())]),
                suggestion: None,
            });
        }
        drop_defaults(&mut query, dictionary);
        if problems.is_empty() {
            Ok(query)
        } else {
            Err(problems)
        }
    }

    /// Reads the part of an address after the `?`.
    pub fn parse_address(text: &str, dictionary: &Dictionary) -> Result<Self, Vec<Problem>> {
        Self::parse(form_urlencoded::parse(text.as_bytes()), dictionary)
    }

    /// The one spelling of this question: what stands after the `?`, empty when everything is
    /// at its default.
    pub fn canonical(&self) -> String {
        self.canonical_but(&[])
    }

    /// The spelling without some keys, for links that leave them out.
    pub fn canonical_but(&self, left_out: &[&str]) -> String {
        self.spelled(keys().filter(|key| !left_out.contains(&key.name())))
    }

    /// The spellings of the questions that differ from this one in a filter alone.
    pub fn around(&self, filter: DimensionId) -> Around {
        let key = filter.entry().key;
        Around {
            before: self.spelled(keys().take_while(|other| other.name() != key)),
            key,
            after: self.spelled(keys().skip_while(|other| other.name() != key).skip(1)),
        }
    }

    fn spelled(&self, keys: impl Iterator<Item = Key>) -> String {
        let mut text = String::new();
        for key in keys {
            if let Some(value) = key.spell(self) {
                push_parameter(&mut text, key.name(), &value);
            }
        }
        text
    }
}

/// What stands around a filter in an address: for the many links of a page that differ in it.
pub struct Around {
    before: String,
    key: &'static str,
    after: String,
}

impl Around {
    /// The spelling of the question with a filter, or with none.
    pub fn with(&self, filter: Option<&Filter>) -> String {
        let mut text = self.before.clone();
        if let Some(filter) = filter {
            push_parameter(&mut text, self.key, &filter.spell());
        }
        if !text.is_empty() && !self.after.is_empty() {
            text.push('&');
        }
        text.push_str(&self.after);
        text
    }
}

fn push_parameter(text: &mut String, key: &str, value: &str) {
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(key);
    text.push('=');
    text.extend(utf8_percent_encode(value, ENCODED));
}

/// The language an address asks for, whatever else it asks: every page has this parameter.
///
/// # Errors
/// A language there is not, or two of them.
pub fn language_asked(text: &str) -> Result<Option<Language>, Vec<Problem>> {
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes())
        .filter(|(key, value)| key == LANGUAGE && !value.trim().is_empty())
        .collect();
    let values: Vec<&str> = pairs.iter().map(|(_, value)| value.trim()).collect();
    let (mut query, mut problems) = (Query::default(), Vec::new());
    if let Some(entry) = PARAMETERS.iter().find(|entry| entry.key == LANGUAGE) {
        let nobody = Dictionary::default();
        read_parameter(entry, &values, &mut query, &nobody, &mut problems);
    }
    if problems.is_empty() {
        Ok(query.lang)
    } else {
        Err(problems)
    }
}

fn read_parameter(
    entry: &Parameter,
    values: &[&str],
    query: &mut Query,
    dictionary: &Dictionary,
    problems: &mut Vec<Problem>,
) {
    let Some(value) = values.first() else {
        return;
    };
    if let Some(other) = values.iter().find(|other| *other != value) {
        problems.push(Problem {
            parameter: entry.key.to_owned(),
            value: (*other).to_owned(),
            what: Fault::GivenTwice,
            allowed: Allowed::Said("allowed-one-value", vec![("value", (*value).to_owned())]),
            suggestion: None,
        });
    }
    if let Err(allowed) = (entry.read)(query, value, dictionary) {
        problems.push(unknown_value(entry.key, value, allowed, &[]));
    }
}

fn read_filter(
    entry: &Dimension,
    values: &[&str],
    dictionary: &Dictionary,
    problems: &mut Vec<Problem>,
) -> Option<Filter> {
    let lists: Vec<_> = values.iter().map(|value| Filter::read(value)).collect();
    let mut lists = lists.into_iter().filter(|(_, values)| !values.is_empty());
    let (exclude, mut named) = lists.next()?;
    for (other, more) in lists {
        if other != exclude {
            problems.push(Problem {
                parameter: entry.key.to_owned(),
                value: values.join("&"),
                what: Fault::IncludesAndExcludes,
                allowed: Allowed::said("allowed-one-list"),
                suggestion: None,
            });
            return None;
        }
        named.extend(more);
    }
    for value in &named {
        if let Err((allowed, near)) = check_value(entry, value, dictionary) {
            problems.push(unknown_value(entry.key, value, allowed, &near));
        }
    }
    Filter::new(exclude, named)
}

/// Whether a dimension has a value; else what is allowed, and the values a slip may have meant.
fn check_value(
    entry: &Dimension,
    value: &str,
    dictionary: &Dictionary,
) -> Result<(), (Allowed, Vec<String>)> {
    if let Values::Models = entry.values {
        // No database keeps a NUL, and no source has a control character in an id.
        return if value.chars().any(char::is_control) {
            Err((Allowed::said("allowed-model"), Vec::new()))
        } else {
            Ok(())
        };
    }
    if value == entry.unknown || entry.label_of(dictionary, value).is_some() {
        return Ok(());
    }
    let candidates = entry.spellings(dictionary);
    let allowed = match entry.values {
        Values::Countries => Allowed::said("allowed-countries"),
        Values::Organizations => Allowed::said("allowed-organizations"),
        Values::Licenses => Allowed::said("allowed-licenses"),
        Values::Words(_) | Values::Models => Allowed::OneOf(candidates.clone()),
    };
    Err((allowed, candidates))
}

/// Whether a breakdown may have a series of this id; else what is wrong with the parameter that
/// names it.
///
/// # Errors
/// An id that no value of the breakdown has.
pub fn check_series(
    parameter: &str,
    id: &str,
    breakdown: &Dimension,
    dictionary: &Dictionary,
) -> Result<(), Problem> {
    check_value(breakdown, id, dictionary)
        .map_err(|(allowed, near)| unknown_value(parameter, id, allowed, &near))
}

/// `near` are the values a slip may have meant, besides those that are allowed word by word.
fn unknown_value(key: &str, value: &str, allowed: Allowed, near: &[String]) -> Problem {
    let candidates = match &allowed {
        Allowed::OneOf(words) => words,
        Allowed::Said(..) => near,
    };
    Problem {
        parameter: key.to_owned(),
        value: value.to_owned(),
        what: Fault::UnknownValue,
        suggestion: nearest(value, candidates.iter().map(String::as_str)),
        allowed,
    }
}

fn unknown_parameters<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Problem> {
    let names: Vec<&str> = keys().map(Key::name).collect();
    let mut problems: Vec<Problem> = Vec::new();
    for (key, _) in pairs.filter(|(key, _)| !names.contains(key)) {
        if problems.iter().any(|problem| problem.parameter == key) {
            continue;
        }
        problems.push(Problem {
            parameter: key.to_owned(),
            value: String::new(),
            what: Fault::UnknownParameter,
            allowed: Allowed::one_of(names.iter().copied()),
            suggestion: nearest(key, names.iter().copied()),
        });
    }
    problems
}
