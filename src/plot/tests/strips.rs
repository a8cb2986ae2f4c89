//! What timelines of strips promise.

use insta::assert_snapshot;

use super::goldens::{elements, without_style};
use super::samples::{caption, date, known, mark, mondays, series};
use crate::plot::layout::{Canvas, strips};
use crate::plot::strips::StripView;
use crate::plot::view::Tier;
use crate::plot::{
    Adoption, Drawing, Fill, KeyEntry, KeyMark, Locale, Segment, Slot, StripRow, StripSpec, Style,
    ThemeName,
};

fn segment(from: Option<&str>, to: Option<&str>, label: &str, hue: Slot, fill: Fill) -> Segment {
    Segment {
        from: from.map(date),
        to: to.map(date),
        label: label.to_owned(),
        style: Style { hue, fill },
        note: String::new(),
    }
}

fn row(label: &str, segments: Vec<Segment>) -> StripRow {
    StripRow {
        slug: label.to_lowercase(),
        label: label.to_owned(),
        href: None,
        segments,
        changes: Vec::new(),
    }
}

/// Two models: one that changed its license, one that never showed it.
pub fn two_strips() -> StripSpec {
    let restricted = segment(None, Some("2025-09-15"), "Custom", Slot::Warm2, Fill::Solid);
    let permissive = segment(
        Some("2025-09-15"),
        None,
        "Apache-2.0",
        Slot::Green1,
        Fill::Solid,
    );
    let mut first = row("Qwen", vec![restricted, permissive]);
    first.href = Some("/models/qwen".to_owned());
    first.changes = vec![mark("2025-09-15", "Apache-2.0 with Qwen3")];
    let closed = segment(
        None,
        Some("2025-09-10"),
        "Proprietary",
        Slot::Cool1,
        Fill::Hollow,
    );
    let unknown = segment(
        Some("2025-09-10"),
        None,
        "Unknown",
        Slot::Unknown,
        Fill::Hatched,
    );
    StripSpec {
        id: "sample".to_owned(),
        description: "Licenses of two models.".to_owned(),
        first: date("2025-09-01"),
        last: date("2025-09-29"),
        adoption: Some(Adoption {
            dates: mondays(5),
            series: series("Tokens", Slot::Warm1, &known(&[1.0, 2.0, 3.0, 2.0, 4.0])),
        }),
        rows: vec![first, row("Horizon", vec![closed, unknown])],
        locale: Locale::En,
        key: vec![KeyEntry {
            mark: KeyMark::Swatch(Style {
                hue: Slot::Green1,
                fill: Fill::Solid,
            }),
            label: "Permissive".to_owned(),
        }],
        empty_text: "No license is known.".to_owned(),
    }
}

fn fluid(spec: &StripSpec) -> StripView {
    strips(spec, Canvas::Fluid)
}

#[test]
fn timeline() {
    assert_snapshot!(elements(&Drawing::from(two_strips()).html()));
}

#[test]
fn timeline_standalone() {
    let picture = Drawing::from(two_strips()).standalone(&caption(), ThemeName::Light, 960.0);
    assert_snapshot!(without_style(&picture));
}

#[test]
fn segments_meet_where_one_ends_and_the_next_begins() {
    let segments = &fluid(&two_strips()).rows[0].segments;
    assert_eq!(
        (segments[0].x.as_str(), segments[0].width.as_str()),
        ("0%", "50%")
    );
    assert_eq!(
        (segments[1].x.as_str(), segments[1].width.as_str()),
        ("50%", "50%")
    );
    assert_eq!(segments[1].title, "Apache-2.0: 15 Sep 2025\u{2013}");
}

#[test]
fn words_stand_inside_only_where_they_fit() {
    let mut spec = two_strips();
    let tier = |spec: &StripSpec| {
        let label = fluid(spec).rows[0].segments[1].label.clone();
        label.map(|(_, tier)| tier)
    };
    assert_eq!(tier(&spec), Some(Tier::Narrow));
    spec.rows[0].segments[1].from = Some(date("2025-09-25"));
    assert_eq!(tier(&spec), Some(Tier::Wide));
    spec.rows[0].segments[1].from = Some(date("2025-09-28"));
    assert_eq!(tier(&spec), None);
}

#[test]
fn changes_are_numbered_over_all_rows_and_told_below() {
    let mut spec = two_strips();
    spec.rows[1].changes = vec![
        mark("2025-09-20", "Second"),
        mark("2025-09-10", "First"),
        mark("2031-01-01", "Outside"),
    ];
    let view = fluid(&spec);
    let told: Vec<(usize, &str)> = view
        .marks
        .iter()
        .map(|mark| (mark.number, mark.full_label.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "Qwen: Apache-2.0 with Qwen3"),
            (2, "Horizon: First"),
            (3, "Horizon: Second")
        ]
    );
    assert_eq!(view.rows[1].badges[0].number, 2);
}

#[test]
fn numbers_that_are_close_stand_in_rows_above_their_strip() {
    let mut spec = two_strips();
    spec.rows[0].changes.push(mark("2025-09-16", "A day later"));
    let row = &fluid(&spec).rows[0];
    assert!(row.badges[1].y <= row.badges[0].y - 18.0);
    assert!(
        row.badges
            .iter()
            .all(|badge| badge.y >= 9.0 && badge.y < row.top)
    );
}

#[test]
fn a_single_day_is_still_seen_and_what_lies_outside_is_not_drawn() {
    let mut spec = two_strips();
    let day = Some("2025-09-03");
    spec.rows[0].segments = vec![
        segment(day, day, "A day", Slot::Warm2, Fill::Solid),
        segment(None, Some("2024-01-01"), "Before", Slot::Warm2, Fill::Solid),
        segment(Some("2030-01-01"), None, "After", Slot::Warm2, Fill::Solid),
    ];
    let segments = &fluid(&spec).rows[0].segments;
    assert_eq!(segments.len(), 1);
    assert_eq!(segments[0].width, "0.4%");
}

#[test]
fn a_missing_observation_is_a_hole_in_the_area() {
    let mut spec = two_strips();
    let holes = |spec: &StripSpec| fluid(spec).adoption.unwrap().area.matches('Z').count();
    assert_eq!(holes(&spec), 1);
    spec.adoption.as_mut().unwrap().series.values[2] = None;
    assert_eq!(holes(&spec), 2);
}

#[test]
fn nothing_that_held_is_said_in_words() {
    let mut spec = two_strips();
    spec.rows.clear();
    assert!(
        Drawing::from(spec.clone())
            .html()
            .contains("No license is known.")
    );
    spec.first = date("2031-01-01");
    assert!(Drawing::from(spec).html().contains("No license is known."));
}
