//! Badges and the catalog for machines: what other sites and programs take from this one.

use super::markup::{tags, visible};
use super::reader::{BASE_URL, Reader};
use super::sound::{assert_sound, message_keys};
use axum::http::{StatusCode, header};

const KINDS: [&str; 4] = ["share", "lead", "models", "updated"];

#[tokio::test]
async fn a_badge_says_its_range_and_of_when_it_is() {
    let reader = Reader::of_bundled().await;
    let of = async |address: &str| {
        let answer = reader.read(address).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "image/svg+xml");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin"
        );
        assert!(answer.body.len() < 2_000, "{address}");
        let text = answer.text();
        let read = roxmltree::Document::parse(&text).unwrap();
        let root = read.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let title = read.descendants().find(|node| node.has_tag_name("title"));
        title.unwrap().text().unwrap().to_owned()
    };
    let title = of("/badge/share.svg?by=country&series=CN").await;
    assert!(
        title.contains("China, OpenRouter tokens, 7 Oct 2026: 64% – 72%"),
        "{title}"
    );
    let title = of("/badge/share.svg").await;
    assert!(title.starts_with("Chinese open-weight"), "{title}");
    for kind in KINDS {
        for question in ["", "?metric=hf-downloads-30d", "?metric=npm-downloads"] {
            let title = of(&format!("/badge/{kind}.svg{question}")).await;
            let is_nothing = title.contains("not known");
            assert_eq!(
                is_nothing,
                question.contains("npm"),
                "{kind} {question}: {title}"
            );
        }
    }
}

#[tokio::test]
async fn a_badge_that_does_not_read_is_told_why() {
    let reader = Reader::of_bundled().await;
    for (address, status) in [
        ("/badge/price.svg", 404),
        ("/badge/share.png", 404),
        ("/badge/share.svg?by=country&series=XX", 400),
        ("/badge/share.svg?flavor=sweet", 400),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert_eq!(answer.json()["status"], status);
    }
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
    for dataset in datasets {
        assert!(
            dataset["dcterms:license"]["@id"]
                .as_str()
                .unwrap()
                .starts_with("https://")
        );
        let cited = dataset["dcterms:bibliographicCitation"].as_str().unwrap();
        assert!(cited.starts_with("Source: "), "{cited}");
        let days = &dataset["dcterms:temporal"];
        assert!(
            days["dcat:startDate"]["@value"].as_str() < days["dcat:endDate"]["@value"].as_str()
        );
        for file in dataset["dcat:distribution"].as_array().unwrap() {
            let address = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            let file_answer = reader.read(address.strip_prefix(BASE_URL).unwrap()).await;
            let media_type = file["dcat:mediaType"]["@id"].as_str().unwrap();
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
