//! What happened: the newest releases and license changes of the catalog, as charts mark them.

use super::super::listing::Cell;
use crate::charts::locale;
use crate::domain::catalog::Event;
use crate::plot::format;
use crate::text::{Language, localized, message};
use crate::web::places;
use crate::web::state::Site;

/// The newest releases and license changes.
pub(super) struct Events {
    /// The finding.
    pub title: String,
    /// Newest first.
    pub rows: Vec<Row>,
}

/// One of them.
pub(super) struct Row {
    /// The day for machines, and for readers.
    pub day: String,
    pub date: String,
    pub what: String,
    /// Who it is about.
    pub about: Option<Cell>,
    pub basis: Cell,
}

/// Kinds that are listed: what is measured differently and what is decided is told elsewhere.
const KINDS: [&str; 2] = ["license", "release"];
/// Events listed.
const FEW: usize = 8;

/// The newest events; none where the catalog has none.
pub(super) fn newest(site: &Site, language: Language) -> Option<Events> {
    let edition = site.edition();
    let of_kind = |kind: &str| {
        let all = site.catalog().events.iter();
        all.filter(|event| event.kind == kind).count().to_string()
    };
    let mut events: Vec<&Event> = site
        .catalog()
        .events
        .iter()
        .filter(|event| KINDS.contains(&event.kind.as_str()))
        .collect();
    events.sort_by_key(|event| (std::cmp::Reverse(event.date), event.importance));
    let newest = events.first()?;
    let day = |event: &Event| format::day(event.date, locale(language));
    let title = message(
        language,
        "front-events-title",
        &[
            ("licenses", &of_kind(KINDS[0])),
            ("releases", &of_kind(KINDS[1])),
            ("day", &day(newest)),
            ("event", localized(&newest.title, language)),
        ],
    );
    let rows = events.iter().take(FEW).map(|event| {
        let about = event.about.as_deref();
        let about = about.and_then(|slug| edition.dictionary.organization(slug));
        Row {
            day: event.date.to_string(),
            date: day(event),
            what: localized(&event.title, language).to_owned(),
            about: about.map(|row| Cell::link(row.name.as_str(), places::organization(&row.slug))),
            basis: Cell::english(event.source.as_str()),
        }
    });
    Some(Events {
        title,
        rows: rows.collect(),
    })
}
