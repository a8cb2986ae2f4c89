//! Lines over time: values, shares, an index or ranks.

use super::headline;
use super::magnitude::Magnitude;
use super::{Figure, Numbers, Subject, gaps, marks, notes, style};
use crate::plot::{
    Break, Caption, Fill, KeyEntry, KeyMark, ScaleKind, Series, TickUnit, TimeForm, TimeSpec,
    format,
};
use crate::query::{DimensionId, Point, Scale, Show, sentence, sentence_undated};

/// Ranges are drawn around as many lines as a reader can still tell apart.
const MOST_RANGES: usize = 2;

/// Low and high of a series, by date.
type Range = Vec<Option<(f64, f64)>>;

/// What one point shows, and how it is spelled.
pub(super) struct Measure {
    values: Vec<Vec<Option<f64>>>,
    ranges: Vec<Option<Range>>,
    scale: ScaleKind,
    unit: TickUnit,
    pub magnitude: Magnitude,
    pub show: Show,
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let measure = Measure::of(subject);
    let spec = spec(subject, &measure);
    let labels = spec
        .series
        .iter()
        .map(|series| series.label.clone())
        .collect();
    let numbers = numbers(subject, &measure, labels);
    Figure {
        drawing: spec.into(),
        caption: caption(subject, measure.magnitude, measure.show),
        numbers,
    }
}

/// The lines of an answer.
pub(super) fn spec(subject: &Subject<'_>, measure: &Measure) -> TimeSpec {
    let answer = subject.answer;
    let styles = style::of(subject);
    let labels: Vec<String> = answer
        .series
        .iter()
        .map(|series| headline::label(subject, series))
        .collect();
    let spell = |value: f64| spell(subject, measure, value);
    let series = labels
        .iter()
        .zip(&answer.series)
        .zip(styles)
        .enumerate()
        .map(|(at, ((label, series), style))| Series {
            slug: series.id.clone(),
            label: label.clone(),
            end_value: measure.values[at]
                .iter()
                .flatten()
                .last()
                .map(|v| spell(*v))
                .unwrap_or_default(),
            style: style::on_a_line(style),
            values: measure.values[at].clone(),
            low_high: measure.ranges[at].clone(),
            note: String::new(),
        })
        .collect();
    TimeSpec {
        id: "over-time".to_owned(),
        form: TimeForm::Lines,
        description: headline::of(subject),
        dates: answer
            .periods
            .iter()
            .map(|totals| totals.period.first)
            .collect(),
        breaks: breaks(subject),
        series,
        provisional_from: provisional_from(subject),
        scale: measure.scale,
        unit: measure.unit,
        marks: marks::of(subject),
        locale: subject.locale(),
        bracket: None,
        key: key(subject, measure),
        empty_text: notes::empty(subject),
    }
}

/// The numbers of the lines.
pub(super) fn numbers(subject: &Subject<'_>, measure: &Measure, labels: Vec<String>) -> Numbers {
    Numbers::new(
        subject,
        labels,
        |series, date| measure.values[series][date],
        |value, decimals| match measure.show {
            Show::Share => format::percent(value, 1, subject.locale()),
            Show::Rank => format::number(value, 0, subject.locale()),
            Show::Value | Show::Index => format::number(value, decimals, subject.locale()),
        },
    )
}

impl Measure {
    pub fn of(subject: &Subject<'_>) -> Self {
        let answer = subject.answer;
        let dates = answer.periods.len();
        let column = |of: &dyn Fn(&Point) -> Option<f64>| -> Vec<Vec<Option<f64>>> {
            answer
                .series
                .iter()
                .map(|series| {
                    (0..dates)
                        .map(|date| series.point(date).and_then(of))
                        .collect()
                })
                .collect()
        };
        let show = subject.query.show;
        let (values, unit, magnitude) = match show {
            Show::Value => {
                let values = column(&|point| Some(point.value.to_f64()));
                let largest = values
                    .iter()
                    .flatten()
                    .flatten()
                    .copied()
                    .fold(0.0, f64::max);
                let magnitude = Magnitude::of(largest, subject.language);
                (
                    scaled(values, magnitude.divisor),
                    TickUnit::Plain,
                    magnitude,
                )
            }
            Show::Share => {
                let values = column(&|point| point.share.map(|range| range.share * 100.0));
                (values, TickUnit::Percent, Magnitude::PLAIN)
            }
            Show::Index => {
                let values = column(&|point| Some(point.value.to_f64()));
                (indexed(values), TickUnit::Plain, Magnitude::PLAIN)
            }
            Show::Rank => {
                let values = column(&|point| point.rank.map(f64::from));
                (values, TickUnit::Plain, Magnitude::PLAIN)
            }
        };
        let ranges = answer.series.iter().enumerate().map(|(at, series)| {
            (show == Show::Share && at < MOST_RANGES && !is_whole(series)).then(|| {
                (0..dates)
                    .map(|date| {
                        let range = series.point(date)?.share?;
                        Some((range.low * 100.0, range.high * 100.0))
                    })
                    .collect()
            })
        });
        Self {
            ranges: ranges.collect(),
            values,
            scale: match (show, subject.query.scale) {
                (Show::Rank, _) => ScaleKind::Rank,
                (_, Scale::Log) => ScaleKind::Log,
                (_, Scale::Linear) => ScaleKind::Linear,
            },
            unit,
            magnitude,
            show,
        }
    }
}

