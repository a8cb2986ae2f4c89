//! Models side by side from the day each was released, for releases of unequal age.

use super::headline;
use super::over_time::{Measure, caption, numbers};
use super::{Figure, Subject, gaps, notes, style};
use crate::domain::catalog::Model;
use crate::plot::{Series, TimeForm, TimeSpec, aligned, format};
use crate::query::{DimensionId, Panel, Query, SeriesKind, Show};
use chrono::NaiveDate;

/// Only models have a day of release.
pub(super) fn ask(query: &mut Query) {
    query.by = DimensionId::Model;
    query.panel = Some(Panel::All);
    if query.show == Show::Rank {
        query.show = Show::Value;
    }
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let answer = subject.answer;
    let measure = Measure::of(subject);
    let lines = super::over_time::spec(subject, &measure);
    let styles = style::of(subject);
    let mut names = Vec::new();
    let mut observed = Vec::new();
    for (at, series) in answer.series.iter().enumerate() {
        let Some(released) = released_on(subject, &series.id) else {
            continue;
        };
        if series.kind != SeriesKind::Known {
            continue;
        }
        // What a source counted before the day of release, as it sometimes does, is left out.
        let days = answer
            .periods
            .iter()
            .zip(&lines.series[at].values)
            .filter_map(|(totals, value)| {
                let day = u32::try_from((totals.period.first - released).num_days()).ok()?;
                Some((day, (*value)?))
            });
        observed.push(days.collect::<Vec<(u32, f64)>>());
        names.push(at);
    }
    let grid = aligned::grid(&observed, gaps::longest_step(subject) as u32);
    let series = names
        .iter()
        .zip(grid.values)
        .map(|(at, values)| Series {
            values,
            style: style::on_a_line(styles[*at]),
            low_high: None,
            ..lines.series[*at].clone()
        })
        .collect();
    let spec = TimeSpec {
        id: "aligned".to_owned(),
        form: TimeForm::Aligned,
        dates: grid.dates,
        breaks: Vec::new(),
        series,
        provisional_from: None,
        marks: Vec::new(),
        empty_text: if names.is_empty() && !answer.series.is_empty() {
            subject.say("empty-aligned", &[])
        } else {
            notes::empty(subject)
        },
        ..lines
    };
    let labels = answer
        .series
        .iter()
        .map(|series| headline::label(subject, series))
        .collect();
    let mut words = caption(subject, measure.magnitude, measure.show);
    words.title = subject.say(
        "title-aligned",
        &[(
            "models",
            &format::number(names.len() as f64, 0, subject.locale()),
        )],
    );
    let left_out = answer
        .series
        .iter()
        .filter(|series| series.kind == SeriesKind::Known)
        .count()
        - names.len();
    if left_out > 0 {
        let note = subject.say("note-unreleased", &[("models", &left_out.to_string())]);
        words.note = [words.note, note].join(" ");
    }
    Figure {
        numbers: numbers(subject, &measure, labels),
        caption: words,
        drawing: spec.into(),
    }
}

/// The day a model was released, where the catalog knows it to the day.
fn released_on(subject: &Subject<'_>, id: &str) -> Option<NaiveDate> {
    let source = &subject.answer.metric.source;
    let model: &Model = subject
        .catalog
        .models
        .iter()
        .find(|model| model.source == *source && model.external_id == id)?;
    model.released_on.as_deref()?.parse().ok()
}
