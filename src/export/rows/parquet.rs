//! Parquet: typed columns, group by group. What is held at a time is one group of rows.

use super::{Cell, Column, Form, Table, Writer, misplaced};
use crate::export::Error;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::mem;
use std::sync::Arc;

/// Rows of a group: some megabytes at once.
const ROWS_A_GROUP: usize = 1 << 14;
/// Bytes of text that end a group before that: names may be long.
const TEXT_A_GROUP: usize = 1 << 20;
/// Digits of amounts with decimals, and the bytes they stand in.
const PRECISION: i32 = 38;
const WIDTH: i32 = 16;
/// Not the name and version of the library, or the same rows would be other bytes with the next.
const CREATED_BY: &str = "weighbridge";

struct Parquet {
    file: SerializedFileWriter<Vec<u8>>,
    columns: Vec<(Column, Gathered)>,
    rows: usize,
    /// Bytes of text in the group at hand.
    text: usize,
}

/// The cells of a column in the group at hand.
#[derive(Default)]
struct Gathered {
    /// Of texts, one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    days: Vec<i32>,
    numbers: Vec<i64>,
    scaled: Vec<i128>,
    /// 1 for a cell, 0 for an empty one; only of columns that may have empty ones.
    levels: Vec<i16>,
}

pub(super) fn begin(table: &Table) -> Result<Box<dyn Writer>, Error> {
    let fields: Result<Vec<_>, Error> = table
        .columns
        .iter()
        .map(|column| Ok(Arc::new(field(column)?)))
        .collect();
    let schema = Type::group_type_builder(table.name)
        .with_fields(fields?)
        .build()?;
    let note =
        |(key, value): &(&str, String)| KeyValue::new(format!("weighbridge.{key}"), value.clone());
    let properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::SNAPPY)
        // Those of pages would grow with the file, and all stay in memory until its end.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(Some(table.notes.iter().map(note).collect()))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    // The first bytes leave before the first group is full.
    file.flush()?;
    let gathered = |column: &Column| (*column, Gathered::default());
    Ok(Box::new(Parquet {
        file,
        columns: table.columns.iter().map(gathered).collect(),
        rows: 0,
        text: 0,
    }))
}

fn field(column: &Column) -> Result<Type, Error> {
    let (physical, logical) = match column.form {
        Form::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Form::Day => (Physical::INT32, Some(LogicalType::Date)),
        Form::Moment => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
        ),
        Form::Number | Form::Amount { decimals: 0 } => (Physical::INT64, None),
        Form::Amount { decimals } => (
            Physical::FIXED_LEN_BYTE_ARRAY,
            Some(LogicalType::decimal(i32::from(decimals), PRECISION)),
        ),
    };
    let repetition = if column.may_be_empty {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    let mut field = Type::primitive_type_builder(column.name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical);
    if let Form::Amount { decimals } = column.form
        && decimals > 0
    {
        field = field
            .with_length(WIDTH)
            .with_precision(PRECISION)
            .with_scale(i32::from(decimals));
    }
    Ok(field.build()?)
}

impl Writer for Parquet {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        for ((column, gathered), cell) in self.columns.iter_mut().zip(row) {
            match (column.form, cell) {
                (_, Cell::Empty) if column.may_be_empty => {
                    gathered.levels.push(0);
                    continue;
                }
                (Form::Text, Cell::Text(text)) => {
                    gathered.text.extend_from_slice(text.as_bytes());
                    gathered.ends.push(gathered.text.len());
                    self.text += text.len();
                }
                (Form::Day, Cell::Day(day)) => gathered.days.push(*day),
                (Form::Moment, Cell::Moment(number))
                | (Form::Number | Form::Amount { decimals: 0 }, Cell::Number(number)) => {
                    gathered.numbers.push(*number);
                }
                (Form::Amount { decimals: 1.. }, Cell::Scaled(number)) => {
                    gathered.scaled.push(*number);
                }
                _ => return Err(misplaced(column, cell)),
            }
            if column.may_be_empty {
                gathered.levels.push(1);
            }
        }
        self.rows += 1;
        if self.rows == ROWS_A_GROUP || self.text >= TEXT_A_GROUP {
            self.write_group()?;
        }
        Ok(())
    }

    fn ready(&self) -> usize {
        self.file.inner().len()
    }

    fn take(&mut self) -> Vec<u8> {
        mem::take(self.file.inner_mut())
    }

    fn end(mut self: Box<Self>) -> Result<Vec<u8>, Error> {
        if self.rows > 0 {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?)
    }
}

impl Parquet {
    fn write_group(&mut self) -> Result<(), Error> {
        let mut group = self.file.next_row_group()?;
        for (column, gathered) in &mut self.columns {
            if let Some(mut writer) = group.next_column()? {
                gathered.write(&mut writer, column)?;
                writer.close()?;
            }
            gathered.clear();
        }
        group.close()?;
        // The library holds the last bytes back.
        self.file.flush()?;
        (self.rows, self.text) = (0, 0);
        Ok(())
    }
}

impl Gathered {
    fn write(
        &mut self,
        writer: &mut SerializedColumnWriter<'_>,
        column: &Column,
    ) -> Result<(), Error> {
        let levels = column.may_be_empty.then_some(self.levels.as_slice());
        match column.form {
            Form::Text => {
                // One piece of memory, which all values of the group are parts of.
                let text = ByteArray::from(mem::take(&mut self.text));
                let mut from = 0;
                let values: Vec<ByteArray> = self
                    .ends
                    .iter()
                    .map(|end| {
                        let value = text.slice(from, end - from);
                        from = *end;
                        value
                    })
                    .collect();
                batch::<ByteArrayType>(writer, &values, levels)
            }
            Form::Day => batch::<Int32Type>(writer, &self.days, levels),
            Form::Moment | Form::Number | Form::Amount { decimals: 0 } => {
                batch::<Int64Type>(writer, &self.numbers, levels)
            }
            Form::Amount { .. } => {
                let bytes = |number: &i128| {
                    let bytes = ByteArray::from(number.to_be_bytes().to_vec());
                    FixedLenByteArray::from(bytes)
                };
                let values: Vec<FixedLenByteArray> = self.scaled.iter().map(bytes).collect();
                batch::<FixedLenByteArrayType>(writer, &values, levels)
            }
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.days.clear();
        self.numbers.clear();
        self.scaled.clear();
        self.levels.clear();
    }
}

fn batch<T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), Error> {
    writer.typed::<T>().write_batch(values, levels, None)?;
    Ok(())
}
