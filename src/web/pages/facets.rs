//! Facets: what each filter could ask for, with the number of models it would leave, and a link
//! that adds the value or takes it out again.

use crate::query::{Dimension, Filter, PresentValue, Query, filters, presence, value_label};
use crate::text::message;
use crate::web::view::{Answered, asking};
use std::collections::HashMap;

/// Values shown before the rest is folded; chosen ones always are.
const FIRST: usize = 6;

/// All facets of a question.
pub(super) struct Facets {
    pub groups: Vec<Facet>,
    /// How many filters are in force, the one on models included.
    pub active: usize,
    /// Whether something is there that is no model: what a source does not list.
    pub unlisted: bool,
}

/// The values of one filter.
pub(super) struct Facet {
    pub key: &'static str,
    pub label: String,
    pub first: Vec<FacetValue>,
    pub more: Vec<FacetValue>,
}

/// A value with its links.
pub(super) struct FacetValue {
    pub label: String,
    /// How many models surely have it at the last date shown, or that the metric cannot count any.
    pub models: String,
    pub state: State,
    /// Adds the value or takes it out; none beside values that are left out.
    pub toggle: Option<String>,
    /// Leaves the value out.
    pub exclude: Option<String>,
}

/// What a filter says of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing.
    Free,
    /// It is among those kept.
    Kept,
    /// It is among those left out.
    Excluded,
}

impl State {
    fn of(filter: Option<&Filter>, value: &str) -> Self {
        match filter {
            Some(filter) if !filter.names(value) => Self::Free,
            Some(filter) if filter.excludes() => Self::Excluded,
            Some(_) => Self::Kept,
            None => Self::Free,
        }
    }

    pub fn is_free(self) -> bool {
        self == Self::Free
    }

    pub fn is_excluded(self) -> bool {
        self == Self::Excluded
    }
}

impl Facets {
    /// The facets of an answer; links ask `asked` further, at `path`.
    pub fn new(answered: &Answered, asked: &Query, path: &str) -> Self {
        let dictionary = &answered.edition.dictionary;
        let present = presence(&answered.query, &answered.facts, dictionary);
        let mut unlisted = false;
        let mut found: HashMap<_, Vec<PresentValue>> = HashMap::new();
        for presence in present {
            unlisted |= presence
                .values
                .iter()
                .any(|value| value.models == 0 && !value.value.is_zero());
            found.insert(presence.dimension.id, presence.values);
        }
        let groups = filters()
            .filter(|dimension| !dimension.is_model())
            .map(|dimension| {
                let values = found.remove(&dimension.id).unwrap_or_default();
                facet(answered, asked, path, dimension, values)
            })
            .filter(|facet| !facet.first.is_empty())
            .collect();
        Self {
            groups,
            active: asked.filters.len(),
            unlisted,
        }
    }
}

fn facet(
    answered: &Answered,
    asked: &Query,
    path: &str,
    dimension: &'static Dimension,
    present: Vec<PresentValue>,
) -> Facet {
    let filter = asked.filters.get(&dimension.id);
    let mut values: Vec<(String, u32)> = present
        .into_iter()
        .map(|value| (value.id, value.models))
        .collect();
    // What was chosen stays in sight, also where nothing is left of it.
    let gone = filter.iter().flat_map(|filter| filter.values());
    let gone: Vec<String> = gone
        .filter(|named| !values.iter().any(|(id, _)| id == *named))
        .cloned()
        .collect();
    values.extend(gone.into_iter().map(|id| (id, 0)));
    let excludes = filter.is_some_and(Filter::excludes);
    let around = asked.around(dimension.id);
    let changed = |value: &str, exclude| {
        let filter = Filter::with_value(filter, value, exclude);
        asking(path, &around.with(filter.as_ref()))
    };
    let (mut first, mut more) = (Vec::new(), Vec::new());
    for (id, models) in values {
        let state = State::of(filter, &id);
        let value = FacetValue {
            label: value_label(
                dimension,
                &id,
                &answered.edition.dictionary,
                answered.language,
            ),
            models: if models == 0 && !countable(answered, dimension, &id) {
                message(answered.language, "facet-not-applicable", &[])
            } else {
                models.to_string()
            },
            state,
            toggle: (!state.is_free() || !excludes).then(|| changed(&id, false)),
            exclude: (state.is_free() && (excludes || filter.is_none()))
                .then(|| changed(&id, true)),
        };
        if first.len() < FIRST || !state.is_free() {
            first.push(value);
        } else {
            more.push(value);
        }
    }
    // A fold that hides one line only hides it.
    if more.len() == 1 {
        first.append(&mut more);
    }
    Facet {
        key: dimension.key,
        label: message(answered.language, &dimension.name_key(), &[]),
        first,
        more,
    }
}

/// Whether the metric can count models of a value at all: where it cannot, there is no 0.
fn countable(answered: &Answered, dimension: &Dimension, value: &str) -> bool {
    let only_it = Query {
        filters: Filter::include([value])
            .map(|filter| (dimension.id, filter))
            .into_iter()
            .collect(),
        ..Query::default()
    };
    // What is merely unknown may be open.
    value == dimension.unknown
        || answered.answer.metric.covers_closed
        || only_it.filters_for_closed().is_empty()
}
