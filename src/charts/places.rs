//! Places: the series side by side on the newest complete date, with what they were on the date
//! before.

use super::Subject;
use super::headline::newest_complete;
use crate::query::{Amount, Point, Series};

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
            Some(Place {
                at,
                series,
                rank: series.point(newest)?.rank.map(|rank| rank as usize),
                point: series.point(newest)?,
                previous: previous.and_then(|date| series.point(date)),
                previous_rank: previous
                    .and_then(|date| series.point(date)?.rank)
                    .map(|rank| rank as usize),
            })
        })
        .collect();
    places.sort_by_key(|place| place.rank.unwrap_or(usize::MAX));
    places
}

/// `a - b`, exactly, as files spell it.
pub(super) fn difference(a: Amount, b: Amount) -> String {
    let sum = a.sum * i128::from(b.divisor) - b.sum * i128::from(a.divisor);
    let distance = Amount {
        sum: sum.abs(),
        divisor: a.divisor * b.divisor,
        decimals: a.decimals,
    };
    if sum < 0 {
        format!("-{distance}")
    } else {
        distance.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_exact_and_carries_its_sign() {
        let mean = |sum, divisor| Amount {
            sum,
            divisor,
            decimals: 0,
        };
        assert_eq!(difference(mean(5, 2), mean(1, 1)), "1.5");
        assert_eq!(difference(mean(1, 1), mean(5, 2)), "-1.5");
        assert_eq!(difference(mean(4, 2), mean(2, 1)), "0");
    }
}
