//! What resources hold: the rows of the files, the facts of the catalog, the numbers of the pages.

use super::super::reader::Reader;
use super::problems::assert_problem;
use axum::http::StatusCode;
use std::borrow::Cow;
use std::sync::Arc;
use weighbridge::charts::KINDS;
use weighbridge::domain::catalog::Catalog;
use weighbridge::web::Site;

#[tokio::test]
async fn series_are_the_rows_of_the_file_of_the_same_view() {
    let reader = Reader::of_bundled().await;
    for kind in KINDS {
        for question in [
            "by=country&every=month&country=CN~US",
            "metric=hf-downloads-30d&by=license&from=2026-03",
            "by=model&top=3&from=2026-09&as-of=2026-10-01",
        ] {
            let file = reader
                .read(&format!("/charts/{}.json?{question}", kind.slug))
                .await
                .json();
            let series = reader
                .read(&format!("/api/v1/series?kind={}&{question}", kind.slug))
                .await
                .json();
            for name in [
                "rows", "query", "title", "sentence", "citation", "notes", "as_of",
            ] {
                assert_eq!(series[name], file[name], "{} {question}: {name}", kind.slug);
            }
            assert_eq!(series["kind"], kind.slug);
            assert_eq!(series["metric"]["id"], file["metric"]["id"]);
            let columns: Vec<&str> = kind.columns.iter().map(|column| column.name).collect();
            for row in series["rows"].as_array().unwrap() {
                let names: Vec<&str> = row
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(String::as_str)
                    .collect();
                assert_eq!(names, columns, "{}", kind.slug);
            }
        }
    }
    let unasked = reader.read("/api/v1/series").await.json();
    assert_eq!(
        unasked["rows"],
        reader.read("/charts/share.json").await.json()["rows"]
    );
}

#[tokio::test]
async fn a_permalink_goes_on_giving_the_same_rows() {
    let reader = Reader::of_bundled().await;
    let before = reader
        .read("/api/v1/series?kind=over-time&by=bloc&every=month")
        .await
        .json();
    let permalink = before["links"]["permalink"].as_str().unwrap();
    let path = permalink
        .strip_prefix(super::super::reader::BASE_URL)
        .unwrap();
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-07,5,2026-10-09T06:00:00Z\n",
        )
        .await;
    assert_eq!(reader.read(path).await.json()["rows"], before["rows"]);
    let now = reader
        .read("/api/v1/series?kind=over-time&by=bloc&every=month")
        .await
        .json();
    assert_ne!(now["rows"], before["rows"]);
}

#[tokio::test]
async fn standings_are_the_numbers_of_the_share_on_the_newest_day() {
    let reader = Reader::of_bundled().await;
    for (address, by, id) in [
        ("/api/v1/countries/CN", "country", "CN"),
        ("/api/v1/organizations/alibaba", "organization", "alibaba"),
        ("/api/v1/licenses/apache-2.0", "license", "apache-2.0"),
        (
            "/api/v1/models/openrouter/deepseek/deepseek-v4.1-flash-20260910",
            "model",
            "deepseek/deepseek-v4.1-flash-20260910",
        ),
    ] {
        let item = reader.read(address).await.json();
        let standing = item["standings"].as_array().unwrap().iter();
        let standing = standing
            .clone()
            .find(|it| it["metric"] == "openrouter-tokens")
            .unwrap();
        let day = standing["observed_on"].as_str().unwrap();
        let file = format!("/charts/share.csv?by={by}&from={day}&to={day}&top=500");
        let rows = reader.rows(&file).await;
        let row = rows.iter().find(|row| row["series"] == id).unwrap();
        for name in ["value", "share", "share_low", "share_high", "models"] {
            assert_eq!(standing[name].to_string(), row[name], "{address}: {name}");
        }
        let value = |row: &super::super::reader::Record| row["value"].parse::<i128>().unwrap();
        let larger = rows.iter().filter(|other| {
            !["unknown", "_unlisted", "_rest"].contains(&other["series"].as_str())
                && value(other) > value(row)
        });
        assert_eq!(standing["rank"], larger.count() + 1, "{address}");
    }
}

