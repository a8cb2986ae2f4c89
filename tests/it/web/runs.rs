//! Runs of collectors as readers see them: how each ended, in words, and what is due next.

use super::markup::visible;
use super::reader::Reader;
use crate::support::TestStore;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use weighbridge::domain::RunOutcome;
use weighbridge::schedule::Plan;
use weighbridge::store::runs::{Beginning, Ending, Took};

/// A run of a source that began so many minutes ago and took two.
async fn ran(
    test: &TestStore,
    source: &str,
    minutes_ago: i64,
    outcome: Option<RunOutcome>,
    message: Option<&str>,
) {
    let started_at = Utc::now() - TimeDelta::minutes(minutes_ago);
    let mut runner = test.store.become_runner().await.unwrap();
    let beginning = Beginning {
        source,
        scope: (source == "huggingface").then_some("top=5000"),
        due_at: None,
        started_at,
    };
    let id = runner.begin(&beginning).await.unwrap();
    if let Some(outcome) = outcome {
        let ending = Ending {
            ended_at: started_at + TimeDelta::minutes(2),
            outcome,
            took: Took {
                requests: 1234,
                ..Took::default()
            },
            rows: outcome.is_settled().then_some(567),
            snapshot: (outcome == RunOutcome::Ok).then_some((3, false)),
            message: message.map(str::to_owned),
        };
        test.store.end_run(id, &ending).await.unwrap();
    }
    runner.leave().await.unwrap();
}

#[tokio::test]
async fn every_end_of_a_run_is_said_in_words_and_not_by_a_color() {
    let reader = Reader::of_bundled().await;
    let page = visible(&reader.read("/snapshots").await.text());
    assert!(page.contains("No collector has run yet."), "{page}");
    assert!(
        page.contains("This server collects nothing by itself"),
        "{page}"
    );

    let test = &reader.database;
    ran(test, "npm", 500, Some(RunOutcome::NoData), None).await;
    ran(test, "openrouter", 400, Some(RunOutcome::Ok), None).await;
    let missing = Some("the source does not have <b>qianfan</b>");
    ran(test, "pypi", 300, Some(RunOutcome::Partial), missing).await;
    ran(
        test,
        "huggingface",
        200,
        Some(RunOutcome::Interrupted),
        None,
    )
    .await;
    let refused = Some("https://openrouter.ai/api/v1/models answered 401");
    ran(test, "openrouter", 100, Some(RunOutcome::Failed), refused).await;
    ran(test, "npm", 0, None, None).await;

    let html = reader.read("/snapshots").await.text();
    assert!(
        !html.contains("<b>qianfan"),
        "markup of a source is shown as it is"
    );
    let page = visible(&html);
    for words in [
        "no data: the source had nothing to say",
        "complete",
        "partial: some of it is not there",
        "the source does not have <b>qianfan</b>",
        "interrupted: nothing stored",
        "failed: nothing stored",
        "answered 401",
        "under way",
        "Hugging Face Hub (top=5000)",
        "1,234",
        "567",
        "2 min 0 s",
        "(known before)",
        "none yet",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(html.contains("<a href=\"/snapshots/3\">3</a> (known before)"));
    // What went wrong last is said at the top; what is mended since, or went well, is not.
    let top = html.split("<section").next().unwrap();
    assert_eq!(top.matches("collector’s last run").count(), 2, "{top}");
    assert!(top.contains("OpenRouter: the collector’s last run, of "));
    assert!(top.contains("Hugging Face Hub: the collector’s last run, of "));
    assert_eq!(reader.get("/snapshots?page=2").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_run_that_never_ended_is_interrupted_in_the_readers_eyes() {
    let reader = Reader::of_nothing().await;
    ran(&reader.database, "npm", 3, None, None).await;
    let page = visible(&reader.read("/snapshots").await.text());
    assert!(page.contains("interrupted: nothing stored"), "{page}");
    assert!(!page.contains("under way"), "{page}");
}

#[tokio::test]
async fn each_scheduled_source_says_when_it_is_due_next() {
    let mut reader = Reader::of_nothing().await;
    // In an hour, every day; since yesterday; since three minutes.
    let now = Utc::now();
    let daily = |at: DateTime<Utc>| at.format("%-M %-H * * *").to_string();
    let soon = now + TimeDelta::hours(1);
    let plan = format!(
        "openrouter {}; npm {}; pypi {}; huggingface 0 0 1 1 *",
        daily(soon),
        daily(now - TimeDelta::hours(2)),
        daily(now - TimeDelta::hours(3)),
    );
    reader.site = reader.site.with_plan(Arc::new(Plan::parse(&plan).unwrap()));
    let test = &reader.database;
    ran(test, "openrouter", 23 * 60, Some(RunOutcome::NoData), None).await;
    ran(test, "npm", 4, Some(RunOutcome::Failed), None).await;
    ran(test, "huggingface", 0, None, None).await;
    let runs = test.store.latest_runs(9).await.unwrap();
    let failed = runs.iter().find(|run| run.source == "npm").unwrap();
    let again = failed.ended.unwrap().0 + TimeDelta::minutes(15);
    let page = visible(&reader.read("/snapshots").await.text());
    let time = |at: DateTime<Utc>| at.format("%H:%M UTC").to_string();
    for words in [
        format!(", {}", time(soon)),
        format!(", {}, because the last run did not end well", time(again)),
        "PyPI: due now".to_owned(),
        "Hugging Face Hub: running now".to_owned(),
        "This server asks sources by itself".to_owned(),
    ] {
        assert!(page.contains(&words), "{words}: {page}");
    }
    assert!(!page.contains("collects nothing by itself"));
}