/// Whether a series is all there is on every date: then its share says nothing.
fn is_whole(series: &crate::query::Series) -> bool {
    let shares = || series.points.iter().filter_map(|point| point.share);
    shares().all(|range| range.share >= 1.0)
}

fn scaled(values: Vec<Vec<Option<f64>>>, divisor: f64) -> Vec<Vec<Option<f64>>> {
    let scale = |value: Option<f64>| value.map(|value| value / divisor);
    values
        .into_iter()
        .map(|series| series.into_iter().map(scale).collect())
        .collect()
}

/// 100 at the first date shown; a series that is not there then, or is 0, has no index.
fn indexed(values: Vec<Vec<Option<f64>>>) -> Vec<Vec<Option<f64>>> {
    let of_series = |series: Vec<Option<f64>>| {
        let base = series
            .first()
            .copied()
            .flatten()
            .filter(|value| *value > 0.0);
        series
            .into_iter()
            .map(|value| Some(value? / base? * 100.0))
            .collect()
    };
    values.into_iter().map(of_series).collect()
}

fn spell(subject: &Subject<'_>, measure: &Measure, value: f64) -> String {
    match measure.show {
        Show::Share => format::percent(
            value,
            usize::from(value < 9.95 && value > 0.0),
            subject.locale(),
        ),
        Show::Rank => format::number(value, 0, subject.locale()),
        Show::Value | Show::Index => format::significant(value, subject.locale()),
    }
}

pub(super) fn breaks(subject: &Subject<'_>) -> Vec<Break> {
    let label = subject.say("chart-no-data", &[]);
    gaps::after(subject)
        .into_iter()
        .map(|after| Break {
            after,
            label: label.clone(),
        })
        .collect()
}

/// The first of the incomplete periods at the end.
pub(super) fn provisional_from(subject: &Subject<'_>) -> Option<usize> {
    let periods = &subject.answer.periods;
    let whole = periods.iter().rposition(|totals| totals.period.complete);
    let first = whole.map_or(0, |at| at + 1);
    (first < periods.len()).then_some(first)
}

fn key(subject: &Subject<'_>, measure: &Measure) -> Vec<KeyEntry> {
    let mut key = Vec::new();
    let mut add = |mark, message| {
        key.push(KeyEntry {
            mark,
            label: subject.say(message, &[]),
        });
    };
    // What is not drawn needs no sign.
    let has_closed = style::of(subject)
        .iter()
        .any(|style| style.fill == Fill::Hollow);
    if has_closed && matches!(subject.query.by, DimensionId::Camp | DimensionId::Weights) {
        add(KeyMark::Solid, "key-open");
        add(KeyMark::Hollow, "key-closed");
    }
    if measure.ranges.iter().any(Option::is_some) {
        add(KeyMark::Range, "key-range");
    }
    if provisional_from(subject).is_some() {
        add(KeyMark::Provisional, "key-incomplete");
    }
    key
}

/// Title, subtitle, source and notes.
pub(super) fn caption(subject: &Subject<'_>, magnitude: Magnitude, show: Show) -> Caption {
    let told = if notes::is_mostly_undated(subject) {
        sentence_undated
    } else {
        sentence
    };
    let mut subtitle = told(subject.query, subject.dictionary, subject.language);
    if show == Show::Value && magnitude.word.is_some() {
        let name = subject.say(&magnitude.key("magnitude"), &[]);
        subtitle.push(' ');
        subtitle.push_str(&subject.say("subtitle-magnitude", &[("magnitude", &name)]));
    }
    Caption {
        title: headline::of(subject),
        subtitle,
        source: notes::source(subject),
        note: notes::of(subject).join(" "),
    }
}
