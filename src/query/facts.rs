//! What an answer is computed from: the rows of one metric, in memory, as columns.
//! The store builds them; nothing here reads or writes anything.

use crate::domain::catalog::Scope;
use crate::domain::lineage::Unresolved;
use crate::domain::{Metric, Weights};
use chrono::NaiveDate;

/// Marks a row of the model column that is about no model in particular.
const NO_MODEL: u32 = u32::MAX;

/// What is known of the models in a cell. Ids are the store's; 0 is "not known".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// Who published them.
    pub organization: i32,
    /// Whether the weights can be downloaded.
    pub weights: Weights,
    /// The license as it was on the day.
    pub license_then: i32,
    /// Whether `license_then` is the catalog's, for want of a dated one.
    pub license_undated: bool,
    /// The license as it is now.
    pub license_now: i32,
}

/// Models that share every attribute: one row of the rollup a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    /// What kind of models.
    pub scope: Scope,
    /// As published.
    pub publisher: Attributes,
    /// What became of the base model that is stated of them.
    pub base: Base,
}

/// What became of the base model that is stated of the models of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// Nobody states one.
    Unstated,
    /// It resolves: what is known of the root base model.
    Resolved(Attributes),
    /// It does not: the models stay with their publisher.
    Unresolved(Unresolved),
}

/// The sum of a cell, or of one model in it, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Index into the cells.
    pub cell: u32,
    /// Index into the models, where the row is about one.
    pub model: Option<u32>,
    /// The sum, scaled by ten to the power of the metric's decimals; never negative.
    pub value: i128,
    /// Models, with variants merged. A model counts in one entry a day, whatever its variants.
    pub models: u32,
    /// Models, each variant on its own.
    pub slugs: u32,
}

/// A model that entries are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName {
    /// The source's own id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Whether it stands for everything the source does not list.
    pub unlisted: bool,
}

/// What is to be said when only models present at every date are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelNote {
    /// How many models the panel has.
    pub models: u32,
}

/// Values of one day that a later snapshot replaced by others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Restatement {
    /// The day the values are about.
    pub day: NaiveDate,
    /// How many values were replaced; one replaced twice counts twice.
    pub values: u64,
    /// How far the new values are from the old ones, added up without regard to sign, against the
    /// sum of all values of the day: 0.02 is two percent.
    pub share: f64,
}

