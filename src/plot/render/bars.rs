//! Rankings through their templates.

use askama::Template;

use super::super::bars::{self, BarSpec, BarView};
use super::super::spec::{Caption, Fill, KeyMark};
use super::super::theme::ThemeName;
use super::super::view::HatchKind;
use super::standalone::{Origin, Sheet, drawing_width, picture};

#[derive(Template)]
#[template(path = "plot/bars.html", escape = "html")]
struct Page<'a> {
    view: &'a BarView,
}

#[derive(Template)]
#[template(path = "plot/bars.svg", escape = "html")]
struct Body<'a> {
    view: &'a BarView,
    margin: f64,
    top: f64,
    inner: f64,
}

/// The ranking for a page: a list whose names are text, and links where they lead somewhere.
pub fn bars_html(view: &BarView) -> String {
    // Writing to a String cannot fail, and the templates use no filter that can.
    Page { view }.render().unwrap_or_default()
}

/// The ranking as a picture.
pub fn bars_picture(spec: &BarSpec, caption: &Caption, theme: ThemeName, width: f64) -> String {
    let view = bars::place(spec);
    let sheet = Sheet {
        id: &view.id,
        description: &view.description,
        empty: view.empty.as_deref(),
        key: &view.key,
        height: view.height,
        marks: &[],
        marks_numbered: false,
    };
    picture(&sheet, caption, theme, width, |origin| {
        bars_body(&view, origin, drawing_width(width))
    })
}

/// The rows alone, `inner` pixels wide.
pub(super) fn bars_body(view: &BarView, origin: Origin, inner: f64) -> String {
    let body = Body {
        view,
        margin: origin.margin,
        top: origin.top,
        inner,
    };
    body.render().unwrap_or_default()
}
