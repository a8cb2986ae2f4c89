//! Questions about single models: what is kept of them from one question answers the next.

use super::reader::Reader;
use weighbridge::query::{Answer, Query, SeriesKind, answer};

/// Filters and the rest of a question, in every combination with the choices below.
const FILTERS: [&str; 7] = [
    "",
    "country=CN",
    "country=!US~CN",
    "organization=mistral-ai~nvidia~unknown",
    "license-class=permissive",
    "license=unknown",
    "weights=closed",
];
const CHOICES: [&str; 9] = [
    "",
    "lens=base&every=month",
    "license-as=now&every=week",
    "variants=separate",
    "panel=common&from=2026-04-01",
    "panel=all&every=quarter",
    "scope=all&to=2026-03-17&every=month",
    "as-of=2026-05-01&panel=all",
    "model=!openai/gpt-oss-20b~_unlisted&scope=all",
];

fn questions() -> impl Iterator<Item = String> {
    let metrics = ["openrouter-tokens", "hf-downloads-30d"];
    metrics.into_iter().flat_map(|metric| {
        FILTERS.into_iter().flat_map(move |filter| {
            CHOICES.into_iter().map(move |choice| {
                // The other source has no model of this name.
                let choice = match metric {
                    "openrouter-tokens" => choice.to_owned(),
                    _ => choice.replace("openai/gpt-oss-20b~_unlisted", "Qwen/Qwen2.5-7B"),
                };
                let parts = [filter, &choice].map(|part| match part {
                    "" => String::new(),
                    part => format!("&{part}"),
                });
                format!("metric={metric}&by=model{}", parts.concat())
            })
        })
    })
}

async fn asked(reader: &Reader, address: &str) -> (Query, Answer) {
    let edition = reader.site.edition();
    let query = Query::parse_address(address, &edition.dictionary).unwrap();
    let facts = reader.site.store().facts(&edition, &query).await;
    let facts = facts.unwrap_or_else(|error| panic!("{address}: {error}"));
    let answer = answer(&query, &facts, &edition.dictionary);
    (query, answer)
}

/// The models shown on their own, each with all that is said of it but its place among others.
fn shown(answer: &Answer, most: usize) -> Vec<String> {
    let known = answer.series.iter();
    let known = known.filter(|series| series.kind == SeriesKind::Known);
    let line = |series: &weighbridge::query::Series| {
        let point = |point: &weighbridge::query::Point| {
            format!(
                "{} {} {:?} {}",
                point.period, point.value, point.share, point.models
            )
        };
        let points: Vec<String> = series.points.iter().map(point).collect();
        format!("{}: {}", series.id, points.join(", "))
    };
    known.take(most).map(line).collect()
}

fn totals(answer: &Answer) -> Vec<String> {
    let line = |period: &weighbridge::query::PeriodTotals| format!("{period:?}");
    answer.periods.iter().map(line).collect()
}

#[tokio::test]
async fn who_leads_is_the_same_however_many_models_are_told_apart() {
    let reader = Reader::of_bundled().await;
    let mut with_models = 0;
    for address in questions() {
        let (_, all) = asked(&reader, &format!("{address}&top=500")).await;
        let (_, few) = asked(&reader, &format!("{address}&top=3")).await;
        assert_eq!(shown(&few, 3), shown(&all, 3), "{address}");
        assert_eq!(totals(&few), totals(&all), "{address}");
        with_models += usize::from(!shown(&few, 3).is_empty());
    }
    assert!(with_models > 80, "{with_models} questions have models");
}

#[tokio::test]
async fn what_was_asked_before_changes_no_answer() {
    let reader = Reader::of_bundled().await;
    let spelled = |answer: &Answer| format!("{answer:?}");
    let mut first = Vec::new();
    for address in questions() {
        first.push((spelled(&asked(&reader, &address).await.1), address));
    }
    // All that can be is kept by now; then the same in another order, of an edition that has
    // nothing yet.
    for (before, address) in &first {
        assert_eq!(
            &spelled(&asked(&reader, address).await.1),
            before,
            "{address}"
        );
    }
    let store = reader.site.store();
    let edition = store.edition(&reader.catalog).await.unwrap();
    for (before, address) in first.iter().rev() {
        let query = Query::parse_address(address, &edition.dictionary).unwrap();
        let facts = store.facts(&edition, &query).await.unwrap();
        let again = answer(&query, &facts, &edition.dictionary);
        assert_eq!(&spelled(&again), before, "{address}");
    }
}

#[tokio::test]
async fn models_that_were_read_answer_every_filter_without_the_database() {
    let reader = Reader::of_bundled().await;
    for metric in ["openrouter-tokens", "hf-downloads-30d"] {
        let everything = format!("metric={metric}&by=model&top=500&scope=all");
        asked(&reader, &format!("{everything}&panel=all")).await;
        asked(&reader, &format!("{everything}&panel=common")).await;
    }
    sqlx::query("ALTER TABLE observation RENAME TO out_of_reach")
        .execute(&reader.database.pool)
        .await
        .unwrap();
    for metric in ["openrouter-tokens", "hf-downloads-30d"] {
        for filter in FILTERS {
            for choice in ["", "lens=base", "license-as=now", "panel=all&scope=all"] {
                let address = format!("metric={metric}&by=model&top=2&{filter}&{choice}");
                asked(&reader, &address).await;
            }
        }
        let edition = reader.site.edition();
        let unread = format!("metric={metric}&by=model&variants=separate");
        let query = Query::parse_address(&unread, &edition.dictionary).unwrap();
        let facts = reader.site.store().facts(&edition, &query).await;
        assert!(facts.is_err(), "it was out of reach");
    }
}

#[tokio::test]
async fn a_month_cut_short_has_leaders_too() {
    let reader = Reader::of_bundled().await;
    let view = "/charts/share.csv?metric=hf-downloads-30d&by=model&panel=all&top=3&from=2026-05-01";
    let days: Vec<String> = {
        let rows = reader.rows(&format!("{view}&every=day")).await;
        let mut days: Vec<String> = rows.iter().map(|row| row["observed_on"].clone()).collect();
        days.dedup();
        days
    };
    let first = &days[0];
    assert!(days.len() > 1, "the month has more than one capture");
    let of_day = reader.rows(&format!("{view}&every=day&to={first}")).await;
    let of_month = reader.rows(&format!("{view}&every=month&to={first}")).await;
    let series = |rows: &[super::reader::Record]| -> Vec<(String, String)> {
        let rows = rows.iter();
        rows.map(|row| (row["series"].clone(), row["value"].clone()))
            .collect()
    };
    assert_eq!(series(&of_month), series(&of_day));
    assert!(of_month.len() > 3);
}
