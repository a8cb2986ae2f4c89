//! For whoever runs the site.

use super::state::Site;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

/// Whether the process answers at all.
pub(super) async fn livez() -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n")
}

/// Whether readers can be answered: the data is in memory and the database reachable.
pub(super) async fn readyz(State(site): State<Site>) -> impl IntoResponse {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match site.store().ping().await {
        Ok(()) => (StatusCode::OK, no_store, "ok\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                no_store,
                "the database cannot be reached\n",
            )
        }
    }
}

/// Everything may be indexed.
pub(super) async fn robots() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "User-agent: *\nAllow: /\n",
    )
}
