//! Recorded answers: what a source returned becomes the rows it says, and what it no longer says
//! is named with its path.

use super::world::{gzip, now};
use chrono::{DateTime, Utc};
use rstest::rstest;
use std::fs;
use weighbridge::bundled;
use weighbridge::snapshot::recorded::RECORDED;
use weighbridge::snapshot::{Accepted, Format, Report, Rules, read_captured, write};

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/recorded");
    fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

fn read_as(format: &str, bytes: &[u8], captured_at: Option<&str>) -> Result<Accepted, Box<Report>> {
    let catalog = bundled::catalog().unwrap();
    let rules = Rules {
        metrics: &catalog.metrics,
        now: now(),
        max_inflated_bytes: 64 << 20,
    };
    let captured_at = captured_at.map(|text| text.parse::<DateTime<Utc>>().unwrap());
    let format = Format::named(format).unwrap();
    read_captured(format, "answer.json", bytes, &rules, captured_at)
}

/// The canonical rows without their header.
fn rows(format: &str, text: &str, captured_at: Option<&str>) -> Vec<String> {
    let accepted =
        read_as(format, text.as_bytes(), captured_at).unwrap_or_else(|report| panic!("{report}"));
    let mut canonical = Vec::new();
    write(&accepted.content, &mut canonical).unwrap();
    let canonical = String::from_utf8(canonical).unwrap();
    let rows = canonical.lines().filter(|line| line.contains(",20"));
    rows.map(str::to_owned).collect()
}

/// The problems in words.
fn problems(format: &str, text: &str) -> String {
    read_as(format, text.as_bytes(), None)
        .unwrap_err()
        .to_string()
}

const NOON: Option<&str> = Some("2026-10-07T12:00:00Z");

#[test]
fn hub_models_become_counts_of_the_day_of_the_capture() {
    assert_eq!(
        rows("huggingface", &fixture("huggingface"), NOON),
        [
            "hf-downloads-30d,Qwen/Qwen3-8B,2026-10-07,5300000,2026-10-07T12:00:00Z,apache-2.0,,,Qwen/Qwen3-8B-Base",
            "hf-downloads-30d,moonshotai/Kimi-K3,2026-10-07,1308186,2026-10-07T12:00:00Z,kimi-k3,,,",
            "hf-downloads-30d,somebody/merge-of-two,2026-10-07,0,2026-10-07T12:00:00Z,,,,",
            "hf-downloads-all-time,Qwen/Qwen3-8B,2026-10-07,61000000,2026-10-07T12:00:00Z,apache-2.0,,,Qwen/Qwen3-8B-Base",
            "hf-downloads-all-time,moonshotai/Kimi-K3,2026-10-07,2400000,2026-10-07T12:00:00Z,kimi-k3,,,",
            // Not said is not zero: the merge has no row here, and no single base anywhere.
            "hf-likes,Qwen/Qwen3-8B,2026-10-07,900,2026-10-07T12:00:00Z,apache-2.0,,,Qwen/Qwen3-8B-Base",
            "hf-likes,moonshotai/Kimi-K3,2026-10-07,10249,2026-10-07T12:00:00Z,kimi-k3,,,",
            "hf-likes,somebody/merge-of-two,2026-10-07,1,2026-10-07T12:00:00Z,,,,",
        ]
    );
    assert_eq!(
        rows("huggingface", &fixture("huggingface-one"), NOON),
        [
            "hf-downloads-30d,deepseek-ai/DeepSeek-R1,2026-10-07,9405763,2026-10-07T12:00:00Z,mit,,,",
            "hf-likes,deepseek-ai/DeepSeek-R1,2026-10-07,13548,2026-10-07T12:00:00Z,mit,,,",
        ]
    );
}

#[test]
fn rankings_become_tokens_a_day_as_of_the_moment_they_say() {
    let text = fixture("openrouter-rankings");
    let expected = [
        "openrouter-tokens,acme/rocket-20260901:free,2026-10-06,12345678,2026-10-08T02:00:00Z,,,,",
        "openrouter-tokens,deepseek/deepseek-r1,2026-10-06,53696704671,2026-10-08T02:00:00Z,,,,",
        "openrouter-tokens,deepseek/deepseek-r1,2026-10-07,43696704671,2026-10-08T02:00:00Z,,,,",
        "openrouter-tokens,other,2026-10-06,1771592869148,2026-10-08T02:00:00Z,,,,",
        "openrouter-tokens,other,2026-10-07,1671592869148,2026-10-08T02:00:00Z,,,,",
    ];
    assert_eq!(rows("openrouter-rankings", &text, None), expected);
    let same = Some("2026-10-08T04:00:00+02:00");
    assert_eq!(rows("openrouter-rankings", &text, same), expected);
    let other = read_as("openrouter-rankings", text.as_bytes(), NOON).unwrap_err();
    assert!(
        other.to_string().contains(
            "answer.json:9 (captured_at): the file says 2026-10-08T02:00:00Z, but \
             2026-10-07T12:00:00Z was given with it"
        ),
        "{other}"
    );
}

