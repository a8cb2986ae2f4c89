//! A figure on a page: headline, drawing, source, files, table.

use super::Link;
use crate::charts::{Kind, Table};
use crate::export::FORMATS;
use crate::plot::Caption;
use crate::text::message;
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
    pub table: Table,
    /// Whether there is nothing to draw.
    pub is_empty: bool,
    /// Where there is nothing to draw, questions that have an answer.
    pub ways: Vec<Link>,
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
        let downloads = FORMATS
            .iter()
            .map(|format| Download {
                label: message(answered.language, &format.name_key(), &[]),
                address: address(&format!("{path}.{}", format.extension), &answered.query),
            })
            .collect();
        let pinned = answered.pinned();
        Self {
            is_empty: figure.drawing.is_empty(),
            permalink: pinned.map(|pinned| address(&path, &pinned)),
            ways: Vec::new(),
            id: id.to_owned(),
            caption: figure.caption,
            drawing: figure.drawing.with_id(id).html(),
            downloads,
            address: address(&path, &answered.query),
            table: figure.table,
        }
    }
}
