//! Refusals: each says what would be allowed, as a page or, for files, as JSON.

use super::markup::{text_of, visible};
use super::reader::Reader;
use super::sound::{assert_sound, message_keys};
use axum::http::{Method, StatusCode, header};

#[tokio::test]
async fn a_question_that_cannot_be_read_is_told_every_problem_and_what_is_allowed() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    // Question, and what the reader has to be told.
    let cases: [(&str, &[&str]); 9] = [
        (
            "flavor=sweet",
            &["unknown parameter `flavor`", "license-as", "as-of"],
        ),
        (
            "contry=CN",
            &["unknown parameter `contry`; did you mean `country`?"],
        ),
        (
            "by=colour",
            &[
                "by: `colour` is not allowed",
                "license-class, organization, model",
            ],
        ),
        (
            "country=XX",
            &["country: `XX` is not allowed", "ISO 3166-1"],
        ),
        ("country=cn", &["did you mean `CN`?"]),
        (
            "metric=tokens",
            &["metric: `tokens` is not allowed", "openrouter-tokens"],
        ),
        (
            "model=nobody/nothing",
            &["model: `nobody/nothing` is not allowed", "openrouter"],
        ),
        (
            "from=2026-02&to=2026-01",
            &["lies before the start", "a date from 2026-02-01 on"],
        ),
        (
            "top=0&organization=nobody&every=hour&every=day&flavor=1",
            &[
                "top: `0`",
                "from 1 to 500",
                "organization: `nobody`",
                "every: `hour`",
                "given twice",
                "unknown parameter `flavor`",
            ],
        ),
    ];
    for (question, told) in cases {
        let page = reader.get(&format!("/charts/share?{question}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{question}");
        assert_sound(&page, &keys);
        let seen = visible(&page.text());
        assert_eq!(
            text_of(&page.text(), "h1"),
            "Something in this address cannot be answered"
        );
        let file = reader.get(&format!("/charts/share.csv?{question}")).await;
        assert_eq!(file.status, StatusCode::BAD_REQUEST, "{question}");
        assert_eq!(file.header(header::CONTENT_TYPE), "application/json");
        let json = file.json();
        assert_eq!(json["status"], 400);
        assert_eq!(
            json["request_id"].as_str().unwrap(),
            file.header("x-request-id")
        );
        let problems = json["problems"].as_array().unwrap();
        assert!(!problems.is_empty());
        for problem in problems {
            assert_ne!(problem["allowed"], "", "{problem}");
        }
        for words in told {
            assert!(seen.contains(words), "{question}: no `{words}` in {seen}");
        }
        let text = file.text();
        for word in told
            .iter()
            .flat_map(|words| words.split('`').skip(1).step_by(2))
        {
            assert!(text.contains(word), "{question}: no `{word}` in {text}");
        }
    }
}

