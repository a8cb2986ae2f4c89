//! Facts of the bundled snapshots, built the long way round: what a store would hand over.

use super::*;
use crate::domain::catalog::{Catalog, Model};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The bundled catalog with its dictionary, and every bundled observation.
pub(super) struct Bundled {
    pub dictionary: Dictionary,
    catalog: Catalog,
    /// By metric, day and model: value and raw license.
    observations: BTreeMap<(String, NaiveDate, String), (i128, Option<String>)>,
}

impl Bundled {
    pub fn read() -> Self {
        let catalog = crate::bundled::catalog().expect("data/*.csv reads");
        let mut observations = BTreeMap::new();
        for (_, body) in crate::bundled::snapshots() {
            let mut reader = csv::Reader::from_reader(&*body);
            let headers = reader.headers().expect("a header").clone();
            for record in reader.records() {
                let record = record.expect("a row");
                let column = |name: &str| {
                    let at = headers.iter().position(|header| header == name);
                    at.and_then(|at| record.get(at))
                        .filter(|text| !text.is_empty())
                };
                let text = |name: &str| column(name).expect("a value").to_owned();
                observations.insert(
                    (text("metric"), day(&text("observed_on")), text("model")),
                    (
                        text("value").parse().expect("a number"),
                        column("license").map(str::to_owned),
                    ),
                );
            }
        }
        Self {
            dictionary: Dictionary::from_catalog(&catalog),
            catalog,
            observations,
        }
    }

    fn license_id(&self, raw: &str) -> i32 {
        let slug = self
            .catalog
            .license_aliases
            .iter()
            .find(|alias| alias.raw == raw);
        let slug = slug.map_or(raw, |alias| &alias.license);
        self.dictionary
            .license(slug)
            .map_or(0, |license| license.id)
    }

    fn attributes(&self, model: &Model, raw: Option<&str>) -> Attributes {
        let of_catalog = model
            .license
            .as_deref()
            .map_or(0, |slug| self.license_id(slug));
        let organization = model
            .organization
            .as_deref()
            .and_then(|slug| self.dictionary.organization(slug));
        Attributes {
            organization: organization.map_or(0, |row| row.id),
            weights: model.weights,
            license_then: raw.map_or(of_catalog, |raw| self.license_id(raw)),
            license_undated: raw.is_none(),
            license_now: of_catalog,
        }
    }

    /// Facts of a metric: sums of cells, or with each model (variants merged) on its own.
    pub fn facts(&self, slug: &str, by_model: bool, keep: impl Fn(&str) -> bool) -> Facts {
        let metric = self.dictionary.metric(slug).expect("a metric").clone();
        let separator = self
            .catalog
            .source(&metric.source)
            .and_then(|source| source.variant_separator);
        let models: HashMap<&str, &Model> = self
            .catalog
            .models
            .iter()
            .filter(|model| model.source == metric.source)
            .map(|model| (&*model.external_id, model))
            .collect();
        let rows: Vec<_> = self
            .observations
            .iter()
            .filter(|((of, _, model), _)| of == slug && keep(model))
            .collect();
        let days: BTreeSet<NaiveDate> = rows.iter().map(|((_, day, _), _)| *day).collect();
        let days: Vec<NaiveDate> = days.into_iter().collect();
        let (mut cells, mut names) = (Vec::new(), Vec::new());
        let mut entries: Vec<BTreeMap<(u32, Option<u32>), Entry>> =
            vec![BTreeMap::new(); days.len()];
        let mut counted: Vec<BTreeSet<String>> = vec![BTreeSet::new(); days.len()];
        for ((_, day, id), (value, raw)) in rows {
            let model = models[&**id];
            let cell = Cell {
                scope: model.scope,
                publisher: self.attributes(model, raw.as_deref()),
                base: Base::Unstated,
            };
            let cell = place(&mut cells, cell);
            let base = separator
                .and_then(|mark| id.split_once(mark))
                .map_or(&**id, |(base, _)| base);
            let name = ModelName {
                id: base.to_owned(),
                name: String::new(),
                unlisted: model.unlisted,
            };
            let about = by_model.then(|| place(&mut names, name));
            let at = days.binary_search(day).expect("a day");
            let entry = entries[at].entry((cell, about)).or_insert(Entry {
                cell,
                model: about,
                value: 0,
                models: 0,
                slugs: 0,
            });
            entry.value += value;
            if !model.unlisted {
                entry.slugs += 1;
                entry.models += u32::from(counted[at].insert(base.to_owned()));
            }
        }
        let entries: Vec<Vec<Entry>> = entries
            .into_iter()
            .map(|day| day.into_values().collect())
            .collect();
        Facts::new(metric, days, cells, names, &entries).expect("sound facts")
    }

    /// The models of a metric observed on each of its days from `from` on.
    pub fn common(&self, slug: &str, from: NaiveDate) -> BTreeSet<String> {
        let mut by_day: BTreeMap<NaiveDate, BTreeSet<String>> = BTreeMap::new();
        for (of, day, model) in self.observations.keys() {
            if of == slug && *day >= from {
                by_day.entry(*day).or_default().insert(model.clone());
            }
        }
        by_day
            .into_values()
            .reduce(|a, b| &a & &b)
            .unwrap_or_default()
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, value: T) -> u32 {
    let at = list
        .iter()
        .position(|known| *known == value)
        .unwrap_or_else(|| {
            list.push(value);
            list.len() - 1
        });
    u32::try_from(at).expect("few")
}
