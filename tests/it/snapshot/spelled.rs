//! Kept content in other formats: whatever a snapshot says, its rows read back to the same hash.

use super::world::{hash_of, metrics, now, read_csv};
use std::fmt::Write as _;
use weighbridge::export::rows::FORMATS;
use weighbridge::export::{Error, kept};
use weighbridge::snapshot::{Format, Rules, decode_part, encode, read, read_kept};

/// The content of a snapshot file in another format.
fn spelled(csv: &[u8], extension: &str, decimals: u8) -> Vec<u8> {
    let content = read_csv(csv)
        .unwrap_or_else(|report| panic!("{report}"))
        .content;
    let format = FORMATS.iter().find(|format| format.extension == extension);
    let table = kept::table("ab".to_owned(), decimals);
    let mut writer = format.unwrap().begin(&table).unwrap();
    let mut file = Vec::new();
    for (part, body) in encode(&content).unwrap().parts.iter().enumerate() {
        let text = decode_part(&body.unwrap()).unwrap();
        read_kept(&text, part == 0, decimals, |row| {
            writer.row(&kept::cells(row, decimals))
        })
        .unwrap();
        file.extend(writer.take());
    }
    file.extend(writer.end().unwrap());
    file
}

/// The hash of a file in a format.
fn hash_in(extension: &str, file: &[u8]) -> [u8; 32] {
    let format = Format::of_file_name(&format!("x.{extension}")).unwrap();
    let metrics = metrics();
    let rules = Rules {
        metrics: &metrics,
        now: now(),
        max_inflated_bytes: 64 << 20,
    };
    let accepted = read(format, "x", file, &rules);
    let accepted = accepted.unwrap_or_else(|report| panic!("{report}"));
    encode(&accepted.content).unwrap().sha256
}

fn assert_same(csv: &str, decimals: u8) {
    for format in FORMATS.iter().filter(|format| !format.packs) {
        let file = spelled(csv.as_bytes(), format.extension, decimals);
        if format.extension == "csv" {
            // The same text, and not only the same rows.
            let content = read_csv(csv.as_bytes()).unwrap().content;
            let mut text = Vec::new();
            weighbridge::snapshot::write(&content, &mut text).unwrap();
            assert_eq!(String::from_utf8(file), String::from_utf8(text));
        } else {
            let found = hash_in(format.extension, &file);
            assert_eq!(found, hash_of(csv.as_bytes()), "{}", format.extension);
        }
    }
}

#[test]
fn texts_that_csv_has_to_guard_or_quote_come_through() {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "metric",
        "model",
        "observed_on",
        "value",
        "license",
        "organization",
    ])
    .unwrap();
    for (model, license) in [
        ("'=1+1", "'-x"),
        ("''x", "a,b"),
        ("say \"hi\"", "two\nlines"),
        (" edges ", "\u{feff}mark"),
        ("長/Ω", "null"),
        ("\u{1}control", "\\u0000"),
    ] {
        csv.write_record(["hf-likes", model, "2026-03-01", "1", license, ""])
            .unwrap();
    }
    assert_same(&String::from_utf8(csv.into_inner().unwrap()).unwrap(), 0);
}

#[test]
fn decimals_and_moments_come_through_exactly() {
    let csv = "metric,model,observed_on,value,captured_at\n\
        openrouter-price,a,2026-03-01,12.5,2026-03-02T00:00:00.123456Z\n\
        openrouter-price,b,2026-03-01,0.01,2026-03-02T00:00:00.123456Z\n\
        openrouter-price,c,2026-03-01,90071992547409.92,2026-03-02T00:00:00.123456Z\n\
        openrouter-tokens,a,2015-01-01,9007199254740992,2026-03-02T00:00:00.123456Z\n\
        openrouter-tokens,a,2015-01-02,0,2026-03-02T00:00:00.123456Z\n";
    assert_same(csv, 2);
}

#[test]
fn many_rows_come_through_group_by_group() {
    let mut csv = "metric,model,observed_on,value,license\n".to_owned();
    for number in 0..150_000 {
        let license = if number % 3 == 0 { "mit" } else { "" };
        let _ = writeln!(
            csv,
            "hf-likes,acme/Model-{number:06},2026-03-01,{number},{license}"
        );
    }
    assert_same(&csv, 0);
}

#[test]
fn a_cell_in_the_wrong_place_is_an_error() {
    use weighbridge::export::rows::Cell;
    for format in FORMATS.iter().filter(|format| !format.packs) {
        let table = kept::table(String::new(), 0);
        let mut writer = format.begin(&table).unwrap();
        let mut row = vec![Cell::Text("x"); table.columns.len()];
        let error = writer.row(&row).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Cell {
                    form: "observed_on",
                    ..
                }
            ),
            "{error}"
        );
        row[0] = Cell::Empty;
        assert!(writer.row(&row).is_err());
    }
}