/// Facts that contradict themselves; a fault of whoever built them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// Days must ascend, each once.
    #[error("days do not ascend at {0}")]
    DaysOutOfOrder(NaiveDate),
    /// One list of entries a day.
    #[error("{days} days, but entries for {entries}")]
    DaysAndEntries {
        /// Days given.
        days: usize,
        /// Lists of entries given.
        entries: usize,
    },
    /// An entry names a cell or model that is not there, or its value is negative.
    #[error("an entry of {day} {what}")]
    Entry {
        /// The entry's day.
        day: NaiveDate,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// The rows of one metric, as far as a query needs them.
#[derive(Debug, Clone)]
pub struct Facts {
    metric: Metric,
    days: Vec<NaiveDate>,
    cells: Vec<Cell>,
    models: Vec<ModelName>,
    panel: Option<PanelNote>,
    restatements: Vec<Restatement>,
    /// Where each day's entries begin in the columns; one longer than `days`.
    starts: Vec<usize>,
    cell_of: Vec<u32>,
    values: Values,
    merged: Vec<u32>,
    separate: Vec<u32>,
    /// Empty when no entry is about a single model.
    model_of: Vec<u32>,
}

/// Values as 64-bit numbers while a whole day's sum fits: half the memory to walk through.
#[derive(Debug, Clone)]
enum Values {
    Narrow(Vec<i64>),
    Wide(Vec<i128>),
}

/// The values of one day.
#[derive(Debug, Clone, Copy)]
pub(super) enum DayValues<'a> {
    Narrow(&'a [i64]),
    Wide(&'a [i128]),
}

/// The entries of one day, as columns of equal length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day<'a> {
    pub cells: &'a [u32],
    pub values: DayValues<'a>,
    pub merged: &'a [u32],
    pub separate: &'a [u32],
    models: &'a [u32],
}

/// Facts that come row by row, day after day, and about no single model: nothing but the columns
/// is held while they grow.
#[derive(Debug, Default)]
pub struct Growing {
    days: Vec<NaiveDate>,
    starts: Vec<usize>,
    cell_of: Vec<u32>,
    narrow: Vec<i64>,
    /// All values, once the sum of a day did not fit in 64 bits.
    wide: Option<Vec<i128>>,
    merged: Vec<u32>,
    separate: Vec<u32>,
    of_day: i128,
}

impl Growing {
    /// Adds a row of a day that is not before the last one.
    pub fn push(&mut self, day: NaiveDate, entry: Entry) {
        if self.days.last() != Some(&day) {
            self.days.push(day);
            self.starts.push(self.cell_of.len());
            self.of_day = 0;
        }
        self.of_day = self.of_day.saturating_add(entry.value);
        if self.wide.is_none() && i64::try_from(self.of_day).is_err() {
            let narrow = std::mem::take(&mut self.narrow);
            self.wide = Some(narrow.into_iter().map(i128::from).collect());
        }
        match &mut self.wide {
            Some(wide) => wide.push(entry.value),
            None => self.narrow.push(entry.value as i64),
        }
        self.cell_of.push(entry.cell);
        self.merged.push(entry.models);
        self.separate.push(entry.slugs);
    }

    /// The facts, which are checked now.
    pub fn grown(mut self, metric: Metric, cells: Vec<Cell>) -> Result<Facts, FactsError> {
        self.starts.push(self.cell_of.len());
        self.starts.shrink_to_fit();
        self.cell_of.shrink_to_fit();
        self.merged.shrink_to_fit();
        self.separate.shrink_to_fit();
        let values = if let Some(mut wide) = self.wide {
            wide.shrink_to_fit();
            Values::Wide(wide)
        } else {
            self.narrow.shrink_to_fit();
            Values::Narrow(self.narrow)
        };
        let facts = Facts {
            metric,
            days: self.days,
            cells,
            models: Vec::new(),
            panel: None,
            restatements: Vec::new(),
            starts: self.starts,
            cell_of: self.cell_of,
            values,
            merged: self.merged,
            separate: self.separate,
            model_of: Vec::new(),
        };
        facts.check()?;
        Ok(facts)
    }
}

impl Day<'_> {
    /// The model an entry is about.
    pub fn model(&self, at: usize) -> Option<usize> {
        self.models
            .get(at)
            .filter(|model| **model != NO_MODEL)
            .map(|model| *model as usize)
    }

    /// The value of an entry.
    pub fn value(&self, at: usize) -> i128 {
        match self.values {
            DayValues::Narrow(values) => i128::from(values[at]),
            DayValues::Wide(values) => values[at],
        }
    }
}

