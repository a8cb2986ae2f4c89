//! What an answer is computed from: the rows of one metric, in memory, as columns.
//! The store builds them; nothing here reads or writes anything.

use super::columns::{Columns, Part};
use crate::domain::catalog::Scope;
use crate::domain::lineage::Unresolved;
use crate::domain::{Metric, Weights};
use chrono::NaiveDate;
use std::ops::Range;
use std::sync::Arc;

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

/// The rows of one metric, as far as a query needs them: sums of cells, and on top of them rows of
/// single models, which the sums then no longer hold. The sums are shared by all that is told of
/// single models.
#[derive(Debug, Clone)]
pub struct Facts {
    whole: Arc<Whole>,
    panel: Option<PanelNote>,
    restatements: Arc<[Restatement]>,
    apart: Apart,
}

/// Sums of cells.
#[derive(Debug)]
struct Whole {
    metric: Metric,
    days: Vec<NaiveDate>,
    cells: Arc<[Cell]>,
    sums: Columns,
}

/// Rows of single models.
#[derive(Debug, Clone, Default)]
struct Apart {
    models: Vec<ModelName>,
    own: Columns,
    /// The model of each row of `own`.
    model_of: Vec<u32>,
    /// What they take out of the sums of their cells.
    taken: Columns,
    /// Which row of the day's sums each row of `taken` is taken from, ascending within a day.
    taken_from: Vec<u32>,
}

/// The entries of one day: the sums of its cells, less what is taken out of them, and the rows of
/// single models.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day<'a> {
    pub sums: Part<'a>,
    pub taken: Part<'a>,
    /// Which of the sums each row of `taken` is taken from, ascending.
    taken_from: &'a [u32],
    pub own: Part<'a>,
    /// The model of each row of `own`.
    pub models: &'a [u32],
}

/// Facts that come row by row, day after day, and about no single model: nothing but the columns
/// is held while they grow.
#[derive(Debug, Default)]
pub struct Growing {
    days: Vec<NaiveDate>,
    sums: Columns,
    of_day: i128,
}

impl Growing {
    /// Begins a day, if it is another one than the last; it may stay without a row.
    pub fn begin(&mut self, day: NaiveDate) {
        if self.days.last() != Some(&day) {
            self.days.push(day);
            self.sums.begin_day();
            self.of_day = 0;
        }
    }

    /// Adds a row of a day that is not before the last one.
    pub fn push(&mut self, day: NaiveDate, entry: Entry) {
        self.begin(day);
        self.of_day = self.of_day.saturating_add(entry.value);
        if !self.sums.values.is_wide() && i64::try_from(self.of_day).is_err() {
            // The sum of a day no longer fits in 64 bits.
            self.sums.values = std::mem::take(&mut self.sums.values).widened();
        }
        self.sums.push(&entry);
    }

    /// The facts, which are checked now.
    pub fn grown(
        mut self,
        metric: Metric,
        cells: impl Into<Arc<[Cell]>>,
    ) -> Result<Facts, FactsError> {
        self.sums.end();
        let facts = Facts::of(Whole {
            metric,
            days: self.days,
            cells: cells.into(),
            sums: self.sums,
        });
        facts.check()?;
        Ok(facts)
    }
}

impl<'a> Day<'a> {
    /// Whether a row of `taken` takes all there was: nothing is left of the cell.
    pub fn takes_all(&self, at: usize) -> bool {
        let from = self.taken_from[at] as usize;
        self.taken.values.at(at) == self.sums.values.at(from)
            && self.taken.separate[at] == self.sums.separate[from]
    }

    /// What is left of the cells, and then the rows of single models.
    pub fn entries(self) -> impl Iterator<Item = Entry> + 'a {
        let mut taken = self.taken_from.iter().enumerate().peekable();
        let left = (0..self.sums.cells.len()).filter_map(move |at| {
            let mut entry = self.sums.entry(at);
            if let Some((from, _)) = taken.next_if(|(_, from)| **from as usize == at) {
                if self.takes_all(from) {
                    return None;
                }
                entry.value -= self.taken.values.at(from);
                entry.models -= self.taken.merged[from];
                entry.slugs -= self.taken.separate[from];
            }
            Some(entry)
        });
        let own = self
            .models
            .iter()
            .enumerate()
            .map(move |(at, model)| Entry {
                model: Some(*model),
                ..self.own.entry(at)
            });
        left.chain(own)
    }
}

