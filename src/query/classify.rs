//! Cells -> classes: every cell is judged once a query, so that the pass over the entries is
//! one table look-up and one addition each.
//!
//! A class says all that an answer needs of a row: whether it is surely or possibly in the
//! filter, its label, and where the label is unknown, the set of labels it may have.

use super::Query;
use super::choices::{Lens, LicenseAs, ScopeShown};
use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::{Factor, World};
use super::facts::{Attributes, Base, Cell};
use super::worlds::{Judge, Judged, LabelSet, Membership};
use crate::domain::Weights;
use crate::domain::catalog::Scope;

/// The class of rows that are not in the filter.
pub(super) const OUT: u32 = 0;

/// A row's license is the catalog's, for want of a dated one.
pub(super) const UNDATED: u32 = 1;
/// A row counts as its base model's.
pub(super) const BASED: u32 = 2;
/// A row's base is stated, but does not resolve: it counts as its publisher's.
pub(super) const UNRESOLVED: u32 = 4;
/// How many combinations of marks there are: a row is not both of the last two.
const COMBINATIONS: u32 = 6;

/// What a class stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// Surely in the filter, or possibly.
    pub sure: bool,
    /// Label, [`UNKNOWN`] where only a set is known.
    pub label: Label,
    /// Index of the set of labels it may have, where the label is unknown.
    pub set: usize,
    /// [`UNDATED`], and [`BASED`] or [`UNRESOLVED`], added.
    pub marks: u32,
}

/// How classes are numbered.
#[derive(Debug)]
pub(super) struct Numbering {
    labels: usize,
    /// Combinations of marks told apart: 1 where the query does not ask for any.
    marks: u32,
    /// The sets of labels met so far.
    pub sets: Vec<LabelSet>,
}

impl Numbering {
    /// The class of a row in the filter.
    pub fn number(&self, class: Class) -> u32 {
        let slot = match class.label {
            UNKNOWN => self.labels + class.set,
            label => label as usize,
        } as u32;
        1 + (slot * 2 + u32::from(!class.sure)) * self.marks + class.marks.min(self.marks - 1)
    }

    /// What a class number stands for; never called with [`OUT`].
    pub fn class(&self, number: u32) -> Class {
        let (rest, marks) = ((number - 1) / self.marks, (number - 1) % self.marks);
        let slot = rest as usize / 2;
        let (label, set) = match slot.checked_sub(self.labels) {
            Some(set) => (UNKNOWN, set),
            None => (slot as Label, 0),
        };
        Class {
            sure: rest % 2 == 0,
            label,
            set,
            marks,
        }
    }

    /// One more than the greatest class number.
    pub fn len(&self) -> usize {
        1 + (self.labels + self.sets.len()) * 2 * self.marks as usize
    }

    /// The index of a set, which is kept once.
    pub fn set(&mut self, set: &LabelSet) -> usize {
        self.sets
            .iter()
            .position(|known| known == set)
            .unwrap_or_else(|| {
                self.sets.push(set.clone());
                self.sets.len() - 1
            })
    }
}

/// Judges cells, each combination of attributes once.
pub(super) struct Classifier<'a> {
    pub judge: Judge<'a>,
    query: &'a Query,
    dictionary: &'a Dictionary,
    origins: Vec<Option<JudgedSide>>,
    terms: Vec<Option<JudgedSide>>,
    asks_undated: bool,
    pub numbering: Numbering,
}

/// One side of a cell, judged, with its set of labels numbered.
#[derive(Debug, Clone, Copy)]
struct JudgedSide {
    membership: Membership,
    label: Label,
    set: usize,
}

/// A cell, judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct JudgedCell {
    pub membership: Membership,
    pub label: Label,
    /// Index of the set of labels it may have.
    pub set: usize,
    pub marks: u32,
}

impl<'a> Classifier<'a> {
    pub fn new(query: &'a Query, dictionary: &'a Dictionary, model_count: usize) -> Self {
        let judge = Judge::new(query, dictionary, model_count);
        let asks_undated = query.license_as == LicenseAs::Then && query.reads(Factor::Terms);
        let marks = match (asks_undated, query.lens) {
            (_, Lens::Base) => COMBINATIONS,
            (true, Lens::Publisher) => 2,
            (false, Lens::Publisher) => 1,
        };
        let organizations = dictionary.organizations().len() + 1;
        Self {
            numbering: Numbering {
                labels: judge.label_count,
                marks,
                sets: vec![judge.empty_set()],
            },
            judge,
            query,
            dictionary,
            origins: vec![None; organizations * Weights::ALL.len()],
            terms: vec![None; dictionary.licenses().len() + 1],
            asks_undated,
        }
    }