impl Facts {
    /// Facts of `metric`: `days` are all days it was observed, ascending, with the entries of
    /// each (none where the day was not asked for).
    pub fn new(
        metric: Metric,
        days: Vec<NaiveDate>,
        cells: Vec<Cell>,
        models: Vec<ModelName>,
        entries: &[Vec<Entry>],
    ) -> Result<Self, FactsError> {
        if let Some(pair) = days.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(FactsError::DaysOutOfOrder(pair[1]));
        }
        if days.len() != entries.len() {
            return Err(FactsError::DaysAndEntries {
                days: days.len(),
                entries: entries.len(),
            });
        }
        for (day, entry) in days
            .iter()
            .zip(entries)
            .flat_map(|(day, list)| list.iter().map(move |entry| (day, entry)))
        {
            let what = if entry.cell as usize >= cells.len() {
                "names a cell that is not there"
            } else if entry
                .model
                .is_some_and(|model| model as usize >= models.len())
            {
                "names a model that is not there"
            } else if entry.value < 0 {
                "has a negative value"
            } else {
                continue;
            };
            return Err(FactsError::Entry { day: *day, what });
        }
        let mut starts = vec![0];
        for list in entries {
            starts.push(starts[starts.len() - 1] + list.len());
        }
        let all = || entries.iter().flatten();
        let narrow = entries.iter().all(|list| {
            let sum = list
                .iter()
                .try_fold(0i128, |sum, entry| sum.checked_add(entry.value));
            sum.is_some_and(|sum| i64::try_from(sum).is_ok())
        });
        Ok(Self {
            values: if narrow {
                Values::Narrow(all().map(|entry| entry.value as i64).collect())
            } else {
                Values::Wide(all().map(|entry| entry.value).collect())
            },
            cell_of: all().map(|entry| entry.cell).collect(),
            merged: all().map(|entry| entry.models).collect(),
            separate: all().map(|entry| entry.slugs).collect(),
            model_of: if all().any(|entry| entry.model.is_some()) {
                all().map(|entry| entry.model.unwrap_or(NO_MODEL)).collect()
            } else {
                Vec::new()
            },
            metric,
            days,
            cells,
            models,
            panel: None,
            restatements: Vec::new(),
            starts,
        })
    }

    /// What [`Facts::new`] checks of entries, of columns.
    fn check(&self) -> Result<(), FactsError> {
        if let Some(pair) = self.days.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(FactsError::DaysOutOfOrder(pair[1]));
        }
        for (index, day) in self.days.iter().enumerate() {
            let rows = self.day(index);
            let is_there = |cell: &u32| (*cell as usize) < self.cells.len();
            let what = if !rows.cells.iter().all(is_there) {
                "names a cell that is not there"
            } else if (0..rows.cells.len()).any(|at| rows.value(at) < 0) {
                "has a negative value"
            } else {
                continue;
            };
            return Err(FactsError::Entry { day: *day, what });
        }
        Ok(())
    }

    /// What the entries of a day add up to; 0 of a day that was not observed.
    pub fn total_of(&self, day: NaiveDate) -> i128 {
        let Ok(index) = self.days.binary_search(&day) else {
            return 0;
        };
        let rows = self.day(index);
        (0..rows.cells.len()).map(|at| rows.value(at)).sum()
    }

    /// The same facts, marked as those of the models present at every date shown.
    #[must_use]
    pub fn with_panel(mut self, panel: PanelNote) -> Self {
        self.panel = Some(panel);
        self
    }

    /// The same facts, with what was restated of the metric, by day.
    #[must_use]
    pub fn with_restatements(mut self, restatements: Vec<Restatement>) -> Self {
        self.restatements = restatements;
        self
    }

    /// What was restated of the whole metric, by day; days of which nothing was are left out.
    pub fn restatements(&self) -> &[Restatement] {
        &self.restatements
    }

    /// About how many bytes they take up.
    pub fn bytes(&self) -> usize {
        let value = match &self.values {
            Values::Narrow(_) => size_of::<i64>(),
            Values::Wide(_) => size_of::<i128>(),
        };
        let row = value + 3 * size_of::<u32>();
        let name = |model: &ModelName| model.id.len() + model.name.len() + size_of::<ModelName>();
        self.cell_of.len() * row
            + self.model_of.len() * size_of::<u32>()
            + self.cells.len() * size_of::<Cell>()
            + self.models.iter().map(name).sum::<usize>()
    }

    /// The metric they are about.
    pub fn metric(&self) -> &Metric {
        &self.metric
    }

    /// Every day the metric was observed, ascending.
    pub fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// The cells entries point into.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The models entries point into.
    pub fn models(&self) -> &[ModelName] {
        &self.models
    }

    /// The panel they are restricted to, if they are.
    pub fn panel(&self) -> Option<PanelNote> {
        self.panel
    }

    /// The entries of each day.
    pub fn entries(&self) -> impl Iterator<Item = Vec<Entry>> {
        (0..self.days.len()).map(|index| {
            let day = self.day(index);
            (0..day.cells.len())
                .map(|at| Entry {
                    cell: day.cells[at],
                    model: day.model(at).map(|model| model as u32),
                    value: day.value(at),
                    models: day.merged[at],
                    slugs: day.separate[at],
                })
                .collect()
        })
    }

    pub(super) fn day(&self, index: usize) -> Day<'_> {
        let range = self.starts[index]..self.starts[index + 1];
        Day {
            cells: &self.cell_of[range.clone()],
            values: match &self.values {
                Values::Narrow(values) => DayValues::Narrow(&values[range.clone()]),
                Values::Wide(values) => DayValues::Wide(&values[range.clone()]),
            },
            merged: &self.merged[range.clone()],
            separate: &self.separate[range.clone()],
            models: self.model_of.get(range).unwrap_or(&[]),
        }
    }
}
