//! Runs of collectors: who may run, what began, what became of it.

use super::{Result, Store};
use crate::domain::RunOutcome;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection, PgConnection, PgExecutor};

/// Any number nobody else uses ("collect" in ASCII).
const RUNNER: i64 = 0x63_6f_6c_6c_65_63_74;

/// A run under way gives a sign of life at least this often.
pub const SIGN_EVERY: TimeDelta = TimeDelta::seconds(15);

/// A run without a sign of life for this long has ended with its process.
const SILENT_AFTER: TimeDelta = TimeDelta::seconds(60);

/// What a run took so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Took {
    /// Requests sent, those that were sent again included.
    pub requests: i64,
    /// Requests that were sent again.
    pub retries: i64,
    /// Bytes of answers, decompressed.
    pub bytes: i64,
}

/// The beginning of a run.
#[derive(Debug, Clone)]
pub struct Beginning<'a> {
    /// Slug of the source.
    pub source: &'a str,
    /// Which models of the Hub; none for other sources.
    pub scope: Option<&'a str>,
    /// The time of the schedule it is for; none where someone began it by hand.
    pub due_at: Option<DateTime<Utc>>,
    /// When it begins.
    pub started_at: DateTime<Utc>,
}

/// The end of a run.
#[derive(Debug, Clone)]
pub struct Ending {
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// How.
    pub outcome: RunOutcome,
    /// What it took.
    pub took: Took,
    /// Observations gathered; none where nothing was.
    pub rows: Option<i64>,
    /// The snapshot its figures are stored as, and whether the run made it.
    pub snapshot: Option<(i64, bool)>,
    /// One line that readers may see.
    pub message: Option<String>,
}

/// A run as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// Slug of the source.
    pub source: String,
    /// Which models of the Hub; none for other sources.
    pub scope: Option<String>,
    /// The time of the schedule it is for; none where someone began it by hand.
    pub due_at: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Its last sign of life.
    pub seen_at: DateTime<Utc>,
    /// When it ended, and how; none where nobody has said so.
    pub ended: Option<(DateTime<Utc>, RunOutcome)>,
    /// What it took.
    pub took: Took,
    /// Observations gathered; none where nothing was.
    pub rows: Option<i64>,
    /// The snapshot its figures are stored as, and whether the run made it.
    pub snapshot: Option<(i64, bool)>,
    /// One line that readers may see.
    pub message: Option<String>,
}

impl Run {
    /// When the run ended and how, as seen at a moment; none where it is under way. One whose
    /// process died ended with its last sign of life.
    pub fn ended_by(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, RunOutcome)> {
        let died = now - self.seen_at > SILENT_AFTER;
        self.ended
            .or_else(|| died.then_some((self.seen_at, RunOutcome::Interrupted)))
    }
}

struct Row {
    id: i64,
    source: String,
    scope: Option<String>,
    due_at: Option<DateTime<Utc>>,
    started_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<i16>,
    requests: i64,
    retries: i64,
    bytes: i64,
    rows: Option<i64>,
    snapshot_id: Option<i64>,
    made_snapshot: bool,
    message: Option<String>,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        // A code of a later version of the program: it ended, so it does not seem to be running.
        let outcome = row
            .outcome
            .map(|code| RunOutcome::from_code(code).unwrap_or(RunOutcome::Interrupted));
        Self {
            id: row.id,
            source: row.source,
            scope: row.scope,
            due_at: row.due_at,
            started_at: row.started_at,
            seen_at: row.seen_at,
            ended: row.ended_at.zip(outcome),
            took: Took {
                requests: row.requests,
                retries: row.retries,
                bytes: row.bytes,
            },
            rows: row.rows,
            snapshot: row.snapshot_id.map(|id| (id, row.made_snapshot)),
            message: row.message,
        }
    }
}

/// The place of the one who runs collectors, over all instances. It is held by a connection of its
/// own, so the database gives it to the next as soon as this process is gone.
#[derive(Debug)]
pub struct Runner {
    connection: PgConnection,
}

impl Store {
    /// Takes the place of the runner, unless someone has it.
    pub async fn try_become_runner(&self) -> Result<Option<Runner>> {
        let mut connection =
            PgConnection::connect_with(&self.writer().await?.connect_options()).await?;
        let is_ours: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(RUNNER)
            .fetch_one(&mut connection)
            .await?;
        if is_ours {
            return Runner::over(connection).await.map(Some);
        }
        connection.close().await?;
        Ok(None)
    }

