//! The form of the explorer: what a browser sends becomes the short address of the question.

use super::markup::{Piece, pieces, tags};
use super::reader::Reader;
use axum::http::{StatusCode, header};

/// What a browser asks when the form of a page is sent as it stands: the first that asks something,
/// but for the field for searching, which is on every page.
pub fn submission(page: &str) -> Option<String> {
    let mut pieces = pieces(page).into_iter();
    let form = pieces.by_ref().find_map(|piece| match piece {
        Piece::Open(tag)
            if tag.name == "form"
                && tag.get("method") == Some("get")
                && tag.get("role") != Some("search") =>
        {
            Some(tag)
        }
        _ => None,
    })?;
    Some(format!("{}?{}", form.get("action")?, fields(pieces)))
}

/// Where the form by which a page can be frozen is sent, and what with it.
pub fn keeping(page: &str) -> Option<(String, String)> {
    let mut pieces = pieces(page).into_iter();
    let form = pieces.by_ref().find_map(|piece| match piece {
        Piece::Open(tag) if tag.name == "form" && tag.get("method") == Some("post") => Some(tag),
        _ => None,
    })?;
    Some((form.get("action")?.to_owned(), fields(pieces)))
}

/// What stands in the fields up to the end of a form.
fn fields(pieces: impl Iterator<Item = Piece>) -> String {
    let mut fields = form_urlencoded::Serializer::new(String::new());
    let mut select = None;
    for piece in pieces {
        let tag = match piece {
            Piece::Open(tag) => tag,
            Piece::Close(name) if name == "form" => break,
            Piece::Close(_) | Piece::Text(_) => continue,
        };
        match tag.name.as_str() {
            "input" => {
                let name = tag.get("name").expect("an input has a name");
                let is_box = tag.get("type") == Some("checkbox");
                if !is_box || tag.get("checked").is_some() {
                    fields.append_pair(name, tag.get("value").unwrap_or_default());
                }
            }
            "select" => select = tag.get("name").map(str::to_owned),
            "option" if tag.get("selected").is_some() => {
                let name = select.as_deref().expect("a select");
                fields.append_pair(name, tag.get("value").unwrap());
            }
            _ => {}
        }
    }
    fields.finish()
}

#[tokio::test]
async fn a_sent_form_becomes_the_short_address() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/charts/over-time").await.text();
    let as_it_stands = submission(&page).unwrap();
    assert!(
        as_it_stands.contains("metric=openrouter-tokens"),
        "{as_it_stands}"
    );
    let answer = reader.get(&as_it_stands).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/charts/over-time");

    let sent = "/charts/share?metric=openrouter-tokens&by=country&from=&to=&every=month&show=value\
                &country=&country=CN&country=US&weights=open&model=&scale=linear&top=&as-of=";
    let answer = reader.get(sent).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let short = "/charts/share?by=country&country=CN~US&weights=open&every=month";
    let sorted = |address: &str| {
        let mut parts: Vec<String> = address.split(['?', '&']).map(str::to_owned).collect();
        parts.sort();
        parts
    };
    let target = answer.header(header::LOCATION);
    assert_eq!(sorted(target), sorted(short));
    let page = reader.read(target).await.text();
    let kept: Vec<_> = tags(&page)
        .into_iter()
        .filter(|tag| tag.get("type") == Some("hidden") && tag.get("name") != Some("view"))
        .map(|tag| tag.get("value").unwrap().to_owned())
        .collect();
    assert_eq!(kept, ["CN~US", "open"], "filters are carried along");
    // Sent again it is the same question.
    let again = reader.get(&submission(&page).unwrap()).await;
    assert_eq!(again.header(header::LOCATION), target);
    // A form with a mistake is told so, not sent on.
    let wrong = reader.get("/charts/share?from=yesterday&to=").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn filters_survive_the_form() {
    let reader = Reader::of_bundled().await;
    for question in [
        "country=!CN",
        "organization=!alibaba~openai",
        "license=agpl-3.0",
    ] {
        let page = reader
            .read(&format!("/charts/share?{question}"))
            .await
            .text();
        let sent = reader.get(&submission(&page).unwrap()).await;
        let target = sent.header(header::LOCATION);
        assert_eq!(target, format!("/charts/share?{question}"));
    }
}

#[tokio::test]
async fn a_variant_in_a_filter_means_its_family_where_variants_are_merged() {
    let reader = Reader::of_bundled().await;
    let of = async |model: &str| {
        let address = format!("/charts/share.csv?by=model&model={model}&to=2025-01-01");
        reader.read(&address).await.text()
    };
    let family = of("anthropic/claude-3.5-sonnet").await;
    assert!(family.lines().count() > 1, "{family}");
    assert_eq!(of("anthropic/claude-3.5-sonnet:beta").await, family);
}

#[tokio::test]
async fn a_question_too_long_to_be_meant_is_refused_at_once() {
    let reader = Reader::of_bundled().await;
    let values = vec!["opnai"; 2_000].join("~");
    let answer = reader
        .get(&format!("/charts/share.csv?organization={values}"))
        .await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().len() < 10_000, "{}", answer.text().len());
}
