//! Where countries, licenses, organizations and models stand on the newest date of each metric.

use super::about::{Links, Paths, Text};
use crate::query::{
    Amount, DEFAULT_TOP, DimensionId, Filter, MOST_SERIES, Panel, Point, Query, SeriesKind,
};
use crate::store::facts::Edition;
use crate::web::Error;
use crate::web::data::gives_rows;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
use chrono::NaiveDate;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A standing. Who is not among the first 500 of a breakdown by model has a value alone.
#[derive(Serialize, ToSchema)]
pub(super) struct Standing {
    pub metric: String,
    pub unit: Text,
    pub observed_on: NaiveDate,
    #[schema(value_type = f64, minimum = 0)]
    pub value: Amount,
    #[schema(minimum = 0, maximum = 1)]
    pub share: Option<f64>,
    #[schema(minimum = 0, maximum = 1)]
    pub share_low: Option<f64>,
    #[schema(minimum = 0, maximum = 1)]
    pub share_high: Option<f64>,
    #[schema(minimum = 1)]
    pub rank: Option<u32>,
    pub models: u32,
    pub links: Links,
}

/// The standings of a value of a breakdown. `ask` settles what a question is asked by besides; a
/// metric it refuses is left out, and so is one whose source forbids to hand its figures out.
pub(super) async fn standings(
    site: &Site,
    edition: &Arc<Edition>,
    by: DimensionId,
    value: &str,
    ask: impl Fn(Query) -> Option<Query>,
) -> Result<Vec<Standing>, Error> {
    let mut found = Vec::new();
    for metric in edition.dictionary.metrics() {
        let days = edition.cube.facts(&metric.slug).map(|facts| facts.days());
        let Some(newest) = days.and_then(|days| days.last().copied()) else {
            continue;
        };
        let query = Query {
            metric: metric.slug.clone(),
            by,
            from: Some(newest),
            to: Some(newest),
            top: MOST_SERIES,
            // Of one date all models are present at every date.
            panel: Some(Panel::All),
            ..Query::default()
        };
        let Some(query) = ask(query).filter(|_| gives_rows(site, &metric.source)) else {
            continue;
        };
        let all = answer(site, Arc::clone(edition), query.clone()).await?;
        let point = match among(&all, value) {
            None if by == DimensionId::Model => {
                let alone = only(query.clone(), by, value);
                let alone = answer(site, Arc::clone(edition), alone).await?;
                // Among itself alone it would be all, and the first.
                among(&alone, value).map(|point| Point {
                    share: None,
                    rank: None,
                    ..point
                })
            }
            found => found,
        };
        if let Some(point) = point {
            let links = Paths {
                this: address("/api/v1/series", &query),
                html: address(
                    "/charts/share",
                    &Query {
                        top: DEFAULT_TOP,
                        ..query.clone()
                    },
                ),
                definition: "/methods",
                csv: Some(address("/charts/share.csv", &query)),
            };
            let mut links = links.links(site);
            links.definition = format!("{}#{}", links.definition, metric.slug);
            let share = point.share;
            found.push(Standing {
                metric: metric.slug.clone(),
                unit: Text::from(&metric.unit),
                observed_on: newest,
                value: point.value,
                share: share.map(|range| range.share),
                share_low: share.map(|range| range.low),
                share_high: share.map(|range| range.high),
                rank: point.rank,
                models: point.models,
                links,
            });
        }
    }
    Ok(found)
}

/// The numbers of a value on the last date.
fn among(answered: &Answered, id: &str) -> Option<Point> {
    let answer = &answered.answer;
    let last = answer.periods.len().checked_sub(1)?;
    let mut known = answer
        .series
        .iter()
        .filter(|series| series.kind == SeriesKind::Known);
    known.find(|series| series.id == id)?.point(last).copied()
}

fn only(query: Query, by: DimensionId, value: &str) -> Query {
    let mut query = query;
    query
        .filters
        .extend(Filter::include([value]).map(|filter| (by, filter)));
    query
}

/// The sources of standings.
pub(super) fn sources_of<'a>(
    edition: &'a Edition,
    standings: &'a [Standing],
) -> impl Iterator<Item = &'a str> {
    let metrics = standings
        .iter()
        .filter_map(|standing| edition.dictionary.metric(&standing.metric));
    metrics.map(|metric| metric.source.as_str())
}
