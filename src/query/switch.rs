//! The same question about another metric: what can be kept of it, and what cannot be answered
//! there.

use super::Query;
use super::choices::Panel;
use super::dimension::DimensionId;
use super::question::default_panel;
use crate::domain::{Metric, Semantics};
use chrono::NaiveDate;

/// A question carried over to another metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switched {
    /// The question about the other metric.
    pub query: Query,
    /// Keys of what was asked and could not be kept.
    pub dropped: Vec<&'static str>,
}

/// Since when most models of a metric can be compared: the first of its captures after the last
/// gap longer than it bridges, because few models of a growing list were there before and after.
/// None where nothing needs to be left out.
pub fn comparable_since(metric: &Metric, days: &[NaiveDate]) -> Option<NaiveDate> {
    if matches!(metric.semantics, Semantics::Flow) {
        return None;
    }
    let longest = i64::from(metric.max_gap_days?);
    let gap = days
        .windows(2)
        .rposition(|pair| (pair[1] - pair[0]).num_days() > longest)?;
    days.get(gap + 1).copied()
}

impl Query {
    /// This question where it compares models over a record with gaps and names no first date:
    /// since when most of them can be compared. `days` are those of its metric.
    #[must_use]
    pub fn from_comparable(self, metric: &Metric, days: &[NaiveDate]) -> Self {
        let compares = self.panel(metric.semantics) == Panel::Common;
        let since = comparable_since(metric, days).filter(|since| {
            let ends_before = self.to.is_some_and(|to| to < *since);
            compares && self.from.is_none() && !ends_before
        });
        Self {
            from: since.or(self.from),
            ..self
        }
    }

    /// This question about another metric. `source` is whose models the question names, `days` are
    /// those on which the other metric was observed, and `known` tells whether its source had been
    /// captured by the moment asked for.
    #[must_use]
    pub fn switched(
        &self,
        metric: &Metric,
        source: Option<&str>,
        days: &[NaiveDate],
        known: bool,
    ) -> Switched {
        let mut query = Self {
            metric: metric.slug.clone(),
            ..self.clone()
        };
        let mut dropped = Vec::new();
        // Each source has its own ids.
        if source != Some(metric.source.as_str()) {
            dropped.push(DimensionId::Model);
        }
        if !metric.covers_closed {
            dropped.extend(self.filters_for_closed());
        }
        dropped.retain(|id| query.filters.remove(id).is_some());
        let mut dropped: Vec<&'static str> = dropped.iter().map(|id| id.entry().key).collect();
        let shown = days.iter().any(|day| {
            self.from.is_none_or(|from| from <= *day) && self.to.is_none_or(|to| to >= *day)
        });
        if !shown {
            let ends = [("from", &mut query.from), ("to", &mut query.to)];
            dropped.extend(
                ends.into_iter()
                    .filter_map(|(key, end)| end.take().map(|_| key)),
            );
        }
        if query.as_of.is_some() && !known {
            query.as_of = None;
            dropped.push("as-of");
        }
        // What suits the metric need not be asked for.
        query.panel = query
            .panel
            .filter(|panel| *panel != default_panel(metric.semantics));
        let query = query.from_comparable(metric, days);
        Switched { query, dropped }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Localized, Semantics};
    use crate::query::{Filter, Panel, Show};

    fn metric(source: &str, covers_closed: bool) -> Metric {
        let text = || Localized {
            en: String::new(),
            fr: String::new(),
        };
        Metric {
            slug: "other".to_owned(),
            source: source.to_owned(),
            semantics: Semantics::Window { days: 30 },
            unit: text(),
            label: text(),
            decimals: 0,
            covers_closed,
            max_gap_days: None,
            definition: text(),
            basis: String::new(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn question() -> Query {
        let mut query = Query {
            show: Show::Share,
            panel: Some(Panel::Common),
            from: Some(day("2026-01-01")),
            ..Query::default()
        };
        for (id, value) in [
            (DimensionId::Country, "CN"),
            (DimensionId::Weights, "closed"),
            (DimensionId::Model, "qwen/qwq-32b"),
        ] {
            query.filters.insert(id, Filter::include([value]).unwrap());
        }
        query
    }

    #[test]
    fn what_another_metric_cannot_answer_is_dropped_and_named() {
        let days = [day("2025-12-31")];
        let there = question().switched(
            &metric("huggingface", false),
            Some("openrouter"),
            &days,
            true,
        );
        assert_eq!(there.dropped, ["model", "weights", "from"]);
        let kept: Vec<_> = there.query.filters.keys().copied().collect();
        assert_eq!(kept, [DimensionId::Country]);
        assert_eq!(there.query.show, Show::Share);
        assert_eq!(there.query.panel, None, "it suits the metric anyway");
    }

    #[test]
    fn what_it_can_answer_is_kept() {
        let days = [day("2026-01-02")];
        let asked = question();
        let there = asked.switched(&metric("openrouter", true), Some("openrouter"), &days, true);
        assert_eq!(there.dropped, [""; 0]);
        assert_eq!(there.query.filters, asked.filters);
        assert_eq!(there.query.from, asked.from);
    }

    #[test]
    fn a_record_with_a_gap_is_entered_where_most_models_can_be_compared() {
        let downloads = Metric {
            max_gap_days: Some(30),
            ..metric("huggingface", false)
        };
        let days = [day("2024-02-01"), day("2025-07-01"), day("2025-07-15")];
        let from = |asked: &Query| {
            asked
                .switched(&downloads, Some("openrouter"), &days, true)
                .query
                .from
        };
        let asked = Query::default();
        assert_eq!(from(&asked), Some(day("2025-07-01")));
        let own = Query {
            from: Some(day("2024-01-01")),
            ..asked.clone()
        };
        assert_eq!(from(&own), own.from, "what a reader chose is kept");
        let all = Query {
            panel: Some(Panel::All),
            ..asked.clone()
        };
        assert_eq!(from(&all), None, "nothing is compared");
        let before = Query {
            to: Some(day("2025-01-01")),
            ..asked
        };
        assert_eq!(from(&before), None, "it ends before");
    }

    #[test]
    fn a_moment_before_the_other_source_was_known_is_dropped() {
        let asked = Query {
            as_of: Some("2026-01-01T00:00:00Z".parse().unwrap()),
            ..Query::default()
        };
        let days = [day("2026-01-02")];
        let there = asked.switched(&metric("openrouter", true), None, &days, false);
        assert_eq!(there.dropped, ["as-of"]);
        assert_eq!(there.query.as_of, None);
    }
}
