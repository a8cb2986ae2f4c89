//! What to draw: values already scaled, labels already worded, colors only as slots.

use chrono::NaiveDate;

use super::aligned;
use super::format::{self, Locale};
use super::theme::Slot;

/// One chart over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSpec {
    /// Unique on the page; the ids of the drawing start with it. Only `[a-z0-9-]` is kept.
    pub id: String,
    /// Lines or stacked shares.
    pub form: TimeForm,
    /// What the chart shows, in words: the text alternative of the picture.
    pub description: String,
    /// The dates of the observations, ascending. One is allowed; none draws `empty_text`.
    pub dates: Vec<NaiveDate>,
    /// Gaps of the whole record.
    pub breaks: Vec<Break>,
    /// The series, in the order of the stack from bottom to top, or of the drawing.
    pub series: Vec<Series>,
    /// Dates from this index on are incomplete periods.
    pub provisional_from: Option<usize>,
    /// How values are spread over the height (stacked shares are always linear).
    pub scale: ScaleKind,
    /// What follows the numbers of the value axis.
    pub unit: TickUnit,
    /// Events, breaks in the series and restatements.
    pub marks: Vec<Mark>,
    /// Language of dates and numbers on the axes.
    pub locale: Locale,
    /// A heavy boundary in a stack, with the sum below it.
    pub bracket: Option<Bracket>,
    /// The signs that need a word: filled and hollow marks, dashes, bands.
    pub key: Vec<KeyEntry>,
    /// The sentence shown when there is nothing to draw.
    pub empty_text: String,
}

impl TimeSpec {
    /// A date in words, or the count of days where the axis counts them.
    pub(super) fn date_label(&self, date: NaiveDate) -> String {
        match self.form {
            TimeForm::Aligned => format::day_count(aligned::day_of(date), self.locale),
            _ => format::day(date, self.locale),
        }
    }

    /// The same, to the month.
    pub(super) fn short_date_label(&self, date: NaiveDate) -> String {
        match self.form {
            TimeForm::Aligned => self.date_label(date),
            _ => format::month_year(date, self.locale),
        }
    }
}

/// The form of a chart over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeForm {
    /// One line a series.
    Lines,
    /// Areas that fill 0 to 100; values are shares in percent that sum to 100 where present.
    Stacked,
    /// Bands from low to high with a thin line at the value, for two or three series: the range is
    /// the message, and where two ranges overlap nobody leads for sure.
    Bands,
    /// One line a series over days since its own beginning; [`super::aligned`] makes the dates.
    Aligned,
}

impl TimeForm {
    /// The name in the markup.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Stacked => "stacked",
            Self::Bands => "bands",
            Self::Aligned => "aligned",
        }
    }
}

/// A gap of the record between two neighboring dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Index of the last date before the gap.
    pub after: usize,
    /// Shown beside the band, such as "No data".
    pub label: String,
}

/// One series. `values` (and `low_high`) are as long as the dates of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Names the series for scripts and styles; only `[a-z0-9-]` is kept.
    pub slug: String,
    /// The name shown beside the end of the line.
    pub label: String,
    /// The newest value, formatted.
    pub end_value: String,
    /// Color slot and filling.
    pub style: Style,
    /// The values; `None` where nothing was observed (never zero). In a stack, a band without a value
    /// on a date on which others have one has no part of that date.
    pub values: Vec<Option<f64>>,
    /// The range the value surely lies in, drawn as a faint band around a line.
    pub low_high: Option<Vec<Option<(f64, f64)>>>,
    /// More words for the title that shows on hover; may be empty.
    pub note: String,
}

/// How a series looks: a color slot, and a second sign that works without color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The color.
    pub hue: Slot,
    /// How marks and areas are filled.
    pub fill: Fill,
}

/// The second encoding besides color.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fill {
    /// Filled mark and plain area: open weights, or no statement.
    #[default]
    Solid,
    /// Hollow mark and finely hatched area: closed weights.
    Hollow,
    /// Hollow mark and pale, widely hatched area: unknown.
    Hatched,
}

/// How values are spread over the height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScaleKind {
    /// From zero.
    #[default]
    Linear,
    /// Equal steps for equal ratios; zero and below are not drawn but counted in the view.
    Log,
    /// 1 at the top.
    Rank,
}

/// What follows the numbers of the value axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TickUnit {
    /// Nothing: the unit stands in the subtitle.
    #[default]
    Plain,
    /// A percent sign.
    Percent,
}

/// A vertical mark at a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands.
    pub date: NaiveDate,
    /// A few words beside the line.
    pub label: String,
    /// A sentence for the list below the chart; may be empty.
    pub detail: String,
    /// What kind of thing happened.
    pub kind: MarkKind,
}

/// What a mark marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Something in the world: dotted.
    Event,
    /// The source counts differently from here on: solid.
    SeriesBreak,
    /// Values around here were restated later: dashed.
    Restated,
    /// One series passes another: solid, with a ring where their lines meet.
    Crossover,
}

/// A heavy boundary above some bands of a stack, and the label of their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// Index of the uppermost series below the boundary.
    pub through: usize,
    /// The name of the group, such as "China".
    pub label: String,
    /// The sum of the group at the newest date, formatted.
    pub value: String,
}

/// A sign and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// The sign.
    pub mark: KeyMark,
    /// Its meaning.
    pub label: String,
}

/// The signs a key can explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMark {
    /// A filled dot on a line.
    Solid,
    /// A hollow dot on a line.
    Hollow,
    /// A hatched area: closed.
    HollowArea,
    /// A widely hatched area: unknown.
    HatchedArea,
    /// A dashed line that ends in a ring: an incomplete period.
    Provisional,
    /// A faint band: the range a value lies in.
    Range,
    /// A gray band: no data.
    Gap,
    /// A bar that is solid to the least and hatched to the most a value can be.
    ToMost,
    /// A patch of a color, filled as the style says.
    Swatch(Style),
}

/// The words around a standalone picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The headline.
    pub title: String,
    /// What is measured, in which unit.
    pub subtitle: String,
    /// Where the data comes from.
    pub source: String,
    /// Definitions and reservations.
    pub note: String,
}
