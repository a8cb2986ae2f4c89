//! Ticks at every span and width.

use super::*;

const WIDTHS: PlotWidths = PlotWidths {
    narrow: 262.0,
    medium: 380.0,
    wide: 600.0,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn labels(first: &str, last: &str, tier: Tier) -> Vec<String> {
    date_ticks(date(first), date(last), Locale::En, WIDTHS)
        .into_iter()
        .filter(|tick| tick.tier <= tier)
        .map(|tick| tick.label)
        .collect()
}

#[test]
fn two_years_show_years_and_quarters_and_fewer_on_a_phone() {
    assert_eq!(
        labels("2024-11-18", "2026-11-09", Tier::Wide),
        ["2025", "Apr", "Jul", "Oct", "2026", "Apr", "Jul", "Oct"]
    );
    assert_eq!(
        labels("2024-11-18", "2026-11-09", Tier::Narrow),
        ["2025", "Jul", "2026", "Jul"]
    );
}

#[test]
fn a_span_without_a_january_still_names_its_year() {
    assert_eq!(
        labels("2026-03-10", "2026-09-28", Tier::Wide),
        ["Apr 2026", "May", "Jun", "Jul", "Aug", "Sep"]
    );
}

#[test]
fn a_few_weeks_are_dated_by_days() {
    assert_eq!(
        labels("2026-09-07", "2026-10-12", Tier::Wide),
        [
            "7 Sep 2026",
            "14 Sep",
            "21 Sep",
            "28 Sep",
            "5 Oct",
            "12 Oct"
        ]
    );
    let ticks = labels("2026-12-20", "2027-01-05", Tier::Wide);
    assert!(ticks.contains(&"1 Jan 2027".to_owned()), "{ticks:?}");
}

#[test]
fn one_date_has_one_tick_with_day_and_year() {
    assert_eq!(
        labels("2026-10-05", "2026-10-05", Tier::Narrow),
        ["5 Oct 2026"]
    );
}

#[test]
fn labels_never_touch_at_any_span() {
    let first = date("2015-01-01");
    for span in (1..4_400).step_by(13) {
        let last = first + Days::new(span);
        let ticks = date_ticks(first, last, Locale::Fr, WIDTHS);
        assert!(!ticks.is_empty(), "{span}");
        for (tier, width) in [
            (Tier::Narrow, WIDTHS.narrow),
            (Tier::Medium, WIDTHS.medium),
            (Tier::Wide, WIDTHS.wide),
        ] {
            assert!(ticks.iter().any(|tick| tick.tier <= tier), "{span} days");
            let mut previous_end = f64::NEG_INFINITY;
            for tick in ticks.iter().filter(|tick| tick.tier <= tier) {
                let x = tick.x.trim_end_matches('%').parse::<f64>().unwrap() / 100.0 * width;
                let weight = if tick.is_year {
                    Weight::Semibold
                } else {
                    Weight::Regular
                };
                let label = text::width(&tick.label, TICK_SIZE, weight);
                let start = match tick.anchor {
                    Anchor::Start => x,
                    Anchor::Middle => x - label / 2.0,
                    Anchor::End => x - label,
                };
                assert!(start >= previous_end + 2.0, "{span} days: {ticks:?}");
                previous_end = start + label;
            }
        }
    }
}

#[test]
fn numbers_of_an_axis_share_their_decimals() {
    let scale = Scale {
        kind: ScaleKind::Linear,
        from: 0.0,
        to: 1.0,
        bottom: 0.0,
        top: 1.0,
    };
    assert_eq!(
        value_labels(&scale, &[0.0, 0.2, 0.4], TickUnit::Plain, Locale::En),
        ["0.0", "0.2", "0.4"]
    );
    assert_eq!(
        value_labels(&scale, &[0.0, 500.0, 1_000.0], TickUnit::Plain, Locale::En),
        ["0", "500", "1,000"]
    );
    assert_eq!(
        value_labels(&scale, &[0.0, 20.0], TickUnit::Percent, Locale::Fr),
        ["0\u{2009}%", "20\u{2009}%"]
    );
}
