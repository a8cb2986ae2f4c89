//! Which sources are asked when: lines such as `openrouter 15 3 * * *`, in UTC.

use crate::collect::{COLLECTORS, Collector, Scope};
use chrono::{DateTime, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

/// The word for a plan without lines.
const OFF: &str = "off";

/// Fields of a cron line.
const FIELDS: usize = 5;

/// A time at which every cron line is looked at, to see whether it ever comes.
const LOOKED_AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// Which sources are asked when.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    lines: Vec<Line>,
}

/// One source and its times.
#[derive(Debug, Clone)]
pub struct Line {
    /// Who is asked.
    pub collector: &'static Collector,
    /// Which models of the Hub.
    pub scope: Scope,
    cron: Cron,
}

/// What is wrong with a plan, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {number}, `{entry}`: {problem}")]
pub struct Fault {
    /// Which entry, from 1.
    pub number: usize,
    /// What it says.
    pub entry: String,
    /// What is wrong with it, and what to write.
    pub problem: String,
}

impl Plan {
    /// Reads a plan: `off` or nothing, else entries separated by `;` or line ends, each
    /// `SOURCE[:SCOPE] MINUTE HOUR DAY MONTH WEEKDAY`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let mut lines: Vec<Line> = Vec::new();
        if text.is_empty() || text == OFF {
            return Ok(Self { lines });
        }
        let entries = text.split([';', '\n']).map(str::trim);
        let entries = entries.filter(|entry| !entry.is_empty());
        for (index, entry) in entries.enumerate() {
            let fault = |problem| Fault {
                number: index + 1,
                entry: entry.to_owned(),
                problem,
            };
            let line = Line::parse(entry).map_err(fault)?;
            let name = line.collector.name;
            if lines.iter().any(|other| other.collector.name == name) {
                return Err(fault(format!(
                    "{name} has an entry already; write all its times in one, such as \
                     `{name} 15 3,15 * * *`"
                )));
            }
            lines.push(line);
        }
        Ok(Self { lines })
    }

    /// The lines, in the order they were written.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether nothing is ever asked.
    pub const fn is_off(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Line {
    fn parse(entry: &str) -> Result<Self, String> {
        let (asked, times) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
        let (name, scope) = match asked.split_once(':') {
            Some((name, scope)) => (name, Some(scope)),
            None => (asked, None),
        };
        let collector = Collector::named(name).ok_or_else(|| {
            let names: Vec<_> = COLLECTORS.iter().map(|collector| collector.name).collect();
            format!(
                "`{name}` is no source; write {OFF}, or one of {} and when, such as \
                 `openrouter 15 3 * * *`",
                names.join(", ")
            )
        })?;
        let scope = match scope {
            None => Scope::default(),
            Some(scope) if collector.has_scopes => scope
                .parse()
                .map_err(|problem| format!("`{scope}` behind the colon: {problem}"))?,
            Some(_) => return Err(format!("{name} has no scopes; leave the colon away")),
        };
        let fields = times.split_whitespace().count();
        if fields != FIELDS {
            return Err(format!(
                "{fields} fields behind the source; write minute, hour, day, month and weekday in \
                 UTC, such as `{name} 15 3 * * *` for every day at 03:15"
            ));
        }
        Ok(Self {
            collector,
            scope,
            cron: cron(times.trim())?,
        })
    }

    /// The latest time of the line, no later than `now`.
    pub(super) fn previous(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_previous_occurrence(&now, true).ok()
    }

    /// The first time of the line after `now`.
    pub(super) fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_next_occurrence(&now, false).ok()
    }
}

fn cron(times: &str) -> Result<Cron, String> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    let cron = parser.parse(times).map_err(|error| {
        format!(
            "`{times}` is no cron line ({}); write minute, hour, day, month and weekday, such as \
             `0 4 * * 1` for Mondays at 04:00",
            error.to_string().trim_end_matches('.')
        )
    })?;
    match cron.find_next_occurrence(&LOOKED_AT, false) {
        Ok(_) => Ok(cron),
        Err(_) => Err(format!("`{times}` never comes; mend day and month")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_plan_says_who_is_asked_when_in_utc() {
        let text = "openrouter 15 3 * * *; huggingface:top=5000 0 4 * * 1\n npm 0 */6 * * *;";
        let plan = Plan::parse(text).unwrap();
        let now = at("2026-10-08T03:15:00Z"); // a Thursday
        let times: Vec<_> = plan
            .lines()
            .iter()
            .map(|line| (line.collector.name, line.previous(now), line.next(now)))
            .collect();
        let time = |text| Some(at(text));
        assert_eq!(
            times,
            [
                (
                    "openrouter",
                    time("2026-10-08T03:15:00Z"),
                    time("2026-10-09T03:15:00Z")
                ),
                (
                    "huggingface",
                    time("2026-10-05T04:00:00Z"),
                    time("2026-10-12T04:00:00Z")
                ),
                (
                    "npm",
                    time("2026-10-08T00:00:00Z"),
                    time("2026-10-08T06:00:00Z")
                ),
            ]
        );
        assert_eq!(plan.lines()[1].scope, Scope::Top(5000));
        // Where clocks are put back or forward, these are not.
        let line = &Plan::parse("npm 30 1 * * *").unwrap().lines()[0].clone();
        for day in ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01"] {
            let midnight = at(&format!("{day}T00:00:00Z"));
            assert_eq!(
                line.next(midnight),
                Some(midnight + chrono::TimeDelta::minutes(90))
            );
        }
    }

    #[test]
    fn off_and_nothing_ask_nobody() {
        for text in ["off", "", "  ", " off\n"] {
            assert!(Plan::parse(text).unwrap().is_off(), "{text:?}");
        }
    }

    #[rstest]
    #[case(
        "openruter 15 3 * * *",
        1,
        "`openruter` is no source; write off, or one of openrouter, "
    )]
    #[case("15 3 * * *", 1, "`15` is no source")]
    #[case("npm 0 4 * * *; off", 2, "`off` is no source")]
    #[case("npm", 1, "0 fields behind the source; write minute, hour, day")]
    #[case("npm 0 0 4 * * *", 1, "6 fields behind the source")]
    #[case("npm @daily", 1, "1 fields behind the source")]
    #[case("npm 0 4 * * *; pypi 61 4 * * *", 2, "`61 4 * * *` is no cron line")]
    #[case("npm 0 4 30 2 *", 1, "`0 4 30 2 *` never comes")]
    #[case(
        "npm 0 4 * * *; npm 0 5 * * *",
        2,
        "npm has an entry already; write all its times in one"
    )]
    #[case("npm:all 0 4 * * *", 1, "npm has no scopes")]
    #[case(
        "huggingface:top=0 0 4 * * *",
        1,
        "`top=0` behind the colon: write catalog, top=N"
    )]
    fn what_is_wrong_is_said_with_its_place_and_a_way_out(
        #[case] text: &str,
        #[case] number: usize,
        #[case] words: &str,
    ) {
        let fault = Plan::parse(text).unwrap_err();
        assert_eq!(fault.number, number, "{fault}");
        assert!(fault.to_string().contains(words), "{fault}");
    }
}
