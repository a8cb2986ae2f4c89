//! A run in a folder of its own, against a server of this machine, that never really waits.

use super::super::support::block_on;
use super::loopback::Loopback;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use weighbridge::bundled;
use weighbridge::collect::{
    Collector, Endpoint, Job, Kind, Outcome, Policy, Run, Scope, Settings, Sleep, Step, Tally,
};
use weighbridge::domain::catalog::Catalog;
use weighbridge::snapshot::{CSV_V1, Rules, read, write};

/// A credential that must be seen nowhere but in the header.
pub const SECRET: &str = "hf_never-to-be-seen";

/// Everything a run is told, and what came of it.
pub struct Trial {
    folder: TempDir,
    pub catalog: Catalog,
    pub settings: Settings,
    pub now: DateTime<Utc>,
    pub newest: Option<NaiveDate>,
    pub scope: Scope,
    pub kind: Kind,
    pub fresh: bool,
    waits: Arc<Mutex<Vec<Duration>>>,
    pub steps: Mutex<Vec<Step>>,
}

impl Trial {
    /// A run against a server, whatever the source.
    pub fn at(server: &Loopback) -> Self {
        let waits = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&waits);
        let endpoint = |variable, credential_variable: Option<&'static str>| Endpoint {
            base: server.url(),
            variable,
            credential: credential_variable.map(|_| SECRET.to_owned().into()),
            credential_variable,
        };
        let policy = Policy {
            read_timeout: Duration::from_millis(400),
            total_timeout: Duration::from_secs(5),
            max_answer_bytes: 1 << 20,
            attempts: 4,
            sleep: Sleep::by(move |wait| {
                kept.lock().unwrap().push(wait);
                Box::pin(std::future::ready(()))
            }),
            ..Policy::default()
        };
        Self {
            folder: tempfile::tempdir().unwrap(),
            catalog: bundled::catalog().unwrap(),
            settings: Settings {
                huggingface: endpoint("WEIGHBRIDGE_HF_URL", Some("HF_TOKEN")),
                openrouter: endpoint("WEIGHBRIDGE_OPENROUTER_URL", Some("OPENROUTER_API_KEY")),
                pypistats: endpoint("WEIGHBRIDGE_PYPISTATS_URL", None),
                npm: endpoint("WEIGHBRIDGE_NPM_URL", None),
                policy,
            },
            now: "2026-10-08T06:00:00Z".parse().unwrap(),
            newest: None,
            scope: Scope::Top(1000),
            kind: Kind::Language,
            fresh: false,
            waits,
            steps: Mutex::default(),
        }
    }

    /// Only these packages are in the catalog.
    pub fn with_packages(mut self, packages: &[&str]) -> Self {
        let models = &mut self.catalog.models;
        models.retain(|model| packages.contains(&model.external_id.as_str()));
        self
    }

    pub fn hours_later(&mut self, hours: i64) {
        self.now += TimeDelta::hours(hours);
    }

    /// Runs a collector.
    pub fn run(&self, collector: &str) -> (Run, Option<PathBuf>) {
        let progress = |step| self.steps.lock().unwrap().push(step);
        let job = Job {
            catalog: &self.catalog,
            settings: &self.settings,
            folder: self.folder.path(),
            now: self.now,
            newest: self.newest,
            scope: self.scope,
            kind: self.kind,
            fresh: self.fresh,
            progress: &progress,
        };
        block_on(
            Collector::named(collector)
                .unwrap()
                .run(&job, &Tally::default()),
        )
    }

    /// Runs a collector that has to succeed; returns the canonical rows it gathered.
    pub fn rows(&self, collector: &str) -> Vec<String> {
        let (run, file) = self.run(collector);
        let file = file.unwrap_or_else(|| panic!("{run}"));
        let rows = self.rows_of(&file);
        assert_eq!(run.rows, rows.len() as u64, "{run}");
        rows
    }

    /// The canonical rows of a gathered file, which has to be good.
    pub fn rows_of(&self, file: &PathBuf) -> Vec<String> {
        let rules = Rules {
            metrics: &self.catalog.metrics,
            now: self.now,
            max_inflated_bytes: 64 << 20,
        };
        let accepted = read(&CSV_V1, "spool", fs::File::open(file).unwrap(), &rules);
        let accepted = accepted.unwrap_or_else(|report| panic!("{report}"));
        let mut canonical = Vec::new();
        write(&accepted.content, &mut canonical).unwrap();
        let text = String::from_utf8(canonical).unwrap();
        text.lines()
            .skip_while(|line| !line.starts_with("metric,"))
            .skip(1)
            .map(str::to_owned)
            .collect()
    }

    /// Runs a collector that has to fail, and leave no file; returns its words.
    pub fn fails(&self, collector: &str) -> (Run, String) {
        let (run, file) = self.run(collector);
        assert!(file.is_none(), "{run}");
        let Outcome::Failed(error) = &run.outcome else {
            panic!("{run}");
        };
        let words = error.to_string();
        assert!(run.to_string().contains("nothing of this run is stored"));
        for shown in [&words, &format!("{run:?}"), &format!("{:?}", self.settings)] {
            assert!(!shown.contains(SECRET), "{shown}");
        }
        (run, words)
    }

    /// The waits so far, in seconds.
    pub fn waits(&self) -> Vec<u64> {
        let waits = self.waits.lock().unwrap();
        waits.iter().map(Duration::as_secs).collect()
    }

    /// A path below the folder of all collectors.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Files below the folder of a collector.
    pub fn files(&self, collector: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path().join(collector))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}
