//! Charts of one country, license, organization or model over time: its share in the whole, and
//! what it consists of.

use super::figure::FigureView;
use crate::charts::{Kind, Magnitude, locale};
use crate::domain::Semantics;
use crate::plot::format;
use crate::query::{Every, MOST_SERIES, Query, SeriesKind, Show, sentence, series_label};
use crate::store::facts::Edition;
use crate::text::{Language, localized, message, semicolon};
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
use chrono::NaiveDate;
use std::sync::Arc;

/// A question as these pages draw it over time: a flow that is observed on most days by the week,
/// which is calm to read and light to send (where only a day here and there is observed, a week
/// would pass that day off for seven); captures of a growing list since the last long gap, because few models were
/// there before and after it.
fn calm(edition: &Edition, query: Query) -> Query {
    let Some(facts) = edition.cube.facts(&query.metric) else {
        return query;
    };
    let metric = facts.metric();
    match metric.semantics {
        Semantics::Flow if is_daily(facts.days()) => Query {
            every: Every::Week,
            ..query
        },
        Semantics::Flow => query,
        Semantics::Window { .. } | Semantics::Cumulative => {
            query.from_comparable(metric, facts.days())
        }
    }
}

/// Whether most days between the first and the last are observed.
fn is_daily(days: &[NaiveDate]) -> bool {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return false;
    };
    let all = (*last - *first).num_days() + 1;
    i64::try_from(days.len()).is_ok_and(|observed| 2 * observed > all)
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
    titled(site, edition, query, |answered| total(answered, name)).await
}

/// Values over time of things that do not add up to anything: the title says the last of each.
pub(super) async fn values_side_by_side(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
) -> Result<Option<FigureView>, Error> {
    titled(site, edition, query, |answered| Some(each(answered))).await
}

async fn titled(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
    title: impl FnOnce(&Answered) -> Option<String>,
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
    if let (Some(figure), Some(title)) = (&mut figure, title(&answered)) {
        figure.caption.title = title;
    }
    Ok(figure)
}

/// Series that a title names; a chart has labels for the others.
const NAMED: usize = 3;

/// "R1: 4.67 billion tokens a day on 10 Sep 2025; GPT-4o: 2.59 billion tokens a day on ...".
fn each(answered: &Answered) -> String {
    let (answer, language) = (&answered.answer, answered.language);
    let unit = localized(&answer.metric.unit, language);
    let known = answer
        .series
        .iter()
        .filter(|series| series.kind == SeriesKind::Known);
    let last = known.filter_map(|series| {
        let point = series.points.last()?;
        let name = series_label(answer, series, &answered.edition.dictionary, language);
        let first = answer.periods[point.period].period.first;
        let day = format::day(first, locale(language)).replace(' ', "\u{a0}");
        let arguments = [
            ("name", name.as_str()),
            ("bound", "exact"),
            ("amount", &amount(language, point.value.to_f64(), unit)),
            ("every", answered.query.every.word()),
            ("day", &day),
            ("panel", ""),
        ];
        Some(message(language, "figure-total", &arguments))
    });
    let mut titles: Vec<String> = last.collect();
    if titles.len() > NAMED {
        titles.truncate(NAMED);
        titles.push("…".to_owned());
    }
    titles.join(semicolon(language))
}

/// "France: at least 39.2 billion tokens a day in the week of 13 Jul 2026".
fn total(answered: &Answered, name: &str) -> Option<String> {
    let language = answered.language;
    let periods = &answered.answer.periods;
    let whole = periods.iter().rposition(|totals| totals.period.complete);
    let totals = &periods[whole.or(periods.len().checked_sub(1))?];
    let value = totals.total.to_f64();
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
        ("amount", &amount(language, value, unit)),
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

/// An amount as prose has it: "39.2 billion tokens a day".
pub(super) fn amount(language: Language, value: f64, unit: &str) -> String {
    told(language, value, "amount", &[("unit", unit)])
}

/// A number in its magnitude, by a family of message keys.
pub(super) fn told(
    language: Language,
    value: f64,
    stem: &str,
    more: &[(&'static str, &str)],
) -> String {
    let magnitude = Magnitude::of(value, language);
    let value = value / magnitude.divisor;
    let number = format::significant(value, locale(language));
    // Below two, French counts one milliard, whatever stands behind the comma.
    let whole = value.trunc().to_string();
    let mut arguments = vec![("number", number.as_str()), ("whole", &whole)];
    arguments.extend_from_slice(more);
    message(language, &magnitude.key(stem), &arguments)
}

fn drawn(site: &Site, answered: &Answered, id: &str) -> Option<FigureView> {
    let kind = Kind::of("over-time")?;
    Some(FigureView::new(site, answered, kind, id))
}
