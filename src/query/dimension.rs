//! The table of dimensions: what rows can be filtered and broken down by. A filter or a
//! breakdown is one entry here; the form, the address, the answer, the sentence and the error
//! messages derive from it.

use super::dictionary::{Dictionary, Label, UNKNOWN};
use crate::domain::{Bloc, Camp, LicenseClass, Weights};

/// One side of what a row is, independent of the other sides: an unknown license says nothing
/// about an unknown organization, but an organization settles the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Factor {
    /// Organization, its country and bloc, and the weights.
    Origin,
    /// License and its class.
    Terms,
    /// Which model it is.
    Identity,
}

/// One way a row's attributes may turn out: the row itself where all are known, and for each
/// unknown attribute a value it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct World {
    /// Who published it.
    pub organization: Label,
    /// Where the organization has its headquarters.
    pub country: Label,
    /// The country's bloc.
    pub bloc: Bloc,
    /// State of the weights.
    pub weights: Weights,
    /// The license.
    pub license: Label,
    /// The license's class.
    pub class: LicenseClass,
}

impl World {
    /// A row of which nothing is known.
    pub const UNKNOWN: Self = Self {
        organization: UNKNOWN,
        country: UNKNOWN,
        bloc: Bloc::Unknown,
        weights: Weights::Unknown,
        license: UNKNOWN,
        class: LicenseClass::Unknown,
    };
}

/// The values a dimension has.
#[derive(Debug, Clone, Copy)]
pub enum Values {
    /// A closed list of words; a word's label is its position, from 1.
    Words(&'static [&'static str]),
    /// The dictionary's countries, by code.
    Countries,
    /// The dictionary's organizations, by slug.
    Organizations,
    /// The dictionary's licenses, by normalized id.
    Licenses,
    /// The source's models, by the source's own id; whether one exists, the store says.
    Models,
}

/// Names a dimension: the index of its entry in [`DIMENSIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum DimensionId {
    #[default]
    Camp,
    Bloc,
    Country,
    Weights,
    License,
    LicenseClass,
    Organization,
    Model,
}

/// What rows can be filtered or broken down by.
pub struct Dimension {
    /// Which one it is.
    pub id: DimensionId,
    /// The key in addresses, the value of `by`, and the stem of its message keys.
    pub key: &'static str,
    /// The independent side of a row it reads.
    pub factor: Factor,
    /// Its values.
    pub values: Values,
    /// Id of the series, and word in filters, for rows whose attribute is not known.
    pub unknown: &'static str,
    /// Whether charts can be broken down by it.
    pub breakdown: bool,
    /// Whether rows can be filtered by it.
    pub filter: bool,
    /// Reads the label of a row, or of one of its worlds. A model's label is not an attribute:
    /// rows carry it themselves.
    pub label: fn(&World) -> Label,
}

