//! Exact amounts: sums and means without rounding, spelled as short as they can be.

use std::cmp::Ordering;
use std::fmt;

/// Digits after the point at most, when an amount is spelled.
const DIGITS: u32 = 6;

/// A sum of scaled values over a number of days: exact, and rounded only when it is spelled.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// The sum, scaled by ten to the power of `decimals`.
    pub sum: i128,
    /// What the sum is divided by: days for a mean per day, else 1; never 0.
    pub divisor: u32,
    /// The metric's decimals.
    pub decimals: u8,
}

impl Amount {
    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.sum == 0
    }

    /// By how much it is more than another amount, exactly; nothing where it is not more.
    #[must_use]
    pub const fn above(self, other: Self) -> Self {
        let sum = self.sum * other.divisor as i128 - other.sum * self.divisor as i128;
        Self {
            sum: if sum > 0 { sum } else { 0 },
            divisor: self.divisor * other.divisor,
            decimals: self.decimals,
        }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        // As it is in nearly every answer; the same double in a tenth of the time.
        if let (Ok(sum), 0) = (i64::try_from(self.sum), self.decimals) {
            return sum as f64 / f64::from(self.divisor.max(1));
        }
        let (numerator, denominator) = self.fraction();
        numerator as f64 / denominator as f64
    }

    fn fraction(self) -> (i128, i128) {
        let scale = 10i128.pow(u32::from(self.decimals));
        (self.sum, i128::from(self.divisor.max(1)) * scale)
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        // As it is in nearly every answer.
        if (self.divisor, self.decimals) == (other.divisor, other.decimals) {
            return self.sum.cmp(&other.sum);
        }
        let ((a, b), (c, d)) = (self.fraction(), other.fraction());
        // Whole parts first, so that the cross product is of numbers below the denominators.
        (a.div_euclid(b), a.rem_euclid(b) * d).cmp(&(c.div_euclid(d), c.rem_euclid(d) * b))
    }
}

impl fmt::Display for Amount {
    /// An integer without a point, anything else with at most six decimals, half rounded up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = self.fraction();
        let mut whole = numerator.div_euclid(denominator);
        let scale = 10i128.pow(DIGITS);
        let mut rest =
            (numerator.rem_euclid(denominator) * scale * 2 + denominator) / (denominator * 2);
        if rest == scale {
            whole += 1;
            rest = 0;
        }
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:06}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

impl serde::Serialize for Amount {
    /// A number: exact where it is a whole one of at most 64 bits, else the nearest double of
    /// how it is spelled. Text formats spell it with `Display`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        match text.parse::<i64>() {
            Ok(whole) => serializer.serialize_i64(whole),
            Err(_) => serializer.serialize_f64(text.parse().unwrap_or_else(|_| self.to_f64())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn what_is_above_another_amount_is_exact_and_never_negative() {
        let mean = |sum, divisor| Amount {
            sum,
            divisor,
            decimals: 0,
        };
        assert_eq!(mean(5, 2).above(mean(1, 1)).to_string(), "1.5");
        assert_eq!(mean(1, 1).above(mean(5, 2)).to_string(), "0");
        assert_eq!(mean(4, 2).above(mean(2, 1)).to_string(), "0");
    }

    #[rstest]
    #[case(5, 1, 0, "5")]
    #[case(0, 3, 0, "0")]
    #[case(10, 4, 0, "2.5")]
    #[case(10, 3, 0, "3.333333")]
    #[case(2, 3, 0, "0.666667")]
    #[case(2_999_999_999, 1_000_000, 3, "3")]
    #[case(1_234_500, 1, 3, "1234.5")]
    #[case(
        170_000_000_000_000_000_000_000_000_001,
        2,
        0,
        "85000000000000000000000000000.5"
    )]
    fn an_amount_is_spelled_as_short_as_it_can_be(
        #[case] sum: i128,
        #[case] divisor: u32,
        #[case] decimals: u8,
        #[case] expected: &str,
    ) {
        let amount = Amount {
            sum,
            divisor,
            decimals,
        };
        assert_eq!(amount.to_string(), expected);
    }

    #[test]
    fn amounts_compare_by_what_they_are_worth() {
        let third = Amount {
            sum: 1,
            divisor: 3,
            decimals: 0,
        };
        let half = Amount {
            sum: 1,
            divisor: 2,
            decimals: 0,
        };
        assert!(third < half);
        assert_eq!(
            half,
            Amount {
                sum: 20,
                divisor: 4,
                decimals: 1
            }
        );
    }
}
