//! The schemas of the document: those that types say of themselves, with words, and those that
//! follow from tables: values of the catalog, filters, rows of charts.

use super::document::{Words, entries, schema_address};
use crate::charts::{Column, Form, KINDS};
use crate::domain::catalog::Scope;
use crate::domain::{Bloc, LicenseClass, Redistribution, Weights};
use crate::query::{Dictionary, Dimension, Values, filters};
use crate::snapshot::FORMATS;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

/// Texts without control characters.
pub(super) const NO_CONTROLS: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

/// What is said of the document itself: it is its own description.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
pub(super) struct OpenApiDocument {
    openapi: String,
    #[schema(value_type = Object)]
    info: Value,
    #[serde(rename = "externalDocs")]
    #[schema(value_type = Object)]
    external_docs: Value,
    #[schema(value_type = Vec<Object>)]
    servers: Value,
    #[schema(value_type = Vec<Object>)]
    tags: Value,
    #[schema(value_type = Object)]
    paths: Value,
    #[schema(value_type = Object)]
    components: Value,
}

/// What was read of a pushed file, and what is wrong with it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
pub(in crate::web) struct FileReport {
    file: String,
    rows: u64,
    source: Option<String>,
    captured_at: Option<chrono::DateTime<chrono::Utc>>,
    problems: Vec<FileProblem>,
    more_problems: u64,
    well_formed: bool,
    stopped: Option<String>,
}

/// One thing wrong with a pushed file; its place is a line of text or a row of a table.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct FileProblem {
    #[schema(required = false)]
    line: Option<u64>,
    #[schema(required = false)]
    row: Option<u64>,
    column: Option<u32>,
    field: Option<String>,
    message: String,
    hint: Option<String>,
}

/// A parameter or value that is not allowed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct ParameterProblem {
    parameter: String,
    value: String,
    what: String,
    detail: String,
    allowed: String,
    suggestion: Option<String>,
}

/// A problem document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Problem {
    #[schema(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    instance: String,
    errors: Option<Vec<ParameterProblem>>,
    nearest: Option<Vec<String>>,
    report: Option<FileReport>,
}

/// Schemas whose properties may be missing.
const SPARSE: [&str; 2] = ["Problem", "FileProblem"];

/// The schemas with their words, and those of the tables.
pub(super) fn complete(said: Value, dictionary: &Dictionary, words: Words) -> Map<String, Value> {
    let mut schemas = entries(said);
    for (name, schema) in [
        ("Problem", Problem::schema()),
        ("ParameterProblem", ParameterProblem::schema()),
        ("FileReport", FileReport::schema()),
        ("FileProblem", FileProblem::schema()),
    ] {
        let schema = serde_json::to_value(schema).unwrap_or_default();
        schemas.insert(name.to_owned(), schema);
    }
    for (name, schema) in &mut schemas {
        describe(name, schema, words);
    }
    for (name, columns) in row_schemas() {
        schemas.insert(name, rows(columns, words));
    }
    let rows: Vec<Value> = row_schemas()
        .iter()
        .map(|(name, _)| json!({ "type": "array", "items": { "$ref": schema_address(name) } }))
        .collect();
    let described = schemas["Series"]["properties"]["rows"]["description"].take();
    schemas["Series"]["properties"]["rows"] = json!({ "description": described, "anyOf": rows });
    schemas.extend(of_catalog(dictionary, words));
    schemas
        .extend(filters().map(|dimension| (filter_name(dimension), filter(dimension, dictionary))));
    schemas
}

/// Gives the properties of a schema their words, and those with a closed list their values.
fn describe(name: &str, schema: &mut Value, words: Words) {
    // A type that holds another's properties too is both.
    if let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) {
        for part in parts {
            describe(name, part, words);
        }
        return;
    }
    // What types say of themselves is said to those who read them.
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let mut names = Vec::new();
    for (property, said) in &mut *properties {
        names.push(json!(property));
        if let Some(allowed) = closed(name, property) {
            said["enum"] = match said["type"].as_array() {
                Some(_) => allowed
                    .into_iter()
                    .map(Value::from)
                    .chain([Value::Null])
                    .collect(),
                None => allowed.into_iter().map(Value::from).collect(),
            };
        }
        said["description"] = json!(words.say(&property_key(name, property)));
    }
    if !SPARSE.contains(&name) {
        // Where nothing is known, answers say so; they leave nothing out.
        schema["required"] = Value::Array(names);
    }
}

/// Message key of what a property means. A word means the same everywhere, but for a few.
fn property_key(schema: &str, property: &str) -> String {
    let property = property.replace('_', "-");
    match (schema, property.as_str()) {
        ("Links" | "SeriesLinks", "html" | "csv" | "definition") => {
            format!("api-field-links-{property}")
        }
        ("Source" | "Attribution", "license") => "api-field-attribution-license".to_owned(),
        ("OrganizationDetail" | "LicenseDetail", "models") => "api-field-models-of".to_owned(),
        ("Series", "kind" | "rows")
        | ("Event", "kind" | "source" | "importance")
        | ("ColumnNote", "name" | "type")
        | ("Attribution", "source" | "name")
        | ("Problem", "type" | "title" | "detail")
        | ("FileReport", "rows" | "problems")
        | ("ParameterProblem", "value" | "detail")
        | ("Standing", "models" | "value")
        | ("LicenseRun", "raw" | "license")
        | ("Namespace", "name")
        | ("PushedSnapshot", "snapshot") => {
            format!("api-field-{}-{property}", schema.to_lowercase())
        }
        _ => format!("api-field-{property}"),
    }
}

