//! The tables of chart kinds, formats, dimensions and parameters: every entry works with every
//! other, on data and without.

use super::formats::{self, assert_same_rows};
use super::markup::{elements, visible};
use super::reader::{Answer, Reader, Record};
use axum::http::header;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use weighbridge::charts::KINDS;
use weighbridge::export::{FORMATS, Format};
use weighbridge::query::{DIMENSIONS, Every, Scale, Show, breakdowns, filters};

const METRICS: [&str; 2] = ["openrouter-tokens", "hf-downloads-30d"];

/// Numbers that are none, as Rust, JavaScript and SVG would spell them.
fn assert_finite(text: &str, what: &str) {
    for bad in ["NaN", "inf", "Infinity", "undefined"] {
        let found = text
            .split(|char: char| !char.is_alphanumeric())
            .any(|word| word == bad);
        assert!(!found, "{what} holds {bad}");
    }
}

/// A view in some formats and as a page; the rows of its CSV and the text of its page.
async fn assert_view_in(
    reader: &Reader,
    slug: &str,
    question: &str,
    formats: impl Iterator<Item = &'static Format>,
) -> (Vec<Record>, String) {
    let mut csv = None;
    for format in formats {
        let address = format!("/charts/{slug}.{}?{question}", format.extension);
        let answer = reader.read(&address).await;
        assert_file(&answer, format);
        if format.extension == "csv" {
            csv = Some(answer);
        } else {
            assert_content(&answer, format, csv.as_ref().expect("the CSV comes first"));
        }
    }
    let csv = csv.unwrap();
    assert_finite(&csv.text(), &csv.address);
    let address = format!("/charts/{slug}?{question}");
    let page = reader.read(&address).await.text();
    elements(&page);
    assert_finite(&page, &address);
    (csv.rows(), page)
}

/// A view in the formats that are quickly made and read.
async fn assert_view(reader: &Reader, slug: &str, question: &str) -> (Vec<Record>, String) {
    let quick = ["csv", "json", "svg"];
    let formats = FORMATS
        .iter()
        .filter(|format| quick.contains(&format.extension));
    assert_view_in(reader, slug, question, formats).await
}

/// What every file has, whatever is in it.
fn assert_file(answer: &Answer, format: &Format) {
    let address = &answer.address;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        format.media_type,
        "{address}"
    );
    assert_eq!(
        answer.header(header::CACHE_CONTROL),
        "no-cache",
        "{address}"
    );
    let hash = hex::encode(Sha256::digest(&answer.body));
    assert_eq!(answer.header(header::ETAG), format!("\"{hash}\""));
    let way = if format.attachment {
        "attachment"
    } else {
        "inline"
    };
    let disposition = answer.header(header::CONTENT_DISPOSITION);
    assert!(disposition.starts_with(way), "{address}: {disposition}");
    assert!(
        disposition.ends_with(&format!(".{}\"", format.extension)),
        "{disposition}"
    );
}

