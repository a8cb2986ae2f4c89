//! What a page weighs on the wire: few requests, few bytes, and nobody else's.

use super::reader::{BASE_URL, Reader};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use weighbridge::charts::KINDS;

/// Bytes of a page, compressed; its style sheet and script are fetched once for all pages.
const CHART_PAGE: usize = 20 << 10;
const ANY_PAGE: usize = 60 << 10;
/// The page itself, its style sheet, its script.
const REQUESTS: usize = 3;

const OTHER_PAGES: [&str; 12] = [
    "/",
    "/countries",
    "/countries/CN",
    "/licenses",
    "/licenses/mit",
    "/organizations",
    "/organizations/deepseek",
    "/models/openrouter/deepseek/deepseek-r1",
    "/compare?models=deepseek/deepseek-r1~openai/gpt-4o",
    "/methods",
    "/data",
    "/snapshots",
];

/// Bytes of an address as browsers are sent it.
async fn sent(reader: &Reader, address: &str, coding: &str) -> (usize, String) {
    let request = Request::get(address).header(header::ACCEPT_ENCODING, coding);
    let answer = reader.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}");
    let coded = answer.header(header::CONTENT_ENCODING);
    assert!(coding.contains(coded), "{address}: {coded}");
    let plain = reader.read(address).await.text();
    (answer.body.len(), plain)
}

/// Addresses that a page has a browser load by itself.
fn loaded(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (tag, attribute) in [
        ("<link rel=\"stylesheet\"", "href=\""),
        ("<script", "src=\""),
        ("<img", "src=\""),
        ("<iframe", "src=\""),
    ] {
        for rest in page.split(tag).skip(1) {
            let head = rest.split('>').next().unwrap();
            // Loaded when a reader has come there.
            if head.contains("loading=\"lazy\"") {
                continue;
            }
            let address = head.split(attribute).nth(1);
            found.extend(address.map(|address| address.split('"').next().unwrap()));
        }
    }
    found.retain(|address| !address.starts_with("data:"));
    found
}

async fn assert_light(reader: &Reader, address: &str, most: usize) {
    // The larger of what browsers ask for.
    let (page, text) = sent(reader, address, "gzip").await;
    let addresses = loaded(&text);
    assert!(
        addresses.len() < REQUESTS,
        "{address} loads {addresses:?} besides"
    );
    for loaded in &addresses {
        assert!(loaded.starts_with('/'), "{address} loads {loaded}");
    }
    assert!(page <= most, "{address}: {page} bytes, at most {most}");
    let (smaller, _) = sent(reader, address, "br").await;
    assert!(
        smaller <= page,
        "{address}: {smaller} bytes by Brotli, {page} by gzip"
    );
    assert!(
        text.contains(BASE_URL),
        "{address} has no address of its own"
    );
}

#[tokio::test]
async fn chart_pages_are_small() {
    let reader = Reader::of_bundled().await;
    for kind in KINDS {
        for question in ["", "?by=country&every=month", "?metric=hf-downloads-30d"] {
            let address = format!("/charts/{}{question}", kind.slug);
            assert_light(&reader, &address, CHART_PAGE).await;
        }
    }
}

#[tokio::test]
async fn other_pages_are_not_large() {
    let reader = Reader::of_bundled().await;
    for address in OTHER_PAGES {
        assert_light(&reader, address, ANY_PAGE).await;
    }
}
