//! What ids and labels stand for: organizations, licenses, countries, metrics and sources as
//! the store knows them, with the lookups an answer needs once per row.

use crate::domain::catalog::Catalog;
use crate::domain::{Bloc, CountryCode, LicenseClass, Localized, Metric, Source};
use std::collections::HashMap;

/// A value of a dimension as a small number: 0 is "not known", 1 and up are positions in the
/// dimension's list of values, and the number after the last stands for "a real value that is
/// in no list of ours".
pub type Label = u32;

/// The label of a row whose attribute is not known.
pub const UNKNOWN: Label = 0;

/// An organization, by the id the store gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The store's id; ids are given out in sequence from 1.
    pub id: i32,
    /// The id in addresses.
    pub slug: String,
    /// Display name.
    pub name: String,
    /// Country of the headquarters, where known.
    pub country: Option<CountryCode>,
}

/// A license, by the id the store gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// The store's id; ids are given out in sequence from 1.
    pub id: i32,
    /// The normalized id, such as `apache-2.0`.
    pub slug: String,
    /// Full name in English and French.
    pub name: Localized,
    /// Our reading of what it allows.
    pub class: LicenseClass,
}

/// A country and the bloc it is read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: CountryCode,
    /// Name in English and French.
    pub name: Localized,
    /// The documented bloc.
    pub bloc: Bloc,
}

/// Everything a query can name and an answer has to spell, with lookups by id and by slug.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    organizations: Vec<Organization>,
    licenses: Vec<License>,
    countries: Vec<Country>,
    metrics: Vec<Metric>,
    sources: Vec<Source>,
    organization_labels: HashMap<String, Label>,
    license_labels: HashMap<String, Label>,
    country_labels: HashMap<CountryCode, Label>,
    /// Label by the store's id: one array read per row of an answer.
    organization_by_id: Vec<Label>,
    license_by_id: Vec<Label>,
    /// Country label by organization label.
    headquarters: Vec<Label>,
    countries_in_use: Vec<Label>,
}

impl Dictionary {
    /// Builds the lookups. An organization whose country is not among `countries` counts as
    /// one without a country, and the license id `unknown` (a tag the Hub offers) as no license.
    pub fn new(
        organizations: Vec<Organization>,
        licenses: Vec<License>,
        countries: Vec<Country>,
        metrics: Vec<Metric>,
        sources: Vec<Source>,
    ) -> Self {
        let licenses: Vec<License> = licenses
            .into_iter()
            .filter(|row| row.slug != "unknown")
            .collect();
        let country_labels = labels(countries.iter().map(|row| row.code));
        let mut headquarters = vec![UNKNOWN];
        headquarters.extend(organizations.iter().map(|row| {
            row.country
                .and_then(|code| country_labels.get(&code).copied())
                .unwrap_or(UNKNOWN)
        }));
        let mut countries_in_use: Vec<Label> = headquarters
            .iter()
            .copied()
            .filter(|label| *label != UNKNOWN)
            .collect();
        countries_in_use.sort_unstable();
        countries_in_use.dedup();
        Self {
            organization_labels: labels(organizations.iter().map(|row| row.slug.clone())),
            license_labels: labels(licenses.iter().map(|row| row.slug.clone())),
            organization_by_id: by_id(organizations.iter().map(|row| row.id)),
            license_by_id: by_id(licenses.iter().map(|row| row.id)),
            country_labels,
            headquarters,
            countries_in_use,
            organizations,
            licenses,
            countries,
            metrics,
            sources,
        }
    }

    /// The dictionary of a catalog on its own: ids are positions in its files, from 1.
    pub fn from_catalog(catalog: &Catalog) -> Self {
        let organizations = catalog.organizations.iter().zip(1..);
        let licenses = catalog.licenses.iter().zip(1..);
        Self::new(
            organizations
                .map(|(row, id)| Organization {
                    id,
                    slug: row.slug.clone(),
                    name: row.name.clone(),
                    country: row.country,
                })
                .collect(),
            licenses
                .map(|(row, id)| License {
                    id,
                    slug: row.slug.clone(),
                    name: row.name.clone(),
                    class: row.class,
                })
                .collect(),
            catalog
                .countries
                .iter()
                .map(|row| Country {
                    code: row.code,
                    name: row.name.clone(),
                    bloc: row.bloc,
                })
                .collect(),
            catalog.metrics.clone(),
            catalog.sources.clone(),
        )
    }

