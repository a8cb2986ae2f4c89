//! The numbers below a chart: dates down, series across.

use super::Subject;
use crate::plot::format;
use crate::query::{Every, Period};
use chrono::NaiveDate;

/// Dates shown at most; all of them are in the files.
const MOST_DATES: usize = 60;

/// Formatted numbers, by date and series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// What the first column is.
    pub date_label: String,
    /// The series.
    pub columns: Vec<String>,
    /// Newest date first.
    pub rows: Vec<NumberRow>,
    /// How many older dates are left out.
    pub left_out: usize,
}

/// The numbers of one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// Where it stands on a time axis.
    pub day: NaiveDate,
    /// The date in words.
    pub label: String,
    /// A cell a series; empty where nothing was observed.
    pub cells: Vec<String>,
}

impl Numbers {
    /// The numbers of an answer: `value` is that of a series (by its place) on a date, and `spell`
    /// writes it with as many decimals as the largest of its column needs.
    pub(super) fn new(
        subject: &Subject<'_>,
        columns: Vec<String>,
        value: impl Fn(usize, usize) -> Option<f64>,
        spell: impl Fn(f64, usize) -> String,
    ) -> Self {
        let periods = &subject.answer.periods;
        let decimals: Vec<usize> = (0..columns.len())
            .map(|series| {
                let values = (0..periods.len()).filter_map(|date| value(series, date));
                format::decimals_for_three_figures(values.fold(0.0, |a: f64, b| a.max(b.abs())))
            })
            .collect();
        Self::of_cells(subject, columns, |series, date| {
            Some(spell(value(series, date)?, decimals[series]))
        })
    }

    /// The same of cells that are spelled already.
    pub(super) fn of_cells(
        subject: &Subject<'_>,
        columns: Vec<String>,
        cell: impl Fn(usize, usize) -> Option<String>,
    ) -> Self {
        let periods = &subject.answer.periods;
        // Dates without any series say nothing.
        let dates = if columns.is_empty() { 0 } else { periods.len() };
        let rows = (0..dates)
            .rev()
            .take(MOST_DATES)
            .map(|date| {
                let cells = (0..columns.len()).map(|series| cell(series, date).unwrap_or_default());
                NumberRow {
                    day: periods[date].period.first,
                    label: date_label(subject, &periods[date].period),
                    cells: cells.collect(),
                }
            })
            .collect();
        Self {
            date_label: subject.say("numbers-date", &[]),
            columns,
            rows,
            left_out: dates.saturating_sub(MOST_DATES),
        }
    }
}

/// A period as a row label: a day, or the month, or the day a week or quarter begins.
pub(super) fn date_label(subject: &Subject<'_>, period: &Period) -> String {
    let text = match subject.query.every {
        Every::Month => format::month_year(period.first, subject.locale()),
        Every::Day | Every::Week | Every::Quarter => format::day(period.first, subject.locale()),
    };
    if period.complete {
        text
    } else {
        subject.say("numbers-incomplete", &[("date", &text)])
    }
}
