//! `serve`: the site, until Ctrl-C or SIGTERM.

use super::database::{Database, data_dir};
use super::{collect, file_handles, load, status};
use crate::config::Config;
use crate::schedule::{Plan, Scheduler, Stop};
use crate::store::embedded::ServeLock;
use crate::web::serve::Connections;
use crate::web::{self, Allowance, Front, Limits, Proxies, Push, Site, Tokens};
use anyhow::{Context, Result};
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// A run that the stop comes upon gets this long to end and to be recorded, beside the requests
/// that are under way.
const RUN_ENDS_WITHIN: Duration = Duration::from_secs(6);
/// The embedded server gets this long to stop; one that has more to write ends without us, and the
/// next start waits for it.
const DATABASE_STOPS_WITHIN: Duration = Duration::from_secs(2);

/// Serves the site, and asks sources by the plan.
pub(super) async fn serve(config: &Config, plan: Plan) -> Result<ExitCode> {
    let plan = Arc::new(plan);
    // A setting that does not read is said before anything is started.
    push(config)?;
    let proxies = proxies(config)?;
    let most = file_handles::enough_for(config.max_connections as usize);
    let connections = Connections::at_most(most, proxies.clone());
    let limits = Limits::new(config.pages_per_minute(), proxies);
    // One server for one data directory; other commands join its database.
    let embedded = config.database_url().is_none();
    let _lock = if embedded {
        Some(ServeLock::acquire(&data_dir(config)?)?)
    } else {
        None
    };
    // A taken port is said before minutes of loading, not after.
    let listener = TcpListener::bind(&config.addr).await.with_context(|| {
        format!(
            "{} cannot be listened on; choose another with --addr",
            config.addr
        )
    })?;
    let address = listener.local_addr()?;
    // Made once, before anything is waited for: a stream made later misses signals.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;

    let (stopping, stop) = Stop::new();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        let _ = stopping.send(true);
    });
    let (starting, front) = Front::starting();
    let serving = tokio::spawn({
        let stop = stop.clone();
        async move { web::serve::serve(listener, front, &connections, stop.come()).await }
    });
    let started = async {
        starting.tell("starting: waiting for the database");
        let patience = Duration::from_secs(config.database_wait);
        let database = Database::open_within(config, patience).await?;
        starting.tell("starting: the schema and the data are made ready");
        let site = open_site(config, &database, address).await?;
        let site = site.with_plan(Arc::clone(&plan)).with_limits(limits);
        anyhow::Ok((database, site))
    };
    let (database, site) = tokio::select! {
        started = started => started?,
        // What was under way is undone by the database.
        () = stop.come() => return Ok(ExitCode::SUCCESS),
    };

    println!("Weighbridge {}", env!("CARGO_PKG_VERSION"));
    println!("  address  http://{address}");
    println!("  data     {}", database.note);
    println!(
        "  loaded   {}",
        status::summary(&database.store, &site).await?
    );
    if !plan.is_off() {
        let names: Vec<_> = plan
            .lines()
            .iter()
            .map(|line| line.collector.name)
            .collect();
        println!("  collects {}", names.join(", "));
    }
    println!("  stop     Ctrl-C");

    let scheduler = Scheduler {
        collecting: collect::collecting(config, &database.store, Arc::clone(site.catalog()))?,
        plan: Plan::clone(&plan),
        salt: RandomState::new().hash_one(0),
    };
    let collecting = tokio::spawn(collect_until(scheduler, stop));
    let watching = tokio::spawn(web::watch(site.clone()));
    starting.end(web::routes::router(site));
    serving.await?;
    watching.abort();
    tracing::info!("stopping");
    if let Err(error) = collecting.await {
        tracing::error!(%error, "the scheduler broke off");
    }
    database.close_within(DATABASE_STOPS_WITHIN).await;
    Ok(ExitCode::SUCCESS)
}

/// Asks sources by the plan until the stop, and a little longer for what is under way.
async fn collect_until(scheduler: Scheduler, stop: Stop) {
    if scheduler.plan.is_off() {
        return;
    }
    let too_late = async {
        stop.come().await;
        tokio::time::sleep(RUN_ENDS_WITHIN).await;
    };
    tokio::select! {
        () = scheduler.run(&stop) => {}
        () = too_late => tracing::warn!("a collector's run did not end in time and is cut"),
    }
}

/// Opens the site that listens on `address`, which is the one a port was chosen for.
async fn open_site(config: &Config, database: &Database, address: SocketAddr) -> Result<Site> {
    let catalog = load::prepare(&database.store).await?;
    if !config.no_bundled {
        load::bundled_into_empty(&database.store, &catalog).await?;
    }
    let base_url = Config {
        addr: address.to_string(),
        ..config.clone()
    }
    .base_url();
    let site = Site::open(database.store.clone(), catalog, base_url).await?;
    let allowance = Allowance {
        views_a_day: config.frozen_a_day,
        ..Allowance::default()
    };
    Ok(site
        .with_contact(config.contact())
        .with_cache_bytes(config.cache_bytes)
        .with_push(push(config)?)
        .with_allowance(allowance))
}

/// The proxies in front of the site.
fn proxies(config: &Config) -> Result<Proxies> {
    let list = config.trusted_proxies.as_deref().unwrap_or_default();
    Ok(Proxies::parse(list)?)
}

/// How snapshots can be pushed, where a token is set.
fn push(config: &Config) -> Result<Option<Push>> {
    let tokens = Tokens::of_hashes(config.ingest_token_sha256.as_deref().unwrap_or_default())?;
    Ok(tokens.map(|tokens| Push::new(tokens, config.max_push_bytes)))
}
