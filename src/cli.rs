//! The command line: one arm a command. Results go to standard output, progress and logs to
//! standard error. Exit codes: 0 done, 1 failed, 2 wrong usage.

mod collect;
mod database;
mod export;
mod file_handles;
mod files;
mod load;
mod serve;
mod status;

use crate::config::Config;
use crate::schedule::Plan;
use anyhow::{Context, Result};
use chrono::Utc;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use database::Database;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures which AI models the world builds on: open-weight or closed, Chinese or Western, under
/// which license, over time.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct CommandLine {
    /// Settings.
    #[command(flatten)]
    pub config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (the default)
    Serve,
    /// Load snapshot files into the store: .csv, .ndjson, .parquet or recorded answers, also as
    /// .gz or .zst
    Ingest {
        /// Files to load; in which order makes no difference to the result
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        how: files::How,
    },
    /// Check snapshot files without storing anything
    Check {
        /// Files to check
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        how: files::How,
    },
    /// Ask sources for their figures and store them
    Collect(collect::Arguments),
    /// Write a file of the site: a view, a snapshot, all observations; the same bytes as its
    /// address gives
    Export(export::Arguments),
    /// Bring the database's schema up to date
    Migrate,
    /// Build the rollups anew from the observations
    Rebuild,
    /// Leave a snapshot out of every reading from now on; it is kept and marked
    Retract {
        /// Number of the snapshot
        snapshot: i64,
        /// The reason readers will be shown
        #[arg(long)]
        why: String,
    },
    /// Say what is stored and how fresh it is
    Status,
}

/// An error with its causes, each said once: many repeat their cause in their own words.
pub fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}

/// What wrong usage ends with.
const WRONG_USAGE: u8 = 2;

/// Runs a command.
pub fn run(command_line: CommandLine) -> Result<ExitCode> {
    let plan = match Plan::parse(&command_line.config.collect) {
        Ok(plan) => plan,
        Err(fault) => {
            let words = format!("WEIGHBRIDGE_COLLECT (--collect), {fault}");
            let error = CommandLine::command().error(ErrorKind::ValueValidation, words);
            error.print()?;
            return Ok(ExitCode::from(WRONG_USAGE));
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?;
    let CommandLine { config, command } = command_line;
    let ended = runtime.block_on(async move {
        match command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(&config, plan).await,
            Command::Ingest { files, how } => files::ingest(&config, &files, how.into()).await,
            Command::Check { files, how } => files::check(&files, how.into()),
            Command::Collect(arguments) => collect::collect(&config, &arguments).await,
            Command::Export(arguments) => export::export(&config, &arguments).await,
            Command::Migrate => migrate(&config).await,
            Command::Rebuild => rebuild(&config).await,
            Command::Retract { snapshot, why } => retract(&config, snapshot, &why).await,
            Command::Status => status::status(&config, &plan).await,
        }
    });
    // A file that is still being read, for a run that was stopped, is not waited for.
    runtime.shutdown_background();
    ended
}

async fn migrate(config: &Config) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    database.store.migrate().await?;
    println!("The schema is up to date.");
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn rebuild(config: &Config) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    load::prepare(&database.store).await?;
    database.store.rebuild().await?;
    println!("The rollups are built anew.");
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn retract(config: &Config, snapshot: i64, why: &str) -> Result<ExitCode> {
    let why = why.trim();
    anyhow::ensure!(
        !why.is_empty(),
        "--why needs a reason: readers will be shown it"
    );
    let database = Database::open(config).await?;
    let catalog = load::prepare(&database.store).await?;
    database
        .store
        .retract(snapshot, why, Utc::now(), &catalog)
        .await?;
    println!("Snapshot {snapshot} is retracted: kept, marked, and left out of every reading.");
    database.close().await;
    Ok(ExitCode::SUCCESS)
}
