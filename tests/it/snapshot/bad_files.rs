//! Every kind of bad file, one fixture each: what is reported and where.
//!
//! The fixtures are shared with the tests of the command line.

use super::world::read_named;
use std::collections::BTreeSet;
use std::fs;

pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bad");

/// Each fixture with the lines of its report, without the file's name.
const BAD_FILES: &[(&str, &[&str])] = &[
    (
        "captured-at-before-2015.csv",
        &[
            "2:5 (captured_at): 2014-12-31 is before 2015-01-01, where records begin; correct the year, or leave the row out",
        ],
    ),
    (
        "captured-at-differs.csv",
        &[
            "4:5 (captured_at): 2026-10-07T13:00:00Z differs from 2026-10-07T12:00:00Z on line 2; one file holds one capture: split it",
        ],
    ),
    (
        "captured-at-in-future.csv",
        &[
            "2:5 (captured_at): 2099-01-01 is more than two days after now; the last day accepted is 2026-11-24; correct the date, or the clock of this machine",
        ],
    ),
    (
        "captured-at-not-rfc3339.csv",
        &[
            "2:5 (captured_at): `2026-10-07 noon` is not an RFC 3339 moment; write it with its offset, such as 2026-10-07T12:00:00Z",
        ],
    ),
    (
        "column-in-capitals.csv",
        &["1:2: `Model` is not a known column; write `model`"],
    ),
    (
        "damaged.csv.gz",
        &[
            "404: the gzip data is damaged (corrupt gzip stream does not have a matching checksum); compress or transfer the file again",
        ],
    ),
    (
        "date-before-2015.csv",
        &[
            "3:3 (observed_on): 2014-12-31 is before 2015-01-01, where records begin; correct the year, or leave the row out",
        ],
    ),
    (
        "date-empty.csv",
        &["3:3 (observed_on): the date is empty; write the date as YYYY-MM-DD, such as 2026-10-07"],
    ),
    (
        "date-in-future.csv",
        &[
            "3:3 (observed_on): 2099-01-01 is more than two days after now; the last day accepted is 2026-11-24; correct the date, or the clock of this machine",
        ],
    ),
    (
        "date-not-in-calendar.csv",
        &[
            "3:3 (observed_on): `2025-02-29` is not a day of the calendar; write the date as YYYY-MM-DD, such as 2026-10-07",
        ],
    ),
    (
        "date-not-iso.csv",
        &[
            "3:3 (observed_on): `07/10/2026` is not an ISO date; write the date as YYYY-MM-DD, such as 2026-10-07",
        ],
    ),
    (
        "duplicate-column.csv",
        &["1:5: column `model` stands twice, first as column 2; keep one of the two"],
    ),
    (
        "duplicate.csv",
        &[
            "4: `hf-likes` of `Qwen/Qwen3-8B` on 2026-10-07 is already on line 2; keep one row for each metric, model and day",
        ],
    ),
    (
        "empty-metric.csv",
        &[
            "3:1 (metric): the metric is empty; known metrics: hf-likes, hf-downloads-30d, openrouter-tokens, openrouter-price",
        ],
    ),
    (
        "empty-model.csv",
        &["3:2 (model): the model is empty; write the id its source uses"],
    ),
    (
        "empty.csv",
        &[
            "1: the file is empty; begin with a header row such as metric,model,observed_on,value,captured_at,license,weights,organization,base_model",
        ],
    ),
    (
        "header-only.csv",
        &["1: the file has no observations; write one row an observation below the header"],
    ),
    (
        "invalid-utf8-in-value.csv",
        &["3:4 (value): the text is not valid UTF-8 at byte 2 (0xA0); save the file as UTF-8"],
    ),
    (
        "invalid-utf8.csv",
        &["3:2 (model): the text is not valid UTF-8 at byte 8 (0xE9); save the file as UTF-8"],
    ),
    (
        "json.csv",
        &[
            "1: the file is JSON, not CSV; say which recorded answer it is: --as huggingface, \
             openrouter-rankings, pypistats or npm; rows of our own, one object a line, are named \
             .ndjson",
        ],
    ),
    (
        "license-too-long.csv",
        &[
            "2:5 (license): the text is 1025 bytes long; at most 1024 are kept; shorten it; a very long cell often means a quote left open",
        ],
    ),
    (
        "lone-carriage-return.csv",
        &[
            "3:2: a carriage return without a line feed, outside of quotes; end lines with LF or CRLF, and put a field that holds one in quotes",
        ],
    ),
    (
        "missing-column.csv",
        &[
            "1 (value): column `value` is missing; every file has metric, model, observed_on and value",
            "3:1 (metric): `hf-stars` is not a known metric; known metrics: hf-likes, hf-downloads-30d, openrouter-tokens, openrouter-price",
        ],
    ),
    (
        "model-too-long.csv",
        &[
            "3:2 (model): the text is 1025 bytes long; at most 1024 are kept; shorten it; a very long cell often means a quote left open",
        ],
    ),
    (
        "multi-line-text.csv",
        &[
            "3:4 (value): `-5` is negative; values count from 0",
            "4:4 (value): `x` is not a number; leave the row out where nothing was observed: missing is not zero",
        ],
    ),
    (
        "no-header.csv",
        &[
            "1: the first row names no known column; begin with a header row such as metric,model,observed_on,value,captured_at,license,weights,organization,base_model",
        ],
    ),
    (
        "nul.csv",
        &[
            "3:2 (model): the text holds a NUL at byte 6; remove it; many NULs mean that the file is UTF-16",
        ],
    ),
    (
        "semicolons.csv",
        &["1: the columns are not separated by commas; separate them by `,`"],
    ),
    (
        "stray-quote.csv",
        &[
            "3:2: a quote inside a field that does not begin with one; put the whole field in quotes and double the quotes inside it",
        ],
    ),
    (
        "text-after-quote.csv",
        &[
            "3:2: text after the closing quote of a field; double the quotes inside the field, or close it before the comma",
        ],
    ),
    (
        "three-errors-in-one-row.csv",
        &[
            "3:2 (model): the model is empty; write the id its source uses",
            "3:3 (observed_on): `yesterday` is not an ISO date; write the date as YYYY-MM-DD, such as 2026-10-07",
            "3:4 (value): `NaN` is not a number; leave the row out where nothing was observed: missing is not zero",
        ],
    ),
    (
        "three-errors.csv",
        &[
            "2:4 (value): `-5` is negative; values count from 0",
            "4:1 (metric): `hf-stars` is not a known metric; known metrics: hf-likes, hf-downloads-30d, openrouter-tokens, openrouter-price",
            "5:3 (observed_on): `2026-13-01` is not a day of the calendar; write the date as YYYY-MM-DD, such as 2026-10-07",
        ],
    ),
    (
        "too-few-fields.csv",
        &[
            "3: 3 fields, but the header has 4; write every column of the header, empty where nothing is said",
        ],
    ),
    (
        "too-many-fields.csv",
        &["3: 5 fields, but the header has 4; put a text that holds a comma in quotes"],
    ),
    (
        "truncated.csv.gz",
        &[
            "264: the gzip data ends early: the file is truncated; compress or transfer the file again",
        ],
    ),
    (
        "truncated.csv.zst",
        &[
            "1: the zstd data ends early: the file is truncated; compress or transfer the file again",
        ],
    ),
    (
        "two-sources.csv",
        &[
            "3:1 (metric): `openrouter-tokens` is measured by openrouter, but line 2 holds `hf-likes` of huggingface; one file holds one source: split it",
        ],
    ),
    (
        "unclosed-quote.csv",
        &[
            "3:2: the quoted field is never closed; close it with a quote, or double the quotes inside it",
        ],
    ),
    (
        "unknown-column.csv",
        &[
            "1:5: `stars` is not a known column; known columns: metric, model, observed_on, value, captured_at, license, weights, organization, base_model",
        ],
    ),
    (
        "unknown-metric.csv",
        &[
            "3:1 (metric): `hf-stars` is not a known metric; known metrics: hf-likes, hf-downloads-30d, openrouter-tokens, openrouter-price",
        ],
    ),
    (
        "utf-16.csv",
        &["1: the file is UTF-16; save it as \"CSV UTF-8\""],
    ),
    (
        "value-blank.csv",
        &[
            "3:4 (value): ` 5` holds a blank; write digits only, without spaces around or between them",
        ],
    ),
    (
        "value-decimals.csv",
        &[
            "3:4 (value): `5.5` has decimals, and the metric counts whole numbers; round the value where it is exported",
        ],
    ),
    (
        "value-empty.csv",
        &[
            "3:4 (value): the value is empty; leave the row out where nothing was observed: missing is not zero",
        ],
    ),
    (
        "value-exponent.csv",
        &["3:4 (value): `1e6` is written with an exponent; write all digits, such as 1000000"],
    ),
    (
        "value-infinite.csv",
        &[
            "3:4 (value): `inf` is infinite; leave the row out where nothing was observed: missing is not zero",
        ],
    ),
    (
        "value-nan.csv",
        &[
            "3:4 (value): `NaN` is not a number; leave the row out where nothing was observed: missing is not zero",
        ],
    ),
    (
        "value-negative.csv",
        &["3:4 (value): `-5` is negative; values count from 0"],
    ),
    (
        "value-not-a-number.csv",
        &[
            "3:4 (value): `many` is not a number; leave the row out where nothing was observed: missing is not zero",
        ],
    ),
    (
        "value-plus-sign.csv",
        &["3:4 (value): `+5` begins with a plus sign; write digits only, without a sign"],
    ),
    (
        "value-thousands-separator.csv",
        &[
            "3:4 (value): `1,234` has a thousands separator or a decimal comma; write digits only, with a point before decimals",
        ],
    ),
    (
        "value-too-large.csv",
        &[
            "3:4 (value): `9007199254740993` is larger than 2^53 (9007199254740992) once scaled by the metric's decimals; check the unit",
        ],
    ),
    (
        "weights-not-a-word.csv",
        &[
            "2:5 (weights): `opened` is not a state of the weights; write open, closed, unknown, or nothing",
        ],
    ),
    (
        "workbook.csv",
        &["1: the file is a workbook or a ZIP archive, not CSV; save it as \"CSV UTF-8\""],
    ),
];

fn problems_of(name: &str) -> Vec<String> {
    let bytes = fs::read(format!("{FOLDER}/{name}")).expect("the fixture is there");
    let report = read_named(name, &bytes).expect_err("the file is bad");
    report.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_bad_file_is_reported_with_its_place_and_how_to_mend_it() {
    for (name, expected) in BAD_FILES {
        // Damaged data makes rows of noise before its checksum tells.
        let found = problems_of(name);
        if *name == "damaged.csv.gz" {
            assert_eq!(
                found.last().map(String::as_str),
                expected.last().copied(),
                "{name}"
            );
        } else {
            assert_eq!(found, *expected, "{name}");
        }
    }
}

#[test]
fn every_fixture_is_in_the_table() {
    let in_folder: BTreeSet<String> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let in_table: BTreeSet<String> = BAD_FILES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(in_folder, in_table);
}
