//! What became of a run: in words for whoever runs the program, and as the record that readers see.

use crate::collect::{Collector, Outcome, Run, Settings};
use crate::domain::RunOutcome;
use crate::ingest;
use crate::snapshot;
use crate::store;
use crate::store::merge::Merged;
use crate::store::runs::{Ending, Took};
use chrono::{DateTime, Utc};
use std::any::Any;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Most characters of a message that is kept.
const MESSAGE_CHARS: usize = 300;

/// What became of a run.
#[derive(Debug)]
pub struct Report {
    /// The collector.
    pub collector: &'static Collector,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended, storing included.
    pub ended_at: DateTime<Utc>,
    /// What it took.
    pub took: Took,
    /// How it ended.
    pub end: End,
    /// Whether the end is recorded.
    pub recorded: Result<(), store::Error>,
}

/// How a run ended.
#[derive(Debug)]
pub enum End {
    /// By itself; what it gathered was stored, or not.
    Ran(Run, Option<Result<Merged, NotStored>>),
    /// It was told to stop.
    Stopped,
    /// It took longer than its collector may.
    TooLong(Duration),
    /// By a defect of the program.
    Broke(Box<dyn Any + Send>),
    /// The connection was lost that says that nobody else runs.
    PlaceLost(store::Error),
}

/// Why something that was gathered is not stored.
#[derive(Debug, thiserror::Error)]
pub enum NotStored {
    /// It has problems.
    #[error("{report}\n  the file is kept until the next run: {file}", file = file.display())]
    Refused {
        /// The problems.
        report: Box<snapshot::Report>,
        /// The file.
        file: PathBuf,
    },
    /// The file is good, but could not be read or stored.
    #[error("not stored; once that is mended: weighbridge ingest {file}: {error}", file = file.display())]
    Failed {
        /// The file.
        file: PathBuf,
        /// What happened.
        error: ingest::Error,
    },
}

impl NotStored {
    /// The reason as anyone may read it.
    fn in_public(&self) -> String {
        match self {
            Self::Refused { report, .. } => {
                let count = report.problem_count();
                match report.problems.first() {
                    Some(problem) => {
                        format!(
                            "what was gathered was refused for {count} problems, first: line {problem}"
                        )
                    }
                    None => "what was gathered was refused".to_owned(),
                }
            }
            Self::Failed { .. } => "what was gathered could not be stored".to_owned(),
        }
    }
}

impl Report {
    /// How the run ended.
    pub fn outcome(&self) -> RunOutcome {
        match &self.end {
            End::Ran(_, Some(Err(_))) | End::TooLong(_) | End::Broke(_) => RunOutcome::Failed,
            End::Ran(run, _) => match run.outcome {
                Outcome::Complete => RunOutcome::Ok,
                Outcome::Partial(_) => RunOutcome::Partial,
                Outcome::NoData => RunOutcome::NoData,
                Outcome::Failed(_) => RunOutcome::Failed,
            },
            End::Stopped | End::PlaceLost(_) => RunOutcome::Interrupted,
        }
    }

    /// What is recorded of it. The words are for all readers: without paths and credentials.
    pub(super) fn ending(&self, settings: &Settings) -> Ending {
        let (rows, snapshot) = match &self.end {
            End::Ran(run, stored) => {
                let gathered = !matches!(run.outcome, Outcome::Failed(_));
                let snapshot = stored.as_ref().and_then(|stored| match stored {
                    Ok(Merged::Stored { id, .. }) => Some((*id, true)),
                    Ok(Merged::AlreadyKnown { id }) => Some((*id, false)),
                    Err(_) => None,
                });
                let rows = gathered.then(|| i64::try_from(run.rows).unwrap_or(i64::MAX));
                (rows, snapshot)
            }
            _ => (None, None),
        };
        Ending {
            ended_at: self.ended_at,
            outcome: self.outcome(),
            took: self.took,
            rows,
            snapshot,
            message: self
                .in_public()
                .map(|words| one_line(&settings.without_credentials(&words))),
        }
    }

    fn in_public(&self) -> Option<String> {
        match &self.end {
            End::Ran(_, Some(Err(not_stored))) => Some(not_stored.in_public()),
            End::Ran(run, _) => match &run.outcome {
                Outcome::Failed(error) => Some(error.in_public()),
                Outcome::Partial(missing) => {
                    Some(format!("the source does not have {}", missing.join(", ")))
                }
                Outcome::Complete | Outcome::NoData => None,
            },
            End::Stopped => None,
            End::TooLong(longest) => Some(format!(
                "ended after {} minutes, the longest a run may take",
                longest.as_secs() / 60
            )),
            End::Broke(_) => Some("ended by a defect of the program".to_owned()),
            End::PlaceLost(_) => Some("the connection to the database was lost".to_owned()),
        }
    }
}

/// All of it, for whoever runs the program.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.collector.name;
        match &self.end {
            End::Ran(run, stored) => {
                write!(f, "{run}")?;
                match stored {
                    Some(Ok(Merged::Stored { id, counts })) => write!(
                        f,
                        "\n  stored as snapshot {id}: {} inserted, {} restated, {} unchanged",
                        counts.inserted, counts.restated, counts.unchanged
                    ),
                    Some(Ok(Merged::AlreadyKnown { id })) => {
                        write!(f, "\n  already known as snapshot {id}")
                    }
                    Some(Err(not_stored)) => write!(f, "\n  {not_stored}"),
                    None => Ok(()),
                }
            }
            End::Stopped => {
                write!(
                    f,
                    "{name}: interrupted after {} requests; nothing of this run is stored",
                    self.took.requests
                )?;
                if self.collector.has_scopes {
                    f.write_str("; within a day, the next goes on there")?;
                }
                Ok(())
            }
            End::TooLong(longest) => write!(
                f,
                "{name}: failed; it was ended after {} minutes, the longest a run may take; \
                 nothing of this run is stored",
                longest.as_secs() / 60
            ),
            End::Broke(cause) => write!(
                f,
                "{name}: failed by a defect of the program ({}); nothing of this run is stored",
                words_of(cause.as_ref())
            ),
            End::PlaceLost(error) => write!(
                f,
                "{name}: interrupted: {error}; nothing of this run is stored"
            ),
        }
    }
}

/// What a panic said.
fn words_of(cause: &(dyn Any + Send)) -> &str {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("it did not say why")
}

/// A text on one line, cut where it grows long. Of addresses, what is behind the `?` is for logs.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| match word.split_once('?') {
            Some((address, _)) if address.contains("://") => address,
            _ => word,
        })
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(MESSAGE_CHARS) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        assert_eq!(one_line(" a\n b\u{1b}[31m\tc "), "a b [31m c");
        assert_eq!(
            one_line("https://h/a?b=c&d answered 404: why?"),
            "https://h/a answered 404: why?"
        );
        let long = one_line(&"é".repeat(1000));
        assert_eq!(long.chars().count(), MESSAGE_CHARS + 3);
        assert!(long.ends_with("é..."));
    }
}
