//! Parquet with the columns of CSV v1.

use super::super::field::{Cells, Field, Locate};
use super::super::intake::Intake;
use super::super::problem::{Problem, Unit, excerpt};
use super::Table;
use super::column::{Column, column};
use super::spelling::{Meaning, day_of_midnight, meaning};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::ColumnDescPtr;
use std::ops::Range;

/// A column that is read.
struct Chosen<'a> {
    field: Field,
    leaf: usize,
    descriptor: &'a ColumnDescPtr,
    meaning: Meaning,
}

/// Hands every row to the intake.
pub(super) fn read(
    table: &Table,
    intake: &mut Intake<'_>,
    reached: &mut u64,
) -> Result<(), ParquetError> {
    let Some(chosen) = choose(table, intake) else {
        return Ok(());
    };
    let mut cells = Vec::with_capacity(256);
    table.each_batch(
        reached,
        |group| {
            let open = |one: &Chosen<'_>| {
                let pages = table.pages(group, one.leaf)?;
                column(one.descriptor, pages, one.meaning)
            };
            chosen.iter().map(open).collect::<Result<Vec<_>, _>>()
        },
        |columns, rows, first| {
            for column in columns.iter_mut() {
                column.fill(rows)?;
            }
            for row in 0..rows {
                take_row(
                    &chosen,
                    columns,
                    row,
                    first + row as u64,
                    &mut cells,
                    intake,
                );
            }
            Ok(())
        },
    )
}

fn take_row(
    chosen: &[Chosen<'_>],
    columns: &[Box<dyn Column>],
    row: usize,
    number: u64,
    texts: &mut Vec<u8>,
    intake: &mut Intake<'_>,
) {
    texts.clear();
    let mut spans: [Option<Range<usize>>; Field::COUNT] = Default::default();
    for (one, column) in chosen.iter().zip(columns) {
        let start = texts.len();
        column.spell(row, texts);
        // A null is an empty cell: the checks say what that means for each field.
        spans[one.field as usize] = Some(start..texts.len());
    }
    let mut cells = Cells::default();
    for one in chosen {
        let span = spans[one.field as usize].clone();
        let cell = span.and_then(|span| texts.get(span)).unwrap_or_default();
        let is_day =
            one.field == Field::ObservedOn && matches!(one.meaning, Meaning::Moment { .. });
        cells.set(one.field, if is_day { day_of_midnight(cell) } else { cell });
    }
    intake.take(&cells, &Place(number));
}

/// The columns of the file, or none where that they are wrong is all there is to say.
fn choose<'a>(table: &'a Table, intake: &mut Intake<'_>) -> Option<Vec<Chosen<'a>>> {
    let before = intake.problem_count();
    let mut chosen: Vec<Chosen<'a>> = Vec::new();
    let names = table.schema().root_schema().get_fields();
    for name in names.iter().map(|field| field.name()) {
        let Some(field) = Field::named(name) else {
            intake.problems().add(|| unknown(name));
            continue;
        };
        let of_field = |message: String, hint: &str| Problem {
            unit: Unit::Row,
            line: 0,
            column: None,
            field: Some(field.name()),
            message,
            hint: Some(hint.to_owned()),
        };
        if chosen.iter().any(|known| known.field == field) {
            let message = format!("column `{name}` stands twice");
            intake
                .problems()
                .add(|| of_field(message, "keep one of the two"));
            continue;
        }
        let mut leaves = table.leaves(name);
        let leaf = leaves
            .next()
            .filter(|(_, leaf)| leaf.path().parts().len() == 1 && leaf.max_rep_level() == 0);
        let Some((leaf, descriptor)) = leaf else {
            let message = format!("column `{name}` is nested");
            intake
                .problems()
                .add(|| of_field(message, "write one value a row"));
            continue;
        };
        match meaning(field, descriptor) {
            Ok(meaning) => chosen.push(Chosen {
                field,
                leaf,
                descriptor,
                meaning,
            }),
            Err(found) => {
                let message = format!("column `{name}` is {found}");
                intake.problems().add(|| of_field(message, wanted(field)));
            }
        }
    }
    for field in Field::ALL {
        let is_there = names.iter().any(|column| column.name() == field.name());
        if field.is_required() && !is_there {
            intake.problems().add(|| Problem {
                field: Some(field.name()),
                ..Problem::of_line(
                    0,
                    format!("column `{}` is missing", field.name()),
                    "every file has metric, model, observed_on and value; an archive of the Hub \
                     has id and downloads",
                )
            });
        }
    }
    (intake.problem_count() == before).then_some(chosen)
}

fn unknown(name: &str) -> Problem {
    let message = format!("{} is not a known column", excerpt(name.as_bytes()));
    let hint = if name == "__index_level_0__" {
        "write the table without its index (pandas: index=False)".to_owned()
    } else {
        format!("known columns: {}", Field::header().replace(',', ", "))
    };
    Problem::of_line(0, message, hint)
}

/// The types that a column of a field may have.
const fn wanted(field: Field) -> &'static str {
    match field {
        Field::Value => "write whole numbers, decimals, floats or texts",
        Field::ObservedOn => "write dates, timestamps at midnight, or texts such as 2026-10-07",
        Field::CapturedAt => "write timestamps in UTC, or texts such as 2026-10-07T12:00:00Z",
        _ => "write texts",
    }
}

/// The number of a row, which is all of its place.
pub(super) struct Place(pub u64);

impl Locate for Place {
    fn line(&self) -> u64 {
        self.0
    }

    fn cell(&self, _: Field) -> (u64, Option<u32>) {
        (self.0, None)
    }
}
