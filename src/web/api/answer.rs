//! How answers travel: JSON with a strong tag, so that a program asks again only for what changed.

use crate::web::Error;
use crate::web::cache::Policy;
use crate::web::file::{is_known, sha256};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Content type of all answers that succeed.
pub(super) const JSON: &str = "application/json";
/// Where the address itself is described, for machines and for people (RFC 8631).
const DESCRIBED: &str = "</api/openapi.json>; rel=\"service-desc\", </api>; rel=\"service-doc\"";

/// An answer, or word that what the program has is still the same.
pub(super) fn json(request: &HeaderMap, body: &impl Serialize) -> Result<Response, Error> {
    page(request, body, None)
}

/// One page of a list, with the address of the next.
pub(super) fn page(
    request: &HeaderMap,
    body: &impl Serialize,
    next: Option<&str>,
) -> Result<Response, Error> {
    let body = serde_json::to_vec(body)
        .map_err(|error| Error::Internal(format!("an answer as JSON: {error}")))?;
    let etag = format!("\"{}\"", sha256(&body));
    let links = match next {
        Some(next) => format!("<{next}>; rel=\"next\", {DESCRIBED}"),
        None => DESCRIBED.to_owned(),
    };
    let headers = [
        (header::ETAG, etag.as_str()),
        (header::LINK, links.as_str()),
    ];
    if is_known(request, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, Policy::Live, headers).into_response());
    }
    Ok((Policy::Live, headers, [(header::CONTENT_TYPE, JSON)], body).into_response())
}
