//! Licenses over time: what each model family was published under, and when that changed. From the
//! catalog's dated changes, over the adoption of whoever made them.

use super::headline::{label, metric_label};
use super::magnitude::Magnitude;
use super::over_time::caption;
use super::sheet::{Cell, Column, Form, Sheet, full};
use super::{Figure, Numbers, Subject, notes, style};
use crate::domain::LicenseClass;
use crate::domain::catalog::LicenseChange;
use crate::plot::strips::{Adoption, Segment, StripRow};
use crate::plot::{
    Fill, KeyEntry, KeyMark, Mark, MarkKind, Series, Slot, StripSpec, Style, format,
};
use crate::query::{DimensionId, Query, Show, value_label};
use crate::text::{Language, localized};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The strips are of organizations, whatever else the series are.
pub(super) fn ask(query: &mut Query) {
    query.by = DimensionId::LicenseClass;
    query.show = Show::Value;
}

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let answer = subject.answer;
    let filter = subject.query.filters.get(&DimensionId::Organization);
    let mut families: BTreeMap<(&str, &str), Vec<(NaiveDate, &LicenseChange)>> = BTreeMap::new();
    for change in changes(subject) {
        if let Some(day) = day_of(&change.changed_on) {
            let family = (change.organization.as_str(), change.family.as_str());
            families.entry(family).or_default().push((day, change));
        }
    }
    let all = families.values().flatten().map(|(day, _)| *day);
    let shown = answer.periods.iter().map(|totals| totals.period.first);
    let (first, last) = (
        all.clone().chain(shown.clone()).min(),
        all.chain(shown).max(),
    );
    let rows = families.into_iter().map(|((owner, family), mut changes)| {
        changes.sort_by_key(|(day, _)| *day);
        row(subject, owner, family, &changes)
    });
    // Without any figures there is nothing the changes could be read over.
    let rows: Vec<StripRow> = if answer.series.is_empty() {
        Vec::new()
    } else {
        rows.collect()
    };
    let organizations = DimensionId::Organization.entry();
    let whose = match filter {
        Some(filter) if !filter.excludes() && filter.values().len() == 1 => value_label(
            organizations,
            &filter.values()[0],
            subject.dictionary,
            subject.language,
        ),
        _ => String::new(),
    };
    let count: usize = rows.iter().map(|row| row.changes.len()).sum();
    let title = if rows.is_empty() {
        let key = if answer.series.is_empty() {
            "title-nothing"
        } else {
            "title-no-license-changes"
        };
        subject.say(key, &[("metric", &metric_label(subject))])
    } else {
        let count = count.to_string();
        let key = if whose.is_empty() {
            "title-license-changes"
        } else {
            "title-license-changes-of"
        };
        subject.say(key, &[("count", &count), ("organization", &whose)])
    };
    let today = NaiveDate::default();
    let spec = StripSpec {
        id: "license-timeline".to_owned(),
        description: title.clone(),
        first: first.unwrap_or(today),
        last: last.unwrap_or(today),
        adoption: adoption(subject),
        rows,
        locale: subject.locale(),
        key: key(subject),
        empty_text: if answer.series.is_empty() {
            notes::empty(subject)
        } else {
            subject.say("empty-license-changes", &[])
        },
    };
    let columns = answer
        .series
        .iter()
        .map(|series| label(subject, series))
        .collect();
    let magnitude = magnitude(subject);
    let numbers = Numbers::new(
        subject,
        columns,
        |series, date| Some(answer.series[series].point(date)?.value.to_f64() / magnitude.divisor),
        |value, decimals| format::number(value, decimals, subject.locale()),
    );
    let mut words = caption(subject, magnitude, Show::Value);
    words.title = title;
    // The strips are what the figure is about; the line above them is the background.
    let background = words.subtitle;
    words.subtitle = subject.say("subtitle-license-changes", &[("background", &background)]);
    let mut sentences = vec![subject.say("note-license-changes", &[])];
    sentences.extend(notes::of(subject));
    words.note = sentences.join(" ");
    Figure {
        drawing: spec.into(),
        caption: words,
        numbers,
    }
}

fn magnitude(subject: &Subject<'_>) -> Magnitude {
    let totals = subject
        .answer
        .periods
        .iter()
        .map(|totals| totals.total.to_f64());
    Magnitude::of(totals.fold(0.0, f64::max), subject.language)
}

/// A day, or the first of a month where only that is known.
fn day_of(text: &str) -> Option<NaiveDate> {
    text.parse().or_else(|_| format!("{text}-01").parse()).ok()
}

fn row(
    subject: &Subject<'_>,
    owner: &str,
    family: &str,
    changes: &[(NaiveDate, &LicenseChange)],
) -> StripRow {
    let organizations = DimensionId::Organization.entry();
    let name = value_label(organizations, owner, subject.dictionary, subject.language);
    let mut segments = Vec::new();
    if let Some((day, first)) = changes.first() {
        segments.push(segment(subject, &first.from_license, None, Some(*day)));
    }
    for (at, (day, change)) in changes.iter().enumerate() {
        let to = changes.get(at + 1).map(|(day, _)| *day);
        segments.push(segment(subject, &change.to_license, Some(*day), to));
    }
    StripRow {
        slug: format!("{owner}-{family}"),
        label: subject.say("about-pair", &[("name", &name), ("value", family)]),
        href: subject.address_of_value(DimensionId::Organization, owner),
        segments,
        changes: changes
            .iter()
            .map(|(day, change)| Mark {
                date: *day,
                label: change.model.clone(),
                detail: detail(subject, change),
                kind: MarkKind::Event,
            })
            .collect(),
    }
}

