//! Making a store ready: schema, catalog, and the bundled snapshots where it is empty.

use crate::domain::catalog::Catalog;
use crate::store::{self, Store};
use crate::{bundled, ingest};
use anyhow::{Context, Result};
use chrono::Utc;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{Cursor, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

/// How long a replica may take to have what was just written.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(10);

/// Brings schema and catalog up to date.
pub(super) async fn prepare(store: &Store) -> Result<Arc<Catalog>> {
    if let Err(error) = store.migrate().await {
        if !matches!(error, store::Error::NoPrimary(_)) || store.readiness().await.is_err() {
            return Err(error.into());
        }
        // A standby that has all we read is better than no site.
        tracing::warn!("{error}; what is there is served");
        return bundled_catalog();
    }
    let catalog = bundled_catalog()?;
    // First: a changed catalog takes out of the rollups what they are taken to hold in today's form.
    if store.renew_rollups().await? {
        tracing::info!("rollups built anew");
    }
    if store.load_catalog(&catalog).await? {
        tracing::info!(models = catalog.models.len(), "catalog loaded");
    }
    store.let_readers_catch_up(CATCH_UP_WITHIN).await?;
    Ok(catalog)
}

fn bundled_catalog() -> Result<Arc<Catalog>> {
    let catalog = bundled::catalog().context("the catalog of this build does not read")?;
    Ok(Arc::new(catalog))
}

/// Loads the bundled snapshots into an empty store; returns how many were loaded.
pub(super) async fn bundled_into_empty(store: &Store, catalog: &Arc<Catalog>) -> Result<usize> {
    if store.count_snapshots().await? > 0 {
        return Ok(0);
    }
    let mut snapshots: Vec<_> = bundled::snapshots().collect();
    snapshots.sort_by(|a, b| a.0.cmp(&b.0));
    let progress = progress(snapshots.len() as u64, "Loading the bundled snapshots");
    for (name, bytes) in &snapshots {
        let input = Cursor::new(bytes.clone().into_owned());
        ingest::ingest(
            store,
            catalog,
            &format!("bundled: {name}"),
            input,
            Utc::now(),
        )
        .await
        .with_context(|| format!("the bundled snapshot {name}"))?;
        progress.inc(1);
    }
    store.refresh_statistics().await?;
    store.let_readers_catch_up(CATCH_UP_WITHIN).await?;
    progress.finish_and_clear();
    tracing::info!(snapshots = snapshots.len(), "bundled snapshots loaded");
    Ok(snapshots.len())
}

/// A progress bar on a terminal; elsewhere nothing but the log lines.
pub(super) fn progress(length: u64, what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}
