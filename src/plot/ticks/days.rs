//! Ticks of an axis that counts days since a beginning.

use chrono::NaiveDate;

use super::super::aligned;
use super::super::format::{self, Locale};
use super::super::view::{Anchor, Tier, XTick};
use super::{Candidate, FIRST_RANK, PlotWidths, percent, settle};

const DAYS_OF_YEAR: i64 = 365;
/// No axis counts more days than this.
const MOST_DAYS: i64 = 40 * DAYS_OF_YEAR;

/// Ticks of an axis that counts days, from `first` to `last` of an aligned chart: years, half a year,
/// a quarter, then months; weeks where there are few.
pub fn day_ticks(
    first: NaiveDate,
    last: NaiveDate,
    locale: Locale,
    widths: PlotWidths,
) -> Vec<XTick> {
    let (from, to) = (aligned::day_of(first), aligned::day_of(last));
    // Half of the first year is day 180, a count that people know.
    let is_half_year = |day: i64| day > DAYS_OF_YEAR && day % DAYS_OF_YEAR == 182;
    let label = |day: i64| match day {
        0 => format::day_count(0, locale),
        _ if day % DAYS_OF_YEAR == 0 => format::year_count(day / DAYS_OF_YEAR * 2, locale),
        _ if is_half_year(day) => format::year_count(day / DAYS_OF_YEAR * 2 + 1, locale),
        _ => format::number(day as f64, 0, locale),
    };
    let rank = |day: i64| match day {
        0 => Some(FIRST_RANK),
        _ if to <= 8 => Some(1),
        _ if to <= 45 => (day % 7 == 0).then_some(if day % 14 == 0 { 1 } else { 2 }),
        _ if day % DAYS_OF_YEAR == 0 => Some(FIRST_RANK),
        180 => Some(1),
        _ if is_half_year(day) => Some(1),
        90 | 270 => Some(2),
        30 | 60 => Some(3),
        _ => None,
    };
    let candidates: Vec<Candidate> = (from..=to.min(from + MOST_DAYS))
        .filter_map(|day| {
            Some(Candidate {
                date: aligned::date_at(day)?,
                label: label(day),
                is_year: day > 0 && day % DAYS_OF_YEAR == 0,
                rank: rank(day)?,
            })
        })
        .collect();
    if from == to {
        return vec![XTick {
            x: percent(1.0),
            label: format::day_count(from, locale),
            is_year: false,
            tier: Tier::Narrow,
            anchor: Anchor::End,
        }];
    }
    settle(candidates, first, last, widths)
}
