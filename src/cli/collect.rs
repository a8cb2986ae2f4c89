//! `collect`: sources are asked for their figures, and what a run gathered is ingested like any
//! other file.

use super::database::{Database, data_dir};
use super::load;
use crate::collect::{
    COLLECTORS, Collector, Endpoint, Job, Kind, Outcome, Policy, Run, Scope, Settings, Step,
};
use crate::config::Config;
use crate::domain::catalog::Catalog;
use crate::ingest::{self, Error, Reading};
use crate::snapshot::CSV_V1;
use crate::store::Store;
use crate::store::merge::Merged;
use anyhow::{Context, Result};
use chrono::{NaiveDate, SubsecRound, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::fs::{self, File};
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What the origin of a collected snapshot begins with.
const ORIGIN: &str = "collect: ";
/// Time between two lines of progress where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);
/// Snapshots read at once when looking for the last of a source.
const PAGE: i64 = 200;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Sources to ask
    #[arg(required_unless_present = "all", conflicts_with = "all", value_parser = collector())]
    sources: Vec<&'static Collector>,
    /// Ask all sources
    #[arg(long)]
    all: bool,
    /// Run once and end, which is what happens in any case
    #[arg(long)]
    once: bool,
    /// Which models of the Hub: catalog (those of its organizations), top=N (the most downloaded)
    /// or all
    #[arg(long, default_value_t, value_name = "SCOPE")]
    scope: Scope,
    /// Which kinds of models of the Hub: language, or all
    #[arg(long, default_value = "language", value_name = "KIND", value_parser = str::parse::<Kind>)]
    kind: Kind,
    /// Do not go on where an earlier run over the Hub was stopped
    #[arg(long)]
    fresh: bool,
}

fn collector() -> impl TypedValueParser<Value = &'static Collector> {
    PossibleValuesParser::new(COLLECTORS.iter().map(|collector| {
        clap::builder::PossibleValue::new(collector.name)
            .help(format!("{} Needs: {}", collector.about, collector.needs))
    }))
    .try_map(|name| Collector::named(&name).ok_or("no such source"))
}

