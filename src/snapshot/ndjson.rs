//! NDJSON: one observation a line, an object with the names of CSV v1's columns as keys.
//!
//! Texts are taken as they are: a spreadsheet does not open such a file, so nothing is guarded.
//! A key that is left out and `null` say the same: nothing.

use super::field::{Cells, Field, Locate};
use super::intake::Intake;
use super::lines::{Found, Lines};
use super::problem::{Problem, Unit, excerpt};
use super::recorded::{Members, Text};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{self, Read};

/// Hands every line to the intake.
pub fn read(input: &mut dyn Read, intake: &mut Intake<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let result = read_lines(&mut lines, intake);
    intake.reached_line(lines.number().max(1));
    result
}

fn read_lines<R: Read>(lines: &mut Lines<R>, intake: &mut Intake<'_>) -> io::Result<()> {
    loop {
        let number = lines.number() + 1;
        match lines.advance()? {
            Found::Line => {
                if number == 1
                    && let Some(problem) = other_format(lines.text())
                {
                    intake.problems().add(|| problem);
                    return Ok(());
                }
                if !lines.text().trim_ascii().is_empty() {
                    read_line(lines.text(), number, intake);
                }
            }
            Found::TooLong => {
                intake.count_row();
                intake.problems().add(|| {
                    let hint = "write one observation a line, each text at most 1024 bytes long";
                    Problem::of_line(number, "the line is longer than one mebibyte", hint)
                });
            }
            Found::End => {
                let hint = "write one object a line, such as {\"metric\": ..., \"model\": ..., \
                            \"observed_on\": ..., \"value\": ...}";
                intake.expect_rows(number.saturating_sub(1).max(1), hint);
                return Ok(());
            }
        }
    }
}

/// A line that is known to be UTF-8.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    number: u64,
}

fn read_line(bytes: &[u8], number: u64, intake: &mut Intake<'_>) {
    let line = match std::str::from_utf8(bytes) {
        Ok(text) => Line { text, number },
        Err(error) => {
            intake.count_row();
            intake
                .problems()
                .add(|| not_utf8(bytes, error.valid_up_to(), number));
            return;
        }
    };
    let members = match serde_json::from_str::<Members<'_>>(line.text) {
        Ok(Members(members)) => members,
        Err(error) => {
            intake.count_row();
            intake.problems().add(|| not_an_object(line, &error));
            return;
        }
    };
    let before = intake.problem_count();
    let mut row = Row::default();
    for (key, raw) in &members {
        if let Err(problem) = row.set(line, key, raw) {
            intake.problems().add(|| *problem);
        }
    }
    for field in Field::ALL {
        if field.is_required() && row.offsets[field as usize].is_none() {
            intake.problems().add(|| Problem {
                field: Some(field.name()),
                ..Problem::of_line(
                    number,
                    format!("key `{}` is missing", field.name()),
                    "every line has metric, model, observed_on and value",
                )
            });
        }
    }
    // What has no form says nothing: its values would only be reported a second time.
    if intake.problem_count() > before {
        intake.count_row();
        return;
    }
    let mut cells = Cells::default();
    for field in Field::ALL {
        if let Some(cell) = &row.cells[field as usize] {
            cells.set(field, cell.as_bytes());
        }
    }
    intake.take(&cells, &Place { line, row: &row });
}

/// The cells of a line, and where each begins in its text.
#[derive(Default)]
struct Row<'a> {
    cells: [Option<Cow<'a, str>>; Field::COUNT],
    offsets: [Option<usize>; Field::COUNT],
}

impl<'a> Row<'a> {
    fn set(&mut self, line: Line<'a>, key: &str, raw: &'a RawValue) -> Result<(), Box<Problem>> {
        let offset = (raw.get().as_ptr() as usize).saturating_sub(line.text.as_ptr() as usize);
        let Some(field) = Field::named(key) else {
            let message = format!("{} is not a known key", excerpt(key.as_bytes()));
            let hint = format!("known keys: {}", Field::header().replace(',', ", "));
            return Err(Box::new(line.problem(offset, None, message, hint)));
        };
        let flawed = |message: String, hint: &str| {
            Box::new(line.problem(offset, Some(field), message, hint.to_owned()))
        };
        if self.offsets[field as usize].replace(offset).is_some() {
            let message = format!("key `{key}` stands twice");
            return Err(flawed(message, "keep one of the two"));
        }
        let text = raw.get();
        let cell = match text.as_bytes().first() {
            Some(b'"') => {
                let Ok(Text(text)) = serde_json::from_str(text) else {
                    let message = format!("{} is no text", excerpt(text.as_bytes()));
                    return Err(flawed(message, "write both halves of a surrogate pair"));
                };
                text
            }
            // Not said; where it has to be, the checks say that it is empty.
            Some(b'n') => Cow::Borrowed(""),
            Some(b'0'..=b'9' | b'-') if field == Field::Value => Cow::Borrowed(text),
            Some(b'{' | b'[') => {
                let message = format!("{} is nested", excerpt(text.as_bytes()));
                return Err(flawed(message, "write a text, a number or null"));
            }
            _ => {
                let message = format!("{} is not a text", excerpt(text.as_bytes()));
                let hint = if field == Field::Value {
                    "write a number"
                } else {
                    "write it in quotes"
                };
                return Err(flawed(message, hint));
            }
        };
        self.cells[field as usize] = Some(cell);
        Ok(())
    }
}

