//! Headlines: what a chart shows, in words made from its numbers, claiming no more than the
//! ranges carry.

use super::numbers::date_label;
use super::{Subject, locale};
use crate::plot::Locale;
use crate::plot::format;
use crate::query::{
    DimensionId, Every, Period, Query, Series, SeriesKind, ShareRange, narrowed_to, series_label,
};
use crate::text::{Language, localized, message};

/// Why there is nothing to draw, or the finding.
pub(super) fn of(subject: &Subject<'_>) -> String {
    let Some(last) = newest_complete(subject) else {
        return subject.say("title-nothing", &[("metric", &metric_label(subject))]);
    };
    let when = when(subject, &subject.answer.periods[last].period);
    let mut ranked: Vec<(&Series, ShareRange)> = subject
        .answer
        .series
        .iter()
        .filter(|series| series.kind == SeriesKind::Known)
        .filter_map(|series| Some((series, series.point(last)?.share?)))
        .collect();
    ranked.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
    let unit = whole(subject);
    let panel = subject.answer.panel.filter(|_| !ranked.is_empty());
    // Whose shares these are comes before the shares.
    let name = |series: &Series| match (panel, subject.query.by) {
        (Some(_), DimensionId::LicenseClass | DimensionId::Weights) => {
            lowercase_first(&label(subject, series))
        }
        _ => label(subject, series),
    };
    let finding = match ranked.as_slice() {
        [] if has_unknown(subject, last) => subject.say("title-unknown-only", &[("when", &when)]),
        [] => subject.say("title-nothing", &[("metric", &metric_label(subject))]),
        [(first, range), rest @ ..] => {
            let share = share_phrase(subject, range);
            let mut arguments = vec![
                ("series", name(first)),
                ("within", lowercase_first(&label(subject, first))),
                ("share", share),
                ("unit", unit),
                ("when", when),
                ("by", subject.query.breakdown().key.to_owned()),
            ];
            // A lead is a lead only when no turn of the unknown could undo it.
            let rival = rest.iter().find(|(_, other)| range.low <= other.high);
            let key = match (rest, rival) {
                ([], _) => "title-one",
                (_, None) => "title-leader",
                (_, Some((rival, other))) => {
                    arguments.push(("rival", name(rival)));
                    arguments.push(("rival-share", share_phrase(subject, other)));
                    "title-close"
                }
            };
            let arguments: Vec<(&'static str, &str)> = arguments
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            subject.say(key, &arguments)
        }
    };
    panel.map_or(finding.clone(), |panel| {
        let models = panel.models.to_string();
        subject.say(
            "title-of-panel",
            &[("models", &models), ("title", &finding)],
        )
    })
}

/// A name that is a common noun, within a sentence.
pub(super) fn lowercase_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// "on 7 Oct 2026", "in Oct 2026"; the date does not break over lines.
fn when(subject: &Subject<'_>, period: &Period) -> String {
    let date = date_label(subject, period).replace(' ', "\u{a0}");
    let key = match subject.query.every {
        Every::Day => "when-day",
        Every::Week => "when-week",
        Every::Month => "when-period",
        Every::Quarter => "when-quarter",
    };
    subject.say(key, &[("date", &date)])
}

/// Whether anything was observed that belongs to no known value.
fn has_unknown(subject: &Subject<'_>, period: usize) -> bool {
    let unknown = subject
        .answer
        .series
        .iter()
        .filter(|series| series.kind != SeriesKind::Known);
    unknown
        .filter_map(|series| series.point(period))
        .any(|point| !point.value.is_zero())
}

/// What the shares are of: the unit, and what the question narrows it to. A share of some tokens
/// must not read like one of all.
pub(super) fn unit(subject: &Subject<'_>) -> String {
    let mut words = vec![whole(subject)];
    if let Some(panel) = subject.answer.panel {
        words.push(subject.say("title-panel", &[("models", &panel.models.to_string())]));
    }
    words.join(" ")
}

/// The same without the panel.
fn whole(subject: &Subject<'_>) -> String {
    let mut words = vec![localized(&subject.answer.metric.unit, subject.language).to_owned()];
    words.extend(narrowed_to(
        subject.query,
        subject.dictionary,
        subject.language,
    ));
    words.join(" ")
}

/// The newest period that is whole, or the newest of all.
pub(super) fn newest_complete(subject: &Subject<'_>) -> Option<usize> {
    subject.answer.newest_complete()
}

/// The name of a series.
pub(super) fn label(subject: &Subject<'_>, series: &Series) -> String {
    series_label(subject.answer, series, subject.dictionary, subject.language)
}

/// The metric's name.
pub(super) fn metric_label(subject: &Subject<'_>) -> String {
    localized(&subject.answer.metric.label, subject.language).to_owned()
}

/// A share as a figure: "41% – 52%", or "41%" when nothing unknown is in play.
pub fn share_figure(range: &ShareRange, language: Language) -> String {
    let (low, high) = percent_range(range, locale(language));
    if low == high {
        return low;
    }
    message(language, "range-end", &[("low", &low), ("high", &high)])
}

/// A share as words: "between 41% and 52%", or "41%" when nothing unknown is in play.
pub fn share_phrase(subject: &Subject<'_>, range: &ShareRange) -> String {
    let (low, high) = percent_range(range, subject.locale());
    if low == high {
        return low;
    }
    subject.say("share-between", &[("low", &low), ("high", &high)])
}

/// The bounds of a share as percentages, rounded outward: what is shown is never narrower than
/// what is known.
pub(super) fn percent_range(range: &ShareRange, locale: Locale) -> (String, String) {
    let (low, high) = (range.low * 100.0, range.high * 100.0);
    // A hair of floating point must not widen a range that has no width.
    if high - low < 1e-6 {
        let text = percent(range.share * 100.0, locale, f64::round);
        return (text.clone(), text);
    }
    (
        percent(low, locale, f64::floor),
        percent(high, locale, f64::ceil),
    )
}

/// Whole percent from 10 up, else one decimal, rounded as told.
fn percent(value: f64, locale: Locale, round: fn(f64) -> f64) -> String {
    let decimals = u8::from(value > 0.0 && value < 10.0);
    let factor = f64::from(10_u8.pow(u32::from(decimals)));
    format::percent(
        round(value * factor) / factor,
        usize::from(decimals),
        locale,
    )
}

/// Whether a question is about models that the metric cannot count: those that are not downloaded.
pub(super) fn not_applicable(query: &Query, covers_closed: bool) -> bool {
    !covers_closed && !query.filters_for_closed().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: f64, share: f64, high: f64) -> ShareRange {
        ShareRange { low, share, high }
    }

    #[test]
    fn bounds_are_rounded_outward() {
        let (low, high) = percent_range(&range(0.4199, 0.43, 0.5301), Locale::En);
        assert_eq!((low.as_str(), high.as_str()), ("41%", "54%"));
        let (low, high) = percent_range(&range(0.0123, 0.02, 0.0981), Locale::En);
        assert_eq!((low.as_str(), high.as_str()), ("1.2%", "9.9%"));
    }

    #[test]
    fn a_range_without_width_is_one_number() {
        let (low, high) = percent_range(&range(0.426, 0.426, 0.426), Locale::En);
        assert_eq!((low.as_str(), high.as_str()), ("43%", "43%"));
    }
}
