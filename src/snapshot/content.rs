//! A snapshot's content: texts once, rows of 32 bytes, in canonical order, of which no more than
//! some are in memory at once.

use super::day::Day;
use super::rows::Rows;
use super::spool::{Reader, Record, bytes_at};
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

/// One observation. A million are held at once, so its size is part of its promise.
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

const _: () = assert!(size_of::<Row>() == 32, "a million rows are to fit in 32 MB");

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

    /// Whether it says something of its model besides the number.
    pub(super) const fn says_more(&self) -> bool {
        self.license.is_some()
            || self.weights.is_some()
            || self.organization.is_some()
            || self.base_model.is_some()
    }

    /// Line of the file the row came from.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// Orders rows as canonical content does, once metrics and models are numbered in byte order.
    /// See [`key`].
    pub const fn key(&self) -> u64 {
        key(self.metric as usize, self.model, self.day.number())
    }
}

/// Where a row of this metric, model and day stands in canonical order, by the content's numbers.
pub const fn key(metric: usize, model: u32, day: u16) -> u64 {
    (metric as u64) << 48 | (model as u64) << 16 | day as u64
}

impl Record for Row {
    const BYTES: usize = 32;

    fn write(&self, bytes: &mut Vec<u8>) {
        let text = |id: Option<TextId>| id.map_or(0, |id| id.0.get()).to_le_bytes();
        // Put together before it is appended: one step a row instead of nine.
        let mut row = [0; Self::BYTES];
        row[0..8].copy_from_slice(&self.value.to_le_bytes());
        row[8..12].copy_from_slice(&self.model.to_le_bytes());
        row[12..16].copy_from_slice(&text(self.license));
        row[16..20].copy_from_slice(&text(self.organization));
        row[20..24].copy_from_slice(&text(self.base_model));
        row[24..28].copy_from_slice(&self.line.to_le_bytes());
        row[28..30].copy_from_slice(&self.day.number().to_le_bytes());
        row[30] = self.metric;
        row[31] = self.weights.map_or(0, |weights| weights.code() as u8 + 1);
        bytes.extend_from_slice(&row);
    }

    fn read(bytes: &[u8]) -> Self {
        let text = |at| NonZeroU32::new(u32::from_le_bytes(bytes_at(bytes, at))).map(TextId);
        let [metric, weights] = bytes_at(bytes, 30);
        Self {
            value: u64::from_le_bytes(bytes_at(bytes, 0)),
            model: u32::from_le_bytes(bytes_at(bytes, 8)),
            license: text(12),
            organization: text(16),
            base_model: text(20),
            line: u32::from_le_bytes(bytes_at(bytes, 24)),
            day: Day::from_number(u16::from_le_bytes(bytes_at(bytes, 28))),
            metric,
            weights: Weights::from_code(i16::from(weights) - 1),
        }
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
#[derive(Debug)]
pub struct SnapshotContent {
    pub(super) source: String,
    pub(super) captured_at: DateTime<Utc>,
    pub(super) metrics: Vec<MeasuredMetric>,
    pub(super) models: Strings,
    pub(super) texts: Strings,
    pub(super) rows: Rows,
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

    /// Reads the rows in canonical order, each time from the first on. Fails where the temporary
    /// file does that holds what does not fit in memory.
    pub fn rows(&self) -> Reader<'_, Row> {
        self.rows.read()
    }

    /// How many rows there are.
    pub const fn row_count(&self) -> usize {
        self.rows.count()
    }

    /// Whether any row says something of its model besides the number.
    pub const fn says_more(&self) -> bool {
        self.rows.says_more()
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
