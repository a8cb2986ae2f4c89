//! Every observation of a metric, as of one moment, in one pass: for whoever takes all of it away.
//!
//! Rows are copied out in binary form on a connection of their own, which a task holds that feeds
//! a bounded channel: the pools stay free for pages, a slow reader holds the database back and not
//! our memory, and one that stands still is given up. Each month is a statement, in the order of
//! the primary key: nothing is sorted, so the first rows leave at once and no month has to fit
//! anywhere.

use super::copy::{Fields, HEADER, row_length};
use super::{Error, Result, Store};
use crate::telemetry::metrics::DATABASE_RETRIES;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

/// Raised whenever the same observations come in another order or make other rows: seals tell
/// whether a reader has them already.
const FORM: u8 = 1;
/// Bytes that are handed on at once, and how many such pieces may wait.
const BATCH_BYTES: usize = 64 << 10;
const WAITING: usize = 4;
/// How long it may take to connect and to learn what the rows follow from.
const BEGUN_WITHIN: Duration = Duration::from_secs(5);

/// Which observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Slug of the metric.
    pub metric: String,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// To this day.
    pub to: Option<NaiveDate>,
    /// As they were known at this moment; none: now.
    pub as_of: Option<DateTime<Utc>>,
}

/// How patient a reading is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Patience {
    /// A reader who takes nothing for so long is given up.
    pub standstill: Option<Duration>,
    /// All of it has to be over within this time.
    pub whole: Option<Duration>,
}

/// A reading that has begun: a connection with a transaction that sees one moment.
pub struct Reading {
    connection: PgConnection,
    metric_id: i16,
    wanted: Wanted,
    /// First and last day of what there is, and of what was asked for.
    days: Option<(NaiveDate, NaiveDate)>,
    captured: Arc<HashMap<i64, i64>>,
    newest_capture: Option<DateTime<Utc>>,
    seal: [u8; 32],
}

/// Observations on their way.
pub struct Observations {
    pieces: mpsc::Receiver<Piece>,
    captured: Arc<HashMap<i64, i64>>,
}

enum Piece {
    /// Rows as they were copied out.
    Rows(Vec<u8>),
    /// All of them were, or why not.
    End(Result<()>),
}

/// An observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation<'a> {
    /// The source's own id of the model.
    pub model: &'a str,
    /// The day observed, in days since 1970.
    pub observed_on: i32,
    /// The number, scaled by ten to the power of the metric's decimals.
    pub value: i64,
    /// The snapshot it is from.
    pub snapshot: i64,
    /// When that was captured, in microseconds since 1970.
    pub known_from: i64,
}

/// Some observations, whole.
pub struct Batch {
    rows: Vec<u8>,
    captured: Arc<HashMap<i64, i64>>,
}

impl Store {
    /// Begins to read observations, once more where a connection broke meanwhile. No observation
    /// is read until [`Reading::start`].
    pub async fn observations(&self, wanted: &Wanted) -> Result<Reading> {
        let begun = Instant::now();
        match self.begin(wanted).await {
            Err(error) if error.is_connection() && !error.is_unreachable() => {
                self.reads.report(begun, &error);
                DATABASE_RETRIES.add(&[], 1);
                self.begin(wanted).await
            }
            done => done,
        }
    }

    async fn begin(&self, wanted: &Wanted) -> Result<Reading> {
        let server = self.reads.ready().await?;
        let beginning = Box::pin(begin(server.address.options(), wanted));
        timeout(BEGUN_WITHIN, beginning)
            .await
            .unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()).into()))
    }
}

