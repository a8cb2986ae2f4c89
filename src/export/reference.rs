//! How to cite a view, a page or a snapshot: in words, and for reference managers as BibTeX, RIS
//! and CSL-JSON.
//!
//! The date is that of the newest snapshot that is known there, and the address the one that stays:
//! a reference leads back to the figures it was written beside.

use super::{Error, Output, View};
use crate::text::{Language, message};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use std::fmt::Write as _;

/// Who made the views.
const AUTHOR: &str = "Weighbridge";

/// What is said of a source of figures, whatever the format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// An id for the entry.
    pub id: String,
    /// What is cited, without a point at its end.
    pub title: String,
    /// The whole address it stays at.
    pub address: String,
    /// When the newest snapshot it knows was captured; none before anything is known.
    pub day: Option<NaiveDate>,
    /// The lines that the sources of the figures ask for, and what else identifies them.
    pub note: String,
    /// The language of its words.
    pub language: Language,
}

impl Reference {
    /// An id of letters, digits and hyphens: of these parts, and of the day.
    pub fn id(parts: &[&str], day: Option<NaiveDate>) -> String {
        let mut id = AUTHOR.to_lowercase();
        for part in parts {
            let _ = write!(id, "-{part}");
        }
        if let Some(day) = day {
            let _ = write!(id, "-{day}");
        }
        id.replace(['/', '_', '.', ':'], "-")
            .chars()
            .filter(|char| char.is_ascii_alphanumeric() || *char == '-')
            .collect()
    }

    /// Of a view.
    pub fn of(view: &View<'_>, language: Language) -> Self {
        let (day, title) = (view.subject.as_of, view.sentence(language));
        let parts = [
            view.kind.slug,
            view.metric().slug.as_str(),
            "by",
            view.subject.answer.by.key,
        ];
        Self {
            id: Self::id(&parts, day),
            title: title.trim_end_matches('.').to_owned(),
            address: view.lasting_address().to_owned(),
            day,
            note: view.source_line(language),
            language,
        }
    }

    /// The reference in words.
    pub fn words(&self) -> String {
        let year = self.day.map_or_else(
            || message(self.language, "cite-no-year", &[]),
            |day| day.year().to_string(),
        );
        let words = message(
            self.language,
            "cite-text",
            &[
                // Not a number: years have no thousands.
                ("author", &format!("{AUTHOR} ({year})")),
                ("title", &self.title),
                ("address", &self.address),
                ("source", &self.note),
            ],
        );
        words.trim_end().to_owned()
    }

    /// As an entry of BibTeX.
    pub fn bibtex(&self) -> String {
        let mut entry = format!("@misc{{{},\n", self.id);
        let mut field = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(entry, "  {name} = {{{value}}},");
            }
        };
        // In braces of its own, it is no person's name.
        field("author", &format!("{{{AUTHOR}}}"));
        field("title", &format!("{{{}}}", tex(&self.title)));
        if let Some(day) = self.day {
            field("year", &day.year().to_string());
            field("month", &day.month().to_string());
        }
        field("howpublished", &message(self.language, "cite-medium", &[]));
        field("url", &self.address);
        field("note", &tex(&self.note));
        entry.push_str("}\n");
        entry
    }

    /// As a record of RIS.
    pub fn ris(&self) -> String {
        let mut record = String::new();
        let mut line = |tag: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(record, "{tag}  - {}\r\n", one_line(value));
            }
        };
        line("TY", "DATA");
        line("ID", &self.id);
        line("AU", AUTHOR);
        line("TI", &self.title);
        if let Some(day) = self.day {
            line("PY", &day.year().to_string());
            line("DA", &day.format("%Y/%m/%d").to_string());
        }
        line("PB", AUTHOR);
        line("UR", &self.address);
        line("N1", &self.note);
        record.push_str("ER  - \r\n");
        record
    }

    /// As an item of CSL-JSON.
    pub fn csl(&self) -> String {
        let mut item = json!({
            "id": self.id,
            "type": "dataset",
            "title": self.title,
            "author": [{ "literal": AUTHOR }],
            "publisher": AUTHOR,
            "URL": self.address,
            "note": self.note,
        });
        if let Some(day) = self.day {
            item["issued"] = json!({ "date-parts": [[day.year(), day.month(), day.day()]] });
        }
        format!("{:#}", json!([item]))
    }
}

/// A view's reference in words.
pub fn citation(view: &View<'_>, language: Language) -> String {
    Reference::of(view, language).words()
}

/// Files are in no reader's language.
fn of_file(view: &View<'_>) -> Reference {
    Reference::of(view, Language::default())
}

pub(super) fn bibtex(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    output.write_all(of_file(view).bibtex().as_bytes())?;
    Ok(())
}

pub(super) fn ris(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    output.write_all(of_file(view).ris().as_bytes())?;
    Ok(())
}

pub(super) fn csl(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    output.write_all(of_file(view).csl().as_bytes())?;
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

    #[test]
    fn a_reference_says_only_what_is_known() {
        let reference = Reference {
            id: Reference::id(&["models", "hub", "a/b_c-1.5"], None),
            title: "A".to_owned(),
            address: "https://a.example/x?y=1&z=2".to_owned(),
            day: None,
            note: String::new(),
            language: Language::En,
        };
        assert_eq!(reference.id, "weighbridge-models-hub-a-b-c-1-5");
        assert_eq!(
            reference.words(),
            "Weighbridge (no date). A [data set]. https://a.example/x?y=1&z=2."
        );
        let (bibtex, ris) = (reference.bibtex(), reference.ris());
        assert!(
            !bibtex.contains("year") && !bibtex.contains("note"),
            "{bibtex}"
        );
        assert!(!ris.contains("PY  -") && !ris.contains("N1  -"), "{ris}");
        assert!(!reference.csl().contains("issued"));
    }
}
