//! What is stored: the list of snapshots, one snapshot's provenance, and its content as kept.

use super::{Error, Result, Store};
use crate::domain::Metric;
use crate::snapshot::{self, CSV_V1, Rules, SnapshotContent};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// A snapshot's provenance and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its number.
    pub id: i64,
    /// Slug of its source.
    pub source: String,
    /// Slugs of the metrics it measures.
    pub metrics: Vec<String>,
    /// Moment of the capture.
    pub captured_at: DateTime<Utc>,
    /// Moment it reached this store.
    pub received_at: DateTime<Utc>,
    /// File name or address it came from.
    pub origin: String,
    /// SHA-256 of its canonical content: its identity.
    pub content_sha256: Vec<u8>,
    /// Length of its canonical content in bytes.
    pub content_bytes: i64,
    /// Observations in it.
    pub rows: i64,
    /// Numbers nobody had given before.
    pub inserted: i64,
    /// Numbers that replaced another one.
    pub restated: i64,
    /// Numbers that were known as they are.
    pub unchanged: i64,
    /// First day observed.
    pub first_observed_on: NaiveDate,
    /// Last day observed.
    pub last_observed_on: NaiveDate,
    /// When and why it was retracted, if it was.
    pub retracted: Option<Retraction>,
}

/// When and why a snapshot was retracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// When.
    pub at: DateTime<Utc>,
    /// The reason given.
    pub why: String,
}

impl Snapshot {
    /// The hash as 64 hexadecimal digits.
    pub fn sha256_hex(&self) -> String {
        hex::encode(&self.content_sha256)
    }

    /// The beginning of the hash, which tells most snapshots apart.
    pub fn short_hash(&self) -> String {
        self.sha256_hex().chars().take(12).collect()
    }
}

/// A page of the list, newest capture first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The snapshots of this page.
    pub snapshots: Vec<Snapshot>,
    /// How many there are in all.
    pub total: i64,
}

struct Row {
    id: i64,
    source: String,
    metrics: Vec<String>,
    captured_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    origin: String,
    content_sha256: Vec<u8>,
    content_bytes: i64,
    rows: i64,
    inserted: i64,
    restated: i64,
    unchanged: i64,
    first_observed_on: NaiveDate,
    last_observed_on: NaiveDate,
    retracted_at: Option<DateTime<Utc>>,
    retracted_why: Option<String>,
}

impl From<Row> for Snapshot {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            source: row.source,
            metrics: row.metrics,
            captured_at: row.captured_at,
            received_at: row.received_at,
            origin: row.origin,
            content_sha256: row.content_sha256,
            content_bytes: row.content_bytes,
            rows: row.rows,
            inserted: row.inserted,
            restated: row.restated,
            unchanged: row.unchanged,
            first_observed_on: row.first_observed_on,
            last_observed_on: row.last_observed_on,
            retracted: row
                .retracted_at
                .zip(row.retracted_why)
                .map(|(at, why)| Retraction { at, why }),
        }
    }
}

impl Store {
    /// How many snapshots there are, retracted ones included.
    pub async fn count_snapshots(&self) -> Result<i64> {
        let count = self
            .reading(|pool| async move {
                sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM snapshot"#)
                    .fetch_one(&pool)
                    .await
            })
            .await?;
        Ok(count)
    }

    /// `limit` snapshots after the first `offset`, newest capture first.
    pub async fn list_snapshots(&self, offset: i64, limit: i64) -> Result<Page> {
        let rows = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    Row,
                    r#"SELECT s.id, source.slug AS source, s.captured_at, s.received_at, s.origin,
                      s.content_sha256, s.content_bytes, s.rows, s.inserted, s.restated,
                      s.unchanged, s.first_observed_on, s.last_observed_on, s.retracted_at,
                      s.retracted_why,
                      ARRAY(SELECT slug FROM metric WHERE id = ANY(s.metric_ids) ORDER BY slug)
                          AS "metrics!"
               FROM snapshot s JOIN source ON source.id = s.source_id
               ORDER BY s.captured_at DESC, s.id DESC
               OFFSET $1 LIMIT $2"#,
                    offset,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        let total = self.count_snapshots().await?;
        Ok(Page {
            snapshots: rows.into_iter().map(Snapshot::from).collect(),
            total,
        })
    }

    /// `limit` snapshots behind a place in the list, newest capture first; a place is the moment and
    /// the number of a snapshot. With sources: theirs alone.
    pub async fn snapshots_behind(
        &self,
        place: Option<(DateTime<Utc>, i64)>,
        sources: Option<&[String]>,
        limit: i64,
    ) -> Result<Vec<Snapshot>> {
        let (moment, number) = place.unzip();
        let rows = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    Row,
                    r#"SELECT s.id, source.slug AS source, s.captured_at, s.received_at, s.origin,
                      s.content_sha256, s.content_bytes, s.rows, s.inserted, s.restated,
                      s.unchanged, s.first_observed_on, s.last_observed_on, s.retracted_at,
                      s.retracted_why,
                      ARRAY(SELECT slug FROM metric WHERE id = ANY(s.metric_ids) ORDER BY slug)
                          AS "metrics!"
               FROM snapshot s JOIN source ON source.id = s.source_id
               WHERE ($1::timestamptz IS NULL OR (s.captured_at, s.id) < ($1, $2::bigint))
                 AND ($3::text[] IS NULL OR source.slug = ANY($3))
               ORDER BY s.captured_at DESC, s.id DESC
               LIMIT $4"#,
                    moment,
                    number,
                    sources,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(rows.into_iter().map(Snapshot::from).collect())
    }

