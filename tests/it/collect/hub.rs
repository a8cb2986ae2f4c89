//! The Hub: pages to the end, a run that is stopped and goes on, and lists that misbehave.

use super::loopback::{Loopback, Reply, Request};
use super::trial::Trial;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use weighbridge::collect::{Kind, Outcome, Scope};

fn model(id: &str, downloads: u64, task: &str) -> String {
    format!(
        r#"{{"_id":"1","id":"{id}","downloads":{downloads},"downloadsAllTime":{},"likes":3,"pipeline_tag":"{task}","tags":["license:mit"],"gated":false,"createdAt":"2026-01-01T00:00:00.000Z"}}"#,
        downloads * 10
    )
}

/// The page a request asks for: the first, or the one its cursor names.
fn page(request: &Request) -> u32 {
    request
        .parameter("cursor")
        .map_or(1, |cursor| cursor.parse().unwrap())
}

/// A page of two models, with a link to the next one unless it is the last.
fn two_models(request: &Request, pages: u32) -> Reply {
    let page = page(request);
    let body = format!(
        "[{},{}]",
        model(
            &format!("a/m{page}"),
            100 - u64::from(page),
            "text-generation"
        ),
        model(&format!("b/m{page}"), 50, "text-generation")
    );
    if page == pages {
        return Reply::json(body);
    }
    let host = request.header("host").unwrap();
    let next = format!(
        "<http://{host}/api/models?limit=1000&cursor={}>; rel=\"next\"",
        page + 1
    );
    Reply::json(body).with("link", next)
}

#[test]
fn pages_are_followed_to_the_end() {
    let server = Loopback::new(|request| two_models(request, 3));
    let mut trial = Trial::at(&server);
    trial.scope = Scope::All;
    let rows = trial.rows("huggingface");
    assert_eq!(rows.len(), 3 * 2 * 3);
    assert_eq!(
        rows[0],
        "hf-downloads-30d,a/m1,2026-10-08,99,2026-10-08T06:00:00Z,mit,,,"
    );
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    let first = &asked[0].target;
    for expand in [
        "downloads",
        "downloadsAllTime",
        "likes",
        "tags",
        "cardData",
        "baseModels",
        "createdAt",
        "safetensors",
        "pipeline_tag",
        "gated",
    ] {
        assert!(first.contains(&format!("&expand={expand}")), "{first}");
    }
    assert!(
        first.starts_with("/api/models?limit=1000&sort=createdAt&"),
        "{first}"
    );
    assert_eq!(asked[1].target, "/api/models?limit=1000&cursor=2");
    // What is left behind: how many there were, for the remaining time of the next run.
    let names = trial.files("huggingface");
    assert!(names.contains(&"models".to_owned()) && !names.contains(&"cursor.json".to_owned()));
}

#[test]
fn the_most_downloaded_are_as_many_as_asked_for() {
    let server = Loopback::new(|request| two_models(request, 9));
    let mut trial = Trial::at(&server);
    trial.scope = Scope::Top(3);
    assert_eq!(trial.rows("huggingface").len(), 3 * 3);
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].parameter("sort"), Some("downloads"));
}

#[test]
fn every_name_of_the_catalogs_organizations_is_asked_for_once() {
    let server = Loopback::new(|request| {
        let author = request.parameter("author").unwrap();
        if author != "Qwen" {
            return Reply::json("[]");
        }
        Reply::json(format!(
            "[{}]",
            model("Qwen/Qwen3-8B", 5, "text-generation")
        ))
    });
    let mut trial = Trial::at(&server);
    trial.scope = Scope::Catalog;
    assert_eq!(trial.rows("huggingface").len(), 3);
    let mut authors: Vec<String> = server
        .asked()
        .iter()
        .map(|request| request.parameter("author").unwrap().to_owned())
        .collect();
    let organizations = trial.catalog.organizations.iter();
    let names = organizations
        .flat_map(|organization| &organization.namespaces)
        .filter(|(source, _)| *source == "huggingface");
    assert_eq!(authors.len(), names.count());
    authors.sort();
    authors.dedup();
    assert_eq!(authors.len(), server.asked().len());
    let steps = trial.steps.lock().unwrap();
    assert_eq!(steps.last().unwrap().done, authors.len() as u64);
}

#[test]
fn a_run_that_was_stopped_goes_on_where_it_was() {
    let well = Arc::new(AtomicBool::new(false));
    let is_well = Arc::clone(&well);
    let server = Loopback::new(move |request| {
        if page(request) == 3 && !is_well.load(Ordering::Relaxed) {
            return Reply::status(500);
        }
        two_models(request, 4)
    });
    let mut trial = Trial::at(&server);
    trial.scope = Scope::All;
    trial.fails("huggingface");
    assert!(
        trial
            .files("huggingface")
            .contains(&"cursor.json".to_owned())
    );

    well.store(true, Ordering::Relaxed);
    let before = server.asked().len();
    trial.hours_later(5);
    let (run, file) = trial.run("huggingface");
    let rows = trial.rows_of(&file.unwrap());
    assert_eq!(rows.len(), 4 * 2 * 3);
    // One capture: that of the moment it began.
    assert!(
        rows.iter()
            .all(|row| row.contains(",2026-10-08,") && row.contains("T06:00:00Z"))
    );
    assert_eq!(server.asked().len() - before, 2, "pages 3 and 4");
    assert!(
        run.to_string()
            .contains("4 of them by a run that was stopped"),
        "{run}"
    );
}

