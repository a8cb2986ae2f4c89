//! What tables promise.

use insta::assert_snapshot;

use super::goldens::{elements, without_style};
use super::samples::{caption, mondays};
use crate::plot::layout::{Canvas, table as place};
use crate::plot::table::TableView;
use crate::plot::text::{Weight, width};
use crate::plot::{
    Column, Drawing, Fill, Link, Order, Sign, Slot, Style, TableCell, TableRow, TableSpec,
    ThemeName, Tier,
};

fn column(slug: &str, head: &str, tier: Tier) -> Column {
    Column {
        slug: slug.to_owned(),
        head: head.to_owned(),
        title: format!("Order by {slug}"),
        href: Some(format!("/table?sort={slug}&top=3")),
        order: None,
        tier,
    }
}

fn row(rank: Option<usize>, label: &str, hue: Slot, line: &[Option<f64>]) -> TableRow {
    let cell = |text: &str, sign| TableCell {
        text: text.to_owned(),
        sign,
    };
    TableRow {
        slug: hue.slug().to_owned(),
        rank,
        label: label.to_owned(),
        href: None,
        style: Style {
            hue,
            fill: Fill::Solid,
        },
        cells: vec![
            cell("1.25", None),
            cell("41% – 52%", None),
            cell("+0.30", Some(Sign::Up)),
            cell("12", None),
        ],
        line: line.to_vec(),
    }
}

/// A table with a link, a gap, a change down, a missing number, a lone point and a row without place.
pub fn ranked() -> TableSpec {
    let mut rows = vec![
        row(
            Some(1),
            "Qwen & friends",
            Slot::ChinaOpen,
            &[Some(1.0), Some(3.0), None, Some(2.0)],
        ),
        row(
            Some(2),
            "Claude",
            Slot::WestClosed,
            &[None, None, None, Some(1.0)],
        ),
        row(None, "Unknown", Slot::Unknown, &[Some(1.0); 4]),
    ];
    rows[0].href = Some("/models/a?x=1&y=2".to_owned());
    rows[1].style.fill = Fill::Hollow;
    rows[1].cells[2] = TableCell::default();
    rows[2].cells[2] = TableCell {
        text: "\u{2212}0.10".to_owned(),
        sign: Some(Sign::Down),
    };
    TableSpec {
        id: "sample".to_owned(),
        description: "Tokens a week by model.".to_owned(),
        rank: column("value", "Rank", Tier::Medium),
        name: column("name", "Model", Tier::Always),
        numbers: vec![
            Column {
                order: Some(Order {
                    is_ascending: false,
                    words: "Largest first".to_owned(),
                }),
                ..column("value", "Value", Tier::Always)
            },
            column("share", "Share", Tier::Always),
            column("change", "Change", Tier::Medium),
            column("models", "Models", Tier::Wide),
        ],
        line_head: "Since June".to_owned(),
        dates: mondays(4),
        breaks: vec![0],
        rows,
        change_head: "Changes since June".to_owned(),
        more: Some(Link {
            label: "Show up to 50 rows".to_owned(),
            href: "/table?top=50".to_owned(),
        }),
        empty_text: "No model matches this view.".to_owned(),
    }
}

fn picture_view(spec: &TableSpec, width: f64) -> TableView {
    place(spec, Canvas::Fixed { width })
}

#[test]
fn a_page() {
    assert_snapshot!(elements(&Drawing::from(ranked()).html()));
}

#[test]
fn a_picture() {
    let picture = Drawing::from(ranked()).standalone(&caption(), ThemeName::Light, 960.0);
    assert_snapshot!(without_style(&picture));
}

#[test]
fn nothing_to_show_is_said_in_words() {
    let spec = TableSpec {
        rows: Vec::new(),
        ..ranked()
    };
    for markup in [
        Drawing::from(spec.clone()).html(),
        Drawing::from(spec).standalone(&caption(), ThemeName::Dark, 480.0),
    ] {
        assert!(markup.contains("No model matches this view."), "{markup}");
        assert!(!markup.contains("<table"), "{markup}");
    }
}

/// From where to where the texts of a column reach, in pixels.
fn extent(view: &TableView, column: usize) -> (f64, f64) {
    let head = &view.heads[column];
    let texts = view.rows.iter().map(|row| row.cells[column].text.as_str());
    let widest = texts
        .map(|text| width(text, 13.0, Weight::Regular))
        .fold(width(&head.text, 12.0, Weight::Regular), f64::max);
    match head.anchor {
        "start" => (head.x, head.x + widest),
        _ => (head.x - widest, head.x),
    }
}

#[test]
fn no_column_of_a_picture_touches_another_at_any_width() {
    let mut long = ranked();
    long.rows[0].label = "A name that is much longer than any column can ever hold".to_owned();
    for inner in (432..1_400).step_by(7) {
        for spec in [ranked(), long.clone()] {
            let view = picture_view(&spec, f64::from(inner));
            let mut end = -10.0;
            for column in 0..view.heads.len() {
                let (from, to) = extent(&view, column);
                assert!(
                    from >= end + 8.0,
                    "column {column} at {inner}: {from} after {end}"
                );
                end = to;
            }
            assert!(end + 8.0 <= view.line_at, "{inner}: {end}");
            assert!(view.line_at + 96.0 <= f64::from(inner));
        }
    }
}

#[test]
fn a_narrow_picture_keeps_name_value_share_and_line() {
    let heads = |width| -> Vec<String> {
        let view = picture_view(&ranked(), width);
        view.heads.into_iter().map(|head| head.text).collect()
    };
    assert_eq!(
        heads(912.0),
        ["Rank", "Model", "Value", "Share", "Change", "Models"]
    );
    assert_eq!(heads(432.0)[..], ["Model", "Value", "Share"]);
}

#[test]
fn a_missing_number_is_a_dash_and_a_lone_point_a_dot() {
    let view = place(&ranked(), Canvas::Fluid);
    assert_eq!(view.rows[1].cells[4].text, "\u{2013}");
    let alone = view.rows[1].spark.as_ref().unwrap();
    assert!(alone.dot.is_some());
    assert!(alone.path.ends_with("l0 0"), "{}", alone.path);
    // A hole where the value is missing, and one where the dates are.
    let first = view.rows[0].spark.as_ref().unwrap();
    assert_eq!(first.path.matches('M').count(), 3);
}

#[test]
fn points_stand_as_far_apart_as_their_dates() {
    let mut spec = ranked();
    spec.breaks.clear();
    spec.dates = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-31"]
        .map(|day| day.parse().unwrap())
        .to_vec();
    spec.rows[2].line = vec![Some(0.0), Some(0.0), Some(0.0), Some(1.0)];
    let view = place(&spec, Canvas::Fluid);
    let path = &view.rows[2].spark.as_ref().unwrap().path;
    // 88 pixels for 30 days: 2.9 a day, then 82.1 for four weeks.
    assert!(path.starts_with("M4 20l2.9 0 3 0 82.1-16"), "{path}");
}
