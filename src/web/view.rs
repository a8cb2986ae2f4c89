//! From an address to an answer: reads the question, loads what it needs, answers it.

use super::Error;
use super::state::Site;
use crate::charts::{Figure, Kind, Subject};
use crate::export::View;
use crate::query::{
    self, Allowed, Answer, DimensionId, Facts, Fault, Filter, Problem, Query, Variants,
};
use crate::store;
use crate::store::facts::Edition;
use crate::text::Language;
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use std::sync::Arc;

/// A question with its answer, all of one version of the data.
pub(super) struct Answered {
    pub edition: Arc<Edition>,
    pub query: Query,
    pub answer: Answer,
    /// What it was answered from.
    pub facts: Arc<Facts>,
    /// When the newest snapshot that the answer knows was captured.
    pub known_at: Option<DateTime<Utc>>,
    pub language: Language,
}

/// The part of an address behind the `?` may be this long, in bytes: a list of hundreds of values.
const LONGEST_QUESTION: usize = 8 << 10;
/// Problems told at once.
pub(super) const MOST_PROBLEMS: usize = 20;

/// Refuses what no question is as long as.
pub(super) fn short_enough(text: &str) -> Result<(), Error> {
    if text.len() <= LONGEST_QUESTION {
        return Ok(());
    }
    Err(Error::BadQuery(vec![Problem {
        parameter: "?".to_owned(),
        value: format!("{} bytes", text.len()),
        what: Fault::UnknownValue,
        allowed: Allowed::Said(
            "allowed-bytes",
            vec![("most", LONGEST_QUESTION.to_string())],
        ),
        suggestion: None,
    }]))
}

/// Reads a question from the part of an address behind the `?`.
pub(super) fn read_query(edition: &Edition, text: &str) -> Result<Query, Error> {
    short_enough(text)?;
    Query::parse_address(text, &edition.dictionary).map_err(|mut problems| {
        problems.truncate(MOST_PROBLEMS);
        Error::BadQuery(problems)
    })
}

/// Whether a browser's form wrote the question: only those send fields without a value, or the
/// same field twice.
pub(super) fn from_a_form(question: &str) -> bool {
    let mut seen = HashSet::new();
    form_urlencoded::parse(question.as_bytes())
        .any(|(key, value)| value.is_empty() || !seen.insert(key))
}

/// Reads a question that may say only some of the parameters a question can have.
pub(super) fn read_query_of(edition: &Edition, text: &str, keys: &[&str]) -> Result<Query, Error> {
    short_enough(text)?;
    let pairs = form_urlencoded::parse(text.as_bytes());
    let (known, others): (Vec<_>, Vec<_>) = pairs.partition(|(key, _)| keys.contains(&&**key));
    let mut problems = match Query::parse(known, &edition.dictionary) {
        Ok(query) if others.is_empty() => return Ok(query),
        Ok(_) => Vec::new(),
        Err(problems) => problems,
    };
    problems.extend(others.into_iter().map(|(key, _)| Problem {
        suggestion: query::nearest(&key, keys.iter().copied()),
        parameter: key.into_owned(),
        value: String::new(),
        what: Fault::UnknownParameter,
        allowed: if keys.is_empty() {
            Allowed::said("allowed-no-parameters")
        } else {
            Allowed::OneOf(keys.iter().map(|&key| key.to_owned()).collect())
        },
    }));
    problems.truncate(MOST_PROBLEMS);
    Err(Error::BadQuery(problems))
}

/// How often an answer is begun anew when the data changes under it.
const ATTEMPTS: usize = 4;

/// Answers a question; all of the answer is of one version of the data.
pub(super) async fn answer(
    site: &Site,
    mut edition: Arc<Edition>,
    mut query: Query,
) -> Result<Answered, Error> {
    if let Some(end) = edition.as_of {
        // A site of the past tells nothing that was not known then.
        query.as_of = Some(query.as_of.map_or(end, |asked| asked.min(end)));
    }
    let query = with_families(site, &edition, query).await?;
    let mut attempt = 1;
    let facts = loop {
        match Box::pin(site.store().facts(&edition, &query)).await {
            Err(store::Error::Superseded) if attempt < ATTEMPTS => {
                attempt += 1;
                site.refresh().await?;
                edition = site.edition();
            }
            facts => break facts?,
        }
    };
    let answer = query::answer(&query, &facts, &edition.dictionary);
    let known_at = edition.newest_capture(&answer.metric.source, query.as_of);
    let language = site.language();
    Ok(Answered {
        edition,
        query,
        answer,
        facts,
        known_at,
        language,
    })
}

