//! Where countries, licenses, organizations and models stand on the newest date of a metric, and
//! how they came there: numbers with their range, place and the address they can be checked at.

use super::figure::FigureView;
use super::listing::Cell;
use crate::charts::{Kind, locale, percent_range, share_phrase};
use crate::domain::Semantics;
use crate::plot::format;
use crate::query::{
    DimensionId, Every, Filter, MOST_SERIES, Panel, Query, Series, SeriesKind, Show, sentence,
    series_label,
};
use crate::store::facts::Edition;
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::places;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
use chrono::NaiveDate;
use std::sync::Arc;

/// The metric that counts open and closed models alike.
pub(super) const TOKENS: &str = crate::query::DEFAULT_METRIC;
/// The metric of what is downloaded.
pub(super) const DOWNLOADS: &str = "hf-downloads-30d";

/// The newest date of a metric, with the place of everything on it.
pub(super) struct Standings {
    pub answered: Answered,
    at: usize,
    /// The date, for readers.
    pub day: String,
    divisor: f64,
    /// Message key of what values are counted in.
    unit_key: &'static str,
}

/// Where one of them stands.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub id: String,
    pub label: String,
    /// 1 for the largest, by what is surely attributed.
    pub place: usize,
    pub value: String,
    /// The share: "4.1% – 12%".
    pub range: String,
    /// The share within a sentence: "between 4.1% and 12%".
    pub phrase: String,
    pub share: f64,
    pub models: u32,
}

/// A filter on one value.
pub(super) fn only(query: Query, dimension: DimensionId, value: &str) -> Query {
    let mut query = query;
    if let Some(filter) = Filter::include([value]) {
        query.filters.insert(dimension, filter);
    }
    query
}

/// A question by a breakdown about a metric.
pub(super) fn by(metric: &str, by: DimensionId) -> Query {
    Query {
        metric: metric.to_owned(),
        by,
        ..Query::default()
    }
}

/// The same question on the newest day of its metric alone; none where nothing was observed.
pub(super) fn on_newest_day(edition: &Edition, query: Query) -> Option<Query> {
    let newest = edition.cube.facts(&query.metric)?.days().last().copied()?;
    Some(Query {
        from: Some(newest),
        to: Some(newest),
        ..query
    })
}

impl Standings {
    /// Everybody's standing on the newest day.
    pub async fn of_newest_day(
        site: &Site,
        edition: &Arc<Edition>,
        query: Query,
    ) -> Result<Option<Self>, Error> {
        match on_newest_day(edition, query) {
            Some(query) => Self::of(site, edition, query).await,
            None => Ok(None),
        }
    }

    /// Everybody's standing on the newest date of a question.
    pub async fn of(
        site: &Site,
        edition: &Arc<Edition>,
        query: Query,
    ) -> Result<Option<Self>, Error> {
        let query = Query {
            top: MOST_SERIES,
            ..query
        };
        let answered = answer(site, Arc::clone(edition), query).await?;
        let Some(at) = answered.answer.periods.len().checked_sub(1) else {
            return Ok(None);
        };
        let largest = answered.answer.series.iter();
        let largest = largest
            .filter_map(|series| Some(series.point(at)?.value.to_f64()))
            .fold(0.0, f64::max);
        let (divisor, unit_key) = if largest >= 1e9 {
            (1e9, "in-billions")
        } else if largest >= 1e6 {
            (1e6, "in-millions")
        } else {
            (1.0, "in-ones")
        };
        let day = format::day(
            answered.answer.periods[at].period.first,
            locale(answered.language),
        );
        Ok(Some(Self {
            answered,
            at,
            day,
            divisor,
            unit_key,
        }))
    }

    fn standing(&self, place: usize, series: &Series) -> Option<Standing> {
        let language = self.answered.language;
        let point = series.point(self.at)?;
        let share = point.share?;
        let (low, high) = percent_range(&share, locale(language));
        Some(Standing {
            id: series.id.clone(),
            label: series_label(
                &self.answered.answer,
                series,
                &self.answered.edition.dictionary,
                language,
            ),
            place,
            value: format::significant(point.value.to_f64() / self.divisor, locale(language)),
            range: if low == high {
                low
            } else {
                message(
                    language,
                    "headline-range",
                    &[("low", &low), ("high", &high)],
                )
            },
            phrase: String::new(),
            share: share.share,
            models: point.models,
        })
    }

    /// All known ones, the largest first.
    pub fn all(&self) -> Vec<Standing> {
        let mut found: Vec<&Series> = self
            .answered
            .answer
            .series
            .iter()
            .filter(|series| series.kind == SeriesKind::Known && series.point(self.at).is_some())
            .collect();
        let value = |series: &Series| series.point(self.at).map_or(0.0, |p| p.value.to_f64());
        found.sort_by(|a, b| value(b).total_cmp(&value(a)));
        found
            .iter()
            .zip(1..)
            .filter_map(|(series, place)| self.standing(place, series))
            .collect()
    }

