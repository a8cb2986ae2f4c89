//! Files: the same view as data or picture. A format is a file here and a line in [`FORMATS`];
//! addresses, links and tests follow from the line.

mod csv;
mod json;
mod svg;

use crate::charts::{Figure, Kind, Sheet, Subject};
use crate::query::Answer;
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
    /// When this was made.
    pub generated_at: DateTime<Utc>,
}

impl View<'_> {
    /// The rows behind the chart.
    fn sheet(&self) -> Sheet {
        (self.kind.sheet)(&self.subject)
    }
}

/// A view that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Writing CSV failed.
    #[error("writing CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// Writing JSON failed.
    #[error("writing JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A file format of views.
pub struct Format {
    /// Ending of addresses and file names, without the dot.
    pub extension: &'static str,
    /// Content type.
    pub media_type: &'static str,
    /// Whether browsers should save it rather than show it.
    pub attachment: bool,
    /// Writes a view.
    pub write: fn(&View<'_>) -> Result<Vec<u8>, Error>,
}

/// Every format, in the order readers are offered them.
pub static FORMATS: &[Format] = &[
    Format {
        extension: "csv",
        media_type: "text/csv; charset=utf-8; header=present",
        attachment: true,
        write: csv::write,
    },
    Format {
        extension: "json",
        media_type: "application/json",
        attachment: false,
        write: json::write,
    },
    Format {
        extension: "svg",
        media_type: "image/svg+xml",
        attachment: false,
        write: svg::write,
    },
];

impl Format {
    /// The format of an ending.
    pub fn of(extension: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.extension == extension)
    }

    /// Message key of what its link says.
    pub fn name_key(&self) -> String {
        format!("format-{}", self.extension)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, has_message};
    use std::collections::HashSet;

    #[test]
    fn formats_have_their_own_ending_and_a_name() {
        let endings: HashSet<_> = FORMATS.iter().map(|format| format.extension).collect();
        assert_eq!(endings.len(), FORMATS.len());
        for format in FORMATS {
            assert!(
                has_message(Language::En, &format.name_key(), &[]),
                "{}",
                format.name_key()
            );
            assert!(std::ptr::eq(Format::of(format.extension).unwrap(), format));
        }
    }
}
