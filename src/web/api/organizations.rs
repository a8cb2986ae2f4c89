//! `/api/v1/organizations`: who publishes models.

use super::about::{Attribution, Links, Paths, of};
use super::answer::json;
use super::parameters::NOTHING;
use super::standings::{Standing, sources_of, standings};
use crate::domain::catalog;
use crate::domain::{Bloc, CountryCode};
use crate::query::DimensionId;
use crate::store::facts::Edition;
use crate::web::Error;
use crate::web::places::{organization, part, unknown};
use crate::web::state::Site;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/organizations";

#[derive(Serialize, ToSchema)]
struct Namespace {
    source: String,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct Organization {
    slug: String,
    name: String,
    country: Option<String>,
    bloc: String,
    homepage: Option<String>,
    namespaces: Vec<Namespace>,
    basis: String,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Organizations {
    items: Vec<Organization>,
    links: Links,
    attribution: Vec<Attribution>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct OrganizationDetail {
    #[serde(flatten)]
    organization: Organization,
    models: String,
    standings: Vec<Standing>,
    attribution: Vec<Attribution>,
}

fn address(slug: &str) -> String {
    format!("{PATH}/{}", part(slug))
}

fn item(site: &Site, edition: &Edition, row: &catalog::Organization) -> Organization {
    let links = Paths {
        this: address(&row.slug),
        html: organization(&row.slug),
        definition: "/methods#words",
        csv: Some(format!(
            "/charts/over-time.csv?organization={}",
            part(&row.slug)
        )),
    };
    let country = row.country.as_ref().map(CountryCode::as_str);
    let home = country.and_then(|code| edition.dictionary.country(code));
    let namespaces = row.namespaces.iter().map(|(source, name)| Namespace {
        source: (*source).to_owned(),
        name: name.clone(),
    });
    Organization {
        slug: row.slug.clone(),
        name: row.name.clone(),
        country: country.map(str::to_owned),
        bloc: home
            .map_or(Bloc::Unknown, |home| home.bloc)
            .word()
            .to_owned(),
        homepage: row.homepage.clone(),
        namespaces: namespaces.collect(),
        basis: row.basis.clone(),
        links: links.links(site),
    }
}

/// Every organization.
#[utoipa::path(get, path = "/api/v1/organizations", tag = "organizations",
    responses((status = 200, body = Organizations)))]
pub(super) async fn list_organizations(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let links = Paths {
        this: PATH.to_owned(),
        html: "/organizations".to_owned(),
        definition: "/methods#words",
        csv: Some("/data/organizations.csv".to_owned()),
    };
    let rows = site.catalog().organizations.iter();
    let body = Organizations {
        items: rows.map(|row| item(&site, &edition, row)).collect(),
        links: links.links(&site),
        attribution: of(&site, &edition, []),
    };
    json(&request, &body)
}

/// One organization.
#[utoipa::path(get, path = "/api/v1/organizations/{slug}", tag = "organizations",
    responses((status = 200, body = OrganizationDetail)))]
pub(super) async fn get_organization(
    State(site): State<Site>,
    Path(slug): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let rows = site.catalog().organizations.iter();
    let Some(row) = rows.clone().find(|row| row.slug == slug) else {
        let slugs = rows
            .clone()
            .map(|row| (row.slug.as_str(), row.slug.as_str()));
        let names = rows.map(|row| (row.name.as_str(), row.slug.as_str()));
        return Err(unknown(&slug, &slugs.chain(names), address));
    };
    let standings = standings(&site, &edition, DimensionId::Organization, &slug, Some).await?;
    let body = OrganizationDetail {
        organization: item(&site, &edition, row),
        models: format!(
            "{}/api/v1/models?organization={}",
            site.base_url(),
            part(&slug)
        ),
        attribution: of(&site, &edition, sources_of(&edition, &standings)),
        standings,
    };
    json(&request, &body)
}
