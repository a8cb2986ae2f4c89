//! `/api/v1/metrics`: what is measured, how it is defined and what may be computed from it.

use super::about::{Attribution, Links, Paths, Text, of};
use super::answer::json;
use super::parameters::NOTHING;
use crate::domain::{self, Semantics};
use crate::store::facts::Edition;
use crate::web::Error;
use crate::web::data::gives_rows;
use crate::web::places::{part, unknown};
use crate::web::state::Site;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/metrics";

#[derive(Serialize, ToSchema)]
pub(super) struct Metric {
    id: String,
    source: String,
    label: Text,
    unit: Text,
    definition: Text,
    semantics: String,
    window_days: Option<u16>,
    decimals: u8,
    covers_closed: bool,
    first_observed_on: Option<NaiveDate>,
    last_observed_on: Option<NaiveDate>,
    days_observed: usize,
    basis: String,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Metrics {
    items: Vec<Metric>,
    links: Links,
    attribution: Vec<Attribution>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct MetricDetail {
    #[serde(flatten)]
    metric: Metric,
    attribution: Vec<Attribution>,
}

fn address(id: &str) -> String {
    format!("{PATH}/{}", part(id))
}

/// A metric, with the days it was observed on.
pub(super) fn item(site: &Site, edition: &Edition, row: &domain::Metric) -> Metric {
    let days = edition
        .cube
        .facts(&row.slug)
        .map_or(&[][..], |facts| facts.days());
    let is_given = gives_rows(site, &row.source);
    let links = Paths {
        this: address(&row.slug),
        html: format!("/charts/over-time?metric={}", part(&row.slug)),
        definition: "/methods",
        csv: is_given.then(|| format!("/charts/over-time.csv?metric={}", part(&row.slug))),
    };
    let mut links = links.links(site);
    links.definition = format!("{}#{}", links.definition, row.slug);
    Metric {
        id: row.slug.clone(),
        source: row.source.clone(),
        label: Text::from(&row.label),
        unit: Text::from(&row.unit),
        definition: Text::from(&row.definition),
        semantics: row.semantics.word().to_owned(),
        window_days: match row.semantics {
            Semantics::Window { days } => Some(days),
            Semantics::Cumulative | Semantics::Flow => None,
        },
        decimals: row.decimals,
        covers_closed: row.covers_closed,
        first_observed_on: days.first().copied(),
        last_observed_on: days.last().copied(),
        days_observed: days.len(),
        basis: row.basis.clone(),
        links,
    }
}

/// Every metric.
#[utoipa::path(get, path = "/api/v1/metrics", tag = "metrics",
    responses((status = 200, body = Metrics)))]
pub(super) async fn list_metrics(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let links = Paths {
        this: PATH.to_owned(),
        html: "/methods#metrics".to_owned(),
        definition: "/methods#metrics",
        csv: Some("/data/metrics.csv".to_owned()),
    };
    let rows = site.catalog().metrics.iter();
    let body = Metrics {
        items: rows.clone().map(|row| item(&site, &edition, row)).collect(),
        links: links.links(&site),
        attribution: of(&site, &edition, rows.map(|row| row.source.as_str())),
    };
    json(&request, &body)
}

/// One metric.
#[utoipa::path(get, path = "/api/v1/metrics/{id}", tag = "metrics",
    responses((status = 200, body = MetricDetail)))]
pub(super) async fn get_metric(
    State(site): State<Site>,
    Path(id): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let Some(row) = site.catalog().metric(&id) else {
        let rows = site.catalog().metrics.iter();
        let ids = rows.map(|row| (row.slug.as_str(), row.slug.as_str()));
        return Err(unknown(&id, &ids, address));
    };
    let body = MetricDetail {
        metric: item(&site, &edition, row),
        attribution: of(&site, &edition, [row.source.as_str()]),
    };
    json(&request, &body)
}