/// Every dimension, in the order breakdowns are offered.
pub static DIMENSIONS: &[Dimension] = &[
    Dimension {
        id: DimensionId::Camp,
        key: "camp",
        factor: Factor::Origin,
        values: Values::Words(&[
            Camp::ChinaOpen.word(),
            Camp::WestOpen.word(),
            Camp::WestClosed.word(),
            Camp::ChinaClosed.word(),
            Camp::Other.word(),
        ]),
        unknown: Camp::Unknown.word(),
        breakdown: true,
        // Bloc and weights say the same in two filters.
        filter: false,
        label: |world| Camp::of(world.bloc, world.weights).code() as Label,
    },
    Dimension {
        id: DimensionId::Bloc,
        key: "bloc",
        factor: Factor::Origin,
        values: Values::Words(&[Bloc::China.word(), Bloc::West.word(), Bloc::Other.word()]),
        unknown: Bloc::Unknown.word(),
        breakdown: true,
        filter: true,
        label: |world| world.bloc.code() as Label,
    },
    Dimension {
        id: DimensionId::Country,
        key: "country",
        factor: Factor::Origin,
        values: Values::Countries,
        unknown: "unknown",
        breakdown: true,
        filter: true,
        label: |world| world.country,
    },
    Dimension {
        id: DimensionId::Weights,
        key: "weights",
        factor: Factor::Origin,
        values: Values::Words(&[Weights::Open.word(), Weights::Closed.word()]),
        unknown: Weights::Unknown.word(),
        breakdown: true,
        filter: true,
        label: |world| world.weights.code() as Label,
    },
    Dimension {
        id: DimensionId::License,
        key: "license",
        factor: Factor::Terms,
        values: Values::Licenses,
        unknown: "unknown",
        breakdown: true,
        filter: true,
        label: |world| world.license,
    },
    Dimension {
        id: DimensionId::LicenseClass,
        key: "license-class",
        factor: Factor::Terms,
        values: Values::Words(&[
            LicenseClass::Permissive.word(),
            LicenseClass::Copyleft.word(),
            LicenseClass::Restricted.word(),
            LicenseClass::NonCommercial.word(),
            LicenseClass::Proprietary.word(),
        ]),
        unknown: LicenseClass::Unknown.word(),
        breakdown: true,
        filter: true,
        label: |world| world.class.code() as Label,
    },
    Dimension {
        id: DimensionId::Organization,
        key: "organization",
        factor: Factor::Origin,
        values: Values::Organizations,
        unknown: "unknown",
        breakdown: true,
        filter: true,
        label: |world| world.organization,
    },
    Dimension {
        id: DimensionId::Model,
        key: "model",
        factor: Factor::Identity,
        values: Values::Models,
        // Among models the one unknown is the row for everything a source does not list.
        unknown: "_unlisted",
        breakdown: true,
        filter: true,
        label: |_| UNKNOWN,
    },
];

/// The filters in the order addresses spell them.
pub fn filters() -> impl Iterator<Item = &'static Dimension> {
    /// Where addresses put each: from where, in what state, under which terms, by whom, which.
    const ORDER: [DimensionId; 7] = [
        DimensionId::Country,
        DimensionId::Bloc,
        DimensionId::Weights,
        DimensionId::License,
        DimensionId::LicenseClass,
        DimensionId::Organization,
        DimensionId::Model,
    ];
    let place = |id: DimensionId| ORDER.iter().position(|known| *known == id);
    let mut found: Vec<_> = DIMENSIONS.iter().filter(|entry| entry.filter).collect();
    found.sort_by_key(|entry| place(entry.id).unwrap_or(ORDER.len()));
    found.into_iter()
}

/// The breakdowns in the order they are offered.
pub fn breakdowns() -> impl Iterator<Item = &'static Dimension> {
    DIMENSIONS.iter().filter(|entry| entry.breakdown)
}

impl DimensionId {
    /// Its entry in the table.
    pub fn entry(self) -> &'static Dimension {
        &DIMENSIONS[self as usize]
    }
}

impl Dimension {
    /// Whether its values are models, which rows carry themselves.
    pub fn is_model(&self) -> bool {
        matches!(self.values, Values::Models)
    }

    /// Message key of its name, such as "country".
    pub fn name_key(&self) -> String {
        format!("dimension-{}", self.key)
    }

    /// Message key of the phrase "by ..." in sentences and titles.
    pub fn by_key(&self) -> String {
        format!("by-{}", self.key)
    }

    /// Message key of the phrase a filter becomes; it takes `mode` and `values`.
    pub fn filter_key(&self) -> String {
        format!("filter-{}", self.key)
    }

    /// Message key of one of its words, of closed lists only.
    pub fn word_key(&self, word: &str) -> String {
        format!("{}-{word}", self.key)
    }

    /// How many values it has; `models` is the number of models at hand.
    pub(super) fn size(&self, dictionary: &Dictionary, models: usize) -> usize {
        match self.values {
            Values::Words(words) => words.len(),
            Values::Countries => dictionary.countries().len(),
            Values::Organizations => dictionary.organizations().len(),
            Values::Licenses => dictionary.licenses().len(),
            Values::Models => models,
        }
    }

