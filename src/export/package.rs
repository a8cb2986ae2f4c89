//! ZIP: the rows with everything needed to use them years later: a Data Package (version 2) that
//! describes them for programs, and a README in each language for people.

use super::about::meaning;
use super::data_license::{DataLicense, OURS};
use super::metadata::table_schema_type;
use super::{Error, Output, View, csv, file_stem, readme};
use crate::charts::Sheet;
use crate::domain::Source;
use crate::text::{Language, message};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// Name of the file of rows.
const DATA: &str = "data.csv";

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    // What stands before the rows says what they hash to: they are spelled twice, and held never.
    let mut digest = Digested::default();
    csv::plain(view.sheet(), &mut digest)?;
    let (bytes, hash) = digest.of_all();
    let description = serde_json::to_vec_pretty(&describe(view, &view.sheet(), bytes, &hash))?;
    let mut entries = vec![
        (DATA.to_owned(), None),
        ("datapackage.json".to_owned(), Some(description)),
    ];
    for language in Language::ALL {
        let text = readme::write(view, &view.sheet(), &hash, *language);
        entries.push((readme::name(*language), Some(text.into_bytes())));
    }
    entries.sort();
    let mut archive = ZipWriter::new(output);
    for (name, content) in entries {
        archive.start_file(name, options())?;
        match content {
            Some(content) => archive.write_all(&content)?,
            None => csv::plain(view.sheet(), &mut archive)?,
        }
    }
    archive.finish()?;
    Ok(())
}

/// The same entries are the same bytes: no moment of writing, no rights of whoever wrote.
pub(super) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
}

/// Counts and hashes what is written to it.
#[derive(Default)]
pub(super) struct Digested {
    hasher: Sha256,
    bytes: usize,
}

impl Digested {
    /// How many bytes, and their SHA-256 in hex.
    pub fn of_all(self) -> (usize, String) {
        (self.bytes, hex::encode(self.hasher.finalize()))
    }
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hasher.update(bytes);
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The description for programs, as <https://datapackage.org> defines it.
fn describe(view: &View<'_>, sheet: &Sheet<'_>, bytes: usize, hash: &str) -> Value {
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
        "licenses": licenses(view.source()),
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
pub(super) fn licenses(source: Option<&Source>) -> Vec<Value> {
    let of_source = source.and_then(DataLicense::of);
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
