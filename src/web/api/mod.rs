//! `/api/v1`: what the site knows, as JSON for programs.
//!
//! A resource is a file here and a line in [`routes`]; what it takes and an address to try stand in
//! [`operations`]. The document of all of it ([`document`]) is made from these, from the types the
//! resources answer with, and from the tables of dimensions and parameters.

mod about;
mod answer;
mod countries;
mod document;
mod events;
mod examples;
mod licenses;
mod metrics;
mod models;
mod operations;
mod organizations;
mod parameters;
mod problem;
mod schemas;
mod series;
mod snapshots;
mod sources;
mod standings;

pub(super) use document::document;
pub(super) use parameters::{Accepts, Own, Takes};
pub(super) use problem::{ProblemKind, ProblemNote, worded};
pub(super) use schemas::FileReport;

use super::push;
use super::state::Site;
use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Everything below `/api/`, with what the handlers say of themselves.
fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(series::get_series))
        .routes(routes!(models::list_models))
        .routes(routes!(models::get_model))
        .routes(routes!(organizations::list_organizations))
        .routes(routes!(organizations::get_organization))
        .routes(routes!(countries::list_countries))
        .routes(routes!(countries::get_country))
        .routes(routes!(licenses::list_licenses))
        .routes(routes!(licenses::get_license))
        .routes(routes!(metrics::list_metrics))
        .routes(routes!(metrics::get_metric))
        .routes(routes!(sources::list_sources))
        .routes(routes!(snapshots::list_snapshots, push::push_snapshot))
        .routes(routes!(snapshots::get_snapshot))
        .routes(routes!(events::list_events))
        .routes(routes!(document::get_openapi))
}

/// Everything below `/api/`.
pub(super) fn router() -> Router<Site> {
    routes().into()
}

/// Whether an address is read by programs alone.
pub(super) fn is_below(path: &str) -> bool {
    path.starts_with("/api/")
}
