//! What a push is answered with: JSON, with the report on the file where there is one.

use super::Kept;
use crate::snapshot::Report;
use crate::store::merge::Merged;
use crate::text::{Language, message};
use crate::web::error::Worded;
use crate::web::state::Site;
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Seconds after which another try is worth it.
const RETRY_AFTER: &str = "5";

/// Why a push is refused.
pub(super) struct Refusal {
    status: StatusCode,
    key: &'static str,
    argument: Option<(&'static str, String)>,
    header: Option<(HeaderName, &'static str)>,
    report: Option<Box<Report>>,
}

#[derive(Serialize)]
struct RefusalBody<'a> {
    status: u16,
    error: String,
    report: Option<&'a Report>,
}

#[derive(Serialize)]
struct KeptBody<'a> {
    outcome: &'static str,
    snapshot: KeptSnapshot<'a>,
    inserted: Option<i64>,
    restated: Option<i64>,
    unchanged: Option<i64>,
    report: &'a Report,
}

#[derive(Serialize)]
struct KeptSnapshot<'a> {
    number: i64,
    address: &'a str,
    sha256: String,
}

impl Refusal {
    pub(super) const fn new(status: StatusCode, key: &'static str) -> Self {
        Self {
            status,
            key,
            argument: None,
            header: None,
            report: None,
        }
    }

    /// A push that may succeed later.
    pub(super) fn later(key: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, key)
            .with_header(header::RETRY_AFTER, RETRY_AFTER)
    }

    pub(super) fn too_large(limit: u64) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "push-too-large")
            .with_argument("limit", limit.to_string())
    }

    pub(super) fn with_argument(self, name: &'static str, value: String) -> Self {
        Self {
            argument: Some((name, value)),
            ..self
        }
    }

    pub(super) fn with_header(self, name: HeaderName, value: &'static str) -> Self {
        Self {
            header: Some((name, value)),
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
        let body = RefusalBody {
            status: self.status.as_u16(),
            error: message(Language::default(), self.key, &arguments),
            report: self.report.as_deref(),
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some((name, value)) = self.header {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        finish(response)
    }
}

impl Kept {
    /// 201 with the snapshot's address, or 200 where it was known.
    pub(super) fn answer(&self, site: &Site) -> Response {
        let (status, outcome, number, counts) = match &self.merged {
            Merged::Stored { id, counts } => (StatusCode::CREATED, "stored", *id, Some(counts)),
            Merged::AlreadyKnown { id } => (StatusCode::OK, "already-known", *id, None),
        };
        let address = format!("{}/snapshots/{number}", site.base_url());
        let body = KeptBody {
            outcome,
            snapshot: KeptSnapshot {
                number,
                address: &address,
                sha256: hex::encode(self.sha256),
            },
            inserted: counts.map(|counts| counts.inserted),
            restated: counts.map(|counts| counts.restated),
            unchanged: counts.map(|counts| counts.unchanged),
            report: &self.report,
        };
        let location = [(header::LOCATION, address.as_str())];
        finish((status, location, Json(body)).into_response())
    }
}

fn finish(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response.extensions_mut().insert(Worded);
    response
}