async fn begin(options: &PgConnectOptions, wanted: &Wanted) -> Result<Reading> {
    let mut connection = PgConnection::connect_with(options).await?;
    // A hot standby takes all of this. Without sorting the order comes from the index; neither
    // helpers nor compiled code are worth waiting for before the first row.
    sqlx::raw_sql(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
             SET LOCAL enable_sort = off;
             SET LOCAL max_parallel_workers_per_gather = 0;
             SET LOCAL jit = off",
    )
    .execute(&mut connection)
    .await?;
    let metric = sqlx::query!(
        "SELECT id, source_id, decimals FROM metric WHERE slug = $1",
        wanted.metric
    )
    .fetch_optional(&mut connection)
    .await?
    .ok_or_else(|| Error::UnknownMetric(wanted.metric.clone()))?;
    let snapshots = sqlx::query!(
        r#"SELECT id, captured_at, content_sha256, first_observed_on, last_observed_on,
                      $2 = ANY(metric_ids) AS "measures!"
               FROM snapshot
               WHERE source_id = $1 AND retracted_at IS NULL
                 AND ($3::timestamptz IS NULL OR captured_at <= $3)
               ORDER BY id"#,
        metric.source_id,
        metric.id,
        wanted.as_of
    )
    .fetch_all(&mut connection)
    .await?;

    // What the rows follow from.
    let mut hasher = Sha256::new();
    hasher.update([FORM]);
    hasher.update(format!("{wanted:?} {}", metric.decimals));
    let newest_capture = snapshots.iter().map(|snapshot| snapshot.captured_at).max();
    let mut captured = HashMap::new();
    let mut days: Option<(NaiveDate, NaiveDate)> = None;
    for snapshot in snapshots {
        let at = snapshot.captured_at.timestamp_micros();
        hasher.update(snapshot.id.to_le_bytes());
        hasher.update(at.to_le_bytes());
        hasher.update(&snapshot.content_sha256);
        captured.insert(snapshot.id, at);
        if snapshot.measures {
            let (first, last) = (snapshot.first_observed_on, snapshot.last_observed_on);
            days = Some(days.map_or((first, last), |(f, l)| (f.min(first), l.max(last))));
        }
    }
    let days = days
        .map(|(first, last)| {
            let from = wanted.from.map_or(first, |from| from.max(first));
            (from, wanted.to.map_or(last, |to| to.min(last)))
        })
        .filter(|(first, last)| first <= last);
    Ok(Reading {
        connection,
        metric_id: metric.id,
        wanted: wanted.clone(),
        days,
        captured: Arc::new(captured),
        newest_capture,
        seal: hasher.finalize().into(),
    })
}

impl Reading {
    /// What all rows and their order follow from: readings of one seal give the same rows.
    pub const fn seal(&self) -> [u8; 32] {
        self.seal
    }

    /// The first and the last day that observations can be of; none where there can be none.
    pub const fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.days
    }

    /// When the newest snapshot of the source was captured, as far as the reading knows of it.
    pub const fn newest_capture(&self) -> Option<DateTime<Utc>> {
        self.newest_capture
    }

    /// Ends without reading.
    pub async fn close(self) -> Result<()> {
        Ok(self.connection.close().await?)
    }

    /// Starts the task that copies rows out, as fast as they are taken.
    pub fn start(self, patience: Patience) -> Observations {
        let (sender, pieces) = mpsc::channel(WAITING);
        let captured = Arc::clone(&self.captured);
        tokio::spawn(async move {
            let copying = self.copy(&sender, patience);
            let ended = match patience.whole {
                Some(limit) => timeout(limit, copying)
                    .await
                    .unwrap_or(Err(Error::GivenUp("it took too long"))),
                None => copying.await,
            };
            if let Err(error) = &ended {
                tracing::debug!(%error, "a bulk reading ended early");
            }
            // Whoever stands still does not learn of it here, but by the end of the channel.
            let ending = sender.send(Piece::End(ended));
            let _ = match patience.standstill {
                Some(limit) => timeout(limit, ending).await.is_ok(),
                None => ending.await.is_ok(),
            };
        });
        Observations { pieces, captured }
    }

    /// Copies month by month. Where it ends early the connection goes with it, and so does the
    /// session at the server.
    async fn copy(mut self, sender: &mpsc::Sender<Piece>, patience: Patience) -> Result<()> {
        let standstill = patience.standstill;
        if let Some(limit) = patience.whole {
            // Also where we are no longer there to end it.
            let statement = format!("SET LOCAL statement_timeout = {}", limit.as_millis());
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
                .execute(&mut self.connection)
                .await?;
        }
        let mut batch = Vec::with_capacity(BATCH_BYTES + 4096);
        for (first, last) in months(self.days) {
            let statement = statement(self.metric_id, first, last, self.wanted.as_of);
            let mut messages = self.connection.copy_out_raw(&statement).await?;
            let mut at_start = HEADER.len();
            while let Some(message) = messages.try_next().await? {
                // Each copy begins with a header, before its first row.
                let skipped = at_start.min(message.len());
                at_start -= skipped;
                batch.extend_from_slice(message.get(skipped..).unwrap_or_default());
                if batch.len() >= BATCH_BYTES {
                    let rest = incomplete(&batch);
                    let mut rows = Vec::with_capacity(BATCH_BYTES + 4096);
                    rows.extend_from_slice(batch.get(rest..).unwrap_or_default());
                    std::mem::swap(&mut rows, &mut batch);
                    rows.truncate(rest);
                    hand_on(sender, rows, standstill).await?;
                }
            }
            // What is left is whole rows and the sign of their end.
            batch.truncate(incomplete(&batch));
        }
        if !batch.is_empty() {
            hand_on(sender, batch, standstill).await?;
        }
        self.connection.close().await?;
        Ok(())
    }
}

async fn hand_on(
    sender: &mpsc::Sender<Piece>,
    rows: Vec<u8>,
    standstill: Option<Duration>,
) -> Result<()> {
    let sending = sender.send(Piece::Rows(rows));
    let sent = match standstill {
        Some(limit) => timeout(limit, sending)
            .await
            .map_err(|_| Error::GivenUp("the reader stood still"))?,
        None => sending.await,
    };
    sent.map_err(|_| Error::GivenUp("the reader left"))
}

