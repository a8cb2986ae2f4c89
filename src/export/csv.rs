//! CSV: tidy rows, snake-case columns, text guarded against spreadsheets that run formulas.

use super::{Error, View};
use crate::charts::{Cell, Sheet};
use crate::snapshot::needs_guard;
use crate::text::Language;
use std::borrow::Cow;

/// How a file is spelled. What stands in it does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// RFC 4180, UTF-8: for programs.
    Plain,
    /// As the Excel of a language opens it with a double click.
    Excel(Language),
}

impl Spelling {
    /// Excel takes a file without a byte order mark for the system's old character set.
    const fn opening(self) -> &'static [u8] {
        match self {
            Self::Plain => b"",
            Self::Excel(_) => b"\xef\xbb\xbf",
        }
    }

    const fn delimiter(self) -> u8 {
        match self {
            Self::Plain | Self::Excel(Language::En) => b',',
            Self::Excel(Language::Fr) => b';',
        }
    }

    /// Where numbers have a comma, one with a point is a text, or a date.
    fn number(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Excel(Language::Fr) => Cow::Owned(text.replace('.', ",")),
            Self::Plain | Self::Excel(Language::En) => Cow::Borrowed(text),
        }
    }
}

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let spelling = if view.is_opted {
        Spelling::Excel(view.spelled_for)
    } else {
        Spelling::Plain
    };
    spell(&view.sheet(), spelling)
}

/// Rows for programs.
pub(super) fn plain(sheet: &Sheet) -> Result<Vec<u8>, Error> {
    spell(sheet, Spelling::Plain)
}

fn spell(sheet: &Sheet, spelling: Spelling) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(spelling.delimiter())
        .from_writer(spelling.opening().to_vec());
    writer.write_record(sheet.columns.iter().map(|column| column.name))?;
    for row in &sheet.rows {
        for cell in row {
            let text = match cell {
                Cell::Text(text) => guarded(text),
                Cell::Word(text) => Cow::Borrowed(text.as_str()),
                Cell::Number(text) => spelling.number(text),
                Cell::Empty => Cow::Borrowed(""),
            };
            writer.write_field(text.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

/// A text that a spreadsheet cannot take for a formula.
fn guarded(text: &str) -> Cow<'_, str> {
    if needs_guard(text.as_bytes()) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{Column, Form};

    static COLUMNS: [Column; 2] = [
        Column {
            name: "label",
            form: Form::Text,
            may_be_empty: false,
        },
        Column {
            name: "share",
            form: Form::Part,
            may_be_empty: true,
        },
    ];

    fn spelled(spelling: Spelling) -> String {
        let sheet = Sheet {
            columns: &COLUMNS,
            rows: vec![
                vec![Cell::Text("=a;b,c".into()), Cell::Number("0.25".into())],
                vec![Cell::Text("é".into()), Cell::Empty],
            ],
        };
        String::from_utf8(spell(&sheet, spelling).unwrap()).unwrap()
    }

    #[test]
    fn each_reader_gets_the_spelling_it_opens() {
        assert_eq!(
            spelled(Spelling::Plain),
            "label,share\n\"'=a;b,c\",0.25\né,\n"
        );
        assert_eq!(
            spelled(Spelling::Excel(Language::En)),
            "\u{feff}label,share\n\"'=a;b,c\",0.25\né,\n"
        );
        assert_eq!(
            spelled(Spelling::Excel(Language::Fr)),
            "\u{feff}label;share\n\"'=a;b,c\";0,25\né;\n"
        );
    }
}
