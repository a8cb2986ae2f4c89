//! `/methods`: definitions, blocs, ranges, and what the numbers cannot tell.

use super::listing::{Cell, Listing};
use super::mappings::mappings;
use super::published::shares_of_china;
use super::worked_example::{WorkedExample, worked_example};
use super::{Page, html};
use crate::domain::catalog::Country;
use crate::domain::{Bloc, Metric, Source};
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::language::InLanguage;
use crate::web::state::Site;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "methods.html")]
struct MethodsPage {
    page: Page,
    /// Keys of the paragraphs on what is measured.
    measured: Vec<String>,
    example: Option<WorkedExample>,
    metric_table: Listing,
    metrics: Vec<Metric>,
    sources: Vec<Source>,
    blocs: Vec<(String, Vec<Country>)>,
    /// How what sources write is read: heading and table.
    mappings: Vec<(String, Listing)>,
    published: Listing,
    /// The glossary: a word and what it means.
    words: Vec<(String, String)>,
    /// Keys of the paragraphs on what the numbers cannot tell.
    limits: Vec<String>,
    /// Keys of the paragraphs on why published shares differ.
    reasons: Vec<String>,
}

/// Words explained, as message keys.
const WORDS: [&str; 10] = [
    "model",
    "organization",
    "weights",
    "license",
    "license-class",
    "camp",
    "snapshot",
    "vintage",
    "panel",
    "variants",
];
/// How many points the list of what the numbers cannot tell has.
const LIMITS: usize = 9;
/// How many paragraphs say what is measured.
const MEASURED: usize = 3;
/// How many paragraphs say why published shares differ.
const REASONS: usize = 3;

/// The keys of numbered paragraphs.
fn numbered(stem: &str, count: usize) -> Vec<String> {
    let numbers = 1..=count;
    numbers.map(|number| format!("{stem}-{number}")).collect()
}

/// The page.
pub(in crate::web) async fn methods(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let catalog = site.catalog();
    let title = message(language, "methods-title", &[]);
    let page = Page::new(&site, "/methods", "", title);
    html(
        site.spoken(),
        &MethodsPage {
            measured: numbered("methods-measured", MEASURED),
            example: worked_example(&page, &site).await?,
            metric_table: metric_table(&page, &site),
            metrics: catalog.metrics.clone(),
            sources: catalog.sources.clone(),
            blocs: blocs(&page, &site),
            mappings: mappings(&page, &site),
            published: shares_of_china(&page, &catalog.published_figures),
            words: WORDS
                .iter()
                .map(|word| {
                    let say = |key: String| message(language, &key, &[]);
                    (say(format!("word-{word}")), say(format!("word-{word}-is")))
                })
                .collect(),
            limits: numbered("limit", LIMITS),
            reasons: numbered("methods-reason", REASONS),
            page,
        },
    )
}

/// What each metric is, side by side.
fn metric_table(page: &Page, site: &Site) -> Listing {
    let catalog = site.catalog();
    let rows = catalog.metrics.iter().map(|metric| {
        let source = catalog.source(&metric.source);
        let source = source.map_or(metric.source.as_str(), |source| source.name.as_str());
        let closed = if metric.covers_closed {
            "covers-closed"
        } else {
            "covers-open"
        };
        vec![
            Cell::link(
                localized(&metric.label, page.language),
                format!("#{}", metric.slug),
            ),
            Cell::text(localized(&metric.unit, page.language)),
            Cell::text(page.t(metric.semantics.word())),
            Cell::text(source),
            Cell::text(page.t(closed)),
        ]
    });
    Listing {
        caption: page.t("methods-metrics"),
        columns: page.heads(
            &[
                "column-metric",
                "column-unit",
                "column-semantics",
                "snapshot-source",
                "column-covers",
            ],
            &[],
        ),
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    }
}

/// The countries of the two blocs.
fn blocs(page: &Page, site: &Site) -> Vec<(String, Vec<Country>)> {
    let of = |bloc: Bloc| {
        let countries = site.catalog().countries.iter();
        let countries = countries.filter(|country| country.bloc == bloc);
        (
            page.t(&format!("bloc-{bloc}")),
            countries.cloned().collect(),
        )
    };
    [Bloc::China, Bloc::West].map(of).into()
}
