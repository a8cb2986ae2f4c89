//! What the map of tiles promises.

use insta::assert_snapshot;

use super::goldens::{elements, without_style};
use super::samples::caption;
use crate::plot::layout::Canvas;
use crate::plot::tiles::{TilePlace, TileView, place};
use crate::plot::{Drawing, Locale, Ramp, ThemeName, TickUnit, Tile, TileSpec};

fn tile(code: &str, label: &str, value: f64, ramp: Ramp) -> Tile {
    Tile {
        code: code.to_owned(),
        label: label.to_owned(),
        href: None,
        value: Some(value),
        value_label: format!("{value}%"),
        ramp,
    }
}

pub fn world() -> TileSpec {
    TileSpec {
        id: "sample".to_owned(),
        description: "Share of tokens by country.".to_owned(),
        tiles: vec![
            tile("CN", "China", 41.0, Ramp::Warm),
            Tile {
                href: Some("/countries/US".to_owned()),
                ..tile("US", "United States", 10.0, Ramp::Cool)
            },
            tile("FR", "France", 0.5, Ramp::Cool),
            tile("BR", "Brazil", 0.0, Ramp::Green),
            tile("GI", "Gibraltar", 3.0, Ramp::Green),
        ],
        bounds: None,
        unit: TickUnit::Percent,
        ramps: vec![
            (Ramp::Warm, "China".to_owned()),
            (Ramp::Cool, "West".to_owned()),
        ],
        blank_label: "No model known".to_owned(),
        unlisted_head: "Not on the map".to_owned(),
        locale: Locale::En,
        empty_text: "No country matches this view.".to_owned(),
    }
}

fn fluid(spec: &TileSpec) -> TileView {
    place(spec, Canvas::Fluid)
}

fn at<'a>(view: &'a TileView, code: &str) -> &'a TilePlace {
    view.tiles.iter().find(|tile| tile.code == code).unwrap()
}

#[test]
fn map() {
    // Countries nothing is known of are all alike: a few stand for them.
    let markup = elements(&Drawing::from(world()).html());
    let lines: Vec<&str> = markup.lines().collect();
    let blank = lines
        .iter()
        .position(|line| line.contains("plot-code-blank"))
        .unwrap();
    let shown: Vec<&str> = lines
        .iter()
        .enumerate()
        .filter(|(index, line)| *index <= blank + 1 || !line.contains("blank"))
        .map(|(_, line)| *line)
        .filter(|line| !matches!(*line, "<g>" | "</g>"))
        .collect();
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn map_standalone() {
    let picture = Drawing::from(world()).standalone(&caption(), ThemeName::Light, 960.0);
    let shown: Vec<String> = without_style(&picture)
        .lines()
        .filter(|line| !line.contains("-blank") && !matches!(*line, "<g>" | "</g>"))
        .map(str::to_owned)
        .collect();
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn round_bounds_part_the_values_into_five_steps() {
    let view = fluid(&world());
    let labels: Vec<&str> = view
        .legend
        .bounds
        .iter()
        .map(|bound| bound.1.as_str())
        .collect();
    assert_eq!(labels, ["2%", "5%", "10%", "20%"]);
    let classes = ["CN", "US", "FR"].map(|code| at(&view, code).class.clone());
    assert_eq!(classes, ["step-warm-5", "step-cool-4", "step-cool-1"]);
}

#[test]
fn bounds_of_the_caller_win() {
    let mut spec = world();
    spec.bounds = Some([0.1, 0.2, 0.3, 0.4]);
    let view = fluid(&spec);
    assert_eq!(at(&view, "FR").class, "step-cool-5");
    assert_eq!(view.legend.bounds[0].1, "0.1%");
}

#[test]
fn zero_is_not_unknown() {
    let view = fluid(&world());
    assert_eq!(at(&view, "BR").class, "plot-tile-zero");
    assert_eq!(at(&view, "AR").class, "plot-tile-blank");
    assert_eq!(at(&view, "BR").title.as_deref(), Some("Brazil: 0%"));
    assert_eq!(at(&view, "AR").title, None);
}

#[test]
fn a_country_without_a_tile_is_listed_below() {
    let bars = fluid(&world()).unlisted.unwrap();
    assert_eq!(bars.rows.len(), 1);
    assert_eq!(bars.rows[0].label, "Gibraltar");
}

#[test]
fn codes_give_way_where_tiles_are_small_and_are_never_under_eleven_pixels() {
    let code = |width: f64| {
        let view = place(&world(), Canvas::Fixed { width });
        view.code_size
            .map(|size| size * view.width / view.units_across())
    };
    assert_eq!(code(350.0), None);
    assert!(code(560.0).unwrap() >= 11.0 && code(912.0).unwrap() >= 11.0);
}

#[test]
fn the_style_sheet_keeps_codes_readable_at_every_width() {
    // Font sizes are in units of the map: on a figure this wide they shrink to that many pixels.
    let css = crate::plot::theme::page_css();
    for (least_width, size) in [(880.0, 14.5), (700.0, 17.5), (560.0, 21.5)] {
        assert!(css.contains(&format!("font-size:{size}px")), "{size}");
        let view = fluid(&world());
        assert!(size * least_width / view.units_across() >= 11.0, "{size}");
    }
    assert!(css.contains("@container (max-width:559px){.plot-tiles text{display:none}.plot-tile-names{display:block}}"));
}

#[test]
fn values_that_are_no_numbers_are_blank() {
    let mut spec = world();
    spec.tiles[0].value = Some(f64::NAN);
    assert_eq!(at(&fluid(&spec), "CN").class, "plot-tile-blank");
    spec.tiles.truncate(1);
    assert!(
        Drawing::from(spec)
            .html()
            .contains("No country matches this view.")
    );
}
