//! The README of the archive, in a language: what the figures are, where they come from, on what
//! terms, and how to cite them.

use super::about::meaning;
use super::{View, reference};
use crate::charts::Sheet;
use crate::domain::Source;
use crate::text::{Language, NOT_STATED, localized, message};
use std::fmt::Write as _;

/// The name of its file.
pub(super) fn name(language: Language) -> String {
    if language == Language::default() {
        "README.md".to_owned()
    } else {
        format!("README.{}.md", language.word())
    }
}

/// Its text; `hash` is the SHA-256 of the file of rows, in hex.
pub(super) fn write(view: &View<'_>, sheet: &Sheet<'_>, hash: &str, language: Language) -> String {
    let say = |key: &str| message(language, key, &[]);
    let metric = view.metric();
    let mut text = format!(
        "# {}\n\n{}\n\n",
        plain(localized(&metric.label, language)),
        plain(&view.sentence(language))
    );
    let as_of = view.subject.as_of.map(|day| day.to_string());
    let facts = [
        (
            "about-as-of",
            as_of.unwrap_or_else(|| say("about-nothing-yet")),
        ),
        ("about-rows", sheet.count.to_string()),
        ("about-address", format!("<{}>", view.address)),
        (
            "about-permalink",
            view.permalink
                .map(|at| format!("<{at}>"))
                .unwrap_or_default(),
        ),
        ("about-hash", format!("`{hash}`")),
    ];
    for (key, fact) in facts.iter().filter(|(_, fact)| !fact.is_empty()) {
        let _ = writeln!(text, "- {}", pair(language, key, fact));
    }
    let mut section = |key: &str, body: &str| {
        let _ = write!(text, "\n## {}\n\n{body}\n", say(key));
    };
    section(
        "about-definition",
        &format!(
            "{}\n\n{}.",
            plain(localized(&metric.definition, language)),
            pair(
                language,
                "about-unit",
                &plain(localized(&metric.unit, language))
            )
        ),
    );
    let columns: Vec<String> = sheet
        .columns
        .iter()
        .map(|column| {
            let meaning = plain(&meaning(column, language));
            format!("| `{}` | {meaning} |", column.name)
        })
        .collect();
    let (name, meaning) = (say("column-column"), say("column-meaning"));
    section(
        "readme-columns",
        &format!(
            "| {name} | {meaning} |\n|---|---|\n{}\n\n{}",
            columns.join("\n"),
            say("readme-reading")
        ),
    );
    let notes = view.notes(language);
    if !notes.is_empty() {
        section("readme-notes", &plain(&notes));
    }
    section("about-license", &terms(view.source(), language));
    section("readme-cite", &plain(&reference::citation(view, language)));
    text
}

/// A name and what it stands for.
pub(super) fn pair(language: Language, key: &str, value: &str) -> String {
    let name = message(language, key, &[]);
    message(language, "about-pair", &[("name", &name), ("value", value)])
}

/// Whose the figures and the labels are.
pub(super) fn terms(source: Option<&Source>, language: Language) -> String {
    let say = |key: &str| message(language, key, &[]);
    let mut lines = Vec::new();
    if let Some(source) = source {
        let license = match source.data_license.as_str() {
            NOT_STATED => say("license-not-stated"),
            license => plain(license),
        };
        let words = format!("{}, <{}>, {license}", plain(&source.name), source.homepage);
        lines.push(format!("- {}", pair(language, "about-source", &words)));
    }
    let ours = say("about-license-ours-words");
    lines.push(format!("- {}", pair(language, "about-license-ours", &ours)));
    lines.join("\n")
}

/// A text without Markdown in it: names are others'.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() {
            escaped.push(' ');
            continue;
        }
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_no_markup() {
        assert_eq!(
            plain("a|b <script> [x](y) `c`\n# d"),
            "a\\|b \\<script> \\[x\\](y) \\`c\\` \\# d"
        );
    }
}
