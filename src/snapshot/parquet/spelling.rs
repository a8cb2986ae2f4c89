//! Values of Parquet's types, spelled as the cells of a snapshot file are: the checks of cells are
//! then the same for every format.

use super::super::field::Field;
use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use ::parquet::schema::types::ColumnDescriptor;
use chrono::{DateTime, Days, NaiveDate, SecondsFormat, Utc};
use std::io::Write;

/// What the numbers of a column stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The number itself.
    Signed,
    /// The number itself, whose first bit is no sign.
    Unsigned,
    /// A number with this many decimals.
    Decimal(u32),
    /// Days since 1970.
    Date,
    /// Moments since 1970: how many a second, and whether they are of UTC.
    Moment {
        /// How many a second.
        a_second: i64,
        /// Whether they are of UTC, or of a clock whose place is not said.
        utc: bool,
    },
    /// A text.
    Text,
}

/// What a column stands for, where it can be in a cell of `field`; else what it is.
pub fn meaning(field: Field, column: &ColumnDescriptor) -> Result<Meaning, String> {
    let meaning = match column.logical_type_ref() {
        Some(logical) => of_logical(logical),
        None => of_converted(column),
    };
    let meaning = meaning.or_else(|| {
        let plain =
            column.logical_type_ref().is_none() && column.converted_type() == ConvertedType::NONE;
        match column.physical_type() {
            Type::BYTE_ARRAY if plain => Some(Meaning::Text),
            Type::INT32 | Type::INT64 | Type::FLOAT | Type::DOUBLE if plain => {
                Some(Meaning::Signed)
            }
            _ => None,
        }
    });
    let is_text = column.physical_type() == Type::BYTE_ARRAY;
    let fits = match (meaning, field) {
        (Some(Meaning::Text), _) => is_text,
        (Some(Meaning::Signed | Meaning::Unsigned), Field::Value) => !is_text,
        (Some(Meaning::Decimal(_)), Field::Value) => column.type_length() <= 16,
        (Some(Meaning::Date | Meaning::Moment { .. }), Field::ObservedOn)
        | (Some(Meaning::Moment { .. }), Field::CapturedAt) => true,
        _ => false,
    };
    match meaning.filter(|_| fits) {
        Some(meaning) => Ok(meaning),
        None => Err(describe(column)),
    }
}

fn of_logical(logical: &LogicalType) -> Option<Meaning> {
    Some(match logical {
        LogicalType::String | LogicalType::Enum | LogicalType::Json => Meaning::Text,
        LogicalType::Integer(integer) if integer.is_signed => Meaning::Signed,
        LogicalType::Integer(_) => Meaning::Unsigned,
        LogicalType::Decimal(decimal) => Meaning::Decimal(u32::try_from(decimal.scale).ok()?),
        LogicalType::Date => Meaning::Date,
        LogicalType::Timestamp(timestamp) => Meaning::Moment {
            a_second: match timestamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            },
            utc: timestamp.is_adjusted_to_u_t_c,
        },
        _ => return None,
    })
}

/// As files say it that were written before 2019.
fn of_converted(column: &ColumnDescriptor) -> Option<Meaning> {
    let moment = |a_second| Meaning::Moment {
        a_second,
        utc: true,
    };
    Some(match column.converted_type() {
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Meaning::Text,
        ConvertedType::INT_8
        | ConvertedType::INT_16
        | ConvertedType::INT_32
        | ConvertedType::INT_64 => Meaning::Signed,
        ConvertedType::UINT_8
        | ConvertedType::UINT_16
        | ConvertedType::UINT_32
        | ConvertedType::UINT_64 => Meaning::Unsigned,
        ConvertedType::DECIMAL => Meaning::Decimal(u32::try_from(column.type_scale()).ok()?),
        ConvertedType::DATE => Meaning::Date,
        ConvertedType::TIMESTAMP_MILLIS => moment(1_000),
        ConvertedType::TIMESTAMP_MICROS => moment(1_000_000),
        _ => return None,
    })
}

/// A column's type in words of Parquet.
fn describe(column: &ColumnDescriptor) -> String {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(logical), _) => format!("{} ({logical:?})", column.physical_type()),
        (None, ConvertedType::NONE) => column.physical_type().to_string(),
        (None, converted) => format!("{} ({converted})", column.physical_type()),
    }
}

// Writing to memory does not fail, so what these return is not looked at.

/// Spells a whole number.
pub fn whole(number: i64, meaning: Meaning, out: &mut Vec<u8>) {
    match meaning {
        Meaning::Unsigned => {
            let _ = write!(out, "{}", number.cast_unsigned());
        }
        Meaning::Decimal(scale) => decimal(i128::from(number), scale, out),
        Meaning::Date => date(number, out),
        Meaning::Moment { a_second, utc } => moment(number, a_second, utc, out),
        Meaning::Signed | Meaning::Text => {
            let _ = write!(out, "{number}");
        }
    }
}

/// Spells a number with a point; never with an exponent.
pub fn float(number: f64, out: &mut Vec<u8>) {
    // There is no zero below zero among counts.
    let number = if number == 0.0 { 0.0 } else { number };
    let _ = write!(out, "{number}");
}

/// Spells a number with a point, with the digits that a number of 32 bits has.
pub fn short_float(number: f32, out: &mut Vec<u8>) {
    let number = if number == 0.0 { 0.0 } else { number };
    let _ = write!(out, "{number}");
}

