//! XLSX: a workbook with the rows as real numbers and dates, and a second sheet that says what
//! they are.

use super::about::meaning;
use super::{Error, Output, View, reference};
use crate::charts::{Cell, Column, Form};
use crate::text::{Language, message};
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

/// Rows that a sheet can have below its head.
pub(super) const MOST_ROWS: usize = (1 << 20) - 1;
/// Widths in characters of the head's font: of the least, of the most, and of a column of words.
const NARROWEST: usize = 8;
const WIDEST: usize = 48;
const WIDTH_OF_WORDS: u16 = 100;
/// Rows that decide the width of a column.
const ROWS_LOOKED_AT: usize = 500;

/// How cells look.
struct Looks {
    head: Format,
    day: Format,
    whole: Format,
    words: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            whole: Format::new().set_num_format("#,##0"),
            words: Format::new().set_text_wrap(),
        }
    }
}

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    // The library would note the moment of writing.
    workbook.set_properties(
        &DocProperties::new()
            .set_title(view.title())
            .set_author("Weighbridge")
            .set_creation_datetime(&of_day(
                view.subject
                    .as_of
                    .unwrap_or(NaiveDate::from_yo_opt(1980, 1).unwrap_or_default()),
            )?),
    );
    // Row by row into a file beside, which is taken up when the workbook is saved.
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    worksheet.set_name(message(Language::default(), "xlsx-data", &[]))?;
    write_rows(worksheet, view, &looks)?;
    write_definitions(workbook.add_worksheet(), view, &looks)?;
    workbook.save_to_writer(output)?;
    Ok(())
}

fn of_day(day: NaiveDate) -> Result<ExcelDateTime, Error> {
    let year = u16::try_from(day.year()).unwrap_or_default();
    Ok(ExcelDateTime::from_ymd(
        year,
        day.month() as u8,
        day.day() as u8,
    )?)
}

fn write_rows(worksheet: &mut Worksheet, view: &View<'_>, looks: &Looks) -> Result<(), Error> {
    let mut sheet = view.sheet();
    let first: Vec<Vec<Cell>> = sheet.rows.by_ref().take(ROWS_LOOKED_AT).collect();
    for (column, at) in sheet.columns.iter().zip(0u16..) {
        worksheet.write_string_with_format(0, at, column.name, &looks.head)?;
        worksheet.set_column_width(at, width(column, &first, usize::from(at)) as u16)?;
    }
    for (row, line) in first.into_iter().chain(sheet.rows).zip(1u32..) {
        for ((cell, column), at) in row.iter().zip(sheet.columns).zip(0u16..) {
            match cell {
                Cell::Text(text) | Cell::Word(text) if column.form == Form::Day => {
                    let day = text.parse().map_err(|_| Error::Cell {
                        text: text.clone(),
                        form: "date",
                    })?;
                    worksheet.write_datetime_with_format(line, at, &of_day(day)?, &looks.day)?;
                }
                // As a string, whatever it begins with: never a formula, never a link.
                Cell::Text(text) | Cell::Word(text) => {
                    worksheet.write_string(line, at, text)?;
                }
                Cell::Number(text) => {
                    let number: f64 = text.parse().map_err(|_| Error::Cell {
                        text: text.clone(),
                        form: "number",
                    })?;
                    if column.form == Form::Amount && view.amounts_are_whole() {
                        worksheet.write_number_with_format(line, at, number, &looks.whole)?;
                    } else {
                        worksheet.write_number(line, at, number)?;
                    }
                }
                Cell::Empty => {}
            }
        }
    }
    let (last_row, last_column) = (sheet.count as u32, sheet.columns.len() as u16 - 1);
    worksheet.autofilter(0, 0, last_row, last_column)?;
    worksheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A width in which the name of a column, the button of its filter and most cells can be read.
fn width(column: &Column, rows: &[Vec<Cell>], at: usize) -> usize {
    let cells = rows.iter().map(|row| match &row[at] {
        Cell::Text(text) | Cell::Word(text) => text.chars().count(),
        // Thousands are parted.
        Cell::Number(text) => text.len() + text.len() / 3,
        Cell::Empty => 0,
    });
    let longest = cells.chain([column.name.len() + 3]).max().unwrap_or(0);
    longest.clamp(NARROWEST, WIDEST)
}

/// What the columns mean, what was asked, where the figures come from and on what terms.
fn write_definitions(
    worksheet: &mut Worksheet,
    view: &View<'_>,
    looks: &Looks,
) -> Result<(), Error> {
    let sheet = view.sheet();
    let language = Language::default();
    let say = |key: &str| message(language, key, &[]);
    worksheet.set_name(say("xlsx-definitions"))?;
    let metric = view.metric();
    let license = view.source().map(|source| source.data_license.clone());
    let as_of = view.subject.as_of.map(|day| day.to_string());
    let facts = [
        ("about-question", Some(view.sentence(language))),
        ("about-metric", Some(metric.label.en.clone())),
        ("about-definition", Some(metric.definition.en.clone())),
        ("about-as-of", as_of),
        ("about-rows", Some(sheet.count.to_string())),
        ("about-source", Some(view.source_line(Language::default()))),
        ("about-license", license),
        ("about-license-ours", Some(say("about-license-ours-words"))),
        ("about-citation", Some(reference::citation(view, language))),
        ("about-address", Some(view.address.to_owned())),
        ("about-permalink", view.permalink.map(str::to_owned)),
        ("about-precision", Some(say("xlsx-precision"))),
    ];
    let columns = sheet
        .columns
        .iter()
        .map(|column| (column.name.to_owned(), meaning(column, language)));
    let facts = facts
        .into_iter()
        .filter_map(|(key, words)| Some((say(key), words?)));
    worksheet.set_column_width(0, 26)?;
    worksheet.set_column_width(1, WIDTH_OF_WORDS)?;
    let head = (say("column-column"), say("column-meaning"));
    for (line, (name, words)) in (0u32..).zip([head].into_iter().chain(columns).chain(facts)) {
        worksheet.write_string_with_format(line, 0, name, &looks.head)?;
        let look = if line == 0 { &looks.head } else { &looks.words };
        worksheet.write_string_with_format(line, 1, words, look)?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    Ok(())
}
