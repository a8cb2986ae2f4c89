//! Countries (ISO 3166-1 alpha-2) and the documented blocs they are read in.

use super::words;
use std::fmt;
use std::str::FromStr;

words! {
    /// A documented group of countries (`data/countries.csv`, shown on the methods page).
    /// Readers who group differently ask for countries instead.
    Bloc("bloc") {
        /// China with its special administrative regions.
        China = 1 "china",
        /// US, Canada, EU/EEA, UK, Switzerland, Australia, New Zealand, Japan, South Korea,
        /// Israel, Taiwan.
        West = 2 "west",
        /// Every other country.
        Other = 3 "other",
        /// No country known.
        Unknown = 0 "unknown",
    }
}

/// An ISO 3166-1 alpha-2 code, upper case. Says nothing of whether the country is in the catalog.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryCode([u8; 2]);

/// A text that is not two letters A to Z.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country code: two letters of ISO 3166-1, such as `CN`")]
pub struct InvalidCountryCode(pub String);

impl CountryCode {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        // Both bytes are ASCII letters by construction.
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl FromStr for CountryCode {
    type Err = InvalidCountryCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([*a, *b])),
            _ => Err(InvalidCountryCode(text.to_owned())),
        }
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CountryCode({self})")
    }
}