/// The values of a property with a closed list.
fn closed(schema: &str, property: &str) -> Option<Vec<&'static str>> {
    fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|value| word(*value)).collect()
    }
    Some(match (schema, property) {
        (_, "bloc") => words(Bloc::ALL, Bloc::word),
        (_, "weights") => words(Weights::ALL, Weights::word),
        (_, "license_class") | ("License", "class") => words(LicenseClass::ALL, LicenseClass::word),
        (_, "scope") => words(Scope::ALL, Scope::word),
        (_, "redistribution") => words(Redistribution::ALL, Redistribution::word),
        (_, "semantics") => vec!["window", "cumulative", "flow"],
        ("Series", "kind") => KINDS.iter().map(|kind| kind.slug).collect(),
        ("ColumnNote", "type") => vec!["date", "string", "integer", "number"],
        ("ParameterProblem", "what") => vec![
            "unknown-parameter",
            "unknown-value",
            "given-twice",
            "includes-and-excludes",
            "ends-before-it-begins",
        ],
        ("FileReport", "stopped") => vec!["too_large", "damaged", "unreadable"],
        ("PushedSnapshot", "outcome") => vec!["stored", "already-known"],
        _ => return None,
    })
}

/// A word as the name of a schema: `license-class` is `LicenseClass`.
fn pascal(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_uppercase() + rest
    });
    parts.collect()
}

/// The schemas of rows: one for each table of columns, under the name of the first kind that has it.
fn row_schemas() -> Vec<(String, &'static [Column])> {
    let mut found: Vec<(String, &'static [Column])> = Vec::new();
    for kind in KINDS {
        if found.iter().all(|(_, columns)| *columns != kind.columns) {
            found.push((format!("{}Row", pascal(kind.slug)), kind.columns));
        }
    }
    found
}

fn rows(columns: &[Column], words: Words) -> Value {
    let mut properties = Map::new();
    for column in columns {
        let mut schema = match column.form {
            Form::Day => json!({ "type": "string", "format": "date" }),
            Form::Text => json!({ "type": "string" }),
            Form::Count => json!({ "type": "integer", "minimum": 0 }),
            Form::Amount => json!({ "type": "number" }),
            Form::Part => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        };
        if column.may_be_empty {
            schema["type"] = json!([schema["type"], "null"]);
        }
        schema["description"] = json!(words.say(&column.meaning_key()));
        properties.insert(column.name.to_owned(), schema);
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

/// What the catalog names: values of parameters and of paths.
fn of_catalog(dictionary: &Dictionary, words: Words) -> Vec<(String, Value)> {
    let values = |name: &str, values: Vec<&str>| {
        let description = words.say(&format!("api-schema-{}", name.to_lowercase()));
        let schema = json!({ "type": "string", "enum": values, "description": description });
        (name.to_owned(), schema)
    };
    let metrics = dictionary.metrics().iter().map(|row| row.slug.as_str());
    let sources = dictionary.sources().iter().map(|row| row.slug.as_str());
    let countries = dictionary.countries().iter().map(|row| row.code.as_str());
    let organizations = dictionary
        .organizations()
        .iter()
        .map(|row| row.slug.as_str());
    let licenses = dictionary.licenses().iter().map(|row| row.slug.as_str());
    vec![
        values("MetricId", metrics.collect()),
        values("SourceId", sources.collect()),
        values("CountryCode", countries.collect()),
        values("OrganizationSlug", organizations.collect()),
        values("LicenseId", licenses.collect()),
        (
            "ModelId".to_owned(),
            json!({
                "type": "string",
                "minLength": 1,
                "maxLength": 500,
                "pattern": NO_CONTROLS,
                "description": words.say("api-schema-modelid"),
            }),
        ),
        (
            "SnapshotId".to_owned(),
            json!({
                "type": "integer",
                "format": "int64",
                "minimum": 1,
                "description": words.say("api-schema-snapshotid"),
            }),
        ),
    ]
}

/// Name of the schema of a filter.
pub(super) fn filter_name(dimension: &Dimension) -> String {
    format!("{}Filter", pascal(dimension.key))
}

/// What a filter takes: values to keep, or values to leave out.
fn filter(dimension: &Dimension, dictionary: &Dictionary) -> Value {
    let list = |item: Value| json!({ "type": "array", "items": item });
    if let Values::Models = dimension.values {
        return list(json!({ "$ref": schema_address("ModelId") }));
    }
    let kept = dimension.spellings(dictionary);
    let left_out: Vec<String> = kept.iter().map(|value| format!("!{value}")).collect();
    let values = |values: Vec<String>| list(json!({ "type": "string", "enum": values }));
    json!({ "anyOf": [values(kept), values(left_out)] })
}

/// The body of a push: a file in one of the formats that are read.
pub(super) fn pushed(words: Words) -> Value {
    let mut content = Map::new();
    for format in FORMATS {
        let mut schema = json!({ "type": "string" });
        if format.media_type.ends_with("parquet") {
            schema = json!({ "type": "string", "format": "binary" });
        }
        let mut body = json!({ "schema": schema });
        if format.media_type == "text/csv" {
            body["example"] = json!(super::examples::SNAPSHOT);
        }
        content.insert(format.media_type.to_owned(), body);
    }
    json!({
        "description": words.say("api-push-snapshot-body"),
        "required": true,
        "content": content,
    })
}
