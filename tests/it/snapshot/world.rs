//! The metrics and the moment the tests of this folder read files with.

use chrono::{DateTime, Utc};
use std::io::Write;
use weighbridge::domain::{Metric, Semantics};
use weighbridge::snapshot::{
    Accepted, CSV_V1, Input, Report, Row, Rules, SnapshotContent, encode, read, read_holding,
};

/// Noon of 22 November 2026.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_348_800, 0).expect("a moment in range")
}

#[allow(clippy::default_trait_access, reason = "the type is not public")]
fn metric(slug: &str, source: &str, decimals: u8) -> Metric {
    Metric {
        slug: slug.to_owned(),
        source: source.to_owned(),
        semantics: Semantics::Flow,
        unit: Default::default(),
        label: Default::default(),
        decimals,
        covers_closed: true,
        max_gap_days: None,
        definition: Default::default(),
        basis: String::new(),
    }
}

/// Two metrics of one source, one of another, and one with two decimals.
pub fn metrics() -> Vec<Metric> {
    vec![
        metric("hf-likes", "huggingface", 0),
        metric("hf-downloads-30d", "huggingface", 0),
        metric("openrouter-tokens", "openrouter", 0),
        metric("openrouter-price", "openrouter", 2),
    ]
}

/// Reads bytes as CSV v1.
pub fn read_csv(bytes: &[u8]) -> Result<Accepted, Box<Report>> {
    read_named("file.csv", bytes)
}

/// Reads bytes as CSV v1 under a file name.
pub fn read_named(file: &str, bytes: &[u8]) -> Result<Accepted, Box<Report>> {
    let metrics = metrics();
    let rules = Rules {
        metrics: &metrics,
        now: now(),
        max_inflated_bytes: 64 << 20,
    };
    read(&CSV_V1, file, bytes, &rules)
}

/// Reads bytes as CSV v1 with so many bytes in memory at most.
pub fn read_csv_holding(bytes: &[u8], held_bytes: usize) -> Result<Accepted, Box<Report>> {
    let metrics = metrics();
    let rules = Rules {
        metrics: &metrics,
        now: now(),
        max_inflated_bytes: 64 << 20,
    };
    let input = Input::stream(bytes);
    read_holding(&CSV_V1, "file.csv", input, &rules, None, held_bytes)
}

/// All rows of a content, in canonical order.
pub fn rows_of(content: &SnapshotContent) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut all = content.rows();
    while let Some(some) = all.next().unwrap() {
        rows.extend_from_slice(some);
    }
    rows
}

/// The snapshot hash of a file that has no problems.
pub fn hash_of(bytes: &[u8]) -> [u8; 32] {
    let accepted = read_csv(bytes).unwrap_or_else(|report| panic!("{report}"));
    encode(&accepted.content)
        .expect("memory does not fail")
        .sha256
}

/// A file of four columns with as many rows as asked for.
pub fn many_rows(count: usize, row: impl Fn(usize) -> String) -> String {
    let header = "metric,model,observed_on,value\n".to_owned();
    (0..count).fold(header, |text, index| text + &row(index))
}

/// Bytes as one gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
