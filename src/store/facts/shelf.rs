//! What was read below cells, kept as long as the version of the data it is of: histories of
//! single models, how all models stood in a period, sums of the models present at every date, and
//! cubes of moments past. Questions have them in common, whatever they filter and break down by.

use super::standing::{History, Listed, Panel, Standings};
use super::{Cube, Result};
use crate::query::{Every, Variants};
use chrono::{DateTime, NaiveDate, Utc};
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What each kind may take up: two dozen megabytes in all. Standings take 32 bytes a model; those of
/// a metric have to fit, or each question reads them anew.
const OF_CUBES: u64 = 4 << 20;
const OF_PANELS: u64 = 8 << 20;
const OF_STANDINGS: u64 = 10 << 20;
const OF_HISTORIES: u64 = (2 << 20) - 2 * OF_LISTS;
const OF_LISTS: u64 = 64 << 10;
/// What one takes up besides its rows.
const OVERHEAD: usize = 256;

/// What models are told apart in: a metric, as of a moment, with variants as they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    /// Place of the metric in the dictionary.
    pub metric: usize,
    pub as_of: Option<DateTime<Utc>>,
    pub variants: Variants,
}

/// Dates that models have to be present at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Dates {
    pub kind: Kind,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub every: Every,
}

/// The first and the last day of a period that is counted.
pub(super) type Counted = (Kind, NaiveDate, NaiveDate);

/// What was read before.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    pub cubes: Kept<DateTime<Utc>, Cube>,
    pub panels: Kept<Dates, Panel>,
    pub standings: Kept<Counted, Standings>,
    /// Models by their id.
    pub histories: Kept<(Kind, i64), History>,
    /// Models that are named, by the ids they are named by.
    pub lists: Kept<(Kind, Vec<String>), Vec<Listed>>,
    /// Models that are in some of these cells at the dates shown.
    pub others: Kept<(Dates, Vec<u32>), Vec<i64>>,
}

/// How many bytes a thing takes up.
pub(super) trait Weighed {
    fn bytes(&self) -> usize;
}

/// Things of one kind, bounded in bytes.
#[derive(Debug)]
pub(super) struct Kept<K: Hash + Eq + Send + Sync + 'static, T: Send + Sync + 'static>(
    moka::sync::Cache<K, Place<T>>,
);

/// A place for something that is read once, however many wait for it.
type Place<T> = Arc<OnceCell<Arc<T>>>;

impl<K, T> Clone for Kept<K, T>
where
    K: Hash + Eq + Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            cubes: Kept::new(OF_CUBES),
            panels: Kept::new(OF_PANELS),
            standings: Kept::new(OF_STANDINGS),
            histories: Kept::new(OF_HISTORIES),
            lists: Kept::new(OF_LISTS),
            others: Kept::new(OF_LISTS),
        }
    }
}

impl<K, T> Kept<K, T>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    T: Weighed + Send + Sync + 'static,
{
    fn new(bytes: u64) -> Self {
        let weigh = |_: &K, place: &Place<T>| {
            let bytes = OVERHEAD + place.get().map_or(0, |kept| kept.bytes());
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let cache = moka::sync::Cache::builder();
        Self(cache.max_capacity(bytes).weigher(weigh).build())
    }

    /// What is kept of a key.
    pub fn get(&self, key: &K) -> Option<Arc<T>> {
        self.0.get(key)?.get().map(Arc::clone)
    }

    /// What is kept of a key, read if it is not there.
    pub async fn get_or_read(
        &self,
        key: K,
        read: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        let place = self.0.get_with_by_ref(&key, Place::default);
        if let Some(kept) = place.get() {
            return Ok(Arc::clone(kept));
        }
        let read = async { read.await.map(Arc::new) };
        let kept = Arc::clone(place.get_or_try_init(|| read).await?);
        // Its weight is known now.
        self.0.insert(key, place);
        Ok(kept)
    }

    /// Keeps something.
    pub fn keep(&self, key: K, kept: &Arc<T>) {
        let place = OnceCell::new_with(Some(Arc::clone(kept)));
        self.0.insert(key, Arc::new(place));
    }
}

impl Weighed for Cube {
    fn bytes(&self) -> usize {
        self.facts.values().map(|facts| facts.bytes()).sum()
    }
}
