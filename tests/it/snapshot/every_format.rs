//! The same rows, written to any format in any order, are the same snapshot, byte for byte.

use super::formats::hash_as;
use super::round_trip::{Rest, Rows, file, rows};
use proptest::prelude::*;

type Key = (&'static str, String, u32);

/// An object a line, with the keys in another order than the columns of CSV.
fn ndjson(rows: &[(&Key, &Rest)]) -> String {
    let line = |((metric, model, day), rest): &(&Key, &Rest)| {
        let (value, license, weights, organization, base_model) = rest;
        let maybe = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let object = serde_json::json!({
            "value": value,
            "license": license,
            "model": model,
            "metric": metric,
            "organization": maybe(organization),
            "observed_on": format!("2026-02-{day:02}"),
            "base_model": maybe(base_model),
            "weights": maybe(weights),
        });
        format!("{object}\n")
    };
    rows.iter().map(line).collect()
}

#[cfg(feature = "parquet")]
mod parquet_file {
    use super::{Key, Rest};
    use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
    use ::parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    const SCHEMA: &str = "message rows {
        optional binary license (UTF8);
        required int64 value (INTEGER(64, false));
        required binary metric (UTF8);
        optional binary organization (UTF8);
        required int32 observed_on (DATE);
        required binary model (UTF8);
        optional binary base_model (UTF8);
        optional binary weights (UTF8);
    }";

    fn column<T: DataType>(
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
        values: &[T::T],
        levels: Option<&[i16]>,
    ) {
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<T>()
            .write_batch(values, levels, None)
            .unwrap();
        column.close().unwrap();
    }

    /// Texts, of which empty ones are null.
    fn maybe<'a>(
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
        texts: impl Iterator<Item = &'a str>,
    ) {
        let texts: Vec<&str> = texts.collect();
        let levels: Vec<i16> = texts
            .iter()
            .map(|text| i16::from(!text.is_empty()))
            .collect();
        let there = texts.into_iter().filter(|text| !text.is_empty());
        let values: Vec<ByteArray> = there.map(ByteArray::from).collect();
        column::<ByteArrayType>(group, &values, Some(&levels));
    }

    /// Row groups of three rows, with pages of two.
    pub fn write(rows: &[(&Key, &Rest)]) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = WriterProperties::builder()
            .set_data_page_row_count_limit(2)
            .set_write_batch_size(1)
            .build();
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
        for rows in rows.chunks(3) {
            let mut group = writer.next_row_group().unwrap();
            maybe(&mut group, rows.iter().map(|(_, rest)| rest.1.as_str()));
            let values: Vec<i64> = rows.iter().map(|(_, rest)| rest.0.cast_signed()).collect();
            column::<Int64Type>(&mut group, &values, None);
            let metrics: Vec<_> = rows.iter().map(|(key, _)| ByteArray::from(key.0)).collect();
            column::<ByteArrayType>(&mut group, &metrics, None);
            maybe(&mut group, rows.iter().map(|(_, rest)| rest.3.as_str()));
            // 2026-02-01 is day 20485 since 1970.
            let days: Vec<i32> = rows
                .iter()
                .map(|(key, _)| 20_484 + key.2.cast_signed())
                .collect();
            column::<Int32Type>(&mut group, &days, None);
            let models: Vec<_> = rows
                .iter()
                .map(|(key, _)| ByteArray::from(key.1.as_str()))
                .collect();
            column::<ByteArrayType>(&mut group, &models, None);
            maybe(&mut group, rows.iter().map(|(_, rest)| rest.4.as_str()));
            maybe(&mut group, rows.iter().map(|(_, rest)| rest.2));
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }
}

fn shuffled() -> impl Strategy<Value = (Rows, Vec<usize>)> {
    rows().prop_flat_map(|rows| {
        let order = Just((0..rows.len()).collect::<Vec<_>>()).prop_shuffle();
        (Just(rows), order)
    })
}

proptest! {
    #[test]
    fn the_same_rows_are_the_same_snapshot_in_every_format((rows, order) in shuffled()) {
        let in_order: Vec<_> = rows.iter().collect();
        let expected = hash_as("a.csv", file(rows.iter()).as_bytes());
        let rows: Vec<_> = order.iter().map(|index| in_order[*index]).collect();
        prop_assert_eq!(hash_as("a.ndjson", ndjson(&rows).as_bytes()), expected);
        #[cfg(feature = "parquet")]
        prop_assert_eq!(hash_as("a.parquet", &parquet_file::write(&rows)), expected);
    }
}
