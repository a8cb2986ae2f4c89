//! Rows too many to hold: each is spelled as it comes, and what is spelled is taken away, so that
//! memory stays flat however many there are. A format is a file here and a line in [`FORMATS`].

mod archive;
mod csv;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod spelled;

pub use archive::{DATA, Package, TRAILER};

use super::Error;

/// A format of rows.
pub struct Format {
    /// Ending of addresses and file names, without the dot before it.
    pub extension: &'static str,
    /// Content type.
    pub media_type: &'static str,
    /// Raised whenever the same rows become other bytes: hashes of files are kept by it.
    pub form: i16,
    /// Whether it needs a [`Package`] to go with the rows.
    pub packs: bool,
    /// Whether spelling takes so long that it has to be done where no other request waits for it.
    pub is_slow: bool,
    begin: fn(&Table) -> Result<Box<dyn Writer>, Error>,
}

/// Every format, in the order readers are offered them.
pub static FORMATS: &[Format] = &[
    Format {
        extension: "csv",
        media_type: "text/csv; charset=utf-8; header=present",
        form: 1,
        packs: false,
        is_slow: false,
        begin: csv::begin,
    },
    Format {
        extension: "ndjson",
        media_type: "application/x-ndjson",
        form: 1,
        packs: false,
        is_slow: false,
        begin: ndjson::begin,
    },
    #[cfg(feature = "parquet")]
    Format {
        extension: "parquet",
        media_type: "application/vnd.apache.parquet",
        form: 1,
        packs: false,
        is_slow: true,
        begin: parquet::begin,
    },
    Format {
        extension: "zip",
        media_type: "application/zip",
        form: 1,
        packs: true,
        is_slow: true,
        begin: archive::begin,
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

    /// Begins a file of a table.
    ///
    /// # Errors
    /// Where the library of the format refuses the table.
    pub fn begin(&self, table: &Table) -> Result<Box<dyn Writer>, Error> {
        (self.begin)(table)
    }
}

/// What the rows of a file are.
#[derive(Debug, Clone)]
pub struct Table {
    /// What one row is, in one word.
    pub name: &'static str,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// Where the rows come from, for formats with a place to say so.
    pub notes: Vec<(&'static str, String)>,
    /// What goes with the rows in an archive.
    pub package: Option<Package>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Snake-case name.
    pub name: &'static str,
    /// What its cells are.
    pub form: Form,
    /// Whether some of its cells may be empty.
    pub may_be_empty: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text of others, or a word of ours.
    Text,
    /// A date.
    Day,
    /// A moment, to the microsecond.
    Moment,
    /// A whole number.
    Number,
    /// A number with as many decimals at most, scaled by ten to their power.
    Amount {
        /// How many decimals.
        decimals: u8,
    },
}

/// A cell of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing was said.
    Empty,
    /// In a column of text.
    Text(&'a str),
    /// In a column of dates: days since 1970.
    Day(i32),
    /// In a column of moments: microseconds since 1970, in UTC.
    Moment(i64),
    /// In a column of numbers, or of amounts without decimals.
    Number(i64),
    /// In a column of amounts with decimals.
    Scaled(i128),
}

impl Cell<'_> {
    /// An amount, scaled by ten to the power of its column's decimals.
    pub fn amount(value: i128, decimals: u8) -> Self {
        match i64::try_from(value) {
            Ok(value) if decimals == 0 => Self::Number(value),
            _ => Self::Scaled(value),
        }
    }
}

/// A file on its way out.
pub trait Writer: Send {
    /// Spells a row, which has a cell a column.
    ///
    /// # Errors
    /// Where a cell is of another form than its column, or the library of the format fails.
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), Error>;

    /// What is spelled and not taken yet, in bytes.
    fn ready(&self) -> usize;

    /// Takes what is spelled; it is final.
    fn take(&mut self) -> Vec<u8>;

    /// The last bytes of the file.
    ///
    /// # Errors
    /// Where the library of the format fails.
    fn end(self: Box<Self>) -> Result<Vec<u8>, Error>;
}

/// A cell that does not fit its column.
fn misplaced(column: &Column, cell: &Cell<'_>) -> Error {
    Error::Cell {
        text: format!("{cell:?}"),
        form: column.name,
    }
}
