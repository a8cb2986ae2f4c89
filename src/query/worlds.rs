//! Three-valued logic by enumeration. A row with unknown attributes may turn out in several
//! ways ("worlds"): an unknown organization may be any of ours in its own country, or an
//! unnamed one anywhere; unknown weights are open or closed; a license of unknown class may be
//! of any class. A filter holds surely when it holds in every world, possibly when in some;
//! and a row is possibly in filter and series when one world is in both.
//!
//! Two sides of a row are enumerated apart, because nothing ties them: where it comes from
//! (organization, country, bloc, weights) and its terms (license, class). A row is in the
//! product of both, so that "some world" of the row is "some world" of each side.
//!
//! Where a filter's list names `unknown`, it asks for the row's own label and not for how it
//! may turn out: then the unknown rows are surely in (or, excluded, surely out).

use super::Query;
use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::{DIMENSIONS, Dimension, DimensionId, Factor, World};
use crate::domain::{Bloc, LicenseClass, Weights};
use std::cmp::Ordering;

/// Whether a row is in the filter. Ordered: the lesser of two sides decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Membership {
    /// In no world.
    No,
    /// In some.
    Maybe,
    /// In all.
    Yes,
}

/// A set of labels of the breakdown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LabelSet(Vec<u64>);

impl LabelSet {
    /// An empty set for labels below `size`.
    pub fn with_size(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    pub fn insert(&mut self, label: Label) {
        let at = label as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (label % 64);
    }

    pub fn contains(&self, label: Label) -> bool {
        self.0
            .get(label as usize / 64)
            .is_some_and(|word| word >> (label % 64) & 1 == 1)
    }

    pub fn intersects(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}

/// One side of a row, judged.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// Whether the filters of this side hold.
    pub membership: Membership,
    /// The row's own label, where the breakdown is of this side.
    pub label: Label,
    /// The labels it has in the worlds in which the filters of this side hold, where the
    /// breakdown is of this side.
    pub possible: LabelSet,
}

/// A filter of one dimension, ready to be asked.
struct Term {
    dimension: &'static Dimension,
    /// By label, the last for a real value that is in no list.
    admits: Vec<bool>,
    /// Whether rows labeled unknown are in (or out) whatever they may turn out to be.
    decides_unknown: Option<bool>,
}

impl Term {
    fn holds(&self, own: Label, world: &World) -> bool {
        match self.decides_unknown {
            Some(decided) if own == UNKNOWN => decided,
            _ => self
                .admits
                .get((self.dimension.label)(world) as usize)
                .is_some_and(|admits| *admits),
        }
    }
}

/// Judges rows by the filters and the breakdown of a query.
pub(super) struct Judge<'a> {
    dictionary: &'a Dictionary,
    terms: Vec<Term>,
    by: &'static Dimension,
    /// Labels of the breakdown, the unknown and the unnamed one included.
    pub label_count: usize,
    /// Whether filter or breakdown tell organizations apart.
    reads_organization: bool,
    /// The countries an unknown one may be, as far as filter and breakdown tell them apart.
    countries: Vec<Label>,
}

impl<'a> Judge<'a> {
    /// Prepares the filters of a query but that on models, which are no attribute of a cell.
    pub fn new(query: &Query, dictionary: &'a Dictionary, model_count: usize) -> Self {
        let terms = query
            .filters
            .iter()
            .filter(|(id, _)| **id != DimensionId::Model);
        let terms = terms.map(|(id, filter)| {
            let dimension = id.entry();
            let mut admits = vec![filter.excludes(); dimension.size(dictionary, 0) + 2];
            for value in filter.values() {
                if let Some(label) = dimension.label_of(dictionary, value) {
                    admits[label as usize] = !filter.excludes();
                }
            }
            let decides_unknown = filter
                .names(dimension.unknown)
                .then_some(!filter.excludes());
            Term {
                dimension,
                admits,
                decides_unknown,
            }
        });
        let by = query.breakdown();
        let named = query
            .filters
            .get(&DimensionId::Country)
            .filter(|filter| !filter.excludes());
        // A country the reader asks for by name is one an unknown country may be, even where no
        // organization of ours has it; all others of that kind are "unnamed".
        let mut countries = dictionary.countries_in_use().to_vec();
        countries.extend(
            named
                .iter()
                .flat_map(|filter| filter.values())
                .filter_map(|code| dictionary.country_label(code)),
        );
        countries.sort_unstable();
        countries.dedup();
        let reads = |id: DimensionId| query.by == id || query.filters.contains_key(&id);
        let placeless = [DimensionId::Organization, DimensionId::Weights];
        let reads_place = DIMENSIONS.iter().any(|entry| {
            entry.factor == Factor::Origin && !placeless.contains(&entry.id) && reads(entry.id)
        });
        if !reads_place {
            countries.clear();
        }
        countries.push(dictionary.countries().len() as Label + 1);
        Self {
            dictionary,
            terms: terms.collect(),
            by,
            label_count: by.size(dictionary, model_count) + 2,
            reads_organization: reads(DimensionId::Organization),
            countries,
        }
    }

