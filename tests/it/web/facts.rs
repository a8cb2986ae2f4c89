//! What pages read against what is stored: sums of the files against plain SQL over observations
//! and rollups, which shares no code with the reading.

use super::reader::{Reader, Record, unguarded};
use sqlx::postgres::PgPool;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Metric, day and series, with the value and how many models.
type Sums = BTreeMap<(String, String), (String, i64)>;

/// Day, series, value and models, as a statement selects them.
async fn sums(pool: &PgPool, statement: &'static str, metric: &str) -> Sums {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(statement)
        .bind(metric)
        .fetch_all(pool)
        .await
        .unwrap();
    let found: Sums = rows
        .into_iter()
        .map(|(day, series, value, models)| ((day, series), (value, models)))
        .collect();
    assert!(!found.is_empty(), "{metric}: {statement}");
    found
}

fn of_file(rows: &[Record]) -> Sums {
    rows.iter()
        .map(|row| {
            let series = unguarded(&row["series"]).to_owned();
            let models = row["models"].parse().unwrap();
            (
                (row["observed_on"].clone(), series),
                (row["value"].clone(), models),
            )
        })
        .collect()
}

/// Every metric that has observations.
async fn metrics(reader: &Reader) -> Vec<String> {
    let slugs: Vec<String> = sqlx::query_scalar(
        "SELECT slug FROM metric WHERE EXISTS (
             SELECT FROM observation WHERE metric_id = metric.id) ORDER BY slug",
    )
    .fetch_all(&reader.database.pool)
    .await
    .unwrap();
    assert_eq!(slugs, ["hf-downloads-30d", "openrouter-tokens"]);
    slugs
}

const EVERYTHING: &str = "scope=all&panel=all&top=500";

#[tokio::test]
async fn rollups_say_the_same_as_observations() {
    let reader = Reader::of_bundled().await;
    // Both sides by metric, day, organization and weights; where they differ is what comes back.
    let differing: i64 = sqlx::query_scalar(
        "WITH of_rollups AS (
             SELECT r.metric_id, r.observed_on, c.organization_id, c.weights, sum(r.value) AS value,
                    sum(r.slugs) AS slugs
             FROM rollup r JOIN cell c ON c.id = r.cell_id GROUP BY 1, 2, 3, 4
             HAVING sum(r.value) <> 0 OR sum(r.slugs) <> 0),
         of_observations AS (
             SELECT o.metric_id, o.observed_on, coalesce(m.organization_id, 0), m.weights,
                    sum(o.value), sum((NOT m.unlisted)::int)
             FROM observation o JOIN model m ON m.id = o.model_id
             WHERE o.known_to = 'infinity' GROUP BY 1, 2, 3, 4)
         SELECT count(*) FROM (
             (TABLE of_rollups EXCEPT TABLE of_observations)
             UNION ALL (TABLE of_observations EXCEPT TABLE of_rollups)) AS differing",
    )
    .fetch_one(&reader.database.pool)
    .await
    .unwrap();
    assert_eq!(differing, 0);
}

#[tokio::test]
async fn files_by_attribute_say_what_the_rollups_say_for_every_metric_and_day() {
    let reader = Reader::of_bundled().await;
    let pool = &reader.database.pool;
    for metric in metrics(&reader).await {
        let by = async |by: &str| {
            let address = format!("/charts/share.csv?metric={metric}&by={by}&{EVERYTHING}");
            of_file(&reader.rows(&address).await)
        };
        let organizations = sums(
            pool,
            "SELECT r.observed_on::text, coalesce(org.slug, 'unknown'), sum(r.value)::text,
                    sum(r.models)::bigint
             FROM rollup r JOIN metric ON metric.id = r.metric_id JOIN cell ON cell.id = r.cell_id
             LEFT JOIN organization org ON org.id = cell.organization_id
             WHERE metric.slug = $1 GROUP BY 1, 2 HAVING sum(r.value) <> 0 OR sum(r.slugs) <> 0",
            &metric,
        )
        .await;
        assert_eq!(by("organization").await, organizations, "{metric}");
        let countries = sums(
            pool,
            "SELECT r.observed_on::text, coalesce(org.country, 'unknown'), sum(r.value)::text,
                    sum(r.models)::bigint
             FROM rollup r JOIN metric ON metric.id = r.metric_id JOIN cell ON cell.id = r.cell_id
             LEFT JOIN organization org ON org.id = cell.organization_id
             WHERE metric.slug = $1 GROUP BY 1, 2 HAVING sum(r.value) <> 0 OR sum(r.slugs) <> 0",
            &metric,
        )
        .await;
        assert_eq!(by("country").await, countries, "{metric}");
        let licenses = sums(
            pool,
            "SELECT r.observed_on::text, coalesce(license.slug, 'unknown'), sum(r.value)::text,
                    sum(r.models)::bigint
             FROM rollup r JOIN metric ON metric.id = r.metric_id JOIN cell ON cell.id = r.cell_id
             LEFT JOIN license ON license.id = cell.license_then
             WHERE metric.slug = $1 GROUP BY 1, 2 HAVING sum(r.value) <> 0 OR sum(r.slugs) <> 0",
            &metric,
        )
        .await;
        assert_eq!(by("license").await, licenses, "{metric}");
    }
}

