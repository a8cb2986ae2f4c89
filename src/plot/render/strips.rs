//! Timelines of strips through their templates.

use askama::Template;

use super::super::layout::{Canvas, strips};
use super::super::spec::{Caption, Fill, KeyMark};
use super::super::strips::{StripSpec, StripView};
use super::super::text::{self, Weight};
use super::super::theme::ThemeName;
use super::super::view::HatchKind;
use super::standalone::{Sheet, drawing_width, picture};

/// The most lines that the name of the area takes beside it in a picture.
const MOST_LINES: usize = 3;

#[derive(Template)]
#[template(path = "plot/strips.html", escape = "html")]
struct Page<'a> {
    view: &'a StripView,
}

#[derive(Template)]
#[template(path = "plot/strips.svg", escape = "html")]
struct Body<'a> {
    view: &'a StripView,
    /// The name of the area, wrapped to the column of names.
    adoption_lines: Vec<String>,
    margin: f64,
    top: f64,
}

/// Strips for a page: a list whose names are text, and links where they lead somewhere.
pub fn strips_html(view: &StripView) -> String {
    // Writing to a String cannot fail, and the templates use no filter that can.
    Page { view }.render().unwrap_or_default()
}

/// Strips as a picture.
pub fn strips_picture(spec: &StripSpec, caption: &Caption, theme: ThemeName, width: f64) -> String {
    let inner = drawing_width(width);
    let view = strips(spec, Canvas::Fixed { width: inner });
    let sheet = Sheet {
        id: &view.id,
        description: &view.description,
        empty: view.empty.as_deref(),
        key: &view.key,
        height: view.height,
        marks: &view.marks,
        marks_numbered: true,
    };
    picture(&sheet, caption, theme, width, |origin| {
        let adoption = view
            .adoption
            .as_ref()
            .map(|adoption| adoption.label.as_str());
        let mut adoption_lines = text::wrap(
            adoption.unwrap_or_default(),
            13.0,
            Weight::Regular,
            view.left - 12.0,
        );
        adoption_lines.truncate(MOST_LINES);
        let body = Body {
            view: &view,
            adoption_lines,
            margin: origin.margin,
            top: origin.top,
        };
        body.render().unwrap_or_default()
    })
}
