//! A snapshot's file is the snapshot: it can be fetched, kept, and ingested again elsewhere.

use super::reader::{BASE_URL, Reader};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn every_bundled_snapshot_travels_to_another_store_and_stays_the_same() {
    let here = Reader::of_bundled().await;
    let there = Reader::of_nothing().await;
    let snapshots = here.snapshots().await;
    assert_eq!(snapshots.len(), weighbridge::bundled::snapshots().count());
    for snapshot in snapshots {
        let file = here.read(&format!("/snapshots/{}.csv", snapshot.id)).await;
        assert_eq!(
            i64::try_from(file.body.len()).unwrap(),
            snapshot.content_bytes
        );
        assert_eq!(
            file.header(header::CONTENT_LENGTH),
            file.body.len().to_string()
        );
        assert_eq!(
            file.header(header::CONTENT_TYPE),
            "text/csv; charset=utf-8; header=present"
        );
        assert_eq!(
            file.header(header::CONTENT_DISPOSITION),
            format!(
                "attachment; filename=\"weighbridge_snapshot_{}_{}.csv\"",
                snapshot.id, snapshot.source
            )
        );
        // The identity is the hash of exactly these bytes: anybody can check it.
        assert_eq!(
            hex::encode(Sha256::digest(&file.body)),
            snapshot.sha256_hex()
        );
        assert_eq!(
            file.header(header::ETAG),
            format!("\"{}\"", snapshot.sha256_hex())
        );

        let id = there.ingest(&file.text()).await;
        let copy = there.database.store.snapshot(id).await.unwrap().unwrap();
        assert_eq!(copy.sha256_hex(), snapshot.sha256_hex());
        assert_eq!(copy.captured_at, snapshot.captured_at);
        let again = there.read(&format!("/snapshots/{id}.csv")).await;
        assert_eq!(again.body, file.body);
    }
    // The copies came newest first; what readers see does not depend on it.
    for question in [
        "share.csv?by=license",
        "over-time.csv?metric=hf-downloads-30d&by=model",
    ] {
        let address = format!("/charts/{question}");
        assert_eq!(
            here.read(&address).await.body,
            there.read(&address).await.body
        );
    }
}

#[tokio::test]
async fn who_has_the_file_already_is_not_sent_it_again() {
    let reader = Reader::of_bundled().await;
    let got = reader.read("/snapshots/1.csv").await;
    let etag = got.header(header::ETAG).to_owned();
    let for_ever = "public, max-age=31536000, immutable";
    assert_eq!(got.header(header::CACHE_CONTROL), for_ever);
    let ask = async |tag: &str| {
        let request = Request::get("/snapshots/1.csv").header(header::IF_NONE_MATCH, tag);
        reader.send(request.body(Body::empty()).unwrap()).await
    };
    for tag in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
        "*".to_owned(),
    ] {
        let answer = ask(&tag).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{tag}");
        assert!(answer.body.is_empty());
        assert_eq!(answer.header(header::ETAG), etag);
        assert_eq!(answer.header(header::CACHE_CONTROL), for_ever);
    }
    for tag in ["\"another\"", ""] {
        assert_eq!(ask(tag).await.body, got.body, "{tag}");
    }
    let head = reader.ask(Method::HEAD, "/snapshots/1.csv").await;
    assert_eq!(
        head.header(header::CONTENT_LENGTH),
        got.body.len().to_string()
    );
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn a_compressed_transfer_holds_the_same_bytes() {
    use std::io::Read;
    let reader = Reader::of_bundled().await;
    let plain = reader.read("/snapshots/1.csv").await.body;
    let request = Request::get("/snapshots/1.csv").header(header::ACCEPT_ENCODING, "gzip");
    let answer = reader.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header(header::CONTENT_ENCODING), "gzip");
    assert!(answer.body.len() * 2 < plain.len());
    let mut inflated = Vec::new();
    flate2::read::GzDecoder::new(answer.body.as_slice())
        .read_to_end(&mut inflated)
        .unwrap();
    assert_eq!(inflated, plain);
}

#[tokio::test]
async fn a_file_of_a_view_is_named_after_what_is_in_it() {
    let reader = Reader::of_bundled().await;
    for (question, name) in [
        (
            "by=country&from=2026-01&to=2026-03",
            "weighbridge_openrouter-tokens_by-country_2026-01-14_2026-03-25",
        ),
        ("from=2030-01", "weighbridge_openrouter-tokens_by-camp"),
    ] {
        let csv = reader.read(&format!("/charts/share.csv?{question}")).await;
        assert_eq!(
            csv.header(header::CONTENT_DISPOSITION),
            format!("attachment; filename=\"{name}.csv\"")
        );
        let svg = reader.read(&format!("/charts/share.svg?{question}")).await;
        assert_eq!(
            svg.header(header::CONTENT_DISPOSITION),
            format!("inline; filename=\"{name}.svg\"")
        );
    }
    let json = reader
        .read("/charts/share.json?by=country&country=CN")
        .await
        .json();
    assert_eq!(
        json["address"],
        format!("{BASE_URL}/charts/share?by=country&country=CN")
    );
}

#[tokio::test]
async fn what_is_stored_twice_is_known_by_its_content_whatever_its_form() {
    let reader = Reader::of_bundled().await;
    let text = reader.read("/snapshots/2.csv").await.text();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let shuffled = format!("\u{feff}{}\r\n", lines.join("\r\n"));
    let input = std::io::Cursor::new(shuffled.into_bytes());
    let now = chrono::Utc::now();
    let store = &reader.database.store;
    let (_, merged) = weighbridge::ingest::ingest(store, &reader.catalog, "again.csv", input, now)
        .await
        .unwrap();
    assert_eq!(
        merged,
        weighbridge::store::merge::Merged::AlreadyKnown { id: 2 }
    );
    assert_eq!(reader.snapshots().await.len(), 16);
}