#[tokio::test]
async fn files_by_model_say_what_the_observations_say() {
    let reader = Reader::of_bundled().await;
    let pool = &reader.database.pool;
    for metric in metrics(&reader).await {
        let merged = sums(
            pool,
            "SELECT o.observed_on::text,
                    CASE WHEN m.unlisted THEN '_unlisted' ELSE coalesce(b.external_id, m.external_id) END,
                    sum(o.value)::text, max((NOT m.unlisted)::int)::bigint
             FROM observation o JOIN metric ON metric.id = o.metric_id
             JOIN model m ON m.id = o.model_id LEFT JOIN model b ON b.id = m.variant_of
             WHERE metric.slug = $1 AND o.known_to = 'infinity' GROUP BY 1, 2",
            &metric,
        )
        .await;
        let separate = sums(
            pool,
            "SELECT o.observed_on::text,
                    CASE WHEN m.unlisted THEN '_unlisted' ELSE m.external_id END,
                    o.value::text, (NOT m.unlisted)::int::bigint
             FROM observation o JOIN metric ON metric.id = o.metric_id
             JOIN model m ON m.id = o.model_id
             WHERE metric.slug = $1 AND o.known_to = 'infinity'",
            &metric,
        )
        .await;
        let distinct = |sums: &Sums| {
            let names: std::collections::BTreeSet<&String> =
                sums.keys().map(|key| &key.1).collect();
            names.len()
        };
        assert!(
            distinct(&separate) < 500,
            "the file has no room for all of them"
        );
        for (variants, expected) in [("merged", &merged), ("separate", &separate)] {
            let address = format!(
                "/charts/share.csv?metric={metric}&by=model&{EVERYTHING}&variants={variants}"
            );
            assert_eq!(
                &of_file(&reader.rows(&address).await),
                expected,
                "{address}"
            );
        }
        assert_eq!(
            distinct(&merged) < distinct(&separate),
            metric == "openrouter-tokens"
        );
        // The largest on their own and the rest folded: the rest is what is left of the day.
        let rows = reader
            .rows(&format!(
                "/charts/share.csv?metric={metric}&by=model&scope=all&panel=all&top=4"
            ))
            .await;
        let mut totals: BTreeMap<String, i128> = BTreeMap::new();
        for ((day, _), (value, _)) in &merged {
            *totals.entry(day.clone()).or_default() += value.parse::<i128>().unwrap();
        }
        for row in &rows {
            *totals.get_mut(&row["observed_on"]).unwrap() -= row["value"].parse::<i128>().unwrap();
        }
        assert!(
            totals.values().all(|left| *left == 0),
            "{metric}: {totals:?}"
        );
    }
}

