//! From a file to the store: read and check all of it, then one merge. A file with a problem
//! leaves nothing behind.

use crate::domain::catalog::Catalog;
use crate::snapshot::{self, Accepted, Encoded, Format, Report, Rules};
use crate::store::merge::{Incoming, Merged};
use crate::store::{self, Store};
use chrono::{DateTime, Utc};
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

/// Reads and checks a file without storing anything.
pub fn check(
    name: &str,
    input: impl Read,
    catalog: &Catalog,
    now: DateTime<Utc>,
) -> Result<Ready, Error> {
    let format = Format::of_file_name(name).unwrap_or(&snapshot::CSV_V1);
    let rules = Rules {
        metrics: &catalog.metrics,
        now,
        max_inflated_bytes: MAX_FILE_BYTES,
    };
    let accepted = snapshot::read(format, name, input, &rules).map_err(Error::Refused)?;
    let encoded = snapshot::encode(&accepted.content)?;
    Ok(Ready { accepted, encoded })
}

/// Reads, checks and stores a file. `origin` is kept as its provenance.
pub async fn ingest(
    store: &Store,
    catalog: &Arc<Catalog>,
    origin: &str,
    input: impl Read + Send + 'static,
    now: DateTime<Utc>,
) -> Result<(Report, Merged), Error> {
    let (name, terms) = (origin.to_owned(), Arc::clone(catalog));
    let ready = tokio::task::spawn_blocking(move || check(&name, input, &terms, now)).await??;
    let incoming = Incoming {
        content: &ready.accepted.content,
        encoded: &ready.encoded,
        origin,
        received_at: now,
        catalog,
    };
    let merged = store.merge(&incoming).await?;
    Ok((ready.accepted.report, merged))
}
