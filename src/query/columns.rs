//! Rows by day, as columns of numbers.

use super::facts::Entry;
use std::ops::Range;

/// Rows by day, as columns of equal length.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// Where each day begins; one longer than there are days, or empty where no day has a row.
    starts: Vec<usize>,
    pub cell_of: Vec<u32>,
    pub values: Values,
    merged: Vec<u32>,
    separate: Vec<u32>,
}

/// Values as 64-bit numbers while a whole day's sum fits: half the memory to walk through.
#[derive(Debug, Clone)]
pub(super) enum Values {
    Narrow(Vec<i64>),
    Wide(Vec<i128>),
}

/// The values of one day.
#[derive(Debug, Clone, Copy)]
pub(super) enum DayValues<'a> {
    Narrow(&'a [i64]),
    Wide(&'a [i128]),
}

/// Rows of one day, as columns of equal length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub cells: &'a [u32],
    pub values: DayValues<'a>,
    pub merged: &'a [u32],
    pub separate: &'a [u32],
}

impl Default for Values {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Values {
    fn push(&mut self, value: i128) {
        match self {
            Self::Narrow(values) => values.push(value as i64),
            Self::Wide(values) => values.push(value),
        }
    }

    /// The same, as 128-bit numbers.
    pub fn widened(self) -> Self {
        match self {
            Self::Narrow(values) => Self::Wide(values.into_iter().map(i128::from).collect()),
            Self::Wide(values) => Self::Wide(values),
        }
    }

    pub fn is_wide(&self) -> bool {
        matches!(self, Self::Wide(_))
    }

    fn of(&self, range: Range<usize>) -> DayValues<'_> {
        match self {
            Self::Narrow(values) => DayValues::Narrow(&values[range]),
            Self::Wide(values) => DayValues::Wide(&values[range]),
        }
    }

    fn shrink(&mut self) {
        match self {
            Self::Narrow(values) => values.shrink_to_fit(),
            Self::Wide(values) => values.shrink_to_fit(),
        }
    }
}

impl Columns {
    /// Without rows so far, of values as wide as asked for.
    pub fn empty(wide: bool) -> Self {
        let values = Values::default();
        Self {
            values: if wide { values.widened() } else { values },
            ..Self::default()
        }
    }

    /// Adds a row of the day that began last.
    pub fn push(&mut self, entry: &Entry) {
        self.cell_of.push(entry.cell);
        self.values.push(entry.value);
        self.merged.push(entry.models);
        self.separate.push(entry.slugs);
    }

    /// Begins the next day.
    pub fn begin_day(&mut self) {
        self.starts.push(self.cell_of.len());
    }

    /// Ends the last day.
    pub fn end(&mut self) {
        self.begin_day();
        self.starts.shrink_to_fit();
        self.cell_of.shrink_to_fit();
        self.values.shrink();
        self.merged.shrink_to_fit();
        self.separate.shrink_to_fit();
    }

    pub fn range(&self, day: usize) -> Range<usize> {
        match self.starts.get(day..day + 2) {
            Some(bounds) => bounds[0]..bounds[1],
            None => 0..0,
        }
    }

    pub fn day(&self, day: usize) -> Part<'_> {
        let range = self.range(day);
        Part {
            cells: &self.cell_of[range.clone()],
            values: self.values.of(range.clone()),
            merged: &self.merged[range.clone()],
            separate: &self.separate[range],
        }
    }

    pub fn bytes(&self) -> usize {
        let value = if self.values.is_wide() {
            size_of::<i128>()
        } else {
            size_of::<i64>()
        };
        self.cell_of.len() * (value + 3 * size_of::<u32>())
    }
}

impl DayValues<'_> {
    /// The value of a row.
    pub fn at(self, at: usize) -> i128 {
        match self {
            Self::Narrow(values) => i128::from(values[at]),
            Self::Wide(values) => values[at],
        }
    }
}

impl<'a> Part<'a> {
    /// The values of all rows.
    pub fn all_values(self) -> impl Iterator<Item = i128> + 'a {
        (0..self.cells.len()).map(move |at| self.values.at(at))
    }

    pub fn entry(&self, at: usize) -> Entry {
        Entry {
            cell: self.cells[at],
            model: None,
            value: self.values.at(at),
            models: self.merged[at],
            slugs: self.separate[at],
        }
    }
}
