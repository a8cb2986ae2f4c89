//! Where every format hands its observations in: has each cell checked, keeps the good rows
//! compactly and the problems with their place.

use super::Rules;
use super::arrange::Draft;
use super::captured_at::{parse_moment, spell};
use super::checks::{Captured, Refusal};
use super::content::{MeasuredMetric, Row, SnapshotContent};
use super::day::Day;
use super::field::{Cells, Field, Locate};
use super::inflate::StopReason;
use super::problem::{Problem, Problems, Unit, excerpt};
use super::report::Stopped;
use super::rows::{HELD_BYTES, Repeat, Repeats, Rows};
use super::strings::Interner;
use crate::domain::Metric;
use chrono::{DateTime, Days, Utc};
use std::io;

/// The observations of one file so far.
pub struct Intake<'a> {
    pub(super) known: &'a [Metric],
    /// The last day accepted.
    pub(super) latest: Day,
    pub(super) problems: Problems,
    /// Observations, good or bad.
    count: u64,
    line: u64,
    /// The metrics met, with the line that brought them first.
    pub(super) metrics: Vec<(&'a Metric, u64)>,
    pub(super) captured: Option<Captured>,
    /// The moment of the capture as the caller gave it.
    given: Option<DateTime<Utc>>,
    max_bytes: u64,
    pub(super) models: Interner,
    pub(super) texts: Interner,
    /// Rows whose metric, model and day are good: also those with a bad value, so that a repeat
    /// of theirs is found.
    rows: Rows,
    /// Why rows could not be kept, if they could not.
    failed: Option<io::Error>,
    /// The model and texts of the row before: the next row mostly says the same.
    pub(super) before: [Option<u32>; Field::COUNT],
}

impl<'a> Intake<'a> {
    /// An intake that has seen nothing yet.
    pub fn new(rules: &Rules<'a>) -> Self {
        let last_date = rules.now.date_naive().checked_add_days(Days::new(2));
        Self {
            known: rules.metrics,
            latest: last_date.and_then(Day::of).unwrap_or(Day::from_number(0)),
            problems: Problems::default(),
            count: 0,
            line: 1,
            metrics: Vec::new(),
            captured: None,
            given: None,
            max_bytes: rules.max_inflated_bytes,
            models: Interner::default(),
            texts: Interner::default(),
            rows: Rows::new(HELD_BYTES),
            failed: None,
            before: [None; Field::COUNT],
        }
    }

    /// An intake of a file whose moment of capture the caller knows.
    pub const fn captured(mut self, given: Option<DateTime<Utc>>) -> Self {
        self.given = given;
        self
    }

    /// The moment of the capture as the caller gave it, for formats that do not carry one.
    pub const fn given_capture(&self) -> Option<DateTime<Utc>> {
        self.given
    }

    /// Most bytes that may come out of a file, for formats that are compressed within.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub const fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Observations so far, good or bad.
    pub const fn row_count(&self) -> u64 {
        self.count
    }

    /// Problems so far.
    pub const fn problem_count(&self) -> u64 {
        self.problems.count()
    }

    /// The problems, for what a format finds wrong before there are cells.
    pub const fn problems(&mut self) -> &mut Problems {
        &mut self.problems
    }

    /// Counts an observation that could not be handed in.
    pub const fn count_row(&mut self) {
        self.count += 1;
    }

    /// Says how far reading came, for the place of what ends it.
    pub const fn reached_line(&mut self, line: u64) {
        self.line = line;
    }

    /// Says that the file was read to its end, where a file without observations is a problem.
    pub fn expect_rows(&mut self, line: u64, hint: &'static str) {
        if self.count == 0 {
            self.problems
                .refuse(|| Problem::of_line(line, "the file has no observations", hint));
        }
    }

    /// Takes one observation.
    pub fn take(&mut self, cells: &Cells<'_>, place: &impl Locate) {
        self.count += 1;
        let metric = self.metric(cells, place);
        let model = self.model(cells, place);
        let day = self.day(cells, place);
        let value = self.value(cells, metric, place);
        self.captured_at(cells, place);
        let license = self.text(Field::License, cells, place);
        let weights = self.weights(cells, place);
        let organization = self.text(Field::Organization, cells, place);
        let base_model = self.text(Field::BaseModel, cells, place);
        if let (Some(metric), Some(model), Some(day)) = (metric, model, day) {
            let row = Row {
                value: value.unwrap_or(0),
                model,
                license,
                organization,
                base_model,
                line: u32::try_from(place.line()).unwrap_or(u32::MAX),
                day,
                metric,
                weights,
            };
            if self.failed.is_none() {
                self.failed = self.rows.push(row).err();
            }
        }
    }

