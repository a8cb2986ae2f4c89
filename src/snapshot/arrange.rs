//! From rows in the order of the file to content in canonical order.

use super::captured_at::end_of_day;
use super::content::{MeasuredMetric, Row, SnapshotContent};
use super::day::Day;
use super::strings::Strings;
use chrono::{DateTime, Utc};

/// What a file said, in its own order.
#[derive(Debug, Default)]
pub struct Draft {
    /// Slug of the source.
    pub source: String,
    /// Moment of the capture, where the file says it.
    pub captured_at: Option<DateTime<Utc>>,
    /// Metrics in the order the file brought them.
    pub metrics: Vec<MeasuredMetric>,
    /// Models in the order the file brought them.
    pub models: Strings,
    /// Other texts.
    pub texts: Strings,
    /// Rows in the order of the file.
    pub rows: Vec<Row>,
}

/// A row with the metric, model and day of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// Line of the repeating row.
    pub line: u32,
    /// Line of the first row with the same key.
    pub first_line: u32,
    /// The row's place in canonical order.
    pub index: usize,
}

impl Draft {
    /// Puts everything in canonical order. Returns the content, or none when there is no row,
    /// and the repeated rows by line; content with repeats is not fit to be stored.
    pub fn arrange(mut self) -> (Option<SnapshotContent>, Vec<Repeat>) {
        self.number_metrics_in_order();
        if let Some(renumbered) = self.models.sort() {
            for row in &mut self.rows {
                row.model = renumbered
                    .get(row.model as usize)
                    .copied()
                    .unwrap_or(row.model);
            }
        }
        // Strictly ascending means sorted and without repeats: canonical files stop here.
        let mut repeats = Vec::new();
        if !self.rows.is_sorted_by(|a, b| a.key() < b.key()) {
            self.rows.sort_unstable_by_key(|row| (row.key(), row.line));
            repeats = self.repeats();
        }
        let days = distinct_days(&self.rows);
        let content = days.last().copied().map(|newest| SnapshotContent {
            source: self.source,
            captured_at: self.captured_at.unwrap_or_else(|| end_of_day(newest)),
            metrics: self.metrics,
            models: self.models,
            texts: self.texts,
            rows: self.rows,
            days,
        });
        (content, repeats)
    }

    fn number_metrics_in_order(&mut self) {
        if self.metrics.is_sorted_by(|a, b| a.slug < b.slug) {
            return;
        }
        let mut order: Vec<usize> = (0..self.metrics.len()).collect();
        order.sort_by_key(|old| self.metrics.get(*old).map(|metric| &metric.slug));
        for row in &mut self.rows {
            if let Some(new) = order.iter().position(|old| *old == row.metric()) {
                row.metric = new as u8;
            }
        }
        self.metrics.sort_by(|a, b| a.slug.cmp(&b.slug));
    }

    fn repeats(&self) -> Vec<Repeat> {
        let mut repeats = Vec::new();
        let mut index = 0;
        for same in self.rows.chunk_by(|a, b| a.key() == b.key()) {
            if let [first, others @ ..] = same {
                repeats.extend(others.iter().zip(index + 1..).map(|(row, index)| Repeat {
                    line: row.line,
                    first_line: first.line,
                    index,
                }));
            }
            index += same.len();
        }
        repeats.sort_unstable();
        repeats
    }
}

fn distinct_days(rows: &[Row]) -> Vec<Day> {
    let mut seen = vec![false; usize::from(u16::MAX) + 1];
    for row in rows {
        if let Some(slot) = seen.get_mut(usize::from(row.day.number())) {
            *slot = true;
        }
    }
    let numbers = (0..=u16::MAX)
        .zip(seen)
        .filter_map(|(number, seen)| seen.then_some(number));
    numbers.map(Day::from_number).collect()
}
