//! Drawings: any kind of figure behind one face, for callers that hold a figure without caring
//! which kind it is.

use super::bars::{self, BarSpec};
use super::layout::{self, Canvas};
use super::panels::PanelsSpec;
use super::render;
use super::spec::{Caption, TimeSpec};
use super::strips::StripSpec;
use super::table::TableSpec;
use super::theme::ThemeName;
use super::tiles::{self, TileSpec};

/// A figure of any kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Lines, stacked shares or bands over time.
    Time(TimeSpec),
    /// A ranking.
    Bars(BarSpec),
    /// Small multiples.
    Panels(PanelsSpec),
    /// A map of the world.
    Tiles(TileSpec),
    /// A timeline of strips.
    Strips(StripSpec),
    /// A table.
    Table(Box<TableSpec>),
}

impl Drawing {
    /// The id of the figure, as the caller gave it.
    pub fn id(&self) -> &str {
        match self {
            Self::Time(spec) => &spec.id,
            Self::Bars(spec) => &spec.id,
            Self::Panels(spec) => &spec.chart.id,
            Self::Tiles(spec) => &spec.id,
            Self::Strips(spec) => &spec.id,
            Self::Table(spec) => &spec.id,
        }
    }

    /// The same figure under another id: two figures on one page need different ones.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        let slot = match &mut self {
            Self::Time(spec) => &mut spec.id,
            Self::Bars(spec) => &mut spec.id,
            Self::Panels(spec) => &mut spec.chart.id,
            Self::Tiles(spec) => &mut spec.id,
            Self::Strips(spec) => &mut spec.id,
            Self::Table(spec) => &mut spec.id,
        };
        id.clone_into(slot);
        self
    }

    /// Whether nothing can be drawn, so that the figure says why in words.
    pub fn is_empty(&self) -> bool {
        let words = match self {
            Self::Time(spec) => layout::time(spec).empty,
            Self::Bars(spec) => bars::place(spec).empty,
            Self::Panels(spec) => layout::panels(spec, Canvas::Fluid).empty,
            Self::Tiles(spec) => tiles::place(spec, Canvas::Fluid).empty,
            Self::Strips(spec) => layout::strips(spec, Canvas::Fluid).empty,
            Self::Table(spec) => layout::table(spec, Canvas::Fluid).empty,
        };
        words.is_some()
    }

    /// The figure for a page: it fits any width without script and carries no `style` attribute.
    pub fn html(&self) -> String {
        match self {
            Self::Time(spec) => render::figure_html(&layout::time(spec)),
            Self::Bars(spec) => render::bars_html(&bars::place(spec)),
            Self::Panels(spec) => render::panels_html(&layout::panels(spec, Canvas::Fluid)),
            Self::Tiles(spec) => render::tiles_html(&tiles::place(spec, Canvas::Fluid)),
            Self::Strips(spec) => render::strips_html(&layout::strips(spec, Canvas::Fluid)),
            Self::Table(spec) => render::table_html(&layout::table(spec, Canvas::Fluid)),
        }
    }

    /// The figure as a picture `width` pixels wide (at least 480), framed by its words: valid XML
    /// without custom properties, scripts or external references.
    pub fn standalone(&self, caption: &Caption, theme: ThemeName, width: f64) -> String {
        match self {
            Self::Time(spec) => render::standalone_svg(spec, caption, theme, width),
            Self::Bars(spec) => render::bars_picture(spec, caption, theme, width),
            Self::Panels(spec) => render::panels_picture(spec, caption, theme, width),
            Self::Tiles(spec) => render::tiles_picture(spec, caption, theme, width),
            Self::Strips(spec) => render::strips_picture(spec, caption, theme, width),
            Self::Table(spec) => render::table_picture(spec, caption, theme, width),
        }
    }
}

impl From<TimeSpec> for Drawing {
    fn from(spec: TimeSpec) -> Self {
        Self::Time(spec)
    }
}

impl From<BarSpec> for Drawing {
    fn from(spec: BarSpec) -> Self {
        Self::Bars(spec)
    }
}

impl From<PanelsSpec> for Drawing {
    fn from(spec: PanelsSpec) -> Self {
        Self::Panels(spec)
    }
}

impl From<TileSpec> for Drawing {
    fn from(spec: TileSpec) -> Self {
        Self::Tiles(spec)
    }
}

impl From<StripSpec> for Drawing {
    fn from(spec: StripSpec) -> Self {
        Self::Strips(spec)
    }
}

impl From<TableSpec> for Drawing {
    fn from(spec: TableSpec) -> Self {
        Self::Table(Box::new(spec))
    }
}
