//! Entries -> sums: one pass over the rows of the days an answer counts.

use super::Query;
use super::classify::{BASED, Class, Classifier, JudgedCell, Numbering, OUT, UNDATED, UNRESOLVED};
use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::DimensionId;
use super::facts::{Day, Facts};
use super::period::Period;
use super::sums::Sums;
use super::unlisted::{Unlisted, admits};
use super::worlds::{LabelSet, Membership};
use std::ops::Range;

/// The sums of a query, period by period; all periods' in few long lists, which costs less
/// than many short ones.
#[derive(Default)]
pub(super) struct Tally {
    pub periods: Vec<PeriodSums>,
    known: Vec<KnownSum>,
    open: Vec<OpenSum>,
    /// Models surely in the filter by label, day after day.
    models: Vec<(Label, u32)>,
    /// Where each day counted begins in `models`; one longer than there are days.
    model_days: Vec<usize>,
    /// Models surely in the filter by what became of their base, for each day counted.
    lineages: Vec<Lineages>,
    /// The sets of labels [`OpenSum::set`] points into.
    pub sets: Vec<LabelSet>,
    /// Labels of the breakdown, the unknown and the unnamed one included.
    pub label_count: usize,
}

/// The sums of one period.
#[derive(Debug, Default)]
pub(super) struct PeriodSums {
    known: Range<usize>,
    open: Range<usize>,
    days: Range<usize>,
    /// Of the rows surely in the filter: those with an undated license.
    pub undated: i128,
    /// Of the rows surely in the filter: those counted as their base model's.
    pub based: i128,
    /// Of the rows surely in the filter: those whose base is stated and does not resolve.
    pub unresolved: i128,
}

/// Models by what became of the base that is stated of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lineages {
    /// Models counted as their base's.
    pub based: u32,
    /// Models whose base does not resolve.
    pub unresolved: u32,
}

impl Lineages {
    /// Counts models of a class.
    pub fn count(&mut self, class: &Class, models: u32) {
        if class.marks & BASED != 0 {
            self.based += models;
        } else if class.marks & UNRESOLVED != 0 {
            self.unresolved += models;
        }
    }
}

impl Tally {
    /// Rows whose label is known; a label may stand several times.
    pub fn known(&self, period: &PeriodSums) -> &[KnownSum] {
        &self.known[period.known.clone()]
    }

    /// Rows whose label is unknown, by the labels they may have.
    pub fn open(&self, period: &PeriodSums) -> &[OpenSum] {
        &self.open[period.open.clone()]
    }

    /// Models surely in the filter by label, for each day counted.
    pub fn models(&self, period: &PeriodSums) -> impl Iterator<Item = &[(Label, u32)]> {
        period
            .days
            .clone()
            .map(|day| &self.models[self.model_days[day]..self.model_days[day + 1]])
    }

