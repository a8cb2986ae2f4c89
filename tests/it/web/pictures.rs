//! Whole charts under version control, as a reader downloads them: a change of a drawing shows
//! as a diff to look at.

use super::reader::Reader;
use insta::assert_snapshot;
use std::fmt::Write as _;

/// A picture with one element a line, so that a diff names the element that changed.
async fn picture(reader: &Reader, address: &str) -> String {
    let text = reader.read(address).await.text();
    roxmltree::Document::parse(&text).expect("well-formed");
    text.replace("><", ">\n<")
}

#[tokio::test]
async fn shares_of_the_bundled_tokens() {
    let reader = Reader::of_bundled().await;
    assert_snapshot!(picture(&reader, "/charts/share.svg").await);
}

#[tokio::test]
async fn the_bundled_tokens_over_time() {
    let reader = Reader::of_bundled().await;
    assert_snapshot!(picture(&reader, "/charts/over-time.svg").await);
}

#[tokio::test]
async fn a_logarithmic_scale() {
    let reader = Reader::of_bundled().await;
    assert_snapshot!(picture(&reader, "/charts/over-time.svg?scale=log").await);
}

#[tokio::test]
async fn one_point() {
    let reader = Reader::of_bundled().await;
    let day = "from=2026-08-26&to=2026-08-26";
    assert_snapshot!(
        "one_point_over_time",
        picture(&reader, &format!("/charts/over-time.svg?{day}")).await
    );
    assert_snapshot!(
        "one_point_share",
        picture(&reader, &format!("/charts/share.svg?{day}")).await
    );
}

#[tokio::test]
async fn no_data() {
    let reader = Reader::of_nothing().await;
    assert_snapshot!(picture(&reader, "/charts/share.svg").await);
}

/// A week of two models, without some days.
async fn week_without(missing: &[u32]) -> Reader {
    let reader = Reader::of_nothing().await;
    let mut text = String::from("metric,model,observed_on,value,captured_at\n");
    for day in (1..=7).filter(|day| !missing.contains(day)) {
        for (model, value) in [
            ("deepseek/deepseek-r1", 200 + day),
            ("openai/gpt-4o-2024-11-20", 300),
        ] {
            writeln!(
                text,
                "openrouter-tokens,{model},2026-01-0{day},{value},2026-01-08T00:00:00Z"
            )
            .unwrap();
        }
    }
    reader.ingest(&text).await;
    reader
}

/// How many strokes the line of each series has: a new one begins after each gap.
fn strokes(picture: &str) -> Vec<usize> {
    let read = roxmltree::Document::parse(picture).unwrap();
    let lines = read.descendants().filter(|node| {
        let id = node.attribute("id").unwrap_or_default();
        id.starts_with("over-time-line-")
    });
    let paths = lines.filter_map(|node| node.attribute("d"));
    paths.map(|path| path.matches('M').count()).collect()
}

#[tokio::test]
async fn a_missing_day_is_a_gap_in_the_line() {
    let whole = week_without(&[]).await;
    let gap = week_without(&[4]).await;
    let (whole, gap) = (
        picture(&whole, "/charts/over-time.svg").await,
        picture(&gap, "/charts/over-time.svg").await,
    );
    assert_eq!(strokes(&whole), [1, 1]);
    assert_eq!(strokes(&gap), [2, 2]);
    assert!(gap.contains("No data between 3 Jan 2026 and 5 Jan 2026."));
    assert_snapshot!(gap);
}
