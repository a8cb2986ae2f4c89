//! Bars: a ranking. One row a bar, with its place, name, value and change; where a value is only
//! known as a range, the bar is solid up to the least it can be and hatched up to the most.

use super::format::{self, Locale};
use super::layout::{NARROW, identifier};
use super::spec::{Fill, KeyEntry, Style};
use super::text::{self, Weight};
use super::ticks::percent;
use super::view::{HatchKind, HatchView, KeyView, key_views};

/// Height of a row, in pixels.
pub const ROW: f64 = 28.0;
/// Size of names, values and changes, in pixels.
const SIZE: f64 = 13.0;
/// Names wider than this are cut.
const NAME_WIDTH: f64 = 260.0;
/// Names wider than this stand above their bars on a narrow page.
const BESIDE_ON_NARROW: f64 = 0.28 * NARROW;
/// Values and changes wider than this are cut.
const VALUE_WIDTH: f64 = 120.0;
/// Distance between neighbors in a row.
const GAP: f64 = 10.0;
/// Distance from the end of a bar to its value.
const VALUE_OFFSET: f64 = 7.0;
/// More bars than this are left out: a longer list belongs in a file.
const MOST: usize = 500;

/// One ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct BarSpec {
    /// Unique on the page; the ids of the drawing start with it. Only `[a-z0-9-]` is kept.
    pub id: String,
    /// What the chart shows, in words: the text alternative of the picture.
    pub description: String,
    /// The bars from top to bottom; at most 500 are drawn.
    pub bars: Vec<Bar>,
    /// The value of a bar as long as the plot; absent: the largest value or upper bound.
    pub full: Option<f64>,
    /// What the changes at the right are, such as "since June"; may be empty.
    pub change_head: String,
    /// The signs and colors that need a word.
    pub key: Vec<KeyEntry>,
    /// How names and values stand beside each other.
    pub locale: Locale,
    /// The sentence shown when there is nothing to draw.
    pub empty_text: String,
}

/// One row of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Names the bar for scripts and styles; only `[a-z0-9-]` is kept.
    pub slug: String,
    /// Its place; absent for a row that does not compete, such as the rest.
    pub rank: Option<usize>,
    /// The name.
    pub label: String,
    /// Where the name leads on a page.
    pub href: Option<String>,
    /// The length; absent where the value does not apply, which is not zero.
    pub value: Option<f64>,
    /// The value in words: `1,240`, `63–71%`, `not applicable`.
    pub value_label: String,
    /// The least and the most it can be.
    pub low_high: Option<(f64, f64)>,
    /// Color and filling.
    pub style: Style,
    /// The change since an earlier date.
    pub change: Option<Change>,
    /// More words for the title that shows on hover; may be empty.
    pub note: String,
}

/// A change in words, with its direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Such as `+3` or `new`.
    pub label: String,
    /// Its direction.
    pub sign: Sign,
}

/// The direction of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// More, or a better place.
    Up,
    /// Less, or a worse place.
    Down,
    /// None.
    Same,
    /// Not there before.
    New,
}

impl Sign {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Up => "plot-up",
            Self::Down => "plot-down",
            Self::Same => "plot-same",
            Self::New => "plot-new",
        }
    }
}

/// A ranking, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct BarView {
    /// Prefix of every id in the drawing.
    pub id: String,
    /// The text alternative.
    pub description: String,
    /// The sentence to show instead of a plot.
    pub empty: Option<String>,
    /// Signs and their meaning.
    pub key: Vec<KeyView>,
    /// Hatchings that rows refer to.
    pub hatches: Vec<HatchView>,
    /// The columns beside the bars, in pixels.
    pub columns: Columns,
    /// Whether names stand above their bars on a narrow page.
    pub is_above: bool,
    /// Over the changes.
    pub change_head: String,
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// Height of all rows with the line of heads, in pixels.
    pub height: f64,
}

/// Widths in pixels, with the distance to the next column; 0 where a column is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Columns {
    /// Places.
    pub rank: f64,
    /// Names.
    pub name: f64,
    /// Room for the value of the longest bar.
    pub value: f64,
    /// Changes.
    pub change: f64,
}

impl Columns {
    /// What bars leave free at the left.
    pub fn left(&self) -> f64 {
        self.rank + self.name
    }

    /// What bars leave free at the right.
    pub fn right(&self) -> f64 {
        self.value + self.change
    }
}

/// A bar, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Pixel of the upper edge of the row.
    pub y: f64,
    /// Names the bar.
    pub slug: String,
    /// Its place, or nothing.
    pub rank: String,
    /// The name, cut to the room there is.
    pub label: String,
    /// The whole name, where it was cut.
    pub full_label: Option<String>,
    /// Where the name leads.
    pub href: Option<String>,
    /// Name, value and note in full.
    pub title: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// How the bar is filled.
    pub fill: Fill,
    /// Percent of the plot; `None` where there is no bar.
    pub length: Option<String>,
    /// Where the hatched part begins and how long it is, in percent.
    pub extension: Option<(String, String)>,
    /// Percent where the value stands.
    pub value_at: String,
    /// The value in words.
    pub value: String,
    /// The change in words, with its class.
    pub change: Option<(String, &'static str)>,
}

