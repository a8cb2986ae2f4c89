//! How long an answer may be kept, by us and by browsers: every policy there is, by name.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponseParts, ResponseParts};
use std::convert::Infallible;

/// Asked again at each use, and only sent if it is another one.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Bytes that never change.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// True now, and perhaps not a moment later.
const NEVER: HeaderValue = HeaderValue::from_static("no-store");

/// How an answer may be kept. A response that carries none, or another status than 200, is kept by
/// nobody here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Policy {
    /// A page: follows from the address, the language and one version of the data.
    Page,
    /// A view as a file; the same of a file.
    File,
    /// A file of any size, which is sent as it is made or read: it is held by nobody here.
    Streamed,
    /// What follows from more than the data, such as the clock or the runs of collectors.
    Live,
    /// A snapshot as it is stored, or a view as it was frozen; both are sent from the database.
    Snapshot,
    /// What is named by its content, whatever the data.
    Asset,
    /// The state of the program.
    Health,
    /// A refusal, an error, an answer to what changes something.
    Refusal,
}

/// What an answer that is kept holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The version of the data it was made of.
    OneVersion,
    /// Any.
    EveryVersion,
}

impl Policy {
    /// What browsers and proxies are told.
    pub const fn cache_control(self) -> HeaderValue {
        match self {
            Self::Page | Self::File | Self::Streamed | Self::Live => ASK_AGAIN,
            Self::Snapshot | Self::Asset => FOR_EVER,
            Self::Health | Self::Refusal => NEVER,
        }
    }

    /// What the answer holds for, where it is kept in memory.
    pub(super) const fn holds(self) -> Option<Holds> {
        match self {
            Self::Page | Self::File => Some(Holds::OneVersion),
            Self::Asset => Some(Holds::EveryVersion),
            Self::Streamed | Self::Live | Self::Snapshot | Self::Health | Self::Refusal => None,
        }
    }

    /// Whether the answer gets its tag, its "not modified" and its encoding where it is kept.
    pub const fn is_kept(self) -> bool {
        self.holds().is_some()
    }
}

impl IntoResponseParts for Policy {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        let header = self.cache_control();
        parts.headers_mut().insert(header::CACHE_CONTROL, header);
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}
