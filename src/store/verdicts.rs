//! What each row of a snapshot means against what is known: that nobody gave the number before,
//! that it restates one, or that it leaves it unchanged. For snapshots no later one contradicts.
//!
//! What is known is read out and compared here, month by month: a row that changes nothing is never
//! sent, and one that does is sent once, to where it stays. Rows that do not fit in memory wait in
//! temporary files.

use super::Result;
use super::copy::{BinaryCopy, copy_out};
use super::models::SourceRow;
use super::observations::Counts;
use super::partitions::Partitions;
use super::staging::Ids;
use crate::snapshot::{Day, Reader, Record, Row, SnapshotContent, Sorted, Sorter, Spool, bytes_at};
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::BTreeSet;
use std::io;

/// Queues of [`Verdicts::keys`]: those restated, and those whose stored observations move.
const RESTATED: usize = 0;
const MOVED: usize = 1;

/// A row that changes what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub value: u64,
    pub model: u32,
    pub saying: u32,
    pub day: Day,
    pub metric: u8,
    pub kind: Kind,
    /// What was known, where that is [`Kind::Replaces`]; a license text of 0 is none.
    value_before: u64,
    license_before: i32,
}

/// What a change is to the rollups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number nobody had given before.
    Inserts,
    /// It replaces another one, and where that was counted follows from its license text.
    Replaces,
    /// It is among the keys that are taken out of the rollups and put in again.
    Moves,
}

/// What a change replaces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Replaced {
    pub value: u64,
    pub license_text: Option<i32>,
}

impl Change {
    fn inserting(row: &Row) -> Self {
        Self {
            value: row.value(),
            model: row.model(),
            saying: row.saying(),
            day: row.day(),
            metric: row.metric() as u8,
            kind: Kind::Inserts,
            value_before: 0,
            license_before: 0,
        }
    }

    /// What it replaces, where the loader counts that.
    pub(super) fn replaced(&self) -> Option<Replaced> {
        (self.kind == Kind::Replaces).then(|| Replaced {
            value: self.value_before,
            license_text: (self.license_before != 0).then_some(self.license_before),
        })
    }
}

impl Record for Change {
    const BYTES: usize = 32;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.value.to_le_bytes());
        bytes.extend_from_slice(&self.model.to_le_bytes());
        bytes.extend_from_slice(&self.saying.to_le_bytes());
        bytes.extend_from_slice(&self.day.number().to_le_bytes());
        let kind = match self.kind {
            Kind::Inserts => 0,
            Kind::Replaces => 1,
            Kind::Moves => 2,
        };
        bytes.extend_from_slice(&[self.metric, kind]);
        bytes.extend_from_slice(&self.value_before.to_le_bytes());
        bytes.extend_from_slice(&self.license_before.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let [metric, kind] = bytes_at(bytes, 18);
        Self {
            value: u64::from_le_bytes(bytes_at(bytes, 0)),
            model: u32::from_le_bytes(bytes_at(bytes, 8)),
            saying: u32::from_le_bytes(bytes_at(bytes, 12)),
            day: Day::from_number(u16::from_le_bytes(bytes_at(bytes, 16))),
            metric,
            kind: match kind {
                0 => Kind::Inserts,
                1 => Kind::Replaces,
                _ => Kind::Moves,
            },
            value_before: u64::from_le_bytes(bytes_at(bytes, 20)),
            license_before: i32::from_le_bytes(bytes_at(bytes, 28)),
        }
    }
}

/// A metric, a model and a day by the content's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key(u64);

impl Record for Key {
    const BYTES: usize = 8;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.0.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        Self(u64::from_le_bytes(bytes_at(bytes, 0)))
    }
}

/// What is known of a key: the newest value, and the license text that was said with it (or 0).
#[derive(Debug, Clone, Copy)]
struct Known {
    key: u64,
    value: u64,
    license_text: i32,
}

impl Record for Known {
    const BYTES: usize = 20;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.key.to_le_bytes());
        bytes.extend_from_slice(&self.value.to_le_bytes());
        bytes.extend_from_slice(&self.license_text.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        Self {
            key: u64::from_le_bytes(bytes_at(bytes, 0)),
            value: u64::from_le_bytes(bytes_at(bytes, 8)),
            license_text: i32::from_le_bytes(bytes_at(bytes, 16)),
        }
    }
}