/// Where the first row begins that is not there as a whole.
fn incomplete(rows: &[u8]) -> usize {
    let mut at = 0;
    while let Some(length) = rows.get(at..).and_then(row_length) {
        at += length;
    }
    at
}

/// The months of a range of days, each with its first and last day in the range.
fn months(days: Option<(NaiveDate, NaiveDate)>) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let mut next = days.map(|(first, _)| first);
    std::iter::from_fn(move || {
        let (first, (_, last)) = (next?, days?);
        if first > last {
            return None;
        }
        let following = first
            .with_day(1)
            .and_then(|first| first.checked_add_months(Months::new(1)));
        next = following;
        let end = following.and_then(|day| day.checked_sub_days(Days::new(1)));
        Some((first, end.map_or(last, |end| end.min(last))))
    })
}

/// Numbers, dates and a moment of ours stand in it as they are: COPY takes no parameters.
fn statement(
    metric_id: i16,
    first: NaiveDate,
    last: NaiveDate,
    as_of: Option<DateTime<Utc>>,
) -> String {
    let mut statement = format!(
        "COPY (
             SELECT m.external_id, o.observed_on, o.value, o.snapshot_id
             FROM observation o JOIN model m ON m.id = o.model_id
             WHERE o.metric_id = {metric_id}
               AND o.observed_on BETWEEN '{first}' AND '{last}'
               AND "
    );
    let _ = match as_of {
        Some(moment) => {
            let moment = moment.to_rfc3339();
            write!(
                statement,
                "o.known_from <= '{moment}' AND o.known_to > '{moment}'"
            )
        }
        None => write!(statement, "o.known_to = 'infinity'"),
    };
    statement.push_str(
        "
             ORDER BY o.model_id, o.observed_on, o.snapshot_id
         ) TO STDOUT (FORMAT binary)",
    );
    statement
}

impl Observations {
    /// The next of them; none when all were given.
    ///
    /// # Errors
    /// Where the database fails, and where the reading was given up.
    pub async fn next(&mut self) -> Result<Option<Batch>> {
        match self.pieces.recv().await {
            Some(Piece::Rows(rows)) => Ok(Some(Batch {
                rows,
                captured: Arc::clone(&self.captured),
            })),
            Some(Piece::End(ended)) => ended.map(|()| None),
            None => Err(Error::GivenUp("the reader stood still")),
        }
    }
}

impl Batch {
    /// Hands each observation to `take`.
    ///
    /// # Errors
    /// What `take` fails with, and rows that are not what was asked for.
    pub fn each<E: From<Error>>(
        &self,
        mut take: impl FnMut(&Observation<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut rest = self.rows.as_slice();
        // Rows that follow each other are mostly of one snapshot.
        let mut newest = (0, 0);
        while let Some((row, others)) = row_length(rest).map(|length| rest.split_at(length)) {
            let mut fields = Fields::of_row(row);
            let model = fields.text()?;
            let (observed_on, value) = (fields.epoch_days()?, fields.bigint()?);
            let snapshot = fields.bigint()?;
            if newest.0 != snapshot {
                let known_from = self.captured.get(&snapshot).ok_or_else(|| {
                    Error::Inconsistent(format!("an observation is of no snapshot: {snapshot}"))
                })?;
                newest = (snapshot, *known_from);
            }
            take(&Observation {
                model,
                observed_on,
                value,
                snapshot,
                known_from: newest.1,
            })?;
            rest = others;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_cut_into_its_months() {
        let cut = |first, last| -> Vec<String> {
            months(Some((day(first), day(last))))
                .map(|(first, last)| format!("{first} {last}"))
                .collect()
        };
        assert_eq!(
            cut("2025-11-30", "2026-02-01"),
            [
                "2025-11-30 2025-11-30",
                "2025-12-01 2025-12-31",
                "2026-01-01 2026-01-31",
                "2026-02-01 2026-02-01"
            ]
        );
        assert_eq!(cut("2026-02-03", "2026-02-03"), ["2026-02-03 2026-02-03"]);
        assert_eq!(months(None).count(), 0);
    }

    #[test]
    fn whole_rows_are_told_from_one_that_has_begun() {
        let row = [0, 1, 0, 0, 0, 2, 7, 7];
        let mut rows = row.to_vec();
        for cut in 0..row.len() {
            rows.truncate(row.len());
            rows.extend_from_slice(&row[..cut]);
            assert_eq!(incomplete(&rows), row.len(), "{cut}");
        }
        // The sign of the end is no row.
        assert_eq!(incomplete(&[&row[..], &[255, 255]].concat()), row.len());
    }
}
