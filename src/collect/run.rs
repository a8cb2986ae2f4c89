//! What a run gathered and what it took.

use super::error::Error;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a run has asked for so far.
#[derive(Debug, Default)]
pub struct Tally {
    requests: AtomicU64,
    retries: AtomicU64,
    bytes: AtomicU64,
}

impl Tally {
    /// Requests sent so far, those that were sent again included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Requests that were sent again.
    pub fn retries(&self) -> u64 {
        self.retries.load(Ordering::Relaxed)
    }

    /// Bytes of answers, decompressed.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn asked(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn received(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// What a collector gathered: a finished snapshot file.
#[derive(Debug)]
pub struct Gathered {
    /// A CSV v1 file; none where the source had nothing to say.
    pub file: Option<PathBuf>,
    /// Observations in it.
    pub rows: u64,
    /// What the source does not have, though it was asked for.
    pub missing: Vec<String>,
    /// Remarks for the report, such as what was left out.
    pub notes: Vec<String>,
}

/// How a run ended.
#[derive(Debug)]
pub enum Outcome {
    /// Everything asked for is there.
    Complete,
    /// The rest is there; the source does not have these.
    Partial(Vec<String>),
    /// The source had nothing to say.
    NoData,
    /// Nothing was gathered.
    Failed(Error),
}

impl Outcome {
    /// One word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Complete => "ok",
            Self::Partial(_) => "partial",
            Self::NoData => "no data",
            Self::Failed(_) => "failed",
        }
    }
}

/// The report on a run.
#[derive(Debug)]
pub struct Run {
    /// The collector.
    pub source: &'static str,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Requests sent, those that were sent again included.
    pub requests: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// Bytes of answers, decompressed.
    pub bytes: u64,
    /// Observations gathered.
    pub rows: u64,
    /// Remarks.
    pub notes: Vec<String>,
    /// How it ended.
    pub outcome: Outcome,
}

impl Run {
    /// The report, and the file where one is to be ingested.
    pub(super) fn of(
        source: &'static str,
        (started_at, ended_at): (DateTime<Utc>, DateTime<Utc>),
        tally: &Tally,
        gathered: Result<Gathered, Error>,
    ) -> (Self, Option<PathBuf>) {
        let mut run = Self {
            source,
            started_at,
            ended_at,
            requests: tally.requests(),
            retries: tally.retries(),
            bytes: tally.bytes(),
            rows: 0,
            notes: Vec::new(),
            outcome: Outcome::NoData,
        };
        let file = match gathered {
            Ok(gathered) => {
                run.rows = gathered.rows;
                run.notes = gathered.notes;
                if gathered.file.is_some() {
                    run.outcome = if gathered.missing.is_empty() {
                        Outcome::Complete
                    } else {
                        Outcome::Partial(gathered.missing)
                    };
                }
                gathered.file
            }
            Err(error) => {
                run.outcome = Outcome::Failed(error);
                None
            }
        };
        (run, file)
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}; {} observations, {} requests ({} sent again), {} bytes, {} to {}",
            self.source,
            self.outcome.word(),
            self.rows,
            self.requests,
            self.retries,
            self.bytes,
            self.started_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            self.ended_at.to_rfc3339_opts(SecondsFormat::Secs, true)
        )?;
        for note in &self.notes {
            write!(f, "\n  {note}")?;
        }
        match &self.outcome {
            Outcome::Partial(missing) => {
                write!(f, "\n  the source does not have {}", missing.join(", "))
            }
            Outcome::NoData => f.write_str("\n  the source had nothing to say; nothing is stored"),
            Outcome::Failed(error) => write!(f, "\n  {error}\n  nothing of this run is stored"),
            Outcome::Complete => Ok(()),
        }
    }
}
