//! Binary COPY into a table, and out of a query: the fastest way in and out, and no quoting.

use super::{Error, Result};
use crate::snapshot::Day;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::PgConnection;

/// Bytes sent to the server at once.
const BUFFER: usize = 1 << 20;
/// What every copy begins with.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Days from 1970-01-01 to 2000-01-01, where Postgres counts from.
const EPOCH_DAYS: i32 = 10_957;
const DAY_MICROSECONDS: i64 = 86_400_000_000;
/// A numeric is a row of digits to this base.
const NUMERIC_BASE: u128 = 10_000;
const NUMERIC_NEGATIVE: u16 = 0x4000;

/// A COPY under way: rows are buffered and sent in large pieces.
pub(super) struct BinaryCopy<'c> {
    copy: sqlx::postgres::PgCopyIn<&'c mut PgConnection>,
    buffer: Vec<u8>,
}

impl<'c> BinaryCopy<'c> {
    /// Starts `statement`, a `COPY ... FROM STDIN (FORMAT binary)`.
    pub(super) async fn start(connection: &'c mut PgConnection, statement: &str) -> Result<Self> {
        let copy = connection.copy_in_raw(statement).await?;
        let mut buffer = Vec::with_capacity(BUFFER + 4096);
        buffer.extend_from_slice(HEADER);
        Ok(Self { copy, buffer })
    }

    /// Adds a row of `fields` fields; each is then added in order.
    pub(super) fn row(&mut self, fields: i16) -> Row<'_> {
        self.buffer.extend_from_slice(&fields.to_be_bytes());
        Row {
            buffer: &mut self.buffer,
        }
    }

    /// Sends what has gathered, when it is enough to be worth a message.
    pub(super) async fn flush(&mut self) -> Result<()> {
        if self.buffer.len() >= BUFFER {
            self.copy.send(self.buffer.as_slice()).await?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Ends the COPY and returns how many rows the server took.
    pub(super) async fn finish(mut self) -> Result<u64> {
        self.buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        self.copy.send(self.buffer.as_slice()).await?;
        Ok(self.copy.finish().await?)
    }
}

/// The fields of one row.
pub(super) struct Row<'b> {
    buffer: &'b mut Vec<u8>,
}

impl Row<'_> {
    fn field(self, bytes: &[u8]) -> Self {
        let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
        self.buffer.extend_from_slice(&length.to_be_bytes());
        self.buffer.extend_from_slice(bytes);
        self
    }

    pub(super) fn smallint(self, value: i16) -> Self {
        self.field(&value.to_be_bytes())
    }

    pub(super) fn integer(self, value: i32) -> Self {
        self.field(&value.to_be_bytes())
    }

    pub(super) fn bigint(self, value: i64) -> Self {
        self.field(&value.to_be_bytes())
    }

    pub(super) fn day(self, value: Day) -> Self {
        self.integer(value.epoch_days() - EPOCH_DAYS)
    }

    pub(super) fn timestamp(self, value: DateTime<Utc>) -> Self {
        let epoch = i64::from(EPOCH_DAYS) * DAY_MICROSECONDS;
        self.bigint(value.timestamp_micros() - epoch)
    }

    /// A whole number of type `numeric`.
    pub(super) fn numeric(self, value: i128) -> Self {
        let mut digits = Vec::with_capacity(10);
        let mut rest = value.unsigned_abs();
        while rest > 0 {
            digits.push((rest % NUMERIC_BASE) as u16);
            rest /= NUMERIC_BASE;
        }
        let sign = if value < 0 { NUMERIC_NEGATIVE } else { 0 };
        let count = digits.len() as u16;
        // How many digits, the power of the first, the sign, and no decimals.
        let header = [count, count.wrapping_sub(1), sign, 0];
        let words = header.into_iter().chain(digits.into_iter().rev());
        let bytes: Vec<u8> = words.flat_map(u16::to_be_bytes).collect();
        self.field(&bytes)
    }

    pub(super) fn nullable_integer(self, value: Option<i32>) -> Self {
        if let Some(value) = value {
            self.integer(value)
        } else {
            self.buffer.extend_from_slice(&(-1_i32).to_be_bytes());
            self
        }
    }
}

