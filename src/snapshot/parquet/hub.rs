//! The listing of the Hugging Face Hub as its archives keep it: a row a model, with the counts of
//! the moment the archive was made, tags, and the card as JSON.
//!
//! What a model's license and base are is decided as for recorded answers, by the same code.

use super::super::field::{Cells, Field, Locate};
use super::super::intake::Intake;
use super::super::problem::Problem;
use super::super::recorded::Node;
use super::super::recorded::huggingface::{COUNTS, base_of, bases_in, license_of, no_moment};
use super::Table;
use super::column::{Column, Texts, column};
use super::pages::Pages;
use super::spelling::{Meaning, meaning};
use ::parquet::basic::Type;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::RowGroupMetaData;
use ::parquet::schema::types::ColumnDescPtr;
use std::borrow::Cow;

/// Whether a file with these columns is a listing of the Hub.
pub(super) fn is_listing(names: &[&str]) -> bool {
    names.contains(&"id")
        && !names.contains(&Field::Metric.name())
        && COUNTS.iter().any(|count| names.contains(&count.member))
}

/// A column that is read, and its number among the leaves.
type Leaf<'a> = (usize, &'a ColumnDescPtr);

/// The columns of a listing.
struct Layout<'a> {
    id: Leaf<'a>,
    counts: [Option<(Leaf<'a>, Meaning)>; COUNTS.len()],
    tags: Option<Leaf<'a>>,
    card: Option<Leaf<'a>>,
    bases: Option<Leaf<'a>>,
}

/// The columns of one row group.
struct Opened {
    id: Box<dyn Column>,
    counts: [Option<Box<dyn Column>>; COUNTS.len()],
    tags: Option<Texts>,
    card: Option<Box<dyn Column>>,
    bases: Option<Bases>,
}

/// Where the bases stand that the Hub found: in a list, or in the text of a JSON value.
enum Bases {
    List(Box<Texts>),
    Json(Box<dyn Column>),
}

/// Hands the counts of every model to the intake.
pub(super) fn read(
    table: &Table,
    intake: &mut Intake<'_>,
    reached: &mut u64,
) -> Result<(), ParquetError> {
    let Some(captured_at) = intake.given_capture() else {
        intake.problems().add(|| no_moment(0));
        return Ok(());
    };
    let day = captured_at.date_naive().to_string();
    let Some(layout) = layout(table, intake) else {
        return Ok(());
    };
    let mut row = Row::default();
    table.each_batch(
        reached,
        |group| open(table, group, &layout),
        |columns, rows, first| {
            columns.fill(rows)?;
            for index in 0..rows {
                row.read(columns, index);
                row.take(first + index as u64, &day, intake);
            }
            Ok(())
        },
    )
}

fn layout<'a>(table: &'a Table, intake: &mut Intake<'_>) -> Option<Layout<'a>> {
    let before = intake.problem_count();
    let mut odd = |leaf: &ColumnDescPtr, wanted: &'static str| {
        let message = format!("column `{}` is {}", leaf.path(), leaf.physical_type());
        intake
            .problems()
            .add(|| Problem::of_line(0, message, wanted));
    };
    let is_text = |leaf: &ColumnDescPtr| leaf.physical_type() == Type::BYTE_ARRAY;
    let mut flat = |name: &str| {
        let leaf = table.leaves(name).next()?;
        if is_text(leaf.1) && leaf.1.max_rep_level() == 0 && leaf.1.path().parts().len() == 1 {
            return Some(leaf);
        }
        odd(leaf.1, "an archive of the Hub has a text here");
        None
    };
    let (id, card) = (flat("id"), flat("cardData"));
    let counts = COUNTS.map(|count| {
        let leaf = table.leaves(count.member).next()?;
        match meaning(Field::Value, leaf.1) {
            Ok(meaning) if leaf.1.max_rep_level() == 0 => Some((leaf, meaning)),
            _ => {
                odd(leaf.1, "an archive of the Hub has a whole number here");
                None
            }
        }
    });
    let tags = table.leaves("tags").next();
    let tags = tags.filter(|(_, leaf)| {
        let is_list = is_text(leaf) && leaf.max_rep_level() == 1;
        if !is_list {
            odd(leaf, "an archive of the Hub has a list of texts here");
        }
        is_list
    });
    // `{relation, models: [{_id, id}]}`, a list of ids, or either as JSON.
    let bases = table.leaves("baseModels").find(|(_, leaf)| {
        let parts = leaf.path().parts();
        let is_id = parts.last().is_some_and(|last| last == "id");
        is_text(leaf)
            && leaf.max_rep_level() <= 1
            && (is_id || parts.len() == 1 || parts.len() == 3)
    });
    if intake.problem_count() > before {
        return None;
    }
    Some(Layout {
        id: id?,
        counts,
        tags,
        card,
        bases,
    })
}

