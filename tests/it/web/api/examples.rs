//! The answers that the document shows: on the bundled data each operation gives exactly these,
//! with long lists cut. `WEIGHBRIDGE_EXAMPLES=write cargo test --test it examples` writes them.

use super::super::push::{self, ADDRESS};
use super::schema::faults;
use super::{document, operations};
use axum::http::header;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Items of a list that are shown.
const SHOWN: usize = 2;

/// An answer as the document shows it; the moment this site got a snapshot is made one.
fn cut(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.truncate(SHOWN);
            items.iter_mut().for_each(cut);
        }
        Value::Object(entries) => {
            for (name, item) in entries {
                if name == "received_at" {
                    *item = json!("2026-10-08T07:00:00Z");
                }
                cut(item);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_examples_of_the_document_are_what_its_addresses_give() {
    let reader = push::bundled().await;
    let document = document(&reader).await;
    let is_writing = std::env::var("WEIGHBRIDGE_EXAMPLES").is_ok_and(|word| word == "write");
    for operation in operations(&document) {
        if operation.id == "get_openapi" {
            continue;
        }
        let (status, answer) = if operation.method == "POST" {
            let body = &operation.said["requestBody"]["content"]["text/csv"]["example"];
            let body = body.as_str().unwrap().to_owned();
            let request = push::request(ADDRESS, "text/csv")
                .body(body.into())
                .unwrap();
            ("201", reader.send(request).await)
        } else {
            ("200", reader.get(&operation.example()).await)
        };
        assert_eq!(answer.status.as_str(), status, "{}", answer.text());
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        let content = &operation.said["responses"][status]["content"]["application/json"];
        let whole = answer.json();
        let found = faults(&document, &content["schema"], &whole);
        assert!(found.is_empty(), "{}: {found:#?}", operation.id);
        let mut shown = whole;
        cut(&mut shown);
        if is_writing {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/web/api/examples");
            let text = serde_json::to_string_pretty(&shown).unwrap();
            std::fs::write(folder.join(format!("{}.json", operation.id)), text + "\n").unwrap();
        } else {
            assert_eq!(content["example"], shown, "{}", operation.id);
        }
    }
}
