//! One content has one hash, whatever the file looked like.

use super::world::{gzip, hash_of, read_csv};
use rstest::rstest;
use sha2::{Digest, Sha256};
use weighbridge::domain::Weights;
use weighbridge::snapshot::{SnapshotContent, decode_part, decode_parts, encode, write};

/// Nine columns, two metrics, not in canonical order.
const PLAIN: &str = "\
metric,model,observed_on,value,captured_at,license,weights,organization,base_model
hf-likes,org/b,2026-10-07,5,2026-10-08T01:02:03.5Z,mit,open,Org,
hf-likes,org/a,2026-10-07,12,2026-10-08T01:02:03.5Z,\"=other, custom\",,,org/base
hf-downloads-30d,org/b,2026-10-07,7,2026-10-08T01:02:03.5Z,mit,open,Org,
hf-downloads-30d,org/b,2026-09-30,6,2026-10-08T01:02:03.5Z,,unknown,Org,
";

const CANONICAL: &str = "\
metric,model,observed_on,value,captured_at,license,weights,organization,base_model
hf-downloads-30d,org/b,2026-09-30,6,2026-10-08T01:02:03.500Z,,unknown,Org,
hf-downloads-30d,org/b,2026-10-07,7,2026-10-08T01:02:03.500Z,mit,open,Org,
hf-likes,org/a,2026-10-07,12,2026-10-08T01:02:03.500Z,\"'=other, custom\",,,org/base
hf-likes,org/b,2026-10-07,5,2026-10-08T01:02:03.500Z,mit,open,Org,
";

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn content_of(text: &str) -> SnapshotContent {
    read_csv(text.as_bytes())
        .unwrap_or_else(|report| panic!("{report}"))
        .content
}

fn text_of(content: &SnapshotContent) -> String {
    let mut text = Vec::new();
    write(content, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The columns of a file with plain cells in another order.
fn columns_reversed(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let quoted = line.replace(", ", "\u{1}");
        let cells: Vec<_> = quoted.split(',').rev().collect();
        cells.join(",").replace('\u{1}', ", ") + "\n"
    });
    lines.collect()
}

fn rows_reversed(text: &str) -> String {
    let mut lines: Vec<_> = text.lines().collect();
    lines[1..].reverse();
    lines.join("\n")
}

#[test]
fn canonical_content_has_one_spelling() {
    assert_eq!(text_of(&content_of(PLAIN)), CANONICAL);
    assert_eq!(text_of(&content_of(CANONICAL)), CANONICAL);
}

#[rstest]
#[case::canonical(CANONICAL.into())]
#[case::byte_order_mark(format!("\u{feff}{PLAIN}").into_bytes())]
#[case::crlf(PLAIN.replace('\n', "\r\n").into_bytes())]
#[case::no_last_line_end(PLAIN.trim_end().into())]
#[case::blank_lines(PLAIN.replace('\n', "\n\n").into_bytes())]
#[case::columns(columns_reversed(PLAIN).into_bytes())]
#[case::rows(rows_reversed(PLAIN).into_bytes())]
#[case::needless_quotes(PLAIN.replace(",org/b,", ",\"org/b\",").into_bytes())]
#[case::decimals_of_zero(PLAIN.replace(",5,", ",5.0,").into_bytes())]
#[case::other_offset(PLAIN.replace("08T01:02:03.5Z", "08T03:02:03.500+02:00").into_bytes())]
#[case::gzip(gzip(PLAIN.as_bytes()))]
#[case::gzip_of_two_members([gzip(&PLAIN.as_bytes()[..99]), gzip(&PLAIN.as_bytes()[99..])].concat())]
#[case::zstd(zstd(PLAIN.as_bytes()))]
#[case::zstd_of_two_frames([zstd(&PLAIN.as_bytes()[..99]), zstd(&PLAIN.as_bytes()[99..])].concat())]
#[case::zstd_after_a_skippable_frame([b"\x50\x2a\x4d\x18\x04\0\0\0note".to_vec(), zstd(PLAIN.as_bytes())].concat())]
#[case::all_at_once(gzip(rows_reversed(&columns_reversed(PLAIN)).replace('\n', "\r\n").as_bytes()))]
fn the_same_content_has_the_same_hash(#[case] file: Vec<u8>) {
    assert_eq!(hash_of(&file), hash_of(PLAIN.as_bytes()));
}

#[rstest]
#[case::value(PLAIN.replace(",12,", ",13,"))]
#[case::day(PLAIN.replace("2026-09-30", "2026-09-29"))]
#[case::capture(PLAIN.replace("03.5Z", "03.6Z"))]
#[case::license(PLAIN.replace("mit", "MIT"))]
#[case::weights_unknown_is_not_weights_not_said(PLAIN.replace(",unknown,", ",,"))]
#[case::organization(PLAIN.replace("Org,", "Org2,"))]
#[case::base_model(PLAIN.replace("org/base", ""))]
#[case::one_row_less(PLAIN.lines().take(4).collect::<Vec<_>>().join("\n"))]
fn any_other_content_has_another_hash(#[case] text: String) {
    assert_ne!(text, PLAIN);
    assert_ne!(hash_of(text.as_bytes()), hash_of(PLAIN.as_bytes()));
}

