//! The lens of the base says what it does not reach: how much counts as its base's, how much
//! states a base that does not resolve and stays with its publisher, and of which models that is.

use super::formats;
use super::markup::visible;
use super::reader::Reader;

const HEAD: &str = "metric,model,observed_on,value,captured_at,license,base_model\n";

/// What a capture says: all of its rows at one moment.
fn capture(at: &str, rows: &[&str]) -> String {
    let lines = rows.iter().map(|row| {
        let (numbers, said) = row.split_once(';').unwrap_or((row, ","));
        format!("{numbers},{at},{said}\n")
    });
    HEAD.to_owned() + &lines.collect::<String>()
}

/// A chain that resolves, one that runs into itself, one of unknown end, and one too deep.
fn first() -> String {
    let mut rows = vec![
        "hf-downloads-30d,meta-llama/Tuned,2026-05-01,400;,Qwen/Qwen3-8B".to_owned(),
        "hf-downloads-30d,meta-llama/Circle,2026-05-01,120;,acme/Circle".to_owned(),
        "hf-downloads-30d,acme/Circle,2026-05-01,30;,meta-llama/Circle".to_owned(),
        "hf-downloads-30d,meta-llama/Lost,2026-05-01,50;,nobody/Nothing".to_owned(),
        "hf-downloads-30d,meta-llama/Said,2026-05-01,40;,a merge of many".to_owned(),
        "hf-downloads-30d,meta-llama/Plain,2026-05-01,300".to_owned(),
        "hf-downloads-30d,acme/L1,2026-05-01,60;,acme/L2".to_owned(),
    ];
    rows.extend(
        (2..8).map(|at| format!("hf-downloads-30d,acme/L{at},2026-05-01,0;,acme/L{}", at + 1)),
    );
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    capture("2026-05-02T00:00:00Z", &rows)
}

/// Of each date and moment: share and models that count as their base's, and that do not resolve.
/// From observations and what is stored of models, row by row.
async fn expected(reader: &Reader, metric: &str, as_of: &str) -> Vec<(String, [f64; 2], [i64; 2])> {
    let rows: Vec<(String, f64, f64, i64, i64)> = sqlx::query_as(
        "SELECT o.observed_on::text,
                (sum(CASE WHEN m.root_model_id > 0 THEN o.value ELSE 0 END) / sum(o.value))::float8,
                (sum(CASE WHEN m.lineage IN (2, 3, 4) THEN o.value ELSE 0 END) / sum(o.value))::float8,
                count(DISTINCT CASE WHEN m.root_model_id > 0 THEN coalesce(m.variant_of, m.id) END),
                count(DISTINCT CASE WHEN m.lineage IN (2, 3, 4) THEN coalesce(m.variant_of, m.id) END)
         FROM observation o JOIN model m ON m.id = o.model_id
         WHERE (SELECT slug FROM metric WHERE metric.id = o.metric_id) = $1
           AND o.known_from <= $2::timestamptz AND o.known_to > $2::timestamptz
         GROUP BY 1 HAVING sum(o.value) > 0 ORDER BY 1",
    )
    .bind(metric)
    .bind(as_of)
    .fetch_all(&reader.database.pool)
    .await
    .unwrap();
    rows.into_iter()
        .map(|(day, based, unresolved, models, unresolved_models)| {
            (day, [based, unresolved], [models, unresolved_models])
        })
        .collect()
}

async fn found(reader: &Reader, address: &str) -> Vec<(String, [f64; 2], [i64; 2])> {
    let json = reader.read(address).await.json();
    let notes = json["bases"].as_array().unwrap().iter();
    notes
        .map(|note| {
            let share = |key: &str| note[key].as_f64().unwrap();
            let models = |key: &str| note[key].as_i64().unwrap();
            (
                note["observed_on"].as_str().unwrap().to_owned(),
                [share("based_share"), share("unresolved_share")],
                [models("based_models"), models("unresolved_models")],
            )
        })
        .collect()
}

