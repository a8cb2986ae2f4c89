//! The two leading shares as bands from low to high: the honest headline. Where the bands overlap,
//! nobody leads for sure.

use super::crossover::Lead;
use super::headline;
use super::magnitude::Magnitude;
use super::over_time::{breaks, caption, provisional_from};
use super::{Figure, Numbers, Subject, marks, notes, style};
use crate::plot::{Caption, KeyEntry, KeyMark, ScaleKind, Series, TickUnit, TimeForm, TimeSpec};
use crate::query::{DEFAULT_TOP, DimensionId, Query, SeriesKind, Show};

/// Bands that can still be told apart.
const BANDS: usize = 2;
/// The camps of the headline comparison.
const CAMPS: [&str; BANDS] = ["china-open", "west-closed"];

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let answer = subject.answer;
    let styles = style::of(subject);
    let shown = shown(subject);
    let dates = answer.periods.len();
    let share =
        |at: usize, date: usize| answer.series[at].point(date).and_then(|point| point.share);
    let labels: Vec<String> = shown
        .iter()
        .map(|at| headline::label(subject, &answer.series[*at]))
        .collect();
    let series = shown
        .iter()
        .zip(&labels)
        .map(|(at, label)| Series {
            slug: answer.series[*at].id.clone(),
            label: label.clone(),
            end_value: (0..dates)
                .rev()
                .find_map(|date| share(*at, date))
                .map(|range| headline::share_figure(&range, subject.language))
                .unwrap_or_default(),
            style: styles[*at],
            values: (0..dates)
                .map(|date| Some(share(*at, date)?.share * 100.0))
                .collect(),
            low_high: Some(
                (0..dates)
                    .map(|date| {
                        let range = share(*at, date)?;
                        Some((range.low * 100.0, range.high * 100.0))
                    })
                    .collect(),
            ),
            note: String::new(),
        })
        .collect();
    let lead = match shown.as_slice() {
        [_, _] if known(subject) > BANDS && !is_of_two(subject) => Lead::over_all(answer),
        [one, other] => Lead::of(
            answer,
            [
                answer.series[*one].id.as_str(),
                answer.series[*other].id.as_str(),
            ],
        ),
        _ => None,
    };
    let mut marks = lead.map_or_else(Vec::new, |lead| lead.marks(subject));
    // The crossover is what this chart is about: world events get the room that is left.
    marks.extend(marks::at_most(subject, marks::MOST - marks.len()));
    let spec = TimeSpec {
        id: "range".to_owned(),
        form: TimeForm::Bands,
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
        marks,
        locale: subject.locale(),
        bracket: None,
        key: vec![KeyEntry {
            mark: KeyMark::Range,
            label: subject.say("key-range", &[]),
        }],
        empty_text: notes::empty(subject),
    };
    let numbers = Numbers::of_cells(subject, labels, |series, date| {
        let range = share(shown[series], date)?;
        Some(headline::share_figure(&range, subject.language))
    });
    let mut words = words(subject);
    if let Some(lead) = lead {
        let mut note: Vec<String> = lead.since(subject).into_iter().collect();
        note.extend(lead.between(subject));
        note.extend((!words.note.is_empty()).then_some(words.note));
        words.note = note.join(" ");
    }
    Figure {
        drawing: spec.into(),
        caption: words,
        numbers,
    }
}

/// Places of the series that are drawn.
fn shown(subject: &Subject<'_>) -> Vec<usize> {
    let series = &subject.answer.series;
    if subject.query.by == DimensionId::Camp {
        let places = |camp: &&str| series.iter().position(|series| series.id == **camp);
        return CAMPS.iter().filter_map(places).collect();
    }
    let known = (0..series.len()).filter(|at| series[*at].kind == SeriesKind::Known);
    known.take(BANDS).collect()
}

/// Whether the comparison is that of the two the breakdown is about, whatever else it has.
fn is_of_two(subject: &Subject<'_>) -> bool {
    matches!(subject.query.by, DimensionId::Camp | DimensionId::Bloc)
}

/// How many known series the answer has.
fn known(subject: &Subject<'_>) -> usize {
    let series = subject.answer.series.iter();
    series
        .filter(|series| series.kind == SeriesKind::Known)
        .count()
}

/// The words around the chart, which promise no more series than are drawn.
fn words(subject: &Subject<'_>) -> Caption {
    let query = Query {
        top: DEFAULT_TOP,
        ..subject.query.clone()
    };
    let asked = Subject {
        query: &query,
        ..*subject
    };
    let mut words = caption(&asked, Magnitude::PLAIN, Show::Share);
    if known(subject) > BANDS && subject.query.by != DimensionId::Camp {
        words.subtitle.push(' ');
        words
            .subtitle
            .push_str(&subject.say("subtitle-two-drawn", &[]));
    }
    words
}
