//! What a request can come to instead of an answer: logged once, with the request's id; the
//! reader sees the id, never internals. Pages get HTML, files get JSON.

use super::places::Nearest;
use crate::query::Problem;
use crate::telemetry::metrics::HTTP_REFUSED;
use crate::{export, store};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// Seconds after which another try is worth it, where something is not there for now.
const UNAVAILABLE_SECONDS: u64 = 5;
/// And this is when an answer may be there that is still being made.
const STILL_MADE_SECONDS: u64 = 10;

/// A request that has no answer.
#[derive(Debug)]
pub enum Error {
    /// There is nothing at this address.
    NotFound,
    /// There is nothing at this address, and these were probably meant.
    Unknown(Vec<Nearest>),
    /// The question cannot be read.
    BadQuery(Vec<Problem>),
    /// Nothing was ever frozen at this address; these show the same live.
    NeverFrozen(Vec<Nearest>),
    /// It cannot be done, or not now: the status, the message key of why, and after how many
    /// seconds it may be tried again.
    Refused(StatusCode, &'static str, Option<u64>),
    /// The terms of the source forbid to hand its rows out.
    Withheld,
    /// Too much else is being made.
    Busy,
    /// So much is being read from the database that there is no place for more.
    Crowded,
    /// What was asked for takes the database longer than a reader waits.
    TooLong,
    /// The answer takes longer than a reader waits, and is made to its end.
    StillMade,
    /// The client asked too often; it may again after this time.
    TooMany(Duration),
    /// The address is longer than any that has an answer.
    AddressTooLong,
    /// The headers are larger than any we read.
    HeadersTooLarge,
    /// The body of the request does not arrive in time.
    BodyTooSlow,
    /// The store cannot be reached now.
    Unavailable(store::Error),
    /// A fault of ours.
    Internal(String),
}

/// Marks a response that failed and has its words already.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worded;

/// What an error leaves in its response for [`super::pages::errors`] to word in the reader's form.
#[derive(Clone, Debug)]
pub(super) struct ErrorNote {
    pub status: StatusCode,
    /// Message key of what happened; with `-words`, of what to do.
    pub key: &'static str,
    pub problems: Vec<Problem>,
    pub nearest: Vec<Nearest>,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            error if error.is_read_only() => {
                Self::Refused(StatusCode::SERVICE_UNAVAILABLE, "error-read-only", None)
            }
            error if error.is_connection() => Self::Unavailable(error),
            store::Error::Crowded => Self::Crowded,
            error if error.is_too_long() => Self::TooLong,
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<export::Error> for Error {
    fn from(error: export::Error) -> Self {
        match error {
            export::Error::Withheld => Self::Withheld,
            export::Error::TooManyRows(_) => Self::Refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "error-too-many-rows",
                None,
            ),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("a template: {error}"))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (mut nearest, mut problems) = (Vec::new(), Vec::new());
        let mut retry_after = None;
        let (status, key) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
            Self::Unknown(found) => {
                nearest = found;
                (StatusCode::NOT_FOUND, "error-not-found")
            }
            Self::NeverFrozen(live) => {
                nearest = live;
                (StatusCode::NOT_FOUND, "error-never-frozen")
            }
            Self::Refused(status, key, seconds) => {
                retry_after = seconds;
                (status, key)
            }
            Self::BadQuery(found) => {
                problems = found;
                (StatusCode::BAD_REQUEST, "error-bad-query")
            }
            Self::Withheld => (StatusCode::FORBIDDEN, "error-withheld"),
            Self::Busy => {
                tracing::warn!("a file was not made in time");
                (StatusCode::SERVICE_UNAVAILABLE, "error-busy")
            }
            Self::Crowded => {
                tracing::warn!("too much is being read from the database at once");
                (StatusCode::SERVICE_UNAVAILABLE, "error-crowded")
            }
            Self::TooLong => {
                HTTP_REFUSED.add(&["queries"], 1);
                tracing::warn!("the database took too long and was stopped");
                (StatusCode::SERVICE_UNAVAILABLE, "error-too-long")
            }
            Self::StillMade => {
                HTTP_REFUSED.add(&["queries"], 1);
                tracing::warn!("an answer takes longer than its reader waits");
                retry_after = Some(STILL_MADE_SECONDS);
                (StatusCode::SERVICE_UNAVAILABLE, "error-still-made")
            }
            Self::TooMany(wait) => {
                // A client that comes back to the second must not be too early.
                retry_after = Some(wait.as_secs() + 1);
                (StatusCode::TOO_MANY_REQUESTS, "error-too-many")
            }
            Self::AddressTooLong => (StatusCode::URI_TOO_LONG, "error-address-too-long"),
            Self::HeadersTooLarge => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "error-headers-too-large",
            ),
            Self::BodyTooSlow => (StatusCode::REQUEST_TIMEOUT, "error-body-too-slow"),
            Self::Unavailable(error) => {
                // That nobody answers was said when it began, not once a request.
                if !error.is_unreachable() {
                    tracing::error!(%error, "the store cannot be reached");
                }
                (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
            }
            Self::Internal(error) => {
                tracing::error!(%error, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
            }
        };
        let mut response = status.into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            retry_after = retry_after.or(Some(UNAVAILABLE_SECONDS));
        }
        if let Some(seconds) = retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::REQUEST_TIMEOUT {
            // What is still to come of the body would be taken for the next request.
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        response.extensions_mut().insert(ErrorNote {
            status,
            key,
            problems,
            nearest,
        });
        response
    }
}
