//! Many writers at once: no deadlock, nothing twice, nothing lost.

use super::super::support::TestStore;
use super::reading::{assert_rollups_are_sums, lines, state};
use super::writing::{File, file, store_of};
use std::collections::BTreeSet;
use std::time::Duration;
use weighbridge::store::merge::Merged;

/// Snapshots that restate each other, with variants and claims, in order of capture.
fn captures() -> Vec<File> {
    (0..5_u32)
        .map(|number| {
            let rows: Vec<String> = (1..=3_u32)
                .flat_map(|month| {
                    let value = number % 3;
                    [
                        format!("openrouter-tokens,acme/rocket,2026-0{month}-01,{value},mit"),
                        format!("openrouter-tokens,acme/rocket:free,2026-0{month}-02,{number}"),
                        format!("openrouter-tokens,acme/r{number},2026-0{month}-03,1,,,,acme/Base"),
                    ]
                })
                .collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            file(&format!("2026-04-02T0{number}:00:00Z"), &rows)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_at_once_store_each_snapshot_once() {
    let files = captures();
    let test = TestStore::new().await;
    let other = test.second_instance();
    let writers: Vec<_> = (0..8_usize)
        .map(|writer| {
            // Both instances write, and three of the five contents come twice.
            let store = [&test.store, &other][writer % 2].clone();
            let file = files[(7 - writer) % files.len()].clone();
            tokio::spawn(async move { file.merge(&store).await })
        })
        .collect();
    let mut stored = BTreeSet::new();
    let mut known = Vec::new();
    for writer in writers {
        let merged = tokio::time::timeout(Duration::from_mins(1), writer).await;
        match merged.expect("no deadlock").unwrap() {
            Merged::Stored { id, .. } => assert!(stored.insert(id), "stored twice"),
            Merged::AlreadyKnown { id } => known.push(id),
        }
    }
    assert_eq!((stored.len(), known.len()), (5, 3));
    assert!(known.iter().all(|id| stored.contains(id)));

    let expected = store_of(&files).await;
    state(&test.pool)
        .await
        .assert_is(&state(&expected.pool).await);
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_that_wait_for_each_other_leave_connections_to_readers() {
    let test = TestStore::new().await;
    let mut held = test.pool.acquire().await.unwrap();
    // Someone else writes, for longer than a reader waits for a connection.
    sqlx::raw_sql("BEGIN; SELECT pg_advisory_xact_lock(x'7765696768'::bigint)")
        .execute(&mut *held)
        .await
        .unwrap();
    let writers: Vec<_> = captures()
        .into_iter()
        .map(|file| {
            let store = test.store.clone();
            tokio::spawn(async move { file.merge(&store).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let read = tokio::time::timeout(Duration::from_secs(2), test.store.count_snapshots()).await;
    assert_eq!(
        read.expect("a reader does not wait for writers").unwrap(),
        0
    );
    tokio::time::sleep(Duration::from_secs(3)).await;
    sqlx::raw_sql("COMMIT").execute(&mut *held).await.unwrap();
    for writer in writers {
        assert!(matches!(writer.await.unwrap(), Merged::Stored { .. }));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_month_on_its_way_in_makes_no_reader_wait_and_is_not_seen_half() {
    let test = store_of(&[month(3)]).await;
    let mut held = test.pool.acquire().await.unwrap();
    // The last thing a merge does is to raise the version: held here, it has done all the rest.
    sqlx::raw_sql("BEGIN; UPDATE data_version SET version = version")
        .execute(&mut *held)
        .await
        .unwrap();
    let store = test.store.clone();
    let writer = tokio::spawn(async move { month(4).merge(&store).await });
    let waits = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while lines(&test.pool, waits).await != ["(1)"] {
        assert!(!writer.is_finished(), "the merge does not wait");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let mut reader = test.pool.begin().await.unwrap();
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = '1s'")
        .execute(&mut *reader)
        .await
        .unwrap();
    let everything = "SELECT count(*) FROM observation, rollup, snapshot";
    let count = async |reader: &mut sqlx::PgConnection| -> i64 {
        sqlx::query_scalar(everything)
            .fetch_one(reader)
            .await
            .unwrap()
    };
    let before = count(&mut reader).await;
    sqlx::raw_sql("COMMIT").execute(&mut *held).await.unwrap();
    assert!(matches!(writer.await.unwrap(), Merged::Stored { .. }));
    assert_eq!(count(&mut reader).await, before, "a reader's view moves");
    reader.commit().await.unwrap();
    assert_eq!(
        lines(&test.pool, "SELECT count(*) FROM observation").await,
        ["(6)"]
    );
    assert_rollups_are_sums(&test.pool).await;
}

/// A snapshot of one month, of a source without variants.
fn month(month: u32) -> File {
    let rows: Vec<String> = (1..=3_u32)
        .map(|day| format!("hf-likes,acme/rocket,2026-0{month}-0{day},{day},mit"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    file(&format!("2026-0{month}-10T00:00:00Z"), &rows)
}
