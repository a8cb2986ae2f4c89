//! The answer to a query: series in order, a point a period, shares as ranges.
//!
//! With D = rows surely in the filter, U = rows only possibly in it, K = rows surely in filter
//! and series, P = rows not in K that are possibly in both at once:
//! `share = K/D`, `low = K/(D+U)`, `high = (K+P)/(D union P)`.

use super::Query;
use super::amount::Amount;
use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::{Dimension, Values};
use super::facts::{Facts, PanelNote};
use super::period::Period;
use super::tally::{PeriodSums, Tally, tally};
use super::worlds::LabelSet;
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
    /// The part of `total` that counts as its base model's, under that lens.
    pub based_share: Option<f64>,
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
    let sums = tally(query, facts, dictionary, &periods);
    let parts = Parts::new(query, &sums, |label| id_of(query, facts, dictionary, label));
    let mut series = parts.series(query, facts, dictionary);
    let mut totals = Vec::with_capacity(periods.len());
    for (index, (period, sums)) in periods.into_iter().zip(&sums.periods).enumerate() {
        let ranges = parts.ranges(sums);
        let models = parts.models(sums);
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
            });
        }
        let dated = query.license_as == super::LicenseAs::Then && query.reads(super::Factor::Terms);
        let based = query.lens == super::Lens::Base;
        totals.push(PeriodTotals {
            total: amount(ranges.total),
            possible: amount(ranges.possible),
            undated_share: part(sums.undated).filter(|_| dated),
            based_share: part(sums.based).filter(|_| based),
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

/// Which labels make which series: the leading ones each their own, all other known ones
/// `_rest`, the unknown the last.
pub(super) struct Parts {
    /// The labels shown on their own, by rank.
    pub leading: Vec<Label>,
    /// By label: index of its series.
    part_of: Vec<usize>,
    /// Every real value that is not leading, the unnamed one included.
    rest: LabelSet,
    /// By set of labels: the parts rows of that set may belong to.
    parts_of_set: Vec<Vec<usize>>,
    /// Whether any rows belong to the rest; without, there is no such series.
    has_rest: bool,
}

/// A series of one period before it is a point.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Range {
    /// Whether it has a row.
    pub present: bool,
    /// K.
    pub sure: i128,
    /// P.
    pub possible: i128,
    /// The part of P that is not in D.
    pub possible_outside: i128,
}

/// All series of one period.
pub(super) struct Ranges {
    /// D.
    pub total: i128,
    /// U.
    pub possible: i128,
    pub parts: Vec<Range>,
}

impl Range {
    /// The share and its range, of a total that is not 0.
    pub fn share(&self, total: i128, possible: i128) -> Option<ShareRange> {
        (total > 0).then(|| ShareRange {
            low: self.sure as f64 / (total + possible) as f64,
            share: self.sure as f64 / total as f64,
            high: (self.sure + self.possible) as f64 / (total + self.possible_outside) as f64,
        })
    }
}

impl Parts {
    /// Ranks the known labels that have rows: by value in the last period, then by the total
    /// of all, then by id. `id_of` spells a label; one without an id is never leading.
    fn new<'a>(query: &Query, tally: &Tally, id_of: impl Fn(Label) -> &'a str) -> Self {
        let mut totals: Vec<Option<(Option<i128>, i128)>> = vec![None; tally.label_count];
        for (index, period) in tally.periods.iter().enumerate() {
            let last = index + 1 == tally.periods.len();
            for sum in period.known.iter().filter(|sum| sum.sure) {
                let (latest, total) = totals[sum.label as usize].get_or_insert_default();
                *total += sum.value;
                if last {
                    *latest.get_or_insert_default() += sum.value;
                }
            }
        }
        let mut ranked: Vec<(Label, Option<i128>, i128, &str)> = totals
            .iter()
            .zip(0..)
            .filter_map(|(totals, label)| {
                totals.map(|(latest, total)| (label, latest, total, id_of(label)))
            })
            .collect();
        let everything = ranked.len();
        ranked.retain(|(_, _, _, id)| !id.is_empty());
        ranked.sort_by(|a, b| (b.1, b.2).cmp(&(a.1, a.2)).then_with(|| a.3.cmp(b.3)));
        ranked.truncate(usize::from(query.top));
        let leading: Vec<Label> = ranked.iter().map(|(label, ..)| *label).collect();
        Self::with_leading(leading, everything, tally)
    }

    /// The parts when these labels lead, of `everything` known labels with rows.
    pub(super) fn with_leading(leading: Vec<Label>, everything: usize, tally: &Tally) -> Self {
        let mut part_of = vec![leading.len(); tally.label_count];
        let mut rest = LabelSet::with_size(tally.label_count);
        for (part, label) in leading.iter().enumerate() {
            part_of[*label as usize] = part;
        }
        part_of[UNKNOWN as usize] = leading.len() + 1;
        for (part, label) in part_of.iter().zip(0..) {
            if *part == leading.len() {
                rest.insert(label);
            }
        }
        let parts_of_set = tally.sets.iter().map(|set| {
            let named = leading
                .iter()
                .enumerate()
                .filter(|(_, label)| set.contains(**label));
            let mut parts: Vec<usize> = named.map(|(part, _)| part).collect();
            if set.intersects(&rest) {
                parts.push(leading.len());
            }
            parts
        });
        Self {
            parts_of_set: parts_of_set.collect(),
            has_rest: everything > leading.len(),
            part_of,
            rest,
            leading,
        }
    }

    /// The series, without points.
    fn series(&self, query: &Query, facts: &Facts, dictionary: &Dictionary) -> Vec<Series> {
        let by = query.breakdown();
        let series = |id: &str, kind, name| Series {
            id: id.to_owned(),
            kind,
            name,
            points: Vec::new(),
        };
        let named = self.leading.iter().map(|label| {
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

    /// K, P and the totals of one period.
    pub(super) fn ranges(&self, sums: &PeriodSums) -> Ranges {
        let mut ranges = Ranges {
            total: 0,
            possible: 0,
            parts: vec![Range::default(); self.leading.len() + 2],
        };
        let known = sums
            .known
            .iter()
            .map(|sum| (self.part_of[sum.label as usize], sum.sure, sum.value));
        let unknown = self.leading.len() + 1;
        let open = sums.open.iter().map(|sum| (unknown, sum.sure, sum.value));
        for (part, sure, value) in known.chain(open) {
            let range = &mut ranges.parts[part];
            if sure {
                ranges.total += value;
                range.sure += value;
                range.present = true;
            } else {
                ranges.possible += value;
                range.possible += value;
                range.possible_outside += value;
            }
        }
        for sum in &sums.open {
            for part in &self.parts_of_set[sum.set] {
                let range = &mut ranges.parts[*part];
                range.possible += sum.value;
                range.possible_outside += if sum.sure { 0 } else { sum.value };
            }
        }
        // Nothing was folded: what may be of some other value is in no series shown.
        ranges.parts[self.leading.len()].present &= self.has_rest;
        ranges
    }

    /// Models of each series: the most on one day.
    fn models(&self, sums: &PeriodSums) -> Vec<u32> {
        let mut most = vec![0; self.leading.len() + 2];
        for day in &sums.models {
            let mut models = vec![0; most.len()];
            for (label, count) in day {
                models[self.part_of[*label as usize]] += count;
            }
            for (most, models) in most.iter_mut().zip(models) {
                *most = models.max(*most);
            }
        }
        most
    }
}
