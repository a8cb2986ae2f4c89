//! `/licenses` and `/licenses/{id}`: what a license allows as we read it, who uses it, and which
//! model families moved to it or away from it.

use super::figure::FigureView;
use super::history::share_over_time;
use super::listing::{Cell, Fact, Listing};
use super::ranked::{
    FEW_MODELS, below, both, by_id, few_sentence, ordered, share_cells, share_columns,
    standing_sentence, top,
};
use super::standing::{DOWNLOADS, Standings, TOKENS, by, only};
use super::{Page, html};
use crate::domain::LicenseClass;
use crate::domain::catalog::{License, LicenseChange};
use crate::query::{DimensionId, LicenseAs, Query};
use crate::text::{Language, message};
use crate::web::state::Site;
use crate::web::view::address;
use crate::web::{Error, places};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

/// Organizations and models listed on a page.
const TOP: usize = 10;

#[derive(Template)]
#[template(path = "licenses.html")]
struct ListPage {
    page: Page,
    lead: String,
    listing: Listing,
    /// Licenses nothing counted has.
    others: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "license.html")]
struct LicensePage {
    page: Page,
    name: String,
    lead: Vec<String>,
    few: Vec<String>,
    facts: Vec<Fact>,
    figures: Vec<FigureView>,
    /// The same as the licenses were then and as they are now.
    readings: Vec<Cell>,
    organizations: Vec<(String, Listing)>,
    models: Vec<(String, Listing)>,
    changes: Listing,
}

/// The list.
pub(in crate::web) async fn list(State(site): State<Site>) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let catalog = site.catalog();
    let title = message(language, "licenses-title", &[]);
    let page = Page::new(&site, language, "/licenses", "", title);
    let standings = both(&site, &edition, DimensionId::License).await?;
    let ranks = [by_id(standings[0].as_ref()), by_id(standings[1].as_ref())];
    let is_used = |id: &str| ranks.iter().any(|ranks| ranks.contains_key(id));
    let find = |id: &str| catalog.licenses.iter().find(|row| row.slug == id);
    let ids = catalog.licenses.iter().map(|row| row.slug.as_str());
    let mut rows = Vec::new();
    for license in ordered(ids.filter(|id| is_used(id)), &ranks)
        .into_iter()
        .filter_map(find)
    {
        let name = Cell::link(license.name.as_str(), places::license(&license.slug));
        let mut row = vec![name];
        row.extend(
            ranks
                .iter()
                .flat_map(|ranks| share_cells(ranks.get(&license.slug))),
        );
        row.push(class_cell(&page, license.class));
        row.push(Cell::text(page.t(osi_key(license))));
        rows.push(row);
    }
    let mut columns = vec![Cell::text(page.t("dimension-license"))];
    columns.extend(share_columns(&page, &standings));
    columns.push(Cell::text(page.t("dimension-license-class")));
    columns.push(Cell::text(page.t("column-osi")));
    let others = catalog.licenses.iter();
    let others = others.filter(|row| !is_used(&row.slug) && row.slug != "unknown");
    let others = others.map(|row| Cell::link(row.name.as_str(), places::license(&row.slug)));
    let lead = standings[0].as_ref().map_or_else(
        || page.t("licenses-lead-empty"),
        |tokens| list_lead(&page, tokens),
    );
    html(&ListPage {
        lead,
        listing: Listing {
            caption: page.t("licenses-title"),
            columns,
            rows,
            below: below(&standings),
        },
        others: others.collect(),
        page,
    })
}

fn list_lead(page: &Page, tokens: &Standings) -> String {
    let first = tokens.all();
    let first = first.iter().take(3).map(|standing| {
        message(
            page.language,
            "lead-with",
            &[("name", &standing.label), ("range", &standing.range)],
        )
    });
    let first: Vec<String> = first.collect();
    let words = message(
        page.language,
        "licenses-lead",
        &[("first", &first.join(", ")), ("day", &tokens.day)],
    );
    let unknown = tokens.unknown().map_or_else(String::new, |unknown| {
        message(
            page.language,
            "lead-unknown-license",
            &[("range", &unknown.range), ("day", &tokens.day)],
        )
    });
    format!("{words} {unknown}")
}

fn class_cell(page: &Page, class: LicenseClass) -> Cell {
    Cell::text(match class {
        LicenseClass::Unknown => page.t("not-known"),
        _ => page.t(&format!("license-class-{class}")),
    })
}

fn osi_key(license: &License) -> &'static str {
    if license.osi_approved { "yes" } else { "no" }
}

