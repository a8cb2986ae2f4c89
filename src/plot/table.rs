//! Tables: one row a series with its place, name, numbers and a line as large as a word. A page
//! drops columns of lower tiers where it is narrow; a picture leaves out those it has no room for.

use chrono::NaiveDate;

use super::bars::Sign;
use super::sparkline::Spark;
use super::spec::Style;

/// One table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSpec {
    /// Unique on the page; the ids of the drawing start with it. Only `[a-z0-9-]` is kept.
    pub id: String,
    /// What the table shows, in words.
    pub description: String,
    /// Over the places.
    pub rank: Column,
    /// Over the names.
    pub name: Column,
    /// Over the numbers, from left to right.
    pub numbers: Vec<Column>,
    /// Over the lines.
    pub line_head: String,
    /// Dates of the lines, ascending.
    pub dates: Vec<NaiveDate>,
    /// Indices of the dates after which every line is broken.
    pub breaks: Vec<usize>,
    /// The rows from top to bottom; at most 500 are drawn.
    pub rows: Vec<TableRow>,
    /// What changes are since, above the table; may be empty.
    pub change_head: String,
    /// Where more rows are shown.
    pub more: Option<Link>,
    /// The sentence shown when there is nothing to draw.
    pub empty_text: String,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Names the column for callers.
    pub slug: String,
    /// The head.
    pub head: String,
    /// What following the head does, in words; may be empty.
    pub title: String,
    /// Where the head leads on a page: to the same table in this column's order.
    pub href: Option<String>,
    /// How the rows are ordered by this column, if they are.
    pub order: Option<Order>,
    /// Where there is room for it.
    pub tier: Tier,
}

/// The order of rows by a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// From the least to the most, or from A to Z.
    pub is_ascending: bool,
    /// The order in words.
    pub words: String,
}

/// Where there is room for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Everywhere.
    Always,
    /// Not on a phone.
    Medium,
    /// Only where it is wide.
    Wide,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// Names the row for callers and scripts.
    pub slug: String,
    /// Its place; absent for a row that does not compete, such as the rest.
    pub rank: Option<usize>,
    /// The name.
    pub label: String,
    /// Where the name leads on a page.
    pub href: Option<String>,
    /// Color of the line and filling of its dot.
    pub style: Style,
    /// The numbers in words, one a column.
    pub cells: Vec<TableCell>,
    /// The value at each date; missing values are holes.
    pub line: Vec<Option<f64>>,
}

/// A number in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCell {
    /// The number; empty where nothing is known, which is not zero.
    pub text: String,
    /// Its direction, where it is a change.
    pub sign: Option<Sign>,
}

/// Words that lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub label: String,
    /// The address.
    pub href: String,
}

/// A table, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct TableView {
    /// Prefix of every id in the drawing.
    pub id: String,
    /// What the table shows, in words.
    pub description: String,
    /// The sentence to show instead of a table.
    pub empty: Option<String>,
    /// What changes are since; empty where no change is shown.
    pub change_head: String,
    /// Whether a change is shown also where it is narrow.
    pub has_narrow_change: bool,
    /// Heads of place, name and numbers.
    pub heads: Vec<Head>,
    /// Over the lines.
    pub line_head: String,
    /// Pixel where the lines begin, in a picture.
    pub line_at: f64,
    /// Pixel of the upper edge of the line of heads, in a picture: below what changes are since.
    pub head_y: f64,
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// Where more rows are shown.
    pub more: Option<Link>,
    /// Height of the rows with the line of heads, in pixels.
    pub height: f64,
}

/// The head of a column, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Classes of the column's cells on a page.
    pub class: &'static str,
    /// The head.
    pub text: String,
    /// What following it does.
    pub title: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Word of `aria-sort`, arrow and words of the order.
    pub order: Option<(&'static str, &'static str, String)>,
    /// Pixel its texts are set from, in a picture.
    pub x: f64,
    /// Which end of its texts stands there.
    pub anchor: &'static str,
}

/// A row, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Pixel of the upper edge of the row, in a picture.
    pub y: f64,
    /// Names the row.
    pub slug: String,
    /// Where the name leads.
    pub href: Option<String>,
    /// Place, name and numbers, one a head.
    pub cells: Vec<CellView>,
    /// The line; none where nothing is known.
    pub spark: Option<Spark>,
}

/// A cell, placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellView {
    /// Whether it names the row.
    pub is_name: bool,
    /// The text, cut to the room there is.
    pub text: String,
    /// The whole text, where it was cut.
    pub full_text: Option<String>,
    /// Classes of the cell on a page.
    pub class: &'static str,
    /// Classes of its text in a picture.
    pub text_class: String,
    /// The class of its direction, where it is a change; else empty.
    pub sign: &'static str,
}
