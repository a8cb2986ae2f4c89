//! The answer to a query: series in order, a point a period, shares as ranges.
//!
//! With D = rows surely in the filter, U = rows only possibly in it, K = rows surely in filter
//! and series, P = rows not in K that are possibly in both at once:
//! `share = K/D`, `low = K/(D+U)`, `high = (K+P)/(D union P)`.

use super::Query;
use super::amount::Amount;
use super::choices::{Lens, LicenseAs};
use super::dictionary::{Dictionary, Label};
use super::dimension::{Dimension, Factor, Values};
use super::facts::{Facts, PanelNote};
use super::fold::Parts;
use super::period::Period;
use super::tally::tally;
use crate::domain::Metric;

/// What a query asks for, as far as it is known.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The metric.
    pub metric: Metric,
    /// What the series are.
    pub by: &'static Dimension,
    /// The periods with at least one observed day, ascending, each with its totals.
    pub periods: Vec<PeriodTotals>,
    /// Known series by rank, then `_rest`, then `_unlisted` or `unknown`; each has a point.
    pub series: Vec<Series>,
    /// The panel the figures are restricted to, if they are.
    pub panel: Option<PanelNote>,
}

/// A period and what all series of it are parts of.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodTotals {
    /// The period.
    pub period: Period,
    /// D: rows surely in the filter.
    pub total: Amount,
    /// U: rows that are possibly in the filter, but not surely.
    pub possible: Amount,
    /// The part of `total` whose license is the catalog's for want of a dated one; none where
    /// neither filter nor breakdown is about licenses as they were then, or nothing is there.
    pub undated_share: Option<f64>,
    /// What became of base models, under the lens that counts by them; none where nothing is
    /// there.
    pub bases: Option<BaseTotals>,
}

/// What the lens of the base made of a period's total. What is in neither part has no base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaseTotals {
    /// What counts as its base model's.
    pub based: Part,
    /// What has a stated base that does not resolve, and counts as its publisher's.
    pub unresolved: Part,
}

/// A part of a period's total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its share of the total, 0 to 1.
    pub share: f64,
    /// Distinct models in it; over several days of a flow, the most on one day.
    pub models: u32,
}

/// What a series is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeriesKind {
    /// One value of the breakdown.
    Known,
    /// All known values that are not shown on their own.
    Rest,
    /// Everything a source does not list.
    Unlisted,
    /// Rows whose attribute is not known.
    Unknown,
}

/// One series of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The id in files and addresses.
    pub id: String,
    /// What it is made of.
    pub kind: SeriesKind,
    /// The display name, where the facts and not the dictionary have it: of models.
    pub name: Option<String>,
    /// The points, ascending; a period without one is a gap.
    pub points: Vec<Point>,
}

/// A series on one date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Index into [`Answer::periods`].
    pub period: usize,
    /// K: rows surely in filter and series.
    pub value: Amount,
    /// The share of the total; none when the total is 0.
    pub share: Option<ShareRange>,
    /// Distinct models in it; over several days of a flow, the most on one day. The unlisted
    /// row counts none.
    pub models: u32,
    /// Its place among all values of the breakdown on that date, folded ones included: 1 for the
    /// largest, equal values share a place. None for what is no value: the rest and the unknown.
    pub rank: Option<u32>,
}

/// A share of the filtered total, 0 to 1, with what it may be once the unknown is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareRange {
    /// Nothing of the unknown belongs to the series.
    pub low: f64,
    /// Of what is surely in the filter.
    pub share: f64,
    /// All that possibly belongs to the series does.
    pub high: f64,
}

impl Answer {
    /// The newest period that is whole, or the newest of all.
    pub fn newest_complete(&self) -> Option<usize> {
        let whole = self
            .periods
            .iter()
            .rposition(|totals| totals.period.complete);
        whole.or_else(|| self.periods.len().checked_sub(1))
    }

    /// The series of an id.
    pub fn series_by_id(&self, id: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.id == id)
    }
}

