//! What is due when: a function of a line, of the runs that began, and of now.
//!
//! A time of the line is settled by a run that began at or after it, whoever began that run, so a
//! time passed while no server was up is caught up once, and not once a missed time. A run that
//! failed or was interrupted is made again a little later, a bounded number of times.

use super::plan::Line;
use crate::domain::RunOutcome;
use chrono::{DateTime, TimeDelta, Utc};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A run begins at most so long after its time, so that not all hosts of the world come to a
/// source in the same second.
pub const JITTER_AT_MOST: TimeDelta = TimeDelta::minutes(3);

/// How long after its end a run that failed or was interrupted is made again: after the first
/// time, after the second; then its next time is waited for.
pub const AGAIN_AFTER: [TimeDelta; 2] = [TimeDelta::minutes(15), TimeDelta::hours(1)];

/// A run that began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// When.
    pub at: DateTime<Utc>,
    /// When and how it ended; none where it is under way.
    pub ended: Option<(DateTime<Utc>, RunOutcome)>,
}

/// What a line wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The time of the line.
    pub planned: DateTime<Utc>,
    /// When to begin.
    pub at: DateTime<Utc>,
    /// Whether it was tried before.
    pub again: bool,
}

impl Due {
    /// The moment to tell people. The part of minutes that a host adds is its own affair, and
    /// another process may add another one.
    pub const fn shown(&self) -> DateTime<Utc> {
        if self.again { self.at } else { self.planned }
    }
}

impl Line {
    /// What the line wants next, in view of the runs of its source, newest first: at least as many
    /// as a time of the line may see. `salt` is what makes hosts differ.
    pub fn due(&self, begun: &[Begun], salt: u64, now: DateTime<Utc>) -> Option<Due> {
        let next = self.next(now).map(|planned| Due {
            planned,
            at: planned + self.jitter(planned, salt),
            again: false,
        });
        let Some(planned) = self.previous(now) else {
            return next;
        };
        let since = || begun.iter().filter(|run| run.at >= planned);
        let Some(last) = since().next() else {
            return Some(Due {
                planned,
                at: planned + self.jitter(planned, salt),
                again: false,
            });
        };
        let unsettled = last.ended.filter(|(_, outcome)| !outcome.is_settled());
        let again = unsettled.and_then(|(ended_at, _)| {
            let wait = AGAIN_AFTER.get(since().count() - 1)?;
            Some(Due {
                planned,
                at: ended_at + *wait,
                again: true,
            })
        });
        match (again, next) {
            // The next time is a try of its own.
            (Some(again), Some(next)) if again.at >= next.planned => Some(next),
            (Some(again), _) => Some(again),
            (None, next) => next,
        }
    }

