//! Files: every view as data or picture, and snapshots as they are kept.

use super::Error;
use super::state::Site;
use super::view::{address, answer, read_query};
use crate::charts::Kind;
use crate::export::{Format, View, file_stem};
use crate::snapshot::decode_part;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use futures_util::TryStreamExt;
use tokio::sync::mpsc;

/// Parts of a snapshot held for a reader who is slower than the database.
const PARTS_AHEAD: usize = 2;

/// A view as a file.
pub(super) async fn view(
    site: &Site,
    kind: &'static Kind,
    format: &'static Format,
    question: &str,
) -> Result<Response, Error> {
    let edition = site.edition();
    let query = read_query(&edition, question)?;
    let answered = answer(site, edition, kind.asked(&query)).await?;
    let figure = answered.figure(site, kind);
    let path = format!("{}/charts/{}", site.base_url(), kind.slug);
    let view = View {
        subject: answered.subject(site),
        kind,
        figure: &figure,
        address: &address(&path, &answered.query),
        generated_at: Utc::now(),
    };
    let body = (format.write)(&view)?;
    let disposition = format!(
        "{}; filename=\"{}.{}\"",
        if format.attachment {
            "attachment"
        } else {
            "inline"
        },
        file_stem(&answered.answer),
        format.extension
    );
    let headers = [
        (header::CONTENT_TYPE, format.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// A snapshot's content, exactly as it is kept, whatever has become of it since.
pub(super) async fn snapshot_csv(
    site: &Site,
    id: i64,
    request: &HeaderMap,
) -> Result<Response, Error> {
    let snapshot = site.store().snapshot(id).await?.ok_or(Error::NotFound)?;
    let etag = format!("\"{}\"", snapshot.sha256_hex());
    let caching = "public, max-age=31536000, immutable";
    let fresh = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*");
    if fresh {
        let headers = [
            (header::ETAG, etag.as_str()),
            (header::CACHE_CONTROL, caching),
        ];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let name = format!("weighbridge_snapshot_{id}_{}.csv", snapshot.source);
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, caching.to_owned()),
        // The length is known: a file cut short never looks whole.
        (header::CONTENT_LENGTH, snapshot.content_bytes.to_string()),
    ];
    Ok((headers, Body::from_stream(parts(site.clone(), id))).into_response())
}

/// The content part by part. A task of its own owns the database connection, so that the stream
/// may outlive the handler; a failure midway ends the connection.
fn parts(site: Site, id: i64) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    let (sender, mut receiver) = mpsc::channel(PARTS_AHEAD);
    tokio::spawn(async move {
        let mut stored = std::pin::pin!(site.store().content_parts(id));
        loop {
            let part = match stored.try_next().await {
                Ok(Some(part)) => decode_part(&part).map(Bytes::from),
                Ok(None) => break,
                Err(error) => Err(std::io::Error::other(error)),
            };
            if let Err(error) = &part {
                tracing::error!(%error, snapshot = id, "a download failed midway");
            }
            let failed = part.is_err();
            // The reader may have gone; then there is nobody left to send to.
            if sender.send(part).await.is_err() || failed {
                break;
            }
        }
    });
    futures_util::stream::poll_fn(move |context| receiver.poll_recv(context))
}

/// A file address of a chart: `{kind}.{extension}`, or none when it is a page.
pub(super) fn split_extension(file: &str) -> (&str, Option<&str>) {
    match file.rsplit_once('.') {
        Some((stem, extension)) => (stem, Some(extension)),
        None => (file, None),
    }
}

/// `/charts/{file}`: a page, or a view as a file.
pub(super) async fn chart(
    State(site): State<Site>,
    Path(file): Path<String>,
    RawQuery(question): RawQuery,
) -> Result<Response, Error> {
    let question = question.unwrap_or_default();
    let (stem, extension) = split_extension(&file);
    let kind = Kind::of(stem).ok_or(Error::NotFound)?;
    match extension {
        None => super::pages::chart::page(&site, kind, &question).await,
        Some(extension) => {
            let format = Format::of(extension).ok_or(Error::NotFound)?;
            view(&site, kind, format, &question).await
        }
    }
}

/// `/snapshots/{file}`: a snapshot's page, or its content.
pub(super) async fn snapshot(
    State(site): State<Site>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (stem, extension) = split_extension(&file);
    let id: i64 = stem.parse().map_err(|_| Error::NotFound)?;
    match extension {
        None => super::pages::snapshots::page(&site, id).await,
        Some("csv") => snapshot_csv(&site, id, &headers).await,
        Some(_) => Err(Error::NotFound),
    }
}
