//! The API: every resource, every refusal, and a document that says no less and no more.

mod document;
mod examples;
mod guide;
mod pages;
pub mod problems;
mod reading;
mod resources;
mod schema;

use super::reader::Reader;
use serde_json::Value;

/// An operation as the document has it.
pub struct Described {
    pub id: String,
    pub method: String,
    pub path: String,
    pub said: Value,
}

/// The document a site gives.
pub async fn document(reader: &Reader) -> Value {
    reader.read("/api/openapi.json").await.json()
}

/// The operations of a document.
pub fn operations(document: &Value) -> Vec<Described> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, said) in item.as_object().unwrap() {
            found.push(Described {
                id: said["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                said: said.clone(),
            });
        }
    }
    assert!(found.len() > 10, "{} operations", found.len());
    found
}

impl Described {
    pub fn parameters(&self) -> &[Value] {
        self.said["parameters"].as_array().unwrap()
    }

    /// The address that the example on the command line asks for, without the host.
    pub fn example(&self) -> String {
        let curl = self.said["x-codeSamples"][0]["source"].as_str().unwrap();
        let (_, address) = curl.split_once(super::reader::BASE_URL).unwrap();
        address.trim_end_matches('\'').to_owned()
    }
}
