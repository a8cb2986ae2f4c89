//! The unlisted row, where models are told apart: against brute force over which models it may
//! hold on the day.

use super::oracle::{Filters, Row, any_filters, any_weights, brute_force, near, row};
use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const DAY: &str = "2026-01-02";

/// One model: attributes, and its value on the day before and on the day.
type Model = (i32, Weights, i32, Option<i128>, Option<i128>);

fn any_model() -> impl Strategy<Value = Model> {
    let organization = proptest::sample::select(vec![0, 1, 2, 3, 7]);
    let license = proptest::sample::select(vec![0, 1, 2, 4]);
    let value = || proptest::option::weighted(0.6, 0i128..1_000);
    (organization, any_weights(), license, value(), value())
}

fn id(at: usize) -> String {
    format!("m{at}")
}

/// Facts of two days: every model with a row, the unlisted row, and a sum over models that are
/// not told apart.
fn facts(models: &[Model], unlisted: i128, sum: i128) -> Facts {
    let mut cells = vec![cell(0, Weights::Unknown, 0), cell(3, Weights::Open, 2)];
    cells.extend(models.iter().map(|model| cell(model.0, model.1, model.2)));
    let mut names = vec![ModelName {
        id: "other".to_owned(),
        name: String::new(),
        unlisted: true,
    }];
    let mut days = [Vec::new(), vec![entry(1, sum)]];
    days[1].push(Entry {
        model: Some(0),
        models: 0,
        slugs: 0,
        ..entry(0, unlisted)
    });
    for (at, model) in models.iter().enumerate() {
        if model.3.is_none() && model.4.is_none() {
            continue;
        }
        let name = names.len() as u32;
        names.push(ModelName {
            id: id(at),
            name: String::new(),
            unlisted: false,
        });
        for (day, value) in days.iter_mut().zip([model.3, model.4]) {
            if let Some(value) = value {
                day.push(Entry {
                    model: Some(name),
                    ..entry(at as u32 + 2, value)
                });
            }
        }
    }
    Facts::new(
        metric(Semantics::Flow),
        vec![day("2026-01-01"), day(DAY)],
        cells,
        names,
        &days,
    )
    .expect("sound facts")
}

/// The rows of the day with every way they may turn out.
fn completed(models: &[Model], unlisted: i128, sum: i128, asked: &[String]) -> Vec<Row> {
    let named = |mut row: Row, own: &str, model: &str| {
        row.own.insert("model", own.to_owned());
        for world in &mut row.worlds {
            world.insert("model", model.to_owned());
        }
        row
    };
    let mut rows = vec![named(
        row(3, Weights::Open, 2, sum, asked),
        "(sum)",
        "(sum)",
    )];
    let nothing = row(0, Weights::Unknown, 0, unlisted, asked);
    let mut hidden = named(nothing.clone(), "unknown", "(anything)");
    hidden
        .worlds
        .extend(named(nothing.clone(), "unknown", "ghost").worlds);
    for (at, model) in models.iter().enumerate() {
        let value = model.4.unwrap_or_default();
        let found = named(
            row(model.0, model.1, model.2, value, asked),
            &id(at),
            &id(at),
        );
        match (model.3, model.4) {
            (_, Some(_)) => rows.push(found),
            // Seen on the other day: it brings what is known of it.
            (Some(_), None) => hidden.worlds.extend(found.worlds),
            (None, None) => hidden
                .worlds
                .extend(named(nothing.clone(), "unknown", &id(at)).worlds),
        }
    }
    rows.push(hidden);
    rows
}

