//! Places: the series side by side on the newest complete date, with what they were on the date
//! before.

use super::Subject;
use super::headline::newest_complete;
use crate::domain::Semantics;
use crate::query::{Amount, Point, Series, counter};
use std::fmt;

/// A series with its place.
pub(super) struct Place<'a> {
    /// Its index among the series of the answer.
    pub at: usize,
    /// The series.
    pub series: &'a Series,
    /// 1 for the largest; none for what does not compete.
    pub rank: Option<usize>,
    /// Its values on the newest complete date.
    pub point: &'a Point,
    /// Its values on the date before; none where it was not observed.
    pub previous: Option<&'a Point>,
    /// What changed since; none where it was not observed before.
    pub change: Option<Difference>,
    /// Its rank on the date before.
    pub previous_rank: Option<usize>,
}

/// The series on the newest complete date, those that compete by value first.
pub(super) fn places<'a>(subject: &Subject<'a>) -> Vec<Place<'a>> {
    let Some(newest) = newest_complete(subject) else {
        return Vec::new();
    };
    let previous = newest.checked_sub(1);
    let mut places: Vec<Place<'a>> = subject
        .answer
        .series
        .iter()
        .enumerate()
        .filter_map(|(at, series)| {
            let point = series.point(newest)?;
            let before = previous.and_then(|date| series.point(date));
            let rank = |point: &Point| point.rank.map(|rank| rank as usize);
            Some(Place {
                at,
                series,
                rank: rank(point),
                point,
                previous: before,
                change: before.map(|before| Difference::of(subject, series, before, point)),
                previous_rank: before.and_then(rank),
            })
        })
        .collect();
    places.sort_by_key(|place| place.rank.unwrap_or(usize::MAX));
    places
}

/// By how much a value differs from the one before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference {
    is_less: bool,
    distance: Amount,
}

impl Difference {
    /// From `before` to the newest value. Of an all-time count that caught up with what it had
    /// been before, only what is above that.
    fn of(subject: &Subject<'_>, series: &Series, before: &Point, after: &Point) -> Self {
        let is_less = after.value < before.value;
        let distance = if is_less {
            before.value.above(after.value)
        } else if subject.answer.metric.semantics == Semantics::Cumulative {
            let highest = counter::highest_before(series, after.period);
            after.value.above(highest.unwrap_or(before.value))
        } else {
            after.value.above(before.value)
        };
        Self { is_less, distance }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        let distance = self.distance.to_f64();
        if self.is_less { -distance } else { distance }
    }
}

impl fmt::Display for Difference {
    /// Exactly, as files spell it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_less { "-" } else { "" };
        write!(f, "{sign}{}", self.distance)
    }
}