/// What a license is called; its id where the catalog has no name for it.
fn license_name<'a>(subject: &Subject<'a>, id: &'a str) -> &'a str {
    let known = subject.dictionary.license(id);
    known.map_or(id, |license| localized(&license.name, subject.language))
}

/// A change in words, with no more of its date than is known.
fn detail(subject: &Subject<'_>, change: &LicenseChange) -> String {
    let arguments = [
        ("from", license_name(subject, &change.from_license)),
        ("to", license_name(subject, &change.to_license)),
    ];
    let words = subject.say("license-change", &arguments);
    if change.changed_on.parse::<NaiveDate>().is_ok() {
        return words;
    }
    let day = day_of(&change.changed_on);
    let month = day.map(|day| format::month_year(day, subject.locale()));
    let arguments = [
        ("change", words.as_str()),
        ("month", &month.unwrap_or_default()),
    ];
    subject.say("license-change-of-month", &arguments)
}

/// The columns of the file: the changes that are drawn.
pub(super) static COLUMNS: [Column; 8] = [
    // A month where the day is not known, so no date.
    full("changed_on", Form::Text),
    full("organization", Form::Text),
    full("label", Form::Text),
    full("family", Form::Text),
    full("model", Form::Text),
    full("from_license", Form::Text),
    full("to_license", Form::Text),
    full("basis", Form::Text),
];

/// The changes, as the catalog dates them: a month where the day is not known.
pub(super) fn sheet<'a>(subject: &'a Subject<'_>) -> Sheet<'a> {
    let organizations = DimensionId::Organization.entry();
    let name = move |slug: &str| {
        // Data files are never localized.
        value_label(organizations, slug, subject.dictionary, Language::default())
    };
    let mut changes: Vec<&'a LicenseChange> = if subject.answer.series.is_empty() {
        Vec::new()
    } else {
        changes(subject).collect()
    };
    changes.sort_by_key(|change| (&change.changed_on, &change.organization, &change.family));
    let count = changes.len();
    let rows = changes.into_iter().map(move |change| {
        vec![
            Cell::Word(change.changed_on.clone()),
            Cell::Text(change.organization.clone()),
            Cell::Text(name(&change.organization)),
            Cell::Text(change.family.clone()),
            Cell::Text(change.model.clone()),
            Cell::Text(change.from_license.clone()),
            Cell::Text(change.to_license.clone()),
            Cell::Text(change.basis.clone()),
        ]
    });
    Sheet {
        columns: &COLUMNS,
        count,
        rows: Box::new(rows),
    }
}

/// The dated changes of the organizations in the filter.
fn changes<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a LicenseChange> {
    let filter = subject.query.filters.get(&DimensionId::Organization);
    let all = subject.catalog.license_changes.iter();
    all.filter(move |change| {
        let concerns =
            filter.is_none_or(|filter| filter.names(&change.organization) != filter.excludes());
        concerns && day_of(&change.changed_on).is_some()
    })
}

fn segment(
    subject: &Subject<'_>,
    license: &str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Segment {
    let known = subject.dictionary.license(license);
    let class = known.map_or(LicenseClass::Unknown, |license| license.class);
    Segment {
        from,
        to,
        label: license.to_owned(),
        style: style::of_class(class),
        note: known
            .map(|license| localized(&license.name, subject.language).to_owned())
            .unwrap_or_default(),
    }
}

fn key(subject: &Subject<'_>) -> Vec<KeyEntry> {
    let classes = DimensionId::LicenseClass.entry();
    LicenseClass::ALL
        .iter()
        .filter(|class| **class != LicenseClass::Unknown)
        .map(|class| KeyEntry {
            mark: KeyMark::Swatch(style::of_class(*class)),
            label: value_label(classes, class.word(), subject.dictionary, subject.language),
        })
        .collect()
}

/// How much those in the filter are used: their filtered total over time.
fn adoption(subject: &Subject<'_>) -> Option<Adoption> {
    let periods = &subject.answer.periods;
    let magnitude = magnitude(subject);
    let values: Vec<Option<f64>> = periods
        .iter()
        .map(|totals| (!totals.total.is_zero()).then(|| totals.total.to_f64() / magnitude.divisor))
        .collect();
    let newest = values.iter().flatten().last()?;
    Some(Adoption {
        dates: periods.iter().map(|totals| totals.period.first).collect(),
        series: Series {
            slug: "adoption".to_owned(),
            label: metric_label(subject),
            end_value: format::significant(*newest, subject.locale()),
            style: Style {
                hue: Slot::Rest,
                fill: Fill::Solid,
            },
            values,
            low_high: None,
            note: String::new(),
        },
    })
}
