//! Strips: what held when. One horizontal strip a row, cut into dated segments, with numbered marks
//! where something changed, over an optional small area that shows how much it mattered.

use chrono::NaiveDate;

use super::format::Locale;
use super::spec::{Fill, KeyEntry, Mark, Series, Style};
use super::view::{Dot, HatchView, KeyView, MarkView, Tier, XTick};

/// More rows than this are left out.
pub const MOST: usize = 60;

/// A timeline of strips.
#[derive(Clone, Debug, PartialEq)]
pub struct StripSpec {
    /// Unique on the page; the ids of the drawing start with it. Only `[a-z0-9-]` is kept.
    pub id: String,
    /// What the timeline shows, in words: the text alternative of the picture.
    pub description: String,
    /// Date at the left edge.
    pub first: NaiveDate,
    /// Date at the right edge.
    pub last: NaiveDate,
    /// How much the subject mattered over time.
    pub adoption: Option<Adoption>,
    /// From top to bottom; at most 60 are drawn.
    pub rows: Vec<StripRow>,
    /// Language of dates.
    pub locale: Locale,
    /// The signs and colors that need a word.
    pub key: Vec<KeyEntry>,
    /// The sentence shown when there is nothing to draw.
    pub empty_text: String,
}

/// A series above the strips.
#[derive(Clone, Debug, PartialEq)]
pub struct Adoption {
    /// The dates of the observations, ascending.
    pub dates: Vec<NaiveDate>,
    /// Its name, values and color.
    pub series: Series,
}

/// One strip.
#[derive(Clone, Debug, PartialEq)]
pub struct StripRow {
    /// Names the row for scripts and styles; only `[a-z0-9-]` is kept.
    pub slug: String,
    /// The name.
    pub label: String,
    /// Where the name leads on a page.
    pub href: Option<String>,
    /// What held when; segments do not overlap.
    pub segments: Vec<Segment>,
    /// Dated changes, numbered in the drawing and told in the list below it.
    pub changes: Vec<Mark>,
}

/// A stretch of a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its first day; absent where the beginning is not known.
    pub from: Option<NaiveDate>,
    /// The day it ended; absent where it still holds.
    pub to: Option<NaiveDate>,
    /// A word or two, inside where it fits.
    pub label: String,
    /// Color and filling of its class.
    pub style: Style,
    /// More words for the title that shows on hover; may be empty.
    pub note: String,
}

/// A timeline of strips, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct StripView {
    /// Prefix of every id in the drawing.
    pub id: String,
    /// The text alternative.
    pub description: String,
    /// The sentence to show instead of a plot.
    pub empty: Option<String>,
    /// Signs and their meaning.
    pub key: Vec<KeyView>,
    /// Hatchings that segments refer to.
    pub hatches: Vec<HatchView>,
    /// Width of the names with the distance to the strips, in pixels.
    pub left: f64,
    /// Width of path coordinates, and of the strips in a picture.
    pub path_width: f64,
    /// Whether names stand above their strips on a narrow page.
    pub is_above: bool,
    /// Ticks of the time axis.
    pub x_ticks: Vec<XTick>,
    /// The area above the strips.
    pub adoption: Option<AdoptionView>,
    /// From top to bottom.
    pub rows: Vec<StripPlace>,
    /// All changes, in the order of their numbers.
    pub marks: Vec<MarkView>,
    /// Height of a picture's drawing, in pixels.
    pub height: f64,
}

/// The area above the strips, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct AdoptionView {
    /// Name, with the newest value.
    pub label: String,
    /// Name, newest value, date.
    pub title: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// Path data of the area.
    pub area: String,
    /// Path data of its upper edge.
    pub path: String,
    /// Path data of the dotted bridges over gaps.
    pub bridge: String,
    /// Observations that stand alone, and the end.
    pub dots: Vec<Dot>,
    /// Height in pixels; the base line is at the bottom.
    pub height: f64,
}

/// A strip, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct StripPlace {
    /// Names the row.
    pub slug: String,
    /// The name, cut to the room there is.
    pub label: String,
    /// The whole name, where it was cut.
    pub full_label: Option<String>,
    /// Where the name leads.
    pub href: Option<String>,
    /// Upper edge in a picture, in pixels.
    pub y: f64,
    /// Height of the row in pixels.
    pub height: f64,
    /// Upper edge of the strip in its row, in pixels.
    pub top: f64,
    /// From left to right.
    pub segments: Vec<SegmentPlace>,
    /// Numbers at the changes: percent, pixel in the row, number, words.
    pub badges: Vec<Badge>,
}

/// A segment, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentPlace {
    /// Left edge, percent.
    pub x: String,
    /// Width, percent.
    pub width: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// How it is filled.
    pub fill: Fill,
    /// The words inside, with the narrowest page they fit on; `None` where they fit on none.
    pub label: Option<(String, Tier)>,
    /// Width of the words, in pixels.
    pub label_width: f64,
    /// Label and dates in full.
    pub title: String,
}

/// A number at a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// Percent.
    pub x: String,
    /// Pixel of its middle in the row.
    pub y: f64,
    /// As in the list.
    pub number: usize,
    /// The change in words.
    pub title: String,
}
