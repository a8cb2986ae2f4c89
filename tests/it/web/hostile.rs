//! Texts that were made to do harm: they survive the trip as they are, and do nothing on the way.

use super::formats;
use super::forms::submission;
use super::markup::{elements, pieces, tags, visible};
use super::reader::{BASE_URL, Reader, unguarded};
use axum::http::header;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;
use weighbridge::charts::{KINDS, Kind};
use weighbridge::domain::catalog::Catalog;
use weighbridge::query::{DimensionId, Query};
use weighbridge::{bundled, web::Site};

/// What a source could call a model.
fn names() -> Vec<String> {
    [
        "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>",
        "\"quoted\" & 'single'",
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd",
        "-2+3",
        "+1",
        "'x",
        "''=1",
        "two\nlines",
        "two\r\nlines",
        "\ttabbed",
        "left \u{202e}thgir",
        "a\u{1}b\u{8}c\u{1b}[31m",
        "not a character \u{fffe}\u{ffff}",
        "{{ page.title }} {$x} ${y} %s",
        "&lt;b&gt; &#x41; ]]> -->",
        "comma, semicolon; and\\backslash",
        " spaces ",
        "javascript:alert(1)",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(["長".repeat(100) + &"w".repeat(300)])
    .collect()
}

/// A CSV field in quotes, guarded as snapshot files are.
fn field(text: &str) -> String {
    let guard = if weighbridge::snapshot::needs_guard(text.as_bytes()) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A snapshot in which each text is a model, its license, its organization and its base.
fn snapshot() -> String {
    let mut text = String::from(
        "metric,model,observed_on,value,captured_at,license,organization,base_model\n",
    );
    for day in ["2026-01-01", "2026-01-02"] {
        for (at, name) in names().iter().enumerate() {
            let name = field(name);
            let value = 1000 - at;
            writeln!(
                text,
                "openrouter-tokens,{name},{day},{value},2026-01-03T00:00:00Z,{name},{name},{name}"
            )
            .unwrap();
        }
    }
    text
}

async fn reader() -> (Reader, i64) {
    let reader = Reader::of_nothing().await;
    let id = reader.ingest(&snapshot()).await;
    (reader, id)
}

/// Tags that come from us; whatever else appeared would come from a name.
fn assert_inert(page: &str, what: &str) {
    // The one line of script that every page has in its head.
    let own = format!(
        "<script>{}</script>",
        include_str!("../../../static/theme.js")
    );
    for tag in tags(&page.replacen(&own, "", 1)) {
        assert!(
            // A block of data is run by no browser.
            tag.get("type") == Some("application/ld+json")
                || tag
                    .get("src")
                    .is_some_and(|src| src.starts_with("/static/"))
                || !["script", "img"].contains(&tag.name.as_str()),
            "{what}: {tag:?}"
        );
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on"), "{what}: {tag:?}");
            let is_link = ["href", "src", "action"].contains(&name.as_str());
            assert!(
                !is_link || !value.starts_with("javascript:"),
                "{what}: {tag:?}"
            );
        }
    }
    // Elements nest as written: nothing was closed from within.
    elements(page);
}

/// The kinds that show whatever models are asked for, each on its own.
fn kinds_of_every_model() -> impl Iterator<Item = &'static Kind> {
    let by_model = Query {
        by: DimensionId::Model,
        ..Query::default()
    };
    KINDS
        .iter()
        // Ranges are of the two that lead, and only released models have a day of release.
        .filter(move |kind| kind.asked(&by_model) == by_model && kind.slug != "range")
}

#[tokio::test]
async fn csv_gives_the_exact_text_back_and_nothing_a_spreadsheet_would_run() {
    let (reader, id) = reader().await;
    for kind in kinds_of_every_model() {
        let address = format!(
            "/charts/{}.csv?by=model&variants=separate&top=500",
            kind.slug
        );
        let rows = reader.rows(&address).await;
        let found: BTreeSet<&str> = rows.iter().map(|row| unguarded(&row["series"])).collect();
        let expected = names();
        let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
        assert_eq!(found, expected);
        for row in &rows {
            for cell in [&row["series"], &row["label"], &row["unit"]] {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell}"
                );
            }
        }
    }
    let kept = reader.rows(&format!("/snapshots/{id}.csv")).await;
    assert_eq!(kept.len(), 2 * names().len());
    for row in &kept {
        for column in ["model", "license", "organization", "base_model"] {
            assert!(
                !row[column].starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{row:?}"
            );
            assert_eq!(row[column], row["model"]);
        }
        assert!(
            names().contains(&unguarded(&row["model"]).to_owned()),
            "{row:?}"
        );
    }
}

