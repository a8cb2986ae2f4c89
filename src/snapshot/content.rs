//! A snapshot's content in memory: texts once, rows of 32 bytes, in canonical order.

use super::day::Day;
use super::strings::Strings;
use crate::domain::Weights;
use chrono::{DateTime, NaiveDate, Utc};
use std::num::NonZeroU32;

/// The number of a license, an organization or a base model in [`SnapshotContent::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextId(NonZeroU32);

impl TextId {
    /// The id of the text with this number, from 0.
    pub(super) const fn of(number: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    /// The text's number, from 0.
    pub const fn number(self) -> u32 {
        self.0.get() - 1
    }
}

/// One observation. Millions are held at once, so its size is part of its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub(super) value: u64,
    pub(super) model: u32,
    pub(super) license: Option<TextId>,
    pub(super) organization: Option<TextId>,
    pub(super) base_model: Option<TextId>,
    pub(super) line: u32,
    pub(super) day: Day,
    pub(super) metric: u8,
    pub(super) weights: Option<Weights>,
}

const _: () = assert!(
    size_of::<Row>() == 32,
    "three million rows are to fit in 100 MB"
);

impl Row {
    /// The value, scaled by ten to the power of the metric's decimals.
    pub const fn value(&self) -> u64 {
        self.value
    }

    /// Index into [`SnapshotContent::metrics`].
    pub const fn metric(&self) -> usize {
        self.metric as usize
    }

    /// Number of the model in [`SnapshotContent::models`].
    pub const fn model(&self) -> u32 {
        self.model
    }

    /// The day observed.
    pub const fn day(&self) -> Day {
        self.day
    }

    /// The day observed, as a date.
    pub fn observed_on(&self) -> NaiveDate {
        self.day.date()
    }

    /// License as the source gave it, where it did.
    pub const fn license(&self) -> Option<TextId> {
        self.license
    }

    /// State of the weights, where the source gave it.
    pub const fn weights(&self) -> Option<Weights> {
        self.weights
    }

    /// Organization, where the source gave it.
    pub const fn organization(&self) -> Option<TextId> {
        self.organization
    }

    /// Base model, where the source gave it.
    pub const fn base_model(&self) -> Option<TextId> {
        self.base_model
    }

    /// Line of the file the row came from.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// Orders rows as canonical content does, once metrics and models are numbered in byte order.
    pub(super) const fn key(&self) -> u64 {
        (self.metric as u64) << 48 | (self.model as u64) << 16 | self.day.number() as u64
    }
}

/// A metric that a snapshot has values of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredMetric {
    /// Its id.
    pub slug: String,
    /// How many decimals its stored values carry.
    pub decimals: u8,
}

/// Everything one snapshot says: at least one row, no two for the same metric, model and day,
/// sorted by the bytes of metric and model, then by day.
#[derive(Debug, Clone)]
pub struct SnapshotContent {
    pub(super) source: String,
    pub(super) captured_at: DateTime<Utc>,
    pub(super) metrics: Vec<MeasuredMetric>,
    pub(super) models: Strings,
    pub(super) texts: Strings,
    pub(super) rows: Vec<Row>,
    pub(super) days: Vec<Day>,
}

impl SnapshotContent {
    /// Slug of the source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Moment of the capture, to the microsecond.
    pub const fn captured_at(&self) -> DateTime<Utc> {
        self.captured_at
    }

    /// The metrics measured, in byte order.
    pub fn metrics(&self) -> &[MeasuredMetric] {
        &self.metrics
    }

    /// The rows in canonical order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The distinct models in byte order; a row's number of a model is its place here.
    pub const fn models(&self) -> &Strings {
        &self.models
    }

    /// The id of a model in its source.
    pub fn model(&self, number: u32) -> &str {
        self.models.get(number)
    }

    /// The distinct texts of licenses, organizations and base models, in no promised order; the
    /// text of an id is at [`TextId::number`].
    pub const fn texts(&self) -> &Strings {
        &self.texts
    }

    /// A license, an organization or a base model.
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.number())
    }

    /// The distinct days observed, oldest first.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The oldest and the newest day observed.
    pub fn observed_range(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.days.first()?.date(), self.days.last()?.date()))
    }

    /// The first day of each month that has an observation, oldest first.
    pub fn months(&self) -> Vec<NaiveDate> {
        let mut months: Vec<_> = self.days.iter().map(|day| day.month()).collect();
        months.dedup();
        months
    }
}
