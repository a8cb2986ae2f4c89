//! The catalog: what we know of countries, organizations, licenses, models, metrics and
//! sources, each row with its basis. Kept as CSV in `data/`, read here, checked as a whole.

mod license_names;
mod read;
mod rows;

pub use license_names::LicenseNames;
pub use rows::{
    Country, Event, License, LicenseAlias, LicenseChange, Model, Organization, PublishedFigure,
    Scope, StealthReveal,
};

use super::{Metric, Source};
use std::collections::HashSet;

/// Everything `data/*.csv` says, with the hash of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// `countries.csv`
    pub countries: Vec<Country>,
    /// `sources.csv`
    pub sources: Vec<Source>,
    /// `metrics.csv`
    pub metrics: Vec<Metric>,
    /// `organizations.csv`
    pub organizations: Vec<Organization>,
    /// `licenses.csv`
    pub licenses: Vec<License>,
    /// `license_aliases.csv`
    pub license_aliases: Vec<LicenseAlias>,
    /// `license_changes.csv`: notes for charts, never applied to models.
    pub license_changes: Vec<LicenseChange>,
    /// `models.csv`
    pub models: Vec<Model>,
    /// `events.csv`
    pub events: Vec<Event>,
    /// `stealth_reveals.csv`: notes, never applied to models.
    pub stealth_reveals: Vec<StealthReveal>,
    /// `published_figures.csv`: what others have published, for the methods page.
    pub published_figures: Vec<PublishedFigure>,
    /// SHA-256 over all files in the order above: a change means "load the catalog again".
    pub sha256: [u8; 32],
}

/// A catalog file that cannot be used, with the place and what to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// The file is not there.
    #[error("data/{0} is missing")]
    Missing(&'static str),
    /// A row does not read.
    #[error("data/{file}, line {line}: {message}")]
    Unreadable {
        /// File name below `data/`.
        file: &'static str,
        /// Line of the row, counted from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A row names something that no other file knows, or a key stands twice.
    #[error("data/{file}: `{key}`: {message}")]
    Inconsistent {
        /// File name below `data/`.
        file: &'static str,
        /// The row's key.
        key: String,
        /// What is wrong and how to mend it.
        message: String,
    },
}

impl Catalog {
    /// Reads the catalog; `file` returns the text of a file below `data/` by its name.
    pub fn parse<'a>(
        file: impl Fn(&'static str) -> Option<std::borrow::Cow<'a, str>>,
    ) -> Result<Self, CatalogError> {
        let catalog = read::read_all(file)?;
        catalog.check()?;
        Ok(catalog)
    }

    /// The metric of a slug.
    pub fn metric(&self, slug: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.slug == slug)
    }

    /// The source of a slug.
    pub fn source(&self, slug: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.slug == slug)
    }

    /// Under one name of a source, one organization publishes.
    fn check_namespaces(&self) -> Result<(), CatalogError> {
        let names: Vec<String> = self
            .organizations
            .iter()
            .flat_map(|row| &row.namespaces)
            .map(|(source, name)| format!("{source} namespace {}", name.to_lowercase()))
            .collect();
        unique("organizations.csv", names.iter().map(String::as_str)).map(|_| ())
    }

    fn check(&self) -> Result<(), CatalogError> {
        let countries = unique(
            "countries.csv",
            self.countries.iter().map(|row| row.code.as_str()),
        )?;
        let sources = unique(
            "sources.csv",
            self.sources.iter().map(|row| row.slug.as_str()),
        )?;
        let licenses = unique(
            "licenses.csv",
            self.licenses.iter().map(|row| row.slug.as_str()),
        )?;
        let organizations = unique(
            "organizations.csv",
            self.organizations.iter().map(|row| row.slug.as_str()),
        )?;
        unique(
            "metrics.csv",
            self.metrics.iter().map(|row| row.slug.as_str()),
        )?;
        unique(
            "license_aliases.csv",
            self.license_aliases.iter().map(|row| row.raw.as_str()),
        )?;
        let models: Vec<String> = self
            .models
            .iter()
            .map(|row| format!("{} {}", row.source, row.external_id))
            .collect();
        unique("models.csv", models.iter().map(String::as_str))?;

        self.check_namespaces()?;

        for row in &self.organizations {
            if let Some(country) = &row.country {
                known(
                    "organizations.csv",
                    &row.slug,
                    "country",
                    country.as_str(),
                    &countries,
                    "countries.csv",
                )?;
            }
        }
        for row in &self.metrics {
            known(
                "metrics.csv",
                &row.slug,
                "source",
                &row.source,
                &sources,
                "sources.csv",
            )?;
        }
        for row in &self.license_aliases {
            known(
                "license_aliases.csv",
                &row.raw,
                "license",
                &row.license,
                &licenses,
                "licenses.csv",
            )?;
        }
        for row in &self.models {
            let key = &row.external_id;
            known(
                "models.csv",
                key,
                "source",
                &row.source,
                &sources,
                "sources.csv",
            )?;
            if let Some(slug) = &row.organization {
                known(
                    "models.csv",
                    key,
                    "organization",
                    slug,
                    &organizations,
                    "organizations.csv",
                )?;
            }
            if let Some(slug) = &row.license {
                known(
                    "models.csv",
                    key,
                    "license",
                    slug,
                    &licenses,
                    "licenses.csv",
                )?;
            }
        }
        Ok(())
    }
}

fn unique<'a>(
    file: &'static str,
    keys: impl Iterator<Item = &'a str>,
) -> Result<HashSet<&'a str>, CatalogError> {
    let mut seen = HashSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(CatalogError::Inconsistent {
                file,
                key: key.to_owned(),
                message: "stands twice; keep one row".to_owned(),
            });
        }
    }
    Ok(seen)
}

fn known(
    file: &'static str,
    key: &str,
    column: &str,
    value: &str,
    among: &HashSet<&str>,
    other_file: &str,
) -> Result<(), CatalogError> {
    if among.contains(value) {
        return Ok(());
    }
    Err(CatalogError::Inconsistent {
        file,
        key: key.to_owned(),
        message: format!(
            "{column} `{value}` is not in data/{other_file}; add it there or mend it here"
        ),
    })
}
