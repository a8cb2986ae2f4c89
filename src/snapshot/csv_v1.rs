//! CSV v1: a header that names the columns in any order, then one observation a row.

use super::field::{Cells, Field, Locate};
use super::guard::unguard;
use super::header::{Header, other_format};
use super::intake::Intake;
use super::problem::Problem;
use super::records::{Records, Step};
use std::io::{self, Read};

/// Hands every row to the intake.
pub fn read(input: &mut dyn Read, intake: &mut Intake<'_>) -> io::Result<()> {
    let mut records = Records::new(input);
    let result = read_records(&mut records, intake);
    // Only now is it known how far reading came; the caller says so where the input failed.
    intake.reached_line(records.next_line());
    result
}

fn read_records<R: Read>(records: &mut Records<R>, intake: &mut Intake<'_>) -> io::Result<()> {
    if let Some(problem) = other_format(records.beginning()?) {
        intake.problems().add(|| problem);
        return Ok(());
    }
    let header = match records.advance()? {
        Step::Record => Header::read(records, intake.problems()),
        Step::Problem(problem) => {
            intake.problems().add(|| problem);
            None
        }
        Step::End => {
            intake.problems().add(|| {
                let hint = format!("begin with a header row such as {}", Field::header());
                Problem::of_line(1, "the file is empty", hint)
            });
            None
        }
    };
    // Without column names, every row would only repeat that they are missing.
    let Some(header) = header else {
        return Ok(());
    };
    loop {
        match records.advance()? {
            Step::Record if records.len() == header.len() => read_row(records, &header, intake),
            Step::Record => {
                intake.count_row();
                let (found, line) = (records.len(), records.line());
                intake
                    .problems()
                    .add(|| wrong_length(line, found, header.len()));
            }
            Step::Problem(problem) => {
                intake.count_row();
                intake.problems().add(|| problem);
            }
            Step::End => break,
        }
    }
    intake.expect_rows(
        records.line(),
        "write one row an observation below the header",
    );
    Ok(())
}

fn read_row<R: Read>(records: &Records<R>, header: &Header, intake: &mut Intake<'_>) {
    let mut cells = Cells::default();
    for (field, number) in header.fields() {
        if let Some(cell) = records.field(*number) {
            cells.set(*field, if field.is_text() { unguard(cell) } else { cell });
        }
    }
    intake.take(&cells, &Place { records, header });
}

fn wrong_length(line: u64, found: usize, expected: usize) -> Problem {
    let noun = if found == 1 { "field" } else { "fields" };
    let hint = if found > expected {
        "put a text that holds a comma in quotes"
    } else {
        "write every column of the header, empty where nothing is said"
    };
    Problem::of_line(
        line,
        format!("{found} {noun}, but the header has {expected}"),
        hint,
    )
}

/// Where the cells of the current record stand.
struct Place<'a, R> {
    records: &'a Records<R>,
    header: &'a Header,
}

impl<R: Read> Locate for Place<'_, R> {
    fn line(&self) -> u64 {
        self.records.line()
    }

    fn cell(&self, field: Field) -> (u64, Option<u32>) {
        match self.header.number_of(field) {
            Some(number) => (self.records.line_of(number), Some(number as u32 + 1)),
            None => (self.records.line(), None),
        }
    }
}
