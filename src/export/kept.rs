//! A snapshot's content in another format than it is kept in: the same columns, the same rows in
//! the same order.

use super::rows::{Cell, Column, Form, Table};
use crate::snapshot::{Field, KeptRow};

/// The table of a snapshot: `sha256` is its identity in hex, `decimals` are what its values may
/// have. It follows from the content alone, so that the file never becomes another one: the words
/// of a citation may change.
pub fn table(sha256: String, decimals: u8) -> Table {
    let columns = Field::ALL.map(|field| Column {
        name: field.name(),
        form: match field {
            Field::ObservedOn => Form::Day,
            Field::CapturedAt => Form::Moment,
            Field::Value => Form::Amount { decimals },
            _ => Form::Text,
        },
        may_be_empty: !field.is_required() && field != Field::CapturedAt,
    });
    Table {
        name: "snapshot",
        columns: columns.to_vec(),
        notes: vec![("snapshot_sha256", sha256)],
        package: None,
    }
}

/// The cells of a row of a table of these decimals.
pub fn cells<'a>(row: &KeptRow<'a>, decimals: u8) -> [Cell<'a>; Field::COUNT] {
    let said = |text: Option<&'a str>| text.map_or(Cell::Empty, Cell::Text);
    Field::ALL.map(|field| match field {
        Field::Metric => Cell::Text(row.metric),
        Field::Model => Cell::Text(row.model),
        Field::ObservedOn => Cell::Day(row.observed_on),
        Field::Value => Cell::amount(row.value, decimals),
        Field::CapturedAt => Cell::Moment(row.captured_at),
        Field::License => said(row.license),
        Field::Weights => said(row.weights),
        Field::Organization => said(row.organization),
        Field::BaseModel => said(row.base_model),
    })
}
