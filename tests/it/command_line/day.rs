//! A day with the server. Starting one is most of the cost, so one test keeps house in one data
//! directory.

use super::program::{BAD, GOOD, SHOWS_WITHIN, Server, ends, err, folder, out, written};
use nix::sys::signal::Signal;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Everything that needs a server, in the order of a day.
#[test]
fn a_day_with_the_server() {
    let folder = folder();
    let data_dir = folder.path().join("data dir");
    let good = written(folder.path(), "good.csv", GOOD);
    let bad = written(folder.path(), "bad.csv", BAD);

    a_taken_port_is_said_before_anything_is_loaded(&data_dir);

    let server = Server::start(&data_dir);
    assert_eq!(
        server.block,
        format!(
            "Weighbridge {}\n  address  http://{}\n  data     {} (embedded PostgreSQL, started)\n  \
             loaded   16 snapshots, the newest of 2026-10-08 (openrouter)\n  stop     Ctrl-C\n",
            env!("CARGO_PKG_VERSION"),
            server.address,
            data_dir.display()
        )
    );
    let page = server.text("/charts/share");
    let canonical = format!(
        "<link rel=\"canonical\" href=\"http://{}/charts/share\">",
        server.address
    );
    assert!(page.contains(&canonical), "links lead to where it listens");

    let begun = Instant::now();
    server.body("/charts/share?metric=hf-downloads-30d&from=2026-01");
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "reading single models right after the first load took {:?}",
        begun.elapsed()
    );

    a_second_server_is_refused(&data_dir, &server);
    let before = server.body("/charts/share.csv");
    files_land_beside_the_running_server(&data_dir, &server, &good, &bad);
    exports_are_what_the_addresses_give(&data_dir, &server, folder.path());
    status_says_what_is_stored(&data_dir);
    a_retracted_snapshot_is_gone_from_the_running_server(&data_dir, &server, &before);
    half_open_requests_do_not_hold_up_the_end(server);

    // What was stored is there again, and nothing bundled comes twice.
    let server = Server::start(&data_dir);
    assert!(
        server.block.contains("loaded   17 snapshots"),
        "{}",
        server.block
    );
    assert_eq!(server.body("/charts/share.csv"), before);
    server.stopped_by(Signal::SIGINT);
    without_a_server_commands_bring_their_own(&data_dir, &good, &before);
}

fn a_taken_port_is_said_before_anything_is_loaded(data_dir: &Path) {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = ends(data_dir, &["serve", "--addr", &address], 1);
    let said = err(&output);
    assert!(
        said.contains(&format!("{address} cannot be listened on")),
        "{said}"
    );
    assert!(said.contains("--addr") && said.contains("in use"), "{said}");
    assert!(
        !data_dir.join("data").exists(),
        "no database was made for it"
    );
}

fn a_second_server_is_refused(data_dir: &Path, server: &Server) {
    let output = ends(data_dir, &["serve", "--addr", "127.0.0.1:0"], 1);
    let said = err(&output);
    assert!(
        said.contains(&format!("process {}", server.pid())),
        "{said}"
    );
}

fn files_land_beside_the_running_server(data_dir: &Path, server: &Server, good: &Path, bad: &Path) {
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    let said = err(&ends(data_dir, &["ingest", bad], 1));
    assert!(said.contains("bad.csv:3:4 (value): "), "{said}");
    assert!(
        said.contains(&format!("Nothing of {bad} was stored.")),
        "{said}"
    );

    // The bad file is refused, the good one beside it stored.
    let output = ends(data_dir, &["ingest", bad, good], 1);
    server.shows("/charts/share.csv", "2026-10-08");
    let said = out(&output);
    assert!(
        said.contains("good.csv: 3 observations of openrouter"),
        "{said}"
    );
    assert!(
        said.contains("Stored as snapshot 17: 2 inserted, 1 restated, 0 unchanged."),
        "{said}"
    );
    assert!(server.text("/snapshots").contains("17 snapshots"));
    assert!(
        server.text("/snapshots/17").contains(good),
        "its provenance"
    );

    let again = ends(data_dir, &["ingest", good], 0);
    assert_eq!(
        out(&again),
        format!("{good}: already known as snapshot 17\n")
    );
    assert!(server.text("/snapshots").contains("17 snapshots"));
}

