//! What the API says when it has no answer: a problem document (RFC 9457), whatever failed: a
//! parameter, a route, a method, a pushed file.

use super::super::error::ErrorNote;
use crate::query;
use crate::snapshot::Report;
use crate::text::{Language, message};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Content type of problem documents.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// Declares the types of problems: slug and status. What each says are messages of its slug.
macro_rules! kinds {
    ($( $(#[$meta:meta])* $variant:ident $slug:literal $status:ident, )+) => {
        /// A type of problem; its slug ends its address on the reference page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::web) enum ProblemKind { $( $(#[$meta])* $variant, )+ }

        impl ProblemKind {
            /// Every type, by status.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// Its name.
            pub const fn slug(self) -> &'static str {
                match self { $( Self::$variant => $slug, )+ }
            }

            /// The status it comes with.
            pub const fn status(self) -> StatusCode {
                match self { $( Self::$variant => StatusCode::$status, )+ }
            }
        }
    };
}

kinds! {
    /// A parameter or a value is not allowed.
    BadQuery "bad-query" BAD_REQUEST,
    /// A pushed file cannot be read as what it is said to be.
    UnreadableFile "unreadable-file" BAD_REQUEST,
    /// No token, or a wrong one.
    Unauthorized "unauthorized" UNAUTHORIZED,
    /// The terms of the source forbid to hand its rows out.
    Withheld "withheld" FORBIDDEN,
    /// There is nothing at this address.
    NotFound "not-found" NOT_FOUND,
    /// Snapshots cannot be pushed here.
    NoPush "no-push" NOT_FOUND,
    /// The address does not answer this method.
    Method "method" METHOD_NOT_ALLOWED,
    /// A body did not arrive in time.
    TooSlow "too-slow" REQUEST_TIMEOUT,
    /// A body is larger than allowed.
    TooLarge "too-large" PAYLOAD_TOO_LARGE,
    /// The address is longer than any that has an answer.
    AddressTooLong "address-too-long" URI_TOO_LONG,
    /// A body of a type or an encoding that is not read.
    MediaType "media-type" UNSUPPORTED_MEDIA_TYPE,
    /// A pushed file can be read, but not all it says can be stored.
    RefusedFile "refused-file" UNPROCESSABLE_ENTITY,
    /// More was asked in a time than one reader may ask.
    TooMany "too-many" TOO_MANY_REQUESTS,
    /// The headers are larger than any that are read.
    HeadersTooLarge "headers-too-large" REQUEST_HEADER_FIELDS_TOO_LARGE,
    /// A fault of ours.
    Internal "internal" INTERNAL_SERVER_ERROR,
    /// The database cannot be reached.
    Unavailable "unavailable" SERVICE_UNAVAILABLE,
    /// Too much else is under way.
    Busy "busy" SERVICE_UNAVAILABLE,
}

impl ProblemKind {
    /// Message key of its title; with `-words`, of what to do about it.
    pub fn key(self) -> String {
        format!("problem-{}", self.slug())
    }

    /// Where it is explained.
    pub fn address(self) -> String {
        format!("/api#problem-{}", self.slug())
    }

    /// What is behind an error that pages know, or behind a status alone.
    fn of(note: Option<&ErrorNote>, status: StatusCode) -> Option<Self> {
        let slug = note.and_then(|note| note.key.strip_prefix("error-"));
        let of_slug = Self::ALL.iter().find(|kind| Some(kind.slug()) == slug);
        let of_status = || Self::ALL.iter().find(|kind| kind.status() == status);
        of_slug.or_else(of_status).copied()
    }
}

/// What a handler leaves in a response that failed, where it knows more than pages would say.
#[derive(Debug, Clone)]
pub(in crate::web) struct ProblemNote {
    pub kind: ProblemKind,
    /// What happened this time.
    pub detail: String,
    pub problems: Vec<query::Problem>,
    /// On a pushed file.
    pub report: Option<Box<Report>>,
}

impl IntoResponse for ProblemNote {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A parameter or value that is not allowed.
#[derive(Serialize)]
struct Refused<'a> {
    parameter: &'a str,
    value: &'a str,
    what: query::Fault,
    detail: String,
    allowed: &'a query::Allowed,
    suggestion: Option<&'a str>,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    instance: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Refused<'a>>,
    /// Addresses that were probably meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a Report>,
}

/// Gives a response that failed its document; its headers stay.
pub(in crate::web) fn worded(response: Response, request_id: &str) -> Response {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type == MEDIA_TYPE) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    // The framework refuses a path that is not text: nothing can be at such an address.
    let is_worded = parts.extensions.get::<ProblemNote>().is_some()
        || parts.extensions.get::<ErrorNote>().is_some();
    if !is_worded && parts.status == StatusCode::BAD_REQUEST {
        parts.status = StatusCode::NOT_FOUND;
    }
    let status = parts.status;
    let note = parts.extensions.get::<ErrorNote>();
    let say = |kind: ProblemKind, end: &str| {
        // What is no type of its own has the words that pages have for it.
        let words = note.filter(|note| kind.slug() != note.key.trim_start_matches("error-"));
        let key = words.map_or_else(|| kind.key(), |note| note.key.to_owned());
        message(Language::default(), &format!("{key}{end}"), &[])
    };
    let own = parts.extensions.get::<ProblemNote>();
    let kind = own
        .map(|own| own.kind)
        .or_else(|| ProblemKind::of(note, status));
    let problems = own
        .map(|own| own.problems.as_slice())
        .or_else(|| note.map(|note| note.problems.as_slice()))
        .unwrap_or_default();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let nearest = note.map_or(&[][..], |note| &note.nearest);
    let document = Document {
        kind: kind.map_or_else(|| "about:blank".to_owned(), ProblemKind::address),
        title: kind.map_or_else(
            || status.canonical_reason().unwrap_or("Error").to_owned(),
            |kind| say(kind, ""),
        ),
        status: status.as_u16(),
        detail: match (own, kind) {
            _ if !told.is_empty() => told.join(". "),
            (Some(own), _) => own.detail.clone(),
            (None, Some(kind)) => say(kind, "-words"),
            (None, None) => status.to_string(),
        },
        instance: format!("urn:uuid:{request_id}"),
        errors: problems.iter().zip(told).map(refused).collect(),
        nearest: nearest.iter().map(|place| place.address.as_str()).collect(),
        report: own.and_then(|own| own.report.as_deref()),
    };
    let body = serde_json::to_vec(&document).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in headers {
        parts.headers.insert(name, HeaderValue::from_static(value));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}

fn refused((problem, detail): (&query::Problem, String)) -> Refused<'_> {
    Refused {
        parameter: &problem.parameter,
        value: &problem.value,
        what: problem.what,
        detail,
        allowed: &problem.allowed,
        suggestion: problem.suggestion.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has_message;
    use std::collections::HashSet;

    #[test]
    fn every_type_of_problem_has_its_own_slug_and_words() {
        let slugs: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.slug()).collect();
        assert_eq!(slugs.len(), ProblemKind::ALL.len());
        for kind in ProblemKind::ALL {
            for language in Language::ALL {
                for end in ["", "-words"] {
                    let key = format!("{}{end}", kind.key());
                    assert!(has_message(*language, &key, &[]), "{key}");
                }
            }
        }
    }

    #[test]
    fn what_pages_call_an_error_is_a_problem_of_the_same_name() {
        let of = |status| ProblemKind::of(None, status).map(ProblemKind::slug);
        assert_eq!(of(StatusCode::METHOD_NOT_ALLOWED), Some("method"));
        assert_eq!(of(StatusCode::TOO_MANY_REQUESTS), Some("too-many"));
        assert_eq!(of(StatusCode::GONE), None);
    }
}
