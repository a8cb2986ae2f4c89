//! Vintages: the newest snapshot wins, and `as-of` gives back what was believed before.

use super::markup::visible;
use super::reader::{Reader, Record, row_with};
use axum::http::StatusCode;
use std::fmt::Write as _;

const CSV: &str = "/charts/share.csv?by=model";
const HEADER: &str = "metric,model,observed_on,value,captured_at\n";

/// A snapshot of three rows, captured at a moment.
fn capture(at: &str, rows: &[(&str, &str, u64)]) -> String {
    let mut text = HEADER.to_owned();
    for (model, day, value) in rows {
        writeln!(text, "openrouter-tokens,{model},{day},{value},{at}").unwrap();
    }
    text
}

const GPT: &str = "openai/gpt-4o-2024-11-20";
const R1: &str = "deepseek/deepseek-r1";
const FIRST_AT: &str = "2026-01-03T12:00:00Z";
const SECOND_AT: &str = "2026-01-05T12:00:00Z";

/// A first capture of two days, and a second that restates one number, confirms another and adds
/// a day.
async fn restated() -> (Reader, i64, i64) {
    let reader = Reader::of_nothing().await;
    let first = capture(
        FIRST_AT,
        &[
            (R1, "2026-01-01", 100),
            (GPT, "2026-01-01", 300),
            (R1, "2026-01-02", 200),
        ],
    );
    let second = capture(
        SECOND_AT,
        &[
            (R1, "2026-01-02", 250),
            (GPT, "2026-01-01", 300),
            (GPT, "2026-01-03", 750),
        ],
    );
    let first = reader.ingest(&first).await;
    let second = reader.ingest(&second).await;
    (reader, first, second)
}

fn values(rows: &[Record]) -> Vec<(String, String, String)> {
    let mut found: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["observed_on"].clone(),
                row["series"].clone(),
                row["value"].clone(),
            )
        })
        .collect();
    found.sort();
    found
}

fn expected(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter()
        .map(|(day, model, value)| ((*day).to_owned(), (*model).to_owned(), (*value).to_owned()))
        .collect()
}

fn as_first_said() -> Vec<(String, String, String)> {
    expected(&[
        ("2026-01-01", R1, "100"),
        ("2026-01-01", GPT, "300"),
        ("2026-01-02", R1, "200"),
    ])
}

fn as_last_said() -> Vec<(String, String, String)> {
    expected(&[
        ("2026-01-01", R1, "100"),
        ("2026-01-01", GPT, "300"),
        ("2026-01-02", R1, "250"),
        ("2026-01-03", GPT, "750"),
    ])
}

#[tokio::test]
async fn before_anything_was_known_the_page_says_so_and_the_file_has_only_its_header() {
    let reader = Reader::of_bundled().await;
    for kind in weighbridge::charts::KINDS {
        for metric in ["openrouter-tokens", "hf-downloads-30d"] {
            let question = format!("{}?metric={metric}&as-of=2024-06-30", kind.slug);
            let page = reader.read(&format!("/charts/{question}")).await.text();
            let seen = visible(&page);
            assert!(
                seen.contains(
                    "Nothing was known yet on 30 Jun 2024: no snapshot had been captured by then."
                ),
                "{question}: {seen}"
            );
            let file = question.replace('?', ".csv?");
            let csv = reader.read(&format!("/charts/{file}")).await.text();
            assert_eq!(csv.lines().count(), 1, "{file}: {csv}");
            assert!(
                csv.contains("observed_on,") || csv.starts_with("changed_on,"),
                "{file}: {csv}"
            );
        }
    }
}

#[tokio::test]
async fn the_newest_wins_and_the_older_vintage_is_replayed() {
    let (reader, ..) = restated().await;
    assert_eq!(values(&reader.rows(CSV).await), as_last_said());
    for (moment, believed) in [
        ("2026-01-03T11:59:59Z", Vec::new()),
        (FIRST_AT, as_first_said()),
        ("2026-01-04", as_first_said()),
        ("2026-01-05T11:59:59Z", as_first_said()),
        // The same moment, spelled with another offset.
        ("2026-01-05T12:59:59%2B01:00", as_first_said()),
        (SECOND_AT, as_last_said()),
        ("2026-02", as_last_said()),
    ] {
        let rows = reader.rows(&format!("{CSV}&as-of={moment}")).await;
        assert_eq!(values(&rows), believed, "as of {moment}");
    }
    // Sums of cells come another way than models, and say the same.
    let day = "&from=2026-01-02&to=2026-01-02";
    let of_camp = |rows: Vec<Record>| row_with(&rows, "series", "china-open")["value"].clone();
    let then = format!("/charts/share.csv?as-of={FIRST_AT}{day}");
    assert_eq!(of_camp(reader.rows(&then).await), "200");
    assert_eq!(
        of_camp(
            reader
                .rows(&format!("/charts/share.csv?{}", &day[1..]))
                .await
        ),
        "250"
    );
}

#[tokio::test]
async fn a_chart_says_what_the_source_restated_and_marks_it_where_it_is_large() {
    let (reader, ..) = restated().await;
    // 200 became 250, of 250 on that day.
    let note = "The source restated one value of one of the days shown after it had first \
                published them, by up to 20.0% of the day’s total; the newest values are drawn.";
    let mark = "One value of 2 Jan 2026 restated later, in all by 20.0% of the day’s total.";
    for (question, is_told) in [
        ("over-time", true),
        ("over-time?by=model", true),
        ("over-time?from=2026-01-03", false),
    ] {
        let page = reader.read(&format!("/charts/{question}")).await.text();
        let seen = visible(&page);
        assert_eq!(seen.contains(note), is_told, "{question}: {seen}");
        assert_eq!(seen.contains(mark), is_told, "{question}: {seen}");
    }
    let before = format!("/charts/over-time?as-of={FIRST_AT}");
    let seen = visible(&reader.read(&before).await.text());
    assert!(!seen.contains("restated"), "{seen}");
}