    /// The attributes a cell counts by, and the mark that says what became of its base.
    fn attributes<'c>(&self, cell: &'c Cell) -> (&'c Attributes, u32) {
        match (self.query.lens, &cell.base) {
            (Lens::Base, Base::Resolved(base)) => (base, BASED),
            (Lens::Base, Base::Unresolved(_)) => (&cell.publisher, UNRESOLVED),
            _ => (&cell.publisher, 0),
        }
    }

    fn license(&self, attributes: &Attributes) -> Label {
        self.dictionary.license_of_id(match self.query.license_as {
            LicenseAs::Then => attributes.license_then,
            LicenseAs::Now => attributes.license_now,
        })
    }

    fn in_scope(&self, cell: &Cell) -> bool {
        self.query.scope == ScopeShown::All || cell.scope != Scope::Other
    }

    /// What a cell says of itself.
    pub fn own(&self, cell: &Cell) -> World {
        let (attributes, _) = self.attributes(cell);
        let organization = self.dictionary.organization_of_id(attributes.organization);
        let country = self.dictionary.headquarters(organization);
        let license = self.license(attributes);
        World {
            organization,
            country,
            bloc: self.dictionary.bloc(country),
            weights: attributes.weights,
            license,
            class: self.dictionary.class(license),
        }
    }

    /// Judges a cell.
    pub fn judge_cell(&mut self, cell: &Cell) -> JudgedCell {
        let mut judged = JudgedCell {
            membership: Membership::No,
            label: UNKNOWN,
            set: 0,
            marks: 0,
        };
        if !self.in_scope(cell) {
            return judged;
        }
        let (attributes, mark) = self.attributes(cell);
        let organization = self.dictionary.organization_of_id(attributes.organization);
        let organization = self.judge.stand_in(organization);
        let license = self.license(attributes);
        let at = organization as usize * Weights::ALL.len() + attributes.weights.code() as usize;
        let Self {
            judge,
            numbering,
            origins,
            terms,
            ..
        } = self;
        let mut keep = |judged: Judged| JudgedSide {
            membership: judged.membership,
            label: judged.label,
            // A known label is the only one the row may have.
            set: match judged.label {
                UNKNOWN => numbering.set(&judged.possible),
                _ => 0,
            },
        };
        let origin = *origins[at]
            .get_or_insert_with(|| keep(judge.origin(organization, attributes.weights)));
        let terms = *terms[license as usize].get_or_insert_with(|| keep(judge.terms(license)));
        judged.membership = origin.membership.min(terms.membership);
        // Only the side the breakdown is of has a label and a set; the other's are empty.
        judged.label = origin.label.max(terms.label);
        judged.set = origin.set.max(terms.set);
        if self.asks_undated && attributes.license_undated {
            judged.marks += UNDATED;
        }
        judged.marks += mark;
        judged
    }

    /// The class of a judged cell.
    pub fn class_of(&self, judged: JudgedCell) -> u32 {
        let JudgedCell {
            membership,
            label,
            set,
            marks,
        } = judged;
        match membership {
            Membership::No => OUT,
            _ => self.numbering.number(Class {
                sure: membership == Membership::Yes,
                label,
                set,
                marks,
            }),
        }
    }

    /// Judges a row of which nothing is known, if it turned out to be a model of this cell:
    /// whether it may be in the filter, and the labels it would have.
    pub fn judge_if(&self, cell: &Cell) -> Option<LabelSet> {
        if !self.in_scope(cell) {
            return None;
        }
        let (attributes, _) = self.attributes(cell);
        let organization = self.dictionary.organization_of_id(attributes.organization);
        self.judge_as(organization, attributes.weights, self.license(attributes))
    }

    /// The same, if it turned out to be a model of which we know nothing either.
    pub fn judge_anything(&self) -> Option<LabelSet> {
        self.judge_as(UNKNOWN, Weights::Unknown, UNKNOWN)
    }

    fn judge_as(&self, organization: Label, weights: Weights, license: Label) -> Option<LabelSet> {
        let origin = self.judge.origin_if(&World::UNKNOWN, organization, weights);
        let terms = self.judge.terms_if(&World::UNKNOWN, license);
        let mut labels = origin.possible;
        labels.add(&terms.possible);
        (origin.membership.min(terms.membership) > Membership::No).then_some(labels)
    }
}
