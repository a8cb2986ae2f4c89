//! Snapshots as tests write them: CSV text, and the way from there into a store.

use super::super::support::TestStore;
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use weighbridge::bundled;
use weighbridge::domain::catalog::Catalog;
use weighbridge::ingest;
use weighbridge::snapshot::{self, CSV_V1, Input, Rules};
use weighbridge::store::merge::Counts;
use weighbridge::store::merge::{Incoming, Merged};
use weighbridge::store::{Result, Store};

/// A moment after everything tests capture.
pub fn now() -> DateTime<Utc> {
    moment("2026-10-10T00:00:00Z")
}

/// A moment as RFC 3339 spells it.
pub fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The catalog of this build.
pub fn catalog() -> &'static Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    CATALOG.get_or_init(|| Arc::new(bundled::catalog().unwrap()))
}

/// The catalog of this build with the text of one file changed.
pub fn edited_catalog(name: &str, edit: impl Fn(&str) -> String) -> Arc<Catalog> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let catalog = Catalog::parse(|file| {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        Some(Cow::Owned(if file == name { edit(&text) } else { text }))
    });
    Arc::new(catalog.unwrap())
}

/// A snapshot file: one capture, rows as written after its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The CSV text.
    pub text: String,
}

/// One snapshot with the figures `rows` name: each row is
/// `metric,model,observed_on,value` and may go on with license, weights, organization and base.
pub fn file(captured_at: &str, rows: &[&str]) -> File {
    let mut text = String::from(
        "metric,model,observed_on,value,license,weights,organization,base_model,captured_at\n",
    );
    for row in rows {
        let missing = 7 - row.matches(',').count();
        text.push_str(row);
        text.push_str(&",".repeat(missing));
        text.push(',');
        text.push_str(captured_at);
        text.push('\n');
    }
    File { text }
}

impl File {
    /// Reads and checks it.
    pub fn ready(&self, catalog: &Catalog) -> ingest::Ready {
        ingest::check("test.csv", self.text.as_bytes(), catalog, now())
            .unwrap_or_else(|error| panic!("{error}\n{}", self.text))
    }

    /// Reads and checks it with nothing of its rows in memory, as if there were millions.
    pub fn ready_on_disk(&self, catalog: &Catalog) -> ingest::Ready {
        let rules = Rules {
            metrics: &catalog.metrics,
            now: now(),
            max_inflated_bytes: u64::MAX,
        };
        let input = Input::stream(self.text.as_bytes());
        let accepted = snapshot::read_holding(&CSV_V1, "test.csv", input, &rules, None, 0).unwrap();
        let encoded = snapshot::encode(&accepted.content).unwrap();
        ingest::Ready { accepted, encoded }
    }

    /// Merges it under a catalog.
    pub async fn merge_under(&self, store: &Store, catalog: &Catalog) -> Result<Merged> {
        merge_ready(&self.ready(catalog), store, catalog).await
    }

    /// Merges it under the catalog of this build, with nothing of its rows in memory.
    pub async fn merge_from_disk(&self, store: &Store) -> Merged {
        let ready = self.ready_on_disk(catalog());
        merge_ready(&ready, store, catalog()).await.unwrap()
    }

    /// Merges it under the catalog of this build.
    pub async fn merge(&self, store: &Store) -> Merged {
        self.merge_under(store, catalog()).await.unwrap()
    }
}

async fn merge_ready(ready: &ingest::Ready, store: &Store, catalog: &Catalog) -> Result<Merged> {
    let incoming = Incoming {
        content: &ready.accepted.content,
        encoded: &ready.encoded,
        origin: "test.csv",
        received_at: now(),
        catalog,
    };
    store.merge(&incoming).await
}

/// Merges files in this order into a new store.
pub async fn store_of(files: &[File]) -> TestStore {
    let test = TestStore::new().await;
    for file in files {
        file.merge(&test.store).await;
    }
    test
}

/// The number and the counts of a snapshot that was stored.
pub fn stored(merged: Merged) -> (i64, Counts) {
    match merged {
        Merged::Stored { id, counts } => (id, counts),
        Merged::AlreadyKnown { id } => panic!("already known as snapshot {id}"),
    }
}

/// Counts: inserted, restated, unchanged.
pub fn counts(inserted: i64, restated: i64, unchanged: i64) -> Counts {
    Counts {
        inserted,
        restated,
        unchanged,
    }
}
