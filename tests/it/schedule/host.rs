//! A host that collects: a database, sources on this machine, and a clock that stands still until
//! a test sets it.

use super::super::collect::loopback::{Loopback, Reply, Request};
use super::super::collect::trial::Trial;
use super::super::support::TestStore;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use weighbridge::collect::{Collector, Kind, Scope, Settings, Sleep};
use weighbridge::schedule::{Collecting, Order, Plan, Report, Scheduler, Stop, Turn};
use weighbridge::store::Store;
use weighbridge::store::runs::Run;

/// When the tests begin: a Thursday.
pub const NOW: &str = "2026-10-08T06:00:00Z";

const MODELS: &str = include_str!("../../fixtures/recorded/openrouter-models.json");

/// A host.
pub struct Host {
    pub test: TestStore,
    pub collecting: Collecting,
    clock: Arc<Mutex<DateTime<Utc>>>,
    folder: TempDir,
}

impl Host {
    /// A host whose sources are all at `server`.
    pub async fn new(server: &Loopback) -> Self {
        let test = TestStore::new().await;
        let clock = Arc::new(Mutex::new(NOW.parse().unwrap()));
        let folder = tempfile::tempdir().unwrap();
        let store = test.store.clone();
        let mut host = Self {
            collecting: collecting(store, server, &clock, &folder),
            test,
            clock,
            folder,
        };
        // What a source does not answer at all is waited for, unless a test ends that.
        host.collecting.settings.policy.read_timeout = Duration::from_mins(10);
        host.collecting.settings.policy.total_timeout = Duration::from_mins(10);
        host
    }

    /// Another instance over the same database, with the same clock.
    pub fn second_instance(&self) -> Collecting {
        Collecting {
            store: self.test.second_instance(),
            ..self.collecting.clone()
        }
    }

    pub fn settings(&mut self) -> &mut Settings {
        &mut self.collecting.settings
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().unwrap()
    }

    pub fn set(&self, moment: &str) {
        *self.clock.lock().unwrap() = moment.parse().unwrap();
    }

    pub fn later(&self, by: TimeDelta) {
        *self.clock.lock().unwrap() += by;
    }

    /// The folder of the collectors.
    pub fn path(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub fn scheduler(&self, plan: &str) -> Scheduler {
        scheduler(self.collecting.clone(), plan)
    }

    /// Runs a collector by hand, to its end.
    pub async fn run(&self, name: &str) -> Report {
        let (_never, stop) = Stop::new();
        self.run_until(name, &stop).await
    }

    /// Runs a collector by hand.
    pub async fn run_until(&self, name: &str, stop: &Stop) -> Report {
        let mut runner = self.test.store.try_become_runner().await.unwrap().unwrap();
        let order = Order {
            progress: &|_| {},
            ..order(name)
        };
        let report = self.collecting.run(&mut runner, &order, stop).await;
        runner.leave().await.unwrap();
        let report = report.unwrap();
        assert!(report.recorded.is_ok());
        report
    }

    /// The recorded runs, newest first.
    pub async fn runs(&self) -> Vec<Run> {
        self.test.store.latest_runs(100).await.unwrap()
    }

    /// How many snapshots there are, and the version of the data.
    pub async fn state(&self) -> (i64, i64) {
        let store = &self.test.store;
        (
            store.count_snapshots().await.unwrap(),
            store.version().await.unwrap(),
        )
    }
}

/// An order by hand.
pub fn order(name: &str) -> Order<'static> {
    Order {
        collector: Collector::named(name).unwrap(),
        scope: Scope::All,
        kind: Kind::Language,
        fresh: false,
        due_at: None,
        progress: &|_| {},
    }
}

pub fn scheduler(collecting: Collecting, plan: &str) -> Scheduler {
    Scheduler {
        collecting,
        plan: Plan::parse(plan).unwrap(),
        salt: 0,
    }
}

fn collecting(
    store: Store,
    server: &Loopback,
    clock: &Arc<Mutex<DateTime<Utc>>>,
    folder: &TempDir,
) -> Collecting {
    let trial = Trial::at(server);
    let clock = Arc::clone(clock);
    Collecting {
        store,
        catalog: Arc::new(trial.catalog.clone()),
        settings: trial.settings.clone(),
        folder: folder.path().to_owned(),
        clock: Arc::new(move || *clock.lock().unwrap()),
        // No time ever passes by itself.
        sleep: Sleep::by(|_| Box::pin(std::future::pending())),
    }
}

/// One turn of a scheduler that has to answer; the run where there was one.
pub async fn turn(scheduler: &Scheduler) -> Option<Report> {
    let (_never, stop) = Stop::new();
    match scheduler.turn(&stop).await.unwrap() {
        Turn::Ran(report) => Some(*report),
        Turn::Waits(wait) => {
            assert!(
                !wait.is_zero() && wait <= Duration::from_mins(1),
                "{wait:?}"
            );
            None
        }
    }
}

/// OpenRouter with two rows on the last day of each window.
pub fn openrouter(request: &Request) -> Reply {
    if request.target == "/api/v1/models" {
        return Reply::json(MODELS);
    }
    let parameter = |name| request.parameter(name).unwrap();
    let (start, end) = (parameter("start_date"), parameter("end_date"));
    let next = end.parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(1);
    Reply::json(format!(
        r#"{{"data":[{{"date":"{end}","model_permaslug":"deepseek/deepseek-r1","total_tokens":"12"}},
            {{"date":"{end}","model_permaslug":"other","total_tokens":"56"}}],
            "meta":{{"as_of":"{next}T00:01:00Z","version":"v1","start_date":"{start}","end_date":"{end}"}}}}"#
    ))
}

/// Waits until a server was asked so often.
pub async fn asked(server: &Loopback, times: usize) {
    while server.asked().len() < times {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
