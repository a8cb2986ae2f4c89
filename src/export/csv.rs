//! CSV: tidy rows, snake-case columns, text guarded against spreadsheets that run formulas.

use super::{Error, View};
use crate::query::{Row, rows};
use crate::snapshot::needs_guard;
use crate::text::Language;
use std::borrow::Cow;

/// Columns that hold text; the others are dates and numbers of ours.
const TEXT_COLUMNS: [&str; 3] = ["unit", "series", "label"];

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(Row::COLUMNS)?;
    // Data files are never localized: the same address is the same bytes for everybody.
    for row in rows(
        view.subject.answer,
        view.subject.dictionary,
        Language::default(),
    ) {
        let cells = row.cells();
        let cells = Row::COLUMNS.iter().zip(&cells).map(|(column, cell)| {
            if TEXT_COLUMNS.contains(column) {
                guarded(cell)
            } else {
                Cow::Borrowed(cell.as_ref())
            }
        });
        writer.write_record(cells.map(std::borrow::Cow::into_owned))?;
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
