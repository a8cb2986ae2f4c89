//! What a filter could ask for: per dimension the values that have rows at the last date shown,
//! under all filters but the dimension's own. A value's count is the one the rows of that date
//! have, once they are filtered and broken down by it.

use super::Query;
use super::amount::Amount;
use super::answer::{SeriesKind, answer};
use super::dictionary::Dictionary;
use super::dimension::{Dimension, DimensionId, filters};
use super::facts::Facts;
use super::question::MOST_SERIES;
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
    let offered = filters().filter(|dimension| dimension.breakdown && !dimension.is_model());
    let present = offered.map(|dimension| {
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
fn at_last_date(query: &Query, facts: &Facts) -> Option<Query> {
    let periods = query.periods(facts.metric().semantics, facts.days());
    let days = &facts.days()[periods.last()?.counted.clone()];
    Some(Query {
        from: days.first().copied(),
        to: days.last().copied(),
        top: MOST_SERIES,
        ..query.clone()
    })
}
