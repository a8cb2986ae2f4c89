//! The rows behind a chart, as every file format has them.

use super::Subject;
use crate::query::{Row, rows};
use crate::text::Language;

/// A table of a file: columns and rows of cells.
pub struct Sheet<'a> {
    /// The columns, in their order.
    pub columns: &'static [Column],
    /// How many rows there are.
    pub count: usize,
    /// The rows, made as they are taken: there may be hundreds of thousands. Each has a cell a
    /// column.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

/// A column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Snake-case name.
    pub name: &'static str,
    /// What its cells are.
    pub form: Form,
    /// Whether some of its cells may be empty.
    pub may_be_empty: bool,
}

/// What the cells of a column are, for formats that tell numbers, dates and texts apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An ISO date.
    Day,
    /// Text, or a word of ours.
    Text,
    /// How many there are: a small whole number.
    Count,
    /// An amount of the metric: whole, or with up to six decimals where it is a mean.
    Amount,
    /// A part of a whole, 0 to 1.
    Part,
}

/// A column without empty cells.
pub(super) const fn full(name: &'static str, form: Form) -> Column {
    Column {
        name,
        form,
        may_be_empty: false,
    }
}

/// A column that may have empty cells.
pub(super) const fn sparse(name: &'static str, form: Form) -> Column {
    Column {
        name,
        form,
        may_be_empty: true,
    }
}

impl Column {
    /// Message key of what it means.
    pub fn meaning_key(&self) -> String {
        format!("data-column-{}", self.name.replace('_', "-"))
    }
}

/// The columns of tidy rows; their names are those of [`Row::COLUMNS`].
pub(super) static TIDY: [Column; Row::COLUMNS.len()] = [
    full("observed_on", Form::Day),
    full("metric", Form::Text),
    full("unit", Form::Text),
    full("series", Form::Text),
    full("label", Form::Text),
    full("value", Form::Amount),
    sparse("share", Form::Part),
    sparse("share_low", Form::Part),
    sparse("share_high", Form::Part),
    full("models", Form::Count),
    full("days_observed", Form::Count),
];

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
pub(super) fn tidy<'a>(subject: &'a Subject<'_>) -> Sheet<'a> {
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
    let points = subject
        .answer
        .series
        .iter()
        .map(|series| series.points.len());
    Sheet {
        columns: &TIDY,
        count: points.sum(),
        rows: Box::new(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_columns_are_the_fields_of_a_row() {
        assert_eq!(TIDY.map(|column| column.name), Row::COLUMNS);
    }
}
