//! Facts that took long to read, kept as long as the version of the data they are of: those of
//! models present at every date, of single models, and of moments past. Many questions have them
//! in common, whatever they filter and break down by.

use super::{Cube, Result};
use crate::query::{Every, Facts, ModelLevel, Needs, Panel, Query};
use chrono::{DateTime, Utc};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What they may take up together.
const BYTES: u64 = 16 << 20;
/// What one takes up besides its rows.
const OVERHEAD: usize = 1 << 10;

/// Parameters that say how an answer is shown, and nothing of what it is read from.
const OF_SHOWING: [&str; 4] = ["show", "scale", "sort", "lang"];

/// The facts of an edition that were read before.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    facts: moka::sync::Cache<Key, Place<Facts>>,
    cubes: moka::sync::Cache<DateTime<Utc>, Place<Cube>>,
}

/// What facts are read for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    needs: Needs,
    /// The question, where the models that lead its answer are read.
    question: Option<String>,
}

/// A place for something that is read once, however many wait for it.
type Place<T> = Arc<OnceCell<Arc<T>>>;

impl Key {
    /// What the facts of a question are read for.
    pub fn of(query: &Query, mut needs: Needs) -> Self {
        let by_rank = matches!(
            needs.models,
            ModelLevel::Top(_) | ModelLevel::TopAndListed(..)
        );
        if needs.models == ModelLevel::None && needs.panel == Panel::All {
            // All days are read anyway.
            (needs.from, needs.to, needs.every) = (None, None, Every::default());
        }
        Self {
            needs,
            question: by_rank.then(|| query.canonical_but(&OF_SHOWING)),
        }
    }
}

impl Default for Shelf {
    fn default() -> Self {
        let facts = |_: &Key, place: &Place<Facts>| weight(place.get().map(|facts| facts.bytes()));
        let cubes =
            |_: &DateTime<Utc>, place: &Place<Cube>| weight(place.get().map(|cube| cube.bytes()));
        Self {
            facts: moka::sync::Cache::builder()
                .max_capacity(BYTES / 2)
                .weigher(facts)
                .build(),
            cubes: moka::sync::Cache::builder()
                .max_capacity(BYTES / 2)
                .weigher(cubes)
                .build(),
        }
    }
}

impl Shelf {
    /// The facts of a key, read if they are not there.
    pub async fn facts(
        &self,
        key: Key,
        read: impl Future<Output = Result<Arc<Facts>>>,
    ) -> Result<Arc<Facts>> {
        let place = self.facts.get_with_by_ref(&key, Place::default);
        if let Some(facts) = place.get() {
            return Ok(Arc::clone(facts));
        }
        let facts = Arc::clone(place.get_or_try_init(|| read).await?);
        // Its weight is known now.
        self.facts.insert(key, place);
        Ok(facts)
    }

    /// The cube of a moment, read if it is not there.
    pub async fn cube(
        &self,
        moment: DateTime<Utc>,
        read: impl Future<Output = Result<Cube>>,
    ) -> Result<Arc<Cube>> {
        let place = self.cubes.get_with(moment, Place::default);
        if let Some(cube) = place.get() {
            return Ok(Arc::clone(cube));
        }
        let read = async { read.await.map(Arc::new) };
        let cube = Arc::clone(place.get_or_try_init(|| read).await?);
        self.cubes.insert(moment, place);
        Ok(cube)
    }
}

fn weight(bytes: Option<usize>) -> u32 {
    u32::try_from(OVERHEAD + bytes.unwrap_or_default()).unwrap_or(u32::MAX)
}
