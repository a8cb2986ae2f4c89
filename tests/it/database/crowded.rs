//! Questions that hold the database up do not hold up the others.

use super::host::Host;
use crate::support::TestStore;
use axum::http::{StatusCode, header};
use sqlx::Connection;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn readings_that_take_too_long_end_and_leave_room_for_the_quick_ones() {
    let test = TestStore::bundled().await;
    let host = Host::over(&test.url, None).await;
    // Whoever reads observations waits for this transaction.
    let mut blocker = sqlx::PgConnection::connect(&test.url).await.unwrap();
    sqlx::raw_sql("BEGIN; LOCK TABLE observation IN ACCESS EXCLUSIVE MODE")
        .execute(&mut blocker)
        .await
        .unwrap();
    let readers: Vec<_> = (0..9)
        .map(|number| {
            let host = host.clone();
            // Each ends with another period, of which all models are read to tell who leads.
            let address = format!("/charts/share?by=model&to=2025-{:02}", number + 2);
            tokio::spawn(async move { host.get(&address).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    for address in ["/snapshots", "/charts/share?by=country", "/snapshots/1"] {
        let answer = host.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(
            answer.took < Duration::from_secs(5),
            "{address}: {:?}",
            answer.took
        );
    }
    let (mut crowded, mut ended) = (0, 0);
    for reader in readers {
        let answer = reader.await.unwrap();
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_ne!(answer.headers.get(header::RETRY_AFTER), None);
        let said = answer.text();
        if said.contains("Too many large questions are being answered right now") {
            crowded += 1;
            assert!(answer.took < Duration::from_secs(10), "{:?}", answer.took);
        } else {
            ended += 1;
            assert!(said.contains("takes too long to answer"), "{said}");
            assert!(answer.took < Duration::from_secs(30), "{:?}", answer.took);
        }
    }
    assert_eq!((crowded, ended), (3, 6));
    blocker.close().await.unwrap();
    assert_eq!(
        host.get("/charts/share?by=model").await.status,
        StatusCode::OK
    );
}
