//! Files: every view as data or picture.

use super::Error;
use super::cache::Policy;
use super::feeds;
use super::file::File;
use super::language::Spoken;
use super::spool::Spool;
use super::state::Site;
use super::view::{address, answer, read_query};
use crate::charts::Kind;
use crate::domain::Redistribution;
use crate::export::{Feed, Format, Group, file_stem};
use crate::query::{Allowed, Fault, Problem};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Files made at once: each may take a second of a processor.
static AT_WORK: Semaphore = Semaphore::const_new(4);
/// How long a file may wait for its turn and take to be made.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A view as a file.
pub(super) async fn view(
    site: &Site,
    kind: &'static Kind,
    format: &'static Format,
    question: &str,
    request: &HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let (question, is_opted) = without_option(format, question)?;
    let mut query = read_query(&edition, &question)?;
    let asked = query.lang;
    // A picture has words in the language its address asks for, whatever the browser prefers: the
    // same address is the same bytes for everybody. Data has none but how Excel reads a number.
    let is_picture = format.group == Group::Picture;
    if !is_picture {
        query.lang = None;
    }
    let spoken = Spoken {
        language: query.lang.unwrap_or_default(),
        asked: query.lang,
    };
    let site = &site.clone().in_language(spoken);
    let answered = answer(site, edition, kind.asked(&query)).await?;
    let name = format!("{}.{}", file_stem(&answered.answer), format.extension);
    let path = format!("{}/charts/{}", site.base_url(), kind.slug);
    let site = site.clone();
    let made = made(move || {
        let figure = answered.figure(&site, kind);
        // What was asked, not what the kind of chart made of it.
        let address = address(&path, &query);
        let permalink = answered.permalink(&path);
        let mut view = answered.view(&site, kind, &figure, &address, permalink.as_deref());
        view.is_opted = is_opted;
        view.spelled_for = asked.unwrap_or_default();
        let mut spool = Spool::new();
        format.write(&view, &mut spool)?;
        spool
            .finish()
            .map_err(|error| Error::Internal(format!("reading a file back: {error}")))
    });
    let made = made.await?;
    let file = File {
        name,
        media_type: format.media_type,
        attachment: format.attachment,
        sha256: made.sha256.clone(),
        // What is large is made for each reader, and lies on disk meanwhile.
        policy: if made.is_on_disk() {
            Policy::Streamed
        } else {
            Policy::File
        },
    };
    let bytes = made.bytes;
    let mut response = file.answer(request, || made.into_body());
    if is_picture {
        let word = HeaderValue::from_static(spoken.language.word());
        response
            .headers_mut()
            .insert(header::CONTENT_LANGUAGE, word);
    }
    if response.status().is_success() {
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, bytes.into());
    }
    Ok(response)
}

/// Makes a file where it does not keep other requests waiting, when its turn has come.
pub(super) async fn made<T: Send + 'static>(
    make: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let work = async {
        let turn = AT_WORK.acquire().await;
        let work = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, also where nobody waits for it any more.
            let _turn = turn;
            make()
        });
        work.await
            .map_err(|error| Error::Internal(format!("making a file: {error}")))?
    };
    tokio::time::timeout(PATIENCE, work)
        .await
        .map_err(|_| Error::Busy)?
}

/// The question without the option of a format, and whether it was asked for. Where a format has
/// no such option, it stays in the question, which is then told that there is no such parameter.
pub(super) fn without_option(format: &Format, question: &str) -> Result<(String, bool), Error> {
    let Some(option) = &format.option else {
        return Ok((question.to_owned(), false));
    };
    let mut is_opted = false;
    let mut rest = Vec::new();
    for pair in question.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != option.key {
            rest.push(pair);
        } else if value == option.value {
            is_opted = true;
        } else {
            return Err(Error::BadQuery(vec![Problem {
                parameter: option.key.to_owned(),
                value: value.to_owned(),
                what: Fault::UnknownValue,
                allowed: Allowed::OneOf(vec![option.value.to_owned()]),
                suggestion: None,
            }]));
        }
    }
    Ok((rest.join("&"), is_opted))
}

/// Whether rows of a source may be handed out, as far as its terms say.
pub(super) fn gives_rows(site: &Site, source: &str) -> bool {
    site.catalog()
        .source(source)
        .is_none_or(|source| source.redistribution != Redistribution::No)
}

/// A file address: `{kind}.{extension}`, or none when it is a page. What is before the first point
/// has none; an extension may, such as `metadata.json`.
pub(super) fn split_extension(file: &str) -> (&str, Option<&str>) {
    match file.split_once('.') {
        Some((stem, extension)) => (stem, Some(extension)),
        None => (file, None),
    }
}

/// `/charts/{file}`: a page, or a view as a file.
pub(super) async fn chart(
    State(site): State<Site>,
    Path(file): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let question = question.unwrap_or_default();
    let (stem, extension) = split_extension(&file);
    let kind = Kind::of(stem).ok_or(Error::NotFound)?;
    match extension {
        None => {
            // What does not read is told with all else that does not.
            let spoken = Spoken::of(&request, &question);
            super::pages::chart::page(&site.in_language(spoken), kind, &question).await
        }
        Some(Feed::EXTENSION) => feeds::view(&site, kind, &question, &request).await,
        Some(extension) => {
            let format = Format::of(extension).ok_or(Error::NotFound)?;
            view(&site, kind, format, &question, &request).await
        }
    }
}
