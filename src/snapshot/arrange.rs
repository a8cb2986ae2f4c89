//! From rows in the order of the file to content in canonical order, however many there are.

use super::captured_at::end_of_day;
use super::content::{MeasuredMetric, Row, Saying, SnapshotContent};
use super::day::Day;
use super::problem::MAX_KEPT;
use super::sorter::Sorter;
use super::spool::Spool;
use super::strings::Strings;
use chrono::{DateTime, Utc};
use std::collections::BinaryHeap;
use std::io;

/// What a file said, in its own order.
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
    /// What rows say besides numbers.
    pub sayings: Vec<Saying>,
    /// Rows in the order of the file, in one queue.
    pub rows: Spool<Row>,
    /// Bytes to hold in memory at most.
    pub held_bytes: usize,
    /// How many there are.
    pub row_count: u64,
    /// Whether each row's metric, model and day come after those of the row before, by the order
    /// in which the file brought metrics and models.
    pub ascending: bool,
    /// The distinct days, oldest first.
    pub days: Vec<Day>,
}

/// A row with the metric, model and day of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// Line of the repeating row.
    pub line: u32,
    /// Line of the first row with the same key.
    pub first_line: u32,
    /// Metric, model and day, as the content numbers them.
    pub metric: u8,
    /// See there.
    pub model: u32,
    /// See there.
    pub day: Day,
}

/// The repeated rows: the first of them by line, and how many there are.
#[derive(Debug, Default)]
pub struct Repeats {
    first: BinaryHeap<Repeat>,
    count: usize,
}

impl Repeats {
    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The first by line, as many as problems are kept.
    pub fn into_first(self) -> Vec<Repeat> {
        self.first.into_sorted_vec()
    }

    /// Takes a row that follows in canonical order; `first` is the first one with its key so far.
    fn look_at(&mut self, row: &Row, first: &mut Option<Row>) {
        match first {
            Some(first) if first.key() == row.key() => {
                self.count += 1;
                self.first.push(Repeat {
                    line: row.line,
                    first_line: first.line,
                    metric: row.metric,
                    model: row.model,
                    day: row.day,
                });
                if self.first.len() > MAX_KEPT {
                    self.first.pop();
                }
            }
            _ => *first = Some(*row),
        }
    }
}

impl Draft {
    /// Puts everything in canonical order. Returns the content, or none when there is no row,
    /// and the repeated rows; content with repeats is not fit to be stored. Fails where a
    /// temporary file does.
    pub fn arrange(mut self) -> io::Result<(Option<SnapshotContent>, Repeats)> {
        let metrics = self.number_metrics_in_order();
        let models = self.models.sort();
        let mut repeats = Repeats::default();
        // Strictly ascending means sorted and without repeats: canonical files stop here.
        if metrics.is_some() || models.is_some() || !self.ascending {
            let renumber = |row: &mut Row| {
                if let Some(metrics) = &metrics {
                    row.metric = metrics.get(row.metric()).copied().unwrap_or(row.metric);
                }
                if let Some(models) = &models {
                    let model = models.get(row.model as usize);
                    row.model = model.copied().unwrap_or(row.model);
                }
            };
            self.rows = in_order(self.rows, self.held_bytes / 4, renumber, &mut repeats)?;
        }
        let content = self.days.last().copied().map(|newest| SnapshotContent {
            source: self.source,
            captured_at: self.captured_at.unwrap_or_else(|| end_of_day(newest)),
            metrics: self.metrics,
            models: self.models,
            texts: self.texts,
            sayings: self.sayings,
            rows: self.rows,
            held_limit: self.held_bytes,
            row_count: self.row_count,
            days: self.days,
        });
        Ok((content, repeats))
    }

    /// Sorts the metrics. Returns the new number of each, or none where they were in order.
    fn number_metrics_in_order(&mut self) -> Option<Vec<u8>> {
        if self.metrics.is_sorted_by(|a, b| a.slug < b.slug) {
            return None;
        }
        let mut order: Vec<usize> = (0..self.metrics.len()).collect();
        order.sort_by_key(|old| self.metrics.get(*old).map(|metric| &metric.slug));
        let mut numbers = vec![0; order.len()];
        for (new, old) in order.into_iter().enumerate() {
            if let Some(number) = numbers.get_mut(old) {
                *number = new as u8;
            }
        }
        self.metrics.sort_by(|a, b| a.slug.cmp(&b.slug));
        Some(numbers)
    }
}

/// Renumbers rows, sorts them and looks for repeats. Where not all of them are in memory, runs of
/// so many bytes are sorted at once.
fn in_order(
    mut rows: Spool<Row>,
    run_bytes: usize,
    renumber: impl Fn(&mut Row),
    repeats: &mut Repeats,
) -> io::Result<Spool<Row>> {
    let key = |row: &Row| (row.key(), row.line);
    let mut first = None;
    if let Some(all) = rows.in_memory() {
        all.iter_mut().for_each(renumber);
        all.sort_unstable_by_key(key);
        all.iter().for_each(|row| repeats.look_at(row, &mut first));
        return Ok(rows);
    }
    let mut sorter = Sorter::new(run_bytes, key);
    let mut reader = rows.read(0);
    while let Some(rows) = reader.next()? {
        for row in rows {
            let mut row = *row;
            renumber(&mut row);
            sorter.push(row)?;
        }
    }
    drop(rows);
    let sorted = sorter.finish();
    let mut merge = sorted.read()?;
    let mut rows = Spool::new(run_bytes);
    while let Some(row) = merge.next()? {
        repeats.look_at(&row, &mut first);
        rows.push(0, row)?;
    }
    Ok(rows)
}
