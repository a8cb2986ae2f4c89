//! Small charts for the tests.

use chrono::{Days, NaiveDate};

use crate::plot::{
    Caption, Fill, Locale, Mark, MarkKind, ScaleKind, Series, Slot, Style, TickUnit, TimeForm,
    TimeSpec,
};

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `count` Mondays from 1 September 2025 on.
pub fn mondays(count: u64) -> Vec<NaiveDate> {
    (0..count)
        .map(|week| date("2025-09-01") + Days::new(7 * week))
        .collect()
}

pub fn series(label: &str, hue: Slot, values: &[Option<f64>]) -> Series {
    let newest = values
        .iter()
        .rev()
        .flatten()
        .next()
        .copied()
        .unwrap_or_default();
    Series {
        slug: hue.slug().to_owned(),
        label: label.to_owned(),
        end_value: format!("{newest}"),
        style: Style {
            hue,
            fill: hue.usual_fill(),
        },
        values: values.to_vec(),
        low_high: None,
        note: String::new(),
    }
}

pub fn spec(form: TimeForm, dates: Vec<NaiveDate>, series: Vec<Series>) -> TimeSpec {
    TimeSpec {
        id: "sample".to_owned(),
        form,
        description: "Tokens a week, two camps.".to_owned(),
        dates,
        breaks: Vec::new(),
        series,
        provisional_from: None,
        scale: ScaleKind::Linear,
        unit: if form == TimeForm::Stacked {
            TickUnit::Percent
        } else {
            TickUnit::Plain
        },
        marks: Vec::new(),
        locale: Locale::En,
        bracket: None,
        key: Vec::new(),
        empty_text: "No snapshot matches this view.".to_owned(),
    }
}

pub fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

/// Two lines over five weeks.
pub fn two_lines() -> TimeSpec {
    let china = series(
        "Chinese open-weight",
        Slot::ChinaOpen,
        &known(&[10.0, 40.0, 60.0, 80.0, 95.0]),
    );
    let west = series(
        "Western proprietary",
        Slot::WestClosed,
        &known(&[90.0, 92.0, 88.0, 95.0, 99.0]),
    );
    spec(TimeForm::Lines, mondays(5), vec![china, west])
}

/// Three bands over four weeks, the upper one unknown.
pub fn three_bands() -> TimeSpec {
    let china = series(
        "Chinese open-weight",
        Slot::ChinaOpen,
        &known(&[10.0, 20.0, 30.0, 40.0]),
    );
    let west = series(
        "Western proprietary",
        Slot::WestClosed,
        &known(&[70.0, 60.0, 55.0, 50.0]),
    );
    let unknown = series("Unknown", Slot::Unknown, &known(&[20.0, 20.0, 15.0, 10.0]));
    spec(TimeForm::Stacked, mondays(4), vec![china, west, unknown])
}

pub fn mark(day: &str, label: &str) -> Mark {
    Mark {
        date: date(day),
        label: label.to_owned(),
        detail: "What happened.".to_owned(),
        kind: MarkKind::Event,
    }
}

pub fn caption() -> Caption {
    Caption {
        title: "Chinese open-weight models come close".to_owned(),
        subtitle: "Tokens a week, billion".to_owned(),
        source: "Source: sample.".to_owned(),
        note: "Made up for a test.".to_owned(),
    }
}

pub fn solid_lines(values: &[Vec<Option<f64>>]) -> Vec<Series> {
    values
        .iter()
        .enumerate()
        .map(|(index, values)| {
            let hue = Slot::ALL[index % Slot::ALL.len()];
            Series {
                slug: format!("s{index}"),
                style: Style {
                    hue,
                    fill: Fill::Solid,
                },
                ..series(&format!("Series {index}"), hue, values)
            }
        })
        .collect()
}
