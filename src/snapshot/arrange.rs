//! From what a file said, in its own order, to content in canonical order.

use super::captured_at::end_of_day;
use super::content::{MeasuredMetric, SnapshotContent};
use super::rows::{Repeats, Rows};
use super::strings::Strings;
use chrono::{DateTime, Utc};
use std::io;

/// What a file said, in its own order.
#[derive(Debug)]
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
    pub rows: Rows,
}

impl Draft {
    /// Puts everything in canonical order. Returns the content, or none when there is no row,
    /// and the repeated rows; content with repeats is not fit to be stored. Fails where a
    /// temporary file does.
    pub fn arrange(mut self) -> io::Result<(Option<SnapshotContent>, Repeats)> {
        let metrics = self.number_metrics_in_order();
        let models = self.models.sort();
        let repeats = self.rows.arrange(metrics.as_deref(), models.as_deref())?;
        let days = self.rows.days();
        let content = days.last().copied().map(|newest| SnapshotContent {
            source: self.source,
            captured_at: self.captured_at.unwrap_or_else(|| end_of_day(newest)),
            metrics: self.metrics,
            models: self.models,
            texts: self.texts,
            rows: self.rows,
            days,
        });
        Ok((content, repeats))
    }

    /// Sorts the metrics. Returns the new number of each, or none where they were in order.
    fn number_metrics_in_order(&mut self) -> Option<Vec<u8>> {
        if self.metrics.is_sorted_by(|a, b| a.slug < b.slug) {
            return None;
        }
        let before: Vec<String> = self.metrics.iter().map(|it| it.slug.clone()).collect();
        self.metrics.sort_by(|a, b| a.slug.cmp(&b.slug));
        let number = |slug: &String| self.metrics.iter().position(|it| it.slug == *slug);
        let numbers = before.iter().filter_map(number);
        Some(numbers.map(|number| number as u8).collect())
    }
}
