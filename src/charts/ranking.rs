//! Rankings: bars on the newest date, with what changed since the one before; ranks over time where
//! those are asked for.

use super::headline::{self, newest_complete};
use super::magnitude::Magnitude;
use super::numbers::date_label;
use super::over_time::{self, caption};
use super::places::{Place, places};
use super::sheet::{Cell, Column, Form, Sheet, full, sparse};
use super::{Figure, Numbers, Subject, notes, style};
use crate::plot::{Bar, BarSpec, Change, KeyEntry, KeyMark, Sign, format};
use crate::query::{DimensionId, Query, Show};

pub(super) static COLUMNS: [Column; 11] = [
    sparse("rank", Form::Count),
    full("metric", Form::Text),
    full("unit", Form::Text),
    full("series", Form::Text),
    full("label", Form::Text),
    full("observed_on", Form::Day),
    full("value", Form::Amount),
    sparse("share", Form::Part),
    sparse("previous_observed_on", Form::Day),
    sparse("previous_value", Form::Amount),
    sparse("change", Form::Amount),
];

/// One date has no index.
pub(super) fn ask(query: &mut Query) {
    if query.show == Show::Index {
        query.show = Show::Value;
    }
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    if subject.query.show == Show::Rank {
        return over_time::draw(subject);
    }
    let places = places(subject);
    let styles = style::of(subject);
    let share = subject.query.show == Show::Share;
    let largest = places
        .iter()
        .map(|place| place.point.value.to_f64())
        .fold(0.0, f64::max);
    let magnitude = if share {
        Magnitude::PLAIN
    } else {
        Magnitude::of(largest, subject.language)
    };
    let bars: Vec<Bar> = places
        .iter()
        .map(|place| {
            let range = place.point.share;
            let value = if share {
                range.map(|range| range.share * 100.0)
            } else {
                Some(place.point.value.to_f64() / magnitude.divisor)
            };
            Bar {
                slug: place.series.id.clone(),
                rank: place.rank,
                label: headline::label(subject, place.series),
                href: subject.address_of(&place.series.id),
                value,
                value_label: match (share, range) {
                    (true, Some(range)) => headline::share_figure(&range, subject.language),
                    (true, None) => String::new(),
                    (false, _) => format::significant(value.unwrap_or_default(), subject.locale()),
                },
                low_high: range
                    .filter(|_| share)
                    .map(|range| (range.low * 100.0, range.high * 100.0)),
                style: styles[place.at],
                change: change(subject, place),
                note: String::new(),
            }
        })
        .collect();
    let spec = BarSpec {
        id: "ranking".to_owned(),
        description: headline::of(subject),
        bars,
        full: None,
        change_head: change_head(subject),
        key: key(subject),
        locale: subject.locale(),
        empty_text: notes::empty(subject),
    };
    Figure {
        drawing: spec.into(),
        caption: caption(subject, magnitude, subject.query.show),
        numbers: numbers(subject, &places, magnitude, share),
    }
}

fn change(subject: &Subject<'_>, place: &Place<'_>) -> Option<Change> {
    let rank = place.rank?;
    newest_complete(subject)?.checked_sub(1)?;
    let Some(before) = place.previous_rank else {
        return Some(Change {
            label: subject.say("change-new", &[]),
            sign: Sign::New,
        });
    };
    let sign = match before.cmp(&rank) {
        std::cmp::Ordering::Greater => Sign::Up,
        std::cmp::Ordering::Less => Sign::Down,
        std::cmp::Ordering::Equal => Sign::Same,
    };
    Some(Change {
        label: format::signed(before as f64 - rank as f64, 0, subject.locale()),
        sign,
    })
}

fn change_head(subject: &Subject<'_>) -> String {
    let previous = newest_complete(subject).and_then(|newest| newest.checked_sub(1));
    previous
        .map(|date| {
            let date = date_label(subject, &subject.answer.periods[date].period);
            subject.say("change-since", &[("date", &date)])
        })
        .unwrap_or_default()
}

fn key(subject: &Subject<'_>) -> Vec<KeyEntry> {
    if subject.query.show == Show::Share && subject.query.by != DimensionId::Model {
        return vec![KeyEntry {
            mark: KeyMark::Range,
            label: subject.say("key-range", &[]),
        }];
    }
    Vec::new()
}

fn numbers(
    subject: &Subject<'_>,
    places: &[Place<'_>],
    magnitude: Magnitude,
    share: bool,
) -> Numbers {
    let labels = places
        .iter()
        .map(|place| headline::label(subject, place.series))
        .collect();
    Numbers::new(
        subject,
        labels,
        |series, date| {
            let point = places[series].series.point(date)?;
            if share {
                point.share.map(|range| range.share * 100.0)
            } else {
                Some(point.value.to_f64() / magnitude.divisor)
            }
        },
        |value, decimals| {
            if share {
                format::percent(value, 1, subject.locale())
            } else {
                format::number(value, decimals, subject.locale())
            }
        },
    )
}

/// The rows of the ranking, with the value before and the difference.
pub(super) fn sheet<'a>(subject: &'a Subject<'_>) -> Sheet<'a> {
    use crate::text::{Language, localized};
    let english = Subject {
        language: Language::default(),
        ..*subject
    };
    let metric = &subject.answer.metric;
    let newest = newest_complete(subject);
    let day = move |date: Option<usize>| {
        date.map_or(Cell::Empty, |at| {
            Cell::Word(subject.answer.periods[at].period.first.to_string())
        })
    };
    let places = places(subject);
    let count = places.len();
    let rows = places.into_iter().map(move |place| {
        vec![
            Cell::number(place.rank),
            Cell::Word(metric.slug.clone()),
            Cell::Text(localized(&metric.unit, Language::default()).to_owned()),
            Cell::Text(place.series.id.clone()),
            Cell::Text(headline::label(&english, place.series)),
            day(newest),
            Cell::Number(place.point.value.to_string()),
            Cell::number(place.point.share.map(|range| range.share)),
            place.previous.map_or(
                Cell::Empty,
                |_| day(newest.and_then(|at| at.checked_sub(1))),
            ),
            Cell::number(place.previous.map(|point| point.value)),
            Cell::number(place.change),
        ]
    });
    Sheet {
        columns: &COLUMNS,
        count,
        rows: Box::new(rows),
    }
}
