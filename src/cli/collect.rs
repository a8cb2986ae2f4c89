//! `collect`: sources are asked for their figures, and what a run gathered is ingested like any
//! other file.

use super::database::{Database, data_dir};
use super::load;
use crate::collect::{COLLECTORS, Collector, Endpoint, Kind, Policy, Scope, Settings, Step};
use crate::config::Config;
use crate::domain::RunOutcome;
use crate::domain::catalog::Catalog;
use crate::schedule::{Collecting, Order, Stop};
use crate::store::Store;
use anyhow::Result;
use chrono::Utc;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};

/// Time between two lines of progress where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

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
    let collecting = collecting(config, &database.store, catalog)?;
    let stop = stop_by_signals()?;
    let mut failed = false;
    for collector in collectors {
        if stop.has_come() {
            failed = true;
            break;
        }
        failed |= !run(&collecting, collector, arguments, &stop).await?;
    }
    database.close().await;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// What runs need, by the settings.
pub(super) fn collecting(
    config: &Config,
    store: &Store,
    catalog: Arc<Catalog>,
) -> Result<Collecting> {
    let settings = settings(config);
    Ok(Collecting {
        store: store.clone(),
        catalog,
        folder: data_dir(config)?.join("collect"),
        clock: Arc::new(Utc::now),
        sleep: settings.policy.sleep.clone(),
        settings,
    })
}

/// A stop that Ctrl-C and SIGTERM bring about.
fn stop_by_signals() -> Result<Stop> {
    let (sender, stop) = Stop::new();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        let _ = sender.send(true);
    });
    Ok(stop)
}

/// Runs one collector, as soon as nobody else does; whether all went well.
async fn run(
    collecting: &Collecting,
    collector: &'static Collector,
    arguments: &Arguments,
    stop: &Stop,
) -> Result<bool> {
    let store = &collecting.store;
    let mut runner = if let Some(runner) = store.try_become_runner().await? {
        runner
    } else {
        eprintln!("{}: waiting for the end of another run", collector.name);
        tokio::select! {
            runner = store.become_runner() => runner?,
            () = stop.come() => return Ok(false),
        }
    };
    let shown = Shown::new(collector.name);
    let order = Order {
        collector,
        scope: arguments.scope,
        kind: arguments.kind,
        fresh: arguments.fresh,
        due_at: None,
        progress: &|step| shown.tell(step),
    };
    let report = collecting.run(&mut runner, &order, stop).await?;
    shown.end();
    runner.leave().await.ok();
    // What left something behind goes to standard output, the rest is for a person to look at.
    let well = matches!(report.outcome(), RunOutcome::Ok | RunOutcome::Partial);
    if well {
        println!("{report}");
    } else {
        eprintln!("{report}");
    }
    report.recorded?;
    Ok(well)
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
