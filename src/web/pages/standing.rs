//! Where countries, licenses, organizations and models stand on the newest date of a metric, and
//! how they came there: numbers with their range, place and the address they can be checked at.

use super::figure::FigureView;
use super::listing::Cell;
use crate::charts::{Kind, locale, percent_range, share_phrase};
use crate::domain::Semantics;
use crate::plot::format;
use crate::query::{
    DimensionId, Every, Filter, MOST_SERIES, Query, Series, SeriesKind, Show, sentence,
    series_label,
};
use crate::store::facts::Edition;
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::places;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
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
        let query = Query {
            top: crate::query::DEFAULT_TOP,
            ..self.answered.query.clone()
        };
        let mut words = sentence(&query, &self.answered.edition.dictionary, language);
        if let Some(panel) = self.answered.answer.panel
            && self.answered.query.from != self.answered.query.to
        {
            words.push(' ');
            words.push_str(&message(
                language,
                "note-panel",
                &[("models", &panel.models.to_string())],
            ));
        }
        let as_of = self.say("standing-day", &[("day", &self.day)]);
        vec![
            Cell::text(as_of),
            Cell::text(words),
            Cell::link(self.say("standing-chart", &[]), self.chart()),
            Cell::link(self.say("standing-csv", &[]), self.csv()),
            Cell::link(
                self.say("standing-definition", &[]),
                format!("/methods#{}", self.answered.answer.metric.slug),
            ),
        ]
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

/// How often a date is drawn on these pages: weeks are calm enough to read and light to send.
fn every(semantics: Semantics) -> Every {
    match semantics {
        Semantics::Flow => Every::Week,
        Semantics::Window { .. } | Semantics::Cumulative => Every::Day,
    }
}

fn calm(edition: &Edition, query: Query) -> Query {
    let semantics = edition.dictionary.metric(&query.metric);
    Query {
        every: semantics.map_or(Every::Day, |metric| every(metric.semantics)),
        ..query
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
    let name = format!("{}-share", answered.query.by.entry().key);
    let name = format!("{name}-{}", answered.answer.metric.slug);
    Ok(drawn(site, &answered, &name))
}

/// Last day of the last whole period in which the one series of an answer is there, unless that
/// is the newest whole one.
fn last_heard_of(answered: &Answered) -> Option<chrono::NaiveDate> {
    let periods = &answered.answer.periods;
    let whole = periods.iter().rposition(|totals| totals.period.complete)?;
    let series = answered.answer.series.first()?;
    if series.point(whole).is_some() {
        return None;
    }
    let mut points = series
        .points
        .iter()
        .rev()
        .map(|point| &periods[point.period].period);
    points
        .find(|period| period.complete)
        .map(|period| period.last)
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

/// Values over time; none where nothing passes the filters.
pub(super) async fn values_over_time(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
) -> Result<Option<FigureView>, Error> {
    let answered = answer(site, Arc::clone(edition), calm(edition, query)).await?;
    let some = answered.answer.series.iter();
    let some = some
        .filter(|series| series.kind == SeriesKind::Known)
        .count()
        > 0;
    let name = format!("{}-values", answered.query.by.entry().key);
    let name = format!("{name}-{}", answered.answer.metric.slug);
    Ok(some.then(|| drawn(site, &answered, &name)).flatten())
}

fn drawn(site: &Site, answered: &Answered, name: &str) -> Option<FigureView> {
    let kind = Kind::of("over-time")?;
    let mut figure = FigureView::new(site, answered, kind, name);
    if answered.query.top != MOST_SERIES {
        return Some(figure);
    }
    // The question is about all of them, the drawing about one: readers who explore get a
    // chart they can read, and the files have every series.
    let query = Query {
        top: crate::query::DEFAULT_TOP,
        ..answered.query.clone()
    };
    figure.caption.subtitle = sentence(&query, &answered.edition.dictionary, answered.language);
    figure.address = address("/charts/over-time", &query);
    Some(figure)
}