    /// What cannot be attributed.
    pub fn unknown(&self) -> Option<Standing> {
        let mut all = self.answered.answer.series.iter();
        let series = all.find(|s| matches!(s.kind, SeriesKind::Unknown | SeriesKind::Unlisted))?;
        self.standing(0, series)
    }

    /// One of them, with its share in words.
    pub fn one(&self, site: &Site, id: &str) -> Option<Standing> {
        let mut standing = self.all().into_iter().find(|standing| standing.id == id)?;
        let series = self.answered.answer.series.iter().find(|s| s.id == id)?;
        let share = series.point(self.at)?.share?;
        standing.phrase = share_phrase(&self.answered.subject(site), &share);
        Some(standing)
    }

    /// The same view as chart, with as many series as a chart can hold.
    pub fn chart(&self) -> String {
        let query = Query {
            top: crate::query::DEFAULT_TOP,
            ..self.answered.query.clone()
        };
        address("/charts/share", &query)
    }

    /// The same view as CSV.
    pub fn csv(&self) -> String {
        address("/charts/share.csv", &self.answered.query)
    }

    /// Head of a column of values: what they are and in which thousands, leading to the chart.
    pub fn value_column(&self) -> Cell {
        let language = self.answered.language;
        let metric = &self.answered.answer.metric;
        let words = message(
            language,
            self.unit_key,
            &[("unit", localized(&metric.unit, language))],
        );
        Cell::number(words).leading_to(Some(self.chart()))
    }

    /// Head of a column of shares, leading to the chart.
    pub fn share_column(&self) -> Cell {
        let words = self.say("column-share", &[]);
        Cell::number(words).leading_to(Some(self.chart()))
    }

    /// What stands below a table with these numbers: the question in words, and its file.
    pub fn below(&self) -> Vec<Cell> {
        let language = self.answered.language;
        // The day is said once, before the question.
        let query = Query {
            top: crate::query::DEFAULT_TOP,
            from: None,
            to: None,
            panel: None,
            ..self.answered.query.clone()
        };
        let words = sentence(&query, &self.answered.edition.dictionary, language);
        vec![
            Cell::text(self.say("standing-day", &[("day", &self.day)])),
            Cell::text(words),
            Cell::link(self.say("standing-chart", &[]), self.chart()),
            Cell::link(self.say("standing-csv", &[]), self.csv()),
            Cell::link(
                self.say("standing-definition", &[]),
                format!("/methods#{}", self.answered.answer.metric.slug),
            ),
        ]
    }

    /// How many models are counted on that date; what a source does not list is none of them.
    pub fn models(&self) -> u32 {
        let series = self.answered.answer.series.iter();
        series
            .filter_map(|series| series.point(self.at))
            .map(|point| point.models)
            .sum()
    }

    fn say(&self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        let metric = &self.answered.answer.metric;
        let mut all = vec![("metric", metric.slug.as_str())];
        all.extend_from_slice(arguments);
        message(self.answered.language, key, &all)
    }

    /// Name with a link to its page.
    pub fn name(&self, standing: &Standing) -> Cell {
        let answer = &self.answered.answer;
        let address = places::of_value(self.answered.query.by, &answer.metric.source, &standing.id);
        Cell::text(standing.label.as_str()).leading_to(address)
    }
}

/// A question as these pages draw it over time: a flow by the week, which is calm to read and
/// light to send; captures of a growing list since the last long gap, because few models were
/// there before and after it.
fn calm(edition: &Edition, query: Query) -> Query {
    let Some(facts) = edition.cube.facts(&query.metric) else {
        return query;
    };
    let metric = facts.metric();
    match metric.semantics {
        Semantics::Flow => Query {
            every: Every::Week,
            ..query
        },
        Semantics::Window { .. } | Semantics::Cumulative => {
            let longest = i64::from(metric.max_gap_days.unwrap_or(u16::MAX));
            let days = facts.days();
            let gap = days
                .windows(2)
                .rposition(|pair| (pair[1] - pair[0]).num_days() > longest);
            let compares = query.panel(metric.semantics) == Panel::Common;
            Query {
                from: gap.filter(|_| compares).map(|at| days[at + 1]),
                ..query
            }
        }
    }
}