#[tokio::test]
async fn a_chart_as_of_a_moment_cites_the_snapshot_known_then() {
    let (reader, ..) = restated().await;
    let now = reader.read("/charts/share.json").await.json();
    let then = reader
        .read(&format!("/charts/share.json?as-of={FIRST_AT}"))
        .await
        .json();
    assert_eq!(now["as_of"], "2026-01-05");
    assert_eq!(then["as_of"], "2026-01-03");
    assert!(
        now["citation"]
            .as_str()
            .unwrap()
            .contains("as of 2026-01-05")
    );
    assert!(
        then["citation"]
            .as_str()
            .unwrap()
            .contains("as of 2026-01-03")
    );
    assert_eq!(then["query"]["as-of"], FIRST_AT);
    assert!(
        then["address"]
            .as_str()
            .unwrap()
            .ends_with(&format!("?as-of={FIRST_AT}"))
    );
}

#[tokio::test]
async fn a_snapshot_says_what_it_changed() {
    let (reader, first, second) = restated().await;
    let facts = |page: &str| -> Vec<String> {
        let all = super::markup::elements(page);
        let all = all.iter().filter(|element| element.tag.name == "dd");
        all.map(|element| element.text.clone()).collect()
    };
    let page = reader.read(&format!("/snapshots/{first}")).await.text();
    let of_first = facts(&page);
    assert_eq!(of_first[of_first.len() - 4..], ["3", "3", "0", "0"]);
    let page = reader.read(&format!("/snapshots/{second}")).await.text();
    let of_second = facts(&page);
    assert_eq!(of_second[of_second.len() - 4..], ["3", "1", "1", "1"]);
    let seen = visible(&page);
    assert!(
        seen.contains("2 Jan 2026 200 250 +50 +25.0%"),
        "the number before and after: {seen}"
    );
    assert!(
        of_second.contains(&"5 Jan 2026, 12:00 UTC".to_owned()),
        "{of_second:?}"
    );
    assert!(
        of_second.contains(&"1 Jan 2026 – 3 Jan 2026".to_owned()),
        "{of_second:?}"
    );
    let home = visible(&reader.read("/").await.text());
    assert!(
        home.contains(": 1 new numbers, 1 restated, 1 unchanged."),
        "{home}"
    );
}

#[tokio::test]
async fn a_capture_that_comes_late_changes_what_was_believed_in_between() {
    let (reader, ..) = restated().await;
    let between = capture("2026-01-04T00:00:00Z", &[(R1, "2026-01-02", 222)]);
    reader.ingest(&between).await;
    // The newest capture still wins, whatever came last.
    assert_eq!(values(&reader.rows(CSV).await), as_last_said());
    let rows = reader.rows(&format!("{CSV}&as-of=2026-01-04")).await;
    let mut believed = as_first_said();
    "222".clone_into(&mut believed[2].2);
    assert_eq!(values(&rows), believed);
    let rows = reader.rows(&format!("{CSV}&as-of={FIRST_AT}")).await;
    assert_eq!(values(&rows), as_first_said());
}

#[tokio::test]
async fn a_retracted_snapshot_is_marked_kept_and_left_out_of_every_reading() {
    let (reader, first, second) = restated().await;
    let kept = reader.read(&format!("/snapshots/{second}.csv")).await.body;
    let why = "the source <b>withdrew</b> it & apologized";
    let store = &reader.database.store;
    store
        .retract(second, why, chrono::Utc::now(), &reader.catalog)
        .await
        .unwrap();
    reader.site.refresh().await.unwrap();

    assert_eq!(values(&reader.rows(CSV).await), as_first_said());
    let rows = reader.rows(&format!("{CSV}&as-of={SECOND_AT}")).await;
    assert_eq!(values(&rows), as_first_said());
    let json = reader.read("/charts/share.json").await.json();
    assert_eq!(json["as_of"], "2026-01-03");

    let list = visible(&reader.read("/snapshots").await.text());
    assert_eq!(list.matches("retracted").count(), 1, "{list}");
    let page = reader.read(&format!("/snapshots/{second}")).await.text();
    assert!(
        !page.contains("<b>withdrew</b>"),
        "the reason is text, not markup"
    );
    let seen = visible(&page);
    assert!(seen.contains("Retracted on"), "{seen}");
    assert!(seen.contains(why), "{seen}");
    let other = visible(&reader.read(&format!("/snapshots/{first}")).await.text());
    assert!(!other.contains("Retracted"), "{other}");
    assert_eq!(
        reader.read(&format!("/snapshots/{second}.csv")).await.body,
        kept
    );

    let again = store
        .retract(second, "twice", chrono::Utc::now(), &reader.catalog)
        .await;
    assert!(again.unwrap_err().to_string().contains("retracted already"));
    // Where everything is retracted, the page says there is nothing, not zero.
    store
        .retract(first, "all of it", chrono::Utc::now(), &reader.catalog)
        .await
        .unwrap();
    reader.site.refresh().await.unwrap();
    assert_eq!(reader.rows(CSV).await, Vec::<Record>::new());
    assert_eq!(reader.get("/").await.status, StatusCode::OK);
}
