//! Feeds: what came in, and what changed the newest numbers of a view; read by a parser of Atom.

use super::files::withholding;
use super::markup::tags;
use super::reader::{Answer, BASE_URL, Reader};
use atom_syndication::Feed;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use weighbridge::charts::KINDS;

/// A feed that an address gives, checked for what every feed has.
fn feed_of(answer: &Answer) -> Feed {
    let address = &answer.address;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/atom+xml; charset=utf-8"
    );
    roxmltree::Document::parse(&answer.text()).expect("well-formed");
    let feed = Feed::read_from(answer.body.as_slice()).unwrap();
    assert_eq!(feed.id, format!("{BASE_URL}{address}"));
    let own = feed.links.iter().find(|link| link.rel == "self").unwrap();
    assert_eq!(own.href, feed.id);
    assert!(!feed.title.as_str().is_empty() && !feed.authors.is_empty());
    let moments: Vec<_> = feed.entries.iter().map(|entry| entry.updated).collect();
    assert_eq!(
        Some(&feed.updated),
        moments.iter().max().or(Some(&feed.updated))
    );
    let mut ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(
        ids.len(),
        feed.entries.len(),
        "{address}: an id stands twice"
    );
    feed
}

async fn feed(reader: &Reader, address: &str) -> Feed {
    feed_of(&reader.read(address).await)
}

#[tokio::test]
async fn each_snapshot_is_an_entry_that_leads_to_its_page() {
    let reader = Reader::of_bundled().await;
    let all = feed(&reader, "/feed.atom").await;
    let snapshots = reader.snapshots().await;
    assert_eq!(all.entries.len(), snapshots.len());
    for (entry, snapshot) in all.entries.iter().zip(&snapshots) {
        assert_eq!(entry.id, format!("{BASE_URL}/snapshots/{}", snapshot.id));
        assert_eq!(entry.updated, snapshot.captured_at.fixed_offset());
        reader.read(entry.id.strip_prefix(BASE_URL).unwrap()).await;
        let content = entry.content.as_ref().unwrap().value.as_deref().unwrap();
        assert!(content.contains(&snapshot.sha256_hex()), "{content}");
    }
    assert!(
        feed(&Reader::of_nothing().await, "/feed.atom")
            .await
            .entries
            .is_empty()
    );

    let why = "the source <withdrew> it";
    let (store, now) = (&reader.database.store, chrono::Utc::now());
    let retracted = store.retract(snapshots[0].id, why, now, &reader.catalog);
    retracted.await.unwrap();
    reader.site.refresh().await.unwrap();
    let after = feed(&reader, "/feed.atom").await;
    let entry = &after.entries[0];
    assert!(
        entry.title.as_str().starts_with("Retracted: "),
        "{:?}",
        entry.title
    );
    assert_eq!(entry.id, all.entries[0].id);
    assert!(entry.updated > all.entries[0].updated);
    let content = entry.content.as_ref().unwrap().value.as_deref().unwrap();
    assert!(content.contains("&#60;withdrew&#62;"), "{content}");
}

const HEADER: &str = "metric,model,observed_on,value,captured_at\n";

/// A capture of two models, one Chinese, one of the West.
fn capture(at: &str, day: &str, r1: u32, gpt: u32) -> String {
    format!(
        "{HEADER}openrouter-tokens,deepseek/deepseek-r1,{day},{r1},{at}\n\
         openrouter-tokens,openai/gpt-4o-2024-11-20,{day},{gpt},{at}\n"
    )
}

