//! Reading the catalog files: CSV with comment lines that name source and license.

use super::rows::{Country, Event, License, Organization};
use super::{Catalog, CatalogError};
use crate::domain::metric::yes_or_no;
use crate::domain::{
    Bloc, CountryCode, LicenseClass, Localized, Metric, Redistribution, Semantics, Source, Weights,
};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Reads every file, hashing what was read.
pub(super) fn read_all<'a>(
    file: impl Fn(&'static str) -> Option<Cow<'a, str>>,
) -> Result<Catalog, CatalogError> {
    let mut files = Files {
        file,
        hasher: Sha256::new(),
    };
    Ok(Catalog {
        countries: files.read_as("countries.csv", CountryRow::into_country)?,
        sources: files.read_as("sources.csv", SourceRow::into_source)?,
        metrics: files.read_as("metrics.csv", MetricRow::into_metric)?,
        organizations: files.read_as("organizations.csv", OrganizationRow::into_organization)?,
        licenses: files.read_as("licenses.csv", LicenseRow::into_license)?,
        license_aliases: files.read("license_aliases.csv")?,
        license_changes: files.read("license_changes.csv")?,
        models: files.read("models.csv")?,
        events: files.read_as("events.csv", EventRow::into_event)?,
        stealth_reveals: files.read("stealth_reveals.csv")?,
        published_figures: files.read("published_figures.csv")?,
        sha256: files.hasher.finalize().into(),
    })
}

struct Files<F> {
    file: F,
    hasher: Sha256,
}

impl<'a, F: Fn(&'static str) -> Option<Cow<'a, str>>> Files<F> {
    fn read<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<Vec<T>, CatalogError> {
        self.read_as(name, Ok::<T, String>)
    }

    fn read_as<R: DeserializeOwned, T>(
        &mut self,
        name: &'static str,
        convert: impl Fn(R) -> Result<T, String>,
    ) -> Result<Vec<T>, CatalogError> {
        let text = (self.file)(name).ok_or(CatalogError::Missing(name))?;
        self.hasher.update(name.as_bytes());
        self.hasher.update(text.as_bytes());
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let headers = reader
            .headers()
            .map_err(|error| unreadable(name, 1, &error))?
            .clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| unreadable(name, 0, &error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = record
                .deserialize(Some(&headers))
                .map_err(|error| error.to_string())
                .and_then(&convert)
                .map_err(|message| CatalogError::Unreadable {
                    file: name,
                    line,
                    message,
                })?;
            rows.push(row);
        }
        Ok(rows)
    }
}

fn unreadable(file: &'static str, line: u64, error: &csv::Error) -> CatalogError {
    let line = error.position().map_or(line, csv::Position::line);
    CatalogError::Unreadable {
        file,
        line,
        message: error.to_string(),
    }
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[derive(Deserialize)]
struct CountryRow {
    code: String,
    name_en: String,
    name_fr: String,
    bloc: Bloc,
    basis: String,
}

impl CountryRow {
    fn into_country(self) -> Result<Country, String> {
        let code = self
            .code
            .parse::<CountryCode>()
            .map_err(|error| error.to_string())?;
        if self.bloc == Bloc::Unknown {
            return Err("a country's bloc is china, west or other".to_owned());
        }
        let name = Localized {
            en: self.name_en,
            fr: self.name_fr,
        };
        Ok(Country {
            code,
            name,
            bloc: self.bloc,
            basis: self.basis,
        })
    }
}

#[derive(Deserialize)]
struct OrganizationRow {
    slug: String,
    name: String,
    country: String,
    huggingface_namespaces: String,
    openrouter_prefixes: String,
    homepage: String,
    basis: String,
}

impl OrganizationRow {
    fn into_organization(self) -> Result<Organization, String> {
        let country = filled(self.country)
            .map(|code| {
                code.parse::<CountryCode>()
                    .map_err(|error| error.to_string())
            })
            .transpose()?;
        let names = |source: &'static str, list: &str| -> Vec<(&'static str, String)> {
            list.split('|')
                .filter(|name| !name.is_empty())
                .map(|name| (source, name.to_owned()))
                .collect()
        };
        let mut namespaces = names("huggingface", &self.huggingface_namespaces);
        namespaces.extend(names("openrouter", &self.openrouter_prefixes));
        Ok(Organization {
            slug: self.slug,
            name: self.name,
            country,
            namespaces,
            homepage: filled(self.homepage),
            basis: self.basis,
        })
    }
}

