//! The figures below the headline: by country, license class and organization, and downloads
//! beside tokens.

use super::super::figure::FigureView;
use super::super::standing::{DOWNLOADS, TOKENS, by, on_newest_day};
use crate::charts::{Kind, Numbers, locale, share_phrase};
use crate::plot::format;
use crate::query::{DimensionId, Panel, Query, SeriesKind, Show, sentence, series_label};
use crate::store::facts::Edition;
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::{Answered, answer};
use std::sync::Arc;

/// Tokens and downloads, each with an axis of its own, and why they differ.
#[derive(Default)]
pub(super) struct Beside {
    pub figures: Vec<FigureView>,
    /// Why the two differ; empty where only one of them is there.
    pub why: String,
    /// That one model makes much of the downloads; empty where none does.
    pub alone: String,
}

/// A model with this part of all downloads decides who leads.
const MUCH: f64 = 0.1;
/// Bars stay few: what comes after is in the chart's own page.
const BARS: u16 = 6;

fn shares(metric: &str, dimension: DimensionId) -> Query {
    Query {
        show: Show::Share,
        ..by(metric, dimension)
    }
}

/// Whose tokens: by country, by license class, by organization.
pub(super) struct Breakdowns {
    pub countries: Option<FigureView>,
    pub classes: Option<FigureView>,
    pub organizations: Option<FigureView>,
}

/// Whose tokens.
pub(super) async fn breakdowns(site: &Site, edition: &Arc<Edition>) -> Result<Breakdowns, Error> {
    let countries = Query {
        top: BARS,
        ..shares(TOKENS, DimensionId::Country)
    };
    let classes = by(TOKENS, DimensionId::LicenseClass);
    let organizations = shares(TOKENS, DimensionId::Organization);
    let countries = figure(site, edition, countries, "ranking", "countries").await?;
    let classes = figure(site, edition, classes, "share", "license-classes").await?;
    let organizations = figure(site, edition, organizations, "ranking", "organizations").await?;
    Ok(Breakdowns {
        countries: countries.map(|(view, _)| view),
        classes: classes.map(|(view, _)| view),
        organizations: organizations.map(|(view, _)| view),
    })
}

/// Downloads beside tokens, each on its own newest day.
pub(super) async fn beside(site: &Site, edition: &Arc<Edition>) -> Result<Beside, Error> {
    let mut beside = Beside::default();
    let mut followed = None;
    for (metric, id) in [(TOKENS, "tokens"), (DOWNLOADS, "downloads")] {
        // On one day there is nothing to compare over time: all that is counted on it counts.
        let query = Query {
            panel: Some(Panel::All),
            ..shares(metric, DimensionId::Camp)
        };
        let Some(query) = on_newest_day(edition, query) else {
            continue;
        };
        if let Some((mut view, answered)) = figure(site, edition, query, "ranking", id).await? {
            // The title names the one day there is.
            let undated = Query {
                from: None,
                to: None,
                panel: None,
                ..answered.query.clone()
            };
            let mut subtitle = sentence(&undated, &edition.dictionary, answered.language);
            if metric == DOWNLOADS {
                let models = models(&answered).to_string();
                subtitle.push(' ');
                let followed = [("models", models.as_str())];
                subtitle.push_str(&message(answered.language, "front-followed", &followed));
            }
            view.caption.subtitle = subtitle;
            beside.figures.push(view);
            followed = (metric == DOWNLOADS).then_some(answered);
        }
    }
    let Some(downloads) = followed else {
        // Tokens alone are what the page begins with.
        return Ok(Beside::default());
    };
    let key = match beside.figures.len() {
        2 => "front-differ",
        _ => "front-downloads-only",
    };
    beside.why = message(downloads.language, key, &[]);
    beside.alone = alone(site, edition, &downloads).await?;
    Ok(beside)
}

/// Which model makes so much of a total that whoever reads its shares has to know, with what the
/// catalog knows of how it is counted; empty where none does.
async fn alone(site: &Site, edition: &Arc<Edition>, total: &Answered) -> Result<String, Error> {
    let query = Query {
        by: DimensionId::Model,
        top: 1,
        ..total.query.clone()
    };
    let answered = answer(site, Arc::clone(edition), query).await?;
    let (answer, language) = (&answered.answer, answered.language);
    let first = answer.series.first();
    let first = first.filter(|series| series.kind == SeriesKind::Known);
    let share = first.and_then(|series| series.points.last()?.share);
    let (Some(model), Some(share)) = (first, share.filter(|range| range.low >= MUCH)) else {
        return Ok(String::new());
    };
    let name = series_label(answer, model, &answered.edition.dictionary, language);
    let figure = share_phrase(&answered.subject(site), &share);
    let arguments = [("model", name.as_str()), ("share", figure.as_str())];
    let mut words = vec![message(language, "front-alone", &arguments)];
    let events = site.catalog().events.iter();
    let noted = events.filter(|event| event.kind == "measurement");
    words.extend(
        noted
            .filter(|event| event.about.as_deref() == Some(model.id.as_str()))
            .map(|event| {
                let day = format::day(event.date, locale(language));
                let title = localized(&event.title, language);
                message(language, "front-noted", &[("day", &day), ("event", title)])
            }),
    );
    Ok(words.join(" "))
}

/// How many models are counted on the one day of an answer.
fn models(answered: &Answered) -> u32 {
    let points = answered
        .answer
        .series
        .iter()
        .flat_map(|series| &series.points);
    points.map(|point| point.models).sum()
}

/// A figure without its table, which is on its own page; none where nothing was observed.
async fn figure(
    site: &Site,
    edition: &Arc<Edition>,
    query: Query,
    kind: &str,
    id: &str,
) -> Result<Option<(FigureView, Answered)>, Error> {
    let Some(kind) = Kind::of(kind) else {
        return Ok(None);
    };
    let answered = answer(site, Arc::clone(edition), kind.asked(&query)).await?;
    if answered.answer.periods.is_empty() {
        return Ok(None);
    }
    let mut view = FigureView::new(site, &answered, kind, id);
    view.numbers = Numbers::default();
    Ok(Some((view, answered)))
}
