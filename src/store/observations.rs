//! Observations: what a snapshot adds, restates and leaves unchanged.

use super::Result;
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

/// Reads the staged rows against what is known: the table `judged` says of each row whether it
/// inserts (1), restates (2) or leaves unchanged (3). For snapshots that no later one contradicts.
///
/// The days, here and below, are those of the snapshot: they spare the months it does not speak of.
pub(super) async fn judge(
    connection: &mut PgConnection,
    snapshot_id: i64,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<()> {
    let known: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM observation
                        WHERE metric_id IN (SELECT unnest(metric_ids) FROM snapshot WHERE id = $1)
                          AND observed_on BETWEEN $2 AND $3)",
    )
    .bind(snapshot_id)
    .bind(first)
    .bind(last)
    .fetch_one(&mut *connection)
    .await?;
    if !known {
        // All of it is new: nothing to compare with, and no second copy of a first load.
        sqlx::raw_sql(
            "CREATE TEMP VIEW judged AS
             SELECT metric_id, model_id, observed_on, value, license_text_id, 1 AS verdict
             FROM staged",
        )
        .execute(connection)
        .await?;
        return Ok(());
    }
    sqlx::raw_sql(
        "CREATE TEMP TABLE judged (
             metric_id smallint, model_id bigint, observed_on date, value bigint,
             license_text_id integer, verdict integer) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO judged
         SELECT s.metric_id, s.model_id, s.observed_on, s.value, s.license_text_id,
                CASE WHEN o.model_id IS NULL THEN 1
                     WHEN o.value <> s.value
                       OR (s.license_text_id IS NOT NULL
                           AND s.license_text_id IS DISTINCT FROM o.license_text_id) THEN 2
                     ELSE 3 END
         FROM staged s
         LEFT JOIN observation o ON o.metric_id = s.metric_id AND o.model_id = s.model_id
              AND o.observed_on = s.observed_on AND o.known_to = 'infinity'
              AND o.observed_on BETWEEN $1 AND $2",
    )
    .bind(first)
    .bind(last)
    .execute(&mut *connection)
    .await?;
    sqlx::raw_sql("ANALYZE judged").execute(connection).await?;
    Ok(())
}

/// Keys whose stored observations will change: those restated; with variants, all that are new
/// too, because a new variant changes how its family is counted.
pub(super) async fn move_restated(connection: &mut PgConnection, has_variants: bool) -> Result<()> {
    sqlx::query(
        "INSERT INTO moved_key SELECT metric_id, model_id, observed_on FROM judged
         WHERE verdict = 2 OR ($1 AND verdict = 1) ON CONFLICT DO NOTHING",
    )
    .bind(has_variants)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what was judged: closes restated observations, inserts new ones, keeps both.
pub(super) async fn write_judged(
    connection: &mut PgConnection,
    snapshot_id: i64,
    captured_at: DateTime<Utc>,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Counts> {
    sqlx::query(
        "UPDATE observation o SET known_to = $2, superseded_by = $1
         FROM judged j
         WHERE j.verdict = 2 AND o.metric_id = j.metric_id AND o.model_id = j.model_id
           AND o.observed_on = j.observed_on AND o.known_to = 'infinity'
           AND o.observed_on BETWEEN $3 AND $4",
    )
    .bind(snapshot_id)
    .bind(captured_at)
    .bind(first)
    .bind(last)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO observation (metric_id, model_id, observed_on, snapshot_id, value, known_from,
                                  license_text_id)
         SELECT metric_id, model_id, observed_on, $1, value, $2, license_text_id
         FROM judged WHERE verdict < 3",
    )
    .bind(snapshot_id)
    .bind(captured_at)
    .execute(&mut *connection)
    .await?;
    let (inserted, restated, unchanged) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE verdict = 1), count(*) FILTER (WHERE verdict = 2),
                count(*) FILTER (WHERE verdict = 3) FROM judged",
    )
    .fetch_one(connection)
    .await?;
    Ok(Counts {
        inserted,
        restated,
        unchanged,
    })
}
