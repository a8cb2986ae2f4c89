//! What formats say about a view besides its rows: the question in words, the source, the metric,
//! the columns, and where else the view can be had.

use super::data_license::DataLicense;
use super::{FORMATS, Format, View};
use crate::charts::{Column, Sheet, Subject};
use crate::domain::{Metric, Redistribution, Semantics, Source};
use crate::query::{BaseTotals, Every, Lens, keys, sentence};
use crate::text::{self, Language, message};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

impl<'a> View<'a> {
    /// The rows behind the chart.
    pub(super) fn sheet(&self) -> Sheet<'_> {
        (self.kind.sheet)(&self.subject)
    }

    pub(super) fn metric(&self) -> &'a Metric {
        &self.subject.answer.metric
    }

    pub(super) fn source(&self) -> Option<&'a Source> {
        self.subject.dictionary.source(&self.metric().source)
    }

    /// Whether the source lets us hand its rows out, or does not say that it does not.
    pub(super) fn gives_rows(&self) -> bool {
        self.source()
            .is_none_or(|source| source.redistribution != Redistribution::No)
    }

    /// The question in words.
    pub(super) fn sentence(&self, language: Language) -> String {
        sentence(self.subject.query, self.subject.dictionary, language)
    }

    /// The question as a title: its words without the point at their end.
    pub(super) fn title(&self) -> String {
        let sentence = self.sentence(Language::default());
        sentence.trim_end_matches('.').to_owned()
    }

    /// The question, parameter by parameter.
    pub(super) fn query(&self) -> BTreeMap<&'static str, String> {
        keys()
            .filter_map(|key| Some((key.name(), key.spell(self.subject.query)?)))
            .collect()
    }

    /// The line the source asks for.
    pub(super) fn source_line(&self, language: Language) -> String {
        self.source()
            .map(|source| text::citation(source, language, self.subject.as_of))
            .unwrap_or_default()
    }

    /// What became of base models, date by date; none under the lens of the publisher.
    pub(super) fn bases(&self) -> Option<Vec<BasesNote>> {
        let periods = self.subject.answer.periods.iter();
        let notes = periods.filter_map(|totals| {
            let BaseTotals { based, unresolved } = totals.bases?;
            Some(BasesNote {
                observed_on: totals.period.first,
                based_share: based.share,
                based_models: based.models,
                unresolved_share: unresolved.share,
                unresolved_models: unresolved.models,
            })
        });
        (self.subject.query.lens == Lens::Base).then(|| notes.collect())
    }

    /// The notes below the chart, in a language.
    pub(super) fn notes(&self, language: Language) -> String {
        if language == self.subject.language {
            return self.figure.caption.note.clone();
        }
        let subject = Subject {
            language,
            ..self.subject
        };
        (self.kind.draw)(&subject).caption.note
    }

    /// The address that goes on giving these figures, as far as there is one.
    pub(super) fn lasting_address(&self) -> &'a str {
        self.permalink.unwrap_or(self.address)
    }

    /// The address of the same view in a format.
    pub(super) fn in_format(&self, format: &Format) -> String {
        match self.address.split_once('?') {
            Some((path, question)) => format!("{path}.{}?{question}", format.extension),
            None => format!("{}.{}", self.address, format.extension),
        }
    }

    /// The formats the view may be given in.
    pub(super) fn formats(&self) -> impl Iterator<Item = &'static Format> {
        FORMATS.iter().filter(|format| format.is_given(self))
    }

    /// Whether amounts are whole, whatever they are: only a mean or a metric with decimals is not.
    pub(super) fn amounts_are_whole(&self) -> bool {
        let metric = self.metric();
        let are_means = metric.semantics.adds_over_time() && self.subject.query.every != Every::Day;
        metric.decimals == 0 && !are_means
    }
}

/// What a column means.
pub(super) fn meaning(column: &Column, language: Language) -> String {
    message(language, &column.meaning_key(), &[])
}

/// The metric, as JSON has it.
#[derive(Serialize)]
pub(super) struct MetricNote<'a> {
    id: &'a str,
    label: &'a str,
    semantics: &'static str,
    window_days: Option<u16>,
    unit: &'a str,
    definition: &'a str,
}

impl<'a> MetricNote<'a> {
    pub(super) fn of(metric: &'a Metric) -> Self {
        Self {
            id: &metric.slug,
            label: &metric.label.en,
            semantics: metric.semantics.word(),
            window_days: match metric.semantics {
                Semantics::Window { days } => Some(days),
                Semantics::Cumulative | Semantics::Flow => None,
            },
            unit: &metric.unit.en,
            definition: &metric.definition.en,
        }
    }
}

/// What became of base models on a date, as JSON has it.
#[derive(Serialize)]
pub(super) struct BasesNote {
    observed_on: NaiveDate,
    /// Of the filtered total: what counts as its base model's.
    based_share: f64,
    based_models: u32,
    /// What states a base that does not resolve, and stays with its publisher.
    unresolved_share: f64,
    unresolved_models: u32,
}

/// The source, as JSON has it.
#[derive(Serialize)]
pub(super) struct SourceNote<'a> {
    id: &'a str,
    name: &'a str,
    homepage: &'a str,
    data_license: &'a str,
    data_license_url: Option<&'static str>,
    redistribution: &'static str,
}

impl<'a> SourceNote<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        Self {
            id: &source.slug,
            name: &source.name,
            homepage: &source.homepage,
            data_license: &source.data_license,
            data_license_url: DataLicense::of(source).map(|license| license.url),
            redistribution: source.redistribution.word(),
        }
    }
}
