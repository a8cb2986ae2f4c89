//! Pages: a file each, with a template of the same name. No text stands in a template: all of it
//! comes by message key.

pub(super) mod about;
pub(super) mod api;
pub(super) mod chart;
mod chips;
mod cited;
pub(super) mod compare;
pub(super) mod countries;
mod course;
pub(super) mod data;
pub(super) mod embed;
pub(super) mod errors;
mod facets;
mod figure;
mod form;
pub(super) mod frozen;
mod history;
pub(super) mod home;
mod keep;
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
use super::language::{Spoken, in_language};
use super::state::Site;
use super::view::asking;
use super::{Error, frozen as kept};
use crate::charts::locale;
use crate::domain::{Localized, Metric, Source};
use crate::export::{Described, Reference};
use crate::plot::format;
use crate::text::{self, Language, message};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use frozen::Banner;

/// What every page has: language, title, place in the navigation.
pub(super) struct Page {
    language: Language,
    /// The language the address asks for, which the links of the page ask for, too.
    asked: Option<Language>,
    title: String,
    description: String,
    /// Path of the page, for the navigation.
    path: String,
    /// Its one address; empty where there is nothing at it.
    canonical: String,
    /// The same page in each language and in whichever the browser prefers: the code that search
    /// engines know it by, and the address.
    alternates: Vec<(&'static str, String)>,
    /// The same page in the other languages, within this site.
    others: Vec<(Language, String)>,
    stylesheet: String,
    script: String,
    /// Feeds of what is new, that of the page's own view first.
    feeds: Vec<Link>,
    /// How to cite it as a whole, where its figures are not cited each by itself.
    cited: Option<Described>,
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

/// A page in each language, and in whichever the browser prefers.
fn alternates(address: &str) -> Vec<(&'static str, String)> {
    let all = Language::ALL.iter();
    let mut alternates: Vec<_> = all
        .map(|language| (language.word(), in_language(address, *language)))
        .collect();
    alternates.push(("x-default", address.to_owned()));
    alternates
}

impl Page {
    /// A page at a path; `question` is the canonical part behind the `?`, without a language.
    fn new(site: &Site, path: &str, question: &str, title: String) -> Self {
        let spoken = site.spoken();
        let plain = asking(path, question);
        let asking_for = |address: &str, language| match language {
            Some(language) => in_language(address, language),
            None => address.to_owned(),
        };
        let whole = format!("{}{plain}", site.base_url());
        let banner = site.freeze().map(|freeze| {
            let _ = freeze.title.set(title.clone());
            Banner::new(freeze, &site.edition(), spoken.language)
        });
        let can_be_kept = banner.is_none() && site.allowance().views_a_day > 0;
        // A frozen view is kept in one language: the others are live.
        let (canonical, alternates) = match site.freeze() {
            Some(freeze) => (
                format!("{}{}", site.base_url(), kept::address(&freeze.spot)),
                Vec::new(),
            ),
            None => (asking_for(&whole, spoken.asked), alternates(&whole)),
        };
        let place = self::cited::Place {
            path,
            question,
            title: &title,
            address: match site.freeze() {
                Some(_) => canonical.clone(),
                None => asking_for(&whole, spoken.language.if_not_default()),
            },
            language: spoken.language,
        };
        Self {
            cited: place.cited(site),
            canonical,
            alternates,
            path: path.to_owned(),
            banner,
            // What is kept is what the reader sees.
            keep: (can_be_kept && kept::can_be_kept(path))
                .then(|| asking_for(&plain, spoken.language.if_not_default())),
            ..Self::of_no_place(spoken, path, question, title)
        }
    }
    /// A page at an address at which there is nothing.
    fn of_no_place(spoken: Spoken, path: &str, question: &str, title: String) -> Self {
        let here = asking(path, question);
        let others = Language::ALL
            .iter()
            .filter(|language| **language != spoken.language)
            .map(|language| (*language, in_language(&here, *language)))
            .collect();
        Self {
            language: spoken.language,
            asked: spoken.asked,
            description: title.clone(),
            title,
            path: String::new(),
            canonical: String::new(),
            alternates: Vec::new(),
            others,
            stylesheet: assets::stylesheet_address(),
            script: assets::script_address(),
            cited: None,
            feeds: vec![Link::new(
                message(spoken.language, "feed-snapshots", &[]),
                "/feed.atom".to_owned(),
            )],
            banner: None,
            keep: None,
        }
    }

    /// The language of the page, and whether its address asks for it.
    fn spoken(&self) -> Spoken {
        Spoken {
            language: self.language,
            asked: self.asked,
        }
    }

    fn described(mut self, description: String) -> Self {
        self.description = description;
        self
    }

    /// The same, which shows figures of these metrics and is cited under a title of its own.
    fn showing(
        mut self,
        site: &Site,
        question: &str,
        title: &str,
        shows: impl Fn(&Metric) -> bool,
    ) -> Self {
        let place = self::cited::Place {
            path: &self.path,
            question,
            title,
            address: match (site.freeze(), self.asked) {
                (None, None) => self.in_its_language(),
                _ => self.canonical.clone(),
            },
            language: self.language,
        };
        self.cited = Some(place.of(site, shows));
        self
    }

    /// Its address, at which it is in this language whatever a browser prefers.
    fn in_its_language(&self) -> String {
        match self.language.if_not_default() {
            Some(language) => in_language(&self.canonical, language),
            None => self.canonical.clone(),
        }
    }

    /// The same, cited in this way.
    fn cited_as(mut self, cited: Described) -> Self {
        self.cited = Some(cited);
        self
    }

    /// How to cite it as a whole.
    fn reference(&self) -> Option<&Reference> {
        self.cited.as_ref().map(|cited| &cited.reference)
    }

    /// Its figures as a `Dataset` of schema.org, in a text that holds no `<`; empty before anything
    /// is known.
    fn json_ld(&self) -> String {
        let known = self.cited.as_ref().filter(|it| it.reference.day.is_some());
        known
            .and_then(|cited| cited.json_ld(&self.description).ok())
            .unwrap_or_default()
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

    /// Whether English words on it are in another language than its own.
    fn is_foreign(&self) -> bool {
        self.language != Language::En
    }

    /// A name and what stands for it.
    fn pair(&self, name: &str, value: &str) -> String {
        let arguments = [("name", name), ("value", value)];
        message(self.language, "about-pair", &arguments)
    }

    /// A country within a sentence, in the form of a key: in it, from it.
    fn country(&self, key: &str, code: &str, name: &str) -> String {
        message(self.language, key, &[("code", code), ("name", name)])
    }

    /// A text of the catalog.
    fn localized<'a>(&self, text: &'a Localized) -> &'a str {
        text::localized(text, self.language)
    }

    /// The line a source asks for, of no day.
    fn cited(&self, source: &Source) -> String {
        text::citation(source, self.language, None)
    }

    /// The license of a source's data.
    fn data_license(&self, source: &Source) -> String {
        text::data_license(source, self.language)
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
fn html(spoken: Spoken, template: &impl askama::Template) -> Result<Response, Error> {
    under(Policy::Page, spoken, template)
}

/// A page that follows from more than that.
fn live(spoken: Spoken, template: &impl askama::Template) -> Result<Response, Error> {
    under(Policy::Live, spoken, template)
}

/// Nearly all pages are smaller: their text is written to one place, without growing.
const LARGE_PAGE_BYTES: usize = 128 << 10;

/// A page in a language. Where its address names none, what the browser prefers decides.
fn under(
    policy: Policy,
    spoken: Spoken,
    template: &impl askama::Template,
) -> Result<Response, Error> {
    let mut page = String::with_capacity(LARGE_PAGE_BYTES);
    template.render_into(&mut page)?;
    // It may be kept for long.
    page.shrink_to_fit();
    if let Some(language) = spoken.asked {
        page = keep::in_links(&page, language);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, spoken.language.word()),
        (header::VARY, "Accept-Language"),
    ];
    Ok((policy, headers, page).into_response())
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