impl Series {
    /// The point of a period.
    pub fn point(&self, period: usize) -> Option<&Point> {
        let at = self
            .points
            .binary_search_by_key(&period, |point| point.period)
            .ok()?;
        self.points.get(at)
    }
}

/// Answers a query.
pub fn answer(query: &Query, facts: &Facts, dictionary: &Dictionary) -> Answer {
    let periods = query.periods(facts.metric().semantics, facts.days());
    let tally = tally(query, facts, dictionary, &periods);
    let parts = Parts::new(query, &tally, |label| {
        id_of(query, facts, dictionary, label)
    });
    let mut series = series_of(&parts.leading, query, facts, dictionary, periods.len());
    let mut totals = Vec::with_capacity(periods.len());
    for (index, (period, sums)) in periods.into_iter().zip(&tally.periods).enumerate() {
        let ranges = parts.ranges(&tally, sums);
        let models = parts.models(&tally, sums);
        let ranks = parts.ranks(&tally, sums);
        let amount = |sum| Amount {
            sum,
            divisor: period.divisor(),
            decimals: facts.metric().decimals,
        };
        let part = |sum: i128| (ranges.total > 0).then(|| sum as f64 / ranges.total as f64);
        for (at, range) in ranges
            .parts
            .iter()
            .enumerate()
            .filter(|(_, range)| range.present)
        {
            series[at].points.push(Point {
                period: index,
                value: amount(range.sure),
                share: range.share(ranges.total, ranges.possible),
                models: models[at],
                rank: ranks.get(at).copied(),
            });
        }
        let dated = query.license_as == LicenseAs::Then && query.reads(Factor::Terms);
        let of_bases = || {
            let models = tally.lineages(sums);
            let part = |sum, models| part(sum).map(|share| Part { share, models });
            Some(BaseTotals {
                based: part(sums.based, models.based)?,
                unresolved: part(sums.unresolved, models.unresolved)?,
            })
        };
        let bases = match query.lens {
            Lens::Base => of_bases(),
            Lens::Publisher => None,
        };
        totals.push(PeriodTotals {
            total: amount(ranges.total),
            possible: amount(ranges.possible),
            undated_share: part(sums.undated).filter(|_| dated),
            bases,
            period,
        });
    }
    series.retain(|series| !series.points.is_empty());
    Answer {
        metric: facts.metric().clone(),
        by: query.breakdown(),
        periods: totals,
        series,
        panel: facts.panel(),
    }
}

/// The id of a label: as addresses spell it.
fn id_of<'a>(query: &Query, facts: &'a Facts, dictionary: &'a Dictionary, label: Label) -> &'a str {
    let by = query.breakdown();
    let id = match by.values {
        Values::Models => {
            let model = (label as usize)
                .checked_sub(1)
                .and_then(|at| facts.models().get(at));
            model.map(|model| model.id.as_str())
        }
        _ => by.spelling(dictionary, label),
    };
    id.unwrap_or_default()
}

/// The series, without points.
fn series_of(
    leading: &[Label],
    query: &Query,
    facts: &Facts,
    dictionary: &Dictionary,
    periods: usize,
) -> Vec<Series> {
    let by = query.breakdown();
    let series = |id: &str, kind, name| Series {
        id: id.to_owned(),
        kind,
        name,
        points: Vec::with_capacity(periods),
    };
    let named = leading.iter().map(|label| {
        let model = (*label as usize)
            .checked_sub(1)
            .and_then(|at| facts.models().get(at));
        let name = model.filter(|_| matches!(by.values, Values::Models));
        let name = name.map(|model| model.name.clone());
        series(
            id_of(query, facts, dictionary, *label),
            SeriesKind::Known,
            name,
        )
    });
    let last = match by.values {
        Values::Models => SeriesKind::Unlisted,
        _ => SeriesKind::Unknown,
    };
    let folded = [
        series("_rest", SeriesKind::Rest, None),
        series(by.unknown, last, None),
    ];
    named.chain(folded).collect()
}
