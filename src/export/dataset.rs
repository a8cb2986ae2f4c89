//! A view as a `Dataset` of schema.org, for search engines of data: a block in the head of its page.

use super::data_license::DataLicense;
use super::{Error, Group, View};
use crate::text::localized;
use serde_json::json;

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
        "inLanguage": language.word(),
        "creator": { "@type": "Organization", "name": "Weighbridge" },
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
    // As JSON escapes: the block reads the same by the rules of HTML and of XML.
    Ok(serde_json::to_string(&dataset)?
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026"))
}
