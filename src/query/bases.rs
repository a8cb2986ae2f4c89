//! What became of the bases that are stated of models, of everything a metric counts on a day.

use super::answer::{BaseTotals, Part};
use super::facts::{Base, Facts};
use crate::domain::lineage::Unresolved;
use std::collections::BTreeMap;

/// Bases of a day, whatever their models are: nothing is filtered.
#[derive(Debug, Clone, PartialEq)]
pub struct DayBases {
    /// What resolves, and what does not.
    pub totals: BaseTotals,
    /// What does not, by reason; reasons nothing has are left out.
    pub unresolved: BTreeMap<Unresolved, Part>,
}

impl DayBases {
    /// Whether any base is stated.
    pub fn are_stated(&self) -> bool {
        self.totals.based.models > 0 || self.totals.unresolved.models > 0
    }
}

/// Value and models so far.
#[derive(Default)]
struct Sum {
    value: i128,
    models: u32,
}

/// Adds up the newest day of a metric by what became of the bases of its models; none where it
/// was never observed. Models with variants merged count once.
pub fn newest_bases(facts: &Facts) -> Option<DayBases> {
    let newest = facts.day(facts.days().len().checked_sub(1)?);
    let mut total = 0;
    let mut based = Sum::default();
    let mut unresolved: BTreeMap<Unresolved, Sum> = BTreeMap::new();
    for entry in newest.entries() {
        total += entry.value;
        let sum = match facts.cells()[entry.cell as usize].base {
            Base::Unstated => continue,
            Base::Resolved(_) => &mut based,
            Base::Unresolved(reason) => unresolved.entry(reason).or_default(),
        };
        sum.value += entry.value;
        sum.models += entry.models;
    }
    let part = |sum: &Sum| Part {
        share: sum.value as f64 / total.max(1) as f64,
        models: sum.models,
    };
    let all = unresolved.values().fold(Sum::default(), |all, sum| Sum {
        value: all.value + sum.value,
        models: all.models + sum.models,
    });
    Some(DayBases {
        totals: BaseTotals {
            based: part(&based),
            unresolved: part(&all),
        },
        unresolved: unresolved
            .iter()
            .map(|(reason, sum)| (*reason, part(sum)))
            .collect(),
    })
}
