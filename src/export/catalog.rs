//! The data as a catalog for machines: DCAT 3 with a data set a metric, and the same as a
//! `DataCatalog` of schema.org. Both follow from the data: no clock is read.

use super::data_license::DataLicense;
use super::dataset::{in_a_page, maker};
use super::{Error, FORMATS, Format, Group};
use crate::domain::{Localized, Metric, Redistribution, Source};
use crate::text::{Language, citation, localized, message};
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

impl Measured<'_> {
    /// Whether rows of the source are given as files.
    fn is_given(&self) -> bool {
        self.source.redistribution != Redistribution::No
    }

    /// The line the source asks for.
    fn cited(&self, language: Language) -> String {
        citation(self.source, language, Some(self.captured_at.date_naive()))
    }

    /// The address of the view that shows the metric by country, with an ending.
    fn view(&self, base: &str, ending: &str) -> String {
        let metric = &self.metric.slug;
        format!("{base}/charts/over-time{ending}?metric={metric}&by=country")
    }

    /// The formats of its rows, none where they are not given.
    fn formats(&self) -> impl Iterator<Item = &'static Format> {
        let is_given = self.is_given();
        let all = FORMATS.iter();
        all.filter(move |format| is_given && format.group == Group::Rows)
    }

    fn file(&self, base: &str, format: &Format) -> String {
        self.view(base, &format!(".{}", format.extension))
    }
}

/// A content type without its parameters.
fn media_type(format: &Format) -> &'static str {
    let all = format.media_type;
    all.split_once(';')
        .map_or(all, |(media_type, _)| media_type)
}

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
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}/data"),
        "@type": "dcat:Catalog",
        "dcterms:title": "Weighbridge",
        "dcterms:description": in_all(|language| message(language, "catalog-words", &[])),
        "dcterms:publisher": publisher(base),
        "dcterms:language": Language::ALL.iter().map(|language| language.word()).collect::<Vec<_>>(),
        "foaf:homepage": { "@id": format!("{base}/") },
        "dcat:dataset": measured.iter().map(|it| dataset(base, it)).collect::<Vec<_>>(),
        "dcat:service": service(base, measured),
    });
    if let Some(at) = newest {
        catalog["dcterms:modified"] = moment(at);
    }
    Ok(serde_json::to_vec_pretty(&catalog)?)
}

/// A text in every language there is.
fn in_all(say: impl Fn(Language) -> String) -> Value {
    let text =
        |language: &Language| json!({ "@value": say(*language), "@language": language.word() });
    Language::ALL.iter().map(text).collect()
}

fn in_all_of(text: &Localized) -> Value {
    in_all(|language| localized(text, language).to_owned())
}

fn publisher(base: &str) -> Value {
    json!({
        "@id": format!("{base}/about"),
        "@type": "foaf:Agent",
        "foaf:name": PUBLISHER,
    })
}

/// The API, through which everything is asked for.
fn service(base: &str, measured: &[Measured<'_>]) -> Value {
    let served = measured.iter().filter(|it| it.is_given());
    let served: Vec<Value> = served.map(|it| json!({ "@id": id(base, it) })).collect();
    json!({
        "@id": format!("{base}/api"),
        "@type": "dcat:DataService",
        "dcterms:title": in_all(|language| message(language, "api-title", &[])),
        "dcat:endpointURL": { "@id": format!("{base}/api/v1") },
        "dcat:endpointDescription": { "@id": format!("{base}/api/openapi.json") },
        "dcat:servesDataset": served,
    })
}

fn moment(at: DateTime<Utc>) -> Value {
    let text = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({ "@value": text, "@type": "xsd:dateTime" })
}

fn day(day: NaiveDate) -> Value {
    json!({ "@value": day, "@type": "xsd:date" })
}

fn id(base: &str, measured: &Measured<'_>) -> String {
    format!("{base}/methods#{}", measured.metric.slug)
}

fn dataset(base: &str, measured: &Measured<'_>) -> Value {
    let Measured { metric, source, .. } = measured;
    let license = DataLicense::of(source);
    let (first, last) = measured.days;
    let distributions = measured.formats().map(|format| {
        let address = measured.file(base, format);
        let mut distribution = json!({
            "@id": address,
            "@type": "dcat:Distribution",
            "dcterms:title": in_all(|language| message(language, &format.name_key(), &[])),
            "dcat:accessURL": { "@id": measured.view(base, "") },
            "dcat:downloadURL": { "@id": address },
        });
        let media_type = media_type(format);
        // Types that nobody registered have no address.
        if media_type.contains("/x-") {
            distribution["dcterms:format"] = json!({
                "@type": "dcterms:MediaTypeOrExtent",
                "rdfs:label": media_type,
            });
        } else {
            let address = format!("https://www.iana.org/assignments/media-types/{media_type}");
            distribution["dcat:mediaType"] = json!({ "@id": address });
        }
        if let Some(license) = license {
            distribution["dcterms:license"] = json!({ "@id": license.url });
        }
        distribution
    });
    let mut dataset = json!({
        "@id": id(base, measured),
        "@type": "dcat:Dataset",
        "dcterms:identifier": metric.slug,
        "dcterms:title": in_all_of(&metric.label),
        "dcterms:description": in_all_of(&metric.definition),
        "dcterms:publisher": publisher(base),
        "dcterms:source": { "@id": source.homepage },
        "dcterms:bibliographicCitation": in_all(|language| measured.cited(language)),
        "dcterms:modified": moment(measured.captured_at),
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": day(first),
            "dcat:endDate": day(last),
        },
        "dcat:landingPage": { "@id": measured.view(base, "") },
        "dcat:distribution": distributions.collect::<Vec<_>>(),
    });
    if let Some(license) = license {
        dataset["dcterms:license"] = json!({ "@id": license.url });
    }
    if !measured.is_given() {
        dataset["dcterms:rights"] = json!({
            "@type": "dcterms:RightsStatement",
            "rdfs:label": in_all(|language| message(language, "formats-withheld", &[])),
        });
    }
    dataset
}

/// The catalog as a `DataCatalog` of schema.org, for its page.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn data_catalog(
    base: &str,
    measured: &[Measured<'_>],
    language: Language,
) -> Result<String, Error> {
    let datasets = measured.iter().map(|it| {
        let (first, last) = it.days;
        let files = it.formats().map(|format| {
            json!({
                "@type": "DataDownload",
                "encodingFormat": media_type(format),
                "contentUrl": it.file(base, format),
            })
        });
        let mut dataset = json!({
            "@type": "Dataset",
            "@id": id(base, it),
            "identifier": it.metric.slug,
            "name": localized(&it.metric.label, language),
            "description": localized(&it.metric.definition, language),
            "url": it.view(base, ""),
            "creditText": it.cited(language),
            "isBasedOn": it.source.homepage,
            "temporalCoverage": format!("{first}/{last}"),
            "dateModified": it.captured_at.date_naive(),
            "creator": maker(),
            "isAccessibleForFree": true,
            "distribution": files.collect::<Vec<_>>(),
        });
        if let Some(license) = DataLicense::of(it.source) {
            dataset["license"] = json!(license.url);
        }
        dataset
    });
    let catalog = json!({
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": format!("{base}/data"),
        "name": PUBLISHER,
        "description": message(language, "catalog-words", &[]),
        "inLanguage": language.word(),
        "url": format!("{base}/data"),
        "publisher": maker(),
        "dataset": datasets.collect::<Vec<_>>(),
    });
    in_a_page(&catalog)
}
