//! Badges and the catalog for machines: what other sites and programs take from this one.

use super::files::withholding;
use super::markup::{tags, visible};
use super::reader::{Answer, BASE_URL, Reader};
use super::sound::{assert_sound, message_keys};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use weighbridge::query::DIMENSIONS;

const KINDS: [&str; 4] = ["share", "lead", "models", "updated"];

/// What a badge says to who cannot see it, after it is found to be one.
fn title(answer: &Answer) -> String {
    let address = &answer.address;
    assert_eq!(answer.status, StatusCode::OK, "{address}");
    assert_eq!(answer.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(answer.body.len() < 2_000, "{address}");
    let text = answer.text();
    let linked = text.replace("http://www.w3.org/2000/svg", "");
    assert!(
        !linked.contains("href") && !linked.contains("://"),
        "{text}"
    );
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    let read = roxmltree::Document::parse(&text).unwrap();
    let root = read.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let title = read.descendants().find(|node| node.has_tag_name("title"));
    let title = title.unwrap();
    assert_eq!(root.attribute("aria-labelledby"), title.attribute("id"));
    // All that is seen is heard.
    let heard = title.text().unwrap();
    for seen in read.descendants().filter(|node| node.has_tag_name("text")) {
        let seen = seen.text().unwrap();
        assert!(
            heard.contains(seen.trim_end_matches('…')),
            "{address}: {seen}"
        );
    }
    heard.to_owned()
}

async fn title_of(reader: &Reader, address: &str) -> String {
    title(&reader.read(address).await)
}

#[tokio::test]
async fn a_badge_says_its_range_and_of_when_it_is() {
    let reader = Reader::of_bundled().await;
    let china = title_of(&reader, "/badge/share.svg?by=country&series=CN").await;
    assert!(
        china.starts_with("China, OpenRouter tokens, 7 Oct 2026: 64% – 72%. "),
        "{china}"
    );
    let open = title_of(&reader, "/badge/share.svg").await;
    assert!(open.starts_with("Chinese open-weight"), "{open}");
    // The same range as the page it is a figure of.
    let page = reader.read("/charts/share?by=country").await.text();
    let page = visible(&page).replace('\u{a0}', " ");
    assert!(page.contains("64%") && page.contains("72%"), "{page}");
    let lead = title_of(&reader, "/badge/lead.svg?by=country").await;
    assert!(lead.contains("China leads, 64%"), "{lead}");
    let one = title_of(&reader, "/badge/models.svg?organization=meta").await;
    assert!(one.contains(": 1 model. "), "{one}");
}

#[tokio::test]
async fn every_kind_takes_every_breakdown_in_both_languages() {
    let reader = Reader::of_bundled().await;
    for kind in KINDS {
        for metric in ["openrouter-tokens", "hf-downloads-30d"] {
            for dimension in DIMENSIONS {
                let address = format!("/badge/{kind}.svg?metric={metric}&by={}", dimension.key);
                let english = reader.read(&address).await;
                let french = reader.read(&format!("{address}&lang=fr")).await;
                assert_eq!(english.header(header::CONTENT_LANGUAGE), "en");
                assert_eq!(french.header(header::CONTENT_LANGUAGE), "fr");
                let (english, french) = (title(&english), title(&french));
                assert_ne!(english, french);
                assert!(!english.contains("not known"), "{address}: {english}");
                assert!(french.contains("2026"), "{address}: {french}");
            }
        }
    }
}

#[tokio::test]
async fn of_nothing_a_badge_says_that_it_is_not_known() {
    let reader = Reader::of_bundled().await;
    for kind in KINDS {
        let address = format!("/badge/{kind}.svg?metric=npm-downloads");
        let title = title_of(&reader, &address).await;
        assert!(title.contains(": not known. "), "{title}");
        let french = title_of(&reader, &format!("{address}&lang=fr")).await;
        assert!(french.contains("\u{a0}: non connu. "), "{french}");
    }
    // Nothing passes the filters.
    for kind in ["share", "lead"] {
        let address = format!("/badge/{kind}.svg?by=country&country=IS&weights=closed");
        assert!(title_of(&reader, &address).await.contains("not known"));
    }
    let empty = Reader::of_nothing().await;
    for kind in KINDS {
        let title = title_of(&empty, &format!("/badge/{kind}.svg")).await;
        assert!(title.contains("not known"), "{title}");
    }
}

#[tokio::test]
async fn figures_a_source_does_not_hand_out_are_on_no_badge() {
    let reader = withholding(Reader::of_bundled().await).await;
    for kind in KINDS {
        let title = title_of(&reader, &format!("/badge/{kind}.svg?by=country")).await;
        let is_withheld = title.contains("shown on the site alone");
        assert_eq!(is_withheld, kind != "updated", "{title}");
        assert!(!title.contains('%'), "{title}");
        let other = format!("/badge/{kind}.svg?metric=hf-downloads-30d");
        assert!(!title_of(&reader, &other).await.contains("alone"));
    }
    let catalog = reader.read("/data.jsonld").await.json();
    for dataset in catalog["dcat:dataset"].as_array().unwrap() {
        let is_withheld = dataset["dcterms:identifier"] == "openrouter-tokens";
        let files = dataset["dcat:distribution"].as_array().unwrap();
        assert_eq!(files.is_empty(), is_withheld);
        assert_eq!(dataset["dcterms:rights"].is_object(), is_withheld);
    }
}

#[tokio::test]
async fn a_badge_is_for_other_sites_and_sent_again_only_when_it_changed() {
    let reader = Reader::of_bundled().await;
    for address in ["/badge/share.svg?by=country&series=CN", "/data.jsonld"] {
        let first = reader.read(address).await;
        assert_eq!(first.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(first.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        assert_eq!(first.header(header::CACHE_CONTROL), "no-cache");
        let tag = first.header(header::ETAG).to_owned();
        assert!(tag.starts_with('"'), "{address}: {tag}");
        let request = Request::get(address).header(header::IF_NONE_MATCH, &tag);
        let again = reader.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address}");
        assert!(again.body.is_empty());
        // Whatever the browser prefers.
        let request = Request::get(address).header(header::ACCEPT_LANGUAGE, "fr");
        let french = reader.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(french.body, first.body, "{address}");
    }
}

#[tokio::test]
async fn a_badge_that_does_not_read_is_told_why() {
    let reader = Reader::of_bundled().await;
    for (address, status, told) in [
        ("/badge/price.svg", 404, ""),
        ("/badge/share.png", 404, ""),
        ("/badge/share", 404, ""),
        ("/badge/share.svg?by=country&series=XX", 400, "series"),
        ("/badge/share.svg?series=china-opne", 400, "china-open"),
        (
            "/badge/share.svg?by=country&series=CN&series=US",
            400,
            "series",
        ),
        ("/badge/share.svg?flavor=sweet", 400, "flavor"),
        ("/badge/share.svg?lang=de", 400, "lang"),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert!(answer.text().contains(told), "{address}: {}", answer.text());
    }
    reader.read("/badge/share.svg?by=country&series=").await;
}

#[tokio::test]
async fn the_data_page_shows_each_badge_with_what_to_copy() {
    let reader = Reader::of_bundled().await;
    let answer = reader.read("/data").await;
    assert_sound(&answer, &message_keys());
    let page = answer.text();
    let pictures = tags(&page);
    let pictures: Vec<&str> = pictures.iter().filter_map(|tag| tag.get("src")).collect();
    for kind in KINDS {
        let begin = format!("/badge/{kind}.svg");
        let found = pictures.iter().find(|address| address.starts_with(&begin));
        let address = found.unwrap_or_else(|| panic!("no {kind}"));
        assert_eq!(reader.get(address).await.status, StatusCode::OK);
        let copied = format!("]({BASE_URL}{address})](");
        assert!(visible(&page).contains(&copied), "{copied}");
    }
}

#[tokio::test]
async fn the_catalog_for_machines_lists_each_metric_with_files_that_are_there() {
    let reader = Reader::of_bundled().await;
    let answer = reader.read("/data.jsonld").await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/ld+json");
    let catalog = answer.json();
    assert_eq!(catalog["@type"], "dcat:Catalog");
    let datasets = catalog["dcat:dataset"].as_array().unwrap();
    assert_eq!(datasets.len(), 2, "the metrics that were observed");
    assert_eq!(catalog["dcat:service"]["@type"], "dcat:DataService");
    for dataset in datasets {
        assert!(
            dataset["dcterms:license"]["@id"]
                .as_str()
                .unwrap()
                .starts_with("https://")
        );
        for text in ["dcterms:bibliographicCitation", "dcterms:title"] {
            let languages = dataset[text].as_array().unwrap().iter();
            let languages: Vec<_> = languages.map(|it| it["@language"].as_str()).collect();
            assert_eq!(languages, [Some("en"), Some("fr")], "{text}");
        }
        let cited = dataset["dcterms:bibliographicCitation"][0]["@value"].as_str();
        assert!(cited.unwrap().starts_with("Source: "), "{cited:?}");
        let days = &dataset["dcterms:temporal"];
        assert!(
            days["dcat:startDate"]["@value"].as_str() < days["dcat:endDate"]["@value"].as_str()
        );
        for file in dataset["dcat:distribution"].as_array().unwrap() {
            let address = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            let file_answer = reader.read(address.strip_prefix(BASE_URL).unwrap()).await;
            let registered = file["dcat:mediaType"]["@id"].as_str();
            let media_type = registered.or_else(|| file["dcterms:format"]["rdfs:label"].as_str());
            let media_type = media_type.unwrap();
            let given = file_answer.header(header::CONTENT_TYPE);
            let given = given.split(';').next().unwrap();
            assert!(media_type.ends_with(given), "{media_type}");
        }
    }
    let page = reader.read("/data").await.text();
    let (_, block) = page
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let (block, _) = block.split_once("</script>").unwrap();
    let block: serde_json::Value = serde_json::from_str(block).unwrap();
    assert_eq!(block["@type"], "DataCatalog");
    assert_eq!(block["dataset"].as_array().unwrap().len(), 2);
    let none = Reader::of_nothing().await.read("/data.jsonld").await.json();
    assert_eq!(none["dcat:dataset"], serde_json::json!([]));
}