/// Runs the collectors one after the other and stores what they gathered. A run that fails leaves
/// what is stored as it is, and the others go on.
pub(super) async fn collect(config: &Config, arguments: &Arguments) -> Result<ExitCode> {
    let settings = settings(config);
    let folder = data_dir(config)?.join("collect");
    let database = Database::open(config).await?;
    let catalog = load::prepare(&database.store).await?;
    if !config.no_bundled {
        load::bundled_into_empty(&database.store, &catalog).await?;
    }
    let collectors: Vec<&Collector> = if arguments.all {
        COLLECTORS.iter().collect()
    } else {
        arguments.sources.clone()
    };
    let mut failed = false;
    for collector in collectors {
        let shown = Shown::new(collector.name);
        let progress = |step| shown.tell(step);
        let job = Job {
            catalog: &catalog,
            settings: &settings,
            folder: &folder,
            // Whole seconds: nobody asks a source more precisely.
            now: Utc::now().trunc_subsecs(0),
            newest: newest(&database.store, collector.name).await?,
            scope: arguments.scope,
            kind: arguments.kind,
            fresh: arguments.fresh,
            progress: &progress,
        };
        let (run, file) = collector.run(&job).await;
        shown.end();
        let stored = match &file {
            Some(file) => {
                Some(store(&database.store, &catalog, collector.name, &settings, file).await)
            }
            None => None,
        };
        failed |= !report(&run, stored);
    }
    database.store.refresh_statistics().await?;
    database.close().await;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Prints the report on a run and on storing it; whether all went well.
fn report(run: &Run, stored: Option<Result<String>>) -> bool {
    match stored {
        Some(Ok(line)) => {
            println!("{run}\n  {line}");
            true
        }
        Some(Err(error)) => {
            eprintln!("{run}\n  {}", super::in_words(&error));
            false
        }
        None => {
            eprintln!("{run}");
            matches!(run.outcome, Outcome::Complete | Outcome::Partial(_))
        }
    }
}

/// Ingests the file of a run. It is removed once it is stored; one that is refused stays, for
/// someone to look at.
async fn store(
    store: &Store,
    catalog: &Arc<Catalog>,
    source: &str,
    settings: &Settings,
    file: &Path,
) -> Result<String> {
    let origin = format!("{ORIGIN}{source}, {}", endpoint(settings, source).base);
    let reading = Reading {
        format: Some(&CSV_V1),
        captured_at: None,
    };
    let input = File::open(file).with_context(|| file.display().to_string())?;
    let merged = match ingest::ingest_as(reading, store, catalog, &origin, input, Utc::now()).await
    {
        Ok((_, merged)) => merged,
        // What is wrong with it is for someone to look at; the next run removes it.
        Err(Error::Refused(report)) => {
            anyhow::bail!(
                "{report}\n  the file is kept until the next run: {}",
                file.display()
            )
        }
        Err(error) => {
            let path = file.display();
            let words = format!("not stored; once that is mended: weighbridge ingest {path}");
            return Err(error).context(words);
        }
    };
    fs::remove_file(file).with_context(|| file.display().to_string())?;
    Ok(match merged {
        Merged::Stored { id, counts } => format!(
            "stored as snapshot {id}: {} inserted, {} restated, {} unchanged",
            counts.inserted, counts.restated, counts.unchanged
        ),
        Merged::AlreadyKnown { id } => format!("already known as snapshot {id}"),
    })
}

/// The newest day that earlier runs of a source have stored.
async fn newest(store: &Store, source: &str) -> Result<Option<NaiveDate>> {
    let origin = format!("{ORIGIN}{source}, ");
    let mut newest = None;
    let mut offset = 0;
    loop {
        let page = store.list_snapshots(offset, PAGE).await?;
        let count = page.snapshots.len();
        let collected = page.snapshots.into_iter().filter(|snapshot| {
            snapshot.origin.starts_with(&origin) && snapshot.retracted.is_none()
        });
        newest = collected
            .map(|snapshot| snapshot.last_observed_on)
            .max()
            .max(newest);
        if newest.is_some() || count == 0 {
            return Ok(newest);
        }
        offset += PAGE;
    }
}

fn settings(config: &Config) -> Settings {
    let endpoint = |base: &str, variable| Endpoint {
        base: base.to_owned(),
        variable,
        credential: None,
        credential_variable: None,
    };
    Settings {
        huggingface: Endpoint {
            credential: config.hf_token().cloned(),
            credential_variable: Some("HF_TOKEN"),
            ..endpoint(&config.hf_url, "WEIGHBRIDGE_HF_URL")
        },
        openrouter: Endpoint {
            credential: config.openrouter_api_key().cloned(),
            credential_variable: Some("OPENROUTER_API_KEY"),
            ..endpoint(&config.openrouter_url, "WEIGHBRIDGE_OPENROUTER_URL")
        },
        pypistats: endpoint(&config.pypistats_url, "WEIGHBRIDGE_PYPISTATS_URL"),
        npm: endpoint(&config.npm_url, "WEIGHBRIDGE_NPM_URL"),
        policy: Policy::default(),
    }
}

fn endpoint<'a>(settings: &'a Settings, source: &str) -> &'a Endpoint {
    match source {
        "huggingface" => &settings.huggingface,
        "openrouter" => &settings.openrouter,
        "pypi" => &settings.pypistats,
        _ => &settings.npm,
    }
}

/// Progress: a bar on a terminal, a log line now and then elsewhere.
struct Shown {
    source: &'static str,
    bar: Option<ProgressBar>,
    told: Mutex<Told>,
}

/// What was told where there is no terminal.
struct Told {
    last_line: Instant,
    /// When the first line was due, and how much was done by then: a run that goes on where it was
    /// stopped has a start ahead of its pace.
    first: Option<(Instant, u64)>,
}

impl Told {
    /// How long the rest takes at the pace since the first line.
    fn left(&mut self, done: u64, total: u64) -> HumanDuration {
        let (since, already) = *self.first.get_or_insert((Instant::now(), done));
        let per_unit = since.elapsed().as_secs_f64() / done.saturating_sub(already).max(1) as f64;
        let left = per_unit * total.saturating_sub(done) as f64;
        HumanDuration(Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX))
    }
}

impl Shown {
    fn new(source: &'static str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::no_length().with_message(source);
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            source,
            bar,
            told: Mutex::new(Told {
                last_line: Instant::now(),
                first: None,
            }),
        }
    }

    fn tell(&self, step: Step) {
        if let Some(bar) = &self.bar {
            let template = match step.total {
                Some(total) => {
                    bar.set_length(total.max(step.done));
                    "{msg} {wide_bar} {human_pos}/{human_len} {prefix} {eta}"
                }
                None => "{spinner} {msg} {human_pos} {prefix} in {elapsed}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_prefix(step.unit);
            bar.set_position(step.done);
            return;
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.last_line.elapsed() < BETWEEN_LINES {
            return;
        }
        told.last_line = Instant::now();
        let (source, done, unit) = (self.source, step.done, step.unit);
        if let Some(total) = step.total {
            let left = told.left(done, total);
            tracing::info!(source, "{done} of {total} {unit}, about {left} left");
        } else {
            tracing::info!(source, "{done} {unit}");
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
