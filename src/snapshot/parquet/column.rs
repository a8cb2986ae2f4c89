//! Columns of a row group, read some rows at a time.

use super::pages::{Pages, Trouble};
use super::spelling::{self, Meaning};
use ::parquet::basic::Type;
use ::parquet::column::reader::ColumnReaderImpl;
use ::parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type,
};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::ColumnDescPtr;
use std::ops::Range;

/// A column with at most one value a row.
pub trait Column {
    /// Reads the next rows, which the column has to have.
    fn fill(&mut self, rows: usize) -> Result<(), ParquetError>;

    /// Spells the value of a row read last. Returns whether there is one.
    fn spell(&self, row: usize, out: &mut Vec<u8>) -> bool;
}

/// A column with at most one value a row, whose values stand for `meaning`.
pub fn column(
    descriptor: &ColumnDescPtr,
    pages: Pages,
    meaning: Meaning,
) -> Result<Box<dyn Column>, ParquetError> {
    Ok(match descriptor.physical_type() {
        Type::BYTE_ARRAY => flat::<ByteArrayType>(descriptor, pages, move |value, out| {
            spelling::bytes(value.data(), meaning, out);
        }),
        Type::FIXED_LEN_BYTE_ARRAY => {
            flat::<FixedLenByteArrayType>(descriptor, pages, move |value, out| {
                spelling::bytes(value.data(), meaning, out);
            })
        }
        Type::INT32 => flat::<Int32Type>(descriptor, pages, move |value, out| {
            let number = match meaning {
                Meaning::Unsigned => i64::from(value.cast_unsigned()),
                _ => i64::from(*value),
            };
            spelling::whole(number, meaning, out);
        }),
        Type::INT64 => flat::<Int64Type>(descriptor, pages, move |value, out| {
            spelling::whole(*value, meaning, out);
        }),
        Type::DOUBLE => flat::<DoubleType>(descriptor, pages, |value, out| {
            spelling::float(*value, out);
        }),
        Type::FLOAT => flat::<FloatType>(descriptor, pages, |value, out| {
            spelling::short_float(*value, out);
        }),
        other => return Err(Trouble::NotRead(format!("a column of {other}")).into()),
    })
}

struct Flat<T: DataType, S> {
    reader: ColumnReaderImpl<T>,
    /// The definition level of a value that is there.
    there: i16,
    levels: Vec<i16>,
    values: Vec<T::T>,
    /// Where each row's value is among `values`.
    places: Vec<Option<usize>>,
    spell: S,
}

fn flat<T: DataType>(
    descriptor: &ColumnDescPtr,
    pages: Pages,
    spell: impl Fn(&T::T, &mut Vec<u8>) + 'static,
) -> Box<dyn Column> {
    Box::new(Flat::<T, _> {
        reader: ColumnReaderImpl::new(descriptor.clone(), Box::new(pages)),
        there: descriptor.max_def_level(),
        levels: Vec::new(),
        values: Vec::new(),
        places: Vec::new(),
        spell,
    })
}

impl<T: DataType, S: Fn(&T::T, &mut Vec<u8>)> Column for Flat<T, S> {
    fn fill(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.levels.clear();
        self.values.clear();
        self.places.clear();
        // One page at a time is read, so a short answer is not yet the end.
        let (levels, values) = (&mut self.levels, &mut self.values);
        let (read, ..) = self.reader.read_records(rows, Some(levels), None, values)?;
        if read != rows {
            return Err(ends_early());
        }
        if self.there == 0 {
            self.places.extend((0..rows).map(Some));
            return Ok(());
        }
        let mut next = 0;
        for level in &self.levels {
            let there = *level == self.there;
            self.places.push(there.then_some(next));
            next += usize::from(there);
        }
        Ok(())
    }

    fn spell(&self, row: usize, out: &mut Vec<u8>) -> bool {
        let place = self.places.get(row).copied().flatten();
        let value = place.and_then(|place| self.values.get(place));
        if let Some(value) = value {
            (self.spell)(value, out);
        }
        value.is_some()
    }
}

/// A column with a list of texts a row.
pub struct Texts {
    reader: ColumnReaderImpl<ByteArrayType>,
    there: i16,
    definition: Vec<i16>,
    repetition: Vec<i16>,
    values: Vec<ByteArray>,
    rows: Vec<Range<usize>>,
}

impl Texts {
    /// A column with a list of texts a row.
    pub fn new(descriptor: &ColumnDescPtr, pages: Pages) -> Self {
        Self {
            reader: ColumnReaderImpl::new(descriptor.clone(), Box::new(pages)),
            there: descriptor.max_def_level(),
            definition: Vec::new(),
            repetition: Vec::new(),
            values: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Reads the next rows, which the column has to have.
    pub fn fill(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.definition.clear();
        self.repetition.clear();
        self.values.clear();
        self.rows.clear();
        let (definition, repetition) = (&mut self.definition, &mut self.repetition);
        let (read, ..) =
            self.reader
                .read_records(rows, Some(definition), Some(repetition), &mut self.values)?;
        let mut next = 0;
        for (definition, repetition) in self.definition.iter().zip(&self.repetition) {
            if *repetition == 0 {
                self.rows.push(next..next);
            }
            if *definition == self.there {
                next += 1;
                if let Some(row) = self.rows.last_mut() {
                    row.end = next;
                }
            }
        }
        if read != rows || self.rows.len() != rows {
            return Err(ends_early());
        }
        Ok(())
    }

    /// The texts of a row read last.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = &[u8]> {
        let range = self.rows.get(row).cloned().unwrap_or_default();
        let values = self.values.get(range).unwrap_or_default();
        values.iter().map(ByteArray::data)
    }
}

fn ends_early() -> ParquetError {
    Trouble::Damaged("a column has fewer rows than its row group".to_owned()).into()
}
