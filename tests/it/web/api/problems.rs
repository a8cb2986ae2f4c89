//! Refusals of the API: problem documents that name what is wrong and what is allowed.

use super::super::reader::{Answer, Reader};
use super::schema::faults;
use super::{document, operations};
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

/// Whether an answer is a problem document of its own status.
pub fn assert_problem(answer: &Answer) -> Value {
    let address = &answer.address;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json",
        "{address}"
    );
    assert_eq!(
        answer.header(header::CACHE_CONTROL),
        "no-store",
        "{address}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status.as_u16(), "{address}");
    let id = answer.header("x-request-id");
    assert_eq!(problem["instance"], format!("urn:uuid:{id}"), "{address}");
    for name in ["title", "detail"] {
        let words = problem[name].as_str().unwrap();
        assert!(
            words.contains(' ') && !words.contains("problem-"),
            "{words}"
        );
    }
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .starts_with("/api#problem-"),
        "{problem}"
    );
    problem
}

#[tokio::test]
async fn every_problem_is_as_the_document_says_and_explained_where_its_type_leads() {
    let reader = Reader::of_bundled().await;
    let document = document(&reader).await;
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    let reference = reader.read("/api").await.text();
    for (address, status) in [
        ("/api/v1/nothing", 404),
        ("/api/v1/", 404),
        ("/api/v1/models/", 404),
        ("/api/nothing/at/all", 404),
        ("/api/v1/countries/XX", 404),
        ("/api/v1/organizations/nobody", 404),
        ("/api/v1/licenses/none", 404),
        ("/api/v1/metrics/none", 404),
        ("/api/v1/models/openrouter/nobody/nothing", 404),
        ("/api/v1/models/nowhere/nobody", 404),
        ("/api/v1/snapshots/0", 404),
        ("/api/v1/snapshots/99999999999999999999", 404),
        ("/api/v1/snapshots/x", 404),
        ("/api/v1/series?metric=tokens", 400),
        ("/api/v1/series?kind=pie", 400),
        ("/api/v1/series?from=2026-02&to=2026-01", 400),
        ("/api/v1/events?from=2026-02&to=2026-01", 400),
        ("/api/v1/models?limit=0", 400),
        ("/api/v1/models?limit=201", 400),
        ("/api/v1/models?after=x", 400),
        ("/api/v1/models?source=nowhere", 400),
        ("/api/v1/models?metric=openrouter-tokens", 400),
        ("/api/v1/snapshots?limit=1&limit=2", 400),
        ("/api/v1/snapshots?after=1-1-1", 400),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{address}: {}",
            answer.text()
        );
        let problem = assert_problem(&answer);
        let found = faults(&document, &schema, &problem);
        assert!(found.is_empty(), "{address}: {found:#?}");
        let kind = problem["type"].as_str().unwrap().split_once('#').unwrap().1;
        assert!(
            reference.contains(&format!("id=\"{kind}\"")),
            "{kind} is not explained"
        );
    }
}

#[tokio::test]
async fn every_address_refuses_a_parameter_it_does_not_know_and_names_those_it_does() {
    let reader = Reader::of_bundled().await;
    for operation in operations(&document(&reader).await) {
        if operation.method != "GET" {
            continue;
        }
        let example = operation.example();
        let mark = if example.contains('?') { '&' } else { '?' };
        let answer = reader.get(&format!("{example}{mark}flavor=sweet")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.address);
        let error = &assert_problem(&answer)["errors"][0];
        assert_eq!(error["parameter"], "flavor");
        assert_eq!(error["what"], "unknown-parameter");
        let allowed = error["allowed"].as_str().unwrap();
        let behind = operation
            .parameters()
            .iter()
            .filter(|it| it["in"] == "query");
        let names: Vec<&str> = behind.map(|it| it["name"].as_str().unwrap()).collect();
        if names.is_empty() {
            assert_eq!(allowed, "no parameters");
        } else {
            assert_eq!(allowed, names.join(", "), "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn what_was_probably_meant_is_named() {
    let reader = Reader::of_bundled().await;
    for (given, meant) in [
        ("/api/v1/countries/cn", "/api/v1/countries/CN"),
        ("/api/v1/countries/chine", "/api/v1/countries/CN"),
        (
            "/api/v1/organizations/Alibaba",
            "/api/v1/organizations/alibaba",
        ),
        ("/api/v1/licenses/apache-2", "/api/v1/licenses/apache-2.0"),
        (
            "/api/v1/models/openrouter/deepseek/deepseek-r",
            "/api/v1/models/openrouter/deepseek/deepseek-r1",
        ),
    ] {
        let problem = assert_problem(&reader.get(given).await);
        assert_eq!(problem["nearest"][0], meant, "{problem}");
        reader.read(meant).await;
    }
    let problem = assert_problem(&reader.get("/api/v1/series?by=contry").await);
    assert_eq!(problem["errors"][0]["suggestion"], "country");
    let problem = assert_problem(&reader.get("/api/v1/series?kind=ranging").await);
    assert_eq!(problem["errors"][0]["suggestion"], "ranking");
}

#[tokio::test]
async fn texts_that_no_database_keeps_are_refused_or_not_found_and_never_a_fault() {
    let reader = Reader::of_bundled().await;
    let long = "a".repeat(5000);
    let texts = [
        "%00",
        "a%00b",
        "%FF",
        "%EF%BF%BF",
        "%F0%9F%8C%8D",
        "%0A",
        "..%2F..",
        "'%22%3B--",
        &long,
    ];
    let document = document(&reader).await;
    for text in texts {
        for operation in operations(&document) {
            if operation.method != "GET" {
                continue;
            }
            let mut path = operation.path.clone();
            for parameter in operation.parameters() {
                let name = parameter["name"].as_str().unwrap();
                if parameter["in"] == "path" {
                    path = path.replace(&format!("{{{name}}}"), text);
                    continue;
                }
                let address = format!("{}?{name}={text}", operation.path);
                let address = address.replace("{source}", "openrouter");
                let answer = reader.get(&address).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{address}: {}",
                    answer.text()
                );
                if answer.status != StatusCode::OK {
                    assert_problem(&answer);
                }
            }
            if path != operation.path {
                let answer = reader.get(&path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
                assert_problem(&answer);
            }
        }
    }
    let endless = format!("/api/v1/models?q={}", "a".repeat(9000));
    assert_eq!(reader.get(&endless).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn other_methods_are_refused_with_those_an_address_has() {
    let reader = Reader::of_bundled().await;
    for operation in operations(&document(&reader).await) {
        let address = operation.example();
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"] {
            // One address takes in what is pushed.
            if method == "POST" && operation.path == "/api/v1/snapshots" {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = reader.ask(method.clone(), &address).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {address}"
            );
            assert!(
                answer.header(header::ALLOW).starts_with("GET,HEAD"),
                "{method} {address}"
            );
            assert_problem(&answer);
        }
    }
}

#[tokio::test]
async fn without_the_database_what_needs_it_says_when_to_come_back() {
    let reader = Reader::of_bundled().await;
    reader.database.store.close().await;
    for address in [
        "/api/v1/models",
        "/api/v1/snapshots",
        "/api/v1/series?by=model",
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert_eq!(answer.header(header::RETRY_AFTER), "5");
        assert_problem(&answer);
    }
    for address in [
        "/api/v1/series?by=country",
        "/api/v1/countries/CN",
        "/api/v1/metrics",
    ] {
        reader.read(address).await;
    }
}