#[test]
fn packages_become_downloads_a_day_without_mirrors_and_without_days_npm_did_not_count() {
    assert_eq!(
        rows("pypistats", &fixture("pypistats"), None),
        [
            "pypi-downloads,openai,2026-10-06,400,2026-10-07T23:59:59Z,,,,",
            "pypi-downloads,openai,2026-10-07,415,2026-10-07T23:59:59Z,,,,",
        ]
    );
    assert_eq!(
        rows("npm", &fixture("npm"), Some("2026-10-08T06:00:00Z")),
        [
            "npm-downloads,'@anthropic-ai/sdk,2026-10-05,1904088,2026-10-08T06:00:00Z,,,,",
            "npm-downloads,'@anthropic-ai/sdk,2026-10-07,1898021,2026-10-08T06:00:00Z,,,,",
        ]
    );
}

#[test]
fn a_list_of_models_is_checked_and_refused_with_words() {
    let said = problems("openrouter-models", &fixture("openrouter-models"));
    assert!(
        said.contains("lists 3 models, 1 of them with weights on the Hub, and no counts")
            && said.contains("weighbridge collect openrouter"),
        "{said}"
    );
    let renamed = fixture("openrouter-models").replace("\"completion\"", "\"output\"");
    let said = problems("openrouter-models", &renamed);
    assert!(
        said.contains("`data[0].pricing.completion` is missing"),
        "{said}"
    );
}

#[rstest]
#[case(
    "openrouter-rankings",
    "total_tokens",
    "`data[0].total_tokens` is missing"
)]
#[case(
    "openrouter-rankings",
    "model_permaslug",
    "`data[0].model_permaslug` is missing"
)]
#[case("openrouter-rankings", "date", "`data[0].date` is missing")]
#[case("openrouter-rankings", "as_of", "`meta.as_of` is missing")]
#[case("openrouter-rankings", "meta", "answer.json:1:1: `meta` is missing")]
#[case("openrouter-rankings", "data", "is missing; there is `")]
#[case("pypistats", "downloads", "`data[2].downloads` is missing")]
#[case("pypistats", "category", "`data[0].category` is missing")]
#[case("pypistats", "package", "is missing; there is `data, ")]
#[case("pypistats", "type", "is missing; there is `data, package, ")]
#[case("npm", "day", "`downloads[0].day` is missing")]
#[case("npm", "package", "is missing; there is `downloads, start, end, ")]
fn a_renamed_field_is_named_and_never_a_zero(
    #[case] format: &str,
    #[case] field: &str,
    #[case] words: &str,
) {
    let fixture = fixture(format);
    let renamed = fixture.replace(&format!("\"{field}\":"), &format!("\"new_{field}\":"));
    assert_ne!(renamed, fixture);
    let said = problems(format, &renamed);
    assert!(said.contains(words), "{said}");
}

#[rstest]
#[case(
    "\"downloads\": 1308186",
    "\"downloads30d\": 1308186",
    "`[1].downloads` is missing"
)]
#[case("\"likes\": 10249", "\"hearts\": 10249", "`[1].likes` is missing")]
#[case(
    "\"downloadsAllTime\": 2400000",
    "\"all\": 2400000",
    "`[1].downloadsAllTime` is missing"
)]
#[case(
    "\"id\": \"moonshotai/Kimi-K3\"",
    "\"name\": \"x\"",
    "`[1].id` is missing"
)]
#[case(
    "\"likes\": 10249",
    "\"likes\": \"many\"",
    "`[1].likes`: `\"many\"` is not a count"
)]
#[case(
    "\"likes\": 10249",
    "\"likes\": -1",
    "`[1].likes`: `-1` is not a count"
)]
#[case(
    "\"likes\": 10249",
    "\"likes\": 9999999999999999",
    "(value): `[1]`: `9999999999999999`"
)]
fn a_model_that_lacks_what_the_first_has_is_named(
    #[case] was: &str,
    #[case] is: &str,
    #[case] words: &str,
) {
    let changed = fixture("huggingface").replace(was, is);
    let report = read_as("huggingface", changed.as_bytes(), NOON).unwrap_err();
    assert!(report.to_string().contains(words), "{report}");
}