#[tokio::test]
async fn a_view_has_an_entry_for_each_capture_that_changed_its_newest_numbers() {
    let reader = Reader::of_nothing().await;
    let address = "/charts/share.atom?by=bloc";
    assert!(feed(&reader, address).await.entries.is_empty());
    for (at, day, r1, gpt) in [
        ("2026-01-02T06:00:00Z", "2026-01-01", 100, 300),
        // Nothing new of the newest date: an older one.
        ("2026-01-03T06:00:00Z", "2025-12-01", 5, 5),
        // The newest date restated.
        ("2026-01-04T06:00:00Z", "2026-01-01", 300, 300),
        // A new date.
        ("2026-01-05T06:00:00Z", "2026-01-04", 500, 500),
        // Numbers of another metric are another view's.
    ] {
        reader.ingest(&capture(at, day, r1, gpt)).await;
    }
    reader
        .ingest("metric,model,observed_on,value\nhf-likes,Qwen/Qwen3-8B,2026-01-05,9\n")
        .await;
    let found = feed(&reader, address).await;
    let moments: Vec<String> = found
        .entries
        .iter()
        .map(|entry| entry.updated.to_utc().to_rfc3339())
        .collect();
    assert_eq!(
        moments,
        [
            "2026-01-05T06:00:00+00:00",
            "2026-01-04T06:00:00+00:00",
            "2026-01-02T06:00:00+00:00"
        ]
    );
    for entry in &found.entries {
        // The link goes on giving the numbers the entry tells of.
        let page = entry.id.strip_prefix(BASE_URL).unwrap();
        assert!(page.contains("as-of=2026-01-0"), "{page}");
        let seen = super::markup::visible(&reader.read(page).await.text());
        assert!(seen.contains(entry.title.as_str()), "{seen}");
    }
    let content = |place: usize| {
        let content = found.entries[place].content.as_ref().unwrap();
        content.value.clone().unwrap()
    };
    // 500 of 1,000, which was 300 of 600; then 300 of 600, which was 100 of 400.
    assert!(
        content(0).contains("<td>50% (500)</td><td>50% (300)</td>"),
        "{}",
        content(0)
    );
    assert!(
        content(1).contains("<td>50% (300)</td><td>25% (100)</td>"),
        "{}",
        content(1)
    );
    assert!(
        content(2).contains("<td>25% (100)</td></tr>"),
        "{}",
        content(2)
    );
    assert!(found.rights.unwrap().as_str().contains("CC BY 4.0"));

    // What was known before a moment has a feed that ends there.
    let then = feed(
        &reader,
        "/charts/share.atom?by=bloc&as-of=2026-01-03T23:59:59Z",
    )
    .await;
    assert_eq!(then.entries.len(), 1);
    assert_eq!(then.entries[0].id, found.entries[2].id);
}

#[tokio::test]
async fn every_kind_has_a_feed_of_at_most_ten_entries_and_says_so_in_its_head() {
    let reader = Reader::of_bundled().await;
    for kind in KINDS {
        for question in [
            "",
            "?metric=hf-downloads-30d&by=country",
            "?metric=npm-downloads",
        ] {
            let address = format!("/charts/{}.atom{question}", kind.slug);
            let found = feed(&reader, &address).await;
            assert!(found.entries.len() <= 10, "{address}");
            let is_empty = question.contains("npm");
            assert_eq!(found.entries.is_empty(), is_empty, "{address}");
            let page = reader.read(&address.replace(".atom", "")).await.text();
            let alternates: Vec<String> = tags(&page)
                .iter()
                .filter(|tag| tag.get("type") == Some("application/atom+xml"))
                .map(|tag| tag.get("href").unwrap().to_owned())
                .collect();
            assert_eq!(alternates, [address.as_str(), "/feed.atom"]);
        }
    }
    let wrong = reader.get("/charts/share.atom?flavor=sweet").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["problems"][0]["parameter"], "flavor");
}

#[tokio::test]
async fn a_feed_that_is_known_is_not_sent_again() {
    let reader = Reader::of_bundled().await;
    for address in ["/feed.atom", "/charts/share.atom"] {
        let first = reader.read(address).await;
        let tag = first.header(header::ETAG);
        let asked = Request::get(address).header(header::IF_NONE_MATCH, tag);
        let again = reader.send(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address}");
        let other = Reader::of_bundled().await.read(address).await;
        assert_eq!(other.body, first.body, "{address} on another instance");
    }
}

#[tokio::test]
async fn a_feed_hands_out_no_rows_that_must_not_be() {
    let reader = withholding(Reader::of_bundled().await).await;
    let found = feed(&reader, "/charts/share.atom?by=country").await;
    assert!(!found.entries.is_empty());
    for entry in found.entries {
        let content = entry.content.unwrap().value.unwrap();
        assert!(!content.contains("<table"), "{content}");
    }
}
