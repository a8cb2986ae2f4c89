//! CSV: tidy rows, snake-case columns, text guarded against spreadsheets that run formulas.

use super::{Error, View};
use crate::charts::Cell;
use crate::snapshot::needs_guard;
use std::borrow::Cow;

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let sheet = view.sheet();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(sheet.columns)?;
    for row in &sheet.rows {
        for cell in row {
            let text = match cell {
                Cell::Text(text) => guarded(text),
                Cell::Word(text) | Cell::Number(text) => Cow::Borrowed(text.as_str()),
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
