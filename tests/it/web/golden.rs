//! Every figure of `tests/golden` as a reader downloads it.

use super::reader::{Reader, Record, number, row_with};
use std::collections::BTreeMap;

fn golden(name: &str) -> Vec<Record> {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The address of the view a row belongs to. Its filter is written as addresses spell it.
fn address(row: &Record, by: &str) -> String {
    let (metric, day) = (&row["metric"], &row["observed_on"]);
    let filter = match row.get("filter").map(String::as_str) {
        None | Some("") => String::new(),
        Some(filter) => format!("&{filter}"),
    };
    format!(
        "/charts/share.csv?metric={metric}&by={by}&from={day}&to={day}&top=500&panel=all{filter}"
    )
}

fn assert_near(found: &str, expected: &str, what: &str) {
    let (found, expected) = (number(found), number(expected));
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs(),
        "{what}: {found}, not {expected}"
    );
}

fn assert_row(golden: &Record, rows: &[Record], view: &str) {
    let row = rows
        .iter()
        .find(|row| row["series"] == golden["series"])
        .unwrap_or_else(|| panic!("{view} has no {}", golden["series"]));
    for column in ["metric", "observed_on", "value", "models"] {
        assert_eq!(row[column], golden[column], "{column} in {view}");
    }
    for column in ["share", "share_low", "share_high"] {
        assert_near(
            &row[column],
            &golden[column],
            &format!("{column} in {view}"),
        );
    }
}

/// Every golden row is in the file of its view, and the file has no other; returns how many views.
async fn assert_views(reader: &Reader, file: &str, by: Option<&str>, count: usize) -> usize {
    let all = golden(file);
    assert_eq!(all.len(), count, "{file}");
    let mut views: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for row in &all {
        let by = by.unwrap_or_else(|| &row["by"]);
        views.entry(address(row, by)).or_default().push(row);
    }
    for (view, expected) in &views {
        let rows = reader.rows(view).await;
        for row in expected {
            assert_row(row, &rows, view);
        }
        assert_eq!(
            rows.len(),
            expected.len(),
            "rows beyond the golden ones: {view}"
        );
    }
    views.len()
}

#[tokio::test]
async fn breakdowns_and_filters_give_the_golden_rows_and_no_others() {
    let reader = Reader::of_bundled().await;
    assert_views(&reader, "camps.csv", Some("camp"), 21).await;
    assert_views(&reader, "countries.csv", Some("country"), 26).await;
    assert_views(&reader, "license_classes.csv", Some("license-class"), 20).await;
    assert_views(&reader, "weights.csv", Some("weights"), 13).await;
    let filtered = assert_views(&reader, "filtered.csv", None, 83).await;
    assert!(filtered > 20, "only {filtered} filtered views");
}

#[tokio::test]
async fn a_series_that_is_only_possibly_there_has_no_row() {
    let reader = Reader::of_bundled().await;
    let all = golden("possible_only.csv");
    assert_eq!(all.len(), 225);
    let mut views: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for row in &all {
        assert_eq!(row["value"], "0");
        views.entry(address(row, &row["by"])).or_default().push(row);
    }
    for (view, absent) in &views {
        let rows = reader.rows(view).await;
        for row in absent {
            let there = rows.iter().any(|found| found["series"] == row["series"]);
            assert!(!there, "{view} has {}", row["series"]);
        }
    }
}

#[tokio::test]
async fn the_panel_of_models_present_at_every_date_has_the_golden_rows() {
    let reader = Reader::of_bundled().await;
    let question = "metric=hf-downloads-30d&from=2026-01-01";
    // The default of a window metric; written out it is the same.
    let rows = reader.rows(&format!("/charts/share.csv?{question}")).await;
    let named = format!("/charts/share.csv?{question}&panel=common");
    assert_eq!(rows, reader.rows(&named).await);

    let all = golden("panel_common.csv");
    assert_eq!(all.len(), 8);
    for row in &all {
        let on: Vec<Record> = rows
            .iter()
            .filter(|found| found["observed_on"] == row["observed_on"])
            .cloned()
            .collect();
        assert_eq!(on.len(), 4);
        assert_row(row, &on, question);
    }
    let page = reader
        .read(&format!("/charts/share?{question}"))
        .await
        .text();
    assert!(page.contains("Only the 87 models present at every date shown."));
}

#[tokio::test]
async fn the_largest_models_are_the_golden_ones_in_their_order() {
    let reader = Reader::of_bundled().await;
    let all = golden("top_models.csv");
    assert_eq!(all.len(), 25);
    for row in &all {
        let (metric, day) = (&row["metric"], &row["observed_on"]);
        let view = format!(
            "/charts/share.csv?metric={metric}&by=model&from={day}&to={day}&top=5&panel=all"
        );
        let rows = reader.rows(&view).await;
        let models: Vec<&Record> = rows
            .iter()
            .filter(|row| !row["series"].starts_with('_'))
            .collect();
        assert_eq!(models.len(), 5, "{view}");
        let rank: usize = row["rank"].parse().unwrap();
        assert_eq!(models[rank - 1]["series"], row["model"], "{view}");
        assert_eq!(models[rank - 1]["value"], row["value"], "{view}");
    }
}

#[tokio::test]
async fn every_breakdown_adds_up_to_the_golden_total() {
    let reader = Reader::of_bundled().await;
    let all = golden("totals.csv");
    assert_eq!(all.len(), 5);
    for row in &all {
        for by in weighbridge::query::breakdowns() {
            // Folding the rest away must lose nothing.
            for top in [3, 500] {
                let view = format!("{}&top={top}", address(row, by.key).replace("&top=500", ""));
                let rows = reader.rows(&view).await;
                let sum: i128 = rows
                    .iter()
                    .map(|row| row["value"].parse::<i128>().unwrap())
                    .sum();
                assert_eq!(sum.to_string(), row["value"], "{view}");
            }
        }
    }
}

#[tokio::test]
async fn the_file_of_a_whole_range_has_the_rows_of_each_day() {
    let reader = Reader::of_bundled().await;
    let whole = reader.rows("/charts/share.csv").await;
    let days: Vec<Record> = golden("camps.csv")
        .into_iter()
        .filter(|row| row["metric"] == "openrouter-tokens")
        .collect();
    assert_eq!(days.len(), 17);
    for row in &days {
        let on: Vec<Record> = whole
            .iter()
            .filter(|found| found["observed_on"] == row["observed_on"])
            .cloned()
            .collect();
        assert_row(row, &on, "the whole range");
        assert_eq!(
            row_with(&on, "series", &row["series"])["days_observed"],
            "1"
        );
    }
}
