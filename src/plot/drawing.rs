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
        self.on_page().is_empty
    }

    /// The figure for a page: it fits any width without script and carries no `style` attribute.
    pub fn html(&self) -> String {
        self.on_page().markup
    }

    /// The figure for a page, and whether there was anything to draw.
    pub fn on_page(&self) -> OnPage {
        let (markup, words) = match self {
            Self::Time(spec) => {
                let layout = layout::time(spec);
                (render::figure_html(&layout), layout.empty)
            }
            Self::Bars(spec) => {
                let layout = bars::place(spec);
                (render::bars_html(&layout), layout.empty)
            }
            Self::Panels(spec) => {
                let layout = layout::panels(spec, Canvas::Fluid);
                (render::panels_html(&layout), layout.empty)
            }
            Self::Tiles(spec) => {
                let layout = tiles::place(spec, Canvas::Fluid);
                (render::tiles_html(&layout), layout.empty)
            }
            Self::Strips(spec) => {
                let layout = layout::strips(spec, Canvas::Fluid);
                (render::strips_html(&layout), layout.empty)
            }
            Self::Table(spec) => {
                let layout = layout::table(spec, Canvas::Fluid);
                (render::table_html(&layout), layout.empty)
            }
        };
        OnPage {
            markup,
            is_empty: words.is_some(),
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

/// A figure on a page.
#[derive(Debug)]
pub struct OnPage {
    /// Its markup, escaped.
    pub markup: String,
    /// Whether nothing could be drawn, so that it says why in words.
    pub is_empty: bool,
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
