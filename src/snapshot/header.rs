//! The header of CSV v1: which column holds which field.

use super::field::Field;
use super::problem::{Problem, Problems, Unit, excerpt};
use super::records::Records;
use std::io::Read;

/// Which column holds which field.
#[derive(Debug)]
pub struct Header {
    /// Known fields with their column number, from 0.
    fields: Vec<(Field, usize)>,
    /// Columns in all, known or not.
    len: usize,
}

impl Header {
    /// Reads the header from the current record. None when no column has a known name.
    pub fn read<R: Read>(records: &Records<R>, problems: &mut Problems) -> Option<Self> {
        let mut fields: Vec<(Field, usize)> = Vec::new();
        let mut unknown = Vec::new();
        for number in 0..records.len() {
            let cell = records.field(number).unwrap_or_default();
            let at = |message, hint| Problem {
                unit: Unit::Line,
                line: records.line_of(number),
                column: Some(number as u32 + 1),
                field: None,
                message,
                hint: Some(hint),
            };
            let Some(field) = std::str::from_utf8(cell).ok().and_then(Field::named) else {
                unknown.push(at(
                    format!("{} is not a known column", excerpt(cell)),
                    advice(cell),
                ));
                continue;
            };
            match fields.iter().find(|(known, _)| *known == field) {
                Some((_, first)) => {
                    let message = format!(
                        "column `{}` stands twice, first as column {}",
                        field.name(),
                        first + 1
                    );
                    problems.add(|| at(message, "keep one of the two".to_owned()));
                }
                None => fields.push((field, number)),
            }
        }
        if fields.is_empty() {
            problems.add(|| no_header(records.line(), records.field(0).unwrap_or_default()));
            return None;
        }
        for problem in unknown {
            problems.add(|| problem);
        }
        for field in Field::ALL {
            if field.is_required() && !fields.iter().any(|(known, _)| *known == field) {
                problems.add(|| Problem {
                    field: Some(field.name()),
                    ..Problem::of_line(
                        records.line(),
                        format!("column `{}` is missing", field.name()),
                        "every file has metric, model, observed_on and value",
                    )
                });
            }
        }
        Some(Self {
            fields,
            len: records.len(),
        })
    }

    /// Known fields with their column number, from 0.
    pub fn fields(&self) -> &[(Field, usize)] {
        &self.fields
    }

    /// How many columns there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The column of a field, from 0.
    pub fn number_of(&self, field: Field) -> Option<usize> {
        self.fields
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, number)| *number)
    }
}

/// How to mend a column name.
fn advice(cell: &[u8]) -> String {
    let plain = String::from_utf8_lossy(cell)
        .trim()
        .to_ascii_lowercase()
        .replace([' ', '-'], "_");
    match Field::named(&plain) {
        Some(field) => format!("write `{}`", field.name()),
        None => format!("known columns: {}", Field::header().replace(',', ", ")),
    }
}

/// What the file is instead of CSV, by its first bytes.
pub fn other_format(beginning: &[u8]) -> Option<Problem> {
    let (message, hint) = match beginning {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("the file is UTF-16", "save it as \"CSV UTF-8\""),
        [b'P', b'K', 3, 4, ..] => (
            "the file is a workbook or a ZIP archive, not CSV",
            "save it as \"CSV UTF-8\"",
        ),
        [b'P', b'A', b'R', b'1', ..] => ("the file is Parquet, not CSV", "name it .parquet"),
        [b'{' | b'[', ..] => (
            "the file is JSON, not CSV",
            "say which recorded answer it is: --as huggingface, openrouter-rankings, pypistats or \
             npm; rows of our own, one object a line, are named .ndjson",
        ),
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            ("the file is compressed twice", "decompress it once")
        }
        _ => return None,
    };
    Some(Problem::of_line(1, message, hint))
}

/// The problem of a first row in which nothing is a column name.
fn no_header(line: u64, first: &[u8]) -> Problem {
    if has_other_delimiter(first) {
        return Problem::of_line(
            line,
            "the columns are not separated by commas",
            "separate them by `,`",
        );
    }
    let hint = format!("begin with a header row such as {}", Field::header());
    Problem::of_line(line, "the first row names no known column", hint)
}

fn has_other_delimiter(first: &[u8]) -> bool {
    [b';', b'\t', b'|'].iter().any(|delimiter| {
        first
            .split(|byte| byte == delimiter)
            .filter_map(|cell| std::str::from_utf8(cell).ok())
            .any(|name| name.len() < first.len() && Field::named(name).is_some())
    })
}
