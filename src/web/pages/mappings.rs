//! How what sources write is read: which organization a namespace belongs to and where it sits,
//! which license a text stands for and what it allows; each row with its basis.

use super::Page;
use super::listing::{Cell, Listing};
use crate::domain::LicenseClass;
use crate::text::localized;
use crate::web::places;
use crate::web::state::Site;

/// The tables of the methods page, each with its heading's key and its file.
pub(super) fn mappings(page: &Page, site: &Site) -> Vec<(String, Listing)> {
    [
        organizations(page, site),
        licenses(page, site),
        license_texts(page, site),
    ]
    .into_iter()
    .map(|listing| (listing.caption.clone(), listing))
    .collect()
}

/// A table of a file of the catalog.
fn table(page: &Page, caption: &str, heads: &[&str], rows: Vec<Vec<Cell>>, file: &str) -> Listing {
    Listing {
        caption: page.t(caption),
        columns: page.heads(heads, &[]),
        rows,
        below: vec![vec![Cell::link(
            page.t("mapping-file"),
            format!("/data/{file}"),
        )]],
        is_folded: true,
        is_stacked: true,
    }
}

fn organizations(page: &Page, site: &Site) -> Listing {
    let edition = site.edition();
    let row = |organization: &crate::domain::catalog::Organization| {
        let country = organization
            .country
            .as_ref()
            .map(crate::domain::CountryCode::as_str);
        let known = country.and_then(|code| edition.dictionary.country(code));
        let names: Vec<String> = organization
            .namespaces
            .iter()
            .map(|(source, name)| page.pair(source, name))
            .collect();
        vec![
            Cell::link(
                organization.name.as_str(),
                places::organization(&organization.slug),
            ),
            Cell::text(names.join(", ")),
            match known {
                Some(country) => Cell::link(
                    localized(&country.name, page.language),
                    places::country(country.code.as_str()),
                ),
                None => Cell::text(page.t("country-not-known")),
            },
            Cell::english(organization.basis.as_str()),
        ]
    };
    table(
        page,
        "mapping-organizations",
        &[
            "dimension-organization",
            "mapping-namespaces",
            "dimension-country",
            "column-basis",
        ],
        site.catalog().organizations.iter().map(row).collect(),
        "organizations.csv",
    )
}

fn licenses(page: &Page, site: &Site) -> Listing {
    let row = |license: &crate::domain::catalog::License| {
        vec![
            Cell::link(
                page.localized(&license.name),
                places::license(&license.slug),
            ),
            Cell::text(page.t(&match license.class {
                LicenseClass::Unknown => "license-not-known".to_owned(),
                class => format!("license-class-{class}"),
            })),
            Cell::english(license.basis.as_str()),
        ]
    };
    table(
        page,
        "mapping-licenses",
        &[
            "dimension-license",
            "dimension-license-class",
            "column-basis",
        ],
        site.catalog().licenses.iter().map(row).collect(),
        "licenses.csv",
    )
}

fn license_texts(page: &Page, site: &Site) -> Listing {
    let row = |alias: &crate::domain::catalog::LicenseAlias| {
        vec![
            Cell::text(alias.raw.as_str()),
            page.license_cell(site, Some(&alias.license)),
            Cell::english(alias.basis.as_str()),
        ]
    };
    table(
        page,
        "mapping-license-texts",
        &["column-raw", "column-read-as", "column-basis"],
        site.catalog().license_aliases.iter().map(row).collect(),
        "license_aliases.csv",
    )
}
