//! The variables: what `src/config.rs` reads, `.env.example` lists and the README explains.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

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