/// The same rows as the CSV, or what is to be said about them.
fn assert_content(answer: &Answer, format: &Format, csv: &Answer) {
    let (address, body) = (&answer.address, &answer.body);
    let rows = formats::of_csv(csv);
    let hash = hex::encode(Sha256::digest(&csv.body));
    match format.extension {
        "json" => {
            assert_finite(&answer.text(), address);
            let json = answer.json();
            let found: Vec<Record> = json["rows"]
                .as_array()
                .unwrap()
                .iter()
                .map(formats::of_json)
                .collect();
            assert_same_rows(&found, &rows, address);
        }
        "ndjson" => {
            assert_same_rows(&formats::of_ndjson(body), &rows, address);
            for (line, row) in answer.text().lines().zip(&rows) {
                // As exact as the CSV, also beyond what a double holds; a change of license has
                // no value.
                let value = row.get("value").map(|value| format!("\"value\":{value},"));
                assert!(value.is_none_or(|value| line.contains(&value)), "{line}");
            }
        }
        "xlsx" => {
            let (found, words) = formats::of_xlsx(body);
            assert_same_rows(&found, &rows, address);
            assert_eq!(words["Rows"], rows.len().to_string());
            assert!(words["Cite as"].starts_with("Weighbridge ("), "{words:?}");
        }
        #[cfg(feature = "parquet")]
        "parquet" => {
            let (found, notes) = formats::of_parquet(body);
            for (found, row) in found.iter().zip(&rows) {
                let (found, row) = (found.get("value"), row.get("value"));
                assert_eq!(found, row, "{address}: amounts are exact");
            }
            assert_same_rows(&found, &rows, address);
            assert!(notes["weighbridge.citation"].starts_with("Source: "));
        }
        "zip" => {
            let entries = formats::of_zip(body);
            let names: Vec<&str> = entries.keys().map(String::as_str).collect();
            let expected = ["README.fr.md", "README.md", "data.csv", "datapackage.json"];
            assert_eq!(names, expected);
            assert_eq!(entries["data.csv"], csv.body, "{address}");
            for name in ["README.fr.md", "README.md"] {
                let text = std::str::from_utf8(&entries[name]).unwrap();
                assert!(text.contains(&hash), "{address}: {name}");
            }
            let package: serde_json::Value =
                serde_json::from_slice(&entries["datapackage.json"]).unwrap();
            assert_eq!(package["resources"][0]["hash"], format!("sha256:{hash}"));
            assert_eq!(package["resources"][0]["bytes"], csv.body.len());
        }
        "metadata.json" => {
            let json = answer.json();
            assert_eq!(json["csv"]["rows"], rows.len());
            assert_eq!(json["csv"]["sha256"], hash);
            assert_eq!(json["files"].as_array().unwrap().len(), FORMATS.len());
        }
        "png" => {
            let (width, height, dark) = formats::of_png(body);
            assert!(
                width >= 1200 && height >= 400,
                "{address}: {width} x {height}"
            );
            assert!(dark > 2_000, "{address}: {dark} dark pixels");
        }
        "svg" => {
            let text = answer.text();
            assert_finite(&text, address);
            let read = roxmltree::Document::parse(&text);
            let read = read.unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!(read.root_element().tag_name().name(), "svg");
        }
        "bib" => assert!(answer.text().starts_with("@misc{weighbridge-"), "{address}"),
        "ris" => assert!(answer.text().ends_with("ER  - \r\n"), "{address}"),
        "csl.json" => assert_eq!(answer.json()[0]["type"], "dataset"),
        other => panic!("nothing here reads .{other}"),
    }
}