/// Runs `query` and hands each row of it to `take`.
pub(super) async fn copy_out(
    connection: &mut PgConnection,
    query: &str,
    mut take: impl FnMut(&mut Fields<'_>) -> Result<()>,
) -> Result<()> {
    let statement = format!("COPY ({query}) TO STDOUT (FORMAT binary)");
    let mut messages = connection.copy_out_raw(&statement).await?;
    // The protocol does not promise that a message is a row.
    let mut pending: Vec<u8> = Vec::new();
    let mut at_start = true;
    while let Some(message) = messages.try_next().await? {
        pending.extend_from_slice(&message);
        let mut rest = pending.as_slice();
        if at_start {
            let Some(body) = rest.get(HEADER.len()..) else {
                continue;
            };
            rest = body;
            at_start = false;
        }
        while let Some(length) = row_length(rest) {
            let (row, others) = rest.split_at(length);
            take(&mut Fields::of_row(row))?;
            rest = others;
        }
        let read = pending.len() - rest.len();
        pending.drain(..read);
    }
    Ok(())
}

/// How many bytes the first row of `bytes` takes; none where it is not there as a whole.
pub(super) fn row_length(bytes: &[u8]) -> Option<usize> {
    // The end is marked by a count below zero.
    let fields = u16::try_from(i16::from_be_bytes(*bytes.first_chunk()?)).ok()?;
    let mut length = 2;
    for _ in 0..fields {
        let field = i32::from_be_bytes(*bytes.get(length..)?.first_chunk()?);
        // Null is a length below zero, without bytes.
        length += 4 + usize::try_from(field).unwrap_or(0);
    }
    (length <= bytes.len()).then_some(length)
}

/// The fields of a row that came out, to be asked for in order.
pub(super) struct Fields<'b> {
    rest: &'b [u8],
}

impl<'b> Fields<'b> {
    /// The fields of a whole row.
    pub(super) fn of_row(row: &'b [u8]) -> Self {
        Self {
            // Past their count.
            rest: row.get(2..).unwrap_or_default(),
        }
    }

    /// The next field, which has to be `N` bytes long; none where it is null.
    fn next<const N: usize>(&mut self) -> Result<Option<[u8; N]>> {
        let damaged = || Error::Inconsistent("a row was copied out in another form".to_owned());
        let (length, rest) = self.rest.split_first_chunk().ok_or_else(damaged)?;
        let length = i32::from_be_bytes(*length);
        self.rest = rest;
        if length < 0 {
            return Ok(None);
        }
        let (field, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        if usize::try_from(length) != Ok(N) {
            return Err(damaged());
        }
        self.rest = rest;
        Ok(Some(*field))
    }

    fn present<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.next()?
            .ok_or_else(|| Error::Inconsistent("a field that is never null is".to_owned()))
    }

