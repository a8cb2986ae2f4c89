//! Restatements: values that a source changed after it had first published them. The newest is
//! drawn; a reader is told that there were others, and where the change is large the chart is
//! marked.

use super::Subject;
use super::numbers::date_label;
use crate::plot::{Mark, MarkKind, format};
use crate::query::Restatement;

/// A day is marked from this share of its total on; below, the picture would not look different.
const MARKED_FROM: f64 = 0.01;

/// A sentence on how much of what is shown was restated, if any of it was.
pub(super) fn note(subject: &Subject<'_>) -> Option<String> {
    let shown = of_periods(subject);
    let days: usize = shown.iter().map(Vec::len).sum();
    let values: u64 = shown.iter().flatten().map(|restated| restated.values).sum();
    (values > 0).then(|| {
        let arguments = [
            ("values", values.to_string()),
            ("days", days.to_string()),
            ("share", percent(subject, largest(shown.iter().flatten()))),
        ];
        let arguments = arguments
            .each_ref()
            .map(|(key, value)| (*key, value.as_str()));
        subject.say("note-restated", &arguments)
    })
}

/// One mark for each run of periods with large restatements, at its beginning.
pub(super) fn marks(subject: &Subject<'_>) -> Vec<Mark> {
    let shown = of_periods(subject);
    let is_marked = |at: usize| largest(shown[at].iter()) >= MARKED_FROM;
    let mut marks = Vec::new();
    let mut at = 0;
    while at < shown.len() {
        if !is_marked(at) {
            at += 1;
            continue;
        }
        let first = at;
        while at < shown.len() && is_marked(at) {
            at += 1;
        }
        let run = &shown[first..at];
        let values: u64 = run.iter().flatten().map(|restated| restated.values).sum();
        let period = |at: usize| &subject.answer.periods[at].period;
        let arguments = [
            ("values", values.to_string()),
            ("from", date_label(subject, period(first))),
            ("to", date_label(subject, period(at - 1))),
            ("share", percent(subject, largest(run.iter().flatten()))),
        ];
        let arguments = arguments
            .each_ref()
            .map(|(key, value)| (*key, value.as_str()));
        let key = if at - first == 1 {
            "mark-restated-once"
        } else {
            "mark-restated-run"
        };
        marks.push(Mark {
            date: period(first).first,
            label: subject.say("mark-restated", &[]),
            detail: subject.say(key, &arguments),
            kind: MarkKind::Restated,
        });
    }
    marks
}

/// What was restated of the days counted in each period shown.
fn of_periods<'a>(subject: &Subject<'a>) -> Vec<Vec<&'a Restatement>> {
    let of_day = |day| {
        let found = subject
            .restatements
            .binary_search_by_key(&day, |restated| restated.day);
        found.ok().map(|at| &subject.restatements[at])
    };
    subject
        .answer
        .periods
        .iter()
        .map(|totals| {
            let days = &subject.days[totals.period.counted.clone()];
            days.iter().filter_map(|day| of_day(*day)).collect()
        })
        .collect()
}

fn largest<'a>(restated: impl Iterator<Item = &'a &'a Restatement>) -> f64 {
    restated.map(|restated| restated.share).fold(0.0, f64::max)
}

/// One decimal; a change too small for that is said to be smaller, not none.
fn percent(subject: &Subject<'_>, share: f64) -> String {
    const SMALLEST: f64 = 0.1;
    let percent = share * 100.0;
    if percent >= SMALLEST {
        return format::percent(percent, 1, subject.locale());
    }
    let smallest = format::percent(SMALLEST, 1, subject.locale());
    subject.say("less-than", &[("number", &smallest)])
}
