//! What a view is, without its rows: question, metric, source, columns, and the files there are.

use super::about::{BasesNote, MetricNote, SourceNote, meaning};
use super::package::Digested;
use super::{Error, Output, View, csv, reference};
use crate::charts::Form;
use crate::text::Language;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    /// The question in words, by language.
    sentence: BTreeMap<&'static str, String>,
    query: BTreeMap<&'static str, String>,
    address: &'a str,
    permalink: Option<&'a str>,
    metric: MetricNote<'a>,
    source: Option<SourceNote<'a>>,
    as_of: Option<NaiveDate>,
    citation: String,
    source_line: String,
    notes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bases: Option<Vec<BasesNote>>,
    columns: Vec<ColumnNote>,
    /// What the CSV holds; none where rows are not given.
    csv: Option<CsvNote>,
    files: Vec<FileNote>,
}

#[derive(Serialize)]
struct ColumnNote {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    meaning: String,
}

#[derive(Serialize)]
struct CsvNote {
    rows: usize,
    bytes: usize,
    sha256: String,
}

#[derive(Serialize)]
struct FileNote {
    format: &'static str,
    media_type: &'static str,
    address: String,
}

/// The name of a form in Table Schema, which the package uses as well.
pub const fn table_schema_type(form: Form, amounts_are_whole: bool) -> &'static str {
    match form {
        Form::Day => "date",
        Form::Text => "string",
        Form::Count => "integer",
        Form::Amount if amounts_are_whole => "integer",
        Form::Amount | Form::Part => "number",
    }
}

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let sheet = view.sheet();
    let columns = sheet.columns.iter().map(|column| ColumnNote {
        name: column.name,
        kind: table_schema_type(column.form, view.amounts_are_whole()),
        meaning: meaning(column, Language::default()),
    });
    let csv = if view.gives_rows() {
        let mut digest = Digested::default();
        csv::plain(view.sheet(), &mut digest)?;
        let (bytes, sha256) = digest.of_all();
        Some(CsvNote {
            rows: sheet.count,
            bytes,
            sha256,
        })
    } else {
        None
    };
    let in_words = |language: &Language| (language.word(), view.sentence(*language));
    let document = Document {
        title: &view.figure.caption.title,
        sentence: Language::ALL.iter().map(in_words).collect(),
        query: view.query(),
        address: view.address,
        permalink: view.permalink,
        metric: MetricNote::of(view.metric()),
        source: view.source().map(SourceNote::of),
        as_of: view.subject.as_of,
        citation: reference::citation(view, Language::default()),
        source_line: view.source_line(Language::default()),
        notes: &view.figure.caption.note,
        bases: view.bases(),
        columns: columns.collect(),
        csv,
        files: view
            .formats()
            .map(|format| FileNote {
                format: format.extension,
                media_type: format.media_type,
                address: view.in_format(format),
            })
            .collect(),
    };
    output.write_all(&serde_json::to_vec_pretty(&document)?)?;
    Ok(())
}
