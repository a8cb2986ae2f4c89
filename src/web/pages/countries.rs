//! `/countries` and `/countries/{CC}`: where models come from, and what comes from one country.

use super::figure::FigureView;
use super::history::{share_over_time, values_over_time};
use super::listing::{Cell, Fact, Listing};
use super::ranked::{
    FEW_MODELS, below, both, by_id, few_sentence, ordered, share_cells, share_columns,
    standing_sentence, top,
};
use super::standing::{DOWNLOADS, Standings, TOKENS, by, only};
use super::{Page, html};
use crate::domain::catalog::{Country, Organization};
use crate::query::DimensionId;
use crate::store::facts::Edition;
use crate::text::{Language, localized, message};
use crate::web::state::Site;
use crate::web::{Error, places};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::collections::HashMap;
use std::sync::Arc;

/// Models listed on a page.
const TOP_MODELS: usize = 10;

#[derive(Template)]
#[template(path = "countries.html")]
struct ListPage {
    page: Page,
    lead: String,
    listing: Listing,
    unplaced: String,
}

#[derive(Template)]
#[template(path = "country.html")]
struct CountryPage {
    page: Page,
    name: String,
    lead: Vec<String>,
    /// Reservations before any number is read.
    few: Vec<String>,
    facts: Vec<Fact>,
    figures: Vec<FigureView>,
    organizations: Listing,
    models: Vec<(String, Listing)>,
    licenses: Vec<(String, Listing)>,
}

/// The list.
pub(in crate::web) async fn list(State(site): State<Site>) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let catalog = site.catalog();
    let title = message(language, "countries-title", &[]);
    let page = Page::new(&site, language, "/countries", "", title);
    let standings = both(&site, &edition, DimensionId::Country).await?;
    let ranks = [by_id(standings[0].as_ref()), by_id(standings[1].as_ref())];
    let mut published: HashMap<&str, usize> = HashMap::new();
    for organization in &catalog.organizations {
        if let Some(country) = &organization.country {
            *published.entry(country.as_str()).or_default() += 1;
        }
    }
    let countries = catalog.countries.iter().map(|row| row.code.as_str());
    let named = countries.filter(|code| published.contains_key(code));
    let mut rows = Vec::new();
    for code in ordered(named, &ranks) {
        let Some(country) = edition.dictionary.country(code) else {
            continue;
        };
        let mut row = vec![Cell::link(
            localized(&country.name, language),
            places::country(code),
        )];
        row.extend(ranks.iter().flat_map(|ranks| share_cells(ranks.get(code))));
        row.push(Cell::text(page.t(&format!("bloc-{}", country.bloc))));
        row.push(Cell::number(published[code].to_string()));
        rows.push(row);
    }
    // Shares come first: a narrow screen shows the first columns.
    let mut columns = vec![Cell::text(page.t("dimension-country"))];
    columns.extend(share_columns(&page, &standings));
    let blocs = Some("/methods#blocs".to_owned());
    columns.push(Cell::text(page.t("dimension-bloc")).leading_to(blocs));
    columns.push(Cell::number(page.t("column-organizations")));
    let unplaced = catalog.organizations.iter();
    let unplaced = unplaced.filter(|row| row.country.is_none()).count();
    let template = ListPage {
        lead: list_lead(&page, standings[0].as_ref()),
        unplaced: page.tv("countries-unplaced", "count", unplaced.to_string()),
        listing: Listing {
            caption: page.t("countries-title"),
            columns,
            rows,
            below: below(&standings),
        },
        page,
    };
    html(&template)
}

/// Who is first, as far as that can be said, and how much belongs to nobody known.
fn list_lead(page: &Page, tokens: Option<&Standings>) -> String {
    let Some(tokens) = tokens else {
        return page.t("countries-lead-empty");
    };
    let all = tokens.all();
    let unknown = tokens.unknown().map_or_else(String::new, |unknown| {
        message(
            page.language,
            "lead-unknown",
            &[("range", &unknown.range), ("day", &tokens.day)],
        )
    });
    let first = all.iter().take(2).map(|standing| {
        message(
            page.language,
            "lead-with",
            &[("name", &standing.label), ("range", &standing.range)],
        )
    });
    let first: Vec<String> = first.collect();
    let words = message(
        page.language,
        "countries-lead",
        &[
            ("first", &first.join(", ")),
            ("count", &all.len().to_string()),
            ("day", &tokens.day),
        ],
    );
    format!("{words} {unknown}")
}

