//! Tables through their templates.

use askama::Template;

use super::super::layout::{self, Canvas};
use super::super::spec::Caption;
use super::super::table::{TableSpec, TableView};
use super::super::theme::ThemeName;
use super::standalone::{Origin, Sheet, drawing_width, picture};

#[derive(Template)]
#[template(path = "plot/table.html", escape = "html")]
struct Page<'a> {
    view: &'a TableView,
}

#[derive(Template)]
#[template(path = "plot/table.svg", escape = "html")]
struct Body<'a> {
    view: &'a TableView,
    margin: f64,
    top: f64,
    inner: f64,
}

/// The table for a page: heads that lead to their order, names that lead to their pages.
pub fn table_html(view: &TableView) -> String {
    // Writing to a String cannot fail, and the templates use no filter that can.
    Page { view }.render().unwrap_or_default()
}

/// The table as a picture.
pub fn table_picture(spec: &TableSpec, caption: &Caption, theme: ThemeName, width: f64) -> String {
    let inner = drawing_width(width);
    let view = layout::table(spec, Canvas::Fixed { width: inner });
    let sheet = Sheet {
        id: &view.id,
        description: &view.description,
        empty: view.empty.as_deref(),
        key: &[],
        height: view.height,
        marks: &[],
        marks_numbered: false,
    };
    picture(&sheet, caption, theme, width, |Origin { margin, top }| {
        let body = Body {
            view: &view,
            margin,
            top,
            inner,
        };
        body.render().unwrap_or_default()
    })
}
