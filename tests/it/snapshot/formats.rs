//! NDJSON and Parquet: the same content as in CSV is the same snapshot, and what is wrong is
//! reported with its place.

use super::world::{gzip, metrics, now};
use chrono::{DateTime, Utc};
use rstest::rstest;
use weighbridge::domain::Metric;
use weighbridge::snapshot::{Accepted, Format, Input, Report, Rules, encode, read_input};

/// The rows of the Parquet fixtures, in another order.
const CSV: &str = "\
metric,model,observed_on,value,captured_at,license,weights,organization,base_model
hf-downloads-30d,org/b,2026-09-30,6,2026-10-08T01:02:03.500Z,,unknown,Org,
hf-likes,org/b,2026-10-07,5,2026-10-08T01:02:03.500Z,mit,open,Org,
hf-downloads-30d,org/b,2026-10-07,7,2026-10-08T01:02:03.500Z,mit,open,Org,
hf-likes,org/a,2026-10-07,12,2026-10-08T01:02:03.500Z,\"'=other, custom\",,,org/base
";

const NDJSON: &str = r#"
{"metric": "hf-likes", "model": "org/b", "observed_on": "2026-10-07", "value": 5, "captured_at": "2026-10-08T01:02:03.5Z", "license": "mit", "weights": "open", "organization": "Org", "base_model": null}
{"value": "12", "metric": "hf-likes", "model": "org\/a", "observed_on": "2026-10-07", "captured_at": "2026-10-08T03:02:03.5+02:00", "license": "\u003dother, custom", "base_model": "org/base"}
{"metric": "hf-downloads-30d", "model": "org/b", "observed_on": "2026-10-07", "value": 7.0, "captured_at": "2026-10-08T01:02:03.5Z", "license": "mit", "weights": "open", "organization": "Org"}

{"metric": "hf-downloads-30d", "model": "org/b", "observed_on": "2026-09-30", "value": 6, "captured_at": "2026-10-08T01:02:03.5Z", "license": "", "weights": "unknown", "organization": "Org"}"#;

pub fn read_as(
    name: &str,
    input: Input<'_>,
    captured_at: Option<&str>,
) -> Result<Accepted, Box<Report>> {
    let known: Vec<Metric> = metrics()
        .into_iter()
        .chain(metrics().into_iter().take(1).map(|metric| Metric {
            slug: "hf-downloads-all-time".to_owned(),
            ..metric
        }))
        .collect();
    let rules = Rules {
        metrics: &known,
        now: now(),
        max_inflated_bytes: 16 << 20,
    };
    let captured_at = captured_at.map(|text| text.parse::<DateTime<Utc>>().unwrap());
    let format = Format::of_file_name(name).expect("a format has this ending");
    read_input(format, name, input, &rules, captured_at)
}

pub fn hash_as(name: &str, bytes: &[u8]) -> [u8; 32] {
    let accepted = read_as(name, Input::stream(bytes), None);
    let accepted = accepted.unwrap_or_else(|report| panic!("{report}"));
    encode(&accepted.content).unwrap().sha256
}

fn problems_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let report = read_as(name, Input::stream(bytes), None).expect_err("the file is bad");
    report.problems.iter().map(ToString::to_string).collect()
}

#[rstest]
#[case::plain(NDJSON.into())]
#[case::byte_order_mark(format!("\u{feff}{}", NDJSON.trim()).into_bytes())]
#[case::crlf(NDJSON.replace('\n', "\r\n").into_bytes())]
#[case::reversed(NDJSON.lines().rev().collect::<Vec<_>>().join("\n").into_bytes())]
#[case::gzip(gzip(NDJSON.as_bytes()))]
#[case::zstd(zstd::encode_all(NDJSON.as_bytes(), 3).unwrap())]
fn ndjson_with_the_same_content_is_the_same_snapshot(#[case] file: Vec<u8>) {
    assert_eq!(hash_as("a.ndjson", &file), hash_as("a.csv", CSV.as_bytes()));
}

#[rstest]
#[case::text_that_begins_with_an_apostrophe_is_kept(
    r#"{"metric":"hf-likes","model":"'=a","observed_on":"2026-10-07","value":1}"#,
    "metric,model,observed_on,value\nhf-likes,''=a,2026-10-07,1\n"
)]
fn text_in_json_is_taken_as_it_is(#[case] ndjson: &str, #[case] csv: &str) {
    assert_eq!(
        hash_as("a.ndjson", ndjson.as_bytes()),
        hash_as("a.csv", csv.as_bytes())
    );
}

#[rstest]
#[case::value(r#"{"metric":"hf-likes","model":"a","observed_on":"2026-10-07","value":-5}"#,
    &["1:69 (value): `-5` is negative; values count from 0"])]
