//! What the catalog cannot place is admitted, counted as unknown and listed, largest share first.

use super::markup::visible;
use super::reader::{Reader, row_with};

const CAPTURE: &str = "metric,model,observed_on,value,captured_at\n\
    openrouter-tokens,newcomer/alpha-1,2026-05-01,300,2026-05-02T00:00:00Z\n\
    openrouter-tokens,newcomer/alpha-2,2026-05-01,100,2026-05-02T00:00:00Z\n\
    openrouter-tokens,stranger/beta,2026-05-01,100,2026-05-02T00:00:00Z\n\
    openrouter-tokens,deepseek/deepseek-r1,2026-05-01,400,2026-05-02T00:00:00Z\n\
    openrouter-tokens,other,2026-05-01,100,2026-05-02T00:00:00Z\n";

#[tokio::test]
async fn an_unknown_namespace_is_unknown_in_charts_and_listed_with_its_share() {
    let reader = Reader::of_nothing().await;
    reader.ingest(CAPTURE).await;
    let rows = reader.rows("/charts/share.csv").await;
    // The three newcomers and what the source does not list: 600 of 1000.
    assert_eq!(row_with(&rows, "series", "unknown")["value"], "600");

    let seen = visible(&reader.read("/to-classify").await.text());
    let newcomer = "newcomer 40.0% 2 newcomer/alpha-1";
    let stranger = "stranger 10.0% 1 stranger/beta";
    let (first, second) = (seen.find(newcomer), seen.find(stranger));
    assert!(first.is_some() && first < second, "{seen}");
    assert!(
        !seen.contains("deepseek/deepseek-r1"),
        "what is placed is not listed: {seen}"
    );
    assert!(
        !seen.contains("Other (outside"),
        "what the source does not list cannot be looked up: {seen}"
    );
}

#[tokio::test]
async fn with_nothing_stored_the_page_says_so() {
    let reader = Reader::of_nothing().await;
    let seen = visible(&reader.read("/to-classify").await.text());
    assert!(seen.contains("No snapshot has been loaded yet."), "{seen}");
}
