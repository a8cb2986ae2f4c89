//! Many short texts in one block of memory, each known by a small number.

use super::text::MAX_TEXT_BYTES;
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
        let mut order: Vec<(u64, u32)> = (0..self.ends.len() as u32).map(|n| (0, n)).collect();
        self.sort_from(0, &mut order);
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

    /// Puts numbers in the byte order of their texts, which agree in the bytes before `depth`.
    /// The model ids of a source begin alike by the thousand, so eight bytes at a time are
    /// compared as one number instead of whole texts again and again.
    fn sort_from(&self, depth: usize, order: &mut [(u64, u32)]) {
        for (key, number) in &mut *order {
            *key = eight_bytes(self.get(*number).as_bytes(), depth);
        }
        order.sort_unstable();
        // Texts are distinct and at most this long, so nothing is left to tell apart below.
        if depth >= MAX_TEXT_BYTES {
            return;
        }
        for alike in order.chunk_by_mut(|(a, _), (b, _)| a == b) {
            if alike.len() > 1 {
                self.sort_from(depth + 8, alike);
            }
        }
    }
}

/// The eight bytes from `depth` on as a number that orders as they do; a text that ends comes
/// before one that goes on.
fn eight_bytes(text: &[u8], depth: usize) -> u64 {
    let rest = text.get(depth..).unwrap_or_default();
    if let Some(bytes) = rest.first_chunk() {
        return u64::from_be_bytes(*bytes);
    }
    let mut bytes = [0; 8];
    for (slot, byte) in bytes.iter_mut().zip(rest) {
        *slot = *byte;
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
    /// The text that was looked for last, and what came after each the last time: a file names the
    /// same models in the same order for every day, and comparing is less work than hashing.
    last: u32,
    after: Vec<u32>,
}

impl Interner {
    /// The number of a text that is known already.
    pub fn find(&mut self, text: &[u8]) -> Option<u32> {
        let same = |number: &u32| self.strings.get(*number).as_bytes() == text;
        let next = self.after.get(self.last as usize).copied();
        if let Some(number) = next.filter(same) {
            self.last = number;
            return Some(number);
        }
        let hash = self.hasher.hash_one(text);
        let number = self.numbers.find(hash, same).copied()?;
        self.follow(number);
        Some(number)
    }

    fn follow(&mut self, number: u32) {
        if let Some(after) = self.after.get_mut(self.last as usize) {
            *after = number;
        }
        self.last = number;
    }

    /// Gives a text that is not known yet its number.
    pub fn insert(&mut self, text: &str) -> u32 {
        let number = self.strings.push(text);
        let (hasher, strings) = (&self.hasher, &self.strings);
        let hash_of = |number: &u32| hasher.hash_one(strings.get(*number).as_bytes());
        self.numbers
            .insert_unique(hash_of(&number), number, hash_of);
        self.after.push(number);
        self.follow(number);
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn any_texts_are_sorted_as_their_bytes_are(
            texts in prop::collection::btree_set("(organization/|organ|)[^\0]{0,12}", 0..40)
                .prop_map(|texts| texts.into_iter().collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let mut interner = Interner::default();
            for text in &texts {
                interner.insert(text);
            }
            let mut strings = interner.into_strings();
            let renumbered = strings.sort();
            for (old, text) in texts.iter().enumerate() {
                let new = renumbered.as_ref().map_or(old as u32, |numbers| numbers[old]);
                prop_assert_eq!(strings.get(new), text);
            }
            prop_assert!(strings.iter().is_sorted());
        }
    }

    proptest! {
        #[test]
        fn a_text_keeps_its_number_whatever_is_looked_for_before(
            texts in prop::collection::vec("[ab]{0,2}", 0..60),
        ) {
            let mut interner = Interner::default();
            let mut numbers = std::collections::HashMap::new();
            for text in &texts {
                let known = numbers.get(text).copied();
                prop_assert_eq!(interner.find(text.as_bytes()), known);
                if known.is_none() {
                    numbers.insert(text.clone(), interner.insert(text));
                }
            }
            let mut distinct: Vec<u32> = numbers.values().copied().collect();
            distinct.sort_unstable();
            prop_assert!(distinct.into_iter().eq(0..numbers.len() as u32));
        }
    }

    #[test]
    fn the_longest_texts_that_differ_in_their_last_byte_are_sorted() {
        let stem = "x".repeat(MAX_TEXT_BYTES - 1);
        let mut interner = Interner::default();
        for last in ["b", "a", ""] {
            interner.insert(&format!("{stem}{last}"));
        }
        let mut strings = interner.into_strings();
        assert_eq!(strings.sort(), Some(vec![2, 1, 0]));
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