fn any_model_filter() -> impl Strategy<Value = Option<(bool, Vec<String>)>> {
    let names = ["m0", "m1", "m2", "ghost", "unknown"].map(str::to_owned);
    let list = proptest::sample::subsequence(names.to_vec(), 1..4);
    proptest::option::weighted(0.7, (any::<bool>(), list))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]
    #[test]
    fn the_unlisted_row_may_hold_what_is_not_listed_that_day(
        models in proptest::collection::vec(any_model(), 3),
        (unlisted, sum) in (0i128..1_000, 0i128..1_000),
        mut filters in any_filters(),
        model_filter in any_model_filter(),
        by in prop_oneof![Just("model"), Just("model"), Just("camp"), Just("organization"), Just("license-class")],
        top in 1u16..5,
    ) {
        if let Some(filter) = model_filter {
            filters.insert("model", filter);
        }
        let dictionary = small_dictionary();
        let spelled: Filters = filters
            .iter()
            .map(|(key, (exclude, values))| {
                let word = |value: &String| match (*key, value.as_str()) {
                    ("model", "unknown") => "_unlisted".to_owned(),
                    (_, value) => value.to_owned(),
                };
                (*key, (*exclude, values.iter().map(word).collect()))
            })
            .collect();
        let address = super::oracle::address(by, &spelled, top) + &format!("&from={DAY}");
        let query = parse_with(&address, &dictionary);
        let answer = answer(&query, &facts(&models, unlisted, sum), &dictionary);
        let shown: Vec<String> = answer
            .series
            .iter()
            .filter(|series| series.kind == SeriesKind::Known)
            .map(|series| series.id.clone())
            .collect();
        let asked = filters.get("country").filter(|(exclude, _)| !exclude);
        let asked = asked.map(|(_, values)| values.clone()).unwrap_or_default();
        let rows = completed(&models, unlisted, sum, &asked);
        let truth = brute_force(&rows, by, &filters, &shown);

        prop_assert_eq!(answer.periods[0].total.sum, truth.total, "D of {}", &address);
        prop_assert_eq!(answer.periods[0].possible.sum, truth.possible, "U of {}", &address);
        let found: BTreeSet<&str> = answer.series.iter().map(|series| &*series.id).collect();
        let unknown = if by == "model" { "_unlisted" } else { "unknown" };
        let expected: BTreeSet<&str> = truth
            .series
            .iter()
            .filter(|(_, expected)| expected.rows > 0)
            .map(|(id, _)| if id == "unknown" { unknown } else { id })
            .collect();
        prop_assert_eq!(found, expected, "series of {}", &address);
        for series in &answer.series {
            let id = if series.id == unknown { "unknown" } else { &series.id };
            let expected = truth.series[id];
            prop_assert_eq!(series.points[0].value.sum, expected.sure, "K of {}", &series.id);
            if let Some(range) = series.points[0].share {
                let reach = (expected.sure + expected.possible, truth.total + expected.outside);
                prop_assert!(
                    near(range.high, reach.0, reach.1),
                    "high of {} in {}: {:?}, {:?}", &series.id, &address, range, expected
                );
                prop_assert!(near(range.low, expected.sure, truth.total + truth.possible));
            }
        }
    }
}

/// A row of one model: day, cell and value.
type Told = (usize, u32, i128);

/// Rows of a model, each cell of a day once; it counts once a day, in the first of its cells.
fn rows_of(model: u32, told: &[Told], counted: bool) -> Vec<(usize, Entry)> {
    let mut rows: BTreeMap<(usize, u32), i128> = BTreeMap::new();
    for (day, cell, value) in told {
        *rows.entry((*day, *cell)).or_default() += value;
    }
    let mut days = BTreeSet::new();
    let row = |((day, cell), value)| {
        let first = days.insert(day);
        let entry = Entry {
            cell,
            model: Some(model),
            value,
            models: u32::from(counted && first),
            slugs: u32::from(counted),
        };
        (day, entry)
    };
    rows.into_iter().map(row).collect()
}