fn open(
    table: &Table,
    group: &RowGroupMetaData,
    layout: &Layout<'_>,
) -> Result<Opened, ParquetError> {
    let pages = |leaf: &Leaf<'_>| -> Result<Pages, ParquetError> { table.pages(group, leaf.0) };
    let text = |leaf: &Leaf<'_>| column(leaf.1, pages(leaf)?, Meaning::Text);
    let list = |leaf: &Leaf<'_>| Ok::<_, ParquetError>(Texts::new(leaf.1, pages(leaf)?));
    let mut counts = [None, None, None];
    for (slot, count) in counts.iter_mut().zip(&layout.counts) {
        if let Some((leaf, meaning)) = count {
            *slot = Some(column(leaf.1, pages(leaf)?, *meaning)?);
        }
    }
    let bases = match &layout.bases {
        Some(leaf) if leaf.1.max_rep_level() > 0 => Some(Bases::List(Box::new(list(leaf)?))),
        Some(leaf) => Some(Bases::Json(text(leaf)?)),
        None => None,
    };
    Ok(Opened {
        id: text(&layout.id)?,
        counts,
        tags: layout.tags.as_ref().map(list).transpose()?,
        card: layout.card.as_ref().map(text).transpose()?,
        bases,
    })
}

impl Opened {
    fn fill(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.id.fill(rows)?;
        for count in self.counts.iter_mut().flatten() {
            count.fill(rows)?;
        }
        if let Some(tags) = &mut self.tags {
            tags.fill(rows)?;
        }
        if let Some(card) = &mut self.card {
            card.fill(rows)?;
        }
        match &mut self.bases {
            Some(Bases::List(list)) => list.fill(rows),
            Some(Bases::Json(json)) => json.fill(rows),
            None => Ok(()),
        }
    }
}

/// What a row says; kept from row to row, so that its memory is.
#[derive(Default)]
struct Row {
    id: Vec<u8>,
    counts: [Option<Vec<u8>>; COUNTS.len()],
    card: Vec<u8>,
    found: Vec<u8>,
    license: Option<String>,
    base: Option<String>,
}

impl Row {
    fn read(&mut self, columns: &Opened, index: usize) {
        self.id.clear();
        columns.id.spell(index, &mut self.id);
        for (slot, column) in self.counts.iter_mut().zip(&columns.counts) {
            let mut count = slot.take().unwrap_or_default();
            count.clear();
            let said = column
                .as_ref()
                .is_some_and(|column| column.spell(index, &mut count));
            *slot = said.then_some(count);
        }
        self.card.clear();
        if let Some(card) = &columns.card {
            card.spell(index, &mut self.card);
        }
        let tags: Vec<Cow<'_, str>> = columns
            .tags
            .iter()
            .flat_map(|tags| tags.of_row(index))
            .filter(|tag| tag.starts_with(b"license:") || tag.starts_with(b"base_model:"))
            .map(String::from_utf8_lossy)
            .collect();
        // Cards are written by people, and archived by programs that let `NaN` pass for JSON: what
        // does not read is not said.
        let card = std::str::from_utf8(&self.card).ok();
        let card = card.and_then(|card| Node::root(card).ok()?.object().ok());
        self.license = license_of(&tags, card.as_ref());
        self.found.clear();
        let found = match &columns.bases {
            Some(Bases::List(list)) => {
                let ids = list.of_row(index).map(String::from_utf8_lossy);
                let ids: Vec<String> = ids.map(Cow::into_owned).collect();
                (!ids.is_empty()).then_some(ids)
            }
            Some(Bases::Json(json)) => {
                json.spell(index, &mut self.found);
                bases_in(&self.found)
            }
            None => None,
        };
        self.base = base_of(found, &tags, card.as_ref());
    }

    fn take(&self, number: u64, day: &str, intake: &mut Intake<'_>) {
        for (count, value) in COUNTS.iter().zip(&self.counts) {
            let Some(value) = value else { continue };
            let mut cells = Cells::default();
            cells.set(Field::Metric, count.metric.as_bytes());
            cells.set(Field::Model, &self.id);
            cells.set(Field::ObservedOn, day.as_bytes());
            cells.set(Field::Value, value);
            if let Some(license) = &self.license {
                cells.set(Field::License, license.as_bytes());
            }
            if let Some(base) = &self.base {
                cells.set(Field::BaseModel, base.as_bytes());
            }
            let member = count.member;
            intake.take(&cells, &Place { number, member });
        }
    }
}

/// Where a count stands.
struct Place {
    number: u64,
    member: &'static str,
}

impl Locate for Place {
    fn line(&self) -> u64 {
        self.number
    }

    fn cell(&self, _: Field) -> (u64, Option<u32>) {
        (self.number, None)
    }

    fn path(&self) -> Option<String> {
        Some(self.member.to_owned())
    }
}
