//! The metrics as links: the same question of each, keeping what can be kept of it.

use super::Link;
use crate::domain::Metric;
use crate::query::{Query, Switched, comparable_since, keys};
use crate::store::facts::Edition;
use crate::text::{Language, localized, message};
use crate::web::view::address;

/// The metrics to choose from.
pub(super) struct MetricLinks {
    /// Those with data.
    pub links: Vec<MetricLink>,
    /// Names of those of which no snapshot was loaded yet.
    pub without_data: String,
}

/// A metric to choose.
pub(super) struct MetricLink {
    pub link: Link,
    pub current: bool,
    /// What the question cannot keep there, in words; empty where it keeps all.
    pub without: String,
}

impl MetricLinks {
    /// The metrics; links ask `asked` of them, at `path`.
    pub fn new(edition: &Edition, asked: &Query, path: &str, language: Language) -> Self {
        let (mut links, mut without_data) = (Vec::new(), Vec::new());
        for metric in edition.dictionary.metrics() {
            let label = localized(&metric.label, language).to_owned();
            let current = metric.slug == asked.metric;
            let there = if current {
                Some(Switched {
                    query: asked.clone(),
                    dropped: Vec::new(),
                })
            } else {
                switched(edition, asked, metric)
            };
            let Some(there) = there else {
                without_data.push(label);
                continue;
            };
            let names = names(&there.dropped, language);
            links.push(MetricLink {
                link: Link::new(label, address(path, &there.query)),
                current,
                without: if names.is_empty() {
                    names
                } else {
                    message(language, "metric-without", &[("names", &names)])
                },
            });
        }
        let without_data = without_data.join(", ");
        Self {
            links,
            without_data: if without_data.is_empty() {
                without_data
            } else {
                message(language, "metrics-no-data", &[("names", &without_data)])
            },
        }
    }
}

/// A question about another metric; none where nothing is known of it.
pub(super) fn switched(edition: &Edition, asked: &Query, metric: &Metric) -> Option<Switched> {
    let facts = edition.cube.facts(&metric.slug)?;
    let source = edition.dictionary.metric(&asked.metric);
    let known = edition
        .newest_capture(&metric.source, asked.as_of)
        .is_some();
    let mut asked = asked.clone();
    // A first date that only the metric before suggested does not follow to the next.
    if let Some(before) = edition.cube.facts(&asked.metric)
        && asked.from == comparable_since(before.metric(), before.days())
    {
        asked.from = None;
    }
    let source = source.map(|metric| metric.source.as_str());
    Some(asked.switched(metric, source, facts.days(), known))
}

/// The names of keys, as forms label them.
pub(super) fn names(dropped: &[&'static str], language: Language) -> String {
    let name = |key: &&str| {
        let entry = keys().find(|entry| entry.name() == *key)?;
        Some(message(language, &entry.name_key(), &[]))
    };
    let names: Vec<String> = dropped.iter().filter_map(name).collect();
    names.join(", ")
}
