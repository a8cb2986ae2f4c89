//! Parquet: the columns of CSV v1, or the listing of the Hub as its archives keep it (`hub`).
//!
//! Read row group by row group, some thousand rows at a time, and only the columns that are
//! needed. Memory is bounded by `pages`. A file that contradicts itself can make the `parquet`
//! crate panic (a page in dictionary encoding without its dictionary does, among others), so what
//! it does is caught here.

mod column;
mod columns;
mod header;
mod hub;
mod pages;
mod spelling;

use super::format::{Format, Reader};
use super::inflate::StopReason;
use super::intake::Intake;
use super::problem::{Problem, Unit};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use ::parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};
use pages::{Budget, Pages, Trouble};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Parquet.
pub const PARQUET: Format = Format {
    name: "parquet",
    extension: "parquet",
    media_type: "application/vnd.apache.parquet",
    read: Reader::File(read),
};

/// How many rows are read at once.
const BATCH_ROWS: usize = 4096;

/// Longest description at the end of a file: that of a column takes about 100 bytes a row group.
const MAX_FOOTER_BYTES: u32 = 64 << 20;

/// Most columns and row groups described.
const MAX_CHUNKS: usize = 1 << 20;

const HINT: &str = "write the file with plain or dictionary encoding and snappy, gzip or zstd, as \
                    pyarrow, DuckDB and Polars do unless told otherwise";

/// A file that is read, and how far reading came.
struct Table {
    file: Arc<File>,
    metadata: ParquetMetaData,
    budget: Arc<Budget>,
}

fn read(file: File, intake: &mut Intake<'_>) -> io::Result<()> {
    intake.problems().count_in(Unit::Row);
    intake.reached_line(0);
    if let Some(problem) = other_format(&file)? {
        intake.problems().add(|| problem);
        return Ok(());
    }
    let mut reached = 0;
    let caught = catch_unwind(AssertUnwindSafe(|| read_table(file, intake, &mut reached)));
    intake.reached_line(reached);
    match caught {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => explain(error, reached, intake),
        Err(_) => Err(is_damaged(
            "its description does not fit its bytes".to_owned(),
        )),
    }
}

fn read_table(file: File, intake: &mut Intake<'_>, reached: &mut u64) -> Result<(), ParquetError> {
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&file)?;
    let chunks = metadata.file_metadata().schema_descr().num_columns() * metadata.num_row_groups();
    if chunks > MAX_CHUNKS {
        let message = format!("a file of {chunks} column chunks");
        return Err(Trouble::NotRead(message).into());
    }
    let table = Table {
        file: Arc::new(file),
        metadata,
        budget: Arc::new(Budget::new(intake.max_bytes())),
    };
    let names: Vec<&str> = table
        .schema()
        .root_schema()
        .get_fields()
        .iter()
        .map(|field| field.name())
        .collect();
    if hub::is_listing(&names) {
        hub::read(&table, intake, reached)?;
    } else {
        columns::read(&table, intake, reached)?;
    }
    let hint = "write one row an observation";
    if intake.problem_count() == 0 {
        intake.expect_rows(0, hint);
    }
    Ok(())
}

impl Table {
    fn schema(&self) -> &SchemaDescriptor {
        self.metadata.file_metadata().schema_descr()
    }

    /// The leaf columns below a column of this name, with their numbers.
    fn leaves(&self, name: &str) -> impl Iterator<Item = (usize, &ColumnDescPtr)> {
        let leaves = self.schema().columns().iter().enumerate();
        leaves.filter(move |(_, leaf)| {
            leaf.path()
                .parts()
                .first()
                .is_some_and(|first| first == name)
        })
    }

    fn pages(&self, group: &RowGroupMetaData, leaf: usize) -> Result<Pages, ParquetError> {
        let column = group
            .columns()
            .get(leaf)
            .ok_or_else(|| Trouble::Damaged("a row group lacks a column".to_owned()))?;
        Pages::new(&self.file, &self.budget, column)
    }