/// Spells bytes: a text, or a decimal number in big-endian two's complement.
pub fn bytes(value: &[u8], meaning: Meaning, out: &mut Vec<u8>) {
    let Meaning::Decimal(scale) = meaning else {
        out.extend_from_slice(value);
        return;
    };
    // What does not fit in 16 bytes is refused as a value, by any number that is too large.
    let negative = value.first().is_some_and(|first| first & 0x80 != 0);
    let number = if value.len() > 16 {
        i128::MAX
    } else {
        let start = if negative { -1 } else { 0 };
        value
            .iter()
            .fold(start, |number, byte| number << 8 | i128::from(*byte))
    };
    decimal(number, scale, out);
}

fn decimal(number: i128, scale: u32, out: &mut Vec<u8>) {
    let scale = scale as usize;
    let digits = number.unsigned_abs().to_string();
    let digits = format!("{digits:0>width$}", width = scale.min(64) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale.min(64));
    let sign = if number < 0 { "-" } else { "" };
    let _ = write!(out, "{sign}{whole}");
    if !fraction.is_empty() {
        let _ = write!(out, ".{fraction}");
    }
}

fn date(days: i64, out: &mut Vec<u8>) {
    let first = NaiveDate::default();
    let date = if days < 0 {
        first.checked_sub_days(Days::new(days.unsigned_abs()))
    } else {
        first.checked_add_days(Days::new(days.unsigned_abs()))
    };
    let _ = match date {
        Some(date) => write!(out, "{date}"),
        None => write!(out, "{days}"),
    };
}

/// Midnight is a date; any other moment is spelled as one, with its offset where that is known.
fn moment(number: i64, a_second: i64, utc: bool, out: &mut Vec<u8>) {
    let (seconds, rest) = (number.div_euclid(a_second), number.rem_euclid(a_second));
    let nanoseconds = rest * (1_000_000_000 / a_second);
    let moment = u32::try_from(nanoseconds)
        .ok()
        .and_then(|nanoseconds| DateTime::<Utc>::from_timestamp(seconds, nanoseconds));
    let Some(moment) = moment else {
        let _ = write!(out, "{number}");
        return;
    };
    let text = moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let text = if utc {
        &text
    } else {
        text.trim_end_matches('Z')
    };
    out.extend_from_slice(text.as_bytes());
}

/// The day of a moment at midnight, where `cell` is one: writers without a type for dates write
/// days so.
pub fn day_of_midnight(cell: &[u8]) -> &[u8] {
    let cell = cell.strip_suffix(b"Z").unwrap_or(cell);
    cell.strip_suffix(b"T00:00:00").unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn spelled(spell: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        spell(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[rstest]
    #[case(5, Meaning::Signed, "5")]
    #[case(-5, Meaning::Signed, "-5")]
    #[case(-1, Meaning::Unsigned, "18446744073709551615")]
    #[case(1250, Meaning::Decimal(2), "12.50")]
    #[case(-5, Meaning::Decimal(2), "-0.05")]
    #[case(7, Meaning::Decimal(0), "7")]
    #[case(20_733, Meaning::Date, "2026-10-07")]
    #[case(-1, Meaning::Date, "1969-12-31")]
    #[case(i64::MAX, Meaning::Date, "9223372036854775807")]
    #[case(1_791_374_400_000, Meaning::Moment { a_second: 1_000, utc: true }, "2026-10-07T12:00:00Z")]
    #[case(1_791_374_400_500_000, Meaning::Moment { a_second: 1_000_000, utc: true }, "2026-10-07T12:00:00.500Z")]
    #[case(1_791_331_200, Meaning::Moment { a_second: 1, utc: false }, "2026-10-07T00:00:00")]
    #[case(i64::MIN, Meaning::Moment { a_second: 1_000, utc: true }, "-9223372036854775808")]
    fn a_whole_number_is_spelled_by_what_it_stands_for(
        #[case] number: i64,
        #[case] meaning: Meaning,
        #[case] text: &str,
    ) {
        assert_eq!(spelled(|out| whole(number, meaning, out)), text);
    }

    #[test]
    fn numbers_with_a_point_are_spelled_without_exponents() {
        assert_eq!(
            spelled(|out| float(9_007_199_254_740_992.0, out)),
            "9007199254740992"
        );
        assert_eq!(spelled(|out| float(1e20, out)), "100000000000000000000");
        assert_eq!(spelled(|out| float(-0.0, out)), "0");
        assert_eq!(spelled(|out| float(f64::NAN, out)), "NaN");
        assert_eq!(spelled(|out| short_float(0.1, out)), "0.1");
    }

    #[test]
    fn decimals_in_bytes_are_big_endian() {
        let of = |value: &[u8]| spelled(|out| bytes(value, Meaning::Decimal(1), out));
        assert_eq!(of(&[0x04, 0xe2]), "125.0");
        assert_eq!(of(&[0xff, 0xfb]), "-0.5");
        assert_eq!(of(&[]), "0.0");
    }

    #[test]
    fn only_midnight_is_a_day() {
        assert_eq!(day_of_midnight(b"2026-10-07T00:00:00Z"), b"2026-10-07");
        assert_eq!(day_of_midnight(b"2026-10-07T00:00:00"), b"2026-10-07");
        assert_eq!(
            day_of_midnight(b"2026-10-07T12:00:00"),
            b"2026-10-07T12:00:00"
        );
    }
}
