//! Small multiples: every panel with the scale, the dates and the path coordinates of all others.

use super::super::panels::{MOST, PanelForm, PanelView, PanelsSpec, PanelsView};
use super::super::path::{self, Point};
use super::super::scale::Scale;
use super::super::spec::{ScaleKind, Series, TimeForm, TimeSpec};
use super::super::text::{self, Weight};
use super::super::ticks::{self, PlotWidths};
use super::super::view::{Span, key_views};
use super::{Canvas, NARROW, Plan, axis, domain, ends, identifier, lines, percent, shares, title};

/// Height of the plot of a panel, in pixels.
const PLOT_HEIGHT: f64 = 96.0;
/// Room above the plot for the upper half of a number.
const HEADROOM: f64 = 8.0;
/// The most numbers that stand beside a panel.
const MOST_TICKS: usize = 4;
/// Room between columns; `static/chart.css` holds the same number.
const COLUMN_GAP: f64 = 20.0;
/// Height of the line with name and value above a panel of a picture.
const HEAD: f64 = 18.0;
/// Room below a panel of a picture.
const ROW_GAP: f64 = 16.0;
/// Room for the dates below the lowest panels.
const FOOT: f64 = 26.0;
/// Width of the path coordinates of a page.
const FLUID_PATH_WIDTH: f64 = 250.0;
/// Size of names and values.
const SIZE: f64 = 13.0;

/// Columns that leave few holes in the last row: 4, or 3 where that fits better.
fn columns(count: usize) -> usize {
    match count {
        ..=2 => 2,
        3 | 5 | 6 | 9 => 3,
        _ => 4,
    }
}

/// Lays panels out for a canvas.
pub fn panels(spec: &PanelsSpec, canvas: Canvas) -> PanelsView {
    let chart = first_series(&spec.chart);
    let Some(mut view) = frame(spec, &chart, canvas) else {
        return empty(spec);
    };
    let Some(plan) = plan(&chart, &view) else {
        return empty(spec);
    };
    let area = spec.form == PanelForm::Area && plan.scale.kind == ScaleKind::Linear;
    let drafts = ends::drafts(&chart, plan.scale.kind);
    view.panels = drafts
        .iter()
        .filter_map(|draft| Some((draft, draft.series?)))
        .map(|(draft, index)| {
            let series = &chart.series[index];
            let points = lines::points(&chart, series, &plan);
            let shape = lines::shape(&chart, series, &points, &plan);
            PanelView {
                slug: draft.slug.clone(),
                label: draft.full_label.clone(),
                short_label: short_label(draft, view.path_width),
                href: spec.hrefs.get(index).cloned().flatten(),
                value: draft.value.clone(),
                title: title(&chart, series, Some(draft.last)),
                hue: shape.hue,
                fill: shape.fill,
                area: if area {
                    area_below(&points, &plan)
                } else {
                    String::new()
                },
                path: shape.path,
                provisional: shape.provisional,
                bridge: shape.bridge,
                dots: lines::dots(series, &points, &plan),
                x: 0.0,
                y: 0.0,
                is_first: false,
                is_last: false,
            }
        })
        .collect();
    arrange(&mut view);
    view
}

/// The chart with as many series as there is room for panels.
fn first_series(chart: &TimeSpec) -> TimeSpec {
    let series: Vec<Series> = chart.series.iter().take(MOST).cloned().collect();
    TimeSpec {
        series,
        form: TimeForm::Lines,
        marks: Vec::new(),
        bracket: None,
        ..chart.clone()
    }
}

