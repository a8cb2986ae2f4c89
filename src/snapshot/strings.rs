//! Many short texts in one block of memory, each known by a small number.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Texts in one block, numbered from 0.
#[derive(Debug, Clone, Default)]
pub struct Strings {
    block: String,
    /// Where each text ends in the block.
    ends: Vec<usize>,
}

impl Strings {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a number this collection gave out; empty for any other.
    pub fn get(&self, number: u32) -> &str {
        let index = number as usize;
        let start = if index == 0 {
            0
        } else {
            self.ends.get(index - 1).copied().unwrap_or(0)
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.block.get(start..end).unwrap_or_default()
    }

    /// The texts in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(index as u32))
    }

    fn push(&mut self, text: &str) -> u32 {
        let number = self.ends.len() as u32;
        self.block.push_str(text);
        self.ends.push(self.block.len());
        number
    }

    /// Puts the texts in byte order. Returns the new number of each old one, or none when they
    /// were in order already.
    pub fn sort(&mut self) -> Option<Vec<u32>> {
        if self.iter().is_sorted() {
            return None;
        }
        // Most comparisons are settled by the first eight bytes, held beside the number.
        let mut order: Vec<(u64, u32)> = self
            .iter()
            .zip(0..)
            .map(|(text, number)| (first_bytes(text), number))
            .collect();
        order.sort_unstable_by(|(a_first, a), (b_first, b)| {
            a_first
                .cmp(b_first)
                .then_with(|| self.get(*a).cmp(self.get(*b)))
        });
        let mut sorted = Self {
            block: String::with_capacity(self.block.len()),
            ends: Vec::with_capacity(self.ends.len()),
        };
        let mut renumbered = vec![0; self.ends.len()];
        for (_, old) in order {
            let new = sorted.push(self.get(old));
            if let Some(slot) = renumbered.get_mut(old as usize) {
                *slot = new;
            }
        }
        *self = sorted;
        Some(renumbered)
    }
}

/// The first eight bytes as a number that orders as the bytes do.
fn first_bytes(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    u64::from_be_bytes(bytes)
}

/// Gives each distinct text one number.
#[derive(Debug, Default)]
pub struct Interner {
    strings: Strings,
    numbers: HashTable<u32>,
    /// Seeded at random, so that nobody can choose texts that collide.
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// The number of a text that is known already.
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        let same = |number: &u32| self.strings.get(*number).as_bytes() == text;
        self.numbers.find(hash, same).copied()
    }

    /// Gives a text that is not known yet its number.
    pub fn insert(&mut self, text: &str) -> u32 {
        let number = self.strings.push(text);
        let (hasher, strings) = (&self.hasher, &self.strings);
        let hash_of = |number: &u32| hasher.hash_one(strings.get(*number).as_bytes());
        self.numbers
            .insert_unique(hash_of(&number), number, hash_of);
        number
    }

    /// The text of a number.
    pub fn get(&self, number: u32) -> &str {
        self.strings.get(number)
    }

    /// The texts alone.
    pub fn into_strings(self) -> Strings {
        self.strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_however_often_it_comes() {
        let mut interner = Interner::default();
        let texts = ["b", "", "a\0a", "ab", "é"];
        for text in texts {
            assert_eq!(interner.find(text.as_bytes()), None);
            let number = interner.insert(text);
            assert_eq!(interner.find(text.as_bytes()), Some(number));
        }
        assert!(interner.into_strings().iter().eq(texts));
    }

    #[test]
    fn sorting_orders_by_bytes_and_tells_the_new_numbers() {
        let mut interner = Interner::default();
        let texts = [
            "organization/b",
            "organization/a",
            "z",
            "organization",
            "é",
            "Z",
        ];
        for text in texts {
            interner.insert(text);
        }
        let mut strings = interner.into_strings();
        let renumbered = strings.sort().expect("they were not in order");
        for (old, text) in texts.iter().enumerate() {
            assert_eq!(strings.get(renumbered[old]), *text);
        }
        assert!(strings.iter().is_sorted());
        assert_eq!(strings.sort(), None);
    }
}
