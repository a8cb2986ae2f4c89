//! The catalog decides who is from where: a changed fact changes pages and files by exactly what
//! it concerns, and changing it back restores every byte.

use super::markup::visible;
use super::reader::{Reader, Record, row_with};
use std::borrow::Cow;
use weighbridge::domain::catalog::Catalog;

/// The catalog of this build with one text replaced in one file.
fn edited(file: &str, from: &str, to: &str) -> Catalog {
    let catalog = Catalog::parse(|name| {
        let path = format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        if name != file {
            return Some(Cow::Owned(text));
        }
        assert_eq!(text.matches(from).count(), 1, "{from} in {file}");
        Some(Cow::Owned(text.replace(from, to)))
    });
    catalog.unwrap()
}

fn deepseek_from_the_us() -> Catalog {
    edited(
        "organizations.csv",
        "\ndeepseek,DeepSeek,CN,",
        "\ndeepseek,DeepSeek,US,",
    )
}

fn sum(rows: &[Record], day: &str, series: &str) -> i128 {
    let mut on = rows
        .iter()
        .filter(|row| row["observed_on"] == day && row["series"] == series);
    on.next().map_or(0, |row| row["value"].parse().unwrap())
}

const CAMPS: &str = "/charts/share.csv?by=camp";
const COUNTRIES: &str = "/charts/share.csv?by=country&top=500";

#[tokio::test]
async fn another_country_moves_exactly_what_its_organization_published() {
    let reader = Reader::of_bundled().await;
    let before = reader.read(CAMPS).await;
    let page_before = reader.read("/charts/share").await.text();
    let rows_before = before.rows();
    let countries_before = reader.rows(COUNTRIES).await;
    // What DeepSeek has on each day, from a breakdown that knows no countries.
    let own = reader
        .rows("/charts/share.csv?by=weights&organization=deepseek")
        .await;
    let newest = own.last().unwrap()["observed_on"].clone();
    assert!(sum(&own, &newest, "open") > 0);

    // The site notices a change by another instance on its own.
    let elsewhere = reader.database.second_instance();
    assert!(
        elsewhere
            .load_catalog(&deepseek_from_the_us())
            .await
            .unwrap()
    );
    assert_eq!(
        reader.read(CAMPS).await.body,
        before.body,
        "until it looks again"
    );
    reader.site.refresh().await.unwrap();

    let rows = reader.rows(CAMPS).await;
    let countries = reader.rows(COUNTRIES).await;
    let days: std::collections::BTreeSet<&str> = rows_before
        .iter()
        .map(|row| row["observed_on"].as_str())
        .collect();
    assert!(days.len() > 40);
    for day in days {
        let open = sum(&own, day, "open");
        let change = |series| sum(&rows, day, series) - sum(&rows_before, day, series);
        assert_eq!(change("china-open"), -open, "{day}");
        assert_eq!(change("west-open"), open, "{day}");
        let closed = sum(&own, day, "closed");
        assert_eq!(change("china-closed"), -closed, "{day}");
        assert_eq!(change("west-closed"), closed, "{day}");
        let all = open + closed + sum(&own, day, "unknown");
        let change = |code| sum(&countries, day, code) - sum(&countries_before, day, code);
        assert_eq!((change("CN"), change("US")), (-all, all), "{day}");
    }
    let page = reader.read("/charts/share").await.text();
    assert_ne!(page, page_before);
    // The whole is what it was.
    let total = |rows: &[Record]| -> i128 {
        rows.iter()
            .map(|row| row["value"].parse::<i128>().unwrap())
            .sum()
    };
    assert_eq!(total(&rows), total(&rows_before));

    elsewhere.load_catalog(&reader.catalog).await.unwrap();
    reader.site.refresh().await.unwrap();
    assert_eq!(reader.read(CAMPS).await.body, before.body);
    assert_eq!(reader.read("/charts/share").await.text(), page_before);
    // The same catalog again is nothing to do.
    assert!(!elsewhere.load_catalog(&reader.catalog).await.unwrap());
}

#[tokio::test]
async fn another_bloc_moves_exactly_what_its_country_published() {
    let reader = Reader::of_bundled().await;
    let before = reader.read(CAMPS).await;
    let rows_before = before.rows();
    let own = reader.rows("/charts/share.csv?by=weights&country=FR").await;
    let france = edited(
        "countries.csv",
        "\nFR,France,France,west,",
        "\nFR,France,France,other,",
    );
    reader.database.store.load_catalog(&france).await.unwrap();
    reader.site.refresh().await.unwrap();

    let rows = reader.rows(CAMPS).await;
    let mut moved = 0;
    for row in rows_before
        .iter()
        .filter(|row| row["series"] == "west-open")
    {
        let day = row["observed_on"].as_str();
        let (open, closed) = (sum(&own, day, "open"), sum(&own, day, "closed"));
        let change = |series| sum(&rows, day, series) - sum(&rows_before, day, series);
        assert_eq!(change("west-open"), -open, "{day}");
        assert_eq!(change("west-closed"), -closed, "{day}");
        assert_eq!(change("other"), open + closed, "{day}");
        assert_eq!(change("china-open"), 0, "{day}");
        moved += i32::from(open + closed > 0);
    }
    assert!(moved > 10, "France has figures on {moved} days only");

    let store = &reader.database.store;
    store.load_catalog(&reader.catalog).await.unwrap();
    reader.site.refresh().await.unwrap();
    assert_eq!(reader.read(CAMPS).await.body, before.body);
}

#[tokio::test]
async fn a_catalog_change_also_holds_for_what_was_known_before_it() {
    let reader = Reader::of_bundled().await;
    let moment = "as-of=2026-10-01&from=2026-09-23&to=2026-09-23";
    let camps = format!("{CAMPS}&{moment}");
    let own = format!("/charts/share.csv?by=weights&organization=deepseek&{moment}");
    let (before, own) = (reader.rows(&camps).await, reader.rows(&own).await);
    let store = &reader.database.store;
    store.load_catalog(&deepseek_from_the_us()).await.unwrap();
    reader.site.refresh().await.unwrap();
    let after = reader.rows(&camps).await;
    let day = "2026-09-23";
    let moved = sum(&own, day, "open");
    assert!(moved > 0);
    assert_eq!(
        sum(&before, day, "china-open") - sum(&after, day, "china-open"),
        moved
    );
}

#[tokio::test]
async fn the_front_page_follows_the_catalog() {
    let reader = Reader::of_bundled().await;
    let before = visible(&reader.read("/").await.text());
    let store = &reader.database.store;
    store.load_catalog(&deepseek_from_the_us()).await.unwrap();
    reader.site.refresh().await.unwrap();
    let after = visible(&reader.read("/").await.text());
    let lead =
        |text: &str| text.split("open-weight models carried").nth(1).unwrap()[..40].to_owned();
    assert_ne!(lead(&before), lead(&after));
    let rows = reader.rows(CAMPS).await;
    let newest = rows.last().unwrap()["observed_on"].clone();
    let on: Vec<Record> = rows
        .into_iter()
        .filter(|row| row["observed_on"] == newest)
        .collect();
    let china = row_with(&on, "series", "china-open");
    let low = (super::reader::number(&china["share_low"]) * 100.0).floor();
    assert!(
        lead(&after).contains(&format!("{low}%")),
        "{} has no {low}%",
        lead(&after)
    );
}
