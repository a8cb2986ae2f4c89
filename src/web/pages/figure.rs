//! A figure on a page: headline, drawing, source, files, table.

use super::Link;
use super::small_panel::SmallPanel;
use crate::charts::{Kind, Numbers};
use crate::export::FORMATS;
use crate::plot::{self, Caption, Drawing, TableSpec};
use crate::query::{MOST_SERIES, Query, SeriesKind, Sort};
use crate::text::message;
use crate::web::places;
use crate::web::state::Site;
use crate::web::view::{Answered, address};

/// A figure with its links.
pub(super) struct FigureView {
    /// Unique on the page.
    pub id: String,
    pub caption: Caption,
    /// Markup of the drawing, escaped by its own templates.
    pub drawing: String,
    pub downloads: Vec<Download>,
    /// The figure's own page.
    pub address: String,
    pub numbers: Numbers,
    /// Whether there is nothing to draw.
    pub is_empty: bool,
    /// Where there is nothing to draw, questions that have an answer.
    pub ways: Vec<Link>,
    /// Where only few are compared, how much of the whole they are.
    pub small_panel: Option<SmallPanel>,
    /// The same numbers for ever: the view with its dates and the newest snapshot it knows spelled
    /// out; none before anything is known.
    pub permalink: Option<String>,
}

/// A link to the same view as a file.
pub(super) struct Download {
    pub label: String,
    pub address: String,
}

impl FigureView {
    /// The figure of an answer.
    pub fn new(site: &Site, answered: &Answered, kind: &Kind, id: &str) -> Self {
        let figure = answered.figure(site, kind);
        let path = format!("/charts/{}", kind.slug);
        let mut drawing = figure.drawing.with_id(id);
        if let Drawing::Table(table) = &mut drawing {
            lead(table, answered, &path);
        }
        let downloads = FORMATS
            .iter()
            .map(|format| Download {
                label: message(answered.language, &format.name_key(), &[]),
                address: address(&format!("{path}.{}", format.extension), &answered.query),
            })
            .collect();
        let pinned = answered.pinned();
        Self {
            is_empty: drawing.is_empty(),
            permalink: pinned.map(|pinned| address(&path, &pinned)),
            ways: Vec::new(),
            small_panel: None,
            id: id.to_owned(),
            caption: figure.caption,
            drawing: drawing.html(),
            downloads,
            address: address(&path, &answered.query),
            numbers: figure.numbers,
        }
    }
}

/// Rows a table shows when a reader asks for more, and for more again.
const MORE_ROWS: [u16; 2] = [50, MOST_SERIES];

/// Where the heads and names of a table lead, and where it has more rows.
fn lead(table: &mut TableSpec, answered: &Answered, path: &str) {
    let query = &answered.query;
    let heads = [&mut table.rank, &mut table.name];
    for column in heads.into_iter().chain(&mut table.numbers) {
        column.href = Sort::from_word(&column.slug).map(|sort| {
            let query = Query {
                sort: query.sort.after_click(sort),
                ..query.clone()
            };
            address(path, &query)
        });
    }
    let source = &answered.answer.metric.source;
    for row in &mut table.rows {
        row.href = places::of_value(query.by, source, &row.slug);
    }
    let is_folded = answered
        .answer
        .series
        .iter()
        .any(|series| series.kind == SeriesKind::Rest);
    let more = MORE_ROWS.into_iter().find(|rows| *rows > query.top);
    table.more = more.filter(|_| is_folded).map(|top| plot::Link {
        label: message(
            answered.language,
            "table-more",
            &[("count", &top.to_string())],
        ),
        href: address(
            path,
            &Query {
                top,
                ..query.clone()
            },
        ),
    });
}
