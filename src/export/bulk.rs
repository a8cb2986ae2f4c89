//! Every observation of a metric as one file: its columns, and what is said beside them.

use super::package::licenses;
use super::readme::{self, pair, plain, terms};
use super::rows::{Cell, Column, DATA, Form, Package, Table};
use crate::domain::{Metric, Source};
use crate::text::{self, Language, localized, message};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What a bulk file is of.
#[derive(Clone, Copy)]
pub struct Bulk<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// Its source.
    pub source: Option<&'a Source>,
    /// First and last day that rows can be of; none where there can be none.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// When the newest snapshot it knows was captured.
    pub known_at: Option<DateTime<Utc>>,
    /// The address it can be had at again.
    pub address: &'a str,
}

/// An observation on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The source's own id of the model.
    pub model: &'a str,
    /// Days since 1970.
    pub observed_on: i32,
    /// Scaled by ten to the power of the metric's decimals.
    pub value: i64,
    /// Number of the snapshot.
    pub snapshot: i64,
    /// Microseconds since 1970.
    pub known_from: i64,
}

/// The columns, in their order.
pub const COLUMNS: [&str; 6] = [
    "metric",
    "model",
    "observed_on",
    "value",
    "snapshot",
    "known_from",
];

/// Message key of what a column means.
pub fn meaning_key(column: &str) -> String {
    format!("bulk-column-{}", column.replace('_', "-"))
}

impl Bulk<'_> {
    /// A name for the file, such as
    /// `weighbridge_observations_openrouter-tokens_2025-01-01_2026-10-07`.
    pub fn file_stem(&self) -> String {
        let mut stem = format!("weighbridge_observations_{}", self.metric.slug);
        if let Some((first, last)) = self.days {
            let _ = write!(stem, "_{first}_{last}");
        }
        stem
    }

    /// The file as a table, with what goes with it in an archive.
    pub fn table(&self) -> Table {
        let decimals = self.metric.decimals;
        let forms = [
            Form::Text,
            Form::Text,
            Form::Day,
            Form::Amount { decimals },
            Form::Number,
            Form::Moment,
        ];
        let columns = COLUMNS.iter().zip(forms).map(|(&name, form)| Column {
            name,
            form,
            may_be_empty: false,
        });
        let known_at = self.known_at.map(super::json::moment);
        let license = self.source.map(|source| source.data_license.clone());
        let notes = [
            ("definition", Some(self.metric.definition.en.clone())),
            ("address", Some(self.address.to_owned())),
            ("citation", Some(self.citation(Language::default()))),
            ("data_license", license),
            ("known_at", known_at),
        ];
        Table {
            name: "observation",
            columns: columns.collect(),
            notes: notes
                .into_iter()
                .filter_map(|(key, note)| Some((key, note?)))
                .collect(),
            package: Some(Package {
                readmes: Language::ALL
                    .iter()
                    .map(|language| (readme::name(*language), self.readme(*language)))
                    .collect(),
                description: self.describe(),
            }),
        }
    }

    /// The line the source asks for.
    fn citation(&self, language: Language) -> String {
        let as_of = self.known_at.map(|at| at.date_naive());
        self.source
            .map(|source| text::citation(source, language, as_of))
            .unwrap_or_default()
    }

    fn title(&self, language: Language) -> String {
        let label = localized(&self.metric.label, language);
        message(language, "bulk-title", &[("metric", label)])
    }

    fn readme(&self, language: Language) -> String {
        let say = |key: &str| message(language, key, &[]);
        let known_at = self
            .known_at
            .map_or_else(|| say("about-nothing-yet"), super::json::moment);
        let mut text = format!(
            "# {}\n\n{}\n\n- {}\n- {}\n",
            plain(&self.title(language)),
            say("bulk-readme-lead"),
            pair(language, "about-as-of", &known_at),
            pair(language, "about-address", &format!("<{}>", self.address)),
        );
        let mut section = |key: &str, body: &str| {
            let _ = write!(text, "\n## {}\n\n{body}\n", say(key));
        };
        section(
            "about-definition",
            &format!(
                "{}\n\n{}.",
                plain(localized(&self.metric.definition, language)),
                pair(
                    language,
                    "about-unit",
                    &plain(localized(&self.metric.unit, language))
                )
            ),
        );
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|column| format!("| `{column}` | {} |", plain(&say(&meaning_key(column)))))
            .collect();
        section(
            "readme-columns",
            &format!(
                "| {} | {} |\n|---|---|\n{}\n\n{}",
                say("column-column"),
                say("column-meaning"),
                columns.join("\n"),
                say("bulk-readme-reading")
            ),
        );
        section("about-license", &terms(self.source, language));
        section("readme-cite", &plain(&self.citation(language)));
        text
    }

    /// The description for programs, as <https://datapackage.org> defines it.
    fn describe(&self) -> Value {
        let english = Language::default();
        let types = [
            "string",
            "string",
            "date",
            if self.metric.decimals == 0 {
                "integer"
            } else {
                "number"
            },
            "integer",
            "datetime",
        ];
        let fields: Vec<Value> = COLUMNS
            .iter()
            .zip(types)
            .map(|(column, kind)| {
                json!({
                    "name": column,
                    "type": kind,
                    "description": message(english, &meaning_key(column), &[]),
                    "constraints": { "required": true },
                })
            })
            .collect();
        let mut package = json!({
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": self.file_stem(),
            "title": self.title(english),
            "description": self.metric.definition.en,
            "homepage": self.address,
            "contributors": [{ "title": "Weighbridge", "roles": ["publisher"] }],
            "licenses": licenses(self.source),
            "resources": [{
                "name": "data",
                "type": "table",
                "path": DATA,
                "title": self.title(english),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                    "fields": fields,
                    "missingValues": [""],
                    "primaryKey": ["metric", "model", "observed_on"],
                },
            }],
        });
        if let Some(source) = self.source {
            package["sources"] =
                json!([{ "title": self.citation(english), "path": source.homepage }]);
        }
        if let Some(at) = self.known_at {
            // Of the data; no clock is read here.
            package["version"] = json!(super::json::moment(at));
        }
        package
    }
}

/// The cells of a row of a metric, of which its slug and its decimals are given.
pub fn cells<'a>(metric: (&'a str, u8), row: &Row<'a>) -> [Cell<'a>; COLUMNS.len()] {
    let (metric, decimals) = metric;
    [
        Cell::Text(metric),
        Cell::Text(row.model),
        Cell::Day(row.observed_on),
        Cell::amount(i128::from(row.value), decimals),
        Cell::Number(row.snapshot),
        Cell::Moment(row.known_from),
    ]
}
