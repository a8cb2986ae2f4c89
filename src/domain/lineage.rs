//! Lineage: from a model to the root of the models it was made from.

use std::collections::HashMap;
use std::hash::BuildHasher;

/// How many base models are walked at most; longer chains stop there.
pub const MAX_DEPTH: usize = 6;

/// The root base model of `model`: the last one reached by following `base_of`, at most
/// [`MAX_DEPTH`] steps. A chain that runs into itself has no root: the model stays on its own.
pub fn root_of(model: i64, base_of: &HashMap<i64, i64, impl BuildHasher>) -> Option<i64> {
    let mut seen = vec![model];
    let mut at = model;
    while let Some(&base) = base_of.get(&at) {
        if seen.contains(&base) {
            return None;
        }
        if seen.len() > MAX_DEPTH {
            break;
        }
        seen.push(base);
        at = base;
    }
    (at != model).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_to_the_root() {
        let base_of = HashMap::from([(1, 2), (2, 3)]);
        assert_eq!(root_of(1, &base_of), Some(3));
        assert_eq!(root_of(3, &base_of), None);
    }

    #[test]
    fn a_cycle_has_no_root() {
        let base_of = HashMap::from([(1, 2), (2, 3), (3, 2), (4, 4)]);
        assert_eq!(root_of(1, &base_of), None);
        assert_eq!(root_of(4, &base_of), None);
    }

    #[test]
    fn stops_at_the_sixth_base() {
        let base_of: HashMap<i64, i64> = (1..20).map(|id| (id, id + 1)).collect();
        assert_eq!(root_of(1, &base_of), Some(7));
    }
}
