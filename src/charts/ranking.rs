//! Rankings: bars on the newest date, with what changed since the one before; ranks over time where
//! those are asked for.

use super::headline::{self, newest_complete};
use super::magnitude::Magnitude;
use super::over_time::{self, caption};
use super::sheet::{Cell, Sheet};
use super::table::date_label;
use super::{Figure, Subject, Table, notes, style};
use crate::domain::Semantics;
use crate::plot::{Bar, BarSpec, Change, KeyEntry, KeyMark, Sign, format};
use crate::query::{DimensionId, Point, Series, Show, counter};

const COLUMNS: &[&str] = &[
    "rank",
    "metric",
    "unit",
    "series",
    "label",
    "observed_on",
    "value",
    "share",
    "previous_observed_on",
    "previous_value",
    "change",
];

/// A series of the ranking.
struct Place<'a> {
    /// Its index among the series of the answer.
    at: usize,
    series: &'a Series,
    /// 1 for the largest; none for what does not compete.
    rank: Option<usize>,
    point: &'a Point,
    previous: Option<&'a Point>,
    previous_rank: Option<usize>,
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
        Magnitude::of(0.0)
    } else {
        Magnitude::of(largest)
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
                href: None,
                value,
                value_label: match (share, range) {
                    (true, Some(range)) => {
                        let (low, high) = headline::percent_range(&range, subject.locale());
                        if low == high {
                            low
                        } else {
                            subject.say("range-end", &[("low", &low), ("high", &high)])
                        }
                    }
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
        empty_text: notes::empty(subject),
    };
    Figure {
        drawing: spec.into(),
        caption: caption(subject, magnitude, subject.query.show),
        table: table(subject, &places, magnitude, share),
    }
}

/// The series on the newest complete date, those that compete by value first.
fn places<'a>(subject: &Subject<'a>) -> Vec<Place<'a>> {
    let Some(newest) = newest_complete(subject) else {
        return Vec::new();
    };
    let previous = newest.checked_sub(1);
    let mut places: Vec<Place<'a>> = subject
        .answer
        .series
        .iter()
        .enumerate()
        .filter_map(|(at, series)| {
            Some(Place {
                at,
                series,
                rank: series.point(newest)?.rank.map(|rank| rank as usize),
                point: series.point(newest)?,
                previous: previous.and_then(|date| series.point(date)),
                previous_rank: previous
                    .and_then(|date| series.point(date)?.rank)
                    .map(|rank| rank as usize),
            })
        })
        .collect();
    places.sort_by_key(|place| place.rank.unwrap_or(usize::MAX));
    places
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

fn table(subject: &Subject<'_>, places: &[Place<'_>], magnitude: Magnitude, share: bool) -> Table {
    let labels = places
        .iter()
        .map(|place| headline::label(subject, place.series))
        .collect();
    Table::new(
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
pub(super) fn sheet(subject: &Subject<'_>) -> Sheet {
    use crate::text::{Language, localized};
    let english = Subject {
        language: Language::default(),
        ..*subject
    };
    let metric = &subject.answer.metric;
    let newest = newest_complete(subject);
    let day = |date: Option<usize>| {
        date.map_or(Cell::Empty, |at| {
            Cell::Word(subject.answer.periods[at].period.first.to_string())
        })
    };
    let places = places(subject);
    let rows = places.iter().map(|place| {
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
            Cell::number(
                place
                    .previous
                    .map(|point| change_of_value(subject, place, point)),
            ),
        ]
    });
    Sheet {
        columns: COLUMNS,
        rows: rows.collect(),
    }
}

/// What changed from `before` to the newest value, exactly, as files spell it. Of an all-time
/// count that caught up with what it had been before, only what is above that.
fn change_of_value(subject: &Subject<'_>, place: &Place<'_>, before: &Point) -> String {
    let after = place.point;
    if after.value < before.value {
        return format!("-{}", before.value.above(after.value));
    }
    if subject.answer.metric.semantics == Semantics::Cumulative {
        let steps = counter::steps(place.series);
        let growth = steps.iter().find(|step| step.period == after.period);
        return growth.map_or_else(String::new, |step| step.growth.to_string());
    }
    after.value.above(before.value).to_string()
}