#[case::exponent(r#"{"metric":"hf-likes","model":"a","observed_on":"2026-10-07","value":1e6}"#,
    &["1:69 (value): `1e6` is written with an exponent; write all digits, such as 1000000"])]
#[case::null_where_it_is_needed(r#"{"metric":"hf-likes","model":"a","observed_on":"2026-10-07","value":null}"#,
    &["1:69 (value): the value is empty; leave the row out where nothing was observed: missing is not zero"])]
#[case::missing(r#"{"metric":"hf-likes","model":"a","observed_on":"2026-10-07"}"#,
    &["1 (value): key `value` is missing; every line has metric, model, observed_on and value"])]
#[case::unknown_key(r#"{"metric":"hf-likes","model":"a","observed_on":"2026-10-07","value":1,"stars":2}"#,
    &["1:79: `stars` is not a known key; known keys: metric, model, observed_on, value, captured_at, license, weights, organization, base_model"])]
#[case::twice(r#"{"metric":"hf-likes","model":"a","model":"b","observed_on":"2026-10-07","value":1}"#,
    &["1:42 (model): key `model` stands twice; keep one of the two"])]
#[case::nested(r#"{"metric":"hf-likes","model":["a"],"observed_on":"2026-10-07","value":1}"#,
    &["1:30 (model): `[\"a\"]` is nested; write a text, a number or null"])]
#[case::number_for_a_text(r#"{"metric":"hf-likes","model":5,"observed_on":"2026-10-07","value":1}"#,
    &["1:30 (model): `5` is not a text; write it in quotes"])]
#[case::half_a_character(r#"{"metric":"hf-likes","model":"\ud800","observed_on":"2026-10-07","value":1}"#,
    &["1:30 (model): `\"\\ud800\"` is no text; write both halves of a surrogate pair"])]
#[case::nul(r#"{"metric":"hf-likes","model":"a\u0000","observed_on":"2026-10-07","value":1}"#,
    &["1:30 (model): the text holds a NUL at byte 2; remove it; many NULs mean that the file is UTF-16"])]
#[case::over_two_lines("{\"metric\":\"hf-likes\",\n\"model\":\"a\"}",
    &["1:21: the object does not end on its line; write each observation on one line; a file that ends here was cut short",
      "2:1: `\"model\":\"a\"}` is not an object; write one object a line"])]
#[case::two_on_a_line(r#"{"metric":"hf-likes","model":"a","observed_on":"2026-10-07","value":1}{}"#,
    &["1:71: the line is not JSON (trailing characters); write one object a line and nothing behind it"])]
#[case::list("[{\"metric\":1}]",
    &["1: the file is a list, not one object a line; write its elements one a line, without brackets and commas; the answer of a source is read with --as"])]
#[case::csv("metric,model\n", &["1: the file is CSV, not NDJSON; name it .csv"])]
#[case::empty("", &["1: the file has no observations; write one object a line, such as {\"metric\": ..., \"model\": ..., \"observed_on\": ..., \"value\": ...}"])]
fn bad_ndjson_is_reported_with_its_place(#[case] file: &str, #[case] expected: &[&str]) {
    assert_eq!(problems_of("a.ndjson", file.as_bytes()), expected);
}

#[test]
fn bytes_that_are_no_text_are_named_with_their_line() {
    let file = b"{\"metric\":\"hf-likes\",\"model\":\"caf\xe9\"}\n";
    assert_eq!(
        problems_of("a.ndjson", file),
        ["1:34: the line is not valid UTF-8 at byte 34 (0xE9); save the file as UTF-8"]
    );
}

#[cfg(feature = "parquet")]
mod parquet {
    use super::*;
    use std::fs::{self, File};
    use weighbridge::snapshot::Stopped;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/parquet");

    fn fixture(name: &str) -> Vec<u8> {
        fs::read(format!("{FOLDER}/{name}.parquet")).expect("the fixture is there")
    }

