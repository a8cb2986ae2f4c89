//! `/api/v1/sources`: where figures come from, how fresh each is, and under which terms.

use super::about::{Attribution, Links, Paths, of, of_source};
use super::answer::json;
use super::parameters::NOTHING;
use crate::domain;
use crate::store::facts::Edition;
use crate::web::Error;
use crate::web::places::part;
use crate::web::state::Site;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/sources";

#[derive(Serialize, ToSchema)]
struct Source {
    id: String,
    name: String,
    homepage: String,
    license: String,
    license_url: Option<String>,
    citation: String,
    redistribution: String,
    metrics: Vec<String>,
    first_captured_at: Option<DateTime<Utc>>,
    last_captured_at: Option<DateTime<Utc>>,
    basis: String,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Sources {
    items: Vec<Source>,
    links: Links,
    attribution: Vec<Attribution>,
}

fn item(site: &Site, edition: &Edition, row: &domain::Source) -> Source {
    let links = Paths {
        this: format!("/api/v1/snapshots?source={}", part(&row.slug)),
        html: "/data".to_owned(),
        definition: "/methods#sources",
        csv: Some("/data/sources.csv".to_owned()),
    };
    let metrics = site.catalog().metrics.iter();
    let metrics = metrics.filter(|metric| metric.source == row.slug);
    let terms = of_source(edition, row);
    Source {
        id: row.slug.clone(),
        name: row.name.clone(),
        homepage: row.homepage.clone(),
        license: terms.license,
        license_url: terms.license_url,
        citation: terms.citation,
        redistribution: row.redistribution.word().to_owned(),
        metrics: metrics.map(|metric| metric.slug.clone()).collect(),
        first_captured_at: edition.first_capture(&row.slug),
        last_captured_at: edition.newest_capture(&row.slug, None),
        basis: row.basis.clone(),
        links: links.links(site),
    }
}

/// Every source.
#[utoipa::path(get, path = "/api/v1/sources", tag = "sources",
    responses((status = 200, body = Sources)))]
pub(super) async fn list_sources(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let links = Paths {
        this: PATH.to_owned(),
        html: "/data".to_owned(),
        definition: "/methods#sources",
        csv: Some("/data/sources.csv".to_owned()),
    };
    let rows = site.catalog().sources.iter();
    let body = Sources {
        items: rows.clone().map(|row| item(&site, &edition, row)).collect(),
        links: links.links(&site),
        attribution: of(&site, &edition, rows.map(|row| row.slug.as_str())),
    };
    json(&request, &body)
}
