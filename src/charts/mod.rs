//! Charts: from a question and its answer to a figure with words around it.
//!
//! A chart kind is a file here and a line in [`KINDS`]; addresses, navigation, files and tests
//! follow from the line. A kind decides what is drawn and says so in words; where ink goes is the
//! business of [`crate::plot`].

mod aligned;
mod counters;
mod countries;
mod crossover;
mod gaps;
mod headline;
mod license_timeline;
mod magnitude;
mod marks;
mod multiples;
mod notes;
mod numbers;
mod over_time;
mod places;
mod range;
mod ranking;
mod restated;
mod share;
mod sheet;
mod style;
mod table;

pub use crossover::{Crossover, Lead, Since};
pub use headline::{share_figure, share_phrase};
pub use magnitude::Magnitude;
pub use numbers::{NumberRow, Numbers};
pub use sheet::{Cell, Column, Form, Sheet};

use crate::domain::catalog::Catalog;
use crate::plot::{Caption, Drawing, Locale};
use crate::query::{
    Answer, Dictionary, DimensionId, Key, PARAMETERS, Panel, Query, Restatement, Scale, Show, Sort,
};
use crate::text::Language;
use chrono::NaiveDate;

/// A kind of chart.
pub struct Kind {
    /// The last part of its address: `/charts/over-time`.
    pub slug: &'static str,
    /// Settles what the kind itself decides, such as what a map is broken down by.
    pub ask: fn(&mut Query),
    /// Whether its rows are in the order asked for.
    pub is_sorted: bool,
    /// Draws an answer.
    pub draw: fn(&Subject<'_>) -> Figure,
    /// The rows behind the chart, as files have them.
    pub sheet: for<'a> fn(&'a Subject<'_>) -> Sheet<'a>,
    /// The columns of these rows.
    pub columns: &'static [Column],
}

/// Every kind, in the order readers are offered them.
pub static KINDS: &[Kind] = &[
    Kind {
        slug: "over-time",
        ask: as_asked,
        is_sorted: false,
        draw: over_time::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
    },
    Kind {
        slug: "share",
        ask: share::ask,
        is_sorted: false,
        draw: share::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
    },
    Kind {
        slug: "range",
        ask: share::ask,
        is_sorted: false,
        draw: range::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
    },
    Kind {
        slug: "ranking",
        ask: ranking::ask,
        is_sorted: false,
        draw: ranking::draw,
        sheet: ranking::sheet,
        columns: &ranking::COLUMNS,
    },
    Kind {
        slug: "table",
        ask: table::ask,
        is_sorted: true,
        draw: table::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
    },
    Kind {
        slug: "multiples",
        ask: as_asked,
        is_sorted: false,
        draw: multiples::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
    },
    Kind {
        slug: "countries",
        ask: countries::ask,
        is_sorted: false,
        draw: countries::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
    },
    Kind {
        slug: "license-timeline",
        ask: license_timeline::ask,
        is_sorted: false,
        draw: license_timeline::draw,
        sheet: license_timeline::sheet,
        columns: &license_timeline::COLUMNS,
    },
    Kind {
        slug: "aligned",
        ask: aligned::ask,
        is_sorted: false,
        draw: aligned::draw,
        sheet: sheet::tidy,
        columns: &sheet::TIDY,
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
        if !self.is_sorted {
            asked.sort = Sort::default();
        }
        (self.ask)(&mut asked);
        asked
    }

    /// The parameters this kind settles whatever is asked: two questions that differ in all of
    /// their words come out alike in these.
    pub fn decides(&self) -> Vec<&'static str> {
        let one = Query {
            by: DimensionId::Bloc,
            show: Show::Share,
            scale: Scale::Linear,
            top: 1,
            panel: Some(Panel::All),
            ..Query::default()
        };
        let other = Query {
            by: DimensionId::Model,
            show: Show::Rank,
            scale: Scale::Log,
            top: 2,
            panel: Some(Panel::Common),
            ..Query::default()
        };
        let (settled_one, settled_other) = (self.asked(&one), self.asked(&other));
        PARAMETERS
            .iter()
            .map(|entry| (Key::Parameter(entry), entry.key))
            .filter(|(key, _)| key.spell(&one) != key.spell(&other))
            .filter(|(key, _)| key.spell(&settled_one) == key.spell(&settled_other))
            .map(|(_, key)| key)
            .collect()
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
    /// Where values of breakdowns lead: charts know no addresses of the site.
    pub address_of: AddressOf,
}

/// The address of the page about a value of a breakdown, where there is one. The word in the
/// middle is the source whose ids models have. Pictures that stand alone lead nowhere.
pub type AddressOf = fn(DimensionId, &str, &str) -> Option<String>;

/// A chart with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What to draw.
    pub drawing: Drawing,
    /// The words around it.
    pub caption: Caption,
    /// The numbers drawn, by date and series.
    pub numbers: Numbers,
}

impl Subject<'_> {
    fn say(&self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        crate::text::message(self.language, key, arguments)
    }

    /// Where a series of the answer leads.
    fn address_of(&self, id: &str) -> Option<String> {
        self.address_of_value(self.query.by, id)
    }

    /// Where a value of any breakdown leads.
    fn address_of_value(&self, dimension: DimensionId, value: &str) -> Option<String> {
        (self.address_of)(dimension, &self.answer.metric.source, value)
    }

    fn locale(&self) -> Locale {
        locale(self.language)
    }
}

/// The number and date forms of a language.
pub fn locale(language: Language) -> Locale {
    match language {
        Language::En => Locale::En,
        Language::Fr => Locale::Fr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has_message;
    use std::collections::HashSet;

    #[test]
    fn kinds_say_what_they_decide_whatever_is_asked() {
        let decided = |slug| Kind::of(slug).unwrap().decides();
        assert_eq!(decided("over-time"), [""; 0]);
        assert_eq!(decided("share"), ["show", "scale"]);
        assert_eq!(decided("countries"), ["by", "show", "top"]);
        assert_eq!(decided("license-timeline"), ["by", "show"]);
        assert_eq!(decided("aligned"), ["by", "panel"]);
    }

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