#[tokio::test]
async fn the_common_panel_is_the_models_that_plain_sql_finds_at_every_date() {
    let reader = Reader::of_bundled().await;
    for (metric, from, to) in [
        ("hf-downloads-30d", "2026-01-01", "2026-12-31"),
        ("hf-downloads-30d", "2015-01-01", "2026-12-31"),
        ("openrouter-tokens", "2026-06-01", "2026-08-31"),
    ] {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
            "WITH seen AS (
                 SELECT o.observed_on, coalesce(m.variant_of, m.id) AS family, o.value
                 FROM observation o JOIN metric ON metric.id = o.metric_id
                 JOIN model m ON m.id = o.model_id
                 WHERE metric.slug = $1 AND o.observed_on BETWEEN $2::date AND $3::date
                   AND o.known_to = 'infinity' AND NOT m.unlisted),
             panel AS (
                 SELECT family FROM seen GROUP BY family
                 HAVING count(DISTINCT observed_on) = (SELECT count(DISTINCT observed_on) FROM seen))
             SELECT observed_on::text, coalesce(org.slug, 'unknown'), sum(value)::text,
                    count(DISTINCT family)
             FROM seen JOIN panel USING (family) JOIN model m ON m.id = family
             LEFT JOIN organization org ON org.id = m.organization_id GROUP BY 1, 2",
        )
        .bind(metric)
        .bind(from)
        .bind(to)
        .fetch_all(&reader.database.pool)
        .await
        .unwrap();
        let expected: Sums = rows
            .into_iter()
            .map(|(day, series, value, models)| ((day, series), (value, models)))
            .collect();
        assert!(!expected.is_empty());
        let address = format!(
            "/charts/share.csv?metric={metric}&by=organization&from={from}&to={to}&scope=all\
             &panel=common&top=500"
        );
        assert_eq!(of_file(&reader.rows(&address).await), expected, "{address}");
    }
}

#[tokio::test]
async fn the_lens_of_the_base_counts_rows_for_their_root_base_model() {
    let reader = Reader::of_bundled().await;
    let pool = &reader.database.pool;
    for metric in metrics(&reader).await {
        let expected = sums(
            pool,
            "SELECT o.observed_on::text,
                    coalesce(CASE WHEN root.id IS NULL THEN own.slug ELSE of_root.slug END, 'unknown'),
                    sum(o.value)::text,
                    count(DISTINCT coalesce(m.variant_of, m.id)) FILTER (WHERE NOT m.unlisted)
             FROM observation o JOIN metric ON metric.id = o.metric_id
             JOIN model m ON m.id = o.model_id
             LEFT JOIN model root ON root.id = m.root_model_id
             LEFT JOIN organization own ON own.id = m.organization_id
             LEFT JOIN organization of_root ON of_root.id = root.organization_id
             WHERE metric.slug = $1 AND o.known_to = 'infinity' GROUP BY 1, 2",
            &metric,
        )
        .await;
        let view = |lens: &str| {
            format!("/charts/share.csv?metric={metric}&by=organization&lens={lens}&{EVERYTHING}")
        };
        let by_base = of_file(&reader.rows(&view("base")).await);
        assert_eq!(by_base, expected, "{metric}");
        assert_ne!(
            by_base,
            of_file(&reader.rows(&view("publisher")).await),
            "{metric}"
        );
    }
}

#[tokio::test]
async fn a_past_moment_reads_what_was_known_then() {
    let reader = Reader::of_bundled().await;
    let pool = &reader.database.pool;
    for moment in [
        "2025-11-09T23:59:59Z",
        "2026-04-05T00:00:00Z",
        "2026-09-30T00:00:00Z",
    ] {
        for metric in metrics(&reader).await {
            let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
                "SELECT o.observed_on::text, coalesce(org.slug, 'unknown'), sum(o.value)::text,
                        count(DISTINCT coalesce(m.variant_of, m.id)) FILTER (WHERE NOT m.unlisted)
                 FROM observation o JOIN metric ON metric.id = o.metric_id
                 JOIN model m ON m.id = o.model_id
                 LEFT JOIN organization org ON org.id = m.organization_id
                 WHERE metric.slug = $1 AND o.known_from <= $2::timestamptz
                   AND o.known_to > $2::timestamptz GROUP BY 1, 2",
            )
            .bind(&metric)
            .bind(moment)
            .fetch_all(pool)
            .await
            .unwrap();
            let expected: Sums = rows
                .into_iter()
                .map(|(day, series, value, models)| ((day, series), (value, models)))
                .collect();
            let address = format!(
                "/charts/share.csv?metric={metric}&by=organization&as-of={moment}&{EVERYTHING}"
            );
            assert_eq!(of_file(&reader.rows(&address).await), expected, "{address}");
        }
    }
}

