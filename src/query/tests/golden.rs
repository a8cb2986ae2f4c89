//! The engine against figures computed from the same facts by two other routes
//! (`tests/golden/README.md`).

use super::bundled::Bundled;
use super::*;
use crate::query::fold::{Parts, Range};
use crate::query::tally::tally;
use crate::text::Language;
use rstest::rstest;
use std::collections::BTreeMap;

type Record = BTreeMap<String, String>;

fn golden(name: &str) -> Vec<Record> {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).expect("the file");
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

/// Facts are built once a metric.
struct Views {
    bundled: Bundled,
    cells: BTreeMap<String, Facts>,
}

impl Views {
    fn new() -> Self {
        let bundled = Bundled::read();
        let cells = ["openrouter-tokens", "hf-downloads-30d"];
        let cells = cells.map(|slug| (slug.to_owned(), bundled.facts(slug, false, |_| true)));
        Self {
            cells: cells.into(),
            bundled,
        }
    }

    fn query(&self, record: &Record, by: &str, extra: &str) -> Query {
        let (metric, day) = (&record["metric"], &record["observed_on"]);
        let filter = record.get("filter").map_or("", String::as_str);
        let address =
            format!("metric={metric}&by={by}&from={day}&to={day}&top=500&{filter}&{extra}");
        parse_with(&address, &self.bundled.dictionary)
    }
}

fn assert_near(found: f64, expected: &str, what: &str) {
    let expected: f64 = expected.parse().expect("a number");
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs(),
        "{what}: {found}, not {expected}"
    );
}

