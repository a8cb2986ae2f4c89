//! Fetching from sources: a collector a source, one HTTP client, and a spool on disk that ends as
//! a snapshot file like any other.
//!
//! ```text
//! client (one host, timeouts, pace, patience) -> answer -> snapshot::recorded -> spool -> file
//! ```
//!
//! A run gathers everything or nothing: the file is handed out when the last answer was read. What
//! is done with it is not decided here; the command line ingests it. To add a source, write a file
//! beside `npm` and give it a line in [`COLLECTORS`].

mod address;
mod client;
mod cursor;
mod error;
mod huggingface;
mod npm;
mod openrouter;
mod pace;
mod packages;
mod policy;
mod pypi;
mod run;
mod scope;
mod seen;
mod settings;
mod spool;
mod wait;

pub use error::Error;
pub use policy::{Policy, Sleep};
pub use run::{Gathered, Outcome, Run, Tally};
pub use scope::{Kind, Scope};
pub use settings::{Endpoint, Settings};

use crate::domain::catalog::Catalog;
use crate::snapshot::recorded::{self, Fault, Node};
use chrono::{DateTime, NaiveDate, Utc};
use client::Answer;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::{Duration, Instant};

/// A collector.
#[derive(Debug)]
pub struct Collector {
    /// The source's slug, and the name on the command line.
    pub name: &'static str,
    /// What it fetches, in a sentence.
    pub about: &'static str,
    /// What it needs or can use.
    pub needs: &'static str,
    /// The longest that a run may take: a source that answers, but ever more slowly, must not keep
    /// the others waiting for ever.
    pub longest: Duration,
    /// Whether runs differ in which models they ask for: [`Scope`] and [`Kind`].
    pub has_scopes: bool,
    gather: for<'a> fn(&'a Job<'a>, &'a Tally) -> Gathering<'a>,
}

/// A run under way.
type Gathering<'a> = Pin<Box<dyn Future<Output = Result<Gathered, Error>> + Send + 'a>>;

/// Every collector, in the order of `--all`.
pub static COLLECTORS: &[Collector] = &[
    openrouter::COLLECTOR,
    huggingface::COLLECTOR,
    pypi::COLLECTOR,
    npm::COLLECTOR,
];

/// What a run is told.
pub struct Job<'a> {
    /// The catalog, which says whose models and which packages.
    pub catalog: &'a Catalog,
    /// Addresses, credentials, patience.
    pub settings: &'a Settings,
    /// Where spools and cursors are kept; each collector has a folder of its own in it.
    pub folder: &'a Path,
    /// The moment the run begins.
    pub now: DateTime<Utc>,
    /// The newest day that an earlier run has gathered; none where there was none.
    pub newest: Option<NaiveDate>,
    /// Which models of the Hub.
    pub scope: Scope,
    /// Which kinds of models of the Hub.
    pub kind: Kind,
    /// Forgets where an earlier run was stopped.
    pub fresh: bool,
    /// Told how far the run is.
    pub progress: &'a (dyn Fn(Step) + Send + Sync),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What is counted: `models`, `packages`, `answers`.
    pub unit: &'static str,
    /// How many are done.
    pub done: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
}

impl Collector {
    /// The collector of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        COLLECTORS.iter().find(|collector| collector.name == name)
    }

    /// Runs it; the file of a run that succeeded is the caller's, to ingest and to remove. `tally`
    /// says meanwhile what the run takes. A run that is dropped leaves what one that was killed
    /// leaves: nothing, or where the next goes on.
    pub async fn run(&self, job: &Job<'_>, tally: &Tally) -> (Run, Option<PathBuf>) {
        let began = Instant::now();
        let gathered = self.gather_alone(job, tally).await;
        Run::of(
            self.name,
            (job.now, job.now + began.elapsed()),
            tally,
            gathered,
        )
    }

    /// Two runs of a source would write into one file.
    async fn gather_alone(&self, job: &Job<'_>, tally: &Tally) -> Result<Gathered, Error> {
        let folder = job.folder.join(self.name);
        fs::create_dir_all(&folder).map_err(Error::keeping(&folder))?;
        let lock = folder.join("lock");
        let lock = File::create(&lock).map_err(Error::keeping(&lock))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::UnderWay(folder)),
            Err(TryLockError::Error(error)) => {
                return Err(Error::Keeping {
                    path: folder,
                    error,
                });
            }
        }
        let cursor = folder.join(cursor::FILE);
        let is_kept = || cursor.exists();
        if !is_kept() {
            remove_spools(&folder)?;
        }
        let gathered = (self.gather)(job, tally).await;
        if let Err(error) = &gathered {
            if error.spoils_the_run() && is_kept() {
                fs::remove_file(&cursor).map_err(Error::keeping(&cursor))?;
            }
            if !is_kept() {
                remove_spools(&folder)?;
            }
        }
        gathered
    }
}

/// Removes the spools of a folder: runs that were killed, or whose file was refused, leave theirs.
fn remove_spools(folder: &Path) -> Result<(), Error> {
    let remove = || {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "zst") {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    };
    remove().map_err(Error::keeping(folder))
}

impl Job<'_> {
    /// Where a collector's rows wait.
    fn spool(&self, source: &str) -> PathBuf {
        let stamp = self.now.format("%Y%m%dT%H%M%SZ");
        self.folder
            .join(source)
            .join(format!("{source}-{stamp}.csv.zst"))
    }
}

impl Answer {
    /// The answer as JSON, read by `read`; what is wrong with it is an error with the address.
    fn read<T>(
        &self,
        read: impl for<'a> FnOnce(Node<'a>) -> Result<T, Reason<'a>>,
    ) -> Result<T, Error> {
        let shape = |problem| Error::Shape {
            url: self.url.to_string(),
            problem,
        };
        let text = recorded::text_of(&self.bytes).map_err(shape)?;
        let root = Node::root(text).map_err(shape)?;
        read(root).map_err(|reason| match reason {
            Reason::Fault(fault) => shape(Box::new(fault.problem())),
            Reason::Error(error) => error,
        })
    }
}

/// Why an answer is of no use.
enum Reason<'a> {
    Fault(Fault<'a>),
    Error(Error),
}

impl<'a> From<Fault<'a>> for Reason<'a> {
    fn from(fault: Fault<'a>) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Reason<'_> {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundled;
    use std::collections::HashSet;

    #[test]
    fn every_collector_is_of_a_source_of_the_catalog_and_says_what_it_does() {
        let catalog = bundled::catalog().unwrap();
        let mut names = HashSet::new();
        for collector in COLLECTORS {
            assert!(names.insert(collector.name));
            assert!(
                catalog.source(collector.name).is_some(),
                "{}",
                collector.name
            );
            assert!(collector.about.ends_with('.') && collector.needs.ends_with('.'));
            assert_eq!(
                Collector::named(collector.name).unwrap().name,
                collector.name
            );
        }
        assert_eq!(
            names.len(),
            catalog.sources.len(),
            "a source has no collector"
        );
    }
}
