//! `POST /api/v1/snapshots`: a snapshot file over HTTP, for programs that make one and hold a token.
//!
//! The body is read as it arrives and never held as a whole. What decides between the refusals:
//!
//! | status | when |
//! |---|---|
//! | 400 | the body cannot be read as what it is said to be, or the address has a bad parameter |
//! | 401 | no token, or a wrong one |
//! | 408 | the body stalls |
//! | 413 | more bytes than allowed, sent or inflated |
//! | 415 | a type or encoding that is not read |
//! | 422 | each row can be read, but what some say cannot be stored |
//! | 503 | as many pushes as allowed are under way, or the database cannot be reached |
//!
//! Where no token is set there is no such address: 404.

mod answer;
mod body;
mod tokens;

pub use tokens::{TokenError, Tokens};

use super::state::Site;
use crate::ingest::{self, Error, Reading};
use crate::snapshot::{Compression, FORMATS, Format, Input, Report, Stopped};
use crate::store::merge::Merged;
use answer::Refusal;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use body::{Arriving, Ended, feed};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Where snapshots are pushed to.
pub(super) const PATH: &str = "/api/v1/snapshots";

/// How many pushes are taken in at once: each may use a core, a temporary file and 32 bytes a row.
const AT_ONCE: usize = 2;

/// Chunks of a body that may wait for the reader.
const CHUNKS_AHEAD: usize = 8;

/// What a report calls the file, and the provenance that is kept of it.
const NAME: &str = "push";

/// Whether and how snapshots can be pushed.
#[derive(Debug, Clone)]
pub struct Push {
    tokens: Tokens,
    /// Most bytes of a body, sent or inflated.
    pub max_bytes: u64,
    /// Longest wait for the next chunk of a body.
    pub chunk_within: Duration,
    /// Longest time a body may take.
    pub body_within: Duration,
    places: Arc<Semaphore>,
}

impl Push {
    /// Pushes by those who hold one of `tokens`, of at most `max_bytes` each.
    pub fn new(tokens: Tokens, max_bytes: u64) -> Self {
        Self {
            tokens,
            max_bytes,
            chunk_within: Duration::from_secs(30),
            body_within: Duration::from_mins(30),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// A body that is worth reading.
struct Offer {
    reading: Reading,
    compression: Option<Compression>,
    place: OwnedSemaphorePermit,
}

/// Takes in a snapshot.
pub(super) async fn push(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(push) = site.push() else {
        return super::Error::NotFound.into_response();
    };
    match offer(push, question.as_deref().unwrap_or_default(), &headers) {
        Ok(offer) => match take(&site, push, offer, body).await {
            Ok(response) => response,
            Err(refusal) => refusal.into_response(),
        },
        Err(refusal) => {
            // A client that is still sending would lose the answer with the connection.
            body::drain(body).await;
            refusal.into_response()
        }
    }
}

/// What the headers and the address say, or why the body need not be read.
fn offer(push: &Push, question: &str, headers: &HeaderMap) -> Result<Offer, Refusal> {
    let authorization = headers.get(header::AUTHORIZATION);
    if !push.tokens.admit(authorization.map(HeaderValue::as_bytes)) {
        let challenge = "Bearer realm=\"snapshots\"";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "push-unauthorized")
            .with_header(header::WWW_AUTHENTICATE, challenge));
    }
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let media_type = text(header::CONTENT_TYPE).unwrap_or_default();
    let Some(format) = Format::of_media_type(media_type) else {
        let accepted: Vec<_> = FORMATS.iter().map(|format| format.media_type).collect();
        let refusal = Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "push-media-type");
        return Err(refusal.with_argument("accepted", accepted.join(", ")));
    };
    let compression = match text(header::CONTENT_ENCODING).map(str::trim) {
        None | Some("" | "identity") => None,
        Some(name) if name.eq_ignore_ascii_case("gzip") => Some(Compression::Gzip),
        Some(name) if name.eq_ignore_ascii_case("zstd") => Some(Compression::Zstd),
        Some(_) => {
            let refusal = Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "push-encoding");
            return Err(refusal
                .with_argument("accepted", "gzip, zstd".to_owned())
                .with_header(header::ACCEPT_ENCODING, "gzip, zstd"));
        }
    };
    let captured_at = captured_at(question)?;
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > push.max_bytes) {
        return Err(Refusal::too_large(push.max_bytes));
    }
    let place = Arc::clone(&push.places).try_acquire_owned();
    let place = place.map_err(|_| Refusal::later("push-busy"))?;
    Ok(Offer {
        reading: Reading {
            format: Some(format),
            captured_at,
        },
        compression,
        place,
    })
}

