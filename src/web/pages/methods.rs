//! `/methods`: definitions, blocs, ranges, and what the numbers cannot tell.

use super::{Page, html};
use crate::domain::catalog::{Country, PublishedFigure};
use crate::domain::{Bloc, Metric, Source};
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::state::Site;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "methods.html")]
struct MethodsPage {
    page: Page,
    metrics: Vec<Metric>,
    sources: Vec<Source>,
    blocs: Vec<(String, Vec<Country>)>,
    published: Vec<PublishedFigure>,
    /// The glossary: a word and what it means.
    words: Vec<(String, String)>,
    /// Keys of the paragraphs on what the numbers cannot tell.
    limits: Vec<String>,
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
const LIMITS: usize = 8;

/// The page.
pub(in crate::web) async fn methods(State(site): State<Site>) -> Result<Response, Error> {
    let language = Language::default();
    let catalog = site.catalog();
    let title = message(language, "methods-title", &[]);
    let named = [Bloc::China, Bloc::West];
    html(&MethodsPage {
        page: Page::new(&site, language, "/methods", "", title),
        metrics: catalog.metrics.clone(),
        sources: catalog.sources.clone(),
        blocs: named
            .iter()
            .map(|bloc| {
                let countries = catalog
                    .countries
                    .iter()
                    .filter(|country| country.bloc == *bloc)
                    .cloned()
                    .collect();
                (message(language, &format!("bloc-{bloc}"), &[]), countries)
            })
            .collect(),
        published: catalog
            .published_figures
            .iter()
            .filter(|figure| figure.entity == "China" && figure.metric.starts_with("share"))
            .cloned()
            .collect(),
        words: WORDS
            .iter()
            .map(|word| {
                let say = |key: String| message(language, &key, &[]);
                (say(format!("word-{word}")), say(format!("word-{word}-is")))
            })
            .collect(),
        limits: (1..=LIMITS)
            .map(|number| format!("limit-{number}"))
            .collect(),
    })
}
