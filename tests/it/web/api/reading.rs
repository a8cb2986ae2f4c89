//! What every answer has, whatever it holds: a tag, terms, links that lead somewhere, and leave for
//! scripts of other sites.

use super::super::reader::{BASE_URL, Reader};
use super::{Described, document, operations};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

async fn readings(reader: &Reader) -> Vec<Described> {
    let document = document(reader).await;
    let all = operations(&document).into_iter();
    all.filter(|operation| operation.method == "GET").collect()
}

#[tokio::test]
async fn who_has_an_answer_already_is_not_sent_it_again() {
    let reader = Reader::of_bundled().await;
    for operation in readings(&reader).await {
        let address = operation.example();
        let got = reader.read(&address).await;
        let etag = got.header(header::ETAG).to_owned();
        assert_eq!(
            etag,
            format!("\"{}\"", hex::encode(Sha256::digest(&got.body))),
            "{address}"
        );
        assert_eq!(got.header(header::CACHE_CONTROL), "no-cache", "{address}");
        assert_eq!(
            got.header(header::CONTENT_TYPE),
            "application/json",
            "{address}"
        );
        assert_eq!(reader.read(&address).await.body, got.body, "{address}");
        for (tag, status) in [
            (etag.as_str(), StatusCode::NOT_MODIFIED),
            ("*", StatusCode::NOT_MODIFIED),
            ("\"another\"", StatusCode::OK),
        ] {
            let request = Request::get(&address).header(header::IF_NONE_MATCH, tag);
            let answer = reader.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, status, "{address}: {tag}");
            assert_eq!(answer.header(header::ETAG), etag, "{address}");
            assert_eq!(answer.body.is_empty(), status != StatusCode::OK);
        }
        let head = reader.ask(Method::HEAD, &address).await;
        assert_eq!(head.status, StatusCode::OK, "{address}");
        assert!(head.body.is_empty(), "{address}");
        for name in [header::CONTENT_TYPE, header::ETAG, header::LINK] {
            assert_eq!(head.header(&name), got.header(&name), "{address}");
        }
        assert_eq!(
            head.header(header::CONTENT_LENGTH),
            got.body.len().to_string()
        );
    }
}

#[tokio::test]
async fn scripts_of_other_sites_may_read_and_may_not_push() {
    let reader = Reader::of_bundled().await;
    let mut addresses: Vec<String> = Vec::new();
    addresses.extend(readings(&reader).await.iter().map(Described::example));
    addresses.extend(["/charts/share.csv", "/charts/share.svg?by=bloc"].map(str::to_owned));
    for address in addresses {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let answer = reader.ask(method.clone(), &address).await;
            assert!(
                answer.status.is_success(),
                "{method} {address}: {}",
                answer.status
            );
            assert_eq!(
                answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                "*",
                "{method} {address}"
            );
            assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), "");
        }
        let asked = reader.ask(Method::OPTIONS, &address).await;
        assert_eq!(asked.status, StatusCode::NO_CONTENT);
        let methods = asked.header(header::ACCESS_CONTROL_ALLOW_METHODS);
        assert_eq!(methods, "GET, HEAD, OPTIONS", "{address}");
        assert_eq!(
            asked.header(header::ACCESS_CONTROL_ALLOW_HEADERS),
            "If-None-Match"
        );
        assert!(
            asked.header(header::ALLOW).starts_with("GET,HEAD"),
            "{address}"
        );
    }
    // A refusal is to be read, too.
    for address in [
        "/api/v1/nothing",
        "/api/v1/series?by=x",
        "/charts/share.csv?by=x",
    ] {
        let answer = reader.get(address).await;
        assert!(answer.status.is_client_error());
        assert_eq!(
            answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "*",
            "{address}"
        );
    }
    let pushed = reader.ask(Method::POST, "/api/v1/snapshots").await;
    assert_eq!(pushed.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "");
    for address in ["/", "/charts/share", "/api"] {
        let page = reader.read(address).await;
        assert_eq!(
            page.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "",
            "{address}"
        );
    }
    assert_eq!(
        reader.ask(Method::OPTIONS, "/api/v1/nothing").await.status,
        StatusCode::NOT_FOUND
    );
}

/// Addresses of this site in a value, but for those in its texts.
fn addresses(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            if let Some(path) = text.strip_prefix(BASE_URL) {
                found.insert(path.to_owned());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(entries) => entries.values().for_each(|item| addresses(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_answer_names_its_terms_and_its_links_lead_somewhere() {
    let reader = Reader::of_bundled().await;
    let mut found = BTreeSet::new();
    for operation in readings(&reader).await {
        if operation.id == "get_openapi" {
            continue;
        }
        let answer = reader.read(&operation.example()).await.json();
        let terms = answer["attribution"].as_array().unwrap();
        assert!(!terms.is_empty(), "{}", operation.id);
        for one in terms {
            assert!(
                one["citation"].as_str().unwrap().starts_with("Source: "),
                "{one}"
            );
            assert_ne!(one["license"], "");
        }
        let itself = answer["links"]["self"].as_str().unwrap();
        let again = reader.read(itself.strip_prefix(BASE_URL).unwrap()).await;
        // What is asked with a month says its days.
        if operation.id != "list_events" {
            assert_eq!(again.json(), answer, "{itself}");
        }
        match answer["items"].as_array() {
            Some(items) => {
                assert!(!items.is_empty(), "{}", operation.id);
                for item in items.iter().step_by(items.len().div_ceil(4)) {
                    for name in ["self", "html", "definition", "csv"] {
                        assert!(item["links"][name].is_string(), "{name}: {item}");
                    }
                    addresses(item, &mut found);
                }
            }
            None => addresses(&answer, &mut found),
        }
    }
    assert!(found.len() > 60, "{} addresses", found.len());
    for address in found {
        let (path, mark) = address.split_once('#').unwrap_or((&address, ""));
        let answer = reader.read(path).await;
        if !mark.is_empty() {
            assert!(
                answer.text().contains(&format!("id=\"{mark}\"")),
                "{address}"
            );
        }
    }
}
