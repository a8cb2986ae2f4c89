//! What every page has to be, whatever it shows.

use super::markup::{Element, Piece, elements, pieces, tags, text_of, visible};
use super::reader::{Answer, BASE_URL};
use axum::http::{StatusCode, header};
use std::collections::HashSet;
use std::fs;

/// First words of message keys, and the keys themselves.
pub type Keys = (HashSet<String>, HashSet<String>);

/// The keys of all messages.
pub fn message_keys() -> Keys {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en");
    let mut keys = HashSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let entries = text.lines().filter_map(|line| line.split_once(" = "));
        keys.extend(
            entries
                .map(|(key, _)| key.to_owned())
                .filter(|key| key.contains('-') && !key.starts_with([' ', '#'])),
        );
    }
    let first = keys
        .iter()
        .map(|key| key.split('-').next().unwrap().to_owned());
    (first.collect(), keys)
}

/// Whether a text is a message key, or looks like one that has no message.
fn is_key(text: &str, (first, keys): &Keys) -> bool {
    let text = text.trim();
    keys.contains(text)
        || (text
            .split_once('-')
            .is_some_and(|(word, _)| first.contains(word))
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
}

/// What every page has to be, whatever it shows.
pub fn assert_sound(answer: &Answer, keys: &Keys) {
    let (page, address) = (answer.text(), &answer.address);
    let all = elements(&page);
    let one = |name: &str| {
        let found: Vec<&Element> = all.iter().filter(|e| e.tag.name == name).collect();
        assert_eq!(found.len(), 1, "{address}: <{name}>");
        found[0]
    };
    assert_eq!(
        one("html").tag.get("lang"),
        Some(answer.header(header::CONTENT_LANGUAGE)),
        "{address}"
    );
    // A drawing has a title of its own.
    let (head, _) = page.split_once("</head>").expect("a head");
    assert!(
        text_of(&format!("{head}</head></html>"), "title").ends_with(" · Weighbridge"),
        "{address}"
    );
    assert!(!one("h1").text.trim().is_empty(), "{address}");
    one("main");
    let canonical: Vec<&str> = all
        .iter()
        .filter(|e| e.tag.get("rel") == Some("canonical"))
        .filter_map(|e| e.tag.get("href"))
        .collect();
    match answer.status {
        StatusCode::OK => {
            assert_eq!(canonical.len(), 1, "{address}");
            assert!(
                canonical[0].starts_with(BASE_URL),
                "{address}: {canonical:?}"
            );
        }
        _ => assert!(canonical.is_empty(), "{address} is an error"),
    }

    let ids: Vec<&str> = all.iter().filter_map(|e| e.tag.get("id")).collect();
    let distinct: HashSet<&&str> = ids.iter().collect();
    assert_eq!(
        distinct.len(),
        ids.len(),
        "{address}: an id stands twice in {ids:?}"
    );
    for reference in ["for", "aria-labelledby", "aria-describedby"] {
        for value in all.iter().filter_map(|e| e.tag.get(reference)) {
            for id in value.split_whitespace() {
                assert!(
                    ids.contains(&id),
                    "{address}: {reference}={id} is not there"
                );
            }
        }
    }
    assert_labeled(&page, address);

    // Names that programs use are no words, whatever they look like.
    let codes = all.iter().filter(|element| element.tag.name == "code");
    let codes: HashSet<&str> = codes.map(|element| element.text.trim()).collect();
    for element in &all {
        let tag = &element.tag;
        // Data, our own script file, and the line that applies the chosen theme.
        let is_known_script = tag.name == "script"
            && (tag.get("type") == Some("application/ld+json")
                || tag
                    .get("src")
                    .is_some_and(|src| src.starts_with("/static/"))
                || element.text.trim() == include_str!("../../../static/theme.js").trim());
        assert!(
            is_known_script
                || !["script", "iframe", "object", "embed", "style"].contains(&tag.name.as_str()),
            "{address} has a <{}>",
            tag.name
        );
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on"), "{address}: {name}");
            assert_ne!(name, "style", "{address}: the policy forbids inline styles");
            if ["aria-label", "placeholder", "content", "title", "alt"].contains(&name.as_str()) {
                assert!(!is_key(value, keys), "{address}: the key `{value}`");
            }
        }
        let speaks = [
            "a", "h1", "h2", "h3", "button", "label", "legend", "summary", "option", "dt", "dd",
            "caption", "p", "li",
        ];
        // The script words this one when it brings it in, by what was chosen.
        let is_worded_later = tag.get("data-control") == Some("theme");
        if speaks.contains(&tag.name.as_str()) && !is_worded_later {
            assert!(
                !element.text.trim().is_empty(),
                "{address}: an empty {tag:?}"
            );
        }
        assert!(
            codes.contains(element.text.trim()) || !is_key(&element.text, keys),
            "{address}: the key `{}`",
            element.text
        );
    }
    // The name of a header.
    let seen = visible(&page).replace("If-None-Match", "");
    for bad in ["NaN", "None", "inf%", "Some(", "{ $"] {
        assert!(!seen.contains(bad), "{address} says {bad}");
    }
}

/// Every field has a label: around it, or one that names it.
fn assert_labeled(page: &str, address: &str) {
    let all = tags(page);
    let named: HashSet<&str> = all.iter().filter_map(|tag| tag.get("for")).collect();
    let mut inside = 0;
    for piece in pieces(page) {
        match piece {
            Piece::Open(tag) if tag.name == "label" => inside += 1,
            Piece::Close(name) if name == "label" => inside -= 1,
            Piece::Open(tag) if ["input", "select", "textarea"].contains(&tag.name.as_str()) => {
                let labeled = inside > 0
                    || tag.get("type") == Some("hidden")
                    || tag.get("id").is_some_and(|id| named.contains(id));
                assert!(labeled, "{address}: no label for {tag:?}");
            }
            _ => {}
        }
    }
}
