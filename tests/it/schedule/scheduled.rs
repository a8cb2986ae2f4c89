//! The scheduler: every time once, over all instances; what was missed once; a stop in the middle.

use super::super::collect::loopback::{Loopback, Reply, Request};
use super::host::{Host, NOW, asked, openrouter, scheduler, turn};
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use weighbridge::collect::Sleep;
use weighbridge::domain::RunOutcome;
use weighbridge::schedule::{Stop, Turn};
use weighbridge::store::{Options, Store};

/// Starts of runs, oldest first.
async fn starts(host: &Host) -> Vec<String> {
    let mut runs = host.runs().await;
    runs.reverse();
    runs.iter()
        .map(|run| {
            run.started_at
                .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        })
        .collect()
}

#[tokio::test]
async fn what_was_missed_is_caught_up_once() {
    let server = Loopback::new(openrouter);
    let host = Host::new(&server).await;
    let scheduler = host.scheduler("openrouter 15 3 * * *");
    // It never ran: the time of this morning is made up for, and only that.
    let report = turn(&scheduler).await.unwrap();
    assert_eq!(report.outcome(), RunOutcome::Ok, "{report}");
    assert!(turn(&scheduler).await.is_none());
    let run = host.runs().await[0].clone();
    assert_eq!(run.due_at, "2026-10-08T03:15:00Z".parse().ok());

    // Down for ten days: once.
    host.set("2026-10-18T12:00:00Z");
    assert!(turn(&scheduler).await.is_some());
    assert!(turn(&scheduler).await.is_none());
    host.set("2026-10-19T03:14:59Z");
    assert!(turn(&scheduler).await.is_none());
    host.set("2026-10-19T03:18:00Z");
    assert!(turn(&scheduler).await.is_some());
    assert!(turn(&scheduler).await.is_none());
    assert_eq!(
        starts(&host).await,
        [NOW, "2026-10-18T12:00:00Z", "2026-10-19T03:18:00Z"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_run_a_time_once_and_one_after_the_other() {
    let server = Loopback::new(openrouter);
    let host = Host::new(&server).await;
    let plan = "openrouter 15 3 * * *; npm 30 3 * * *";
    let first = host.scheduler(plan);
    let second = scheduler(host.second_instance(), plan);
    for day in 0..5_usize {
        host.set(NOW);
        host.later(TimeDelta::days(i64::try_from(day).unwrap()));
        // Both find both sources due; each takes turns until it has nothing left to do.
        let turns = |scheduler| async move {
            let mut ran = 0;
            for _ in 0..6 {
                ran += usize::from(turn(scheduler).await.is_some());
            }
            ran
        };
        let (one, other) = tokio::join!(turns(&first), turns(&second));
        // Whoever waited for the other's run has its turn now, and finds nothing.
        let left = turns(&first).await;
        assert_eq!(
            one + other + left,
            2,
            "day {day}: {one} and {other}, then {left}"
        );
        let runs = host.runs().await;
        assert_eq!(runs.len(), 2 * (day + 1));
        let mut sources: Vec<_> = runs[..2].iter().map(|run| run.source.as_str()).collect();
        sources.sort_unstable();
        assert_eq!(sources, ["npm", "openrouter"]);
    }
}

#[tokio::test]
async fn an_instance_waits_while_another_runs() {
    let server = Loopback::new(openrouter);
    let host = Host::new(&server).await;
    let scheduler = host.scheduler("openrouter 15 3 * * *");
    let other = host.test.second_instance();
    let runner = other.try_become_runner().await.unwrap().unwrap();
    assert!(turn(&scheduler).await.is_none());
    assert!(server.asked().is_empty());
    runner.leave().await.unwrap();
    assert!(turn(&scheduler).await.is_some());
}

#[tokio::test]
async fn what_failed_is_run_again_twice_and_then_at_its_time() {
    let server = Loopback::new(|_| Reply::status(418));
    let host = Host::new(&server).await;
    let scheduler = host.scheduler("openrouter 15 3 * * *");
    let mut began = Vec::new();
    // Two days, every five minutes.
    for _ in 0..2 * 24 * 12 {
        if let Some(report) = turn(&scheduler).await {
            assert_eq!(report.outcome(), RunOutcome::Failed);
            began.push(
                (host.now() - NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap()).num_minutes(),
            );
        }
        host.later(TimeDelta::minutes(5));
    }
    // From 06:00 on; 03:15 of the next day is 1275 minutes later, and 3 more at most for jitter.
    assert_eq!(began, [0, 15, 75, 1280, 1295, 1355, 2720, 2735, 2795]);
}

/// A page of two models; the second page of the first run never comes.
fn hub(request: &Request, well: &AtomicBool) -> Reply {
    let page = request
        .parameter("cursor")
        .map_or(1, |cursor| cursor.parse().unwrap());
    let model = |id: &str| {
        format!(
            r#"{{"_id":"1","id":"{id}","downloads":5,"downloadsAllTime":50,"likes":3,"pipeline_tag":"text-generation","tags":["license:mit"],"gated":false,"createdAt":"2026-01-01T00:00:00.000Z"}}"#
        )
    };
    let body = format!(
        "[{},{}]",
        model(&format!("a/m{page}")),
        model(&format!("b/m{page}"))
    );
    if page == 2 {
        return if well.load(Ordering::Relaxed) {
            Reply::json(body)
        } else {
            Reply::Silence
        };
    }
    let host = request.header("host").unwrap();
    Reply::json(body).with(
        "link",
        format!("<http://{host}/api/models?limit=1000&cursor=2>; rel=\"next\""),
    )
}

#[tokio::test]
async fn a_run_stopped_midway_stores_nothing_and_goes_on_there_later() {
    let well = Arc::new(AtomicBool::new(false));
    let server = {
        let well = Arc::clone(&well);
        Loopback::new(move |request| hub(request, &well))
    };
    let host = Host::new(&server).await;
    let before = host.state().await;
    let scheduler = host.scheduler("huggingface:all 0 4 * * *");
    let (stopping, stop) = Stop::new();
    let stopper = async {
        asked(&server, 2).await;
        stopping.send(true).unwrap();
    };
    // All of the scheduler, as a server runs it: the stop ends the run and the scheduler.
    let ((), ()) = tokio::join!(scheduler.run(&stop), stopper);
    let runs = host.runs().await;
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].ended, Some((host.now(), RunOutcome::Interrupted)));
    assert_eq!(runs[0].took.requests, 2);
    assert_eq!(runs[0].scope.as_deref(), Some("all"));
    assert_eq!(host.state().await, before);

    // The server is there again: a quarter of an hour later it goes on with the second page.
    well.store(true, Ordering::Relaxed);
    assert!(turn(&scheduler).await.is_none());
    host.later(TimeDelta::minutes(15));
    let report = turn(&scheduler).await.unwrap();
    assert_eq!(report.outcome(), RunOutcome::Ok, "{report}");
    assert_eq!(
        server.asked().len(),
        3,
        "the first page is not asked for again"
    );
    let run = host.runs().await[0].clone();
    assert_eq!((run.rows, run.snapshot), (Some(12), Some((1, true))));
    assert_eq!(host.state().await.0, 1);
}

#[tokio::test]
async fn a_scheduler_outlives_the_database_being_away() {
    let server = Loopback::new(openrouter);
    let mut host = Host::new(&server).await;
    let (stopping, stop) = Stop::new();
    let waits = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&waits);
    host.collecting.sleep = Sleep::by(move |wait| {
        let mut waits = kept.lock().unwrap();
        waits.push(wait.as_secs());
        if waits.len() == 3 {
            let _ = stopping.send(true);
        }
        Box::pin(std::future::ready(()))
    });
    let nowhere = "postgres://nobody@localhost/none?host=/nowhere";
    host.collecting.store = Store::open(&Options::of(nowhere, 1).unwrap());
    let scheduler = host.scheduler("openrouter 15 3 * * *");
    assert!(scheduler.turn(&stop).await.is_err());
    scheduler.run(&stop).await;
    assert_eq!(*waits.lock().unwrap(), [30, 30, 30]);
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn nothing_is_asked_without_a_plan() {
    let server = Loopback::new(openrouter);
    let host = Host::new(&server).await;
    let (_never, stop) = Stop::new();
    let turn = host.scheduler("off").turn(&stop).await.unwrap();
    assert!(matches!(turn, Turn::Waits(_)));
    assert!(server.asked().is_empty() && host.runs().await.is_empty());
}
