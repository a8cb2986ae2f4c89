//! `/api`: the reference of the API, read from the same document that machines read.

use super::listing::{Cell, Listing};
use super::{Page, html};
use crate::text::message;
use crate::web::Error;
use crate::web::api::{ProblemKind, document};
use crate::web::language::InLanguage;
use askama::Template;
use axum::response::Response;
use serde_json::Value;

/// Values that are listed one by one; of more, the first few.
const LISTED: usize = 13;
/// The few.
const FEW: usize = 3;
/// Where the schemas of the document are.
const SCHEMAS: &str = "#/components/schemas/";

#[derive(Template)]
#[template(path = "api.html")]
struct ReferencePage {
    page: Page,
    /// Paragraphs on what is true of all addresses.
    about: Vec<String>,
    host: String,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
    problems: Vec<(&'static str, u16, String, Cell)>,
}

/// What can be asked of one thing.
struct Group {
    name: String,
    description: String,
    operations: Vec<Described>,
}

/// An operation.
struct Described {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Listing,
    curl: String,
    /// What it answers: status, words, and the schema of what it gives.
    answers: Listing,
    example: String,
}

/// What an answer or a part of one is made of.
struct Schema {
    name: String,
    properties: Listing,
}

/// The page.
pub(in crate::web) async fn reference(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let title = message(language, "api-title", &[]);
    let page = Page::new(&site, "/api", "", title);
    let page = page.described(message(language, "api-summary", &[]));
    let document = document(&site, language);
    let about = text(&document["info"]["description"])
        .split("\n\n")
        .map(str::to_owned);
    let problems = ProblemKind::ALL.iter().map(|kind| {
        (
            kind.slug(),
            kind.status().as_u16(),
            page.t(&kind.key()),
            Cell::with_code(page.t(&format!("{}-words", kind.key()))),
        )
    });
    html(
        site.spoken(),
        &ReferencePage {
            about: about.collect(),
            host: site.base_url().to_owned(),
            groups: groups(&page, &document),
            schemas: schemas(&page, &document),
            problems: problems.collect(),
            page,
        },
    )
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.as_str(), value))
}

/// What a reference leads to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let address = value["$ref"]
        .as_str()
        .and_then(|address| address.strip_prefix('#'));
    address
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(value)
}

fn groups(page: &Page, document: &Value) -> Vec<Group> {
    let tags = list(&document["tags"]).iter().map(|tag| {
        let name = text(&tag["name"]);
        let mut operations = Vec::new();
        for (path, item) in entries(&document["paths"]) {
            for (method, operation) in entries(item) {
                if operation["tags"][0] == name {
                    operations.push(described(page, document, method, path, operation));
                }
            }
        }
        Group {
            name: page.t(&format!("api-tag-{name}-name")),
            description: text(&tag["description"]).to_owned(),
            operations,
        }
    });
    tags.collect()
}

fn described(
    page: &Page,
    document: &Value,
    method: &str,
    path: &str,
    operation: &Value,
) -> Described {
    let summary = text(&operation["summary"]);
    let parameters = list(&operation["parameters"]).iter().map(|parameter| {
        let schema = &parameter["schema"];
        vec![
            Cell::code(text(&parameter["name"])),
            allowed(page, document, schema),
            Cell::with_code(text(&parameter["description"])),
        ]
    });
    let media_types = entries(&operation["requestBody"]["content"]).map(|(name, _)| name);
    let media_types: Vec<&str> = media_types.collect();
    let body = (!media_types.is_empty()).then(|| {
        vec![
            Cell::whole(page.t("api-body")),
            Cell::with_code(listed(&media_types)),
            Cell::with_code(text(&operation["requestBody"]["description"])),
        ]
    });
    let heads = ["api-parameter", "api-values", "column-meaning"];
    let parameters = Listing {
        caption: page.tv("api-parameters-of", "operation", summary),
        columns: page.heads(&heads, &[]),
        rows: parameters.chain(body).collect(),
        is_stacked: true,
        ..Listing::default()
    };
    let answers = entries(&operation["responses"]).map(|(status, response)| {
        let response = resolved(document, response);
        let schema = entries(&response["content"]).next();
        let schema = schema.and_then(|(_, content)| content["schema"]["$ref"].as_str());
        let schema = schema.and_then(|address| address.strip_prefix(SCHEMAS));
        vec![
            Cell::whole(status),
            match schema {
                Some(name) => of_schema(format!("`{name}`"), name),
                None => Cell::text(""),
            },
            Cell::with_code(text(&response["description"])),
        ]
    });
    let answers = Listing {
        caption: page.tv("api-answers-of", "operation", summary),
        columns: page.heads(&["api-status", "api-gives", "column-meaning"], &[]),
        rows: answers.collect(),
        ..Listing::default()
    };
    let example = entries(&operation["responses"])
        .map(|(_, response)| &response["content"]["application/json"]["example"])
        .find(|example| !example.is_null());
    Described {
        id: text(&operation["operationId"]).to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: summary.to_owned(),
        description: text(&operation["description"]).to_owned(),
        parameters,
        curl: text(&operation["x-codeSamples"][0]["source"]).to_owned(),
        answers,
        example: example
            .and_then(|example| serde_json::to_string_pretty(example).ok())
            .unwrap_or_default(),
    }
}

