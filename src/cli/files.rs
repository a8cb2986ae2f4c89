//! `ingest` and `check`: snapshot files from disk.

use super::database::Database;
use super::load;
use crate::config::Config;
use crate::ingest::{self, Error, Reading, Ready};
use crate::snapshot::{Format, Input};
use crate::store::merge::Merged;
use crate::{bundled, store};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How files are to be read, where they do not say it themselves.
#[derive(Debug, clap::Args)]
pub(super) struct How {
    /// What the files are [default: by their names]; those named after a source are the JSON it answered
    #[arg(long = "as", value_name = "FORMAT", value_parser = format_name())]
    format: Option<&'static Format>,
    /// When the source was asked, such as 2026-10-07T12:00:00Z, for files that do not say it
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    captured_at: Option<DateTime<Utc>>,
}

impl From<How> for Reading {
    fn from(how: How) -> Self {
        Self {
            format: how.format,
            captured_at: how.captured_at,
        }
    }
}

fn format_name() -> impl TypedValueParser<Value = &'static Format> {
    PossibleValuesParser::new(Format::all().map(|format| format.name))
        .try_map(|name| Format::named(&name).ok_or("no such format"))
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.to_utc())
        .map_err(|error| format!("{error}; write it with its offset, such as 2026-10-07T12:00:00Z"))
}

/// Loads files in their order. A file with problems stores nothing; the others go on.
pub(super) async fn ingest(
    config: &Config,
    files: &[PathBuf],
    reading: Reading,
) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    let catalog = load::prepare(&database.store).await?;
    if !config.no_bundled {
        load::bundled_into_empty(&database.store, &catalog).await?;
    }
    let progress = load::progress(files.len() as u64, "Reading snapshot files");
    let mut failed = false;
    for path in files {
        let outcome = ingest_one(reading, &database.store, &catalog, path).await;
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
    reading: Reading,
    store: &store::Store,
    catalog: &std::sync::Arc<crate::domain::catalog::Catalog>,
    path: &Path,
) -> Result<String> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened"))?;
    let ingested = ingest::ingest_file(reading, store, catalog, &name, file, Utc::now());
    let (report, merged) = match ingested.await {
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
pub(super) fn check(files: &[PathBuf], reading: Reading) -> Result<ExitCode> {
    let catalog = bundled::catalog().context("the catalog of this build does not read")?;
    let mut failed = false;
    for path in files {
        let name = path.display().to_string();
        let checked = File::open(path)
            .with_context(|| format!("{name} cannot be opened"))
            .and_then(|file| {
                let (now, limit) = (Utc::now(), ingest::MAX_FILE_BYTES);
                let input = Input::file(file);
                Ok(ingest::check_input(
                    reading, &name, input, &catalog, now, limit,
                )?)
            });
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
