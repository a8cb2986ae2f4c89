//! The report on one file: the text for people and the JSON for push.

use super::problem::Problem;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt;

/// Why reading ended before the end of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// It holds more bytes, inflated, than the caller allows.
    TooLarge,
    /// Its compressed data ends early or is damaged.
    Damaged,
    /// The disk or the connection failed.
    Unreadable,
}

/// What was read of one file, and all that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Observations read, good or bad.
    pub rows: u64,
    /// Slug of the source, where a metric told it.
    pub source: Option<String>,
    /// Moment of the capture, as given or derived.
    pub captured_at: Option<DateTime<Utc>>,
    /// The first hundred problems, by line.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub more_problems: u64,
    /// Whether every problem is about what the file says: it could be read as what it is.
    pub well_formed: bool,
    /// Why reading ended early, if it did.
    pub stopped: Option<Stopped>,
}

impl Report {
    /// Whether the file can be stored.
    pub const fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// How many problems there are in all.
    pub const fn problem_count(&self) -> u64 {
        self.problems.len() as u64 + self.more_problems
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_good() {
            write!(f, "{}: {} observations", self.file, self.rows)?;
            if let Some(source) = &self.source {
                write!(f, " of {source}")?;
            }
            if let Some(at) = &self.captured_at {
                write!(
                    f,
                    ", captured at {}",
                    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
                )?;
            }
            return Ok(());
        }
        for problem in &self.problems {
            writeln!(f, "{}", problem.in_file(&self.file))?;
        }
        let noun = if self.problem_count() == 1 {
            "problem"
        } else {
            "problems"
        };
        write!(f, "{}: {} {noun}", self.file, self.problem_count())?;
        if self.more_problems > 0 {
            write!(f, " (the first {} are listed)", self.problems.len())?;
        }
        f.write_str("; nothing of this file is stored")
    }
}
