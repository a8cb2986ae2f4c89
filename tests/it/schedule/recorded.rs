//! What is recorded of a run, however it ends.

use super::super::collect::loopback::{Loopback, Reply};
use super::super::collect::trial::SECRET;
use super::host::{Host, asked, openrouter, order};
use chrono::TimeDelta;
use std::time::Duration;
use weighbridge::collect::{Sleep, Step};
use weighbridge::domain::RunOutcome;
use weighbridge::schedule::{Order, Stop};
use weighbridge::store::runs::Beginning;

#[tokio::test]
async fn a_complete_run_is_recorded_with_its_snapshot() {
    let server = Loopback::new(openrouter);
    let host = Host::new(&server).await;
    let report = host.run("openrouter").await;
    assert_eq!(report.outcome(), RunOutcome::Ok, "{report}");
    assert!(
        report
            .to_string()
            .contains("stored as snapshot 1: 4 inserted")
    );
    let runs = host.runs().await;
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!(run.source, "openrouter");
    assert_eq!((run.started_at, run.due_at), (host.now(), None));
    assert_eq!(run.ended, Some((host.now(), RunOutcome::Ok)));
    assert_eq!((run.rows, run.snapshot), (Some(4), Some((1, true))));
    assert_eq!(run.took.requests, 3);
    assert_eq!(server.asked().len(), 3);
    assert!(run.took.bytes > 100 && run.took.retries == 0);
    assert_eq!((&run.message, &run.scope), (&None, &None));

    // The last days alone are another snapshot; the same figures again are known, and the record
    // says that this run made none.
    host.later(TimeDelta::hours(1));
    host.run("openrouter").await;
    assert_eq!(host.runs().await[0].snapshot, Some((2, true)));
    host.later(TimeDelta::hours(1));
    let report = host.run("openrouter").await;
    assert!(report.to_string().contains("already known as snapshot 2"));
    assert_eq!(host.runs().await[0].snapshot, Some((2, false)));
    assert_eq!(host.state().await.0, 2);
}

#[tokio::test]
async fn a_partial_run_and_one_without_data_are_told_apart() {
    let server = Loopback::new(|request| {
        if request.target.contains("/packages/openai/") {
            return Reply::json(
                r#"{"data":[{"category":"without_mirrors","date":"2026-10-06","downloads":7}],
                    "package":"openai","type":"overall_downloads"}"#,
            );
        }
        Reply::status(404)
    });
    let host = Host::new(&server).await;
    let report = host.run("pypi").await;
    assert_eq!(report.outcome(), RunOutcome::Partial, "{report}");
    let run = &host.runs().await[0];
    assert_eq!((run.rows, run.snapshot), (Some(1), Some((1, true))));
    let said = run.message.as_deref().unwrap();
    assert!(
        said.starts_with("the source does not have ") && said.contains("qianfan"),
        "{said}"
    );

    let before = host.state().await;
    let report = host.run("npm").await;
    assert_eq!(report.outcome(), RunOutcome::NoData, "{report}");
    let run = &host.runs().await[0];
    assert_eq!(
        (run.source.as_str(), run.rows, run.snapshot),
        ("npm", Some(0), None)
    );
    assert_eq!(host.state().await, before);
}

