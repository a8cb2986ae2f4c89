//! Layout of tables: which columns a picture has room for, and where they stand.

use chrono::NaiveDate;

use super::super::bars::Sign;
use super::super::sparkline::{self, Spark};
use super::super::table::{CellView, Column, Head, Row, TableRow, TableSpec, TableView, Tier};
use super::super::text::{self, Weight};
use super::{Canvas, identifier};

/// Height of a row, in pixels.
const ROW: f64 = 28.0;
/// Height of the line of heads, in pixels.
const HEAD: f64 = 30.0;
/// Size of names and numbers, in pixels.
const SIZE: f64 = 13.0;
/// Size of heads, in pixels.
const HEAD_SIZE: f64 = 12.0;
/// Height of the line that says since when changes are, in pixels.
const SINCE: f64 = 22.0;
/// Names wider than this are cut in a picture.
const NAME_WIDTH: f64 = 260.0;
/// Names are never cut below this.
const LEAST_NAME_WIDTH: f64 = 72.0;
/// Least distance between neighbors in a picture.
const GAP: f64 = 18.0;
/// More rows than this are left out: a longer list belongs in a file.
const MOST: usize = 500;
/// Stands where nothing is known.
const NOTHING: &str = "\u{2013}";

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Rank,
    Name,
    /// The index of the number.
    Number(usize),
}

/// Places a table: on a page the browser sets the widths, in a picture the columns get theirs here.
pub fn table(spec: &TableSpec, canvas: Canvas) -> TableView {
    let rows = &spec.rows[..spec.rows.len().min(MOST)];
    let numbers = spec.numbers.iter().enumerate();
    let mut columns: Vec<(Role, &Column)> =
        vec![(Role::Rank, &spec.rank), (Role::Name, &spec.name)];
    columns.extend(numbers.map(|(index, column)| (Role::Number(index), column)));
    let mut heads: Vec<Head> = columns.iter().map(|column| head(*column)).collect();
    let line_head = text::clean(&spec.line_head);
    let mut name_width = f64::INFINITY;
    let mut line_at = 0.0;
    if let Canvas::Fixed { width } = canvas {
        let line = measure(&line_head, HEAD_SIZE, Weight::Semibold).max(sparkline::WIDTH);
        line_at = width - line;
        name_width = fit(&mut columns, &mut heads, rows, line_at);
    }
    let is_change = |role: &Role| match role {
        Role::Number(index) => rows.iter().any(|row| {
            row.cells
                .get(*index)
                .is_some_and(|cell| cell.sign.is_some())
        }),
        Role::Rank | Role::Name => false,
    };
    let has_change = columns.iter().any(|(role, _)| is_change(role));
    let has_narrow_change = columns
        .iter()
        .any(|(role, column)| column.tier == Tier::Always && is_change(role));
    let change_head = text::clean(&spec.change_head);
    let head_y = if has_change && !change_head.is_empty() {
        SINCE
    } else {
        0.0
    };
    let views = rows.iter().enumerate().map(|(index, row)| Row {
        y: head_y + HEAD + ROW * index as f64,
        slug: identifier(&row.slug),
        href: row.href.clone(),
        cells: columns
            .iter()
            .map(|(role, column)| cell(*role, column, row, name_width))
            .collect(),
        spark: line(spec, row),
    });
    let views: Vec<Row> = views.collect();
    TableView {
        id: identifier(&spec.id),
        description: text::clean(&spec.description),
        empty: rows.is_empty().then(|| text::clean(&spec.empty_text)),
        change_head: if has_change {
            change_head
        } else {
            String::new()
        },
        has_narrow_change,
        heads,
        line_head,
        line_at,
        head_y,
        more: spec.more.clone(),
        height: if rows.is_empty() {
            220.0
        } else {
            head_y + HEAD + ROW * views.len() as f64
        },
        rows: views,
    }
}

/// Leaves out columns until the others fit before `end`, and sets where they stand; how wide names
/// may be.
fn fit(
    columns: &mut Vec<(Role, &Column)>,
    heads: &mut Vec<Head>,
    rows: &[TableRow],
    end: f64,
) -> f64 {
    let mut widths: Vec<f64> = columns
        .iter()
        .zip(heads.iter())
        .map(|((role, _), head)| width(*role, head, rows))
        .collect();
    for tier in [Tier::Wide, Tier::Medium] {
        let needed: f64 = widths.iter().map(|width| width + GAP).sum();
        if needed > end {
            let kept: Vec<bool> = columns
                .iter()
                .map(|(_, column)| column.tier < tier)
                .collect();
            let mut keep = kept.iter();
            columns.retain(|_| *keep.next().unwrap_or(&true));
            let mut keep = kept.iter();
            heads.retain(|_| *keep.next().unwrap_or(&true));
            let mut keep = kept.iter();
            widths.retain(|_| *keep.next().unwrap_or(&true));
        }
    }
    let needed: f64 = widths.iter().map(|width| width + GAP).sum();
    let spare = end - needed;
    let numbers = columns
        .iter()
        .filter(|(role, _)| matches!(role, Role::Number(_)))
        .count();
    let tenths = |x: f64| (x * 10.0).round() / 10.0;
    let mut x = 0.0;
    let mut name_width = NAME_WIDTH;
    for (((role, _), head), width) in columns.iter().zip(heads).zip(widths) {
        match role {
            Role::Rank => head.x = tenths(x + width),
            Role::Name => {
                head.x = tenths(x);
                name_width = (width + spare.min(0.0)).max(LEAST_NAME_WIDTH);
                x += name_width - width;
            }
            Role::Number(_) => {
                x += spare.max(0.0) / numbers as f64;
                head.x = tenths(x + width);
            }
        }
        x += width + GAP;
    }
    name_width
}

