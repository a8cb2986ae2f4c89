//! From a file to the store: read and check all of it, then one merge. A file with a problem
//! leaves nothing behind.

use crate::domain::catalog::Catalog;
use crate::snapshot::{self, Accepted, Encoded, Format, Input, Report, Rules};
use crate::store::merge::{Incoming, Merged};
use crate::store::{self, Store};
use crate::telemetry::metrics::{INGESTED_ROWS, INGESTED_SNAPSHOTS};
use chrono::{DateTime, Utc};
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

/// Most bytes a file may hold once inflated, where the person at the keyboard chose the file.
pub const MAX_FILE_BYTES: u64 = 64 << 30;

/// What is wrong with a file or with storing it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file has problems; nothing of it was stored.
    #[error("{0}")]
    Refused(Box<Report>),
    /// The content could not be compressed.
    #[error("compressing the content: {0}")]
    Encode(#[from] std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The reading thread ended before its time.
    #[error("reading stopped: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}

/// A file that was read without problems.
#[derive(Debug)]
pub struct Ready {
    /// What was read.
    pub accepted: Accepted,
    /// The same as kept bytes.
    pub encoded: Encoded,
}

/// How a file is to be read, where its name and content do not say it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// Its format; none: by its name.
    pub format: Option<&'static Format>,
    /// The moment of the capture; none: what the file says, else the end of its newest day.
    pub captured_at: Option<DateTime<Utc>>,
}

/// Reads and checks a file without storing anything; its name says how.
pub fn check(
    name: &str,
    input: impl Read,
    catalog: &Catalog,
    now: DateTime<Utc>,
) -> Result<Ready, Error> {
    check_as(Reading::default(), name, input, catalog, now)
}

/// Reads and checks a file without storing anything.
pub fn check_as(
    reading: Reading,
    name: &str,
    input: impl Read,
    catalog: &Catalog,
    now: DateTime<Utc>,
) -> Result<Ready, Error> {
    let input = Input::stream(input);
    check_input(reading, name, input, catalog, now, MAX_FILE_BYTES)
}

/// Reads and checks a file from disk or a stream, of at most `max_bytes` inflated, without storing
/// anything.
pub fn check_input(
    reading: Reading,
    name: &str,
    input: Input<'_>,
    catalog: &Catalog,
    now: DateTime<Utc>,
    max_bytes: u64,
) -> Result<Ready, Error> {
    let by_name = || Format::of_file_name(name).unwrap_or(&snapshot::CSV_V1);
    let format = reading.format.unwrap_or_else(by_name);
    let rules = Rules {
        metrics: &catalog.metrics,
        now,
        max_inflated_bytes: max_bytes,
    };
    let accepted = snapshot::read_input(format, name, input, &rules, reading.captured_at).map_err(
        |report| {
            count("refused", &[("refused", report.rows)]);
            Error::Refused(report)
        },
    )?;
    let encoded = snapshot::encode(&accepted.content)?;
    Ok(Ready { accepted, encoded })
}

/// Reads, checks and stores a file; its name says how. `origin` is kept as its provenance.
pub async fn ingest(
    store: &Store,
    catalog: &Arc<Catalog>,
    origin: &str,
    input: impl Read + Send + 'static,
    now: DateTime<Utc>,
) -> Result<(Report, Merged), Error> {
    ingest_as(Reading::default(), store, catalog, origin, input, now).await
}

/// Reads, checks and stores a file. `origin` is kept as its provenance.
pub async fn ingest_as(
    reading: Reading,
    store: &Store,
    catalog: &Arc<Catalog>,
    origin: &str,
    input: impl Read + Send + 'static,
    now: DateTime<Utc>,
) -> Result<(Report, Merged), Error> {
    let (name, terms) = (origin.to_owned(), Arc::clone(catalog));
    let ready =
        tokio::task::spawn_blocking(move || check_as(reading, &name, input, &terms, now)).await??;
    keep(store, catalog, origin, ready, now).await
}

/// Reads, checks and stores a file on disk.
pub async fn ingest_file(
    reading: Reading,
    store: &Store,
    catalog: &Arc<Catalog>,
    origin: &str,
    file: File,
    now: DateTime<Utc>,
) -> Result<(Report, Merged), Error> {
    let (name, terms) = (origin.to_owned(), Arc::clone(catalog));
    let ready = tokio::task::spawn_blocking(move || {
        let input = Input::file(file);
        check_input(reading, &name, input, &terms, now, MAX_FILE_BYTES)
    });
    keep(store, catalog, origin, ready.await??, now).await
}

/// Stores a file that was read without problems. `origin` is kept as its provenance.
pub async fn keep(
    store: &Store,
    catalog: &Catalog,
    origin: &str,
    ready: Ready,
    now: DateTime<Utc>,
) -> Result<(Report, Merged), Error> {
    let incoming = Incoming {
        content: &ready.accepted.content,
        encoded: &ready.encoded,
        origin,
        received_at: now,
        catalog,
    };
    let rows = ready.accepted.report.rows;
    let merged = match store.merge(&incoming).await {
        Ok(merged) => merged,
        Err(error) => {
            count("failed", &[]);
            return Err(error.into());
        }
    };
    match &merged {
        Merged::Stored { counts, .. } => {
            let rows = [
                ("inserted", counts.inserted.unsigned_abs()),
                ("restated", counts.restated.unsigned_abs()),
                ("unchanged", counts.unchanged.unsigned_abs()),
            ];
            count("stored", &rows);
        }
        Merged::AlreadyKnown { .. } => count("known", &[("known", rows)]),
    }
    Ok((ready.accepted.report, merged))
}

/// Counts a file and its rows by what became of them.
fn count(outcome: &str, rows: &[(&str, u64)]) {
    INGESTED_SNAPSHOTS.add(&[outcome], 1);
    for (outcome, count) in rows {
        INGESTED_ROWS.add(&[outcome], *count);
    }
}