#[tokio::test]
async fn a_missing_address_says_so_as_a_page_or_as_json() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    for address in [
        "/nothing",
        "/charts/pie",
        "/snapshots/0",
        "/snapshots/x",
        "/snapshots/99999999999999999999",
        "/snapshots/-1",
        "/charts/share/more",
        "//",
    ] {
        let page = reader.get(address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert_sound(&page, &keys);
        let id = page.header("x-request-id");
        assert!(visible(&page.text()).contains(id), "{address}");
    }
    for address in [
        "/nothing.csv",
        "/charts/pie.csv",
        "/charts/share.exe",
        "/snapshots/0.csv",
        "/snapshots/1.json",
        "/static/site.map",
        "/favicon.ico",
    ] {
        let file = reader.get(address).await;
        assert_eq!(file.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(file.json()["status"], 404, "{address}");
    }
}

#[tokio::test]
async fn an_address_that_is_not_text_is_refused_in_words() {
    let reader = Reader::of_bundled().await;
    for address in ["/charts/%FF", "/snapshots/%FF"] {
        let page = reader.get(address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert_sound(&page, &message_keys());
    }
    // In a question, bytes that are not text are a value that is not allowed.
    let page = reader.get("/charts/share?country=%FF").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(visible(&page.text()).contains("country: `\u{fffd}` is not allowed"));
}

#[tokio::test]
async fn addresses_can_only_be_read() {
    let reader = Reader::of_bundled().await;
    for address in [
        "/",
        "/charts/share",
        "/charts/share.csv",
        "/snapshots",
        "/snapshots/1",
        "/snapshots/1.csv",
        "/methods",
        "/livez",
    ] {
        for method in [
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
            Method::OPTIONS,
        ] {
            // Scripts of other sites may read files: their browsers ask first.
            if method == Method::OPTIONS && address.contains(".csv") {
                continue;
            }
            let answer = reader.ask(method.clone(), address).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {address}"
            );
            assert_eq!(
                answer.header(header::ALLOW),
                "GET,HEAD",
                "{method} {address}"
            );
            assert!(answer.text().contains("It can only be read.") || !answer.is_page());
        }
    }
}

#[tokio::test]
async fn a_page_number_that_is_none_is_refused_with_what_is_allowed() {
    let reader = Reader::of_bundled().await;
    for (question, told) in [
        ("page=abc", "page: `abc` is not allowed"),
        ("page=0", "page: `0` is not allowed"),
        ("page=-1", "page: `-1` is not allowed"),
        (
            "page=99999999999999999999",
            "page: `99999999999999999999` is not allowed",
        ),
        ("sort=asc", "unknown parameter `sort`"),
    ] {
        let answer = reader.get(&format!("/snapshots?{question}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{question}");
        let seen = visible(&answer.text());
        assert!(seen.contains(told), "{question}: {seen}");
        assert!(seen.contains("Allowed: "), "{question}: {seen}");
    }
    // The largest number there can be is a page that is not there.
    let last = reader.get(&format!("/snapshots?page={}", i64::MAX)).await;
    assert_eq!(last.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_the_database_cubes_still_answer_and_the_rest_says_when_to_come_back() {
    let reader = Reader::of_bundled().await;
    for address in ["/livez", "/readyz"] {
        let answer = reader.read(address).await;
        assert_eq!(answer.text(), "ok\n");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    }
    let before = reader.read("/charts/share.csv?by=country").await.body;
    reader.database.store.close().await;

    assert_eq!(reader.read("/livez").await.text(), "ok\n");
    assert_eq!(
        reader.get("/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(
        reader.read("/charts/share.csv?by=country").await.body,
        before
    );
    let page = reader.get("/charts/share?by=model").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header(header::RETRY_AFTER), "5");
    assert_sound(&page, &message_keys());
    // Nothing of the inside leaks out.
    for word in ["postgres", "pool", "sqlx", "/tmp", "src/"] {
        assert!(!page.text().to_lowercase().contains(word), "{word}");
    }
    let file = reader.get("/snapshots/1.csv").await;
    assert_eq!(file.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(file.json()["status"], 503);
}

#[tokio::test]
async fn a_slip_in_one_field_of_a_form_does_not_lose_the_others() {
    let reader = Reader::of_bundled().await;
    let page = reader
        .get("/charts/over-time?by=country&from=31.01.2026&weights=open&every=month")
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = page.text();
    assert!(
        page.contains("href=\"/charts/over-time?by=country&#38;weights=open&#38;every=month\""),
        "{page}"
    );
}

#[tokio::test]
async fn a_slash_too_many_and_bare_folders_lead_to_the_page_that_was_meant() {
    let reader = Reader::of_bundled().await;
    for (address, meant) in [
        ("/countries/CN/", "/countries/CN"),
        ("/charts/share/?by=country", "/charts/share?by=country"),
        ("/charts", "/charts/over-time"),
        ("/charts/", "/charts/over-time"),
        ("/models", "/search"),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{address}");
        assert_eq!(answer.header(header::LOCATION), meant, "{address}");
    }
    for address in ["//example.org/", "/nothing"] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
    }
}
