//! The rows of one file: kept as they come, then put in canonical order, however many there are.

use super::content::Row;
use super::day::Day;
use super::problem::MAX_KEPT;
use super::sorter::Sorter;
use super::spool::{Reader, Spool};
use std::collections::BinaryHeap;
use std::io;

/// Rows in memory, in bytes; what goes beyond waits in a temporary file. A week of the Hub's
/// models is far below, and a load of any size takes as much.
pub const HELD_BYTES: usize = 32 << 20;

/// Rows, and what is known of all of them.
#[derive(Debug)]
pub struct Rows {
    /// All of them in its first queue.
    spool: Spool<Row>,
    held_bytes: usize,
    count: usize,
    /// Whether each row comes after the one before, by metric, model and day.
    ascending: bool,
    last_key: Option<u64>,
    says_more: bool,
    /// Whether a day is observed, by its number.
    days: Vec<bool>,
}

/// A row with the metric, model and day of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// Line of the repeating row.
    pub line: u32,
    /// Line of the first row with the same key.
    pub first_line: u32,
    /// What both rows speak of, by the content's numbers.
    pub metric: u8,
    /// See `metric`.
    pub model: u32,
    /// See `metric`.
    pub day: Day,
}

/// The repeated rows: the first of them by line, and how many there are.
#[derive(Debug, Default)]
pub struct Repeats {
    first: BinaryHeap<Repeat>,
    count: usize,
}

impl Rows {
    /// No rows yet, of which so many bytes will be held in memory.
    pub fn new(held_bytes: usize) -> Self {
        Self {
            spool: Spool::new(held_bytes),
            held_bytes,
            count: 0,
            ascending: true,
            last_key: None,
            says_more: false,
            days: vec![false; usize::from(u16::MAX) + 1],
        }
    }

    /// Adds a row. Fails where a temporary file does.
    pub fn push(&mut self, row: Row) -> io::Result<()> {
        let key = row.key();
        self.ascending &= self.last_key.is_none_or(|last| last < key);
        self.last_key = Some(key);
        self.says_more |= row.says_more();
        self.count += 1;
        if let Some(seen) = self.days.get_mut(usize::from(row.day.number())) {
            *seen = true;
        }
        self.spool.push(0, row)
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Whether any says something of its model besides the number.
    pub const fn says_more(&self) -> bool {
        self.says_more
    }

    /// The distinct days observed, oldest first.
    pub fn days(&self) -> Vec<Day> {
        let numbers = (0..=u16::MAX).zip(&self.days);
        let seen = numbers.filter(|(_, seen)| **seen);
        seen.map(|(number, _)| Day::from_number(number)).collect()
    }

    /// Reads them from the first on.
    pub fn read(&self) -> Reader<'_, Row> {
        self.spool.read(0)
    }

    /// Gives each row the numbers its metric and model have in byte order, where those are not the
    /// numbers it has, and puts all in canonical order. Returns the repeated rows. Fails where a
    /// temporary file does.
    pub fn arrange(
        &mut self,
        metrics: Option<&[u8]>,
        models: Option<&[u32]>,
    ) -> io::Result<Repeats> {
        let mut repeats = Repeats::default();
        // Strictly ascending means sorted and without repeats: canonical files stop here.
        if metrics.is_none() && models.is_none() && self.ascending {
            return Ok(repeats);
        }
        let renumber = |row: &mut Row| {
            let metric = metrics.and_then(|numbers| numbers.get(row.metric()));
            row.metric = metric.copied().unwrap_or(row.metric);
            let model = models.and_then(|numbers| numbers.get(row.model as usize));
            row.model = model.copied().unwrap_or(row.model);
        };
        let order = |row: &Row| (row.key(), row.line);
        let mut first = None;
        if let Some(rows) = self.spool.in_memory() {
            rows.iter_mut().for_each(renumber);
            rows.sort_unstable_by_key(order);
            for row in rows {
                repeats.look_at(row, &mut first);
            }
            return Ok(repeats);
        }
        let mut sorter = Sorter::new(self.held_bytes / 4, order);
        for row in self.spool.read(0) {
            let mut row = row?;
            renumber(&mut row);
            sorter.push(row)?;
        }
        // What is sorted takes their place, so that there is one file less.
        self.spool = Spool::new(self.held_bytes / 4);
        for row in sorter.finish().read()? {
            let row = row?;
            repeats.look_at(&row, &mut first);
            self.spool.push(0, row)?;
        }
        Ok(repeats)
    }
}

impl Repeats {
    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The first by line, as many as problems are kept.
    pub fn into_first(self) -> Vec<Repeat> {
        self.first.into_sorted_vec()
    }

    /// Takes the row that follows in canonical order; `first` is the first one with its key.
    fn look_at(&mut self, row: &Row, first: &mut Option<Row>) {
        match first {
            Some(first) if first.key() == row.key() => {
                self.count += 1;
                self.first.push(Repeat {
                    line: row.line,
                    first_line: first.line,
                    metric: row.metric,
                    model: row.model,
                    day: row.day,
                });
                if self.first.len() > MAX_KEPT {
                    self.first.pop();
                }
            }
            _ => *first = Some(*row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(model: u32, day: u16, line: u32) -> Row {
        Row {
            value: u64::from(line) << 40,
            model,
            license: None,
            organization: None,
            base_model: None,
            line,
            day: Day::from_number(day),
            metric: 0,
            weights: None,
        }
    }

    fn arranged(keys: &[(u32, u16)], held_bytes: usize) -> (Vec<Row>, usize, Vec<Repeat>) {
        let mut rows = Rows::new(held_bytes);
        for (line, (model, day)) in (2..).zip(keys) {
            rows.push(row(*model, *day, line)).unwrap();
        }
        let backwards: Vec<u32> = (0..10).rev().collect();
        let repeats = rows.arrange(None, Some(&backwards)).unwrap();
        let count = repeats.count();
        let read = rows.read().map(Result::unwrap).collect();
        (read, count, repeats.into_first())
    }

    proptest! {
        #[test]
        fn rows_in_a_file_are_arranged_as_those_in_memory(
            keys in prop::collection::vec((0..10_u32, 0..30_u16), 0..300),
        ) {
            let held = arranged(&keys, 1 << 20);
            prop_assert_eq!(&arranged(&keys, 40 * size_of::<Row>()), &held);
            prop_assert!(held.0.is_sorted_by_key(|row| (row.key(), row.line)));
            prop_assert_eq!(held.0.len(), keys.len());
        }
    }

    #[test]
    fn repeats_are_told_by_line_with_the_first_of_their_key() {
        let (_, count, repeats) =
            arranged(&[(1, 1), (2, 1), (1, 1), (1, 2), (1, 1), (2, 1)], 1 << 20);
        let lines: Vec<_> = repeats.iter().map(|it| (it.line, it.first_line)).collect();
        assert_eq!((count, lines), (3, vec![(4, 2), (6, 2), (7, 3)]));
    }
}
