//! Metrics and sources: one measured quantity of one source, with the semantics that decide
//! what may be computed from it.

use super::words;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

words! {
    /// Whether a source's license lets us hand its rows out.
    Redistribution("state of redistribution") {
        /// It does, with the citation.
        Yes = 1 "yes",
        /// It does not: rows of this source are never exported.
        No = 2 "no",
        /// The terms do not say.
        Unknown = 0 "unknown",
    }
}

/// What a number means over time; decides which operations are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Semantics {
    /// A rolling count over the last `days` days. May fall. Never summed over time, never
    /// differenced; a longer period shows its last capture.
    Window {
        /// Length of the window in days.
        days: u16,
    },
    /// An all-time count. A longer period shows its last capture; it may go down when a source
    /// corrects its counter, and the recovery is not growth.
    Cumulative,
    /// A count per day. Sums over time are fine; a longer period shows the mean per observed day.
    Flow,
}

impl Semantics {
    /// The word in `metrics.csv` and in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Window { .. } => "window",
            Self::Cumulative => "cumulative",
            Self::Flow => "flow",
        }
    }

    /// Whether values of different days may be added.
    pub const fn adds_over_time(self) -> bool {
        matches!(self, Self::Flow)
    }
}

/// One measured quantity of one source (a row of `data/metrics.csv`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// The id in addresses and CSV files, such as `openrouter-tokens`.
    pub slug: String,
    /// Slug of the source the metric belongs to.
    pub source: String,
    /// What may be computed from it.
    pub semantics: Semantics,
    /// Unit in English and French, such as "tokens a day".
    pub unit: Localized,
    /// Name in English and French.
    pub label: Localized,
    /// How many decimals a value may carry; stored values are scaled by ten to that power.
    pub decimals: u8,
    /// Whether the metric can count closed models at all. Where it cannot, pages say
    /// "not applicable", never 0.
    pub covers_closed: bool,
    /// How many days may lie between two observations before a line must break, where the
    /// metric itself says so (a 30-day window bridges 30 days).
    pub max_gap_days: Option<u16>,
    /// One or two sentences a reader can quote, in English and French.
    pub definition: Localized,
    /// Where the definition comes from.
    pub basis: String,
}

/// Where figures come from (a row of `data/sources.csv`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The id in addresses, such as `openrouter`.
    pub slug: String,
    /// Display name.
    pub name: String,
    /// Home page.
    pub homepage: String,
    /// License of the data.
    pub data_license: String,
    /// The line that stands wherever the figures do, in English and French; `{as_of}` is the day of
    /// the newest snapshot.
    pub citation: Localized,
    /// Whether the license of the data lets us hand the rows out.
    pub redistribution: Redistribution,
    /// Weights of a model the catalog does not know: a repository one can download is open.
    pub default_weights: super::Weights,
    /// What separates a model from its variant (`:` in `deepseek/deepseek-r1:free`), if anything.
    pub variant_separator: Option<char>,
    /// The id under which the source lumps everything it does not list, if it does.
    pub unlisted_model: Option<String>,
    /// Where this row comes from.
    pub basis: String,
}

/// A line of [`Source::citation`] as of a day, or without one where nothing has been captured yet.
pub fn citation_of(line: &str, as_of: Option<NaiveDate>) -> String {
    const DAY: &str = "{as_of}";
    match (as_of, line.split_once(DAY)) {
        (Some(day), _) => line.replace(DAY, &day.to_string()),
        // The day ends what its comma begins.
        (None, Some((before, after))) => match before.rsplit_once(", ") {
            Some((before, _)) => format!("{before}{after}"),
            None => format!("{before}{after}"),
        },
        (None, None) => line.to_owned(),
    }
}

/// A text in the languages of the pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localized {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// Reads `yes` or `no`.
pub(super) fn yes_or_no<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(serde::de::Error::custom(format!(
            "`{other}` is neither `yes` nor `no`"
        ))),
    }
}

/// Reads an empty cell as nothing, anything else with the type's own parser.
pub(super) fn none_if_empty<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_names_the_day_or_says_nothing_of_one() {
        let line = "Source: A, B (a.example), as of {as_of}; all of it.";
        assert_eq!(
            citation_of(line, NaiveDate::from_ymd_opt(2026, 10, 7)),
            "Source: A, B (a.example), as of 2026-10-07; all of it."
        );
        assert_eq!(
            citation_of(line, None),
            "Source: A, B (a.example); all of it."
        );
        assert_eq!(citation_of("Source: C.", None), "Source: C.");
    }
}
