//! Numbers and dates as readers of each language expect them.

use chrono::{Datelike, NaiveDate};

/// The true minus sign, as wide as a plus.
pub const MINUS: char = '\u{2212}';
/// The narrow no-break space that French puts between digit groups and before a percent sign.
pub const NARROW_SPACE: char = '\u{202f}';

/// A language with its own number and date forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English: `1,234.5`, `48%`, `5 Oct 2026`.
    #[default]
    En,
    /// French: `1 234,5`, `48 %`, `5 oct. 2026`.
    Fr,
}

const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONTHS_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

impl Locale {
    fn group_mark(self) -> char {
        match self {
            Self::En => ',',
            Self::Fr => NARROW_SPACE,
        }
    }

    fn decimal_mark(self) -> char {
        match self {
            Self::En => '.',
            Self::Fr => ',',
        }
    }
}

/// A number with exactly `decimals` places and grouped thousands: `1,234.50`, `−12`.
///
/// A value that rounds to zero carries no minus; a value that is not finite is a dash.
pub fn number(value: f64, decimals: usize, locale: Locale) -> String {
    if !value.is_finite() {
        return "\u{2013}".to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + 6);
    if value < 0.0 && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push(MINUS);
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(locale.group_mark());
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(locale.decimal_mark());
        text.push_str(fraction);
    }
    text
}

/// A number to three significant figures, whole part always in full: `1,241`, `74.3`, `9.10`, `0.042`.
///
/// Whole numbers below 100 stay whole (`7`, not `7.00`).
pub fn significant(value: f64, locale: Locale) -> String {
    if value == 0.0 || !value.is_finite() || (value.fract() == 0.0 && value.abs() < 1e15) {
        return number(value, 0, locale);
    }
    number(value, decimals_for_three_figures(value), locale)
}

/// Decimal places that show three significant figures of `value`, at most nine.
pub fn decimals_for_three_figures(value: f64) -> usize {
    let magnitude = value.abs();
    if magnitude == 0.0 || !magnitude.is_finite() {
        return 0;
    }
    let places = |exponent: f64| (2.0 - exponent).clamp(0.0, 9.0);
    let decimals = places(magnitude.log10().floor());
    // 9.996 rounds up to 10.0: count the figures of the rounded number, not of the raw one.
    let factor = 10_f64.powf(decimals);
    places(((magnitude * factor).round() / factor).log10().floor()) as usize
}

/// A percentage with `decimals` places; `value` is already times 100: `48%`, `48 %` in French.
pub fn percent(value: f64, decimals: usize, locale: Locale) -> String {
    with_percent_sign(number(value, decimals, locale), locale)
}

fn with_percent_sign(mut number: String, locale: Locale) -> String {
    if locale == Locale::Fr {
        number.push(NARROW_SPACE);
    }
    number.push('%');
    number
}

/// A change with its sign: `+3`, `−2`, `0`.
pub fn signed(value: f64, decimals: usize, locale: Locale) -> String {
    let text = number(value, decimals, locale);
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A change in percent with its sign: `+3.1%`, `+3,1 %` in French.
pub fn signed_percent(value: f64, decimals: usize, locale: Locale) -> String {
    with_percent_sign(signed(value, decimals, locale), locale)
}

/// A name and what stands for it: `China: 41%`, `Chine : 41 %` in French.
pub fn named(name: &str, value: &str, locale: Locale) -> String {
    match locale {
        Locale::En => format!("{name}: {value}"),
        Locale::Fr => format!("{name}\u{a0}: {value}"),
    }
}

/// The short month name: `Oct`, `oct.`.
pub fn month(date: NaiveDate, locale: Locale) -> &'static str {
    let names = match locale {
        Locale::En => &MONTHS_EN,
        Locale::Fr => &MONTHS_FR,
    };
    names[date.month0() as usize % 12]
}

/// Day, month and year: `5 Oct 2026`, `5 oct. 2026`, `1er oct. 2026`.
pub fn day(date: NaiveDate, locale: Locale) -> String {
    format!("{} {}", day_month(date, locale), date.year())
}

/// Day and month: `5 Oct`, `5 oct.`.
pub fn day_month(date: NaiveDate, locale: Locale) -> String {
    let ordinal = if locale == Locale::Fr && date.day() == 1 {
        "er"
    } else {
        ""
    };
    format!("{}{ordinal} {}", date.day(), month(date, locale))
}

