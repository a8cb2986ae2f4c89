//! What a push is answered with: JSON, with the report on the file where there is one.

use super::Kept;
use crate::query::Problem;
use crate::snapshot::Report;
use crate::store::merge::Merged;
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::api::{FileReport, ProblemKind, ProblemNote};
use crate::web::state::Site;
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Seconds after which another try is worth it.
const RETRY_AFTER: &str = "5";

/// Why a push is refused.
pub(super) struct Refusal {
    kind: ProblemKind,
    key: &'static str,
    argument: Option<(&'static str, String)>,
    header: Option<Box<(HeaderName, &'static str)>>,
    problems: Vec<Problem>,
    report: Option<Box<Report>>,
}

/// What became of a pushed snapshot.
#[derive(Serialize, ToSchema)]
pub(super) struct PushedSnapshot {
    outcome: &'static str,
    snapshot: KeptSnapshot,
    inserted: Option<i64>,
    restated: Option<i64>,
    unchanged: Option<i64>,
    #[schema(value_type = FileReport)]
    report: Report,
}

/// Where it is, and what it is known by.
#[derive(Serialize, ToSchema)]
struct KeptSnapshot {
    number: i64,
    address: String,
    sha256: String,
}

impl Refusal {
    pub(super) const fn new(kind: ProblemKind, key: &'static str) -> Self {
        Self {
            kind,
            key,
            argument: None,
            header: None,
            problems: Vec::new(),
            report: None,
        }
    }

    /// A push to an address with a parameter or value that is not allowed.
    pub(super) fn of_address(error: Error) -> Self {
        match error {
            Error::BadQuery(problems) => Self {
                problems,
                ..Self::new(ProblemKind::BadQuery, "problem-bad-query")
            },
            error => {
                tracing::error!(?error, "the address of a push");
                Self::new(ProblemKind::Internal, "push-failed")
            }
        }
    }

    /// A push that may succeed later.
    pub(super) fn later(kind: ProblemKind, key: &'static str) -> Self {
        Self::new(kind, key).with_header(header::RETRY_AFTER, RETRY_AFTER)
    }

    pub(super) fn too_large(limit: u64) -> Self {
        Self::new(ProblemKind::TooLarge, "push-too-large").with_argument("limit", limit.to_string())
    }

    pub(super) fn with_argument(self, name: &'static str, value: String) -> Self {
        Self {
            argument: Some((name, value)),
            ..self
        }
    }

    pub(super) fn with_header(self, name: HeaderName, value: &'static str) -> Self {
        Self {
            header: Some(Box::new((name, value))),
            ..self
        }
    }

    pub(super) fn with_report(self, report: Box<Report>) -> Self {
        Self {
            report: Some(report),
            ..self
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let arguments: Vec<_> = self
            .argument
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let note = ProblemNote {
            kind: self.kind,
            detail: message(Language::default(), self.key, &arguments),
            problems: self.problems,
            report: self.report,
        };
        let mut response = note.into_response();
        if let Some((name, value)) = self.header.map(|header| *header) {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl Kept {
    /// 201 with the snapshot's address, or 200 where it was known.
    pub(super) fn answer(self, site: &Site) -> Response {
        let (status, outcome, number, counts) = match self.merged {
            Merged::Stored { id, counts } => (StatusCode::CREATED, "stored", id, Some(counts)),
            Merged::AlreadyKnown { id } => (StatusCode::OK, "already-known", id, None),
        };
        let address = format!("{}/snapshots/{number}", site.base_url());
        let counts = counts.as_ref();
        let body = PushedSnapshot {
            outcome,
            snapshot: KeptSnapshot {
                number,
                address: address.clone(),
                sha256: hex::encode(self.sha256),
            },
            inserted: counts.map(|counts| counts.inserted),
            restated: counts.map(|counts| counts.restated),
            unchanged: counts.map(|counts| counts.unchanged),
            report: self.report,
        };
        let headers = [
            (header::LOCATION, address.as_str()),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (status, headers, Json(body)).into_response()
    }
}
