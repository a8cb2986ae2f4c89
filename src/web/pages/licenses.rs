//! `/licenses` and `/licenses/{id}`: what a license allows as we read it, who uses it, and which
//! model families moved to it or away from it.

use super::Page;
use super::landing::{Landing, Section, Topic};
use super::license_history::{Moves, changes};
use super::listing::{Cell, Fact};
use super::ranked::{Roll, both, roll};
use super::standing::{Standings, TOKENS, by, only};
use crate::domain::LicenseClass;
use crate::domain::catalog::License;
use crate::query::{DimensionId, LicenseAs, Query};
use crate::text::{localized, message};
use crate::web::language::InLanguage;
use crate::web::state::Site;
use crate::web::view::address;
use crate::web::{Error, places};
use axum::extract::Path;
use axum::response::Response;
use std::collections::HashSet;

/// The list.
pub(in crate::web) async fn list(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let catalog = site.catalog();
    let title = message(language, "licenses-title", &[]);
    let page = Page::new(&site, "/licenses", "", title.clone());
    let standings = both(&site, &edition, DimensionId::License).await?;
    let used: HashSet<String> = standings
        .iter()
        .flatten()
        .flat_map(Standings::all)
        .map(|standing| standing.id)
        .collect();
    let heads = Roll {
        caption: title.clone(),
        first: page.t("dimension-license"),
        more: vec![
            Cell::text(page.t("dimension-license-class")),
            Cell::text(page.t("column-osi")).minor(),
        ],
    };
    let (in_use, others): (Vec<&License>, Vec<&License>) = catalog
        .licenses
        .iter()
        .partition(|row| used.contains(&row.slug));
    let ids = in_use.iter().map(|row| row.slug.as_str());
    let listing = roll(&page, &standings, heads, ids, |id| {
        let license = in_use.iter().find(|row| row.slug == id)?;
        let more = vec![
            class_cell(&page, license.class),
            Cell::text(page.t(osi_key(license))),
        ];
        Some((
            Cell::link(page.localized(&license.name), places::license(id)),
            more,
        ))
    });
    let used = Section::listing(
        page.t("licenses-table"),
        listing,
        vec![Cell::text(page.t("license-class-is-ours"))],
        vec![Cell::text(page.t("licenses-none"))],
    )
    .leading_to(vec![
        Cell::link(page.t("licenses-then"), "/charts/share?by=license-class"),
        Cell::link(
            page.t("licenses-now"),
            "/charts/share?by=license-class&license-as=now",
        ),
        Cell::link(page.t("licenses-timeline"), "/charts/license-timeline"),
        Cell::link(page.t("licenses-catalog"), "/data/licenses.csv"),
    ]);
    let others = others.into_iter().filter(|row| row.slug != "unknown");
    let others =
        others.map(|row| Cell::link(page.localized(&row.name), places::license(&row.slug)));
    let words = vec![Cell::text(page.t("licenses-others-sub"))];
    let others = Section::new(page.t("licenses-others"), words).with_names(others.collect());
    let lead = list_lead(&page, standings[0].as_ref());
    let mut landing = Landing::new(page, title, lead);
    landing.push(used);
    landing.push(others);
    landing.html()
}

/// What most is used under, as far as that can be said, and how much under nothing known.
fn list_lead(page: &Page, tokens: Option<&Standings>) -> Vec<String> {
    let Some(tokens) = tokens else {
        return vec![page.t("licenses-lead-empty")];
    };
    let arguments = [("first", tokens.first(3)), ("day", tokens.day.clone())];
    let arguments = arguments
        .each_ref()
        .map(|(key, value)| (*key, value.as_str()));
    let mut lead = vec![message(page.language, "licenses-lead", &arguments)];
    lead.extend(tokens.unknown_sentence("lead-unknown-license"));
    lead
}

fn class_cell(page: &Page, class: LicenseClass) -> Cell {
    Cell::text(match class {
        LicenseClass::Unknown => page.t("license-not-known"),
        _ => page.t(&format!("license-class-{class}")),
    })
}

fn osi_key(license: &License) -> &'static str {
    if license.osi_approved { "yes" } else { "no" }
}

/// One license.
pub(in crate::web) async fn page(
    InLanguage(site): InLanguage,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let catalog = site.catalog();
    let Some(license) = catalog.licenses.iter().find(|row| row.slug == id) else {
        let rows = catalog.licenses.iter();
        let ids = rows
            .clone()
            .map(|row| (row.slug.as_str(), row.slug.as_str()));
        let names = rows.map(|row| (localized(&row.name, language), row.slug.as_str()));
        let aliases = catalog.license_aliases.iter();
        let aliases = aliases.map(|row| (row.raw.as_str(), row.license.as_str()));
        let known = ids.chain(names).chain(aliases);
        return Err(places::unknown(&id, &known, places::license));
    };
    let name = localized(&license.name, language);
    let title = message(language, "license-title", &[("license", name)]);
    let page = Page::new(&site, &places::license(&id), "", title);
    let opening = message(
        language,
        "license-lead",
        &[("class", license.class.word()), ("osi", osi_key(license))],
    );
    let topic = Topic {
        site: &site,
        edition: &edition,
        dimension: DimensionId::License,
        id: &id,
        name,
    };
    // A tag that says "unknown" is no license in any breakdown.
    let is_known = edition.dictionary.license(&id).is_some();
    let mut landing = if is_known {
        Landing::about(page, &topic, opening).await?
    } else {
        Landing::new(page, topic.name, vec![opening])
    };
    if is_known {
        landing.draw(&topic, None).await?;
    }
    let all_moves = site.license_moves(&edition).await?;
    let moves = Moves::of(&id, &all_moves);
    let aside = if landing.has_figures() {
        readings(landing.page(), &id, &moves)
    } else {
        vec![
            Cell::text(landing.page().t("license-unused")),
            Cell::link(landing.page().t("license-others"), "/licenses"),
        ]
    };
    landing.remark(aside);
    if is_known {
        for (parts, heading) in [
            (DimensionId::Organization, "license-organizations"),
            (DimensionId::Model, "license-models"),
        ] {
            let section = Section::new(landing.page().t(heading), Vec::new());
            landing.push_leading(&topic, parts, section).await?;
        }
    }
    let page = landing.page();
    let dated = changes(page, &site, true, |change| {
        change.from_license == id || change.to_license == id
    });
    let sections = [
        Section::listing(
            page.t("license-moves"),
            moves.listing(page, &site),
            vec![Cell::text(moves.summary(page))],
            vec![Cell::text(page.t("license-moves-none"))],
        ),
        Section::listing(
            page.t("license-changes"),
            dated,
            Vec::new(),
            vec![Cell::text(page.t("license-changes-none"))],
        ),
        Section::of_facts(page, facts(page, &site, license))
            .saying(vec![Cell::text(page.t("license-class-is-ours"))]),
    ];
    landing.extend(sections);
    landing.html()
}

/// Links to both readings of a license's use over time.
fn readings(page: &Page, id: &str, moves: &Moves<'_>) -> Vec<Cell> {
    let both = [
        (LicenseAs::Then, "license-then"),
        (LicenseAs::Now, "license-now"),
    ];
    let [then, now] = both.map(|(license_as, key)| {
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
    vec![
        Cell::text(moves.difference(page)),
        Cell::text(page.t("license-readings")),
        then,
        Cell::text(page.t("license-readings-or")),
        now,
    ]
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