/// The moment of the capture, for files that do not say it.
fn captured_at(question: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    let mut moment = None;
    for (name, value) in form_urlencoded::parse(question.as_bytes()) {
        if name != "captured_at" {
            let name: String = name.chars().take(60).collect();
            let refusal = Refusal::new(StatusCode::BAD_REQUEST, "push-parameter");
            return Err(refusal.with_argument("name", name));
        }
        // A plus sign that was not escaped arrives as a blank.
        let parsed = DateTime::parse_from_rfc3339(&value)
            .or_else(|_| DateTime::parse_from_rfc3339(&value.replace(' ', "+")));
        let Ok(parsed) = parsed else {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "push-moment"));
        };
        moment = Some(parsed.to_utc());
    }
    Ok(moment)
}

async fn take(site: &Site, push: &Push, offer: Offer, body: Body) -> Result<Response, Refusal> {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let work = tokio::spawn(read_and_keep(site.clone(), push.max_bytes, offer, receiver));
    let ended = feed(body, sender, push).await;
    // Where the body ended badly, so did the reading of it: nothing is stored.
    let done = work.await.map_err(|error| {
        tracing::error!(%error, "a push stopped");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "push-failed")
    })?;
    match ended {
        Ended::TooSlow => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "push-too-slow")
            .with_header(header::CONNECTION, "close")),
        Ended::TooLarge => Err(Refusal::too_large(push.max_bytes)),
        Ended::Cut => Err(Refusal::new(StatusCode::BAD_REQUEST, "push-cut")),
        Ended::Whole | Ended::LeftByReader => match done {
            Ok(kept) => Ok(kept.answer(site)),
            Err(error) => Err(refusal_of(error, push)),
        },
    }
}

/// A snapshot that is stored.
struct Kept {
    report: Report,
    merged: Merged,
    sha256: [u8; 32],
}

/// Reads what arrives and stores it, in a task of its own: once all of a body arrived, its file is
/// stored even if the client does not wait for the answer.
async fn read_and_keep(
    site: Site,
    max_bytes: u64,
    offer: Offer,
    receiver: mpsc::Receiver<body::Chunk>,
) -> Result<Kept, Error> {
    let _place = offer.place;
    let (catalog, now) = (Arc::clone(site.catalog()), Utc::now());
    let ready = tokio::task::spawn_blocking(move || {
        let input = Input::stream(Arriving::new(receiver)).compressed(offer.compression);
        ingest::check_input(offer.reading, NAME, input, &catalog, now, max_bytes)
    });
    let ready = ready.await??;
    let sha256 = ready.encoded.sha256;
    let (report, merged) = ingest::keep(site.store(), site.catalog(), NAME, ready, now).await?;
    if matches!(merged, Merged::Stored { .. })
        && let Err(error) = site.store().refresh_statistics().await
    {
        // The snapshot is stored; the database will find out by itself.
        tracing::warn!(%error, "the statistics were not refreshed");
    }
    Ok(Kept {
        report,
        merged,
        sha256,
    })
}

fn refusal_of(error: Error, push: &Push) -> Refusal {
    let report = match error {
        Error::Refused(report) => report,
        Error::Store(error) if error.is_connection() => {
            tracing::error!(%error, "the store cannot be reached");
            return Refusal::later("push-unavailable");
        }
        error => {
            tracing::error!(%error, "a push failed");
            return Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "push-failed");
        }
    };
    let refusal = match report.stopped {
        Some(Stopped::TooLarge) => Refusal::too_large(push.max_bytes),
        Some(Stopped::Damaged | Stopped::Unreadable) => {
            Refusal::new(StatusCode::BAD_REQUEST, "push-malformed")
        }
        None if report.well_formed => {
            Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "push-refused")
        }
        None => Refusal::new(StatusCode::BAD_REQUEST, "push-malformed"),
    };
    refusal.with_report(report)
}
