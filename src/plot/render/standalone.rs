//! The standalone picture: laid out at its true width, colors resolved, all words wrapped.

use askama::Template;

use super::super::layout::{self, Canvas};
use super::super::spec::{Caption, Fill, KeyMark, TimeForm, TimeSpec};
use super::super::text::{self, Weight};
use super::super::theme::{self, ThemeName};
use super::super::view::{KeyView, MarkView, TimeView};

/// Narrower pictures would leave no plot between the gutters.
const LEAST_WIDTH: f64 = 480.0;
const MARGIN: f64 = 24.0;

/// What a picture needs to know of the drawing it frames.
pub(in crate::plot) struct Sheet<'a> {
    /// Prefix of every id in the picture.
    pub id: &'a str,
    /// The text alternative.
    pub description: &'a str,
    /// The sentence to show instead of a drawing.
    pub empty: Option<&'a str>,
    /// Signs and their meaning.
    pub key: &'a [KeyView],
    /// Height of the drawing in pixels.
    pub height: f64,
    /// What the list below the drawing says in words.
    pub marks: &'a [MarkView],
    /// Whether marks are numbered in the drawing.
    pub marks_numbered: bool,
}

/// Where the drawing starts in its picture, in pixels.
#[derive(Clone, Copy)]
pub(in crate::plot) struct Origin {
    /// Distance from the left edge.
    pub margin: f64,
    /// Distance from the upper edge.
    pub top: f64,
}

#[derive(Template)]
#[template(path = "plot/standalone.svg", escape = "html")]
struct Standalone<'a> {
    sheet: &'a Sheet<'a>,
    /// The drawing.
    body: String,
    width: f64,
    height: f64,
    margin: f64,
    /// Top of the drawing.
    top: f64,
    title: String,
    css: String,
    title_lines: Vec<Line>,
    subtitle_lines: Vec<Line>,
    key: Vec<(&'a KeyView, f64, f64)>,
    empty_lines: Vec<Line>,
    list_lines: Vec<Line>,
    source_lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "plot/time.svg", escape = "html")]
struct TimeBody<'a> {
    view: &'a TimeView,
    stacked: bool,
    fluid: bool,
    dense: bool,
    margin: f64,
    top: f64,
}

/// One line of text, placed.
struct Line {
    text: String,
    x: f64,
    y: f64,
    is_head: bool,
}

/// Sets text below text.
struct Column {
    y: f64,
    width: f64,
}

impl Column {
    fn lines(&mut self, words: &str, size: f64, weight: Weight, leading: f64) -> Vec<Line> {
        text::wrap(&text::clean(words), size, weight, self.width)
            .into_iter()
            .map(|text| {
                self.y += leading;
                Line {
                    text,
                    x: MARGIN,
                    y: self.y,
                    is_head: false,
                }
            })
            .collect()
    }
}

/// The chart as a picture `width` pixels wide (at least 480): title, subtitle, key, drawing, list of
/// marks, source and note. Valid XML without custom properties, scripts or external references;
/// text is set in Inter, which a renderer without system fonts must be given.
pub fn standalone_svg(spec: &TimeSpec, caption: &Caption, theme: ThemeName, width: f64) -> String {
    let inner = drawing_width(width);
    let view = layout::place(spec, Canvas::Fixed { width: inner });
    time_picture(&view, caption, theme, width)
}

/// A chart that was laid out for [`drawing_width`], as a picture.
pub(in crate::plot) fn time_picture(
    view: &TimeView,
    caption: &Caption,
    theme: ThemeName,
    width: f64,
) -> String {
    let sheet = Sheet {
        id: &view.id,
        description: &view.description,
        empty: view.empty.as_deref(),
        key: &view.key,
        height: view.frame.height,
        marks: &view.marks,
        marks_numbered: view.marks_numbered,
    };
    picture(&sheet, caption, theme, width, |origin| {
        let body = TimeBody {
            view,
            stacked: view.form == TimeForm::Stacked,
            fluid: false,
            dense: super::is_dense(view),
            margin: origin.margin,
            top: origin.top,
        };
        // Writing to a String cannot fail, and the templates use no filter that can.
        body.render().unwrap_or_default()
    })
}

fn picture_width(width: f64) -> f64 {
    if width.is_finite() {
        width.max(LEAST_WIDTH).round()
    } else {
        LEAST_WIDTH
    }
}

