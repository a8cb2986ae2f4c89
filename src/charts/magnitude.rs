//! Magnitudes: dividing large numbers by a power of a thousand that has a name.
//!
//! What English calls a trillion is a "billion" in French, which readers of both take for a
//! thousandth of it. So French numbers stay in milliards, as its newspapers have them.

use crate::text::Language;

/// A divisor with the word for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Magnitude {
    /// What numbers are divided by.
    pub divisor: f64,
    /// The last part of the message keys that name it; none of the plain number.
    pub word: Option<&'static str>,
}

const NAMED: [Magnitude; 3] = [
    named(1e12, "trillion"),
    named(1e9, "billion"),
    named(1e6, "million"),
];

const fn named(divisor: f64, word: &'static str) -> Magnitude {
    Magnitude {
        divisor,
        word: Some(word),
    }
}

impl Magnitude {
    /// Numbers as they are.
    pub const PLAIN: Self = Self {
        divisor: 1.0,
        word: None,
    };

    /// The magnitude in which the largest of some numbers has one to four digits before the point;
    /// more where its language has no plain word for that.
    pub fn of(largest: f64, language: Language) -> Self {
        let most = match language {
            Language::En => f64::INFINITY,
            Language::Fr => 1e9,
        };
        Self::at_most(most, largest)
    }

    /// The same in billions at most: for columns of numbers of which most are smaller.
    pub fn of_column(largest: f64) -> Self {
        Self::at_most(1e9, largest)
    }

    fn at_most(most: f64, largest: f64) -> Self {
        NAMED
            .into_iter()
            .find(|named| named.divisor <= most && largest >= named.divisor)
            .unwrap_or(Self::PLAIN)
    }

    /// Message key of a number told in it, in a family of keys.
    pub fn key(self, stem: &str) -> String {
        format!("{stem}-{}", self.word.unwrap_or("ones"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_named_divisor_that_fits() {
        let word = |largest| Magnitude::of(largest, Language::En).word;
        assert_eq!(word(999_999.0), None);
        assert_eq!(word(1e6), Some("million"));
        assert_eq!(word(4.2e12), Some("trillion"));
        assert_eq!(Magnitude::of_column(4.2e12).key("in"), "in-billion");
        assert_eq!(Magnitude::PLAIN.key("in"), "in-ones");
    }

    #[test]
    fn french_has_no_number_that_reads_as_a_thousandth_of_itself() {
        let magnitude = Magnitude::of(4.2e12, Language::Fr);
        assert_eq!((magnitude.divisor, magnitude.word), (1e9, Some("billion")));
        assert_eq!(Magnitude::of(2e6, Language::Fr).word, Some("million"));
    }
}
