//! The question and its answer: what can be asked (the tables of dimensions and parameters),
//! how an address, a form and a sentence say it, and the pure engine that answers from facts
//! in memory.
//!
//! Reading order: `dimension` and `parameter` (the tables), `question` (the typed query),
//! `address` (query <-> address), `facts` and `columns` (what is answered from), `worlds` (what a row with
//! unknown attributes may turn out to be), `classify`, `tally` and `sums` (rows -> sums),
//! `fold`, `answer` and `rows` (what pages and files show), `sentence` (what is shown, in words),
//! `presence` and `switch` (where a reader can go from there), `bases` (what became of the bases
//! models state).

mod address;
mod amount;
mod answer;
mod bases;
mod choices;
mod classify;
mod columns;
pub mod counter;
mod dictionary;
mod dimension;
mod facts;
mod filter;
mod fold;
mod parameter;
mod passing;
mod period;
mod presence;
mod problem;
mod question;
mod rows;
mod sentence;
mod sums;
mod switch;
mod tally;
mod unlisted;
mod worlds;

#[cfg(test)]
mod tests;

pub use address::{Around, Key, check_series, keys, language_asked};
pub use amount::Amount;
pub use answer::{
    Answer, BaseTotals, Part, PeriodTotals, Point, Series, SeriesKind, ShareRange, answer,
};
pub use bases::{DayBases, newest_bases};
pub use choices::{Every, Lens, LicenseAs, Panel, Scale, ScopeShown, Show, Sort, Variants};
pub use dictionary::{Country, Dictionary, Label, License, Organization, UNKNOWN};
pub use dimension::{
    DIMENSIONS, Dimension, DimensionId, Factor, Values, World, breakdowns, filters,
};
pub use facts::{
    Attributes, Base, Cell, Entry, Facts, FactsError, Growing, ModelName, PanelNote, Restatement,
};
pub use filter::Filter;
pub use parameter::{LANGUAGE, PARAMETERS, Parameter, Takes};
pub use passing::{Ids, Passing, filters_of_models, passing};
pub use period::{Period, periods};
pub use presence::{LastShown, Presence, PresentValue, last_shown, presence, surely_in};
pub use problem::{Allowed, Fault, Problem, nearest};
pub use question::{DEFAULT_METRIC, DEFAULT_TOP, MOST_SERIES, ModelLevel, Needs, Query};
pub use rows::{Row, rows, series_label, value_label};
pub use sentence::{narrowed_to, sentence, sentence_undated};
pub use switch::{Switched, comparable_since};
