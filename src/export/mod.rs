//! Files: the same view as data or picture. A format is a file here and a line in [`FORMATS`];
//! addresses, links and tests follow from the line.
//!
//! A file is a function of the data and the question: nothing here reads a clock, and the same
//! data gives the same bytes.

mod about;
pub mod bulk;
mod catalog;
mod csv;
mod data_license;
mod dataset;
mod feed;
mod format;
mod json;
pub mod kept;
mod metadata;
mod ndjson;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod png;
mod readme;
mod reference;
pub mod rows;
mod svg;
mod xlsx;

pub use catalog::{Measured, data_catalog, dcat};
pub use data_license::{DataLicense, OURS};
pub use dataset::{Described, Download, json_ld};
pub use feed::{Feed, FeedEntry};
pub use format::{FORMATS, Format, Group, Opted, Output};
pub use json::{Record, json_rows};
pub use metadata::table_schema_type;
pub use png::{CARD, SOCIAL};
pub use reference::{Reference, citation};

use crate::charts::{Figure, Kind, Subject};
use crate::query::Answer;
use crate::text::Language;
use chrono::{DateTime, Utc};
use std::fmt::Write as _;

/// A view on its way out.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Question and answer.
    pub subject: Subject<'a>,
    /// The kind of chart.
    pub kind: &'static Kind,
    /// The chart of it.
    pub figure: &'a Figure,
    /// The address it can be had at again, without its ending.
    pub address: &'a str,
    /// The address at which it stays as it is, if anything is known yet.
    pub permalink: Option<&'a str>,
    /// When the newest snapshot it knows was captured: the moment the view is of.
    pub known_at: Option<DateTime<Utc>>,
    /// Whether the option of the format was asked for.
    pub is_opted: bool,
    /// Whose numbers that option spells. What stands in a file is in no language but that of its
    /// subject.
    pub spelled_for: Language,
}

/// A view that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The terms of the source forbid to hand its rows out.
    #[error("the terms of the source forbid to hand its rows out")]
    Withheld,
    /// The format cannot hold so many rows.
    #[error("{0} rows are more than the format can hold")]
    TooManyRows(usize),
    /// Writing CSV failed.
    #[error("writing CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// Writing JSON failed.
    #[error("writing JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Writing a workbook failed.
    #[error("writing XLSX: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// Writing Parquet failed.
    #[cfg(feature = "parquet")]
    #[error("writing Parquet: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// Writing an archive failed.
    #[error("writing ZIP: {0}")]
    Zip(#[from] ::zip::result::ZipError),
    /// Writing a feed failed.
    #[error("writing Atom: {0}")]
    Atom(#[from] atom_syndication::Error),
    /// Writing failed.
    #[error("writing: {0}")]
    Io(#[from] std::io::Error),
    /// The picture could not be painted.
    #[error("painting: {0}")]
    Picture(String),
    /// An archive was begun without what goes into it.
    #[error("an archive needs a description of its rows")]
    NoPackage,
    /// A cell does not hold what its column says.
    #[error("`{text}` is no {form}")]
    Cell {
        /// What stands there.
        text: String,
        /// What should stand there.
        form: &'static str,
    },
}

/// A name for the file of an answer, such as
/// `weighbridge_openrouter-tokens_by-camp_2025-01-01_2026-10-07`.
pub fn file_stem(answer: &Answer) -> String {
    let mut stem = format!("weighbridge_{}_by-{}", answer.metric.slug, answer.by.key);
    if let (Some(first), Some(last)) = (answer.periods.first(), answer.periods.last()) {
        let _ = write!(stem, "_{}_{}", first.period.first, last.period.first);
    }
    stem
}
