//! `/organizations` and `/organizations/{slug}`: who publishes models, and what became of them.

use super::figure::FigureView;
use super::history::{share_over_time, values_over_time};
use super::licenses::changes;
use super::listing::{Cell, Fact, Listing};
use super::ranked::{
    FEW_MODELS, below, both, by_id, few_sentence, ordered, share_cells, share_columns,
    standing_sentence,
};
use super::standing::{DOWNLOADS, Standing, Standings, TOKENS, by, only};
use super::{Page, html};
use crate::domain::CountryCode;
use crate::domain::catalog::Organization;
use crate::query::{DimensionId, Panel, Query, ScopeShown};
use crate::store::facts::Edition;
use crate::store::places::{LicenseText, Lines, ModelLine};
use crate::text::{Language, localized, message};
use crate::web::state::Site;
use crate::web::{Error, places};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::collections::HashMap;
use std::sync::Arc;

/// Models listed on a page.
const MOST_MODELS: i64 = 300;

#[derive(Template)]
#[template(path = "organizations.html")]
struct ListPage {
    page: Page,
    listing: Listing,
    count: String,
}

#[derive(Template)]
#[template(path = "organization.html")]
struct OrganizationPage {
    page: Page,
    name: String,
    lead: Vec<String>,
    few: Vec<String>,
    facts: Vec<Fact>,
    figures: Vec<FigureView>,
    changes: Listing,
    texts: Listing,
    models: Listing,
    heading: String,
}

/// The list.
pub(in crate::web) async fn list(State(site): State<Site>) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let catalog = site.catalog();
    let title = message(language, "organizations-title", &[]);
    let page = Page::new(&site, language, "/organizations", "", title);
    let standings = both(&site, &edition, DimensionId::Organization).await?;
    let ranks = [by_id(standings[0].as_ref()), by_id(standings[1].as_ref())];
    let slugs = catalog.organizations.iter().map(|row| row.slug.as_str());
    let known: HashMap<&str, &Organization> = catalog
        .organizations
        .iter()
        .map(|row| (row.slug.as_str(), row))
        .collect();
    let mut rows = Vec::new();
    for slug in ordered(slugs, &ranks) {
        let name = Cell::link(known[slug].name.as_str(), places::organization(slug));
        let mut row = vec![name];
        row.extend(ranks.iter().flat_map(|ranks| share_cells(ranks.get(slug))));
        row.push(country_cell(&page, &edition, known[slug]));
        rows.push(row);
    }
    let mut columns = vec![Cell::text(page.t("dimension-organization"))];
    columns.extend(share_columns(&page, &standings));
    columns.push(Cell::text(page.t("dimension-country")));
    html(&ListPage {
        count: page.tv("organizations-count", "count", rows.len().to_string()),
        listing: Listing {
            caption: page.t("organizations-title"),
            columns,
            rows,
            below: below(&standings),
        },
        page,
    })
}

fn country_cell(page: &Page, edition: &Edition, organization: &Organization) -> Cell {
    let code = organization.country.as_ref().map(CountryCode::as_str);
    match code.and_then(|code| edition.dictionary.country(code)) {
        Some(country) => Cell::link(
            localized(&country.name, page.language),
            places::country(country.code.as_str()),
        ),
        None => Cell::text(page.t("not-known")),
    }
}

/// One organization.
pub(in crate::web) async fn page(
    State(site): State<Site>,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let catalog = site.catalog();
    let Some(organization) = catalog.organizations.iter().find(|row| row.slug == slug) else {
        let rows = catalog.organizations.iter();
        let slugs = rows
            .clone()
            .map(|row| (row.slug.as_str(), row.slug.as_str()));
        let names = rows
            .clone()
            .map(|row| (row.name.as_str(), row.slug.as_str()));
        let spaces = rows.flat_map(|row| {
            let spaces = row.namespaces.iter();
            spaces.map(|(_, namespace)| (namespace.as_str(), row.slug.as_str()))
        });
        let known = slugs.chain(names).chain(spaces);
        return Err(places::unknown(&slug, &known, places::organization));
    };
    let name = organization.name.clone();
    let title = message(language, "organization-title", &[("organization", &name)]);
    let page = Page::new(&site, language, &places::organization(&slug), "", title);

    let country = country_cell(&page, &edition, organization);
    let mut lead = vec![match organization.country {
        Some(_) => message(
            language,
            "organization-lead",
            &[("organization", &name), ("country", &country.words)],
        ),
        None => page.tv("organization-lead-nowhere", "organization", &name),
    }];
    let mut few = Vec::new();
    for standings in both(&site, &edition, DimensionId::Organization)
        .await?
        .iter()
        .flatten()
    {
        let standing = standings.one(&site, &slug);
        lead.push(standing_sentence(
            &page,
            standings,
            standing.as_ref(),
            &name,
        ));
        if let Some(standing) = standing.filter(|it| (1..=FEW_MODELS).contains(&it.models)) {
            few.push(few_sentence(&page, standings, &standing));
        }
    }
    let mut figures = Vec::new();
    for metric in [TOKENS, DOWNLOADS] {
        let share = by(metric, DimensionId::Organization);
        figures.extend(share_over_time(&site, &edition, share, &slug).await?);
        let models = by(metric, DimensionId::Model);
        let values = only(models, DimensionId::Organization, &slug);
        figures.extend(values_over_time(&site, &edition, values, &name).await?);
    }
    let lines = site
        .store()
        .models_of_organization(&slug, MOST_MODELS)
        .await?;
    let texts = site.store().license_texts_of_organization(&slug).await?;
    let heading = message(
        language,
        "organization-models",
        &[("count", &lines.total.to_string())],
    );
    html(&OrganizationPage {
        few,
        facts: facts(&page, organization, country),
        figures,
        changes: changes(&page, &site, |change| change.organization == slug),
        texts: license_texts(&page, &site, &texts, true),
        models: models(&page, &site, &edition, &slug, &lines).await?,
        heading,
        page: page.described(lead.join(" ")),
        name,
        lead,
    })
}

