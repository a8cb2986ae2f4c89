//! SVG: the chart as a picture that stands alone, with title, source and notes in it.

use super::{Error, View};
use crate::plot::ThemeName;

/// Width of the picture in pixels.
const WIDTH: f64 = 960.0;

#[expect(clippy::unnecessary_wraps, reason = "every format has the same shape")]
pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    Ok(picture(view, WIDTH).into_bytes())
}

/// The picture, laid out for a width in pixels.
pub(super) fn picture(view: &View<'_>, width: f64) -> String {
    let figure = view.figure;
    figure
        .drawing
        .standalone(&figure.caption, ThemeName::Light, width)
}