/// The share of one value of a breakdown in the whole, over time; none where it never had one.
pub(super) async fn share_over_time(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
    id: &str,
) -> Result<Option<FigureView>, Error> {
    let query = Query {
        top: MOST_SERIES,
        show: Show::Share,
        ..calm(edition, query)
    };
    let Some(mut answered) = alone(site, edition, query, id).await? else {
        return Ok(None);
    };
    // A headline speaks of the newest whole date: where this one is gone by then, the chart ends
    // with the last one it was there.
    if let Some(last) = last_heard_of(&answered) {
        let until = Query {
            to: Some(last),
            ..answered.query
        };
        let Some(earlier) = alone(site, edition, until, id).await? else {
            return Ok(None);
        };
        answered = earlier;
    }
    let id = format!(
        "{}-share-{}",
        answered.query.by.entry().key,
        answered.answer.metric.slug
    );
    let figure = drawn(site, &answered, &id).map(|mut figure| {
        // The question is about all of them, the drawing about one: readers who explore get a
        // chart they can read, and the files have every series.
        let query = Query {
            top: crate::query::DEFAULT_TOP,
            ..answered.query.clone()
        };
        figure.caption.title.push_str(&panel_words(&answered));
        figure.caption.subtitle = sentence(&query, &answered.edition.dictionary, answered.language);
        figure.address = address("/charts/over-time", &query);
        figure
    });
    Ok(figure)
}

/// Last day of the last whole period in which some series of an answer is there, unless that is
/// the newest whole one.
fn last_heard_of(answered: &Answered) -> Option<NaiveDate> {
    let periods = &answered.answer.periods;
    let known = || {
        let series = answered.answer.series.iter();
        series.filter(|series| series.kind == SeriesKind::Known)
    };
    let is_there = |at: &usize| known().any(|series| series.point(*at).is_some());
    let whole = || {
        (0..periods.len())
            .rev()
            .filter(|at| periods[*at].period.complete)
    };
    let newest = whole().next()?;
    let last = whole().find(is_there)?;
    (last != newest).then(|| periods[last].period.last)
}

/// An answer with one series left; none where it is not there.
async fn alone(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
    id: &str,
) -> Result<Option<Answered>, Error> {
    let mut answered = answer(site, Arc::clone(edition), query).await?;
    answered
        .answer
        .series
        .retain(|series| series.id == id && series.kind == SeriesKind::Known);
    Ok((!answered.answer.series.is_empty()).then_some(answered))
}

/// Values over time under a title of their own: how much `name` has in all; none where nothing
/// passes the filters.
pub(super) async fn values_over_time(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
    name: &str,
) -> Result<Option<FigureView>, Error> {
    let mut answered = answer(site, Arc::clone(edition), calm(edition, query)).await?;
    if let Some(last) = last_heard_of(&answered) {
        let until = Query {
            to: Some(last),
            ..answered.query
        };
        answered = answer(site, Arc::clone(edition), until).await?;
    }
    let mut known = answered.answer.series.iter();
    if !known.any(|series| series.kind == SeriesKind::Known) {
        return Ok(None);
    }
    let id = format!(
        "{}-values-{}",
        answered.query.by.entry().key,
        answered.answer.metric.slug
    );
    let mut figure = drawn(site, &answered, &id);
    if let (Some(figure), Some(title)) = (&mut figure, total(&answered, name)) {
        figure.caption.title = title;
    }
    Ok(figure)
}

/// "France: at least 39.2 billion tokens a day in the week of 13 Jul 2026".
fn total(answered: &Answered, name: &str) -> Option<String> {
    let language = answered.language;
    let periods = &answered.answer.periods;
    let whole = periods.iter().rposition(|totals| totals.period.complete);
    let totals = &periods[whole.or(periods.len().checked_sub(1))?];
    let value = totals.total.to_f64();
    let (divisor, key) = magnitude(value);
    let number = format::significant(value / divisor, locale(language));
    let day = format::day(totals.period.first, locale(language)).replace(' ', "\u{a0}");
    let unit = localized(&answered.answer.metric.unit, language);
    let arguments = [
        ("name", name),
        (
            "bound",
            if totals.possible.is_zero() {
                "exact"
            } else {
                "least"
            },
        ),
        (
            "amount",
            &message(language, key, &[("unit", unit), ("number", &number)]),
        ),
        ("every", answered.query.every.word()),
        ("day", &day),
        ("panel", &panel_words(answered)),
    ];
    Some(message(language, "figure-total", &arguments))
}

/// ", among the 87 models ..." where only models present at every date are compared.
fn panel_words(answered: &Answered) -> String {
    let Some(panel) = answered.answer.panel else {
        return String::new();
    };
    message(
        answered.language,
        "figure-panel",
        &[("models", &panel.models.to_string())],
    )
}

/// What large numbers are told in.
fn magnitude(largest: f64) -> (f64, &'static str) {
    if largest >= 1e12 {
        (1e12, "amount-trillion")
    } else if largest >= 1e9 {
        (1e9, "amount-billion")
    } else if largest >= 1e6 {
        (1e6, "amount-million")
    } else {
        (1.0, "amount-ones")
    }
}

fn drawn(site: &Site, answered: &Answered, id: &str) -> Option<FigureView> {
    let kind = Kind::of("over-time")?;
    Some(FigureView::new(site, answered, kind, id))
}
