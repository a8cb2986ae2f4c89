//! NDJSON: an object a row, with the names of the columns as keys; what is empty is `null`.

use super::spelled::Last;
use super::{Cell, Column, Form, Table, Writer, misplaced};
use crate::export::Error;
use crate::snapshot::push_value;
use std::mem;

struct Ndjson {
    columns: Vec<Key>,
    ready: Vec<u8>,
}

struct Key {
    column: Column,
    /// What stands before its cells: the comma, and the name with its colon.
    before: String,
    last: Last,
}

#[expect(clippy::unnecessary_wraps, reason = "every format has the same shape")]
pub(super) fn begin(table: &Table) -> Result<Box<dyn Writer>, Error> {
    let key = |(at, column): (usize, &Column)| Key {
        column: *column,
        before: format!("{}\"{}\":", if at == 0 { '{' } else { ',' }, column.name),
        last: Last::default(),
    };
    Ok(Box::new(Ndjson {
        columns: table.columns.iter().enumerate().map(key).collect(),
        ready: Vec::new(),
    }))
}

impl Writer for Ndjson {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        let ready = &mut self.ready;
        for (key, cell) in self.columns.iter_mut().zip(row) {
            ready.extend_from_slice(key.before.as_bytes());
            match (key.column.form, cell) {
                (_, Cell::Empty) if key.column.may_be_empty => ready.extend_from_slice(b"null"),
                // JSON carries text as it is: only spreadsheets run formulas.
                (Form::Text, Cell::Text(text)) => serde_json::to_writer(&mut *ready, text)?,
                (Form::Day, Cell::Day(day)) => quoted(ready, key.last.day(*day)),
                (Form::Moment, Cell::Moment(at)) => quoted(ready, key.last.moment(*at)),
                (Form::Number | Form::Amount { decimals: 0 }, Cell::Number(number)) => {
                    let mut buffer = itoa::Buffer::new();
                    ready.extend_from_slice(buffer.format(*number).as_bytes());
                }
                (Form::Amount { decimals }, Cell::Scaled(number)) => {
                    push_value(ready, *number, decimals);
                }
                _ => return Err(misplaced(&key.column, cell)),
            }
        }
        ready.extend_from_slice(b"}\n");
        Ok(())
    }

    fn ready(&self) -> usize {
        self.ready.len()
    }

    fn take(&mut self) -> Vec<u8> {
        let room = self.ready.capacity();
        mem::replace(&mut self.ready, Vec::with_capacity(room))
    }

    fn end(self: Box<Self>) -> Result<Vec<u8>, Error> {
        Ok(self.ready)
    }
}

/// A text of ours, in which nothing has to be escaped.
fn quoted(ready: &mut Vec<u8>, text: &str) {
    ready.push(b'"');
    ready.extend_from_slice(text.as_bytes());
    ready.push(b'"');
}