impl Facts {
    fn of(whole: Whole) -> Self {
        Self {
            whole: Arc::new(whole),
            panel: None,
            restatements: Arc::default(),
            apart: Apart::default(),
        }
    }

    /// Facts of `metric`: `days` are all days it was observed, ascending, with the entries of
    /// each (none where the day was not asked for).
    pub fn new(
        metric: Metric,
        days: Vec<NaiveDate>,
        cells: impl Into<Arc<[Cell]>>,
        models: Vec<ModelName>,
        entries: &[Vec<Entry>],
    ) -> Result<Self, FactsError> {
        if days.len() != entries.len() {
            return Err(FactsError::DaysAndEntries {
                days: days.len(),
                entries: entries.len(),
            });
        }
        let narrow = entries.iter().all(|list| {
            let sum = list
                .iter()
                .try_fold(0i128, |sum, entry| sum.checked_add(entry.value));
            sum.is_some_and(|sum| i64::try_from(sum).is_ok())
        });
        let (mut sums, mut own) = (Columns::empty(!narrow), Columns::empty(!narrow));
        let mut model_of = Vec::new();
        for list in entries {
            sums.begin_day();
            own.begin_day();
            for entry in list {
                if let Some(model) = entry.model {
                    own.push(entry);
                    model_of.push(model);
                } else {
                    sums.push(entry);
                }
            }
        }
        sums.end();
        own.end();
        let mut facts = Self::of(Whole {
            metric,
            days,
            cells: cells.into(),
            sums,
        });
        facts.apart = Apart {
            models,
            own,
            model_of,
            ..Apart::default()
        };
        facts.check()?;
        Ok(facts)
    }

    /// The same sums with some of the models they hold on their own: `rows` are theirs, each with
    /// the index of its day, in the order of days and cells. What they say is taken out of their
    /// cells; a cell of which nothing is left has no entry. It costs as much as there are rows.
    pub fn with_models(
        &self,
        models: Vec<ModelName>,
        rows: &[(usize, Entry)],
    ) -> Result<Self, FactsError> {
        let wide = self.whole.sums.values.is_wide();
        let mut apart = Apart {
            models,
            own: Columns::empty(wide),
            taken: Columns::empty(wide),
            model_of: Vec::with_capacity(rows.len()),
            taken_from: Vec::new(),
        };
        let mut rows = rows;
        for (day, date) in self.whole.days.iter().enumerate() {
            let fault = |what| FactsError::Entry { day: *date, what };
            apart.own.begin_day();
            apart.taken.begin_day();
            let (of_day, later) = rows.split_at(rows.partition_point(|(of, _)| *of <= day));
            rows = later;
            let sums = self.whole.sums.day(day);
            for same in of_day.chunk_by(|(_, a), (_, b)| a.cell == b.cell) {
                let Some((_, first)) = same.first() else {
                    continue;
                };
                let at = sums.cells.binary_search(&first.cell).ok();
                let nothing = Entry {
                    value: 0,
                    models: 0,
                    slugs: 0,
                    ..*first
                };
                let of_cell = at.map_or(nothing, |at| sums.entry(at));
                let mut taken = nothing;
                for (_, entry) in same {
                    let model = entry.model.filter(|at| (*at as usize) < apart.models.len());
                    let model = model.ok_or_else(|| fault("names a model that is not there"))?;
                    if entry.value < 0 {
                        return Err(fault("has a negative value"));
                    }
                    apart.own.push(entry);
                    apart.model_of.push(model);
                    taken.value += entry.value;
                    taken.models += entry.models;
                    taken.slugs += entry.slugs;
                }
                if taken.value > of_cell.value || taken.slugs > of_cell.slugs {
                    return Err(fault("says more than the sum of its cell"));
                }
                // What adds up to nothing, of no model that counts, has no sum.
                let Some(at) = at else { continue };
                let all = (taken.value, taken.slugs) == (of_cell.value, of_cell.slugs);
                taken.models = if all {
                    of_cell.models
                } else {
                    // A model with variants in several cells counts in each, on its own in one.
                    taken.models.min(of_cell.models)
                };
                apart.taken.push(&taken);
                apart.taken_from.push(at as u32);
            }
        }
        apart.own.end();
        apart.taken.end();
        Ok(Self {
            apart,
            ..self.clone()
        })
    }

