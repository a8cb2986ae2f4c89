//! Gaps: where the record of a metric is interrupted, so that no line may pretend otherwise.

use super::Subject;
use crate::query::Every;
use chrono::NaiveDate;

/// Observations further apart than this many times their usual distance are a gap.
const TOLERANCE: f64 = 1.5;

/// Indices of the periods after which the record has a gap.
pub(super) fn after(subject: &Subject<'_>) -> Vec<usize> {
    let starts: Vec<NaiveDate> = subject
        .answer
        .periods
        .iter()
        .map(|totals| totals.period.first)
        .collect();
    let longest = longest_step(subject);
    starts
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| (pair[1] - pair[0]).num_days() as f64 > longest)
        .map(|(at, _)| at)
        .collect()
}

/// How many days may lie between two dates without a gap: what the metric itself bridges (two
/// 30-day windows less than 30 days apart share days), else its usual distance with some
/// tolerance; and never less than one period of the axis.
pub(super) fn longest_step(subject: &Subject<'_>) -> f64 {
    let period_days = match subject.query.every {
        Every::Day => 1.0,
        Every::Week => 7.0,
        Every::Month => 31.0,
        Every::Quarter => 92.0,
    };
    let usual = match subject.answer.metric.max_gap_days {
        Some(days) => f64::from(days),
        None => TOLERANCE * median_step(subject.days),
    };
    usual.max(period_days)
}

fn median_step(days: &[NaiveDate]) -> f64 {
    let mut steps: Vec<i64> = days
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).num_days())
        .collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).map_or(1.0, |step| *step as f64)
}