#[tokio::test]
async fn a_model_whose_variants_take_turns_is_present_at_every_date() {
    let reader = Reader::of_nothing().await;
    let snapshot = "metric,model,observed_on,value\n\
        openrouter-tokens,deepseek/deepseek-r1:free,2026-01-01,10\n\
        openrouter-tokens,deepseek/deepseek-r1,2026-01-02,20\n\
        openrouter-tokens,openai/gpt-4o-2024-11-20,2026-01-01,30\n\
        openrouter-tokens,meta-llama/llama-3.3-70b-instruct,2026-01-01,40\n\
        openrouter-tokens,meta-llama/llama-3.3-70b-instruct,2026-01-02,50\n";
    reader.ingest(snapshot).await;
    let series = async |variants: &str| -> Vec<String> {
        let view = format!("/charts/share.csv?by=model&panel=common&variants={variants}");
        let rows = reader.rows(&view).await;
        let cells = rows
            .iter()
            .map(|row| format!("{} {}", row["series"], row["value"]));
        cells.collect()
    };
    let llama = "meta-llama/llama-3.3-70b-instruct";
    let r1 = "deepseek/deepseek-r1";
    assert_eq!(
        series("merged").await,
        [
            format!("{llama} 40"),
            format!("{r1} 10"),
            format!("{llama} 50"),
            format!("{r1} 20"),
        ]
    );
    assert_eq!(
        series("separate").await,
        [format!("{llama} 40"), format!("{llama} 50")]
    );
}

/// A few of many are looked up one by one, and still by all of their variants.
#[tokio::test]
async fn the_few_of_many_models_that_are_present_at_every_date_are_found() {
    let reader = Reader::of_nothing().await;
    let days = ["2026-01-30", "2026-02-01", "2026-02-02", "2026-03-01"];
    let mut snapshot = String::from("metric,model,observed_on,value\n");
    let mut add = |model: &str, day: &str, value: usize| {
        writeln!(snapshot, "openrouter-tokens,{model},{day},{value}").unwrap();
    };
    for (number, day) in days.iter().enumerate() {
        add("meta-llama/llama-3.3-70b-instruct", day, 50 + number);
        // Its variants take turns.
        let variant = if number % 2 == 0 { ":free" } else { "" };
        add(
            &format!("deepseek/deepseek-r1{variant}"),
            day,
            10 * (1 + number),
        );
        // It is there at both ends and not throughout.
        if number != 2 {
            add("openai/gpt-4o-2024-11-20", day, 1000);
        }
        // Many come late.
        for late in 0..10 * number {
            add(&format!("nobody/late-{late}"), day, 1 + late);
        }
    }
    reader.ingest(&snapshot).await;
    let sums = async |question: &str| -> Vec<String> {
        let view = format!("/charts/share.csv?panel=common&{question}");
        let rows = reader.rows(&view).await;
        let cells = rows.iter().map(|row| {
            let number: f64 = row["value"].parse().unwrap();
            format!(
                "{} {} {number} {}",
                row["observed_on"], row["series"], row["models"]
            )
        });
        cells.collect()
    };
    let r1 = |number: usize| {
        format!(
            "{} deepseek/deepseek-r1 {} 1",
            days[number],
            10 * (1 + number)
        )
    };
    let llama = |number: usize| {
        format!(
            "{} meta-llama/llama-3.3-70b-instruct {} 1",
            days[number],
            50 + number
        )
    };
    let merged: Vec<String> = (0..4)
        .flat_map(|number| [llama(number), r1(number)])
        .collect();
    assert_eq!(sums("by=model&variants=merged").await, merged);
    let separate: Vec<String> = (0..4).map(llama).collect();
    assert_eq!(sums("by=model&variants=separate").await, separate);
    // Without a date nobody is present.
    let nobody = sums("by=model&to=2025-12-31").await;
    assert_eq!(nobody, Vec::<String>::new());
    let open = (0..4).map(|number| format!("{} open {} 2", days[number], 60 + 11 * number));
    assert_eq!(
        sums("by=weights&variants=merged").await,
        open.collect::<Vec<_>>()
    );
}
