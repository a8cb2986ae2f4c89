//! Reading kept snapshots again, for the two cases in which the newest one is not enough: a
//! snapshot that is older than others which speak of the same days, and one that is retracted.
//!
//! What a key's observations are follows from everything every snapshot said of it, and unchanged
//! numbers are not stored twice: so the kept contents are read again, for the keys at hand only.

use super::claims::Claim;
use super::models::{self, SourceRow};
use super::staging::{Ids, stage_replay};
use super::{Result, snapshots};
use crate::domain::catalog::{Catalog, LicenseNames};
use crate::snapshot::SnapshotContent;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// The snapshot at hand: the one that comes late or leaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub id: i64,
    pub source: &'a SourceRow,
    pub captured_at: DateTime<Utc>,
    pub first_observed_on: NaiveDate,
    pub last_observed_on: NaiveDate,
}

/// Which others a snapshot has to be read together with.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Snapshots that speak of the same days.
    pub of_days: Vec<i64>,
    /// Whether one of those was captured at the same moment or later.
    pub later_of_days: bool,
    /// Snapshots that say something of models, in order of capture.
    pub of_claims: Vec<Capture>,
    /// Whether one of those was captured at the same moment or later.
    pub later_of_claims: bool,
}

/// A snapshot in the order of captures.
#[derive(Debug, Clone)]
pub(super) struct Capture {
    pub id: i64,
    pub captured_at: DateTime<Utc>,
    /// Of two captures of a moment the one with the higher hash is the newer.
    pub sha256: Vec<u8>,
}

impl Subject<'_> {
    /// Finds the snapshots of the same source that are not retracted.
    pub(super) async fn others(&self, connection: &mut PgConnection) -> Result<Others> {
        let rows = sqlx::query!(
            r#"SELECT id, captured_at, content_sha256, captured_at >= $3 AS "later!", makes_claims,
                      first_observed_on <= $5 AND last_observed_on >= $4 AS "overlaps!"
               FROM snapshot
               WHERE source_id = $1 AND id <> $2 AND retracted_at IS NULL
               ORDER BY captured_at, content_sha256"#,
            self.source.id,
            self.id,
            self.captured_at,
            self.first_observed_on,
            self.last_observed_on
        )
        .fetch_all(connection)
        .await?;
        let mut others = Others::default();
        for row in rows {
            if row.overlaps {
                others.of_days.push(row.id);
                others.later_of_days |= row.later;
            }
            if row.makes_claims {
                others.later_of_claims |= row.later;
                others.of_claims.push(Capture {
                    id: row.id,
                    captured_at: row.captured_at,
                    sha256: row.content_sha256,
                });
            }
        }
        Ok(others)
    }
}

/// Reads the contents of snapshots into `replayed` and `replayed_claim`.
pub(super) async fn read_again(
    connection: &mut PgConnection,
    source: &SourceRow,
    snapshots: &[i64],
    catalog: &Catalog,
) -> Result<()> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE replayed (
             snapshot_id bigint, metric_id smallint, model_id bigint, observed_on date,
             value bigint, license_text_id integer) ON COMMIT DROP;
         CREATE TEMP TABLE replayed_claim (
             snapshot_id bigint, model_id bigint, attribute smallint, text_id integer) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    for id in snapshots {
        let (content, ids) = read(&mut *connection, source, *id, catalog).await?;
        stage_replay(&mut *connection, *id, &content, &ids).await?;
        // Only the keys and models at hand matter.
        sqlx::raw_sql(
            "DELETE FROM replayed r WHERE NOT EXISTS (
                 SELECT FROM moved_key k WHERE k.metric_id = r.metric_id
                 AND k.model_id = r.model_id AND k.observed_on = r.observed_on);
             DELETE FROM replayed_claim r WHERE NOT EXISTS (
                 SELECT FROM claimed_model k WHERE k.model_id = r.model_id)",
        )
        .execute(&mut *connection)
        .await?;
    }
    sqlx::raw_sql("ANALYZE replayed; ANALYZE replayed_claim")
        .execute(connection)
        .await?;
    Ok(())
}

/// What a kept snapshot says of models.
pub(super) async fn claims_of(
    connection: &mut PgConnection,
    source: &SourceRow,
    id: i64,
    catalog: &Catalog,
) -> Result<Vec<Claim>> {
    let (content, ids) = read(connection, source, id, catalog).await?;
    ids.claims(&content)
}

