//! The runs of collectors on `/snapshots`: how each ended, and what is due next.

use super::Page;
use crate::domain::RunOutcome;
use crate::plot::format;
use crate::schedule::{Begun, Line, RUNS_LOOKED_AT, begun};
use crate::store::runs::Run;
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::state::Site;
use chrono::{DateTime, TimeDelta, Utc};

/// Runs that are listed: the latest.
const SHOWN: i64 = 20;

/// The section.
pub(super) struct Runs {
    /// The latest runs, newest first.
    pub rows: Vec<RunRow>,
    /// A sentence for each source that is asked by a plan.
    pub next: Vec<String>,
    /// A sentence for each source whose last run left nothing behind.
    pub troubles: Vec<String>,
}

/// A run in words.
pub(super) struct RunRow {
    pub began: String,
    pub source: String,
    /// Says what the words say, to the eye.
    pub sign: &'static str,
    pub outcome: String,
    pub rows: String,
    pub requests: String,
    pub took: String,
    pub snapshot: Option<i64>,
    /// Whether the figures were known before.
    pub is_known: bool,
    pub message: Option<String>,
}

/// Reads the section.
pub(super) async fn runs(site: &Site, page: &Page, now: DateTime<Utc>) -> Result<Runs, Error> {
    let latest = site.store().latest_runs(SHOWN).await?;
    let of_each = site.store().latest_runs_of_each(RUNS_LOOKED_AT).await?;
    let lines = site.plan().lines().iter();
    let next = lines
        .map(|line| {
            let begun = begun(&of_each, line.collector.name, now);
            next(page, &name(site, line.collector.name), line, &begun, now)
        })
        .collect();
    let mut known: Vec<&str> = Vec::new();
    let mut troubles = Vec::new();
    for run in &of_each {
        if known.contains(&run.source.as_str()) {
            continue;
        }
        let ended = run.ended_by(now);
        // One under way has not ended yet: the run before it is the last that has.
        if ended.is_none() {
            continue;
        }
        known.push(&run.source);
        troubles.extend(trouble(page, &name(site, &run.source), run, now));
    }
    Ok(Runs {
        rows: latest.iter().map(|run| row(site, page, run, now)).collect(),
        next,
        troubles,
    })
}

fn name(site: &Site, source: &str) -> String {
    let known = site.catalog().source(source);
    known.map_or_else(|| source.to_owned(), |known| known.name.clone())
}

/// When a source is asked next.
fn next(page: &Page, source: &str, line: &Line, begun: &[Begun], now: DateTime<Utc>) -> String {
    let say = |key, moment: &str| {
        message(
            page.language,
            key,
            &[("source", source), ("moment", moment)],
        )
    };
    if begun.first().is_some_and(|run| run.ended.is_none()) {
        return say("runs-next-running", "");
    }
    match line.due(begun, 0, now) {
        Some(due) if due.shown() <= now => say("runs-next-now", ""),
        Some(due) if due.again => say("runs-next-again", &page.moment(&due.at)),
        Some(due) => say("runs-next", &page.moment(&due.planned)),
        None => say("runs-next-never", ""),
    }
}

/// The warning that the last run of a source left nothing behind.
fn trouble(page: &Page, source: &str, run: &Run, now: DateTime<Utc>) -> Option<String> {
    let key = match run.ended_by(now)?.1 {
        RunOutcome::Failed => "runs-trouble-failed",
        RunOutcome::Interrupted => "runs-trouble-interrupted",
        RunOutcome::Ok | RunOutcome::Partial | RunOutcome::NoData => return None,
    };
    let moment = page.moment(&run.started_at);
    Some(message(
        page.language,
        key,
        &[("source", source), ("moment", &moment)],
    ))
}

fn row(site: &Site, page: &Page, run: &Run, now: DateTime<Utc>) -> RunRow {
    let ended = run.ended_by(now);
    let (sign, key) = match ended.map(|(_, outcome)| outcome) {
        None => ("…", "run-running"),
        Some(RunOutcome::Ok) => ("✓", "run-ok"),
        Some(RunOutcome::Partial) => ("◐", "run-partial"),
        Some(RunOutcome::NoData) => ("○", "run-no-data"),
        Some(RunOutcome::Failed) => ("✕", "run-failed"),
        Some(RunOutcome::Interrupted) => ("■", "run-interrupted"),
    };
    let source = name(site, &run.source);
    let until = ended.map_or(now, |(at, _)| at);
    RunRow {
        began: page.moment(&run.started_at),
        source: match &run.scope {
            Some(scope) => message(
                page.language,
                "run-source-with-scope",
                &[("source", &source), ("scope", scope)],
            ),
            None => source,
        },
        sign,
        outcome: page.t(key),
        rows: match run.rows {
            Some(rows) => page.count(&rows),
            None if ended.is_none() => page.t("run-no-rows-yet"),
            None => page.t("run-no-rows"),
        },
        requests: page.count(&run.took.requests),
        took: duration(page.language, until - run.started_at),
        snapshot: run.snapshot.map(|(id, _)| id),
        is_known: run.snapshot.is_some_and(|(_, is_made)| !is_made),
        message: run.message.clone(),
    }
}

/// A duration in its two largest units.
fn duration(language: Language, took: TimeDelta) -> String {
    let seconds = took.num_seconds().max(0);
    let (key, large, small) = match seconds {
        0..60 => ("duration-seconds", 0, seconds),
        60..3600 => ("duration-minutes", seconds / 60, seconds % 60),
        _ => ("duration-hours", seconds / 3600, seconds / 60 % 60),
    };
    let locale = crate::charts::locale(language);
    let number = |value: i64| format::number(value as f64, 0, locale);
    message(
        language,
        key,
        &[("large", &number(large)), ("small", &number(small))],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_its_two_largest_units() {
        let say = |seconds| duration(Language::default(), TimeDelta::seconds(seconds));
        assert_eq!(say(0), "0 s");
        assert_eq!(say(59), "59 s");
        assert_eq!(say(60), "1 min 0 s");
        assert_eq!(say(3599), "59 min 59 s");
        assert_eq!(say(5 * 3600 + 61), "5 h 1 min");
        assert_eq!(say(-3), "0 s");
    }
}
