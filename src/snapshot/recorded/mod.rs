//! Recorded answers: the JSON a source returned, as a snapshot. One file a source and shape, used
//! for files that `--as` names and by the collectors alike, so that an answer is read one way.

pub mod huggingface;
mod json;
pub mod npm;
pub mod openrouter_models;
pub mod openrouter_rankings;
mod path;
pub mod pypistats;

pub use json::{Fault, Node, Object};
pub(super) use json::{Members, Text};

use super::field::{Cells, Field, Locate};
use super::format::{Format, Reader};
use super::inflate::StopReason;
use super::intake::Intake;
use super::problem::Problem;
use std::io::{self, Read};

/// The shapes, named as `--as` names them. All are JSON, so no file name tells one from another.
pub const RECORDED: &[Format] = &[
    huggingface::FORMAT,
    openrouter_models::FORMAT,
    openrouter_rankings::FORMAT,
    pypistats::FORMAT,
    npm::FORMAT,
];

/// Most bytes of an answer, inflated: it is held in memory as a whole.
const MAX_ANSWER_BYTES: u64 = 512 << 20;

/// A format of recorded answers.
const fn recorded(
    name: &'static str,
    read: fn(&mut dyn Read, &mut Intake<'_>) -> io::Result<()>,
) -> Format {
    Format {
        name,
        extension: "json",
        media_type: "application/json",
        read: Reader::Stream(read),
    }
}

/// Reads an answer to its end and hands it to `rows`; what is no JSON becomes a problem.
fn read_answer(
    input: &mut dyn Read,
    intake: &mut Intake<'_>,
    rows: fn(Node<'_>, &mut Intake<'_>),
) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MAX_ANSWER_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_ANSWER_BYTES {
        let limit = MAX_ANSWER_BYTES;
        return Err(io::Error::other(StopReason::TooLarge { limit }));
    }
    match text_of(&bytes).and_then(Node::root) {
        Ok(root) => {
            let before = intake.problem_count();
            rows(root, intake);
            if intake.row_count() == 0 && intake.problem_count() == before {
                let hint = "the source had nothing to say: there is nothing to store";
                let problem = || Problem::of_line(1, "the answer holds no observations", hint);
                intake.problems().add(problem);
            }
        }
        Err(problem) => intake.problems().add(|| *problem),
    }
    Ok(())
}

/// An answer's bytes as text.
///
/// # Errors
/// A problem where they are not UTF-8.
pub fn text_of(bytes: &[u8]) -> Result<&str, Box<Problem>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', good).count() as u64 + 1;
        Box::new(Problem::of_line(
            line,
            "the answer is not valid UTF-8",
            "record the body as the source sent it, decompressed",
        ))
    })
}

/// Adds a fault to the problems of a file.
fn add(intake: &mut Intake<'_>, fault: &Fault<'_>) {
    intake.problems().add(|| fault.problem());
}

/// An observation of an answer.
struct Observation<'a> {
    metric: &'a str,
    model: &'a str,
    observed_on: &'a str,
    value: &'a str,
}

impl<'a> Observation<'a> {
    /// Its cells, to which claims may be added.
    fn cells(&self) -> Cells<'a> {
        let mut cells = Cells::default();
        cells.set(Field::Metric, self.metric.as_bytes());
        cells.set(Field::Model, self.model.as_bytes());
        cells.set(Field::ObservedOn, self.observed_on.as_bytes());
        cells.set(Field::Value, self.value.as_bytes());
        cells
    }
}

/// An element of a list is where all cells of its observations stand.
impl Locate for Node<'_> {
    fn line(&self) -> u64 {
        self.position().0
    }

    fn cell(&self, _: Field) -> (u64, Option<u32>) {
        let (line, column) = self.position();
        (line, Some(column))
    }

    fn path(&self) -> Option<String> {
        Some(Node::path(*self))
    }
}
