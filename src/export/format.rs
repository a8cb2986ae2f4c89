//! The table of formats.

use super::{Error, View};
use super::{csv, json, metadata, ndjson, package, png, reference, svg, xlsx};
use std::io::{Cursor, Seek, Write};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The rows behind the chart. Not given where the source forbids to hand them out.
    Rows,
    /// The chart.
    Picture,
    /// What the rows are, without them.
    About,
    /// How to cite it, for reference managers.
    Reference,
}

/// A parameter of one format alone: `?excel=1`, `?size=social`. It says how the file is made and is
/// no part of the question.
pub struct Opted {
    /// Its key.
    pub key: &'static str,
    /// The only value it has.
    pub value: &'static str,
}

impl Opted {
    /// Message key of what its link says.
    pub fn name_key(&self) -> String {
        format!("format-option-{}", self.key)
    }
}

/// A file format of views.
pub struct Format {
    /// Ending of addresses and file names, without the dot before it.
    pub extension: &'static str,
    /// Content type.
    pub media_type: &'static str,
    /// Whether browsers should save it rather than show it.
    pub attachment: bool,
    /// What it is for.
    pub group: Group,
    /// Whether it is among the few offered at first sight.
    pub is_common: bool,
    /// A parameter that only this format knows.
    pub option: Option<Opted>,
    /// Most rows a file can hold, where there is an end to them.
    pub most_rows: Option<usize>,
    /// Writes a view.
    pub(super) write: fn(&View<'_>, &mut dyn Output) -> Result<(), Error>,
}

/// Where a file is written to: formats that end with what they began with go back to it.
pub trait Output: Write + Seek + Send {}

impl<W: Write + Seek + Send> Output for W {}

/// What most formats have in common.
const ROWS: Format = Format {
    extension: "",
    media_type: "",
    attachment: true,
    group: Group::Rows,
    is_common: false,
    option: None,
    most_rows: None,
    write: csv::write,
};

/// References are saved, for the program that reads them.
const REFERENCE: Format = Format {
    group: Group::Reference,
    ..ROWS
};

/// Every format, in the order readers are offered them.
pub static FORMATS: &[Format] = &[
    Format {
        extension: "csv",
        media_type: "text/csv; charset=utf-8; header=present",
        is_common: true,
        option: Some(Opted {
            key: "excel",
            value: "1",
        }),
        write: csv::write,
        ..ROWS
    },
    Format {
        extension: "xlsx",
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        is_common: true,
        most_rows: Some(xlsx::MOST_ROWS),
        write: xlsx::write,
        ..ROWS
    },
    Format {
        extension: "json",
        media_type: "application/json",
        attachment: false,
        is_common: true,
        write: json::write,
        ..ROWS
    },
    Format {
        extension: "png",
        media_type: png::MEDIA_TYPE,
        attachment: false,
        group: Group::Picture,
        is_common: true,
        option: Some(png::SOCIAL),
        write: png::write,
        ..ROWS
    },
    Format {
        extension: "svg",
        media_type: "image/svg+xml",
        attachment: false,
        group: Group::Picture,
        is_common: true,
        write: svg::write,
        ..ROWS
    },
    Format {
        extension: "ndjson",
        media_type: "application/x-ndjson",
        write: ndjson::write,
        ..ROWS
    },
    #[cfg(feature = "parquet")]
    Format {
        extension: "parquet",
        media_type: "application/vnd.apache.parquet",
        write: super::parquet::write,
        ..ROWS
    },
    Format {
        extension: "zip",
        media_type: "application/zip",
        write: package::write,
        ..ROWS
    },
    Format {
        extension: "metadata.json",
        media_type: "application/json",
        attachment: false,
        group: Group::About,
        write: metadata::write,
        ..ROWS
    },
    Format {
        extension: "bib",
        media_type: "application/x-bibtex; charset=utf-8",
        write: reference::bibtex,
        ..REFERENCE
    },
    Format {
        extension: "ris",
        media_type: "application/x-research-info-systems; charset=utf-8",
        write: reference::ris,
        ..REFERENCE
    },
    Format {
        extension: "csl.json",
        media_type: "application/vnd.citationstyles.csl+json",
        write: reference::csl,
        ..REFERENCE
    },
];

impl Format {
    /// The format of an ending.
    pub fn of(extension: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.extension == extension)
    }

    /// Message key of what its link says.
    pub fn name_key(&self) -> String {
        format!("format-{}", self.extension.replace('.', "-"))
    }

    /// Whether a view may be given in this format.
    ///
    /// Rows of a source whose terms forbid to hand them out are in no file. Charts of them are
    /// shown: they say what we made of the figures.
    pub fn is_given(&self, view: &View<'_>) -> bool {
        // Few formats end anywhere, and counting takes laying out all rows.
        self.may_give(view) && (self.most_rows.is_none() || self.can_hold(view.sheet().count))
    }

    fn may_give(&self, view: &View<'_>) -> bool {
        self.group != Group::Rows || view.gives_rows()
    }

    /// Whether so many rows go into a file.
    fn can_hold(&self, rows: usize) -> bool {
        self.most_rows.is_none_or(|most| rows <= most)
    }

    /// Writes the file of a view, row by row.
    ///
    /// # Errors
    /// [`Error::Withheld`] where the view may not be given in this format, [`Error::TooManyRows`]
    /// where the format cannot hold it; the rest are faults.
    pub fn write(&self, view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
        if !self.may_give(view) {
            return Err(Error::Withheld);
        }
        let rows = view.sheet().count;
        if !self.can_hold(rows) {
            return Err(Error::TooManyRows(rows));
        }
        (self.write)(view, output)
    }

    /// The file of a view, in memory.
    ///
    /// # Errors
    /// Those of [`Format::write`].
    pub fn file(&self, view: &View<'_>) -> Result<Vec<u8>, Error> {
        let mut file = Cursor::new(Vec::new());
        self.write(view, &mut file)?;
        Ok(file.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, has_message};
    use std::collections::HashSet;

    #[test]
    fn a_workbook_ends_where_its_last_row_can_be() {
        let holds = |extension, rows| Format::of(extension).unwrap().can_hold(rows);
        // One of the rows of a sheet is its head.
        assert!(holds("xlsx", 1_048_575) && !holds("xlsx", 1_048_576));
        assert!(holds("csv", usize::MAX));
    }

    #[test]
    fn formats_have_their_own_ending_and_a_name() {
        let endings: HashSet<_> = FORMATS.iter().map(|format| format.extension).collect();
        assert_eq!(endings.len(), FORMATS.len());
        for format in FORMATS {
            let options = format.option.iter().map(Opted::name_key);
            for key in options.chain([format.name_key()]) {
                assert!(has_message(Language::En, &key, &[]), "{key}");
            }
            assert!(std::ptr::eq(Format::of(format.extension).unwrap(), format));
        }
        let common = FORMATS.iter().filter(|format| format.is_common).count();
        assert!(common <= 5, "{common} formats at first sight");
    }
}