#[test]
fn a_file_that_does_not_say_when_is_captured_at_the_end_of_its_newest_day() {
    let content = content_of(
        "value,observed_on,model,metric\n1,2026-10-07,a,hf-likes\n2,2026-09-30,a,hf-likes\n",
    );
    assert_eq!(
        content.captured_at().to_rfc3339(),
        "2026-10-07T23:59:59+00:00"
    );
    let said = text_of(&content);
    assert_eq!(
        said.lines().nth(1).unwrap(),
        "hf-likes,a,2026-09-30,2,2026-10-07T23:59:59Z,,,,"
    );
    assert_eq!(hash_of(said.as_bytes()), encode(&content).unwrap().sha256);
}

#[test]
fn the_capture_derived_from_the_last_day_accepted_can_be_read_again() {
    let content = content_of("metric,model,observed_on,value\nhf-likes,a,2026-11-24,1\n");
    assert_eq!(text_of(&content_of(&text_of(&content))), text_of(&content));
}

#[test]
fn decimals_are_kept_scaled_and_written_as_few_as_needed() {
    let content = content_of(
        "metric,model,observed_on,value\nopenrouter-price,a,2026-10-07,12.50\nopenrouter-price,b,2026-10-07,3\n",
    );
    let values: Vec<_> = content.rows().map(|row| row.unwrap().value()).collect();
    assert_eq!(values, [1250, 300]);
    let text = text_of(&content);
    assert!(
        text.contains(",a,2026-10-07,12.5,") && text.contains(",b,2026-10-07,3,"),
        "{text}"
    );
}

#[test]
fn the_content_tells_what_the_store_needs() {
    let content = content_of(PLAIN);
    assert_eq!(content.source(), "huggingface");
    assert_eq!(
        content.models().iter().collect::<Vec<_>>(),
        ["org/a", "org/b"]
    );
    let slugs: Vec<_> = content
        .metrics()
        .iter()
        .map(|metric| metric.slug.as_str())
        .collect();
    assert_eq!(slugs, ["hf-downloads-30d", "hf-likes"]);
    let (oldest, newest) = content.observed_range().unwrap();
    assert_eq!(
        (oldest.to_string(), newest.to_string()),
        ("2026-09-30".into(), "2026-10-07".into())
    );
    let months: Vec<_> = content.months().iter().map(ToString::to_string).collect();
    assert_eq!(months, ["2026-09-01", "2026-10-01"]);
    let rows: Vec<_> = content.rows().map(Result::unwrap).collect();
    let row = &rows[2];
    assert_eq!(content.model(row.model()), "org/a");
    assert_eq!(content.text(row.license().unwrap()), "=other, custom");
    assert_eq!(content.text(row.base_model().unwrap()), "org/base");
    assert_eq!(
        (row.organization(), row.weights(), row.line()),
        (None, None, 3)
    );
    assert_eq!(rows[0].weights(), Some(Weights::Unknown));
}

#[test]
fn each_day_and_each_month_is_named_once() {
    let content = content_of(
        "metric,model,observed_on,value\nhf-likes,a,2026-10-31,1\nhf-likes,b,2026-10-31,1\n\
         hf-likes,a,2025-10-01,1\nhf-likes,a,2026-10-01,1\n",
    );
    let days: Vec<_> = content
        .days()
        .iter()
        .map(|day| day.date().to_string())
        .collect();
    assert_eq!(days, ["2025-10-01", "2026-10-01", "2026-10-31"]);
    let months: Vec<_> = content.months().iter().map(ToString::to_string).collect();
    assert_eq!(months, ["2025-10-01", "2026-10-01"]);
}

#[test]
fn parts_are_whole_lines_in_frames_of_their_own_and_together_one_file() {
    let header = "metric,model,observed_on,value,license\n".to_owned();
    let text = (0..40_000).fold(header, |text, n| {
        text + &format!("hf-likes,organization/model-{n:05},2026-10-07,{n},license\n")
    });
    let content = content_of(&text);
    let encoded = encode(&content).unwrap();
    assert!(encoded.parts.len() > 2, "{} parts", encoded.parts.len());
    let texts: Vec<_> = encoded
        .parts
        .iter()
        .map(|part| decode_part(&part.unwrap()).unwrap())
        .collect();
    let (last, full) = texts.split_last().unwrap();
    for text in full {
        assert!(
            (1 << 20..(1 << 20) + 200).contains(&text.len()),
            "{}",
            text.len()
        );
        assert!(text.ends_with(b"\n"));
    }
    assert!(last.len() < 1 << 20);
    assert_eq!(
        encoded.text_bytes,
        texts.iter().map(Vec::len).sum::<usize>() as u64
    );
    assert_eq!(texts.concat(), text_of(&content).into_bytes());
    let digest: [u8; 32] = Sha256::digest(texts.concat()).into();
    assert_eq!(encoded.sha256, digest, "the hash is over all of the text");
    let mut decoded = String::new();
    let parts = encoded.parts.iter().map(Result::unwrap);
    std::io::Read::read_to_string(&mut decode_parts(parts), &mut decoded).unwrap();
    assert_eq!(decoded, text_of(&content));
    assert_eq!(
        hash_of(
            &encoded
                .parts
                .iter()
                .map(Result::unwrap)
                .collect::<Vec<_>>()
                .concat()
        ),
        encoded.sha256,
        "parts together are a file"
    );
}
