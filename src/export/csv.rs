//! CSV: tidy rows, snake-case columns, text guarded against spreadsheets that run formulas.

use super::{Error, View};
use crate::query::{Row, rows};
use crate::snapshot::needs_guard;
use crate::text::Language;
use std::borrow::Cow;

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(Row::COLUMNS)?;
    // Data files are never localized: the same address is the same bytes for everybody.
    for row in rows(
        view.subject.answer,
        view.subject.dictionary,
        Language::default(),
    ) {
        write_row(&mut writer, &row)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Csv(error.into_error().into()))
}

/// Writes one row.
pub fn write_row<W: std::io::Write>(writer: &mut csv::Writer<W>, row: &Row<'_>) -> csv::Result<()> {
    let share = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    writer.write_record([
        row.observed_on.to_string().as_str(),
        row.metric,
        &guarded(row.unit),
        &guarded(row.series),
        &guarded(&row.label),
        &row.value.to_string(),
        &share(row.share),
        &share(row.share_low),
        &share(row.share_high),
        &row.models.to_string(),
        &row.days_observed.to_string(),
    ])
}

/// A text that a spreadsheet cannot take for a formula.
fn guarded(text: &str) -> Cow<'_, str> {
    if needs_guard(text.as_bytes()) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
