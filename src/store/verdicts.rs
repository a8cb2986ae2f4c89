//! What each row of a snapshot means against what is known: that nobody gave the number before,
//! that it restates one, or that it leaves it unchanged. For snapshots no later one contradicts.
//!
//! What is known is read out, put in the order of the content and compared here, side by side: a
//! row that changes nothing is never sent, and one that does is sent once, to where it stays.

use super::Result;
use super::copy::{BinaryCopy, copy_out};
use super::models::{self, SourceRow};
use super::observations::Counts;
use super::staging::{Ids, stored_value};
use crate::snapshot::{Day, Record, Row, SnapshotContent, Sorted, Sorter, bytes_at, key};
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::HashMap;
use std::io;

/// What is known is sorted in runs of so many bytes, one of which is in memory.
const RUN_BYTES: usize = 16 << 20;

/// What a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Verdict {
    /// A number nobody had given before.
    Inserts = 0,
    /// A number that replaces another one, or another license of the same one.
    Restates = 1,
    /// Known as it is.
    Unchanged = 2,
}

/// How many verdicts are in a byte, and how many bits each has.
const IN_BYTE: usize = 4;
const BITS: usize = 2;

/// What each row of a content means, in their order: a quarter of a byte each.
#[derive(Debug)]
pub(super) struct Verdicts {
    packed: Vec<u8>,
    counts: Counts,
}

impl Verdicts {
    /// Reads what is known of what the content speaks of, and judges. `known` are the first and
    /// the last day on which anything can be known; none where nothing is.
    pub(super) async fn read(
        connection: &mut PgConnection,
        source: &SourceRow,
        content: &SnapshotContent,
        ids: &Ids,
        known: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<Self> {
        let mut verdicts = Self {
            packed: vec![0; content.row_count().div_ceil(IN_BYTE)],
            counts: Counts {
                inserted: i64::try_from(content.row_count()).unwrap_or(i64::MAX),
                ..Counts::default()
            },
        };
        if let Some(days) = known {
            let known = read_known(connection, source, content, ids, days).await?;
            verdicts.judge(content, ids, &known)?;
        }
        Ok(verdicts)
    }

    fn judge(
        &mut self,
        content: &SnapshotContent,
        ids: &Ids,
        known: &Sorted<Known, fn(&Known) -> u64>,
    ) -> Result<()> {
        let mut known = known.read()?;
        let mut next = known.next().transpose()?;
        for (index, row) in content.rows().enumerate() {
            let row = row?;
            while next.is_some_and(|known| known.key < row.key()) {
                next = known.next().transpose()?;
            }
            let Some(known) = next.filter(|known| known.key == row.key()) else {
                continue;
            };
            let said = ids.text(row.license())?;
            let restates = stored_value(&row)? != known.value
                || said.is_some_and(|said| known.license != Some(said));
            let (verdict, count) = if restates {
                (Verdict::Restates, &mut self.counts.restated)
            } else {
                (Verdict::Unchanged, &mut self.counts.unchanged)
            };
            *count += 1;
            self.counts.inserted -= 1;
            if let Some(byte) = self.packed.get_mut(index / IN_BYTE) {
                *byte |= (verdict as u8) << (BITS * (index % IN_BYTE));
            }
        }
        Ok(())
    }

    fn of(&self, index: usize) -> Verdict {
        let byte = self.packed.get(index / IN_BYTE).copied().unwrap_or(0);
        match byte >> (BITS * (index % IN_BYTE)) & 0b11 {
            0 => Verdict::Inserts,
            1 => Verdict::Restates,
            _ => Verdict::Unchanged,
        }
    }

    /// Each row with what it means. Fails where the content's rows cannot be read.
    pub(super) fn rows<'a>(
        &'a self,
        content: &'a SnapshotContent,
    ) -> impl Iterator<Item = io::Result<(Row, Verdict)>> + Send + 'a {
        let rows = content.rows().enumerate();
        rows.map(|(index, row)| Ok((row?, self.of(index))))
    }

    /// How many there are of each.
    pub(super) const fn counts(&self) -> Counts {
        self.counts
    }

    /// Lists the keys whose stored observations will change: those restated, in `restated_key`
    /// too; with variants, all that are new, because a new variant changes how its family is
    /// counted. Comes before anything else is listed.
    pub(super) async fn list_moved(
        &self,
        connection: &mut PgConnection,
        content: &SnapshotContent,
        ids: &Ids,
        has_variants: bool,
    ) -> Result<()> {
        sqlx::raw_sql(
            "CREATE TEMP TABLE restated_key (
                 metric_id smallint, model_id bigint, observed_on date) ON COMMIT DROP",
        )
        .execute(&mut *connection)
        .await?;
        let restates = |verdict| verdict == Verdict::Restates;
        let moves = |verdict| restates(verdict) || (has_variants && verdict == Verdict::Inserts);
        if self.counts.restated > 0 {
            self.list("restated_key", connection, content, ids, restates)
                .await?;
        }
        if self.counts.restated > 0 || (has_variants && self.counts.inserted > 0) {
            self.list("moved_key", connection, content, ids, moves)
                .await?;
        }
        Ok(())
    }

    async fn list(
        &self,
        table: &str,
        connection: &mut PgConnection,
        content: &SnapshotContent,
        ids: &Ids,
        chosen: impl Fn(Verdict) -> bool,
    ) -> Result<()> {
        let statement =
            format!("COPY {table} (metric_id, model_id, observed_on) FROM STDIN (FORMAT binary)");
        let mut copy = BinaryCopy::start(&mut *connection, &statement).await?;
        for judged in self.rows(content) {
            let (row, verdict) = judged?;
            if chosen(verdict) {
                copy.row(3)
                    .smallint(ids.metric(row.metric())?)
                    .bigint(ids.model(row.model())?)
                    .day(row.day());
                copy.flush().await?;
            }
        }
        copy.finish().await?;
        Ok(())
    }
}

