//! JSON: the rows of the CSV, with what is needed to quote them.

use super::{Error, View};
use crate::domain::Semantics;
use crate::query::{Row, keys, rows, sentence};
use crate::text::Language;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
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
    rows: Vec<Row<'a>>,
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
        rows: rows(subject.answer, subject.dictionary, Language::default()).collect(),
    };
    Ok(serde_json::to_vec(&document)?)
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
