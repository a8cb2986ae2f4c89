//! What the targets share: the promises that whatever bytes come in have to keep.

use chrono::{DateTime, Utc};
use std::io;
use std::sync::OnceLock;
use weighbridge::bundled;
use weighbridge::domain::Weights;
use weighbridge::domain::catalog::Catalog;
use weighbridge::export::kept;
use weighbridge::export::rows::FORMATS;
use weighbridge::snapshot::{
    Accepted, CSV_V1, Encoded, Format, KeptRow, MAX_KEPT, Report, Row, Rules, SnapshotContent,
    decode_part, decode_parts, encode, read_captured, read_kept, write,
};

/// More than any input: what is inflated beyond it is refused, as in a push.
const MAX_INFLATED_BYTES: u64 = 4 << 20;

/// The catalog of this build.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| bundled::catalog().expect("the catalog of this build reads"))
}

fn rules() -> Rules<'static> {
    Rules {
        metrics: &catalog().metrics,
        // Noon of 22 November 2026: the same in every run.
        now: DateTime::from_timestamp(1_795_348_800, 0).expect("a moment in range"),
        max_inflated_bytes: MAX_INFLATED_BYTES,
    }
}

/// For what this program wrote itself: it may be larger than what it was made from.
fn rules_without_limit() -> Rules<'static> {
    Rules {
        max_inflated_bytes: u64::MAX,
        ..rules()
    }
}

/// Reads bytes in a format. What reads is one snapshot, which spells and reads again as itself;
/// what does not says why.
pub fn check(
    format: &Format,
    bytes: &[u8],
    captured_at: Option<DateTime<Utc>>,
) -> Option<Accepted> {
    match read_captured(format, "fuzzed", bytes, &rules(), captured_at) {
        Ok(accepted) => {
            assert!(accepted.report.is_good());
            assert!(accepted.content.row_count() > 0, "nothing is a snapshot");
            let encoded = encode(&accepted.content).expect("memory does not fail");
            spells_itself(&accepted, &encoded);
            is_kept(&accepted.content, &encoded);
            Some(accepted)
        }
        Err(report) => {
            tells_what_is_wrong(&report);
            None
        }
    }
}

/// What reads, spells canonically and reads again as the same snapshot; its canonical text is that
/// of what it reads as.
fn spells_itself(accepted: &Accepted, encoded: &Encoded) {
    let again = read_captured(
        &CSV_V1,
        "canonical",
        decode_parts(encoded.parts.iter().map(Result::unwrap)),
        &rules_without_limit(),
        None,
    )
    .unwrap_or_else(|report| panic!("canonical text does not read: {report}"));
    let (mut once, mut twice) = (Vec::new(), Vec::new());
    write(&accepted.content, &mut once).expect("memory does not fail");
    write(&again.content, &mut twice).expect("memory does not fail");
    assert_eq!(
        String::from_utf8_lossy(&once),
        String::from_utf8_lossy(&twice)
    );
    assert_eq!(once.len() as u64, encoded.text_bytes);
    let hash = encode(&again.content).expect("memory does not fail").sha256;
    assert_eq!(hash, encoded.sha256);
}

/// The rows as they are kept are those of the snapshot, each as it was said.
fn is_kept(content: &SnapshotContent, encoded: &Encoded) {
    let decimals = decimals(content);
    let mut rows = content.rows();
    for (part, body) in encoded.parts.iter().enumerate() {
        let text = decode_part(&body.unwrap()).expect("what was compressed inflates");
        read_kept(&text, part == 0, decimals, |kept| {
            let row = rows.next().expect("as many rows as were kept")?;
            assert_eq!(*kept, as_kept(content, &row, decimals));
            io::Result::Ok(())
        })
        .expect("canonical text reads");
    }
    assert!(rows.next().is_none(), "a row was not kept");
}

fn as_kept<'a>(content: &'a SnapshotContent, row: &Row, decimals: u8) -> KeptRow<'a> {
    let metric = &content.metrics()[row.metric()];
    let scale = 10_i128.pow(u32::from(decimals - metric.decimals));
    KeptRow {
        metric: &metric.slug,
        model: content.model(row.model()),
        observed_on: row.observed_on().to_epoch_days(),
        value: i128::from(row.value()) * scale,
        captured_at: content.captured_at().timestamp_micros(),
        license: row.license().map(|id| content.text(id)),
        weights: row.weights().map(Weights::word),
        organization: row.organization().map(|id| content.text(id)),
        base_model: row.base_model().map(|id| content.text(id)),
    }
}

/// The decimals that every value of a snapshot can be written with.
fn decimals(content: &SnapshotContent) -> u8 {
    let decimals = content.metrics().iter().map(|metric| metric.decimals);
    decimals.max().unwrap_or_default()
}

/// A snapshot written in each format it is served in reads as itself.
pub fn comes_through_files(content: &SnapshotContent) {
    let encoded = encode(content).expect("memory does not fail");
    let decimals = decimals(content);
    for written in FORMATS {
        let Some(format) = Format::of_file_name(&format!("x.{}", written.extension)) else {
            continue;
        };
        let table = kept::table(hex(&encoded.sha256), decimals);
        let mut writer = written.begin(&table).expect("memory does not fail");
        let mut file = Vec::new();
        for (part, body) in encoded.parts.iter().enumerate() {
            let text = decode_part(&body.unwrap()).expect("what was compressed inflates");
            read_kept(&text, part == 0, decimals, |row| {
                writer.row(&kept::cells(row, decimals))
            })
            .expect("memory does not fail");
            file.extend(writer.take());
        }
        file.extend(writer.end().expect("memory does not fail"));
        let again = read_captured(format, "served", &file[..], &rules_without_limit(), None)
            .unwrap_or_else(|report| panic!("{} does not read: {report}", written.extension));
        let hash = encode(&again.content).expect("memory does not fail").sha256;
        assert_eq!(hash, encoded.sha256, "{}", written.extension);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A refusal names at least one problem, keeps no more of them than it may, and can be shown.
fn tells_what_is_wrong(report: &Report) {
    assert!(!report.is_good());
    assert!(
        report.problem_count() > 0,
        "refused for no reason: {report}"
    );
    assert!(report.problems.len() <= MAX_KEPT);
    assert!(!report.to_string().is_empty());
}
