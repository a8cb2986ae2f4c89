//! The table: a row a series on the newest complete date, in the order the reader asks for, with a
//! small line of all dates shown. The rest and the unknown have no place and stay last.

use super::gaps;
use super::headline::{self, newest_complete};
use super::magnitude::Magnitude;
use super::numbers::date_label;
use super::over_time::{self, Measure, caption};
use super::places::{Place, places};
use super::{Figure, Subject, notes, style};
use crate::plot::{Column, Order, Sign, TableCell, TableRow, TableSpec, Tier, format};
use crate::query::{DimensionId, Query, Scale, SeriesKind, Show, Sort};
use std::cmp::Ordering;

/// Value and share have columns of their own; the lines show one of them.
pub(super) fn ask(query: &mut Query) {
    query.scale = Scale::Linear;
    if matches!(query.show, Show::Index | Show::Rank) {
        query.show = Show::Value;
    }
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let places = ordered(subject);
    let largest = places
        .iter()
        .map(|place| place.point.value.to_f64())
        .fold(0.0, f64::max);
    let magnitude = Magnitude::of(largest, subject.language);
    let numbers = Numbers::of(subject, &places, magnitude);
    let end = newest_complete(subject).map_or(0, |newest| newest + 1);
    let styles = style::of(subject);
    let shows_share = subject.query.show == Show::Share;
    let rows = places.iter().map(|place| TableRow {
        slug: place.series.id.clone(),
        rank: place.rank,
        label: headline::label(subject, place.series),
        href: None,
        style: style::on_a_line(styles[place.at]),
        cells: numbers
            .sorts
            .iter()
            .map(|sort| numbers.cell(subject, place, *sort))
            .collect(),
        line: (0..end)
            .map(|date| {
                let point = place.series.point(date)?;
                if shows_share {
                    Some(point.share?.share)
                } else {
                    Some(point.value.to_f64())
                }
            })
            .collect(),
    });
    let dates = subject.answer.periods[..end]
        .iter()
        .map(|totals| totals.period.first);
    let spec = TableSpec {
        id: "table".to_owned(),
        description: headline::of(subject),
        rank: Column {
            order: None,
            tier: Tier::Medium,
            ..column(subject, Sort::Value, "table-rank")
        },
        name: column(subject, Sort::Name, &subject.query.breakdown().name_key()),
        numbers: numbers
            .sorts
            .iter()
            .map(|sort| column(subject, *sort, &format!("table-{}", sort.word())))
            .collect(),
        line_head: line_head(subject),
        dates: dates.collect(),
        breaks: gaps::after(subject),
        rows: rows.collect(),
        change_head: change_head(subject, &numbers),
        more: None,
        empty_text: notes::empty(subject),
    };
    let measure = Measure::of(subject);
    let labels = subject
        .answer
        .series
        .iter()
        .map(|series| headline::label(subject, series))
        .collect();
    let mut words = caption(subject, magnitude, Show::Value);
    if !spec.rows.is_empty() {
        let mut note = vec![words.note, subject.say("note-table-lines", &[])];
        if numbers.sorts.contains(&Sort::Points) {
            note.push(subject.say("note-table-points", &[]));
        }
        if numbers.sorts.contains(&Sort::Change)
            && !subject.answer.metric.semantics.adds_over_time()
        {
            note.push(subject.say("note-table-counts", &[]));
        }
        note.retain(|sentence| !sentence.is_empty());
        words.note = note.join(" ");
    }
    Figure {
        numbers: over_time::numbers(subject, &measure, labels),
        caption: words,
        drawing: spec.into(),
    }
}

