//! Replicas: reads go to a standby, its lag is tolerated, and whoever goes away is replaced.

use super::host::{Host, ask, eventually, folder, is_about_servers, runtime, server};
use axum::http::StatusCode;
use std::time::Duration;

/// How many connections of ours a server has.
const OURS: &str = "SELECT count(*)::text FROM pg_stat_activity \
     WHERE application_name = 'weighbridge' AND pid <> pg_backend_pid()";
/// Questions about single models read the database, those about countries the cube.
const BY_MODEL: &str = "/charts/share.csv?by=model";
const BY_COUNTRY: &str = "/charts/share.csv?by=country";

#[test]
fn readers_read_a_standby_which_may_lag_and_may_go_away() {
    let (runtime, folder) = (runtime(), folder());
    let primary = server(&runtime, folder.path(), "one");
    let mut standby = primary.standby(&folder.path().join("two")).unwrap();
    standby.start().unwrap();
    let (writes, reads) = (primary.url("weighbridge"), standby.url("weighbridge"));
    let host = runtime.block_on(Host::over(&writes, Some(&reads)));
    runtime.block_on(async {
        host.ingest("2026-10-06", 5).await.unwrap();
        host.shows_version(host.site.edition().version + 1).await;
        let before = host.get(BY_MODEL).await;
        assert_eq!(before.status, StatusCode::OK);
        assert!(before.text().contains("2026-10-06"), "{}", before.text());
        assert_ne!(ask(&reads, OURS).await, "0", "the standby is read");

        // What was written shows once the standby has it; until then what it has is served.
        ask(&reads, "SELECT pg_wal_replay_pause()::text").await;
        host.ingest("2026-10-07", 6).await.unwrap();
        let version = host.site.edition().version;
        host.site.refresh().await.unwrap();
        assert_eq!(host.site.edition().version, version, "it lags");
        for address in [BY_MODEL, BY_COUNTRY, "/snapshots", "/"] {
            assert_eq!(host.get(address).await.status, StatusCode::OK, "{address}");
        }
        assert_eq!(host.get(BY_MODEL).await.body, before.body);
        ask(&reads, "SELECT pg_wal_replay_resume()::text").await;
        host.shows_version(version + 1).await;
        assert!(host.get(BY_MODEL).await.text().contains("2026-10-07"));
        assert!(host.get(BY_COUNTRY).await.text().contains("2026-10-07"));
    });

    // Without it the primary is read, and no reader is told of it.
    standby.stop();
    runtime.block_on(async {
        for address in [
            BY_MODEL,
            "/snapshots",
            "/models/openrouter/deepseek/deepseek-r1",
        ] {
            let answer = host.get(address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
        }
        host.ingest("2026-10-08", 7).await.unwrap();
        host.shows_version(host.site.edition().version + 1).await;
        assert!(host.get(BY_MODEL).await.text().contains("2026-10-08"));
        // It is not gone back to while it is away.
        host.site
            .store()
            .prefer_replicas(host.site.edition().version)
            .await;
        assert_eq!(host.get(BY_MODEL).await.status, StatusCode::OK);
    });

    standby.start().unwrap();
    runtime.block_on(async {
        let switches = host.site.store().read_switches();
        eventually("it is gone back to", Duration::from_secs(20), async || {
            let version = host.site.edition().version;
            host.site.store().prefer_replicas(version).await;
            host.site.store().read_switches() > switches
        })
        .await;
        host.site.refresh().await.unwrap();
        assert!(host.get(BY_MODEL).await.text().contains("2026-10-08"));
        assert_ne!(ask(&reads, OURS).await, "0", "the standby is read again");
    });
}

#[test]
fn a_standby_takes_over_when_it_is_promoted_and_is_read_before() {
    let (runtime, folder) = (runtime(), folder());
    let mut first = server(&runtime, folder.path(), "one");
    let mut second = first.standby(&folder.path().join("two")).unwrap();
    second.start().unwrap();
    // The order is not what decides who is written.
    let urls = format!(
        "{}, {}",
        second.url("weighbridge"),
        first.url("weighbridge")
    );
    let host = runtime.block_on(Host::over(&urls, None));
    runtime.block_on(async {
        host.ingest("2026-10-06", 5).await.unwrap();
        host.shows_version(host.site.edition().version + 1).await;
        let sent = "SELECT (count(*) > 0)::text FROM snapshot";
        let url = second.url("weighbridge");
        eventually("the standby has it", Duration::from_secs(20), async || {
            ask(&url, sent).await == "true"
        })
        .await;
    });

    first.crash();
    runtime.block_on(async {
        let answer = host.get(BY_MODEL).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let error = host.ingest("2026-10-07", 6).await.unwrap_err();
        assert!(is_about_servers(&error), "{error}");
        assert!(error.to_string().contains("can be written"), "{error}");
    });

    second.promote().unwrap();
    runtime.block_on(async {
        host.ingest("2026-10-07", 6).await.unwrap();
        host.shows_version(host.site.edition().version + 1).await;
        assert!(host.get(BY_MODEL).await.text().contains("2026-10-07"));
    });
}
