//! Pushing snapshots: who may, what is taken in, and what every refusal says.

use super::api::problems::assert_problem;
use super::reader::{Answer, Reader};
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use futures_util::stream;
use serde_json::Value;
use std::convert::Infallible;
use std::io;
use std::time::Duration;
use weighbridge::web::{Push, Tokens};

/// SHA-256 of `secret`.
const HASH: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

pub const ADDRESS: &str = "/api/v1/snapshots";

const CSV: &str = "metric,model,observed_on,value,captured_at\n\
                   openrouter-tokens,qwen/qwen3-8b,2026-10-07,120,2026-10-08T04:00:00Z\n\
                   openrouter-tokens,other,2026-10-07,640,2026-10-08T04:00:00Z\n";

const NDJSON: &str = r#"{"metric":"openrouter-tokens","model":"other","observed_on":"2026-10-07","value":640}
{"metric":"openrouter-tokens","model":"qwen/qwen3-8b","observed_on":"2026-10-07","value":120}"#;

const LIMIT: u64 = 1 << 20;

async fn open() -> Reader {
    with(|_| {}).await
}

async fn with(change: impl FnOnce(&mut Push)) -> Reader {
    let mut reader = Reader::of_nothing().await;
    let mut push = Push::new(Tokens::of_hashes(HASH).unwrap().unwrap(), LIMIT);
    change(&mut push);
    reader.site = reader.site.with_push(Some(push));
    reader
}

/// A site with the bundled snapshots to which more can be pushed.
pub async fn bundled() -> Reader {
    let mut reader = Reader::of_bundled().await;
    let push = Push::new(Tokens::of_hashes(HASH).unwrap().unwrap(), LIMIT);
    reader.site = reader.site.with_push(Some(push));
    reader
}

pub fn request(address: &str, media_type: &str) -> axum::http::request::Builder {
    Request::post(address)
        .header(header::AUTHORIZATION, "Bearer secret")
        .header(header::CONTENT_TYPE, media_type)
}

async fn push(reader: &Reader, media_type: &str, body: impl Into<Body>) -> Answer {
    let request = request(ADDRESS, media_type).body(body.into()).unwrap();
    reader.send(request).await
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let json: Value = serde_json::from_slice(&answer.body).unwrap();
    if answer.status.is_success() {
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    } else {
        assert_problem(answer);
    }
    json
}