    /// Every organization; its label is its position, from 1.
    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    /// Every license but the Hub's tag `unknown`; its label is its position, from 1.
    pub fn licenses(&self) -> &[License] {
        &self.licenses
    }

    /// Every country; its label is its position, from 1.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Every metric.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// Every source.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The metric of a slug.
    pub fn metric(&self, slug: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.slug == slug)
    }

    /// The source of a slug.
    pub fn source(&self, slug: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.slug == slug)
    }

    /// The organization of a slug.
    pub fn organization(&self, slug: &str) -> Option<&Organization> {
        named(&self.organizations, self.organization_labels.get(slug))
    }

    /// The license of a slug.
    pub fn license(&self, slug: &str) -> Option<&License> {
        named(&self.licenses, self.license_labels.get(slug))
    }

    /// The country of a code.
    pub fn country(&self, code: &str) -> Option<&Country> {
        let code: CountryCode = code.parse().ok()?;
        named(&self.countries, self.country_labels.get(&code))
    }

    pub(super) fn organization_label(&self, slug: &str) -> Option<Label> {
        self.organization_labels.get(slug).copied()
    }

    pub(super) fn license_label(&self, slug: &str) -> Option<Label> {
        self.license_labels.get(slug).copied()
    }

    pub(super) fn country_label(&self, code: &str) -> Option<Label> {
        self.country_labels.get(&code.parse().ok()?).copied()
    }

    /// The label of the store's organization id; an id we do not know is an unknown organization.
    pub(super) fn organization_of_id(&self, id: i32) -> Label {
        label_of_id(&self.organization_by_id, id)
    }

    /// The label of the store's license id; an id we do not know is an unknown license.
    pub(super) fn license_of_id(&self, id: i32) -> Label {
        label_of_id(&self.license_by_id, id)
    }

    /// The country of an organization's headquarters, or [`UNKNOWN`].
    pub(super) fn headquarters(&self, organization: Label) -> Label {
        self.headquarters
            .get(organization as usize)
            .copied()
            .unwrap_or(UNKNOWN)
    }

    /// The bloc of a country. A country that is in no list of ours is of bloc `other`: the
    /// documented table names every country of the two other blocs.
    pub(super) fn bloc(&self, country: Label) -> Bloc {
        match country {
            UNKNOWN => Bloc::Unknown,
            _ => named(&self.countries, Some(&country)).map_or(Bloc::Other, |row| row.bloc),
        }
    }

    /// The class of a license; one that is in no list of ours has none we know.
    pub(super) fn class(&self, license: Label) -> LicenseClass {
        named(&self.licenses, Some(&license)).map_or(LicenseClass::Unknown, |row| row.class)
    }

    /// The countries organizations have their headquarters in: what an unknown country may be,
    /// besides an unnamed one of bloc `other`.
    pub(super) fn countries_in_use(&self) -> &[Label] {
        &self.countries_in_use
    }
}

fn labels<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, Label> {
    keys.zip(1..).collect()
}

fn named<'a, T>(rows: &'a [T], label: Option<&Label>) -> Option<&'a T> {
    rows.get((*label? as usize).checked_sub(1)?)
}

fn by_id(ids: impl Iterator<Item = i32>) -> Vec<Label> {
    let mut found = Vec::new();
    for (id, label) in ids.zip(1..) {
        let Ok(at) = usize::try_from(id) else {
            continue;
        };
        if found.len() <= at {
            found.resize(at + 1, UNKNOWN);
        }
        found[at] = label;
    }
    found
}

fn label_of_id(labels: &[Label], id: i32) -> Label {
    usize::try_from(id)
        .ok()
        .and_then(|id| labels.get(id).copied())
        .unwrap_or(UNKNOWN)
}
