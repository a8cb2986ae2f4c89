//! Periods: the dates an answer shows, and which observed days stand behind each.

use super::Every;
use crate::domain::Semantics;
use chrono::{Datelike, Days, Months, NaiveDate};
use std::ops::Range;

/// One date of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day: the date the period goes by (`observed_on`).
    pub first: NaiveDate,
    /// Last day of the calendar period.
    pub last: NaiveDate,
    /// The observed days in it and in the range asked for, as indices into the metric's days.
    pub observed: Range<usize>,
    /// The days whose rows are counted: all of them for a flow, else the last capture.
    pub counted: Range<usize>,
    /// Whether it is whole: not cut by the range asked for, not still running, and not the one
    /// in which the record begins.
    pub complete: bool,
}

impl Period {
    /// Observed days in the period: what a flow's mean is taken over, and how many captures a
    /// window or cumulative metric had, of which the last is shown.
    pub fn days_observed(&self) -> u32 {
        self.observed.len() as u32
    }

    /// What sums of the period are divided by: a flow shows the mean per observed day.
    pub fn divisor(&self) -> u32 {
        self.counted.len().max(1) as u32
    }
}

/// The periods with at least one observed day, ascending. `days` are all days on which the
/// metric was observed, ascending; `from` and `to` are inclusive.
pub fn periods(
    every: Every,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    semantics: Semantics,
    days: &[NaiveDate],
) -> Vec<Period> {
    let begin = from.map_or(0, |from| days.partition_point(|day| *day < from));
    let end = to.map_or(days.len(), |to| days.partition_point(|day| *day <= to));
    let mut found = Vec::new();
    let mut at = begin;
    while at < end {
        let (first, last) = calendar(every, days[at]);
        let next = at + days[at..end].partition_point(|day| *day <= last);
        let observed = at..next;
        let uncut = from.is_none_or(|from| from <= first) && to.is_none_or(|to| to >= last);
        let over = days.last().is_some_and(|newest| *newest >= last);
        let recorded = days.first().is_some_and(|oldest| *oldest <= first);
        found.push(Period {
            first,
            last,
            counted: if semantics.adds_over_time() {
                observed.clone()
            } else {
                next - 1..next
            },
            observed,
            complete: every == Every::Day || (uncut && over && recorded),
        });
        at = next;
    }
    found
}

/// First and last day of the calendar period around `day`.
fn calendar(every: Every, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month_start = |months_back: u32| {
        day.with_day(1)
            .and_then(|first| first.checked_sub_months(Months::new(months_back)))
            .unwrap_or(day)
    };
    let first = match every {
        Every::Day => day,
        Every::Week => day.week(chrono::Weekday::Mon).first_day(),
        Every::Month => month_start(0),
        Every::Quarter => month_start(day.month0() % 3),
    };
    let next = match every {
        Every::Day => first.checked_add_days(Days::new(1)),
        Every::Week => first.checked_add_days(Days::new(7)),
        Every::Month => first.checked_add_months(Months::new(1)),
        Every::Quarter => first.checked_add_months(Months::new(3)),
    };
    let last = next.and_then(|next| next.pred_opt()).unwrap_or(day);
    (first, last)
}