    /// How long after a time of the line its run begins: always before the next time.
    fn jitter(&self, planned: DateTime<Utc>, salt: u64) -> TimeDelta {
        let until_next = self.next(planned).map(|next| next - planned);
        let most = until_next.map_or(JITTER_AT_MOST, |gap| JITTER_AT_MOST.min(gap / 2));
        let mut hasher = DefaultHasher::new();
        (salt, self.collector.name, planned.timestamp()).hash(&mut hasher);
        let seconds = most.num_seconds().max(1).unsigned_abs();
        TimeDelta::seconds((hasher.finish() % seconds).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Plan;
    use proptest::prelude::*;

    const SALT: u64 = 7;

    fn line(cron: &str) -> Line {
        Plan::parse(&format!("npm {cron}")).unwrap().lines()[0].clone()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn begun(began: &str, ended: Option<(&str, RunOutcome)>) -> Begun {
        Begun {
            at: at(began),
            ended: ended.map(|(moment, outcome)| (at(moment), outcome)),
        }
    }

    #[test]
    fn a_time_is_settled_by_one_run_whoever_began_it() {
        let line = line("0 4 * * *");
        let now = at("2026-10-08T09:00:00Z");
        let due = |runs: &[Begun]| line.due(runs, SALT, now).unwrap();
        let (today, tomorrow) = (at("2026-10-08T04:00:00Z"), at("2026-10-09T04:00:00Z"));

        // Nobody has run yet, or not since: it is made up for, once.
        assert_eq!(due(&[]).planned, today);
        assert!(due(&[]).at < now);
        let old = begun(
            "2026-10-01T04:01:00Z",
            Some(("2026-10-01T04:02:00Z", RunOutcome::Ok)),
        );
        assert_eq!(due(&[old]).planned, today);

        for outcome in [RunOutcome::Ok, RunOutcome::Partial, RunOutcome::NoData] {
            let run = begun(
                "2026-10-08T08:58:00Z",
                Some(("2026-10-08T08:59:00Z", outcome)),
            );
            assert_eq!(due(&[run, old]).planned, tomorrow, "{outcome}");
        }
        assert_eq!(
            due(&[begun("2026-10-08T08:58:00Z", None)]).planned,
            tomorrow
        );
    }

    #[test]
    fn what_failed_is_tried_again_twice_and_then_at_its_next_time() {
        let line = line("0 4 * * *");
        let failed = |began: &str, ended: &str| begun(began, Some((ended, RunOutcome::Failed)));
        let now = at("2026-10-08T04:10:00Z");
        let first = failed("2026-10-08T04:01:00Z", "2026-10-08T04:05:00Z");
        let due = line.due(&[first], SALT, now).unwrap();
        assert_eq!((due.at, due.again), (at("2026-10-08T04:20:00Z"), true));
        assert_eq!(due.planned, at("2026-10-08T04:00:00Z"));

        let second = begun(
            "2026-10-08T04:20:00Z",
            Some(("2026-10-08T04:30:00Z", RunOutcome::Interrupted)),
        );
        let due = line.due(&[second, first], SALT, now).unwrap();
        assert_eq!(due.at, at("2026-10-08T05:30:00Z"));

        let third = failed("2026-10-08T05:30:00Z", "2026-10-08T05:31:00Z");
        let due = line.due(&[third, second, first], SALT, now).unwrap();
        assert_eq!(due.planned, at("2026-10-09T04:00:00Z"));

        // Where the next time comes sooner, it is not tried twice.
        let hourly = self::line("0 * * * *");
        let late = failed("2026-10-08T04:01:00Z", "2026-10-08T04:50:00Z");
        let due = hourly
            .due(&[late], SALT, at("2026-10-08T04:51:00Z"))
            .unwrap();
        assert_eq!(
            (due.planned, due.again),
            (at("2026-10-08T05:00:00Z"), false)
        );
    }

    #[test]
    fn hosts_do_not_all_come_at_the_minute() {
        let line = line("0 4 * * *");
        let now = at("2026-10-08T03:00:00Z");
        let settled = begun(
            "2026-10-07T04:00:00Z",
            Some(("2026-10-07T04:01:00Z", RunOutcome::Ok)),
        );
        let starts: std::collections::BTreeSet<_> = (0..100)
            .map(|salt| line.due(&[settled], salt, now).unwrap())
            .map(|due| due.at - due.planned)
            .collect();
        assert!(starts.len() > 50, "{starts:?}");
        assert!(
            starts
                .iter()
                .all(|late| *late >= TimeDelta::zero() && *late < JITTER_AT_MOST)
        );
    }

    const CRONS: [&str; 6] = [
        "* * * * *",
        "*/7 * * * *",
        "15 3 * * *",
        "0 4 * * 1",
        "0 0 1 * *",
        "30 1,2 * 3,10 *",
    ];

    /// What happens next in a year of a host.
    #[derive(Debug, Clone)]
    enum Event {
        /// The server is down for so many minutes.
        Down(i64),
        /// Runs take so many seconds from now on, and end so.
        Runs(i64, RunOutcome),
        /// The server waits until something is due.
        Waits,
    }

    fn event() -> impl Strategy<Value = Event> {
        let outcome = prop::sample::select(RunOutcome::ALL);
        prop_oneof![
            1 => (1_i64..60 * 24 * 40).prop_map(Event::Down),
            2 => (1_i64..7200, outcome).prop_map(|(seconds, outcome)| Event::Runs(seconds, outcome)),
            6 => Just(Event::Waits),
        ]
    }

    proptest! {
        #[test]
        fn no_time_is_run_twice_and_no_more_than_one_is_caught_up(
            cron in prop::sample::select(&CRONS),
            begin in 0_i64..366 * 86_400,
            salt: u64,
            events in prop::collection::vec(event(), 1..60),
        ) {
            let line = line(cron);
            let mut now = at("2026-01-01T00:00:00Z") + TimeDelta::seconds(begin);
            let (mut takes, mut ends) = (60, RunOutcome::Ok);
            // The runs, newest first, each with the time of the line it was for.
            let mut runs: Vec<(Begun, DateTime<Utc>)> = Vec::new();
            for event in events {
                match event {
                    Event::Down(minutes) => now += TimeDelta::minutes(minutes),
                    Event::Runs(seconds, outcome) => (takes, ends) = (seconds, outcome),
                    Event::Waits => {
                        let begun: Vec<_> = runs.iter().map(|(run, _)| *run).take(3).collect();
                        let due = line.due(&begun, salt, now).unwrap();
                        prop_assert!(due.at >= due.planned, "never before its time");
                        prop_assert!(due.again || due.at - due.planned < JITTER_AT_MOST);
                        let began = due.at.max(now);
                        // Only the latest time that has passed is ever made up for.
                        let skipped = line.next(due.planned).filter(|next| *next <= now);
                        prop_assert_eq!(skipped, None);
                        let earlier: Vec<_> =
                            runs.iter().filter(|(_, planned)| *planned == due.planned).collect();
                        prop_assert_eq!(due.again, !earlier.is_empty());
                        prop_assert!(earlier.len() <= AGAIN_AFTER.len(), "tried for ever");
                        for (run, _) in earlier {
                            let (ended_at, outcome) = run.ended.unwrap();
                            prop_assert!(!outcome.is_settled(), "run twice for one time");
                            prop_assert!(began - ended_at >= AGAIN_AFTER[0]);
                        }
                        now = began + TimeDelta::seconds(takes);
                        let run = Begun { at: began, ended: Some((now, ends)) };
                        runs.insert(0, (run, due.planned));
                    }
                }
            }
        }
    }
}
