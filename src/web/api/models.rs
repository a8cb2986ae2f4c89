//! `/api/v1/models`: models as their sources name them, found by text and filters, a page at a time.

use super::about::{Attribution, Links, Paths, of};
use super::answer::{json, page};
use super::parameters::{Accepts, NOTHING, Own, Takes};
use super::standings::{Standing, standings};
use crate::domain::catalog::Scope;
use crate::domain::{Bloc, CountryCode, LicenseClass};
use crate::query::{
    DimensionId, Filter, Key, Panel, Query, ScopeShown, Variants, filters_of_models, passing,
};
use crate::store::facts::Edition;
use crate::store::places::{LicenseText, ListedModel, ModelLine, Place, Wanted};
use crate::web::data::gives_rows;
use crate::web::places::{self, part};
use crate::web::state::Site;
use crate::web::{Error, view};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/models";
/// Variants and models built on one that are named.
const MOST_RELATED: i64 = 300;
/// Letters of a place at most: ids of models are far shorter.
const LONGEST_PLACE: usize = 4000;

/// What the list takes.
pub(super) const ACCEPTS: Accepts = Accepts {
    own: &[
        Own {
            key: "q",
            takes: Takes::Text,
        },
        Own {
            key: "source",
            takes: Takes::Sources,
        },
        Own {
            key: "limit",
            takes: Takes::Limit,
        },
        Own {
            key: "after",
            takes: Takes::Cursor {
                pattern: "^[0-9]{1,4}-([0-9a-f]{2})*$",
                longest: LONGEST_PLACE,
                is_one: |text| place(text).is_some(),
            },
        },
    ],
    key: |key| match key {
        Key::Filter(dimension) => filters_of_models().any(|known| known.id == dimension.id),
        Key::Parameter(_) => false,
    },
};

#[derive(Serialize, ToSchema)]
struct Model {
    source: String,
    id: String,
    name: String,
    organization: Option<String>,
    country: Option<String>,
    bloc: String,
    weights: String,
    license: Option<String>,
    license_class: String,
    scope: String,
    variant_of: Option<String>,
    released_on: Option<String>,
    cataloged: bool,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Models {
    items: Vec<Model>,
    next: Option<String>,
    links: Links,
    attribution: Vec<Attribution>,
}

/// A model by source and id.
#[derive(Serialize, ToSchema)]
struct ModelName {
    source: String,
    id: String,
}

/// A text that snapshots gave for the license.
#[derive(Serialize, ToSchema)]
struct LicenseRun {
    raw: String,
    license: Option<String>,
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ModelDetail {
    #[serde(flatten)]
    model: Model,
    base_model: Option<ModelName>,
    root_model: Option<ModelName>,
    huggingface_id: Option<String>,
    license_history: Vec<LicenseRun>,
    variants: Vec<String>,
    derivatives: Vec<ModelName>,
    standings: Vec<Standing>,
    basis: String,
    attribution: Vec<Attribution>,
}

/// A place in the list: the number of a source, and an id in hexadecimal, so that it travels in
/// addresses as it is. Whatever looks like one is one.
fn place(text: &str) -> Option<Place> {
    let (source, id) = text.split_once('-')?;
    let is_number =
        (1..=4).contains(&source.len()) && source.bytes().all(|byte| byte.is_ascii_digit());
    let is_lower = id.bytes().all(|byte| !byte.is_ascii_uppercase());
    if !is_number || !is_lower || text.len() > LONGEST_PLACE {
        return None;
    }
    let id = String::from_utf8_lossy(&hex::decode(id).ok()?).replace('\0', "\u{fffd}");
    Some(Place {
        source: source.parse().ok()?,
        id,
    })
}

fn spelled(place: &Place) -> String {
    format!("{}-{}", place.source, hex::encode(&place.id))
}

/// A model's address below `/api/v1`: like that of its page.
fn address(source: &str, id: &str) -> String {
    format!("/api/v1{}", places::model(source, id))
}

fn item(site: &Site, edition: &Edition, row: ListedModel) -> Model {
    let line = row.line;
    let dictionary = &edition.dictionary;
    let organization = line.organization.as_deref();
    let country = organization
        .and_then(|slug| dictionary.organization(slug))
        .and_then(|organization| organization.country);
    let bloc = country.as_ref().map(CountryCode::as_str);
    let bloc = bloc.and_then(|code| dictionary.country(code));
    // A tag that says "unknown" is no license.
    let license = line
        .license
        .as_deref()
        .and_then(|id| dictionary.license(id));
    let metrics = dictionary.metrics().iter();
    let metric = metrics
        .filter(|metric| metric.source == line.source)
        .find(|metric| {
            edition
                .cube
                .facts(&metric.slug)
                .is_some_and(|facts| !facts.days().is_empty())
        })
        .filter(|metric| gives_rows(site, &metric.source));
    let csv = metric.map(|metric| {
        let itself = Filter::include([line.id.as_str()]);
        let itself = itself.map(|filter| (DimensionId::Model, filter));
        let question = Query {
            metric: metric.slug.clone(),
            by: DimensionId::Model,
            filters: itself.into_iter().collect(),
            // A model's line begins when the model does.
            panel: Some(Panel::All),
            ..Query::default()
        };
        let question = asked_of(row.variant_of.as_deref(), row.scope, question);
        view::address("/charts/over-time.csv", &question)
    });
    let links = Paths {
        this: address(&line.source, &line.id),
        html: places::model(&line.source, &line.id),
        definition: "/methods#words",
        csv,
    };
    Model {
        organization: line.organization.clone(),
        country: country.map(|code| code.to_string()),
        bloc: bloc
            .map_or(Bloc::Unknown, |country| country.bloc)
            .word()
            .to_owned(),
        weights: line.weights.word().to_owned(),
        license: license.map(|license| license.slug.clone()),
        license_class: license
            .map_or(LicenseClass::Unknown, |license| license.class)
            .word()
            .to_owned(),
        scope: row.scope.word().to_owned(),
        variant_of: row.variant_of,
        cataloged: row.cataloged,
        links: links.links(site),
        source: line.source,
        id: line.id,
        name: line.name,
        released_on: line.released_on,
    }
}

/// A page of models, by source and id.
#[utoipa::path(get, path = "/api/v1/models", tag = "models",
    responses((status = 200, body = Models)))]
