//! What a filter could ask for: per dimension the values that have rows at the last date shown,
//! under all filters but the dimension's own. A value's count is the one the rows of that date
//! have, once they are filtered and broken down by it.

use super::Query;
use super::amount::Amount;
use super::answer::{SeriesKind, answer};
use super::choices::Variants;
use super::classify::Classifier;
use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::{Dimension, DimensionId, World, filters};
use super::facts::{Cell, Facts};
use super::period::Period;
use super::question::MOST_SERIES;
use super::worlds::Membership;
use chrono::NaiveDate;

/// The values of one dimension that have rows.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The dimension.
    pub dimension: &'static Dimension,
    /// Its values by size, the unknown last.
    pub values: Vec<PresentValue>,
}

/// A value that has rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentValue {
    /// As filters spell it.
    pub id: String,
    /// Distinct models that surely have it.
    pub models: u32,
    /// What they add up to; over several days of a flow, their mean.
    pub value: Amount,
}

/// The values present in each filter but that on models, which has too many to offer.
pub fn presence(query: &Query, facts: &Facts, dictionary: &Dictionary) -> Vec<Presence> {
    let Some(last_date) = at_last_date(query, facts) else {
        return Vec::new();
    };
    let periods = last_date.periods(facts.metric().semantics, facts.days());
    // A filter on models is judged row by row, with what a source does not list.
    if periods.len() != 1 || query.filters.contains_key(&DimensionId::Model) {
        return by_answers(&last_date, facts, dictionary);
    }
    let date = Date::new(&last_date, facts, dictionary, &periods[0]);
    let under_all = date.surely_in(&last_date);
    let present = offered().map(|dimension| {
        let values = if last_date.filters.contains_key(&dimension.id) {
            let mut under_others = last_date.clone();
            under_others.filters.remove(&dimension.id);
            date.values(dimension, &date.surely_in(&under_others))
        } else {
            date.values(dimension, &under_all)
        };
        Presence { dimension, values }
    });
    present.collect()
}

fn offered() -> impl Iterator<Item = &'static Dimension> {
    filters().filter(|dimension| dimension.breakdown && !dimension.is_model())
}

/// The rows of one date, to be looked at once a filter. Only what is surely in counts, so that a
/// row is what it says of itself, and one pass does what would otherwise be an answer each.
struct Date<'a> {
    query: &'a Query,
    facts: &'a Facts,
    dictionary: &'a Dictionary,
    period: &'a Period,
    /// What cells say of themselves.
    own: Vec<World>,
}

/// By cell, whether its rows are surely in the filters of a question; that on models is left to
/// whoever knows the model of a row.
pub fn surely_in(query: &Query, dictionary: &Dictionary, cells: &[Cell]) -> Vec<bool> {
    // Whatever it is broken down by; this dimension has the fewest values.
    let query = Query {
        by: DimensionId::Weights,
        ..query.clone()
    };
    let mut classifier = Classifier::new(&query, dictionary, 0);
    let judge = |cell: &Cell| classifier.judge_cell(cell).membership == Membership::Yes;
    cells.iter().map(judge).collect()
}

/// What a value has.
#[derive(Clone, Copy, Default)]
struct Sum {
    is_there: bool,
    value: i128,
    /// On the day with the most.
    models: u32,
    on_day: u32,
}

impl<'a> Date<'a> {
    fn new(
        query: &'a Query,
        facts: &'a Facts,
        dictionary: &'a Dictionary,
        period: &'a Period,
    ) -> Self {
        let classifier = Classifier::new(query, dictionary, 0);
        let cells = facts.cells().iter();
        Self {
            own: cells.map(|cell| classifier.own(cell)).collect(),
            query,
            facts,
            dictionary,
            period,
        }
    }

    fn surely_in(&self, question: &Query) -> Vec<bool> {
        surely_in(question, self.dictionary, self.facts.cells())
    }

