//! A run from its beginning to its record: asked, stored, written down. Whatever ends it early
//! leaves what is stored as it was.

use super::Stop;
use super::report::{End, NotStored, Report};
use crate::collect::{Collector, Job, Kind, Scope, Settings, Sleep, Step, Tally};
use crate::domain::catalog::Catalog;
use crate::ingest::{self, Error, Reading};
use crate::snapshot::CSV_V1;
use crate::store::merge::Merged;
use crate::store::runs::{Beginning, Runner, SIGN_EVERY, Took};
use crate::store::{self, Store};
use crate::telemetry::metrics::COLLECTOR_RUNS;
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use futures_util::FutureExt;
use std::fs::{self, File};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What the origin of a collected snapshot begins with.
const ORIGIN: &str = "collect: ";

/// Snapshots read at once when looking for the last of a source.
const PAGE: i64 = 200;

/// What was gathered already gets this long to be stored when the stop comes.
const STORED_WITHIN: Duration = Duration::from_secs(5);

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What every run needs.
#[derive(Clone)]
pub struct Collecting {
    /// Where figures and records go.
    pub store: Store,
    /// The catalog, which says whose models and which packages.
    pub catalog: Arc<Catalog>,
    /// Addresses, credentials, patience.
    pub settings: Settings,
    /// Where spools and cursors are kept.
    pub folder: PathBuf,
    /// The time.
    pub clock: Clock,
    /// How the end of a run that takes too long is waited for.
    pub sleep: Sleep,
}

/// What is to be run.
pub struct Order<'a> {
    /// Who is asked.
    pub collector: &'static Collector,
    /// Which models of the Hub.
    pub scope: Scope,
    /// Which kinds of models of the Hub.
    pub kind: Kind,
    /// Forgets where an earlier run was stopped.
    pub fresh: bool,
    /// The time of the schedule it is for; none where someone begins it by hand.
    pub due_at: Option<DateTime<Utc>>,
    /// Told how far the run is.
    pub progress: &'a (dyn Fn(Step) + Send + Sync),
}

/// A run under way.
struct Work<'a> {
    order: &'a Order<'a>,
    now: DateTime<Utc>,
    newest: Option<NaiveDate>,
    tally: &'a Tally,
    /// Whether all is gathered and is being stored.
    is_storing: &'a AtomicBool,
}

impl Collecting {
    /// Runs a collector, stores what it gathered and records both.
    ///
    /// # Errors
    /// Where not even the beginning could be recorded: then nobody was asked.
    pub async fn run(
        &self,
        runner: &mut Runner,
        order: &Order<'_>,
        stop: &Stop,
    ) -> Result<Report, store::Error> {
        let collector = order.collector;
        // Whole seconds: nobody asks a source more precisely.
        let now = (self.clock)().trunc_subsecs(0);
        let newest = self.newest(collector.name).await?;
        let scope = collector.has_scopes.then(|| order.scope.to_string());
        let beginning = Beginning {
            source: collector.name,
            scope: scope.as_deref(),
            due_at: order.due_at,
            started_at: now,
        };
        let id = runner.begin(&beginning).await?;
        let (tally, is_storing) = (Tally::default(), AtomicBool::new(false));
        let work = Work {
            order,
            now,
            newest,
            tally: &tally,
            is_storing: &is_storing,
        };
        let end = self.watch(id, runner, &work, stop).await;
        let mut report = Report {
            collector,
            started_at: now,
            ended_at: (self.clock)().trunc_subsecs(0).max(now),
            took: took(&tally),
            end,
            recorded: Ok(()),
        };
        COLLECTOR_RUNS.add(&[collector.name, report.outcome().word()], 1);
        let ending = report.ending(&self.settings);
        report.recorded = self.store.end_run(id, &ending).await;
        Ok(report)
    }

