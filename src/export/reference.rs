//! How to cite a view: in words, and for reference managers as BibTeX, RIS and CSL-JSON.
//!
//! The date is that of the newest snapshot the view knows, and the address the one that stays:
//! a reference leads back to the figures it was written beside.

use super::{Error, Output, View};
use crate::text::{Language, message};
use chrono::Datelike;
use serde_json::json;
use std::fmt::Write as _;

/// Who made the views.
const AUTHOR: &str = "Weighbridge";

/// The citation in words.
pub fn citation(view: &View<'_>, language: Language) -> String {
    let year = view.subject.as_of.map_or_else(
        || message(language, "cite-no-year", &[]),
        |day| day.year().to_string(),
    );
    let title = view.sentence(language);
    message(
        language,
        "cite-text",
        &[
            // Not a number: years have no thousands.
            ("author", &format!("{AUTHOR} ({year})")),
            ("title", title.trim_end_matches('.')),
            ("address", view.lasting_address()),
            ("source", &view.source_line(language)),
        ],
    )
}

/// An id for the entry, of letters, digits and hyphens.
fn id(view: &View<'_>) -> String {
    let mut id = format!(
        "weighbridge-{}-{}-by-{}",
        view.kind.slug,
        view.metric().slug,
        view.subject.answer.by.key
    );
    if let Some(day) = view.subject.as_of {
        let _ = write!(id, "-{day}");
    }
    id.retain(|char| char.is_ascii_alphanumeric() || char == '-');
    id
}

pub(super) fn bibtex(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let mut entry = format!("@misc{{{},\n", id(view));
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(entry, "  {name} = {{{value}}},");
        }
    };
    // In braces of its own, it is no person's name.
    field("author", &format!("{{{AUTHOR}}}"));
    field("title", &format!("{{{}}}", tex(&view.title())));
    if let Some(day) = view.subject.as_of {
        field("year", &day.year().to_string());
        field("month", &day.month().to_string());
    }
    field("howpublished", "Data set");
    field("url", view.lasting_address());
    field("note", &tex(&view.source_line(Language::default())));
    entry.push_str("}\n");
    output.write_all(entry.as_bytes())?;
    Ok(())
}

/// A text in which TeX finds nothing to do.
fn tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in one_line(text).chars() {
        match char {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(char);
            }
            _ => escaped.push(char),
        }
    }
    escaped
}

/// A text without characters that would end its line.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect()
}

pub(super) fn ris(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let mut record = String::new();
    let mut line = |tag: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(record, "{tag}  - {}\r\n", one_line(value));
        }
    };
    line("TY", "DATA");
    line("ID", &id(view));
    line("AU", AUTHOR);
    line("TI", &view.title());
    if let Some(day) = view.subject.as_of {
        line("PY", &day.year().to_string());
        line("DA", &day.format("%Y/%m/%d").to_string());
    }
    line("PB", AUTHOR);
    line("UR", view.lasting_address());
    line("N1", &view.source_line(Language::default()));
    record.push_str("ER  - \r\n");
    output.write_all(record.as_bytes())?;
    Ok(())
}

pub(super) fn csl(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let mut item = json!({
        "id": id(view),
        "type": "dataset",
        "title": view.title(),
        "author": [{ "literal": AUTHOR }],
        "publisher": AUTHOR,
        "URL": view.lasting_address(),
        "note": view.source_line(Language::default()),
    });
    if let Some(day) = view.subject.as_of {
        item["issued"] = json!({ "date-parts": [[day.year(), day.month(), day.day()]] });
    }
    output.write_all(&serde_json::to_vec_pretty(&[item])?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tex_finds_nothing_to_do() {
        assert_eq!(
            tex("100% of a_b & {c} $x$ #1 \\end ~^\nnext"),
            "100\\% of a\\_b \\& \\{c\\} \\$x\\$ \\#1 \\textbackslash{}end \
             \\textasciitilde{}\\textasciicircum{} next"
        );
    }
}
