//! `/api/v1/countries`: countries with their bloc, and who has its headquarters in each.

use super::about::{Attribution, Links, Paths, Text, of};
use super::answer::json;
use super::parameters::NOTHING;
use super::standings::{Standing, sources_of, standings};
use crate::domain::catalog;
use crate::query::DimensionId;
use crate::web::Error;
use crate::web::places::{country, part, unknown};
use crate::web::state::Site;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/countries";

#[derive(Serialize, ToSchema)]
struct Country {
    code: String,
    name: Text,
    bloc: String,
    basis: String,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Countries {
    items: Vec<Country>,
    links: Links,
    attribution: Vec<Attribution>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct CountryDetail {
    #[serde(flatten)]
    country: Country,
    organizations: Vec<String>,
    standings: Vec<Standing>,
    attribution: Vec<Attribution>,
}

fn address(code: &str) -> String {
    format!("{PATH}/{}", part(code))
}

fn item(site: &Site, row: &catalog::Country) -> Country {
    let code = row.code.as_str();
    let links = Paths {
        this: address(code),
        html: country(code),
        definition: "/methods#blocs",
        csv: Some(format!("/charts/over-time.csv?country={code}")),
    };
    Country {
        code: code.to_owned(),
        name: Text::from(&row.name),
        bloc: row.bloc.word().to_owned(),
        basis: row.basis.clone(),
        links: links.links(site),
    }
}

/// Every country.
#[utoipa::path(get, path = "/api/v1/countries", tag = "countries",
    responses((status = 200, body = Countries)))]
pub(super) async fn list_countries(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let links = Paths {
        this: PATH.to_owned(),
        html: "/countries".to_owned(),
        definition: "/methods#blocs",
        csv: Some("/data/countries.csv".to_owned()),
    };
    let rows = site.catalog().countries.iter();
    let body = Countries {
        items: rows.map(|row| item(&site, row)).collect(),
        links: links.links(&site),
        attribution: of(&site, &edition, []),
    };
    json(&request, &body)
}

/// One country.
#[utoipa::path(get, path = "/api/v1/countries/{code}", tag = "countries",
    responses((status = 200, body = CountryDetail)))]
pub(super) async fn get_country(
    State(site): State<Site>,
    Path(code): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let rows = site.catalog().countries.iter();
    let Some(row) = rows.clone().find(|row| row.code.as_str() == code) else {
        let codes = rows
            .clone()
            .map(|row| (row.code.as_str(), row.code.as_str()));
        let names = rows.flat_map(|row| {
            [&row.name.en, &row.name.fr].map(|name| (name.as_str(), row.code.as_str()))
        });
        return Err(unknown(&code, &codes.chain(names), address));
    };
    let organizations = site.catalog().organizations.iter();
    let organizations =
        organizations.filter(|row| row.country.is_some_and(|home| home.as_str() == code));
    let standings = standings(&site, &edition, DimensionId::Country, &code, Some).await?;
    let body = CountryDetail {
        country: item(&site, row),
        organizations: organizations.map(|row| row.slug.clone()).collect(),
        attribution: of(&site, &edition, sources_of(&edition, &standings)),
        standings,
    };
    json(&request, &body)
}