impl Line<'_> {
    /// Character of a byte of the line, from 1.
    fn column(self, offset: usize) -> u32 {
        let before = self.text.get(..offset).unwrap_or_default();
        before.chars().count() as u32 + 1
    }

    fn problem(
        self,
        offset: usize,
        field: Option<Field>,
        message: String,
        hint: String,
    ) -> Problem {
        Problem {
            unit: Unit::Line,
            line: self.number,
            column: Some(self.column(offset)),
            field: field.map(Field::name),
            message,
            hint: Some(hint),
        }
    }
}

/// Where the cells of a line stand.
struct Place<'a> {
    line: Line<'a>,
    row: &'a Row<'a>,
}

impl Locate for Place<'_> {
    fn line(&self) -> u64 {
        self.line.number
    }

    fn cell(&self, field: Field) -> (u64, Option<u32>) {
        let offset = self.row.offsets[field as usize];
        let column = offset.map(|offset| self.line.column(offset));
        (self.line.number, column)
    }
}

fn not_utf8(bytes: &[u8], at: usize, number: u64) -> Problem {
    let good = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
    let byte = bytes.get(at).copied().unwrap_or_default();
    Problem {
        column: Some(good.chars().count() as u32 + 1),
        ..Problem::of_line(
            number,
            format!(
                "the line is not valid UTF-8 at byte {} (0x{byte:02X})",
                at + 1
            ),
            "save the file as UTF-8",
        )
    }
}

fn not_an_object(line: Line<'_>, error: &serde_json::Error) -> Problem {
    if !line.text.trim_start().starts_with('{') {
        let message = format!("{} is not an object", excerpt(line.text.as_bytes()));
        return line.problem(0, None, message, "write one object a line".to_owned());
    }
    let (message, hint) = if error.is_eof() {
        (
            "the object does not end on its line".to_owned(),
            "write each observation on one line; a file that ends here was cut short",
        )
    } else {
        // serde_json repeats the place in its words; ours stands in front.
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        (
            format!("the line is not JSON ({words})"),
            "write one object a line and nothing behind it",
        )
    };
    // serde_json counts the bytes it has read.
    let last = error.column().saturating_sub(1).min(line.text.len());
    let offset = (0..=last)
        .rev()
        .find(|offset| line.text.is_char_boundary(*offset));
    line.problem(offset.unwrap_or(0), None, message, hint.to_owned())
}

/// What the file is instead of NDJSON, by its first line.
fn other_format(first: &[u8]) -> Option<Problem> {
    let (message, hint) = match first {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("the file is UTF-16", "save it as UTF-8"),
        [b'P', b'K', 3, 4, ..] => (
            "the file is a workbook or a ZIP archive, not NDJSON",
            "unpack it, or save it as \"CSV UTF-8\"",
        ),
        [b'P', b'A', b'R', b'1', ..] => ("the file is Parquet, not NDJSON", "name it .parquet"),
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            ("the file is compressed twice", "decompress it once")
        }
        [b'[', ..] => (
            "the file is a list, not one object a line",
            "write its elements one a line, without brackets and commas; the answer of a source is \
             read with --as",
        ),
        _ if first.starts_with(b"metric,") => ("the file is CSV, not NDJSON", "name it .csv"),
        _ => return None,
    };
    Some(Problem::of_line(1, message, hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_before_it() {
        let line = Line {
            text: "{\"é\": \"x\"}",
            number: 3,
        };
        let raw = line.text.find("\"x\"").unwrap();
        assert_eq!(line.column(raw), 7);
    }
}
