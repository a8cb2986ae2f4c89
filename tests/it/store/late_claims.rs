//! What a late snapshot says of models: read from the runs that stand, and from no other snapshot
//! than those around a run it cuts. And whatever the order, the runs are those of the order of
//! capture.

use super::super::support::{TestStore, block_on};
use super::reading::{assert_rollups_are_sums, assert_same, lines, state};
use super::writing::{File, catalog, file, now, store_of, stored};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A weekly capture in the year 2025, of a day of its own: each row is a model, with what is said
/// of its license and its base.
fn week(number: u32, rows: &[(&str, &str, &str)]) -> File {
    let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 6).unwrap()
        + chrono::Days::new(u64::from(number) * 7);
    let rows: Vec<String> = rows
        .iter()
        .map(|(model, license, base)| {
            format!("hf-downloads-30d,{model},{day},5,{license},,,{base}")
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    file(&format!("{day}T12:00:00Z"), &rows)
}

/// Makes the kept content of every snapshot but these unreadable: whoever reads it fails.
async fn lock_away_all_but(test: &TestStore, readable: &[i64]) {
    sqlx::query("UPDATE snapshot_part SET body = 'locked away' WHERE snapshot_id <> ALL($1)")
        .bind(readable)
        .execute(&test.pool)
        .await
        .unwrap();
}

fn weeks() -> Vec<File> {
    (0..12)
        .map(|number| {
            let license = if number < 5 { "mit" } else { "apache-2.0" };
            let base = if number < 8 {
                "acme/Base"
            } else {
                "Qwen/Qwen3-8B"
            };
            week(
                number,
                &[
                    ("acme/Tuned", license, base),
                    ("acme/Base", "mit", ""),
                    ("acme/Plain", "", ""),
                ],
            )
        })
        .collect()
}

#[tokio::test]
async fn a_back_fill_in_reverse_order_reads_no_snapshot_again() {
    let expected = store_of(&weeks()).await;
    let test = store_of(&[]).await;
    for file in weeks().iter().rev() {
        file.merge(&test.store).await;
        lock_away_all_but(&test, &[]).await;
    }
    state(&test.pool)
        .await
        .assert_is(&state(&expected.pool).await);
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_late_snapshot_that_says_what_was_said_reads_no_other() {
    let test = store_of(&weeks()).await;
    lock_away_all_but(&test, &[]).await;
    let between = file(
        "2025-01-22T00:00:00Z",
        &["hf-downloads-30d,acme/Tuned,2025-01-21,5,mit,,,acme/Base"],
    );
    let (_, counts) = stored(between.merge(&test.store).await);
    assert_eq!(counts.inserted, 1);
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_run_that_is_cut_is_looked_up_in_the_snapshots_around() {
    let mut files = weeks();
    // Weeks in which nobody speaks of the model have to be passed by.
    let silent = week(2, &[("acme/Base", "mit", "")]);
    files[2] = silent;
    let other = file(
        "2025-01-21T12:00:00Z",
        &["hf-downloads-30d,acme/Tuned,2025-01-21,5,gemma,,,Qwen/Qwen3-8B"],
    );
    let test = store_of(&files).await;
    let around: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM snapshot WHERE captured_at IN ('2025-01-20T12:00:00Z',
             '2025-01-13T12:00:00Z', '2025-01-27T12:00:00Z')",
    )
    .fetch_all(&test.pool)
    .await
    .unwrap();
    assert_eq!(around.len(), 3);
    lock_away_all_but(&test, &around).await;
    other.merge(&test.store).await;

    let runs = lines(
        &test.pool,
        "SELECT c.attribute, c.first_seen::date, c.last_seen::date, t.raw FROM model_claim c
         JOIN model m ON m.id = c.model_id JOIN claim_text t ON t.id = c.text_id
         WHERE m.external_id = 'acme/Tuned'",
    )
    .await;
    let expected = [
        "(1,2025-01-06,2025-01-13,mit)",
        "(1,2025-01-21,2025-01-21,gemma)",
        "(1,2025-01-27,2025-02-03,mit)",
        "(1,2025-02-10,2025-03-24,apache-2.0)",
        "(4,2025-01-06,2025-01-13,acme/Base)",
        "(4,2025-01-21,2025-01-21,Qwen/Qwen3-8B)",
        "(4,2025-01-27,2025-02-24,acme/Base)",
        "(4,2025-03-03,2025-03-24,Qwen/Qwen3-8B)",
    ];
    let expected = expected.map(str::to_owned);
    assert_same(&runs, &expected, "runs");
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn of_two_snapshots_of_a_moment_that_disagree_the_higher_hash_has_the_last_word() {
    let beside = |license: &str| {
        file(
            "2025-01-20T12:00:00Z",
            &[&format!(
                "hf-likes,acme/Tuned,2025-01-20,5,{license},,,acme/Base"
            )],
        )
    };
    // Whichever way the hashes fall: one of the two orders contests what was said.
    for license in ["gemma", "llama3", "mit"] {
        let mut files = weeks();
        files.push(beside(license));
        let forward = store_of(&files).await;
        files.reverse();
        let backward = store_of(&files).await;
        state(&forward.pool)
            .await
            .assert_is(&state(&backward.pool).await);
        assert_rollups_are_sums(&forward.pool).await;
    }
}

#[tokio::test]
async fn an_earlier_license_of_a_base_moves_what_was_known_of_what_is_built_on_it() {
    let built = |day: u32| {
        file(
            &format!("2025-03-{day:02}T00:00:00Z"),
            &[&format!(
                "openrouter-tokens,acme/rocket,2025-03-{:02},5,,,,acme/Base",
                day - 1
            )],
        )
    };
    let licensed = |day: u32, license: &str| {
        file(
            &format!("2025-03-{day:02}T12:00:00Z"),
            &[&format!("hf-likes,acme/Base,2025-03-{day:02},1,{license}")],
        )
    };
    let test = store_of(&[built(5), built(10), built(15), licensed(20, "mit")]).await;
    for (day, license) in [(12, "gemma"), (3, "apache-2.0"), (7, "apache-2.0")] {
        licensed(day, license).merge(&test.store).await;
        assert_rollups_are_sums(&test.pool).await;
    }
    let then = "SELECT r.observed_on, license.slug FROM rollup r
        JOIN cell ON cell.id = r.cell_id
        JOIN source ON source.id = cell.source_id AND source.slug = 'openrouter'
        JOIN license ON license.id = cell.base_license_then";
    let expected = [
        "(2025-03-04,apache-2.0)",
        "(2025-03-09,apache-2.0)",
        "(2025-03-14,gemma)",
    ];
    assert_same(
        &lines(&test.pool, then).await,
        &expected.map(str::to_owned),
        "then",
    );
}

/// What one capture says of a model: license, weights, organization and base, where it does.
type Saying = [Option<usize>; 4];

/// What one capture says of two models.
type Said = [Saying; 2];

fn capture(moment: u32, said: Said) -> File {
    const WORDS: [[&str; 3]; 4] = [
        ["mit", "apache-2.0", "words nobody knows"],
        ["open", "closed", "open"],
        ["qwen", "openai", "nobody we know"],
        ["Qwen/Qwen3-8B", "acme/Two", "no-such-thing"],
    ];
    let rows: Vec<String> = ["acme/One", "acme/Two"]
        .iter()
        .zip(said)
        .map(|(model, saying)| {
            let words = saying.iter().zip(WORDS);
            let words = words.map(|(at, words)| at.map_or("", |at| words[at]));
            let words: Vec<&str> = words.collect();
            // The days of some captures overlap.
            let day = 1 + moment / 2;
            let words = words.join(",");
            format!("hf-likes,{model},2025-05-{day:02},{moment},{words}")
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    file(&format!("2025-06-01T{moment:02}:00:00Z"), &rows)
}

#[test]
fn runs_are_those_of_the_order_of_capture_whatever_the_order() {
    let said = || {
        let word = |likely| proptest::option::weighted(likely, 0..3_usize);
        let one = || [word(0.7), word(0.3), word(0.3), word(0.5)];
        [one(), one()]
    };
    // Moments repeat now and then.
    let captures = proptest::collection::vec((0..12_u32, said()), 4..10);
    let strategy =
        captures.prop_flat_map(|captures| (Just(captures.clone()), Just(captures).prop_shuffle()));
    let cases = std::env::var("PROPTEST_CASES").map(|text| text.parse().unwrap());
    let config = Config {
        cases: cases.unwrap_or(12),
        max_shrink_iters: 40,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, |(mut sorted, shuffled)| {
            sorted.sort_by_key(|(moment, _)| *moment);
            let files = |captures: Vec<(u32, Said)>| -> Vec<File> {
                let files = captures.into_iter();
                files.map(|(moment, said)| capture(moment, said)).collect()
            };
            block_on(async {
                let expected = store_of(&files(sorted)).await;
                let found = store_of(&files(shuffled)).await;
                state(&found.pool).await.assert_is(&state(&expected.pool).await);
                assert_rollups_are_sums(&found.pool).await;
                // And again once one of them is taken out.
                for test in [&expected, &found] {
                    let id = sqlx::query_scalar(
                        "SELECT id FROM snapshot ORDER BY captured_at DESC, content_sha256 OFFSET 1 LIMIT 1",
                    )
                    .fetch_one(&test.pool)
                    .await
                    .unwrap();
                    let done = test.store.retract(id, "test", now(), catalog()).await;
                    done.unwrap();
                }
                state(&found.pool).await.assert_is(&state(&expected.pool).await);
            });
            Ok(())
        })
        .unwrap();
}