/// Names that programs use, one after the other.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Words that lead to a schema.
fn of_schema(words: String, schema: &str) -> Cell {
    Cell {
        address: Some(format!("#{schema}")),
        ..Cell::with_code(words)
    }
}

/// What a value may be, in words.
fn allowed(page: &Page, document: &Value, schema: &Value) -> Cell {
    let schema = resolved(document, schema);
    let mut words = form(page, document, schema);
    let default = match &schema["default"] {
        Value::Null => return Cell::with_code(words),
        Value::String(default) => default.clone(),
        other => other.to_string(),
    };
    words.push_str("; ");
    words.push_str(&page.tv("api-default", "value", format!("`{default}`")));
    Cell::with_code(words)
}

fn form(page: &Page, document: &Value, schema: &Value) -> String {
    let schema = resolved(document, schema);
    let values: Vec<&str> = list(&schema["enum"])
        .iter()
        .filter_map(Value::as_str)
        .collect();
    if values.len() > LISTED {
        let few = listed(&values[..FEW]);
        let more = (values.len() - FEW).to_string();
        let arguments = [("few", few.as_str()), ("more", more.as_str())];
        return message(page.language, "api-values-more", &arguments);
    }
    if !values.is_empty() {
        return listed(&values);
    }
    if schema["type"] == "array" {
        let item = form(page, document, &schema["items"]);
        return page.tv("api-list-of", "item", item);
    }
    let parts = ["anyOf", "oneOf"].map(|key| list(&schema[key]));
    let parts: Vec<String> = parts
        .concat()
        .iter()
        .map(|part| form(page, document, part))
        .collect();
    // Of values to keep and values to leave out, one is told; the words say the other.
    let is_filter = schema["anyOf"][1]["items"]["enum"][0].as_str();
    if is_filter.is_some_and(|value| value.starts_with('!')) {
        return parts.into_iter().next().unwrap_or_default();
    }
    if !parts.is_empty() {
        return parts.join(&page.t("api-or"));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types
            .iter()
            .map(|word| page.t(&type_key(text(word))))
            .collect(),
        word => vec![page.t(&type_key(text(word)))],
    };
    let known = match text(&schema["format"]) {
        "date" => page.t("api-type-date"),
        "date-time" => page.t("api-type-date-time"),
        _ if schema["pattern"]
            .as_str()
            .is_some_and(|it| it.starts_with("^[0-9]{4}-(")) =>
        {
            page.t("api-type-month")
        }
        _ => types.join(&page.t("api-or")),
    };
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Number(least), Value::Number(most)) => {
            let (least, most) = (least.to_string(), most.to_string());
            let arguments = [("type", known.as_str()), ("least", &least), ("most", &most)];
            message(page.language, "api-between", &arguments)
        }
        _ => known,
    }
}

fn type_key(word: &str) -> String {
    format!("api-type-{word}")
}

/// What answers are made of: schemas with properties. What one shares with another is told there.
fn schemas(page: &Page, document: &Value) -> Vec<Schema> {
    let all = entries(&document["components"]["schemas"]);
    let told = all.filter_map(|(name, schema)| {
        let mut rows = Vec::new();
        for part in std::iter::once(schema).chain(list(&schema["allOf"])) {
            if let Some(other) = part["$ref"].as_str() {
                let other = other.trim_start_matches(SCHEMAS);
                rows.push(vec![
                    Cell::whole("…"),
                    of_schema(format!("`{other}`"), other),
                    Cell::with_code(page.tv("api-all-of", "schema", format!("`{other}`"))),
                ]);
            }
            rows.extend(entries(&part["properties"]).map(|(property, said)| {
                vec![
                    Cell::code(property),
                    type_of(page, document, said),
                    Cell::with_code(text(&said["description"])),
                ]
            }));
        }
        if rows.is_empty() {
            return None;
        }
        Some(Schema {
            name: name.to_owned(),
            properties: Listing {
                caption: name.to_owned(),
                columns: page.heads(&["api-property", "api-type", "column-meaning"], &[]),
                rows,
                is_stacked: true,
                ..Listing::default()
            },
        })
    });
    told.collect()
}

/// The type of a property, leading to its schema where it has properties of its own.
fn type_of(page: &Page, document: &Value, schema: &Value) -> Cell {
    let parts = list(&schema["oneOf"]);
    let reference = std::iter::once(schema)
        .chain(parts)
        .chain([&schema["items"]])
        .find_map(|part| part["$ref"].as_str());
    let words = if schema["type"] == "array" {
        page.t("api-type-array")
    } else {
        form(page, document, schema)
    };
    let Some(name) = reference.and_then(|address| address.strip_prefix(SCHEMAS)) else {
        return Cell::with_code(words);
    };
    let is_list = schema["type"] == "array";
    let name_of_it = format!("`{name}`");
    let words = if is_list {
        page.tv("api-list-of", "item", name_of_it)
    } else {
        name_of_it
    };
    of_schema(words, name)
}
