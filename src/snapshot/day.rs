//! Days as snapshot files write them, and as two bytes.

use super::problem::excerpt;
use chrono::{Datelike, Days, NaiveDate};

/// Records begin here: nothing we measure is older.
pub const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2015, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// A day from 2015-01-01 on, in two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(u16);

impl Day {
    /// The day of a date; none before 2015 and after 2194.
    pub fn of(date: NaiveDate) -> Option<Self> {
        u16::try_from(date.signed_duration_since(FIRST_DAY).num_days())
            .ok()
            .map(Self)
    }

    /// The date of the day.
    pub fn date(self) -> NaiveDate {
        FIRST_DAY
            .checked_add_days(Days::new(u64::from(self.0)))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The first day of its month.
    pub fn month(self) -> NaiveDate {
        let date = self.date();
        date.with_day(1).unwrap_or(date)
    }

    /// Days since 2015-01-01.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Days since 1970-01-01.
    pub fn epoch_days(self) -> i32 {
        FIRST_DAY.to_epoch_days() + i32::from(self.0)
    }

    /// The day that many days after 2015-01-01.
    pub const fn from_number(number: u16) -> Self {
        Self(number)
    }
}

/// Why a cell is not a day we accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// The cell is empty.
    #[error("the date is empty")]
    Empty,
    /// The cell is not spelled `YYYY-MM-DD`.
    #[error("{0} is not an ISO date")]
    NotIso(String),
    /// The spelling is right, but no calendar has the day.
    #[error("{0} is not a day of the calendar")]
    NoSuchDay(String),
    /// Before [`FIRST_DAY`].
    #[error("{0} is before {FIRST_DAY}, where records begin")]
    TooEarly(NaiveDate),
    /// More than two days after now.
    #[error("{found} is more than two days after now; the last day accepted is {latest}")]
    TooLate {
        /// The date found.
        found: NaiveDate,
        /// The last day accepted.
        latest: NaiveDate,
    },
}

impl DayError {
    /// How to mend it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Empty | Self::NotIso(_) | Self::NoSuchDay(_) => {
                "write the date as YYYY-MM-DD, such as 2026-10-07"
            }
            Self::TooEarly(_) => "correct the year, or leave the row out",
            Self::TooLate { .. } => "correct the date, or the clock of this machine",
        }
    }
}

/// Reads a date: `YYYY-MM-DD` only, from 2015-01-01 to `latest`.
pub fn parse_day(cell: &[u8], latest: Day) -> Result<Day, DayError> {
    if cell.is_empty() {
        return Err(DayError::Empty);
    }
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = cell else {
        return Err(DayError::NotIso(excerpt(cell)));
    };
    let numbers = (
        number(&[*y0, *y1, *y2, *y3]),
        number(&[*m0, *m1]),
        number(&[*d0, *d1]),
    );
    let (Some(year), Some(month), Some(day)) = numbers else {
        return Err(DayError::NotIso(excerpt(cell)));
    };
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day)
        .ok_or_else(|| DayError::NoSuchDay(excerpt(cell)))?;
    within(date, latest)
}

/// The day of a date, if it lies from 2015-01-01 to `latest`.
pub fn within(date: NaiveDate, latest: Day) -> Result<Day, DayError> {
    if date < FIRST_DAY {
        return Err(DayError::TooEarly(date));
    }
    Day::of(date)
        .filter(|day| *day <= latest)
        .ok_or_else(|| DayError::TooLate {
            found: date,
            latest: latest.date(),
        })
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::of(NaiveDate::from_ymd_opt(year, month, day).unwrap()).unwrap()
    }

    #[rstest]
    #[case("", "the date is empty")]
    #[case("2026-1-7", "`2026-1-7` is not an ISO date")]
    #[case("07/10/2026", "`07/10/2026` is not an ISO date")]
    #[case("2026/10/07", "`2026/10/07` is not an ISO date")]
    #[case("2026-10-07T00:00:00Z", "`2026-10-07T00:00:00Z` is not an ISO date")]
    #[case("20261007", "`20261007` is not an ISO date")]
    #[case("2026-W41-3", "`2026-W41-3` is not an ISO date")]
    #[case("+026-10-07", "`+026-10-07` is not an ISO date")]
    #[case("2025-02-29", "`2025-02-29` is not a day of the calendar")]
    #[case("0000-00-00", "`0000-00-00` is not a day of the calendar")]
    #[case("2014-12-31", "2014-12-31 is before 2015-01-01, where records begin")]
    #[case(
        "2026-10-10",
        "2026-10-10 is more than two days after now; the last day accepted is 2026-10-09"
    )]
    #[case(
        "9999-12-31",
        "9999-12-31 is more than two days after now; the last day accepted is 2026-10-09"
    )]
    fn a_bad_date_says_why(#[case] cell: &str, #[case] message: &str) {
        let error = parse_day(cell.as_bytes(), day(2026, 10, 9)).unwrap_err();
        assert_eq!(error.to_string(), message);
    }

    #[rstest]
    #[case("2015-01-01", day(2015, 1, 1))]
    #[case("2024-02-29", day(2024, 2, 29))]
    #[case("2026-10-09", day(2026, 10, 9))]
    fn a_day_of_the_calendar_is_read(#[case] cell: &str, #[case] expected: Day) {
        let read = parse_day(cell.as_bytes(), day(2026, 10, 9)).unwrap();
        assert_eq!(read, expected);
        assert_eq!(read.date().to_string(), cell);
        assert_eq!(Day::from_number(read.number()), read);
    }
}
