//! The course of a model in words: since when it is counted and how often, its largest share and
//! the place it had then, and how much what was built on it is used.

use super::Page;
use super::history::amount;
use super::standing::{DOWNLOADS, Standings, TOKENS, by};
use crate::domain::Semantics;
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
    let counted = say(
        "course-counted",
        &[
            ("metric", metric),
            ("first", &first_day),
            ("days", &values.len().to_string()),
            ("since", &since),
        ],
    );
    let most = match own.answer.metric.semantics {
        Semantics::Flow => largest_share(page, site, edition, question, id, &values).await?,
        // Captures of a list that grows have no whole that shares could be compared in.
        Semantics::Window { .. } | Semantics::Cumulative => {
            let unit = localized(&own.answer.metric.unit, page.language);
            largest(&values, |(_, value)| *value).map(|(day, value)| {
                let amount = amount(page.language, value, unit);
                say(
                    "course-most",
                    &[("amount", &amount), ("day", &page.day(&day))],
                )
            })
        }
    };
    let sentences: Vec<String> = [counted].into_iter().chain(most).collect();
    Ok(Some(sentences.join(" ")))
}

/// The first of the days on which a measure of a value is the largest.
fn largest(
    values: &[(NaiveDate, f64)],
    measure: impl Fn(&(NaiveDate, f64)) -> f64,
) -> Option<(NaiveDate, f64)> {
    let first = values.iter().rev();
    let most = first.max_by(|a, b| measure(a).total_cmp(&measure(b)))?;
    Some((most.0, measure(most)))
}

/// The largest share of a model in the whole, and the place it had on that day.
async fn largest_share(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    question: &Query,
    id: &str,
    values: &[(NaiveDate, f64)],
) -> Result<Option<String>, Error> {
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
    let Some((peak, _)) = largest(values, share) else {
        return Ok(None);
    };
    let then = Query {
        from: Some(peak),
        to: Some(peak),
        ..question.clone()
    };
    let standings = Standings::of(site, edition, then).await?;
    Ok(standings.and_then(|standings| {
        let standing = standings.one(site, id)?;
        let arguments = [
            ("share", standing.phrase.as_str()),
            ("day", &page.day(&peak)),
            ("place", &standing.place.to_string()),
            ("of", &standings.all().len().to_string()),
        ];
        Some(message(page.language, "course-largest", &arguments))
    }))
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
