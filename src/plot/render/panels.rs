//! Small multiples through their templates.

use askama::Template;

use super::super::layout::{Canvas, panels};
use super::super::panels::{PanelsSpec, PanelsView};
use super::super::spec::{Caption, Fill, KeyMark};
use super::super::theme::ThemeName;
use super::standalone::{Sheet, drawing_width, picture};

#[derive(Template)]
#[template(path = "plot/panels.html", escape = "html")]
struct Page<'a> {
    view: &'a PanelsView,
    fluid: bool,
}

#[derive(Template)]
#[template(path = "plot/panels.svg", escape = "html")]
struct Body<'a> {
    view: &'a PanelsView,
    fluid: bool,
    margin: f64,
    top: f64,
    inner: f64,
}

/// Small multiples for a page: four columns, three or two as there is room.
pub fn panels_html(view: &PanelsView) -> String {
    // Writing to a String cannot fail, and the templates use no filter that can.
    Page { view, fluid: true }.render().unwrap_or_default()
}

/// Small multiples as a picture.
pub fn panels_picture(
    spec: &PanelsSpec,
    caption: &Caption,
    theme: ThemeName,
    width: f64,
) -> String {
    let inner = drawing_width(width);
    let view = panels(spec, Canvas::Fixed { width: inner });
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
        let body = Body {
            view: &view,
            fluid: false,
            margin: origin.margin,
            top: origin.top,
            inner,
        };
        body.render().unwrap_or_default()
    })
}
