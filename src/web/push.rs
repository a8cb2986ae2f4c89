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
//! Where no token is set, nothing can be pushed: 404. Each refusal is a problem document.

mod answer;
mod body;
mod tokens;

pub use tokens::{TokenError, Tokens};

use super::api::{Accepts, Own, ProblemKind, Takes};
use super::state::Site;
use crate::ingest::{self, Error, Reading};
use crate::query::Dictionary;
use crate::snapshot::{Compression, FORMATS, Format, Input, Report, Stopped};
use crate::store::merge::Merged;
use answer::{PushedSnapshot, Refusal};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use body::{Arriving, Ended, feed};
use chrono::Utc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Where snapshots are pushed to.
pub(super) const PATH: &str = "/api/v1/snapshots";

/// How many pushes are taken in at once: each may use a core, a temporary file and 32 bytes a row.
const AT_ONCE: usize = 2;

/// Chunks of a body that may wait for the reader.
const CHUNKS_AHEAD: usize = 8;

/// The moment of the capture, for files that do not say it.
const CAPTURED_AT: &str = "captured_at";

/// What the address takes.
pub(super) const ACCEPTS: Accepts = Accepts {
    own: &[Own {
        key: CAPTURED_AT,
        takes: Takes::Moment,
    }],
    key: |_| false,
};

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
#[utoipa::path(post, path = "/api/v1/snapshots", tag = "snapshots",
    responses((status = 201, body = PushedSnapshot), (status = 200, body = PushedSnapshot)))]
pub(super) async fn push_snapshot(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(push) = site.push() else {
        body::drain(body).await;
        return Refusal::new(ProblemKind::NoPush, "push-off").into_response();
    };
    let (edition, question) = (site.edition(), question.unwrap_or_default());
    match offer(push, &edition.dictionary, &question, &headers) {
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
fn offer(
    push: &Push,
    dictionary: &Dictionary,
    question: &str,
    headers: &HeaderMap,
) -> Result<Offer, Refusal> {
    let authorization = headers.get(header::AUTHORIZATION);
    if !push.tokens.admit(authorization.map(HeaderValue::as_bytes)) {
        let challenge = "Bearer realm=\"snapshots\"";
        return Err(Refusal::new(ProblemKind::Unauthorized, "push-unauthorized")
            .with_header(header::WWW_AUTHENTICATE, challenge));
    }
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let media_type = text(header::CONTENT_TYPE).unwrap_or_default();
    let Some(format) = Format::of_media_type(media_type) else {
        let accepted: Vec<_> = FORMATS.iter().map(|format| format.media_type).collect();
        let refusal = Refusal::new(ProblemKind::MediaType, "push-media-type");
        return Err(refusal.with_argument("accepted", accepted.join(", ")));
    };
    let compression = match text(header::CONTENT_ENCODING).map(str::trim) {
        None | Some("" | "identity") => None,
        Some(name) if name.eq_ignore_ascii_case("gzip") => Some(Compression::Gzip),
        Some(name) if name.eq_ignore_ascii_case("zstd") => Some(Compression::Zstd),
        Some(_) => {
            let refusal = Refusal::new(ProblemKind::MediaType, "push-encoding");
            return Err(refusal
                .with_argument("accepted", "gzip, zstd".to_owned())
                .with_header(header::ACCEPT_ENCODING, "gzip, zstd"));
        }
    };
    let given = ACCEPTS.read(Some(question), dictionary);
    let given = given.map_err(Refusal::of_address)?;
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > push.max_bytes) {
        return Err(Refusal::too_large(push.max_bytes));
    }
    let place = Arc::clone(&push.places).try_acquire_owned();
    let place = place.map_err(|_| Refusal::later(ProblemKind::Busy, "push-busy"))?;
    Ok(Offer {
        reading: Reading {
            format: Some(format),
            captured_at: given.moment(CAPTURED_AT),
        },
        compression,
        place,
    })
}

async fn take(site: &Site, push: &Push, offer: Offer, body: Body) -> Result<Response, Refusal> {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let work = tokio::spawn(read_and_keep(site.clone(), push.max_bytes, offer, receiver));
    let ended = feed(body, sender, push).await;
    // Where the body ended badly, so did the reading of it: nothing is stored.
    let done = work.await.map_err(|error| {
        tracing::error!(%error, "a push stopped");
        Refusal::new(ProblemKind::Internal, "push-failed")
    })?;
    match ended {
        Ended::TooSlow => Err(Refusal::new(ProblemKind::TooSlow, "push-too-slow")
            .with_header(header::CONNECTION, "close")),
        Ended::TooLarge => Err(Refusal::too_large(push.max_bytes)),
        Ended::Cut => Err(Refusal::new(ProblemKind::UnreadableFile, "push-cut")),
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
            return Refusal::later(ProblemKind::Unavailable, "push-unavailable");
        }
        error => {
            tracing::error!(%error, "a push failed");
            return Refusal::new(ProblemKind::Internal, "push-failed");
        }
    };
    let refusal = match report.stopped {
        Some(Stopped::TooLarge) => Refusal::too_large(push.max_bytes),
        Some(Stopped::Damaged | Stopped::Unreadable) => {
            Refusal::new(ProblemKind::UnreadableFile, "push-malformed")
        }
        None if report.well_formed => Refusal::new(ProblemKind::RefusedFile, "push-refused"),
        None => Refusal::new(ProblemKind::UnreadableFile, "push-malformed"),
    };
    refusal.with_report(report)
}
