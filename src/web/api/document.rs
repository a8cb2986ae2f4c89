//! The `OpenAPI` document: what handlers and types say of themselves, completed from the tables of
//! operations, parameters, dimensions and problems, in the words of a language.

use super::answer::json;
use super::examples;
use super::operations::Operation;
use super::parameters::{Accepts, NOTHING, Own, Takes};
use super::problem::{self, ProblemKind};
use super::schemas;
use super::series::DEFAULT_KIND;
use super::{parameters, routes};
use crate::charts::KINDS;
use crate::query::{self, Dictionary, Dimension, Key, breakdowns};
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::state::Site;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

/// A month in addresses.
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
/// Name of the scheme by which pushes are admitted.
const TOKEN: &str = "token";

/// The document, as machines read it.
#[utoipa::path(get, path = "/api/openapi.json", tag = "document",
    responses((status = 200, body = schemas::OpenApiDocument)))]
pub(super) async fn get_openapi(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    NOTHING.read(question.as_deref(), &site.edition().dictionary)?;
    json(&request, &document(&site, Language::default()))
}

/// The document of a site, in the words of a language.
pub(in crate::web) fn document(site: &Site, language: Language) -> Value {
    let mut document = described(&site.edition().dictionary, site.base_url(), language);
    if let Some(contact) = site.contact() {
        document["info"]["contact"] = if contact.starts_with("http") {
            json!({ "url": contact })
        } else if contact.contains('@') && !contact.contains(' ') {
            json!({ "email": contact.trim_start_matches("mailto:") })
        } else {
            json!({ "name": contact, "url": format!("{}/about", site.base_url()) })
        };
    }
    document
}

/// The words of a document.
#[derive(Clone, Copy)]
pub(super) struct Words(pub Language);

impl Words {
    pub fn say(self, key: &str) -> String {
        message(self.0, key, &[])
    }
}

/// The document of a site with this dictionary, at this address.
pub(super) fn described(dictionary: &Dictionary, base_url: &str, language: Language) -> Value {
    let words = Words(language);
    let mut said = serde_json::to_value(routes().into_openapi()).unwrap_or_default();
    let mut paths = Map::new();
    let mut tags: Vec<Value> = Vec::new();
    for (path, mut item) in entries(said["paths"].take()) {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            complete(operation, base_url, words);
            let tag = operation["tags"][0].as_str().unwrap_or_default();
            if tags.iter().all(|known| known["name"] != tag) {
                let description = words.say(&format!("api-tag-{tag}"));
                tags.push(json!({ "name": tag, "description": description }));
            }
        }
        // The router says by a star that a part of a path may hold slashes.
        paths.insert(path.replace("{*", "{"), item);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": words.say("api-document-title"),
            "version": "1",
            "summary": words.say("api-summary"),
            "description": words.say("api-description"),
            "contact": { "name": "Weighbridge", "url": format!("{base_url}/about") },
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "externalDocs": { "url": format!("{base_url}/data"), "description": words.say("api-terms") },
        "servers": [{ "url": base_url }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas::complete(said["components"]["schemas"].take(), dictionary, words),
            "responses": problems(words),
            "securitySchemes": {
                TOKEN: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": words.say("api-token"),
                },
            },
        },
    })
}

/// The entries of an object.
pub(super) fn entries(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(entries) => entries,
        _ => Map::new(),
    }
}

/// Completes what a handler says of itself.
fn complete(said: &mut Value, base_url: &str, words: Words) {
    let Some(operation) = said["operationId"].as_str().and_then(Operation::of) else {
        return;
    };
    let is_push = operation.id == "push_snapshot";
    let mut responses = Map::new();
    for (status, mut response) in entries(said["responses"].take()) {
        response["description"] = json!(words.say(&format!("{}-{status}", operation.key())));
        response["headers"] = success_headers(operation, words);
        if let Some(example) = examples::answer(operation.id) {
            response["content"]["application/json"]["example"] = example;
        }
        responses.insert(status, response);
    }
    if !is_push {
        let unchanged = json!({
            "description": words.say("api-unchanged"),
            "headers": { "ETag": header(words, "etag") },
        });
        responses.insert("304".to_owned(), unchanged);
    }
    for status in operation.refusals() {
        let reference = format!("#/components/responses/Problem{status}");
        responses.insert(status.to_string(), json!({ "$ref": reference }));
    }
    let key = operation.key();
    let curl = if is_push {
        examples::push(base_url)
    } else {
        format!("curl '{base_url}{}'", operation.example)
    };
    let mut whole = json!({
        "operationId": operation.id,
        "tags": said["tags"].take(),
        "summary": words.say(&key),
        "description": words.say(&format!("{key}-words")),
        "parameters": parameters(operation, words),
        "responses": responses,
        "x-codeSamples": [{ "lang": "Shell", "label": "curl", "source": curl }],
    });
    if is_push {
        whole["requestBody"] = schemas::pushed(words);
        whole["security"] = json!([{ TOKEN: [] }]);
    }
    *said = whole;
}

