//! Tidy rows: one a date and series, with exactly the columns of the files.

use super::amount::Amount;
use super::answer::{Answer, Series, SeriesKind, ShareRange};
use super::dictionary::Dictionary;
use super::dimension::{Dimension, Values};
use crate::text::{Language, localized, message};
use chrono::NaiveDate;
use serde::Serialize;
use std::borrow::Cow;

/// One row of a file; the fields are its columns, in their order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row<'a> {
    /// The date: the first day of the period.
    pub observed_on: NaiveDate,
    /// Metric slug.
    pub metric: &'a str,
    /// The value's unit, in the reader's language.
    pub unit: &'a str,
    /// Series id.
    pub series: &'a str,
    /// Series name, in the reader's language.
    pub label: String,
    /// The value.
    pub value: Amount,
    /// Share of the filtered total of the date, 0 to 1; none when the total is 0.
    pub share: Option<f64>,
    /// The least the share may be.
    pub share_low: Option<f64>,
    /// The most the share may be.
    pub share_high: Option<f64>,
    /// Models in it.
    pub models: u32,
    /// Observed days behind the date.
    pub days_observed: u32,
}

impl Row<'_> {
    /// The share with the least and the most it may be, where there is one.
    pub fn range(&self) -> Option<ShareRange> {
        Some(ShareRange {
            share: self.share?,
            low: self.share_low?,
            high: self.share_high?,
        })
    }

    /// The columns, in the order of the fields.
    pub const COLUMNS: [&'static str; 11] = [
        "observed_on",
        "metric",
        "unit",
        "series",
        "label",
        "value",
        "share",
        "share_low",
        "share_high",
        "models",
        "days_observed",
    ];

    /// The cells of a text format: numbers without exponents, nothing where there is nothing.
    pub fn cells(&self) -> [Cow<'_, str>; 11] {
        let share = |share: Option<f64>| share.map(|share| share.to_string()).unwrap_or_default();
        [
            self.observed_on.to_string().into(),
            self.metric.into(),
            self.unit.into(),
            self.series.into(),
            self.label.as_str().into(),
            self.value.to_string().into(),
            share(self.share).into(),
            share(self.share_low).into(),
            share(self.share_high).into(),
            self.models.to_string().into(),
            self.days_observed.to_string().into(),
        ]
    }
}

/// The rows of an answer, by date and within a date in the order of the series.
pub fn rows<'a>(
    answer: &'a Answer,
    dictionary: &Dictionary,
    language: Language,
) -> impl Iterator<Item = Row<'a>> {
    let labels: Vec<String> = answer
        .series
        .iter()
        .map(|series| series_label(answer, series, dictionary, language))
        .collect();
    let unit = localized(&answer.metric.unit, language);
    (0..answer.periods.len()).flat_map(move |index| {
        let period = &answer.periods[index].period;
        let points = answer
            .series
            .iter()
            .zip(&labels)
            .filter_map(|(series, label)| {
                let point = series.point(index)?;
                Some(Row {
                    observed_on: period.first,
                    metric: &answer.metric.slug,
                    unit,
                    series: &series.id,
                    label: label.clone(),
                    value: point.value,
                    share: point.share.map(|range| range.share),
                    share_low: point.share.map(|range| range.low),
                    share_high: point.share.map(|range| range.high),
                    models: point.models,
                    days_observed: period.days_observed(),
                })
            });
        points.collect::<Vec<_>>()
    })
}

/// The name of a series for readers.
pub fn series_label(
    answer: &Answer,
    series: &Series,
    dictionary: &Dictionary,
    language: Language,
) -> String {
    match series.kind {
        SeriesKind::Rest => message(language, "series-rest", &[]),
        SeriesKind::Unlisted => message(language, "series-unlisted", &[]),
        SeriesKind::Unknown => message(language, &format!("series-unknown-{}", answer.by.key), &[]),
        SeriesKind::Known => match series.name.as_deref() {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => value_label(answer.by, &series.id, dictionary, language),
        },
    }
}

/// The name of a value of a dimension, as addresses spell it, for readers; a model's is its id.
pub fn value_label(
    dimension: &Dimension,
    value: &str,
    dictionary: &Dictionary,
    language: Language,
) -> String {
    if value == dimension.unknown {
        return message(language, &format!("series-unknown-{}", dimension.key), &[]);
    }
    let name = match dimension.values {
        Values::Words(_) => Some(message(language, &dimension.word_key(value), &[])),
        Values::Countries => dictionary
            .country(value)
            .map(|row| localized(&row.name, language).to_owned()),
        Values::Organizations => dictionary.organization(value).map(|row| row.name.clone()),
        Values::Licenses => dictionary
            .license(value)
            .map(|row| localized(&row.name, language).to_owned()),
        Values::Models => None,
    };
    name.unwrap_or_else(|| value.to_owned())
}
