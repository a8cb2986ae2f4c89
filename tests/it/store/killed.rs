//! A process killed in the middle of an ingest leaves all of a snapshot or nothing of it.

use super::super::support::{TestStore, block_on};
use super::reading::{assert_same, lines, orphans, rollup_sums, summed_observations};
use super::writing::{catalog, now};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use weighbridge::ingest;
use weighbridge::store::merge::Merged;
use weighbridge::store::{Options, Store};

const ROUNDS: u32 = 20;
const ROWS: u32 = 12_000;
/// Names the database and the file for a process started to be killed.
const DATABASE: &str = "WEIGHBRIDGE_TEST_CHILD_DATABASE";
const FILE: &str = "WEIGHBRIDGE_TEST_CHILD_FILE";

/// Not a test of its own: what the process that is killed does.
#[test]
fn ingesting_child() {
    let (Ok(url), Ok(path)) = (std::env::var(DATABASE), std::env::var(FILE)) else {
        return;
    };
    block_on(async {
        let options = Options {
            url,
            read_url: None,
            max_connections: 2,
        };
        let store = Store::open(&options).unwrap();
        ingest_file(&store, Path::new(&path)).await;
    });
}

/// Ingests beside whoever else uses the database, and leaves no connection behind.
async fn ingest_once(test: &TestStore, path: &Path) -> Merged {
    let store = test.second_instance();
    let merged = ingest_file(&store, path).await;
    store.close().await;
    merged
}

async fn ingest_file(store: &Store, path: &Path) -> Merged {
    let input = std::fs::File::open(path).unwrap();
    let (_, merged) = ingest::ingest(store, catalog(), "killed.csv", input, now())
        .await
        .unwrap();
    merged
}

/// A snapshot of four months whose values, licenses and models differ from round to round.
fn write_file(path: &Path, round: u32) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "metric,model,observed_on,value,license,captured_at").unwrap();
    for row in 0..ROWS {
        let (model, day) = (row / 24, row % 24);
        let month = 1 + day / 6;
        let day = 1 + day % 6;
        let value = (row + round * (row % 3)) % 1000;
        let variant = ["", ":free", ":beta"][(model % 3) as usize];
        let family = model / 3 + round;
        let license = ["", "mit", "apache-2.0"][((model + round) % 3) as usize];
        writeln!(
            file,
            "openrouter-tokens,acme/m{family}{variant},2026-{month:02}-{day:02},{value},{license},\
             2026-06-{:02}T00:00:00Z",
            round + 1
        )
        .unwrap();
    }
    file.flush().unwrap();
}

fn start_child(test: &TestStore, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["store::killed::ingesting_child", "--exact"])
        .env(DATABASE, &test.url)
        .env(FILE, path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Everything a snapshot writes, counted.
async fn tallies(test: &TestStore) -> Vec<String> {
    lines(
        &test.pool,
        "SELECT (SELECT count(*) FROM snapshot), (SELECT count(*) FROM snapshot_part),
                (SELECT (count(*), sum(value), count(superseded_by)) FROM observation),
                (SELECT (count(*), sum(value), sum(models), sum(slugs)) FROM rollup),
                (SELECT count(*) FROM model_claim),
                (SELECT (max(last_seen), sum(runs)) FROM claim_sighting),
                (SELECT count(*) FROM model), (SELECT version FROM data_version)",
    )
    .await
}

/// Waits until the server has noticed that the client is gone.
async fn wait_for_the_server(test: &TestStore) {
    let others = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'weighbridge'";
    let start = Instant::now();
    while lines(&test.pool, others).await != ["(0)"] {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "a killed client lives on"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn a_killed_ingest_leaves_all_of_its_snapshot_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.csv");
    block_on(async {
        let test = TestStore::new().await;
        // How long it takes when nobody kills it; also what the rounds restate.
        write_file(&path, 0);
        let start = Instant::now();
        assert!(start_child(&test, &path).wait().unwrap().success());
        let whole = start.elapsed();

        let mut random = 0x9e37_79b9_u64;
        let (mut nothing, mut all) = (0, 0);
        for round in 1..=ROUNDS {
            write_file(&path, round);
            wait_for_the_server(&test).await;
            let before = tallies(&test).await;
            let mut child = start_child(&test, &path);
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let part = (random >> 40) as f64 / f64::from(1 << 24);
            tokio::time::sleep(whole.mul_f64(part * 1.1)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            wait_for_the_server(&test).await;

            let after = tallies(&test).await;
            if after == before {
                nothing += 1;
            } else {
                all += 1;
                let known = ingest_once(&test, &path).await;
                assert!(matches!(known, Merged::AlreadyKnown { .. }), "{known:?}");
            }
            assert_same(&orphans(&test.pool).await, &[], "rows nothing explains");
            let kept = "SELECT count(*) FILTER (WHERE inserted + restated + unchanged <> rows
                OR inserted + restated <> (SELECT count(*) FROM observation o
                                           WHERE o.snapshot_id = snapshot.id)) FROM snapshot";
            assert_eq!(lines(&test.pool, kept).await, ["(0)"]);
        }
        eprintln!("killed {ROUNDS} times: {nothing} left nothing, {all} were complete");
        assert!(nothing > 0, "no kill came in time");

        write_file(&path, ROUNDS + 1);
        let later = ingest_once(&test, &path).await;
        assert!(matches!(later, Merged::Stored { .. }), "{later:?}");
        let sums = rollup_sums(&test.pool, "infinity").await;
        let expected = summed_observations(&test.pool, "infinity").await;
        assert_same(&sums, &expected, "rollups after the kills");
    });
}