/// What the rows of a content change, month by month.
#[derive(Debug)]
pub(super) struct Verdicts<'a> {
    content: &'a SnapshotContent,
    months: Vec<Month>,
    /// The rows, a queue a month; none where all are of one month.
    rows: Option<Spool<Row>>,
    /// Changes of the months that were there, a queue a month.
    changes: Spool<Change>,
    keys: Spool<Key>,
    counts: Counts,
}

/// A month of a content.
#[derive(Debug)]
struct Month {
    first: NaiveDate,
    days: Vec<Day>,
    rows: u64,
    /// How many of them change something.
    changes: u64,
    /// Whether anything was known of it; else every row inserts.
    is_known: bool,
}

impl<'a> Verdicts<'a> {
    /// Reads what is known of what the content speaks of, and judges. The histories of `moved`
    /// models are moved as a whole.
    #[tracing::instrument(level = "debug", skip_all)]
    pub(super) async fn read(
        connection: &mut PgConnection,
        source: &SourceRow,
        content: &'a SnapshotContent,
        ids: &Ids,
        partitions: &Partitions,
        moved: &BTreeSet<i64>,
    ) -> Result<Self> {
        let mut verdicts = Self::by_month(content)?;
        for month in 0..verdicts.months.len() {
            let first = verdicts.months[month].first;
            let Some(table) = partitions.known(first) else {
                verdicts.all_inserted(month);
                continue;
            };
            let days = &verdicts.months[month].days;
            let known = known(&mut *connection, &table, days, content, ids).await?;
            let judge = Judge {
                has_variants: source.variant_separator.is_some(),
                ids,
                moved,
            };
            verdicts.judge(month, &known, &judge)?;
        }
        if source.variant_separator.is_some() {
            verdicts.move_inserted()?;
        }
        Ok(verdicts)
    }

    /// Parts the rows by month.
    fn by_month(content: &'a SnapshotContent) -> io::Result<Self> {
        let mut months: Vec<Month> = Vec::new();
        // Most snapshots have few days, and looking a month up in a calendar takes longer than a row.
        let mut month_of_day = vec![0; usize::from(u16::MAX) + 1];
        for day in content.days() {
            let first = day.month();
            if months.last().is_none_or(|month| month.first != first) {
                months.push(Month {
                    first,
                    days: Vec::new(),
                    rows: 0,
                    changes: 0,
                    is_known: false,
                });
            }
            if let Some(slot) = month_of_day.get_mut(usize::from(day.number())) {
                *slot = months.len() - 1;
            }
            if let Some(month) = months.last_mut() {
                month.days.push(*day);
            }
        }
        let held = held_at_once(content);
        let mut rows = None;
        if let [only] = months.as_mut_slice() {
            only.rows = content.row_count();
        } else {
            // As much again as the content may hold, and what it does not.
            let room = (2 * content.held_limit()).saturating_sub(content.held_bytes());
            let spool = rows.insert(Spool::new(room.max(held)));
            content.each_row(|row| {
                let month = month_of_day.get(usize::from(row.day().number()));
                let month = month.copied().unwrap_or_default();
                if let Some(month) = months.get_mut(month) {
                    month.rows += 1;
                }
                spool.push(month, *row)
            })?;
        }
        Ok(Self {
            content,
            months,
            rows,
            changes: Spool::new(held),
            keys: Spool::new(held),
            counts: Counts::default(),
        })
    }

