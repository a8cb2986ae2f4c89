//! Where everything goes: numbers, strings and slugs that the templates print. No color, no markup.
//!
//! Horizontal places are percentages of the plot (`x`), vertical ones pixels from the top of the
//! drawing (`y`). Path data is in units of `Frame::path_width` by pixels.

use super::spec::{Fill, KeyEntry, KeyMark, MarkKind, TimeForm};
use super::text;

/// A chart over time, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeView {
    /// Prefix of every id in the drawing.
    pub id: String,
    /// Lines or stacked shares.
    pub form: TimeForm,
    /// The text alternative.
    pub description: String,
    /// The sentence to show instead of a plot.
    pub empty: Option<String>,
    /// Sizes.
    pub frame: Frame,
    /// What a script needs to find values again.
    pub axes: Axes,
    /// Gridlines and their labels, from the bottom up.
    pub y_ticks: Vec<YTick>,
    /// Ticks of the time axis, ascending.
    pub x_ticks: Vec<XTick>,
    /// Gaps of the record.
    pub bands: Vec<Band>,
    /// Where incomplete periods begin, for stacks.
    pub provisional: Option<Span>,
    /// Faint ranges around lines.
    pub ranges: Vec<Shape>,
    /// Pairs of bands that overlap somewhere.
    pub overlaps: Vec<Overlap>,
    /// Lines, or areas from the bottom up.
    pub shapes: Vec<Shape>,
    /// Points on the lines: ends, and observations that stand alone.
    pub dots: Vec<Dot>,
    /// Labels at the right, in drawing order.
    pub ends: Vec<End>,
    /// The same as a list, from top to bottom, for narrow pages.
    pub legend: Vec<LegendEntry>,
    /// The heavy boundary of a stack.
    pub bracket: Option<BracketView>,
    /// Events and breaks, ascending.
    pub marks: Vec<MarkView>,
    /// Whether there are too many marks to label: then numbers stand at every width.
    pub marks_numbered: bool,
    /// Signs and their meaning.
    pub key: Vec<KeyView>,
    /// How many observations have no place on the scale (zero on a logarithmic one).
    pub unplotted: usize,
}

/// Sizes in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Height of the drawing.
    pub height: f64,
    /// Top of the plot: above it are labels of events.
    pub top: f64,
    /// The base line of the plot.
    pub base: f64,
    /// Width of the axis labels at the left.
    pub left: f64,
    /// Width of the end labels at the right.
    pub right: f64,
    /// Width at the right on a narrow page, where only values stand (or nothing).
    pub right_narrow: f64,
    /// Width of the path coordinates; stretched to the plot's true width on a page.
    pub path_width: f64,
}

/// What a script needs to turn a pointer into a date and a value into a pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// ISO date at 0 %.
    pub first: String,
    /// ISO date at 100 %.
    pub last: String,
    /// Value at the base line.
    pub from: f64,
    /// Value at the top.
    pub to: f64,
    /// `linear`, `log` or `rank`.
    pub scale: &'static str,
}

/// A gridline.
#[derive(Clone, Debug, PartialEq)]
pub struct YTick {
    /// Pixel.
    pub y: f64,
    /// Its number.
    pub label: String,
    /// Whether it is the line of zero (drawn as an axis).
    pub is_axis: bool,
}

/// A tick of the time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct XTick {
    /// Percent of the plot's width.
    pub x: String,
    /// Month, day or year.
    pub label: String,
    /// Whether it names a year (bold).
    pub is_year: bool,
    /// The narrowest page it fits on.
    pub tier: Tier,
    /// `start`, `middle` or `end`.
    pub anchor: Anchor,
}

/// The narrowest page on which something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Everywhere.
    Narrow,
    /// From 560 px.
    Medium,
    /// From 800 px.
    Wide,
}

impl Tier {
    /// The class that hides it on narrower pages.
    pub fn class(self) -> &'static str {
        match self {
            Self::Narrow => "tier-narrow",
            Self::Medium => "tier-medium",
            Self::Wide => "tier-wide",
        }
    }
}

/// Where a text hangs on its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The place is the left edge.
    Start,
    /// The place is the middle.
    Middle,
    /// The place is the right edge.
    End,
}

impl Anchor {
    /// The value of `text-anchor`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A gap of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Left edge, percent.
    pub x: String,
    /// Width, percent.
    pub width: String,
    /// Middle, percent.
    pub middle: String,
    /// Such as "No data"; `None` where marks leave no room for it.
    pub label: Option<BandLabel>,
    /// Label and dates, for the title.
    pub title: String,
}

