//! What the engine does beyond sums of cells: ranking and folding, periods, lenses, licenses,
//! kinds of models, counts.

use super::*;
use crate::text::Language;
use rstest::rstest;

fn facts(semantics: Semantics, days: &[&str], cells: Vec<Cell>, entries: &[Vec<Entry>]) -> Facts {
    let days = days.iter().map(|text| day(text)).collect();
    Facts::new(metric(semantics), days, cells, Vec::new(), entries).expect("sound facts")
}

fn answered(address: &str, facts: &Facts) -> Answer {
    let dictionary = small_dictionary();
    answer(&parse_with(address, &dictionary), facts, &dictionary)
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.series.iter().map(|series| &*series.id).collect()
}

fn values(answer: &Answer) -> Vec<Vec<String>> {
    let values = |series: &Series| {
        series
            .points
            .iter()
            .map(|point| point.value.to_string())
            .collect()
    };
    answer.series.iter().map(values).collect()
}

/// Alibaba, Meta and TII with open weights, and a row of which nothing is known.
fn four_cells() -> Vec<Cell> {
    vec![
        cell(3, Weights::Open, 2),
        cell(1, Weights::Open, 1),
        cell(2, Weights::Open, 2),
        cell(0, Weights::Unknown, 0),
    ]
}

#[test]
fn series_rank_by_the_last_period_then_by_the_total_then_by_id() {
    let days = [
        vec![entry(0, 5), entry(1, 90), entry(2, 5), entry(4, 5)],
        vec![
            entry(0, 9),
            entry(1, 7),
            entry(2, 7),
            entry(3, 100),
            entry(4, 7),
        ],
    ];
    let mut cells = four_cells();
    cells.push(cell(7, Weights::Open, 2));
    let facts = facts(Semantics::Flow, &["2026-01-01", "2026-01-02"], cells, &days);
    let all = answered("by=organization", &facts);
    assert_eq!(
        ids(&all),
        ["alibaba", "meta", "community", "tii", "unknown"]
    );
    let folded = answered("by=organization&top=1", &facts);
    assert_eq!(
        ids(&folded),
        ["alibaba", "_rest", "unknown"],
        "the unknown is never folded"
    );
    assert_eq!(
        values(&folded),
        [vec!["5", "9"], vec!["100", "21"], vec!["100"]]
    );
    let kinds: Vec<_> = folded.series.iter().map(|series| series.kind).collect();
    assert_eq!(
        kinds,
        [SeriesKind::Known, SeriesKind::Rest, SeriesKind::Unknown]
    );
    let two_left = answered("by=organization&top=2", &facts);
    assert_eq!(ids(&two_left), ["alibaba", "meta", "_rest", "unknown"]);
}

#[test]
fn a_day_without_a_row_is_a_gap_and_an_observed_zero_is_a_point() {
    let days = [vec![entry(0, 4), entry(1, 0)], vec![entry(1, 6)]];
    let facts = facts(
        Semantics::Flow,
        &["2026-01-01", "2026-01-02"],
        four_cells(),
        &days,
    );
    let answer = answered("by=country", &facts);
    assert_eq!(ids(&answer), ["US", "CN"]);
    assert_eq!(values(&answer), [vec!["0", "6"], vec!["4"]]);
    assert_eq!(answer.series[1].points[0].period, 0);
    assert!(answer.series[1].point(1).is_none());
}

#[test]
fn a_total_of_zero_has_no_shares() {
    let answer = answered("weights=open", &facts_of_a_day(four_cells(), &[0, 0, 0, 9]));
    assert_eq!(answer.periods[0].total.sum, 0);
    assert_eq!(answer.periods[0].possible.sum, 9);
    assert!(
        answer
            .series
            .iter()
            .all(|series| series.points[0].share.is_none())
    );
}

/// Chinese, Western and other rows, one of which nothing is known, and a Western one with
/// unknown weights.
fn five_cells() -> Vec<Cell> {
    let mut cells = four_cells();
    cells.push(cell(1, Weights::Unknown, 2));
    cells
}