async fn assert_bases_are_told(reader: &Reader, metric: &str, moments: &[&str]) {
    for moment in moments {
        let expected = expected(reader, metric, moment).await;
        for (kind, ending, by) in [
            ("share", "json", "country"),
            ("over-time", "metadata.json", "model"),
            ("multiples", "json", "license"),
        ] {
            let address = format!(
                "/charts/{kind}.{ending}?metric={metric}&by={by}&lens=base&scope=all&panel=all&as-of={moment}"
            );
            let found = found(reader, &address).await;
            assert_eq!(found.len(), expected.len(), "{address}");
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!((&found.0, found.2), (&expected.0, expected.2), "{address}");
                for (share, expected) in found.1.iter().zip(&expected.1) {
                    assert!((share - expected).abs() < 1e-12, "{address}: {found:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_bundled_views_tell_what_plain_sql_finds_at_every_moment() {
    let reader = Reader::of_bundled().await;
    for metric in ["hf-downloads-30d", "openrouter-tokens"] {
        let moments = [
            "2025-11-09T23:59:59Z",
            "2026-04-05T00:00:00Z",
            "2026-10-09T00:00:00Z",
        ];
        assert_bases_are_told(&reader, metric, &moments).await;
    }
}

#[tokio::test]
async fn what_does_not_resolve_is_told_as_of_every_moment_and_after_a_retraction() {
    let metric = "hf-downloads-30d";
    let reader = Reader::of_nothing().await;
    reader.ingest(&first()).await;
    // Restates a number, opens the circle, and says what nobody knew.
    let second = reader
        .ingest(&capture(
            "2026-05-04T00:00:00Z",
            &[
                "hf-downloads-30d,meta-llama/Circle,2026-05-01,150;,acme/Circle",
                "hf-downloads-30d,acme/Circle,2026-05-03,30;,Qwen/Qwen3-8B",
                "hf-downloads-30d,meta-llama/Lost,2026-05-03,70;,nobody/Nothing",
                "hf-downloads-30d,nobody/Nothing,2026-05-03,10;mit,",
            ],
        ))
        .await;
    let moments = ["2026-05-03T00:00:00Z", "2026-05-05T00:00:00Z"];
    assert_bases_are_told(&reader, metric, &moments).await;
    let late = capture(
        "2026-05-01T12:00:00Z",
        &["hf-downloads-30d,meta-llama/Plain,2026-05-01,310;,meta-llama/Plain"],
    );
    reader.ingest(&late).await;
    assert_bases_are_told(&reader, metric, &moments).await;

    let now = chrono::Utc::now();
    let retracted = reader
        .database
        .store
        .retract(second, "wrong", now, &reader.catalog);
    retracted.await.unwrap();
    reader.site.refresh().await.unwrap();
    assert_bases_are_told(&reader, metric, &moments).await;
    let told = found(
        &reader,
        "/charts/share.json?metric=hf-downloads-30d&lens=base&panel=all",
    )
    .await;
    // 400 of 1000 resolve; 120, 30, 50, 40, 60 and the model said to be its own base do not.
    assert_eq!(told, [("2026-05-01".to_owned(), [0.4, 0.6], [1, 12])]);
}

#[tokio::test]
async fn a_chart_and_its_files_say_it_in_words() {
    let reader = Reader::of_nothing().await;
    reader.ingest(&first()).await;
    let view = "metric=hf-downloads-30d&lens=base&panel=all";
    let page = visible(&reader.read(&format!("/charts/share?{view}")).await.text());
    let based = "40% of the total (1 model) is built on another model.";
    let unresolved =
        "30% (11 models) states a base that does not resolve and stays with its publisher.";
    assert!(page.contains(based) && page.contains(unresolved), "{page}");

    let archive = reader.read(&format!("/charts/share.zip?{view}")).await;
    let entries = formats::of_zip(&archive.body);
    let readme = |name: &str| String::from_utf8(entries[name].clone()).unwrap();
    let english = readme("README.md");
    assert!(
        english.contains("## Notes") && english.contains(unresolved),
        "{english}"
    );
    let french = readme("README.fr.md");
    let words = "30\u{202f}% (11 modèles) indique une base qui ne mène à aucune origine connue";
    assert!(
        french.contains("## Remarques") && french.contains(words),
        "{french}"
    );

    let plain = reader
        .read("/charts/share.json?metric=hf-downloads-30d")
        .await;
    assert!(
        plain.json().get("bases").is_none(),
        "the publisher has no base"
    );
}

#[tokio::test]
async fn what_does_not_resolve_stays_with_its_publisher() {
    let reader = Reader::of_nothing().await;
    reader.ingest(&first()).await;
    let view = "metric=hf-downloads-30d&by=organization&lens=base&scope=all&panel=all";
    let rows = reader.rows(&format!("/charts/share.csv?{view}")).await;
    let value = |series: &str| {
        let row = rows.iter().find(|row| row["series"] == series);
        row.map_or("", |row| row["value"].as_str())
    };
    assert_eq!(value("alibaba"), "400");
    // Circle 120, Lost 50, Said 40 and Plain 300.
    assert_eq!(value("meta"), "510");
    assert_eq!(value("unknown"), "90");
}

#[tokio::test]
async fn bases_that_do_not_resolve_are_listed_with_chain_and_reason_largest_first() {
    let reader = Reader::of_nothing().await;
    reader.ingest(&first()).await;
    let seen = visible(&reader.read("/to-classify").await.text());
    let lines = [
        "40.0% of the day (1 model) counts for another model; 30.0% (11 models) states a base",
        "meta-llama/Circle 12.0% acme/Circle → meta-llama/Circle runs into itself",
        "acme/L1 6.0% acme/L2 → acme/L3 → acme/L4 → acme/L5 → acme/L6 → acme/L7 → acme/L8",
        "more than six bases long",
        "meta-llama/Lost 5.0% nobody/Nothing nothing is known of its end",
        "meta-llama/Said 4.0% a merge of many nothing is known of its end",
        "acme/Circle 3.0% meta-llama/Circle → acme/Circle runs into itself",
    ];
    let mut at = 0;
    for line in lines {
        let found = seen[at..].find(line);
        at += found.unwrap_or_else(|| panic!("{line} is not behind {at} in {seen}"));
    }
}

#[tokio::test]
async fn a_models_page_says_why_its_base_does_not_resolve() {
    let reader = Reader::of_nothing().await;
    reader.ingest(&first()).await;
    for (model, words) in [
        (
            "meta-llama/Said",
            "a merge of many: nothing is known of its end",
        ),
        (
            "meta-llama/Circle",
            "acme/Circle → meta-llama/Circle: runs into itself",
        ),
    ] {
        let page = reader.read(&format!("/models/huggingface/{model}")).await;
        let seen = visible(&page.text());
        assert!(seen.contains(words), "{seen}");
    }
    let page = reader.read("/models/huggingface/meta-llama/Tuned").await;
    assert!(!visible(&page.text()).contains("does not resolve"));
}

#[test]
fn every_reason_has_words_of_its_own_in_every_language() {
    use std::collections::BTreeSet;
    use weighbridge::domain::lineage::Unresolved;
    use weighbridge::text::{Language, message};
    let mut words = BTreeSet::new();
    for language in Language::ALL {
        for reason in Unresolved::ALL {
            let key = format!("base-unresolved-{reason}");
            words.insert(message(*language, &key, &[]));
            assert!(!words.contains(&key), "{key} has no words");
        }
    }
    let expected = Language::ALL.len() * Unresolved::ALL.len();
    assert_eq!(words.len(), expected, "{words:?}");
}
