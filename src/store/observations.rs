//! Observations: what a snapshot adds and restates, written to where it stays.

use super::Result;
use super::copy::BinaryCopy;
use super::partitions::{Origin, Partitions, Target};
use super::rollups::Added;
use super::staging::{Ids, stored_value};
use super::verdicts::{Changes, Verdicts};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

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
/// into one that is made for it, which gets its indexes when it is full. What they add to the
/// rollups is added up on the way, where the loader does that.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn write(
    connection: &mut PgConnection,
    origin: &Origin,
    ids: &Ids,
    verdicts: &Verdicts<'_>,
    partitions: &Partitions,
    added: &mut Option<Added>,
) -> Result<()> {
    for (number, (month, days, changes)) in verdicts.months().enumerate() {
        if changes == 0 {
            continue;
        }
        let target = partitions.begin(connection, month, origin).await?;
        if let Some(added) = added {
            added.begin_month(days);
        }
        let changes = verdicts.changes(number);
        copy_rows(connection, &target, changes, ids, origin, added).await?;
        partitions.complete(connection, month).await?;
        if let Some(added) = added {
            added.end_month(connection).await?;
        }
    }
    Ok(())
}

async fn copy_rows(
    connection: &mut PgConnection,
    target: &Target,
    mut changes: Changes<'_>,
    ids: &Ids,
    origin: &Origin,
    added: &mut Option<Added>,
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
    while let Some(changes) = changes.next()? {
        for change in changes {
            let fields = copy
                .row(if target.is_new { 5 } else { 7 })
                .smallint(ids.metric(usize::from(change.metric))?)
                .bigint(ids.model(change.model)?)
                .day(change.day)
                .bigint(stored_value(change.value)?)
                .nullable_integer(ids.license(change.saying));
            if !target.is_new {
                fields
                    .bigint(origin.snapshot_id)
                    .timestamp(origin.captured_at);
            }
            copy.flush().await?;
            if let Some(added) = added {
                added.take(change, ids)?;
            }
        }
    }
    copy.finish().await?;
    Ok(())
}
