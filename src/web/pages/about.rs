//! `/about`: what this is for, and what to do about an error.

use super::{Page, html};
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::state::Site;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    page: Page,
    /// Keys of what a reader can check here, each with the address to do so.
    questions: Vec<(&'static str, &'static str)>,
    version: &'static str,
    host: String,
}

/// The page.
pub(in crate::web) async fn about(State(site): State<Site>) -> Result<Response, Error> {
    let language = Language::default();
    let title = message(language, "about-title", &[]);
    html(&AboutPage {
        page: Page::new(&site, language, "/about", "", title),
        questions: vec![
            ("about-question-open", "/charts/share?by=weights"),
            (
                "about-question-diffusion",
                "/charts/over-time?by=country&show=share",
            ),
            ("about-question-dependence", "/countries"),
            ("about-question-license", "/licenses"),
            ("about-question-base", "/charts/share?lens=base"),
        ],
        version: env!("CARGO_PKG_VERSION"),
        host: site.base_url().to_owned(),
    })
}
