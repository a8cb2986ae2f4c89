//! CSV: tidy rows, snake-case columns, text guarded against spreadsheets that run formulas.

use super::{Error, Output, View};
use crate::charts::{Cell, Sheet};
use crate::snapshot::needs_guard;
use crate::text::Language;
use std::borrow::Cow;
use std::io::Write;

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

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let spelling = if view.is_opted {
        Spelling::Excel(view.spelled_for)
    } else {
        Spelling::Plain
    };
    spell(view.sheet(), spelling, output)
}

/// Rows for programs.
pub(super) fn plain(sheet: Sheet<'_>, output: &mut dyn Write) -> Result<(), Error> {
    spell(sheet, Spelling::Plain, output)
}

fn spell(sheet: Sheet<'_>, spelling: Spelling, mut output: impl Write) -> Result<(), Error> {
    output.write_all(spelling.opening())?;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(spelling.delimiter())
        .from_writer(output);
    writer.write_record(sheet.columns.iter().map(|column| column.name))?;
    for row in sheet.rows {
        for cell in &row {
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
    writer.flush()?;
    Ok(())
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
        let rows = vec![
            vec![Cell::Text("=a;b,c".into()), Cell::Number("0.25".into())],
            vec![Cell::Text("é".into()), Cell::Empty],
        ];
        let sheet = Sheet {
            columns: &COLUMNS,
            count: rows.len(),
            rows: Box::new(rows.into_iter()),
        };
        let mut spelled = Vec::new();
        spell(sheet, spelling, &mut spelled).unwrap();
        String::from_utf8(spelled).unwrap()
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