#[rstest]
// D = 20 + 10 + 8, U = 40. All 40 may be Western and open, and so may the 8.
#[case("country=!CN", "west-open", 20.0 / 78.0, 68.0 / 78.0)]
// Of the rows surely not Chinese none is, but "other" may hold the 40, never the 8.
#[case("country=!CN", "other", 10.0 / 78.0, 50.0 / 78.0)]
// D = 100 + 20 + 10, U = 48; the Western row with unknown weights is never Chinese.
#[case("weights=open", "china-open", 100.0 / 178.0, 140.0 / 170.0)]
#[case("weights=open", "west-open", 20.0 / 178.0, 68.0 / 178.0)]
// An unknown organization that turns out to be Alibaba is Chinese: open or not.
#[case("organization=alibaba", "china-open", 100.0 / 140.0, 1.0)]
fn what_the_filter_rules_out_is_not_in_the_range(
    #[case] filter: &str,
    #[case] series: &str,
    #[case] low: f64,
    #[case] high: f64,
) {
    let answer = answered(filter, &facts_of_a_day(five_cells(), &[100, 20, 10, 40, 8]));
    let found = answer
        .series
        .iter()
        .find(|found| found.id == series)
        .expect("the series");
    let range = found.points[0].share.expect("a share");
    assert!((range.low - low).abs() < 1e-12, "{range:?}");
    assert!((range.high - high).abs() < 1e-12, "{range:?}");
}

#[test]
fn a_flow_shows_the_mean_per_observed_day_and_shares_of_the_sums() {
    let days = [
        vec![entry(0, 10), entry(1, 10)],
        vec![entry(1, 5)],
        vec![entry(0, 1)],
    ];
    let facts = facts(
        Semantics::Flow,
        &["2026-01-01", "2026-01-09", "2026-02-01"],
        four_cells(),
        &days,
    );
    let answer = answered("by=country&every=month", &facts);
    assert_eq!(ids(&answer), ["CN", "US"]);
    assert_eq!(values(&answer), [vec!["5", "1"], vec!["7.5"]]);
    let january = answer.series[0].points[0];
    assert!((january.share.expect("a share").share - 10.0 / 25.0).abs() < 1e-15);
    assert_eq!(january.models, 1, "the most on one day");
    let days: Vec<_> = answer
        .periods
        .iter()
        .map(|totals| totals.period.days_observed())
        .collect();
    assert_eq!(days, [2, 1]);
}

#[test]
fn a_window_shows_its_last_capture() {
    let days = [vec![entry(0, 10), entry(1, 10)], vec![entry(1, 5)]];
    let facts = facts(
        Semantics::Window { days: 30 },
        &["2026-01-01", "2026-01-09"],
        four_cells(),
        &days,
    );
    let answer = answered("by=country&every=month&panel=all", &facts);
    assert_eq!(
        ids(&answer),
        ["US"],
        "what the last capture lacks is a gap, not carried forward"
    );
    assert_eq!(values(&answer), [vec!["5"]]);
    assert_eq!(answer.periods[0].period.days_observed(), 2);
}

#[test]
fn models_of_several_days_are_the_most_on_one_day() {
    let entries = |counts: [(u32, u32); 2]| {
        counts
            .map(|(cell, models)| Entry {
                models,
                slugs: models + 1,
                ..entry(cell, 1)
            })
            .to_vec()
    };
    let days = [entries([(0, 3), (1, 4)]), entries([(0, 6), (1, 2)])];
    let facts = facts(
        Semantics::Flow,
        &["2026-01-01", "2026-01-02"],
        four_cells(),
        &days,
    );
    let models = |address: &str| -> Vec<u32> {
        answered(address, &facts)
            .series
            .iter()
            .map(|series| series.points[0].models)
            .collect()
    };
    assert_eq!(models("every=month&by=organization"), [6, 4]);
    assert_eq!(
        models("every=month&by=weights"),
        [8],
        "of one day, not of one series each"
    );
    assert_eq!(models("every=month&by=weights&variants=separate"), [10]);
}

#[test]
fn the_base_lens_counts_a_row_as_its_base_models() {
    let mut built_on = cell(1, Weights::Closed, 0);
    built_on.base = Base::Resolved(attributes(3, Weights::Open, 2));
    let facts = facts_of_a_day(vec![built_on, cell(2, Weights::Open, 2)], &[30, 10]);
    let publisher = answered("", &facts);
    assert_eq!(ids(&publisher), ["west-closed", "other"]);
    assert_eq!(publisher.periods[0].bases, None);
    let base = answered("lens=base", &facts);
    assert_eq!(
        ids(&base),
        ["china-open", "other"],
        "without a base it stays with the publisher"
    );
    let none = Part {
        share: 0.0,
        models: 0,
    };
    let based = Part {
        share: 0.75,
        models: 1,
    };
    let unresolved = none;
    let expected = Some(BaseTotals { based, unresolved });
    assert_eq!(base.periods[0].bases, expected);
    assert_eq!(
        ids(&answered("lens=base&organization=meta", &facts)),
        [""; 0]
    );
}

