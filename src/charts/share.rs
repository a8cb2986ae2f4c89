//! Shares of the filtered total as areas that fill 100%, in which the unknown is drawn as what it
//! is: not known.

use super::headline;
use super::magnitude::Magnitude;
use super::over_time::{breaks, caption, provisional_from};
use super::{Figure, Numbers, Subject, marks, notes, style};
use crate::plot::{
    Bracket, Fill, KeyEntry, KeyMark, ScaleKind, Series, Style, TickUnit, TimeForm, TimeSpec,
    format,
};
use crate::query::{DimensionId, Query, Scale, Show};

/// From the bottom up: China's camps, then what may be theirs or anybody's, then the rest. The
/// unknown lies between, so that a reader sees how far it could move the boundary.
const CAMPS: [&str; 6] = [
    "china-open",
    "china-closed",
    "unknown",
    "other",
    "west-open",
    "west-closed",
];

/// Shares are what this kind shows, whatever else is asked, and they fill 0 to 100%.
pub(super) fn ask(query: &mut Query) {
    query.show = Show::Share;
    query.scale = Scale::Linear;
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let answer = subject.answer;
    let order = order(subject);
    let styles = style::of(subject);
    let labels: Vec<String> = order
        .iter()
        .map(|at| headline::label(subject, &answer.series[*at]))
        .collect();
    let share = |at: usize, date: usize| -> Option<f64> {
        // A date on which something was observed has a share for every series, if only of nothing.
        let has_total = !answer.periods[date].total.is_zero();
        let point = answer.series[at].point(date).and_then(|point| point.share);
        match point {
            Some(range) => Some(range.share * 100.0),
            None => has_total.then_some(0.0),
        }
    };
    let spell = |value: f64| {
        format::percent(
            value,
            usize::from(value < 9.95 && value > 0.0),
            subject.locale(),
        )
    };
    let dates = answer.periods.len();
    let series = order
        .iter()
        .zip(&labels)
        .map(|(at, label)| {
            let values: Vec<Option<f64>> = (0..dates).map(|date| share(*at, date)).collect();
            Series {
                slug: answer.series[*at].id.clone(),
                label: label.clone(),
                // A series that is not there on the newest date has no value, not 0%.
                end_value: values
                    .last()
                    .copied()
                    .flatten()
                    .filter(|value| *value > 0.0)
                    .map_or_else(|| subject.say("end-not-listed", &[]), spell),
                style: styles[*at],
                values,
                low_high: None,
                note: String::new(),
            }
        })
        .collect();
    let spec = TimeSpec {
        id: "share".to_owned(),
        form: TimeForm::Stacked,
        description: headline::of(subject),
        dates: answer
            .periods
            .iter()
            .map(|totals| totals.period.first)
            .collect(),
        breaks: breaks(subject),
        series,
        provisional_from: provisional_from(subject),
        scale: ScaleKind::Linear,
        unit: TickUnit::Percent,
        marks: marks::of(subject),
        locale: subject.locale(),
        bracket: bracket(subject, &order, &share, &spell),
        key: key(subject, &styles),
        empty_text: notes::empty(subject),
    };
    let numbers = Numbers::new(
        subject,
        labels,
        |series, date| {
            let point = answer.series[order[series]].point(date)?;
            Some(point.share?.share * 100.0)
        },
        |value, _| format::percent(value, 1, subject.locale()),
    );
    Figure {
        drawing: spec.into(),
        caption: caption(subject, Magnitude::PLAIN, Show::Share),
        numbers,
    }
}

/// Places of the series from the bottom of the stack up.
fn order(subject: &Subject<'_>) -> Vec<usize> {
    let series = &subject.answer.series;
    let mut order: Vec<usize> = (0..series.len()).collect();
    if subject.query.by == DimensionId::Camp {
        let place = |at: &usize| CAMPS.iter().position(|camp| *camp == series[*at].id);
        order.sort_by_key(|at| place(at).unwrap_or(CAMPS.len()));
    }
    order
}

/// The sum of China's camps, where both are there.
fn bracket(
    subject: &Subject<'_>,
    order: &[usize],
    share: &impl Fn(usize, usize) -> Option<f64>,
    spell: &impl Fn(f64) -> String,
) -> Option<Bracket> {
    let series = &subject.answer.series;
    let chinese = order
        .iter()
        .take_while(|at| series[**at].id.starts_with("china-"))
        .count();
    if subject.query.by != DimensionId::Camp || chinese < 2 {
        return None;
    }
    let newest = subject.answer.periods.len().checked_sub(1)?;
    let sum: f64 = order[..chinese]
        .iter()
        .filter_map(|at| share(*at, newest))
        .sum();
    Some(Bracket {
        through: chinese - 1,
        label: subject.say("bracket-china", &[]),
        value: spell(sum),
    })
}

fn key(subject: &Subject<'_>, styles: &[Style]) -> Vec<KeyEntry> {
    let mut key = Vec::new();
    let mut add = |mark, message| {
        key.push(KeyEntry {
            mark,
            label: subject.say(message, &[]),
        });
    };
    // What is not drawn needs no sign.
    let has_closed = styles.iter().any(|style| style.fill == Fill::Hollow);
    if has_closed && matches!(subject.query.by, DimensionId::Camp | DimensionId::Weights) {
        add(KeyMark::HollowArea, "key-closed");
    }
    if subject
        .answer
        .series
        .iter()
        .any(|series| series.kind == crate::query::SeriesKind::Unknown)
    {
        add(KeyMark::HatchedArea, "key-unknown");
    }
    if provisional_from(subject).is_some() {
        add(KeyMark::Provisional, "key-incomplete");
    }
    key
}
