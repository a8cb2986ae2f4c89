//! What lines aligned at their beginning promise.

use insta::assert_snapshot;

use super::goldens::elements;
use super::samples::{series, spec};
use crate::plot::aligned::grid;
use crate::plot::layout::time;
use crate::plot::view::Tier;
use crate::plot::{Drawing, Locale, Slot, TimeForm, TimeSpec};

/// Two releases: one watched for a year, one for two months.
pub fn releases() -> TimeSpec {
    let old = (0..=13)
        .map(|step| (step * 30, f64::from(step) * 10.0))
        .collect();
    let new = (0..=4)
        .map(|step| (step * 15 + 2, f64::from(step) * 25.0))
        .collect();
    let grid = grid(&[old, new], 31);
    let lines = vec![
        series("Old", Slot::Cool1, &grid.values[0]),
        series("New", Slot::Warm1, &grid.values[1]),
    ];
    spec(TimeForm::Aligned, grid.dates, lines)
}

fn labels(spec: &TimeSpec, tier: Tier) -> Vec<String> {
    time(spec)
        .x_ticks
        .into_iter()
        .filter(|tick| tick.tier <= tier)
        .map(|tick| tick.label)
        .collect()
}

#[test]
fn aligned_lines() {
    assert_snapshot!(elements(&Drawing::from(releases()).html()));
}

#[test]
fn the_axis_counts_days_then_years() {
    assert_eq!(
        labels(&releases(), Tier::Wide),
        ["day 0", "30", "60", "90", "180", "270", "1 year"]
    );
    let mut french = releases();
    french.locale = Locale::Fr;
    let narrow = labels(&french, Tier::Narrow);
    assert_eq!(
        (narrow.first(), narrow.last()),
        (Some(&"jour 0".to_owned()), Some(&"1 an".to_owned()))
    );
}

#[test]
fn long_lives_are_counted_in_years_and_halves() {
    let grid = grid(&[vec![(0, 1.0), (800, 2.0)]], 900);
    let line = series("A", Slot::Cool1, &grid.values[0]);
    assert_eq!(
        labels(&spec(TimeForm::Aligned, grid.dates, vec![line]), Tier::Wide),
        [
            "day 0",
            "90",
            "180",
            "270",
            "1 year",
            "1.5 years",
            "2 years"
        ]
    );
}

#[test]
fn few_days_are_counted_in_weeks_or_one_by_one() {
    let short = |days: u32| {
        let grid = grid(&[(0..=days).map(|day| (day, 1.0)).collect()], 7);
        labels(
            &spec(
                TimeForm::Aligned,
                grid.dates,
                vec![series("A", Slot::Cool1, &grid.values[0])],
            ),
            Tier::Wide,
        )
    };
    assert_eq!(short(40), ["day 0", "7", "14", "21", "28", "35"]);
    assert_eq!(short(3), ["day 0", "1", "2", "3"]);
    assert_eq!(short(0), ["day 0"]);
}

#[test]
fn a_young_series_ends_at_its_age_and_says_so() {
    let view = time(&releases());
    assert_eq!(view.ends[1].value, "100 (day 62)");
    assert!(view.ends[1].ends_early_at.is_some());
    assert_eq!(
        view.ends[1].short_value, "",
        "nothing leads back to it on a phone"
    );
    assert!(
        view.legend
            .iter()
            .any(|entry| entry.value == "100 (day 62)")
    );
    assert!(view.shapes[1].title.contains("day 62"));
    assert_eq!(
        (view.axes.first.as_str(), view.axes.last.as_str()),
        ("0", "390")
    );
}
