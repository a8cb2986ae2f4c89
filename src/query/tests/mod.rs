//! Promises of the query as a whole: against brute force, against golden numbers, and the
//! tables against the address, the form and the sentence.

mod address;
mod bases;
mod bundled;
mod engine;
mod golden;
mod models;
mod oracle;
mod periods;
mod sentence;

use super::*;
use crate::domain::catalog::Scope;
use crate::domain::{LicenseClass, Localized, Metric, Semantics, Weights};
use chrono::NaiveDate;

/// The dictionary of the bundled catalog.
fn bundled_dictionary() -> Dictionary {
    Dictionary::from_catalog(&crate::bundled::catalog().expect("data/*.csv reads"))
}

fn parse(address: &str) -> Query {
    parse_with(address, &bundled_dictionary())
}

fn parse_with(address: &str, dictionary: &Dictionary) -> Query {
    match Query::parse_address(address, dictionary) {
        Ok(query) => query,
        Err(problems) => panic!("{address}: {problems:?}"),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("an ISO date")
}

fn metric(semantics: Semantics) -> Metric {
    Metric {
        slug: "openrouter-tokens".to_owned(),
        source: "openrouter".to_owned(),
        semantics,
        unit: Localized {
            en: "tokens a day".to_owned(),
            fr: String::new(),
        },
        label: Localized::default(),
        decimals: 0,
        covers_closed: true,
        max_gap_days: None,
        definition: Localized::default(),
        basis: String::new(),
    }
}

fn country(code: &str, bloc: crate::domain::Bloc) -> Country {
    Country {
        code: code.parse().expect("a code"),
        name: Localized::default(),
        bloc,
    }
}

fn organization(id: i32, slug: &str, country: Option<&str>) -> Organization {
    let country = country.map(|code| code.parse().expect("a code"));
    Organization {
        id,
        slug: slug.to_owned(),
        name: slug.to_owned(),
        country,
    }
}

fn license(id: i32, slug: &str, class: LicenseClass) -> License {
    License {
        id,
        slug: slug.to_owned(),
        name: Localized {
            en: slug.to_owned(),
            fr: slug.to_owned(),
        },
        class,
    }
}

/// A dictionary with every kind of gap: an organization without a country, a license without a
/// class, countries no organization has.
fn small_dictionary() -> Dictionary {
    use crate::domain::Bloc;
    Dictionary::new(
        vec![
            organization(3, "alibaba", Some("CN")),
            organization(1, "meta", Some("US")),
            organization(2, "tii", Some("AE")),
            organization(7, "community", None),
        ],
        vec![
            license(2, "mit", LicenseClass::Permissive),
            license(1, "llama3", LicenseClass::Restricted),
            license(4, "other", LicenseClass::Unknown),
            license(5, "unknown", LicenseClass::Unknown),
        ],
        vec![
            country("AE", Bloc::Other),
            country("CN", Bloc::China),
            country("FR", Bloc::West),
            country("HK", Bloc::China),
            country("US", Bloc::West),
        ],
        vec![metric(Semantics::Flow)],
        Vec::new(),
    )
}

fn attributes(organization: i32, weights: Weights, license: i32) -> Attributes {
    Attributes {
        organization,
        weights,
        license_then: license,
        license_undated: false,
        license_now: license,
    }
}

fn cell(organization: i32, weights: Weights, license: i32) -> Cell {
    Cell {
        scope: Scope::Language,
        publisher: attributes(organization, weights, license),
        base: Base::Unstated,
    }
}

fn entry(cell: u32, value: i128) -> Entry {
    Entry {
        cell,
        model: None,
        value,
        models: 1,
        slugs: 1,
    }
}

/// Facts of some cells on one day.
fn facts_of_a_day(cells: Vec<Cell>, values: &[i128]) -> Facts {
    let entries = (0..)
        .zip(values)
        .map(|(cell, value)| entry(cell, *value))
        .collect();
    Facts::new(
        metric(Semantics::Flow),
        vec![day("2026-01-01")],
        cells,
        Vec::new(),
        &[entries],
    )
    .expect("sound facts")
}
