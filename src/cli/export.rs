//! `export`: a file of the site, written without a listener: the same bytes its address gives,
//! piece by piece, so that its size does not matter.

use super::database::Database;
use super::load;
use crate::config::Config;
use crate::web::{self, Opened, Site};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tempfile::NamedTempFile;

/// What stands for standard output.
const STANDARD_OUTPUT: &str = "-";

/// What is exported, and to where.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Address of the file, as the site has it: '/charts/share.csv?by=country',
    /// '/snapshots/latest.parquet?metric=hf-downloads-30d', '/data/observations.csv?from=2026-01'
    #[arg(value_parser = address)]
    address: String,
    /// Where to write; an existing file is replaced once all of the new one is there
    /// [default: standard output, as with `-`]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// An address without a host: what is written comes from this store, whoever serves it elsewhere.
fn address(text: &str) -> Result<String, String> {
    if text.contains("://") {
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        let path = rest.find('/').and_then(|at| rest.get(at..));
        return Err(format!(
            "leave out the host: {}",
            path.unwrap_or("/charts/share.csv")
        ));
    }
    if text.trim_matches('/').is_empty() {
        return Err("name a file, such as /charts/share.csv".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) async fn export(config: &Config, arguments: &Arguments) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    let written = tokio::select! {
        written = write(config, &database, arguments) => written,
        // What was written so far goes away with the temporary file.
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("stopped")),
    };
    database.close().await;
    match written {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // Whoever reads has seen enough, such as `head`.
        Err(error) if is_broken_pipe(&error) => Ok(ExitCode::FAILURE),
        Err(error) => Err(error),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

async fn write(config: &Config, database: &Database, arguments: &Arguments) -> Result<()> {
    let Arguments { address, output } = arguments;
    let catalog = load::prepare(&database.store).await?;
    let (store, base_url) = (database.store.clone(), config.base_url());
    let site = Site::open(store, Arc::clone(&catalog), base_url).await?;
    let opened = web::open(site, address)
        .await
        .with_context(|| format!("{address} cannot be written"))?;
    anyhow::ensure!(
        !opened.media_type.starts_with("text/html"),
        "{address} is a page; add an ending such as .csv before the question mark"
    );
    match output.as_deref() {
        Some(path) if path != Path::new(STANDARD_OUTPUT) => into_file(opened, address, path).await,
        _ => {
            let output = io::stdout();
            let progress = progress(opened.bytes, !output.is_terminal());
            copy(opened, address, &mut output.lock(), &progress).await
        }
    }
}

/// Writes beside the file and puts it in its place at the end: it is there as a whole or not at all.
async fn into_file(opened: Opened, address: &str, path: &Path) -> Result<()> {
    let writing = || format!("writing {}", path.display());
    let progress = progress(opened.bytes, true);
    // Where a link leads; what is no plain file, such as a pipe, cannot be replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .open(&target)
            .with_context(writing)?;
        return copy(opened, address, &mut file, &progress).await;
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = beside(folder).with_context(writing)?;
    copy(opened, address, &mut file, &progress).await?;
    file.persist(&target)
        .map_err(|error| error.error)
        .with_context(writing)?;
    Ok(())
}

/// A temporary file with the rights of any other new file.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".weighbridge-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

async fn copy(
    mut opened: Opened,
    address: &str,
    output: &mut impl Write,
    progress: &ProgressBar,
) -> Result<()> {
    let cut = || format!("{address} broke off");
    while let Some(piece) = opened.next().await.with_context(cut)? {
        output.write_all(&piece)?;
        progress.inc(piece.len() as u64);
    }
    output.flush()?;
    progress.finish_and_clear();
    Ok(())
}

/// How far it is, on a terminal that shows nothing else.
fn progress(bytes: Option<u64>, is_free: bool) -> ProgressBar {
    if !is_free || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match bytes {
        Some(bytes) => (
            ProgressBar::new(bytes),
            "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {bytes} {bytes_per_sec} {elapsed}",
        ),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_host() {
        assert_eq!(
            address("https://weighbridge.example/charts/share.csv?by=country"),
            Err("leave out the host: /charts/share.csv?by=country".to_owned())
        );
        assert_eq!(
            address("http://host"),
            Err("leave out the host: /charts/share.csv".to_owned())
        );
        for nothing in ["", "/", "//"] {
            assert!(address(nothing).is_err(), "{nothing}");
        }
        for good in ["/snapshots/1.csv", "snapshots/1.csv"] {
            assert_eq!(address(good).as_deref(), Ok(good));
        }
    }
}
