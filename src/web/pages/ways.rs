//! Ways out of a question that has no answer: the nearest questions that have one.

use super::Link;
use super::chips::filter_label;
use super::metric_links::switched;
use crate::charts::{Kind, Subject, locale};
use crate::plot::format;
use crate::query::{
    DEFAULT_METRIC, Key, Panel, Query, ScopeShown, Show, answer, filters, last_shown,
};
use crate::text::{localized, message};
use crate::web::state::Site;
use crate::web::view::{Answered, address};
use chrono::NaiveDate;

/// A question without an answer.
struct DeadEnd<'a> {
    site: &'a Site,
    answered: &'a Answered,
    asked: &'a Query,
    kind: &'static Kind,
    path: String,
    ways: Vec<Link>,
}

/// The ways out, the nearest first; the last one is always the chart's own first question.
pub(super) fn ways_out(
    site: &Site,
    answered: &Answered,
    asked: &Query,
    kind: &'static Kind,
) -> Vec<Link> {
    let mut end = DeadEnd {
        site,
        answered,
        asked,
        kind,
        path: format!("/charts/{}", kind.slug),
        ways: Vec::new(),
    };
    end.other_metric();
    end.other_moment();
    end.other_dates();
    end.wider();
    end.any_dates();
    end.fewer_filters();
    end.other_kind();
    let start = end.say("way-start", &[]);
    end.ways.push(Link::new(start, end.path.clone()));
    end.ways
}

