//! Pages: every link leads somewhere, and every answer says what it is.

use super::forms::submission;
use super::markup::{tags, visible};
use super::reader::{BASE_URL, Reader};
use super::sound::{assert_sound, message_keys};
use axum::http::{Method, StatusCode, header};
use std::collections::{BTreeSet, HashSet, VecDeque};

/// Where addresses begin of which there are more than the walk can ask, and how many it asks.
const MOST: [(&str, usize); 6] = [
    // Pages in a language of their own are read elsewhere, all of them.
    ("lang=", 25),
    ("/charts/", 70),
    ("/countries/", 25),
    ("/licenses/", 25),
    ("/organizations/", 20),
    ("/models/", 30),
];

/// An address of each kind there is, files and errors too.
const EVERY_KIND: [&str; 22] = [
    "/",
    "/charts/over-time",
    "/charts/share",
    "/charts/share?by=country&country=CN",
    "/charts/share.csv",
    "/charts/over-time.json",
    "/charts/over-time.svg",
    "/snapshots",
    "/snapshots/1",
    "/snapshots/1.csv",
    "/methods",
    "/livez",
    "/readyz",
    "/robots.txt",
    "/static/0.css",
    "/static/none.js",
    "/nothing/here",
    "/charts/pie",
    "/charts/share.docx",
    "/charts/share?flavor=sweet",
    "/charts/share.csv?flavor=sweet",
    "/snapshots/999999",
];

/// The part of an address that asks this site, if it does.
fn internal(link: &str) -> Option<String> {
    let link = link.strip_prefix(BASE_URL).unwrap_or(link);
    let path = link.split('#').next().unwrap_or_default();
    path.starts_with('/').then(|| path.to_owned())
}

#[tokio::test]
async fn every_link_and_form_leads_to_a_sound_page_or_a_file() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let (mut pages, mut files) = (0, 0);
    let mut left = MOST;
    while let Some(address) = waiting.pop_front() {
        let answer = reader.get(&address).await;
        // What was asked in a form, or changes with each snapshot, is led to where it stays.
        if [StatusCode::SEE_OTHER, StatusCode::TEMPORARY_REDIRECT].contains(&answer.status) {
            let target = answer.header(header::LOCATION).to_owned();
            assert!(!target.contains("=&") && !target.ends_with('='), "{target}");
            let again = reader.get(&target).await;
            assert_eq!(again.status, StatusCode::OK, "{address} leads to {target}");
            continue;
        }
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{address}: {}",
            answer.text()
        );
        if !answer.is_page() {
            files += 1;
            continue;
        }
        pages += 1;
        assert_sound(&answer, &keys);
        let page = answer.text();
        let links = tags(&page).into_iter().filter_map(|tag| {
            let link = tag.get("href").or(tag.get("src"))?;
            internal(link)
        });
        for link in links.chain(submission(&page)).collect::<Vec<_>>() {
            if known.contains(&link) {
                continue;
            }
            let is_of =
                |begin: &str| link.starts_with(begin) || link.contains("lang=") && begin == "lang=";
            if let Some((_, left)) = left.iter_mut().find(|(begin, _)| is_of(begin)) {
                if *left == 0 {
                    continue;
                }
                *left -= 1;
            }
            known.insert(link.clone());
            waiting.push_back(link);
        }
    }
    assert!(
        pages >= 20 && files >= 20,
        "only {pages} pages and {files} files"
    );
    for expected in [
        "/methods",
        "/snapshots/1",
        "/snapshots/16.csv",
        "/charts/share.svg",
        "/countries/CN",
        "/licenses/mit",
        "/organizations/deepseek",
        "/compare",
        "/data/organizations.csv",
        "/about",
    ] {
        assert!(known.contains(expected), "nothing leads to {expected}");
    }
}

#[tokio::test]
async fn pages_of_an_empty_store_are_sound_too() {
    let reader = Reader::of_nothing().await;
    let keys = message_keys();
    for address in [
        "/",
        "/charts/over-time",
        "/charts/share?by=model",
        "/snapshots",
        "/methods",
        "/countries",
        "/countries/FR",
        "/licenses",
        "/licenses/mit",
        "/organizations",
        "/organizations/alibaba",
        "/models/openrouter/qwen/qwq-32b",
        "/compare",
        "/compare?models=qwen/qwq-32b",
        "/search?q=qwen",
        "/data",
        "/about",
    ] {
        assert_sound(&reader.read(address).await, &keys);
    }
    let home = visible(&reader.read("/").await.text());
    assert!(
        home.contains("No snapshot of tokens has been loaded yet"),
        "{home}"
    );
}