/// The places in the order asked for. What has no place stays last whatever the order, and what
/// has no such number comes after what has one.
fn ordered<'a>(subject: &Subject<'a>) -> Vec<Place<'a>> {
    let (mut ranked, last): (Vec<_>, Vec<_>) = places(subject)
        .into_iter()
        .partition(|place| place.series.kind == SeriesKind::Known);
    let sort = subject.query.sort;
    if sort.natural() == Sort::Name {
        ranked.sort_by_cached_key(|place| headline::label(subject, place.series).to_lowercase());
        if sort.is_reversed() {
            ranked.reverse();
        }
    } else {
        // Equal ones stay in the order of their places.
        ranked.sort_by(|a, b| match (number(a, sort), number(b, sort)) {
            (Some(a), Some(b)) if sort.is_reversed() => a.total_cmp(&b),
            (Some(a), Some(b)) => b.total_cmp(&a),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
    }
    ranked.extend(last);
    ranked
}

/// The number of a place in a column; none where nothing is known.
fn number(place: &Place<'_>, sort: Sort) -> Option<f64> {
    match sort.natural() {
        Sort::Share => Some(place.point.share?.share * 100.0),
        Sort::Change => Some(place.change?.to_f64()),
        Sort::Points => {
            let before = place.previous?.share?.share;
            Some((place.point.share?.share - before) * 100.0)
        }
        // Nobody knows how many models make what a source does not list.
        Sort::Models => Some(f64::from(place.point.models)).filter(|models| *models > 0.0),
        _ => Some(place.point.value.to_f64()),
    }
}

/// The columns of numbers that say something here, and how their numbers are spelled.
struct Numbers {
    sorts: Vec<Sort>,
    magnitude: Magnitude,
    value_decimals: usize,
    change_decimals: usize,
}

impl Numbers {
    fn of(subject: &Subject<'_>, places: &[Place<'_>], magnitude: Magnitude) -> Self {
        let is_known = |sort| places.iter().any(|place| number(place, sort).is_some());
        let all = [
            Sort::Value,
            Sort::Share,
            Sort::Change,
            Sort::Points,
            Sort::Models,
        ];
        let sorts = all.into_iter().filter(|sort| match sort {
            // One model is one model.
            Sort::Models => subject.query.by != DimensionId::Model,
            _ => is_known(*sort),
        });
        let decimals = |sort| {
            let numbers = places.iter().filter_map(|place| number(place, sort));
            let largest = numbers.fold(0.0, |a: f64, b| a.max(b.abs()));
            // Without a magnitude they are whole as they are.
            magnitude.word.map_or(0, |_| {
                format::decimals_for_three_figures(largest / magnitude.divisor)
            })
        };
        Self {
            sorts: sorts.collect(),
            magnitude,
            value_decimals: decimals(Sort::Value),
            change_decimals: decimals(Sort::Change),
        }
    }

    fn cell(&self, subject: &Subject<'_>, place: &Place<'_>, sort: Sort) -> TableCell {
        let Some(number) = number(place, sort) else {
            return TableCell::default();
        };
        let locale = subject.locale();
        let scaled = number / self.magnitude.divisor;
        let text = match sort {
            Sort::Share => match place.point.share {
                Some(range) => headline::share_figure(&range, subject.language),
                None => String::new(),
            },
            Sort::Change => format::signed(scaled, self.change_decimals, locale),
            Sort::Points => format::signed(number, 1, locale),
            Sort::Models => format::number(number, 0, locale),
            _ => value_text(scaled, self.value_decimals, subject),
        };
        let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let sign = matches!(sort, Sort::Change | Sort::Points).then(|| {
            if is_zero {
                Sign::Same
            } else if number > 0.0 {
                Sign::Up
            } else {
                Sign::Down
            }
        });
        TableCell { text, sign }
    }
}

/// A value with as many decimals as its column; one too small for them is not shown as nothing.
fn value_text(value: f64, decimals: usize, subject: &Subject<'_>) -> String {
    let least = 0.1_f64.powf(decimals as f64);
    if value > 0.0 && value < least / 2.0 {
        let least = format::number(least, decimals, subject.locale());
        return subject.say("table-less", &[("number", &least)]);
    }
    format::number(value, decimals, subject.locale())
}

/// A column whose head asks for its order.
fn column(subject: &Subject<'_>, sort: Sort, head_key: &str) -> Column {
    let present = subject.query.sort;
    let words = |sort: Sort| subject.say(&format!("sort-{}", sort.word()), &[]);
    let order = (present.natural() == sort).then(|| Order {
        // Names begin with A, numbers with the largest.
        is_ascending: (sort == Sort::Name) != present.is_reversed(),
        words: subject.say("table-order", &[("order", &words(present))]),
    });
    Column {
        slug: sort.word().to_owned(),
        head: subject.say(head_key, &[]),
        title: subject.say(
            "table-order",
            &[("order", &words(present.after_click(sort)))],
        ),
        href: None,
        order,
        tier: tier(sort, present.natural()),
    }
}

/// Where there is room for a column. What the rows are ordered by is seen everywhere, if need be
/// in the room of the share.
fn tier(sort: Sort, ordered_by: Sort) -> Tier {
    let takes_room = matches!(ordered_by, Sort::Change | Sort::Points | Sort::Models);
    match sort {
        _ if sort == ordered_by => Tier::Always,
        Sort::Share if takes_room => Tier::Medium,
        Sort::Change => Tier::Medium,
        Sort::Points | Sort::Models => Tier::Wide,
        _ => Tier::Always,
    }
}

/// What the lines show: since when.
fn line_head(subject: &Subject<'_>) -> String {
    let first = subject.answer.periods.first();
    first.map_or_else(String::new, |totals| {
        let date = date_label(subject, &totals.period);
        subject.say("table-line", &[("date", &date)])
    })
}

/// Since when changes are, where any are shown.
fn change_head(subject: &Subject<'_>, numbers: &Numbers) -> String {
    let previous = newest_complete(subject).and_then(|newest| newest.checked_sub(1));
    previous
        .filter(|_| numbers.sorts.contains(&Sort::Change))
        .map(|date| {
            let date = date_label(subject, &subject.answer.periods[date].period);
            subject.say("table-since", &[("date", &date)])
        })
        .unwrap_or_default()
}
