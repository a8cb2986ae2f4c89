//! A panel that holds little of what is counted, said in words: models present at every date can
//! be few where the record is old and its list has grown.

use super::Link;
use crate::charts::locale;
use crate::plot::format;
use crate::query::{DimensionId, MOST_SERIES, Panel, Query, comparable_since};
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
use std::sync::Arc;

/// A panel below this part of the total is said to be small.
const SMALL_PART: f64 = 0.5;
/// And so is one that has fewer than one in this many of the models.
const FEW_MODELS: u32 = 10;

/// How little a panel holds, and where more can be compared.
pub(super) struct SmallPanel {
    /// "These 13 models make 21% of all downloads on 10 May 2026".
    pub words: String,
    /// The same question over dates at which more models are there.
    pub wider: Option<Link>,
}

impl SmallPanel {
    /// Of the panel of an answer; `asked` is the question at `path`. None where there is no panel,
    /// or one that holds most of what is counted.
    pub async fn of(
        site: &Site,
        answered: &Answered,
        asked: &Query,
        path: &str,
    ) -> Result<Option<Self>, Error> {
        let (Some(panel), Some(newest)) =
            (answered.answer.panel, answered.answer.newest_complete())
        else {
            return Ok(None);
        };
        let totals = &answered.answer.periods[newest];
        let counted = &answered.facts.days()[totals.period.counted.clone()];
        let (Some(first), Some(last)) = (counted.first(), counted.last()) else {
            return Ok(None);
        };
        let everybody = Query {
            by: DimensionId::Camp,
            top: MOST_SERIES,
            panel: Some(Panel::All),
            from: Some(*first),
            to: Some(*last),
            ..answered.query.clone()
        };
        let whole = answer(site, Arc::clone(&answered.edition), everybody).await?;
        let Some(all) = whole.answer.periods.last().filter(|_| panel.models > 0) else {
            return Ok(None);
        };
        let part = totals.total.to_f64() / all.total.to_f64();
        let series = whole.answer.series.iter();
        let points = series.filter_map(|series| series.points.last());
        let models: u32 = points.map(|point| point.models).sum();
        let is_small = part < SMALL_PART || panel.models * FEW_MODELS < models;
        if !is_small || !part.is_finite() {
            return Ok(None);
        }
        let language = answered.language;
        let places = locale(language);
        let day = |day| format::day(day, places).replace(' ', "\u{a0}");
        let percent = part * 100.0;
        let arguments = [
            ("models", panel.models.to_string()),
            ("all", models.to_string()),
            (
                "share",
                format::percent(percent, usize::from(percent < 9.95), places),
            ),
            (
                "unit",
                localized(&answered.answer.metric.unit, language).to_owned(),
            ),
            ("day", day(*last)),
        ];
        let arguments = arguments
            .each_ref()
            .map(|(key, text)| (*key, text.as_str()));
        Ok(Some(Self {
            words: message(language, "small-panel", &arguments),
            wider: wider(site, answered, asked, path, panel.models).await?,
        }))
    }
}

/// The question from where on most models can be compared, if more can than are now.
async fn wider(
    site: &Site,
    answered: &Answered,
    asked: &Query,
    path: &str,
    models: u32,
) -> Result<Option<Link>, Error> {
    let since = comparable_since(&answered.answer.metric, answered.facts.days());
    let Some(since) = since.filter(|since| answered.query.to.is_none_or(|to| to >= *since)) else {
        return Ok(None);
    };
    let later = |query: &Query| Query {
        from: Some(since),
        ..query.clone()
    };
    let there = later(&answered.query);
    let there = answer(site, Arc::clone(&answered.edition), there).await?;
    let more = there.answer.panel.filter(|panel| panel.models > models);
    Ok(more.map(|panel| {
        let language = answered.language;
        let day = format::day(since, locale(language)).replace(' ', "\u{a0}");
        let arguments = [("day", &*day), ("models", &*panel.models.to_string())];
        Link::new(
            message(language, "small-panel-wider", &arguments),
            address(path, &later(asked)),
        )
    }))
}
