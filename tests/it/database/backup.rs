//! The drill of `docs/OPERATIONS.md`: a dump, restored into a fresh database, is the same store.

use super::host::{Host, folder, program, runtime, server};
use std::path::Path;
use std::process::Command;
use weighbridge::store::embedded::trial::Server;
use weighbridge::{bundled, store};

/// Runs a program of Postgres as the guide has it.
fn run(server: &Server, name: &str, arguments: &[&str]) {
    let output = Command::new(program(server, name))
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {said}");
}

/// What readers see, and what is kept.
async fn all_of(host: &Host) -> Vec<(String, Vec<u8>)> {
    let page = host.site.store().list_snapshots(0, 1000).await.unwrap();
    let mut addresses: Vec<String> = [
        "/",
        "/snapshots",
        "/charts/share",
        "/charts/over-time.csv?metric=hf-downloads-30d",
        "/charts/ranking.json?by=model",
        "/charts/share.csv?as-of=2026-01-01T00:00:00Z",
        "/countries",
        "/to-classify",
        "/models/openrouter/deepseek/deepseek-r1",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut all = Vec::new();
    for snapshot in page.snapshots {
        addresses.push(format!("/snapshots/{}", snapshot.id));
        addresses.push(format!("/snapshots/{}.csv", snapshot.id));
        let hash = snapshot.sha256_hex().into_bytes();
        all.push((format!("hash of snapshot {}", snapshot.id), hash));
    }
    for address in addresses {
        let answer = host.get(&address).await;
        assert!(answer.status.is_success(), "{address}: {}", answer.text());
        all.push((address, answer.body));
    }
    all
}

#[test]
fn a_restored_dump_gives_the_same_hashes_and_the_same_bytes() {
    let (runtime, folder) = (runtime(), folder());
    let server = server(&runtime, folder.path(), "one");
    let url = server.url("weighbridge");
    let host = runtime.block_on(Host::over(&url, None));
    runtime.block_on(async {
        let mut snapshots: Vec<_> = bundled::snapshots().collect();
        snapshots.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, bytes) in snapshots {
            let input = std::io::Cursor::new(bytes.into_owned());
            let (store, now) = (host.site.store(), chrono::Utc::now());
            weighbridge::ingest::ingest(store, &host.catalog, &name, input, now)
                .await
                .unwrap();
        }
        let why = "a mistake of the source";
        let (store, now) = (host.site.store(), chrono::Utc::now());
        store.retract(2, why, now, &host.catalog).await.unwrap();
        host.site.refresh().await.unwrap();
    });
    let before = runtime.block_on(all_of(&host));
    assert!(before.len() > 40, "{}", before.len());

    let dump = folder.path().join("weighbridge.dump");
    let dump = dump.to_str().unwrap();
    run(
        &server,
        "pg_dump",
        &["--format=custom", "--file", dump, &url],
    );
    assert!(Path::new(dump).metadata().unwrap().len() > 10_000);
    let maintenance = server.url("postgres");
    runtime
        .block_on(store::create_database(&maintenance, "restored"))
        .unwrap();
    let restored = server.url("restored");
    let into = format!("--dbname={restored}");
    run(
        &server,
        "pg_restore",
        &["--no-owner", "--exit-on-error", &into, dump],
    );

    let host = runtime.block_on(Host::over(&restored, None));
    let after = runtime.block_on(all_of(&host));
    assert_eq!(before.len(), after.len());
    for ((address, was), (_, is)) in before.iter().zip(&after) {
        assert!(was == is, "{address} gives other bytes");
    }
    // What lands from now on lands as ever.
    runtime.block_on(host.ingest("2026-10-20", 5)).unwrap();
}
