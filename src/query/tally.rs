//! Entries -> sums: one pass over the rows of the days an answer counts.

use super::Query;
use super::classify::{BASED, Class, Classifier, JudgedCell, Numbering, OUT, UNDATED};
use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::DimensionId;
use super::facts::{Day, DayValues, Facts};
use super::period::Period;
use super::question::Variants;
use super::unlisted::{Unlisted, admits};
use super::worlds::{LabelSet, Membership, by_model};
use std::ops::AddAssign;

/// The sums of a query, period by period.
pub(super) struct Tally {
    pub periods: Vec<PeriodSums>,
    /// The sets of labels [`OpenSum::set`] points into.
    pub sets: Vec<LabelSet>,
    /// Labels of the breakdown, the unknown and the unnamed one included.
    pub label_count: usize,
}

/// The sums of one period.
#[derive(Debug, Default)]
pub(super) struct PeriodSums {
    /// Rows whose label is known; a label may stand several times.
    pub known: Vec<KnownSum>,
    /// Rows whose label is unknown, by the labels they may have.
    pub open: Vec<OpenSum>,
    /// Of the rows surely in the filter: those with an undated license.
    pub undated: i128,
    /// Of the rows surely in the filter: those counted as their base model's.
    pub based: i128,
    /// Models surely in the filter by label, for each day counted.
    pub models: Vec<Vec<(Label, u32)>>,
}

/// Rows with a known label.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownSum {
    pub label: Label,
    /// Whether they are surely in the filter; else possibly.
    pub sure: bool,
    pub value: i128,
}

/// Rows with an unknown label.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenSum {
    /// The labels they may have in the worlds in which they are in the filter.
    pub set: usize,
    /// Whether they are surely in the filter; else possibly.
    pub sure: bool,
    pub value: i128,
}

/// A class's rows of one day. Rows and models share one number, so that a row costs two
/// additions: rows in the upper half, models in the lower.
#[derive(Debug, Clone, Copy, Default)]
struct Sum<T> {
    value: T,
    rows_and_models: u64,
}

const ONE_ROW: u64 = 1 << 32;

/// The unlisted row of one day.
struct UnlistedRow {
    value: i128,
    own: JudgedCell,
}

/// Sums what a query asks for.
pub(super) fn tally(
    query: &Query,
    facts: &Facts,
    dictionary: &Dictionary,
    periods: &[Period],
) -> Tally {
    let mut classifier = Classifier::new(query, dictionary, facts.models().len());
    let cells: Vec<JudgedCell> = facts
        .cells()
        .iter()
        .map(|cell| classifier.judge_cell(cell))
        .collect();
    let models = ModelClasses::new(query, facts, &classifier);
    let class_of_cell: Vec<u32> = cells
        .iter()
        .map(|cell| classifier.class_of(*cell))
        .collect();
    let label_count = classifier.judge.label_count;
    let mut numbering = classifier.numbering;

    let mut buffers = Buffers::new(&numbering, &class_of_cell, models.as_ref());
    let mut found = Vec::with_capacity(periods.len());
    for period in periods {
        let mut sums = PeriodSums::default();
        for index in period.counted.clone() {
            let day = facts.day(index);
            let counts = match query.variants {
                Variants::Merged => day.merged,
                Variants::Separate => day.separate,
            };
            let mut by_label = Vec::new();
            if let Some(models) = &models {
                let mut unlisted = Vec::new();
                let classes: Vec<u32> = models.classes(
                    &day,
                    facts,
                    &cells,
                    &class_of_cell,
                    &numbering,
                    &mut unlisted,
                );
                buffers.add(
                    &classes,
                    None,
                    counts,
                    day.values,
                    &mut by_label,
                    &numbering,
                );
                models.add_unlisted(&unlisted, &day, facts, &mut numbering, &mut sums);
            } else {
                let table = Some(&class_of_cell[..]);
                buffers.add(
                    day.cells,
                    table,
                    counts,
                    day.values,
                    &mut by_label,
                    &numbering,
                );
            }
            sums.models.push(by_label);
        }
        buffers.drain_into(&mut sums, &numbering);
        found.push(sums);
    }
    Tally {
        periods: found,
        sets: numbering.sets,
        label_count,
    }
}

/// Room for the sums of a day and of a period, used again for each.
struct Buffers {
    narrow: Vec<Sum<i64>>,
    wide: Vec<Sum<i128>>,
    /// Sum and rows of the period by class.
    period: Vec<(i128, u64)>,
    /// The classes rows can have.
    used: Vec<u32>,
}

impl Buffers {
    fn new(numbering: &Numbering, of_cells: &[u32], models: Option<&ModelClasses<'_>>) -> Self {
        let len = numbering.len();
        let mut present = vec![models.is_some_and(|models| models.by_model); len];
        for class in of_cells {
            present[*class as usize] = true;
        }
        present[OUT as usize] = false;
        let used = (0..len as u32).filter(|class| present[*class as usize]);
        Self {
            narrow: Vec::new(),
            wide: Vec::new(),
            period: vec![(0, 0); len],
            used: used.collect(),
        }
    }

    /// Adds a day: `keys` are classes, or keys of a table of classes.
    fn add(
        &mut self,
        keys: &[u32],
        table: Option<&[u32]>,
        counts: &[u32],
        values: DayValues<'_>,
        by_label: &mut Vec<(Label, u32)>,
        numbering: &Numbering,
    ) {
        let Self {
            narrow,
            wide,
            period,
            used,
        } = self;
        match values {
            DayValues::Narrow(values) => {
                add_rows(narrow, period.len(), keys, table, counts, values);
                flush(narrow, used, period, by_label, numbering);
            }
            DayValues::Wide(values) => {
                add_rows(wide, period.len(), keys, table, counts, values);
                flush(wide, used, period, by_label, numbering);
            }
        }
    }