#[tokio::test]
async fn the_kept_file_can_be_ingested_again_and_is_the_same() {
    let (reader, id) = reader().await;
    let file = reader.read(&format!("/snapshots/{id}.csv")).await;
    let other = Reader::of_nothing().await;
    let copy = other.ingest(&file.text()).await;
    assert_eq!(
        other.read(&format!("/snapshots/{copy}.csv")).await.body,
        file.body
    );
}

#[tokio::test]
async fn every_format_gives_the_same_texts_and_none_of_them_runs() {
    let (reader, _) = reader().await;
    for kind in ["over-time", "ranking"] {
        let question = "by=model&variants=separate&top=500";
        let read = async |extension: &str| {
            let address = format!("/charts/{kind}.{extension}?{question}");
            reader.read(&address).await
        };
        let rows = formats::of_csv(&read("csv").await);
        assert_eq!(rows.len() % names().len(), 0);
        let found = formats::of_ndjson(&read("ndjson").await.body);
        formats::assert_same_rows(&found, &rows, "NDJSON");
        let (found, _) = formats::of_xlsx(&read("xlsx").await.body);
        formats::assert_same_rows(&found, &rows, "XLSX");
        #[cfg(feature = "parquet")]
        {
            let (found, _) = formats::of_parquet(&read("parquet").await.body);
            formats::assert_same_rows(&found, &rows, "Parquet");
        }
        let entries = formats::of_zip(&read("zip").await.body);
        assert_eq!(entries["data.csv"], read("csv").await.body);
        let (_, _, dark) = formats::of_png(&read("png").await.body);
        assert!(dark > 10_000, "{dark}");
    }
    for name in names() {
        if name.chars().any(char::is_control) || name.trim() != name {
            continue;
        }
        let value: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let question = format!("by=model&variants=separate&model={value}");
        for extension in ["metadata.json", "csl.json"] {
            let address = format!("/charts/over-time.{extension}?{question}");
            assert!(reader.read(&address).await.json().is_array() == (extension == "csl.json"));
        }
        for extension in ["bib", "ris"] {
            let address = format!("/charts/over-time.{extension}?{question}");
            let text = reader.read(&address).await.text();
            assert!(text.lines().count() < 14, "{text}");
        }
    }
}

#[tokio::test]
async fn json_gives_the_exact_text_back() {
    let (reader, _) = reader().await;
    let json = reader
        .read("/charts/over-time.json?by=model&variants=separate&top=500")
        .await
        .json();
    let rows = json["rows"].as_array().unwrap();
    let found: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["series"].as_str().unwrap())
        .collect();
    let expected = names();
    assert_eq!(found, expected.iter().map(String::as_str).collect());
}

#[tokio::test]
async fn pages_show_the_text_and_run_nothing() {
    let (reader, id) = reader().await;
    for kind in kinds_of_every_model() {
        for top in [3, 500] {
            let address = format!("/charts/{}?by=model&variants=separate&top={top}", kind.slug);
            let page = reader.read(&address).await.text();
            assert_inert(&page, &address);
            if top == 500 {
                let cells: Vec<String> = pieces(&page)
                    .into_iter()
                    .filter_map(|piece| match piece {
                        super::markup::Piece::Text(text) => Some(text),
                        _ => None,
                    })
                    .collect();
                for name in names() {
                    assert!(cells.contains(&name), "{address} does not show {name:?}");
                }
            }
        }
    }
    for address in [
        "/".to_owned(),
        "/snapshots".to_owned(),
        format!("/snapshots/{id}"),
    ] {
        assert_inert(&reader.read(&address).await.text(), &address);
    }
}

