//! `/organizations` and `/organizations/{slug}`: who publishes models, and what became of them.

use super::Page;
use super::landing::{Landing, Section, Topic};
use super::license_history::{changes, license_texts};
use super::listing::{Cell, Fact, Listing};
use super::ranked::{Roll, both, by_id, roll};
use super::standing::{DOWNLOADS, Standing, Standings, TOKENS, by, only};
use crate::domain::CountryCode;
use crate::domain::catalog::Organization;
use crate::query::{DimensionId, Panel, Query, ScopeShown};
use crate::store::facts::Edition;
use crate::store::places::{Lines, ModelLine};
use crate::text::{localized, message};
use crate::web::language::InLanguage;
use crate::web::{Error, places};
use axum::extract::Path;
use axum::response::Response;
use std::collections::HashMap;

/// Models listed on a page.
const MOST_MODELS: i64 = 300;

/// The list.
pub(in crate::web) async fn list(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let catalog = site.catalog();
    let title = message(language, "organizations-title", &[]);
    let page = Page::new(&site, "/organizations", "", title.clone());
    let standings = both(&site, &edition, DimensionId::Organization).await?;
    let known: HashMap<&str, &Organization> = catalog
        .organizations
        .iter()
        .map(|row| (row.slug.as_str(), row))
        .collect();
    let heads = Roll {
        caption: title.clone(),
        first: page.t("dimension-organization"),
        more: vec![Cell::text(page.t("dimension-country"))],
    };
    let slugs = catalog.organizations.iter().map(|row| row.slug.as_str());
    let listing = roll(&page, &standings, heads, slugs, |slug| {
        let organization = known.get(slug)?;
        let name = Cell::link(organization.name.as_str(), places::organization(slug));
        Some((name, vec![country_cell(&page, &edition, organization)]))
    });
    let count = page.tv(
        "organizations-count",
        "count",
        listing.rows.len().to_string(),
    );
    let section = Section::new(count, vec![Cell::text(page.t("organizations-sub"))])
        .with_tables(vec![(String::new(), listing)])
        .leading_to(vec![
            Cell::link(
                page.t("countries-over-time"),
                "/charts/over-time?by=organization&show=share",
            ),
            Cell::link(page.t("organizations-catalog"), "/data/organizations.csv"),
        ]);
    let lead = vec![page.t("organizations-lead")];
    let mut landing = Landing::new(page, title, lead);
    landing.push(section);
    landing.html()
}

fn country_cell(page: &Page, edition: &Edition, organization: &Organization) -> Cell {
    let code = organization.country.as_ref().map(CountryCode::as_str);
    match code.and_then(|code| edition.dictionary.country(code)) {
        Some(country) => Cell::link(
            localized(&country.name, page.language),
            places::country(country.code.as_str()),
        ),
        None => Cell::text(page.t("country-not-known")),
    }
}

/// One organization.
pub(in crate::web) async fn page(
    InLanguage(site): InLanguage,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let language = site.language();
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
    let page = Page::new(&site, &places::organization(&slug), "", title);
    let country = country_cell(&page, &edition, organization);
    let opening = match organization.country {
        Some(code) => message(
            language,
            "organization-lead",
            &[
                ("organization", &name),
                (
                    "where",
                    &page.country("country-in", code.as_str(), &country.words),
                ),
            ],
        ),
        None => page.tv("organization-lead-nowhere", "organization", &name),
    };
    let topic = Topic {
        site: &site,
        edition: &edition,
        dimension: DimensionId::Organization,
        id: &slug,
        name: &name,
    };
    let mut landing = Landing::about(page, &topic, opening).await?;
    landing.draw(&topic, Some(DimensionId::Model)).await?;
    let store = site.store();
    let lines = store.models_of_organization(&slug, MOST_MODELS).await?;
    let texts = store.license_texts_of_organization(&slug).await?;
    let page = landing.page();
    let models = models(page, &topic, &lines).await?;
    let changes = changes(page, &site, false, |change| change.organization == slug);
    let texts = license_texts(page, &site, &texts, true);
    let sections = [
        Section::listing(
            page.tv("organization-models", "count", lines.total.to_string()),
            models,
            vec![Cell::text(page.t("organization-models-sub"))],
            vec![
                Cell::text(page.t("organization-no-models")),
                Cell::link(page.t("nav-organizations"), "/organizations"),
            ],
        ),
        Section::listing(
            page.t("heading-license-changes"),
            changes,
            Vec::new(),
            vec![Cell::text(page.t("organization-no-changes"))],
        ),
        Section::listing(
            page.t("heading-license-texts"),
            texts,
            vec![Cell::text(page.t("license-texts-sub"))],
            vec![Cell::text(page.t("license-texts-none"))],
        ),
        Section::of_facts(page, facts(page, organization, country)),
    ];
    landing.extend(sections);
    landing.html()
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
        let words = page.pair(source, namespace);
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

/// The models of an organization with their newest values.
async fn models(page: &Page, topic: &Topic<'_>, lines: &Lines) -> Result<Listing, Error> {
    let mut newest: Vec<(Standings, HashMap<String, Standing>)> = Vec::new();
    for metric in [TOKENS, DOWNLOADS] {
        // Every kind of model is listed, so every kind is counted.
        let query = Query {
            scope: ScopeShown::All,
            panel: Some(Panel::All),
            ..only(
                by(metric, DimensionId::Model),
                DimensionId::Organization,
                topic.id,
            )
        };
        if let Some(standings) = Standings::of_newest_day(topic.site, topic.edition, query).await? {
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
    // What is used most is shown before the rest is folded away; the order given settles ties.
    let share = |line: &ModelLine, at: usize| {
        let standing = newest.get(at).and_then(|(standings, by_id)| {
            let is_here = standings.answered.answer.metric.source == line.source;
            by_id.get(&line.id).filter(|_| is_here)
        });
        standing.map_or(-1.0, |standing| standing.share)
    };
    let mut ordered: Vec<&ModelLine> = lines.models.iter().collect();
    ordered.sort_by(|a, b| {
        let by = |at: usize| share(b, at).total_cmp(&share(a, at));
        by(0).then(by(1))
    });
    let rows = ordered.into_iter().map(|line| {
        let mut row = vec![
            Cell::model(line),
            Cell::text(line.source.as_str()),
            page.weights_cell(line.weights),
            page.license_cell(topic.site, line.license.as_deref()),
            Cell::whole(page.release(line.released_on.as_deref())),
        ];
        row.extend((0..newest.len()).map(|at| value(line, at)));
        row
    });
    let mut columns = page.heads(
        &[
            "dimension-model",
            "snapshot-source",
            "dimension-weights",
            "dimension-license",
            "column-released",
        ],
        &["snapshot-source", "dimension-license", "column-released"],
    );
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
        is_folded: true,
        is_stacked: false,
    })
}
