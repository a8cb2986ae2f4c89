//! Values: whole numbers from 0 to 2^53, or with as many decimals as the metric declares.

use super::problem::excerpt;

/// The largest stored value: every reader, also one that computes in doubles, holds it exactly.
pub const MAX_VALUE: u64 = 1 << 53;

/// Why a cell is not a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cell} {why}")]
pub struct ValueError {
    cell: String,
    why: Why,
}

impl ValueError {
    /// How to mend it.
    pub const fn hint(&self) -> &'static str {
        self.why.hint()
    }

    /// Whether a metric with other decimals would accept it.
    pub const fn depends_on_metric(&self) -> bool {
        matches!(self.why, Why::NotWhole | Why::TooFine(_))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Why {
    #[error("is empty")]
    Empty,
    #[error("holds a blank")]
    Blank,
    #[error("is not a number")]
    NotANumber,
    #[error("is infinite")]
    Infinite,
    #[error("is negative")]
    Negative,
    #[error("begins with a plus sign")]
    Plus,
    #[error("is written with an exponent")]
    Exponent,
    #[error("has a thousands separator or a decimal comma")]
    Separator,
    #[error("has decimals, and the metric counts whole numbers")]
    NotWhole,
    #[error("has more decimals than the {0} the metric declares")]
    TooFine(u8),
    #[error("is larger than 2^53 (9007199254740992) once scaled by the metric's decimals")]
    TooLarge,
}

impl Why {
    const fn hint(self) -> &'static str {
        match self {
            Self::Empty | Self::NotANumber | Self::Infinite => {
                "leave the row out where nothing was observed: missing is not zero"
            }
            Self::Blank => "write digits only, without spaces around or between them",
            Self::Negative => "values count from 0",
            Self::Plus => "write digits only, without a sign",
            Self::Exponent => "write all digits, such as 1000000",
            Self::Separator => "write digits only, with a point before decimals",
            Self::NotWhole | Self::TooFine(_) => "round the value where it is exported",
            Self::TooLarge => "check the unit",
        }
    }
}

/// Reads a value, scaled by ten to the power of `decimals`. Zeros after the point do not count
/// as decimals: `5.0` reads as 5.
pub fn parse_value(cell: &[u8], decimals: u8) -> Result<u64, ValueError> {
    parse(cell, decimals).map_err(|why| ValueError {
        cell: if cell.is_empty() {
            "the value".into()
        } else {
            excerpt(cell)
        },
        why,
    })
}

fn parse(cell: &[u8], decimals: u8) -> Result<u64, Why> {
    let (whole, fraction) = match memchr::memchr(b'.', cell) {
        Some(point) => (cell.get(..point), cell.get(point + 1..)),
        None => (Some(cell), None),
    };
    let whole = whole
        .filter(|digits| is_number(digits))
        .ok_or_else(|| misspelling(cell))?;
    let fraction = match fraction {
        Some(digits) if is_number(digits) => trim_zeros(digits),
        Some(_) => return Err(misspelling(cell)),
        None => &[],
    };
    let missing = usize::from(decimals).checked_sub(fraction.len());
    let Some(missing) = missing else {
        return Err(if decimals == 0 {
            Why::NotWhole
        } else {
            Why::TooFine(decimals)
        });
    };
    let scaled = whole
        .iter()
        .chain(fraction)
        .copied()
        .chain(std::iter::repeat_n(b'0', missing));
    let mut value = 0_u64;
    for digit in scaled {
        // 2^53 times ten still fits, so one check a digit is enough.
        value = value * 10 + u64::from(digit - b'0');
        if value > MAX_VALUE {
            return Err(Why::TooLarge);
        }
    }
    Ok(value)
}

fn is_number(digits: &[u8]) -> bool {
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn trim_zeros(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b'0'] = digits {
        digits = rest;
    }
    digits
}