fn success_headers(operation: &Operation, words: Words) -> Value {
    if operation.id == "push_snapshot" {
        return json!({ "Location": header(words, "location") });
    }
    let mut headers = json!({
        "ETag": header(words, "etag"),
        "Cache-Control": header(words, "cache-control"),
    });
    let is_paged = operation.accepts.own.iter().any(|own| own.key == "after");
    if is_paged {
        headers["Link"] = header(words, "link");
    }
    headers
}

fn header(words: Words, name: &str) -> Value {
    json!({
        "description": words.say(&format!("api-header-{name}")),
        "schema": { "type": "string" },
    })
}

/// What an operation takes, in its path and behind the `?`.
fn parameters(operation: &Operation, words: Words) -> Vec<Value> {
    let places = operation.places.iter().map(|(name, schema, example)| {
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": words.say(&format!("api-place-{}-{name}", schema.to_lowercase())),
            "schema": { "$ref": schema_address(schema) },
            "example": example,
        })
    });
    let Accepts { own, .. } = operation.accepts;
    let own = own.iter().map(|own| own_parameter(own, words));
    let keys = operation
        .accepts
        .keys()
        .map(|key| key_parameter(key, words));
    places.chain(own).chain(keys).collect()
}

fn behind(name: &str, words: Words, schema: Value) -> Value {
    let mut parameter = json!({
        "name": name,
        "in": "query",
        "required": false,
        "description": words.say(&format!("api-parameter-{name}")),
    });
    parameter["schema"] = schema;
    parameter
}

/// A list in an address: repeated, or joined by `~`.
fn list(name: &str, words: Words, schema: Value) -> Value {
    let mut list = behind(name, words, schema);
    list["style"] = json!("form");
    list["explode"] = json!(true);
    list
}

fn own_parameter(own: &Own, words: Words) -> Value {
    match own.takes {
        Takes::Kind => {
            let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.slug).collect();
            let schema = json!({ "type": "string", "enum": kinds, "default": DEFAULT_KIND });
            behind(own.key, words, schema)
        }
        Takes::Text => {
            let schema = json!({
                "type": "string",
                "maxLength": parameters::LONGEST_TEXT,
                "pattern": schemas::NO_CONTROLS,
            });
            let mut text = behind(own.key, words, schema);
            text["example"] = json!("qwen3-8b");
            text
        }
        Takes::Sources => {
            let item = json!({ "$ref": schema_address("SourceId") });
            list(own.key, words, json!({ "type": "array", "items": item }))
        }
        Takes::Limit => {
            let schema = json!({
                "type": "integer",
                "minimum": 1,
                "maximum": parameters::MOST,
                "default": parameters::DEFAULT_LIMIT,
            });
            behind(own.key, words, schema)
        }
        Takes::Cursor {
            pattern, longest, ..
        } => {
            let schema = json!({ "type": "string", "pattern": pattern, "maxLength": longest });
            behind(own.key, words, schema)
        }
        Takes::Moment => {
            let schema = json!({ "type": "string", "format": "date-time" });
            behind(own.key, words, schema)
        }
    }
}

