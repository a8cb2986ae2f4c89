//! Which messages the source asks for: by name, or by a name that it puts together. A name that is
//! put together is declared here with everything that can be put in, so that it can be checked.

use super::messages;
use crate::web::markup::visible;
use crate::web::reader::Reader;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use weighbridge::domain::catalog::Scope;
use weighbridge::domain::{Bloc, LicenseClass, Weights};
use weighbridge::export::FORMATS;
use weighbridge::query::{
    DIMENSIONS, Every, Lens, PARAMETERS, Panel, ScopeShown, Show, Sort, Values, Variants,
};
use weighbridge::store::unclassified::Missing;
use weighbridge::text::Language;

/// What can stand in the place of what is put into a name.
type Words = fn() -> Vec<String>;

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The words of a list but its first, which is the default and is not said.
fn but_default(words: &[&str]) -> Vec<String> {
    list(&words[1..])
}

fn dimensions(chosen: fn(&weighbridge::query::Dimension) -> bool) -> Vec<String> {
    let entries = DIMENSIONS.iter().filter(|entry| chosen(entry));
    entries.map(|entry| entry.key.to_owned()).collect()
}

/// Dimensions of a closed list, each with each of its words: `weights-open`.
fn words_of_dimensions() -> Vec<String> {
    let words = |entry: &weighbridge::query::Dimension| match entry.values {
        Values::Words(words) => words
            .iter()
            .map(|word| format!("{}-{word}", entry.key))
            .collect(),
        _ => Vec::new(),
    };
    DIMENSIONS.iter().flat_map(words).collect()
}

fn words_of_filters() -> Vec<String> {
    let camps = |word: &String| word.starts_with("camp-");
    let mut words = words_of_dimensions();
    words.retain(|word| !camps(word));
    words
}

fn words_of_parameters() -> Vec<String> {
    let words = PARAMETERS.iter().flat_map(|entry| {
        entry
            .words()
            .iter()
            .map(|word| format!("{}-{word}", entry.key))
    });
    words.collect()
}

/// Columns of the files of all kinds of charts.
fn columns() -> Vec<String> {
    let of_few = [
        "rank",
        "previous_observed_on",
        "previous_value",
        "change",
        "changed_on",
        "organization",
        "family",
        "model",
        "from_license",
        "to_license",
        "basis",
    ];
    let all = weighbridge::query::Row::COLUMNS.iter().chain(&of_few);
    all.map(|name| name.replace('_', "-")).collect()
}

fn words_of<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|value| word(*value).to_owned()).collect()
}