    /// Waits for the place of the runner.
    pub async fn become_runner(&self) -> Result<Runner> {
        let mut connection =
            PgConnection::connect_with(&self.writer().await?.connect_options()).await?;
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(RUNNER)
            .execute(&mut connection)
            .await?;
        Runner::over(connection).await
    }

    /// The latest `limit` runs, newest first.
    pub async fn latest_runs(&self, limit: i64) -> Result<Vec<Run>> {
        let rows = self
            .reading(|pool| async move {
                sqlx::query_as!(
            Row,
            r#"SELECT r.id, source.slug AS source, r.scope, r.due_at, r.started_at, r.seen_at,
                      r.ended_at, r.outcome, r.requests, r.retries, r.bytes, r.rows,
                      r.snapshot_id, r.made_snapshot, r.message
               FROM collector_run r JOIN source ON source.id = r.source_id
               ORDER BY r.id DESC
               LIMIT $1"#,
            limit
        )
.fetch_all(&pool)
.await
            })
            .await?;
        Ok(rows.into_iter().map(Run::from).collect())
    }

    /// The latest `count` runs of each source, newest first.
    pub async fn latest_runs_of_each(&self, count: i64) -> Result<Vec<Run>> {
        self.reading(|pool| async move { latest_of_each(&pool, count).await })
            .await
    }

    /// Records the end of a run.
    pub async fn end_run(&self, id: i64, ending: &Ending) -> Result<()> {
        sqlx::query!(
            "UPDATE collector_run
             SET ended_at = $2, seen_at = $2, outcome = $3, requests = $4, retries = $5,
                 bytes = $6, rows = $7, snapshot_id = $8, made_snapshot = $9, message = $10
             WHERE id = $1",
            id,
            ending.ended_at,
            ending.outcome.code(),
            ending.took.requests,
            ending.took.retries,
            ending.took.bytes,
            ending.rows,
            ending.snapshot.map(|(id, _)| id),
            ending.snapshot.is_some_and(|(_, is_made)| is_made),
            ending.message.as_deref()
        )
        .execute(&self.writer().await?)
        .await?;
        Ok(())
    }
}

async fn latest_of_each(executor: impl PgExecutor<'_>, count: i64) -> Result<Vec<Run>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT r.id, source.slug AS source, r.scope, r.due_at, r.started_at, r.seen_at,
                  r.ended_at, r.outcome, r.requests, r.retries, r.bytes, r.rows,
                  r.snapshot_id, r.made_snapshot, r.message
           FROM collector_run r JOIN source ON source.id = r.source_id
           WHERE r.id IN (
               SELECT ranked.id
               FROM (SELECT id, row_number() OVER (PARTITION BY source_id ORDER BY id DESC) AS place
                     FROM collector_run) AS ranked
               WHERE ranked.place <= $1)
           ORDER BY r.id DESC"#,
        count
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(Run::from).collect())
}

impl Runner {
    /// Whoever gets the place knows that nobody runs: what never ended was interrupted.
    async fn over(mut connection: PgConnection) -> Result<Self> {
        sqlx::query!(
            "UPDATE collector_run SET ended_at = seen_at, outcome = $1 WHERE ended_at IS NULL",
            RunOutcome::Interrupted.code()
        )
        .execute(&mut connection)
        .await?;
        Ok(Self { connection })
    }

    /// The latest `count` runs of each source, newest first, as they are while nobody else runs.
    pub async fn latest_runs_of_each(&mut self, count: i64) -> Result<Vec<Run>> {
        latest_of_each(&mut self.connection, count).await
    }

    /// Records the beginning of a run; returns its number.
    pub async fn begin(&mut self, beginning: &Beginning<'_>) -> Result<i64> {
        let id = sqlx::query_scalar!(
            "INSERT INTO collector_run (source_id, scope, due_at, started_at, seen_at)
             VALUES ((SELECT id FROM source WHERE slug = $1), $2, $3, $4, $4)
             RETURNING id",
            beginning.source,
            beginning.scope,
            beginning.due_at,
            beginning.started_at
        )
        .fetch_one(&mut self.connection)
        .await?;
        Ok(id)
    }

    /// Gives a sign of life of a run. An error means that the place may be lost.
    pub async fn sign(&mut self, id: i64, now: DateTime<Utc>, took: Took) -> Result<()> {
        sqlx::query!(
            "UPDATE collector_run SET seen_at = $2, requests = $3, retries = $4, bytes = $5
             WHERE id = $1",
            id,
            now,
            took.requests,
            took.retries,
            took.bytes
        )
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// Leaves the place.
    pub async fn leave(self) -> Result<()> {
        self.connection.close().await?;
        Ok(())
    }
}
