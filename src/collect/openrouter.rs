//! `openrouter`: tokens a day of the 50 leading models and of all others, from 2025-01-01 on the
//! first run, afterwards the last 35 days, so that what is restated is caught. The list of models
//! says whose weights are on the Hub.

use super::client::{Answer, Client, Manner};
use super::error::Error;
use super::pace::Limit;
use super::run::{Gathered, Tally};
use super::spool::Spool;
use super::{Collector, Job, Reason, Step};
use crate::domain::Weights;
use crate::snapshot::recorded::openrouter_models::{self, Model};
use crate::snapshot::recorded::openrouter_rankings::{self as rankings, Entry, METRIC};
use crate::snapshot::{Cells, Field};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::HashSet;
use std::time::Duration;

/// OpenRouter's limit for a key.
const LIMITS: &[Limit] = &[Limit {
    count: 30,
    per: Duration::from_mins(1),
}];

/// The first day of the rankings.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2025, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// Most days of an answer, both ends included.
const WINDOW_DAYS: u64 = 366;
/// How many days a later run asks for again.
const RESTATED_DAYS: u64 = 35;

const MANNER: Manner = Manner {
    prefix: "/api/v1",
    limits: LIMITS,
    limits_with_credential: LIMITS,
};

pub(super) const COLLECTOR: Collector = Collector {
    name: "openrouter",
    about: "Tokens a day of models on OpenRouter: since 2025 at first, then the last 35 days.",
    needs: "OPENROUTER_API_KEY, any key of OpenRouter.",
    longest: Duration::from_mins(30),
    has_scopes: false,
    gather: |job, tally| Box::pin(gather(job, tally)),
};

async fn gather(job: &Job<'_>, tally: &Tally) -> Result<Gathered, Error> {
    let endpoint = &job.settings.openrouter;
    let client = Client::new(endpoint, &MANNER, &job.settings.policy, tally, job.now)?;
    let windows = windows(job.newest, job.now.date_naive());
    let total = Some(windows.len() as u64 + 1);
    let progress = |done| {
        (job.progress)(Step {
            unit: "answers",
            done,
            total,
        });
    };
    let listed = client.get(&client.address("/models", &[])).await?;
    let open = open_models(&listed)?;
    progress(1);
    let mut answers = Vec::new();
    let mut as_of: Option<DateTime<Utc>> = None;
    for (first, last) in windows {
        let (start, end) = (first.to_string(), last.to_string());
        let query = [
            ("start_date", start.as_str()),
            ("end_date", &end),
            ("period", "day"),
        ];
        let url = client.address("/datasets/rankings-daily", &query);
        let answer = client.get(&url).await?;
        // The rows of all windows are one capture: complete when the last of them was.
        as_of = as_of.max(Some(check(&answer, (first, last))?));
        answers.push(answer);
        progress(answers.len() as u64 + 1);
    }
    let file = job.spool("openrouter");
    let mut spool = Spool::create(&file, as_of.unwrap_or(job.now))?;
    for answer in &answers {
        take(answer, &open, &mut spool)?;
    }
    let rows = spool.rows();
    let file = spool.finish()?;
    if rows == 0 {
        std::fs::remove_file(&file).map_err(Error::keeping(&file))?;
    }
    Ok(Gathered {
        file: (rows > 0).then_some(file),
        rows,
        missing: Vec::new(),
        notes: vec![format!(
            "{} models have their weights on the Hub",
            open.len()
        )],
    })
}

/// The windows to ask for: to yesterday, from the first day or, after an earlier run, from as long
/// before the newest day it gathered as figures are restated.
fn windows(newest: Option<NaiveDate>, today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let yesterday = today - Days::new(1);
    let mut first = match newest {
        Some(newest) => newest.min(yesterday) - Days::new(RESTATED_DAYS - 1),
        None => FIRST_DAY,
    }
    .max(FIRST_DAY);
    let mut windows = Vec::new();
    while first <= yesterday {
        let last = yesterday.min(first + Days::new(WINDOW_DAYS - 1));
        windows.push((first, last));
        first = last + Days::new(1);
    }
    windows
}

