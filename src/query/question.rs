//! The question: every parameter of an address, typed, with its default.

use super::choices::{Every, Lens, LicenseAs, Panel, Scale, ScopeShown, Show, Sort, Variants};
use super::dictionary::Dictionary;
use super::dimension::{Dimension, DimensionId};
use super::filter::Filter;
use crate::domain::Semantics;
use crate::text::Language;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// The metric an address means when it names none.
pub const DEFAULT_METRIC: &str = "openrouter-tokens";
/// How many series are shown when an address does not say.
pub const DEFAULT_TOP: u16 = 8;
/// How many series can be asked for.
pub const MOST_SERIES: u16 = 500;

/// What a reader asks: every parameter of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Metric slug.
    pub metric: String,
    /// What the series are.
    pub by: DimensionId,
    /// The filters; rows must pass all.
    pub filters: BTreeMap<DimensionId, Filter>,
    /// First day, inclusive.
    pub from: Option<NaiveDate>,
    /// Last day, inclusive.
    pub to: Option<NaiveDate>,
    /// How much time one date stands for.
    pub every: Every,
    /// What is shown of each value.
    pub show: Show,
    /// The value axis.
    pub scale: Scale,
    /// What the rows of a table are ordered by.
    pub sort: Sort,
    /// How many series are shown before the rest fold into one: 1 to [`MOST_SERIES`].
    pub top: u16,
    /// Which models are counted over time; none: what suits the metric, see [`Query::panel`].
    pub panel: Option<Panel>,
    /// Which kinds of models are counted.
    pub scope: ScopeShown,
    /// How variants are named and counted.
    pub variants: Variants,
    /// Which license of a model is meant.
    pub license_as: LicenseAs,
    /// Whose model a row counts as.
    pub lens: Lens,
    /// Only what was known at this moment.
    pub as_of: Option<DateTime<Utc>>,
    /// The language asked for; none: what the browser prefers.
    pub lang: Option<Language>,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            metric: DEFAULT_METRIC.to_owned(),
            by: DimensionId::default(),
            filters: BTreeMap::new(),
            from: None,
            to: None,
            every: Every::default(),
            show: Show::default(),
            scale: Scale::default(),
            sort: Sort::default(),
            top: DEFAULT_TOP,
            panel: None,
            scope: ScopeShown::default(),
            variants: Variants::default(),
            license_as: LicenseAs::default(),
            lens: Lens::default(),
            as_of: None,
            lang: None,
        }
    }
}

/// How far the store must go below cells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ModelLevel {
    /// Cells will do.
    None,
    /// Entries of single models: the `top` largest of the last period shown (by value of the
    /// rows in the filter) and more where it is easier; the others may stay sums of cells.
    Top(u16),
    /// Entries of these models, by the source's id, on every day; the others may stay sums of
    /// cells.
    Listed(Vec<String>),
    /// Both of the above.
    TopAndListed(u16, Vec<String>),
}

/// What the store must load to answer a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Needs {
    /// Metric slug.
    pub metric: String,
    /// How far below cells.
    pub models: ModelLevel,
    /// Only snapshots captured by then.
    pub as_of: Option<DateTime<Utc>>,
    /// Whether only models present at every date shown are wanted: the days counted by the
    /// periods of [`Query::periods`], all days of a period being one date.
    pub panel: Panel,
    /// First day wanted, inclusive.
    pub from: Option<NaiveDate>,
    /// Last day wanted, inclusive.
    pub to: Option<NaiveDate>,
    /// How much time one date stands for.
    pub every: Every,
    /// Under which names entries of single models come.
    pub variants: Variants,
}

impl Query {
    /// The entry of the breakdown.
    pub fn breakdown(&self) -> &'static Dimension {
        self.by.entry()
    }

    /// The panel in force: a window metric compares like with like unless asked otherwise.
    pub fn panel(&self, semantics: Semantics) -> Panel {
        self.panel.unwrap_or(default_panel(semantics))
    }

    /// The filters that leave only models whose weights cannot be downloaded.
    pub fn filters_for_closed(&self) -> Vec<DimensionId> {
        let only = |id: DimensionId, leaves_closed: fn(&Filter) -> bool| {
            let found = self.filters.get(&id).is_some_and(leaves_closed);
            found.then_some(id)
        };
        let weights = only(DimensionId::Weights, |filter| {
            filter.names("open") == filter.excludes()
        });
        let proprietary = only(DimensionId::LicenseClass, |filter| {
            !filter.excludes() && filter.values() == ["proprietary"]
        });
        weights.into_iter().chain(proprietary).collect()
    }

    /// Whether the breakdown or a filter reads a dimension of `factor`.
    pub fn reads(&self, factor: super::Factor) -> bool {
        self.by.entry().factor == factor
            || self.filters.keys().any(|id| id.entry().factor == factor)
    }

    /// What the store must load.
    pub fn needs(&self, dictionary: &Dictionary) -> Needs {
        let listed = self
            .filters
            .get(&DimensionId::Model)
            .map(|filter| filter.values().to_vec());
        let is_list = self
            .filters
            .get(&DimensionId::Model)
            .is_some_and(|filter| !filter.excludes());
        let top = (self.by == DimensionId::Model).then_some(self.top);
        Needs {
            metric: self.metric.clone(),
            models: match (top, listed) {
                (None, None) => ModelLevel::None,
                (Some(top), None) => ModelLevel::Top(top),
                (None, Some(listed)) => ModelLevel::Listed(listed),
                // Only these can lead, so nobody else has to be read.
                (Some(_), Some(listed)) if is_list => ModelLevel::Listed(listed),
                (Some(top), Some(listed)) => ModelLevel::TopAndListed(top, listed),
            },
            as_of: self.as_of,
            panel: dictionary
                .metric(&self.metric)
                .map_or(Panel::All, |metric| self.panel(metric.semantics)),
            from: self.from,
            to: self.to,
            every: self.every,
            variants: self.variants,
        }
    }

    /// The dates an answer shows, from the days on which the metric was observed (ascending).
    pub fn periods(&self, semantics: Semantics, days: &[NaiveDate]) -> Vec<super::Period> {
        super::period::periods(self.every, self.from, self.to, semantics, days)
    }
}

/// The panel of a metric when an address names none.
pub(super) fn default_panel(semantics: Semantics) -> Panel {
    match semantics {
        Semantics::Window { .. } => Panel::Common,
        Semantics::Cumulative | Semantics::Flow => Panel::All,
    }
}