    /// One snapshot by its number.
    pub async fn snapshot(&self, id: i64) -> Result<Option<Snapshot>> {
        let row = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    Row,
                    r#"SELECT s.id, source.slug AS source, s.captured_at, s.received_at, s.origin,
                      s.content_sha256, s.content_bytes, s.rows, s.inserted, s.restated,
                      s.unchanged, s.first_observed_on, s.last_observed_on, s.retracted_at,
                      s.retracted_why,
                      ARRAY(SELECT slug FROM metric WHERE id = ANY(s.metric_ids) ORDER BY slug)
                          AS "metrics!"
               FROM snapshot s JOIN source ON source.id = s.source_id
               WHERE s.id = $1"#,
                    id
                )
                .fetch_optional(&pool)
                .await
            })
            .await?;
        Ok(row.map(Snapshot::from))
    }

    /// A part of a snapshot's content as it is kept, compressed; none after the last. Part by part,
    /// so that a slow reader holds no connection.
    pub async fn content_part(&self, id: i64, part: i32) -> Result<Option<Vec<u8>>> {
        let body = self
            .reading(|pool| async move {
                sqlx::query_scalar!(
                    "SELECT body FROM snapshot_part WHERE snapshot_id = $1 AND part = $2",
                    id,
                    part
                )
                .fetch_optional(&pool)
                .await
            })
            .await?;
        Ok(body)
    }
}

/// A snapshot's file in another format than CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapshotFile {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes.
    pub bytes: u64,
}

impl Store {
    /// The newest snapshot that measures a metric and is not retracted: its number and the slug of
    /// its source.
    pub async fn newest_snapshot(&self, metric: &str) -> Result<Option<(i64, String)>> {
        let row = self
            .reading(|pool| async move {
                sqlx::query!(
                    "SELECT snapshot.id, source.slug
             FROM metric
             JOIN source ON source.id = metric.source_id
             JOIN snapshot ON snapshot.source_id = metric.source_id
             WHERE metric.slug = $1 AND metric.id = ANY(snapshot.metric_ids)
               AND snapshot.retracted_at IS NULL
             ORDER BY snapshot.captured_at DESC, snapshot.content_sha256 DESC
             LIMIT 1",
                    metric
                )
                .fetch_optional(&pool)
                .await
            })
            .await?;
        Ok(row.map(|row| (row.id, row.slug)))
    }

    /// What is known of a snapshot's file in a format and the form we give it now.
    pub async fn snapshot_file(
        &self,
        id: i64,
        format: &str,
        form: i16,
    ) -> Result<Option<SnapshotFile>> {
        let row = self
            .reading(|pool| async move {
                sqlx::query!(
                    "SELECT sha256, bytes FROM snapshot_file
             WHERE snapshot_id = $1 AND format = $2 AND form = $3",
                    id,
                    format,
                    form
                )
                .fetch_optional(&pool)
                .await
            })
            .await?;
        row.map(|row| {
            let sha256 = row.sha256.as_slice().try_into();
            Ok(SnapshotFile {
                sha256: sha256.map_err(|_| Error::Inconsistent("a hash is short".to_owned()))?,
                bytes: row.bytes.unsigned_abs(),
            })
        })
        .transpose()
    }

    /// Keeps what was found out about a snapshot's file. It follows from the content, so nothing a
    /// reader sees changes, and whoever finds it out a second time finds the same.
    pub async fn keep_snapshot_file(
        &self,
        id: i64,
        format: &str,
        form: i16,
        file: &SnapshotFile,
    ) -> Result<()> {
        sqlx::query!(
            "INSERT INTO snapshot_file (snapshot_id, format, form, sha256, bytes)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            id,
            format,
            form,
            &file.sha256,
            i64::try_from(file.bytes).unwrap_or(i64::MAX)
        )
        .execute(&self.writer().await?)
        .await?;
        Ok(())
    }
}

/// Reads a kept snapshot's content again.
pub(super) async fn read_content(
    connection: &mut PgConnection,
    id: i64,
    metrics: &[Metric],
) -> Result<SnapshotContent> {
    let received_at = sqlx::query_scalar!("SELECT received_at FROM snapshot WHERE id = $1", id)
        .fetch_one(&mut *connection)
        .await?;
    let parts = sqlx::query_scalar!(
        "SELECT body FROM snapshot_part WHERE snapshot_id = $1 ORDER BY part",
        id
    )
    .fetch_all(connection)
    .await?;
    // Checked by the rules of the day it came.
    let rules = Rules {
        metrics,
        now: received_at,
        max_inflated_bytes: u64::MAX,
    };
    snapshot::read(
        &CSV_V1,
        "kept content",
        snapshot::decode_parts(parts),
        &rules,
    )
    .map(|accepted| accepted.content)
    .map_err(|report| Error::DamagedContent {
        id,
        message: report.to_string(),
    })
}
