//! `status`: what is stored and how fresh it is.

use super::database::Database;
use super::load;
use crate::collect::COLLECTORS;
use crate::config::Config;
use crate::query::{BaseTotals, newest_bases};
use crate::schedule::{Plan, RUNS_LOOKED_AT, begun};
use crate::store::Store;
use crate::store::bases::Link;
use crate::store::facts::Edition;
use crate::store::runs::Run;
use crate::web::Site;
use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

/// Snapshots listed.
const LATEST: i64 = 10;

/// Entries to classify listed for each metric and missing fact; the page has more.
const UNCLASSIFIED: i64 = 3;

/// Prints sources, freshness, runs of collectors and the newest snapshots.
pub(super) async fn status(config: &Config, plan: &Plan) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    let catalog = load::prepare(&database.store).await?;
    let site = Site::open(
        database.store.clone(),
        Arc::clone(&catalog),
        config.base_url(),
    )
    .await?;
    let edition = site.edition();
    println!("data      {}", database.note);
    println!("version   {}", edition.version);
    println!("loaded    {}", summary(&database.store, &site).await?);
    for source in edition.dictionary.sources() {
        let line = match edition.newest_capture(&source.slug, None) {
            Some(at) => {
                let days = (Utc::now() - at).num_days();
                format!(
                    "newest capture {}, {days} days old",
                    at.to_rfc3339_opts(SecondsFormat::Secs, true)
                )
            }
            None => "no snapshot".to_owned(),
        };
        println!("source    {:<12} {line}", source.slug);
    }
    print_runs(&database.store, plan).await?;
    print_unclassified(&database.store, &edition).await?;
    print_bases(&database.store, &edition).await?;
    for snapshot in database.store.list_snapshots(0, LATEST).await?.snapshots {
        let retracted = match &snapshot.retracted {
            Some(retraction) => format!(", retracted: {}", retraction.why),
            None => String::new(),
        };
        println!(
            "snapshot  {:<5} {:<12} {}  {} rows: {} inserted, {} restated, {} unchanged{retracted}",
            snapshot.id,
            snapshot.source,
            snapshot
                .captured_at
                .to_rfc3339_opts(SecondsFormat::Secs, true),
            snapshot.rows,
            snapshot.inserted,
            snapshot.restated,
            snapshot.unchanged
        );
    }
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The last run of each collector, and when its source is asked next.
async fn print_runs(store: &Store, plan: &Plan) -> Result<()> {
    let now = Utc::now();
    let runs = store.latest_runs_of_each(RUNS_LOOKED_AT).await?;
    for collector in COLLECTORS {
        let last = runs.iter().find(|run| run.source == collector.name);
        let last = last.map_or_else(|| "never ran".to_owned(), |run| in_words(run, now));
        let mut lines = plan.lines().iter();
        let next = match lines.find(|line| line.collector.name == collector.name) {
            None => "not scheduled".to_owned(),
            Some(line) => match line.due(&begun(&runs, collector.name, now), 0, now) {
                Some(due) if due.shown() > now => format!("due {}", second(due.shown())),
                Some(_) => "due now".to_owned(),
                None => "never due again".to_owned(),
            },
        };
        println!("collect   {:<12} {next}; {last}", collector.name);
    }
    Ok(())
}

fn in_words(run: &Run, now: DateTime<Utc>) -> String {
    let began = second(run.started_at);
    let Some((ended_at, outcome)) = run.ended_by(now) else {
        return format!("running since {began}, {} requests", run.took.requests);
    };
    let ended = second(ended_at);
    let rows = run
        .rows
        .map_or_else(String::new, |rows| format!(", {rows} observations"));
    let snapshot = match run.snapshot {
        Some((id, true)) => format!(", snapshot {id}"),
        Some((id, false)) => format!(", snapshot {id}, known before"),
        None => String::new(),
    };
    let message = run
        .message
        .as_ref()
        .map_or_else(String::new, |message| format!(": {message}"));
    format!("last run {outcome}, {began} to {ended}{rows}{snapshot}{message}")
}

fn second(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What counts as unknown on the newest day of each metric, the largest of each kind.
async fn print_unclassified(store: &Store, edition: &Edition) -> Result<()> {
    for metric in edition.dictionary.metrics() {
        let facts = edition.cube.facts(&metric.slug);
        let Some(day) = facts.and_then(|facts| facts.days().last()) else {
            continue;
        };
        for one in store.unclassified(&metric.slug, *day, UNCLASSIFIED).await? {
            println!(
                "classify  {:<20} {:<12} {:>6.2}%  {} ({} models, largest {})",
                metric.slug,
                one.missing.word(),
                one.share * 100.0,
                one.id,
                one.models,
                one.example
            );
        }
    }
    Ok(())
}

/// What became of the bases that models state, on the newest day of each metric, and the largest
/// of those that do not resolve.
async fn print_bases(store: &Store, edition: &Edition) -> Result<()> {
    for metric in edition.dictionary.metrics() {
        let Some(facts) = edition.cube.facts(&metric.slug) else {
            continue;
        };
        let (Some(bases), Some(day)) = (newest_bases(facts), facts.days().last()) else {
            continue;
        };
        if !bases.are_stated() {
            continue;
        }
        let BaseTotals { based, unresolved } = bases.totals;
        let mut reasons = String::new();
        for (at, (reason, part)) in bases.unresolved.iter().enumerate() {
            reasons += if at == 0 { ": " } else { ", " };
            let _ = write!(reasons, "{} {reason}", part.models);
        }
        println!(
            "bases     {:<20} resolve {:.2}% ({} models), do not {:.2}% ({} models{reasons})",
            metric.slug,
            based.share * 100.0,
            based.models,
            unresolved.share * 100.0,
            unresolved.models,
        );
        let largest = store.unresolved_bases(&metric.slug, *day, UNCLASSIFIED);
        for one in largest.await? {
            let chain: Vec<&str> = one.chain.iter().map(Link::words).collect();
            println!(
                "classify  {:<20} {:<12} {:>6.2}%  {} (base {}: {})",
                metric.slug,
                "base",
                one.share * 100.0,
                one.model,
                one.reason,
                chain.join(" -> ")
            );
        }
    }
    Ok(())
}

/// One line on what is stored.
pub(super) async fn summary(store: &Store, site: &Site) -> Result<String> {
    let snapshots = store.count_snapshots().await?;
    let edition = site.edition();
    let newest = edition
        .dictionary
        .sources()
        .iter()
        .filter_map(|source| {
            Some((
                edition.newest_capture(&source.slug, None)?,
                source.slug.as_str(),
            ))
        })
        .max();
    Ok(match newest {
        Some((at, source)) => {
            format!(
                "{snapshots} snapshots, the newest of {} ({source})",
                at.date_naive()
            )
        }
        None => format!("{snapshots} snapshots"),
    })
}
