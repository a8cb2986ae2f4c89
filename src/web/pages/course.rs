//! The course of a model in words: since when it is counted and how often, its largest share and
//! the place it had then, and how much what was built on it is used.

use super::Page;
use super::history::amount;
use super::standing::{DOWNLOADS, Standings, TOKENS, by};
use crate::query::{DimensionId, Filter, Panel, Query, ScopeShown, SeriesKind, Variants};
use crate::store::facts::Edition;
use crate::store::places::ModelLine;
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::answer;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Arc;

/// What became of a model since it was first counted; none where it never was. The question is by
/// model, about all of them.
pub(super) async fn course(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    question: &Query,
    id: &str,
) -> Result<Option<String>, Error> {
    let own = super::standing::only(question.clone(), DimensionId::Model, id);
    let own = answer(site, Arc::clone(edition), own).await?;
    let periods = &own.answer.periods;
    let series = own.answer.series.iter();
    let values: Vec<(NaiveDate, f64)> = series
        .filter(|series| series.kind == SeriesKind::Known)
        .flat_map(|series| &series.points)
        .map(|point| (periods[point.period].period.first, point.value.to_f64()))
        .collect();
    let [(first, _), rest @ ..] = values.as_slice() else {
        return Ok(None);
    };
    let say = |key, arguments: &[(&'static str, &str)]| message(page.language, key, arguments);
    let metric = question.metric.as_str();
    let since = periods.iter().filter(|it| it.period.first >= *first);
    let (first_day, since) = (page.day(first), since.count().to_string());
    if rest.is_empty() {
        let arguments = [("metric", metric), ("day", &first_day), ("since", &since)];
        return Ok(Some(say("course-once", &arguments)));
    }
    // Sums of all models come from the cube; which models they are of plays no part.
    let whole = Query {
        by: DimensionId::Weights,
        ..question.clone()
    };
    let whole = answer(site, Arc::clone(edition), whole).await?;
    let totals: HashMap<NaiveDate, f64> = whole
        .answer
        .periods
        .iter()
        .map(|totals| (totals.period.first, totals.total.to_f64()))
        .collect();
    let share = |(day, value): &(NaiveDate, f64)| {
        let total = totals.get(day).copied().unwrap_or_default();
        if total > 0.0 { value / total } else { 0.0 }
    };
    let peak = values
        .iter()
        .max_by(|a, b| share(a).total_cmp(&share(b)))
        .map_or(*first, |(day, _)| *day);
    let then = Query {
        from: Some(peak),
        to: Some(peak),
        ..question.clone()
    };
    let Some(standings) = Standings::of(site, edition, then).await? else {
        return Ok(None);
    };
    let counted = say(
        "course-counted",
        &[
            ("metric", metric),
            ("first", &first_day),
            ("days", &values.len().to_string()),
            ("since", &since),
        ],
    );
    let largest = standings.one(site, id).map(|standing| {
        say(
            "course-largest",
            &[
                ("metric", metric),
                ("share", &standing.phrase),
                ("day", &page.day(&peak)),
                ("place", &standing.place.to_string()),
                ("of", &standings.all().len().to_string()),
            ],
        )
    });
    Ok(Some(
        [Some(counted), largest]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    ))
}

/// How many models were built on one, and how much those among the counted are used.
pub(super) async fn use_of_derivatives(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    lines: &[ModelLine],
) -> Result<Vec<String>, Error> {
    let mut words = vec![page.tv("built-on-count", "count", lines.len().to_string())];
    for metric in [TOKENS, DOWNLOADS] {
        let Some(known) = edition.dictionary.metric(metric) else {
            continue;
        };
        let ids = lines.iter().filter(|line| line.source == known.source);
        let Some(filter) = Filter::include(ids.map(|line| line.id.as_str())) else {
            continue;
        };
        let mut query = Query {
            scope: ScopeShown::All,
            panel: Some(Panel::All),
            variants: Variants::Separate,
            ..by(metric, DimensionId::Model)
        };
        query.filters.insert(DimensionId::Model, filter);
        let Some(standings) = Standings::of_newest_day(site, edition, query).await? else {
            continue;
        };
        let counted = standings.models();
        let answer = &standings.answered.answer;
        let total = answer.periods.last().map(|it| it.total.to_f64());
        let unit = localized(&answer.metric.unit, page.language);
        words.push(message(
            page.language,
            "built-on-sum",
            &[
                ("metric", metric),
                ("models", &counted.to_string()),
                ("day", &standings.day),
                (
                    "amount",
                    &amount(page.language, total.unwrap_or_default(), unit),
                ),
            ],
        ));
    }
    Ok(words)
}
