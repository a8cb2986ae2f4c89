//! CSV as snapshots have it: RFC 4180 with LF, quotes where they are needed, and the guard
//! against spreadsheets that run formulas.

use super::spelled::Last;
use super::{Cell, Column, Form, Table, Writer, misplaced};
use crate::export::Error;
use crate::snapshot::{push_text, push_value};
use std::mem;

struct Csv {
    columns: Vec<(Column, Last)>,
    ready: Vec<u8>,
}

#[expect(clippy::unnecessary_wraps, reason = "every format has the same shape")]
pub(super) fn begin(table: &Table) -> Result<Box<dyn Writer>, Error> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    Ok(Box::new(Csv {
        columns: table
            .columns
            .iter()
            .map(|column| (*column, Last::default()))
            .collect(),
        ready: format!("{}\n", names.join(",")).into_bytes(),
    }))
}

impl Writer for Csv {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        let mut is_first = true;
        for ((column, last), cell) in self.columns.iter_mut().zip(row) {
            if !mem::take(&mut is_first) {
                self.ready.push(b',');
            }
            match (column.form, cell) {
                (_, Cell::Empty) if column.may_be_empty => {}
                (Form::Text, Cell::Text(text)) => push_text(&mut self.ready, text),
                (Form::Day, Cell::Day(day)) => {
                    self.ready.extend_from_slice(last.day(*day).as_bytes());
                }
                (Form::Moment, Cell::Moment(at)) => {
                    self.ready.extend_from_slice(last.moment(*at).as_bytes());
                }
                (Form::Number | Form::Amount { decimals: 0 }, Cell::Number(number)) => {
                    let mut buffer = itoa::Buffer::new();
                    self.ready
                        .extend_from_slice(buffer.format(*number).as_bytes());
                }
                (Form::Amount { decimals }, Cell::Scaled(number)) => {
                    push_value(&mut self.ready, *number, decimals);
                }
                _ => return Err(misplaced(column, cell)),
            }
        }
        self.ready.push(b'\n');
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
