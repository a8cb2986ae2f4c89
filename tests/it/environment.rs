//! The variables: what `src/config.rs` reads, `.env.example` lists and the README explains; and
//! what the guide to operation names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use weighbridge::telemetry::metrics::{Kind, METRICS};

/// Variables of `.env.example` that are not the program's.
const OF_COMPOSE: &[&str] = &["POSTGRES_PASSWORD"];

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The text between the quotes after `key = `.
fn quoted<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("{key} = \""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Variable and default of every setting, empty where the default is not a fixed text.
fn settings() -> BTreeMap<String, String> {
    let config = read("src/config.rs");
    let attributes = config.split("#[arg(").skip(1);
    let found: BTreeMap<String, String> = attributes
        .filter_map(|rest| {
            let (attribute, _) = rest.split_once(")]")?;
            let variable = quoted(attribute, "env")?.to_owned();
            let default = quoted(attribute, "default_value").unwrap_or_default();
            Some((variable, default.to_owned()))
        })
        .collect();
    assert!(found.len() > 5, "src/config.rs reads no variables");
    found
}

/// Variable and value of every line such as `#NAME=value`.
fn example() -> BTreeMap<String, String> {
    read(".env.example")
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split_once('='))
        .filter(|(name, _)| {
            name.chars()
                .all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_')
        })
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_example_lists_every_variable_with_its_default() {
    let mut listed = example();
    for name in OF_COMPOSE {
        assert!(listed.remove(*name).is_some(), "{name} is not listed");
    }
    assert_eq!(listed, settings());
}

#[test]
fn the_example_sets_nothing() {
    for line in read(".env.example").lines() {
        assert!(
            line.is_empty() || line.starts_with('#'),
            "`{line}` would change a default, or hand out a secret"
        );
    }
}

#[test]
fn the_readme_explains_every_variable() {
    let readme = read("README.md");
    for (name, default) in settings() {
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` |")))
            .unwrap_or_else(|| panic!("README.md has no row for {name}"));
        assert!(row.contains(&default), "README.md: {name} is {default}");
    }
}

/// The words of a text that begin so.
fn words<'a>(text: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    let is_end = |char: char| !(char.is_ascii_alphanumeric() || char == '_');
    text.split(is_end)
        .filter(move |word| word.starts_with(beginning))
}

#[test]
fn the_guide_to_operation_names_only_metrics_and_variables_there_are_and_all_metrics() {
    let guide = read("docs/OPERATIONS.md");
    let mut named = BTreeSet::new();
    for word in words(&guide, "weighbridge_") {
        let metric = METRICS.iter().find(|metric| {
            let is_part = ["_bucket", "_sum", "_count"]
                .iter()
                .any(|part| word.strip_suffix(part) == Some(metric.name));
            metric.name == word || metric.kind == Kind::Histogram && is_part
        });
        let metric = metric.unwrap_or_else(|| panic!("there is no metric {word}"));
        named.insert(metric.name);
    }
    for metric in METRICS {
        assert!(
            named.contains(metric.name),
            "the guide says nothing of {}",
            metric.name
        );
    }
    // Labels as rules name them: `metric{label="value"}`.
    for (at, _) in guide
        .match_indices('{')
        .filter(|(at, _)| guide[..*at].ends_with(char::is_alphabetic))
    {
        let name = words(&guide[..at], "weighbridge_").last().unwrap();
        let (inside, _) = guide[at + 1..].split_once('}').unwrap();
        for label in inside
            .split(',')
            .map(|pair| pair.split(['=', '~']).next().unwrap())
        {
            let name = name.strip_suffix("_bucket").unwrap_or(name);
            let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
            assert!(
                metric.labels.contains(&label.trim()),
                "{name} has no label {label}"
            );
        }
    }
    let settings = settings();
    for word in words(&guide, "WEIGHBRIDGE_").chain(words(&guide, "DATABASE_")) {
        assert!(settings.contains_key(word), "there is no variable {word}");
    }
}