/// One country.
pub(in crate::web) async fn page(
    State(site): State<Site>,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let catalog = site.catalog();
    let countries = &catalog.countries;
    let Some(country) = countries.iter().find(|row| row.code.as_str() == code) else {
        let codes = countries
            .iter()
            .map(|row| (row.code.as_str(), row.code.as_str()));
        let names = countries
            .iter()
            .map(|row| (localized(&row.name, language), row.code.as_str()));
        return Err(places::unknown(&code, &codes.chain(names), places::country));
    };
    let name = localized(&country.name, language).to_owned();
    let title = message(language, "country-title", &[("country", &name)]);
    let page = Page::new(&site, language, &places::country(&code), "", title);

    let own: Vec<&Organization> = catalog
        .organizations
        .iter()
        .filter(|row| row.country == Some(country.code))
        .collect();
    let standings = both(&site, &edition, DimensionId::Country).await?;
    let mut lead = vec![bloc_sentence(&page, country, &name)];
    let mut few = Vec::new();
    for standings in standings.iter().flatten() {
        let standing = standings.one(&site, &code);
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
    let place = |metric, dimension| only(by(metric, dimension), DimensionId::Country, &code);
    let mut figures = Vec::new();
    let (mut models, mut licenses) = (Vec::new(), Vec::new());
    if !own.is_empty() {
        let dimension = if own.len() > 1 {
            DimensionId::Organization
        } else {
            DimensionId::Weights
        };
        for metric in [TOKENS, DOWNLOADS] {
            let share = by(metric, DimensionId::Country);
            figures.extend(share_over_time(&site, &edition, share, &code).await?);
            let values = place(metric, dimension);
            figures.extend(values_over_time(&site, &edition, values, &name).await?);
            let query = place(metric, DimensionId::Model);
            models.extend(top(&page, &site, &edition, query, TOP_MODELS).await?);
            let query = place(metric, DimensionId::LicenseClass);
            licenses.extend(top(&page, &site, &edition, query, usize::MAX).await?);
        }
    }
    let template = CountryPage {
        facts: facts(&page, country),
        organizations: organizations(&page, &site, &edition, &own, &name).await?,
        page: page.described(lead.join(" ")),
        name,
        lead,
        few,
        figures,
        models,
        licenses,
    };
    html(&template)
}

fn facts(page: &Page, country: &Country) -> Vec<Fact> {
    let bloc = Cell::link(page.t(&format!("bloc-{}", country.bloc)), "/methods#blocs");
    vec![
        Fact::new(
            page.t("fact-country-code"),
            Cell::text(country.code.as_str()),
        ),
        Fact::new(page.t("dimension-bloc"), bloc).because(&country.basis),
    ]
}

fn bloc_sentence(page: &Page, country: &Country, name: &str) -> String {
    message(
        page.language,
        "country-lead",
        &[
            ("country", name),
            ("code", country.code.as_str()),
            ("bloc", country.bloc.word()),
        ],
    )
}

async fn organizations(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    own: &[&Organization],
    country: &str,
) -> Result<Listing, Error> {
    let standings = both(site, edition, DimensionId::Organization).await?;
    let ranks = [by_id(standings[0].as_ref()), by_id(standings[1].as_ref())];
    let slugs = own.iter().map(|row| row.slug.as_str());
    let known: HashMap<&str, &&Organization> =
        own.iter().map(|row| (row.slug.as_str(), row)).collect();
    let rows = ordered(slugs, &ranks).into_iter().map(|slug| {
        let organization = known[slug];
        let mut row = vec![Cell::link(
            organization.name.as_str(),
            places::organization(slug),
        )];
        row.extend(ranks.iter().flat_map(|ranks| share_cells(ranks.get(slug))));
        row.push(Cell::text(organization.basis.as_str()));
        row
    });
    let mut columns = vec![Cell::text(page.t("dimension-organization"))];
    columns.extend(share_columns(page, &standings));
    columns.push(Cell::text(page.t("column-basis")));
    Ok(Listing {
        caption: page.tv("country-organizations", "country", country),
        columns,
        rows: rows.collect(),
        below: below(&standings),
    })
}
