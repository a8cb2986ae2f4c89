//! The first screen: who leads, by how much, since when, and how old that is.

use super::super::history::told;
use super::super::snapshots::Freshness;
use crate::charts::{Lead, locale, share_figure, share_phrase};
use crate::plot::format;
use crate::query::{SeriesKind, series_label};
use crate::text::{Language, message};
use crate::web::state::Site;
use crate::web::view::Answered;

/// A headline figure.
pub(super) struct Headline {
    pub name: String,
    pub range: String,
    pub of: String,
    pub address: String,
}

/// Camps shown as headline figures.
const HEADLINES: [&str; 3] = ["china-open", "west-closed", "unknown"];
/// The question of the page: what is free to download against what is rented.
const CAMPS: [&str; 2] = ["china-open", "west-closed"];
/// A camp that leads another says nothing of whole blocs: those are compared besides.
const BLOCS: [&str; 2] = ["china", "west"];

/// What the page says first, in words that claim no more than the ranges carry.
pub(super) fn sentence(site: &Site, camps: &Answered, has_downloads: bool) -> String {
    let language = camps.language;
    let newest = camps.answer.newest_complete();
    let share = |id: &str| {
        let range = camps.answer.series_by_id(id)?.point(newest?)?.share?;
        Some(share_phrase(&camps.subject(site), &range))
    };
    let day = newest.map(|at| format::day(camps.answer.periods[at].period.first, locale(language)));
    match (share(CAMPS[0]), share(CAMPS[1]), day) {
        (Some(china), Some(west), Some(day)) => message(
            language,
            "home-lead",
            &[("china", &china), ("west", &west), ("day", &day)],
        ),
        (_, _, Some(day)) => message(language, "front-lead-other", &[("day", &day)]),
        _ if has_downloads => message(language, "front-lead-downloads", &[]),
        _ => message(language, "home-lead-empty", &[]),
    }
}

/// Since when: by camp, then by bloc.
pub(super) fn since(site: &Site, camps: &Answered, blocs: &Answered) -> Vec<String> {
    let sentence =
        |answered: &Answered, ids| Lead::of(&answered.answer, ids)?.since(&answered.subject(site));
    let blocs = sentence(blocs, BLOCS).map(|sentence| {
        let arguments = [("sentence", sentence.as_str())];
        message(camps.language, "front-since-blocs", &arguments)
    });
    let all = [sentence(camps, CAMPS), blocs];
    all.into_iter().flatten().collect()
}

/// Between which dates the first of these leads changed; empty where it is not known to have.
pub(super) fn between(site: &Site, camps: &Answered) -> String {
    let lead = Lead::of(&camps.answer, CAMPS);
    let words = lead.and_then(|lead| lead.between(&camps.subject(site)));
    words.unwrap_or_default()
}

/// That the newest data is old, in one line; empty where none is.
pub(super) fn stale(freshness: &[Freshness], language: Language) -> String {
    let old: Vec<String> = freshness
        .iter()
        .filter(|source| source.stale)
        .map(|source| {
            let days = source.days.to_string();
            let arguments = [("source", source.source.as_str()), ("days", &days)];
            message(language, "front-stale-source", &arguments)
        })
        .collect();
    if old.is_empty() {
        return String::new();
    }
    message(language, "front-stale", &[("list", &old.join(", "))])
}

/// The figures under the lead.
pub(super) fn headlines(camps: &Answered) -> Vec<Headline> {
    let language = camps.language;
    let Some(at) = camps.answer.newest_complete() else {
        return Vec::new();
    };
    let totals = &camps.answer.periods[at];
    let day = format::day(totals.period.first, locale(language));
    let mut headlines: Vec<Headline> = HEADLINES
        .iter()
        .filter_map(|id| {
            let series = camps.answer.series_by_id(id)?;
            let range = series.point(at)?.share?;
            let of = if series.kind == SeriesKind::Unknown {
                message(language, "headline-unknown", &[("day", &day)])
            } else {
                message(language, "headline-share", &[("day", &day)])
            };
            Some(Headline {
                name: series_label(&camps.answer, series, &camps.edition.dictionary, language),
                range: share_figure(&range, language),
                of,
                address: "/charts/share".to_owned(),
            })
        })
        .collect();
    headlines.push(Headline {
        name: message(language, "headline-total", &[]),
        range: told(language, totals.total.to_f64(), "front", &[]),
        of: message(language, "headline-total-of", &[("day", &day)]),
        address: "/charts/over-time".to_owned(),
    });
    headlines
}
