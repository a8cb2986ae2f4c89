//! JSON: the rows of the CSV, with what is needed to quote them.

use super::{Error, View};
use crate::charts::Cell;
use crate::domain::Semantics;
use crate::query::{keys, sentence};
use crate::text::Language;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    sentence: String,
    query: BTreeMap<&'static str, String>,
    address: &'a str,
    metric: MetricNote<'a>,
    source: Option<SourceNote<'a>>,
    as_of: Option<NaiveDate>,
    citation: &'a str,
    notes: &'a str,
    generated_at: String,
    rows: Vec<Record>,
}

#[derive(Serialize)]
struct MetricNote<'a> {
    id: &'a str,
    label: &'a str,
    semantics: &'static str,
    window_days: Option<u16>,
    unit: &'a str,
    definition: &'a str,
}

#[derive(Serialize)]
struct SourceNote<'a> {
    id: &'a str,
    name: &'a str,
    homepage: &'a str,
    data_license: &'a str,
}

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let subject = &view.subject;
    let metric = &subject.answer.metric;
    let document = Document {
        title: &view.figure.caption.title,
        sentence: sentence(subject.query, subject.dictionary, Language::default()),
        query: keys()
            .filter_map(|key| Some((key.name(), key.spell(subject.query)?)))
            .collect(),
        address: view.address,
        metric: MetricNote {
            id: &metric.slug,
            label: &metric.label.en,
            semantics: metric.semantics.word(),
            window_days: match metric.semantics {
                Semantics::Window { days } => Some(days),
                Semantics::Cumulative | Semantics::Flow => None,
            },
            unit: &metric.unit.en,
            definition: &metric.definition.en,
        },
        source: subject
            .dictionary
            .source(&metric.source)
            .map(|source| SourceNote {
                id: &source.slug,
                name: &source.name,
                homepage: &source.homepage,
                data_license: &source.data_license,
            }),
        as_of: subject.as_of,
        citation: &view.figure.caption.source,
        notes: &view.figure.caption.note,
        generated_at: moment(view.generated_at),
        rows: records(view)?,
    };
    Ok(serde_json::to_vec(&document)?)
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// One row: its cells by column, in their order.
struct Record(Vec<(&'static str, Option<Value>)>);

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

fn records(view: &View<'_>) -> Result<Vec<Record>, Error> {
    let sheet = view.sheet();
    let mut records = Vec::with_capacity(sheet.rows.len());
    for row in sheet.rows {
        let mut record = Vec::with_capacity(row.len());
        for (column, cell) in sheet.columns.iter().zip(row) {
            let value = match cell {
                // JSON carries text as it is: only spreadsheets run formulas.
                Cell::Text(text) | Cell::Word(text) => Some(Value::Text(text)),
                Cell::Number(text) => Some(Value::Number(RawValue::from_string(text)?)),
                Cell::Empty => None,
            };
            record.push((*column, value));
        }
        records.push(Record(record));
    }
    Ok(records)
}