fn assert_row(record: &Record, rows: &[Row<'_>]) {
    let row = rows.iter().find(|row| row.series == record["series"]);
    let row = row.unwrap_or_else(|| panic!("no row for {record:?}"));
    assert_eq!(row.value.to_string(), record["value"], "{record:?}");
    assert_eq!(row.models.to_string(), record["models"], "{record:?}");
    let shares = [
        ("share", row.share),
        ("share_low", row.share_low),
        ("share_high", row.share_high),
    ];
    for (column, share) in shares {
        let what = format!("{column} of {record:?}");
        assert_near(
            share.unwrap_or_else(|| panic!("no {what}")),
            &record[column],
            &what,
        );
    }
}

#[rstest]
#[case("camps.csv", Some("camp"), 21)]
#[case("countries.csv", Some("country"), 26)]
#[case("license_classes.csv", Some("license-class"), 20)]
#[case("weights.csv", Some("weights"), 13)]
#[case("filtered.csv", None, 83)]
fn every_golden_row_is_answered(
    #[case] file: &str,
    #[case] by: Option<&str>,
    #[case] count: usize,
) {
    let views = Views::new();
    let records = golden(file);
    assert_eq!(records.len(), count);
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for record in &records {
        let by = by.unwrap_or_else(|| &record["by"]);
        let query = views.query(record, by, "panel=all");
        let answer = answer(
            &query,
            &views.cells[&record["metric"]],
            &views.bundled.dictionary,
        );
        let rows: Vec<Row<'_>> = rows(&answer, &views.bundled.dictionary, Language::En).collect();
        assert_row(record, &rows);
        *expected.entry(query.canonical()).or_default() += 1;
        found.insert(query.canonical(), rows.len());
    }
    assert_eq!(found, expected, "no row beyond the golden ones");
}

#[test]
fn what_is_only_possibly_there_has_the_golden_range() {
    let views = Views::new();
    let records = golden("possible_only.csv");
    assert_eq!(records.len(), 225);
    for record in &records {
        let query = views.query(record, &record["by"], "panel=all");
        let facts = &views.cells[&record["metric"]];
        let periods = query.periods(facts.metric().semantics, facts.days());
        let sums = tally(&query, facts, &views.bundled.dictionary, &periods);
        let label = query
            .breakdown()
            .label_of(&views.bundled.dictionary, &record["series"]);
        let (leading, at) = match label {
            Some(label) => (vec![label], 0),
            None => (Vec::new(), 1),
        };
        let parts = Parts::with_leading(leading, usize::MAX, &sums);
        let ranges = parts.ranges(&sums, &sums.periods[0]);
        let Range { present, sure, .. } = ranges.parts[at];
        assert_eq!((present, sure), (false, 0), "{record:?}");
        match ranges.parts[at].share(ranges.total, ranges.possible) {
            Some(range) => {
                assert_near(range.high, &record["share_high"], &format!("{record:?}"));
                assert_near(range.low, &record["share_low"], &format!("{record:?}"));
            }
            None => assert_eq!(record["share"], "", "{record:?}"),
        }
    }
}

#[test]
fn the_largest_models_are_the_golden_ones() {
    let views = Views::new();
    let records = golden("top_models.csv");
    assert_eq!(records.len(), 25);
    for record in &records {
        let facts = views.bundled.facts(&record["metric"], true, |_| true);
        let query = views.query(record, "model", "panel=all");
        let query = Query { top: 5, ..query };
        let answer = answer(&query, &facts, &views.bundled.dictionary);
        let rank: usize = record["rank"].parse().expect("a rank");
        let series = &answer.series[rank - 1];
        assert_eq!(
            (&series.id, series.kind),
            (&record["model"], SeriesKind::Known)
        );
        assert_eq!(series.points[0].value.to_string(), record["value"]);
    }
}

#[test]
fn totals_are_the_golden_ones() {
    let views = Views::new();
    for record in golden("totals.csv") {
        let query = views.query(&record, "camp", "panel=all");
        let answer = answer(
            &query,
            &views.cells[&record["metric"]],
            &views.bundled.dictionary,
        );
        assert_eq!(answer.periods[0].total.to_string(), record["value"]);
        assert_eq!(answer.periods[0].possible.sum, 0);
    }
}

#[test]
fn the_common_panel_has_the_golden_figures() {
    let views = Views::new();
    let common = views.bundled.common("hf-downloads-30d", day("2026-01-01"));
    assert_eq!(common.len(), 87);
    let facts = views
        .bundled
        .facts("hf-downloads-30d", false, |model| common.contains(model));
    let address = "metric=hf-downloads-30d&from=2026-01-01";
    let query = parse_with(address, &views.bundled.dictionary);
    assert_eq!(query.needs(&views.bundled.dictionary).panel, Panel::Common);
    let answer = answer(&query, &facts, &views.bundled.dictionary);
    let rows: Vec<Row<'_>> = rows(&answer, &views.bundled.dictionary, Language::En).collect();
    let records = golden("panel_common.csv");
    assert_eq!(records.len(), 8);
    for record in &records {
        let on: Vec<Row<'_>> = rows
            .iter()
            .filter(|row| row.observed_on == day(&record["observed_on"]))
            .cloned()
            .collect();
        assert_row(record, &on);
        assert_eq!(on.len(), 4);
    }
}

#[test]
fn facets_in_one_pass_are_the_answers_under_each_filter() {
    use crate::query::presence::{at_last_date, by_answers};
    let views = Views::new();
    let dictionary = &views.bundled.dictionary;
    let mut seen = 0;
    for question in [
        "",
        "country=CN",
        "country=!CN~US&weights=open",
        "bloc=china~unknown&license-class=permissive",
        "license=!mit&every=month",
        "license-as=now&license=apache-2.0&to=2026-03-20",
        "lens=base&organization=!alibaba",
        "scope=all&variants=separate&country=unknown",
        "metric=hf-downloads-30d&weights=closed",
        "metric=hf-downloads-30d&license-class=!restricted~unknown&every=quarter",
    ] {
        let query = parse_with(question, dictionary);
        let facts = &views.cells[&query.metric];
        let last_date = at_last_date(&query, facts).expect("a date");
        let pairs = presence(&query, facts, dictionary)
            .into_iter()
            .zip(by_answers(&last_date, facts, dictionary));
        for (found, expected) in pairs {
            let key = found.dimension.key;
            assert_eq!(key, expected.dimension.key);
            assert_eq!(found.values, expected.values, "{question}: {key}");
            seen += found.values.len();
        }
    }
    assert!(seen > 200, "{seen} values");
}
