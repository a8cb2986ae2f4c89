//! Parquet: typed columns without rounding, and in the footer where they come from.
//!
//! Amounts are 64-bit integers where the question makes them whole, and decimals with six places
//! where they may be means; shares are doubles, which is what they are computed as.

use super::{Error, Output, View};
use crate::charts::{Cell, Column, Form};
use crate::text::Language;
use chrono::{Datelike, NaiveDate};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
    Int32Type, Int64Type,
};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::sync::Arc;

/// Digits of a decimal column, and how many of them stand behind the point: amounts are spelled
/// with no more.
const PRECISION: i32 = 38;
const SCALE: i32 = 6;
/// Rows that are written, and can be skipped, as one; so many are held at a time.
const ROWS_A_GROUP: usize = 1 << 14;

/// How a column is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stored {
    Day,
    Text,
    Whole,
    Decimal,
    Double,
}

impl Stored {
    fn of(view: &View<'_>, column: &Column, at: usize) -> Self {
        match column.form {
            Form::Day => Self::Day,
            Form::Text => Self::Text,
            Form::Count => Self::Whole,
            Form::Part => Self::Double,
            // A sum of very many models may be more than 64 bits hold.
            Form::Amount if view.amounts_are_whole() && all_are_i64(view, at) => Self::Whole,
            Form::Amount => Self::Decimal,
        }
    }

    fn field(self, column: &Column) -> Result<Type, Error> {
        let (physical, logical) = match self {
            Self::Day => (Physical::INT32, Some(LogicalType::Date)),
            Self::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Self::Whole => (Physical::INT64, None),
            Self::Double => (Physical::DOUBLE, None),
            Self::Decimal => (
                Physical::FIXED_LEN_BYTE_ARRAY,
                Some(LogicalType::decimal(SCALE, PRECISION)),
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
        if self == Self::Decimal {
            field = field
                .with_length(16)
                .with_precision(PRECISION)
                .with_scale(SCALE);
        }
        Ok(field.build()?)
    }
}

fn all_are_i64(view: &View<'_>, at: usize) -> bool {
    view.sheet().rows.all(|row| match &row[at] {
        Cell::Number(text) => text.parse::<i64>().is_ok(),
        _ => true,
    })
}

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let mut sheet = view.sheet();
    let stored: Vec<Stored> = sheet
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| Stored::of(view, column, at))
        .collect();
    let fields: Result<Vec<_>, Error> = sheet
        .columns
        .iter()
        .zip(&stored)
        .map(|(column, stored)| Ok(Arc::new(stored.field(column)?)))
        .collect();
    let schema = Type::group_type_builder("view")
        .with_fields(fields?)
        .build()?;
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(notes(view)))
        .build();
    let mut writer = SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))?;
    loop {
        let rows: Vec<Vec<Cell>> = sheet.rows.by_ref().take(ROWS_A_GROUP).collect();
        if rows.is_empty() {
            break;
        }
        let mut group = writer.next_row_group()?;
        let mut at = 0;
        while let Some(mut column) = group.next_column()? {
            write_column(&mut column, stored[at], &sheet.columns[at], &rows, at)?;
            column.close()?;
            at += 1;
        }
        group.close()?;
    }
    writer.finish()?;
    Ok(())
}

/// Where the figures come from, for whoever finds the file years later.
fn notes(view: &View<'_>) -> Vec<KeyValue> {
    let metric = view.metric();
    let as_of = view.subject.as_of.map(|day| day.to_string());
    let license = view.source().map(|source| source.data_license.clone());
    [
        ("sentence", Some(view.sentence(Language::default()))),
        ("definition", Some(metric.definition.en.clone())),
        ("address", Some(view.address.to_owned())),
        ("permalink", view.permalink.map(str::to_owned)),
        ("citation", Some(view.source_line(Language::default()))),
        ("data_license", license),
        ("as_of", as_of),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(KeyValue::new(format!("weighbridge.{key}"), value?)))
    .collect()
}

fn write_column(
    writer: &mut SerializedColumnWriter<'_>,
    stored: Stored,
    column: &Column,
    rows: &[Vec<Cell>],
    at: usize,
) -> Result<(), Error> {
    let cells = || rows.iter().map(|row| &row[at]);
    match stored {
        Stored::Day => batch::<Int32Type>(writer, column, cells(), day),
        Stored::Text => batch::<ByteArrayType>(writer, column, cells(), |text| {
            Some(ByteArray::from(text.as_bytes().to_vec()))
        }),
        Stored::Whole => batch::<Int64Type>(writer, column, cells(), |text| text.parse().ok()),
        Stored::Double => batch::<DoubleType>(writer, column, cells(), |text| text.parse().ok()),
        Stored::Decimal => batch::<FixedLenByteArrayType>(writer, column, cells(), |text| {
            let bytes = decimal(text)?.to_be_bytes().to_vec();
            Some(FixedLenByteArray::from(ByteArray::from(bytes)))
        }),
    }
}

/// Writes the cells of a column; those that are empty leave only a level.
fn batch<'a, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    column: &Column,
    cells: impl Iterator<Item = &'a Cell>,
    read: impl Fn(&str) -> Option<T::T>,
) -> Result<(), Error> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let (Cell::Text(text) | Cell::Word(text) | Cell::Number(text)) = cell else {
            levels.push(0);
            continue;
        };
        values.push(read(text).ok_or_else(|| Error::Cell {
            text: text.clone(),
            form: column.name,
        })?);
        levels.push(1);
    }
    let levels = column.may_be_empty.then_some(levels.as_slice());
    writer.typed::<T>().write_batch(&values, levels, None)?;
    Ok(())
}

/// Days since 1970.
fn day(text: &str) -> Option<i32> {
    let day: NaiveDate = text.parse().ok()?;
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    Some(day.num_days_from_ce() - epoch.num_days_from_ce())
}

/// A number without exponent, times ten to the power of [`SCALE`].
fn decimal(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let places = usize::try_from(SCALE).ok()?;
    let is_spelled = whole.ends_with(|char: char| char.is_ascii_digit());
    if !is_spelled || decimals.len() > places || decimals.contains(['-', '+']) {
        return None;
    }
    format!("{whole}{decimals:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1", Some(1_000_000)),
            ("-2.5", Some(-2_500_000)),
            ("-0.000001", Some(-1)),
            (
                "9007199254740993.333333",
                Some(9_007_199_254_740_993_333_333),
            ),
            ("1.0000001", None),
            ("1e3", None),
            ("1.-5", None),
            ("", None),
        ] {
            assert_eq!(decimal(text), expected, "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2026-10-07"), Some(20_733));
        assert_eq!(day("1969-12-31"), Some(-1));
        assert_eq!(day("today"), None);
    }
}
