//! The engine against brute force: every row's unknown attributes are filled in every way, all
//! sides at once, and D, U, K and P are read off the completed rows. Shares no code with the
//! engine but the words of the dictionary.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A row with every attribute spelled; `unknown` where it is not known.
pub(super) type Completed = BTreeMap<&'static str, String>;

const ORGANIZATIONS: [(i32, &str, &str); 4] = [
    (3, "alibaba", "CN"),
    (1, "meta", "US"),
    (2, "tii", "AE"),
    (7, "community", ""),
];
const LICENSES: [(i32, &str, &str); 3] = [
    (2, "mit", "permissive"),
    (1, "llama3", "restricted"),
    (4, "other", ""),
];
const CLASSES: [&str; 5] = [
    "permissive",
    "copyleft",
    "restricted",
    "non-commercial",
    "proprietary",
];

fn bloc_of(country: &str) -> &'static str {
    match country {
        "CN" | "HK" => "china",
        "US" | "FR" => "west",
        "" => "unknown",
        _ => "other",
    }
}

fn camp_of(bloc: &str, weights: &str) -> String {
    match (bloc, weights) {
        ("unknown", _) | (_, "unknown") => "unknown".to_owned(),
        ("other", _) => "other".to_owned(),
        (bloc, weights) => format!("{bloc}-{weights}"),
    }
}

fn spelled(
    organization: &str,
    country: &str,
    weights: &str,
    license: &str,
    class: &str,
) -> Completed {
    let or_unknown = |text: &str| {
        if text.is_empty() {
            "unknown".to_owned()
        } else {
            text.to_owned()
        }
    };
    let (bloc, weights) = (bloc_of(country), or_unknown(weights));
    BTreeMap::from([
        ("organization", or_unknown(organization)),
        ("country", or_unknown(country)),
        ("bloc", bloc.to_owned()),
        ("camp", camp_of(bloc, &weights)),
        ("weights", weights),
        ("license", or_unknown(license)),
        ("license-class", or_unknown(class)),
    ])
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub own: Completed,
    pub worlds: Vec<Completed>,
    pub value: i128,
}

/// Fills in a row in every way; `asked` are the countries a filter asks for by name.
pub(super) fn row(
    organization: i32,
    weights: Weights,
    license: i32,
    value: i128,
    asked: &[String],
) -> Row {
    let known_organization = ORGANIZATIONS.iter().find(|(id, ..)| *id == organization);
    let known_license = LICENSES.iter().find(|(id, ..)| *id == license);
    let weights = match weights {
        Weights::Unknown => "",
        known => known.word(),
    };
    let own = spelled(
        known_organization.map_or("", |row| row.1),
        known_organization.map_or("", |row| row.2),
        weights,
        known_license.map_or("", |row| row.1),
        known_license.map_or("", |row| row.2),
    );
    let mut anywhere: BTreeSet<&str> = BTreeSet::from(["CN", "US", "AE", "somewhere"]);
    anywhere.extend(
        asked
            .iter()
            .map(String::as_str)
            .filter(|code| *code != "unknown"),
    );
    let mut places: Vec<(&str, &str)> = Vec::new();
    let somebody = (0, "somebody", "");
    let candidates = match known_organization {
        Some(known) => vec![known],
        None => ORGANIZATIONS.iter().chain([&somebody]).collect(),
    };
    for (_, slug, country) in candidates {
        match *country {
            "" => places.extend(anywhere.iter().map(|country| (*slug, *country))),
            settled => places.push((*slug, settled)),
        }
    }
    let something = (0, "something", "");
    let licenses = match known_license {
        Some(known) => vec![known],
        None => LICENSES.iter().chain([&something]).collect(),
    };
    let mut worlds = Vec::new();
    for (organization, country) in &places {
        for weights in if weights.is_empty() {
            vec!["open", "closed"]
        } else {
            vec![weights]
        } {
            for (_, license, class) in &licenses {
                for class in if class.is_empty() {
                    CLASSES.to_vec()
                } else {
                    vec![*class]
                } {
                    worlds.push(spelled(organization, country, weights, license, class));
                }
            }
        }
    }
    Row { own, worlds, value }
}

pub(super) type Filters = BTreeMap<&'static str, (bool, Vec<String>)>;

fn in_filter(own: &Completed, world: &Completed, filters: &Filters) -> bool {
    filters.iter().all(|(key, (exclude, values))| {
        // A list that names `unknown` asks for the row's own label.
        let label_decides = own[key] == "unknown" && values.iter().any(|value| value == "unknown");
        (label_decides || values.contains(&world[key])) != *exclude
    })
}

#[derive(Debug, Default, PartialEq, Clone, Copy)]
pub(super) struct Expected {
    pub rows: usize,
    pub sure: i128,
    pub possible: i128,
    pub outside: i128,
}

pub(super) struct Truth {
    pub total: i128,
    pub possible: i128,
    pub series: BTreeMap<String, Expected>,
}