    /// Hands each row group to `open`, and what that makes of it, with the number of rows that
    /// come next and the number of the first of them (from 1), to `take`.
    fn each_batch<T>(
        &self,
        reached: &mut u64,
        open: impl Fn(&RowGroupMetaData) -> Result<T, ParquetError>,
        mut take: impl FnMut(&mut T, usize, u64) -> Result<(), ParquetError>,
    ) -> Result<(), ParquetError> {
        for group in self.metadata.row_groups() {
            let mut columns = open(group)?;
            let mut left = usize::try_from(group.num_rows())
                .map_err(|_| Trouble::Damaged("a row group of fewer than no rows".to_owned()))?;
            while left > 0 {
                let rows = left.min(BATCH_ROWS);
                self.budget.begin_batch();
                take(&mut columns, rows, *reached + 1)?;
                left -= rows;
                *reached += rows as u64;
            }
        }
        Ok(())
    }
}

/// What ended reading: what is not read is a problem, all else ends the file early.
fn explain(error: ParquetError, reached: u64, intake: &mut Intake<'_>) -> io::Result<()> {
    let inner = match error {
        ParquetError::External(inner) => inner,
        other => return Err(is_damaged(words_of(&other))),
    };
    let inner = match inner.downcast::<Trouble>() {
        Ok(trouble) => match *trouble {
            Trouble::TooLarge(limit) => {
                return Err(io::Error::other(StopReason::TooLarge { limit }));
            }
            Trouble::Damaged(detail) => return Err(is_damaged(detail)),
            Trouble::NotRead(what) => {
                let message = format!("the file has {what}, which is not read");
                intake
                    .problems()
                    .add(|| Problem::of_line(reached, message, HINT));
                return Ok(());
            }
        },
        Err(inner) => inner,
    };
    match inner.downcast::<io::Error>() {
        Ok(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(*error),
        Ok(error) => Err(is_damaged(error.to_string())),
        Err(other) => Err(is_damaged(other.to_string())),
    }
}

/// The crate begins each message with the kind of error, which ours says in other words.
fn words_of(error: &ParquetError) -> String {
    let words = error.to_string();
    let words = words
        .split_once(": ")
        .map_or(words.as_str(), |(_, rest)| rest);
    words.chars().take(200).collect()
}

fn is_damaged(detail: String) -> io::Error {
    io::Error::other(StopReason::Damaged {
        format: "Parquet",
        detail,
    })
}

/// What a file is instead of Parquet, by its first and last bytes.
fn other_format(mut file: &File) -> io::Result<Option<Problem>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut ends = Vec::with_capacity(12);
    file.seek(SeekFrom::Start(0))?;
    file.take(4).read_to_end(&mut ends)?;
    let begins_so = ends == *b"PAR1";
    file.seek(SeekFrom::Start(length.saturating_sub(8)))?;
    let mut tail = Vec::with_capacity(8);
    file.take(8).read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let (message, hint) = match (begins_so, tail.as_slice()) {
        _ if length == 0 => ("the file is empty", "write one row an observation"),
        (true, [.., b'P', b'A', b'R', b'1']) if length >= 12 => {
            let footer = tail
                .first_chunk()
                .map_or(0, |bytes| u32::from_le_bytes(*bytes));
            if footer <= MAX_FOOTER_BYTES {
                return Ok(None);
            }
            (
                "the description at the end of the file is longer than 64 MiB",
                "write fewer columns or larger row groups",
            )
        }
        (true, _) => {
            return Err(is_damaged(
                "it does not end as such: it was cut short".to_owned(),
            ));
        }
        (false, [.., b'P', b'A', b'R', b'E']) => {
            ("the file is encrypted", "write it without encryption")
        }
        _ => (
            "the file is not Parquet",
            "name it by what it is: .csv or .ndjson",
        ),
    };
    Ok(Some(Problem::of_line(0, message, hint)))
}