/// A key of questions, as its table has it.
fn key_parameter(key: Key, words: Words) -> Value {
    let name = key.name();
    let entry = match key {
        Key::Filter(dimension) => {
            let schema = json!({ "$ref": schema_address(&schemas::filter_name(dimension)) });
            let mut filter = list(name, words, schema);
            filter["description"] = json!(filter_words(dimension, words));
            return filter;
        }
        Key::Parameter(entry) => entry,
    };
    let mut schema = match entry.takes {
        query::Takes::Words(allowed) => json!({ "type": "string", "enum": allowed }),
        query::Takes::Metric => json!({ "$ref": schema_address("MetricId") }),
        query::Takes::Breakdown => {
            let keys: Vec<&str> = breakdowns().map(|entry| entry.key).collect();
            json!({ "type": "string", "enum": keys })
        }
        query::Takes::Day => json!({ "anyOf": [day(), month()] }),
        query::Takes::Moment => json!({ "anyOf": [moment(), day(), month()] }),
        query::Takes::Whole { least, most, .. } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
    };
    if let Some(default) = entry.default_value() {
        schema["default"] = match entry.takes {
            query::Takes::Whole { default, .. } => json!(default),
            _ => json!(default),
        };
    }
    behind(name, words, schema)
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn month() -> Value {
    json!({ "type": "string", "pattern": MONTH })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// What a filter keeps, and how its list is spelled.
fn filter_words(dimension: &Dimension, words: Words) -> String {
    let what = words.say(&format!("api-parameter-{}", dimension.key));
    let list = words.say("api-list");
    if dimension.is_model() {
        return format!("{what} {list}");
    }
    format!("{what} {list} {}", words.say("api-list-unknown"))
}

pub(super) fn schema_address(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// The documents of refusals, by status.
fn problems(words: Words) -> Map<String, Value> {
    let mut responses: Map<String, Value> = Map::new();
    for kind in ProblemKind::ALL {
        let status = kind.status().as_u16();
        let title = words.say(&kind.key());
        let detail = message(Language::default(), &format!("{}-words", kind.key()), &[]);
        let example = json!({
            "summary": title,
            "value": {
                "type": kind.address(),
                "title": message(Language::default(), &kind.key(), &[]),
                "status": status,
                "detail": detail,
                "instance": "urn:uuid:7f6c1a1e-3b52-4f3c-9a53-0d2b8f8f3a10",
            },
        });
        let response = responses
            .entry(format!("Problem{status}"))
            .or_insert_with(|| {
                json!({
                    "description": "",
                    "headers": problem_headers(*kind, words),
                    "content": {
                        problem::MEDIA_TYPE: {
                            "schema": { "$ref": schema_address("Problem") },
                            "examples": {},
                        },
                    },
                })
            });
        let before = response["description"].as_str().unwrap_or_default();
        let blank = if before.is_empty() { "" } else { " " };
        response["description"] = json!(format!("{before}{blank}{title}."));
        response["content"][problem::MEDIA_TYPE]["examples"][kind.slug()] = example;
    }
    responses
}

fn problem_headers(kind: ProblemKind, words: Words) -> Value {
    match kind {
        ProblemKind::Method => json!({ "Allow": header(words, "allow") }),
        ProblemKind::Unauthorized => {
            json!({ "WWW-Authenticate": header(words, "www-authenticate") })
        }
        ProblemKind::TooMany | ProblemKind::Unavailable | ProblemKind::Busy => {
            json!({ "Retry-After": header(words, "retry-after") })
        }
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::super::operations::OPERATIONS;
    use super::*;
    use std::collections::BTreeSet;

    /// All texts of a document, with their place.
    fn texts(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => found.push((place.to_owned(), text.clone())),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(at, item)| texts(item, &format!("{place}/{at}"), found)),
            Value::Object(entries) => entries
                .iter()
                .for_each(|(name, item)| texts(item, &format!("{place}/{name}"), found)),
            _ => {}
        }
    }

    fn whole(language: Language) -> Value {
        let catalog = crate::bundled::catalog().unwrap();
        described(
            &Dictionary::from_catalog(&catalog),
            "https://example.org",
            language,
        )
    }

    #[test]
    fn everything_is_said_in_words_of_both_languages() {
        let mut kept = BTreeSet::new();
        for language in Language::ALL {
            let document = whole(*language);
            let mut found = Vec::new();
            texts(&document, "", &mut found);
            let is_key = |text: &str| text.starts_with("api-") || text.starts_with("problem-");
            let missing: BTreeSet<_> = found.iter().filter(|(_, text)| is_key(text)).collect();
            assert!(missing.is_empty(), "{language:?}: {missing:#?}");
            let summaries = found
                .iter()
                .filter(|(place, _)| place.ends_with("/summary"));
            kept.extend(summaries.map(|(_, text)| text.clone()));
        }
        assert!(
            kept.contains("Find models") && kept.contains("Chercher des modèles"),
            "{kept:?}"
        );
        let keys = |text: &str| -> BTreeSet<String> {
            let lines = text.lines().filter_map(|line| line.split_once(" ="));
            let keys = lines
                .map(|(key, _)| key)
                .filter(|key| !key.starts_with([' ', '#']));
            keys.map(str::to_owned).collect()
        };
        let en = keys(include_str!("../../../locales/en/api.ftl"));
        assert_eq!(en, keys(include_str!("../../../locales/fr/api.ftl")));
    }

    #[test]
    fn each_operation_has_one_entry_and_each_entry_an_operation() {
        let document = whole(Language::En);
        let mut ids = Vec::new();
        for (_, item) in document["paths"].as_object().unwrap() {
            for (_, operation) in item.as_object().unwrap() {
                ids.push(operation["operationId"].as_str().unwrap().to_owned());
            }
        }
        let entries: Vec<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
        assert_eq!(ids, entries, "the table stands in the order of the routes");
    }

    #[test]
    fn a_reference_leads_to_something() {
        let document = whole(Language::En);
        let mut found = Vec::new();
        texts(&document, "", &mut found);
        let references = found.iter().filter(|(place, _)| place.ends_with("/$ref"));
        let mut count = 0;
        for (place, address) in references {
            let pointer = address.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{place}: {address}");
            count += 1;
        }
        assert!(count > 100, "{count} references");
    }
}