    fn rows(&self, month: usize) -> Reader<'_, Row> {
        match &self.rows {
            Some(rows) => rows.read(month),
            None => self.content.rows(),
        }
    }

    fn all_inserted(&mut self, month: usize) {
        if let Some(month) = self.months.get_mut(month) {
            month.changes = month.rows;
            self.counts.inserted += i64::try_from(month.rows).unwrap_or(i64::MAX);
        }
    }

    /// Compares the rows of a month with what is known of it; both are in the order of their keys.
    fn judge<F: Fn(&Known) -> u64>(
        &mut self,
        month: usize,
        known: &Sorted<Known, F>,
        judge: &Judge<'_>,
    ) -> Result<()> {
        let mut known = known.read()?;
        let mut next = known.next()?;
        let mut changes = 0;
        let mut rows = match &self.rows {
            Some(rows) => rows.read(month),
            None => self.content.rows(),
        };
        while let Some(rows) = rows.next()? {
            for row in rows {
                while next.is_some_and(|known| known.key < row.key()) {
                    next = known.next()?;
                }
                let before = next.filter(|known| known.key == row.key());
                let change = match before {
                    None => Change::inserting(row),
                    Some(before) => match judge.restates(row, &before) {
                        Some(change) => change,
                        None => {
                            self.counts.unchanged += 1;
                            continue;
                        }
                    },
                };
                if change.kind == Kind::Inserts {
                    self.counts.inserted += 1;
                } else {
                    self.counts.restated += 1;
                    self.keys.push(RESTATED, Key(row.key()))?;
                    if change.kind == Kind::Moves {
                        self.keys.push(MOVED, Key(row.key()))?;
                    }
                }
                changes += 1;
                self.changes.push(month, change)?;
            }
        }
        if let Some(month) = self.months.get_mut(month) {
            month.changes = changes;
            month.is_known = true;
        }
        Ok(())
    }

    /// With variants, what is new moves too: a new variant changes how its family is counted.
    fn move_inserted(&mut self) -> io::Result<()> {
        for month in 0..self.months.len() {
            let mut keys = Vec::new();
            let mut changes = self.changes(month);
            while let Some(changes) = changes.next()? {
                let inserts = changes.iter().filter(|change| change.kind == Kind::Inserts);
                keys.extend(inserts.map(|change| {
                    let (metric, model) = (u64::from(change.metric), u64::from(change.model));
                    Key(metric << 48 | model << 16 | u64::from(change.day.number()))
                }));
            }
            for key in keys {
                self.keys.push(MOVED, key)?;
            }
        }
        Ok(())
    }

    /// How many there are of each.
    pub(super) const fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether keys move that are to be listed in `moved_key`.
    pub(super) fn moves_keys(&self) -> bool {
        self.keys
            .read(MOVED)
            .next()
            .is_ok_and(|keys| keys.is_some())
    }

    /// Lists the keys that are restated in `restated_key`.
    pub(super) async fn list_restated(
        &self,
        connection: &mut PgConnection,
        ids: &Ids,
    ) -> Result<()> {
        sqlx::raw_sql(
            "CREATE TEMP TABLE restated_key (
                 metric_id smallint, model_id bigint, observed_on date) ON COMMIT DROP",
        )
        .execute(&mut *connection)
        .await?;
        self.list("restated_key", RESTATED, connection, ids).await
    }

    /// Lists the keys whose stored observations move in `moved_key`, which is to be empty.
    pub(super) async fn list_moved(&self, connection: &mut PgConnection, ids: &Ids) -> Result<()> {
        self.list("moved_key", MOVED, connection, ids).await
    }

    async fn list(
        &self,
        table: &str,
        queue: usize,
        connection: &mut PgConnection,
        ids: &Ids,
    ) -> Result<()> {
        let statement =
            format!("COPY {table} (metric_id, model_id, observed_on) FROM STDIN (FORMAT binary)");
        let mut copy = BinaryCopy::start(connection, &statement).await?;
        let mut keys = self.keys.read(queue);
        while let Some(keys) = keys.next()? {
            for Key(key) in keys {
                copy.row(3)
                    .smallint(ids.metric((key >> 48) as usize)?)
                    .bigint(ids.model((key >> 16) as u32)?)
                    .day(Day::from_number(*key as u16));
                copy.flush().await?;
            }
        }
        copy.finish().await?;
        Ok(())
    }

    /// The months, each by its first day, with the days observed in it and how many rows change
    /// something.
    pub(super) fn months(&self) -> impl Iterator<Item = (NaiveDate, &[Day], u64)> {
        let months = self.months.iter();
        months.map(|month| (month.first, month.days.as_slice(), month.changes))
    }

    /// What changes in a month (its number in the order of [`Verdicts::months`]), by metric, model
    /// and day.
    pub(super) fn changes(&self, month: usize) -> Changes<'_> {
        let is_known = self.months.get(month).is_some_and(|month| month.is_known);
        if is_known {
            Changes::Judged(self.changes.read(month))
        } else {
            Changes::All(self.rows(month), Vec::new())
        }
    }
}

