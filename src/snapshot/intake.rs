//! Where every format hands its observations in: checks each cell, keeps the good rows compactly
//! and the problems with their place.

use super::Rules;
use super::arrange::{Draft, Repeat};
use super::captured_at::{parse_moment, spell};
use super::content::{MeasuredMetric, Row, SnapshotContent, TextId};
use super::day::{Day, parse_day};
use super::field::{Cells, Field, Locate};
use super::problem::{Problem, Problems, excerpt};
use super::strings::Interner;
use super::text::{TextError, parse_text};
use super::value::parse_value;
use crate::domain::{Metric, Weights};
use chrono::{DateTime, Days, Utc};

/// The observations of one file so far.
pub struct Intake<'a> {
    known: &'a [Metric],
    /// The last day accepted.
    latest: Day,
    problems: Problems,
    /// Observations, good or bad.
    count: u64,
    line: u64,
    /// The metrics met, with the line that brought them first.
    metrics: Vec<(&'a Metric, u64)>,
    captured: Option<Captured>,
    models: Interner,
    texts: Interner,
    /// Rows whose metric, model and day are good: also those with a bad value, so that a repeat
    /// of theirs is found.
    rows: Vec<Row>,
    /// The model and texts of the row before: the next row mostly says the same.
    before: [Option<u32>; Field::COUNT],
}

/// The moment of the capture as the file first said it.
struct Captured {
    cell: Vec<u8>,
    at: DateTime<Utc>,
    line: u64,
}

