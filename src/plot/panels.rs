//! Panels: small multiples. One small chart a series, all on the same scale, so that shapes and
//! heights can be compared where lines on one plot would tangle.

use super::spec::{Fill, TimeSpec};
use super::view::{Dot, KeyView, Span, XTick, YTick};

/// More panels than this are left out.
pub const MOST: usize = 24;

/// A grid of small charts.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelsSpec {
    /// Dates, scale and one series a panel (at most 24); its form, marks and bracket are not drawn.
    pub chart: TimeSpec,
    /// Where the title of each panel leads on a page; may be shorter than the series.
    pub hrefs: Vec<Option<String>>,
    /// Lines or filled areas.
    pub form: PanelForm,
    /// Whether all other series stand behind each panel's own, in faint gray.
    pub shows_others: bool,
}

/// What a panel holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PanelForm {
    /// A line.
    #[default]
    Line,
    /// A line over a pale area; falls back to a line on scales without zero.
    Area,
}

/// A grid of small charts, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelsView {
    /// Prefix of every id in the drawing.
    pub id: String,
    /// The text alternative.
    pub description: String,
    /// The sentence to show instead of a plot.
    pub empty: Option<String>,
    /// Signs and their meaning.
    pub key: Vec<KeyView>,
    /// Columns of a wide page, or of the picture.
    pub columns: usize,
    /// Width of the numbers left of the first column, in pixels.
    pub left: f64,
    /// Pixel of the upper edge of the plot in a panel.
    pub top: f64,
    /// Pixel of its base line.
    pub base: f64,
    /// Width of the path coordinates, and of a panel in a picture.
    pub path_width: f64,
    /// Gridlines and their labels, shown beside the first column.
    pub y_ticks: Vec<YTick>,
    /// Ticks of the time axis, shown below the last panel of each column.
    pub x_ticks: Vec<XTick>,
    /// Gaps of the record.
    pub gaps: Vec<Span>,
    /// Whether all lines stand behind each.
    pub shows_others: bool,
    /// In reading order.
    pub panels: Vec<PanelView>,
    /// Height of a picture's grid, in pixels.
    pub height: f64,
}

/// One panel.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelView {
    /// Names the series.
    pub slug: String,
    /// The name; on a page the style sheet cuts it to the width of the panel.
    pub label: String,
    /// The name as it fits above the panel of a picture.
    pub short_label: String,
    /// Where the name leads.
    pub href: Option<String>,
    /// The newest value, with its date where that is not the newest of all.
    pub value: String,
    /// Name, newest value and its date.
    pub title: String,
    /// Slug of the color slot.
    pub hue: &'static str,
    /// How the end of the line is filled.
    pub fill: Fill,
    /// Path data of what was observed.
    pub path: String,
    /// Path data of the area below it.
    pub area: String,
    /// Path data of the dashed part: incomplete periods.
    pub provisional: String,
    /// Path data of the dotted bridges over gaps.
    pub bridge: String,
    /// The end of the line, and observations that stand alone.
    pub dots: Vec<Dot>,
    /// Left edge in a picture, in pixels.
    pub x: f64,
    /// Upper edge in a picture, in pixels.
    pub y: f64,
    /// Whether it stands in the first column of a picture.
    pub is_first: bool,
    /// Whether nothing stands below it in a picture.
    pub is_last: bool,
}
