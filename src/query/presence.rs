//! What a filter could ask for: per dimension the values that have rows at the last date shown,
//! under all filters but the dimension's own.

use super::Query;
use super::amount::Amount;
use super::answer::{SeriesKind, answer};
use super::choices::Every;
use super::dictionary::Dictionary;
use super::dimension::{Dimension, filters};
use super::facts::Facts;
use super::question::MOST_SERIES;

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
    /// What they add up to on the day.
    pub value: Amount,
}

/// The values present in each filter but that on models, which has too many to offer.
pub fn presence(query: &Query, facts: &Facts, dictionary: &Dictionary) -> Vec<Presence> {
    let periods = query.periods(facts.metric().semantics, facts.days());
    let last = periods
        .last()
        .and_then(|period| facts.days()[period.counted.clone()].last());
    let Some(last) = last else {
        return Vec::new();
    };
    let offered = filters().filter(|dimension| dimension.breakdown && !dimension.is_model());
    let present = offered.map(|dimension| {
        let mut of_day = Query {
            by: dimension.id,
            from: Some(*last),
            to: Some(*last),
            every: Every::Day,
            top: MOST_SERIES,
            ..query.clone()
        };
        of_day.filters.remove(&dimension.id);
        let series = answer(&of_day, facts, dictionary).series.into_iter();
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
