//! Files: every view as data or picture, and snapshots as they are kept.

use super::Error;
use super::state::Site;
use super::view::{address, answer, read_query};
use crate::charts::Kind;
use crate::export::{Format, View, file_stem};
use crate::snapshot::decode_part;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use futures_util::{Stream, stream};
use std::io;

/// Content type of pictures.
const PICTURE: &str = "image/svg+xml";
/// A picture that stands alone carries its own styles; it may do nothing else.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; \
     base-uri 'none'; frame-ancestors 'none'; sandbox";

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
        // What was asked, not what the kind of chart made of it.
        address: &address(&path, &query),
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
    let mut response = (headers, body).into_response();
    if format.media_type == PICTURE {
        let policy = HeaderValue::from_static(PICTURE_POLICY);
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
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

/// The content part by part, read as the reader takes it; a failure midway ends the connection.
fn parts(site: Site, id: i64) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(0, move |part| {
        let site = site.clone();
        async move {
            let body = site
                .store()
                .content_part(id, part)
                .await
                .map_err(io::Error::other);
            let text = body.and_then(|body| body.map(|body| decode_part(&body)).transpose());
            if let Err(error) = &text {
                tracing::error!(%error, snapshot = id, "a download failed midway");
            }
            Ok(text?.map(|text| (Bytes::from(text), part + 1)))
        }
    })
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
