//! Observations: what a snapshot adds and restates, written to where it stays.

use super::Result;
use super::copy::BinaryCopy;
use super::partitions::{Origin, Partitions, Target};
use super::staging::{Ids, stored_value};
use super::verdicts::{Verdict, Verdicts};
use crate::snapshot::{Reader, Row, SnapshotContent, Spool};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// Rows that wait in memory for the turn of their month, in bytes; others do so in a file.
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
        changes.push(place.unwrap_or_default(), row)?;
    }
    let origin = Origin {
        snapshot_id,
        captured_at: content.captured_at(),
    };
    for (place, month) in months.into_iter().enumerate() {
        let target = partitions.begin(connection, month, &origin).await?;
        if !changes.is_empty(place) {
            let rows = changes.read(place);
            copy_rows(connection, &target, rows, ids, &origin).await?;
        }
        partitions.complete(connection, month).await?;
    }
    Ok(())
}

async fn copy_rows(
    connection: &mut PgConnection,
    target: &Target,
    rows: Reader<'_, Row>,
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
    for row in rows {
        let row = row?;
        let fields = copy
            .row(if target.is_new { 5 } else { 7 })
            .smallint(ids.metric(&row)?)
            .bigint(ids.model(&row)?)
            .day(row.day())
            .bigint(stored_value(&row)?)
            .nullable_integer(ids.text(row.license())?);
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