/// Reads the content of a kept snapshot, with its ids.
async fn read(
    connection: &mut PgConnection,
    source: &SourceRow,
    id: i64,
    catalog: &Catalog,
) -> Result<(SnapshotContent, Ids)> {
    let content = snapshots::read_content(&mut *connection, id, &catalog.metrics).await?;
    let basis = format!("first named by snapshot {id}");
    let names = LicenseNames::of(catalog);
    let ids = Ids::resolve(&mut *connection, source, &content, &names, &basis).await?;
    models::resolve(&mut *connection, &ids.new_variants).await?;
    tracing::debug!(snapshot = id, rows = content.row_count(), "read again");
    Ok((content, ids))
}

/// Writes the observations of the keys at hand anew, as the replayed snapshots make them, and
/// corrects what each snapshot counts as inserted, restated and unchanged. `without` and `before`
/// name a snapshot left out of the new and of the old reading (0: none).
pub(super) async fn rewrite_observations(
    connection: &mut PgConnection,
    without: i64,
    before: i64,
) -> Result<()> {
    for (table, left_out) in [("fold_new", without), ("fold_old", before)] {
        // Two table names of ours and a number: nothing here comes from a reader.
        let reading = include_str!("sql/fold_claims.sql").replace("$1", &left_out.to_string());
        let statement = format!("CREATE TEMP TABLE {table} ON COMMIT DROP AS {reading}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await?;
    }
    sqlx::raw_sql(
        "DELETE FROM observation o USING moved_key k
         WHERE o.metric_id = k.metric_id AND o.model_id = k.model_id
           AND o.observed_on = k.observed_on
           AND EXISTS (SELECT FROM replayed r WHERE r.metric_id = k.metric_id
                       AND r.model_id = k.model_id AND r.observed_on = k.observed_on);
         INSERT INTO observation (metric_id, model_id, observed_on, snapshot_id, value, known_from,
                                  known_to, superseded_by, license_text_id)
         SELECT metric_id, model_id, observed_on, snapshot_id, value, captured_at,
                lead(captured_at, 1, 'infinity') OVER key, lead(snapshot_id) OVER key,
                license_text_id
         FROM fold_new WHERE emits
         WINDOW key AS (PARTITION BY metric_id, model_id, observed_on ORDER BY n);
         WITH verdict AS (
             SELECT snapshot_id, n, emits, 1 AS sign FROM fold_new
             UNION ALL SELECT snapshot_id, n, emits, -1 FROM fold_old
         ), change AS (
             SELECT snapshot_id,
                    coalesce(sum(sign) FILTER (WHERE n = 1), 0) AS inserted,
                    coalesce(sum(sign) FILTER (WHERE n > 1 AND emits), 0) AS restated,
                    coalesce(sum(sign) FILTER (WHERE n > 1 AND NOT emits), 0) AS unchanged
             FROM verdict GROUP BY snapshot_id
         )
         UPDATE snapshot SET inserted = snapshot.inserted + change.inserted,
                restated = snapshot.restated + change.restated,
                unchanged = snapshot.unchanged + change.unchanged
         FROM change
         WHERE change.snapshot_id = snapshot.id AND snapshot.retracted_at IS NULL",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Works out the runs of claims anew into `claim_run`; returns the models of which they say
/// something else than the stored ones. `without` names a snapshot left out (0: none).
pub(super) async fn rebuild_claims(
    connection: &mut PgConnection,
    without: i64,
) -> Result<Vec<i64>> {
    let text = include_str!("sql/rebuild_claims.sql").replace("$1", &without.to_string());
    sqlx::raw_sql(sqlx::AssertSqlSafe(text))
        .execute(&mut *connection)
        .await?;
    let changed: Vec<i64> = sqlx::query_scalar(
        "WITH stored AS (
             SELECT run.model_id, run.attribute, run.first_seen, run.last_seen, run.text_id
             FROM model_claim run JOIN claimed_model USING (model_id)
         ), rebuilt AS (
             SELECT model_id, attribute, first_seen, last_seen, text_id FROM claim_run
         )
         SELECT model_id FROM (TABLE stored EXCEPT TABLE rebuilt) AS gone
         UNION SELECT model_id FROM (TABLE rebuilt EXCEPT TABLE stored) AS come",
    )
    .fetch_all(connection)
    .await?;
    Ok(changed)
}

/// Writes the runs worked out by [`rebuild_claims`].
pub(super) async fn rewrite_claims(connection: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(
        "DELETE FROM model_claim USING claimed_model
         WHERE model_claim.model_id = claimed_model.model_id;
         INSERT INTO model_claim (model_id, attribute, first_seen, last_seen, text_id)
         SELECT model_id, attribute, first_seen, last_seen, text_id FROM claim_run",
    )
    .execute(connection)
    .await?;
    Ok(())
}
