//! The rows of the catalog files, as types. Field docs name what a cell means and its unit.

use super::super::metric::none_if_empty;
use super::super::{Bloc, CountryCode, LicenseClass, Localized, Weights, words};
use chrono::NaiveDate;
use serde::Deserialize;

/// A country and the bloc it is read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: CountryCode,
    /// Name in English and French.
    pub name: Localized,
    /// The documented bloc.
    pub bloc: Bloc,
    /// Why this bloc.
    pub basis: String,
}

/// Who publishes models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The id in addresses.
    pub slug: String,
    /// Display name.
    pub name: String,
    /// Country of the headquarters, where known.
    pub country: Option<CountryCode>,
    /// Names under which it publishes: source slug and namespace.
    pub namespaces: Vec<(&'static str, String)>,
    /// Home page, where known.
    pub homepage: Option<String>,
    /// Why this country.
    pub basis: String,
}

/// A license with our reading of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// The normalized id, such as `apache-2.0`.
    pub slug: String,
    /// Full name. Most are proper names, and the same in both languages.
    pub name: Localized,
    /// SPDX id, where there is one.
    pub spdx_id: Option<String>,
    /// Our reading of what it allows.
    pub class: LicenseClass,
    /// Whether the Open Source Initiative approved it.
    pub osi_approved: bool,
    /// Address of its text, where known.
    pub url: Option<String>,
    /// Where the row comes from.
    pub basis: String,
}

/// A spelling of a license as sources give it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LicenseAlias {
    /// The text a source gave.
    pub raw: String,
    /// The normalized id it stands for.
    pub license: String,
    /// Why.
    pub basis: String,
}

/// A dated license change of a model family: a note for charts, never applied to models.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LicenseChange {
    /// Organization slug.
    pub organization: String,
    /// Family, in words.
    pub family: String,
    /// First model under the new license.
    pub model: String,
    /// License id before.
    pub from_license: String,
    /// License id after.
    pub to_license: String,
    /// ISO date or month.
    pub changed_on: String,
    /// Where this comes from.
    pub basis: String,
}

words! {
    /// What kind of model it is, for the default view of Hub metrics.
    Scope("scope") {
        /// A generative language model.
        Language = 1 "language",
        /// Any other kind: embedding, image, speech and so on.
        Other = 2 "other",
        /// Not known: shown with the language models rather than lost.
        Unknown = 0 "unknown",
    }
}

/// What we know of one published model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Model {
    /// Source slug.
    pub source: String,
    /// The source's own id.
    #[serde(rename = "model")]
    pub external_id: String,
    /// Display name.
    pub name: String,
    /// Organization slug; none for models whose owner is not disclosed.
    #[serde(deserialize_with = "none_if_empty")]
    pub organization: Option<String>,
    /// State known now.
    pub weights: Weights,
    /// License id known now, undated.
    #[serde(deserialize_with = "none_if_empty")]
    pub license: Option<String>,
    /// Hub id of the model it was made from.
    #[serde(deserialize_with = "none_if_empty")]
    pub base_model: Option<String>,
    /// Kind of model.
    #[serde(deserialize_with = "unknown_if_empty")]
    pub scope: Scope,
    /// The model it is a variant of, where the id alone does not say.
    #[serde(deserialize_with = "none_if_empty")]
    pub variant_of: Option<String>,
    /// Whether it stands for everything the source does not list.
    #[serde(deserialize_with = "yes_if_filled")]
    pub unlisted: bool,
    /// ISO date or month of release, where known.
    #[serde(deserialize_with = "none_if_empty")]
    pub released_on: Option<String>,
    /// The same model on the Hub, where known.
    #[serde(deserialize_with = "none_if_empty")]
    pub huggingface_id: Option<String>,
    /// Why all this.
    pub basis: String,
}

/// A dated event charts can mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub date: NaiveDate,
    /// Title in English and French.
    pub title: Localized,
    /// Label of at most 24 characters, in English and French.
    pub short: Localized,
    /// `release`, `license`, `policy` or `measurement`.
    pub kind: String,
    /// Source slug a measurement event is about; none when it is about all.
    pub scope: Option<String>,
    /// 1 for what a headline chart marks, 3 for the rest.
    pub importance: u8,
    /// Organization slug or model id it is about, if any.
    pub about: Option<String>,
    /// Where this comes from.
    pub source: String,
}

/// What a stealth slug turned out to be: a note, never applied to models.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StealthReveal {
    /// The slug on OpenRouter.
    pub slug: String,
    /// The model's real name, where known.
    #[serde(deserialize_with = "none_if_empty")]
    pub revealed_as: Option<String>,
    /// Organization slug, where known.
    #[serde(deserialize_with = "none_if_empty")]
    pub organization: Option<String>,
    /// State of the weights.
    pub weights: Weights,
    /// Day of the reveal, where known.
    #[serde(deserialize_with = "none_if_empty")]
    pub revealed_on: Option<NaiveDate>,
    /// Where this comes from.
    pub source: String,
}

/// A figure others have published, with its population: for the methods page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PublishedFigure {
    /// Country, organization or model the figure is about.
    pub entity: String,
    /// What was measured.
    pub metric: String,
    /// The figure, as published.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Start of the period, ISO date or month, or empty.
    pub period_start: String,
    /// End of the period.
    pub period_end: String,
    /// What was counted: figures of different populations are never compared on one axis.
    pub population: String,
    /// The same in French, where it is shown; else empty.
    pub population_fr: String,
    /// Title of the publication.
    pub source_title: String,
    /// Its address.
    pub url: String,
    /// `primary` when we read it in the publication itself.
    pub tier: String,
    /// Remarks.
    pub note: String,
}

fn unknown_if_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
    none_if_empty(deserializer).map(|scope| scope.unwrap_or(Scope::Unknown))
}

fn yes_if_filled<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "" => Ok(false),
        "yes" => Ok(true),
        other => Err(serde::de::Error::custom(format!(
            "`{other}` is neither `yes` nor empty"
        ))),
    }
}
