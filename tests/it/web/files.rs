//! Files of views over HTTP: what is asked again, what is refused, and what is kept back.

use super::reader::{BASE_URL, Reader, number};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use std::borrow::Cow;
use std::sync::Arc;
use weighbridge::domain::catalog::Catalog;
use weighbridge::export::{FORMATS, Group, rows};
use weighbridge::web::Site;

#[tokio::test]
async fn who_has_a_file_already_is_not_sent_it_again() {
    let reader = Reader::of_bundled().await;
    for format in FORMATS {
        let address = format!("/charts/share.{}?by=bloc&every=month", format.extension);
        let got = reader.read(&address).await;
        let etag = got.header(header::ETAG).to_owned();
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
        assert_eq!(head.status, StatusCode::OK);
        assert!(head.body.is_empty());
        for name in [
            header::CONTENT_TYPE,
            header::CONTENT_DISPOSITION,
            header::ETAG,
        ] {
            assert_eq!(head.header(&name), got.header(&name), "{address}");
        }
        assert_eq!(
            head.header(header::CONTENT_LENGTH),
            got.body.len().to_string(),
            "{address}"
        );
    }
}

#[tokio::test]
async fn another_instance_gives_the_same_bytes() {
    let (here, there) = (Reader::of_bundled().await, Reader::of_bundled().await);
    for format in FORMATS {
        let address = format!("/charts/ranking.{}?by=license", format.extension);
        let (one, other) = (here.read(&address).await, there.read(&address).await);
        assert_eq!(
            one.header(header::ETAG),
            other.header(header::ETAG),
            "{address}"
        );
    }
}

#[tokio::test]
async fn new_data_is_another_file() {
    let reader = Reader::of_bundled().await;
    let address = "/charts/over-time.json";
    let before = reader.read(address).await;
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-08,5,2026-10-09T06:00:00Z\n",
        )
        .await;
    let after = reader.read(address).await;
    assert_ne!(before.header(header::ETAG), after.header(header::ETAG));
    assert_eq!(after.json()["generated_at"], "2026-10-09T06:00:00Z");
}

#[tokio::test]
async fn excel_opens_the_csv_it_is_given_and_no_other_file_knows_of_it() {
    let reader = Reader::of_bundled().await;
    for question in ["", "by=country&", "by=country&every=month&"] {
        let plain = format!("/charts/share.csv?{}", question.trim_end_matches('&'));
        let plain = reader.read(plain.trim_end_matches('?')).await;
        let excel = reader
            .read(&format!("/charts/share.csv?{question}excel=1"))
            .await;
        assert_eq!(excel.body.strip_prefix(b"\xef\xbb\xbf"), Some(&*plain.body));
        assert_ne!(excel.header(header::ETAG), plain.header(header::ETAG));
    }
    let wrong = reader.get("/charts/share.csv?excel=yes").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["problems"][0]["allowed"], "1");
    for format in FORMATS.iter().filter(|format| format.option.is_none()) {
        let address = format!("/charts/share.{}?excel=1", format.extension);
        assert_eq!(reader.get(&address).await.status, 400, "{address}");
    }
    assert_eq!(reader.get("/charts/share?excel=1").await.status, 400);
    let page = reader.read("/charts/share?by=country").await.text();
    assert!(page.contains("href=\"/charts/share.csv?by=country&#38;show=share&#38;excel=1\""));
}

