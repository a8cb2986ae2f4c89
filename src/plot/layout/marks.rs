//! What stands above and behind the plot: labels of marks, numbered badges, bands of missing data.

use super::super::format;
use super::super::lanes::{self, LABEL_OFFSET};
use super::super::spec::{Mark, MarkKind, TimeSpec};
use super::super::text::{self, Weight};
use super::super::ticks::{PlotWidths, percent};
use super::super::view::{Anchor, Band, BandLabel, MarkView, Tier};

/// Size of mark labels in pixels.
const MARK_SIZE: f64 = 12.0;
const BAND_SIZE: f64 = 11.0;
const MARK_NAME_WIDTH: f64 = 220.0;
const LANE_HEIGHT: f64 = 16.0;
const BADGE_ROW_HEIGHT: f64 = 19.0;
/// Room that the labels of gaps take next to the plot.
const BAND_ROW_HEIGHT: f64 = 16.0;
/// Distance from the plot to the base line of the lowest label.
const LOWEST: f64 = 7.0;

/// Everything above the plot, measured upward from its top.
pub struct Header {
    marks: Vec<MarkView>,
    bands: Vec<Band>,
    is_numbered: bool,
    /// Pixels.
    pub height: f64,
}

impl Header {
    /// The same in pixels of the drawing.
    pub fn placed(mut self, top: f64) -> (Vec<MarkView>, Vec<Band>, bool) {
        for mark in &mut self.marks {
            mark.y = top - mark.y;
            mark.badge_y = top - mark.badge_y;
        }
        for label in self.bands.iter_mut().filter_map(|band| band.label.as_mut()) {
            label.y = top - label.y;
        }
        (self.marks, self.bands, self.is_numbered)
    }
}

pub fn header(spec: &TimeSpec, shares: &[f64], widths: PlotWidths) -> Header {
    let shown = shown_marks(spec);
    let at = |width: f64| {
        shown
            .iter()
            .map(|(share, _)| share * width)
            .collect::<Vec<f64>>()
    };
    let labels: Vec<String> = shown
        .iter()
        .map(|(_, mark)| {
            text::truncate(
                &text::clean(&words(spec, mark)),
                MARK_SIZE,
                Weight::Regular,
                MARK_NAME_WIDTH,
            )
        })
        .collect();
    let label_widths: Vec<f64> = labels
        .iter()
        .map(|label| text::width(label, MARK_SIZE, Weight::Regular))
        .collect();
    let places = lanes::places(&at(widths.wide), &label_widths, widths.wide, 0.0);
    let rows = lanes::badge_rows(&at(widths.narrow));
    let bands = bands(
        spec,
        shares,
        widths,
        &shown.iter().map(|(share, _)| *share).collect::<Vec<_>>(),
    );
    let band_row = if bands.iter().any(|band| band.label.is_some()) {
        BAND_ROW_HEIGHT
    } else {
        0.0
    };
    let lane_count = places
        .iter()
        .flatten()
        .map(|place| place.lane + 1)
        .max()
        .unwrap_or(0);
    let row_count = rows.iter().map(|row| row + 1).max().unwrap_or(0);
    let height =
        (lane_count as f64 * LANE_HEIGHT).max(row_count as f64 * BADGE_ROW_HEIGHT) + band_row;
    let is_numbered = places.is_none();
    let marks = shown
        .iter()
        .zip(labels)
        .enumerate()
        .map(|(index, ((share, mark), label))| {
            let place = places
                .as_ref()
                .and_then(|places| places.get(index))
                .copied();
            let is_left = place.is_some_and(|place| place.is_left);
            MarkView {
                number: index + 1,
                x: percent(*share),
                kind: mark.kind,
                label,
                detail: text::clean(&mark.detail),
                full_label: text::clean(&mark.label),
                date: text::clean(&spec.date_label(mark.date)),
                y: LOWEST + band_row + LANE_HEIGHT * place.map_or(0.0, |place| place.lane as f64),
                dx: if is_left { -LABEL_OFFSET } else { LABEL_OFFSET },
                anchor: if is_left { Anchor::End } else { Anchor::Start },
                badge_y: LOWEST + 4.0 + band_row + BADGE_ROW_HEIGHT * rows[index] as f64,
                crossing: None,
            }
        })
        .collect();
    Header {
        marks,
        bands,
        is_numbered,
        height: if height > 0.0 { height + 4.0 } else { 0.0 },
    }
}

