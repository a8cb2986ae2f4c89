//! A server that restarts, and one that is gone for a while.

use super::host::{Host, eventually, folder, is_about_servers, runtime, server};
use axum::http::{StatusCode, header};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// Addresses that read the database each time.
const FROM_DATABASE: [&str; 3] = [
    "/snapshots",
    "/models/openrouter/deepseek/deepseek-r1",
    "/charts/share.csv?by=model",
];

#[test]
fn a_restart_of_the_database_under_load_loses_no_reading() {
    let (runtime, folder) = (runtime(), folder());
    let mut server = server(&runtime, folder.path(), "one");
    let host = runtime.block_on(Host::over(&server.url("weighbridge"), None));
    runtime.block_on(host.ingest("2026-10-07", 5)).unwrap();
    runtime.block_on(host.site.refresh()).unwrap();

    let (is_over, answered) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let readers: Vec<_> = (0..8)
        .map(|number| {
            let (host, is_over, answered) = (host.clone(), is_over.clone(), answered.clone());
            runtime.spawn(async move {
                let mut lost = Vec::new();
                while !is_over.load(Ordering::Relaxed) {
                    let address = FROM_DATABASE[number % FROM_DATABASE.len()];
                    let answer = host.get(address).await;
                    if answer.status == StatusCode::OK {
                        answered.fetch_add(1, Ordering::Relaxed);
                    } else {
                        lost.push(format!(
                            "{address}: {} after {:?}",
                            answer.status, answer.took
                        ));
                    }
                }
                lost
            })
        })
        .collect();
    sleep(Duration::from_millis(500));
    let before = answered.load(Ordering::Relaxed);
    // An orderly restart, and one after it broke.
    server.stop();
    server.start().unwrap();
    sleep(Duration::from_millis(500));
    server.crash();
    server.start().unwrap();
    sleep(Duration::from_millis(500));
    is_over.store(true, Ordering::Relaxed);
    let mut lost = Vec::new();
    for reader in readers {
        lost.extend(runtime.block_on(reader).unwrap());
    }
    let after = answered.load(Ordering::Relaxed);
    println!("{after} readings over two restarts, {} lost", lost.len());
    assert!(before > 0 && after > before + 10, "{before}, then {after}");
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn while_the_database_is_away_the_cube_answers_and_the_rest_is_told_at_once() {
    let (runtime, folder) = (runtime(), folder());
    let mut server = server(&runtime, folder.path(), "one");
    let host = runtime.block_on(Host::over(&server.url("weighbridge"), None));
    runtime.block_on(host.ingest("2026-10-07", 5)).unwrap();
    runtime.block_on(host.site.refresh()).unwrap();
    let before = runtime.block_on(host.get("/charts/share.csv?by=country"));
    server.stop();

    runtime.block_on(async {
        // The first to find out wait as long as a restart would take.
        let first = host.get("/snapshots").await;
        assert_eq!(first.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(first.took < Duration::from_secs(8), "{:?}", first.took);
        assert_eq!(first.headers[header::RETRY_AFTER], "5");

        let mut slowest = Duration::ZERO;
        for address in FROM_DATABASE.iter().cycle().take(30) {
            let answer = host.get(address).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
            assert_ne!(answer.headers.get(header::RETRY_AFTER), None, "{address}");
            slowest = slowest.max(answer.took);
        }
        println!("the slowest of 30 refusals took {slowest:?}");
        assert!(slowest < Duration::from_secs(1), "{slowest:?}");

        let cube = host.get("/charts/share.csv?by=country").await;
        assert_eq!((cube.status, &cube.body), (StatusCode::OK, &before.body));
        for address in [
            "/charts/share",
            "/charts/over-time?by=country",
            "/livez",
            "/metrics",
        ] {
            let answer = host.get(address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
        }
        let ready = host.get("/readyz").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(ready.text(), "the database cannot be reached\n");
        let metrics = host.get("/metrics").await.text();
        assert!(
            metrics.contains("weighbridge_database_up{pool=\"read\"} 0"),
            "{metrics}"
        );
        let error = host.ingest("2026-10-08", 6).await.unwrap_err();
        assert!(is_about_servers(&error), "{error}");
    });

    server.start().unwrap();
    let back = runtime.block_on(eventually(
        "it is back",
        Duration::from_secs(10),
        async || host.get("/snapshots").await.status == StatusCode::OK,
    ));
    println!("readers were answered {back:?} after the database was");
    assert!(back < Duration::from_secs(2), "{back:?}");
    runtime.block_on(async {
        assert_eq!(host.get("/readyz").await.text(), "ok\n");
        // Nothing of what was written in vain is there, and it can be written now.
        host.ingest("2026-10-08", 6).await.unwrap();
        host.site.refresh().await.unwrap();
        assert!(host.get("/snapshots").await.text().contains("2 snapshots"));
    });
}

#[test]
fn a_schema_that_is_not_there_is_said_to_whoever_asks_whether_the_site_is_ready() {
    let (runtime, folder) = (runtime(), folder());
    let server = server(&runtime, folder.path(), "one");
    let url = server.url("weighbridge");
    let host = runtime.block_on(Host::over(&url, None));
    let newest = "DELETE FROM _sqlx_migrations WHERE version > 4 RETURNING 'gone'";
    runtime.block_on(super::host::ask(&url, newest));
    let ready = runtime.block_on(host.get("/readyz"));
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let words = ready.text();
    assert!(
        words.starts_with("the schema is not up to date: migration 4 of "),
        "{words}"
    );
}
