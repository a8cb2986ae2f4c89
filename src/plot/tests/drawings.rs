//! What every kind of figure promises.

use super::aligned::releases;
use super::bands::crossing_bands;
use super::bars::mixed;
use super::panels::two_panels;
use super::promises::{HOSTILE, assert_well_formed};
use super::samples::{caption, three_bands, two_lines};
use super::strips::two_strips;
use super::table::ranked;
use super::tiles::world;
use crate::plot::{
    BarSpec, Drawing, KeyEntry, KeyMark, Link, PanelsSpec, StripSpec, TableSpec, ThemeName,
    TileSpec, TimeSpec,
};

/// One of each kind, with `text` wherever a caller may put words.
fn every_kind(text: &str) -> Vec<Drawing> {
    vec![
        two_lines().into(),
        three_bands().into(),
        crossing_bands().into(),
        releases().into(),
        hostile_bands(text).into(),
        mixed().into(),
        hostile_bars(text).into(),
        two_panels().into(),
        hostile_panels(text).into(),
        world().into(),
        hostile_tiles(text).into(),
        two_strips().into(),
        hostile_strips(text).into(),
        ranked().into(),
        hostile_table(text).into(),
    ]
}

fn key(text: &str) -> Vec<KeyEntry> {
    vec![KeyEntry {
        mark: KeyMark::Range,
        label: text.to_owned(),
    }]
}

fn hostile_bands(text: &str) -> TimeSpec {
    let mut spec = crossing_bands();
    spec.id = text.to_owned();
    spec.marks[0].label = text.to_owned();
    for series in &mut spec.series {
        series.label = text.to_owned();
        series.slug = text.to_owned();
    }
    spec
}

fn hostile_table(text: &str) -> TableSpec {
    let mut spec = ranked();
    spec.id = text.to_owned();
    spec.description = text.to_owned();
    spec.line_head = text.to_owned();
    spec.change_head = text.to_owned();
    spec.more = Some(Link {
        label: text.to_owned(),
        href: text.to_owned(),
    });
    for column in [&mut spec.rank, &mut spec.name]
        .into_iter()
        .chain(&mut spec.numbers)
    {
        column.head = text.to_owned();
        column.title = text.to_owned();
        column.href = Some(text.to_owned());
    }
    for row in &mut spec.rows {
        row.slug = text.to_owned();
        row.label = text.to_owned();
        row.href = Some(text.to_owned());
        for cell in &mut row.cells {
            cell.text = text.to_owned();
        }
    }
    spec
}

fn hostile_panels(text: &str) -> PanelsSpec {
    PanelsSpec {
        chart: TimeSpec {
            marks: Vec::new(),
            ..hostile_bands(text)
        },
        hrefs: vec![Some(text.to_owned())],
        ..two_panels()
    }
}

fn hostile_tiles(text: &str) -> TileSpec {
    let mut spec = world();
    spec.id = text.to_owned();
    spec.description = text.to_owned();
    spec.blank_label = text.to_owned();
    spec.unlisted_head = text.to_owned();
    for (_, label) in &mut spec.ramps {
        *label = text.to_owned();
    }
    for tile in &mut spec.tiles {
        tile.label = text.to_owned();
        tile.value_label = text.to_owned();
        tile.href = Some(text.to_owned());
    }
    spec.tiles[0].code = text.to_owned();
    spec
}

fn hostile_strips(text: &str) -> StripSpec {
    let mut spec = two_strips();
    spec.id = text.to_owned();
    spec.description = text.to_owned();
    spec.key = key(text);
    for row in &mut spec.rows {
        row.slug = text.to_owned();
        row.label = text.to_owned();
        row.href = Some(text.to_owned());
        for segment in &mut row.segments {
            segment.label = text.to_owned();
            segment.note = text.to_owned();
        }
        for change in &mut row.changes {
            change.label = text.to_owned();
            change.detail = text.to_owned();
        }
    }
    if let Some(adoption) = &mut spec.adoption {
        adoption.series.label = text.to_owned();
    }
    spec
}

fn hostile_bars(text: &str) -> BarSpec {
    let mut spec = mixed();
    spec.id = text.to_owned();
    spec.description = text.to_owned();
    spec.change_head = text.to_owned();
    spec.key = key(text);
    for bar in &mut spec.bars {
        bar.slug = text.to_owned();
        bar.label = text.to_owned();
        bar.value_label = text.to_owned();
        bar.note = text.to_owned();
        bar.href = Some(text.to_owned());
    }
    spec
}

#[test]
fn hostile_words_stay_words_in_every_kind() {
    for text in HOSTILE {
        for drawing in every_kind(text) {
            let mut words = caption();
            words.title = text.to_owned();
            let picture = drawing.standalone(&words, ThemeName::Light, 960.0);
            for markup in [&picture, &drawing.html()] {
                assert_well_formed(markup);
                assert!(!markup.contains("<script") && !markup.contains("<img"));
                assert!(!markup.contains("\" onerror") && !markup.contains("' onload"));
            }
            assert!(!picture.contains('\u{202e}') && !picture.contains('\u{0}'));
        }
    }
}

#[test]
fn no_page_figure_needs_inline_style_script_or_colors_of_its_own() {
    for drawing in every_kind("Words") {
        let page = drawing.html();
        for forbidden in [
            "style=",
            "<style",
            "<script",
            "fill=\"#",
            "stroke=\"",
            "rgb(",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {page}");
        }
    }
}

#[test]
fn every_picture_stands_alone_at_any_width() {
    for drawing in every_kind("Words") {
        for width in [0.0, 480.0, 960.0, 1_600.0, f64::NAN] {
            let picture = drawing.standalone(&caption(), ThemeName::Dark, width);
            assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
            assert!(!picture.contains("var(") && !picture.contains("@import"));
            assert!(!picture.contains("NaN") && !picture.contains("inf\""));
            assert_well_formed(&picture);
        }
    }
}

#[test]
fn a_figure_can_be_renamed_so_that_two_fit_on_a_page() {
    for drawing in every_kind("Words") {
        let renamed = drawing.with_id("second");
        assert_eq!(renamed.id(), "second");
        assert!(renamed.html().contains("id=\"second\""));
    }
}

#[test]
fn every_class_a_figure_uses_is_in_the_style_sheet() {
    let css = crate::plot::theme::page_css();
    for drawing in every_kind("Words") {
        let markup = drawing.html() + &drawing.standalone(&caption(), ThemeName::Light, 960.0);
        for part in markup.split("class=\"").skip(1) {
            let classes = part.split('"').next().unwrap();
            for class in classes
                .split(' ')
                .filter(|class| class.starts_with("plot-"))
            {
                let used = |end: char| css.contains(&format!(".{class}{end}"));
                assert!(
                    [' ', '{', ',', '>', ':', '.', ')'].into_iter().any(used),
                    ".{class} has no rule"
                );
            }
        }
    }
}
