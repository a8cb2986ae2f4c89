//! For whoever runs the site.

use super::cache::Policy;
use super::state::Site;
use crate::store::Unready;
use crate::telemetry::metrics::{
    CACHE_BYTES, DATA_VERSION, DATABASE_UP, FRESHNESS, POOL_CONNECTIONS, SNAPSHOTS, render,
};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::Utc;

/// What metrics are in, for a scraper.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Whether the process answers at all.
pub(super) async fn livez() -> impl IntoResponse {
    (Policy::Health, "ok\n")
}

/// Whether readers can be answered: the data is in memory (else `starting` would answer), the
/// database reachable and its schema ours. What is not is said in a line.
pub(super) async fn readyz(State(site): State<Site>) -> impl IntoResponse {
    match site.store().readiness().await {
        Ok(()) => ready(StatusCode::OK, "ok"),
        Err(unready) => {
            match &unready {
                Unready::Unreachable(error) => tracing::debug!(%error, "not ready"),
                Unready::OldSchema { .. } => tracing::warn!(%unready, "not ready"),
            }
            ready(StatusCode::SERVICE_UNAVAILABLE, &unready.to_string())
        }
    }
}

/// An answer to whoever asks whether to send readers here.
pub(super) fn ready(status: StatusCode, words: &str) -> impl IntoResponse + use<> {
    (status, Policy::Health, format!("{words}\n"))
}

/// What is counted, and how things stand now.
pub(super) async fn metrics(State(site): State<Site>) -> impl IntoResponse {
    let (edition, now) = (site.edition(), Utc::now());
    CACHE_BYTES.set(&[], site.cache().bytes() as f64);
    DATA_VERSION.set(&[], edition.version as f64);
    for source in edition.dictionary.sources() {
        let snapshots = edition.count_captures(&source.slug);
        SNAPSHOTS.set(&[&source.slug], snapshots as f64);
        if let Some(newest) = edition.newest_capture(&source.slug, None) {
            let age = (now - newest).as_seconds_f64();
            FRESHNESS.set(&[&source.slug], age);
        }
    }
    for pool in site.store().pools() {
        DATABASE_UP.set(&[pool.name], f64::from(u8::from(pool.is_up)));
        POOL_CONNECTIONS.set(&[pool.name, "in-use"], f64::from(pool.in_use));
        POOL_CONNECTIONS.set(&[pool.name, "idle"], f64::from(pool.idle));
    }
    let headers = [
        (header::CONTENT_TYPE, EXPOSITION),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, render())
}

/// Everything may be indexed but frames of other sites' pages.
pub(super) async fn robots(State(site): State<Site>) -> impl IntoResponse {
    (
        Policy::Page,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        format!(
            "User-agent: *\nDisallow: /embed/\nSitemap: {}/sitemap.xml\n",
            site.base_url()
        ),
    )
}