/// D, U and for each series K, P and P outside D; `shown` are the series of their own.
pub(super) fn brute_force(rows: &[Row], by: &str, filters: &Filters, shown: &[String]) -> Truth {
    let series_of = |label: &str| match label {
        "unknown" => "unknown".to_owned(),
        label if shown.iter().any(|id| id == label) => label.to_owned(),
        _ => "_rest".to_owned(),
    };
    let mut truth = Truth {
        total: 0,
        possible: 0,
        series: BTreeMap::new(),
    };
    for row in rows {
        let inside: Vec<bool> = row
            .worlds
            .iter()
            .map(|world| in_filter(&row.own, world, filters))
            .collect();
        let (all, any) = (inside.iter().all(|x| *x), inside.iter().any(|x| *x));
        truth.total += if all { row.value } else { 0 };
        truth.possible += if any && !all { row.value } else { 0 };
        let own = series_of(&row.own[by]);
        let mut possibly: BTreeSet<String> = row
            .worlds
            .iter()
            .zip(&inside)
            .filter(|(_, inside)| **inside)
            .map(|(world, _)| series_of(&world[by]))
            .collect();
        if own == "unknown" && any {
            possibly.insert(own.clone());
        }
        for name in possibly {
            let expected = truth.series.entry(name.clone()).or_default();
            if all && name == own {
                expected.sure += row.value;
                expected.rows += 1;
            } else {
                expected.possible += row.value;
                expected.outside += if all { 0 } else { row.value };
            }
        }
    }
    truth
}

pub(super) fn any_weights() -> impl Strategy<Value = Weights> {
    proptest::sample::select(Weights::ALL)
}

fn any_rows() -> impl Strategy<Value = Vec<(i32, Weights, i32, i128)>> {
    // Ids nobody knows (9) and the license `unknown` (5) are unknown too.
    let organization = proptest::sample::select(vec![0, 1, 2, 3, 7, 9]);
    let license = proptest::sample::select(vec![0, 1, 2, 4, 5, 9]);
    let value = prop_oneof![Just(0i128), 1i128..1_000, Just(1i128 << 80)];
    proptest::collection::vec((organization, any_weights(), license, value), 0..12)
}

pub(super) fn any_filters() -> impl Strategy<Value = Filters> {
    let values = |id: DimensionId| id.entry().spellings(&small_dictionary());
    let mut all = Vec::new();
    for entry in filters().filter(|entry| entry.id != DimensionId::Model) {
        let list = proptest::sample::subsequence(values(entry.id), 1..=3);
        let one = (any::<bool>(), list).prop_map(move |filter| (entry.key, filter));
        all.push(proptest::option::weighted(0.25, one).boxed());
    }
    all.prop_map(|filters| filters.into_iter().flatten().collect())
}

pub(super) fn address(by: &str, filters: &Filters, top: u16) -> String {
    let mut parts = vec![format!("by={by}"), format!("top={top}")];
    for (key, (exclude, values)) in filters {
        let mark = if *exclude { "!" } else { "" };
        parts.push(format!("{key}={mark}{}", values.join("~")));
    }
    parts.join("&")
}

pub(super) fn near(found: f64, numerator: i128, denominator: i128) -> bool {
    (found - numerator as f64 / denominator as f64).abs() <= 1e-12
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn the_engine_finds_what_brute_force_finds(
        rows in any_rows(),
        filters in any_filters(),
        by in proptest::sample::select(
            breakdowns().filter(|entry| entry.id != DimensionId::Model).collect::<Vec<_>>(),
        ),
        top in prop_oneof![1u16..4, Just(100u16)],
    ) {
        let dictionary = small_dictionary();
        let query = parse_with(&address(by.key, &filters, top), &dictionary);
        let cells = rows.iter().map(|row| cell(row.0, row.1, row.2)).collect();
        let values: Vec<i128> = rows.iter().map(|row| row.3).collect();
        let facts = facts_of_a_day(cells, &values);
        let answer = answer(&query, &facts, &dictionary);
        let shown: Vec<String> = answer
            .series
            .iter()
            .filter(|series| series.kind == SeriesKind::Known)
            .map(|series| series.id.clone())
            .collect();

        let asked = filters.get("country").filter(|(exclude, _)| !exclude);
        let asked = asked.map(|(_, values)| values.clone()).unwrap_or_default();
        let completed: Vec<Row> =
            rows.iter().map(|(o, w, l, value)| row(*o, *w, *l, *value, &asked)).collect();
        let truth = brute_force(&completed, by.key, &filters, &shown);

        prop_assert_eq!(answer.periods[0].total.sum, truth.total, "D");
        prop_assert_eq!(answer.periods[0].possible.sum, truth.possible, "U");
        let present: BTreeSet<&str> = answer.series.iter().map(|series| &*series.id).collect();
        let expected: BTreeSet<&str> = truth
            .series
            .iter()
            .filter(|(_, expected)| expected.rows > 0)
            .map(|(id, _)| &**id)
            .collect();
        prop_assert_eq!(present, expected, "a series is there when it has a row");
        let mut sum = 0;
        for series in &answer.series {
            let expected = truth.series[&series.id];
            let point = series.points[0];
            prop_assert_eq!(point.value.sum, expected.sure, "K of {}", &series.id);
            prop_assert_eq!(point.models as usize, expected.rows, "rows of {}", &series.id);
            prop_assert_eq!(point.share.is_some(), truth.total > 0);
            sum += point.value.sum;
            if let Some(range) = point.share {
                let (total, possible) = (truth.total, truth.possible);
                prop_assert!(near(range.share, expected.sure, total));
                prop_assert!(near(range.low, expected.sure, total + possible), "low of {}", &series.id);
                let reach = (expected.sure + expected.possible, total + expected.outside);
                prop_assert!(near(range.high, reach.0, reach.1), "high of {}: {:?} {:?}", &series.id, range, expected);
                prop_assert!(0.0 <= range.low && range.low <= range.share);
                prop_assert!(range.share <= range.high && range.high <= 1.0);
            }
        }
        prop_assert_eq!(sum, truth.total, "the series add up to the total, folded or not");
        let known = answer.series.iter().filter(|series| series.kind == SeriesKind::Known).count();
        prop_assert!(known <= usize::from(top));
    }
}