/// Width of the widest text of a column.
fn width(role: Role, head: &Head, rows: &[TableRow]) -> f64 {
    // The arrow of an order is as wide as two letters.
    let arrow = if head.order.is_some() {
        " \u{2193}"
    } else {
        ""
    };
    let own = measure(
        &format!("{}{arrow}", head.text),
        HEAD_SIZE,
        Weight::Semibold,
    );
    let widest = rows.iter().map(|row| {
        let (text, _) = words(role, row);
        let width = measure(&text, SIZE, weight(role));
        match role {
            Role::Name => width.min(NAME_WIDTH),
            Role::Rank | Role::Number(_) => width,
        }
    });
    widest.fold(own, f64::max).ceil()
}

fn measure(words: &str, size: f64, weight: Weight) -> f64 {
    text::width(words, size, weight).ceil()
}

fn weight(role: Role) -> Weight {
    match role {
        // The value is what a row is read for.
        Role::Number(0) => Weight::Semibold,
        Role::Rank | Role::Name | Role::Number(_) => Weight::Regular,
    }
}

fn head((role, column): (Role, &Column)) -> Head {
    Head {
        class: class(role, column.tier),
        text: text::clean(&column.head),
        title: text::clean(&column.title),
        href: column.href.clone(),
        order: column.order.as_ref().map(|order| {
            let (word, arrow) = if order.is_ascending {
                ("ascending", "\u{2191}")
            } else {
                ("descending", "\u{2193}")
            };
            (word, arrow, text::clean(&order.words))
        }),
        x: 0.0,
        anchor: if role == Role::Name { "start" } else { "end" },
    }
}

fn class(role: Role, tier: Tier) -> &'static str {
    match (role, tier) {
        (Role::Rank, Tier::Always) => "rank",
        (Role::Rank, Tier::Medium) => "rank tier-medium",
        (Role::Rank, Tier::Wide) => "rank tier-wide",
        (Role::Name, _) => "name",
        (Role::Number(0), _) => "value",
        (Role::Number(_), Tier::Always) => "",
        (Role::Number(_), Tier::Medium) => "tier-medium",
        (Role::Number(_), Tier::Wide) => "tier-wide",
    }
}

/// What a row says in a column.
fn words(role: Role, row: &TableRow) -> (String, Option<Sign>) {
    match role {
        Role::Rank => (
            row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            None,
        ),
        Role::Name => (text::clean(&row.label), None),
        Role::Number(index) => match row.cells.get(index) {
            Some(cell) if !cell.text.trim().is_empty() => (text::clean(&cell.text), cell.sign),
            _ => (NOTHING.to_owned(), None),
        },
    }
}

fn cell(role: Role, column: &Column, row: &TableRow, name_width: f64) -> CellView {
    let (full, sign) = words(role, row);
    let text = match role {
        Role::Name => text::truncate(&full, SIZE, Weight::Regular, name_width),
        Role::Rank | Role::Number(_) => full.clone(),
    };
    let sign = sign.map_or("", Sign::class);
    let text_class = match role {
        Role::Rank => "plot-bar-rank",
        Role::Name => "plot-bar-name",
        Role::Number(0) => "plot-bar-value",
        Role::Number(_) if sign.is_empty() => "plot-list-text",
        Role::Number(_) => "plot-bar-change",
    };
    CellView {
        is_name: role == Role::Name,
        full_text: (text != full).then_some(full),
        text,
        class: class(role, column.tier),
        text_class: format!("{text_class} {sign}").trim_end().to_owned(),
        sign,
    }
}

/// The line of a row, its points as far apart as their dates.
fn line(spec: &TableSpec, row: &TableRow) -> Option<Spark> {
    let (first, last) = (*spec.dates.first()?, *spec.dates.last()?);
    let days = (last - first).num_days();
    let across = |date: NaiveDate| {
        if days == 0 {
            1.0
        } else {
            (date - first).num_days() as f64 / days as f64
        }
    };
    let values: Vec<(f64, Option<f64>)> = spec
        .dates
        .iter()
        .zip(&row.line)
        .map(|(date, value)| (across(*date), *value))
        .collect();
    let is_known = values
        .iter()
        .any(|(_, value)| value.is_some_and(f64::is_finite));
    is_known.then(|| sparkline::place(&values, &spec.breaks, row.style))
}
