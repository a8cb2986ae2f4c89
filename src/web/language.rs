//! The language of an answer. Whatever decides it decides here, so that answers are kept apart by
//! it.

use crate::text::Language;
use axum::http::{HeaderMap, Uri};

/// The language a request is answered in.
pub(super) fn of_request(_: &Uri, _: &HeaderMap) -> Language {
    Language::default()
}