/// Why a cell that is not digits and a point is not a value, by what it most likely meant.
fn misspelling(cell: &[u8]) -> Why {
    if cell.is_empty() {
        return Why::Empty;
    }
    let text = String::from_utf8_lossy(cell).to_lowercase();
    let trimmed = text.trim();
    let signless = trimmed.trim_start_matches(['-', '+', '\u{2212}']);
    if matches!(signless, "inf" | "infinity" | "∞") {
        return Why::Infinite;
    }
    let has_digit = signless.contains(|c: char| c.is_ascii_digit());
    if trimmed.is_empty() || (trimmed.len() < text.len() && has_digit) {
        return Why::Blank;
    }
    if !has_digit || !signless.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return Why::NotANumber;
    }
    if trimmed.starts_with(['-', '\u{2212}']) {
        return Why::Negative;
    }
    if trimmed.starts_with('+') {
        return Why::Plus;
    }
    if signless.contains('e') {
        return Why::Exponent;
    }
    if signless.contains(|c: char| matches!(c, ',' | '_' | '\'' | '’') || c.is_whitespace()) {
        return Why::Separator;
    }
    Why::NotANumber
}

/// Whether numbers are written with it somewhere.
fn is_mark(character: char) -> bool {
    matches!(character, '.' | ',' | '_' | '\'' | '’' | 'e' | '+' | '-') || character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0", 0, 0)]
    #[case("5", 0, 5)]
    #[case("5.0", 0, 5)]
    #[case("5.000", 0, 5)]
    #[case("007", 0, 7)]
    #[case("9007199254740992", 0, MAX_VALUE)]
    #[case("5", 2, 500)]
    #[case("5.1", 2, 510)]
    #[case("5.12", 2, 512)]
    #[case("5.1200", 2, 512)]
    #[case("0.01", 2, 1)]
    fn a_value_is_read_scaled(#[case] cell: &str, #[case] decimals: u8, #[case] value: u64) {
        assert_eq!(parse_value(cell.as_bytes(), decimals), Ok(value));
    }

    #[rstest]
    #[case("", 0, "the value is empty")]
    #[case(" ", 0, "` ` holds a blank")]
    #[case(" 5", 0, "` 5` holds a blank")]
    #[case("5 ", 0, "`5 ` holds a blank")]
    #[case("NaN", 0, "`NaN` is not a number")]
    #[case("null", 0, "`null` is not a number")]
    #[case("inf", 0, "`inf` is infinite")]
    #[case("-Infinity", 0, "`-Infinity` is infinite")]
    #[case("-5", 0, "`-5` is negative")]
    #[case("-0", 0, "`-0` is negative")]
    #[case("-1e5", 0, "`-1e5` is negative")]
    #[case("+5", 0, "`+5` begins with a plus sign")]
    #[case("1e6", 0, "`1e6` is written with an exponent")]
    #[case("1.5E+10", 0, "`1.5E+10` is written with an exponent")]
    #[case("1,234", 0, "`1,234` has a thousands separator or a decimal comma")]
    #[case("1_000", 0, "`1_000` has a thousands separator or a decimal comma")]
    #[case("1'000", 0, "`1'000` has a thousands separator or a decimal comma")]
    #[case("1 000", 0, "`1 000` has a thousands separator or a decimal comma")]
    #[case(
        "1\u{202f}000",
        0,
        "`1\\u{202f}000` has a thousands separator or a decimal comma"
    )]
    #[case("1.234.567", 0, "`1.234.567` is not a number")]
    #[case("5.", 0, "`5.` is not a number")]
    #[case(".5", 0, "`.5` is not a number")]
    #[case(".", 0, "`.` is not a number")]
    #[case("0x10", 0, "`0x10` is not a number")]
    #[case("٣", 0, "`٣` is not a number")]
    #[case("5k", 0, "`5k` is not a number")]
    #[case("5.5", 0, "`5.5` has decimals, and the metric counts whole numbers")]
    #[case("5.123", 2, "`5.123` has more decimals than the 2 the metric declares")]
    #[case(
        "9007199254740993",
        0,
        "`9007199254740993` is larger than 2^53 (9007199254740992) once scaled by the metric's decimals"
    )]
    #[case(
        "9007199254740992",
        1,
        "`9007199254740992` is larger than 2^53 (9007199254740992) once scaled by the metric's decimals"
    )]
    #[case(
        "99999999999999999999999999",
        0,
        "`99999999999999999999999999` is larger than 2^53 (9007199254740992) once scaled by the metric's decimals"
    )]
    fn a_bad_value_says_why(#[case] cell: &str, #[case] decimals: u8, #[case] message: &str) {
        let error = parse_value(cell.as_bytes(), decimals).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(!error.hint().is_empty());
    }
}