/// A number that is known, by the content's own numbers of what it is of.
#[derive(Debug, Clone, Copy)]
struct Known {
    key: u64,
    value: i64,
    license: Option<i32>,
}

impl Record for Known {
    const BYTES: usize = 21;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.key.to_le_bytes());
        bytes.extend_from_slice(&self.value.to_le_bytes());
        bytes.extend_from_slice(&self.license.unwrap_or_default().to_le_bytes());
        bytes.push(u8::from(self.license.is_some()));
    }

    fn read(bytes: &[u8]) -> Self {
        let [has_license] = bytes_at(bytes, 20);
        let license = i32::from_le_bytes(bytes_at(bytes, 16));
        Self {
            key: u64::from_le_bytes(bytes_at(bytes, 0)),
            value: i64::from_le_bytes(bytes_at(bytes, 8)),
            license: (has_license == 1).then_some(license),
        }
    }
}

/// What is known of the content's metrics and models within days, in the content's order.
async fn read_known(
    connection: &mut PgConnection,
    source: &SourceRow,
    content: &SnapshotContent,
    ids: &Ids,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Sorted<Known, fn(&Known) -> u64>> {
    let few = models::are_few(connection, source, content.models().len()).await?;
    if few {
        list_models(connection, ids).await?;
    }
    // A COPY takes no parameters; these are numbers and days of ours.
    let join = if few {
        "JOIN said_model USING (model_id)"
    } else {
        ""
    };
    let metrics: Vec<String> = ids.metrics().iter().map(ToString::to_string).collect();
    let query = format!(
        "SELECT o.metric_id, o.model_id, o.observed_on, o.value, o.license_text_id
         FROM observation o {join}
         WHERE o.metric_id IN ({}) AND o.observed_on BETWEEN '{first}' AND '{last}'
           AND o.known_to = 'infinity'",
        metrics.join(", ")
    );
    let places: HashMap<i64, u32> = ids.models().iter().copied().zip(0..).collect();
    let first_epoch_day = Day::from_number(0).epoch_days();
    let mut sorter = Sorter::new(RUN_BYTES, (|known| known.key) as fn(&Known) -> u64);
    copy_out(connection, &query, |known| {
        let (metric, model) = (known.smallint()?, known.bigint()?);
        let day = u16::try_from(known.epoch_days()? - first_epoch_day);
        let (value, license) = (known.bigint()?, known.nullable_integer()?);
        let metric = ids.metrics().iter().position(|id| *id == metric);
        if let (Some(metric), Some(model), Ok(day)) = (metric, places.get(&model), day) {
            sorter.push(Known {
                key: key(metric, *model, day),
                value,
                license,
            })?;
        }
        Ok(())
    })
    .await?;
    Ok(sorter.finish())
}

async fn list_models(connection: &mut PgConnection, ids: &Ids) -> Result<()> {
    sqlx::raw_sql("CREATE TEMP TABLE said_model (model_id bigint PRIMARY KEY) ON COMMIT DROP")
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO said_model SELECT DISTINCT unnest($1::bigint[])")
        .bind(ids.models())
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("ANALYZE said_model")
        .execute(connection)
        .await?;
    Ok(())
}
