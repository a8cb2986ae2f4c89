//! Lists that come in pages: following the links gives everything once, in order, whatever is asked.

use super::super::reader::{BASE_URL, Reader};
use axum::http::header;
use serde_json::Value;
use sqlx::Row;

/// All items of a list, following the links from page to page; how many pages there were.
async fn follow(reader: &Reader, address: &str) -> (Vec<Value>, usize) {
    let (mut items, mut pages) = (Vec::new(), 0);
    let mut address = address.to_owned();
    loop {
        let answer = reader.read(&address).await;
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        pages += 1;
        let link = answer.header(header::LINK);
        let Some(next) = page["next"].as_str() else {
            assert!(!link.contains("rel=\"next\""), "{link}");
            return (items, pages);
        };
        assert!(
            link.starts_with(&format!("<{next}>; rel=\"next\"")),
            "{link}"
        );
        next.strip_prefix(BASE_URL)
            .unwrap()
            .clone_into(&mut address);
        assert!(pages < 1000, "{address} has no end");
    }
}

fn names(items: &[Value]) -> Vec<(String, String)> {
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    items
        .iter()
        .map(|item| (text(item, "source"), text(item, "id")))
        .collect()
}

/// The models of a condition, by hand.
async fn by_hand(reader: &Reader, condition: &'static str) -> Vec<(String, String)> {
    let sql = format!(
        "SELECT source.slug, m.external_id FROM model m JOIN source ON source.id = m.source_id
         LEFT JOIN organization o ON o.id = m.organization_id
         LEFT JOIN country c ON c.code = o.country
         LEFT JOIN license l ON l.id = m.license_now_id
         WHERE NOT m.unlisted AND ({condition}) ORDER BY m.source_id, m.external_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .fetch_all(&reader.database.pool)
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn models_are_those_of_the_filters_page_by_page() {
    let reader = Reader::of_bundled().await;
    for (question, condition) in [
        ("", "true"),
        ("source=openrouter", "source.slug = 'openrouter'"),
        (
            "source=openrouter~huggingface",
            "source.slug IN ('openrouter', 'huggingface')",
        ),
        ("organization=alibaba", "o.slug = 'alibaba'"),
        ("organization=!alibaba", "o.slug IS DISTINCT FROM 'alibaba'"),
        ("organization=unknown", "o.id IS NULL"),
        ("country=CN~FR", "o.country IN ('CN', 'FR')"),
        ("country=!CN", "o.country IS DISTINCT FROM 'CN'"),
        ("country=unknown", "o.country IS NULL"),
        ("bloc=west&weights=closed", "c.bloc = 2 AND m.weights = 2"),
        ("weights=unknown", "m.weights = 0"),
        ("license=apache-2.0", "l.slug = 'apache-2.0'"),
        ("license=unknown", "l.id IS NULL OR l.slug = 'unknown'"),
        (
            "license-class=permissive&country=CN",
            "l.class = 1 AND o.country = 'CN'",
        ),
        ("license-class=!permissive", "l.class IS DISTINCT FROM 1"),
        (
            "q=QWEN3-8b",
            "lower(m.external_id) LIKE '%qwen3-8b%' OR lower(m.name) LIKE '%qwen3-8b%'",
        ),
        ("q=%25", "m.external_id LIKE '%\\%%' OR m.name LIKE '%\\%%'"),
        (
            "q=deepseek&source=openrouter&weights=open",
            "source.slug = 'openrouter' AND m.weights = 1
            AND (m.external_id ILIKE '%deepseek%' OR m.name ILIKE '%deepseek%')",
        ),
    ] {
        let expected = by_hand(&reader, condition).await;
        let mark = if question.is_empty() { "" } else { "&" };
        for limit in [200, 37] {
            let address = format!("/api/v1/models?{question}{mark}limit={limit}");
            let (items, pages) = follow(&reader, &address).await;
            assert_eq!(names(&items), expected, "{address}");
            assert_eq!(pages, expected.len().div_ceil(limit).max(1), "{address}");
        }
        if !["q=%25", "country=unknown"].contains(&question) {
            assert!(!expected.is_empty(), "{question} asks for nothing");
        }
    }
}

#[tokio::test]
async fn what_is_rare_among_many_is_found_in_pages_that_may_be_empty() {
    let reader = Reader::of_nothing().await;
    let sql = "INSERT INTO model (source_id, external_id, name, unlisted, scope, weights, cataloged,
                   catalog_weights, basis)
               SELECT source.id, 'many/model-' || lpad(number::text, 6, '0'), '', false, 0, 1, false,
                      0, ''
               FROM generate_series(1, 250000) number, source WHERE source.slug = 'huggingface'";
    sqlx::query(sql)
        .execute(&reader.database.pool)
        .await
        .unwrap();
    let first = reader.read("/api/v1/models?q=model-249999").await.json();
    assert_eq!(first["items"], serde_json::json!([]));
    assert!(first["next"].is_string(), "there is more to look at");
    let (items, pages) = follow(&reader, "/api/v1/models?q=model-249999").await;
    assert_eq!(
        names(&items),
        [("huggingface".to_owned(), "many/model-249999".to_owned())]
    );
    assert!((3..=5).contains(&pages), "{pages} pages");
    // By an organization there is no such limit: an index leads to its models.
    let started = std::time::Instant::now();
    let none = reader
        .read("/api/v1/models?organization=alibaba&q=model-249999")
        .await
        .json();
    assert_eq!(none["next"], Value::Null);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[tokio::test]
async fn snapshots_come_newest_first_page_by_page() {
    let reader = Reader::of_bundled().await;
    let expected: Vec<i64> = reader.snapshots().await.iter().map(|it| it.id).collect();
    for limit in [1, 5, 200] {
        let (items, _) = follow(&reader, &format!("/api/v1/snapshots?limit={limit}")).await;
        let found: Vec<i64> = items.iter().map(|it| it["id"].as_i64().unwrap()).collect();
        assert_eq!(found, expected, "{limit} at a time");
    }
    let (items, _) = follow(&reader, "/api/v1/snapshots?source=openrouter&limit=1").await;
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|it| it["source"] == "openrouter"));
}

#[tokio::test]
async fn events_are_those_of_the_time_asked_for() {
    let reader = Reader::of_nothing().await;
    let all = reader.read("/api/v1/events").await.json();
    let all = all["items"].as_array().unwrap();
    assert_eq!(all.len(), reader.catalog.events.len());
    let part = reader
        .read("/api/v1/events?from=2026-01&to=2026-06-15")
        .await
        .json();
    let part = part["items"].as_array().unwrap();
    let day = |item: &Value| item["date"].as_str().unwrap().to_owned();
    let is_within = |item: &&Value| ("2026-01-01"..="2026-06-15").contains(&day(item).as_str());
    assert_eq!(part.len(), all.iter().filter(is_within).count());
    assert!(!part.is_empty() && part.len() < all.len());
    let days: Vec<String> = all.iter().map(day).collect();
    assert!(days.is_sorted(), "{days:?}");
}