fn numbers(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

/// What can go wrong, as the site names it.
fn errors() -> Vec<String> {
    let mut found: Vec<String> = all_literals()
        .into_iter()
        .filter(|(file, _)| file.starts_with("src/web/"))
        .map(|(_, literal)| literal)
        .filter(|literal| literal.starts_with("error-"))
        // Words of the page itself.
        .filter(|literal| {
            ![
                "error-",
                "error-without",
                "error-home",
                "error-explore",
                "error-request",
                "error-nearest",
            ]
            .contains(&literal.as_str())
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// What the document of the API and its reference page say, text by text.
fn texts_of_api() -> &'static BTreeSet<String> {
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => {
                into.insert(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            Value::Object(entries) => entries.values().for_each(|entry| collect(entry, into)),
            _ => {}
        }
    }
    static TEXTS: OnceLock<BTreeSet<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let asked = async {
            let reader = Reader::of_bundled().await;
            let document = reader.read("/api/openapi.json").await.json();
            (document, reader.read("/api?lang=en").await.text())
        };
        let (document, page) = tokio::runtime::Runtime::new().unwrap().block_on(asked);
        let mut texts = BTreeSet::from([visible(&page)]);
        collect(&document, &mut texts);
        texts
    })
}

/// What stands between two parts of the names of messages that the API says. A name it asks for
/// that has no message would be shown as it is; `web::api::document` looks for that.
fn said_by_api(before: &str, after: &str) -> Vec<String> {
    let is_said = |text: &str| {
        let parts = text.split(['\u{fffc}', '\n']).map(str::trim);
        let longest = parts.max_by_key(|part| part.len()).unwrap_or_default();
        texts_of_api().iter().any(|said| said.contains(longest))
    };
    let all = messages(Language::En);
    let said = all.iter().filter_map(|(key, message)| {
        let between = key.strip_prefix(before)?.strip_suffix(after)?;
        let is_of_api = key.starts_with("api-") || key.starts_with("problem-");
        (is_of_api && is_said(&message.text)).then(|| between.to_owned())
    });
    said.collect()
}

/// Every name that the source puts together, as its literal stands there (`{}` for whatever stands
/// between braces), and what is put in.
const PUT_TOGETHER: &[(&str, Words)] = &[
    ("dimension-{}", || dimensions(|_| true)),
    ("by-{}", || dimensions(|_| true)),
    ("filter-{}", || dimensions(|entry| entry.filter)),
    ("filter-unknown-{}", || dimensions(|entry| entry.filter)),
    ("filter-{}-{}", words_of_filters),
    ("{}-{}", || {
        [words_of_dimensions(), words_of_parameters()].concat()
    }),
    ("series-unknown-{}", || dimensions(|_| true)),
    ("parameter-{}", || {
        PARAMETERS
            .iter()
            .map(|entry| entry.key.to_owned())
            .collect()
    }),
    ("bloc-{}", || words_of(Bloc::ALL, Bloc::word)),
    ("license-class-{}", || {
        let known = LicenseClass::ALL
            .iter()
            .filter(|class| **class != LicenseClass::Unknown);
        known.map(|class| class.word().to_owned()).collect()
    }),
    ("weights-are-{}", || words_of(Weights::ALL, Weights::word)),
    ("scope-is-{}", || words_of(Scope::ALL, Scope::word)),
    ("chart-{}", || {
        weighbridge::charts::KINDS
            .iter()
            .map(|kind| kind.slug.to_owned())
            .collect()
    }),
    ("format-{}", || {
        FORMATS
            .iter()
            .map(|format| format.extension.replace('.', "-"))
            .collect()
    }),
    ("format-option-{}", || {
        let options = FORMATS.iter().filter_map(|format| format.option.as_ref());
        options.map(|option| option.key.to_owned()).collect()
    }),
    ("data-column-{}", columns),
    ("bulk-column-{}", || {
        let columns = weighbridge::export::bulk::COLUMNS.iter();
        columns.map(|name| name.replace('_', "-")).collect()
    }),
    ("sentence-show-{}", || list(Show::WORDS)),
    ("sentence-every-{}", || list(Every::WORDS)),
    ("sentence-panel-{}", || list(Panel::WORDS)),
    ("sentence-scope-{}", || but_default(ScopeShown::WORDS)),
    ("sentence-variants-{}", || but_default(Variants::WORDS)),
    ("sentence-lens-{}", || but_default(Lens::WORDS)),
    ("title-lens-{}", || but_default(Lens::WORDS)),
    ("sentence-scale-{}", || {
        but_default(weighbridge::query::Scale::WORDS)
    }),
    ("sentence-sort-{}", || but_default(Sort::WORDS)),
    ("sentence-time-{}", || {
        list(&["all", "from", "to", "between"])
    }),
    ("sort-{}", || list(Sort::WORDS)),
    ("table-{}", || {
        list(&["value", "share", "change", "points", "models"])
    }),
    ("month-{}", || numbers(12)),
    ("facets-note-{}", || list(Every::WORDS)),
    ("word-{}", || list(WORDS)),
    ("word-{}-is", || list(WORDS)),
    ("to-classify-{}", || words_of(Missing::ALL, Missing::word)),
    ("to-classify-{}-mend", || {
        words_of(Missing::ALL, Missing::word)
    }),
    ("{}-words", || {
        [errors(), said_by_api("", "-words")].concat()
    }),
    ("api-{}", || said_by_api("api-", "")),
    ("api-field-{}", || said_by_api("api-field-", "")),
    ("api-field-{}-{}", || said_by_api("api-field-", "")),
    ("api-field-links-{}", || said_by_api("api-field-links-", "")),
    ("api-header-{}", || said_by_api("api-header-", "")),
    ("api-parameter-{}", || said_by_api("api-parameter-", "")),
    ("api-place-{}-{}", || said_by_api("api-place-", "")),
    ("api-schema-{}", || said_by_api("api-schema-", "")),
    ("api-tag-{}", || said_by_api("api-tag-", "")),
    ("api-tag-{}-name", || said_by_api("api-tag-", "-name")),
    ("api-type-{}", || said_by_api("api-type-", "")),
    ("problem-{}", || said_by_api("problem-", "")),
    ("base-unresolved-{}", || {
        list(&["unknown", "cycle", "too-deep"])
    }),
    ("{}-detail", || {
        list(&["crossover-mark-known", "crossover-mark-sure"])
    }),
    ("catalog-{}", || {
        let files = weighbridge::bundled::catalog_files();
        let stems = files.iter().filter_map(|file| file.strip_suffix(".csv"));
        stems.map(|stem| stem.replace('_', "-")).collect()
    }),
];

/// Names made of a family's and a part of it, both passed on: the families, and their parts.
const FAMILIES: &[(&str, Words)] = &[
    ("methods-measured", || numbers(3)),
    ("methods-reason", || numbers(3)),
    ("limit", || numbers(9)),
    ("magnitude", || list(&["million", "billion", "trillion"])),
    ("amount", || list(MAGNITUDES)),
    ("front", || list(MAGNITUDES)),
    ("in", || list(&["ones", "million", "billion"])),
    ("data-column", columns),
    ("bulk-column", || {
        let columns = weighbridge::export::bulk::COLUMNS.iter();
        columns.map(|name| name.replace('_', "-")).collect()
    }),
    ("snapshot-column", || {
        let columns = [
            "metric",
            "model",
            "observed-on",
            "value",
            "captured-at",
            "license",
        ];
        [
            list(&columns),
            list(&["weights", "organization", "base-model"]),
        ]
        .concat()
    }),
];

const MAGNITUDES: &[&str] = &["ones", "million", "billion", "trillion"];

/// Words that the methods page explains.
const WORDS: &[&str] = &[
    "model",
    "organization",
    "weights",
    "license",
    "license-class",
    "camp",
    "snapshot",
    "vintage",
    "panel",
    "variants",
];

/// Literals of the same look that are no names of messages.
const NO_NAMES: &[&str] = &[
    "--{}",
    "postgres-{}",
    "weighbridge-{}-{}-by-{}",
    "{}-01",
    "{}-{}-{}",
    "-{}",
    "postgresql-{}",
    "weighbridge-{}",
    "weighbridge-trial-{}-{}",
    "step-{}-{}",
    "{}-hatched-{}",
    "{}-{}",
    "{}-on",
    "{}-share-{}",
    "{}-text",
    "{}-unlisted",
    "{}-values-{}",
];

/// Every name that can be put together.
fn put_together() -> BTreeSet<String> {
    let whole = PUT_TOGETHER.iter().flat_map(|(pattern, words)| {
        let (before, rest) = pattern.split_once("{}").unwrap();
        let after = rest.strip_prefix("-{}").unwrap_or(rest);
        let fill = move |word: String| format!("{before}{word}{after}");
        words().into_iter().map(fill)
    });
    let families = FAMILIES.iter().flat_map(|(family, words)| {
        let fill = move |word: String| format!("{family}-{word}");
        words().into_iter().map(fill)
    });
    whole.chain(families).collect()
}

/// The text literals of a file of source, up to its tests. Enough of Rust for this source: no raw
/// text holds a name of a message.
fn literals(source: &str) -> Vec<String> {
    let end = [
        "#[cfg(test)]\nmod tests {",
        "#[cfg(test)]\npub(super) fn message_keys",
    ]
    .iter()
    .filter_map(|tests| source.find(tests))
    .min();
    let mut rest = &source[..end.unwrap_or(source.len())];
    let mut found = Vec::new();
    while let Some(at) = rest.find(['"', '/', '\'']) {
        if rest[at..].starts_with("//") {
            let line = rest[at..].find('\n').unwrap_or(rest.len() - at);
            rest = &rest[at + line..];
        } else if rest[at..].starts_with("'\"'") {
            rest = &rest[at + 3..];
        } else if rest[at..].starts_with('"') {
            let mut end = at + 1;
            while !rest[end..].starts_with('"') {
                let char = rest[end..].chars().next().unwrap();
                end += char.len_utf8();
                if char == '\\' {
                    end += rest[end..].chars().next().unwrap().len_utf8();
                }
            }
            found.push(rest[at + 1..end].to_owned());
            rest = &rest[end + 1..];
        } else {
            rest = &rest[at + 1..];
        }
    }
    found
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "tests") {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// The text literals of all source and templates, each with the file it stands in.
fn all_literals() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("src"), &mut paths);
    files(&root.join("templates"), &mut paths);
    let mut found = Vec::new();
    for path in paths {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("rs") => found.extend(literals(&text).into_iter().map(|it| (name.clone(), it))),
            Some("html" | "svg") => {
                // A name stands in an expression, between quotes that markup may hold, too.
                for expression in text.split("{{").skip(1) {
                    let (inner, _) = expression.split_once("}}").unwrap();
                    let quoted = inner.split('"').skip(1).step_by(2);
                    found.extend(quoted.map(|it| (name.clone(), it.to_owned())));
                }
            }
            _ => {}
        }
    }
    found
}

