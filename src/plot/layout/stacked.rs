//! Stacked shares: areas painted from the top band down, each reaching to the base line, so that
//! only upper edges need path data. Dates nobody observed leave a hole, never a slope.

use super::super::path::{self, Point};
use super::super::spec::{ScaleKind, TimeSpec};
use super::super::view::{BracketView, Shape, TimeView};
use super::{Plan, ends, identifier, tenth, title, value};

/// Width of the column that a single date between gaps gets, as a share of the plot.
const LONE_DATE: f64 = 0.008;
/// The same where the chart has one date only.
const ONLY_DATE: f64 = 0.14;
/// More dates than this are thinned to what a screen can show.
const DENSE: usize = 400;
const COLUMN: f64 = 2.5;

pub fn draw(spec: &TimeSpec, plan: &Plan, view: &mut TimeView) {
    let count = spec.dates.len();
    let runs = runs(spec, plan);
    // edges[k][i]: the sum of bands 0..k at date i
    let mut edges: Vec<Vec<f64>> = vec![vec![0.0; count]];
    for series in &spec.series {
        let below = &edges[edges.len() - 1];
        let above = (0..count)
            .map(|index| {
                below[index]
                    + value(series, index, ScaleKind::Linear)
                        .unwrap_or(0.0)
                        .max(0.0)
            })
            .collect();
        edges.push(above);
    }
    let kept: Vec<Vec<usize>> = runs
        .iter()
        .map(|run| kept_dates(run, &edges, plan))
        .collect();
    for (position, series) in spec.series.iter().enumerate() {
        let outlines = kept
            .iter()
            .map(|dates| upper_edge(dates, &edges[position + 1], count, plan));
        let path: String = outlines
            .map(|upper| {
                let lower: Vec<Point> = [upper.first(), upper.last()]
                    .into_iter()
                    .flatten()
                    .map(|point| (point.0, plan.scale.bottom))
                    .collect();
                path::area(&upper, &lower)
            })
            .collect();
        let last = (0..count)
            .rev()
            .find(|index| value(series, *index, ScaleKind::Linear).is_some());
        view.shapes.push(Shape {
            slug: identifier(&series.slug),
            hue: series.style.hue.slug(),
            fill: series.style.fill,
            path,
            provisional: String::new(),
            bridge: String::new(),
            edge: String::new(),
            title: title(spec, series, last),
        });
    }
    if let Some(bracket) = &spec.bracket
        && let Some(edge) = edges.get(bracket.through + 1)
        && let Some(newest) = runs.last().and_then(|run| run.last())
    {
        view.bracket = Some(BracketView {
            path: kept
                .iter()
                .map(|dates| path::polyline(&upper_edge(dates, edge, count, plan)))
                .collect(),
            top: tenth(plan.scale.at(edge[*newest])),
            bottom: tenth(plan.scale.bottom),
        });
    }
    view.provisional = plan.provisional();
    let anchors: Vec<f64> = plan
        .ends
        .iter()
        .map(|draft| {
            let shown = runs
                .last()
                .and_then(|run| run.last())
                .copied()
                .unwrap_or(draft.last);
            match draft.series {
                Some(position) => plan.scale.at(f64::midpoint(
                    edges[position][shown],
                    edges[position + 1][shown],
                )),
                None => view
                    .bracket
                    .as_ref()
                    .map_or(plan.scale.bottom, |bracket| bracket.top),
            }
        })
        .collect();
    (view.ends, view.legend) = ends::place(
        &plan.ends,
        &anchors,
        &vec![None; anchors.len()],
        &view.frame,
    );
}

/// Stretches of neighboring dates on which anything was observed.
fn runs(spec: &TimeSpec, plan: &Plan) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for index in 0..spec.dates.len() {
        if !spec
            .series
            .iter()
            .any(|series| value(series, index, ScaleKind::Linear).is_some())
        {
            continue;
        }
        match runs.last_mut() {
            Some(run)
                if run.last() == Some(&(index.wrapping_sub(1)))
                    && !plan.breaks.contains(&(index - 1)) =>
            {
                run.push(index);
            }
            _ => runs.push(vec![index]),
        }
    }
    runs
}

/// The dates of a run that shape any edge; all bands keep the same ones, so that they stay flush.
fn kept_dates(run: &[usize], edges: &[Vec<f64>], plan: &Plan) -> Vec<usize> {
    if plan.shares.len() <= DENSE {
        return run.to_vec();
    }
    let mut is_kept = vec![false; run.len()];
    for edge in &edges[1..] {
        let points: Vec<Point> = run
            .iter()
            .map(|index| (plan.x(*index), plan.scale.at(edge[*index])))
            .collect();
        for position in path::visible(&points, COLUMN) {
            is_kept[position] = true;
        }
    }
    run.iter()
        .zip(is_kept)
        .filter_map(|(index, kept)| kept.then_some(*index))
        .collect()
}

fn upper_edge(dates: &[usize], edge: &[f64], count: usize, plan: &Plan) -> Vec<Point> {
    if let [only] = dates {
        // One date has no width: a narrow column stands for it.
        let half = plan.path_width * if count == 1 { ONLY_DATE } else { LONE_DATE } / 2.0;
        let y = plan.scale.at(edge[*only]);
        let middle = plan.x(*only).clamp(half, plan.path_width - half);
        return vec![(middle - half, y), (middle + half, y)];
    }
    dates
        .iter()
        .map(|index| (plan.x(*index), plan.scale.at(edge[*index])))
        .collect()
}
