//! Models a run has met, as many as are remembered: lists move while they are read, and a model
//! that moved down comes again on a later page.

use super::error::Error;
use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// The latest models met, by the hashes of their ids: a fixed amount of memory.
#[derive(Debug)]
pub struct Seen {
    most: usize,
    order: VecDeque<u64>,
    hashes: HashSet<u64>,
}

impl Seen {
    /// Remembers the latest `most`.
    pub fn of(most: usize) -> Self {
        Self {
            most,
            order: VecDeque::new(),
            hashes: HashSet::new(),
        }
    }

    /// Whether a model was not met yet; from now on it was.
    pub fn is_new(&mut self, id: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let hash = hasher.finish();
        if !self.hashes.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.hashes.remove(&oldest);
        }
        true
    }

    /// Meets all models of a spool.
    pub fn read(&mut self, spool: &Path) -> Result<(), Error> {
        let mut read = || {
            let rows = zstd::stream::read::Decoder::new(File::open(spool)?)?;
            for row in csv::Reader::from_reader(rows).byte_records() {
                if let Some(model) = row?.get(1) {
                    self.is_new(&String::from_utf8_lossy(model));
                }
            }
            Ok::<(), std::io::Error>(())
        };
        read().map_err(Error::keeping(spool))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_remembered_and_no_more() {
        let mut seen = Seen::of(2);
        assert!(seen.is_new("a") && seen.is_new("b"));
        assert!(!seen.is_new("a") && !seen.is_new("b"));
        assert!(seen.is_new("c"));
        assert!(seen.is_new("a"), "it is forgotten by now");
        assert_eq!((seen.order.len(), seen.hashes.len()), (2, 2));
    }
}