/// What is wrong with a cell and how to mend it.
pub type Refusal = (String, String);

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
            models: Interner::default(),
            texts: Interner::default(),
            rows: Vec::new(),
            before: [None; Field::COUNT],
        }
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
    pub fn expect_rows(&mut self, line: u64) {
        if self.count == 0 {
            let hint = "write one row an observation below the header";
            self.problems
                .add(|| Problem::of_line(line, "the file has no observations", hint));
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
            self.rows.push(Row {
                value: value.unwrap_or(0),
                model,
                license,
                organization,
                base_model,
                line: u32::try_from(place.line()).unwrap_or(u32::MAX),
                day,
                metric,
                weights,
            });
        }
    }

    /// The metric's index among those met.
    fn metric(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<u8> {
        let cell = cells.get(Field::Metric)?;
        let met = self
            .metrics
            .iter()
            .position(|(metric, _)| metric.slug.as_bytes() == cell);
        let index = match met {
            Some(index) => index,
            None => {
                if let Some(metric) = self
                    .known
                    .iter()
                    .find(|metric| metric.slug.as_bytes() == cell)
                {
                    self.metrics.push((metric, place.line()));
                    self.metrics.len() - 1
                } else {
                    let known = self.known;
                    self.refuse(Field::Metric, cell, place, || unknown_metric(cell, known));
                    return None;
                }
            }
        };
        let (first, first_line) = *self.metrics.first()?;
        let (metric, _) = *self.metrics.get(index)?;
        if metric.source != first.source {
            self.refuse(Field::Metric, cell, place, || {
                let message = format!(
                    "`{}` is measured by {}, but line {first_line} holds `{}` of {}",
                    metric.slug, metric.source, first.slug, first.source
                );
                (message, "one file holds one source: split it".to_owned())
            });
        }
        let index = u8::try_from(index).ok();
        if index.is_none() {
            self.refuse(Field::Metric, cell, place, || {
                (
                    "the file has more than 256 metrics".to_owned(),
                    "split it".to_owned(),
                )
            });
        }
        index
    }

    fn model(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<u32> {
        let cell = cells.get(Field::Model)?;
        if cell.is_empty() {
            self.refuse(Field::Model, cell, place, || {
                (
                    "the model is empty".to_owned(),
                    "write the id its source uses".to_owned(),
                )
            });
            return None;
        }
        let before = &mut self.before[Field::Model as usize];
        match intern(&mut self.models, before, cell) {
            Ok(number) => Some(number),
            Err(error) => {
                self.refuse(Field::Model, cell, place, || error.into());
                None
            }
        }
    }

    fn text(&mut self, field: Field, cells: &Cells<'_>, place: &impl Locate) -> Option<TextId> {
        let cell = cells.said(field)?;
        match intern(&mut self.texts, &mut self.before[field as usize], cell) {
            Ok(number) => Some(TextId::of(number)),
            Err(error) => {
                self.refuse(field, cell, place, || error.into());
                None
            }
        }
    }

    fn day(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<Day> {
        let cell = cells.get(Field::ObservedOn)?;
        match parse_day(cell, self.latest) {
            Ok(day) => Some(day),
            Err(error) => {
                self.refuse(Field::ObservedOn, cell, place, || {
                    (error.to_string(), error.hint().to_owned())
                });
                None
            }
        }
    }

    fn value(&mut self, cells: &Cells<'_>, metric: Option<u8>, place: &impl Locate) -> Option<u64> {
        let cell = cells.get(Field::Value)?;
        // Where the metric is not known, neither are its decimals: only the spelling is checked.
        let metric = metric.and_then(|index| self.metrics.get(usize::from(index)));
        let decimals = metric.map(|(metric, _)| metric.decimals);
        match parse_value(cell, decimals.unwrap_or(0)) {
            Ok(value) => Some(value),
            Err(error) if decimals.is_none() && error.depends_on_metric() => None,
            Err(error) => {
                self.refuse(Field::Value, cell, place, || {
                    (error.to_string(), error.hint().to_owned())
                });
                None
            }
        }
    }

    fn captured_at(&mut self, cells: &Cells<'_>, place: &impl Locate) {
        let Some(cell) = cells.said(Field::CapturedAt) else {
            return;
        };
        if self
            .captured
            .as_ref()
            .is_some_and(|first| first.cell == cell)
        {
            return;
        }
        let at = match parse_moment(cell, self.latest) {
            Ok(at) => at,
            Err(error) => {
                self.refuse(Field::CapturedAt, cell, place, || {
                    (error.to_string(), error.hint().to_owned())
                });
                return;
            }
        };
        match &self.captured {
            None => {
                self.captured = Some(Captured {
                    cell: cell.to_owned(),
                    at,
                    line: place.line(),
                });
            }
            Some(first) if first.at == at => {}
            Some(first) => {
                let (first_at, line) = (first.at, first.line);
                self.refuse(Field::CapturedAt, cell, place, || {
                    let message = format!(
                        "{} differs from {} on line {line}",
                        spell(at),
                        spell(first_at)
                    );
                    (message, "one file holds one capture: split it".to_owned())
                });
            }
        }
    }

    fn weights(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<Weights> {
        let cell = cells.said(Field::Weights)?;
        let parsed = Weights::ALL
            .iter()
            .find(|weights| weights.word().as_bytes() == cell);
        if parsed.is_none() {
            self.refuse(Field::Weights, cell, place, || {
                let allowed = Weights::ALL
                    .iter()
                    .map(|weights| weights.word())
                    .collect::<Vec<_>>();
                let hint = format!("write {}, or nothing", allowed.join(", "));
                (
                    format!("{} is not a state of the weights", excerpt(cell)),
                    hint,
                )
            });
        }
        parsed.copied()
    }

    fn refuse(
        &mut self,
        field: Field,
        cell: &[u8],
        place: &impl Locate,
        refusal: impl FnOnce() -> Refusal,
    ) {
        self.problems.add(|| {
            let (line, column) = place.cell(field);
            // A cell that is no text at all is no word, date or number for that reason.
            let (message, hint) = parse_text(cell).map_or_else(Into::into, |_| refusal());
            Problem {
                line,
                column,
                field: Some(field.name()),
                message,
                hint: Some(hint),
            }
        });
    }

    /// What the file said in canonical order, or none where it is not fit to be stored; and what
    /// a report says of it.
    /// `ended` says what ended reading early, with a hint.
    pub fn finish(mut self, ended: Option<Refusal>) -> (Option<SnapshotContent>, Summary) {
        let source = self
            .metrics
            .first()
            .map(|(metric, _)| metric.source.clone());
        let draft = Draft {
            source: source.clone().unwrap_or_default(),
            captured_at: self.captured.map(|captured| captured.at),
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
        let (content, repeats) = draft.arrange();
        if let Some(content) = &content {
            let late = repeats.iter().map(|repeat| repeated(content, repeat));
            self.problems.merge(late, repeats.len());
        }
        if let Some((message, hint)) = ended {
            self.problems
                .add_last(Problem::of_line(self.line, message, hint));
        }
        let summary = Summary {
            count: self.count,
            source,
            captured_at: content.as_ref().map(SnapshotContent::captured_at),
            problems: self.problems,
        };
        (content.filter(|_| summary.problems.is_empty()), summary)
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
}

impl From<TextError> for Refusal {
    fn from(error: TextError) -> Self {
        (error.to_string(), error.hint().to_owned())
    }
}

/// The number of a text, new or known; asks first whether it is that of the row before.
fn intern(
    interner: &mut Interner,
    before: &mut Option<u32>,
    cell: &[u8],
) -> Result<u32, TextError> {
    if let Some(number) = before.filter(|number| interner.get(*number).as_bytes() == cell) {
        return Ok(number);
    }
    let number = match interner.find(cell) {
        Some(number) => number,
        // Only texts that are new are checked: one that is known passed.
        None => interner.insert(parse_text(cell)?),
    };
    *before = Some(number);
    Ok(number)
}

fn unknown_metric(cell: &[u8], known: &[Metric]) -> Refusal {
    let message = if cell.is_empty() {
        "the metric is empty".to_owned()
    } else {
        format!("{} is not a known metric", excerpt(cell))
    };
    let known: Vec<_> = known.iter().map(|metric| metric.slug.as_str()).collect();
    (message, format!("known metrics: {}", known.join(", ")))
}

fn repeated(content: &SnapshotContent, repeat: &Repeat) -> Problem {
    let words = content.rows.get(repeat.index).map(|row| {
        let metric = content
            .metrics
            .get(row.metric())
            .map_or("", |metric| metric.slug.as_str());
        let model = excerpt(content.model(row.model).as_bytes());
        format!(
            "`{metric}` of {model} on {} is already on line {}",
            row.observed_on(),
            repeat.first_line
        )
    });
    Problem::of_line(
        u64::from(repeat.line),
        words.unwrap_or_default(),
        "keep one row for each metric, model and day",
    )
}