#[derive(Deserialize)]
struct LicenseRow {
    id: String,
    name: String,
    name_fr: String,
    spdx_id: String,
    class: LicenseClass,
    #[serde(deserialize_with = "yes_or_no")]
    osi_approved: bool,
    url: String,
    basis: String,
}

impl LicenseRow {
    #[expect(clippy::unnecessary_wraps, reason = "rows that convert may fail")]
    fn into_license(self) -> Result<License, String> {
        Ok(License {
            slug: self.id,
            name: Localized {
                fr: filled(self.name_fr).unwrap_or_else(|| self.name.clone()),
                en: self.name,
            },
            spdx_id: filled(self.spdx_id),
            class: self.class,
            osi_approved: self.osi_approved,
            url: filled(self.url),
            basis: self.basis,
        })
    }
}

#[derive(Deserialize)]
struct SourceRow {
    id: String,
    name: String,
    homepage: String,
    data_license: String,
    citation: String,
    citation_fr: String,
    redistribution: Redistribution,
    default_weights: Weights,
    variant_separator: String,
    unlisted_model: String,
    basis: String,
}

impl SourceRow {
    fn into_source(self) -> Result<Source, String> {
        let mut separator = self.variant_separator.chars();
        let variant_separator = separator.next();
        if separator.next().is_some() {
            return Err("variant_separator is one character".to_owned());
        }
        Ok(Source {
            slug: self.id,
            name: self.name,
            homepage: self.homepage,
            data_license: self.data_license,
            citation: Localized {
                en: self.citation,
                fr: self.citation_fr,
            },
            redistribution: self.redistribution,
            default_weights: self.default_weights,
            variant_separator,
            unlisted_model: filled(self.unlisted_model),
            basis: self.basis,
        })
    }
}

#[derive(Deserialize)]
struct MetricRow {
    id: String,
    source: String,
    semantics: String,
    window_days: Option<u16>,
    unit_en: String,
    unit_fr: String,
    label_en: String,
    label_fr: String,
    decimals: u8,
    covers_closed: String,
    max_gap_days: Option<u16>,
    definition_en: String,
    definition_fr: String,
    basis: String,
}

impl MetricRow {
    fn into_metric(self) -> Result<Metric, String> {
        let semantics = match (self.semantics.as_str(), self.window_days) {
            ("window", Some(days)) if days > 0 => Semantics::Window { days },
            ("window", _) => return Err("a window metric names its window_days".to_owned()),
            ("cumulative", None) => Semantics::Cumulative,
            ("flow", None) => Semantics::Flow,
            ("cumulative" | "flow", Some(_)) => {
                return Err("window_days is for window metrics only".to_owned());
            }
            (other, _) => {
                return Err(format!(
                    "semantics `{other}`; allowed: window, cumulative, flow"
                ));
            }
        };
        let covers_closed = match self.covers_closed.as_str() {
            "yes" => true,
            "no" => false,
            other => return Err(format!("covers_closed `{other}` is neither `yes` nor `no`")),
        };
        if self.decimals > 6 {
            return Err("at most 6 decimals".to_owned());
        }
        Ok(Metric {
            slug: self.id,
            source: self.source,
            semantics,
            unit: Localized {
                en: self.unit_en,
                fr: self.unit_fr,
            },
            label: Localized {
                en: self.label_en,
                fr: self.label_fr,
            },
            decimals: self.decimals,
            covers_closed,
            max_gap_days: self.max_gap_days,
            definition: Localized {
                en: self.definition_en,
                fr: self.definition_fr,
            },
            basis: self.basis,
        })
    }
}

#[derive(Deserialize)]
struct EventRow {
    date: NaiveDate,
    title_en: String,
    title_fr: String,
    short_en: String,
    short_fr: String,
    kind: String,
    scope: String,
    importance: u8,
    about: String,
    source: String,
}

impl EventRow {
    fn into_event(self) -> Result<Event, String> {
        if !(1..=3).contains(&self.importance) {
            return Err("importance is 1, 2 or 3".to_owned());
        }
        Ok(Event {
            date: self.date,
            title: Localized {
                en: self.title_en,
                fr: self.title_fr,
            },
            short: Localized {
                en: self.short_en,
                fr: self.short_fr,
            },
            kind: self.kind,
            scope: filled(self.scope),
            importance: self.importance,
            about: filled(self.about),
            source: self.source,
        })
    }
}