    /// What is wrong with days or entries, if anything is.
    fn check(&self) -> Result<(), FactsError> {
        let (days, cells) = (&self.whole.days, &self.whole.cells);
        if let Some(pair) = days.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(FactsError::DaysOutOfOrder(pair[1]));
        }
        for (index, day) in days.iter().enumerate() {
            for entry in self.day(index).entries() {
                let what = if entry.cell as usize >= cells.len() {
                    "names a cell that is not there"
                } else if entry
                    .model
                    .is_some_and(|model| model as usize >= self.apart.models.len())
                {
                    "names a model that is not there"
                } else if entry.value < 0 {
                    "has a negative value"
                } else {
                    continue;
                };
                return Err(FactsError::Entry { day: *day, what });
            }
        }
        Ok(())
    }

    /// What the entries of a day add up to; 0 of a day that was not observed.
    pub fn total_of(&self, day: NaiveDate) -> i128 {
        let Ok(index) = self.whole.days.binary_search(&day) else {
            return 0;
        };
        self.day(index).entries().map(|entry| entry.value).sum()
    }

    /// The same facts, marked as those of the models present at every date shown.
    #[must_use]
    pub fn with_panel(mut self, panel: PanelNote) -> Self {
        self.panel = Some(panel);
        self
    }

    /// The same facts, with what was restated of the metric, by day.
    #[must_use]
    pub fn with_restatements(mut self, restatements: impl Into<Arc<[Restatement]>>) -> Self {
        self.restatements = restatements.into();
        self
    }

    /// What was restated of the whole metric, by day; days of which nothing was are left out.
    pub fn restatements(&self) -> &Arc<[Restatement]> {
        &self.restatements
    }

    /// About how many bytes they take up, the sums they share with others included.
    pub fn bytes(&self) -> usize {
        let name = |model: &ModelName| model.id.len() + model.name.len() + size_of::<ModelName>();
        let apart = &self.apart;
        self.whole.sums.bytes()
            + self.whole.cells.len() * size_of::<Cell>()
            + apart.own.bytes()
            + apart.taken.bytes()
            + (apart.model_of.len() + apart.taken_from.len()) * size_of::<u32>()
            + apart.models.iter().map(name).sum::<usize>()
    }

    /// The metric they are about.
    pub fn metric(&self) -> &Metric {
        &self.whole.metric
    }

    /// Every day the metric was observed, ascending.
    pub fn days(&self) -> &[NaiveDate] {
        &self.whole.days
    }

    /// The cells entries point into.
    pub fn cells(&self) -> &[Cell] {
        &self.whole.cells
    }

    /// The models entries point into.
    pub fn models(&self) -> &[ModelName] {
        &self.apart.models
    }

    /// The panel they are restricted to, if they are.
    pub fn panel(&self) -> Option<PanelNote> {
        self.panel
    }

    /// The entries of each day: what is left of the cells, then the rows of single models.
    pub fn entries(&self) -> impl Iterator<Item = Vec<Entry>> {
        (0..self.whole.days.len()).map(|index| self.day(index).entries().collect())
    }

    /// The sums of cells of a day, without regard to what models on their own take out of them.
    pub fn sums_of(&self, day: usize) -> impl Iterator<Item = Entry> {
        let sums = self.whole.sums.day(day);
        (0..sums.cells.len()).map(move |at| sums.entry(at))
    }

    /// All rows of single models, by model and cell.
    pub(super) fn own(&self) -> impl Iterator<Item = (usize, u32)> {
        let models = self.apart.model_of.iter().map(|model| *model as usize);
        models.zip(self.apart.own.cell_of.iter().copied())
    }

    /// Where the rows of single models of a day are among all of them.
    pub(super) fn own_of_day(&self, index: usize) -> Range<usize> {
        self.apart.own.range(index)
    }

    pub(super) fn day(&self, index: usize) -> Day<'_> {
        let apart = &self.apart;
        Day {
            sums: self.whole.sums.day(index),
            taken: apart.taken.day(index),
            taken_from: &apart.taken_from[apart.taken.range(index)],
            own: apart.own.day(index),
            models: &apart.model_of[apart.own.range(index)],
        }
    }
}
