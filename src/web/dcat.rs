//! `/data.jsonld`: the data as a catalog for machines, in DCAT 3.

use super::Error;
use super::cache::Policy;
use super::file::{File, sha256};
use super::state::Site;
use crate::export::{Measured, dcat};
use crate::store::facts::Edition;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Every metric that was observed.
pub(super) fn measured(edition: &Edition) -> Vec<Measured<'_>> {
    let metrics = edition.dictionary.metrics().iter();
    let measured = metrics.filter_map(|metric| {
        let facts = edition.cube.facts(&metric.slug)?;
        Some(Measured {
            metric,
            source: edition.dictionary.source(&metric.source)?,
            days: (*facts.days().first()?, *facts.days().last()?),
            captured_at: edition.newest_capture(&metric.source, None)?,
        })
    });
    measured.collect()
}

/// The catalog.
pub(super) async fn catalog(
    State(site): State<Site>,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let body = dcat(site.base_url(), &measured(&edition))?;
    let file = File {
        name: "weighbridge_catalog.jsonld".to_owned(),
        media_type: "application/ld+json",
        attachment: false,
        sha256: sha256(&body),
        policy: Policy::File,
    };
    Ok(file.answer(&request, || Body::from(body)))
}
