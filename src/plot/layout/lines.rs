//! Lines: one path a run of observations, ranges behind them, dots at their ends.

use chrono::NaiveDate;

use super::super::format::Locale;
use super::super::path::{self, Point};
use super::super::spec::{Fill, MarkKind, ScaleKind, Series, TickUnit, TimeForm, TimeSpec};
use super::super::view::{Dot, Overlap, Shape, TimeView};
use super::{Plan, ends, identifier, marks, percent, tenth, title, value};

/// More dates than this are thinned to what a screen can show.
const DENSE: usize = 400;
/// Width of a column that keeps only its extremes, in path units.
pub const COLUMN: f64 = 2.5;

pub fn draw(spec: &TimeSpec, plan: &Plan, view: &mut TimeView) {
    let mut anchors = Vec::with_capacity(plan.ends.len());
    let mut early = Vec::with_capacity(plan.ends.len());
    for draft in &plan.ends {
        let Some(series) = draft.series.and_then(|index| spec.series.get(index)) else {
            continue;
        };
        let points = points(spec, series, plan);
        view.ranges.extend(range(series, plan));
        view.shapes.push(shape(spec, series, &points, plan));
        view.dots.extend(dots(series, &points, plan));
        let at = points
            .get(draft.last)
            .copied()
            .flatten()
            .map_or(plan.scale.bottom, |point| point.1);
        anchors.push(at);
        early.push((draft.last + 1 < spec.dates.len()).then(|| percent(plan.shares[draft.last])));
    }
    (view.ends, view.legend) = ends::place(&plan.ends, &anchors, &early, &view.frame);
    if spec.form == TimeForm::Bands {
        view.provisional = plan.provisional();
        view.overlaps = overlaps(spec, plan);
    }
    for (mark, (share, shown)) in view.marks.iter_mut().zip(marks::shown_marks(spec)) {
        if shown.kind == MarkKind::Crossover {
            mark.crossing =
                crossing(spec, plan, share).map(|(share, y)| (percent(share), tenth(y)));
        }
    }
}

/// A chart of one series, for drawings that are no chart themselves.
pub fn chart_of(dates: &[NaiveDate], series: &Series, locale: Locale) -> TimeSpec {
    TimeSpec {
        id: String::new(),
        form: TimeForm::Lines,
        description: String::new(),
        dates: dates.to_vec(),
        breaks: Vec::new(),
        series: vec![series.clone()],
        provisional_from: None,
        scale: ScaleKind::Linear,
        unit: TickUnit::Plain,
        marks: Vec::new(),
        locale,
        bracket: None,
        key: Vec::new(),
        empty_text: String::new(),
    }
}

/// Where the observations of a series stand.
pub fn points(spec: &TimeSpec, series: &Series, plan: &Plan) -> Vec<Option<Point>> {
    (0..spec.dates.len())
        .map(|index| {
            value(series, index, plan.scale.kind).map(|value| (plan.x(index), plan.scale.at(value)))
        })
        .collect()
}

/// Pairs of drawn ranges that share values on some date.
fn overlaps(spec: &TimeSpec, plan: &Plan) -> Vec<Overlap> {
    let drawn: Vec<&Vec<Option<(f64, f64)>>> = plan
        .ends
        .iter()
        .filter_map(|draft| spec.series.get(draft.series?))
        .filter(|series| range(series, plan).is_some())
        .filter_map(|series| series.low_high.as_ref())
        .collect();
    let meet = |one: &[Option<(f64, f64)>], other: &[Option<(f64, f64)>]| {
        one.iter()
            .zip(other)
            .filter_map(|(one, other)| Some(((*one)?, (*other)?)))
            .any(|(one, other)| one.0 < other.1 && other.0 < one.1)
    };
    (0..drawn.len())
        .flat_map(|second| (0..second).map(move |first| Overlap { first, second }))
        .filter(|pair| meet(drawn[pair.first], drawn[pair.second]))
        .collect()
}

