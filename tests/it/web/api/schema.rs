//! Checks values against the schemas of the document, as strictly as they were meant: what a schema
//! does not name must not be there.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

/// All that is wrong with a value; empty where it is as its schema says.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "", &mut found);
    found
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(address) => {
            let pointer = address.strip_prefix('#').unwrap();
            let found = document.pointer(pointer);
            resolve(document, found.unwrap_or_else(|| panic!("no {address}")))
        }
        None => schema,
    }
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let schema = resolve(document, schema);
    for key in ["anyOf", "oneOf"] {
        if let Some(ways) = schema[key].as_array() {
            let fits = |way: &&Value| faults(document, way, value).is_empty();
            if !ways.iter().any(|way| fits(&way)) {
                found.push(format!("{place}: none of {key}: {value}"));
            }
            return;
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(some) => some.iter().map(|one| one.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|word| is(word, value)) {
        found.push(format!("{place}: {value} is not {types:?}"));
        return;
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        found.push(format!("{place}: {value} is not among {allowed:?}"));
    }
    match value {
        Value::String(text) => {
            let is_good = match schema["format"].as_str() {
                Some("date") => text.parse::<NaiveDate>().is_ok(),
                Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
                _ => true,
            };
            if !is_good {
                found.push(format!("{place}: {text} is no {}", schema["format"]));
            }
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
            if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
                found.push(format!("{place}: {number} is out of range"));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                check(
                    document,
                    &schema["items"],
                    item,
                    &format!("{place}/{at}"),
                    found,
                );
            }
        }
        Value::Object(entries) => {
            let properties = properties(document, schema);
            let is_map = schema.get("additionalProperties").is_some();
            for (name, item) in entries {
                let place = format!("{place}/{name}");
                match properties.iter().find(|(known, _, _)| known == name) {
                    Some((_, schema, _)) => check(document, schema, item, &place, found),
                    None if is_map => check(
                        document,
                        &schema["additionalProperties"],
                        item,
                        &place,
                        found,
                    ),
                    // An object of which no more is said.
                    None if properties.is_empty() => {}
                    None => found.push(format!("{place} is not in the document")),
                }
            }
            for (name, _, is_required) in &properties {
                if *is_required && !entries.contains_key(name) {
                    found.push(format!("{place}/{name} is missing"));
                }
            }
        }
        Value::Bool(_) | Value::Null => {}
    }
}

/// Name, schema and need of each property, those of other schemas it includes among them.
fn properties(document: &Value, schema: &Value) -> Vec<(String, Value, bool)> {
    let schema = resolve(document, schema);
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, said)| {
        let is_required = required.iter().any(|known| known == name);
        (name.clone(), said.clone(), is_required)
    });
    let parts = schema["allOf"].as_array().into_iter().flatten();
    parts
        .flat_map(|part| properties(document, part))
        .chain(own)
        .collect()
}

fn is(word: &str, value: &Value) -> bool {
    match word {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("`{other}` is no type"),
    }
}

#[cfg(test)]
mod tests {
    use super::faults;
    use serde_json::json;

    #[test]
    fn what_is_not_as_said_is_found() {
        let document = json!({ "a": { "type": "string", "format": "date" } });
        let schema = json!({
            "type": "object",
            "required": ["day", "count"],
            "properties": {
                "day": { "$ref": "#/a" },
                "count": { "type": ["integer", "null"], "minimum": 1 },
                "word": { "enum": ["x"] },
            },
        });
        let wrong = |value| faults(&document, &schema, &value).len();
        assert_eq!(wrong(json!({ "day": "2026-01-31", "count": null })), 0);
        assert_eq!(
            wrong(json!({ "day": "2026-02-31", "count": 0, "word": "y" })),
            3
        );
        assert_eq!(wrong(json!({ "count": 1.5, "more": 1 })), 3);
    }
}
