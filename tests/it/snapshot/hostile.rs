//! No bytes make a reader panic: good files with a few bytes changed, moved or cut, in every
//! format, compressed or not. What a reader accepts has an identity.

use super::world::{gzip, metrics, now};
use chrono::DateTime;
use proptest::prelude::*;
use proptest::sample::Index;
use std::fs;
use weighbridge::snapshot::{Format, Input, Rules, encode, read_input};

/// One change of a file.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, u8),
    Cut(Index),
    Repeat(Index, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        4 => (at(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..6)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        1 => (at(), 1..20_u8).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => at().prop_map(Change::Cut),
        1 => (at(), 1..40_u8).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let at = |index: &Index| index.index(bytes.len());
        match change {
            Change::Set(index, byte) => {
                let at = at(index);
                bytes[at] = *byte;
            }
            Change::Flip(index, bit) => {
                let at = at(index);
                bytes[at] ^= 1 << bit;
            }
            Change::Insert(index, inserted) => {
                let at = at(index);
                bytes.splice(at..at, inserted.iter().copied());
            }
            Change::Remove(index, count) => {
                let at = at(index);
                let end = (at + usize::from(*count)).min(bytes.len());
                bytes.drain(at..end);
            }
            Change::Cut(index) => {
                let at = at(index);
                bytes.truncate(at);
            }
            Change::Repeat(index, count) => {
                let at = at(index);
                let end = (at + usize::from(*count)).min(bytes.len());
                let repeated = bytes[at..end].to_vec();
                bytes.splice(at..at, repeated);
            }
        }
    }
    bytes
}

/// Good files with the names of their formats.
fn good_files() -> Vec<(&'static str, Vec<u8>)> {
    const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let csv = "metric,model,observed_on,value,captured_at,license,weights,organization,base_model\n\
               hf-likes,org/b,2026-10-07,5,2026-10-08T01:02:03.5Z,\"=mit, \"\"x\"\"\",open,Org,\n\
               hf-likes,org/a,2026-10-07,5.0,2026-10-08T01:02:03.5Z,,,,a/b\n";
    let ndjson = "{\"metric\":\"hf-likes\",\"model\":\"a\\u00e9\",\"observed_on\":\"2026-10-07\",\"value\":5}\n\
                  {\"metric\":\"hf-likes\",\"model\":\"b\",\"observed_on\":\"2026-10-07\",\"value\":\"6\",\"license\":null}\n";
    let mut files = vec![
        ("csv", csv.as_bytes().to_vec()),
        ("ndjson", ndjson.as_bytes().to_vec()),
    ];
    let recorded = |name: &str| fs::read(format!("{TESTS}/recorded/{name}.json")).unwrap();
    for name in [
        "huggingface",
        "openrouter-models",
        "openrouter-rankings",
        "pypistats",
        "npm",
    ] {
        files.push((name, recorded(name)));
    }
    if cfg!(feature = "parquet") {
        for entry in fs::read_dir(format!("{TESTS}/parquet")).unwrap() {
            files.push(("parquet", fs::read(entry.unwrap().path()).unwrap()));
        }
    }
    files
}

fn read(format: &str, bytes: &[u8]) {
    let metrics = metrics();
    let rules = Rules {
        metrics: &metrics,
        now: now(),
        max_inflated_bytes: 8 << 20,
    };
    let format = Format::named(format).unwrap();
    let noon = DateTime::parse_from_rfc3339("2026-10-07T12:00:00Z").unwrap();
    match read_input(
        format,
        "file",
        Input::stream(bytes),
        &rules,
        Some(noon.to_utc()),
    ) {
        Ok(accepted) => assert!(encode(&accepted.content).unwrap().text_bytes > 0),
        Err(report) => assert!(report.problem_count() > 0 && !report.to_string().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_change_of_a_good_file_makes_a_reader_panic(
        which in any::<Index>(),
        changes in prop::collection::vec(change(), 1..5),
        compressed in 0..8_u8,
    ) {
        let files = good_files();
        let (format, bytes) = &files[which.index(files.len())];
        match compressed {
            0 => read(format, &changed(gzip(bytes), &changes)),
            1 => read(format, &changed(zstd::encode_all(bytes.as_slice(), 1).unwrap(), &changes)),
            _ => read(format, &changed(bytes.clone(), &changes)),
        }
    }

    #[test]
    fn no_bytes_at_all_make_a_reader_panic(
        which in any::<Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let files = good_files();
        let (format, _) = &files[which.index(files.len())];
        read(format, &bytes);
        read(format, &[b"PAR1", bytes.as_slice(), b"PAR1"].concat());
    }
}