    fn open(name: &str) -> Input<'static> {
        Input::file(File::open(format!("{FOLDER}/{name}.parquet")).unwrap())
    }

    #[rstest]
    #[case::dates_and_integers("columns-snappy")]
    #[case::dictionary_floats_and_pages_of_version_2("columns-gzip-float")]
    #[case::decimals_timestamps_checksums_and_two_row_groups("columns-zstd-decimal")]
    #[case::texts("columns-texts")]
    fn parquet_of_another_writer_is_the_same_snapshot(#[case] name: &str) {
        let expected = hash_as("a.csv", CSV.as_bytes());
        let bytes = fixture(name);
        assert_eq!(hash_as("a.parquet", &bytes), expected);
        assert_eq!(hash_as("a.parquet.gz", &gzip(&bytes)), expected);
        let zstd = zstd::encode_all(bytes.as_slice(), 3).unwrap();
        assert_eq!(hash_as("a.parquet.zst", &zstd), expected);
        let accepted = read_as("a.parquet", open(name), None).unwrap();
        assert_eq!(encode(&accepted.content).unwrap().sha256, expected);
    }

    #[test]
    fn bad_rows_are_reported_by_their_number() {
        let report = read_as("a.parquet", open("columns-bad-rows"), None).unwrap_err();
        assert!(report.well_formed);
        assert_eq!(
            report.to_string(),
            "a.parquet: row 2 (model): the model is empty; write the id its source uses\n\
             a.parquet: row 2 (value): `-1` is negative; values count from 0\n\
             a.parquet: row 4 (value): the value is empty; leave the row out where nothing was \
             observed: missing is not zero\n\
             a.parquet: row 4: `hf-downloads-30d` of `org/b` on 2026-10-07 is already on row 3; \
             keep one row for each metric, model and day\n\
             a.parquet: 4 problems; nothing of this file is stored"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["problems"][1]["row"], 2);
        assert_eq!(json["problems"][1]["field"], "value");
    }

    #[test]
    fn columns_that_cannot_be_read_are_all_named() {
        let report = read_as("a.parquet", open("columns-bad-schema"), None).unwrap_err();
        assert!(!report.well_formed);
        let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "schema (value): column `value` is BOOLEAN; write whole numbers, decimals, floats or texts",
                "schema (license): column `license` is nested; write one value a row",
                "schema: `stars` is not a known column; known columns: metric, model, observed_on, \
                 value, captured_at, license, weights, organization, base_model",
                "schema (model): column `model` is missing; every file has metric, model, \
                 observed_on and value; an archive of the Hub has id and downloads",
            ]
        );
    }

    #[test]
    fn what_is_not_read_is_said() {
        assert_eq!(
            problems_of("a.parquet", &fixture("columns-brotli")),
            [
                "schema: the file has pages compressed by BROTLI, which is not read; write the file \
                 with plain or dictionary encoding and snappy, gzip or zstd, as pyarrow, DuckDB \
                 and Polars do unless told otherwise"
            ]
        );
        assert_eq!(
            problems_of("a.parquet", b"metric,model\n"),
            ["schema: the file is not Parquet; name it by what it is: .csv or .ndjson"]
        );
    }

    #[test]
    fn an_archive_of_the_hub_becomes_counts_with_license_and_base() {
        let accepted =
            read_as("models.parquet", open("hub"), Some("2026-10-07T12:00:00Z")).unwrap();
        let mut text = Vec::new();
        weighbridge::snapshot::write(&accepted.content, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let rows: Vec<_> = text.lines().skip(1).collect();
        let tail = "2026-10-07T12:00:00Z";
        let qwen = "apache-2.0,,,Qwen/Qwen3-8B-Base";
        assert_eq!(
            rows,
            [
                &format!("hf-downloads-30d,Qwen/Qwen3-8B,2026-10-07,5300000,{tail},{qwen}"),
                &format!(
                    "hf-downloads-30d,mradermacher/X-GGUF,2026-10-07,120,{tail},mit,,,JetBrains/M"
                ),
                &format!("hf-downloads-30d,nobody/empty,2026-10-07,0,{tail},,,,"),
                &format!("hf-downloads-all-time,Qwen/Qwen3-8B,2026-10-07,60000000,{tail},{qwen}"),
                &format!("hf-downloads-all-time,moonshot/K3,2026-10-07,9,{tail},kimi-k3,,,"),
                &format!(
                    "hf-downloads-all-time,mradermacher/X-GGUF,2026-10-07,500,{tail},mit,,,JetBrains/M"
                ),
                &format!("hf-downloads-all-time,nobody/empty,2026-10-07,0,{tail},,,,"),
                &format!("hf-likes,Qwen/Qwen3-8B,2026-10-07,900,{tail},{qwen}"),
                &format!("hf-likes,moonshot/K3,2026-10-07,77,{tail},kimi-k3,,,"),
                &format!("hf-likes,mradermacher/X-GGUF,2026-10-07,3,{tail},mit,,,JetBrains/M"),
                &format!("hf-likes,nobody/empty,2026-10-07,0,{tail},,,,"),
            ]
        );
        let dateless = read_as("models.parquet", open("hub"), None).unwrap_err();
        assert!(dateless.to_string().contains("carry no date"), "{dateless}");
    }

    #[test]
    fn a_file_cut_anywhere_is_never_taken_for_whole() {
        let bytes = fixture("columns-texts");
        for length in (0..bytes.len()).step_by(7) {
            let report = read_as("a.parquet", Input::stream(&bytes[..length]), None);
            let report = report.expect_err("it is cut");
            if length > 4 {
                assert_eq!(report.stopped, Some(Stopped::Damaged), "{report}");
            }
        }
    }
}
