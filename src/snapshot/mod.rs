//! Reading snapshot files: from bytes of any format to one canonical content, or to a report of
//! everything that is wrong with them.
//!
//! ```text
//! bytes -> input, inflate -> format (csv_v1, ndjson, parquet) -> intake -> arrange -> content
//!                                                              |                    |
//!                                                           problems         canonical -> parts
//! ```
//!
//! A new format is a file beside `csv_v1` and a line in `format`; what a source answers is read in
//! `recorded`, which only `--as` chooses. Nothing here does I/O of its own but reading what the
//! caller gives and, for what does not fit in memory (`spool`), temporary files; the clock is
//! passed in.

mod arrange;
mod canonical;
mod captured_at;
mod checks;
mod content;
mod csv_v1;
mod day;
mod field;
mod format;
mod guard;
mod header;
mod inflate;
mod input;
mod intake;
mod kept;
mod lines;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod problem;
mod quoted;
pub mod recorded;
mod records;
mod report;
mod rows;
mod sorter;
mod spool;
mod strings;
mod text;
mod value;

pub use canonical::{push_text, push_value, write};
pub use captured_at::spell as spell_moment;
pub use content::{MeasuredMetric, Row, SnapshotContent, TextId, key};
pub use day::{Day, FIRST_DAY};
pub use field::{Cells, Field};
pub use format::{CSV_V1, FORMATS, Format, NDJSON};
pub use guard::{needs_guard, unguard};
pub use inflate::Compression;
pub use input::Input;
pub use kept::{KeptRow, read_kept};
#[cfg(feature = "parquet")]
pub use parquet::PARQUET;
pub use parts::{Encoded, Encoder, Parts, decode_part, decode_parts, encode};
pub use problem::{MAX_KEPT, Problem, Unit};
pub use report::{Report, Stopped};
pub use sorter::{Merge, Sorted, Sorter};
pub use spool::{Reader, Record, Spool, bytes_at};
pub use strings::Strings;
pub use text::MAX_TEXT_BYTES;
pub use value::MAX_VALUE;

use crate::domain::Metric;
use chrono::{DateTime, Utc};
use format::Reader as Reads;
use std::io::Read;

/// What a file is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The known metrics.
    pub metrics: &'a [Metric],
    /// The moment of reading: nothing may be observed more than two days after it.
    pub now: DateTime<Utc>,
    /// Most bytes a file may hold once inflated.
    pub max_inflated_bytes: u64,
}

/// A file without problems.
#[derive(Debug)]
pub struct Accepted {
    /// What it says.
    pub content: SnapshotContent,
    /// The report, without problems.
    pub report: Report,
}

/// Reads a whole file, compressed or not, and checks all of it.
///
/// `file` is its name in the report.
///
/// # Errors
/// The report of a file with any problem, also one that could not be read to its end.
#[tracing::instrument(level = "debug", skip_all)]
pub fn read(
    format: &Format,
    file: &str,
    input: impl Read,
    rules: &Rules<'_>,
) -> Result<Accepted, Box<Report>> {
    read_input(format, file, Input::stream(input), rules, None)
}

/// Reads a file that was captured at a moment the caller knows, as [`read`] does. A file that says
/// its own moment has to say the same.
///
/// # Errors
/// The report of a file with any problem.
pub fn read_captured(
    format: &Format,
    file: &str,
    input: impl Read,
    rules: &Rules<'_>,
    captured_at: Option<DateTime<Utc>>,
) -> Result<Accepted, Box<Report>> {
    read_input(format, file, Input::stream(input), rules, captured_at)
}

/// Reads a file from disk or a stream, as [`read_captured`] does.
///
/// # Errors
/// The report of a file with any problem.
pub fn read_input(
    format: &Format,
    file: &str,
    input: Input<'_>,
    rules: &Rules<'_>,
    captured_at: Option<DateTime<Utc>>,
) -> Result<Accepted, Box<Report>> {
    let mut intake = intake::Intake::new(rules).captured(captured_at);
    let limit = rules.max_inflated_bytes;
    let ended = match format.read {
        Reads::Stream(read) => input
            .inflated(limit)
            .and_then(|mut inflated| read(&mut inflated, &mut intake)),
        Reads::File(read) => input
            .on_disk(limit)
            .and_then(|file| read(file, &mut intake)),
    };
    let (content, summary) = intake.finish(ended.err());
    let stopped = summary.stopped;
    let well_formed = stopped.is_none() && summary.problems.is_well_formed();
    let (problems, more_problems) = summary.problems.into_parts();
    let report = Report {
        file: file.to_owned(),
        rows: summary.count,
        source: summary.source,
        captured_at: summary.captured_at,
        problems,
        more_problems,
        well_formed,
        stopped,
    };
    match content {
        Some(content) => Ok(Accepted { content, report }),
        None => Err(Box::new(report)),
    }
}
