//! Whatever texts a snapshot holds, its canonical text reads back as the same snapshot.

use super::world::{hash_of, read_csv};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use weighbridge::snapshot::{Encoder, SnapshotContent, encode, write};

/// Texts that are hard to write to CSV.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,6}/[a-zA-Z0-9.:-]{1,8}",
        4 => "[=+@'\t\r\n\", a\u{200f}\u{202e}é-]{1,6}",
        1 => "\\PC{1,20}",
        1 => prop::sample::select(vec![
            "=cmd|'/c calc'!A1", "'x", "''x", "'=x", "'", "\"", "\r", "\r\n", " a ", "\t", ",", "-1", "@",
        ]).prop_map(str::to_owned),
    ]
}

/// One row but for its key: value, license, weights, organization, base model.
pub type Rest = (u64, String, &'static str, String, String);

fn rest() -> impl Strategy<Value = Rest> {
    let maybe = || prop_oneof![Just(String::new()), text()];
    let weights = prop::sample::select(vec!["", "open", "closed", "unknown"]);
    (0..=1_u64 << 53, maybe(), weights, maybe(), maybe())
}

/// Rows by metric, model and day.
pub type Rows = BTreeMap<(&'static str, String, u32), Rest>;

pub fn rows() -> impl Strategy<Value = Rows> {
    let metric = prop::sample::select(vec!["hf-likes", "hf-downloads-30d"]);
    prop::collection::btree_map((metric, text(), 1..=28_u32), rest(), 1..12)
}

/// A file as a careful third party writes it: everything in quotes, guarded as we ask.
pub fn file<'a>(rows: impl Iterator<Item = (&'a (&'static str, String, u32), &'a Rest)>) -> String {
    let cell = |text: &str| {
        let risky = text.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']);
        let guard = if risky { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let header = "license,metric,model,weights,observed_on,base_model,value,organization\r\n";
    rows.fold(header.to_owned(), |text, ((metric, model, day), rest)| {
        let (value, license, weights, organization, base_model) = rest;
        let (license, model) = (cell(license), cell(model));
        let (base_model, organization) = (cell(base_model), cell(organization));
        text + &format!(
            "{license},{metric},{model},{weights},2026-02-{day:02},{base_model},{value},{organization}\r\n"
        )
    })
}

/// What the content says, without anything of how it is kept.
fn rows_of(content: &SnapshotContent) -> Rows {
    let metric = |index: usize| match content.metrics()[index].slug.as_str() {
        "hf-likes" => "hf-likes",
        _ => "hf-downloads-30d",
    };
    let text = |id: Option<_>| id.map_or(String::new(), |id| content.text(id).to_owned());
    let row = |row: &weighbridge::snapshot::Row| {
        let day = chrono::Datelike::day(&row.observed_on());
        let weights = row.weights().map_or("", weighbridge::domain::Weights::word);
        let rest = (
            row.value(),
            text(row.license()),
            weights,
            text(row.organization()),
            text(row.base_model()),
        );
        (
            (
                metric(row.metric()),
                content.model(row.model()).to_owned(),
                day,
            ),
            rest,
        )
    };
    content.rows().map(|read| row(&read.unwrap())).collect()
}

fn canonical(content: &SnapshotContent) -> Vec<u8> {
    let mut text = Vec::new();
    write(content, &mut text).unwrap();
    text
}

proptest! {
    #[test]
    fn what_a_file_says_is_what_is_kept_and_reads_back_the_same(rows in rows()) {
        let first = read_csv(file(rows.iter()).as_bytes()).map_err(|report| TestCaseError::fail(report.to_string()))?;
        prop_assert_eq!(&rows_of(&first.content), &rows);
        let text = canonical(&first.content);
        let again = read_csv(&text).map_err(|report| TestCaseError::fail(report.to_string()))?;
        prop_assert_eq!(canonical(&again.content), text.clone());
        let digest: [u8; 32] = Sha256::digest(&text).into();
        prop_assert_eq!(encode(&first.content).unwrap().sha256, digest);
        prop_assert_eq!(Encoder::new(&again.content).unwrap().sha256().unwrap(), digest);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, order) in rows().prop_flat_map(|rows| {
            let order = Just((0..rows.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(rows), order)
        }),
    ) {
        let in_order: Vec<_> = rows.iter().collect();
        let shuffled = file(order.iter().map(|index| in_order[*index]));
        prop_assert_eq!(hash_of(shuffled.as_bytes()), hash_of(file(rows.iter()).as_bytes()));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_csv(&bytes);
        let mut after_header = b"metric,model,observed_on,value,captured_at,weights\n".to_vec();
        after_header.extend_from_slice(&bytes);
        let _ = read_csv(&after_header);
        for magic in [&[0x1f, 0x8b, 8][..], &[0x28, 0xb5, 0x2f, 0xfd][..]] {
            let _ = read_csv(&[magic, &bytes].concat());
        }
    }

    #[test]
    fn nearly_good_rows_never_panic_and_are_counted(
        rows in prop::collection::vec("(hf-likes|x|),[a\"',\r]{0,3},2026-(02|13)-(07|30),[0-9.e-]{0,4}", 0..20),
    ) {
        let text = format!("metric,model,observed_on,value\n{}\n", rows.join("\n"));
        match read_csv(text.as_bytes()) {
            Ok(accepted) => prop_assert_eq!(accepted.report.rows, accepted.content.row_count() as u64),
            Err(report) => prop_assert!(report.problem_count() > 0 && report.rows <= rows.len() as u64),
        }
    }
}