/// Slugs of the models whose weights are on the Hub.
fn open_models(answer: &Answer) -> Result<HashSet<String>, Error> {
    answer.read(|root| {
        let mut open = HashSet::new();
        for element in openrouter_models::models(root)? {
            let model = Model::read(element)?;
            if model.huggingface_id.is_some() {
                open.insert(model.slug.into_owned());
            }
        }
        Ok(open)
    })
}

/// Checks that an answer is about the days asked for; returns the moment it is of.
fn check(answer: &Answer, (first, last): (NaiveDate, NaiveDate)) -> Result<DateTime<Utc>, Error> {
    answer.read(|root| {
        let object = root.object()?;
        let meta = rankings::meta(&object)?;
        if meta.start_date != first.to_string() {
            return Err(Reason::Error(Error::OtherWindow {
                url: answer.url.to_string(),
                asked: first,
                found: meta.start_date.into_owned(),
            }));
        }
        let data = object.need("data")?;
        let mut days = Vec::new();
        for element in data.list()? {
            let entry = Entry::read(element)?;
            let in_window = |on: NaiveDate| (first..=last).contains(&on);
            if !entry.date.parse().is_ok_and(in_window) {
                let message = format!("{} is none of the days asked for", entry.date);
                return Err(element
                    .fault(message, "the source answers something else")
                    .into());
            }
            days.push(entry.date);
        }
        rankings::check_daily(days.iter().map(AsRef::as_ref), data)?;
        let as_of = meta.as_of.parse::<DateTime<Utc>>();
        as_of.map_err(|_| {
            let message = format!("as_of is {}, which is no moment", meta.as_of);
            meta.node
                .fault(message, "the source changed its answers")
                .into()
        })
    })
}

fn take(answer: &Answer, open: &HashSet<String>, spool: &mut Spool) -> Result<(), Error> {
    answer.read(|root| {
        for element in root.object()?.need("data")?.list()? {
            let entry = Entry::read(element)?;
            let mut cells = Cells::default();
            cells.set(Field::Metric, METRIC.as_bytes());
            cells.set(Field::Model, entry.model.as_bytes());
            cells.set(Field::ObservedOn, entry.date.as_bytes());
            cells.set(Field::Value, entry.tokens.as_bytes());
            // A variant such as `:free` has the weights of its model. Of the others nothing is
            // said: no repository on the Hub does not mean closed.
            let slug = entry.model.split(':').next().unwrap_or_default();
            if open.contains(slug) {
                cells.set(Field::Weights, Weights::Open.word().as_bytes());
            }
            spool.row(&cells).map_err(Reason::from)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_run_asks_for_everything_in_windows_without_gap_or_overlap() {
        let windows = windows(None, day("2026-11-22"));
        assert_eq!(
            windows,
            [
                (day("2025-01-01"), day("2026-01-01")),
                (day("2026-01-02"), day("2026-11-21")),
            ]
        );
    }

    #[test]
    fn a_later_run_asks_for_35_days_and_for_what_was_missed() {
        let of = |newest| windows(Some(day(newest)), day("2026-11-22"));
        assert_eq!(of("2026-11-21"), [(day("2026-10-18"), day("2026-11-21"))]);
        assert_eq!(of("2026-08-01"), [(day("2026-06-28"), day("2026-11-21"))]);
        assert_eq!(
            of("2025-01-05"),
            [
                (day("2025-01-01"), day("2026-01-01")),
                (day("2026-01-02"), day("2026-11-21"))
            ]
        );
        // A clock that went back asks for no empty window.
        assert_eq!(of("2026-12-24"), [(day("2026-10-18"), day("2026-11-21"))]);
    }
}
