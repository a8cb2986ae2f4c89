//! Strips: segments in percent of the time axis, words inside them where they fit.

use chrono::NaiveDate;

use super::super::format;
use super::super::lanes;
use super::super::scale::{self, Scale};
use super::super::spec::{Fill, Mark, ScaleKind};
use super::super::strips::{
    Adoption, AdoptionView, Badge, MOST, Segment, SegmentPlace, StripPlace, StripRow, StripSpec,
    StripView,
};
use super::super::text::{self, Weight};
use super::super::ticks::{self, PlotWidths};
use super::super::view::{Anchor, HatchKind, HatchView, MarkView, Tier, key_views};
use super::{Canvas, MEDIUM, NARROW, Plan, WIDE, identifier, lines, panels, percent};

/// Size of names, in pixels.
const SIZE: f64 = 13.0;
/// Size of the words in segments.
const LABEL_SIZE: f64 = 12.0;
/// Names wider than this are cut.
const NAME_WIDTH: f64 = 220.0;
/// Names wider than this stand above their strips on a narrow page.
const BESIDE_ON_NARROW: f64 = 0.28 * NARROW;
/// Distance between names and strips.
const GAP: f64 = 12.0;
/// Height of a strip, and room above and below it.
const STRIP: f64 = 20.0;
const AIR: f64 = 4.0;
/// Height of a row of numbers above a strip.
const BADGE_ROW: f64 = 20.0;
/// Room that words leave at either end of their segment.
const LABEL_AIR: f64 = 7.0;
const ADOPTION_HEIGHT: f64 = 64.0;
const ADOPTION_GAP: f64 = 8.0;
/// Room for the dates.
const FOOT: f64 = 28.0;
/// A segment of a single day would have no width: it keeps this share of the axis.
const LEAST_SHARE: f64 = 0.004;
const FLUID_PATH_WIDTH: f64 = 1_000.0;

/// The time axis that all rows share.
struct Axis {
    first: NaiveDate,
    days: f64,
    widths: PlotWidths,
}

impl Axis {
    fn share(&self, date: NaiveDate) -> f64 {
        ((date - self.first).num_days() as f64 / self.days).clamp(0.0, 1.0)
    }
}

/// Lays strips out for a canvas.
pub fn strips(spec: &StripSpec, canvas: Canvas) -> StripView {
    let rows = &spec.rows[..spec.rows.len().min(MOST)];
    let names: Vec<(String, String)> = rows
        .iter()
        .map(|row| {
            let full = text::clean(&row.label);
            let label = text::truncate(&full, SIZE, Weight::Regular, NAME_WIDTH);
            (label, full)
        })
        .collect();
    let widest = names
        .iter()
        .map(|(label, _)| text::width(label, SIZE, Weight::Regular))
        .fold(0.0, f64::max)
        .ceil();
    let left = widest + GAP;
    let is_above = widest > BESIDE_ON_NARROW;
    let (widths, path_width) = match canvas {
        Canvas::Fluid => {
            let widths = PlotWidths {
                narrow: if is_above { NARROW } else { NARROW - left },
                medium: MEDIUM - left,
                wide: WIDE - left,
            };
            (widths, FLUID_PATH_WIDTH)
        }
        Canvas::Fixed { width } => {
            let plot = (width - left).max(120.0);
            let widths = PlotWidths {
                narrow: plot,
                medium: plot,
                wide: plot,
            };
            (widths, plot)
        }
    };
    let axis = Axis {
        first: spec.first,
        days: ((spec.last - spec.first).num_days() as f64).max(1.0),
        widths,
    };
    let adoption = spec
        .adoption
        .as_ref()
        .and_then(|adoption| adoption_view(adoption, spec, &axis, path_width));
    let mut y = adoption
        .as_ref()
        .map_or(0.0, |adoption| adoption.height + ADOPTION_GAP);
    let (mut places, mut marks) = (Vec::new(), Vec::new());
    for (row, (label, full)) in rows.iter().zip(names) {
        let mut place = strip(row, spec, &axis, &mut marks);
        place.full_label = (label != full).then_some(full);
        (place.label, place.y) = (label, y);
        y += place.height;
        places.push(place);
    }
    let id = identifier(&spec.id);
    let is_empty = places.iter().all(|row| row.segments.is_empty()) || spec.last < spec.first;
    StripView {
        description: text::clean(&spec.description),
        empty: is_empty.then(|| text::clean(&spec.empty_text)),
        key: key_views(&spec.key),
        hatches: hatches(&id, &places),
        left,
        path_width,
        is_above,
        x_ticks: ticks::date_ticks(spec.first, spec.last, spec.locale, axis.widths),
        adoption,
        rows: places,
        marks: if is_empty { Vec::new() } else { marks },
        height: if is_empty { 220.0 } else { y + FOOT },
        id,
    }
}

/// One hatching for each color that is drawn hatched.
fn hatches(id: &str, rows: &[StripPlace]) -> Vec<HatchView> {
    let mut hues: Vec<&'static str> = rows
        .iter()
        .flat_map(|row| &row.segments)
        .filter(|segment| segment.fill == Fill::Hatched)
        .map(|segment| segment.hue)
        .collect();
    hues.sort_unstable();
    hues.dedup();
    hues.into_iter()
        .map(|hue| HatchView {
            id: format!("{id}-hatched-{hue}"),
            hue,
            kind: HatchKind::Hatched,
        })
        .collect()
}

