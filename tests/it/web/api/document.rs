//! The document says all there is below `/api/`, and nothing else.

use super::super::markup::visible;
use super::super::reader::Reader;
use super::super::sound::{assert_sound, message_keys};
use super::{document, operations};
use axum::http::{Method, StatusCode, header};
use serde_json::Value;
use std::collections::BTreeSet;
use weighbridge::charts::KINDS;
use weighbridge::query::{Key, filters, keys};
use weighbridge::web::routes;

#[tokio::test]
async fn every_route_below_api_is_in_the_document_and_the_other_way_round() {
    let reader = Reader::of_nothing().await;
    let document = document(&reader).await;
    // The router tells its routes to whoever looks at it.
    let routes = format!("{:?}", routes::router(reader.site.clone()));
    let routes: BTreeSet<String> = routes
        .split('"')
        .filter(|text| text.starts_with("/api/"))
        .map(|route| route.replace("{*", "{"))
        .collect();
    let paths = document["paths"].as_object().unwrap();
    let paths: BTreeSet<String> = paths.keys().cloned().collect();
    assert!(routes.len() > 10, "the routes are not told: {routes:?}");
    assert_eq!(routes, paths);
    for operation in operations(&document) {
        let answer = reader
            .ask(Method::DELETE, &operation.path.replace(['{', '}'], ""))
            .await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        let allowed = answer.header(header::ALLOW).to_owned();
        let item = document["paths"][&operation.path].as_object().unwrap();
        let documented: BTreeSet<String> =
            item.keys().map(|method| method.to_uppercase()).collect();
        let allowed: BTreeSet<String> = allowed.split(',').map(str::to_owned).collect();
        let besides: Vec<&String> = allowed.difference(&documented).collect();
        assert_eq!(besides, ["HEAD"], "{}", operation.path);
        assert!(documented.is_subset(&allowed), "{}", operation.path);
    }
}

/// Any change of the API shows here, for its author to say in the changelog. Long lists of values
/// are the catalog's, which changes for reasons of its own.
#[tokio::test]
async fn the_document_is_what_it_was() {
    let reader = Reader::of_bundled().await;
    let mut document = document(&reader).await;
    shorten(&mut document);
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

/// Puts a word in the place of long lists of values, and leaves out examples, which are files of
/// their own.
fn shorten(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| name != "example" && name != "examples");
            if let Some(Value::Array(all)) = fields.get_mut("enum")
                && all.len() > 20
            {
                *all = vec!["values of the catalog".into()];
            }
            fields.values_mut().for_each(shorten);
        }
        Value::Array(all) => all.iter_mut().for_each(shorten),
        _ => {}
    }
}

#[tokio::test]
async fn a_series_takes_every_key_of_a_question_with_all_its_values() {
    let reader = Reader::of_bundled().await;
    let document = document(&reader).await;
    let operations = operations(&document);
    let series = operations.iter().find(|it| it.id == "get_series").unwrap();
    let names: Vec<&str> = series
        .parameters()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    let expected: Vec<&str> = ["kind"].into_iter().chain(keys().map(Key::name)).collect();
    assert_eq!(names, expected);
    let models = operations.iter().find(|it| it.id == "list_models").unwrap();
    for dimension in filters().filter(|dimension| !dimension.is_model()) {
        let found = models
            .parameters()
            .iter()
            .any(|it| it["name"] == dimension.key);
        assert!(found, "models cannot be filtered by {}", dimension.key);
    }
}