    /// A text.
    pub(super) fn text(&mut self) -> Result<&'b str> {
        let damaged = |_| Error::Inconsistent("a text was copied out in another form".to_owned());
        std::str::from_utf8(self.bytes()?).map_err(damaged)
    }

    pub(super) fn smallint(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.present()?))
    }

    pub(super) fn bigint(&mut self) -> Result<i64> {
        Ok(i64::from_be_bytes(self.present()?))
    }

    /// A date, in days since 1970-01-01.
    pub(super) fn epoch_days(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.present()?).saturating_add(EPOCH_DAYS))
    }

    pub(super) fn nullable_integer(&mut self) -> Result<Option<i32>> {
        Ok(self.next()?.map(i32::from_be_bytes))
    }

    /// A whole number of type `numeric`, of at most 38 digits.
    pub(super) fn numeric(&mut self) -> Result<i128> {
        let damaged = || Error::Inconsistent("a number was copied out in another form".to_owned());
        let words = self.bytes()?.chunks_exact(2);
        let mut words = words.map(|word| u16::from_be_bytes([word[0], word[1]]));
        let mut word = || words.next().ok_or_else(damaged);
        let (count, power, sign, _decimals) = (word()?, word()?, word()?, word()?);
        // Zeros at the end are not among the digits.
        let zeros = i32::from(power.cast_signed()) + 1 - i32::from(count);
        let mut value: i128 = 0;
        for _ in 0..count {
            value = times_base(value)
                .and_then(|value| value.checked_add(i128::from(words.next()?)))
                .ok_or_else(damaged)?;
        }
        if count > 0 {
            let zeros = u32::try_from(zeros).map_err(|_| damaged())?;
            for _ in 0..zeros {
                value = times_base(value).ok_or_else(damaged)?;
            }
        }
        match sign {
            0 => Ok(value),
            NUMERIC_NEGATIVE => Ok(-value),
            _ => Err(damaged()),
        }
    }

    /// The bytes of a field of any length.
    fn bytes(&mut self) -> Result<&'b [u8]> {
        let damaged = || Error::Inconsistent("a field was copied out in another form".to_owned());
        let (length, rest) = self.rest.split_first_chunk().ok_or_else(damaged)?;
        let length = usize::try_from(i32::from_be_bytes(*length)).map_err(|_| damaged())?;
        let (bytes, rest) = rest.split_at_checked(length).ok_or_else(damaged)?;
        self.rest = rest;
        Ok(bytes)
    }
}

fn times_base(value: i128) -> Option<i128> {
    value.checked_mul(NUMERIC_BASE.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn numeric(value: i128) -> Vec<u8> {
        let mut buffer = Vec::new();
        Row {
            buffer: &mut buffer,
        }
        .numeric(value);
        buffer
    }

    #[rstest]
    // Length; then the count of digits, the power of the first, the sign, and no decimals.
    #[case(0, &[0, 0, 0, 8, 0, 0, 255, 255, 0, 0, 0, 0])]
    #[case(7, &[0, 0, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7])]
    #[case(-7, &[0, 0, 0, 10, 0, 1, 0, 0, 64, 0, 0, 0, 0, 7])]
    #[case(20_001, &[0, 0, 0, 12, 0, 2, 0, 1, 0, 0, 0, 0, 0, 2, 0, 1])]
    fn a_whole_number_is_digits_to_the_base_of_ten_thousand(
        #[case] value: i128,
        #[case] bytes: &[u8],
    ) {
        assert_eq!(numeric(value), bytes);
    }

    #[rstest]
    #[case(0)]
    #[case(10_000)]
    #[case(-120_000_000)]
    #[case(100_010_000)]
    #[case(170_141_183_460_469_231_731_687_303_715_884_105_727)]
    #[case(-170_141_183_460_469_231_731_687_303_715_884_105_727)]
    fn a_whole_number_reads_back(#[case] value: i128) {
        let bytes = numeric(value);
        assert_eq!(Fields { rest: &bytes }.numeric().unwrap(), value);
    }

    #[test]
    fn zeros_that_are_not_sent_are_read_and_fractions_are_not() {
        // 30000 as the database sends it: the digit 3, to the first power.
        let thirty_thousand = [0, 0, 0, 10, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3];
        assert_eq!(
            Fields {
                rest: &thirty_thousand
            }
            .numeric()
            .unwrap(),
            30_000
        );
        let fraction = [0, 0, 0, 10, 0, 1, 255, 255, 0, 0, 0, 4, 0, 3];
        assert!(Fields { rest: &fraction }.numeric().is_err());
    }

    #[test]
    fn a_row_is_read_only_when_all_of_it_is_there() {
        let row = [
            0, 2, 0, 0, 0, 2, 1, 1, 255, 255, 255, 255, // 257 and null
        ];
        for length in 0..row.len() {
            assert_eq!(row_length(&row[..length]), None, "{length}");
        }
        assert_eq!(row_length(&row), Some(row.len()));
        let mut fields = Fields { rest: &row[2..] };
        assert_eq!(fields.smallint().unwrap(), 257);
        assert_eq!(fields.nullable_integer().unwrap(), None);
        assert!(fields.smallint().is_err(), "there are no more");
        assert_eq!(row_length(&[255, 255]), None, "the end");
    }
}