fn facts(page: &Page, organization: &Organization, country: Cell) -> Vec<Fact> {
    let spaces = organization.namespaces.iter().map(|(source, namespace)| {
        let home = match *source {
            "huggingface" => Some(format!(
                "https://huggingface.co/{}",
                places::part(namespace)
            )),
            "openrouter" => Some(format!("https://openrouter.ai/{}", places::part(namespace))),
            _ => None,
        };
        let words = format!("{source}: {namespace}");
        match home {
            Some(home) => Cell::outside(words, &home),
            None => Cell::text(words),
        }
    });
    let spaces: Vec<Cell> = spaces.collect();
    let home = match &organization.homepage {
        Some(home) => Cell::outside(home.as_str(), home),
        None => Cell::text(page.t("not-known")),
    };
    let mut facts = vec![
        Fact::new(page.t("dimension-country"), country).because(&organization.basis),
        Fact::new(page.t("fact-homepage"), home),
    ];
    if !spaces.is_empty() {
        facts.push(Fact::of(page.t("fact-namespaces"), spaces));
    }
    facts
}

/// What snapshots said of licenses, with the days of the first and last capture that did.
pub(super) fn license_texts(
    page: &Page,
    site: &Site,
    texts: &[LicenseText],
    with_models: bool,
) -> Listing {
    let rows = texts.iter().map(|text| {
        let mut row = vec![
            Cell::text(text.raw.as_str()),
            page.license_cell(site, text.license.as_deref()),
            Cell::date(page.day(&text.first_seen.date_naive())),
            Cell::date(page.day(&text.last_seen.date_naive())),
        ];
        if with_models {
            row.push(Cell::number(page.count(&text.models)));
        }
        row
    });
    let mut columns = vec![
        Cell::text(page.t("column-raw")),
        Cell::text(page.t("column-read-as")),
        Cell::text(page.t("column-first-seen")),
        Cell::text(page.t("column-last-seen")),
    ];
    if with_models {
        columns.push(Cell::number(page.t("column-models")));
    }
    Listing {
        caption: page.t("heading-license-texts"),
        columns,
        rows: rows.collect(),
        below: Vec::new(),
    }
}

/// The models of an organization with their newest values.
async fn models(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    slug: &str,
    lines: &Lines,
) -> Result<Listing, Error> {
    let mut newest: Vec<(Standings, HashMap<String, Standing>)> = Vec::new();
    for metric in [TOKENS, DOWNLOADS] {
        // Every kind of model is listed, so every kind is counted.
        let query = Query {
            scope: ScopeShown::All,
            panel: Some(Panel::All),
            ..only(
                by(metric, DimensionId::Model),
                DimensionId::Organization,
                slug,
            )
        };
        if let Some(standings) = Standings::of_newest_day(site, edition, query).await? {
            let by_id = by_id(Some(&standings));
            newest.push((standings, by_id));
        }
    }
    let value = |line: &ModelLine, at: usize| {
        let (standings, by_id) = &newest[at];
        let is_here = standings.answered.answer.metric.source == line.source;
        match by_id.get(&line.id).filter(|_| is_here) {
            Some(standing) => Cell::number(standing.value.as_str()),
            None => Cell::number("–"),
        }
    };
    let rows = lines.models.iter().map(|line| {
        let mut row = vec![
            Cell::model(line),
            Cell::text(line.source.as_str()),
            page.weights_cell(line.weights),
            page.license_cell(site, line.license.as_deref()),
            Cell::date(page.release(line.released_on.as_deref())),
        ];
        row.extend((0..newest.len()).map(|at| value(line, at)));
        row
    });
    let mut columns: Vec<Cell> = [
        "dimension-model",
        "snapshot-source",
        "dimension-weights",
        "dimension-license",
        "column-released",
    ]
    .iter()
    .map(|key| Cell::text(page.t(key)))
    .collect();
    columns.extend(newest.iter().map(|(standings, _)| standings.value_column()));
    let mut below: Vec<Vec<Cell>> = newest
        .iter()
        .map(|(standings, _)| standings.below())
        .collect();
    if lines.total > MOST_MODELS {
        let more = (lines.total - MOST_MODELS).to_string();
        below.insert(0, vec![Cell::text(page.tv("listing-more", "count", more))]);
    }
    Ok(Listing {
        caption: page.t("heading-models"),
        columns,
        rows: rows.collect(),
        below,
    })
}
