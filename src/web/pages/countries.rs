//! `/countries` and `/countries/{CC}`: where models come from, and what comes from one country.

use super::figure::FigureView;
use super::listing::{Cell, Fact, Listing};
use super::standing::{
    DOWNLOADS, Standing, Standings, TOKENS, by, only, share_over_time, values_over_time,
};
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
/// Numbers that come from this many models or fewer are said to.
const FEW_MODELS: u32 = 5;

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

/// Standings of both metrics, each on its newest day among all that is counted on it.
pub(super) async fn both(
    site: &Site,
    edition: &Arc<Edition>,
    dimension: DimensionId,
) -> Result<[Option<Standings>; 2], Error> {
    let tokens = by(TOKENS, dimension);
    let downloads = by(DOWNLOADS, dimension);
    Ok([
        Standings::of_newest_day(site, edition, tokens).await?,
        Standings::of_newest_day(site, edition, downloads).await?,
    ])
}

/// Ids with their standing by either metric, in the order of the first, then of the second.
pub(super) fn ordered<'a>(
    all: impl Iterator<Item = &'a str>,
    standings: &[HashMap<String, Standing>; 2],
) -> Vec<&'a str> {
    let share = |at: usize, id: &str| {
        let standing = standings[at].get(id);
        standing.map_or(-1.0, |standing| standing.share)
    };
    let mut ids: Vec<&str> = all.collect();
    ids.sort_by(|a, b| {
        share(0, b)
            .total_cmp(&share(0, a))
            .then(share(1, b).total_cmp(&share(1, a)))
            .then(a.cmp(b))
    });
    ids
}

/// Standings by id.
pub(super) fn by_id(standings: Option<&Standings>) -> HashMap<String, Standing> {
    let all = standings.map(Standings::all).unwrap_or_default();
    all.into_iter()
        .map(|standing| (standing.id.clone(), standing))
        .collect()
}

/// Two cells a metric: share and models; a dash where it has none.
pub(super) fn share_cells(standing: Option<&Standing>) -> [Cell; 2] {
    match standing {
        Some(standing) => [
            Cell::number(standing.range.as_str()),
            Cell::number(standing.models.to_string()),
        ],
        None => [Cell::number("–"), Cell::number("–")],
    }
}

/// Heads of the columns of [`share_cells`].
pub(super) fn share_columns(page: &Page, standings: &[Option<Standings>; 2]) -> Vec<Cell> {
    let keys = ["column-tokens-share", "column-downloads-share"];
    let heads = keys.iter().zip(standings).map(|(key, standings)| {
        let chart = standings.as_ref().map(Standings::chart);
        [
            Cell::number(page.t(key)).leading_to(chart),
            Cell::number(page.t("column-models")),
        ]
    });
    heads.flatten().collect()
}

/// What stands below a table of both metrics.
pub(super) fn below(standings: &[Option<Standings>; 2]) -> Vec<Vec<Cell>> {
    let known = standings.iter().flatten();
    known.map(Standings::below).collect()
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

/// What share something has, and its place; or that nothing is known to be its.
pub(super) fn standing_sentence(
    page: &Page,
    standings: &Standings,
    standing: Option<&Standing>,
    name: &str,
) -> String {
    let metric = standings.answered.answer.metric.slug.as_str();
    let kind = standings.answered.query.by.entry().key;
    let all = standings.all();
    match standing {
        Some(standing) => message(
            page.language,
            "lead-standing",
            &[
                ("metric", metric),
                ("kind", kind),
                ("name", name),
                ("day", &standings.day),
                ("share", &standing.phrase),
                ("place", &standing.place.to_string()),
                ("of", &all.len().to_string()),
                ("counted", &standings.models().to_string()),
            ],
        ),
        None => message(
            page.language,
            "lead-no-standing",
            &[
                ("metric", metric),
                ("kind", kind),
                ("name", name),
                ("day", &standings.day),
                ("counted", &standings.models().to_string()),
            ],
        ),
    }
}

/// That few models make these numbers.
pub(super) fn few_sentence(page: &Page, standings: &Standings, standing: &Standing) -> String {
    message(
        page.language,
        "lead-few",
        &[
            ("metric", standings.answered.answer.metric.slug.as_str()),
            ("models", &standing.models.to_string()),
            ("day", &standings.day),
        ],
    )
}

/// The first of a breakdown on its metric's newest day, under the metric's name.
pub(super) async fn top(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    query: crate::query::Query,
    most: usize,
) -> Result<Option<(String, Listing)>, Error> {
    let Some(standings) = Standings::of_newest_day(site, edition, query).await? else {
        return Ok(None);
    };
    let all = standings.all();
    if all.is_empty() {
        return Ok(None);
    }
    let is_model = standings.answered.query.by == DimensionId::Model;
    let unknown = standings.unknown();
    let rows = all.iter().chain(&unknown).take(most);
    let rows = rows.map(|standing| {
        let mut row = vec![
            standings.name(standing),
            Cell::number(standing.value.as_str()),
            Cell::number(standing.range.as_str()),
        ];
        if !is_model {
            row.push(Cell::number(standing.models.to_string()));
        }
        row
    });
    let by = standings.answered.query.by.entry();
    let metric = localized(&standings.answered.answer.metric.label, page.language).to_owned();
    let mut columns = vec![
        Cell::text(page.t(&by.name_key())),
        standings.value_column(),
        standings.share_column(),
    ];
    if !is_model {
        columns.push(Cell::number(page.t("column-models")));
    }
    let listing = Listing {
        caption: message(
            page.language,
            "listing-caption",
            &[("what", &page.t(&by.name_key())), ("metric", &metric)],
        ),
        columns,
        rows: rows.collect(),
        below: vec![standings.below()],
    };
    Ok(Some((metric, listing)))
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
