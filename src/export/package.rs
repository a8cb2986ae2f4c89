//! ZIP: the rows with everything needed to use them years later: a Data Package (version 2) that
//! describes them for programs, and a README in each language for people.

use super::about::meaning;
use super::data_license::{DataLicense, OURS};
use super::metadata::table_schema_type;
use super::{Error, View, csv, file_stem, readme};
use crate::charts::Sheet;
use crate::text::{Language, message};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// Name of the file of rows.
const DATA: &str = "data.csv";

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let sheet = view.sheet();
    let data = csv::plain(&sheet)?;
    let hash = hex::encode(Sha256::digest(&data));
    let description = serde_json::to_vec_pretty(&describe(view, &sheet, data.len(), &hash))?;
    let mut entries = vec![
        (DATA.to_owned(), data),
        ("datapackage.json".to_owned(), description),
    ];
    for language in Language::ALL {
        let text = readme::write(view, &sheet, &hash, *language);
        entries.push((readme::name(*language), text.into_bytes()));
    }
    entries.sort();
    archive(entries)
}

/// The same entries are the same bytes: no moment of writing, no rights of whoever wrote.
fn archive(entries: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        archive.start_file(name, options)?;
        archive.write_all(&content)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The description for programs, as <https://datapackage.org> defines it.
fn describe(view: &View<'_>, sheet: &Sheet, bytes: usize, hash: &str) -> Value {
    let english = Language::default();
    let fields: Vec<Value> = sheet
        .columns
        .iter()
        .map(|column| {
            let mut field = json!({
                "name": column.name,
                "type": table_schema_type(column.form, view.amounts_are_whole()),
                "description": meaning(column, english),
            });
            if !column.may_be_empty {
                field["constraints"] = json!({ "required": true });
            }
            field
        })
        .collect();
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": file_stem(view.subject.answer),
        "title": view.title(),
        "description": format!("{} {}", view.sentence(english), view.metric().definition.en),
        "homepage": view.lasting_address(),
        "contributors": [{ "title": "Weighbridge", "roles": ["publisher"] }],
        "licenses": licenses(view),
        "resources": [{
            "name": "data",
            "type": "table",
            "path": DATA,
            "title": view.figure.caption.title,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": bytes,
            "hash": format!("sha256:{hash}"),
            "schema": {
                "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                "fields": fields,
                "missingValues": [""],
                "primaryKey": ["observed_on", "series"],
            },
        }],
    });
    if let Some(source) = view.source() {
        package["sources"] =
            json!([{ "title": view.source_line(Language::default()), "path": source.homepage }]);
    }
    if let Some(at) = view.known_at {
        // Of the data; no clock is read here.
        package["version"] = json!(super::json::moment(at));
    }
    package
}

/// The terms of the source, where they are stated, and those of what we add.
fn licenses(view: &View<'_>) -> Vec<Value> {
    let of_source = view.source().and_then(DataLicense::of);
    let titled = |license: &DataLicense, key: &str| {
        let title = message(Language::default(), key, &[("license", license.name)]);
        json!({ "name": license.id, "path": license.url, "title": title })
    };
    of_source
        .map(|license| titled(license, "package-license-figures"))
        .into_iter()
        .chain([titled(OURS, "package-license-labels")])
        .collect()
}
