//! Aligned lines: series of unequal age over the days since each began.
//!
//! Observations of different series rarely fall on the same days of their lives. The grid holds every
//! day that any of them has; between two observations of one series that are close enough it takes the
//! straight line, which is what a line chart draws anyway, and further apart it stays empty.

use chrono::{Days, NaiveDate};

/// Day 0. Any date would do: only distances from it are shown.
fn day_zero() -> NaiveDate {
    NaiveDate::default()
}

/// Values of all series on one grid of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// The days as dates, for [`super::TimeSpec::dates`] of a [`super::TimeForm::Aligned`] chart.
    pub dates: Vec<NaiveDate>,
    /// One list a series, as long as the dates.
    pub values: Vec<Vec<Option<f64>>>,
}

/// The grid of `series`, each a list of days since its beginning with the value observed. Neighboring
/// observations at most `join_days` apart are joined, others part by a gap. Day 0 is always shown.
pub fn grid(series: &[Vec<(u32, f64)>], join_days: u32) -> Grid {
    let mut days: Vec<u32> = series.iter().flatten().map(|(day, _)| *day).collect();
    if days.is_empty() {
        return Grid::default();
    }
    days.push(0);
    days.sort_unstable();
    days.dedup();
    let values = series.iter().map(|observations| {
        let mut observations = observations.clone();
        observations.sort_by_key(|(day, _)| *day);
        days.iter()
            .map(|day| at(&observations, *day, join_days))
            .collect()
    });
    Grid {
        values: values.collect(),
        dates: days.iter().map(|day| date_of(*day)).collect(),
    }
}

/// The observation of a day, or the point of the line between its neighbors.
fn at(observations: &[(u32, f64)], day: u32, join_days: u32) -> Option<f64> {
    let after = observations.partition_point(|(other, _)| *other < day);
    let (next_day, next) = *observations.get(after)?;
    if next_day == day {
        return Some(next);
    }
    let (previous_day, previous) = *observations.get(after.checked_sub(1)?)?;
    let distance = next_day - previous_day;
    (distance <= join_days).then(|| {
        let part = f64::from(day - previous_day) / f64::from(distance);
        previous + part * (next - previous)
    })
}

fn date_of(day: u32) -> NaiveDate {
    day_zero()
        .checked_add_days(Days::new(u64::from(day)))
        .unwrap_or(NaiveDate::MAX)
}

/// The day that a date of the grid stands for.
pub(super) fn day_of(date: NaiveDate) -> i64 {
    (date - day_zero()).num_days()
}

/// The date of a day, where the calendar has one.
pub(super) fn date_at(day: i64) -> Option<NaiveDate> {
    day_zero().checked_add_signed(chrono::TimeDelta::try_days(day)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_observed_on_other_days_share_a_grid() {
        let grid = grid(&[vec![(0, 10.0), (14, 24.0)], vec![(7, 1.0)]], 14);
        assert_eq!(
            grid.values,
            [
                vec![Some(10.0), Some(17.0), Some(24.0)],
                vec![None, Some(1.0), None]
            ]
        );
        assert_eq!(
            grid.dates
                .iter()
                .map(|date| day_of(*date))
                .collect::<Vec<_>>(),
            [0, 7, 14]
        );
    }

    #[test]
    fn observations_too_far_apart_leave_a_gap() {
        let grid = grid(&[vec![(0, 10.0), (60, 24.0)], vec![(30, 1.0)]], 31);
        assert_eq!(grid.values[0], [Some(10.0), None, Some(24.0)]);
    }

    #[test]
    fn day_zero_is_shown_even_where_nothing_was_observed() {
        let grid = grid(&[vec![(5, 1.0)]], 7);
        assert_eq!(day_of(grid.dates[0]), 0);
        assert_eq!(grid.values[0], [None, Some(1.0)]);
    }

    #[test]
    fn nothing_observed_is_an_empty_grid() {
        assert_eq!(grid(&[Vec::new()], 7), Grid::default());
    }
}