pub(super) async fn list_models(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let given = ACCEPTS.read(question.as_deref(), &edition.dictionary)?;
    let sources = given.sources();
    let wanted = Wanted {
        text: given.own("q"),
        sources: sources.as_deref(),
        passing: &passing(&given.query, &edition.dictionary),
        after: given.own("after").and_then(place),
        limit: given.limit(),
    };
    let listed = site.store().list_models(&wanted).await?;
    let next = listed.next.map(|next| {
        let next = given.behind(PATH, Some(&spelled(&next)));
        format!("{}{next}", site.base_url())
    });
    let html = match wanted.text {
        Some(text) => format!("/search?q={}", part(text)),
        None => "/search".to_owned(),
    };
    let links = Paths {
        this: given.address(PATH),
        html,
        definition: "/methods#words",
        csv: Some("/data/models.csv".to_owned()),
    };
    let slugs = listed.models.iter().map(|model| model.line.source.as_str());
    let attribution = of(&site, &edition, slugs);
    let models = listed.models.into_iter();
    let body = Models {
        items: models.map(|model| item(&site, &edition, model)).collect(),
        next: next.clone(),
        links: links.links(&site),
        attribution,
    };
    page(&request, &body, next.as_deref())
}

/// One model.
#[utoipa::path(get, path = "/api/v1/models/{source}/{*id}", tag = "models",
    responses((status = 200, body = ModelDetail)))]
pub(super) async fn get_model(
    State(site): State<Site>,
    Path((source, id)): Path<(String, String)>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let store = site.store();
    let Some(facts) = store.model(&source, &id).await? else {
        return Err(places::no_model(&site, &source, &id, address).await?);
    };
    let licenses = store.license_texts_of_model(facts.number).await?;
    let variants = store.variants_of(facts.number, MOST_RELATED).await?;
    let derivatives = store.built_on(facts.number, MOST_RELATED).await?;
    let ask = |question: Query| {
        let metric = edition.dictionary.metric(&question.metric)?;
        let variant_of = facts.variant_of.as_deref();
        (metric.source == source).then(|| asked_of(variant_of, facts.scope, question))
    };
    let standings = standings(&site, &edition, DimensionId::Model, &id, ask).await?;
    let name = |name: crate::store::places::ModelName| ModelName {
        source: name.source,
        id: name.id,
    };
    let named = |line: ModelLine| ModelName {
        source: line.source,
        id: line.id,
    };
    let body = ModelDetail {
        base_model: facts.base.map(name),
        root_model: facts.root.map(name),
        huggingface_id: facts.huggingface_id,
        license_history: licenses.into_iter().map(run).collect(),
        variants: variants.into_iter().map(|line| line.id).collect(),
        derivatives: derivatives.into_iter().map(named).collect(),
        standings,
        basis: facts.basis,
        attribution: of(&site, &edition, [source.as_str()]),
        model: item(
            &site,
            &edition,
            ListedModel {
                line: facts.line,
                scope: facts.scope,
                variant_of: facts.variant_of,
                cataloged: facts.cataloged,
            },
        ),
    };
    json(&request, &body)
}

/// What a model's numbers are asked by: a variant on its own, kinds the default leaves out too.
fn asked_of(variant_of: Option<&str>, scope: Scope, question: Query) -> Query {
    Query {
        variants: match variant_of {
            Some(_) => Variants::Separate,
            None => Variants::Merged,
        },
        scope: match scope {
            Scope::Other => ScopeShown::All,
            Scope::Language | Scope::Unknown => ScopeShown::Language,
        },
        ..question
    }
}

fn run(text: LicenseText) -> LicenseRun {
    LicenseRun {
        raw: text.raw,
        license: text.license,
        first_seen: text.first_seen,
        last_seen: text.last_seen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_whatever_looks_like_one_is_one() {
        let here = Place {
            source: 2,
            id: "qwen/qwen3 長:free".to_owned(),
        };
        assert_eq!(place(&spelled(&here)), Some(here));
        for text in ["1-", "9999-ff00fe", "0-c3"] {
            let read = place(text).unwrap();
            assert!(!read.id.contains('\0'), "{text}");
        }
        for other in [
            "", "1", "-61", "1-6", "1-6G", "1-6A", "12345-61", "a-61", "+1-61",
        ] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}
