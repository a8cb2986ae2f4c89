//! What can go wrong between here and a source: each fault passes or ends the run in words, and
//! none of them leaves half a file.

use super::loopback::{Loopback, Reply, Request};
use super::trial::Trial;
use rstest::rstest;
use weighbridge::collect::Outcome;

const GOOD: &str = r#"{"downloads":[{"downloads":5,"day":"2026-10-06"},{"downloads":7,"day":"2026-10-07"}],"start":"2026-10-06","end":"2026-10-07","package":"openai"}"#;

/// A run for one package against a server.
fn one_package(server: &Loopback) -> Trial {
    Trial::at(server).with_packages(&["openai"])
}

/// A server that answers badly so many times, then well.
fn bad_for(times: usize, bad: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Loopback {
    Loopback::new(move |request| {
        if request.before < times {
            bad(request)
        } else {
            Reply::json(GOOD)
        }
    })
}

#[rstest]
#[case(Reply::status(429).with("retry-after", "7"), Some(7))]
#[case(Reply::status(429).with("ratelimit", "\"api\";r=0;t=55"), Some(56))]
#[case(Reply::status(429).with("ratelimit", "\"api\";r=0;t=55").with("retry-after", "7"), Some(56))]
#[case(
    Reply::status(429)
        .with("retry-after", "Thu, 08 Oct 2026 06:00:30 GMT")
        .with("date", "Thu, 08 Oct 2026 06:00:10 GMT"),
    Some(20)
)]
#[case(Reply::status(503).with("retry-after", "3"), Some(3))]
#[case(Reply::status(429), None)]
#[case(Reply::status(500), None)]
#[case(Reply::status(502), None)]
#[case(Reply::Silence, None)]
#[case(Reply::Cut(GOOD.into(), 40), None)]
fn what_passes_is_asked_for_again(#[case] fault: Reply, #[case] wait: Option<u64>) {
    let server = bad_for(1, move |_| fault.clone());
    let trial = one_package(&server);
    assert_eq!(trial.rows("npm").len(), 2);
    assert_eq!(server.asked().len(), 2);
    match wait {
        Some(seconds) => assert_eq!(trial.waits(), [seconds], "as long as was asked for"),
        // Our own waits begin at a second, and chance adds up to as much again.
        None => assert!(matches!(trial.waits()[..], [1 | 2]), "{:?}", trial.waits()),
    }
}

#[rstest]
#[case(Reply::status(500), "answered 500")]
#[case(Reply::status(429).with("retry-after", "7"), "answered 429 and asked to wait 7 s")]
#[case(Reply::Silence, "no answer in time")]
#[case(Reply::Cut(GOOD.into(), 40), "the connection did not last")]
#[case(Reply::Cut(GOOD.into(), 0), "the connection did not last")]
fn what_does_not_pass_ends_the_run_after_four_attempts(#[case] fault: Reply, #[case] words: &str) {
    let server = bad_for(99, move |_| fault.clone());
    let trial = one_package(&server);
    let (run, said) = trial.fails("npm");
    assert!(
        said.contains(words) && said.contains("/downloads/range/"),
        "{said}"
    );
    assert_eq!((run.requests, run.retries), (4, 3));
    assert_eq!(trial.files("npm"), ["lock"]);
}

#[rstest]
#[case(
    Reply::status(429).with("retry-after", "3600"),
    "answered 429 and asked to wait 3600 s: try again after that"
)]
#[case(Reply::json(&GOOD[..60]), "line 1:60: the answer ends early: the JSON is truncated")]
#[case(
    Reply::json("<!doctype html><title>Maintenance</title>"),
    "is a page of HTML or XML"
)]
#[case(Reply::json(""), "the answer is empty")]
#[case(
    Reply::json(GOOD.replace("\"day\"", "\"date\"")),
    "`downloads[0].day` is missing; there is `downloads, date`"
)]
#[case(
    Reply::json(GOOD.replace("\"package\"", "\"name\"")),
    "`package` is missing"
)]
#[case(
    Reply::json(GOOD.replace("openai", "left-pad")),
    "is about the package left-pad, not openai"
)]
#[case(
    Reply::json(GOOD.replace('5', "-5")),
    "`downloads[0].downloads`: `-5` is not a count"
)]
#[case(Reply::status(400), "answered 400: {\\\"error\\\":{\\\"code\\\":400}}")]
#[case(
    Reply::json(format!("{GOOD}{}", " ".repeat(1 << 20))),
    "holds more than 1048576 bytes"
)]
fn what_asking_again_does_not_mend_ends_the_run_at_once(#[case] fault: Reply, #[case] words: &str) {
    let server = bad_for(99, move |_| fault.clone());
    let trial = one_package(&server);
    let (run, said) = trial.fails("npm");
    assert!(said.contains(words), "{said}");
    assert_eq!((run.requests, run.retries), (1, 0));
    assert_eq!(trial.files("npm"), ["lock"]);
}

#[test]
fn a_small_answer_that_inflates_is_cut_off_at_the_limit() {
    let packed = crate::snapshot::gzip(&vec![b' '; 64 << 20]);
    assert!(packed.len() < 1 << 17);
    let server = Loopback::new(move |_| {
        Reply::Whole(
            200,
            vec![("content-encoding", "gzip".to_owned())],
            packed.clone(),
        )
    });
    let (_, said) = one_package(&server).fails("npm");
    assert!(said.contains("holds more than 1048576 bytes"), "{said}");
}

#[test]
fn a_redirect_is_not_followed_and_says_where_it_leads() {
    let elsewhere = Loopback::new(|_| Reply::json(GOOD));
    let target = format!("{}/here", elsewhere.url());
    let location = target.clone();
    let server = Loopback::new(move |_| Reply::status(301).with("location", location.clone()));
    let (_, said) = one_package(&server).fails("npm");
    assert!(said.contains(&format!("redirects to {target}")), "{said}");
    assert!(said.contains("WEIGHBRIDGE_NPM_URL"), "{said}");
    assert_eq!(elsewhere.asked().len(), 0);
}

#[test]
fn nobody_at_home_is_said_after_all_attempts() {
    let server = Loopback::new(|_| Reply::json(GOOD));
    let mut trial = one_package(&server);
    // A port that nothing listens on: one that was just given up.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    trial.settings.npm.base = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let (run, said) = trial.fails("npm");
    assert!(said.contains("cannot be reached"), "{said}");
    assert_eq!(run.requests, 4);
}

#[test]
fn two_runs_of_a_source_do_not_write_into_one_file() {
    let server = Loopback::new(|_| Reply::json(GOOD));
    let trial = one_package(&server);
    assert!(matches!(trial.run("npm").0.outcome, Outcome::Complete));
    let lock = trial.path("npm/lock");
    let held = std::fs::File::open(lock).unwrap();
    held.lock().unwrap();
    let (_, said) = trial.fails("npm");
    assert!(said.contains("another run collects into"), "{said}");
}
