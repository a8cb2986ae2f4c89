//! Where countries, licenses, organizations and models stand on the newest date of a metric:
//! numbers with their range, place and the address they can be checked at.

use super::listing::Cell;
use crate::charts::{Magnitude, locale, share_figure, share_phrase};
use crate::plot::format;
use crate::query::{
    DimensionId, Filter, MOST_SERIES, Query, Series, SeriesKind, sentence, series_label,
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
    /// What values are counted in.
    magnitude: Magnitude,
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
        let magnitude = Magnitude::of_column(largest);
        let day = format::day(
            answered.answer.periods[at].period.first,
            locale(answered.language),
        );
        Ok(Some(Self {
            answered,
            at,
            day,
            magnitude,
        }))
    }

    fn standing(&self, place: usize, series: &Series) -> Option<Standing> {
        let language = self.answered.language;
        let point = series.point(self.at)?;
        let share = point.share?;
        Some(Standing {
            id: series.id.clone(),
            label: series_label(
                &self.answered.answer,
                series,
                &self.answered.edition.dictionary,
                language,
            ),
            place,
            value: format::significant(
                point.value.to_f64() / self.magnitude.divisor,
                locale(language),
            ),
            range: share_figure(&share, language),
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

    /// The first ones with their ranges: "China with 62% – 71%, United States with 24% – 33%".
    pub fn first(&self, most: usize) -> String {
        let all = self.all();
        let first = all.iter().take(most).map(|standing| {
            let arguments = [
                ("name", standing.label.as_str()),
                ("range", &standing.range),
            ];
            message(self.answered.language, "lead-with", &arguments)
        });
        first.collect::<Vec<_>>().join(", ")
    }

    /// What is said, under a key, of what cannot be attributed.
    pub fn unknown_sentence(&self, key: &str) -> Option<String> {
        let unknown = self.unknown()?;
        let arguments = [("range", unknown.range.as_str()), ("day", &self.day)];
        Some(message(self.answered.language, key, &arguments))
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
            &self.magnitude.key("in"),
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