#[tokio::test]
async fn a_model_says_who_made_it_and_what_it_is_made_from() {
    let reader = Reader::of_bundled().await;
    let plain = reader
        .read("/api/v1/models/openrouter/deepseek/deepseek-r1")
        .await
        .json();
    let encoded = reader
        .read("/api/v1/models/openrouter/deepseek%2Fdeepseek-r1")
        .await;
    assert_eq!(encoded.json(), plain);
    assert_eq!(plain["organization"], "deepseek");
    assert_eq!(plain["country"], "CN");
    assert_eq!(plain["bloc"], "china");
    assert_eq!(plain["weights"], "open");
    let free = plain["variants"].as_array().unwrap()[0].as_str().unwrap();
    let free = reader
        .read(&format!("/api/v1/models/openrouter/{free}"))
        .await
        .json();
    assert_eq!(free["variant_of"], "deepseek/deepseek-r1");
    let derived = plain["derivatives"].as_array().unwrap();
    for model in derived.iter().take(3) {
        let (source, id) = (
            model["source"].as_str().unwrap(),
            model["id"].as_str().unwrap(),
        );
        let model = reader
            .read(&format!("/api/v1/models/{source}/{id}"))
            .await
            .json();
        assert!(
            [&model["base_model"], &model["root_model"]]
                .iter()
                .any(|base| base["id"] == "deepseek/deepseek-r1"),
            "{model}"
        );
    }
    let listed = reader
        .read("/api/v1/models?q=deepseek/deepseek-r1&source=openrouter")
        .await
        .json();
    let listed = listed["items"].as_array().unwrap().iter();
    let listed = listed.clone().find(|it| it["id"] == plain["id"]).unwrap();
    for (name, value) in listed.as_object().unwrap() {
        assert_eq!(&plain[name], value, "{name}");
    }
}

#[tokio::test]
async fn rows_that_a_source_forbids_to_hand_out_are_in_no_answer() {
    let catalog = Catalog::parse(|name| {
        let text = std::fs::read_to_string(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR")));
        let text = text.unwrap();
        Some(Cow::Owned(match name {
            "sources.csv" => {
                let forbidding = text.replace("\",yes,unknown,:,other", "\",no,unknown,:,other");
                assert_ne!(forbidding, text);
                forbidding
            }
            _ => text,
        }))
    })
    .unwrap();
    let mut reader = Reader::of_bundled().await;
    let store = reader.database.store.clone();
    store.load_catalog(&catalog).await.unwrap();
    reader.site = Site::open(
        store,
        Arc::new(catalog),
        super::super::reader::BASE_URL.to_owned(),
    )
    .await
    .unwrap();
    let refused = reader.get("/api/v1/series").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(assert_problem(&refused)["type"], "/api#problem-withheld");
    reader.read("/api/v1/series?metric=hf-downloads-30d").await;
    let country = reader.read("/api/v1/countries/CN").await.json();
    let standings = country["standings"].as_array().unwrap();
    assert!(
        standings
            .iter()
            .all(|it| it["metric"] != "openrouter-tokens"),
        "{country}"
    );
    assert!(!standings.is_empty());
    let snapshots = reader
        .read("/api/v1/snapshots?source=openrouter")
        .await
        .json();
    assert_eq!(
        snapshots["items"][0]["links"]["csv"],
        serde_json::Value::Null
    );
    let metric = reader
        .read("/api/v1/metrics/openrouter-tokens")
        .await
        .json();
    assert_eq!(metric["links"]["csv"], serde_json::Value::Null);
}

#[tokio::test]
async fn without_any_snapshot_lists_are_there_and_nothing_stands_anywhere() {
    let reader = Reader::of_nothing().await;
    let series = reader.read("/api/v1/series").await.json();
    assert_eq!(series["rows"], serde_json::json!([]));
    assert_eq!(series["links"]["permalink"], serde_json::Value::Null);
    assert_eq!(
        reader.read("/api/v1/snapshots").await.json()["items"],
        serde_json::json!([])
    );
    let country = reader.read("/api/v1/countries/CN").await.json();
    assert_eq!(country["standings"], serde_json::json!([]));
    let metrics = reader.read("/api/v1/metrics").await.json();
    assert_eq!(metrics["items"][0]["days_observed"], 0);
    assert_eq!(
        metrics["items"][0]["last_observed_on"],
        serde_json::Value::Null
    );
}
