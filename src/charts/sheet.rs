//! The rows behind a chart, as every file format has them.

use super::Subject;
use crate::query::{Row, rows};
use crate::text::Language;

/// A table of a file: columns and rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Snake-case names of the columns.
    pub columns: &'static [&'static str],
    /// The rows; each has a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text of others: names, ids, units.
    Text(String),
    /// A date or a word of ours.
    Word(String),
    /// A number as exact as it is known, without exponent.
    Number(String),
    /// Nothing is known, which is not zero.
    Empty,
}

impl Cell {
    /// A number, or nothing.
    pub(super) fn number(value: Option<impl ToString>) -> Self {
        value.map_or(Self::Empty, |value| Self::Number(value.to_string()))
    }
}

/// One row a date and series: what most charts are made of.
pub(super) fn tidy(subject: &Subject<'_>) -> Sheet {
    // Data files are never localized: the same address is the same bytes for everybody.
    let rows = rows(subject.answer, subject.dictionary, Language::default()).map(|row| {
        vec![
            Cell::Word(row.observed_on.to_string()),
            Cell::Word(row.metric.to_owned()),
            Cell::Text(row.unit.to_owned()),
            Cell::Text(row.series.to_owned()),
            Cell::Text(row.label),
            Cell::Number(row.value.to_string()),
            Cell::number(row.share),
            Cell::number(row.share_low),
            Cell::number(row.share_high),
            Cell::Number(row.models.to_string()),
            Cell::Number(row.days_observed.to_string()),
        ]
    });
    Sheet {
        columns: &Row::COLUMNS,
        rows: rows.collect(),
    }
}
