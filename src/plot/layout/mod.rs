//! From a spec to a view: what lines and stacks have in common. Widths are settled first (axis
//! numbers, end labels), then the lanes of marks, then the height, then every place.

mod axis;
mod ends;
mod lines;
mod marks;
mod panels;
mod stacked;
mod strips;
mod table;

use chrono::NaiveDate;

use super::aligned;
use super::format;
use super::scale::{self, Scale};
use super::spec::{ScaleKind, Series, TimeForm, TimeSpec};
use super::text;
use super::ticks::{self, PlotWidths, percent};
use super::view::{Axes, Frame, Span, TimeView, key_views};

pub use panels::panels;
pub use strips::strips;
pub use table::table;

/// Height of a plot without marks, in pixels.
const PLOT_HEIGHT: f64 = 330.0;
/// Room above the plot for the upper half of the topmost axis number.
const HEADROOM: f64 = 10.0;
/// Room below the plot for the dates.
const FOOTROOM: f64 = 28.0;
/// Least distance between the middles of two end labels, in pixels.
pub(super) const LABEL_GAP: f64 = 17.0;

/// The narrowest figure that is laid out for, in pixels: a phone of 390 less the margins of a page.
pub(super) const NARROW: f64 = 350.0;
/// From this width on, labels stand at the ends of lines; `static/chart.css` holds the same number.
pub(super) const MEDIUM: f64 = 560.0;
/// From this width on, marks have labels instead of numbers; `static/chart.css` holds the same number.
pub(super) const WIDE: f64 = 800.0;

/// The least plot to lay labels out for, in pixels.
const LEAST_PLOT: f64 = 120.0;
/// Width of path coordinates on a page, where they are stretched to the true width.
const FLUID_PATH_WIDTH: f64 = 1_000.0;

/// What the drawing is laid out for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Canvas {
    /// A page of any width.
    Fluid,
    /// A picture `width` pixels wide, gutters included.
    Fixed {
        /// Pixels.
        width: f64,
    },
}

/// Lays a chart out for a page of any width.
pub fn time(spec: &TimeSpec) -> TimeView {
    place(spec, Canvas::Fluid)
}

/// Lays a chart out for a canvas.
pub fn place(spec: &TimeSpec, canvas: Canvas) -> TimeView {
    let Some((mut view, plan)) = prepare(spec, canvas) else {
        return empty(spec);
    };
    match spec.form {
        TimeForm::Lines | TimeForm::Bands | TimeForm::Aligned => {
            lines::draw(spec, &plan, &mut view);
        }
        TimeForm::Stacked => stacked::draw(spec, &plan, &mut view),
    }
    view
}

/// What is settled before anything is drawn.
struct Plan {
    scale: Scale,
    /// Share of the width of every date, 0 to 1.
    shares: Vec<f64>,
    /// Width of path coordinates.
    path_width: f64,
    /// Indices after which the record has a gap.
    breaks: Vec<usize>,
    /// First index of an incomplete period, or beyond all.
    provisional_from: usize,
    /// End labels, not yet placed.
    ends: Vec<ends::Draft>,
}

impl Plan {
    fn x(&self, index: usize) -> f64 {
        self.shares[index] * self.path_width
    }

    /// The stretch of incomplete periods, from the last complete one on.
    fn provisional(&self) -> Option<Span> {
        let start = self.provisional_from.saturating_sub(1);
        (self.provisional_from < self.shares.len()).then(|| Span {
            x: percent(self.shares[start]),
            width: percent(1.0 - self.shares[start]),
        })
    }
}

/// The value of a series at a date, where it can be drawn.
fn value(series: &Series, index: usize, kind: ScaleKind) -> Option<f64> {
    series
        .values
        .get(index)
        .copied()
        .flatten()
        .filter(|value| value.is_finite() && (kind != ScaleKind::Log || *value > 0.0))
}

fn effective_scale(spec: &TimeSpec) -> ScaleKind {
    match spec.form {
        TimeForm::Lines | TimeForm::Aligned => spec.scale,
        TimeForm::Stacked | TimeForm::Bands => ScaleKind::Linear,
    }
}

/// The domain of the value axis; `None` when nothing can be drawn.
fn domain(spec: &TimeSpec, kind: ScaleKind) -> Option<(f64, f64)> {
    let mut values = drawable(spec, kind).peekable();
    values.peek()?;
    if spec.form == TimeForm::Stacked {
        return Some((0.0, 100.0));
    }
    let ranges = spec
        .series
        .iter()
        .filter_map(|series| series.low_high.as_ref())
        .flatten()
        .flatten()
        .flat_map(|(low, high)| [*low, *high]);
    scale::domain(kind, values.chain(ranges))
}

/// Every value that has a place on the scale.
fn drawable(spec: &TimeSpec, kind: ScaleKind) -> impl Iterator<Item = f64> {
    let count = spec.dates.len();
    spec.series
        .iter()
        .flat_map(move |series| (0..count).filter_map(move |index| value(series, index, kind)))
}

/// Widths of the plot between its gutters, and of its path coordinates.
fn plot_widths(canvas: Canvas, left: f64, right: f64, right_narrow: f64) -> (PlotWidths, f64) {
    let plot = |page: f64, right: f64| (page - left - right).max(LEAST_PLOT);
    match canvas {
        Canvas::Fluid => {
            let widths = PlotWidths {
                narrow: plot(NARROW, right_narrow),
                medium: plot(MEDIUM, right),
                wide: plot(WIDE, right),
            };
            (widths, FLUID_PATH_WIDTH)
        }
        Canvas::Fixed { width } => {
            let plot = plot(width, right);
            let widths = PlotWidths {
                narrow: plot,
                medium: plot,
                wide: plot,
            };
            (widths, plot)
        }
    }
}

