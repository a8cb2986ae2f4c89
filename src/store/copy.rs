//! Binary COPY into a table of this transaction: the fastest way in, and no quoting.

use super::Result;
use chrono::NaiveDate;
use sqlx::PgConnection;

/// Bytes sent to the server at once.
const BUFFER: usize = 1 << 20;
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Days from 1970-01-01 to 2000-01-01, where Postgres counts from.
const EPOCH_DAYS: i32 = 10_957;

/// A COPY under way: rows are buffered and sent in large pieces.
pub(super) struct BinaryCopy<'c> {
    copy: sqlx::postgres::PgCopyIn<&'c mut PgConnection>,
    buffer: Vec<u8>,
}

impl<'c> BinaryCopy<'c> {
    /// Starts `statement`, a `COPY ... FROM STDIN (FORMAT binary)`.
    pub(super) async fn start(
        connection: &'c mut PgConnection,
        statement: &'static str,
    ) -> Result<Self> {
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

    pub(super) fn date(self, value: NaiveDate) -> Self {
        let days = value.to_epoch_days() - EPOCH_DAYS;
        self.field(&days.to_be_bytes())
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