#[test]
fn a_license_is_the_one_it_had_then_or_has_now() {
    let mut changed = cell(3, Weights::Open, 1);
    changed.publisher.license_now = 2;
    changed.publisher.license_undated = true;
    let facts = facts_of_a_day(vec![changed, cell(3, Weights::Open, 1)], &[30, 10]);
    let then = answered("by=license", &facts);
    assert_eq!(
        (ids(&then), values(&then)),
        (vec!["llama3"], vec![vec!["40".to_owned()]])
    );
    assert_eq!(then.periods[0].undated_share, Some(0.75));
    let now = answered("by=license&license-as=now", &facts);
    assert_eq!(ids(&now), ["mit", "llama3"]);
    assert_eq!(now.periods[0].undated_share, None);
    assert_eq!(answered("", &facts).periods[0].undated_share, None);
    assert_eq!(
        answered("license-class=restricted", &facts).periods[0].undated_share,
        Some(0.75)
    );
}

#[test]
fn other_kinds_of_models_are_left_out_unless_asked_for_and_unknown_kinds_kept() {
    let of = |scope| Cell {
        scope,
        ..cell(3, Weights::Open, 2)
    };
    let cells = vec![of(Scope::Language), of(Scope::Other), of(Scope::Unknown)];
    let facts = facts_of_a_day(cells, &[1, 10, 100]);
    assert_eq!(values(&answered("", &facts)), [["101"]]);
    assert_eq!(values(&answered("scope=all", &facts)), [["111"]]);
}

#[test]
fn sums_beyond_64_bits_stay_exact() {
    let large = i128::from(i64::MAX);
    let facts = facts_of_a_day(four_cells(), &[large, large, 1, 0]);
    let answer = answered("by=weights", &facts);
    assert_eq!(
        answer.series[0].points[0].value.to_string(),
        "18446744073709551615"
    );
    assert_eq!(
        ids(&answered("by=weights&organization=tii", &facts)),
        ["open"]
    );

    // Each day fits in 64 bits, their sum does not: in the filter or outside.
    let days = [vec![entry(0, large)], vec![entry(0, large)]];
    let facts = self::facts(
        Semantics::Flow,
        &["2026-01-01", "2026-01-02"],
        four_cells(),
        &days,
    );
    assert_eq!(
        answered("every=month", &facts).periods[0].total.sum,
        2 * large
    );
    assert_eq!(
        answered("every=month&country=US", &facts).periods[0]
            .total
            .sum,
        0
    );
}

#[test]
fn a_facet_offers_what_is_there_under_the_other_filters() {
    let days = [
        vec![entry(2, 3)],
        vec![entry(0, 5), entry(1, 7), entry(3, 1)],
    ];
    let facts = facts(
        Semantics::Flow,
        &["2026-01-01", "2026-01-02"],
        four_cells(),
        &days,
    );
    let dictionary = small_dictionary();
    let offered_by = |question: &str, key: &str| -> Vec<(String, u32)> {
        let query = parse_with(question, &dictionary);
        let found = presence(&query, &facts, &dictionary).into_iter();
        let found = found.filter(|presence| presence.dimension.key == key);
        found
            .flat_map(|presence| presence.values)
            .map(|value| (value.id, value.models))
            .collect()
    };
    let offered = |key: &str| offered_by("country=CN", key);
    let named = |list: &[&str]| -> Vec<(String, u32)> {
        list.iter().map(|id| ((*id).to_owned(), 1)).collect()
    };
    assert_eq!(
        offered("country"),
        named(&["US", "CN", "unknown"]),
        "its own filter aside"
    );
    assert_eq!(
        offered_by("country=CN&every=month", "country"),
        named(&["US", "CN", "AE", "unknown"]),
        "what the whole date shown has"
    );
    assert_eq!(offered("license"), named(&["mit"]), "under that of others");
    assert_eq!(offered("model"), [], "too many to offer");
}

