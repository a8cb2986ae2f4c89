//! Tables and lists of facts in which every entry may be a link: one form for all pages.

use super::Page;
use crate::store::places::ModelLine;
use crate::text::message;
use crate::web::places;
use crate::web::state::Site;

/// A text that may lead somewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is about its own part of the markup"
)]
pub(super) struct Cell {
    pub words: String,
    pub address: Option<String>,
    /// Whether the address is another site's.
    pub is_outside: bool,
    /// Whether its words are English, whatever the language of the page.
    pub is_english: bool,
    /// How a table sets it: numbers stand under each other, texts may break, dates may not.
    pub class: &'static str,
    /// Head of a column that a phone has no room for.
    pub is_minor: bool,
    /// Whether names that programs use stand in it, between backticks.
    pub has_code: bool,
}

impl Cell {
    pub fn text(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            class: "text",
            ..Self::default()
        }
    }

    /// A text as the catalog or a source has it, which is English on every page.
    pub fn english(words: impl Into<String>) -> Self {
        Self {
            is_english: true,
            ..Self::text(words)
        }
    }

    /// A text that is never broken, such as a date or the name of a column.
    pub fn whole(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            class: "when",
            ..Self::default()
        }
    }

    /// A name that programs use.
    pub fn code(name: &str) -> Self {
        Self {
            has_code: true,
            ..Self::whole(format!("`{name}`"))
        }
    }

    /// A text in which names that programs use stand between backticks.
    pub fn with_code(words: impl Into<String>) -> Self {
        Self {
            has_code: true,
            ..Self::text(words)
        }
    }

    /// Its words part by part, each with whether programs use it.
    pub fn parts(&self) -> Vec<(&str, bool)> {
        if !self.has_code {
            return vec![(&self.words, false)];
        }
        let parts = self.words.split('`').zip([false, true].into_iter().cycle());
        parts.filter(|(part, _)| !part.is_empty()).collect()
    }

    pub fn number(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            ..Self::default()
        }
    }

    pub fn link(words: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            address: Some(address.into()),
            ..Self::text(words)
        }
    }

    /// A link to another site; whatever is no web address stays plain text.
    pub fn outside(words: impl Into<String>, address: &str) -> Self {
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        Self {
            address: is_web.then(|| address.to_owned()),
            is_outside: true,
            ..Self::text(words)
        }
    }

    /// A model with a link to its page.
    pub fn model(line: &ModelLine) -> Self {
        let words = if line.name.is_empty() {
            line.id.as_str()
        } else {
            line.name.as_str()
        };
        Self::link(shortened(words), places::model(&line.source, &line.id))
    }

    /// The head of a column that narrow pages leave out.
    pub fn minor(self) -> Self {
        Self {
            is_minor: true,
            ..self
        }
    }

    pub fn leading_to(self, address: Option<String>) -> Self {
        Self { address, ..self }
    }
}

/// Letters of a name that sentences and tables have room for.
const LONGEST_NAME: usize = 80;

/// A name as sentences and tables have it: an endless one is cut, and its page has it whole.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{kept}…")
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    /// What it lists, for those who cannot see where it stands.
    pub caption: String,
    pub columns: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
    /// What the numbers are, and how they can be had as data.
    pub below: Vec<Vec<Cell>>,
    /// Whether all but the first rows wait to be opened.
    pub is_folded: bool,
    /// Whether narrow pages set each row as a list of its cells: for rows of words, not of numbers.
    pub is_stacked: bool,
}

/// Rows shown before the rest is folded away.
const SHOWN: usize = 10;
/// Fewer rows than this are not worth opening.
const LEAST_FOLDED: usize = 4;

impl Listing {
    /// The rows that are shown, then those that are folded away.
    pub fn parts(&self) -> Vec<(&[Vec<Cell>], bool)> {
        if !self.is_folded || self.rows.len() < SHOWN + LEAST_FOLDED {
            return vec![(&self.rows, false)];
        }
        let (shown, folded) = self.rows.split_at(SHOWN);
        vec![(shown, false), (folded, true)]
    }

    /// What a cell of a column is, for rows that stand as lists.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    pub fn label(&self, column: &usize) -> &str {
        // Of two cells the second speaks of the first.
        let is_labeled = self.is_stacked && self.columns.len() > 2;
        let head = self.columns.get(*column).filter(|_| is_labeled);
        head.map_or("", |head| head.words.as_str())
    }

    /// How a cell of a column is set.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    pub fn class(&self, column: &usize, cell: &Cell) -> String {
        let is_minor = self.columns.get(*column).is_some_and(|head| head.is_minor);
        match (cell.class, is_minor) {
            ("", true) => "minor".to_owned(),
            (class, true) => format!("{class} minor"),
            (class, false) => class.to_owned(),
        }
    }
}

/// A fact with the reason for it.
pub(super) struct Fact {
    pub term: String,
    pub values: Vec<Cell>,
    /// Where it comes from; empty where that is said elsewhere.
    pub basis: Cell,
}

impl Fact {
    pub fn new(term: String, value: Cell) -> Self {
        Self::of(term, vec![value])
    }

    pub fn of(term: String, values: Vec<Cell>) -> Self {
        Self {
            term,
            values,
            basis: Cell::default(),
        }
    }

    /// The same with what the catalog says of it.
    pub fn because(self, basis: &str) -> Self {
        self.on(Cell::english(basis))
    }

    /// The same with where it comes from, in words.
    pub fn on(self, basis: Cell) -> Self {
        Self { basis, ..self }
    }
}

impl Page {
    /// Heads of columns by message key; narrow pages leave the minor ones out.
    pub(super) fn heads(&self, keys: &[&str], minor: &[&str]) -> Vec<Cell> {
        let heads = keys.iter().map(|key| Cell {
            is_minor: minor.contains(key),
            ..Cell::text(self.t(key))
        });
        heads.collect()
    }

    /// An organization with a link to its page; "not known" where there is none.
    pub(super) fn organization_cell(&self, site: &Site, slug: Option<&str>) -> Cell {
        let Some(slug) = slug else {
            return Cell::text(self.t("organization-not-known"));
        };
        let edition = site.edition();
        let name = edition.dictionary.organization(slug);
        let name = name.map_or(slug, |organization| organization.name.as_str());
        Cell::link(name, places::organization(slug))
    }

    /// A license with a link to its page; "not known" where there is none.
    pub(super) fn license_cell(&self, site: &Site, id: Option<&str>) -> Cell {
        let edition = site.edition();
        match id.and_then(|id| edition.dictionary.license(id)) {
            Some(license) => Cell::link(
                self.localized(&license.name),
                places::license(&license.slug),
            ),
            None => Cell::text(self.t("license-not-known")),
        }
    }

    /// The state of weights.
    pub(super) fn weights_cell(&self, weights: crate::domain::Weights) -> Cell {
        Cell::text(message(
            self.language,
            &format!("weights-are-{weights}"),
            &[],
        ))
    }

    /// A date of release as the catalog has it, or that it is not known.
    pub(super) fn release(&self, released_on: Option<&str>) -> String {
        let Some(text) = released_on else {
            return self.t("date-not-known");
        };
        match text.parse() {
            Ok(day) => self.day(&day),
            // A month alone, or what a source wrote.
            Err(_) => match format!("{text}-01").parse::<chrono::NaiveDate>() {
                Ok(first) => {
                    crate::plot::format::month_year(first, crate::charts::locale(self.language))
                }
                Err(_) => text.to_owned(),
            },
        }
    }
}
