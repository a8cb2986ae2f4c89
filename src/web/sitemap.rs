//! `/sitemap.xml`: every page there is, for search engines.

use super::cache::Policy;
use super::places;
use super::state::Site;
use crate::charts::KINDS;
use crate::domain::CountryCode;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Pages that are no list of anything.
const PAGES: [&str; 11] = [
    "/",
    "/countries",
    "/licenses",
    "/organizations",
    "/compare",
    "/snapshots",
    "/methods",
    "/to-classify",
    "/data",
    "/api",
    "/about",
];
/// Addresses a sitemap may have.
const MOST: usize = 50_000;

pub(super) async fn sitemap(State(site): State<Site>) -> impl IntoResponse {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths(&site).into_iter().take(MOST) {
        // A part of a path is percent-encoded: only an ampersand would need care, and there is none.
        let _ = writeln!(text, "<url><loc>{}{path}</loc></url>", site.base_url());
    }
    text.push_str("</urlset>\n");
    let headers = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
    (Policy::File, headers, text)
}

fn paths(site: &Site) -> Vec<String> {
    let catalog = site.catalog();
    let publishing: BTreeSet<&str> = catalog
        .organizations
        .iter()
        .filter_map(|organization| organization.country.as_ref().map(CountryCode::as_str))
        .collect();
    let pages = PAGES.into_iter().map(str::to_owned);
    let charts = KINDS.iter().map(|kind| format!("/charts/{}", kind.slug));
    let countries = publishing.into_iter().map(places::country);
    let licenses = catalog.licenses.iter();
    let licenses = licenses.map(|license| places::license(&license.slug));
    let organizations = catalog.organizations.iter();
    let organizations = organizations.map(|row| places::organization(&row.slug));
    let models = catalog.models.iter();
    let models = models.map(|model| places::model(&model.source, &model.external_id));
    pages
        .chain(charts)
        .chain(countries)
        .chain(licenses)
        .chain(organizations)
        .chain(models)
        .collect()
}