/// The same site with a catalog that says that rows of OpenRouter must not be handed out.
pub async fn withholding(reader: Reader) -> Reader {
    let catalog = Catalog::parse(|name| {
        let text = std::fs::read_to_string(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR")));
        let text = text.unwrap();
        Some(Cow::Owned(match name {
            "sources.csv" => {
                let before = "au {as_of}.\",yes,unknown,:,other";
                assert!(text.contains(before));
                text.replace(before, "au {as_of}.\",no,unknown,:,other")
            }
            _ => text,
        }))
    })
    .unwrap();
    let store = reader.database.store.clone();
    store.load_catalog(&catalog).await.unwrap();
    let site = Site::open(store, Arc::new(catalog), BASE_URL.to_owned())
        .await
        .unwrap();
    Reader { site, ..reader }
}

#[tokio::test]
async fn rows_of_a_source_that_forbids_it_are_in_no_file() {
    let reader = withholding(Reader::of_bundled().await).await;
    for format in FORMATS {
        let address = format!("/charts/over-time.{}?by=model&top=3", format.extension);
        let answer = reader.get(&address).await;
        if format.group == Group::Rows {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
            assert_eq!(
                answer.json()["error"],
                "The rows behind this are not handed out"
            );
        } else {
            assert_eq!(answer.status, StatusCode::OK, "{address}");
        }
        // The other sources are not concerned.
        let address = format!("/charts/share.{}?metric=hf-downloads-30d", format.extension);
        reader.read(&address).await;
    }
    let about = reader.read("/charts/over-time.metadata.json").await.json();
    assert_eq!(about["csv"], serde_json::Value::Null);
    assert_eq!(about["source"]["redistribution"], "no");
    assert!(!about["files"].to_string().contains(".csv"));

    let page = reader.read("/charts/over-time").await.text();
    assert!(page.contains("<svg") && page.contains("forbid to hand its rows out"));
    assert!(!page.contains("/charts/over-time.csv") && page.contains("/charts/over-time.png"));

    for snapshot in reader.snapshots().await {
        let page = reader.read(&format!("/snapshots/{}", snapshot.id)).await;
        let is_kept_back = snapshot.source == "openrouter";
        for format in rows::FORMATS.iter().filter(|format| !format.packs) {
            let address = format!("/snapshots/{}.{}", snapshot.id, format.extension);
            let answer = reader.get(&address).await;
            assert_eq!(answer.status == StatusCode::FORBIDDEN, is_kept_back);
        }
        assert_eq!(!page.text().contains(".csv\""), is_kept_back);
    }
    for format in rows::FORMATS {
        let ending = format.extension;
        if !format.packs {
            let answer = reader.get(&format!("/snapshots/latest.{ending}")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{ending}");
        }
        let answer = reader.get(&format!("/data/observations.{ending}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{ending}");
        let other = format!("/data/observations.{ending}?metric=hf-downloads-30d");
        reader.read(&other).await;
    }
    let page = reader.read("/data").await.text();
    assert!(page.contains("At present this concerns OpenRouter."));
    assert!(!page.contains("observations.csv?metric=openrouter-tokens"));
    assert!(page.contains("observations.csv?metric=hf-downloads-30d"));
}

#[tokio::test]
async fn a_reference_leads_back_to_the_figures_it_was_written_beside() {
    let reader = Reader::of_bundled().await;
    let csl = reader
        .read("/charts/over-time.csl.json?by=bloc")
        .await
        .json();
    let address = csl[0]["URL"].as_str().unwrap();
    let path = address.strip_prefix(BASE_URL).expect("our own address");
    let then = reader.rows(&path.replacen('?', ".csv?", 1)).await;
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-07,5,2026-10-09T06:00:00Z\n",
        )
        .await;
    let later = reader.rows(&path.replacen('?', ".csv?", 1)).await;
    assert_eq!(then, later);
    assert!(then.iter().all(|row| number(&row["value"]) >= 0.0));

    for (extension, begins) in [("bib", "  url = {"), ("ris", "UR  - ")] {
        let file = reader
            .read(&format!("/charts/over-time.{extension}?by=bloc"))
            .await
            .text();
        let line = file.lines().find_map(|line| line.strip_prefix(begins));
        let line = line.unwrap().trim_end_matches("},");
        assert!(
            line.starts_with(BASE_URL) && line.contains("as-of=2026-10-09"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn the_head_of_a_chart_describes_it_as_a_dataset() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/charts/share?by=country").await;
    let policy = page.header(header::CONTENT_SECURITY_POLICY).to_owned();
    let scripts = policy.split(';').find(|part| part.contains("script-src"));
    let scripts = scripts.expect("a page says which scripts may run");
    assert!(
        !scripts.contains("unsafe") && !scripts.contains("http"),
        "{scripts}"
    );
    let text = page.text();
    let (_, rest) = text
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let (block, _) = rest.split_once("</script>").unwrap();
    assert!(!block.contains('<'));
    let dataset: serde_json::Value = serde_json::from_str(block).unwrap();
    assert_eq!(dataset["@type"], "Dataset");
    assert_eq!(
        dataset["license"],
        "https://creativecommons.org/licenses/by/4.0/"
    );
    for file in dataset["distribution"].as_array().unwrap() {
        let address = file["contentUrl"].as_str().unwrap();
        let answer = reader.read(address.strip_prefix(BASE_URL).unwrap()).await;
        let media_type = answer.header(header::CONTENT_TYPE);
        assert_eq!(
            media_type.split(';').next(),
            file["encodingFormat"].as_str()
        );
    }
}
