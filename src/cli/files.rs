//! `ingest` and `check`: snapshot files from disk.

use super::database::Database;
use super::load;
use crate::config::Config;
use crate::ingest::{self, Error, Ready};
use crate::store::merge::Merged;
use crate::{bundled, store};
use anyhow::{Context, Result};
use chrono::Utc;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Loads files in their order. A file with problems stores nothing; the others go on.
pub(super) async fn ingest(config: &Config, files: Vec<PathBuf>) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    let catalog = load::prepare(&database.store).await?;
    if !config.no_bundled {
        load::bundled_into_empty(&database.store, &catalog).await?;
    }
    let progress = load::progress(files.len() as u64, "Reading snapshot files");
    let mut failed = false;
    for path in &files {
        let outcome = ingest_one(&database.store, &catalog, path).await;
        progress.inc(1);
        match outcome {
            Ok(line) => progress.suspend(|| println!("{line}")),
            Err(error) => {
                failed = true;
                progress.suspend(|| eprintln!("{}", super::in_words(&error)));
            }
        }
    }
    progress.finish_and_clear();
    database.store.refresh_statistics().await?;
    database.close().await;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

async fn ingest_one(
    store: &store::Store,
    catalog: &std::sync::Arc<crate::domain::catalog::Catalog>,
    path: &Path,
) -> Result<String> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened"))?;
    let (report, merged) = match ingest::ingest(store, catalog, &name, file, Utc::now()).await {
        Ok(done) => done,
        Err(Error::Refused(report)) => anyhow::bail!("{report}\nNothing of {name} was stored."),
        Err(error) => return Err(error).with_context(|| name),
    };
    Ok(match merged {
        Merged::Stored { id, counts } => format!(
            "{report}\nStored as snapshot {id}: {} inserted, {} restated, {} unchanged.",
            counts.inserted, counts.restated, counts.unchanged
        ),
        Merged::AlreadyKnown { id } => format!("{name}: already known as snapshot {id}"),
    })
}

/// Checks files: the same report, nothing stored, no database needed.
pub(super) fn check(files: &[PathBuf]) -> Result<ExitCode> {
    let catalog = bundled::catalog().context("the catalog of this build does not read")?;
    let mut failed = false;
    for path in files {
        let name = path.display().to_string();
        let checked = File::open(path)
            .with_context(|| format!("{name} cannot be opened"))
            .and_then(|file| Ok(ingest::check(&name, file, &catalog, Utc::now())?));
        match checked {
            Ok(Ready { accepted, encoded }) => {
                println!(
                    "{}\nSHA-256 {}",
                    accepted.report,
                    hex::encode(encoded.sha256)
                );
            }
            Err(error) => {
                failed = true;
                eprintln!("{}", super::in_words(&error));
            }
        }
    }
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
