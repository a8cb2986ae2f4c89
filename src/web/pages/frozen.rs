//! What a frozen page says of itself, and `/s` and `/s/{day}`: which views are frozen.

use super::landing::{Landing, Section};
use super::listing::{Cell, Listing};
use super::{Link, Page};
use crate::charts::locale;
use crate::plot::format;
use crate::store::facts::Edition;
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::frozen::{Freeze, address, address_in, day_of, folder};
use crate::web::language::InLanguage;
use crate::web::view::asking;
use axum::extract::Path;
use axum::response::Response;

/// Days listed.
const MOST_DAYS: i64 = 400;
/// Views of a day listed.
const MOST_VIEWS: i64 = 1000;

/// What stands at the head of a frozen page, and which files are kept with it.
pub(super) struct Banner {
    pub title: String,
    pub words: String,
    pub links: Vec<Link>,
    pub files: Vec<KeptFile>,
}

/// A file that is kept with a page.
pub(super) struct KeptFile {
    pub link: Link,
    pub bytes: String,
    pub sha256: String,
}

impl Banner {
    pub(super) fn new(freeze: &Freeze, edition: &Edition, language: Language) -> Self {
        let (spot, locale) = (&freeze.spot, locale(language));
        let say = |key: &str, arguments: &[(&'static str, &str)]| message(language, key, arguments);
        let day = format::day(spot.day, locale);
        let kept_on = format::day(freeze.kept_at.date_naive(), locale);
        let time = freeze.kept_at.format("%H:%M").to_string();
        let moment = say("moment", &[("day", &kept_on), ("time", &time)]);
        let version = edition.version.to_string();
        let files = freeze.files.get().map_or(&[][..], Vec::as_slice);
        let figures = if files.is_empty() {
            "frozen-words-page"
        } else {
            "frozen-words-view"
        };
        let words = say(
            figures,
            &[("day", &day), ("moment", &moment), ("version", &version)],
        );
        Self {
            title: say("frozen-title", &[("day", &day)]),
            words,
            links: vec![
                Link::new(say("frozen-live", &[]), asking(&spot.path, &spot.question)),
                Link::new(say("frozen-others", &[("day", &day)]), folder(spot.day)),
            ],
            files: files
                .iter()
                .map(|file| KeptFile {
                    link: Link::new(format!(".{}", file.ending), address_in(spot, &file.ending)),
                    bytes: format::number(file.bytes as f64, 0, locale),
                    sha256: file.sha256.clone(),
                })
                .collect(),
        }
    }
}

/// The days at whose end something is frozen.
pub(in crate::web) async fn days(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let title = message(language, "frozen-days-title", &[]);
    let page = Page::new(&site, "/s", "", title.clone());
    let days = site.store().frozen_days(MOST_DAYS).await?;
    let rows = days.iter().map(|frozen| {
        vec![
            Cell::link(page.day(&frozen.day), folder(frozen.day)),
            Cell::number(page.count(&frozen.views)),
        ]
    });
    let listing = Listing {
        caption: title.clone(),
        columns: page.heads(&["frozen-day", "frozen-count"], &[]),
        rows: rows.collect(),
        ..Listing::default()
    };
    let lead = vec![page.t("frozen-days-lead"), page.t("frozen-how")];
    let section = Section::listing(
        page.t("frozen-days-list"),
        listing,
        Vec::new(),
        vec![Cell::text(page.t("frozen-none"))],
    );
    let mut landing = Landing::new(page, title, lead);
    landing.push(section);
    // Views are frozen without any change of the data.
    landing.live()
}

/// The views that are frozen at the end of a day.
pub(in crate::web) async fn day(
    InLanguage(site): InLanguage,
    Path(day): Path<String>,
) -> Result<Response, Error> {
    let day = day_of(&day).ok_or(Error::NotFound)?;
    let language = site.language();
    let words = format::day(day, locale(language));
    let title = message(language, "frozen-day-title", &[("day", &words)]);
    let page = Page::new(&site, &folder(day), "", title.clone());
    let views = site.store().frozen_on(day, MOST_VIEWS).await?;
    let rows = views.iter().map(|view| {
        let live = asking(&view.spot.path, &view.spot.question);
        vec![
            Cell::link(view.title.as_str(), address(&view.spot)),
            Cell::link(live.as_str(), live.as_str()),
            Cell::whole(page.moment(&view.kept_at)),
            Cell::number(page.count(&view.data_version)),
        ]
    });
    let listing = Listing {
        caption: title.clone(),
        columns: page.heads(
            &[
                "frozen-view",
                "frozen-address",
                "frozen-kept",
                "frozen-version",
            ],
            &["frozen-version"],
        ),
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    };
    let lead = vec![page.tv("frozen-day-lead", "day", &words)];
    let section = Section::listing(
        page.t("frozen-views"),
        listing,
        Vec::new(),
        vec![Cell::text(page.tv("frozen-none-of-day", "day", &words))],
    )
    .leading_to(vec![Cell::link(page.t("frozen-days-title"), "/s")]);
    let mut landing = Landing::new(page, title, lead);
    landing.push(section);
    landing.live()
}
