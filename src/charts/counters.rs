//! All-time counts that went back or stood still: marked, because what follows looks like growth
//! and is none.

use super::Subject;
use super::headline;
use super::numbers::date_label;
use crate::domain::Semantics;
use crate::plot::{Mark, MarkKind, format};
use crate::query::counter::{self, Motion, Step};
use crate::query::{Series, SeriesKind};
use std::collections::BTreeMap;

/// A fall is marked from this part of the count on; a like that is withdrawn is no event.
const MARKED_FROM: f64 = 0.01;
/// Series that are named in a mark.
const NAMED: usize = 3;

/// What happened to a series at a date.
struct Fall<'a> {
    series: &'a Series,
    from: f64,
    to: f64,
}

/// A mark for each date at which a count went back, and for each at which none of them moved.
pub(super) fn marks(subject: &Subject<'_>) -> Vec<Mark> {
    if subject.answer.metric.semantics != Semantics::Cumulative {
        return Vec::new();
    }
    let mut falls: BTreeMap<usize, Vec<Fall<'_>>> = BTreeMap::new();
    let mut stood: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for series in &subject.answer.series {
        if !matches!(series.kind, SeriesKind::Known | SeriesKind::Rest) {
            continue;
        }
        for step in counter::steps(series) {
            let seen = stood.entry(step.period).or_default();
            seen.0 += usize::from(step.motion == Motion::StandsStill);
            seen.1 += 1;
            if let Some(fall) = fall(series, &step) {
                falls.entry(step.period).or_default().push(fall);
            }
        }
    }
    let mut marks: Vec<Mark> = falls
        .iter_mut()
        .map(|(period, falls)| went_back(subject, *period, falls))
        .collect();
    let standing = stood.iter().filter(|(_, (still, all))| still == all);
    marks.extend(standing.map(|(period, _)| {
        let date = date_label(subject, &subject.answer.periods[*period].period);
        Mark {
            date: subject.answer.periods[*period].period.first,
            label: subject.say("mark-counter-still", &[]),
            detail: subject.say("mark-counter-still-detail", &[("date", &date)]),
            kind: MarkKind::SeriesBreak,
        }
    }));
    marks.sort_by_key(|mark| mark.date);
    marks
}

fn fall<'a>(series: &'a Series, step: &Step) -> Option<Fall<'a>> {
    if step.motion != Motion::FallsBack {
        return None;
    }
    let value = |period| series.point(period).map(|point| point.value.to_f64());
    let (from, to) = (value(step.from)?, value(step.period)?);
    let is_large = from - to >= MARKED_FROM * from;
    is_large.then_some(Fall { series, from, to })
}

fn went_back(subject: &Subject<'_>, period: usize, falls: &mut [Fall<'_>]) -> Mark {
    falls.sort_by(|a, b| (b.from - b.to).total_cmp(&(a.from - a.to)));
    let spell = |value: f64| format::significant(value, subject.locale());
    let told: Vec<String> = falls
        .iter()
        .take(NAMED)
        .map(|fall| {
            let name = headline::label(subject, fall.series);
            let arguments = [
                ("series", name.as_str()),
                ("from", &spell(fall.from)),
                ("to", &spell(fall.to)),
            ];
            subject.say("mark-counter-back-series", &arguments)
        })
        .collect();
    let date = date_label(subject, &subject.answer.periods[period].period);
    let arguments = [("date", date.as_str()), ("series", &told.join(", "))];
    Mark {
        date: subject.answer.periods[period].period.first,
        label: subject.say("mark-counter-back", &[]),
        detail: subject.say("mark-counter-back-detail", &arguments),
        kind: MarkKind::SeriesBreak,
    }
}
