//! Labels at the ends of lines and bands, their room at the right, and the list that replaces them.

use super::super::format;
use super::super::labels::dodge;
use super::super::spec::{Fill, ScaleKind, Series, TimeForm, TimeSpec};
use super::super::text::{self, Weight};
use super::super::view::{End, Frame, LegendEntry};
use super::{LABEL_GAP, tenth, title, value};

/// Size of end labels in pixels.
const LABEL_SIZE: f64 = 13.0;
/// Size of the values that stay at the right of a narrow page.
const SHORT_SIZE: f64 = 12.0;
/// Where a label starts, right of the plot: room for a dot and a leader.
const LABEL_START: f64 = 15.0;
/// Names wider than this are cut.
const NAME_WIDTH: f64 = 190.0;
/// The same in the list of a narrow page.
const LEGEND_WIDTH: f64 = 270.0;
const VALUE_WIDTH: f64 = 90.0;
const VALUE_GAP: f64 = 5.0;
/// The most that both gutters may take of a narrow page, so that the plot keeps 260 of 350 pixels.
const NARROW_GUTTERS: f64 = 90.0;
/// Room for the dots at the ends of lines.
const DOT_ROOM: f64 = 8.0;

/// An end label before the height of the drawing is known.
pub struct Draft {
    /// Index of the series; `None` for the sum of a group.
    pub series: Option<usize>,
    /// Index of its last date.
    pub last: usize,
    pub slug: String,
    pub hue: &'static str,
    pub fill: Option<Fill>,
    pub label: String,
    pub full_label: String,
    /// The value with its date, where it is not of the newest date.
    pub value: String,
    pub short_value: String,
    pub title: String,
}

/// One draft a series with something to draw, and one for the bracket of a stack.
pub fn drafts(spec: &TimeSpec, kind: ScaleKind) -> Vec<Draft> {
    let newest = spec.dates.len().saturating_sub(1);
    let mut drafts: Vec<Draft> = spec
        .series
        .iter()
        .enumerate()
        .filter_map(|(index, series)| draft(spec, kind, index, series, newest))
        .collect();
    if spec.form == TimeForm::Stacked
        && let Some(bracket) = &spec.bracket
        && bracket.through < spec.series.len()
    {
        let full_label = text::clean(&bracket.label);
        let value = text::truncate(
            &text::clean(&bracket.value),
            LABEL_SIZE,
            Weight::Regular,
            VALUE_WIDTH,
        );
        drafts.push(Draft {
            series: None,
            last: newest,
            slug: "group".to_owned(),
            hue: "ink",
            fill: None,
            label: text::truncate(&full_label, LABEL_SIZE, Weight::Semibold, NAME_WIDTH),
            title: format::named(&full_label, &value, spec.locale),
            full_label,
            short_value: value.clone(),
            value,
        });
    }
    drafts
}

fn draft(
    spec: &TimeSpec,
    kind: ScaleKind,
    index: usize,
    series: &Series,
    newest: usize,
) -> Option<Draft> {
    let last = (0..=newest)
        .rev()
        .find(|date| value(series, *date, kind).is_some())?;
    let full_label = text::clean(&series.label);
    let short_value = text::truncate(
        &text::clean(&series.end_value),
        LABEL_SIZE,
        Weight::Semibold,
        VALUE_WIDTH,
    );
    // A line that ends early must not pass for one that reaches the newest date.
    let value = match spec.dates.get(last) {
        Some(date) if last < newest && spec.form != TimeForm::Stacked => {
            format!("{short_value} ({})", spec.short_date_label(*date))
        }
        _ => short_value.clone(),
    };
    // A stack without this band on the newest date has no place for its label.
    if spec.form == TimeForm::Stacked
        && last < newest
        && !spec
            .series
            .iter()
            .all(|other| other.values.get(newest).copied().flatten().is_none())
    {
        return None;
    }
    Some(Draft {
        series: Some(index),
        last,
        slug: super::identifier(&series.slug),
        hue: series.style.hue.slug(),
        fill: Some(series.style.fill),
        label: text::truncate(&full_label, LABEL_SIZE, Weight::Semibold, NAME_WIDTH),
        title: title(spec, series, Some(last)),
        full_label,
        value,
        short_value,
    })
}

/// Widths at the right of the plot: on pages with room for labels, and on narrow ones.
pub fn gutters(drafts: &[Draft], left: f64) -> (f64, f64) {
    let widest =
        |width: &dyn Fn(&Draft) -> f64| drafts.iter().map(width).fold(0.0, f64::max).ceil();
    let right = widest(&|draft| {
        text::width(&draft.label, LABEL_SIZE, Weight::Semibold)
            + VALUE_GAP
            + text::width(&draft.value, LABEL_SIZE, Weight::Regular)
    });
    let short = LABEL_START
        + widest(&|draft| text::width(&draft.short_value, SHORT_SIZE, Weight::Semibold));
    let right_narrow = if left + short <= NARROW_GUTTERS {
        short
    } else {
        DOT_ROOM
    };
    (LABEL_START + right + 4.0, right_narrow)
}

/// Whether values stand at the right of a narrow page.
pub fn has_short_values(frame: &Frame) -> bool {
    frame.right_narrow > DOT_ROOM
}

/// Places labels beside `anchors` (pixels, one a draft), and makes the list from top to bottom.
pub fn place(
    drafts: &[Draft],
    anchors: &[f64],
    early: &[Option<String>],
    frame: &Frame,
) -> (Vec<End>, Vec<LegendEntry>) {
    let places = dodge(anchors, LABEL_GAP, frame.top + 1.0, frame.base - 3.0);
    let ends: Vec<End> = drafts
        .iter()
        .zip(anchors)
        .zip(places)
        .zip(early)
        .map(|(((draft, at), y), early)| End {
            slug: draft.slug.clone(),
            hue: draft.hue,
            label: draft.label.clone(),
            value: draft.value.clone(),
            // A narrow page has no leader back to a line that ends early: its list tells the value.
            short_value: if has_short_values(frame) && early.is_none() {
                draft.short_value.clone()
            } else {
                String::new()
            },
            title: draft.title.clone(),
            at: tenth(*at),
            y: tenth(y),
            has_leader: (y - at).abs() > 3.0,
            ends_early_at: early.clone(),
        })
        .collect();
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*a].y.total_cmp(&ends[*b].y));
    let legend = order
        .into_iter()
        .map(|index| &drafts[index])
        .map(|draft| {
            let label =
                text::truncate(&draft.full_label, LABEL_SIZE, Weight::Regular, LEGEND_WIDTH);
            let title = (label != draft.full_label).then(|| draft.full_label.clone());
            LegendEntry {
                hue: draft.hue,
                fill: draft.fill,
                label,
                title,
                value: draft.value.clone(),
            }
        })
        .collect();
    (ends, legend)
}
