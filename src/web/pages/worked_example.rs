//! A share with its range, worked out step by step from the data of the newest day.

use super::Page;
use super::history::amount;
use super::standing::{TOKENS, by, on_newest_day};
use crate::charts::{locale, share_phrase};
use crate::domain::Bloc;
use crate::plot::format;
use crate::query::DimensionId;
use crate::text::message;
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::{address, answer};
use std::sync::Arc;

/// The steps in words, and where they can be checked.
pub(super) struct WorkedExample {
    pub paragraphs: Vec<String>,
    /// The same question as a chart.
    pub chart: String,
    /// The same as a file.
    pub csv: String,
}

/// The share of Chinese organizations in the tokens of the newest day; none where nothing was
/// observed or nothing is theirs.
pub(super) async fn worked_example(
    page: &Page,
    site: &Site,
) -> Result<Option<WorkedExample>, Error> {
    let edition = site.edition();
    let Some(query) = on_newest_day(&edition, by(TOKENS, DimensionId::Bloc)) else {
        return Ok(None);
    };
    let answered = answer(site, Arc::clone(&edition), query).await?;
    let mut series = answered.answer.series.iter();
    let series = series.find(|series| series.id == Bloc::China.word());
    let Some((totals, point, range)) = answered.answer.periods.last().and_then(|totals| {
        let point = series?.points.last()?;
        Some((totals, point, point.share?))
    }) else {
        return Ok(None);
    };
    let language = page.language;
    let unit = page.t("methods-example-unit");
    let unit = unit.as_str();
    let (whole, sure) = (totals.total.to_f64(), point.value.to_f64());
    // Nothing is filtered, so that the whole is sure and the high end adds to the series alone.
    let possible = (range.high * whole - sure).max(0.0);
    let percent = |share: f64| format::percent(share * 100.0, 1, locale(language));
    let words = [
        ("day", format::day(totals.period.first, locale(language))),
        ("whole", amount(language, whole, unit)),
        ("sure", amount(language, sure, unit)),
        ("possible", amount(language, possible, unit)),
        ("reach", amount(language, sure + possible, unit)),
        ("low", percent(range.low)),
        ("high", percent(range.high)),
        ("phrase", share_phrase(&answered.subject(site), &range)),
    ];
    let words = words.each_ref().map(|(key, value)| (*key, value.as_str()));
    let steps: &[&str] = if possible > 0.5 {
        &[
            "methods-example-1",
            "methods-example-2",
            "methods-example-3",
        ]
    } else {
        &["methods-example-1", "methods-example-exact"]
    };
    let paragraphs = steps.iter().map(|step| message(language, step, &words));
    Ok(Some(WorkedExample {
        paragraphs: paragraphs.collect(),
        chart: address("/charts/share", &answered.query),
        csv: address("/charts/share.csv", &answered.query),
    }))
}