/// Checks the models a question names, which only the store knows, and where variants are merged
/// names the family a variant is counted with.
async fn with_families(site: &Site, edition: &Edition, mut query: Query) -> Result<Query, Error> {
    let Some(filter) = query.filters.get(&DimensionId::Model) else {
        return Ok(query);
    };
    let Some(metric) = edition.dictionary.metric(&query.metric) else {
        return Ok(query);
    };
    let unlisted = DimensionId::Model.entry().unknown;
    let families = site
        .store()
        .families(&metric.source, filter.values())
        .await?;
    let mut named = Vec::new();
    let mut problems = Vec::new();
    for id in filter.values() {
        match families.get(id) {
            Some(family) if query.variants == Variants::Merged => named.push(family.clone()),
            Some(_) => named.push(id.clone()),
            None if id == unlisted => named.push(id.clone()),
            None => problems.push(Problem {
                parameter: DimensionId::Model.entry().key.to_owned(),
                value: id.clone(),
                what: Fault::UnknownValue,
                allowed: Allowed::Said("allowed-models", vec![("source", metric.source.clone())]),
                suggestion: None,
            }),
        }
    }
    if !problems.is_empty() {
        return Err(Error::BadQuery(problems));
    }
    let renamed = if filter.excludes() {
        Filter::exclude(named)
    } else {
        Filter::include(named)
    };
    if let Some(renamed) = renamed {
        query.filters.insert(DimensionId::Model, renamed);
    }
    Ok(query)
}

impl Answered {
    /// The question and its answer as charts and files take them.
    pub fn subject<'a>(&'a self, site: &'a Site) -> Subject<'a> {
        Subject {
            query: &self.query,
            answer: &self.answer,
            days: self.facts.days(),
            restatements: self.facts.restatements(),
            dictionary: &self.edition.dictionary,
            catalog: site.catalog(),
            as_of: self.known_at.map(|at| at.date_naive()),
            language: self.language,
            address_of: super::places::of_value,
        }
    }

    /// The same question with its dates and the newest snapshot it knows spelled out, so that later
    /// snapshots do not change its answer; none before anything is known.
    pub fn pinned(&self) -> Option<Query> {
        let known = self.known_at?;
        let (first, last) = (self.answer.periods.first()?, self.answer.periods.last()?);
        // Whole periods, or they would count as cut.
        Some(Query {
            from: self.query.from.or(Some(first.period.first)),
            to: self.query.to.or(Some(last.period.last)),
            as_of: Some(known),
            ..self.query.clone()
        })
    }

    /// The address below a path that goes on giving this answer, if anything is known yet.
    pub fn permalink(&self, path: &str) -> Option<String> {
        Some(address(path, &self.pinned()?))
    }

    /// The view as files take it; addresses are whole ones.
    pub fn view<'a>(
        &'a self,
        site: &'a Site,
        kind: &'static Kind,
        figure: &'a Figure,
        address: &'a str,
        permalink: Option<&'a str>,
    ) -> View<'a> {
        View {
            subject: self.subject(site),
            kind,
            figure,
            address,
            permalink,
            known_at: self.known_at,
            is_opted: false,
            spelled_for: Language::default(),
        }
    }

    /// The chart of a kind in a language.
    pub fn figure_in(&self, site: &Site, kind: &Kind, language: Language) -> Figure {
        (kind.draw)(&Subject {
            language,
            ..self.subject(site)
        })
    }

    /// The chart of a kind.
    pub fn figure(&self, site: &Site, kind: &Kind) -> Figure {
        (kind.draw)(&self.subject(site))
    }
}

/// An address with its question, the question left out where nothing is asked.
pub(super) fn address(path: &str, query: &Query) -> String {
    asking(path, &query.canonical())
}

/// An address with the part behind its `?`.
pub(super) fn asking(path: &str, question: &str) -> String {
    if question.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{question}")
    }
}
