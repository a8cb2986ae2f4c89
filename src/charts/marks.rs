//! Marks: what happened on a date that a reader of the curve should know, in the world or in how
//! it was counted.

use super::{Subject, counters, restated};
use crate::domain::catalog::Event;
use crate::plot::{Mark, MarkKind};
use crate::query::DimensionId;
use crate::text::localized;

/// How many marks a chart bears.
pub(super) const MOST: usize = 6;
/// How many of them may be restatements, and how many counters that went back.
const MOST_OF_COUNTING: usize = 2;

/// The events that belong on the chart: the few that matter to everybody, those about the
/// organizations asked for, and changes in how this source counts.
pub(super) fn of(subject: &Subject<'_>) -> Vec<Mark> {
    at_most(subject, MOST)
}

/// The same, where other marks take some of the room.
pub(super) fn at_most(subject: &Subject<'_>, most: usize) -> Vec<Mark> {
    let periods = &subject.answer.periods;
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return Vec::new();
    };
    let mut events: Vec<&Event> = subject
        .catalog
        .events
        .iter()
        .filter(|event| event.date >= first.period.first && event.date <= last.period.first)
        .filter(|event| concerns(subject, event))
        .collect();
    let mut marks = counters::marks(subject);
    marks.truncate(MOST_OF_COUNTING);
    marks.extend(restated::marks(subject).into_iter().take(MOST_OF_COUNTING));
    // The most important stay when there are too many, whatever their date.
    events.sort_by_key(|event| (event.importance, event.date));
    events.truncate(most.saturating_sub(marks.len()));
    marks.extend(events.into_iter().map(|event| mark(subject, event)));
    marks.sort_by_key(|mark| mark.date);
    marks
}

fn concerns(subject: &Subject<'_>, event: &Event) -> bool {
    if event.kind == "measurement" {
        let metric = &subject.answer.metric;
        let scope = event.scope.as_deref();
        return scope == Some(metric.source.as_str()) || scope == Some(metric.slug.as_str());
    }
    let asked = subject.query.filters.get(&DimensionId::Organization);
    let about = event.about.as_deref();
    match asked {
        Some(filter) if !filter.excludes() => about.is_some_and(|slug| filter.names(slug)),
        _ => event.importance == 1,
    }
}

fn mark(subject: &Subject<'_>, event: &Event) -> Mark {
    let kind = match event.kind.as_str() {
        "measurement" => MarkKind::SeriesBreak,
        _ => MarkKind::Event,
    };
    Mark {
        date: event.date,
        label: localized(&event.short, subject.language).to_owned(),
        detail: localized(&event.title, subject.language).to_owned(),
        kind,
    }
}
