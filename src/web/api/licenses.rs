//! `/api/v1/licenses`: licenses with our reading of them, and the spellings read as each.

use super::about::{Attribution, Links, Paths, of};
use super::answer::json;
use super::parameters::NOTHING;
use super::standings::{Standing, sources_of, standings};
use crate::domain::catalog;
use crate::query::DimensionId;
use crate::web::Error;
use crate::web::places::{license, part, unknown};
use crate::web::state::Site;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/licenses";

#[derive(Serialize, ToSchema)]
struct License {
    id: String,
    name: String,
    spdx_id: Option<String>,
    class: String,
    osi_approved: bool,
    url: Option<String>,
    basis: String,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Licenses {
    items: Vec<License>,
    links: Links,
    attribution: Vec<Attribution>,
}

/// A text that is read as a license.
#[derive(Serialize, ToSchema)]
struct Alias {
    raw: String,
    basis: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct LicenseDetail {
    #[serde(flatten)]
    license: License,
    aliases: Vec<Alias>,
    models: String,
    standings: Vec<Standing>,
    attribution: Vec<Attribution>,
}

fn address(id: &str) -> String {
    format!("{PATH}/{}", part(id))
}

fn item(site: &Site, row: &catalog::License) -> License {
    let links = Paths {
        this: address(&row.slug),
        html: license(&row.slug),
        definition: "/methods#words",
        csv: Some(format!("/charts/over-time.csv?license={}", part(&row.slug))),
    };
    License {
        id: row.slug.clone(),
        name: row.name.en.clone(),
        spdx_id: row.spdx_id.clone(),
        class: row.class.word().to_owned(),
        osi_approved: row.osi_approved,
        url: row.url.clone(),
        basis: row.basis.clone(),
        links: links.links(site),
    }
}

/// Every license.
#[utoipa::path(get, path = "/api/v1/licenses", tag = "licenses",
    responses((status = 200, body = Licenses)))]
pub(super) async fn list_licenses(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let links = Paths {
        this: PATH.to_owned(),
        html: "/licenses".to_owned(),
        definition: "/methods#words",
        csv: Some("/data/licenses.csv".to_owned()),
    };
    let rows = site.catalog().licenses.iter();
    let body = Licenses {
        items: rows.map(|row| item(&site, row)).collect(),
        links: links.links(&site),
        attribution: of(&site, &edition, []),
    };
    json(&request, &body)
}

/// One license.
#[utoipa::path(get, path = "/api/v1/licenses/{id}", tag = "licenses",
    responses((status = 200, body = LicenseDetail)))]
pub(super) async fn get_license(
    State(site): State<Site>,
    Path(id): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let rows = site.catalog().licenses.iter();
    let Some(row) = rows.clone().find(|row| row.slug == id) else {
        let ids = rows
            .clone()
            .map(|row| (row.slug.as_str(), row.slug.as_str()));
        let names = rows.map(|row| (row.name.en.as_str(), row.slug.as_str()));
        return Err(unknown(&id, &ids.chain(names), address));
    };
    let aliases = site.catalog().license_aliases.iter();
    let aliases = aliases
        .filter(|alias| alias.license == id)
        .map(|alias| Alias {
            raw: alias.raw.clone(),
            basis: alias.basis.clone(),
        });
    let standings = standings(&site, &edition, DimensionId::License, &id, Some).await?;
    let body = LicenseDetail {
        license: item(&site, row),
        aliases: aliases.collect(),
        models: format!("{}/api/v1/models?license={}", site.base_url(), part(&id)),
        attribution: of(&site, &edition, sources_of(&edition, &standings)),
        standings,
    };
    json(&request, &body)
}