async fn count(reader: &Reader) -> i64 {
    reader.database.store.count_snapshots().await.unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_snapshot_is_stored_once_whatever_form_it_comes_in() {
    let reader = open().await;
    let first = push(&reader, "text/csv; charset=utf-8", CSV).await;
    assert_eq!(
        first.status,
        StatusCode::CREATED,
        "{}",
        String::from_utf8_lossy(&first.body)
    );
    let body = json(&first);
    assert_eq!(body["outcome"], "stored");
    assert_eq!(body["inserted"], 2);
    assert_eq!(body["report"]["rows"], 2);
    assert_eq!(body["report"]["source"], "openrouter");
    let address = body["snapshot"]["address"].as_str().unwrap();
    assert_eq!(first.headers[header::LOCATION], address);
    let number = body["snapshot"]["number"].as_i64().unwrap();
    assert!(address.ends_with(&format!("/snapshots/{number}")));
    let page = reader
        .ask(Method::GET, &format!("/snapshots/{number}"))
        .await;
    assert_eq!(
        page.status,
        StatusCode::OK,
        "the address it was given is there"
    );

    let moment = format!("{ADDRESS}?captured_at=2026-10-08T06:00:00%2B02:00");
    let unescaped = format!("{ADDRESS}?captured_at=2026-10-08T06:00:00+02:00");
    for address in [&moment, &unescaped] {
        for (encoding, bytes) in [
            ("identity", NDJSON.as_bytes().to_vec()),
            ("gzip", gzip(NDJSON.as_bytes())),
            ("ZSTD", zstd::encode_all(NDJSON.as_bytes(), 3).unwrap()),
        ] {
            let request = request(address, "application/x-ndjson")
                .header(header::CONTENT_ENCODING, encoding)
                .body(bytes.into())
                .unwrap();
            let again = reader.send(request).await;
            assert_eq!(
                again.status,
                StatusCode::OK,
                "{}",
                String::from_utf8_lossy(&again.body)
            );
            let again = json(&again);
            assert_eq!(again["outcome"], "already-known");
            assert_eq!(again["snapshot"], body["snapshot"]);
        }
    }
    assert_eq!(count(&reader).await, 1);
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn parquet_is_taken_in() {
    let reader = open().await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/parquet/hub.parquet"
    );
    let bytes = std::fs::read(path).unwrap();
    let media_type = "application/vnd.apache.parquet";
    let dateless = push(&reader, media_type, bytes.clone()).await;
    assert_eq!(dateless.status, StatusCode::BAD_REQUEST);
    assert!(
        json(&dateless)["report"]["problems"][0]["hint"]
            .as_str()
            .unwrap()
            .contains("?captured_at=")
    );
    let address = format!("{ADDRESS}?captured_at=2026-10-07T12:00:00Z");
    let chunks: Vec<_> = bytes
        .chunks(100)
        .map(|chunk| Ok::<_, Infallible>(Bytes::copy_from_slice(chunk)))
        .collect();
    let body = Body::from_stream(stream::iter(chunks));
    let stored = reader
        .send(request(&address, media_type).body(body).unwrap())
        .await;
    assert_eq!(
        stored.status,
        StatusCode::CREATED,
        "{}",
        String::from_utf8_lossy(&stored.body)
    );
    assert_eq!(json(&stored)["inserted"], 11);
}

#[tokio::test]
async fn nobody_pushes_without_the_token() {
    let reader = open().await;
    for authorization in ["", "Bearer wrong", "Basic c2VjcmV0", HASH] {
        let request = Request::post(ADDRESS)
            .header(header::AUTHORIZATION, authorization)
            .header(header::CONTENT_TYPE, "text/csv")
            .body(CSV.into())
            .unwrap();
        let answer = reader.send(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization}");
        assert!(
            answer.headers[header::WWW_AUTHENTICATE]
                .to_str()
                .unwrap()
                .starts_with("Bearer")
        );
        json(&answer);
    }
    let without = Request::post(ADDRESS).body(CSV.into()).unwrap();
    assert_eq!(reader.send(without).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(count(&reader).await, 0);
}

#[tokio::test]
async fn where_no_token_is_set_nothing_can_be_pushed() {
    let reader = Reader::of_nothing().await;
    let answer = push(&reader, "text/csv", CSV).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(json(&answer)["type"], "/api#problem-no-push");
    assert_eq!(count(&reader).await, 0);
}

#[tokio::test]
async fn other_methods_are_told_what_is_allowed() {
    let reader = open().await;
    for method in [Method::PUT, Method::DELETE] {
        let answer = reader.ask(method, ADDRESS).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers[header::ALLOW], "GET,HEAD,POST");
        json(&answer);
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_it_is_said_to_be_is_told_from_one_with_bad_rows() {
    let reader = open().await;
    let cut = &gzip(CSV.as_bytes())[..60];
    let cases: [(&str, &str, &[u8], u16, &str); 8] = [
        (
            "text/csv",
            "",
            b"stars\n5\n",
            400,
            "the first row names no known column",
        ),
        (
            "text/csv",
            "",
            b"metric,model,observed_on,value\n\"",
            400,
            "never closed",
        ),
        (
            "application/x-ndjson",
            "",
            b"{",
            400,
            "does not end on its line",
        ),
        ("text/csv", "gzip", cut, 400, "truncated"),
        (
            "text/csv",
            "gzip",
            CSV.as_bytes(),
            400,
            "the gzip data is damaged",
        ),
        ("text/csv", "zstd", cut, 400, "the zstd data is damaged"),
        (
            "text/csv",
            "",
            b"metric,model,observed_on,value\nhf-likes,a,2026-10-07,-5\n",
            422,
            "`-5` is negative",
        ),
        (
            "application/x-ndjson",
            "",
            br#"{"metric":"no","model":"a","observed_on":"2026-10-07","value":1}"#,
            422,
            "`no` is not a known metric",
        ),
    ];
    for (media_type, encoding, bytes, status, message) in cases {
        let request = request(ADDRESS, media_type)
            .header(header::CONTENT_ENCODING, encoding)
            .body(bytes.to_vec().into())
            .unwrap();
        let answer = reader.send(request).await;
        let body = json(&answer);
        assert_eq!(answer.status.as_u16(), status, "{body}");
        assert_eq!(body["status"], status);
        assert!(
            body["report"]["problems"].to_string().contains(message),
            "{message}: {body}"
        );
    }
    assert_eq!(count(&reader).await, 0);
}

#[tokio::test]
async fn types_encodings_and_parameters_that_are_not_read_are_named() {
    let reader = open().await;
    let answer = push(&reader, "application/json", "[]").await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(
        json(&answer)["detail"]
            .as_str()
            .unwrap()
            .contains("application/x-ndjson")
    );
    let brotli = request(ADDRESS, "text/csv").header(header::CONTENT_ENCODING, "br");
    let answer = reader.send(brotli.body(CSV.into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(answer.headers[header::ACCEPT_ENCODING], "gzip, zstd");
    for question in ["captured=2026-10-07T12:00:00Z", "captured_at=yesterday"] {
        let address = format!("{ADDRESS}?{question}");
        let answer = reader
            .send(request(&address, "text/csv").body(CSV.into()).unwrap())
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{question}");
        let errors = json(&answer)["errors"].clone();
        assert_eq!(errors[0]["parameter"], question.split('=').next().unwrap());
        assert_ne!(errors[0]["allowed"], "");
    }
    let address = format!("{ADDRESS}?captured_at=2026-10-07T12:00:00Z");
    let answer = reader
        .send(request(&address, "text/csv").body(CSV.into()).unwrap())
        .await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the file says another moment"
    );
    assert_eq!(count(&reader).await, 0);
}

#[tokio::test]
async fn more_than_is_allowed_is_refused_sent_or_inflated() {
    let reader = open().await;
    let long = "x".repeat(LIMIT as usize + 1);
    let announced = request(ADDRESS, "text/csv").header(header::CONTENT_LENGTH, long.len());
    let announced = reader.send(announced.body(Body::empty()).unwrap()).await;
    assert_eq!(announced.status, StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = vec![Ok::<_, Infallible>(Bytes::from(long.clone()))];
    let sent = push(&reader, "text/csv", Body::from_stream(stream::iter(chunks))).await;
    assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
    let inflated = request(ADDRESS, "text/csv").header(header::CONTENT_ENCODING, "gzip");
    let inflated = reader
        .send(inflated.body(gzip(long.as_bytes()).into()).unwrap())
        .await;
    assert_eq!(inflated.status, StatusCode::PAYLOAD_TOO_LARGE);
    let body = json(&inflated);
    assert_eq!(body["report"]["stopped"], "too_large");
    assert_eq!(count(&reader).await, 0);
}

#[tokio::test]
async fn a_body_that_stalls_or_breaks_leaves_nothing() {
    let reader = with(|push| push.chunk_within = Duration::from_millis(50)).await;
    // All of the file arrives, but not the end of the body.
    let pending = stream::pending::<Result<Bytes, io::Error>>();
    let stalling = futures_util::StreamExt::chain(stream::iter([Ok(Bytes::from(CSV))]), pending);
    let answer = push(&reader, "text/csv", Body::from_stream(stalling)).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    json(&answer);
    let broken = [Ok(Bytes::from(CSV)), Err(io::Error::other("reset"))];
    let answer = push(&reader, "text/csv", Body::from_stream(stream::iter(broken))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);

    let slow = with(|push| push.body_within = Duration::from_millis(50)).await;
    let drop_by_drop = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Some((Ok::<_, io::Error>(Bytes::from("metric,")), ()))
    });
    let answer = push(&slow, "text/csv", Body::from_stream(Box::pin(drop_by_drop))).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(count(&reader).await + count(&slow).await, 0);
}

#[tokio::test]
async fn a_client_that_leaves_midway_leaves_nothing_and_frees_its_place() {
    let reader = open().await;
    let whole_file_without_an_end = || {
        let pending = stream::pending::<Result<Bytes, io::Error>>();
        let chunks = futures_util::StreamExt::chain(stream::iter([Ok(Bytes::from(CSV))]), pending);
        push(&reader, "text/csv", Body::from_stream(chunks))
    };
    for _ in 0..3 {
        let left = tokio::time::timeout(Duration::from_millis(50), whole_file_without_an_end());
        assert!(left.await.is_err(), "it waits for the end");
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(count(&reader).await, 0);
    let first = std::pin::pin!(whole_file_without_an_end());
    let second = std::pin::pin!(whole_file_without_an_end());
    let third = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        push(&reader, "text/csv", CSV).await
    };
    let third = tokio::select! {
        _ = futures_util::future::join(first, second) => unreachable!("they have no end"),
        third = third => third,
    };
    assert_eq!(
        third.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "two are taken in at once"
    );
    assert!(third.headers.contains_key(header::RETRY_AFTER));
    json(&third);
}

#[tokio::test]
async fn a_store_that_is_down_is_said_to_be() {
    let reader = open().await;
    reader.database.store.close().await;
    let answer = push(&reader, "text/csv", CSV).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    json(&answer);
}
