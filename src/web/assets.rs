//! The one style sheet, named by its content so that it can be cached for ever.

use crate::plot::theme;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Sheet {
    text: String,
    /// First digits of its hash.
    name: String,
}

static SHEET: LazyLock<Sheet> = LazyLock::new(|| {
    let text = theme::page_css() + include_str!("../../static/site.css");
    let name = hex::encode(Sha256::digest(&text))[..16].to_owned();
    Sheet { text, name }
});

/// Address of the style sheet.
pub(super) fn stylesheet_address() -> String {
    format!("/static/{}.css", SHEET.name)
}

/// Serves the style sheet under its present name, and under an older one for pages still open.
pub(super) async fn stylesheet(Path(file): Path<String>) -> Response {
    let Some(name) = file.strip_suffix(".css") else {
        return super::Error::NotFound.into_response();
    };
    let caching = if name == SHEET.name {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, caching),
    ];
    (headers, SHEET.text.as_str()).into_response()
}