/// A day counted from a beginning: `day 90`, `jour 90`.
pub fn day_count(days: i64, locale: Locale) -> String {
    let word = match locale {
        Locale::En => "day",
        Locale::Fr => "jour",
    };
    format!("{word} {}", number(days as f64, 0, locale))
}

/// A count of half years, as years: `1 year`, `1.5 years`, `1,5 an`, `2 ans`.
pub fn year_count(half_years: i64, locale: Locale) -> String {
    // English counts everything but one as many, French only from two on.
    let word = match (locale, half_years) {
        (Locale::En, 2) => "year",
        (Locale::En, _) => "years",
        (Locale::Fr, ..4) => "an",
        (Locale::Fr, _) => "ans",
    };
    let years = number(half_years as f64 / 2.0, (half_years % 2) as usize, locale);
    format!("{years} {word}")
}

/// Month and year: `Oct 2026`, `oct. 2026`.
pub fn month_year(date: NaiveDate, locale: Locale) -> String {
    format!("{} {}", month(date, locale), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn thousands_are_grouped_as_each_language_does() {
        assert_eq!(number(1_234_567.0, 0, Locale::En), "1,234,567");
        assert_eq!(number(1_234.5, 1, Locale::Fr), "1\u{202f}234,5");
        assert_eq!(number(999.0, 0, Locale::En), "999");
    }

    #[test]
    fn a_negative_has_a_true_minus_and_zero_has_none() {
        assert_eq!(number(-12.0, 0, Locale::En), "\u{2212}12");
        assert_eq!(number(-0.04, 1, Locale::En), "0.0");
    }

    #[test]
    fn labels_carry_three_significant_figures() {
        let cases = [
            (1_241.4, "1,241"),
            (958.3, "958"),
            (74.26, "74.3"),
            (9.104, "9.10"),
            (0.042_31, "0.0423"),
            (7.0, "7"),
            (0.0, "0"),
            (9.996, "10.0"),
            (99.96, "100"),
        ];
        for (value, text) in cases {
            assert_eq!(significant(value, Locale::En), text, "{value}");
        }
        assert_eq!(significant(12.34, Locale::Fr), "12,3");
    }

    #[test]
    fn percent_signs_stand_as_each_language_sets_them() {
        assert_eq!(percent(47.6, 0, Locale::En), "48%");
        assert_eq!(percent(47.6, 1, Locale::Fr), "47,6\u{202f}%");
    }

    #[test]
    fn changes_carry_their_sign() {
        assert_eq!(signed(3.0, 0, Locale::En), "+3");
        assert_eq!(signed(-2.0, 0, Locale::En), "\u{2212}2");
        assert_eq!(signed(0.2, 0, Locale::En), "0");
        assert_eq!(signed_percent(-2.0, 1, Locale::En), "\u{2212}2.0%");
        assert_eq!(signed_percent(3.06, 1, Locale::Fr), "+3,1\u{202f}%");
    }

    #[test]
    fn dates_read_naturally_in_both_languages() {
        assert_eq!(day(date(2026, 10, 5), Locale::En), "5 Oct 2026");
        assert_eq!(day(date(2026, 10, 5), Locale::Fr), "5 oct. 2026");
        assert_eq!(day(date(2026, 8, 1), Locale::Fr), "1er août 2026");
        assert_eq!(month_year(date(2026, 10, 5), Locale::En), "Oct 2026");
    }

    #[test]
    fn counts_of_days_and_years_read_naturally_in_both_languages() {
        assert_eq!(day_count(1_000, Locale::En), "day 1,000");
        assert_eq!(day_count(90, Locale::Fr), "jour 90");
        assert_eq!(year_count(2, Locale::En), "1 year");
        assert_eq!(year_count(3, Locale::En), "1.5 years");
        assert_eq!(year_count(3, Locale::Fr), "1,5 an");
        assert_eq!(year_count(4, Locale::Fr), "2 ans");
    }

    #[test]
    fn what_is_not_a_number_is_a_dash() {
        assert_eq!(number(f64::NAN, 0, Locale::En), "\u{2013}");
    }
}
