//! The row for everything a source does not list, where models are told apart. On each day it
//! may hold any model but those that have a row of their own; and a model we know from other
//! days brings its attributes with it.

use super::Query;
use super::classify::{Classifier, JudgedCell};
use super::dictionary::Label;
use super::dimension::DimensionId;
use super::facts::Facts;
use super::filter::Filter;
use super::worlds::{LabelSet, Membership};

/// Judges the unlisted row, day by day.
pub(super) struct Unlisted<'a> {
    filter: Option<&'a Filter>,
    by_model: bool,
    /// For each model, the labels an unlisted row would have if it were this one; none where it
    /// would not be in the filter.
    labels_if: Vec<Option<LabelSet>>,
    /// Models the filter names.
    named: Vec<usize>,
    /// Whether the filter names a model that has no row in the facts at all.
    names_absent: bool,
    /// The label of any model that is not in the facts.
    unnamed: Label,
}

/// Whether a model passes the filter on models; `None` asks for one that is not listed by name.
pub(super) fn admits(filter: Option<&Filter>, model: Option<&str>) -> bool {
    filter.is_none_or(|filter| model.is_some_and(|id| filter.names(id)) != filter.excludes())
}

impl<'a> Unlisted<'a> {
    pub fn new(query: &'a Query, facts: &Facts, classifier: &Classifier<'_>) -> Self {
        let filter = query.filters.get(&DimensionId::Model);
        if !facts.models().iter().any(|model| model.unlisted) {
            // Nothing will be asked: sets as wide as all models, one each, would be for nothing.
            return Self {
                named: Vec::new(),
                names_absent: false,
                filter,
                by_model: query.breakdown().is_model(),
                labels_if: Vec::new(),
                unnamed: facts.models().len() as Label + 1,
            };
        }
        let mut cells: Vec<Vec<u32>> = vec![Vec::new(); facts.models().len()];
        for (model, cell) in facts.own() {
            if !cells[model].contains(&cell) {
                cells[model].push(cell);
            }
        }
        let by_model = query.breakdown().is_model();
        let mut judged: Vec<Option<Option<LabelSet>>> = vec![None; facts.cells().len()];
        let mut labels_if = Vec::with_capacity(cells.len());
        for (model, cells) in cells.iter().enumerate() {
            // A model without a row anywhere may be anything.
            let mut labels = cells
                .is_empty()
                .then(|| classifier.judge_anything())
                .flatten();
            for cell in cells {
                let at = *cell as usize;
                let found =
                    judged[at].get_or_insert_with(|| classifier.judge_if(&facts.cells()[at]));
                if let Some(found) = found {
                    labels.get_or_insert_default().add(found);
                }
            }
            if by_model && let Some(labels) = &mut labels {
                labels.insert(model as Label + 1);
            }
            labels_if.push(labels);
        }
        let ids = || facts.models().iter().filter(|model| !model.unlisted);
        let named = facts.models().iter().enumerate().filter(|(_, model)| {
            !model.unlisted && filter.is_some_and(|filter| filter.names(&model.id))
        });
        Self {
            named: named.map(|(at, _)| at).collect(),
            names_absent: filter.is_some_and(|filter| {
                filter
                    .values()
                    .iter()
                    .any(|value| value != query_word() && !ids().any(|model| model.id == *value))
            }),
            filter,
            by_model,
            labels_if,
            unnamed: facts.models().len() as Label + 1,
        }
    }

    /// Judges the row on a day: `own` is what its cell says without regard to models, `anything`
    /// the labels that cell may have, `listed` the models with a row of their own.
    pub fn judge(
        &self,
        own: JudgedCell,
        anything: &LabelSet,
        facts: &Facts,
        listed: &[bool],
    ) -> (Membership, LabelSet) {
        let out = (Membership::No, LabelSet::default());
        let word = self.filter.is_some_and(|filter| filter.names(query_word()));
        let decided = self.filter.is_none() || word;
        let excludes = self.filter.is_some_and(Filter::excludes);
        if own.membership == Membership::No || (word && excludes) {
            return out;
        }
        let absent = |model: &usize| !listed[*model];
        if decided || excludes {
            // Any model that is not listed, most of them unknown to us.
            let doubtful = !decided && (self.names_absent || self.named.iter().any(absent));
            let membership = if doubtful {
                own.membership.min(Membership::Maybe)
            } else {
                own.membership
            };
            if !self.by_model {
                return (membership, anything.clone());
            }
            let mut labels = LabelSet::default();
            labels.insert(self.unnamed);
            for (model, name) in facts.models().iter().enumerate() {
                let admitted = decided || admits(self.filter, Some(&name.id));
                if !name.unlisted && absent(&model) && admitted && self.labels_if[model].is_some() {
                    labels.insert(model as Label + 1);
                }
            }
            return (membership, labels);
        }
        // One of the models named, or none of them: never surely in.
        let mut labels: Option<LabelSet> = None;
        for model in self.named.iter().copied().filter(absent) {
            if let Some(found) = &self.labels_if[model] {
                labels.get_or_insert_default().add(found);
            }
        }
        if self.names_absent {
            let labels = labels.get_or_insert_default();
            if self.by_model {
                labels.insert(self.unnamed);
            } else {
                labels.add(anything);
            }
        }
        labels.map_or(out, |labels| (Membership::Maybe, labels))
    }
}

/// The word by which a filter names the unlisted row.
fn query_word() -> &'static str {
    DimensionId::Model.entry().unknown
}
