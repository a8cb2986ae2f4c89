//! JSON: the rows of the CSV, with what is needed to quote them.

use super::about::{BasesNote, MetricNote, SourceNote};
use super::{Error, Output, View};
use crate::charts::{Cell, Sheet};
use crate::text::Language;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    sentence: String,
    query: BTreeMap<&'static str, String>,
    address: &'a str,
    permalink: Option<&'a str>,
    metric: MetricNote<'a>,
    source: Option<SourceNote<'a>>,
    as_of: Option<NaiveDate>,
    citation: &'a str,
    notes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bases: Option<Vec<BasesNote>>,
    /// The moment the data is of: the same data is the same bytes whenever it is asked for.
    generated_at: Option<String>,
    rows: Records<'a>,
}

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let document = Document {
        title: &view.figure.caption.title,
        sentence: view.sentence(Language::default()),
        query: view.query(),
        address: view.address,
        permalink: view.permalink,
        metric: MetricNote::of(view.metric()),
        source: view.source().map(SourceNote::of),
        as_of: view.subject.as_of,
        citation: &view.figure.caption.source,
        notes: &view.figure.caption.note,
        bases: view.bases(),
        generated_at: view.known_at.map(moment),
        rows: Records(RefCell::new(Some(view.sheet()))),
    };
    let mut output = BufWriter::new(output);
    serde_json::to_writer(&mut output, &document)?;
    output.flush()?;
    Ok(())
}

/// The rows, made as they are written; they can be written once.
struct Records<'a>(RefCell<Option<Sheet<'a>>>);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sheet = self.0.take();
        let sheet = sheet.ok_or_else(|| S::Error::custom("rows are written once"))?;
        let mut list = serializer.serialize_seq(Some(sheet.count))?;
        for record in records(sheet) {
            list.serialize_element(&record.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}

/// A moment in RFC 3339, to the second.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// One row: its cells by column, in their order.
pub struct Record(Vec<(&'static str, Option<Value>)>);

enum Value {
    Text(String),
    /// A number as exact as the CSV has it.
    Number(Box<RawValue>),
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, value) in &self.0 {
            match value {
                Some(Value::Text(text)) => map.serialize_entry(column, text)?,
                Some(Value::Number(number)) => map.serialize_entry(column, number)?,
                None => map.serialize_entry(column, &None::<&str>)?,
            }
        }
        map.end()
    }
}

/// The rows of a view as JSON has them, for whoever says the rest in their own words.
///
/// # Errors
/// [`Error::Withheld`] where the source forbids to hand its rows out.
pub fn json_rows(view: &View<'_>) -> Result<Vec<Record>, Error> {
    if view.gives_rows() {
        records(view.sheet()).collect()
    } else {
        Err(Error::Withheld)
    }
}

/// The rows as JSON has them.
pub(super) fn records(sheet: Sheet<'_>) -> impl Iterator<Item = Result<Record, Error>> {
    sheet.rows.map(|row| {
        let mut record = Vec::with_capacity(row.len());
        for (column, cell) in sheet.columns.iter().zip(row) {
            let value = match cell {
                // JSON carries text as it is: only spreadsheets run formulas.
                Cell::Text(text) | Cell::Word(text) => Some(Value::Text(text)),
                Cell::Number(text) => Some(Value::Number(RawValue::from_string(text)?)),
                Cell::Empty => None,
            };
            record.push((column.name, value));
        }
        Ok(Record(record))
    })
}