/// The changes of a month, some at a time.
pub(super) enum Changes<'a> {
    /// Of a month of which something was known.
    Judged(Reader<'a, Change>),
    /// Of a new month: every row inserts.
    All(Reader<'a, Row>, Vec<Change>),
}

impl Changes<'_> {
    /// The next ones; none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<&[Change]>> {
        match self {
            Self::Judged(changes) => changes.next(),
            Self::All(rows, changes) => {
                changes.clear();
                let Some(rows) = rows.next()? else {
                    return Ok(None);
                };
                changes.extend(rows.iter().map(Change::inserting));
                Ok(Some(changes))
            }
        }
    }
}

/// What decides how a restated number is counted anew.
struct Judge<'a> {
    has_variants: bool,
    ids: &'a Ids,
    moved: &'a BTreeSet<i64>,
}

impl Judge<'_> {
    /// What a row changes of what is known; none where it leaves it as it is.
    fn restates(&self, row: &Row, known: &Known) -> Option<Change> {
        let said = self.ids.license(row.saying());
        let is_other = said.is_some_and(|said| said != known.license_text);
        if row.value() == known.value && !is_other {
            return None;
        }
        // Without a text, or with a base, where the old number was counted depends on what had
        // been said by then: that is asked of the database.
        let follows = known.license_text != 0
            && !self.has_variants
            && !self.ids.has_base(row.model())
            && (self.moved.is_empty()
                || self
                    .ids
                    .model(row.model())
                    .is_ok_and(|model| !self.moved.contains(&model)));
        Some(Change {
            kind: if follows { Kind::Replaces } else { Kind::Moves },
            value_before: known.value,
            license_before: known.license_text,
            ..Change::inserting(row)
        })
    }
}

/// What is changed and what is known in memory at most, in bytes each.
const fn held_at_once(content: &SnapshotContent) -> usize {
    content.held_limit() / 5
}

/// What is known of the content's metrics on these days of a month, in the order of keys.
async fn known(
    connection: &mut PgConnection,
    table: &str,
    days: &[Day],
    content: &SnapshotContent,
    ids: &Ids,
) -> Result<Sorted<Known, impl Fn(&Known) -> u64 + use<>>> {
    let mut sorter = Sorter::new(held_at_once(content), |known: &Known| known.key);
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        // A COPY takes no parameters; these are numbers and days of ours.
        let join = if ids.few {
            "JOIN said_model USING (model_id)"
        } else {
            ""
        };
        let metrics: Vec<String> = ids.metrics().iter().map(ToString::to_string).collect();
        let query = format!(
            "SELECT o.metric_id, o.model_id, o.observed_on, o.value, o.license_text_id
             FROM {table} o {join}
             WHERE o.metric_id IN ({}) AND o.observed_on BETWEEN '{}' AND '{}'
               AND o.known_to = 'infinity'",
            metrics.join(", "),
            first.date(),
            last.date()
        );
        let first_epoch_day = Day::from_number(0).epoch_days();
        let mut before = None;
        copy_out(connection, &query, |row| {
            let (metric_id, model_id) = (row.smallint()?, row.bigint()?);
            let day = u16::try_from(row.epoch_days()? - first_epoch_day);
            let (value, license_text) = (row.bigint()?, row.nullable_integer()?);
            // Most rows follow one of the same model.
            let model = match before {
                Some((before_id, model)) if before_id == model_id => model,
                _ => ids.number_of(model_id),
            };
            before = Some((model_id, model));
            let metric = ids.metrics().iter().position(|id| *id == metric_id);
            let (Some(metric), Some(model), Ok(day)) = (metric, model, day) else {
                return Ok(());
            };
            sorter.push(Known {
                key: (metric as u64) << 48 | u64::from(model) << 16 | u64::from(day),
                value: value.cast_unsigned(),
                license_text: license_text.unwrap_or(0),
            })?;
            Ok(())
        })
        .await?;
    }
    Ok(sorter.finish())
}
