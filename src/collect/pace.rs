//! Keeping below a source's limits: each request waits for its turn.

use super::policy::Sleep;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// At most so many requests in so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Requests.
    pub count: usize,
    /// The time they may come in.
    pub per: Duration,
}

/// Gives out turns.
#[derive(Debug)]
pub struct Pacer {
    limits: &'static [Limit],
    turns: Mutex<Turns>,
}

#[derive(Debug, Default)]
struct Turns {
    /// When the latest requests had or will have their turn, oldest first.
    taken: VecDeque<Instant>,
    /// Nobody's turn before this moment.
    not_before: Option<Instant>,
}

impl Pacer {
    /// A pacer that keeps below all of these limits.
    pub fn new(limits: &'static [Limit]) -> Self {
        Self {
            limits,
            turns: Mutex::default(),
        }
    }

    /// Waits for a turn.
    pub async fn turn(&self, sleep: &Sleep) {
        let wait = self.take(Instant::now());
        if !wait.is_zero() {
            sleep.sleep(wait).await;
        }
    }

    /// Lets nobody have a turn for so long: the source says that its limit is used up.
    pub fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.not_before = turns.not_before.max(Some(until));
    }

    /// Takes the next turn; returns how long it is until then.
    fn take(&self, now: Instant) -> Duration {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let mut at = now.max(turns.not_before.unwrap_or(now));
        for limit in self.limits {
            // The request `count` before this one has to be `per` ago.
            let earlier = turns.taken.len().checked_sub(limit.count);
            if let Some(taken) = earlier.and_then(|index| turns.taken.get(index)) {
                at = at.max(*taken + limit.per);
            }
        }
        turns.taken.push_back(at);
        let most = self.limits.iter().map(|limit| limit.count).max();
        while turns.taken.len() > most.unwrap_or(0) {
            turns.taken.pop_front();
        }
        at - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_each_waits_for_its_turn() {
        const LIMITS: &[Limit] = &[
            Limit {
                count: 2,
                per: Duration::from_secs(1),
            },
            Limit {
                count: 5,
                per: Duration::from_mins(1),
            },
        ];
        let pacer = Pacer::new(LIMITS);
        let now = Instant::now();
        let waits: Vec<u64> = (0..8).map(|_| pacer.take(now).as_secs()).collect();
        assert_eq!(waits, [0, 0, 1, 1, 2, 60, 60, 61]);
        // Who comes later waits less, and after a pause not at all.
        assert_eq!(pacer.take(now + Duration::from_secs(50)).as_secs(), 11);
        assert_eq!(pacer.take(now + Duration::from_secs(500)).as_secs(), 0);
    }

    #[test]
    fn a_used_up_limit_holds_everyone() {
        let pacer = Pacer::new(&[]);
        let now = Instant::now();
        assert_eq!(pacer.take(now), Duration::ZERO);
        pacer.hold(Duration::from_secs(56));
        assert!(pacer.take(now) >= Duration::from_secs(55));
    }
}
