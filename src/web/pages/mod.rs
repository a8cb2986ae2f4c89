//! Pages: a file each, with a template of the same name. No text stands in a template: all of it
//! comes by message key.

pub(super) mod about;
pub(super) mod api;
pub(super) mod chart;
mod chips;
pub(super) mod compare;
pub(super) mod countries;
mod course;
pub(super) mod data;
pub(super) mod errors;
mod facets;
mod figure;
mod form;
pub(super) mod frozen;
mod history;
pub(super) mod home;
mod landing;
mod license_history;
pub(super) mod licenses;
mod listing;
mod mappings;
pub(super) mod methods;
mod metric_links;
mod model_facts;
pub(super) mod models;
mod near;
pub(super) mod organizations;
mod published;
mod ranked;
mod runs;
pub(super) mod search;
mod small_panel;
pub(super) mod snapshots;
mod standing;
pub(super) mod to_classify;
mod ways;
mod worked_example;

use super::assets;
use super::cache::Policy;
use super::state::Site;
use super::view::asking;
use super::{Error, frozen as kept};
use crate::charts::locale;
use crate::plot::format;
use crate::text::{Language, message};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use frozen::Banner;

/// What every page has: language, title, place in the navigation.
pub(super) struct Page {
    language: Language,
    title: String,
    description: String,
    /// Path of the page, for the navigation.
    path: String,
    /// Its one address.
    canonical: String,
    stylesheet: String,
    script: String,
    /// Feeds of what is new, that of the page's own view first.
    feeds: Vec<Link>,
    /// How to cite a page of figures that has no citation of its own.
    citation: String,
    /// What a frozen page says of itself.
    banner: Option<Banner>,
    /// The address by which the page can be frozen, if it can.
    keep: Option<String>,
}

/// A link with its words.
struct Link {
    label: String,
    address: String,
}

impl Link {
    fn new(label: String, address: String) -> Self {
        Self { label, address }
    }
}

/// What `static/site.js` says, and its message keys.
static SCRIPT_WORDS: [(&str, &str); 7] = [
    ("theme-auto", "theme-auto"),
    ("theme-light", "theme-light"),
    ("theme-dark", "theme-dark"),
    ("copy", "copy-link"),
    ("copied", "copy-done"),
    ("reader-label", "reader-label"),
    ("reader-missing", "numbers-not-observed"),
];

/// An entry of the navigation.
struct Place {
    path: &'static str,
    /// Where the paths of its pages begin.
    section: &'static str,
    key: &'static str,
}

const fn place(path: &'static str, section: &'static str, key: &'static str) -> Place {
    Place { path, section, key }
}

static PLACES: [Place; 6] = [
    place("/", "/", "nav-home"),
    place("/charts/over-time", "/charts/", "nav-explore"),
    place("/countries", "/countries", "nav-countries"),
    place("/licenses", "/licenses", "nav-licenses"),
    place("/snapshots", "/snapshots", "nav-snapshots"),
    place("/methods", "/methods", "nav-methods"),
];

/// What the foot of every page leads to besides.
static MORE_PLACES: [Place; 6] = [
    place("/organizations", "/organizations", "nav-organizations"),
    place("/compare", "/compare", "nav-compare"),
    place("/data", "/data", "nav-data"),
    place("/api", "/api", "nav-api"),
    place("/to-classify", "/to-classify", "to-classify-title"),
    place("/about", "/about", "nav-about"),
];

impl Page {
    /// A page at a path; `question` is the canonical part behind the `?`.
    fn new(site: &Site, language: Language, path: &str, question: &str, title: String) -> Self {
        let address = asking(path, question);
        let banner = site.freeze().map(|freeze| {
            let _ = freeze.title.set(title.clone());
            Banner::new(freeze, &site.edition(), language)
        });
        let public = match site.freeze() {
            Some(freeze) => kept::address(&freeze.spot),
            None => address.clone(),
        };
        let described = title.clone();
        let can_be_kept = banner.is_none() && site.allowance().views_a_day > 0;
        Self {
            language,
            description: title.clone(),
            title,
            canonical: format!("{}{public}", site.base_url()),
            path: path.to_owned(),
            stylesheet: assets::stylesheet_address(),
            script: assets::script_address(),
            citation: if kept::can_be_kept(path) {
                citation(
                    site,
                    language,
                    &described,
                    &format!("{}{public}", site.base_url()),
                )
            } else {
                String::new()
            },
            feeds: vec![Link::new(
                message(language, "feed-snapshots", &[]),
                "/feed.atom".to_owned(),
            )],
            banner,
            keep: (can_be_kept && kept::can_be_kept(path)).then_some(address),
        }
    }

