//! The promise everything rests on: whatever order snapshots come in, and whatever is retracted on
//! the way, the store is what it would be had only those in force come, in order of capture.

use super::super::support::block_on;
use super::reading::{assert_rollups_are_sums, state};
use super::writing::{File, catalog, file, now, store_of, stored};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use weighbridge::store::merge::Merged;

/// Moments of capture: few, so that equal ones happen.
const MOMENTS: [&str; 5] = [
    "2026-04-03T00:00:00Z",
    "2026-04-03T12:00:00Z",
    "2026-04-04T00:00:00Z",
    "2026-04-05T00:00:00Z",
    "2026-04-06T00:00:00Z",
];
/// Days on both sides of a partition's end.
const DAYS: [&str; 3] = ["2026-03-31", "2026-04-01", "2026-04-02"];
/// A listed license, its other spelling, another listed one, and two texts nobody knows.
const LICENSES: [&str; 5] = [
    "mit",
    "MIT",
    "apache-2.0",
    "Llama of the Andes 7",
    "other-words",
];
const WEIGHTS: [&str; 3] = ["open", "closed", "unknown"];
const ORGANIZATIONS: [&str; 3] = ["alibaba", "meta", "nobody-we-know"];

/// The models of a source: cataloged ones and others, with variants, and the bases they may claim.
struct Cast {
    metrics: &'static [&'static str],
    models: &'static [&'static str],
    bases: &'static [&'static str],
}

const OPENROUTER: Cast = Cast {
    metrics: &["openrouter-tokens"],
    models: &[
        "deepseek/deepseek-r1",
        "deepseek/deepseek-r1:free",
        "deepseek/deepseek-r1:extended",
        "acme/rocket",
        "acme/rocket:free",
        "acme/rocket:beta",
        "openrouter/pony-alpha",
        "other",
    ],
    bases: &["Qwen/Qwen3-8B", "acme/Base", "acme/Deeper", "no-such-thing"],
};

const HUGGING_FACE: Cast = Cast {
    metrics: &["hf-downloads-30d", "hf-likes"],
    models: &[
        "Qwen/Qwen3-8B",
        "HuggingFaceH4/zephyr-7b-beta",
        "acme/Base",
        "acme/Deeper",
        "acme/Tuned",
    ],
    bases: &[
        "Qwen/Qwen3-8B",
        "acme/Base",
        "acme/Deeper",
        "acme/Tuned",
        "no-such-thing",
    ],
};

/// A row in small numbers: metric, model, day, value; license, weights, organization, base.
type Row = ((usize, usize, usize, u8), Said);

/// License, weights, organization and base, where the row says them.
type Said = (Option<usize>, Option<usize>, Option<usize>, Option<usize>);

#[derive(Debug, Clone)]
enum Step {
    Merge(File),
    /// Retracts the snapshot merged by the step of this number, if it still can be.
    Retract(usize),
}

fn row(cast: &'static Cast) -> impl Strategy<Value = Row> {
    (
        (
            0..cast.metrics.len(),
            0..cast.models.len(),
            0..DAYS.len(),
            0..3_u8,
        ),
        (
            weighted(0.4, 0..LICENSES.len()),
            weighted(0.2, 0..WEIGHTS.len()),
            weighted(0.2, 0..ORGANIZATIONS.len()),
            weighted(0.3, 0..cast.bases.len()),
        ),
    )
}

/// A snapshot; half of them say nothing of models besides numbers.
fn snapshot(cast: &'static Cast) -> impl Strategy<Value = File> {
    (0..MOMENTS.len(), vec(row(cast), 1..9), any::<bool>()).prop_map(
        move |(captured_at, rows, speaks)| {
            let mut distinct = BTreeMap::new();
            for ((metric, model, day, value), said) in rows {
                let said = if speaks {
                    said
                } else {
                    (None, None, None, None)
                };
                distinct.insert((metric, model, day), (value, said));
            }
            let rows: Vec<String> = distinct
                .into_iter()
                .map(|(key, row)| spell(cast, key, row))
                .collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            file(MOMENTS[captured_at], &rows)
        },
    )
}

