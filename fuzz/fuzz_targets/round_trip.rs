//! Snapshots made from bytes rather than read from them, so that nearly all of them read: the same
//! rows as CSV in any order of rows and columns and as NDJSON are the same snapshot, and so is each
//! file it is served as.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use weighbridge::snapshot::{Accepted, CSV_V1, NDJSON, encode, needs_guard};
use weighbridge_fuzz::{check, comes_through_files};

const METRICS: [&str; 2] = ["hf-downloads-30d", "hf-likes"];
const WEIGHTS: [&str; 4] = ["", "open", "closed", "unknown"];
const COLUMNS: [&str; 8] = [
    "metric",
    "model",
    "observed_on",
    "value",
    "license",
    "weights",
    "organization",
    "base_model",
];
/// Letters that are hard to write, and a few that are not.
const LETTERS: &str = "aB/-.:=+@'\", \t\r\n\u{feff}é中\u{202e}\u{1f600}\\0\u{7f}";

/// Hands out bytes, and zeros after the last.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or_default()
    }

    fn letter(&mut self) -> Option<char> {
        let place = usize::from(self.next()) % LETTERS.chars().count();
        LETTERS.chars().nth(place)
    }

    fn text(&mut self) -> String {
        let length = self.next() % 12;
        (0..length).filter_map(|_| self.letter()).collect()
    }

    fn value(&mut self) -> u64 {
        let digits = self.next() % 8;
        (0..digits).fold(0, |value, _| value << 8 | u64::from(self.next())) % ((1 << 53) + 1)
    }
}

type Row = [String; 8];

fn rows(bytes: &mut Bytes<'_>) -> Vec<Row> {
    let count = bytes.next() % 16;
    let mut rows: BTreeMap<[String; 3], Row> = BTreeMap::new();
    for _ in 0..=count {
        let metric = METRICS[usize::from(bytes.next()) % 2].to_owned();
        let model = bytes.text();
        let day = format!(
            "2026-{:02}-{:02}",
            1 + bytes.next() % 11,
            1 + bytes.next() % 20
        );
        let value = bytes.value().to_string();
        let license = bytes.text();
        let weights = WEIGHTS[usize::from(bytes.next()) % 4].to_owned();
        let (organization, base) = (bytes.text(), bytes.text());
        let key = [metric.clone(), model.clone(), day.clone()];
        rows.insert(
            key,
            [
                metric,
                model,
                day,
                value,
                license,
                weights,
                organization,
                base,
            ],
        );
    }
    rows.into_values().collect()
}

fn csv(rows: &[Row], turn: usize) -> String {
    let column = |at: usize| (at + turn) % COLUMNS.len();
    let order = |rows: &[Row]| -> Vec<Row> {
        let mut rows = rows.to_vec();
        let turn = turn % rows.len().max(1);
        rows.rotate_left(turn);
        rows
    };
    let header: Vec<&str> = (0..COLUMNS.len()).map(|at| COLUMNS[column(at)]).collect();
    let mut text = header.join(",") + "\n";
    for row in order(rows) {
        let cells: Vec<String> = (0..COLUMNS.len())
            .map(|at| {
                let cell = &row[column(at)];
                let guard = if needs_guard(cell.as_bytes()) {
                    "'"
                } else {
                    ""
                };
                format!("\"{guard}{}\"", cell.replace('"', "\"\""))
            })
            .collect();
        let _ = writeln!(text, "{}", cells.join(","));
    }
    text
}

fn ndjson(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        text.push('{');
        for (at, (column, cell)) in COLUMNS.iter().zip(row).enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(text, "{comma}\"{column}\":\"");
            for unit in cell.encode_utf16() {
                let _ = write!(text, "\\u{unit:04x}");
            }
            text.push('"');
        }
        text.push_str("}\n");
    }
    text
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes(bytes.iter());
    let turn = usize::from(bytes.next());
    let rows = rows(&mut bytes);
    let plain = check(&CSV_V1, csv(&rows, 0).as_bytes(), None);
    let turned = check(&CSV_V1, csv(&rows, turn).as_bytes(), None);
    let lines = check(&NDJSON, ndjson(&rows).as_bytes(), None);
    if let Some(accepted) = &plain {
        comes_through_files(&accepted.content);
    }
    let hash = |accepted: Option<Accepted>| {
        accepted.map(|one| encode(&one.content).expect("memory does not fail").sha256)
    };
    let hashes = [plain, turned, lines].map(hash);
    assert!(
        hashes[0] == hashes[1] && hashes[1] == hashes[2],
        "{hashes:?}\n{}\n{}",
        csv(&rows, turn),
        ndjson(&rows)
    );
});