/// The label of a gap, above its band.
#[derive(Clone, Debug, PartialEq)]
pub struct BandLabel {
    /// The words.
    pub text: String,
    /// Shift from the middle in pixels, away from marks beside it.
    pub dx: f64,
    /// Where the text hangs.
    pub anchor: Anchor,
    /// Pixel of its base line.
    pub y: f64,
    /// The narrowest page on which it meets nothing.
    pub tier: Tier,
}

/// A horizontal stretch, in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// Left edge.
    pub x: String,
    /// Width.
    pub width: String,
}

/// A line or an area.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Names the series.
    pub slug: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// How it is filled.
    pub fill: Fill,
    /// Path data of what was observed.
    pub path: String,
    /// Path data of the dashed part: incomplete periods.
    pub provisional: String,
    /// Path data of the dotted bridges over gaps.
    pub bridge: String,
    /// Path data of the outline of a range.
    pub edge: String,
    /// Label, newest value and date; shows on hover.
    pub title: String,
}

/// Two bands that share a part of the plot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Index of the first range.
    pub first: usize,
    /// Index of the second range.
    pub second: usize,
}

/// A point on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Percent.
    pub x: String,
    /// Pixel.
    pub y: f64,
    /// Names the series.
    pub slug: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// Whether it is filled.
    pub is_solid: bool,
    /// Whether it ends the line (larger).
    pub is_end: bool,
    /// Whether a ring marks an incomplete period.
    pub is_provisional: bool,
}

/// A label at the right edge.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Names the series.
    pub slug: String,
    /// Slug of the color slot, or `ink`.
    pub hue: &'static str,
    /// The name, cut to the room there is.
    pub label: String,
    /// The value, with its date where the line ends early.
    pub value: String,
    /// The value alone, for the right edge of a narrow page; empty where it has no room.
    pub short_value: String,
    /// The whole name, value and note.
    pub title: String,
    /// Pixel of the end of the line, or of the middle of the band.
    pub at: f64,
    /// Pixel of the label's middle.
    pub y: f64,
    /// Whether a thin line joins the two.
    pub has_leader: bool,
    /// Percent where the line ends when that is before the right edge.
    pub ends_early_at: Option<String>,
}

/// A line of the list that replaces end labels on a narrow page.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// Slug of the color slot, or `ink`.
    pub hue: &'static str,
    /// How its sign is filled; `None` for the sum of a group, which has no sign.
    pub fill: Option<Fill>,
    /// The name, cut to one line of a narrow page.
    pub label: String,
    /// The whole name, where it was cut.
    pub title: Option<String>,
    /// The value.
    pub value: String,
}

/// The heavy boundary in a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct BracketView {
    /// Path data of the boundary.
    pub path: String,
    /// Pixel of the boundary at the right edge.
    pub top: f64,
    /// Pixel of the base line.
    pub bottom: f64,
}

/// An event or a break.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkView {
    /// 1, 2, 3 ... in order of dates.
    pub number: usize,
    /// Percent.
    pub x: String,
    /// What it marks.
    pub kind: MarkKind,
    /// A few words, cut to the room there is.
    pub label: String,
    /// The same in full, for the list.
    pub full_label: String,
    /// The sentence for the list.
    pub detail: String,
    /// The date in words.
    pub date: String,
    /// Pixel of the label's base line on a wide page.
    pub y: f64,
    /// Distance of the label from its line.
    pub dx: f64,
    /// Which side the label is on.
    pub anchor: Anchor,
    /// Pixel of the middle of the numbered badge on a narrower page.
    pub badge_y: f64,
    /// Where the lines met on the way to the date of a crossover: percent across, pixels down.
    pub crossing: Option<(String, f64)>,
}

impl MarkView {
    /// The class of its line.
    pub fn class(&self) -> &'static str {
        match self.kind {
            MarkKind::Event => "plot-mark-event",
            MarkKind::SeriesBreak => "plot-mark-break",
            MarkKind::Restated => "plot-mark-restated",
            MarkKind::Crossover => "plot-mark-crossover",
        }
    }
}

/// A sign and its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyView {
    /// The sign.
    pub mark: KeyMark,
    /// Its meaning.
    pub label: String,
}

/// The entries of a key, cleaned.
pub(super) fn key_views(key: &[KeyEntry]) -> Vec<KeyView> {
    key.iter()
        .map(|entry| KeyView {
            mark: entry.mark,
            label: text::clean(&entry.label),
        })
        .collect()
}

/// A hatching that parts of a drawing refer to by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HatchView {
    /// Unique on the page.
    pub id: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// Which hatching.
    pub kind: HatchKind,
}

/// Hatchings of rectangles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HatchKind {
    /// Fine lines upward: what a value could be at most.
    Range,
    /// Wide lines downward: unknown.
    Hatched,
}