    /// The label of a value as addresses spell it; none for models, which the facts know.
    pub fn label_of(&self, dictionary: &Dictionary, value: &str) -> Option<Label> {
        match self.values {
            Values::Words(words) => words
                .iter()
                .zip(1..)
                .find_map(|(word, label)| (*word == value).then_some(label)),
            Values::Countries => dictionary.country_label(value),
            Values::Organizations => dictionary.organization_label(value),
            Values::Licenses => dictionary.license_label(value),
            Values::Models => None,
        }
    }

    /// A value as addresses spell it; none for models and for what is in no list.
    pub(super) fn spelling<'a>(&self, dictionary: &'a Dictionary, label: Label) -> Option<&'a str> {
        let at = (label as usize).checked_sub(1)?;
        match self.values {
            Values::Words(words) => words.get(at).copied(),
            Values::Countries => dictionary.countries().get(at).map(|row| row.code.as_str()),
            Values::Organizations => dictionary
                .organizations()
                .get(at)
                .map(|row| row.slug.as_str()),
            Values::Licenses => dictionary.licenses().get(at).map(|row| row.slug.as_str()),
            Values::Models => None,
        }
    }

    /// Every value a filter may name, `unknown` last; empty for models, where any id will do.
    pub fn spellings(&self, dictionary: &Dictionary) -> Vec<String> {
        let size = self.size(dictionary, 0) as Label;
        let known =
            (1..=size).filter_map(|label| self.spelling(dictionary, label).map(str::to_owned));
        if self.is_model() {
            return Vec::new();
        }
        known.chain([self.unknown.to_owned()]).collect()
    }
}

impl std::fmt::Debug for Dimension {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dimension({})", self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_its_ids_and_names_nothing_twice() {
        for (at, entry) in DIMENSIONS.iter().enumerate() {
            assert_eq!(entry.id as usize, at, "{} is out of place", entry.key);
            assert!(std::ptr::eq(entry.id.entry(), entry));
            let twins = DIMENSIONS.iter().filter(|other| other.key == entry.key);
            assert_eq!(twins.count(), 1, "{} stands twice", entry.key);
            assert!(
                entry.breakdown || entry.filter,
                "{} is of no use",
                entry.key
            );
        }
    }

    #[test]
    fn words_stand_at_the_place_their_stored_code_says() {
        let worlds = Bloc::ALL.iter().flat_map(|bloc| {
            Weights::ALL.iter().flat_map(move |weights| {
                LicenseClass::ALL.iter().map(move |class| World {
                    bloc: *bloc,
                    weights: *weights,
                    class: *class,
                    ..World::UNKNOWN
                })
            })
        });
        let dictionary = Dictionary::default();
        for world in worlds {
            let expected = [
                (
                    DimensionId::Camp,
                    Camp::of(world.bloc, world.weights).word(),
                ),
                (DimensionId::Bloc, world.bloc.word()),
                (DimensionId::Weights, world.weights.word()),
                (DimensionId::LicenseClass, world.class.word()),
            ];
            for (id, word) in expected {
                let entry = id.entry();
                let label = (entry.label)(&world);
                let spelled = entry.spelling(&dictionary, label).unwrap_or(entry.unknown);
                assert_eq!(spelled, word);
                if label != UNKNOWN {
                    assert_eq!(entry.label_of(&dictionary, word), Some(label));
                }
            }
        }
    }

    #[test]
    fn addresses_spell_filters_in_the_documented_order() {
        let keys: Vec<_> = filters().map(|entry| entry.key).collect();
        let documented = [
            "country",
            "bloc",
            "weights",
            "license",
            "license-class",
            "organization",
            "model",
        ];
        assert_eq!(keys, documented);
        let keys: Vec<_> = breakdowns().map(|entry| entry.key).collect();
        let documented = [
            "camp",
            "bloc",
            "country",
            "weights",
            "license",
            "license-class",
            "organization",
            "model",
        ];
        assert_eq!(keys, documented);
    }
}