/// A literal with `{}` for whatever stands between braces; none where it cannot be a name.
fn pattern(literal: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut rest = literal;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}')?;
        pattern.push_str(before);
        pattern.push_str("{}");
        rest = after;
    }
    pattern.push_str(rest);
    let is_name = pattern.contains("{}")
        && pattern.contains('-')
        && pattern
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-{}".contains(c));
    is_name.then_some(pattern)
}

#[test]
fn every_message_is_asked_for() {
    let literals: BTreeSet<String> = all_literals().into_iter().map(|(_, it)| it).collect();
    let put_together = put_together();
    for language in Language::ALL {
        let all = messages(*language);
        let referred: BTreeSet<&String> = all.values().flat_map(|it| &it.refers_to).collect();
        let unused: Vec<&String> = all
            .keys()
            .filter(|key| {
                !literals.contains(*key) && !put_together.contains(*key) && !referred.contains(key)
            })
            .collect();
        assert!(
            unused.is_empty(),
            "locales/{}: {unused:#?}",
            language.word()
        );
    }
}

#[test]
fn every_name_that_is_put_together_has_a_message() {
    for language in Language::ALL {
        let all = messages(*language);
        let put_together = put_together();
        let missing: Vec<&String> = put_together
            .iter()
            .filter(|key| !all.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty(),
            "locales/{}: {missing:#?}",
            language.word()
        );
    }
}

