//! Records in the order of their keys, however many there are.

use super::spool::{Reader, Record, Spool};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;

/// Puts any number of records in the order of their keys: runs of them are sorted as they come,
/// and merged as they are read.
#[derive(Debug)]
pub struct Sorter<R, F> {
    run: Vec<R>,
    run_length: usize,
    /// A queue a run.
    runs: Spool<R>,
    run_count: usize,
    key: F,
}

impl<R: Record, K: Ord, F: Fn(&R) -> K> Sorter<R, F> {
    /// A sorter that holds so many bytes of records in memory.
    pub const fn new(limit_bytes: usize, key: F) -> Self {
        Self {
            run: Vec::new(),
            run_length: limit_bytes / size_of::<R>(),
            runs: Spool::new(0),
            run_count: 0,
            key,
        }
    }

    /// Adds a record. Fails where a temporary file cannot be written.
    pub fn push(&mut self, record: R) -> io::Result<()> {
        self.run.push(record);
        if self.run.len() > self.run_length {
            self.sort_run();
            self.runs.append(self.run_count, &self.run)?;
            self.run_count += 1;
            self.run.clear();
        }
        Ok(())
    }

    /// What is read of a table or was sorted before mostly comes in ascending stretches, which a
    /// stable sort makes use of.
    fn sort_run(&mut self) {
        self.run.sort_by_key(&self.key);
    }

    /// All records in order.
    pub fn finish(mut self) -> Sorted<R, F> {
        self.sort_run();
        Sorted {
            last: self.run,
            runs: self.runs,
            run_count: self.run_count,
            key: self.key,
        }
    }
}

/// Records in order.
#[derive(Debug)]
pub struct Sorted<R, F> {
    /// The last run, in memory; the others are queues of `runs`.
    last: Vec<R>,
    runs: Spool<R>,
    run_count: usize,
    key: F,
}

impl<R: Record, K: Ord, F: Fn(&R) -> K> Sorted<R, F> {
    /// Reads them from the first on. Fails where a temporary file cannot be read.
    pub fn read(&self) -> io::Result<Merge<'_, R, K, F>> {
        let runs = (0..self.run_count).map(|run| self.runs.read(run));
        let mut merge = Merge {
            runs: runs.chain([Reader::of(&self.last)]).collect(),
            heads: BinaryHeap::with_capacity(self.run_count + 1),
            key: &self.key,
        };
        for run in 0..merge.runs.len() {
            merge.queue(run)?;
        }
        Ok(merge)
    }
}

/// Records of several runs in the order of their keys; what has the same key, in any.
pub struct Merge<'a, R, K, F> {
    runs: Vec<Reader<'a, R>>,
    /// The first record that is left of each run.
    heads: BinaryHeap<Head<R, K>>,
    key: &'a F,
}

struct Head<R, K> {
    key: K,
    run: usize,
    record: R,
}

impl<R, K: Ord> PartialEq for Head<R, K> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<R, K: Ord> Eq for Head<R, K> {}

impl<R, K: Ord> PartialOrd for Head<R, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R, K: Ord> Ord for Head<R, K> {
    /// The lowest key is to come first, and a heap has the greatest there.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

impl<R: Record, K: Ord, F: Fn(&R) -> K> Merge<'_, R, K, F> {
    fn queue(&mut self, run: usize) -> io::Result<()> {
        let next = self.runs.get_mut(run).and_then(Iterator::next);
        if let Some(record) = next.transpose()? {
            let key = (self.key)(&record);
            self.heads.push(Head { key, run, record });
        }
        Ok(())
    }

    fn take(&mut self) -> io::Result<Option<R>> {
        let Some(mut head) = self.heads.peek_mut() else {
            return Ok(None);
        };
        let record = head.record;
        let next = self.runs.get_mut(head.run).and_then(Iterator::next);
        match next.transpose()? {
            Some(next) => {
                head.key = (self.key)(&next);
                head.record = next;
            }
            None => {
                PeekMut::pop(head);
            }
        }
        Ok(Some(record))
    }
}

impl<R: Record, K: Ord, F: Fn(&R) -> K> Iterator for Merge<'_, R, K, F> {
    type Item = io::Result<R>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_number_of_records_comes_out_in_order(
            records in prop::collection::vec(any::<(u32, u16)>(), 0..200),
            held in 1..60_usize,
        ) {
            let mut sorter = Sorter::new(held * size_of::<(u32, u16)>(), |record: &(u32, u16)| *record);
            for record in &records {
                sorter.push(*record).unwrap();
            }
            let sorted = sorter.finish();
            let mut expected = records;
            expected.sort_unstable();
            for _ in 0..2 {
                let found: Vec<_> = sorted.read().unwrap().map(Result::unwrap).collect();
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