/// What stands beside a line: when one series passed another is half of the message.
fn words(spec: &TimeSpec, mark: &Mark) -> String {
    match mark.kind {
        MarkKind::Crossover => format!("{}, {}", mark.label, spec.date_label(mark.date)),
        _ => mark.label.clone(),
    }
}

/// Marks within the dates of the chart, ascending, with their share of the width.
pub fn shown_marks(spec: &TimeSpec) -> Vec<(f64, &Mark)> {
    let (Some(first), Some(last)) = (spec.dates.first(), spec.dates.last()) else {
        return Vec::new();
    };
    let span = (*last - *first).num_days();
    let mut shown: Vec<_> = spec
        .marks
        .iter()
        .filter(|mark| mark.date >= *first && mark.date <= *last)
        .map(|mark| {
            (
                if span > 0 {
                    (mark.date - *first).num_days() as f64 / span as f64
                } else {
                    1.0
                },
                mark,
            )
        })
        .collect();
    shown.sort_by_key(|(_, mark)| mark.date);
    shown
}

fn bands(spec: &TimeSpec, shares: &[f64], widths: PlotWidths, marks: &[f64]) -> Vec<Band> {
    let mut taken: Vec<Vec<(f64, f64)>> = vec![Vec::new(); 2];
    spec.breaks
        .iter()
        .filter_map(|gap| {
            let (before, after) = (*shares.get(gap.after)?, *shares.get(gap.after + 1)?);
            let (from, to) = (*spec.dates.get(gap.after)?, *spec.dates.get(gap.after + 1)?);
            let words = text::truncate(&text::clean(&gap.label), BAND_SIZE, Weight::Regular, 160.0);
            let middle = f64::midpoint(before, after);
            let dates = format!("{}\u{2013}{}", spec.date_label(from), spec.date_label(to));
            Some(Band {
                x: percent(before),
                width: percent(after - before),
                middle: percent(middle),
                label: band_label(words, middle, widths, marks, &mut taken),
                title: text::clean(&format::named(&gap.label, &dates, spec.locale)),
            })
        })
        .collect()
}

/// The first of three positions around a band at which its label meets no line of a mark, no other
/// label and no edge: on every page if possible, else on wide ones only.
fn band_label(
    words: String,
    middle: f64,
    widths: PlotWidths,
    marks: &[f64],
    taken: &mut [Vec<(f64, f64)>],
) -> Option<BandLabel> {
    let size = text::width(&words, BAND_SIZE, Weight::Regular);
    let span = |anchor: Anchor, width: f64| {
        let x = middle * width;
        match anchor {
            Anchor::Middle => (x - size / 2.0, x + size / 2.0),
            Anchor::Start => (x - 4.0, x - 4.0 + size),
            Anchor::End => (x + 4.0 - size, x + 4.0),
        }
    };
    let is_free = |(start, end): (f64, f64), width: f64, taken: &[(f64, f64)]| {
        start >= -20.0
            && end <= width + 4.0
            && marks
                .iter()
                .all(|mark| !(start - 4.0..end + 4.0).contains(&(mark * width)))
            && taken
                .iter()
                .all(|other| end + 6.0 <= other.0 || other.1 + 6.0 <= start)
    };
    let tries = [Anchor::Middle, Anchor::Start, Anchor::End];
    let wide = |anchor: &Anchor| is_free(span(*anchor, widths.wide), widths.wide, &taken[1]);
    let narrow = |anchor: &Anchor| is_free(span(*anchor, widths.narrow), widths.narrow, &taken[0]);
    let (anchor, tier) = match tries.iter().find(|anchor| wide(anchor) && narrow(anchor)) {
        Some(anchor) => (*anchor, Tier::Narrow),
        None => (*tries.iter().find(|anchor| wide(anchor))?, Tier::Wide),
    };
    if tier == Tier::Narrow {
        taken[0].push(span(anchor, widths.narrow));
    }
    taken[1].push(span(anchor, widths.wide));
    let dx = match anchor {
        Anchor::Middle => 0.0,
        Anchor::Start => -4.0,
        Anchor::End => 4.0,
    };
    Some(BandLabel {
        text: words,
        dx,
        anchor,
        y: LOWEST - 2.0,
        tier,
    })
}
