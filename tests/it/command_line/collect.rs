//! `collect`, from the source's answer to the store.

use super::super::collect::loopback::{Loopback, Reply, Request};
use super::super::support::TestStore;
use super::program::{ends, err, folder, out, program};
use chrono::{Days, NaiveDate};
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const SECRET: &str = "sk-or-never-to-be-seen";
const MODELS: &str = include_str!("../../fixtures/recorded/openrouter-models.json");

/// Two rows on the last day of the window.
fn rankings(request: &Request, tokens: u32) -> String {
    let (start, end) = (
        request.parameter("start_date").unwrap(),
        request.parameter("end_date").unwrap(),
    );
    let next = end.parse::<NaiveDate>().unwrap() + Days::new(1);
    format!(
        r#"{{"data":[{{"date":"{end}","model_permaslug":"deepseek/deepseek-r1","total_tokens":"{tokens}"}},
            {{"date":"{end}","model_permaslug":"other","total_tokens":"56"}}],
            "meta":{{"as_of":"{next}T00:0{tokens}:00Z","version":"v1","start_date":"{start}","end_date":"{end}"}}}}"#
    )
}

fn collect(data_dir: &Path, test: &TestStore, server: &Loopback, arguments: &[&str]) -> Output {
    program(data_dir)
        .arg("collect")
        .args(arguments)
        .env("DATABASE_URL", &test.url)
        .env("OPENROUTER_API_KEY", SECRET)
        .env("WEIGHBRIDGE_OPENROUTER_URL", server.url())
        .env("WEIGHBRIDGE_HF_URL", server.url())
        .env("WEIGHBRIDGE_PYPISTATS_URL", server.url())
        .env("WEIGHBRIDGE_NPM_URL", server.url())
        // Everything there is to log.
        .env("RUST_LOG", "trace")
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_lands_as_a_snapshot_or_not_at_all() {
    let test = TestStore::new().await;
    let folder = folder();
    let data_dir = folder.path().join("data");
    let tokens = Arc::new(AtomicU32::new(1));
    let said = Arc::clone(&tokens);
    let server = Loopback::new(move |request| match request.target.as_str() {
        "/api/v1/models" => Reply::json(MODELS),
        path if path.starts_with("/downloads/range/") => Reply::status(404),
        _ => match said.load(Ordering::Relaxed) {
            9 => Reply::json(rankings(request, 9).replace("total_tokens", "tokens")),
            tokens => Reply::json(rankings(request, tokens)),
        },
    });
    let run = |arguments: &[&str]| {
        let output = collect(&data_dir, &test, &server, arguments);
        for shown in [out(&output), err(&output)] {
            assert!(!shown.contains(SECRET), "a credential is shown");
        }
        output
    };

    // The whole history at first.
    let output = run(&["openrouter", "--no-bundled"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let first = out(&output);
    let windows = server.asked().len() - 1;
    assert!(windows >= 2);
    let rows = 2 * windows;
    assert!(
        first.contains(&format!("openrouter: ok; {rows} observations, ")),
        "{first}"
    );
    assert!(
        first.contains(&format!(
            "stored as snapshot 1: {rows} inserted, 0 restated, 0 unchanged"
        )),
        "{first}"
    );

    // Then the last days, restated.
    tokens.store(2, Ordering::Relaxed);
    let output = run(&["openrouter", "--once", "--no-bundled"]);
    assert!(
        out(&output).contains("stored as snapshot 2: 0 inserted, 1 restated, 1 unchanged"),
        "{}",
        out(&output)
    );
    let last = server.asked().pop().unwrap();
    let day = |name| last.parameter(name).unwrap().parse::<NaiveDate>().unwrap();
    assert_eq!((day("end_date") - day("start_date")).num_days(), 34);

    // The same again is known.
    let output = run(&["openrouter", "--no-bundled"]);
    assert!(
        out(&output).contains("already known as snapshot 2"),
        "{}",
        out(&output)
    );

    // A source that changed stores nothing; another source has its turn all the same.
    tokens.store(9, Ordering::Relaxed);
    let output = run(&["openrouter", "npm", "--no-bundled"]);
    assert_eq!(output.status.code(), Some(1));
    let said = err(&output);
    assert!(
        said.contains("openrouter: failed; 0 observations"),
        "{said}"
    );
    assert!(said.contains("`data[0].total_tokens` is missing"), "{said}");
    assert!(said.contains("npm: no data; 0 observations"), "{said}");
    let weights: Vec<String> = sqlx::query_scalar(
        "SELECT text.raw FROM model_claim claim JOIN claim_text text ON text.id = claim.text_id
         WHERE claim.attribute = 2",
    )
    .fetch_all(&test.pool)
    .await
    .unwrap();
    assert_eq!(weights, ["open"]);
    let origins: Vec<String> = sqlx::query_scalar("SELECT origin FROM snapshot ORDER BY id")
        .fetch_all(&test.pool)
        .await
        .unwrap();
    let origin = format!("collect: openrouter, {}", server.url());
    assert_eq!(origins, [origin.clone(), origin]);
    let left = std::fs::read_dir(data_dir.join("collect/openrouter")).unwrap();
    assert_eq!(left.count(), 1, "only the lock is left");
}

/// For people with a scheduler of their own: every source has its turn, and the program ends.
#[tokio::test(flavor = "multi_thread")]
async fn all_sources_have_their_turn_once() {
    let test = TestStore::new().await;
    let folder = folder();
    let server = Loopback::new(|request| match request.target.split('?').next().unwrap() {
        "/api/v1/models" => Reply::json(MODELS),
        "/api/v1/datasets/rankings-daily" => Reply::json(rankings(request, 1)),
        "/api/models" => Reply::json("[]"),
        _ => Reply::status(404),
    });
    let output = collect(
        &folder.path().join("data"),
        &test,
        &server,
        &["--all", "--once", "--no-bundled"],
    );
    let said = out(&output) + &err(&output);
    assert!(said.contains("openrouter: ok; "), "{said}");
    for source in ["huggingface", "pypi", "npm"] {
        let line = format!("{source}: no data; 0 observations");
        assert!(said.contains(&line), "{said}");
    }
    let sources: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT source.slug FROM snapshot JOIN source ON source.id = snapshot.source_id",
    )
    .fetch_all(&test.pool)
    .await
    .unwrap();
    assert_eq!(sources, ["openrouter"]);
}

#[test]
fn what_cannot_be_collected_is_wrong_usage() {
    let folder = folder();
    for arguments in [
        &["collect"] as &[&str],
        &["collect", "github"],
        &["collect", "npm", "--all"],
        &["collect", "huggingface", "--scope", "top=0"],
        &["collect", "huggingface", "--kind", "some"],
    ] {
        ends(folder.path(), arguments, 2);
    }
    let said = out(&ends(folder.path(), &["collect", "--help"], 0));
    for words in [
        "openrouter",
        "huggingface",
        "pypi",
        "npm",
        "OPENROUTER_API_KEY",
        "--scope",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