    /// Works until that is done or something ends it early.
    async fn watch(&self, id: i64, runner: &mut Runner, work: &Work<'_>, stop: &Stop) -> End {
        // A defect in a collector is an end of its run and of nothing else.
        let mut working = std::pin::pin!(AssertUnwindSafe(self.work(work)).catch_unwind());
        let longest = work.order.collector.longest;
        tokio::select! {
            biased;
            done = &mut working => done.unwrap_or_else(End::Broke),
            () = stop.come() => {
                if !work.is_storing.load(Ordering::Relaxed) {
                    return End::Stopped;
                }
                tokio::select! {
                    done = &mut working => done.unwrap_or_else(End::Broke),
                    () = self.sleep.sleep(STORED_WITHIN) => End::Stopped,
                }
            }
            () = self.sleep.sleep(longest) => End::TooLong(longest),
            error = self.give_signs(id, runner, work.tally) => End::PlaceLost(error),
        }
    }

    async fn work(&self, work: &Work<'_>) -> End {
        let order = work.order;
        let job = Job {
            catalog: &self.catalog,
            settings: &self.settings,
            folder: &self.folder,
            now: work.now,
            newest: work.newest,
            scope: order.scope,
            kind: order.kind,
            fresh: order.fresh,
            progress: order.progress,
        };
        let (run, file) = order.collector.run(&job, work.tally).await;
        let Some(file) = file else {
            return End::Ran(run, None);
        };
        work.is_storing.store(true, Ordering::Relaxed);
        let stored = self.ingest(order.collector.name, &file).await;
        if matches!(stored, Ok(Merged::Stored { .. }))
            && let Err(error) = self.store.refresh_statistics().await
        {
            tracing::warn!(%error, "the database was not told what its tables hold now");
        }
        End::Ran(run, Some(stored))
    }

    /// Shows that the run is alive; returns where that is not possible any more.
    async fn give_signs(&self, id: i64, runner: &mut Runner, tally: &Tally) -> store::Error {
        let every = SIGN_EVERY.to_std().unwrap_or_default();
        loop {
            tokio::time::sleep(every).await;
            if let Err(error) = runner.sign(id, (self.clock)(), took(tally)).await {
                return error;
            }
        }
    }

    /// Ingests the file of a run. It is removed once it is stored; one that is refused stays, for
    /// someone to look at.
    async fn ingest(&self, source: &'static str, file: &Path) -> Result<Merged, NotStored> {
        let origin = format!("{ORIGIN}{source}, {}", self.settings.endpoint(source).base);
        let reading = Reading {
            format: Some(&CSV_V1),
            captured_at: None,
        };
        let failed = |error| NotStored::Failed {
            file: file.to_owned(),
            error,
        };
        let input = File::open(file).map_err(|error| failed(Error::Encode(error)))?;
        let now = (self.clock)();
        let ingested =
            ingest::ingest_as(reading, &self.store, &self.catalog, &origin, input, now).await;
        let merged = match ingested {
            Ok((_, merged)) => merged,
            // What is wrong with it is for someone to look at; the next run removes it.
            Err(Error::Refused(report)) => {
                let file = file.to_owned();
                return Err(NotStored::Refused { report, file });
            }
            Err(error) => return Err(failed(error)),
        };
        if let Err(error) = fs::remove_file(file) {
            let file = file.display();
            tracing::warn!(%error, %file, "the file of a stored run could not be removed");
        }
        Ok(merged)
    }

    /// The newest day that earlier runs of a source have stored.
    async fn newest(&self, source: &str) -> Result<Option<NaiveDate>, store::Error> {
        let origin = format!("{ORIGIN}{source}, ");
        let mut newest = None;
        let mut offset = 0;
        loop {
            let page = self.store.list_snapshots(offset, PAGE).await?;
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
}

fn took(tally: &Tally) -> Took {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Took {
        requests: number(tally.requests()),
        retries: number(tally.retries()),
        bytes: number(tally.bytes()),
    }
}
