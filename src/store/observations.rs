//! Observations: what a snapshot adds and restates, written to where it stays.

use super::Result;
use super::copy::BinaryCopy;
use super::partitions::{Origin, Partitions, Target};
use super::staging::{Ids, stored_value};
use super::verdicts::{Verdict, Verdicts};
use crate::snapshot::{Day, Reader, Record, Row, SnapshotContent, Spool, bytes_at};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// What waits in memory for the turn of its month, in bytes; the rest does so in a file.
const HELD_BYTES: usize = 16 << 20;

/// What a snapshot changed, in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Numbers nobody had given before.
    pub inserted: i64,
    /// Numbers that replace another one; both are kept.
    pub restated: i64,
    /// Numbers that were known as they are.
    pub unchanged: i64,
}

/// What is written of a row, as small as it goes: all of a file wait for their month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    value: i64,
    /// The model by the content's number: half as long as its id.
    model: u32,
    license_text_id: Option<i32>,
    day: u16,
    metric_id: i16,
}

impl Change {
    fn of(row: &Row, ids: &Ids) -> Result<Self> {
        Ok(Self {
            value: stored_value(row)?,
            model: row.model(),
            license_text_id: ids.text(row.license())?,
            day: row.day().number(),
            metric_id: ids.metric(row.metric())?,
        })
    }
}

impl Record for Change {
    const BYTES: usize = 21;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.value.to_le_bytes());
        bytes.extend_from_slice(&self.model.to_le_bytes());
        let license = self.license_text_id;
        bytes.extend_from_slice(&license.unwrap_or_default().to_le_bytes());
        bytes.push(u8::from(license.is_some()));
        bytes.extend_from_slice(&self.day.to_le_bytes());
        bytes.extend_from_slice(&self.metric_id.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let [has_license] = bytes_at(bytes, 16);
        let license = i32::from_le_bytes(bytes_at(bytes, 12));
        Self {
            value: i64::from_le_bytes(bytes_at(bytes, 0)),
            model: u32::from_le_bytes(bytes_at(bytes, 8)),
            license_text_id: (has_license == 1).then_some(license),
            day: u16::from_le_bytes(bytes_at(bytes, 17)),
            metric_id: i16::from_le_bytes(bytes_at(bytes, 19)),
        }
    }
}

/// Closes the observations of the keys in `restated_key`. The days are those of the snapshot: they
/// spare the months it does not speak of.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn close_restated(
    connection: &mut PgConnection,
    snapshot_id: i64,
    captured_at: DateTime<Utc>,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<()> {
    sqlx::raw_sql("ANALYZE restated_key")
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "UPDATE observation o SET known_to = $2, superseded_by = $1
         FROM restated_key k
         WHERE o.metric_id = k.metric_id AND o.model_id = k.model_id
           AND o.observed_on = k.observed_on AND o.known_to = 'infinity'
           AND o.observed_on BETWEEN $3 AND $4",
    )
    .bind(snapshot_id)
    .bind(captured_at)
    .bind(first)
    .bind(last)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes every row that changes something, month by month: into the partition that is there, or
/// into one that is made for it, which gets its indexes when it is full.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn write(
    connection: &mut PgConnection,
    snapshot_id: i64,
    content: &SnapshotContent,
    ids: &Ids,
    verdicts: &Verdicts,
    partitions: &Partitions,
) -> Result<()> {
    let months = content.months();
    // A queue a month.
    let mut changes = Spool::new(HELD_BYTES);
    // Most snapshots have few days, and looking a month up in a calendar takes longer than a row.
    let mut month_of_day = vec![0; usize::from(u16::MAX) + 1];
    for day in content.days() {
        let place = months.binary_search(&day.month()).unwrap_or_default();
        if let Some(slot) = month_of_day.get_mut(usize::from(day.number())) {
            *slot = place;
        }
    }
    for judged in verdicts.rows(content) {
        let (row, verdict) = judged?;
        if verdict == Verdict::Unchanged {
            continue;
        }
        let place = month_of_day.get(usize::from(row.day().number())).copied();
        changes.push(place.unwrap_or_default(), Change::of(&row, ids)?)?;
    }
    let origin = Origin {
        snapshot_id,
        captured_at: content.captured_at(),
    };
    for (place, month) in months.into_iter().enumerate() {
        let target = partitions.begin(connection, month).await?;
        if !changes.is_empty(place) {
            let changes = changes.read(place);
            copy_in(connection, &target, changes, ids, &origin).await?;
        }
        partitions.complete(connection, month, &origin).await?;
    }
    Ok(())
}

async fn copy_in(
    connection: &mut PgConnection,
    target: &Target,
    changes: Reader<'_, Change>,
    ids: &Ids,
    origin: &Origin,
) -> Result<()> {
    let origin_columns = if target.is_new {
        ""
    } else {
        ", snapshot_id, known_from"
    };
    let statement = format!(
        "COPY {} (metric_id, model_id, observed_on, value, license_text_id{origin_columns})
         FROM STDIN (FORMAT binary)",
        target.table
    );
    let mut copy = BinaryCopy::start(connection, &statement).await?;
    for change in changes {
        let change = change?;
        let fields = copy
            .row(if target.is_new { 5 } else { 7 })
            .smallint(change.metric_id)
            .bigint(ids.model(change.model)?)
            .day(Day::from_number(change.day))
            .bigint(change.value)
            .nullable_integer(change.license_text_id);
        if !target.is_new {
            fields
                .bigint(origin.snapshot_id)
                .timestamp(origin.captured_at);
        }
        copy.flush().await?;
    }
    copy.finish().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None)]
    #[case(Some(0))]
    #[case(Some(i32::MAX))]
    fn a_change_is_read_as_it_was_written(#[case] license_text_id: Option<i32>) {
        let change = Change {
            value: i64::MAX - 1,
            model: u32::MAX - 2,
            license_text_id,
            day: 20_000,
            metric_id: 300,
        };
        let mut bytes = Vec::new();
        change.write(&mut bytes);
        assert_eq!(bytes.len(), Change::BYTES);
        assert_eq!(Change::read(&bytes), change);
    }
}