#[tokio::test]
async fn every_kind_has_every_format_with_and_without_data() {
    let bundled = Reader::of_bundled().await;
    let empty = Reader::of_nothing().await;
    // Whose data, the question, and the words that stand where nothing can be drawn.
    let states: [(&Reader, &str, Option<&str>); 8] = [
        (&bundled, "", None),
        (&bundled, "metric=hf-downloads-30d&by=country", None),
        (
            &empty,
            "",
            Some("No snapshot of this metric has been loaded yet."),
        ),
        (
            &bundled,
            "metric=npm-downloads",
            Some("No snapshot of this metric has been loaded yet."),
        ),
        (
            &bundled,
            "from=2030-01",
            Some("Nothing was observed in the range of dates asked for."),
        ),
        (
            &bundled,
            "metric=hf-downloads-30d&country=AQ",
            Some("Nothing observed passes these filters."),
        ),
        (
            &bundled,
            "metric=hf-downloads-30d&weights=closed",
            Some("Not applicable: closed models cannot be downloaded"),
        ),
        (
            &bundled,
            "metric=hf-downloads-30d&by=model&model=tiiuae/falcon-40b&weights=closed",
            Some("Not applicable: closed models cannot be downloaded"),
        ),
    ];
    for kind in KINDS {
        for (reader, question, words) in &states {
            let (rows, page) = assert_view_in(reader, kind.slug, question, FORMATS.iter()).await;
            let seen = visible(&page);
            match words {
                None => assert!(!rows.is_empty(), "{question}"),
                Some(words) => {
                    assert!(rows.is_empty(), "{} {question}: {rows:?}", kind.slug);
                    assert!(seen.contains(words), "{} {question}: {seen}", kind.slug);
                    let svg = format!("/charts/{}.svg?{question}", kind.slug);
                    let picture = reader.read(&svg).await.text();
                    // Lines break where they must.
                    let picture = super::markup::pieces(&picture);
                    let drawn: Vec<String> = picture
                        .into_iter()
                        .filter_map(|piece| match piece {
                            super::markup::Piece::Text(text) => Some(text.trim().to_owned()),
                            _ => None,
                        })
                        .filter(|text| !text.is_empty())
                        .collect();
                    assert!(drawn.join(" ").contains(words), "{svg}: {drawn:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_dimension_breaks_down_and_filters_by_what_it_shows() {
    let reader = Reader::of_bundled().await;
    assert_eq!(breakdowns().count(), DIMENSIONS.len());
    for metric in METRICS {
        let range = "from=2026-04&panel=all";
        for by in breakdowns() {
            let question = format!("metric={metric}&by={}&{range}", by.key);
            for kind in KINDS {
                let (rows, _) = assert_view(&reader, kind.slug, &question).await;
                assert!(!rows.is_empty(), "{question}");
                for row in &rows {
                    assert_ne!(row["label"], "", "{question}: {row:?}");
                }
            }
        }
        for filter in filters() {
            let address = format!(
                "/charts/share.csv?metric={metric}&by={}&{range}&top=500",
                filter.key
            );
            let whole = reader.rows(&address).await;
            let known: Vec<&Record> = whole
                .iter()
                .filter(|row| row["series"] != filter.unknown && row["series"] != "_unlisted")
                .collect();
            // A few of them: the first, the last, and those between.
            let mut asked: Vec<&str> = Vec::new();
            for row in known
                .iter()
                .step_by(known.len().div_ceil(4))
                .chain(known.last())
            {
                if !asked.contains(&row["series"].as_str()) {
                    asked.push(&row["series"]);
                }
            }
            assert!(!asked.is_empty(), "{address}");
            for value in asked {
                let of = form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
                let view = format!("metric={metric}&{range}&by=weights&{}={of}", filter.key);
                let (rows, _) = assert_view(&reader, "share", &view).await;
                let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
                for row in &rows {
                    *sums.entry(&row["observed_on"]).or_default() +=
                        row["value"].parse::<i128>().unwrap();
                }
                let expected: BTreeMap<&str, i128> = whole
                    .iter()
                    .filter(|row| row["series"] == value)
                    .map(|row| (row["observed_on"].as_str(), row["value"].parse().unwrap()))
                    .collect();
                assert_eq!(sums, expected, "{view}");
            }
            for value in [filter.unknown.to_owned(), format!("!{}", filter.unknown)] {
                let view = format!("metric={metric}&{range}&{}={value}", filter.key);
                if filter.unknown == "_unlisted" && metric == "hf-downloads-30d" {
                    continue; // The Hub lists everything.
                }
                assert_view(&reader, "over-time", &view).await;
            }
        }
    }
}

#[tokio::test]
async fn periods_measures_and_scales_never_draw_what_is_no_number() {
    let reader = Reader::of_bundled().await;
    for metric in METRICS {
        for every in Every::WORDS {
            for show in Show::WORDS {
                for scale in Scale::WORDS {
                    for kind in KINDS {
                        let question = format!(
                            "metric={metric}&every={every}&show={show}&scale={scale}&from=2026-01"
                        );
                        for file in ["", ".svg"] {
                            let address = format!("/charts/{}{file}?{question}", kind.slug);
                            let text = reader.read(&address).await.text();
                            assert_finite(&text, &address);
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn zeros_and_single_points_draw_nothing_that_is_no_number() {
    let reader = Reader::of_nothing().await;
    let snapshot = "metric,model,observed_on,value\n\
        openrouter-tokens,openai/gpt-4o-2024-11-20,2026-01-01,0\n\
        openrouter-tokens,deepseek/deepseek-r1,2026-01-01,0\n\
        openrouter-tokens,deepseek/deepseek-r1,2026-01-02,9007199254740992\n\
        openrouter-tokens,qwen/qwen-2.5-7b-instruct,2026-01-02,0\n\
        openrouter-tokens,openai/gpt-4o-2024-11-20,2026-01-03,1\n";
    reader.ingest(snapshot).await;
    for show in Show::WORDS {
        for scale in Scale::WORDS {
            for day in 1..=3 {
                for range in [
                    String::new(),
                    format!("from=2026-01-0{day}&to=2026-01-0{day}"),
                ] {
                    for by in ["camp", "model"] {
                        let question = format!("by={by}&show={show}&scale={scale}&{range}");
                        let question = question.trim_end_matches('&');
                        for kind in KINDS {
                            assert_view(&reader, kind.slug, question).await;
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn every_measurement_event_is_marked_on_the_metric_it_is_about() {
    let reader = Reader::of_bundled().await;
    let page = reader
        .read("/charts/over-time?metric=hf-downloads-30d&from=2026-03&to=2026-05")
        .await
        .text();
    assert!(
        page.contains("Qwen3-VL-2B"),
        "the spike of April 2026 is not marked"
    );
}
