//! `/data`: what can be had as data and how, what every column means, under which terms; and the
//! catalog's own files.

use super::listing::{Cell, Listing};
use super::{Page, html};
use crate::bundled;
use crate::export::rows::Format;
use crate::export::{FORMATS, bulk, data_catalog, rows};
use crate::query::Row;
use crate::text::{self, localized, message};
use crate::web::badge::{self, Sample};
use crate::web::cache::Policy;
use crate::web::data::gives_rows;
use crate::web::dcat::measured;
use crate::web::file::FOR_ALL_SITES;
use crate::web::headers::RESOURCE_POLICY;
use crate::web::language::InLanguage;
use crate::web::places::part;
use crate::web::state::Site;
use crate::web::{self, Error};
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Columns of a snapshot's CSV, in their order.
const SNAPSHOT_COLUMNS: [&str; 9] = [
    "metric",
    "model",
    "observed_on",
    "value",
    "captured_at",
    "license",
    "weights",
    "organization",
    "base_model",
];

/// Columns of a ranking that other views do not have, in their order.
const RANKING_COLUMNS: [&str; 4] = ["rank", "previous_observed_on", "previous_value", "change"];

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage {
    page: Page,
    /// Formats of views: name, example address.
    formats: Vec<Cell>,
    /// Which sources keep their rows from files.
    withheld: String,
    columns: Listing,
    ranking_columns: Listing,
    newest_snapshots: Listing,
    snapshot_columns: Listing,
    observations: Listing,
    observation_parameters: Listing,
    observation_columns: Listing,
    sources: Listing,
    catalog: Listing,
    host: String,
    badges: Vec<Sample>,
    /// The catalog as schema.org has it; it holds no `<`.
    json_ld: String,
}

/// The page.
pub(in crate::web) async fn data(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let title = message(language, "data-title", &[]);
    let page = Page::new(&site, "/data", "", title);
    let formats = FORMATS.iter().map(|format| {
        Cell::link(
            format!(".{}", format.extension),
            format!("/charts/share.{}?by=country&every=month", format.extension),
        )
    });
    let withheld: Vec<&str> = site
        .catalog()
        .sources
        .iter()
        .filter(|source| !gives_rows(&site, &source.slug))
        .map(|source| source.name.as_str())
        .collect();
    html(
        site.spoken(),
        &DataPage {
            formats: formats.collect(),
            withheld: if withheld.is_empty() {
                page.t("data-withheld-none")
            } else {
                page.tv("data-withheld", "sources", withheld.join(", "))
            },
            columns: dictionary(&page, "data-columns", "data-column", &Row::COLUMNS),
            ranking_columns: dictionary(
                &page,
                "data-ranking-columns",
                "data-column",
                &RANKING_COLUMNS,
            ),
            snapshot_columns: dictionary(
                &page,
                "data-snapshot-columns",
                "snapshot-column",
                &SNAPSHOT_COLUMNS,
            ),
            newest_snapshots: files(&page, &site, "data-snapshots", |format, metric| {
                (!format.packs).then(|| newest_snapshot(format, metric))
            }),
            observations: files(&page, &site, "bulk-heading", |format, metric| {
                Some(observations(format, metric))
            }),
            observation_parameters: parameters(&page),
            observation_columns: dictionary(&page, "bulk-columns", "bulk-column", &bulk::COLUMNS),
            sources: sources(&page, &site),
            catalog: catalog(&page),
            host: site.base_url().to_owned(),
            badges: badge::samples(&site),
            json_ld: data_catalog(site.base_url(), &measured(&site.edition()), language)
                .unwrap_or_default(),
            page,
        },
    )
}

/// The newest snapshot of a metric as a file.
fn newest_snapshot(format: &Format, metric: &str) -> String {
    format!("/snapshots/latest.{}?metric={metric}", format.extension)
}

/// All observations of a metric as a file.
fn observations(format: &Format, metric: &str) -> String {
    format!("/data/observations.{}?metric={metric}", format.extension)
}

