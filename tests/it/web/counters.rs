//! All-time counts that a source took back: marked, and their recovery is not growth.

use super::markup::visible;
use super::reader::{Reader, row_with};

const MODEL: &str = "Qwen/Qwen3-8B";

/// A Hub capture of one model's all-time downloads.
fn capture(day: &str, value: u64) -> String {
    format!(
        "metric,model,observed_on,value,captured_at\n\
         hf-downloads-all-time,{MODEL},{day},{value},{day}T12:00:00Z\n"
    )
}

async fn reader_of(values: &[(&str, u64)]) -> Reader {
    let reader = Reader::of_nothing().await;
    for (day, value) in values {
        reader.ingest(&capture(day, *value)).await;
    }
    reader
}

const QUESTION: &str = "metric=hf-downloads-all-time&by=model&scope=all";

#[tokio::test]
async fn a_count_that_was_taken_back_is_marked_and_what_follows_is_no_growth() {
    let reader = reader_of(&[
        ("2026-05-01", 1_000_000),
        ("2026-06-01", 800_000),
        ("2026-07-01", 950_000),
    ])
    .await;
    let page = reader
        .read(&format!("/charts/over-time?{QUESTION}"))
        .await
        .text();
    let seen = visible(&page);
    assert!(seen.contains("Counter went back"), "{seen}");
    assert!(
        seen.contains("1 Jun 2026: the source took back part of what it had counted"),
        "{seen}"
    );
    let change = async |to: &str| {
        let rows = reader
            .rows(&format!("/charts/ranking.csv?{QUESTION}&to={to}"))
            .await;
        row_with(&rows, "series", MODEL)["change"].clone()
    };
    assert_eq!(change("2026-06-30").await, "-200000");
    assert_eq!(change("2026-07-31").await, "0", "a recovery is not growth");
    reader.ingest(&capture("2026-08-01", 1_100_000)).await;
    assert_eq!(
        change("2026-08-31").await,
        "100000",
        "only what is above the highest count is growth"
    );
}

#[tokio::test]
async fn a_count_that_did_not_move_is_marked() {
    let reader = reader_of(&[("2026-05-01", 1_000), ("2026-06-01", 1_000)]).await;
    let page = reader
        .read(&format!("/charts/over-time?{QUESTION}"))
        .await
        .text();
    let seen = visible(&page);
    assert!(
        seen.contains("1 Jun 2026: not one count had moved since the capture before."),
        "{seen}"
    );
}

#[tokio::test]
async fn a_flow_may_fall_without_a_mark() {
    let reader = Reader::of_nothing().await;
    for (day, value) in [("2026-05-01", 100), ("2026-05-02", 50)] {
        let text = format!(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,{day},{value},{day}T23:00:00Z\n"
        );
        reader.ingest(&text).await;
    }
    let seen = visible(&reader.read("/charts/over-time").await.text());
    assert!(!seen.contains("Counter"), "{seen}");
}