/// Some values that a schema allows: of a long list the first, one in the middle, and the last.
fn some(document: &Value, schema: &Value) -> Vec<Vec<String>> {
    if let Some(address) = schema["$ref"].as_str() {
        return some(document, document.pointer(&address[1..]).unwrap());
    }
    if let Some(allowed) = schema["enum"].as_array() {
        let allowed: Vec<&str> = allowed.iter().map(|it| it.as_str().unwrap()).collect();
        let few = allowed.len() <= 20;
        let places = [0, allowed.len() / 2, allowed.len() - 1];
        let of = |(at, value): (usize, &&str)| {
            (few || places.contains(&at)).then(|| vec![(*value).to_owned()])
        };
        return allowed.iter().enumerate().filter_map(of).collect();
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        return ways.iter().flat_map(|way| some(document, way)).collect();
    }
    if schema["type"] == "array" {
        let mut lists = some(document, &schema["items"]);
        let whole: Vec<String> = lists.concat();
        lists.push(whole);
        return lists;
    }
    let one = |text: &str| vec![vec![text.to_owned()]];
    match (
        schema["type"].as_str().unwrap(),
        schema["format"].as_str(),
        schema["pattern"].as_str(),
    ) {
        ("integer", ..) => {
            let of = |name: &str| schema[name].as_i64().unwrap().to_string();
            vec![vec![of("minimum")], vec![of("maximum")]]
        }
        (_, Some("date"), _) => one("2026-02-28"),
        (_, Some("date-time"), _) => one("2026-08-01T12:00:00+02:00"),
        (_, _, Some(pattern)) if pattern.starts_with("^[0-9]{4}-(") => one("2026-09"),
        (_, _, Some("^[0-9]{1,4}-([0-9a-f]{2})*$")) => {
            vec![vec!["0-".to_owned()], vec!["9999-ff00".to_owned()]]
        }
        (_, _, Some("^[0-9]{1,16}-[0-9]{1,18}$")) => one("1759881600000001-12"),
        // Of texts that name something only what is there is taken.
        (_, _, Some(_)) => one("deepseek/deepseek-r1"),
        other => panic!("no value of {other:?}"),
    }
}

#[tokio::test]
async fn every_value_of_every_parameter_is_taken() {
    let reader = Reader::of_bundled().await;
    let document = document(&reader).await;
    let mut asked = 0;
    for operation in operations(&document) {
        if operation.method != "GET" {
            continue;
        }
        for parameter in operation
            .parameters()
            .iter()
            .filter(|it| it["in"] == "query")
        {
            let name = parameter["name"].as_str().unwrap();
            for values in some(&document, &parameter["schema"]) {
                let mut question = form_urlencoded::Serializer::new(String::new());
                for value in &values {
                    question.append_pair(name, value);
                }
                let address = format!("{}?{}", operation.path, question.finish());
                let answer = reader.get(&address).await;
                assert_eq!(
                    answer.status,
                    StatusCode::OK,
                    "{address}: {}",
                    answer.text()
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 150, "{asked} values");
}

/// A text of the document as the page shows it: what programs use is set apart by its type.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

#[tokio::test]
async fn the_reference_page_says_what_the_document_says() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/api").await;
    assert_sound(&page, &message_keys());
    let document = document(&reader).await;
    let html = page.text();
    let seen = visible(&html.replace("<code>", "").replace("</code>", ""));
    let seen: Vec<&str> = seen.split_whitespace().collect();
    let seen = seen.join(" ");
    for operation in operations(&document) {
        assert!(
            html.contains(&format!("id=\"{}\"", operation.id)),
            "{}",
            operation.id
        );
        let line = format!("{} {}", operation.method, operation.path);
        assert!(seen.contains(&line), "{line}");
        let curl = operation.said["x-codeSamples"][0]["source"]
            .as_str()
            .unwrap();
        assert!(seen.contains(curl.lines().next().unwrap()), "{curl}");
        for name in ["summary", "description"] {
            assert!(
                seen.contains(&plain(operation.said[name].as_str().unwrap())),
                "{name}"
            );
        }
        for parameter in operation.parameters() {
            let words = plain(parameter["description"].as_str().unwrap());
            assert!(seen.contains(&words), "{}: {words}", operation.id);
        }
    }
    for kind in KINDS {
        assert!(seen.contains(kind.slug), "{}", kind.slug);
    }
    for address in ["/", "/data"] {
        let page = reader.read(address).await.text();
        assert!(
            page.contains("href=\"/api\""),
            "{address} does not lead there"
        );
    }
}
