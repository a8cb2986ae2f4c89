//! `/to-classify`: what counts as unknown because the catalog cannot place it yet, largest share
//! first, with the file in which it can be mended.

use super::listing::{Cell, Listing, shortened};
use super::{Page, html};
use crate::charts::locale;
use crate::plot::format;
use crate::query::{BaseTotals, DayBases, newest_bases};
use crate::store::bases::{Link, UnresolvedBase};
use crate::store::unclassified::{Missing, Unclassified};
use crate::text::{localized, message};
use crate::web::language::InLanguage;
use crate::web::state::Site;
use crate::web::{Error, places};
use askama::Template;
use axum::response::Response;

/// Entries of each kind; the rest is small.
const SHOWN: i64 = 25;

#[derive(Template)]
#[template(path = "to_classify.html")]
struct ToClassifyPage {
    page: Page,
    sources: Vec<SourceGaps>,
}

/// What is missing of a source's newest day.
struct SourceGaps {
    name: String,
    /// What the shares are of, and of which day.
    of: String,
    gaps: Vec<Gap>,
    /// What became of the bases that are stated; empty where none is.
    bases: String,
}

/// All that misses one kind of fact.
struct Gap {
    heading: String,
    /// Which file to mend.
    mend: String,
    listing: Listing,
}

/// The page.
pub(in crate::web) async fn page(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let title = message(language, "to-classify-title", &[]);
    let page = Page::new(&site, "/to-classify", "", title);
    let edition = site.edition();
    let mut sources = Vec::new();
    for source in edition.dictionary.sources() {
        // The metric a source is known for stands first among its metrics that have numbers.
        let metrics = edition.dictionary.metrics().iter();
        let of_source = metrics.filter(|metric| metric.source == source.slug);
        let observed = of_source.filter_map(|metric| {
            let facts = edition.cube.facts(&metric.slug)?;
            Some((metric, *facts.days().last()?))
        });
        let Some((metric, day)) = observed.min_by_key(|(metric, _)| metric.slug.as_str()) else {
            continue;
        };
        let found = site.store().unclassified(&metric.slug, day, SHOWN).await?;
        let mut gaps = gaps(&page, &site, &source.slug, &found);
        let unresolved = site
            .store()
            .unresolved_bases(&metric.slug, day, SHOWN)
            .await?;
        if !unresolved.is_empty() {
            gaps.push(unresolved_bases(&page, &source.slug, &unresolved));
        }
        let facts = edition.cube.facts(&metric.slug);
        let bases = facts.and_then(|facts| newest_bases(facts));
        let arguments = [
            ("metric", localized(&metric.label, language)),
            ("day", &format::day(day, locale(language))),
        ];
        sources.push(SourceGaps {
            name: source.name.clone(),
            of: message(language, "to-classify-of", &arguments),
            gaps,
            bases: bases
                .map(|bases| said_of_bases(&page, &bases))
                .unwrap_or_default(),
        });
    }
    html(site.spoken(), &ToClassifyPage { page, sources })
}

fn gaps(page: &Page, site: &Site, source: &str, found: &[Unclassified]) -> Vec<Gap> {
    let gap = |missing: &Missing| {
        let of_kind: Vec<_> = found.iter().filter(|one| one.missing == *missing).collect();
        (!of_kind.is_empty()).then(|| Gap {
            heading: page.t(&format!("to-classify-{missing}")),
            mend: page.t(&format!("to-classify-{missing}-mend")),
            listing: listing(page, site, source, *missing, &of_kind),
        })
    };
    Missing::ALL.iter().filter_map(gap).collect()
}

/// What the lens of the base makes of the day.
fn said_of_bases(page: &Page, bases: &DayBases) -> String {
    if !bases.are_stated() {
        return String::new();
    }
    let BaseTotals { based, unresolved } = bases.totals;
    let key = match unresolved.models {
        0 => "to-classify-bases-resolve",
        _ => "to-classify-bases-of",
    };
    let arguments = [
        ("based", &*share(page, based.share)),
        ("based_models", &based.models.to_string()),
        ("unresolved", &share(page, unresolved.share)),
        ("unresolved_models", &unresolved.models.to_string()),
    ];
    message(page.language, key, &arguments)
}

/// Models whose stated base does not resolve, with where the chain breaks.
fn unresolved_bases(page: &Page, source: &str, found: &[UnresolvedBase]) -> Gap {
    let heading = page.t("to-classify-bases");
    let rows = found.iter().map(|one| {
        vec![
            Cell::link(shortened(&one.model), places::model(source, &one.model)),
            Cell::number(share(page, one.share)),
            Cell::text(chain_in_words(&one.chain)),
            Cell::text(page.t(&format!("base-unresolved-{}", one.reason))),
        ]
    });
    Gap {
        mend: page.t("to-classify-bases-mend"),
        listing: Listing {
            caption: heading.clone(),
            columns: vec![
                Cell::text(page.t("to-classify-column-model")),
                Cell::number(page.t("to-classify-column-share")),
                Cell::text(page.t("to-classify-column-chain")),
                Cell::text(page.t("to-classify-column-reason")),
            ],
            rows: rows.collect(),
            below: Vec::new(),
            is_folded: true,
            is_stacked: true,
        },
        heading,
    }
}

/// A chain of bases, from what a model states to where it breaks.
pub(super) fn chain_in_words(chain: &[Link]) -> String {
    let links = chain.iter().map(|link| shortened(link.words()));
    links.collect::<Vec<_>>().join(" → ")
}

fn share(page: &Page, share: f64) -> String {
    let decimals = if share < 0.01 { 2 } else { 1 };
    format::percent(share * 100.0, decimals, locale(page.language))
}

fn listing(
    page: &Page,
    site: &Site,
    source: &str,
    missing: Missing,
    found: &[&Unclassified],
) -> Listing {
    let is_model = matches!(missing, Missing::Weights | Missing::License);
    let row = |one: &&Unclassified| {
        let example = Cell::link(one.example.as_str(), places::model(source, &one.example));
        let first = match missing {
            Missing::Country => page.organization_cell(site, Some(&one.id)),
            Missing::Organization => Cell::text(one.id.as_str()),
            Missing::Weights | Missing::License => example.clone(),
        };
        let mut cells = vec![first, Cell::number(share(page, one.share))];
        if !is_model {
            cells.push(Cell::number(page.count(&one.models)));
            cells.push(example);
        }
        cells.push(Cell::english(one.basis.as_deref().unwrap_or_default()));
        cells
    };
    let head = |key: &str| page.t(key);
    let mut columns = vec![
        Cell::text(head(match missing {
            Missing::Organization => "to-classify-column-namespace",
            Missing::Country => "to-classify-column-organization",
            Missing::Weights | Missing::License => "to-classify-column-model",
        })),
        Cell::number(head("to-classify-column-share")),
    ];
    if !is_model {
        columns.push(Cell::number(head("column-models")));
        columns.push(Cell::text(head("to-classify-column-example")));
    }
    columns.push(Cell::text(head("to-classify-column-basis")));
    Listing {
        caption: page.t(&format!("to-classify-{missing}")),
        columns,
        rows: found.iter().map(row).collect(),
        below: Vec::new(),
        is_folded: true,
        is_stacked: true,
    }
}
