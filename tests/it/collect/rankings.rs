//! OpenRouter: the whole history at first, the last 35 days afterwards, joined to what the list of
//! models says of weights.

use super::loopback::{Loopback, Reply, Request};
use super::trial::{SECRET, Trial};
use weighbridge::collect::Outcome;

const MODELS: &str = include_str!("../../fixtures/recorded/openrouter-models.json");

/// Two rows on the last day of the window, as of a moment that grows with it.
fn rankings(request: &Request) -> String {
    let (start, end) = (
        request.parameter("start_date").unwrap(),
        request.parameter("end_date").unwrap(),
    );
    format!(
        r#"{{"data":[{{"date":"{end}","model_permaslug":"deepseek/deepseek-r1:free","total_tokens":"12"}},
            {{"date":"{end}","model_permaslug":"acme/rocket-20260901","total_tokens":"34"}},
            {{"date":"{end}","model_permaslug":"other","total_tokens":"56"}}],
            "meta":{{"as_of":"{}T02:00:00Z","version":"v1","start_date":"{start}","end_date":"{end}"}}}}"#,
        if end == "2026-10-07" {
            "2026-10-08"
        } else {
            "2026-10-07"
        }
    )
}

fn server() -> Loopback {
    Loopback::new(|request| {
        assert_eq!(
            request.header("authorization"),
            Some(format!("Bearer {SECRET}").as_str())
        );
        match request.target.split('?').next().unwrap() {
            "/api/v1/models" => Reply::json(MODELS),
            "/api/v1/datasets/rankings-daily" => Reply::json(rankings(request)),
            other => panic!("{other}"),
        }
    })
}

#[test]
fn the_first_run_gathers_the_history_and_says_whose_weights_are_open() {
    let server = server();
    let trial = Trial::at(&server);
    // As of the last answer: only then was all of it known.
    assert_eq!(
        trial.rows("openrouter"),
        [
            "openrouter-tokens,acme/rocket-20260901,2026-01-01,34,2026-10-08T02:00:00Z,,,,",
            "openrouter-tokens,acme/rocket-20260901,2026-10-07,34,2026-10-08T02:00:00Z,,,,",
            "openrouter-tokens,deepseek/deepseek-r1:free,2026-01-01,12,2026-10-08T02:00:00Z,,open,,",
            "openrouter-tokens,deepseek/deepseek-r1:free,2026-10-07,12,2026-10-08T02:00:00Z,,open,,",
            "openrouter-tokens,other,2026-01-01,56,2026-10-08T02:00:00Z,,,,",
            "openrouter-tokens,other,2026-10-07,56,2026-10-08T02:00:00Z,,,,",
        ]
    );
    let asked = server.asked();
    let window = |request: &Request| {
        (
            request.parameter("start_date").unwrap().to_owned(),
            request.parameter("end_date").unwrap().to_owned(),
        )
    };
    let day = str::to_owned;
    assert_eq!(
        asked[1..].iter().map(window).collect::<Vec<_>>(),
        [
            (day("2025-01-01"), day("2026-01-01")),
            (day("2026-01-02"), day("2026-10-07")),
        ]
    );
}

#[test]
fn a_later_run_asks_for_the_last_35_days() {
    let server = server();
    let mut trial = Trial::at(&server);
    trial.newest = "2026-10-07".parse().ok();
    trial.rows("openrouter");
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].parameter("start_date"), Some("2026-09-03"));
}

#[test]
fn a_mirror_may_name_the_prefix_of_the_api() {
    let server = server();
    let mut trial = Trial::at(&server);
    trial.settings.openrouter.base += "/api/v1/";
    assert_eq!(trial.rows("openrouter").len(), 6);
}

#[test]
fn an_answer_about_other_days_is_refused() {
    let clamped = Loopback::new(|request| {
        if request.target == "/api/v1/models" {
            return Reply::json(MODELS);
        }
        Reply::json(rankings(request).replace(
            "\"start_date\":\"2025-01-01\"",
            "\"start_date\":\"2025-06-01\"",
        ))
    });
    let (_, said) = Trial::at(&clamped).fails("openrouter");
    assert!(
        said.contains("answered from 2025-06-01 on instead of 2025-01-01"),
        "{said}"
    );

    let later = Loopback::new(|request| {
        if request.target == "/api/v1/models" {
            return Reply::json(MODELS);
        }
        Reply::json(rankings(request).replace("\"date\":\"2026-01-01\"", "\"date\":\"2026-01-02\""))
    });
    let (_, said) = Trial::at(&later).fails("openrouter");
    assert!(
        said.contains("`data[0]`: 2026-01-02 is none of the days asked for"),
        "{said}"
    );
}

#[test]
fn a_field_that_was_renamed_is_named_in_either_answer() {
    for (field, words) in [
        ("hugging_face_id", "`data[0].hugging_face_id` is missing"),
        ("canonical_slug", "`data[0].canonical_slug` is missing"),
        ("pricing", "`data[0].pricing` is missing"),
        ("created", "`data[0].created` is missing"),
        ("total_tokens", "`data[0].total_tokens` is missing"),
        ("model_permaslug", "`data[0].model_permaslug` is missing"),
        ("as_of", "`meta.as_of` is missing"),
    ] {
        let server = Loopback::new(move |request| {
            let body = match request.target.as_str() {
                "/api/v1/models" => MODELS.to_owned(),
                _ => rankings(request),
            };
            Reply::json(body.replace(&format!("\"{field}\""), "\"renamed\""))
        });
        let trial = Trial::at(&server);
        let (_, said) = trial.fails("openrouter");
        assert!(said.contains(words), "{said}");
        assert_eq!(trial.files("openrouter"), ["lock"]);
    }
}

#[test]
fn a_missing_key_is_said_by_the_name_of_its_variable() {
    let server = Loopback::new(|request| match request.target.as_str() {
        "/api/v1/models" => Reply::json(MODELS),
        _ => Reply::status(401),
    });
    let mut trial = Trial::at(&server);
    trial.settings.openrouter.credential = None;
    let (_, said) = trial.fails("openrouter");
    assert!(
        said.contains("answered 401: set OPENROUTER_API_KEY"),
        "{said}"
    );
    assert_eq!(server.asked()[1].header("authorization"), None);
}

#[test]
fn rankings_without_rows_are_no_snapshot() {
    let server = Loopback::new(|request| {
        if request.target == "/api/v1/models" {
            return Reply::json(MODELS);
        }
        let start = request.parameter("start_date").unwrap();
        Reply::json(format!(
            r#"{{"data":[],"meta":{{"as_of":"2026-10-08T02:00:00Z","start_date":"{start}","end_date":"x"}}}}"#
        ))
    });
    let (run, file) = Trial::at(&server).run("openrouter");
    assert!(
        matches!(run.outcome, Outcome::NoData) && file.is_none(),
        "{run}"
    );
}
