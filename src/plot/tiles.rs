//! Tiles: a map of the world with one square a country, colored in five steps; countries without a
//! square are listed below it as bars.

use super::bars::{self, Bar, BarSpec, BarView};
use super::format::{self, Locale};
use super::layout::{Canvas, identifier};
use super::spec::{Fill, Style, TickUnit};
use super::text::{self, Weight};
use super::theme::{Ramp, STEPS, Slot, step_class};
use super::tile_grid::{self, COLUMNS, ROWS};

/// Side of a cell in units of the map.
pub const CELL: f64 = 40.0;
/// The widest the map gets, in pixels; `static/chart.css` holds the same number.
const MOST_WIDTH: f64 = 880.0;
/// Size of codes in a picture, in pixels.
const CODE_SIZE: f64 = 11.5;
/// Codes have no room on tiles narrower than this, in pixels.
const LEAST_TILE: f64 = 20.0;
/// Width and height of a step in the legend, in pixels.
const STEP_WIDTH: f64 = 40.0;
const STEP_HEIGHT: f64 = 12.0;
const LEGEND_ROW: f64 = 18.0;
const LEGEND_SIZE: f64 = 12.0;
/// Names in the legend wider than this are cut.
const LEGEND_NAME: f64 = 130.0;

/// A map of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct TileSpec {
    /// Unique on the page; the ids of the drawing start with it. Only `[a-z0-9-]` is kept.
    pub id: String,
    /// What the map shows, in words: the text alternative of the picture.
    pub description: String,
    /// The countries something is known of.
    pub tiles: Vec<Tile>,
    /// The four values that part the five steps, ascending; absent: round numbers below the largest.
    pub bounds: Option<[f64; STEPS - 1]>,
    /// What follows the numbers of the legend.
    pub unit: TickUnit,
    /// Names of the hues, in the order of the legend.
    pub ramps: Vec<(Ramp, String)>,
    /// What a tile without a value means, such as "No model known".
    pub blank_label: String,
    /// Above the bars of countries without a tile, such as "Not on the map".
    pub unlisted_head: String,
    /// Language of numbers.
    pub locale: Locale,
    /// The sentence shown when there is nothing to draw.
    pub empty_text: String,
}

/// A country on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// The name.
    pub label: String,
    /// Where the tile leads on a page.
    pub href: Option<String>,
    /// The amount; absent where nothing is known, which is not zero.
    pub value: Option<f64>,
    /// The value in words.
    pub value_label: String,
    /// Its hue.
    pub ramp: Ramp,
}

/// A map, placed. The map itself is in units of [`CELL`] and scales as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct TileView {
    /// Prefix of every id in the drawing.
    pub id: String,
    /// The text alternative.
    pub description: String,
    /// The sentence to show instead of a map.
    pub empty: Option<String>,
    /// What the steps mean.
    pub legend: Legend,
    /// Every country of the grid.
    pub tiles: Vec<TilePlace>,
    /// Whether any tile is a link.
    pub has_links: bool,
    /// Countries with a value and no tile.
    pub unlisted: Option<BarView>,
    /// Above these.
    pub unlisted_head: String,
    /// Width of the map in a picture, in pixels.
    pub width: f64,
    /// Height of the same.
    pub height: f64,
    /// Size of codes in units of the map; `None` where they have no room.
    pub code_size: Option<f64>,
}

impl TileView {
    /// Width of the map in its own units.
    pub fn units_across(&self) -> f64 {
        COLUMNS as f64 * CELL
    }

    /// Height of the map in its own units.
    pub fn units_down(&self) -> f64 {
        ROWS as f64 * CELL
    }
}

/// A square, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct TilePlace {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// Left edge in units of the map.
    pub x: f64,
    /// Upper edge in units of the map.
    pub y: f64,
    /// The class of its color.
    pub class: String,
    /// Whether its code stands out in the color of paper.
    pub is_strong: bool,
    /// Name and value; `None` where nothing is known.
    pub title: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
}

