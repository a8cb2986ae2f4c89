//! Facts and rules, no I/O: what a model, a license, a country and a metric are,
//! and what may be computed from them. Everything else in the house uses these words.
//!
//! Definitions follow `docs/GLOSSARY.md`; one word per idea, the same in columns, types,
//! addresses and labels.

mod camp;
pub mod catalog;
mod country;
mod license;
pub mod lineage;
mod metric;
mod run_outcome;
mod weights;

pub use camp::Camp;
pub use country::{Bloc, CountryCode};
pub use license::LicenseClass;
pub use metric::{Localized, Metric, Redistribution, Semantics, Source, citation_of};
pub use run_outcome::RunOutcome;
pub use weights::Weights;

/// A word that is not one of an enumeration's values, with the words that are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a {what}; allowed: {allowed}")]
pub struct UnknownWord {
    /// What kind of word was expected, in the singular.
    pub what: &'static str,
    /// What was found instead.
    pub found: String,
    /// The allowed words, comma-separated.
    pub allowed: String,
}

/// Declares a closed list of words: an enum, its stored code, its spelling and its parser.
///
/// The code is what the database stores (`smallint`), so it never changes once landed;
/// the word is what addresses, CSV columns and message keys spell.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident ($what:literal) { $( $(#[$vmeta:meta])* $variant:ident = $code:literal $word:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $( $(#[$vmeta])* $variant, )+ }

        impl $name {
            /// Every value, in the order readers see them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The spelling used in addresses, CSV columns and message keys.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The code the database stores; stable for ever.
            pub const fn code(self) -> i16 {
                match self { $( Self::$variant => $code, )+ }
            }

            /// The value of a stored code, or none when the code was never given out.
            pub const fn from_code(code: i16) -> Option<Self> {
                match code { $( $code => Some(Self::$variant), )+ _ => None }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::domain::UnknownWord {
                        what: $what,
                        found: word.to_owned(),
                        allowed: [ $( $word, )+ ].join(", "),
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}
pub(crate) use words;