/// Width of the drawing in a picture `width` pixels wide.
pub(in crate::plot) fn drawing_width(width: f64) -> f64 {
    picture_width(width) - 2.0 * MARGIN
}

/// Frames a drawing with its words.
pub(in crate::plot) fn picture(
    sheet: &Sheet<'_>,
    caption: &Caption,
    theme: ThemeName,
    width: f64,
    draw: impl FnOnce(Origin) -> String,
) -> String {
    let width = picture_width(width);
    let inner = drawing_width(width);
    let mut column = Column {
        y: 20.0,
        width: inner,
    };
    let title_lines = column.lines(&caption.title, 22.0, Weight::Bold, 27.0);
    column.y += 2.0;
    let subtitle_lines = column.lines(&caption.subtitle, 15.0, Weight::Regular, 21.0);
    let key = key(sheet.key, &mut column);
    let top = column.y + 16.0;
    let mut empty_column = Column {
        y: top + sheet.height / 2.0 - 20.0,
        width: inner * 0.7,
    };
    let empty_lines =
        empty_column.lines(sheet.empty.unwrap_or_default(), 15.0, Weight::Regular, 22.0);
    column.y = top + sheet.height + 8.0;
    let list_lines = list(sheet.marks, sheet.marks_numbered, &mut column);
    column.y += if sheet.marks.is_empty() { 4.0 } else { 12.0 };
    let words = [&caption.source, &caption.note]
        .map(|part| part.trim())
        .join(" ");
    let source_lines = column.lines(&words, 13.0, Weight::Regular, 19.0);
    let picture = Standalone {
        sheet,
        body: if sheet.empty.is_some() {
            String::new()
        } else {
            draw(Origin {
                margin: MARGIN,
                top,
            })
        },
        width,
        height: (column.y + 20.0).round(),
        margin: MARGIN,
        top,
        title: text::clean(&caption.title),
        css: theme::picture_css(theme),
        title_lines,
        subtitle_lines,
        key,
        empty_lines,
        list_lines,
        source_lines,
    };
    // Writing to a String cannot fail, and the templates use no filter that can.
    picture.render().unwrap_or_default()
}

/// The key in rows.
fn key<'a>(key: &'a [KeyView], column: &mut Column) -> Vec<(&'a KeyView, f64, f64)> {
    const SIGN: f64 = 33.0;
    const GAP: f64 = 22.0;
    if key.is_empty() {
        return Vec::new();
    }
    column.y += 26.0;
    let mut x = MARGIN;
    key.iter()
        .map(|entry| {
            let width = SIGN + text::width(&entry.label, 13.0, Weight::Regular);
            if x > MARGIN && x + width > MARGIN + column.width {
                x = MARGIN;
                column.y += 20.0;
            }
            let place = (entry, x, column.y);
            x += width + GAP;
            place
        })
        .collect()
}

/// The marks in words below the drawing: number or date, name, detail.
fn list(marks: &[MarkView], numbered: bool, column: &mut Column) -> Vec<Line> {
    const LEADING: f64 = 19.0;
    let heads: Vec<String> = marks
        .iter()
        .map(|mark| {
            if numbered {
                format!("{}.", mark.number)
            } else {
                mark.date.clone()
            }
        })
        .collect();
    let indent = heads
        .iter()
        .map(|head| text::width(head, 13.0, Weight::Semibold))
        .fold(0.0, f64::max)
        .ceil()
        + 10.0;
    let mut lines = Vec::new();
    for (mark, head) in marks.iter().zip(heads) {
        lines.push(Line {
            text: head,
            x: MARGIN,
            y: column.y + LEADING,
            is_head: true,
        });
        let name = if numbered {
            format!("{} ({})", mark.full_label, mark.date)
        } else {
            mark.full_label.clone()
        };
        let words = if mark.detail.is_empty() {
            name
        } else {
            format!("{name}. {}", mark.detail)
        };
        let mut rest = Column {
            y: column.y,
            width: column.width - indent,
        };
        lines.extend(
            rest.lines(&words, 13.0, Weight::Regular, LEADING)
                .into_iter()
                .map(|line| Line {
                    x: MARGIN + indent,
                    ..line
                }),
        );
        column.y = rest.y.max(column.y + LEADING);
    }
    lines
}