/// Places a ranking. The columns fit any width: bars are in percent of what the columns leave.
pub fn place(spec: &BarSpec) -> BarView {
    let bars = &spec.bars[..spec.bars.len().min(MOST)];
    let full = spec
        .full
        .filter(|full| full.is_finite() && *full > 0.0)
        .unwrap_or_else(|| bars.iter().filter_map(most).fold(0.0, f64::max));
    let head_height = if spec.change_head.trim().is_empty() {
        0.0
    } else {
        ROW
    };
    let id = identifier(&spec.id);
    let rows: Vec<Row> = bars
        .iter()
        .enumerate()
        .map(|(index, bar)| row(bar, head_height + ROW * index as f64, full, spec.locale))
        .collect();
    let name_width = widest(rows.iter().map(|row| row.label.as_str()), Weight::Regular);
    let columns = Columns {
        rank: gutter(rows.iter().map(|row| row.rank.as_str()), Weight::Regular),
        name: gutter(rows.iter().map(|row| row.label.as_str()), Weight::Regular),
        value: VALUE_OFFSET + gutter(rows.iter().map(|row| row.value.as_str()), Weight::Semibold),
        change: gutter(
            rows.iter()
                .filter_map(|row| row.change.as_ref())
                .map(|(label, _)| label.as_str()),
            Weight::Regular,
        ),
    };
    BarView {
        description: text::clean(&spec.description),
        empty: rows.is_empty().then(|| text::clean(&spec.empty_text)),
        key: key_views(&spec.key),
        hatches: hatches(&id, &rows),
        columns,
        is_above: name_width > BESIDE_ON_NARROW,
        change_head: text::clean(&spec.change_head),
        height: if rows.is_empty() {
            220.0
        } else {
            head_height + ROW * rows.len() as f64
        },
        rows,
        id,
    }
}

/// The hatchings that rows refer to, each once.
fn hatches(id: &str, rows: &[Row]) -> Vec<HatchView> {
    let mut hatches: Vec<HatchView> = Vec::new();
    let mut add = |kind, name, hue| {
        let id = format!("{id}-{name}-{hue}");
        if hatches.iter().all(|hatch| hatch.id != id) {
            hatches.push(HatchView { id, hue, kind });
        }
    };
    for row in rows {
        if row.extension.is_some() {
            add(HatchKind::Range, "range", row.hue);
        }
        if row.fill == Fill::Hatched {
            add(HatchKind::Hatched, "hatched", row.hue);
        }
    }
    hatches
}

/// The longest a bar can be drawn.
fn most(bar: &Bar) -> Option<f64> {
    let high = bar.low_high.map_or(0.0, |(_, high)| high);
    bar.value
        .map(|value| value.max(high))
        .filter(|value| value.is_finite())
}

fn row(bar: &Bar, y: f64, full: f64, locale: Locale) -> Row {
    let share = |value: f64| {
        if full > 0.0 && value.is_finite() {
            (value / full).clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    let full_label = text::clean(&bar.label);
    let label = text::truncate(&full_label, SIZE, Weight::Regular, NAME_WIDTH);
    let value = text::truncate(
        &text::clean(&bar.value_label),
        SIZE,
        Weight::Semibold,
        VALUE_WIDTH,
    );
    let known = bar.value.filter(|value| value.is_finite());
    // Without a range the bar is solid to its value; with one, to the least the value can be.
    let range = bar
        .low_high
        .filter(|(low, high)| known.is_some() && low.is_finite() && high > low);
    let solid = range.map_or(known, |(low, _)| Some(low)).map(share);
    let end = range.map_or(solid, |(_, high)| Some(share(high)));
    let mut title = format::named(&full_label, &text::clean(&bar.value_label), locale);
    if !bar.note.trim().is_empty() {
        title = format!("{title}. {}", text::clean(&bar.note));
    }
    Row {
        y,
        slug: identifier(&bar.slug),
        rank: bar.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        full_label: (label != full_label).then_some(full_label),
        label,
        href: bar.href.clone(),
        title,
        hue: bar.style.hue.slug(),
        fill: bar.style.fill,
        length: solid.map(percent),
        extension: range
            .map(|(low, high)| (percent(share(low)), percent(share(high) - share(low)))),
        value_at: percent(end.unwrap_or(0.0)),
        value,
        change: bar.change.as_ref().map(|change| {
            let label = text::clean(&change.label);
            (
                text::truncate(&label, SIZE, Weight::Regular, VALUE_WIDTH),
                change.sign.class(),
            )
        }),
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>, weight: Weight) -> f64 {
    texts
        .map(|text| text::width(text, SIZE, weight))
        .fold(0.0, f64::max)
        .ceil()
}

/// Width of a column with the distance to its neighbor; nothing for an empty one.
fn gutter<'a>(texts: impl Iterator<Item = &'a str>, weight: Weight) -> f64 {
    match widest(texts, weight) {
        0.0 => 0.0,
        width => width + GAP,
    }
}
