//! Charts: from a question and its answer to a figure with words around it.
//!
//! A chart kind is a file here and a line in [`KINDS`]; addresses, navigation, files and tests
//! follow from the line. A kind decides what is drawn and says so in words; where ink goes is the
//! business of [`crate::plot`].

mod aligned;
mod counters;
mod countries;
mod gaps;
mod headline;
mod license_timeline;
mod magnitude;
mod marks;
mod multiples;
mod notes;
mod over_time;
mod range;
mod ranking;
mod restated;
mod share;
mod sheet;
mod style;
mod table;

pub use headline::{percent_range, share_phrase};
pub use sheet::{Cell, Sheet};
pub use table::Table;

use crate::domain::catalog::Catalog;
use crate::plot::{Caption, Drawing, Locale};
use crate::query::{Answer, Dictionary, Query, Restatement};
use crate::text::Language;
use chrono::NaiveDate;

/// A kind of chart.
pub struct Kind {
    /// The last part of its address: `/charts/over-time`.
    pub slug: &'static str,
    /// Settles what the kind itself decides, such as what a map is broken down by.
    pub ask: fn(&mut Query),
    /// Draws an answer.
    pub draw: fn(&Subject<'_>) -> Figure,
    /// The rows behind the chart, as files have them.
    pub sheet: fn(&Subject<'_>) -> Sheet,
}

/// Every kind, in the order readers are offered them.
pub static KINDS: &[Kind] = &[
    Kind {
        slug: "over-time",
        ask: as_asked,
        draw: over_time::draw,
        sheet: sheet::tidy,
    },
    Kind {
        slug: "share",
        ask: share::ask,
        draw: share::draw,
        sheet: sheet::tidy,
    },
    Kind {
        slug: "range",
        ask: share::ask,
        draw: range::draw,
        sheet: sheet::tidy,
    },
    Kind {
        slug: "ranking",
        ask: as_asked,
        draw: ranking::draw,
        sheet: ranking::sheet,
    },
    Kind {
        slug: "multiples",
        ask: as_asked,
        draw: multiples::draw,
        sheet: sheet::tidy,
    },
    Kind {
        slug: "countries",
        ask: countries::ask,
        draw: countries::draw,
        sheet: sheet::tidy,
    },
    Kind {
        slug: "license-timeline",
        ask: license_timeline::ask,
        draw: license_timeline::draw,
        sheet: sheet::tidy,
    },
    Kind {
        slug: "aligned",
        ask: aligned::ask,
        draw: aligned::draw,
        sheet: sheet::tidy,
    },
];

/// Most kinds draw whatever is asked.
fn as_asked(_: &mut Query) {}

impl Kind {
    /// The kind of an address.
    pub fn of(slug: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.slug == slug)
    }

    /// The question as this kind answers it.
    pub fn asked(&self, query: &Query) -> Query {
        let mut asked = query.clone();
        (self.ask)(&mut asked);
        asked
    }

    /// Message key of its name.
    pub fn name_key(&self) -> String {
        format!("chart-{}", self.slug)
    }
}

/// What a chart is drawn from.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What was asked.
    pub query: &'a Query,
    /// What is known.
    pub answer: &'a Answer,
    /// Every day the metric was observed, also outside of the range shown.
    pub days: &'a [NaiveDate],
    /// What was restated of the metric, by day.
    pub restatements: &'a [Restatement],
    /// What ids stand for.
    pub dictionary: &'a Dictionary,
    /// Events and other notes.
    pub catalog: &'a Catalog,
    /// Day of the newest snapshot of the metric's source that the answer knows, if any.
    pub as_of: Option<NaiveDate>,
    /// The reader's language.
    pub language: Language,
}

/// A chart with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What to draw.
    pub drawing: Drawing,
    /// The words around it.
    pub caption: Caption,
    /// The numbers drawn, as a table.
    pub table: Table,
}

impl Subject<'_> {
    fn say(&self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        crate::text::message(self.language, key, arguments)
    }

    fn locale(&self) -> Locale {
        locale(self.language)
    }
}

/// The number and date forms of a language.
pub fn locale(language: Language) -> Locale {
    match language {
        Language::En => Locale::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has_message;
    use std::collections::HashSet;

    #[test]
    fn kinds_have_their_own_slug_and_a_name() {
        let slugs: HashSet<_> = KINDS.iter().map(|kind| kind.slug).collect();
        assert_eq!(slugs.len(), KINDS.len());
        for kind in KINDS {
            assert!(
                has_message(Language::En, &kind.name_key(), &[]),
                "{}",
                kind.name_key()
            );
            assert!(std::ptr::eq(Kind::of(kind.slug).unwrap(), kind));
        }
    }
}
