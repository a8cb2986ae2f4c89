//! A snapshot's content: texts once, rows of 24 bytes in canonical order, in memory while they are
//! few, else in a temporary file.

use super::day::Day;
use super::spool::{Reader, Record, Spool, bytes_at};
use super::strings::Strings;
use crate::domain::Weights;
use chrono::{DateTime, NaiveDate, Utc};
use std::io;
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

/// What a row says of its model besides the number. Few rows say something of their own, so each
/// distinct saying is kept once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Saying {
    /// License as the source gave it, where it did.
    pub license: Option<TextId>,
    /// State of the weights, where the source gave it.
    pub weights: Option<Weights>,
    /// Organization, where the source gave it.
    pub organization: Option<TextId>,
    /// Base model, where the source gave it.
    pub base_model: Option<TextId>,
}

/// One observation. Millions are held at once, so its size is part of its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub(super) value: u64,
    pub(super) model: u32,
    pub(super) saying: u32,
    pub(super) line: u32,
    pub(super) day: Day,
    pub(super) metric: u8,
}

const _: () = assert!(
    size_of::<Row>() == 24,
    "three million rows are to fit in 72 MB"
);

impl Record for Row {
    const BYTES: usize = 24;

    fn write(&self, bytes: &mut Vec<u8>) {
        let mut all = [0; Self::BYTES];
        all[..8].copy_from_slice(&self.value.to_le_bytes());
        all[8..12].copy_from_slice(&self.model.to_le_bytes());
        all[12..16].copy_from_slice(&self.saying.to_le_bytes());
        all[16..20].copy_from_slice(&self.line.to_le_bytes());
        all[20..22].copy_from_slice(&self.day.number().to_le_bytes());
        all[22] = self.metric;
        bytes.extend_from_slice(&all);
    }

    fn read(bytes: &[u8]) -> Self {
        let [metric] = bytes_at(bytes, 22);
        Self {
            value: u64::from_le_bytes(bytes_at(bytes, 0)),
            model: u32::from_le_bytes(bytes_at(bytes, 8)),
            saying: u32::from_le_bytes(bytes_at(bytes, 12)),
            line: u32::from_le_bytes(bytes_at(bytes, 16)),
            day: Day::from_number(u16::from_le_bytes(bytes_at(bytes, 20))),
            metric,
        }
    }
}

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

    /// Number of what it says besides, in [`SnapshotContent::sayings`].
    pub const fn saying(&self) -> u32 {
        self.saying
    }

    /// Line of the file the row came from.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// Orders rows as canonical content does, once metrics and models are numbered in byte order.
    pub const fn key(&self) -> u64 {
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
#[derive(Debug)]
pub struct SnapshotContent {
    pub(super) source: String,
    pub(super) captured_at: DateTime<Utc>,
    pub(super) metrics: Vec<MeasuredMetric>,
    pub(super) models: Strings,
    pub(super) texts: Strings,
    pub(super) sayings: Vec<Saying>,
    /// One queue.
    pub(super) rows: Spool<Row>,
    pub(super) held_limit: usize,
    pub(super) row_count: u64,
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

    /// The rows in canonical order, some at a time.
    pub fn rows(&self) -> Reader<'_, Row> {
        self.rows.read(0)
    }

    /// How many rows there are.
    pub const fn row_count(&self) -> u64 {
        self.row_count
    }

    /// Hands each row in canonical order to `take`. Fails where that does, or where the file with
    /// the rows cannot be read.
    pub fn each_row<E: From<io::Error>>(
        &self,
        mut take: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rows = self.rows();
        while let Some(rows) = rows.next()? {
            rows.iter().try_for_each(&mut take)?;
        }
        Ok(())
    }

    /// The distinct sayings of the rows.
    pub fn sayings(&self) -> &[Saying] {
        &self.sayings
    }

    /// What a row says besides the number.
    pub fn saying(&self, row: &Row) -> Saying {
        let saying = self.sayings.get(row.saying as usize);
        saying.copied().unwrap_or_default()
    }

    /// Bytes that were to be in memory at most; more where models and texts alone are more.
    pub const fn held_limit(&self) -> usize {
        self.held_limit
    }

    /// Bytes of it in memory.
    pub const fn held_bytes(&self) -> usize {
        self.models.held_bytes() + self.texts.held_bytes() + self.rows.held_bytes()
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