#[test]
fn another_question_another_day_or_fresh_begins_anew() {
    for change in [
        (|trial: &mut Trial| trial.kind = Kind::All) as fn(&mut Trial),
        |trial| trial.hours_later(24),
        |trial| trial.fresh = true,
    ] {
        let well = Arc::new(AtomicBool::new(false));
        let is_well = Arc::clone(&well);
        let server = Loopback::new(move |request| {
            if page(request) == 2 && !is_well.load(Ordering::Relaxed) {
                return Reply::status(500);
            }
            two_models(request, 2)
        });
        let mut trial = Trial::at(&server);
        trial.scope = Scope::All;
        trial.fails("huggingface");
        well.store(true, Ordering::Relaxed);
        change(&mut trial);
        assert_eq!(trial.rows("huggingface").len(), 2 * 2 * 3);
        let first_pages = server
            .asked()
            .iter()
            .filter(|request| page(request) == 1)
            .count();
        assert_eq!(first_pages, 2);
        let spools = trial.files("huggingface");
        let spools = spools.iter().filter(|name| name.contains(".csv.")).count();
        assert_eq!(spools, 1, "what nobody goes on from is removed");
    }
}

#[test]
fn a_cursor_that_repeats_ends_the_run() {
    let server = Loopback::new(|request| {
        let host = request.header("host").unwrap();
        let next = format!("<http://{host}/api/models?cursor=2>; rel=\"next\"");
        Reply::json(format!("[{}]", model("a/b", 1, "text-generation"))).with("link", next)
    });
    let trial = Trial::at(&server);
    let (run, said) = trial.fails("huggingface");
    assert!(
        said.contains("/api/models?cursor=2 was read already"),
        "{said}"
    );
    assert_eq!(run.requests, 2);
    // Nobody goes on from there.
    assert_eq!(trial.files("huggingface"), ["lock"]);
}

#[test]
fn a_next_page_on_another_host_is_not_asked_for() {
    let elsewhere = Loopback::new(|_| Reply::json("[]"));
    let next = format!("<{}/api/models?cursor=2>; rel=\"next\"", elsewhere.url());
    let server = Loopback::new(move |_| {
        Reply::json(format!("[{}]", model("a/b", 1, "text-generation"))).with("link", next.clone())
    });
    let (_, said) = Trial::at(&server).fails("huggingface");
    assert!(
        said.contains("is not an address of http://127.0.0.1:"),
        "{said}"
    );
    assert_eq!(elsewhere.asked().len(), 0);
}

#[test]
fn models_that_come_again_are_passed_over() {
    let server = Loopback::new(|request| {
        let reply = two_models(request, 2);
        match reply {
            Reply::Whole(status, headers, body) => {
                let body = String::from_utf8(body).unwrap().replace("a/m2", "a/m1");
                Reply::Whole(status, headers, body.into_bytes())
            }
            other => other,
        }
    });
    let trial = Trial::at(&server);
    let (run, file) = trial.run("huggingface");
    assert_eq!(trial.rows_of(&file.unwrap()).len(), 3 * 3);
    assert!(
        run.to_string()
            .contains("1 came again and were passed over"),
        "{run}"
    );
}

#[test]
fn other_kinds_are_left_out_and_counted_unless_asked_for_or_cataloged() {
    let server = Loopback::new(|_| {
        Reply::json(format!(
            "[{},{},{}]",
            model("a/chat", 3, "image-text-to-text"),
            model("a/encoder", 2, "sentence-similarity"),
            model("BAAI/bge-base-en-v1.5", 1, "feature-extraction"),
        ))
    });
    let mut trial = Trial::at(&server);
    let (run, file) = trial.run("huggingface");
    assert_eq!(trial.rows_of(&file.unwrap()).len(), 2 * 3);
    assert!(
        run.to_string()
            .contains("1 models of other kinds are left out"),
        "{run}"
    );
    trial.kind = Kind::All;
    assert_eq!(trial.rows("huggingface").len(), 3 * 3);
}

#[test]
fn a_renamed_count_and_one_that_fell_silent_are_named() {
    let renamed = Loopback::new(|_| {
        let body = format!("[{}]", model("a/b", 1, "text-generation"));
        Reply::json(body.replace("downloadsAllTime", "downloads_all_time"))
    });
    let (_, said) = Trial::at(&renamed).fails("huggingface");
    assert!(
        said.contains("`[0].downloadsAllTime` is missing; there is `_id, id, "),
        "{said}"
    );

    let silent = Loopback::new(|_| {
        let body = format!("[{}]", model("a/b", 1, "text-generation"));
        Reply::json(body.replace("\"likes\":3", "\"likes\":null"))
    });
    let trial = Trial::at(&silent);
    let (_, said) = trial.fails("huggingface");
    assert!(
        said.contains("no model of the answers has a value in `likes`"),
        "{said}"
    );
    assert_eq!(trial.files("huggingface"), ["lock"]);
}

#[test]
fn a_used_up_limit_is_waited_for_before_the_next_page() {
    let server = Loopback::new(|request| {
        let reply = two_models(request, 2);
        if page(request) == 1 {
            return reply.with("ratelimit", "\"api\";r=0;t=55");
        }
        reply
    });
    let trial = Trial::at(&server);
    assert_eq!(trial.rows("huggingface").len(), 2 * 2 * 3);
    assert!(
        matches!(trial.waits()[..], [55 | 56]),
        "{:?}",
        trial.waits()
    );
}

#[test]
fn an_empty_hub_is_no_snapshot() {
    let server = Loopback::new(|_| Reply::json("[]"));
    let trial = Trial::at(&server);
    let (run, file) = trial.run("huggingface");
    assert!(
        matches!(run.outcome, Outcome::NoData) && file.is_none(),
        "{run}"
    );
    assert_eq!(trial.files("huggingface"), ["lock"]);
}
