//! When sources are asked, and a run from its beginning to its record.
//!
//! ```text
//! plan (cron lines) + recorded runs + now -> due -> run: collect, ingest, record
//! ```
//!
//! `collect` on the command line and the scheduler of a server go through the same [`Collecting`],
//! so both record what they do, and only one run is under way over all instances.

mod collecting;
mod due;
mod plan;
mod report;
mod scheduler;

pub use collecting::{Clock, Collecting, Order};
pub use due::{AGAIN_AFTER, Begun, Due, JITTER_AT_MOST};
pub use plan::{Fault, Line, Plan};
pub use report::{NotStored, Report};
pub use scheduler::{RUNS_LOOKED_AT, Scheduler, Turn, begun};

use tokio::sync::watch;

/// Tells everything under way to end.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A stop, and what brings it about: sending `true`, or being dropped.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Waits for the stop.
    pub async fn come(&self) {
        // An error says that nobody is left to send it, which is an end as well.
        let _ = self.0.clone().wait_for(|stopped| *stopped).await;
    }

    /// Whether it has come.
    pub fn has_come(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }
}
