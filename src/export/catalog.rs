//! The data as a catalog for machines: DCAT 3 with a data set a metric, and the same as a
//! `DataCatalog` of schema.org. Both follow from the data: no clock is read.

use super::data_license::DataLicense;
use super::{Error, FORMATS, Group};
use crate::domain::{Metric, Redistribution, Source};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};

/// A metric with what is known of it.
pub struct Measured<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// Where it comes from.
    pub source: &'a Source,
    /// First and last day observed.
    pub days: (NaiveDate, NaiveDate),
    /// When the newest snapshot was captured.
    pub captured_at: DateTime<Utc>,
}

/// Who publishes the catalog.
const PUBLISHER: &str = "Weighbridge";

/// The catalog as DCAT 3 in JSON-LD; `base` is the public address of the site.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn dcat(base: &str, measured: &[Measured<'_>]) -> Result<Vec<u8>, Error> {
    let newest = measured.iter().map(|it| it.captured_at).max();
    let mut catalog = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dcterms": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "adms": "http://www.w3.org/ns/adms#",
        },
        "@id": format!("{base}/data"),
        "@type": "dcat:Catalog",
        "dcterms:title": { "@value": "Weighbridge", "@language": "en" },
        "dcterms:description": {
            "@value": "Which AI models the world builds on, by country, license and organization.",
            "@language": "en",
        },
        "dcterms:publisher": publisher(base),
        "foaf:homepage": { "@id": format!("{base}/") },
        "dcat:dataset": measured.iter().map(|it| dataset(base, it)).collect::<Vec<_>>(),
    });
    if let Some(at) = newest {
        catalog["dcterms:modified"] = moment(at);
    }
    Ok(serde_json::to_vec_pretty(&catalog)?)
}

fn publisher(base: &str) -> Value {
    json!({
        "@id": format!("{base}/about"),
        "@type": "foaf:Agent",
        "foaf:name": PUBLISHER,
    })
}

fn moment(at: DateTime<Utc>) -> Value {
    let text = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({ "@value": text, "@type": "xsd:dateTime" })
}

fn day(day: NaiveDate) -> Value {
    json!({ "@value": day, "@type": "xsd:date" })
}

/// The address of the view that shows a metric by country, with an ending.
fn view(base: &str, metric: &Metric, ending: &str) -> String {
    format!(
        "{base}/charts/over-time{ending}?metric={}&by=country",
        metric.slug
    )
}

/// Whether rows of a source are given as files.
fn is_given(source: &Source) -> bool {
    source.redistribution != Redistribution::No
}

fn dataset(base: &str, measured: &Measured<'_>) -> Value {
    let Measured {
        metric,
        source,
        days,
        captured_at,
    } = measured;
    let license = DataLicense::of(source);
    let (first, last) = days;
    let in_both = |text: &crate::domain::Localized| {
        json!([
            { "@value": text.en, "@language": "en" },
            { "@value": text.fr, "@language": "fr" },
        ])
    };
    let formats = FORMATS
        .iter()
        .filter(|format| format.group == Group::Rows && is_given(source));
    let distributions = formats.map(|format| {
        let address = view(base, metric, &format!(".{}", format.extension));
        let media_type = format.media_type.split(';').next().unwrap_or_default();
        let mut distribution = json!({
            "@id": address,
            "@type": "dcat:Distribution",
            "dcterms:title": { "@value": format.extension, "@language": "en" },
            "dcat:accessURL": { "@id": view(base, metric, "") },
            "dcat:downloadURL": { "@id": address },
            "dcat:mediaType": {
                "@id": format!("https://www.iana.org/assignments/media-types/{media_type}"),
            },
        });
        if let Some(license) = license {
            distribution["dcterms:license"] = json!({ "@id": license.url });
        }
        distribution
    });
    let mut dataset = json!({
        "@id": format!("{base}/methods#{}", metric.slug),
        "@type": "dcat:Dataset",
        "dcterms:identifier": metric.slug,
        "dcterms:title": in_both(&metric.label),
        "dcterms:description": in_both(&metric.definition),
        "dcterms:publisher": publisher(base),
        "dcterms:source": { "@id": source.homepage },
        "dcterms:bibliographicCitation": source.cite(Some(captured_at.date_naive())),
        "dcterms:modified": moment(*captured_at),
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": day(*first),
            "dcat:endDate": day(*last),
        },
        "dcat:landingPage": { "@id": view(base, metric, "") },
        "dcat:distribution": distributions.collect::<Vec<_>>(),
    });
    if let Some(license) = license {
        dataset["dcterms:license"] = json!({ "@id": license.url });
    }
    dataset
}

/// The catalog as a `DataCatalog` of schema.org, for the head of a page. It holds no `<` and no `&`.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn data_catalog(base: &str, measured: &[Measured<'_>]) -> Result<String, Error> {
    let datasets = measured.iter().map(|it| {
        let (first, last) = it.days;
        let mut dataset = json!({
            "@type": "Dataset",
            "name": it.metric.label.en,
            "description": it.metric.definition.en,
            "url": view(base, it.metric, ""),
            "creditText": it.source.cite(Some(it.captured_at.date_naive())),
            "isBasedOn": it.source.homepage,
            "temporalCoverage": format!("{first}/{last}"),
            "creator": { "@type": "Organization", "name": PUBLISHER },
        });
        if let Some(license) = DataLicense::of(it.source) {
            dataset["license"] = json!(license.url);
        }
        dataset
    });
    let catalog = json!({
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": PUBLISHER,
        "url": format!("{base}/data"),
        "publisher": { "@type": "Organization", "name": PUBLISHER },
        "dataset": datasets.collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string(&catalog)?
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026"))
}
