//! Lineage: from a model to the root of the models it was made from, and why some have none.

use super::words;
use std::collections::{HashMap, HashSet};

/// How many bases are walked at most.
pub const MAX_DEPTH: usize = 6;

words! {
    /// Why the base that is stated of a model does not resolve.
    Unresolved("reason why a base does not resolve") {
        /// The chain ends at what names no model, or at a model of which nothing is known.
        Unknown = 2 "unknown",
        /// The chain runs into itself.
        Cycle = 3 "cycle",
        /// The chain does not end within [`MAX_DEPTH`] bases.
        TooDeep = 4 "too-deep",
    }
}

/// Where the chain of a model's bases leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lineage {
    /// Nobody states a base.
    Unstated,
    /// To the root base model, of which something is known.
    Root(i64),
    /// To no root: the model stays on its own.
    Unresolved(Unresolved),
}

impl Lineage {
    /// The code the database stores; stable for ever.
    pub const fn code(self) -> i16 {
        match self {
            Self::Unstated => 0,
            Self::Root(_) => 1,
            Self::Unresolved(reason) => reason.code(),
        }
    }

    /// The root, where the chain leads to one.
    pub const fn root(self) -> Option<i64> {
        match self {
            Self::Root(root) => Some(root),
            Self::Unstated | Self::Unresolved(_) => None,
        }
    }
}

/// What models state as their bases.
#[derive(Debug, Clone, Default)]
pub struct Bases {
    /// The base each model states: none where its text names no model.
    pub stated: HashMap<i64, Option<i64>>,
    /// Models that nothing but their name is known of.
    pub unknown: HashSet<i64>,
}

impl Bases {
    /// Follows the chain of a model to its end. A chain that breaks anywhere has no root: what
    /// stands before the break is not what the model was made from in the end.
    pub fn lineage(&self, model: i64) -> Lineage {
        let mut seen = vec![model];
        let mut at = model;
        while let Some(stated) = self.stated.get(&at) {
            match stated {
                None => return Lineage::Unresolved(Unresolved::Unknown),
                Some(base) if seen.contains(base) => {
                    return Lineage::Unresolved(Unresolved::Cycle);
                }
                Some(_) if seen.len() > MAX_DEPTH => {
                    return Lineage::Unresolved(Unresolved::TooDeep);
                }
                Some(base) => {
                    seen.push(*base);
                    at = *base;
                }
            }
        }
        if at == model {
            Lineage::Unstated
        } else if self.unknown.contains(&at) {
            Lineage::Unresolved(Unresolved::Unknown)
        } else {
            Lineage::Root(at)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lineage::{Root, Unstated};
    use super::*;

    const UNKNOWN: Lineage = Lineage::Unresolved(Unresolved::Unknown);
    const CYCLE: Lineage = Lineage::Unresolved(Unresolved::Cycle);
    const TOO_DEEP: Lineage = Lineage::Unresolved(Unresolved::TooDeep);

    fn bases(stated: impl IntoIterator<Item = (i64, i64)>) -> Bases {
        Bases {
            stated: stated
                .into_iter()
                .map(|(of, base)| (of, Some(base)))
                .collect(),
            unknown: HashSet::new(),
        }
    }

    #[test]
    fn a_chain_leads_to_its_end() {
        let bases = bases([(1, 2), (2, 3)]);
        assert_eq!(bases.lineage(1), Root(3));
        assert_eq!(bases.lineage(3), Unstated);
    }

    #[test]
    fn a_chain_that_runs_into_itself_has_no_root() {
        let bases = bases([(1, 2), (2, 3), (3, 2), (4, 4)]);
        for model in 1..=4 {
            assert_eq!(bases.lineage(model), CYCLE, "{model}");
        }
    }

    #[test]
    fn six_bases_are_walked_and_a_seventh_is_too_deep() {
        let bases = bases((1..8).map(|id| (id, id + 1)));
        assert_eq!(bases.lineage(2), Root(8));
        assert_eq!(bases.lineage(1), TOO_DEEP);
    }

    #[test]
    fn a_chain_that_ends_at_what_nobody_knows_has_no_root() {
        let mut bases = bases([(1, 2), (2, 3)]);
        bases.unknown.insert(3);
        assert_eq!(bases.lineage(1), UNKNOWN);
        assert_eq!(
            bases.lineage(3),
            Unstated,
            "of the model itself nothing is asked"
        );
        bases.unknown = HashSet::from([2]);
        assert_eq!(bases.lineage(1), Root(3), "only the end has to be known");
        bases.stated.insert(3, None);
        assert_eq!(bases.lineage(1), UNKNOWN, "a text that names no model");
        assert_eq!(bases.lineage(3), UNKNOWN);
    }

    #[test]
    fn reasons_have_codes_of_their_own() {
        let codes = Unresolved::ALL.iter().map(|reason| reason.code());
        let codes: Vec<i16> = [Unstated, Root(1)]
            .map(Lineage::code)
            .into_iter()
            .chain(codes)
            .collect();
        assert_eq!(codes, [0, 1, 2, 3, 4]);
    }
}
