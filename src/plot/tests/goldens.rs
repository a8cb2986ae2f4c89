//! Pictures under version control: a change of the drawing shows as a diff to look at.

use insta::assert_snapshot;

use super::samples::{caption, date, mark, mondays, series, spec, three_bands, two_lines};
use crate::plot::layout::time;
use crate::plot::{
    Bracket, Break, KeyEntry, KeyMark, Locale, ScaleKind, Slot, ThemeName, TimeForm, TimeSpec,
    figure_html, standalone_svg,
};

/// One element a line, so that a diff names the element that changed.
fn figure(spec: &TimeSpec) -> String {
    elements(&figure_html(&time(spec)))
}

pub(super) fn elements(markup: &str) -> String {
    markup.replace("><", ">\n<")
}

/// A picture without its style sheet, which has tests of its own.
pub(super) fn without_style(picture: &str) -> String {
    let (before, rest) = picture.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    elements(&format!("{before}{after}"))
}

#[test]
fn lines() {
    let mut spec = two_lines();
    spec.provisional_from = Some(4);
    spec.key = vec![
        KeyEntry {
            mark: KeyMark::Solid,
            label: "Open weights".to_owned(),
        },
        KeyEntry {
            mark: KeyMark::Hollow,
            label: "Proprietary".to_owned(),
        },
        KeyEntry {
            mark: KeyMark::Provisional,
            label: "Incomplete week".to_owned(),
        },
    ];
    assert_snapshot!(figure(&spec));
}

#[test]
fn lines_with_a_gap_a_range_and_marks() {
    let mut spec = two_lines();
    spec.series[0].values[2] = None;
    spec.series[1].low_high = Some(
        spec.series[1]
            .values
            .iter()
            .map(|value| value.map(|value| (value - 5.0, value + 1.0)))
            .collect(),
    );
    spec.breaks = vec![Break {
        after: 3,
        label: "No data".to_owned(),
    }];
    spec.marks = vec![
        mark("2025-09-09", "First"),
        mark("2025-09-10", "Second"),
        mark("2025-09-28", "Third & last"),
    ];
    spec.locale = Locale::Fr;
    assert_snapshot!(figure(&spec));
}

#[test]
fn log_scale() {
    let values = [Some(0.5), Some(0.0), Some(40.0), Some(3_000.0)];
    let mut spec = spec(
        TimeForm::Lines,
        mondays(4),
        vec![series("Steep", Slot::Warm1, &values)],
    );
    spec.scale = ScaleKind::Log;
    assert_snapshot!(figure(&spec));
}

#[test]
fn one_point() {
    let one = series("Alone", Slot::Cool1, &[Some(7.0)]);
    assert_snapshot!(figure(&spec(
        TimeForm::Lines,
        vec![date("2026-10-05")],
        vec![one]
    )));
}

#[test]
fn no_data() {
    assert_snapshot!(figure(&spec(TimeForm::Lines, Vec::new(), Vec::new())));
}

#[test]
fn stacked_with_unknown_and_bracket() {
    let mut spec = three_bands();
    spec.breaks = vec![Break {
        after: 1,
        label: "No data".to_owned(),
    }];
    spec.bracket = Some(Bracket {
        through: 0,
        label: "China".to_owned(),
        value: "40%".to_owned(),
    });
    spec.provisional_from = Some(3);
    assert_snapshot!(figure(&spec));
}

#[test]
fn standalone_light() {
    let mut spec = two_lines();
    spec.marks = vec![mark("2025-09-09", "First")];
    let picture = standalone_svg(&spec, &caption(), ThemeName::Light, 960.0);
    assert_snapshot!(without_style(&picture));
}

#[test]
fn standalone_dark_stack() {
    let picture = standalone_svg(&three_bands(), &caption(), ThemeName::Dark, 960.0);
    assert_snapshot!(without_style(&picture));
}

#[test]
fn standalone_without_data() {
    let empty = spec(TimeForm::Lines, Vec::new(), Vec::new());
    let picture = standalone_svg(&empty, &caption(), ThemeName::Light, 960.0);
    assert_snapshot!(without_style(&picture));
}
