//! SVG: the chart as a picture that stands alone, with title, source and notes in it.

use super::{Error, Output, View};
use crate::plot::ThemeName;

/// Width of the picture in pixels.
const WIDTH: f64 = 960.0;

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    output.write_all(picture(view, WIDTH).as_bytes())?;
    Ok(())
}

/// The picture, laid out for a width in pixels.
pub(super) fn picture(view: &View<'_>, width: f64) -> String {
    let figure = view.figure;
    figure
        .drawing
        .standalone(&figure.caption, ThemeName::Light, width)
}