#[test]
fn rows_carry_exactly_the_documented_columns() {
    let days = [
        vec![entry(0, 10), entry(3, 5)],
        vec![entry(0, 2), entry(1, 1)],
    ];
    let facts = facts(
        Semantics::Flow,
        &["2026-01-01", "2026-01-02"],
        four_cells(),
        &days,
    );
    let answer = answered("", &facts);
    let rows: Vec<Row<'_>> = rows(&answer, &small_dictionary(), Language::En).collect();
    let mut serialized = csv::Writer::from_writer(Vec::new());
    serialized.serialize(&rows[0]).expect("a row");
    let serialized = String::from_utf8(serialized.into_inner().expect("written")).expect("UTF-8");
    assert_eq!(
        serialized.lines().next(),
        Some(&*Row::COLUMNS.join(",")),
        "fields and columns"
    );
    let lines = rows.iter().map(|row| row.cells().join(","));
    let text: Vec<String> = [Row::COLUMNS.join(",")].into_iter().chain(lines).collect();
    let text = text.join("\n");
    insta::assert_snapshot!(text, @r"
    observed_on,metric,unit,series,label,value,share,share_low,share_high,models,days_observed
    2026-01-01,openrouter-tokens,tokens a day,china-open,Chinese open-weight,10,0.6666666666666666,0.6666666666666666,1,1,1
    2026-01-01,openrouter-tokens,tokens a day,unknown,Unknown,5,0.3333333333333333,0.3333333333333333,0.3333333333333333,1,1
    2026-01-02,openrouter-tokens,tokens a day,china-open,Chinese open-weight,2,0.6666666666666666,0.6666666666666666,0.6666666666666666,1,1
    2026-01-02,openrouter-tokens,tokens a day,west-open,Western open-weight,1,0.3333333333333333,0.3333333333333333,0.3333333333333333,1,1
    ");
}

#[test]
fn facts_that_contradict_themselves_are_refused() {
    let build = |days: &[&str], entries: &[Vec<Entry>]| {
        let days = days.iter().map(|text| day(text)).collect();
        Facts::new(
            metric(Semantics::Flow),
            days,
            four_cells(),
            Vec::new(),
            entries,
        )
        .err()
    };
    assert_eq!(build(&["2026-01-01"], &[vec![entry(3, 1)]]), None);
    assert!(matches!(
        build(&["2026-01-01"], &[]),
        Some(FactsError::DaysAndEntries { .. })
    ));
    assert!(matches!(
        build(&["2026-01-01"], &[vec![entry(4, 1)]]),
        Some(FactsError::Entry { .. })
    ));
    assert!(matches!(
        build(&["2026-01-01"], &[vec![entry(0, -1)]]),
        Some(FactsError::Entry { .. })
    ));
    let named = Entry {
        model: Some(0),
        ..entry(0, 1)
    };
    assert!(matches!(
        build(&["2026-01-01"], &[vec![named]]),
        Some(FactsError::Entry { .. })
    ));
    let twice = build(&["2026-01-01", "2026-01-01"], &[vec![], vec![]]);
    assert!(matches!(twice, Some(FactsError::DaysOutOfOrder(_))));
}

#[test]
fn nothing_observed_is_an_answer_without_rows() {
    let empty = facts(Semantics::Flow, &[], Vec::new(), &[]);
    for entry in breakdowns() {
        let answer = answered(&format!("by={}", entry.key), &empty);
        assert!(answer.periods.is_empty() && answer.series.is_empty());
    }
}

#[test]
fn facts_that_grew_row_by_row_are_the_same_facts() {
    let large = i128::from(i64::MAX) - 1;
    let days = ["2026-01-01", "2026-01-02", "2026-01-05"].map(day);
    for entries in [
        [
            vec![entry(0, 3), entry(2, 5)],
            vec![entry(1, 0)],
            vec![entry(3, 9)],
        ],
        // From the second day on nothing fits in 64 bits.
        [
            vec![entry(0, 3)],
            vec![entry(0, large), entry(1, large)],
            vec![entry(2, 1)],
        ],
    ] {
        let whole = Facts::new(
            metric(Semantics::Flow),
            days.to_vec(),
            four_cells(),
            Vec::new(),
            &entries,
        );
        let whole = whole.expect("sound facts");
        let mut growing = Growing::default();
        for (day, rows) in days.iter().zip(&entries) {
            for row in rows {
                growing.push(*day, *row);
            }
        }
        let grown = growing.grown(metric(Semantics::Flow), four_cells());
        let grown = grown.expect("sound facts");
        assert_eq!(grown.days(), whole.days());
        assert!(grown.entries().eq(whole.entries()));
        assert_eq!(grown.bytes(), whole.bytes());
        for (day, rows) in days.iter().zip(&entries) {
            let total: i128 = rows.iter().map(|row| row.value).sum();
            assert_eq!(grown.total_of(*day), total);
        }
    }

    let mut backwards = Growing::default();
    backwards.push(days[1], entry(0, 1));
    backwards.push(days[0], entry(0, 1));
    let error = backwards.grown(metric(Semantics::Flow), four_cells());
    assert_eq!(error.unwrap_err(), FactsError::DaysOutOfOrder(days[0]));
    let mut elsewhere = Growing::default();
    elsewhere.push(days[0], entry(9, 1));
    assert!(
        elsewhere
            .grown(metric(Semantics::Flow), four_cells())
            .is_err()
    );
}
