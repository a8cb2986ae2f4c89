//! Figures: scales, ticks, layout and SVG. Knows no models, no queries and no page.
//!
//! A spec (what to draw: dates, series, ready label strings) becomes a view (where everything goes:
//! numbers, strings and slugs, no color, no markup), which the templates turn into a fluid figure for
//! a page or a standalone picture:
//!
//! ```text
//! TimeSpec -> layout::time -> TimeView -> render::figure_html        (page, reflows without script)
//! TimeSpec ---------------------------> render::standalone_svg       (fixed width, colors resolved)
//! ```
//!
//! Every kind of figure goes the same way, and [`Drawing`] holds any of them behind one face:
//!
//! | spec | figure |
//! |---|---|
//! | [`TimeSpec`] | lines, stacked shares, bands from low to high, lines aligned at their beginning |
//! | [`BarSpec`] | a ranking |
//! | [`PanelsSpec`] | small multiples |
//! | [`TileSpec`] | a map of the world in tiles |
//! | [`StripSpec`] | a timeline of what held when |
//! | [`TableSpec`] | a table with a line a row |
//!
//! [`sparkline()`] alone is not a figure but a word in a table.
//!
//! On a page, x is in percent and y in pixels: text never scales, and container queries in
//! `static/chart.css` drop ticks, turn event labels into numbered badges and move end labels into a
//! list above the plot. No `style` attribute and no script is needed, so a strict content security
//! policy holds. Colors exist once, in [`theme`].

pub mod aligned;
pub mod bars;
pub mod drawing;
pub mod format;
mod labels;
mod lanes;
pub mod layout;
pub mod panels;
mod path;
pub mod render;
pub mod scale;
pub mod sparkline;
pub mod spec;
pub mod strips;
pub mod table;
pub mod text;
mod text_widths;
pub mod theme;
mod ticks;
mod tile_grid;
pub mod tiles;
pub mod view;

pub use bars::{Bar, BarSpec, Change, Sign};
pub use drawing::Drawing;
pub use format::Locale;
pub use panels::{PanelForm, PanelsSpec};
pub use render::{figure_html, standalone_svg};
pub use sparkline::sparkline;
pub use spec::{
    Bracket, Break, Caption, Fill, KeyEntry, KeyMark, Mark, MarkKind, ScaleKind, Series, Style,
    TickUnit, TimeForm, TimeSpec,
};
pub use strips::{Adoption, Segment, StripRow, StripSpec};
pub use table::{Column, Link, Order, TableCell, TableRow, TableSpec, Tier};
pub use theme::{Ramp, Slot, ThemeName};
pub use tiles::{Tile, TileSpec};
pub use view::TimeView;

#[cfg(test)]
mod tests;