#[tokio::test]
async fn the_canonical_address_is_the_same_page_under_one_spelling() {
    let reader = Reader::of_bundled().await;
    let spelled =
        "/charts/share?top=8&weights=open&by=country&from=2026-05&scale=linear&lens=publisher";
    let page = reader.read(spelled).await.text();
    let canonical = tags(&page)
        .into_iter()
        .find(|tag| tag.get("rel") == Some("canonical"))
        .and_then(|tag| internal(tag.get("href").unwrap()))
        .unwrap();
    assert_eq!(
        canonical,
        "/charts/share?by=country&weights=open&from=2026-05-01"
    );
    assert_eq!(reader.read(&canonical).await.text(), page);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_request_id() {
    let reader = Reader::of_bundled().await;
    let mut answers = Vec::new();
    for address in EVERY_KIND {
        answers.push(reader.get(address).await);
    }
    answers.push(reader.ask(Method::POST, "/charts/share").await);
    answers.push(reader.ask(Method::HEAD, "/").await);
    for answer in &answers {
        let address = &answer.address;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        // A picture brings its styles along; nothing else may.
        let is_picture = answer.header(header::CONTENT_TYPE) == "image/svg+xml";
        let own = if is_picture {
            ["style-src 'unsafe-inline'", "form-action 'none'", "sandbox"]
        } else {
            ["style-src 'self'", "form-action 'self'", "img-src 'self'"]
        };
        let all = [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ];
        for word in all.iter().chain(&own) {
            assert!(policy.contains(word), "{address}: {policy}");
        }
        assert_eq!(policy.contains("unsafe"), is_picture, "{address}: {policy}");
        assert_eq!(
            answer.header(header::X_CONTENT_TYPE_OPTIONS),
            "nosniff",
            "{address}"
        );
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), "DENY", "{address}");
        assert_eq!(
            answer.header(header::REFERRER_POLICY),
            "strict-origin-when-cross-origin",
            "{address}"
        );
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{address}"
        );
        assert_eq!(answer.header("x-request-id").len(), 16, "{address}");
        assert_ne!(answer.header(header::CONTENT_TYPE), "", "{address}");
    }
    let ids: HashSet<&str> = answers
        .iter()
        .map(|answer| answer.header("x-request-id"))
        .collect();
    assert_eq!(ids.len(), answers.len());
}

#[tokio::test]
async fn head_gives_the_headers_of_get_without_the_body() {
    let reader = Reader::of_bundled().await;
    for address in EVERY_KIND {
        let (got, head) = (
            reader.get(address).await,
            reader.ask(Method::HEAD, address).await,
        );
        assert_eq!(head.status, got.status, "{address}");
        assert!(head.body.is_empty(), "{address}");
        for name in [header::CONTENT_TYPE, header::CACHE_CONTROL, header::ETAG] {
            assert_eq!(head.header(&name), got.header(&name), "{address}: {name}");
        }
    }
}

#[tokio::test]
async fn the_list_of_snapshots_comes_in_pages() {
    let reader = Reader::of_bundled().await;
    let first = reader.read("/snapshots").await.text();
    assert!(visible(&first).contains("16 snapshots, newest first"));
    assert_eq!(reader.read("/snapshots?page=1").await.text(), first);
    assert_eq!(
        reader.get("/snapshots?page=2").await.status,
        StatusCode::NOT_FOUND
    );

    // Fifty a page.
    sqlx::query(
        "INSERT INTO snapshot (source_id, captured_at, received_at, origin, content_sha256,
             content_bytes, rows, first_observed_on, last_observed_on, metric_ids, makes_claims)
         SELECT source_id, captured_at - n * interval '1 day', received_at, origin,
                sha256(n::text::bytea), content_bytes, rows, first_observed_on, last_observed_on,
                metric_ids, makes_claims
         FROM snapshot, generate_series(1, 85) AS n WHERE snapshot.id = 1",
    )
    .execute(&reader.database.pool)
    .await
    .unwrap();
    let links = |page: &str, rel: &str| -> Vec<String> {
        let all = tags(page)
            .into_iter()
            .filter(|tag| tag.get("rel") == Some(rel));
        all.map(|tag| tag.get("href").unwrap().to_owned()).collect()
    };
    let numbers = |page: &str| -> Vec<String> {
        let all = tags(page).into_iter().filter_map(|tag| {
            let number = tag.get("href")?.strip_prefix("/snapshots/")?.to_owned();
            (!number.contains('.')).then_some(number)
        });
        all.collect()
    };
    let mut seen = Vec::new();
    let mut address = "/snapshots".to_owned();
    let mut newer = None;
    loop {
        let page = reader.read(&address).await.text();
        assert_eq!(
            links(&page, "prev"),
            newer.iter().cloned().collect::<Vec<String>>()
        );
        seen.push(numbers(&page));
        newer = Some(address.clone());
        match links(&page, "next").as_slice() {
            [next] => address.clone_from(next),
            other => break assert!(other.is_empty()),
        }
    }
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 1]);
    let distinct: HashSet<&String> = seen.iter().flatten().collect();
    assert_eq!(distinct.len(), 101);
}

#[tokio::test]
async fn the_style_sheet_is_cached_for_ever_under_the_name_of_its_content() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/").await.text();
    let sheet = tags(&page)
        .into_iter()
        .find(|tag| tag.get("rel") == Some("stylesheet"))
        .and_then(|tag| tag.get("href").map(str::to_owned))
        .unwrap();
    let answer = reader.read(&sheet).await;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "text/css; charset=utf-8"
    );
    assert!(answer.header(header::CACHE_CONTROL).contains("immutable"));
    // A page that was open while a new version came finds its sheet, which is not kept.
    let old = reader.read("/static/0123456789abcdef.css").await;
    assert_eq!(old.body, answer.body);
    assert_eq!(old.header(header::CACHE_CONTROL), "no-store");
}