/// One license.
pub(in crate::web) async fn page(
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let catalog = site.catalog();
    let Some(license) = catalog.licenses.iter().find(|row| row.slug == id) else {
        let rows = catalog.licenses.iter();
        let ids = rows
            .clone()
            .map(|row| (row.slug.as_str(), row.slug.as_str()));
        let names = rows.map(|row| (row.name.as_str(), row.slug.as_str()));
        let aliases = catalog.license_aliases.iter();
        let aliases = aliases.map(|row| (row.raw.as_str(), row.license.as_str()));
        let known = ids.chain(names).chain(aliases);
        return Err(places::unknown(&id, &known, places::license));
    };
    let title = message(language, "license-title", &[("license", &license.name)]);
    let page = Page::new(&site, language, &places::license(&id), "", title);

    let mut lead = vec![message(
        language,
        "license-lead",
        &[("class", license.class.word()), ("osi", osi_key(license))],
    )];
    let mut few = Vec::new();
    let mut figures = Vec::new();
    let (mut organizations, mut models) = (Vec::new(), Vec::new());
    // A tag that says "unknown" is no license in any breakdown.
    if edition.dictionary.license(&id).is_some() {
        for standings in both(&site, &edition, DimensionId::License)
            .await?
            .iter()
            .flatten()
        {
            let standing = standings.one(&site, &id);
            lead.push(standing_sentence(
                &page,
                standings,
                standing.as_ref(),
                &license.name,
            ));
            if let Some(standing) = standing.filter(|it| (1..=FEW_MODELS).contains(&it.models)) {
                few.push(few_sentence(&page, standings, &standing));
            }
        }
        for metric in [TOKENS, DOWNLOADS] {
            let share = by(metric, DimensionId::License);
            figures.extend(share_over_time(&site, &edition, share, &id).await?);
            let of = |dimension| only(by(metric, dimension), DimensionId::License, &id);
            let query = of(DimensionId::Organization);
            organizations.extend(top(&page, &site, &edition, query, TOP).await?);
            let query = of(DimensionId::Model);
            models.extend(top(&page, &site, &edition, query, TOP).await?);
        }
    }
    html(&LicensePage {
        name: license.name.clone(),
        few,
        facts: facts(&page, &site, license),
        figures,
        readings: readings(&page, &id),
        organizations,
        models,
        changes: changes(&page, &site, |change| {
            change.from_license == id || change.to_license == id
        }),
        page: page.described(lead.join(" ")),
        lead,
    })
}

/// Links to both readings of a license's use over time.
fn readings(page: &Page, id: &str) -> Vec<Cell> {
    let both = [
        (LicenseAs::Then, "license-then"),
        (LicenseAs::Now, "license-now"),
    ];
    let links = both.into_iter().map(|(license_as, key)| {
        let query = Query {
            license_as,
            ..only(
                by(TOKENS, DimensionId::Organization),
                DimensionId::License,
                id,
            )
        };
        Cell::link(page.t(key), address("/charts/over-time", &query))
    });
    links.collect()
}

fn facts(page: &Page, site: &Site, license: &License) -> Vec<Fact> {
    let text = match &license.url {
        Some(url) => Cell::outside(url.as_str(), url),
        None => match &license.spdx_id {
            Some(spdx) => {
                let url = format!("https://spdx.org/licenses/{}.html", places::part(spdx));
                Cell::outside(url.clone(), &url)
            }
            None => Cell::text(page.t("not-known")),
        },
    };
    let spdx = license.spdx_id.as_deref();
    let aliases = site.catalog().license_aliases.iter();
    let aliases: Vec<Cell> = aliases
        .filter(|row| row.license == license.slug)
        .map(|row| Cell::text(row.raw.as_str()))
        .collect();
    let mut facts = vec![
        Fact::new(page.t("fact-id"), Cell::text(license.slug.as_str())),
        Fact::new(
            page.t("fact-spdx"),
            Cell::text(spdx.map_or_else(|| page.t("fact-none"), str::to_owned)),
        ),
        Fact::new(page.t("column-osi"), Cell::text(page.t(osi_key(license)))),
        Fact::new(
            page.t("dimension-license-class"),
            class_cell(page, license.class),
        )
        .because(&license.basis),
        Fact::new(page.t("fact-text"), text),
    ];
    if !aliases.is_empty() {
        facts.push(Fact::of(page.t("fact-spellings"), aliases));
    }
    facts
}

/// Dated changes of licenses, of those asked for, newest first.
pub(super) fn changes(
    page: &Page,
    site: &Site,
    wanted: impl Fn(&LicenseChange) -> bool,
) -> Listing {
    let changes = site.catalog().license_changes.iter();
    let mut found: Vec<&LicenseChange> = changes.filter(|change| wanted(change)).collect();
    found.sort_by(|a, b| b.changed_on.cmp(&a.changed_on));
    let license = |id: &str| page.license_cell(site, Some(id));
    let rows = found.into_iter().map(|change| {
        vec![
            Cell::date(page.release(Some(&change.changed_on))),
            page.organization_cell(site, Some(&change.organization)),
            Cell::text(change.model.as_str()),
            license(&change.from_license),
            license(&change.to_license),
            Cell::text(change.basis.as_str()),
        ]
    });
    let columns = [
        "column-date",
        "dimension-organization",
        "column-first-model",
        "column-from",
        "column-to",
        "column-basis",
    ];
    Listing {
        caption: page.t("heading-license-changes"),
        columns: columns.iter().map(|key| Cell::text(page.t(key))).collect(),
        rows: rows.collect(),
        below: vec![vec![
            Cell::text(page.t("license-changes-note")),
            Cell::link(page.t("license-changes-file"), "/data/license_changes.csv"),
        ]],
    }
}