fn spell(
    cast: &Cast,
    (metric, model, day): (usize, usize, usize),
    (value, (license, weights, organization, base)): (u8, Said),
) -> String {
    let word = |list: &[&'static str], at: Option<usize>| at.map_or("", |at| list[at]);
    format!(
        "{},{},{},{value},{},{},{},{}",
        cast.metrics[metric],
        cast.models[model],
        DAYS[day],
        word(&LICENSES, license),
        word(&WEIGHTS, weights),
        word(&ORGANIZATIONS, organization),
        word(cast.bases, base)
    )
}

/// Snapshots of both sources in any order of capture, some merged twice, some retracted.
fn history() -> impl Strategy<Value = Vec<Step>> {
    let any_snapshot = prop_oneof![snapshot(&OPENROUTER), snapshot(&HUGGING_FACE)];
    let step = prop_oneof![
        8 => any_snapshot.prop_map(Step::Merge),
        2 => (0..8_usize).prop_map(Step::Retract),
    ];
    (vec(step, 2..9), proptest::option::of(0..8_usize)).prop_map(|(mut steps, again)| {
        let repeated = again.and_then(|at| steps.get(at).cloned());
        steps.extend(repeated);
        steps
    })
}

/// Runs a check on the same histories at every run of the tests; more of them where
/// `PROPTEST_CASES` says how many.
fn check_histories(check: impl Fn(Vec<Step>)) {
    let cases = std::env::var("PROPTEST_CASES").map(|text| text.parse().unwrap());
    let config = Config {
        cases: cases.unwrap_or(20),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&history(), |steps| {
            check(steps);
            Ok(())
        })
        .unwrap();
}

/// Orders files as the store means them: by capture, then by content hash.
fn in_order(files: Vec<File>) -> Vec<File> {
    let mut sorted: Vec<_> = files
        .into_iter()
        .map(|file| {
            let ready = file.ready(catalog());
            let key = (ready.accepted.content.captured_at(), ready.encoded.sha256);
            (key, file)
        })
        .collect();
    sorted.sort_by_key(|(key, _)| *key);
    sorted.into_iter().map(|(_, file)| file).collect()
}

#[test]
fn any_order_of_merges_and_retractions_means_the_same_as_the_order_of_capture() {
    check_histories(|steps| {
        block_on(async {
            let test = store_of(&[]).await;
            let mut numbers: Vec<Option<i64>> = Vec::new();
            let mut retracted = BTreeSet::new();
            let mut files: BTreeMap<i64, File> = BTreeMap::new();
            for step in &steps {
                let mut number = None;
                match step {
                    Step::Merge(file) => match file.merge(&test.store).await {
                        Merged::Stored { id, .. } => {
                            files.insert(id, file.clone());
                            number = Some(id);
                        }
                        Merged::AlreadyKnown { id } => assert!(files.contains_key(&id)),
                    },
                    Step::Retract(at) => {
                        if let Some(id) = numbers.get(*at).copied().flatten()
                            && retracted.insert(id)
                        {
                            let done = test.store.retract(id, "test", now(), catalog()).await;
                            done.unwrap();
                        }
                    }
                }
                numbers.push(number);
            }
            let in_force = files
                .into_iter()
                .filter(|(id, _)| !retracted.contains(id))
                .map(|(_, file)| file);
            let expected = store_of(&in_order(in_force.collect())).await;
            let found = state(&test.pool).await;
            found.assert_is(&state(&expected.pool).await);
            assert_rollups_are_sums(&test.pool).await;

            test.store.rebuild().await.unwrap();
            // Models that were not resolved anew, because nothing was said of them, included.
            state(&test.pool).await.assert_is(&found);
        });
    });
}

#[test]
fn a_snapshot_in_order_of_capture_counts_each_number_once() {
    let first = file(
        MOMENTS[0],
        &["openrouter-tokens,acme/rocket,2026-04-01,5,mit"],
    );
    let second = file(
        MOMENTS[1],
        &[
            "openrouter-tokens,acme/rocket,2026-04-01,6,mit",
            "openrouter-tokens,acme/rocket:free,2026-04-01,7",
        ],
    );
    block_on(async {
        let test = store_of(&[first]).await;
        let (_, counts) = stored(second.merge(&test.store).await);
        assert_eq!((counts.inserted, counts.restated), (1, 1));
    });
}
