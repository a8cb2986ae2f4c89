//! Reads every format back: the rows of a file as texts, whatever the file is made of.

use super::reader::{Answer, Record, unguarded};
use calamine::{Data, DataType, Reader as _, Xlsx};
use resvg::tiny_skia::Pixmap;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Columns that hold texts of others, which CSV guards.
const TEXTS: [&str; 9] = [
    "unit",
    "series",
    "label",
    "organization",
    "family",
    "model",
    "from_license",
    "to_license",
    "basis",
];

/// The rows of a CSV as the texts they stand for.
pub fn of_csv(answer: &Answer) -> Vec<Record> {
    let mut rows = answer.rows();
    for row in &mut rows {
        for name in TEXTS {
            if let Some(cell) = row.get_mut(name) {
                *cell = unguarded(cell).to_owned();
            }
        }
    }
    rows
}

/// A row of JSON as texts; numbers as they are spelled.
pub fn of_json(row: &serde_json::Value) -> Record {
    let cells = row.as_object().unwrap().iter();
    cells
        .map(|(name, cell)| {
            let text = match cell {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                number => number.to_string(),
            };
            (name.clone(), text)
        })
        .collect()
}

/// The rows of NDJSON.
pub fn of_ndjson(body: &[u8]) -> Vec<Record> {
    let text = std::str::from_utf8(body).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| of_json(&serde_json::from_str(line).unwrap()))
        .collect()
}

/// The rows of the first sheet of a workbook, and the second sheet as names and words.
pub fn of_xlsx(body: &[u8]) -> (Vec<Record>, BTreeMap<String, String>) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(body)).unwrap();
    assert_eq!(book.sheet_names(), ["Data", "Definitions"]);
    // Nothing in it is computed.
    let formulas = book.worksheet_formula("Data").unwrap();
    assert!(formulas.used_cells().all(|(_, _, text)| text.is_empty()));
    let sheet = book.worksheet_range("Data").unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => panic!("a cell holds {other:?}"),
    };
    let mut rows = sheet.rows();
    let names: Vec<String> = rows.next().unwrap().iter().map(text).collect();
    let records = rows
        .map(|row| names.iter().cloned().zip(row.iter().map(text)).collect())
        .collect();
    let words = book.worksheet_range("Definitions").unwrap();
    let words = words
        .rows()
        .map(|row| (row[0].to_string(), row[1].as_string().unwrap()))
        .collect();
    (records, words)
}

/// The rows of a Parquet file, and the notes in its footer.
#[cfg(feature = "parquet")]
pub fn of_parquet(body: &[u8]) -> (Vec<Record>, BTreeMap<String, String>) {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let file = SerializedFileReader::new(axum::body::Bytes::copy_from_slice(body)).unwrap();
    let notes = file.metadata().file_metadata().key_value_metadata();
    let notes = notes.unwrap().iter();
    let notes = notes
        .map(|note| (note.key.clone(), note.value.clone().unwrap()))
        .collect();
    let epoch = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let rows = file.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        row.get_column_iter()
            .map(|(name, field)| {
                let text = match field {
                    Field::Null => String::new(),
                    Field::Str(text) => text.clone(),
                    Field::Long(number) => number.to_string(),
                    Field::Double(number) => number.to_string(),
                    Field::Date(days) => {
                        (epoch + chrono::Days::new(u64::try_from(*days).unwrap())).to_string()
                    }
                    Field::Decimal(number) => {
                        assert_eq!((number.scale(), number.precision()), (6, 38));
                        spelled(i128::from_be_bytes(number.data().try_into().unwrap()))
                    }
                    other => panic!("{name} holds {other:?}"),
                };
                (name.clone(), text)
            })
            .collect()
    });
    (rows.collect(), notes)
}

/// Millionths as the CSV spells them.
#[cfg(feature = "parquet")]
fn spelled(millionths: i128) -> String {
    let (whole, rest) = (millionths.abs() / 1_000_000, millionths.abs() % 1_000_000);
    let sign = if millionths < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The entries of an archive by name.
pub fn of_zip(body: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(body)).unwrap();
    let mut entries = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        assert_eq!(entry.last_modified(), Some(zip::DateTime::DEFAULT));
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        entries.insert(entry.name().unwrap().into_owned(), content);
    }
    entries
}

/// Size of a picture, and how many of its pixels are dark.
pub fn of_png(body: &[u8]) -> (u32, u32, usize) {
    let picture = Pixmap::decode_png(body).unwrap();
    let dark = picture.pixels().iter().filter(|pixel| pixel.red() < 90);
    (picture.width(), picture.height(), dark.count())
}

/// Whether two files have the same rows. Texts are the same; so are whole numbers up to what a
/// double holds, and other numbers but for the last digit.
pub fn assert_same_rows(found: &[Record], expected: &[Record], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.keys().eq(expected.keys()), "{what}: {found:?}");
        for (name, cell) in expected {
            let other = &found[name];
            let is_same = other == cell
                || match (other.parse::<f64>(), cell.parse::<f64>()) {
                    (Ok(a), Ok(b)) => (a - b).abs() <= b.abs() * 1e-15,
                    _ => false,
                };
            assert!(is_same, "{what}: {name} is {other:?}, not {cell:?}");
        }
    }
}
