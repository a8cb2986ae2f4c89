//! Periods: which days stand behind a date, and when it is whole.

use super::*;
use rstest::rstest;

const FLOW: Semantics = Semantics::Flow;
const WINDOW: Semantics = Semantics::Window { days: 30 };

fn days(texts: &[&str]) -> Vec<NaiveDate> {
    texts.iter().map(|text| day(text)).collect()
}

#[rstest]
#[case(Every::Day, "2026-02-05", "2026-02-05")]
#[case(Every::Week, "2026-02-02", "2026-02-08")]
#[case(Every::Month, "2026-02-01", "2026-02-28")]
#[case(Every::Quarter, "2026-01-01", "2026-03-31")]
fn a_period_goes_by_its_first_day(#[case] every: Every, #[case] first: &str, #[case] last: &str) {
    let found = periods(every, None, None, FLOW, &days(&["2026-02-05"]));
    assert_eq!((found[0].first, found[0].last), (day(first), day(last)));
}

#[test]
fn iso_weeks_cross_the_year() {
    let found = periods(
        Every::Week,
        None,
        None,
        FLOW,
        &days(&["2025-12-31", "2026-01-04", "2026-01-05"]),
    );
    let starts: Vec<_> = found
        .iter()
        .map(|period| (period.first, period.days_observed()))
        .collect();
    assert_eq!(starts, [(day("2025-12-29"), 2), (day("2026-01-05"), 1)]);
}

#[test]
fn a_flow_counts_all_its_days_and_a_window_its_last_capture() {
    let observed = days(&["2026-01-05", "2026-01-20", "2026-03-01"]);
    let flow = periods(Every::Month, None, None, FLOW, &observed);
    assert_eq!(
        flow.len(),
        2,
        "February was not observed: a gap, not a zero"
    );
    assert_eq!(
        (
            flow[0].counted.clone(),
            flow[0].divisor(),
            flow[0].days_observed()
        ),
        (0..2, 2, 2)
    );
    let window = periods(Every::Month, None, None, WINDOW, &observed);
    assert_eq!(
        (
            window[0].counted.clone(),
            window[0].divisor(),
            window[0].days_observed()
        ),
        (1..2, 1, 2)
    );
}

#[rstest]
#[case("the record begins in it", &["2026-01-02", "2026-03-01"], None, None, false)]
#[case("it is still running", &["2025-12-01", "2026-01-30"], None, None, false)]
#[case("from cuts it", &["2025-12-01", "2026-01-05", "2026-02-01"], Some("2026-01-02"), None, false)]
#[case("to cuts it", &["2025-12-01", "2026-01-05", "2026-02-01"], None, Some("2026-01-30"), false)]
#[case("the range is whole", &["2025-12-01", "2026-01-05", "2026-02-01"], Some("2026-01-01"), Some("2026-01-31"), true)]
#[case("it is whole", &["2026-01-01", "2026-01-31"], None, None, true)]
fn an_incomplete_period_says_so(
    #[case] why: &str,
    #[case] observed: &[&str],
    #[case] from: Option<&str>,
    #[case] to: Option<&str>,
    #[case] complete: bool,
) {
    let (from, to) = (from.map(day), to.map(day));
    let found = periods(Every::Month, from, to, FLOW, &days(observed));
    let january = found
        .iter()
        .find(|period| period.first == day("2026-01-01"))
        .expect("January");
    assert_eq!(january.complete, complete, "{why}");
    let daily = periods(Every::Day, from, to, FLOW, &days(observed));
    assert!(
        daily.iter().all(|period| period.complete),
        "a day is always whole"
    );
}

#[test]
fn nothing_observed_is_no_period() {
    assert_eq!(periods(Every::Day, None, None, FLOW, &[]), []);
    let outside = periods(
        Every::Day,
        Some(day("2027-01-01")),
        None,
        FLOW,
        &days(&["2026-01-01"]),
    );
    assert_eq!(outside, []);
}
