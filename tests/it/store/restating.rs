//! Snapshots that say something else of a day that is known: the newest wins, both are kept.

use super::reading::{lines, rollup_sums, state};
use super::writing::{File, catalog, counts, file, now, store_of, stored};
use std::io::Write;
use weighbridge::ingest;
use weighbridge::store::Error;
use weighbridge::store::merge::Merged;

const ROCKET: &str = "SELECT o.value, o.known_from::date, o.known_to::date FROM observation o
    JOIN model m ON m.id = o.model_id WHERE m.external_id = 'acme/rocket'";

fn first() -> File {
    file(
        "2026-04-02T00:00:00Z",
        &[
            "openrouter-tokens,acme/rocket,2026-03-31,10",
            "openrouter-tokens,acme/rocket,2026-04-01,20",
        ],
    )
}

fn restating() -> File {
    file(
        "2026-04-05T00:00:00Z",
        &[
            "openrouter-tokens,acme/rocket,2026-03-31,10",
            "openrouter-tokens,acme/rocket,2026-04-01,25",
            "openrouter-tokens,acme/rocket,2026-04-02,30",
        ],
    )
}

#[tokio::test]
async fn the_newest_value_wins_and_both_are_kept() {
    let test = store_of(&[first()]).await;
    let (_, changed) = stored(restating().merge(&test.store).await);
    assert_eq!(changed, counts(1, 1, 1));
    assert_eq!(
        lines(&test.pool, ROCKET).await,
        [
            "(10,2026-04-02,infinity)",
            "(20,2026-04-02,2026-04-05)",
            "(25,2026-04-05,infinity)",
            "(30,2026-04-05,infinity)",
        ]
    );
}

#[tokio::test]
async fn as_of_a_moment_the_store_says_what_it_said_then() {
    let alone = store_of(&[first()]).await;
    let test = store_of(&[first(), restating()]).await;
    let then = "2026-04-04T23:59:59Z";
    assert_eq!(
        rollup_sums(&test.pool, then).await,
        rollup_sums(&alone.pool, "infinity").await
    );
    let sums = rollup_sums(&test.pool, "2026-04-05T00:00:00Z").await;
    assert!(
        sums.iter().any(|line| line.ends_with(",25,1,1)")),
        "{sums:#?}"
    );
    assert!(
        !sums.iter().any(|line| line.ends_with(",20,1,1)")),
        "{sums:#?}"
    );
    let earlier = rollup_sums(&test.pool, "2026-04-01T23:59:59Z").await;
    assert!(earlier.is_empty(), "{earlier:#?}");
}

#[tokio::test]
async fn an_older_snapshot_that_comes_late_changes_only_the_past() {
    let in_order = store_of(&[first(), restating()]).await;
    let test = store_of(&[restating()]).await;
    let (_, changed) = stored(first().merge(&test.store).await);
    assert_eq!(changed, counts(2, 0, 0));
    state(&test.pool)
        .await
        .assert_is(&state(&in_order.pool).await);
}

#[tokio::test]
async fn a_license_said_later_of_the_same_number_restates_it() {
    let said = |captured_at, license: &str| {
        let row = format!("openrouter-tokens,acme/rocket,2026-04-01,5,{license}");
        file(captured_at, &[&row])
    };
    let test = store_of(&[said("2026-04-02T00:00:00Z", "")]).await;
    let second = said("2026-04-03T00:00:00Z", "mit").merge(&test.store).await;
    assert_eq!(stored(second).1, counts(0, 1, 0));
    let silent = said("2026-04-04T00:00:00Z", "").merge(&test.store).await;
    assert_eq!(stored(silent).1, counts(0, 0, 1));
    let same = said("2026-04-05T00:00:00Z", "mit").merge(&test.store).await;
    assert_eq!(stored(same).1, counts(0, 0, 1));
}

#[tokio::test]
async fn the_same_content_is_known_whatever_its_row_order_and_format() {
    let test = store_of(&[]).await;
    let (id, _) = stored(first().merge(&test.store).await);
    let before = state(&test.pool).await;

    let mut rows: Vec<&str> = first().text.leak().lines().collect();
    rows[1..].reverse();
    // Other row order, CRLF, a byte order mark, compressed.
    let rewritten = format!("\u{feff}{}\r\n", rows.join("\r\n"));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(rewritten.as_bytes()).unwrap();
    let gzipped = std::io::Cursor::new(gzip.finish().unwrap());
    let (_, merged) = ingest::ingest(&test.store, catalog(), "again.csv.gz", gzipped, now())
        .await
        .unwrap();
    assert_eq!(merged, Merged::AlreadyKnown { id });
    assert_eq!(state(&test.pool).await, before);
    assert_eq!(test.store.count_snapshots().await.unwrap(), 1);
}

#[tokio::test]
async fn a_retracted_snapshot_is_kept_and_marked_and_nothing_is_left_of_its_figures() {
    let expected = store_of(&[first()]).await;
    let test = store_of(&[first()]).await;
    let (id, _) = stored(restating().merge(&test.store).await);
    test.store
        .retract(id, "counted twice", now(), catalog())
        .await
        .unwrap();
    state(&test.pool)
        .await
        .assert_is(&state(&expected.pool).await);

    let kept = test.store.snapshot(id).await.unwrap().unwrap();
    let retraction = kept.retracted.unwrap();
    assert_eq!(
        (retraction.at, retraction.why.as_str()),
        (now(), "counted twice")
    );
    let parts = "SELECT count(*) > 0 FROM snapshot_part WHERE snapshot_id = ";
    assert_eq!(lines(&test.pool, &format!("{parts}{id}")).await, ["(t)"]);
}

#[tokio::test]
async fn a_snapshot_is_retracted_once_and_stays_known() {
    let test = store_of(&[]).await;
    let (id, _) = stored(first().merge(&test.store).await);
    let retract = || test.store.retract(id, "wrong", now(), catalog());
    retract().await.unwrap();
    let again = retract().await.unwrap_err();
    assert!(
        matches!(again, Error::AlreadyRetracted(number, why) if number == id && why == "wrong")
    );
    let nowhere = test.store.retract(id + 1, "wrong", now(), catalog()).await;
    assert!(matches!(nowhere, Err(Error::NoSnapshot(number)) if number == id + 1));

    assert_eq!(
        first().merge(&test.store).await,
        Merged::AlreadyKnown { id }
    );
    assert!(state(&test.pool).await.observations.is_empty());
}
