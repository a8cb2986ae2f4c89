//! `/countries` and `/countries/{CC}`: where models come from, and what comes from one country.

use super::Page;
use super::landing::{Landing, Section, Topic};
use super::listing::{Cell, Fact, Listing};
use super::ranked::{Roll, both, roll};
use super::standing::Standings;
use crate::domain::catalog::{Country, Organization};
use crate::query::DimensionId;
use crate::text::{localized, message};
use crate::web::language::InLanguage;
use crate::web::{Error, places};
use axum::extract::Path;
use axum::response::Response;
use std::collections::HashMap;

/// The list.
pub(in crate::web) async fn list(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let catalog = site.catalog();
    let title = message(language, "countries-title", &[]);
    let page = Page::new(&site, "/countries", "", title.clone());
    let standings = both(&site, &edition, DimensionId::Country).await?;
    let mut published: HashMap<&str, usize> = HashMap::new();
    for organization in &catalog.organizations {
        if let Some(country) = &organization.country {
            *published.entry(country.as_str()).or_default() += 1;
        }
    }
    let countries = catalog.countries.iter().map(|row| row.code.as_str());
    let named = countries.filter(|code| published.contains_key(code));
    let blocs = Some("/methods#blocs".to_owned());
    let heads = Roll {
        caption: title.clone(),
        first: page.t("dimension-country"),
        more: vec![
            Cell::text(page.t("dimension-bloc")).leading_to(blocs),
            Cell::number(page.t("column-organizations")).minor(),
        ],
    };
    let listing = roll(&page, &standings, heads, named, |code| {
        let country = edition.dictionary.country(code)?;
        let name = Cell::link(localized(&country.name, language), places::country(code));
        let more = vec![
            Cell::text(page.t(&format!("bloc-{}", country.bloc))),
            Cell::number(published[code].to_string()),
        ];
        Some((name, more))
    });
    let unplaced = catalog.organizations.iter();
    let unplaced = unplaced.filter(|row| row.country.is_none()).count();
    let words = vec![
        Cell::text(page.t("countries-sub")),
        Cell::text(page.tv("countries-unplaced", "count", unplaced.to_string())),
    ];
    let section = Section::new(page.t("countries-table"), words)
        .with_tables(vec![(String::new(), listing)])
        .leading_to(vec![
            Cell::link(page.t("countries-map"), "/charts/countries"),
            Cell::link(
                page.t("countries-over-time"),
                "/charts/over-time?by=country&show=share",
            ),
            Cell::link(page.t("nav-organizations"), "/organizations"),
            Cell::link(page.t("countries-catalog"), "/data/countries.csv"),
        ]);
    let lead = list_lead(&page, standings[0].as_ref());
    let mut landing = Landing::new(page, title, lead);
    landing.push(section);
    landing.html()
}

/// Who is first, as far as that can be said, and how much belongs to nobody known.
fn list_lead(page: &Page, tokens: Option<&Standings>) -> Vec<String> {
    let Some(tokens) = tokens else {
        return vec![page.t("countries-lead-empty")];
    };
    let all = tokens.all();
    let words = message(
        page.language,
        "countries-lead",
        &[
            ("first", &tokens.first(2)),
            ("count", &all.len().to_string()),
            ("day", &tokens.day),
        ],
    );
    let mut lead = vec![words];
    lead.extend(tokens.unknown_sentence("lead-unknown"));
    lead
}

/// One country.
pub(in crate::web) async fn page(
    InLanguage(site): InLanguage,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let language = site.language();
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
    let from = message(
        language,
        "country-from",
        &[("code", &code), ("name", &name)],
    );
    let title = message(language, "country-title", &[("from", &from)]);
    let page = Page::new(&site, &places::country(&code), "", title);
    let organizations: Vec<&Organization> = catalog
        .organizations
        .iter()
        .filter(|row| row.country == Some(country.code))
        .collect();
    let topic = Topic {
        site: &site,
        edition: &edition,
        dimension: DimensionId::Country,
        id: &code,
        name: &name,
    };
    let opening = bloc_sentence(&page, country, &name);
    let mut landing = Landing::about(page, &topic, opening).await?;
    if !organizations.is_empty() {
        let parts = match organizations.len() {
            1 => DimensionId::Weights,
            _ => DimensionId::Organization,
        };
        landing.draw(&topic, Some(parts)).await?;
    }
    let section = organizations_section(landing.page(), &topic, &organizations).await?;
    landing.push(section);
    if !organizations.is_empty() {
        let models = Section::new(landing.page().t("heading-models"), Vec::new());
        landing
            .push_leading(&topic, DimensionId::Model, models)
            .await?;
        let words = vec![
            Cell::text(landing.page().t("license-class-is-ours")),
            Cell::link(landing.page().t("nav-licenses"), "/licenses"),
        ];
        let classes = Section::new(landing.page().t("heading-license-classes"), words);
        landing
            .push_leading(&topic, DimensionId::LicenseClass, classes)
            .await?;
    }
    let facts = facts(landing.page(), country);
    landing.push(Section::of_facts(landing.page(), facts));
    landing.html()
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

/// Who publishes from there, or that nobody known does.
async fn organizations_section(
    page: &Page,
    topic: &Topic<'_>,
    organizations: &[&Organization],
) -> Result<Section, Error> {
    let standings = both(topic.site, topic.edition, DimensionId::Organization).await?;
    let known: HashMap<&str, &&Organization> = organizations
        .iter()
        .map(|row| (row.slug.as_str(), row))
        .collect();
    let heads = Roll {
        caption: page.tv(
            "country-organizations",
            "from",
            page.country("country-from", topic.id, topic.name),
        ),
        first: page.t("dimension-organization"),
        more: vec![Cell::text(page.t("column-basis")).minor()],
    };
    let slugs = organizations.iter().map(|row| row.slug.as_str());
    let listing: Listing = roll(page, &standings, heads, slugs, |slug| {
        let organization = known.get(slug)?;
        let name = Cell::link(organization.name.as_str(), places::organization(slug));
        Some((name, vec![Cell::english(organization.basis.as_str())]))
    });
    Ok(Section::listing(
        page.t("heading-organizations"),
        listing,
        vec![Cell::text(page.t("country-organizations-sub"))],
        vec![
            Cell::text(page.tv(
                "country-none",
                "where",
                page.country("country-in", topic.id, topic.name),
            )),
            Cell::link(page.t("country-others"), "/countries"),
        ],
    ))
}