/// Share of the width of every date; a single date stands at the right, beside its labels.
fn shares(dates: &[NaiveDate]) -> Vec<f64> {
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return Vec::new();
    };
    let span = (*last - *first).num_days();
    dates
        .iter()
        .map(|date| {
            if span > 0 {
                ((*date - *first).num_days() as f64 / span as f64).clamp(0.0, 1.0)
            } else {
                1.0
            }
        })
        .collect()
}

fn prepare(spec: &TimeSpec, canvas: Canvas) -> Option<(TimeView, Plan)> {
    let (first, last) = (*spec.dates.first()?, *spec.dates.last()?);
    let kind = effective_scale(spec);
    let (from, to) = domain(spec, kind)?;
    let mut scale = Scale {
        kind,
        from,
        to,
        bottom: 1.0,
        top: 0.0,
    };
    let tick_values = axis::tick_values(spec.form, &scale);
    let tick_labels = ticks::value_labels(&scale, &tick_values, spec.unit, spec.locale);
    let left = axis::gutter(&tick_labels);
    let ends = ends::drafts(spec, kind);
    let (right, right_narrow) = ends::gutters(&ends, left);
    let (widths, path_width) = plot_widths(canvas, left, right, right_narrow);
    let shares = shares(&spec.dates);
    let header = marks::header(spec, &shares, widths);
    let top = HEADROOM + header.height;
    let base = top + PLOT_HEIGHT.max(LABEL_GAP * ends.len() as f64 + 12.0);
    (scale.bottom, scale.top) = (base, top);
    let (marks, bands, marks_numbered) = header.placed(top);
    let blank = empty(spec);
    let view = TimeView {
        empty: None,
        frame: Frame {
            height: base + FOOTROOM,
            top,
            base,
            left,
            right,
            right_narrow,
            path_width,
        },
        axes: Axes {
            first: place_name(spec, first),
            last: place_name(spec, last),
            from,
            to,
            ..blank.axes
        },
        y_ticks: axis::ticks(&scale, &tick_values, tick_labels),
        x_ticks: if spec.form == TimeForm::Aligned {
            ticks::day_ticks(first, last, spec.locale, widths)
        } else {
            ticks::date_ticks(first, last, spec.locale, widths)
        },
        bands,
        marks,
        marks_numbered,
        key: key_views(&spec.key),
        unplotted: blank.unplotted - drawable(spec, kind).count(),
        ..blank
    };
    let breaks = spec.breaks.iter().map(|gap| gap.after).collect();
    let provisional_from = spec.provisional_from.unwrap_or(usize::MAX);
    let plan = Plan {
        scale,
        shares,
        path_width,
        breaks,
        provisional_from,
        ends,
    };
    Some((view, plan))
}

/// A place on the time axis for scripts: an ISO date, or a count of days.
fn place_name(spec: &TimeSpec, date: NaiveDate) -> String {
    match spec.form {
        TimeForm::Aligned => aligned::day_of(date).to_string(),
        _ => date.to_string(),
    }
}

fn scale_name(kind: ScaleKind) -> &'static str {
    match kind {
        ScaleKind::Linear => "linear",
        ScaleKind::Log => "log",
        ScaleKind::Rank => "rank",
    }
}

/// A frame that says in words why there is nothing to see.
fn empty(spec: &TimeSpec) -> TimeView {
    let base = HEADROOM + PLOT_HEIGHT;
    TimeView {
        id: identifier(&spec.id),
        form: spec.form,
        description: text::clean(&spec.description),
        empty: Some(text::clean(&spec.empty_text)),
        frame: Frame {
            height: base + FOOTROOM,
            top: HEADROOM,
            base,
            left: 0.0,
            right: 0.0,
            right_narrow: 0.0,
            path_width: FLUID_PATH_WIDTH,
        },
        axes: Axes {
            first: String::new(),
            last: String::new(),
            from: 0.0,
            to: 0.0,
            scale: scale_name(effective_scale(spec)),
        },
        y_ticks: Vec::new(),
        x_ticks: Vec::new(),
        bands: Vec::new(),
        provisional: None,
        ranges: Vec::new(),
        overlaps: Vec::new(),
        shapes: Vec::new(),
        dots: Vec::new(),
        ends: Vec::new(),
        legend: Vec::new(),
        bracket: None,
        marks: Vec::new(),
        marks_numbered: false,
        key: Vec::new(),
        unplotted: spec
            .series
            .iter()
            .flat_map(|series| series.values.iter().take(spec.dates.len()).flatten())
            .count(),
    }
}

/// Only what is safe in ids and classes; never empty.
pub(super) fn identifier(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    if kept.is_empty() {
        "x".to_owned()
    } else {
        kept
    }
}

/// Rounded to tenths of a pixel, so that the markup stays short.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The words that show on hover: name, newest value, its date, note.
fn title(spec: &TimeSpec, series: &Series, last: Option<usize>) -> String {
    let mut words = text::clean(&series.label);
    let value = text::clean(&series.end_value);
    if let Some(date) = last.and_then(|index| spec.dates.get(index)) {
        let value = format!("{value} ({})", spec.date_label(*date));
        words = format::named(&words, &value, spec.locale);
    }
    if !series.note.is_empty() {
        words = format!("{words}. {}", text::clean(&series.note));
    }
    words
}
