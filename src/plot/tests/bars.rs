//! What rankings promise.

use insta::assert_snapshot;

use super::goldens::{elements, without_style};
use super::samples::caption;
use crate::plot::bars::{BarView, place};
use crate::plot::text::{Weight, width};
use crate::plot::{
    Bar, BarSpec, Change, Drawing, Fill, KeyEntry, KeyMark, Locale, Sign, Slot, Style, ThemeName,
};

pub fn bar(rank: usize, label: &str, value: f64, hue: Slot) -> Bar {
    Bar {
        slug: hue.slug().to_owned(),
        rank: Some(rank),
        label: label.to_owned(),
        href: None,
        value: Some(value),
        value_label: format!("{value}"),
        low_high: None,
        style: Style {
            hue,
            fill: hue.usual_fill(),
        },
        change: None,
        note: String::new(),
    }
}

pub fn bars(bars: Vec<Bar>) -> BarSpec {
    BarSpec {
        id: "sample".to_owned(),
        description: "Tokens a week by model.".to_owned(),
        bars,
        full: None,
        change_head: String::new(),
        key: Vec::new(),
        locale: Locale::En,
        empty_text: "No model matches this view.".to_owned(),
    }
}

/// One bar of every filling, a range, changes, and a row the metric does not apply to.
pub fn mixed() -> BarSpec {
    let change = |label: &str, sign| {
        Some(Change {
            label: label.to_owned(),
            sign,
        })
    };
    let mut spec = bars(vec![
        Bar {
            change: change("+2", Sign::Up),
            href: Some("/models/a?x=1&y=2".to_owned()),
            note: "Open weights".to_owned(),
            ..bar(1, "Qwen & friends", 80.0, Slot::ChinaOpen)
        },
        Bar {
            low_high: Some((40.0, 60.0)),
            value_label: "40\u{2013}60".to_owned(),
            change: change("\u{2212}1", Sign::Down),
            ..bar(2, "Claude", 50.0, Slot::WestClosed)
        },
        Bar {
            rank: None,
            change: change("new", Sign::New),
            ..bar(3, "Unknown", 8.0, Slot::Unknown)
        },
        Bar {
            value: None,
            value_label: "not applicable".to_owned(),
            ..bar(4, "Gemini", 0.0, Slot::WestClosed)
        },
    ]);
    spec.change_head = "Places since June".to_owned();
    spec.key = vec![
        KeyEntry {
            mark: KeyMark::ToMost,
            label: "Certain, and at most".to_owned(),
        },
        KeyEntry {
            mark: KeyMark::Swatch(Style {
                hue: Slot::WestClosed,
                fill: Fill::Hollow,
            }),
            label: "Western proprietary".to_owned(),
        },
    ];
    spec
}

#[test]
fn ranking() {
    assert_snapshot!(elements(&Drawing::from(mixed()).html()));
}

#[test]
fn ranking_standalone() {
    let picture = Drawing::from(mixed()).standalone(&caption(), ThemeName::Light, 960.0);
    assert_snapshot!(without_style(&picture));
}

fn length(view: &BarView, row: usize) -> Option<&str> {
    view.rows[row].length.as_deref()
}

#[test]
fn lengths_are_in_proportion_and_the_longest_is_full() {
    let view = place(&bars(vec![
        bar(1, "A", 80.0, Slot::Warm1),
        bar(2, "B", 20.0, Slot::Cool1),
    ]));
    assert_eq!(
        (length(&view, 0), length(&view, 1)),
        (Some("100%"), Some("25%"))
    );
}

#[test]
fn a_range_is_solid_to_the_least_and_hatched_to_the_most() {
    let mut spec = mixed();
    spec.full = Some(100.0);
    let view = place(&spec);
    assert_eq!(length(&view, 1), Some("40%"));
    assert_eq!(
        view.rows[1].extension,
        Some(("40%".to_owned(), "20%".to_owned()))
    );
    assert_eq!(view.rows[1].value_at, "60%");
}

#[test]
fn what_does_not_apply_has_words_and_no_bar() {
    let view = place(&mixed());
    assert_eq!(length(&view, 3), None);
    assert_eq!(view.rows[3].value, "not applicable");
}

#[test]
fn zero_and_one_bar_and_none_are_drawn() {
    let zero = place(&bars(vec![bar(1, "Zero", 0.0, Slot::Warm1)]));
    assert_eq!(length(&zero, 0), Some("0%"));
    assert!(zero.empty.is_none());
    let none = Drawing::from(bars(Vec::new()));
    assert!(none.html().contains("No model matches this view."));
    assert!(
        none.standalone(&caption(), ThemeName::Dark, 960.0)
            .contains("No model matches this view.")
    );
}

#[test]
fn five_hundred_rows_are_drawn_and_no_more() {
    let many = (1..=600)
        .map(|rank| bar(rank, "Model", 1.0, Slot::Warm1))
        .collect();
    let view = place(&bars(many));
    assert_eq!(view.rows.len(), 500);
    assert_eq!(view.rows[499].rank, "500");
    assert!(view.rows[499].y + 28.0 <= view.height);
}

#[test]
fn a_long_name_is_cut_stands_above_on_a_phone_and_is_whole_in_the_title() {
    let name = "long ".repeat(80);
    let spec = bars(vec![bar(1, &name, 7.0, Slot::Warm1)]);
    let view = place(&spec);
    assert!(view.is_above);
    assert!(width(&view.rows[0].label, 13.0, Weight::Regular) <= view.columns.name);
    assert!(view.columns.left() < 320.0);
    let picture = Drawing::from(spec).standalone(&caption(), ThemeName::Light, 960.0);
    assert!(picture.contains(&format!("<title>{}: 7</title>", name.trim())));
    assert!(!place(&bars(vec![bar(1, "China", 7.0, Slot::Warm1)])).is_above);
}

#[test]
fn values_that_are_no_numbers_do_not_stretch_the_others() {
    let mut wild = bar(2, "Wild", f64::NAN, Slot::Cool1);
    wild.low_high = Some((f64::NEG_INFINITY, f64::INFINITY));
    let view = place(&bars(vec![bar(1, "A", 80.0, Slot::Warm1), wild]));
    assert_eq!(length(&view, 0), Some("100%"));
    assert_eq!(length(&view, 1), None);
}