/// Where two lines met on the last step to a date, which is a share of the width: the step is from
/// the date before it. A step on which none met has no such place.
fn crossing(spec: &TimeSpec, plan: &Plan, share: f64) -> Option<(f64, f64)> {
    let after = plan.shares.iter().position(|date| *date >= share)?;
    let before = after.checked_sub(1)?;
    let lines: Vec<(f64, f64)> = spec
        .series
        .iter()
        .filter_map(|series| {
            let from = value(series, before, plan.scale.kind)?;
            let to = value(series, after, plan.scale.kind)?;
            Some((plan.scale.at(from), plan.scale.at(to)))
        })
        .collect();
    let pairs = (0..lines.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    pairs
        .filter_map(|(one, other)| {
            let (one, other) = (lines[one], lines[other]);
            let (first, last) = (one.0 - other.0, one.1 - other.1);
            // Level at the end counts as met, level at the beginning as met before.
            let met = first != 0.0 && (last == 0.0 || (first < 0.0) != (last < 0.0));
            let part = met.then(|| first / (first - last))?;
            let width = plan.shares[after] - plan.shares[before];
            Some((
                plan.shares[before] + part * width,
                one.0 + part * (one.1 - one.0),
            ))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0))
}

/// The paths of a series.
pub fn shape(spec: &TimeSpec, series: &Series, points: &[Option<Point>], plan: &Plan) -> Shape {
    let last = points.iter().rposition(Option::is_some);
    let paths = if points.len() > DENSE {
        thinned(points, plan)
    } else {
        path::line(points, &plan.breaks, plan.provisional_from)
    };
    Shape {
        slug: identifier(&series.slug),
        hue: series.style.hue.slug(),
        fill: series.style.fill,
        path: paths.solid,
        provisional: paths.provisional,
        bridge: paths.bridge,
        edge: String::new(),
        title: title(spec, series, last),
    }
}

/// The line with fewer points; runs stay runs, so gaps and breaks survive.
fn thinned(points: &[Option<Point>], plan: &Plan) -> path::LinePaths {
    let (mut kept, mut breaks) = (Vec::new(), Vec::new());
    let mut provisional_from = usize::MAX;
    for run in runs(points, plan) {
        if kept.len() > 1 || !kept.is_empty() {
            breaks.push(kept.len() - 1);
        }
        // Incomplete periods are few: they are kept whole, so that the dashes start where they should.
        let split = plan.provisional_from.clamp(run.start, run.end);
        let known: Vec<Point> = points[run.start..split].iter().flatten().copied().collect();
        kept.extend(
            path::visible(&known, COLUMN)
                .into_iter()
                .map(|index| Some(known[index])),
        );
        if split < run.end && provisional_from == usize::MAX {
            provisional_from = kept.len();
        }
        kept.extend(points[split..run.end].iter().copied());
    }
    path::line(&kept, &breaks, provisional_from)
}

/// Stretches of neighboring observations.
pub fn runs(points: &[Option<Point>], plan: &Plan) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, point) in points.iter().enumerate() {
        if point.is_none() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == index && !plan.breaks.contains(&(index.wrapping_sub(1))) => {
                run.end = index + 1;
            }
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

/// The faint band from the lowest to the highest value it could be.
fn range(series: &Series, plan: &Plan) -> Option<Shape> {
    let bounds = series.low_high.as_ref()?;
    let edges: Vec<Option<(Point, Point)>> = bounds
        .iter()
        .take(plan.shares.len())
        .enumerate()
        .map(|(index, pair)| {
            pair.filter(|(low, high)| low.is_finite() && high.is_finite())
                .map(|(low, high)| {
                    (
                        (plan.x(index), plan.scale.at(high)),
                        (plan.x(index), plan.scale.at(low)),
                    )
                })
        })
        .collect();
    let uppers: Vec<Option<Point>> = edges
        .iter()
        .map(|edge| edge.map(|(upper, _)| upper))
        .collect();
    let (mut path, mut edge) = (String::new(), String::new());
    for run in runs(&uppers, plan) {
        let (upper, lower): (Vec<Point>, Vec<Point>) = edges[run].iter().flatten().copied().unzip();
        path.push_str(&path::area(&upper, &lower));
        if let ([top], [bottom]) = (upper.as_slice(), lower.as_slice()) {
            // One date has no width: an upright line stands for its range.
            edge.push_str(&path::polyline(&[*top, *bottom]));
        } else {
            edge.push_str(&path::polyline(&upper));
            edge.push_str(&path::polyline(&lower));
        }
    }
    (!path.is_empty()).then(|| Shape {
        slug: identifier(&series.slug),
        hue: series.style.hue.slug(),
        fill: series.style.fill,
        path,
        provisional: String::new(),
        bridge: String::new(),
        edge,
        title: String::new(),
    })
}

/// The end of the line, and every observation that stands alone between gaps.
pub fn dots(series: &Series, points: &[Option<Point>], plan: &Plan) -> Vec<Dot> {
    let last = points.iter().rposition(Option::is_some);
    runs(points, plan)
        .into_iter()
        .filter_map(|run| {
            let index = run.end - 1;
            let is_end = last == Some(index);
            let (_, y) = points[index]?;
            (is_end || run.len() == 1).then(|| Dot {
                x: percent(plan.shares[index]),
                y: tenth(y),
                slug: identifier(&series.slug),
                hue: series.style.hue.slug(),
                is_solid: series.style.fill == Fill::Solid,
                is_end,
                is_provisional: index >= plan.provisional_from,
            })
        })
        .collect()
}
