//! Views through templates: the fluid figure of a page, and the picture that stands alone.

mod bars;
mod panels;
mod standalone;
mod strips;
mod table;
mod tiles;

use askama::Template;

use super::spec::{Fill, KeyMark, TimeForm};
use super::view::TimeView;

pub use bars::{bars_html, bars_picture};
pub use panels::{panels_html, panels_picture};
pub use standalone::standalone_svg;
pub use strips::{strips_html, strips_picture};
pub use table::{table_html, table_picture};
pub use tiles::{tiles_html, tiles_picture};

/// Lines through more dates than this are drawn thinner.
const DENSE_PATH_BYTES: usize = 4_000;

#[derive(Template)]
#[template(path = "plot/figure.html", escape = "html")]
struct Figure<'a> {
    view: &'a TimeView,
    stacked: bool,
    fluid: bool,
    dense: bool,
}

/// The figure for a page: key, list of series (narrow pages), drawing, list of marks. It fits any
/// width without script and carries no `style` attribute; [`super::theme::page_css`] styles it.
///
/// Two figures on one page need different ids.
pub fn figure_html(view: &TimeView) -> String {
    let figure = Figure {
        view,
        stacked: view.form == TimeForm::Stacked,
        fluid: true,
        dense: is_dense(view),
    };
    // Writing to a String cannot fail, and the templates use no filter that can.
    figure.render().unwrap_or_default()
}

fn is_dense(view: &TimeView) -> bool {
    view.shapes
        .iter()
        .any(|shape| shape.path.len() > DENSE_PATH_BYTES)
}