/// Files of every metric that has any figures and whose rows are given: a line a metric, with the
/// formats that have an address.
fn files(
    page: &Page,
    site: &Site,
    caption: &str,
    address: impl Fn(&Format, &str) -> Option<String>,
) -> Listing {
    let edition = site.edition();
    let metrics = edition.dictionary.metrics().iter().filter(|metric| {
        edition.cube.facts(&metric.slug).is_some() && gives_rows(site, &metric.source)
    });
    let rows = metrics.map(|metric| {
        let label = Cell::text(localized(&metric.label, page.language));
        let files = rows::FORMATS.iter().filter_map(|format| {
            let address = address(format, &metric.slug)?;
            Some(Cell::link(page.t(&format.name_key()), address))
        });
        [label].into_iter().chain(files).collect()
    });
    let formats = rows::FORMATS.iter().filter_map(|format| {
        address(format, "")?;
        Some(Cell::text(page.t(&format.name_key())))
    });
    Listing {
        caption: page.t(caption),
        columns: [Cell::text(page.t("column-metric"))]
            .into_iter()
            .chain(formats)
            .collect(),
        rows: rows.collect(),
        ..Listing::default()
    }
}

/// What can be asked of observations in bulk.
fn parameters(page: &Page) -> Listing {
    let rows = web::bulk::KEYS.iter().map(|key| {
        let meaning = page.t(&format!("api-parameter-{key}"));
        vec![Cell::whole(*key), Cell::text(meaning)]
    });
    Listing {
        caption: page.t("bulk-asked"),
        columns: vec![
            Cell::text(page.t("bulk-parameter")),
            Cell::text(page.t("bulk-parameter-meaning")),
        ],
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    }
}

/// What each column of a file means.
fn dictionary(page: &Page, caption: &str, stem: &str, columns: &[&str]) -> Listing {
    let rows = columns.iter().map(|column| {
        let key = format!("{stem}-{}", column.replace('_', "-"));
        vec![Cell::whole(*column), Cell::text(page.t(&key))]
    });
    Listing {
        caption: page.t(caption),
        columns: vec![
            Cell::text(page.t("column-column")),
            Cell::text(page.t("column-meaning")),
        ],
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    }
}

fn sources(page: &Page, site: &Site) -> Listing {
    let edition = site.edition();
    let rows = site.catalog().sources.iter().map(|source| {
        let newest = edition.newest_capture(&source.slug, None);
        vec![
            Cell::outside(source.name.as_str(), &source.homepage),
            Cell::text(text::data_license(source, page.language)),
            Cell::text(text::citation(
                source,
                page.language,
                newest.map(|at| at.date_naive()),
            )),
            match newest {
                Some(at) => Cell::link(page.moment(&at), "/snapshots"),
                None => Cell::text(page.t("data-no-snapshot")),
            },
        ]
    });
    let columns = [
        "snapshot-source",
        "column-data-license",
        "column-citation",
        "column-newest",
    ];
    Listing {
        caption: page.t("data-sources"),
        columns: columns.iter().map(|key| Cell::text(page.t(key))).collect(),
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    }
}

fn catalog(page: &Page) -> Listing {
    let rows = bundled::catalog_files().into_iter().map(|name| {
        let stem = name.trim_end_matches(".csv").replace('_', "-");
        vec![
            Cell::link(name.as_str(), format!("/data/{}", part(&name))),
            Cell::text(page.t(&format!("catalog-{stem}"))),
        ]
    });
    Listing {
        caption: page.t("data-catalog"),
        columns: vec![
            Cell::text(page.t("column-file")),
            Cell::text(page.t("column-meaning")),
        ],
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    }
}

/// A file of the catalog, as this build has it.
pub(in crate::web) fn file(name: &str) -> Result<Response, Error> {
    if !bundled::catalog_files().iter().any(|file| file == name) {
        return Err(Error::NotFound);
    }
    let body = bundled::catalog_file(name).ok_or(Error::NotFound)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"weighbridge_{name}\""),
        ),
        (RESOURCE_POLICY, FOR_ALL_SITES.to_owned()),
    ];
    Ok((Policy::File, headers, body.into_owned()).into_response())
}
