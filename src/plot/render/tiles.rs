//! Maps of tiles through their templates.

use askama::Template;

use super::super::layout::Canvas;
use super::super::spec::Caption;
use super::super::theme::ThemeName;
use super::super::tiles::{self, TileSpec, TileView};
use super::bars::{bars_body, bars_html};
use super::standalone::{Origin, Sheet, drawing_width, picture};

/// Between legend, map and list in a picture, in pixels.
const GAP: f64 = 16.0;
/// Height of the head above the list of countries without a tile.
const LIST_HEAD: f64 = 38.0;

#[derive(Template)]
#[template(path = "plot/tiles.html", escape = "html")]
struct Page<'a> {
    view: &'a TileView,
    /// Markup of the bars below the map.
    unlisted: String,
    fluid: bool,
}

#[derive(Template)]
#[template(path = "plot/tiles.svg", escape = "html")]
struct Body<'a> {
    view: &'a TileView,
    unlisted: String,
    fluid: bool,
    margin: f64,
    top: f64,
    map_top: f64,
}

/// The map for a page: it shrinks to any width as a whole, and codes give way before tiles do.
pub fn tiles_html(view: &TileView) -> String {
    let page = Page {
        view,
        unlisted: view.unlisted.as_ref().map(bars_html).unwrap_or_default(),
        fluid: true,
    };
    // Writing to a String cannot fail, and the templates use no filter that can.
    page.render().unwrap_or_default()
}

/// The map as a picture.
pub fn tiles_picture(spec: &TileSpec, caption: &Caption, theme: ThemeName, width: f64) -> String {
    let inner = drawing_width(width);
    let view = tiles::place(spec, Canvas::Fixed { width: inner });
    let legend = view.legend.height + GAP;
    let list = view
        .unlisted
        .as_ref()
        .map_or(0.0, |bars| LIST_HEAD + bars.height);
    let sheet = Sheet {
        id: &view.id,
        description: &view.description,
        empty: view.empty.as_deref(),
        key: &[],
        height: if view.empty.is_some() {
            220.0
        } else {
            legend + view.height + list
        },
        marks: &[],
        marks_numbered: false,
    };
    picture(&sheet, caption, theme, width, |origin| {
        let map_top = origin.top + legend;
        let below = Origin {
            top: map_top + view.height + LIST_HEAD,
            ..origin
        };
        let body = Body {
            unlisted: view
                .unlisted
                .as_ref()
                .map(|bars| bars_body(bars, below, inner))
                .unwrap_or_default(),
            view: &view,
            fluid: false,
            margin: origin.margin,
            top: origin.top,
            map_top,
        };
        body.render().unwrap_or_default()
    })
}
