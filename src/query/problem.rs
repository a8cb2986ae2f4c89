//! What is wrong with a query, said so that the reader can mend it.

use crate::text::{Language, message};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// One parameter that cannot be used: which, why, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub struct Problem {
    /// The parameter as it was given.
    pub parameter: String,
    /// The value as it was given; empty when the parameter itself is unknown.
    pub value: String,
    /// What is wrong.
    pub what: Fault,
    /// What is allowed.
    pub allowed: Allowed,
    /// The nearest allowed spelling, when one is near.
    pub suggestion: Option<String>,
}

/// What is allowed in the place of what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One of these words, as addresses spell them.
    OneOf(Vec<String>),
    /// What a message says, with what is put in where it names it.
    Said(&'static str, Vec<(&'static str, String)>),
}

impl Allowed {
    pub(super) fn one_of<V: Into<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::OneOf(values.into_iter().map(Into::into).collect())
    }

    /// What a message says.
    pub const fn said(key: &'static str) -> Self {
        Self::Said(key, Vec::new())
    }

    /// In words.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::OneOf(words) => words.join(", "),
            Self::Said(key, arguments) => {
                let arguments: Vec<_> = arguments
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                message(language, key, &arguments)
            }
        }
    }
}

/// Programs read it in English, whoever sent them.
impl Serialize for Allowed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words(Language::En))
    }
}

/// What was written is one text, whatever it was before.
impl<'de> Deserialize<'de> for Allowed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::OneOf(vec![String::deserialize(deserializer)?]))
    }
}

/// The kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// There is no such parameter.
    UnknownParameter,
    /// The parameter has no such value.
    UnknownValue,
    /// The parameter stands twice with different values.
    GivenTwice,
    /// One filter both includes and excludes.
    IncludesAndExcludes,
    /// The range ends before it begins.
    EndsBeforeItBegins,
}

impl Problem {
    /// What is wrong, what was meant and what is allowed, in a language.
    pub fn words(&self, language: Language) -> String {
        let wrong = message(
            language,
            self.what.key(),
            &[("parameter", &self.parameter), ("value", &self.value)],
        );
        let allowed = self.allowed.words(language);
        match &self.suggestion {
            Some(meant) => message(
                language,
                "problem-meant",
                &[("wrong", &wrong), ("meant", meant), ("allowed", &allowed)],
            ),
            None => message(
                language,
                "problem",
                &[("wrong", &wrong), ("allowed", &allowed)],
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Language::En))
    }
}

impl Fault {
    /// Message key of what is wrong.
    const fn key(self) -> &'static str {
        match self {
            Self::UnknownParameter => "problem-unknown-parameter",
            Self::UnknownValue => "problem-unknown-value",
            Self::GivenTwice => "problem-given-twice",
            Self::IncludesAndExcludes => "problem-includes-and-excludes",
            Self::EndsBeforeItBegins => "problem-ends-before-it-begins",
        }
    }
}

/// The candidate nearest to what was given, when it is near enough to be meant: the same but
/// for case, one typing slip, or two in a longer word.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let given = given.to_lowercase();
    let reach = match given.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(given.len()) <= 2 * reach.max(1))
        .map(|candidate| (distance(&given, &candidate.to_lowercase()), candidate))
        .filter(|(slips, _)| *slips <= reach)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Typing slips between two words: letters added, left out, changed, or two swapped.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let changed = usize::from(from[i - 1] != to[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + changed);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("contry", Some("country"))]
    #[case("cuontry", Some("country"))]
    #[case("COUNTRY", Some("country"))]
    #[case("cn", Some("CN"))]
    #[case("wieghts", Some("weights"))]
    #[case("flavor", None)]
    #[case("x", None)]
    fn a_slip_finds_the_word_that_was_meant(#[case] given: &str, #[case] expected: Option<&str>) {
        let candidates = ["country", "weights", "by", "CN", "US"];
        assert_eq!(nearest(given, candidates).as_deref(), expected);
    }
}
