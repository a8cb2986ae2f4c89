//! The checks of each cell: from bytes to a number, a day, a text, or to a problem with its place.

use super::captured_at::{parse_moment, spell};
use super::content::TextId;
use super::day::{Day, parse_day};
use super::field::{Cells, Field, Locate};
use super::intake::Intake;
use super::problem::{Problem, Unit, excerpt};
use super::strings::Interner;
use super::text::{TextError, parse_text};
use super::value::parse_value;
use crate::domain::{Metric, Weights};
use chrono::{DateTime, Utc};

/// The moment of the capture as the file first said it.
pub struct Captured {
    pub cell: Vec<u8>,
    pub at: DateTime<Utc>,
    pub line: u64,
}

/// What is wrong with a cell and how to mend it.
pub type Refusal = (String, String);

impl Intake<'_> {
    /// The metric's index among those met.
    pub(super) fn metric(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<u8> {
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
            let unit = self.problems.unit().word();
            self.refuse(Field::Metric, cell, place, || {
                let message = format!(
                    "`{}` is measured by {}, but {unit} {first_line} holds `{}` of {}",
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

    pub(super) fn model(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<u32> {
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

    pub(super) fn text(
        &mut self,
        field: Field,
        cells: &Cells<'_>,
        place: &impl Locate,
    ) -> Option<TextId> {
        let cell = cells.said(field)?;
        match intern(&mut self.texts, &mut self.before[field as usize], cell) {
            Ok(number) => Some(TextId::of(number)),
            Err(error) => {
                self.refuse(field, cell, place, || error.into());
                None
            }
        }
    }

    pub(super) fn day(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<Day> {
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

    pub(super) fn value(
        &mut self,
        cells: &Cells<'_>,
        metric: Option<u8>,
        place: &impl Locate,
    ) -> Option<u64> {
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

    pub(super) fn captured_at(&mut self, cells: &Cells<'_>, place: &impl Locate) {
        if let Some(cell) = cells.said(Field::CapturedAt) {
            self.take_capture(cell, place);
        }
    }

    /// Takes the moment of the capture as the file says it.
    pub(super) fn take_capture(&mut self, cell: &[u8], place: &impl Locate) {
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
                let unit = self.problems.unit().word();
                self.refuse(Field::CapturedAt, cell, place, || {
                    let message = format!(
                        "{} differs from {} on {unit} {line}",
                        spell(at),
                        spell(first_at)
                    );
                    (message, "one file holds one capture: split it".to_owned())
                });
            }
        }
    }

    pub(super) fn weights(&mut self, cells: &Cells<'_>, place: &impl Locate) -> Option<Weights> {
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
        self.problems.refuse(|| {
            let (line, column) = place.cell(field);
            // A cell that is no text at all is no word, date or number for that reason.
            let (message, hint) = parse_text(cell).map_or_else(Into::into, |_| refusal());
            let message = match place.path() {
                Some(path) => format!("`{path}`: {message}"),
                None => message,
            };
            Problem {
                unit: Unit::Line,
                line,
                column,
                field: Some(field.name()),
                message,
                hint: Some(hint),
            }
        });
    }
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