    /// The organization to judge in place of one: where nobody tells organizations apart, one
    /// without a country is as good as unknown.
    pub fn stand_in(&self, organization: Label) -> Label {
        match self.dictionary.headquarters(organization) {
            UNKNOWN if !self.reads_organization => UNKNOWN,
            _ => organization,
        }
    }

    /// Judges where a row comes from, by its organization and weights.
    pub fn origin(&self, organization: Label, weights: Weights) -> Judged {
        let country = self.dictionary.headquarters(organization);
        let bloc = self.dictionary.bloc(country);
        let own = World {
            organization,
            country,
            bloc,
            weights,
            ..World::UNKNOWN
        };
        self.origin_if(&own, organization, weights)
    }

    /// The same for the row that is `own`, if it turned out to be of this organization with
    /// these weights.
    pub fn origin_if(&self, own: &World, organization: Label, weights: Weights) -> Judged {
        let mut side = Side::new(self, Factor::Origin, own);
        let unnamed = self.dictionary.organizations().len() as Label + 1;
        let first = match organization {
            // Where nobody tells organizations apart, an unnamed one stands for all.
            UNKNOWN if !self.reads_organization => unnamed,
            UNKNOWN => 1,
            known => known,
        };
        let last = if organization == UNKNOWN {
            unnamed
        } else {
            organization
        };
        for organization in first..=last {
            let settled = [self.dictionary.headquarters(organization)];
            let countries = if settled == [UNKNOWN] {
                &self.countries[..]
            } else {
                &settled
            };
            for country in countries {
                let bloc = self.dictionary.bloc(*country);
                for weights in possible_weights(weights) {
                    let country = *country;
                    side.visit(&World {
                        organization,
                        country,
                        bloc,
                        weights: *weights,
                        ..*own
                    });
                }
            }
        }
        side.judged(own)
    }

    /// Judges under which terms a row stands, by its license.
    pub fn terms(&self, license: Label) -> Judged {
        let own = World {
            license,
            class: self.dictionary.class(license),
            ..World::UNKNOWN
        };
        self.terms_if(&own, license)
    }

    /// The same for the row that is `own`, if it turned out to have this license.
    pub fn terms_if(&self, own: &World, license: Label) -> Judged {
        let mut side = Side::new(self, Factor::Terms, own);
        let unnamed = self.dictionary.licenses().len() as Label + 1;
        let licenses = if license == UNKNOWN {
            1..=unnamed
        } else {
            license..=license
        };
        for license in licenses {
            for class in possible_classes(self.dictionary.class(license)) {
                side.visit(&World {
                    license,
                    class: *class,
                    ..*own
                });
            }
        }
        side.judged(own)
    }

    /// The labels a row may have of whose side nothing is asked.
    pub fn empty_set(&self) -> LabelSet {
        LabelSet::with_size(self.label_count)
    }
}

/// One side of a row while its worlds go by.
struct Side<'a> {
    terms: Vec<(&'a Term, Label)>,
    by: Option<&'static Dimension>,
    worlds: usize,
    admitted: usize,
    possible: LabelSet,
}

impl<'a> Side<'a> {
    fn new(judge: &'a Judge<'_>, factor: Factor, own: &World) -> Self {
        let terms = judge
            .terms
            .iter()
            .filter(|term| term.dimension.factor == factor);
        Self {
            terms: terms
                .map(|term| (term, (term.dimension.label)(own)))
                .collect(),
            by: (judge.by.factor == factor).then_some(judge.by),
            worlds: 0,
            admitted: 0,
            possible: judge.empty_set(),
        }
    }

    fn visit(&mut self, world: &World) {
        self.worlds += 1;
        if self.terms.iter().all(|(term, own)| term.holds(*own, world)) {
            self.admitted += 1;
            if let Some(by) = self.by {
                self.possible.insert((by.label)(world));
            }
        }
    }

    fn judged(self, own: &World) -> Judged {
        Judged {
            membership: match self.admitted.cmp(&self.worlds) {
                _ if self.admitted == 0 => Membership::No,
                Ordering::Less => Membership::Maybe,
                _ => Membership::Yes,
            },
            label: self.by.map_or(UNKNOWN, |by| (by.label)(own)),
            possible: self.possible,
        }
    }
}

fn possible_weights(weights: Weights) -> &'static [Weights] {
    match weights {
        Weights::Unknown => &[Weights::Open, Weights::Closed],
        Weights::Open => &[Weights::Open],
        Weights::Closed => &[Weights::Closed],
    }
}

fn possible_classes(class: LicenseClass) -> &'static [LicenseClass] {
    use LicenseClass::{Copyleft, NonCommercial, Permissive, Proprietary, Restricted, Unknown};
    match class {
        Permissive => &[Permissive],
        Copyleft => &[Copyleft],
        Restricted => &[Restricted],
        NonCommercial => &[NonCommercial],
        Proprietary => &[Proprietary],
        Unknown => &[Permissive, Copyleft, Restricted, NonCommercial, Proprietary],
    }
}

// Every bloc an unnamed country may have is reached: `other` by the unnamed one, the two
// others by name. A new bloc has to be thought about here.
const _: () = assert!(Bloc::ALL.len() == 4);