fn exports_are_what_the_addresses_give(data_dir: &Path, server: &Server, folder: &Path) {
    for address in [
        "/charts/share.csv?by=country&from=2026-01",
        "charts/over-time.svg?metric=hf-downloads-30d",
        "/snapshots/17.csv",
        "/snapshots/1.csv",
        "/snapshots/17.ndjson",
        "/data/observations.csv?metric=hf-downloads-30d",
        "/data/observations.ndjson?from=2026-09",
        "/data/models.csv",
    ] {
        let output = ends(data_dir, &["export", address], 0);
        let answer = server.body(&format!("/{}", address.trim_start_matches('/')));
        assert!(output.stdout == answer, "{address} gives other bytes");
        assert_eq!(err(&output), "", "{address}");
    }
    let newest = ends(data_dir, &["export", "/snapshots/latest.csv", "-o", "-"], 0);
    assert!(
        newest.stdout == server.body("/snapshots/17.csv"),
        "by way of the newest"
    );

    let path = folder.join("camps.csv");
    fs::write(&path, "what was there before").unwrap();
    let arguments = [
        "export",
        "/charts/share.csv",
        "--output",
        path.to_str().unwrap(),
    ];
    assert_eq!(out(&ends(data_dir, &arguments, 0)), "");
    assert_eq!(fs::read(&path).unwrap(), server.body("/charts/share.csv"));

    let said = err(&ends(
        data_dir,
        &["export", "/charts/share.csv?contry=CN"],
        1,
    ));
    assert!(
        said.contains("contry") && said.contains("country"),
        "{said}"
    );
    let path = folder.join("none.csv");
    let arguments = ["export", "/charts/pie.csv", "-o", path.to_str().unwrap()];
    let said = err(&ends(data_dir, &arguments, 1));
    assert!(
        said.contains("/charts/pie.csv cannot be written") && said.contains("404"),
        "{said}"
    );
    assert!(!path.exists(), "a refused export leaves no file");
    let said = err(&ends(data_dir, &["export", "/charts/share"], 1));
    assert!(said.contains("is a page; add an ending"), "{said}");
    let said = err(&ends(
        data_dir,
        &["export", "https://host/charts/share.csv"],
        2,
    ));
    assert!(
        said.contains("leave out the host: /charts/share.csv"),
        "{said}"
    );
    let names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".weighbridge-"))
        .collect();
    assert!(names.is_empty(), "nothing is left beside: {names:?}");
}

fn status_says_what_is_stored(data_dir: &Path) {
    let said = out(&ends(data_dir, &["status"], 0));
    for words in [
        "(embedded PostgreSQL, joined)",
        "17 snapshots, the newest of 2026-10-09 (openrouter)",
        "openrouter   newest capture 2026-10-09T00:00:00Z, ",
        "npm          no snapshot",
        "3 rows: 2 inserted, 1 restated, 0 unchanged",
    ] {
        assert!(said.contains(words), "no `{words}` in\n{said}");
    }
}

fn a_retracted_snapshot_is_gone_from_the_running_server(
    data_dir: &Path,
    server: &Server,
    before: &[u8],
) {
    let said = err(&ends(data_dir, &["retract", "17", "--why", "  "], 1));
    assert!(said.contains("--why needs a reason"), "{said}");
    let said = err(&ends(data_dir, &["retract", "99", "--why", "x"], 1));
    assert!(said.contains("there is no snapshot 99"), "{said}");

    let output = ends(data_dir, &["retract", "17", "--why", "a test of ours"], 0);
    assert!(out(&output).contains("Snapshot 17 is retracted"));
    server.shows("/snapshots/17", "a test of ours");
    let begun = Instant::now();
    while server.body("/charts/share.csv") != before {
        assert!(
            begun.elapsed() < SHOWS_WITHIN,
            "the figures are not what they were"
        );
        thread::sleep(Duration::from_millis(50));
    }
    let said = err(&ends(data_dir, &["retract", "17", "--why", "twice"], 1));
    assert!(said.contains("retracted already: a test of ours"), "{said}");
    let said = out(&ends(data_dir, &["status"], 0));
    assert!(
        said.contains("unchanged, retracted: a test of ours"),
        "{said}"
    );

    let said = out(&ends(data_dir, &["rebuild"], 0));
    assert_eq!(said, "The rollups are built anew.\n");
    thread::sleep(Duration::from_millis(1500));
    assert!(
        server.body("/charts/share.csv") == before,
        "rebuilt rollups say the same"
    );
    assert_eq!(
        out(&ends(data_dir, &["migrate"], 0)),
        "The schema is up to date.\n"
    );
}

fn half_open_requests_do_not_hold_up_the_end(server: Server) {
    let mut half_open = TcpStream::connect(&server.address).unwrap();
    half_open
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ")
        .unwrap();
    let silent = TcpStream::connect(&server.address).unwrap();
    let mut idle = TcpStream::connect(&server.address).unwrap();
    idle.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    idle.read_exact(&mut [0; 12]).unwrap();
    // All three are accepted before the stop.
    assert_eq!(server.text("/livez"), "ok\n");
    server.stopped_by(Signal::SIGTERM);
    drop((half_open, silent, idle));
}

fn without_a_server_commands_bring_their_own(data_dir: &Path, good: &Path, before: &[u8]) {
    let output = ends(data_dir, &["export", "/charts/share.csv"], 0);
    assert!(output.stdout == before, "the same without a server");
    let output = ends(data_dir, &["ingest", good.to_str().unwrap()], 0);
    assert!(
        out(&output).contains("already known as snapshot 17"),
        "{}",
        out(&output)
    );
    assert!(
        !data_dir.join("data/postmaster.pid").exists(),
        "the database is down"
    );
}
