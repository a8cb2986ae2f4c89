//! Notes below a chart: source, gaps, panel, and what the reader must not read into it.

use super::{Subject, gaps, headline, restated};
use crate::plot::format;
use crate::query::{LicenseAs, Panel, Part, Show};
use crate::text::{self, localized};

/// The citation its source asks for, as of the day of its newest snapshot.
pub(super) fn source(subject: &Subject<'_>) -> String {
    let Some(source) = subject.dictionary.source(&subject.answer.metric.source) else {
        return String::new();
    };
    let citation = text::citation(source, subject.language, subject.as_of);
    subject.say(
        "source-line",
        &[
            ("citation", &citation),
            ("license", &text::data_license(source, subject.language)),
        ],
    )
}

/// Everything else that belongs below the chart, as sentences.
pub(super) fn of(subject: &Subject<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let periods = &subject.answer.periods;
    for at in gaps::after(subject) {
        let (before, after) = (&periods[at].period, &periods[at + 1].period);
        // The days themselves, not the first days of the periods they are in.
        let from = format::day(subject.days[before.observed.end - 1], subject.locale());
        let to = format::day(subject.days[after.observed.start], subject.locale());
        notes.push(subject.say("note-gap", &[("from", &from), ("to", &to)]));
    }
    notes.extend(restated::note(subject));
    if subject.query.show == Show::Index {
        notes.push(subject.say("note-index", &[]));
    }
    if let Some(panel) = subject.answer.panel {
        notes.push(subject.say("note-panel", &[("models", &panel.models.to_string())]));
    } else if subject.query.panel(subject.answer.metric.semantics) == Panel::All
        && !subject.answer.metric.semantics.adds_over_time()
    {
        notes.push(subject.say("note-growing-list", &[]));
    }
    if let Some(last) = headline::newest_complete(subject) {
        let percent = |share: f64| format::percent(share * 100.0, 0, subject.locale());
        let totals = &periods[last];
        if let Some(share) = totals.undated_share.filter(|share| *share >= 0.005)
            && subject.query.license_as == LicenseAs::Then
        {
            notes.push(subject.say("note-undated", &[("share", &percent(share))]));
        }
        if let Some(bases) = totals.bases {
            notes.push(part(subject, "note-based", bases.based));
            if bases.unresolved.models > 0 {
                notes.push(part(subject, "note-unresolved", bases.unresolved));
            }
        }
        if !totals.possible.is_zero() {
            notes.push(subject.say("note-possible", &[]));
        }
    }
    if periods.iter().any(|totals| !totals.period.complete) {
        notes.push(subject.say("note-incomplete", &[]));
    }
    if !subject.answer.metric.covers_closed {
        let metric = localized(&subject.answer.metric.label, subject.language);
        notes.push(subject.say("note-open-only", &[("metric", metric)]));
    }
    notes
}

/// A sentence about a part of the newest period: its share, and how many models.
fn part(subject: &Subject<'_>, key: &str, part: Part) -> String {
    let decimals = match part.share {
        share if share >= 0.1 || share == 0.0 => 0,
        share if share >= 0.01 => 1,
        _ => 2,
    };
    let share = format::percent(part.share * 100.0, decimals, subject.locale());
    let arguments = [("share", &*share), ("models", &part.models.to_string())];
    subject.say(key, &arguments)
}

/// Whether the licenses of most of what is shown have no date: then they are not known to be those
/// of the time.
pub(super) fn is_mostly_undated(subject: &Subject<'_>) -> bool {
    let newest = headline::newest_complete(subject).map(|at| &subject.answer.periods[at]);
    newest
        .and_then(|totals| totals.undated_share)
        .is_some_and(|share| share > 0.5)
}

/// The sentence that stands where there is nothing to draw.
pub(super) fn empty(subject: &Subject<'_>) -> String {
    if headline::not_applicable(subject.query, subject.answer.metric.covers_closed) {
        let metric = localized(&subject.answer.metric.label, subject.language);
        return subject.say("empty-not-applicable", &[("metric", metric)]);
    }
    let outside = subject.answer.periods.is_empty()
        && (subject.query.from.is_some() || subject.query.to.is_some());
    match subject.query.as_of {
        Some(moment) if subject.as_of.is_none() => {
            let date = format::day(moment.date_naive(), subject.locale());
            subject.say("empty-as-of", &[("date", &date)])
        }
        None if subject.as_of.is_none() => subject.say("empty-metric", &[]),
        _ if outside => subject.say("empty-range", &[]),
        _ if subject.days.is_empty() => subject.say("empty-metric", &[]),
        _ if subject.answer.panel.is_some_and(|panel| panel.models == 0) => {
            subject.say("empty-panel", &[])
        }
        _ if subject.query.filters.is_empty() => subject.say("empty-kind", &[]),
        _ => subject.say("empty-filter", &[]),
    }
}
