//! What bands from low to high promise.

use insta::assert_snapshot;

use super::goldens::{elements, without_style};
use super::samples::{caption, date, known, mark, mondays, series, spec};
use crate::plot::layout::time;
use crate::plot::view::Overlap;
use crate::plot::{Drawing, MarkKind, Slot, ThemeName, TickUnit, TimeForm, TimeSpec};

/// Two camps whose ranges overlap in the middle and whose lines meet on 15 September.
pub fn crossing_bands() -> TimeSpec {
    let mut spec = spec(
        TimeForm::Bands,
        mondays(5),
        vec![
            series(
                "Chinese open-weight",
                Slot::ChinaOpen,
                &known(&[20.0, 30.0, 40.0, 50.0, 60.0]),
            ),
            series(
                "Western proprietary",
                Slot::WestClosed,
                &known(&[60.0, 50.0, 40.0, 30.0, 20.0]),
            ),
        ],
    );
    spec.unit = TickUnit::Percent;
    for series in &mut spec.series {
        let range = |value: &Option<f64>| value.map(|value| (value - 6.0, value + 6.0));
        series.low_high = Some(series.values.iter().map(range).collect());
        series.end_value = "63\u{2013}71%".to_owned();
    }
    spec.marks = vec![mark("2025-09-15", "China passes")];
    spec.marks[0].kind = MarkKind::Crossover;
    spec
}

#[test]
fn bands() {
    let mut spec = crossing_bands();
    spec.provisional_from = Some(4);
    assert_snapshot!(elements(&Drawing::from(spec).html()));
}

#[test]
fn bands_standalone() {
    let picture = Drawing::from(crossing_bands()).standalone(&caption(), ThemeName::Dark, 960.0);
    assert_snapshot!(without_style(&picture));
}

#[test]
fn only_bands_that_share_values_are_hatched() {
    let mut spec = crossing_bands();
    assert_eq!(
        time(&spec).overlaps,
        [Overlap {
            first: 0,
            second: 1
        }]
    );
    for range in spec.series[1].low_high.iter_mut().flatten().flatten() {
        *range = (80.0, 90.0);
    }
    assert_eq!(time(&spec).overlaps, []);
}

#[test]
fn a_crossover_is_dated_and_ringed_where_the_lines_meet() {
    let view = time(&crossing_bands());
    assert_eq!(view.marks[0].label, "China passes, 15 Sep 2025");
    let (x, crossing) = view.marks[0].crossing.clone().unwrap();
    assert_eq!(x, view.marks[0].x);
    let share = (crossing - view.frame.top) / (view.frame.base - view.frame.top);
    // The axis ends at 70, and the lines meet at 40.
    assert!((share - 30.0 / 70.0).abs() < 0.01, "{share}");
}

#[test]
fn the_ring_stands_where_the_lines_met_between_two_dates() {
    let mut spec = crossing_bands();
    // 30 against 50 on the date before, 60 against 40 on the date of the mark.
    spec.series[0].values[2] = Some(60.0);
    let view = time(&spec);
    let (x, y) = view.marks[0].crossing.clone().unwrap();
    assert_eq!(x, "37.5%");
    let share = (y - view.frame.top) / (view.frame.base - view.frame.top);
    assert!((share - 25.0 / 70.0).abs() < 0.01, "{share}");
    // On the next step they only part.
    spec.marks[0].date = date("2025-09-22");
    assert_eq!(time(&spec).marks[0].crossing, None);
}

#[test]
fn an_event_has_no_ring_and_a_crossover_without_lines_neither() {
    let mut spec = crossing_bands();
    spec.marks[0].kind = MarkKind::Event;
    assert_eq!(time(&spec).marks[0].crossing, None);
    spec.marks[0].kind = MarkKind::Crossover;
    spec.series.truncate(1);
    assert_eq!(time(&spec).marks[0].crossing, None);
}

#[test]
fn a_missing_value_is_a_hole_in_the_band() {
    let mut spec = crossing_bands();
    spec.series[0].values[2] = None;
    if let Some(ranges) = &mut spec.series[0].low_high {
        ranges[2] = None;
    }
    let view = time(&spec);
    assert_eq!(view.ranges[0].path.matches('Z').count(), 2);
    assert_eq!(view.ranges[1].path.matches('Z').count(), 1);
}

#[test]
fn one_date_is_an_upright_range() {
    let mut spec = crossing_bands();
    spec.dates = vec![date("2025-09-01")];
    spec.marks.clear();
    let view = time(&spec);
    assert_eq!(view.ranges[0].edge.matches('M').count(), 1);
    assert!(view.empty.is_none());
}