/// What the colors mean, in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Legend {
    /// One row a hue: the classes of its steps, its name, the pixel of its upper edge.
    pub rows: Vec<(Vec<String>, String, f64)>,
    /// The numbers between steps: pixel and label.
    pub bounds: Vec<(f64, String)>,
    /// Pixel of the base line of the numbers.
    pub bounds_y: f64,
    /// The name of a tile without a value, with the pixel of its upper edge.
    pub blank: Option<(String, f64)>,
    /// Size in pixels.
    pub width: f64,
    /// Size in pixels.
    pub height: f64,
}

/// Places a map.
pub fn place(spec: &TileSpec, canvas: Canvas) -> TileView {
    let bounds = bounds(spec);
    let known = |code: &str| spec.tiles.iter().find(|tile| tile.code == code);
    let tiles: Vec<TilePlace> = tile_grid::places()
        .map(|(code, column, row)| tile((code, column, row), known(code), &bounds, spec.locale))
        .collect();
    let unlisted = unlisted(spec);
    let has_value = spec.tiles.iter().any(|tile| drawable(tile).is_some());
    let width = match canvas {
        Canvas::Fluid => MOST_WIDTH,
        Canvas::Fixed { width } => width.min(MOST_WIDTH),
    };
    let scale = width / (COLUMNS as f64 * CELL);
    TileView {
        id: identifier(&spec.id),
        description: text::clean(&spec.description),
        empty: (!has_value).then(|| text::clean(&spec.empty_text)),
        legend: legend(spec, &bounds),
        has_links: tiles.iter().any(|tile| tile.href.is_some()),
        tiles,
        unlisted: (!unlisted.bars.is_empty()).then(|| bars::place(&unlisted)),
        unlisted_head: text::clean(&spec.unlisted_head),
        width,
        height: (ROWS as f64 * CELL * scale).round(),
        code_size: (CELL * scale >= LEAST_TILE).then(|| (CODE_SIZE / scale * 10.0).round() / 10.0),
    }
}

fn drawable(tile: &Tile) -> Option<f64> {
    tile.value.filter(|value| value.is_finite())
}

fn tile(
    (code, column, row): (&'static str, usize, usize),
    known: Option<&Tile>,
    bounds: &[f64; STEPS - 1],
    locale: Locale,
) -> TilePlace {
    let amount = known.and_then(|tile| drawable(tile).map(|value| (tile, value)));
    let (class, is_strong) = match amount {
        // Zero was observed, so its tile is drawn; but it is no small amount either.
        Some((_, value)) if value <= 0.0 => ("plot-tile-zero".to_owned(), false),
        Some((tile, value)) => {
            let step = step(value, bounds);
            (step_class(tile.ramp, step), step >= 3)
        }
        None => ("plot-tile-blank".to_owned(), false),
    };
    TilePlace {
        code,
        x: column as f64 * CELL,
        y: row as f64 * CELL,
        class,
        is_strong,
        title: known
            .map(|tile| text::clean(&format::named(&tile.label, &tile.value_label, locale))),
        href: known.and_then(|tile| tile.href.clone()),
    }
}

/// The step of a value: a value on a bound belongs to the step above it.
fn step(value: f64, bounds: &[f64; STEPS - 1]) -> usize {
    bounds.iter().filter(|bound| value >= **bound).count()
}

/// The bounds asked for, or the four largest of 1, 2 and 5 times powers of ten below the largest value.
fn bounds(spec: &TileSpec) -> [f64; STEPS - 1] {
    let largest = spec.tiles.iter().filter_map(drawable).fold(0.0, f64::max);
    if let Some(bounds) = spec.bounds {
        return bounds;
    }
    if largest <= 0.0 {
        return [1.0, 2.0, 5.0, 10.0];
    }
    let exponent = largest.log10().floor() as i32;
    let mut round: Vec<f64> = (exponent - 2..=exponent)
        .flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10_f64.powi(power)))
        .filter(|bound| *bound < largest)
        .collect();
    let last_four = round.split_off(round.len().saturating_sub(STEPS - 1));
    let mut bounds = [0.0; STEPS - 1];
    for (slot, bound) in bounds.iter_mut().zip(last_four) {
        *slot = bound;
    }
    bounds
}

