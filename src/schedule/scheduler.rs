//! The scheduler of a server: waits for what is due next, takes the place of the runner, runs.

use super::Stop;
use super::collecting::{Collecting, Order};
use super::due::{AGAIN_AFTER, Begun, Due};
use super::plan::{Line, Plan};
use super::report::Report;
use crate::collect::Kind;
use crate::store::{self, runs::Run};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Runs of a source that what is due is worked out from: the first for a time and those again.
pub const RUNS_LOOKED_AT: i64 = 3;
const _: () = assert!(RUNS_LOOKED_AT as usize == AGAIN_AFTER.len() + 1);

/// However far away the next time is, the records are looked at so often: another instance may
/// have run, and clocks are set.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Where another instance runs, or the database does not answer, this long is waited.
const COMES_BACK_AFTER: Duration = Duration::from_secs(30);

/// Asks sources by a plan.
pub struct Scheduler {
    /// What runs need.
    pub collecting: Collecting,
    /// Who is asked when.
    pub plan: Plan,
    /// What makes this host's minutes differ from those of others.
    pub salt: u64,
}

/// What a scheduler does next.
#[derive(Debug)]
pub enum Turn {
    /// A run ended; there may be another to begin.
    Ran(Box<Report>),
    /// Nothing is to be done for so long.
    Waits(Duration),
}

impl Scheduler {
    /// Asks sources by the plan, until the stop comes.
    pub async fn run(&self, stop: &Stop) {
        let mut reachable = true;
        while !stop.has_come() {
            let turn = self.turn(stop).await;
            let wait = match turn {
                Ok(Turn::Ran(report)) => {
                    tell(&report);
                    continue;
                }
                Ok(Turn::Waits(wait)) => {
                    reachable = true;
                    wait
                }
                Err(error) => {
                    // Said once, not twice a minute.
                    if reachable {
                        tracing::warn!(%error, "what is due could not be looked up");
                    }
                    reachable = false;
                    COMES_BACK_AFTER
                }
            };
            tokio::select! {
                () = stop.come() => {}
                () = self.collecting.sleep.sleep(wait) => {}
            }
        }
    }

    /// Runs what is due, unless nothing is or another instance runs.
    ///
    /// # Errors
    /// Where the database does not answer; no source was asked.
    pub async fn turn(&self, stop: &Stop) -> Result<Turn, store::Error> {
        let store = &self.collecting.store;
        let now = (self.collecting.clock)();
        let runs = store.latest_runs_of_each(RUNS_LOOKED_AT).await?;
        let Some((_, due)) = self.first_due(&runs, now) else {
            return Ok(Turn::Waits(LOOK_EVERY));
        };
        if let Ok(wait) = (due.at - now).to_std()
            && !wait.is_zero()
        {
            return Ok(Turn::Waits(wait.min(LOOK_EVERY)));
        }
        let Some(mut runner) = store.try_become_runner().await? else {
            return Ok(Turn::Waits(COMES_BACK_AFTER));
        };
        // Once more, now that nobody else runs: another instance may have been faster.
        let runs = runner.latest_runs_of_each(RUNS_LOOKED_AT).await?;
        let turn = match self.first_due(&runs, now) {
            Some((line, due)) if due.at <= now => {
                let order = Order {
                    collector: line.collector,
                    scope: line.scope,
                    kind: Kind::default(),
                    fresh: false,
                    due_at: Some(due.planned),
                    progress: &|_| {},
                };
                let source = line.collector.name;
                tracing::info!(source, planned = %due.planned, "a collector's run begins");
                let report = self.collecting.run(&mut runner, &order, stop).await?;
                Turn::Ran(Box::new(report))
            }
            _ => Turn::Waits(COMES_BACK_AFTER),
        };
        if let Err(error) = runner.leave().await {
            tracing::debug!(%error, "the runner's connection was closed already");
        }
        Ok(turn)
    }

    /// The line that is due first.
    fn first_due(&self, runs: &[Run], now: DateTime<Utc>) -> Option<(&Line, Due)> {
        let lines = self.plan.lines().iter();
        lines
            .filter_map(|line| {
                let begun = begun(runs, line.collector.name, now);
                Some((line, line.due(&begun, self.salt, now)?))
            })
            .min_by_key(|(_, due)| due.at)
    }
}

/// The recorded runs of a source, as what is due is worked out from them.
pub fn begun(runs: &[Run], source: &str, now: DateTime<Utc>) -> Vec<Begun> {
    let of_source = runs.iter().filter(|run| run.source == source);
    of_source
        .map(|run| Begun {
            at: run.started_at,
            ended: run.ended_by(now),
        })
        .collect()
}

fn tell(report: &Report) {
    let source = report.collector.name;
    // One line an event.
    let words = report.to_string().replace("\n  ", "; ");
    if report.outcome().is_settled() {
        tracing::info!("{words}");
    } else {
        tracing::warn!("{words}");
    }
    if let Err(error) = &report.recorded {
        tracing::warn!(source, %error, "the end of the run could not be recorded");
    }
}