#[test]
fn counts_of_the_hub_need_a_moment_and_it_must_be_a_possible_one() {
    let said = problems("huggingface", &fixture("huggingface"));
    assert!(
        said.contains("counts of the Hub carry no date; say when"),
        "{said}"
    );
    let late = read_as(
        "npm",
        fixture("npm").as_bytes(),
        Some("2027-10-07T12:00:00Z"),
    );
    let late = late.unwrap_err().to_string();
    assert!(
        late.contains(
            "(captured_at): the moment given with the file: 2027-10-07 is more than two days"
        ),
        "{late}"
    );
}

#[test]
fn weeks_are_not_taken_for_days() {
    let weekly = fixture("openrouter-rankings").replace("2026-10-06", "2026-09-30");
    let said = problems("openrouter-rankings", &weekly);
    assert!(
        said.contains("`data`: the dates are weeks or months apart"),
        "{said}"
    );
}

#[test]
fn rolling_sums_and_mirrored_days_are_not_downloads_a_day() {
    let recent = r#"{"data":{"last_day":1,"last_month":2,"last_week":3},"package":"p","type":"recent_downloads"}"#;
    assert!(problems("pypistats", recent).contains("`type`: recent_downloads are not downloads"));
    let point = r#"{"downloads":5,"start":"2026-10-01","end":"2026-10-07","package":"p"}"#;
    assert!(problems("npm", point).contains("`downloads`: is a sum over a period"));
    let mirrored = r#"{"data":[{"category":"with_mirrors","date":"2026-10-06","downloads":1}],"package":"p","type":"overall_downloads"}"#;
    assert!(problems("pypistats", mirrored).contains("all days are with mirrors"));
}

#[test]
fn every_shape_refuses_what_is_no_answer() {
    for format in RECORDED {
        for (text, words) in [
            ("", "the answer is empty"),
            ("<!doctype html><title>502</title>", "a page of HTML or XML"),
            ("{\"data\": [{\"date\": \"2026-", "the JSON is truncated"),
            ("not json", "the answer is not JSON"),
            ("17", "is not an object"),
        ] {
            let report = read_as(format.name, text.as_bytes(), NOON).unwrap_err();
            let said = report.to_string();
            assert!(said.contains(words), "{}: {said}", format.name);
            assert!(report.problems[0].line >= 1 && report.problems[0].column.is_some());
        }
        let report = read_as(format.name, b"{\"a\": \"\xff\"}", NOON).unwrap_err();
        assert!(report.to_string().contains("not valid UTF-8"), "{report}");
    }
    let refused = problems(
        "openrouter-rankings",
        r#"{"error":{"code":429,"message":"x"}}"#,
    );
    assert!(
        refused.contains("is missing; there is `error`"),
        "{refused}"
    );
}

#[test]
fn an_answer_with_nothing_in_it_is_no_snapshot() {
    let empty = read_as("huggingface", b"[]", NOON).unwrap_err();
    assert!(
        empty
            .to_string()
            .contains("the answer holds no observations"),
        "{empty}"
    );
    let none = r#"{"downloads":[],"start":"2026-10-01","end":"2026-10-07","package":"p"}"#;
    assert!(problems("npm", none).contains("the answer holds no observations"));
}

#[test]
fn a_repeat_within_an_answer_is_found() {
    let twice = fixture("openrouter-rankings").replace("2026-10-07", "2026-10-06");
    let said = problems("openrouter-rankings", &twice);
    assert!(
        said.contains("answer.json:6: `openrouter-tokens` of `deepseek/deepseek-r1` on 2026-10-06"),
        "{said}"
    );
}

#[test]
fn answers_may_be_compressed() {
    let text = fixture("openrouter-rankings");
    let plain = read_as("openrouter-rankings", text.as_bytes(), None).unwrap();
    let packed = read_as("openrouter-rankings", &gzip(text.as_bytes()), None).unwrap();
    assert_eq!(plain.report.rows, packed.report.rows);
}