    fn drain_into(&mut self, sums: &mut PeriodSums, numbering: &Numbering) {
        for number in &self.used {
            let (value, rows) = std::mem::take(&mut self.period[*number as usize]);
            if rows == 0 {
                continue;
            }
            let Class {
                sure,
                label,
                set,
                marks,
            } = numbering.class(*number);
            if label == UNKNOWN {
                sums.open.push(OpenSum { set, sure, value });
            } else {
                sums.known.push(KnownSum { label, sure, value });
            }
            if sure {
                sums.undated += if marks & UNDATED == 0 { 0 } else { value };
                sums.based += if marks & BASED == 0 { 0 } else { value };
            }
        }
    }
}

/// The pass itself. Rows outside the filter land in [`OUT`], which nobody reads: cheaper than
/// a branch a row.
fn add_rows<T: Copy + Default + AddAssign>(
    sums: &mut Vec<Sum<T>>,
    len: usize,
    keys: &[u32],
    table: Option<&[u32]>,
    counts: &[u32],
    values: &[T],
) {
    sums.resize(len, Sum::default());
    let mut add = |class: u32, value: T, count: u32| {
        let sum = &mut sums[class as usize];
        sum.value += value;
        sum.rows_and_models += ONE_ROW | u64::from(count);
    };
    let rows = keys.iter().zip(values).zip(counts);
    match table {
        Some(table) => {
            rows.for_each(|((key, value), count)| add(table[*key as usize], *value, *count));
        }
        None => rows.for_each(|((key, value), count)| add(*key, *value, *count)),
    }
}

/// Moves a day's sums into the period's.
fn flush<T: Copy + Default + Into<i128>>(
    sums: &mut [Sum<T>],
    used: &[u32],
    period: &mut [(i128, u64)],
    by_label: &mut Vec<(Label, u32)>,
    numbering: &Numbering,
) {
    sums[OUT as usize] = Sum::default();
    for number in used {
        let sum = std::mem::take(&mut sums[*number as usize]);
        if sum.rows_and_models == 0 {
            continue;
        }
        let (value, rows) = &mut period[*number as usize];
        *value += sum.value.into();
        *rows += sum.rows_and_models >> 32;
        let class = numbering.class(*number);
        if class.sure {
            by_label.push((class.label, sum.rows_and_models as u32));
        }
    }
}

/// Classes of rows where models are told apart.
struct ModelClasses<'a> {
    by_model: bool,
    /// By model, whether the filter on models admits it.
    admitted: Vec<bool>,
    /// Whether it admits rows that are about no model in particular.
    admits_rest: bool,
    unlisted: Unlisted<'a>,
    /// What the unlisted row's cell may be, where models do not matter.
    judge: LabelSet,
}

impl<'a> ModelClasses<'a> {
    /// None where the query does not tell models apart.
    fn new(query: &'a Query, facts: &Facts, classifier: &Classifier<'_>) -> Option<Self> {
        let by_model = by_model(query.breakdown());
        let filter = query.filters.get(&DimensionId::Model);
        (by_model || filter.is_some()).then(|| Self {
            by_model,
            admitted: facts
                .models()
                .iter()
                .map(|model| admits(filter, Some(&model.id)))
                .collect(),
            admits_rest: admits(filter, None),
            unlisted: Unlisted::new(query, facts, classifier),
            judge: classifier.judge.empty_set(),
        })
    }

    /// The class of each row of a day; unlisted rows are set aside.
    fn classes(
        &self,
        day: &Day<'_>,
        facts: &Facts,
        cells: &[JudgedCell],
        class_of_cell: &[u32],
        numbering: &Numbering,
        unlisted: &mut Vec<UnlistedRow>,
    ) -> Vec<u32> {
        let unnamed = facts.models().len() as Label + 1;
        let class = |(at, cell): (usize, &u32)| {
            let model = day.model(at);
            let judged = cells[*cell as usize];
            if model.is_some_and(|model| facts.models()[model].unlisted) {
                unlisted.push(UnlistedRow {
                    value: day.value(at),
                    own: judged,
                });
                return OUT;
            }
            let admitted = model.map_or(self.admits_rest, |model| self.admitted[model]);
            if !admitted || judged.membership == Membership::No {
                OUT
            } else if self.by_model {
                numbering.number(Class {
                    sure: judged.membership == Membership::Yes,
                    label: model.map_or(unnamed, |model| model as Label + 1),
                    set: 0,
                    marks: judged.marks,
                })
            } else {
                class_of_cell[*cell as usize]
            }
        };
        day.cells.iter().enumerate().map(class).collect()
    }

    fn add_unlisted(
        &self,
        rows: &[UnlistedRow],
        day: &Day<'_>,
        facts: &Facts,
        numbering: &mut Numbering,
        sums: &mut PeriodSums,
    ) {
        if rows.is_empty() {
            return;
        }
        let mut listed = vec![false; facts.models().len()];
        for model in (0..day.cells.len()).filter_map(|at| day.model(at)) {
            listed[model] = true;
        }
        for row in rows {
            let mut anything = numbering
                .sets
                .get(row.own.set)
                .unwrap_or(&self.judge)
                .clone();
            if row.own.label != UNKNOWN {
                anything.insert(row.own.label);
            }
            let (membership, labels) = self.unlisted.judge(row.own, &anything, facts, &listed);
            if membership > Membership::No {
                let sure = membership == Membership::Yes;
                sums.open.push(OpenSum {
                    set: numbering.set(&labels),
                    sure,
                    value: row.value,
                });
            }
        }
    }
}
