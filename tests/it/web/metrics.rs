//! `/metrics`: what a scraper reads.

use super::reader::Reader;
use axum::http::header;
use std::collections::BTreeMap;
use weighbridge::telemetry::metrics::{Kind, METRICS};

const ONE_ROW: &str = "metric,model,observed_on,value,captured_at\n\
    npm-downloads,openai,2026-10-08,5,2026-10-09T00:00:00Z\n";

/// The samples of a scrape, by name and labels.
async fn scrape(reader: &Reader) -> BTreeMap<String, f64> {
    let text = reader.read("/metrics").await.text();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn a_scrape_is_in_the_format_of_prometheus_and_each_family_is_in_the_table() {
    let reader = Reader::of_bundled().await;
    reader.read("/").await;
    let answer = reader.read("/metrics").await;
    let kind = answer.header(header::CONTENT_TYPE);
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let text = answer.text();
    let mut families = 0;
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("# TYPE ") else {
            continue;
        };
        families += 1;
        let (name, kind) = rest.split_once(' ').unwrap();
        let metric = METRICS.iter().find(|metric| metric.name == name);
        let metric = metric.unwrap_or_else(|| panic!("{name} is not in the table"));
        let expected = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        assert_eq!(kind, expected, "{name}");
        let help = format!("# HELP {name} {}\n", metric.help);
        assert!(text.contains(&help), "{name} has no help text");
    }
    assert!(families >= 8, "{text}");
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let name: &str = line.split(['{', ' ']).next().unwrap();
        let known = METRICS.iter().any(|metric| {
            let parts = ["_bucket", "_sum", "_count"].map(|part| format!("{}{part}", metric.name));
            metric.name == name
                || metric.kind == Kind::Histogram && parts.iter().any(|part| part == name)
        });
        assert!(known, "{line}");
    }
}

#[tokio::test]
async fn how_fresh_each_source_is_follows_the_newest_capture() {
    let reader = Reader::of_bundled().await;
    let before = scrape(&reader).await;
    let edition = reader.site.edition();
    for source in ["openrouter", "huggingface"] {
        let newest = edition.newest_capture(source, None).unwrap();
        let age = (chrono::Utc::now() - newest).as_seconds_f64();
        let said = before[&format!("weighbridge_freshness_seconds{{source=\"{source}\"}}")];
        assert!(
            (said - age).abs() < 60.0,
            "{source}: {said}, and it is {age}"
        );
    }
    let snapshots = |samples: &BTreeMap<String, f64>, source: &str| {
        samples
            .get(&format!("weighbridge_snapshots{{source=\"{source}\"}}"))
            .copied()
    };
    let all =
        snapshots(&before, "openrouter").unwrap() + snapshots(&before, "huggingface").unwrap();
    assert_eq!(all as usize, reader.snapshots().await.len());
    let version = before["weighbridge_data_version"];

    reader.ingest(ONE_ROW).await;
    let after = scrape(&reader).await;
    assert_eq!(snapshots(&after, "npm"), Some(1.0));
    assert!(after.contains_key("weighbridge_freshness_seconds{source=\"npm\"}"));
    assert!(after["weighbridge_data_version"] > version);
    // Others of this process count too, so no more than this can be said.
    let grew = |name: &str| after[name] - before.get(name).copied().unwrap_or(0.0);
    assert!(grew("weighbridge_ingested_snapshots_total{outcome=\"stored\"}") >= 1.0);
    assert!(grew("weighbridge_ingested_rows_total{outcome=\"inserted\"}") >= 1.0);
}

#[tokio::test]
async fn requests_are_counted_by_the_class_of_their_status_and_their_time() {
    let reader = Reader::of_bundled().await;
    let name = |status: &str| {
        format!("weighbridge_http_requests_total{{route=\"/licenses/{{id}}\",status=\"{status}\"}}")
    };
    let before = scrape(&reader).await;
    for _ in 0..3 {
        reader.read("/licenses/mit").await;
    }
    reader.get("/licenses/none-of-that-name").await;
    let after = scrape(&reader).await;
    let grew = |name: &str| after[name] - before.get(name).copied().unwrap_or(0.0);
    assert!(grew(&name("2xx")) >= 3.0);
    assert!(grew(&name("4xx")) >= 1.0);
    let seconds = "weighbridge_http_request_duration_seconds";
    let bucket = format!("{seconds}_bucket{{route=\"/licenses/{{id}}\",le=\"+Inf\"}}");
    assert!(grew(&bucket) >= 4.0);
    for pool in ["read", "write"] {
        for state in ["in-use", "idle"] {
            let name = format!("weighbridge_pool_connections{{pool=\"{pool}\",state=\"{state}\"}}");
            assert!(after.contains_key(&name), "no {name}");
        }
    }
}

#[tokio::test]
async fn metrics_are_there_without_the_database() {
    let reader = Reader::of_bundled().await;
    reader.database.store.close().await;
    let samples = scrape(&reader).await;
    assert!(samples.contains_key("weighbridge_data_version"));
}