#[tokio::test]
async fn pictures_are_well_formed_whatever_a_name_holds() {
    let (reader, _) = reader().await;
    for kind in weighbridge::charts::KINDS {
        for top in [3, 500] {
            let address = format!(
                "/charts/{}.svg?by=model&variants=separate&top={top}",
                kind.slug
            );
            let picture = reader.read(&address).await.text();
            let read = roxmltree::Document::parse(&picture);
            let read = read.unwrap_or_else(|error| panic!("{address}: {error}"));
            for node in read.descendants() {
                assert_ne!(node.tag_name().name(), "script", "{address}");
                for attribute in node.attributes() {
                    assert!(!attribute.name().starts_with("on"), "{address}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_filter_by_such_a_name_finds_it_and_the_form_keeps_it() {
    let (reader, _) = reader().await;
    for (at, name) in names().iter().enumerate() {
        // Ids with control characters cannot be asked for, and are told so; `~` joins lists, and
        // spaces around a value are not part of it.
        let can_be_asked = !name.chars().any(char::is_control) && name.trim() == name;
        let value: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let address =
            format!("/charts/share.csv?by=model&variants=separate&model={value}&from=2026-01-02");
        let answer = reader.get(&address).await;
        assert_eq!(
            answer.status.as_u16(),
            if can_be_asked { 200 } else { 400 },
            "{name:?}"
        );
        let page = reader.get(&address.replace(".csv", "")).await.text();
        assert_inert(&page, &address);
        if can_be_asked {
            let rows = answer.rows();
            assert_eq!(rows.len(), 1, "{name:?}");
            assert_eq!(unguarded(&rows[0]["series"]), name);
            assert_eq!(rows[0]["value"], (1000 - at).to_string());
            let sent = reader.get(&submission(&page).unwrap()).await;
            let again = sent.header(header::LOCATION).replacen('?', ".csv?", 1);
            assert_eq!(reader.read(&again).await.body, answer.body, "{again}");
        }
    }
}

#[tokio::test]
async fn a_question_is_quoted_back_as_text() {
    let reader = Reader::of_nothing().await;
    for name in names() {
        let value: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        for question in [
            format!("country={value}"),
            format!("{value}=1"),
            format!("model={value}"),
        ] {
            let page = reader
                .get(&format!("/charts/share?{question}"))
                .await
                .text();
            assert_inert(&page, &question);
            let file = reader.get(&format!("/charts/share.csv?{question}")).await;
            assert_eq!(file.json()["status"], 400);
        }
    }
}

#[tokio::test]
async fn names_of_the_catalog_are_text_too() {
    let evil = "<script>alert('\"1\"')</script> & =1";
    let catalog = Catalog::parse(|name| {
        let text = std::fs::read_to_string(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR")));
        let quoted = format!(",\"{}\",", evil.replace('"', "\"\""));
        Some(std::borrow::Cow::Owned(match name {
            "organizations.csv" => text.unwrap().replace(",DeepSeek,", &quoted),
            "licenses.csv" => text
                .unwrap()
                .replace("\nmit,MIT,", &format!("\nmit{quoted}")),
            _ => text.unwrap(),
        }))
    })
    .unwrap();
    assert_ne!(catalog.sha256, bundled::catalog().unwrap().sha256);
    let reader = Reader::of_bundled().await;
    let store = reader.database.store.clone();
    store.load_catalog(&catalog).await.unwrap();
    let site = Site::open(store, Arc::new(catalog), BASE_URL.to_owned())
        .await
        .unwrap();
    let reader = Reader { site, ..reader };
    for by in ["organization", "license"] {
        let question = format!("by={by}&top=30");
        let page = reader
            .read(&format!("/charts/share?{question}&{by}=!unknown"))
            .await
            .text();
        assert_inert(&page, by);
        assert!(visible(&page).contains(evil), "{by}");
        let rows = reader.rows(&format!("/charts/share.csv?{question}")).await;
        assert!(rows.iter().any(|row| row["label"] == evil), "{by}");
        let picture = reader
            .read(&format!("/charts/over-time.svg?{question}"))
            .await
            .text();
        roxmltree::Document::parse(&picture).unwrap();
    }
    assert_inert(&reader.read("/").await.text(), "/");
}