#[tokio::test]
async fn a_failed_run_leaves_what_is_stored_and_says_why() {
    let server = Loopback::new(|request| match request.target.as_str() {
        "/api/v1/models" => Reply::json(r#"{"data":[{"slug":"renamed"}]}"#),
        target if target.contains("/packages/") => Reply::Cut(b"{\"data\":[]}".to_vec(), 5),
        _ => Reply::status(418),
    });
    let host = Host::new(&server).await;
    let before = host.state().await;
    for (source, words) in [
        ("openrouter", "`data[0].hugging_face_id` is missing"),
        // Truncated: all attempts are counted.
        ("pypi", "/packages/"),
        ("npm", "answered 418"),
    ] {
        let report = host.run(source).await;
        assert_eq!(report.outcome(), RunOutcome::Failed, "{report}");
        let run = &host.runs().await[0];
        assert_eq!((run.rows, run.snapshot), (None, None));
        assert!(
            run.message.as_deref().unwrap().contains(words),
            "{:?}",
            run.message
        );
        assert_eq!(run.took.retries, if source == "pypi" { 3 } else { 0 });
    }
    assert_eq!(host.state().await, before);
}

#[tokio::test]
async fn a_message_shows_neither_credentials_nor_paths() {
    let echo = Loopback::new(|request| {
        let sent = request.header("authorization").unwrap_or_default();
        Reply::Whole(418, Vec::new(), format!("no {sent}\nfor you").into_bytes())
    });
    let mut host = Host::new(&echo).await;
    host.run("openrouter").await;
    let said = host.runs().await[0].message.clone().unwrap();
    assert!(
        said.contains("418") && said.contains("Bearer ..."),
        "{said}"
    );
    assert!(!said.contains(SECRET) && !said.contains('\n'), "{said}");

    // The folder cannot be made: its path is for the host, not for readers.
    let taken = host.path().join("taken");
    std::fs::write(&taken, "").unwrap();
    host.collecting.folder = taken.clone();
    let report = host.run("openrouter").await;
    let path = taken.display().to_string();
    assert!(report.to_string().contains(&path), "{report}");
    let said = host.runs().await[0].message.clone().unwrap();
    assert!(
        said.starts_with("what was gathered could not be kept"),
        "{said}"
    );
    assert!(!said.contains(&path) && !said.contains('/'), "{said}");

    host.collecting.folder = host.path().to_owned();
    host.settings().npm.base = "ftp://user:pass@mirror.internal".to_owned();
    host.run("npm").await;
    let said = host.runs().await[0].message.clone().unwrap();
    assert_eq!(
        said,
        "WEIGHBRIDGE_NPM_URL: an address with http or https is wanted"
    );
}

#[tokio::test]
async fn a_stopped_run_is_interrupted_with_what_it_took() {
    let server = Loopback::new(|_| Reply::Silence);
    let host = Host::new(&server).await;
    let before = host.state().await;
    let (stopping, stop) = Stop::new();
    let stopper = async {
        asked(&server, 1).await;
        stopping.send(true).unwrap();
    };
    let (report, ()) = tokio::join!(host.run_until("openrouter", &stop), stopper);
    assert_eq!(report.outcome(), RunOutcome::Interrupted, "{report}");
    let run = &host.runs().await[0];
    assert_eq!(run.ended, Some((host.now(), RunOutcome::Interrupted)));
    assert_eq!((run.took.requests, run.rows, run.snapshot), (1, None, None));
    assert_eq!(host.state().await, before);
    // Whoever comes next has the place, and the source's folder.
    assert!(host.test.store.try_become_runner().await.unwrap().is_some());
}

#[tokio::test]
async fn a_run_whose_process_died_is_not_running_for_ever() {
    let server = Loopback::new(openrouter);
    let host = Host::new(&server).await;
    let mut runner = host.test.store.try_become_runner().await.unwrap().unwrap();
    let beginning = Beginning {
        source: "huggingface",
        scope: Some("all"),
        due_at: None,
        started_at: host.now(),
    };
    let id = runner.begin(&beginning).await.unwrap();
    let seen = host.now() + TimeDelta::seconds(15);
    let took = weighbridge::store::runs::Took {
        requests: 9,
        retries: 1,
        bytes: 1000,
    };
    runner.sign(id, seen, took).await.unwrap();
    // Nobody else gets the place as long as it lives.
    assert!(
        host.test
            .second_instance()
            .try_become_runner()
            .await
            .unwrap()
            .is_none()
    );

    let run = host.runs().await[0].clone();
    assert_eq!(run.ended_by(seen + TimeDelta::seconds(59)), None, "it runs");
    let interrupted = Some((seen, RunOutcome::Interrupted));
    assert_eq!(run.ended_by(seen + TimeDelta::seconds(61)), interrupted);

    // Dead: its connection is cut, as the kernel does. The next runner says so for good.
    drop(runner);
    let runner = host.test.store.become_runner().await.unwrap();
    let run = host.runs().await[0].clone();
    assert_eq!((run.ended, run.took), (interrupted, took));
    runner.leave().await.unwrap();
}

#[tokio::test]
async fn a_run_that_hangs_is_ended_and_one_that_breaks_breaks_nothing_else() {
    let server = Loopback::new(|request| match request.target.as_str() {
        "/api/v1/models" => openrouter(request),
        _ => Reply::Silence,
    });
    let mut host = Host::new(&server).await;
    host.collecting.sleep = Sleep::by(|wait| {
        // Only the end of the longest time comes.
        assert_eq!(wait, Duration::from_mins(30));
        Box::pin(std::future::ready(()))
    });
    let report = host.run("openrouter").await;
    assert_eq!(report.outcome(), RunOutcome::Failed, "{report}");
    let said = host.runs().await[0].message.clone().unwrap();
    assert_eq!(said, "ended after 30 minutes, the longest a run may take");

    host.collecting.sleep = Sleep::by(|_| Box::pin(std::future::pending()));
    let mut runner = host.test.store.try_become_runner().await.unwrap().unwrap();
    let defect: &(dyn Fn(Step) + Send + Sync) = &|_| panic!("a defect with a {SECRET}");
    let order = Order {
        progress: defect,
        ..order("openrouter")
    };
    let (_never, stop) = Stop::new();
    let report = host
        .collecting
        .run(&mut runner, &order, &stop)
        .await
        .unwrap();
    assert_eq!(report.outcome(), RunOutcome::Failed, "{report}");
    let said = host.runs().await[0].message.clone().unwrap();
    assert_eq!(said, "ended by a defect of the program");
}