impl DeadEnd<'_> {
    fn say(&self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        message(self.answered.language, key, arguments)
    }

    fn offer(&mut self, label: String, query: &Query) {
        let link = Link::new(label, address(&self.path, query));
        self.ways.push(link);
    }

    /// Offers a question that the facts at hand answer, with the number of models it is about; a
    /// chart of the last date alone may have to end earlier.
    fn offer_counted(&mut self, label: &str, query: &Query) -> bool {
        let answered = self.answered;
        let asked = self.kind.asked(query);
        let Some(shown) = last_shown(&asked, &answered.facts, &answered.edition.dictionary) else {
            return false;
        };
        let mut query = query.clone();
        if !self.draws(&query) {
            query.to = Some(shown.on);
            if shown.is_newest || !self.draws(&query) {
                return false;
            }
        }
        let date = format::day(shown.on, locale(answered.language));
        let key = if shown.is_newest {
            "way-counted"
        } else {
            "way-counted-last"
        };
        let models = shown.models.to_string();
        let arguments = [("way", label), ("count", &*models), ("date", &*date)];
        self.offer(self.say(key, &arguments), &query);
        true
    }

    /// Whether this kind of chart has something to draw of a question.
    fn draws(&self, query: &Query) -> bool {
        let answered = self.answered;
        let query = self.kind.asked(query);
        let dictionary = &answered.edition.dictionary;
        let subject = Subject {
            query: &query,
            answer: &answer(&query, &answered.facts, dictionary),
            ..answered.subject(self.site)
        };
        !(self.kind.draw)(&subject).drawing.is_empty()
    }

    /// Where a metric does not cover what is asked, or has no data, one that does.
    fn other_metric(&mut self) {
        let edition = &self.answered.edition;
        let uncovered = !self.answered.answer.metric.covers_closed
            && !self.asked.filters_for_closed().is_empty();
        let unknown = edition.cube.facts(&self.asked.metric).is_none();
        if !(uncovered || unknown) || self.asked.metric == DEFAULT_METRIC {
            return;
        }
        let Some(metric) = edition.dictionary.metric(DEFAULT_METRIC) else {
            return;
        };
        if let Some(there) = switched(edition, self.asked, metric) {
            let name = localized(&metric.label, self.answered.language);
            self.offer(self.say("way-metric", &[("metric", name)]), &there.query);
        }
    }

    /// Before anything was known: when it first was, and now.
    fn other_moment(&mut self) {
        if self.asked.as_of.is_none() || self.answered.known_at.is_some() {
            return;
        }
        let source = &self.answered.answer.metric.source;
        if let Some(first) = self.answered.edition.first_capture(source) {
            let date = format::day(first.date_naive(), locale(self.answered.language));
            let mut then = self.asked.clone();
            then.as_of = Some(first);
            self.offer(self.say("way-first-known", &[("date", &date)]), &then);
            then.as_of = None;
            self.offer(self.say("way-known-now", &[]), &then);
        }
    }

    /// Outside of the record: the dates it has.
    fn other_dates(&mut self) {
        let outside = self.answered.answer.periods.is_empty()
            && (self.asked.from.is_some() || self.asked.to.is_some());
        let facts = self.answered.edition.cube.facts(&self.asked.metric);
        let days = match (self.asked.as_of, facts) {
            (None, Some(facts)) => facts.days(),
            (Some(_), _) | (None, None) => self.answered.facts.days(),
        };
        let (Some(first), Some(last), true) = (days.first(), days.last(), outside) else {
            return;
        };
        let date = |day: &NaiveDate| format::day(*day, locale(self.answered.language));
        let query = Query {
            from: None,
            to: None,
            ..self.asked.clone()
        };
        let label = self.say("way-dates", &[("from", &date(first)), ("to", &date(last))]);
        self.offer(label, &query);
    }

    /// Where there are other dates than those asked for.
    fn any_dates(&mut self) {
        let limited = self.asked.from.is_some() || self.asked.to.is_some();
        if limited && !self.answered.answer.periods.is_empty() {
            let query = Query {
                from: None,
                to: None,
                ..self.asked.clone()
            };
            let label = self.say("way-any-dates", &[]);
            self.offer_counted(&label, &query);
        }
    }

    /// One filter less each; all of them less where no single one is to blame.
    fn fewer_filters(&mut self) {
        let mut found = false;
        for dimension in filters() {
            let mut query = self.asked.clone();
            if query.filters.remove(&dimension.id).is_none() {
                continue;
            }
            let filter = filter_label(self.answered, self.asked, Key::Filter(dimension));
            let label = self.say("way-filter", &[("filter", &filter.unwrap_or_default())]);
            found |= self.offer_counted(&label, &query);
        }
        if !found && self.asked.filters.len() > 1 {
            let mut query = self.asked.clone();
            query.filters.clear();
            let label = self.say("way-all-filters", &[]);
            self.offer_counted(&label, &query);
        }
    }

    /// Dates, models and kinds of models that are left out.
    fn wider(&mut self) {
        let (asked, answered) = (self.asked, self.answered);
        let semantics = answered.answer.metric.semantics;
        let nobody = answered.answer.panel.is_some_and(|panel| panel.models == 0);
        if nobody && !answered.answer.periods.is_empty() {
            let mut query = Query {
                panel: None,
                ..asked.clone()
            };
            if query.panel(semantics) != Panel::All {
                query.panel = Some(Panel::All);
            }
            self.offer(self.say("way-panel", &[]), &query);
        }
        let dictionary = &answered.edition.dictionary;
        match last_shown(&answered.query, &answered.facts, dictionary) {
            // A chart of the last date alone shows nothing of what was there before.
            Some(shown) if !shown.is_newest => {
                let query = Query {
                    to: Some(shown.on),
                    ..asked.clone()
                };
                if self.draws(&query) {
                    let date = format::day(shown.on, locale(answered.language));
                    self.offer(self.say("way-earlier", &[("date", &date)]), &query);
                }
            }
            None if asked.scope == ScopeShown::Language => {
                let query = Query {
                    scope: ScopeShown::All,
                    ..asked.clone()
                };
                let label = self.say("way-scope", &[]);
                self.offer_counted(&label, &query);
            }
            Some(_) | None => {}
        }
    }

    /// Where there are figures, but nothing this kind of chart could draw of them.
    fn other_kind(&mut self) {
        let drawable = self
            .answered
            .answer
            .series
            .iter()
            .flat_map(|series| &series.points)
            .any(|point| !point.value.is_zero());
        if !drawable {
            return;
        }
        if self.answered.query.show == Show::Index {
            let query = Query {
                show: Show::Value,
                ..self.asked.clone()
            };
            self.offer(self.say("way-values", &[]), &query);
        }
        if let Some(kind) = Kind::of("over-time").filter(|kind| kind.slug != self.kind.slug) {
            let path = format!("/charts/{}", kind.slug);
            let link = Link::new(self.say("way-over-time", &[]), address(&path, self.asked));
            self.ways.push(link);
        }
    }
}