#[test]
fn names_that_are_put_together_are_declared() {
    let is_declared = |literal: &str| {
        pattern(literal).is_none_or(|pattern| {
            PUT_TOGETHER.iter().any(|(known, _)| *known == pattern)
                || NO_NAMES.contains(&pattern.as_str())
        })
    };
    let mut literals = all_literals();
    literals.retain(|(_, literal)| !is_declared(literal));
    assert!(
        literals.is_empty(),
        "declare in tests/it/words/asked.rs what is put in: {literals:#?}"
    );
}

/// Names of messages have a first word that is that of others; a literal of such a look that has no
/// message was mistyped, or its message is missing.
#[test]
fn what_looks_like_a_name_has_a_message() {
    let all = messages(Language::En);
    let first: BTreeSet<&str> = all
        .keys()
        .filter_map(|key| key.split_once('-'))
        .map(|(first, _)| first)
        .collect();
    let is_missing = |literal: &str| {
        let is_name = !literal.ends_with('-')
            && literal
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && literal
                .split_once('-')
                .is_some_and(|(word, _)| first.contains(word));
        is_name
            && !all.contains_key(literal)
            && !FAMILIES.iter().any(|(family, _)| *family == literal)
            && !NOT_MESSAGES.contains(&literal)
    };
    let mut literals = all_literals();
    literals.retain(|(file, literal)| {
        SPEAKING.iter().any(|room| file.starts_with(room)) && is_missing(literal)
    });
    assert!(
        literals.is_empty(),
        "no message, or declare in tests/it/words/asked.rs that it is none: {literals:#?}"
    );
}

/// Where words are asked for.
const SPEAKING: &[&str] = &[
    "src/charts/",
    "src/export/",
    "src/query/",
    "src/web/pages/",
    "src/web/error.rs",
    "templates/",
];

/// Literals that begin as names of messages do, and are none.
const NOT_MESSAGES: &[&str] = &[
    // Words of addresses.
    "change-reversed",
    "license-as",
    "license-class",
    "license-timeline",
    "share-reversed",
    // Ids on pages, and names of others.
    "date-parts",
    "date-time",
    "license-classes",
    "reader-missing",
];