fn legend(spec: &TileSpec, bounds: &[f64; STEPS - 1]) -> Legend {
    let name = |label: &str| {
        text::truncate(
            &text::clean(label),
            LEGEND_SIZE,
            Weight::Regular,
            LEGEND_NAME,
        )
    };
    let rows: Vec<(Vec<String>, String, f64)> = spec
        .ramps
        .iter()
        .enumerate()
        .map(|(row, (ramp, label))| {
            let steps = (0..STEPS).map(|step| step_class(*ramp, step)).collect();
            (steps, name(label), row as f64 * LEGEND_ROW)
        })
        .collect();
    let bounds_y = (rows.len() as f64 * LEGEND_ROW - LEGEND_ROW + STEP_HEIGHT).max(0.0) + 14.0;
    let labels = bounds.iter().enumerate().map(|(index, bound)| {
        let decimals = exact_decimals(*bound);
        let label = match spec.unit {
            TickUnit::Plain => format::number(*bound, decimals, spec.locale),
            TickUnit::Percent => format::percent(*bound, decimals, spec.locale),
        };
        ((index + 1) as f64 * STEP_WIDTH, text::clean(&label))
    });
    let blank = name(&spec.blank_label);
    let blank = (!blank.is_empty()).then_some((blank, bounds_y + 8.0));
    let names = rows
        .iter()
        .map(|(_, name, _)| name)
        .chain(blank.as_ref().map(|(name, _)| name))
        .map(|name| text::width(name, LEGEND_SIZE, Weight::Regular))
        .fold(0.0, f64::max);
    Legend {
        bounds: labels.collect(),
        bounds_y,
        width: (STEP_WIDTH * STEPS as f64 + 10.0 + names).ceil(),
        height: bounds_y + 4.0 + if blank.is_some() { LEGEND_ROW } else { 0.0 },
        blank,
        rows,
    }
}

/// The fewest decimals, up to six, that tell the whole bound: one that is rounded would lie.
fn exact_decimals(bound: f64) -> usize {
    let is_whole = |decimals: i32| {
        let shifted = bound * 10_f64.powi(decimals);
        (shifted - shifted.round()).abs() < 1e-6
    };
    (0..6).find(|decimals| is_whole(*decimals)).unwrap_or(6) as usize
}

/// Countries with a value and no tile, the largest first.
fn unlisted(spec: &TileSpec) -> BarSpec {
    let mut left: Vec<(&Tile, f64)> = spec
        .tiles
        .iter()
        .filter(|tile| tile_grid::places().all(|(code, _, _)| code != tile.code))
        .filter_map(|tile| Some((tile, drawable(tile)?)))
        .collect();
    left.sort_by(|one, other| other.1.total_cmp(&one.1));
    let bars = left.into_iter().map(|(tile, value)| Bar {
        slug: tile.code.clone(),
        rank: None,
        label: tile.label.clone(),
        href: tile.href.clone(),
        value: Some(value),
        value_label: tile.value_label.clone(),
        low_high: None,
        style: Style {
            hue: match tile.ramp {
                Ramp::Warm => Slot::Warm1,
                Ramp::Cool => Slot::Cool1,
                Ramp::Green => Slot::Green1,
                Ramp::Gray => Slot::Rest,
            },
            fill: Fill::Solid,
        },
        change: None,
        note: String::new(),
    });
    BarSpec {
        id: format!("{}-unlisted", spec.id),
        description: spec.unlisted_head.clone(),
        bars: bars.collect(),
        full: Some(spec.tiles.iter().filter_map(drawable).fold(0.0, f64::max)),
        change_head: String::new(),
        key: Vec::new(),
        locale: spec.locale,
        empty_text: String::new(),
    }
}
