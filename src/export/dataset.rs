//! A view, a page or a snapshot as a `Dataset` of schema.org, for search engines of data: a block in
//! its page.

use super::data_license::DataLicense;
use super::reference::Reference;
use super::{Error, Group, View};
use crate::domain::Source;
use crate::text::localized;
use chrono::NaiveDate;
use serde_json::{Value, json};

/// Who makes the figures, and gives them out.
pub(super) fn maker() -> Value {
    json!({ "@type": "Organization", "name": "Weighbridge" })
}

/// A file of data, at its whole address.
pub struct Download {
    /// Its content type.
    pub media_type: &'static str,
    /// Where it is.
    pub address: String,
    /// Its hash, where it never changes.
    pub sha256: Option<String>,
}

/// Figures that are no view: those of a page, or of a snapshot.
pub struct Described {
    /// How they are cited.
    pub reference: Reference,
    /// What they count, in words.
    pub definition: String,
    /// Whose they are.
    pub sources: Vec<Source>,
    /// First and last day observed.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Where they are as data.
    pub files: Vec<Download>,
}

impl Described {
    /// The JSON of their block, with what their page says of itself.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn json_ld(&self, said: &str) -> Result<String, Error> {
        let reference = &self.reference;
        let mut dataset = json!({
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": reference.address,
            "identifier": reference.address,
            "name": reference.title,
            "description": format!("{said} {}", self.definition).trim(),
            "url": reference.address,
            "inLanguage": reference.language.word(),
            "creator": maker(),
            "publisher": maker(),
            "isAccessibleForFree": true,
            "creditText": reference.note,
            "isBasedOn": self.sources.iter().map(|source| &source.homepage).collect::<Vec<_>>(),
        });
        let mut licenses: Vec<&str> = Vec::new();
        for license in self.sources.iter().filter_map(DataLicense::of) {
            if !licenses.contains(&license.url) {
                licenses.push(license.url);
            }
        }
        if !licenses.is_empty() {
            dataset["license"] = json!(licenses);
        }
        if let Some(day) = reference.day {
            dataset["dateModified"] = json!(day);
        }
        if let Some((first, last)) = self.days {
            dataset["temporalCoverage"] = json!(format!("{first}/{last}"));
        }
        let files = self.files.iter().map(|file| {
            let mut download = json!({
                "@type": "DataDownload",
                "encodingFormat": file.media_type,
                "contentUrl": file.address,
            });
            if let Some(hash) = &file.sha256 {
                download["sha256"] = json!(hash);
            }
            download
        });
        let files: Vec<Value> = files.collect();
        if !files.is_empty() {
            dataset["distribution"] = json!(files);
        }
        in_a_page(&dataset)
    }
}

/// JSON that can stand in a page: as its escapes, what means something to HTML or XML reads the same
/// by the rules of both.
pub(super) fn in_a_page(value: &Value) -> Result<String, Error> {
    Ok(serde_json::to_string(value)?
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026"))
}

/// The JSON of the block. It holds no `<` and no `&`, so nothing in it can end the element it stands in.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn json_ld(view: &View<'_>) -> Result<String, Error> {
    // It stands in a page, so it speaks as the page does.
    let language = view.subject.language;
    let metric = view.metric();
    let sentence = view.sentence(language);
    let files = view
        .formats()
        .filter(|format| matches!(format.group, Group::Rows | Group::Picture))
        .map(|format| {
            json!({
                "@type": "DataDownload",
                "encodingFormat": format.media_type.split(';').next(),
                "contentUrl": view.in_format(format),
            })
        });
    let mut dataset = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": sentence.trim_end_matches('.'),
        "description": format!("{sentence} {}", localized(&metric.definition, language)),
        "url": view.address,
        "@id": view.address,
        // What goes on giving these figures.
        "identifier": view.lasting_address(),
        "inLanguage": language.word(),
        "creator": maker(),
        "publisher": maker(),
        "isAccessibleForFree": true,
        "creditText": view.source_line(language),
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": localized(&metric.label, language),
            "unitText": localized(&metric.unit, language),
        },
        "distribution": files.collect::<Vec<_>>(),
    });
    if let Some(source) = view.source() {
        dataset["isBasedOn"] = json!(source.homepage);
        if let Some(license) = DataLicense::of(source) {
            dataset["license"] = json!(license.url);
        }
    }
    if let Some(day) = view.subject.as_of {
        dataset["dateModified"] = json!(day);
    }
    let periods = &view.subject.answer.periods;
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        dataset["temporalCoverage"] = json!(format!("{}/{}", first.period.first, last.period.last));
    }
    in_a_page(&dataset)
}