    /// Models surely in the filter by what became of their base: the most on a day.
    pub fn lineages(&self, period: &PeriodSums) -> Lineages {
        let days = self.lineages[period.days.clone()].iter();
        days.fold(Lineages::default(), |most, day| Lineages {
            based: most.based.max(day.based),
            unresolved: most.unresolved.max(day.unresolved),
        })
    }
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
    let (mut of_cells, mut of_own) = if let Some(models) = &models {
        let of_cells = models.of_cells(&cells, &class_of_cell, &numbering);
        let of_own = models.of_own(facts, &cells, &class_of_cell, &numbering);
        (of_cells, of_own)
    } else {
        let of_own = facts.own();
        let of_own = of_own.map(|(_, cell)| class_of_cell[cell as usize]);
        let of_own = of_own.collect();
        (class_of_cell, of_own)
    };
    let mut sums = Sums::of_used(&numbering, [&mut of_cells, &mut of_own]);
    let mut tally = Tally {
        label_count,
        model_days: vec![0],
        ..Tally::default()
    };
    for period in periods {
        let starts = (
            tally.known.len(),
            tally.open.len(),
            tally.model_days.len() - 1,
        );
        for index in period.counted.clone() {
            let day = facts.day(index);
            if let Some(models) = &models {
                models.add_unlisted(&day, facts, &cells, &mut numbering, &mut tally.open);
            }
            let places = (&*of_cells, &of_own[facts.own_of_day(index)]);
            let lineages = sums.add_day(&day, places, query.variants, &mut tally.models);
            tally.lineages.push(lineages);
            tally.model_days.push(tally.models.len());
        }
        let mut of_period = PeriodSums::default();
        sums.end_period(|class, value| {
            let Class {
                sure,
                label,
                set,
                marks,
            } = class;
            if label == UNKNOWN {
                tally.open.push(OpenSum { set, sure, value });
            } else {
                tally.known.push(KnownSum { label, sure, value });
            }
            if sure {
                of_period.undated += if marks & UNDATED == 0 { 0 } else { value };
                of_period.based += if marks & BASED == 0 { 0 } else { value };
                of_period.unresolved += if marks & UNRESOLVED == 0 { 0 } else { value };
            }
        });
        of_period.known = starts.0..tally.known.len();
        of_period.open = starts.1..tally.open.len();
        of_period.days = starts.2..tally.model_days.len() - 1;
        tally.periods.push(of_period);
    }
    tally.sets = numbering.sets;
    tally
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
        let by_model = query.breakdown().is_model();
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

    /// The class of what is left of each cell.
    fn of_cells(
        &self,
        cells: &[JudgedCell],
        class_of_cell: &[u32],
        numbering: &Numbering,
    ) -> Vec<u32> {
        let unnamed = self.admitted.len() as Label + 1;
        let class = |(cell, of_cell): (&JudgedCell, &u32)| {
            if self.admits_rest {
                self.class(*cell, unnamed, *of_cell, numbering)
            } else {
                OUT
            }
        };
        cells.iter().zip(class_of_cell).map(class).collect()
    }

    /// The class of each row of a single model; unlisted rows are set aside.
    fn of_own(
        &self,
        facts: &Facts,
        cells: &[JudgedCell],
        class_of_cell: &[u32],
        numbering: &Numbering,
    ) -> Vec<u32> {
        let class = |(model, cell): (usize, u32)| {
            if !self.admitted[model] || facts.models()[model].unlisted {
                return OUT;
            }
            let cell = cell as usize;
            let label = model as Label + 1;
            self.class(cells[cell], label, class_of_cell[cell], numbering)
        };
        facts.own().map(class).collect()
    }

    fn class(&self, cell: JudgedCell, label: Label, of_cell: u32, numbering: &Numbering) -> u32 {
        if cell.membership == Membership::No {
            OUT
        } else if self.by_model {
            numbering.number(Class {
                sure: cell.membership == Membership::Yes,
                label,
                set: 0,
                marks: cell.marks,
            })
        } else {
            of_cell
        }
    }

    fn add_unlisted(
        &self,
        day: &Day<'_>,
        facts: &Facts,
        cells: &[JudgedCell],
        numbering: &mut Numbering,
        open: &mut Vec<OpenSum>,
    ) {
        let rows = || day.models.iter().enumerate();
        let is_unlisted = |model: u32| facts.models()[model as usize].unlisted;
        if !rows().any(|(_, model)| is_unlisted(*model)) {
            return;
        }
        let mut listed = vec![false; facts.models().len()];
        for (_, model) in rows() {
            listed[*model as usize] = true;
        }
        for (at, _) in rows().filter(|(_, model)| is_unlisted(**model)) {
            let own = cells[day.own.cells[at] as usize];
            let mut anything = numbering.sets.get(own.set).unwrap_or(&self.judge).clone();
            if own.label != UNKNOWN {
                anything.insert(own.label);
            }
            let (membership, labels) = self.unlisted.judge(own, &anything, facts, &listed);
            if membership > Membership::No {
                let sure = membership == Membership::Yes;
                open.push(OpenSum {
                    set: numbering.set(&labels),
                    sure,
                    value: day.own.values.at(at),
                });
            }
        }
    }
}