fn strip(row: &StripRow, spec: &StripSpec, axis: &Axis, marks: &mut Vec<MarkView>) -> StripPlace {
    let mut changes: Vec<&Mark> = row
        .changes
        .iter()
        .filter(|mark| mark.date >= spec.first && mark.date <= spec.last)
        .collect();
    changes.sort_by_key(|mark| mark.date);
    let positions: Vec<f64> = changes
        .iter()
        .map(|mark| axis.share(mark.date) * axis.widths.narrow)
        .collect();
    let badge_rows = lanes::badge_rows(&positions);
    let row_count = badge_rows.iter().map(|row| row + 1).max().unwrap_or(0);
    let top = AIR + row_count as f64 * BADGE_ROW;
    let badges = changes
        .iter()
        .zip(badge_rows)
        .map(|(mark, badge_row)| {
            let number = marks.len() + 1;
            let view = mark_view(mark, number, row, spec, axis);
            let badge = Badge {
                x: view.x.clone(),
                y: top - 11.0 - BADGE_ROW * badge_row as f64,
                number,
                title: format!("{}, {}", view.full_label, view.date),
            };
            marks.push(view);
            badge
        })
        .collect();
    let mut segments: Vec<&Segment> = row.segments.iter().collect();
    segments.sort_by_key(|segment| segment.from);
    StripPlace {
        slug: identifier(&row.slug),
        label: String::new(),
        full_label: None,
        href: row.href.clone(),
        y: 0.0,
        height: top + STRIP + AIR,
        top,
        segments: segments
            .into_iter()
            .filter_map(|one| segment(one, spec, axis))
            .collect(),
        badges,
    }
}

fn mark_view(
    mark: &Mark,
    number: usize,
    row: &StripRow,
    spec: &StripSpec,
    axis: &Axis,
) -> MarkView {
    // The list stands below all strips: each entry names its own.
    let label = if spec.rows.len() > 1 {
        text::clean(&format::named(&row.label, &mark.label, spec.locale))
    } else {
        text::clean(&mark.label)
    };
    MarkView {
        number,
        x: percent(axis.share(mark.date)),
        kind: mark.kind,
        full_label: label.clone(),
        label,
        detail: text::clean(&mark.detail),
        date: text::clean(&format::day(mark.date, spec.locale)),
        y: 0.0,
        dx: 0.0,
        anchor: Anchor::Middle,
        badge_y: 0.0,
        crossing: None,
    }
}

/// A segment, or nothing where it lies outside the dates shown.
fn segment(segment: &Segment, spec: &StripSpec, axis: &Axis) -> Option<SegmentPlace> {
    let from = segment.from.unwrap_or(spec.first).max(spec.first);
    let to = segment.to.unwrap_or(spec.last).min(spec.last);
    if from > spec.last || to < spec.first || to < from {
        return None;
    }
    let (start, end) = (axis.share(from), axis.share(to));
    let words = text::clean(&segment.label);
    let label_width = text::width(&words, LABEL_SIZE, Weight::Semibold).ceil();
    let fits =
        |width: f64| !words.is_empty() && label_width + 2.0 * LABEL_AIR <= (end - start) * width;
    // With names above, a narrow page can leave more room than a somewhat wider one.
    let PlotWidths {
        narrow,
        medium,
        wide,
    } = axis.widths;
    let tier = [
        (Tier::Narrow, narrow.min(medium)),
        (Tier::Medium, medium),
        (Tier::Wide, wide),
    ]
    .into_iter()
    .find(|(_, width)| fits(*width))
    .map(|(tier, _)| tier);
    let day = |date: Option<NaiveDate>| {
        date.map(|date| format::day(date, spec.locale))
            .unwrap_or_default()
    };
    let days = format!("{}\u{2013}{}", day(segment.from), day(segment.to));
    let mut title = format::named(&words, &days, spec.locale);
    if !segment.note.trim().is_empty() {
        title = format!("{title}. {}", segment.note);
    }
    Some(SegmentPlace {
        x: percent(start),
        width: percent((end - start).max(LEAST_SHARE)),
        hue: segment.style.hue.slug(),
        fill: segment.style.fill,
        label: tier.map(|tier| (words, tier)),
        label_width,
        title: text::clean(&title),
    })
}

/// The area above the strips; `None` when nothing was observed.
fn adoption_view(
    adoption: &Adoption,
    spec: &StripSpec,
    axis: &Axis,
    path_width: f64,
) -> Option<AdoptionView> {
    let chart = lines::chart_of(&adoption.dates, &adoption.series, spec.locale);
    let within = |index: &usize| {
        adoption
            .dates
            .get(*index)
            .is_some_and(|date| *date >= spec.first && *date <= spec.last)
    };
    let known = (0..adoption.dates.len())
        .filter(within)
        .filter_map(|index| super::value(&adoption.series, index, ScaleKind::Linear));
    let (from, to) = scale::domain(ScaleKind::Linear, known)?;
    let plan = Plan {
        scale: Scale {
            kind: ScaleKind::Linear,
            from,
            to,
            bottom: ADOPTION_HEIGHT,
            top: 6.0,
        },
        shares: adoption
            .dates
            .iter()
            .map(|date| axis.share(*date))
            .collect(),
        path_width,
        breaks: Vec::new(),
        provisional_from: usize::MAX,
        ends: Vec::new(),
    };
    let points: Vec<_> = lines::points(&chart, &adoption.series, &plan)
        .into_iter()
        .enumerate()
        .map(|(index, point)| point.filter(|_| within(&index)))
        .collect();
    let shape = lines::shape(&chart, &adoption.series, &points, &plan);
    let value = text::clean(&adoption.series.end_value);
    Some(AdoptionView {
        label: format!("{} {value}", text::clean(&adoption.series.label))
            .trim()
            .to_owned(),
        title: shape.title,
        hue: shape.hue,
        area: panels::area_below(&points, &plan),
        path: shape.path,
        bridge: shape.bridge,
        dots: lines::dots(&adoption.series, &points, &plan),
        height: ADOPTION_HEIGHT,
    })
}
