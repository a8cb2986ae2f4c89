//! Frozen views: `/s/{day}/...` serves the very bytes of a page and of its files as they were kept
//! when a reader asked for it, whatever was restated, retracted or reclassified since.
//!
//! What is kept is the page as it is known at the end of a day that is over, so that what the day
//! knew is whole. Which pages there are is said in [`live`], how one is kept in [`keep`].

mod keep;
mod live;

pub(super) use keep::{from_form, here};
pub(super) use live::can_be_kept;

use super::Error;
use super::cache::Policy;
use super::data::gives_rows;
use super::file::{File, sha256};
use super::headers::RESOURCE_POLICY;
use super::language::Spoken;
use super::places::Nearest;
use super::state::Site;
use super::view::asking;
use crate::domain::catalog::Catalog;
use crate::export::{Format, Group};
use crate::query::language_asked;
use crate::store::facts::Edition;
use crate::store::frozen::{FrozenFile, KeptFile, Spot};
use crate::store::{self, Store};
use crate::text::{Language, message};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::sync::{Arc, OnceLock, RwLock};

/// How much may be frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Views in a day, by all readers and instances together; 0: none.
    pub views_a_day: u32,
    /// Bytes they may take in a day, as they are kept.
    pub bytes_a_day: u64,
    /// Bytes of a view with all its files, as they are served.
    pub bytes_of_a_view: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            views_a_day: 200,
            bytes_a_day: 256 << 20,
            bytes_of_a_view: 16 << 20,
        }
    }
}

/// A view while it is frozen: what its page says of it, and the data it is made from.
pub(super) struct Freeze {
    /// Where it will be found.
    pub spot: Spot,
    /// When its bytes are kept.
    pub kept_at: DateTime<Utc>,
    /// The data as it was known at the end of the day.
    pub edition: RwLock<Arc<Edition>>,
    /// The title its page gives itself.
    pub title: OnceLock<String>,
    /// Its files, which are made before its page: endings, with the size and hash of each.
    pub files: OnceLock<Vec<FileMark>>,
}

/// A file by which readers can tell that it is the one that was kept.
pub(super) struct FileMark {
    pub ending: String,
    pub bytes: usize,
    pub sha256: String,
}

impl FileMark {
    fn of(file: &FrozenFile) -> Self {
        Self {
            ending: file.ending.clone(),
            bytes: file.body.len(),
            sha256: sha256(&file.body),
        }
    }
}

impl Freeze {
    pub(super) async fn open(
        store: &Store,
        catalog: &Catalog,
        spot: Spot,
        kept_at: DateTime<Utc>,
    ) -> Result<Self, store::Error> {
        let edition = store.edition_as_of(catalog, Some(end_of(spot.day))).await?;
        Ok(Self {
            spot,
            kept_at,
            edition: RwLock::new(Arc::new(edition)),
            title: OnceLock::new(),
            files: OnceLock::new(),
        })
    }
}

/// The language of the view of a question: the default where it names none.
fn language_of(question: &str) -> Language {
    language_asked(question)
        .unwrap_or_default()
        .unwrap_or_default()
}

/// The end of a day, as `as-of` reads it.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last_second = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    day.and_time(last_second).and_utc()
}

/// The path of the views that are frozen at the end of a day.
pub(super) fn folder(day: NaiveDate) -> String {
    format!("/s/{day}")
}

/// The address of a frozen view.
pub(super) fn address(spot: &Spot) -> String {
    address_in(spot, "")
}

/// The address of a frozen view with an ending.
pub(super) fn address_in(spot: &Spot, ending: &str) -> String {
    let dot = if ending.is_empty() { "" } else { "." };
    let path = format!("{}{}{dot}{ending}", folder(spot.day), spot.path);
    asking(&path, &spot.question)
}

/// A day as addresses spell it.
pub(super) fn day_of(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    // Nothing stands at a second spelling.
    (day.to_string() == text).then_some(day)
}

/// The day an address below `/s/` names, and the path behind it.
fn parts(address: &Uri) -> Result<(NaiveDate, &str), Error> {
    let rest = address.path().strip_prefix("/s/");
    let (day, _) = rest
        .and_then(|rest| rest.split_once('/'))
        .ok_or(Error::NotFound)?;
    let day = day_of(day).ok_or(Error::NotFound)?;
    let path = address.path().strip_prefix(&folder(day));
    Ok((day, path.ok_or(Error::NotFound)?))
}

/// `/s/{day}/...`: a page or a file as it was kept.
pub(super) async fn show(
    State(site): State<Site>,
    address: Uri,
    request: HeaderMap,
) -> Result<Response, Error> {
    let (day, path) = parts(&address)?;
    let (path, ending) = live::split(path);
    let spot = Spot {
        day,
        path: path.to_owned(),
        question: address.query().unwrap_or_default().to_owned(),
    };
    if let Some(kept) = site.store().frozen_file(&spot, ending).await? {
        return given(&site, &spot, kept, &request);
    }
    if site.store().frozen_view(&spot).await?.is_some() {
        let is_rows = Format::of(ending).is_some_and(|format| format.group == Group::Rows);
        return Err(if is_rows {
            Error::Withheld
        } else {
            Error::NotFound
        });
    }
    // Perhaps another spelling of what was frozen. Where today's catalog cannot read it, nothing
    // more can be said.
    let Ok(found) = live::spot(&site.edition(), day, &spot.path, &spot.question) else {
        return Err(Error::NeverFrozen(Vec::new()));
    };
    if found != spot && site.store().frozen_view(&found).await?.is_some() {
        return Ok(Redirect::permanent(&address_in(&found, ending)).into_response());
    }
    let question = address.query().unwrap_or_default();
    let language = Spoken::of(&request, question).language;
    Err(Error::NeverFrozen(ways_to(&found, language)))
}

fn given(site: &Site, spot: &Spot, kept: KeptFile, request: &HeaderMap) -> Result<Response, Error> {
    let KeptFile {
        file,
        sha256,
        source,
    } = kept;
    let is_rows = Format::of(&file.ending).is_some_and(|format| format.group == Group::Rows);
    // Terms may have changed since: the bytes stay, and are not handed out.
    if is_rows && source.is_some_and(|source| !gives_rows(site, &source)) {
        return Err(Error::Withheld);
    }
    let is_page = file.ending.is_empty();
    let language = language_of(&spot.question);
    let answer = File {
        name: file.name,
        media_type: &file.media_type,
        attachment: file.attachment,
        sha256: hex::encode(sha256),
        policy: Policy::Snapshot,
    };
    let mut response = answer.answer(request, || Body::from(file.body));
    if is_page {
        // Kept in one language, whatever a browser prefers.
        let word = HeaderValue::from_static(language.word());
        response
            .headers_mut()
            .insert(header::CONTENT_LANGUAGE, word);
        // Files are for all sites, pages for this one.
        response.headers_mut().remove(RESOURCE_POLICY);
    }
    Ok(response)
}

/// Where a view that nobody froze can be seen.
fn ways_to(spot: &Spot, language: Language) -> Vec<Nearest> {
    let say = |key: &str| message(language, key, &[]);
    vec![Nearest {
        label: say("frozen-live"),
        address: asking(&spot.path, &spot.question),
    }]
}