fn summed(rows: &[(usize, Entry)], day: usize) -> Vec<Entry> {
    let mut cells: BTreeMap<u32, Entry> = BTreeMap::new();
    for (_, row) in rows.iter().filter(|(of, _)| *of == day) {
        let sum = cells.entry(row.cell).or_insert(Entry {
            model: None,
            value: 0,
            models: 0,
            slugs: 0,
            ..*row
        });
        sum.value += row.value;
        sum.models += row.models;
        sum.slugs += row.slugs;
    }
    cells.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]
    #[test]
    fn models_taken_out_of_their_cells_answer_as_if_nobody_had_added_them_up(
        told in proptest::collection::vec(
            proptest::collection::vec(
                (0usize..3, 0u32..5, prop_oneof![4 => 0i128..1_000, 1 => Just(i128::from(i64::MAX))]),
                0..6,
            ),
            1..6,
        ),
        apart in proptest::collection::vec(any::<bool>(), 6),
        filters in any_filters(),
        model_filter in any_model_filter(),
        by in prop_oneof![Just("model"), Just("camp"), Just("license"), Just("organization")],
        (top, separate) in (1u16..5, any::<bool>()),
    ) {
        let cells = vec![
            cell(1, Weights::Open, 1),
            cell(2, Weights::Closed, 0),
            cell(0, Weights::Unknown, 2),
            cell(3, Weights::Unknown, 4),
            cell(7, Weights::Open, 0),
        ];
        let days: Vec<NaiveDate> = ["2026-01-01", "2026-01-02", "2026-01-03"].map(day).to_vec();
        // The first is what stands for models that are not listed.
        let all: Vec<Vec<(usize, Entry)>> = (0..)
            .zip(&told)
            .map(|(model, told)| rows_of(model, told, model > 0))
            .collect();
        let names: Vec<ModelName> = (0..told.len())
            .map(|at| ModelName { id: id(at), name: String::new(), unlisted: at == 0 })
            .collect();
        let of = |kept: bool| -> Vec<(usize, Entry)> {
            let models = all.iter().zip(&apart).filter(|(_, apart)| **apart == kept);
            let mut rows: Vec<_> = models.flat_map(|(rows, _)| rows.iter().copied()).collect();
            rows.sort_by_key(|(day, entry)| (*day, entry.cell, entry.model));
            rows
        };
        let (own, others) = (of(true), of(false));
        let everything: Vec<_> = own.iter().chain(&others).copied().collect();
        let the_long_way: Vec<Vec<Entry>> = (0..days.len())
            .map(|day| {
                let mut left = summed(&others, day);
                // A cell with nothing but nothing that is not listed has no row.
                left.retain(|entry| entry.value > 0 || entry.slugs > 0);
                left.extend(own.iter().filter(|(of, _)| *of == day).map(|(_, entry)| *entry));
                left
            })
            .collect();
        let sums: Vec<Vec<Entry>> = (0..days.len()).map(|day| summed(&everything, day)).collect();
        let facts = |models: &[ModelName], entries: &[Vec<Entry>]| {
            let metric = metric(Semantics::Flow);
            Facts::new(metric, days.clone(), cells.clone(), models.to_vec(), entries).unwrap()
        };
        let expected = facts(&names, &the_long_way);
        let found = facts(&[], &sums).with_models(names.clone(), &own).unwrap();
        // A cell that is left as it was keeps what the cube has of it.
        let significant = |facts: &Facts| -> Vec<Vec<Entry>> {
            let something = |entry: &Entry| entry.value > 0 || entry.slugs > 0;
            let mut entries: Vec<Vec<Entry>> = facts.entries().collect();
            for day in &mut entries {
                day.retain(something);
            }
            entries
        };
        prop_assert_eq!(significant(&found), significant(&expected));
        let dictionary = small_dictionary();
        let mut filters: Filters = filters;
        if let Some((exclude, values)) = model_filter {
            let values = values.into_iter().map(|value| match &*value {
                "unknown" => "_unlisted".to_owned(),
                _ => value,
            });
            filters.insert("model", (exclude, values.collect()));
        }
        let variants = if separate { "&variants=separate" } else { "" };
        let address = super::oracle::address(by, &filters, top) + variants;
        let query = parse_with(&address, &dictionary);
        let none_is_nothing = everything.iter().all(|(_, row)| row.value > 0 || row.slugs > 0);
        if none_is_nothing {
            prop_assert_eq!(found.entries().collect::<Vec<_>>(), expected.entries().collect::<Vec<_>>());
            prop_assert_eq!(
                format!("{:?}", answer(&query, &found, &dictionary)),
                format!("{:?}", answer(&query, &expected, &dictionary)),
                "{}", address
            );
            prop_assert_eq!(
                format!("{:?}", presence(&query, &found, &dictionary)),
                format!("{:?}", presence(&query, &expected, &dictionary)),
                "{}", address
            );
        }
    }
}

#[test]
fn models_that_say_more_than_their_cells_contradict_them() {
    let days = vec![day(DAY)];
    let whole = Facts::new(
        metric(Semantics::Flow),
        days,
        vec![cell(1, Weights::Open, 1), cell(2, Weights::Open, 1)],
        Vec::new(),
        &[vec![entry(0, 5)]],
    );
    let whole = whole.unwrap();
    let name = ModelName {
        id: id(1),
        name: String::new(),
        unlisted: false,
    };
    let with = |models: Vec<ModelName>, row: Entry| {
        let row = Entry {
            model: Some(0),
            ..row
        };
        whole.with_models(models, &[(0, row)]).map(|_| ())
    };
    assert_eq!(with(vec![name.clone()], entry(0, 5)), Ok(()));
    assert!(with(vec![name.clone()], entry(0, 6)).is_err());
    assert!(with(vec![name.clone()], entry(1, 1)).is_err());
    // Nothing, of what is not listed, has no sum to be taken from.
    let nothing = Entry {
        models: 0,
        slugs: 0,
        ..entry(1, 0)
    };
    assert_eq!(with(vec![name], nothing), Ok(()));
    assert!(with(Vec::new(), entry(0, 5)).is_err());
}