    fn values(&self, dimension: &'static Dimension, surely_in: &[bool]) -> Vec<PresentValue> {
        let labels = dimension.size(self.dictionary, 0) + 2;
        let mut sums = vec![Sum::default(); labels];
        let label_of: Vec<Label> = self.own.iter().map(dimension.label).collect();
        for index in self.period.counted.clone() {
            for entry in self.facts.day(index).entries() {
                let cell = entry.cell as usize;
                if surely_in[cell] {
                    let sum = &mut sums[label_of[cell] as usize];
                    sum.is_there = true;
                    sum.value += entry.value;
                    sum.on_day += match self.query.variants {
                        Variants::Merged => entry.models,
                        Variants::Separate => entry.slugs,
                    };
                }
            }
            for sum in &mut sums {
                sum.models = sum.models.max(std::mem::take(&mut sum.on_day));
            }
        }
        let known = (1..).zip(&sums[1..]).filter(|(_, sum)| sum.is_there);
        let mut known: Vec<(&str, Sum)> = known
            .filter_map(|(label, sum)| Some((dimension.spelling(self.dictionary, label)?, *sum)))
            .collect();
        known.sort_by(|a, b| b.1.value.cmp(&a.1.value).then_with(|| a.0.cmp(b.0)));
        known.truncate(usize::from(MOST_SERIES));
        let unknown = sums[UNKNOWN as usize];
        known.extend(unknown.is_there.then_some((dimension.unknown, unknown)));
        let value = |(id, sum): (&str, Sum)| PresentValue {
            id: id.to_owned(),
            models: sum.models,
            value: Amount {
                sum: sum.value,
                divisor: self.period.divisor(),
                decimals: self.facts.metric().decimals,
            },
        };
        known.into_iter().map(value).collect()
    }
}

/// The same by an answer for each filter.
pub(super) fn by_answers(
    last_date: &Query,
    facts: &Facts,
    dictionary: &Dictionary,
) -> Vec<Presence> {
    let present = offered().map(|dimension| {
        let mut under_others = Query {
            by: dimension.id,
            ..last_date.clone()
        };
        under_others.filters.remove(&dimension.id);
        let series = answer(&under_others, facts, dictionary).series.into_iter();
        let values = series.filter(|series| series.kind != SeriesKind::Rest);
        let values = values.filter_map(|series| {
            let point = series.points.first()?;
            Some(PresentValue {
                models: point.models,
                value: point.value,
                id: series.id,
            })
        });
        Presence {
            dimension,
            values: values.collect(),
        }
    });
    present.collect()
}

/// When a question last had something to show, and of how many models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastShown {
    /// First day of the date.
    pub on: NaiveDate,
    /// Whether it is the last date asked for.
    pub is_newest: bool,
    /// Models surely in the filters on it; what a source does not list is none.
    pub models: u32,
}

/// The last date on which models pass a question's filters; none where there is no such date.
pub fn last_shown(query: &Query, facts: &Facts, dictionary: &Dictionary) -> Option<LastShown> {
    let query = Query {
        by: DimensionId::default(),
        top: MOST_SERIES,
        ..query.clone()
    };
    let answer = answer(&query, facts, dictionary);
    let models_of = |period: usize| -> u32 {
        let points = answer.series.iter().filter_map(|one| one.point(period));
        points.map(|point| point.models).sum()
    };
    let dates = answer.periods.len();
    let at = (0..dates).rev().find(|period| models_of(*period) > 0)?;
    Some(LastShown {
        on: answer.periods[at].period.first,
        is_newest: at + 1 == dates,
        models: models_of(at),
    })
}

/// The question about the last date shown alone, each value on its own.
pub(super) fn at_last_date(query: &Query, facts: &Facts) -> Option<Query> {
    let periods = query.periods(facts.metric().semantics, facts.days());
    let days = &facts.days()[periods.last()?.counted.clone()];
    Some(Query {
        from: days.first().copied(),
        to: days.last().copied(),
        top: MOST_SERIES,
        ..query.clone()
    })
}
