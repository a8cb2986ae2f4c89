//! A server that collects by itself, and what it says of it.

use super::super::collect::loopback::{Loopback, Reply};
use super::super::schedule::host::openrouter;
use super::super::support::TestStore;
use super::program::{Server, ends, err, folder, out, program};
use nix::sys::signal::Signal;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Once a year, on the first of January: missed by whoever never ran.
const ONCE_A_YEAR: &str = "openrouter 0 0 1 1 *";

fn prepared(data_dir: &Path, test: &TestStore, source: &Loopback) -> Command {
    let mut program = program(data_dir);
    program
        .arg("--no-bundled")
        .env("DATABASE_URL", &test.url)
        .env("OPENROUTER_API_KEY", "sk-of-this-test")
        .env("WEIGHBRIDGE_OPENROUTER_URL", source.url())
        .env("WEIGHBRIDGE_COLLECT", ONCE_A_YEAR);
    program
}

fn asked(server: &Loopback, times: usize) {
    while server.asked().len() < times {
        thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_stopped_in_the_middle_of_a_run_goes_on_the_next_time() {
    let test = TestStore::new().await;
    let folder = folder();
    let well = Arc::new(AtomicBool::new(false));
    let answers = Arc::clone(&well);
    let source = Loopback::new(move |request| {
        if answers.load(Ordering::Relaxed) {
            openrouter(request)
        } else {
            Reply::Silence
        }
    });

    // Stopped in the middle: in time, with code 0, and recorded.
    let server = Server::start_as(prepared(folder.path(), &test, &source));
    assert!(
        server.block.contains("  collects openrouter\n"),
        "{}",
        server.block
    );
    asked(&source, 1);
    server.shows("/snapshots", "OpenRouter: running now");
    server.stopped_by(Signal::SIGTERM);
    let runs = test.store.latest_runs(9).await.unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].ended.unwrap().1.word(), "interrupted");
    assert_eq!(test.store.count_snapshots().await.unwrap(), 0);

    // It was a while ago. The next server makes up for it, and readers see it at once.
    sqlx::query("UPDATE collector_run SET started_at = started_at - interval '1 hour', seen_at = seen_at - interval '1 hour', ended_at = ended_at - interval '1 hour'")
        .execute(&test.pool)
        .await
        .unwrap();
    well.store(true, Ordering::Relaxed);
    let server = Server::start_as(prepared(folder.path(), &test, &source));
    server.shows("/snapshots", "complete");
    server.shows("/charts/share.csv", "china-open");
    let page = server.text("/snapshots");
    assert!(page.contains("OpenRouter: next on 1 Jan"), "{page}");
    assert!(page.contains("interrupted: nothing stored"), "{page}");
    server.stopped_by(Signal::SIGTERM);

    let output = prepared(folder.path(), &test, &source)
        .arg("status")
        .output()
        .unwrap();
    let said = out(&output);
    assert!(said.contains("collect   openrouter   due 2"), "{said}");
    assert!(
        said.contains("last run ok, ") && said.contains(", snapshot 1"),
        "{said}"
    );
    assert!(
        said.contains("collect   npm          not scheduled; never ran"),
        "{said}"
    );
}

/// A `collect` under way.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_stopped_says_so_and_records_it() {
    let test = TestStore::new().await;
    let folder = folder();
    let source = Loopback::new(|_| Reply::Silence);
    let mut command = prepared(folder.path(), &test, &source)
        .args(["collect", "openrouter", "npm"])
        .spawn()
        .unwrap();
    asked(&source, 1);
    let pid = nix::unistd::Pid::from_raw(command.id().cast_signed());
    nix::sys::signal::kill(pid, Signal::SIGINT).unwrap();
    assert_eq!(command.wait().unwrap().code(), Some(1));
    // The source after it is not asked any more.
    let runs = test.store.latest_runs(9).await.unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].ended.unwrap().1.word(), "interrupted");
    assert_eq!(runs[0].took.requests, 1);
}

#[test]
fn a_plan_that_does_not_read_is_wrong_usage_and_says_how_to_mend_it() {
    let folder = folder();
    for command in ["serve", "status"] {
        let plan = "openrouter 15 3 * * *; npm 61 4 * * *";
        let said = err(&ends(folder.path(), &[command, "--collect", plan], 2));
        assert!(
            said.contains(
                "WEIGHBRIDGE_COLLECT (--collect), entry 2, `npm 61 4 * * *`: `61 4 * * *` is no \
                 cron line"
            ),
            "{said}"
        );
        assert!(said.contains("--help"), "{said}");
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "no data was made"
    );
}