    fn described(mut self, description: String) -> Self {
        self.description = description;
        self
    }

    /// The same with a feed of its own.
    fn followed_by(mut self, feed: Link) -> Self {
        self.feeds.insert(0, feed);
        self
    }

    /// A message.
    fn t(&self, key: &str) -> String {
        message(self.language, key, &[])
    }

    /// A message with one argument.
    fn tv(&self, key: &str, name: &'static str, value: impl AsRef<str>) -> String {
        message(self.language, key, &[(name, value.as_ref())])
    }

    /// The words the script says, by the names it knows them by.
    #[expect(clippy::unused_self, reason = "templates reach it through the page")]
    fn script_words(&self) -> &'static [(&'static str, &'static str)] {
        &SCRIPT_WORDS
    }

    /// What is run before the page is painted.
    #[expect(clippy::unused_self, reason = "templates reach it through the page")]
    fn theme_script(&self) -> &'static str {
        assets::THEME_SCRIPT
    }

    #[expect(clippy::unused_self, reason = "templates reach it through the page")]
    fn places(&self) -> &'static [Place] {
        &PLACES
    }

    #[expect(clippy::unused_self, reason = "templates reach it through the page")]
    fn more_places(&self) -> &'static [Place] {
        &MORE_PLACES
    }

    /// Whether this is the place's own page.
    fn is_at(&self, place: &Place) -> bool {
        self.path == place.path
    }

    /// Whether this is one of the pages below a place.
    fn is_below(&self, place: &Place) -> bool {
        place.path != "/" && self.path.starts_with(place.section)
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    fn day(&self, day: &NaiveDate) -> String {
        format::day(*day, locale(self.language))
    }

    /// A moment, to the minute, in UTC.
    fn moment(&self, at: &DateTime<Utc>) -> String {
        let day = format::day(at.date_naive(), locale(self.language));
        message(
            self.language,
            "moment",
            &[("day", &day), ("time", &at.format("%H:%M").to_string())],
        )
    }

    /// A whole number with grouped thousands.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    fn count(&self, number: &i64) -> String {
        format::number(*number as f64, 0, locale(self.language))
    }
}

/// A page that follows from its address, the language and the data alone.
fn html(template: &impl askama::Template) -> Result<Response, Error> {
    under(Policy::Page, template)
}

/// A page that follows from more than that.
fn live(template: &impl askama::Template) -> Result<Response, Error> {
    under(Policy::Live, template)
}

fn under(policy: Policy, template: &impl askama::Template) -> Result<Response, Error> {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::VARY, "Accept-Language"),
    ];
    Ok((policy, headers, template.render()?).into_response())
}

/// How to cite a page: of the year of the newest figures, with the line each source asks for.
fn citation(site: &Site, language: Language, title: &str, address: &str) -> String {
    let edition = site.edition();
    let sources = edition.dictionary.sources().iter();
    let cited = sources.filter_map(|source| {
        let day = edition.newest_capture(&source.slug, None)?.date_naive();
        Some((day, source.cite(Some(day))))
    });
    let (days, lines): (Vec<NaiveDate>, Vec<String>) = cited.unzip();
    let year = days.iter().max().map_or_else(
        || message(language, "cite-no-year", &[]),
        |day| day.format("%Y").to_string(),
    );
    message(
        language,
        "cite-text",
        &[
            ("author", &format!("Weighbridge ({year})")),
            ("title", title),
            ("address", address),
            ("source", &lines.join(" ")),
        ],
    )
}

/// Whatever no route knows.
///
/// An address that ends with a slash too many, or names a folder of pages, leads to the page that
/// was meant.
pub(super) async fn not_found(address: Uri) -> Response {
    let path = address.path();
    let meant = match path.trim_end_matches('/') {
        "/api" => Some("/api"),
        _ if super::api::is_below(path) => None,
        "/charts" => Some("/charts/over-time"),
        "/models" => Some("/search"),
        // Of a path that begins with two slashes a browser would make another host.
        shorter if shorter.len() < path.len() && !shorter.is_empty() && !path.starts_with("//") => {
            Some(shorter)
        }
        _ => None,
    };
    let Some(meant) = meant else {
        return Error::NotFound.into_response();
    };
    let target = match address.query() {
        Some(question) => format!("{meant}?{question}"),
        None => meant.to_owned(),
    };
    Redirect::permanent(&target).into_response()
}