    /// What the file said in canonical order, or none where it is not fit to be stored; and what
    /// a report says of it.
    ///
    /// `ended` says what ended reading early.
    pub fn finish(mut self, ended: Option<io::Error>) -> (Option<SnapshotContent>, Summary) {
        let captured_at = self.settle_capture();
        let source = self
            .metrics
            .first()
            .map(|(metric, _)| metric.source.clone());
        let draft = Draft {
            source: source.clone().unwrap_or_default(),
            captured_at,
            metrics: self
                .metrics
                .iter()
                .map(|(metric, _)| MeasuredMetric {
                    slug: metric.slug.clone(),
                    decimals: metric.decimals,
                })
                .collect(),
            models: self.models.into_strings(),
            texts: self.texts.into_strings(),
            rows: self.rows,
        };
        let arranged = self.failed.take().map_or_else(|| draft.arrange(), Err);
        let (content, repeats, failed) = match arranged {
            Ok((content, repeats)) => (content, repeats, None),
            Err(error) => (None, Repeats::default(), Some(error)),
        };
        let (unit, count) = (self.problems.unit(), repeats.count());
        let late = repeats.into_first();
        let late = late
            .iter()
            .filter_map(|repeat| repeated(content.as_ref()?, repeat, unit));
        self.problems.merge(late, count);
        let ended = ended.map(|error| why_it_ended(&error));
        let ended = ended.or_else(|| failed.map(|error| why_rows_were_lost(&error)));
        let stopped = ended.map(|(stopped, (message, hint))| {
            let problem = Problem::of_line(self.line, message, hint);
            self.problems.add_last(problem);
            stopped
        });
        let summary = Summary {
            count: self.count,
            source,
            captured_at: content.as_ref().map(SnapshotContent::captured_at),
            problems: self.problems,
            stopped,
        };
        (content.filter(|_| summary.problems.is_empty()), summary)
    }
}

impl Intake<'_> {
    /// The moment of the capture: as the file says it, else as the caller gave it. The two must
    /// not contradict each other.
    fn settle_capture(&mut self) -> Option<DateTime<Utc>> {
        let of_capture = |line, message, hint: &str| Problem {
            field: Some(Field::CapturedAt.name()),
            ..Problem::of_line(line, message, hint)
        };
        let given = match self
            .given
            .map(|at| parse_moment(spell(at).as_bytes(), self.latest))
        {
            Some(Err(error)) => {
                let message = format!("the moment given with the file: {error}");
                self.problems
                    .refuse(|| of_capture(1, message, error.hint()));
                None
            }
            Some(Ok(given)) => Some(given),
            None => None,
        };
        let Some(Captured { at, line, .. }) = self.captured else {
            return given;
        };
        if let Some(given) = given.filter(|given| *given != at) {
            let (said, given) = (spell(at), spell(given));
            let message = format!("the file says {said}, but {given} was given with it");
            self.problems
                .refuse(|| of_capture(line, message, "give no moment: the file knows"));
        }
        Some(at)
    }
}

/// What a report says of a file that was read.
pub struct Summary {
    /// Observations, good or bad.
    pub count: u64,
    /// Slug of the source.
    pub source: Option<String>,
    /// Moment of the capture, as given or derived.
    pub captured_at: Option<DateTime<Utc>>,
    /// What is wrong.
    pub problems: Problems,
    /// Why reading ended early, if it did.
    pub stopped: Option<Stopped>,
}

/// What the report and its last problem say of an input that failed.
fn why_it_ended(error: &io::Error) -> (Stopped, Refusal) {
    if let Some(reason) = StopReason::of(error) {
        let refusal = (reason.to_string(), reason.hint().to_owned());
        return (reason.stopped(), refusal);
    }
    let message = format!("reading failed ({error})");
    (Stopped::Unreadable, (message, "try again".to_owned()))
}

/// The same where what was read could not be kept.
fn why_rows_were_lost(error: &io::Error) -> (Stopped, Refusal) {
    let message = format!("a temporary file for what does not fit in memory failed ({error})");
    let hint = "make room where temporary files go (TMPDIR), then try again";
    (Stopped::Unreadable, (message, hint.to_owned()))
}

fn repeated(content: &SnapshotContent, repeat: &Repeat, unit: Unit) -> Option<Problem> {
    let metric = &content.metrics().get(usize::from(repeat.metric))?.slug;
    let model = excerpt(content.model(repeat.model).as_bytes());
    let (day, first_line) = (repeat.day.date(), repeat.first_line);
    let unit = unit.word();
    Some(Problem::of_line(
        u64::from(repeat.line),
        format!("`{metric}` of {model} on {day} is already on {unit} {first_line}"),
        "keep one row for each metric, model and day",
    ))
}
