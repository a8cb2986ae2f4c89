//! Answers that were given before, kept in memory: pages and files by canonical address, language
//! and version of the data, bounded in bytes.
//!
//! What may be kept says so itself ([`Policy`]); errors, answers to anything but GET and HEAD, and
//! what is sent part by part never are. An answer of an older version is given only while the
//! database cannot be reached. Kept answers get their tag, "not modified" and their encoding here.

mod encoding;
mod entry;
mod flight;
mod key;
mod policy;
mod serve;

pub(super) use entry::is_among;
pub(super) use policy::Policy;
pub(super) use serve::Keep;

use crate::telemetry::metrics::{CACHE_HITS, CACHE_MISSES};
use entry::Entry;
use flight::Flights;
use key::{Key, Spelling};
use metrics::Counter;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// What answers may take up together, unless it is set.
pub const DEFAULT_BYTES: u64 = 16 << 20;
/// A larger answer is not kept: it would push out many others.
const LARGEST: usize = 2 << 20;
/// Pages say how many days old the data is: they are made anew now and then, also where it is the
/// same.
const LONGEST: Duration = Duration::from_mins(10);
/// What a spelling takes up besides its text.
const OVERHEAD: usize = 200;

/// The answers of a site.
pub struct Cache {
    kept: moka::sync::Cache<Key, Kept>,
    flights: Arc<Flights>,
    counts: OnceLock<Counts>,
}

/// What is counted of them; taken from the table at the first answer.
struct Counts {
    hits: Counter,
    misses: Counter,
}

#[derive(Clone)]
enum Kept {
    /// An answer, under its canonical address.
    Answer(Arc<Entry>),
    /// Another spelling, found to be this one when the data was of a version.
    Spelled(Key, i64),
}

/// What is known of an address.
enum Found {
    /// An answer that may be given.
    Fresh(Arc<Entry>),
    /// One of an older version, or that was made too long ago.
    Stale(Arc<Entry>),
    /// Nothing.
    Nothing,
}

impl Cache {
    /// A cache of at most so many bytes, about.
    pub fn new(bytes: u64) -> Self {
        let weight = |key: &Key, kept: &Kept| {
            let weight = match kept {
                Kept::Answer(entry) => key.len() + OVERHEAD + entry.weight(),
                Kept::Spelled(to, _) => key.len() + OVERHEAD + to.len(),
            };
            u32::try_from(weight).unwrap_or(u32::MAX)
        };
        let kept = moka::sync::Cache::builder()
            .max_capacity(bytes)
            .weigher(weight)
            .build();
        Self {
            kept,
            flights: Arc::default(),
            counts: OnceLock::new(),
        }
    }

    fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| Counts {
            hits: CACHE_HITS.counter(&[]),
            misses: CACHE_MISSES.counter(&[]),
        })
    }

    /// Another one, as large, with nothing in it.
    pub fn emptied(&self) -> Self {
        Self::new(self.kept.policy().max_capacity().unwrap_or_default())
    }

    /// What the answers take up by now, in bytes.
    pub fn bytes(&self) -> u64 {
        // What was kept and pushed out a moment ago may not have been counted yet.
        self.kept.run_pending_tasks();
        self.kept.weighted_size()
    }

    /// What is kept of an address, in whatever spelling it was asked before.
    fn find(&self, spelling: &Spelling<'_>, version: i64) -> Found {
        match self.kept.get(spelling) {
            Some(Kept::Answer(entry)) => entry.found(version),
            Some(Kept::Spelled(key, of)) if of == version => match self.kept.get(&key) {
                Some(Kept::Answer(entry)) => entry.found(version),
                Some(Kept::Spelled(..)) | None => Found::Nothing,
            },
            Some(Kept::Spelled(..)) | None => Found::Nothing,
        }
    }

    fn keep(&self, key: Key, entry: &Arc<Entry>) {
        if entry.weight() <= LARGEST {
            self.kept.insert(key, Kept::Answer(Arc::clone(entry)));
        }
    }

    /// Notes that an address is another spelling of a key.
    fn note_spelling(&self, spelling: &Key, key: &Key, version: i64) {
        if spelling != key {
            let other = Kept::Spelled(key.clone(), version);
            self.kept.insert(spelling.clone(), other);
        }
    }
}

impl Entry {
    /// What is found, when the data is of a version.
    fn found(self: Arc<Self>, version: i64) -> Found {
        let is_of_now = self.version.is_none_or(|of| of == version);
        if is_of_now && self.made_at.elapsed() < LONGEST {
            Found::Fresh(self)
        } else {
            Found::Stale(self)
        }
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache")
            .field("entries", &self.kept.entry_count())
            .field("bytes", &self.kept.weighted_size())
            .finish_non_exhaustive()
    }
}