/// Everything the panels share.
fn frame(spec: &PanelsSpec, chart: &TimeSpec, canvas: Canvas) -> Option<PanelsView> {
    let (first, last) = (*chart.dates.first()?, *chart.dates.last()?);
    let (from, to) = domain(chart, chart.scale)?;
    let scale = Scale {
        kind: chart.scale,
        from,
        to,
        bottom: HEADROOM + PLOT_HEIGHT,
        top: HEADROOM,
    };
    let values = few(scale.ticks());
    let labels = ticks::value_labels(&scale, &values, chart.unit, chart.locale);
    let left = axis::gutter(&labels);
    let wanted = columns(chart.series.len());
    let (columns, path_width, widths) = match canvas {
        Canvas::Fluid => {
            let panel =
                |page: f64, columns: f64| (page - left - (columns - 1.0) * COLUMN_GAP) / columns;
            let widths = PlotWidths {
                narrow: panel(NARROW, 2.0),
                medium: panel(super::MEDIUM, wanted.min(3) as f64),
                wide: panel(super::WIDE, wanted as f64),
            };
            (wanted, FLUID_PATH_WIDTH, widths)
        }
        Canvas::Fixed { width } => {
            let columns = wanted.min(((width - left) / 180.0) as usize).max(1);
            let panel =
                (width - left - (columns - 1) as f64 * COLUMN_GAP).max(60.0) / columns as f64;
            let widths = PlotWidths {
                narrow: panel,
                medium: panel,
                wide: panel,
            };
            (columns, panel, widths)
        }
    };
    let places = shares(&chart.dates);
    let gaps = chart.breaks.iter().filter_map(|gap| {
        let (before, after) = (*places.get(gap.after)?, *places.get(gap.after + 1)?);
        Some(Span {
            x: percent(before),
            width: percent(after - before),
        })
    });
    Some(PanelsView {
        empty: None,
        columns,
        left,
        path_width,
        gaps: gaps.collect(),
        y_ticks: axis::ticks(&scale, &values, labels),
        x_ticks: ticks::date_ticks(first, last, chart.locale, widths),
        ..empty(spec)
    })
}

fn plan(chart: &TimeSpec, view: &PanelsView) -> Option<Plan> {
    let (from, to) = domain(chart, chart.scale)?;
    Some(Plan {
        scale: Scale {
            kind: chart.scale,
            from,
            to,
            bottom: view.base,
            top: view.top,
        },
        shares: shares(&chart.dates),
        path_width: view.path_width,
        breaks: chart.breaks.iter().map(|gap| gap.after).collect(),
        provisional_from: chart.provisional_from.unwrap_or(usize::MAX),
        ends: Vec::new(),
    })
}

/// Every second, third ... tick, so that numbers have room.
fn few(values: Vec<f64>) -> Vec<f64> {
    let step = values.len().div_ceil(MOST_TICKS).max(1);
    values.into_iter().step_by(step).collect()
}

/// The name, cut to what the value leaves of a panel's width.
fn short_label(draft: &ends::Draft, width: f64) -> String {
    let value = text::width(&draft.value, SIZE, Weight::Regular) + 8.0;
    text::truncate(
        &draft.full_label,
        SIZE,
        Weight::Semibold,
        (width - value).max(40.0),
    )
}

/// The areas between every run of observations and zero.
pub fn area_below(points: &[Option<Point>], plan: &Plan) -> String {
    let zero = plan.scale.at(0.0);
    lines::runs(points, plan)
        .into_iter()
        .map(|run| {
            let upper: Vec<Point> = points[run].iter().flatten().copied().collect();
            let kept: Vec<Point> = path::visible(&upper, lines::COLUMN)
                .into_iter()
                .map(|index| upper[index])
                .collect();
            let lower: Vec<Point> = [kept.first(), kept.last()]
                .into_iter()
                .flatten()
                .map(|point| (point.0, zero))
                .collect();
            path::area(&kept, &lower)
        })
        .collect()
}

/// Places in the grid of a picture.
fn arrange(view: &mut PanelsView) {
    let count = view.panels.len();
    let row_height = HEAD + view.base + ROW_GAP;
    for (index, panel) in view.panels.iter_mut().enumerate() {
        let (row, column) = (index / view.columns, index % view.columns);
        panel.x = super::tenth(view.left + column as f64 * (view.path_width + COLUMN_GAP));
        panel.y = row as f64 * row_height;
        panel.is_first = column == 0;
        panel.is_last = index + view.columns >= count;
    }
    view.height = count.div_ceil(view.columns) as f64 * row_height - ROW_GAP + FOOT;
}

/// A frame that says in words why there is nothing to see.
fn empty(spec: &PanelsSpec) -> PanelsView {
    PanelsView {
        id: identifier(&spec.chart.id),
        description: text::clean(&spec.chart.description),
        empty: Some(text::clean(&spec.chart.empty_text)),
        key: key_views(&spec.chart.key),
        columns: 2,
        left: 0.0,
        top: HEADROOM,
        base: HEADROOM + PLOT_HEIGHT,
        path_width: FLUID_PATH_WIDTH,
        y_ticks: Vec::new(),
        x_ticks: Vec::new(),
        gaps: Vec::new(),
        shows_others: spec.shows_others,
        panels: Vec::new(),
        height: 220.0,
    }
}
