//! The moment of a capture: RFC 3339, kept to the microsecond in UTC.

use super::day::{Day, DayError, within};
use super::problem::excerpt;
use chrono::{DateTime, NaiveTime, SecondsFormat, Timelike, Utc};

/// Nanoseconds from here on mean a leap second.
const NANOSECONDS_A_SECOND: u32 = 1_000_000_000;

/// Why a cell is not a moment we accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// Not RFC 3339, or without an offset from UTC.
    #[error("{0} is not an RFC 3339 moment")]
    NotRfc3339(String),
    /// A leap second, which has no place in the microseconds since 1970.
    #[error("{0} is a leap second, which cannot be kept")]
    LeapSecond(String),
    /// Outside of the days we accept.
    #[error(transparent)]
    Day(#[from] DayError),
}

impl MomentError {
    /// How to mend it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NotRfc3339(_) => "write it with its offset, such as 2026-10-07T12:00:00Z",
            Self::LeapSecond(_) => "write the second before",
            Self::Day(error) => error.hint(),
        }
    }
}

/// Reads a moment on a day (in UTC) from 2015-01-01 to `latest`. What is finer than a
/// microsecond is cut off.
///
/// The limit is a day, not a moment, because the default capture of a file is the end of its
/// newest day: what one reading derives, the next must accept.
pub fn parse_moment(cell: &[u8], latest: Day) -> Result<DateTime<Utc>, MomentError> {
    let moment = std::str::from_utf8(cell)
        .ok()
        .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
        .ok_or_else(|| MomentError::NotRfc3339(excerpt(cell)))?
        .to_utc();
    if moment.nanosecond() >= NANOSECONDS_A_SECOND {
        return Err(MomentError::LeapSecond(excerpt(cell)));
    }
    within(moment.date_naive(), latest)?;
    Ok(DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment))
}

/// The last second of a day in UTC: the capture of a file that does not say when it was made.
pub fn end_of_day(day: Day) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
    day.date().and_time(last).and_utc()
}

/// The one spelling of a moment in canonical content: `2026-10-07T12:00:00Z`, with three or six
/// digits of a fraction only where it is not zero.
pub fn spell(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use rstest::rstest;

    fn latest() -> Day {
        Day::of(NaiveDate::from_ymd_opt(2026, 10, 9).unwrap()).unwrap()
    }

    #[rstest]
    #[case("2026-10-07T12:00:00Z", "2026-10-07T12:00:00Z")]
    #[case("2026-10-07T14:00:00+02:00", "2026-10-07T12:00:00Z")]
    #[case("2026-10-07 12:00:00z", "2026-10-07T12:00:00Z")]
    #[case("2026-10-07T12:00:00.000Z", "2026-10-07T12:00:00Z")]
    #[case("2026-10-07T12:00:00.5Z", "2026-10-07T12:00:00.500Z")]
    #[case("2026-10-07T12:00:00.123456789Z", "2026-10-07T12:00:00.123456Z")]
    #[case("2026-10-09T23:59:59Z", "2026-10-09T23:59:59Z")]
    fn a_moment_has_one_spelling(#[case] cell: &str, #[case] spelled: &str) {
        assert_eq!(
            spell(parse_moment(cell.as_bytes(), latest()).unwrap()),
            spelled
        );
    }

    #[rstest]
    #[case("2026-10-07", "`2026-10-07` is not an RFC 3339 moment")]
    #[case(
        "2026-10-07T12:00:00",
        "`2026-10-07T12:00:00` is not an RFC 3339 moment"
    )]
    #[case("yesterday", "`yesterday` is not an RFC 3339 moment")]
    #[case(
        "2016-12-31T23:59:60Z",
        "`2016-12-31T23:59:60Z` is a leap second, which cannot be kept"
    )]
    #[case(
        "2014-12-31T12:00:00Z",
        "2014-12-31 is before 2015-01-01, where records begin"
    )]
    #[case(
        "2026-10-10T00:00:00Z",
        "2026-10-10 is more than two days after now; the last day accepted is 2026-10-09"
    )]
    fn a_bad_moment_says_why(#[case] cell: &str, #[case] message: &str) {
        let error = parse_moment(cell.as_bytes(), latest()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn a_capture_derived_from_the_last_day_accepted_is_accepted_again() {
        let derived = spell(end_of_day(latest()));
        assert_eq!(
            parse_moment(derived.as_bytes(), latest()),
            Ok(end_of_day(latest()))
        );
    }
}
