//! From an address to an answer: reads the question, loads what it needs, answers it.

use super::Error;
use super::state::Site;
use crate::charts::{Figure, Kind, Subject};
use crate::query::{self, Answer, DimensionId, Fault, Problem, Query};
use crate::store::facts::Edition;
use crate::text::Language;
use chrono::NaiveDate;
use std::sync::Arc;

/// A question with its answer, all of one version of the data.
pub(super) struct Answered {
    pub edition: Arc<Edition>,
    pub query: Query,
    pub answer: Answer,
    /// Every day the metric was observed.
    pub days: Vec<NaiveDate>,
    /// Day of the newest snapshot that the answer knows.
    pub as_of: Option<NaiveDate>,
    pub language: Language,
}

/// Reads a question from the part of an address behind the `?`.
pub(super) fn read_query(edition: &Edition, text: &str) -> Result<Query, Error> {
    Query::parse_address(text, &edition.dictionary).map_err(Error::BadQuery)
}

/// Answers a question.
pub(super) async fn answer(
    site: &Site,
    edition: Arc<Edition>,
    query: Query,
) -> Result<Answered, Error> {
    check_models(site, &edition, &query).await?;
    let as_of_cube = match query.as_of {
        Some(moment) => Some(site.store().cube_as_of(&edition.dictionary, moment).await?),
        None => None,
    };
    let cube = as_of_cube.as_ref().unwrap_or(&edition.cube);
    let facts = site
        .store()
        .facts(cube, &edition.dictionary, &query)
        .await?;
    let answer = query::answer(&query, &facts, &edition.dictionary);
    let as_of = edition
        .newest_capture(&answer.metric.source, query.as_of)
        .map(|at| at.date_naive());
    let language = query.lang.unwrap_or_default();
    Ok(Answered {
        days: facts.days().to_vec(),
        edition,
        query,
        answer,
        as_of,
        language,
    })
}

/// Whether a source knows a model only the store can say.
async fn check_models(site: &Site, edition: &Edition, query: &Query) -> Result<(), Error> {
    let Some(filter) = query.filters.get(&DimensionId::Model) else {
        return Ok(());
    };
    let Some(metric) = edition.dictionary.metric(&query.metric) else {
        return Ok(());
    };
    let unlisted = DimensionId::Model.entry().unknown;
    let named: Vec<String> = filter
        .values()
        .iter()
        .filter(|id| *id != unlisted)
        .cloned()
        .collect();
    let unknown = site.store().unknown_models(&metric.source, &named).await?;
    if unknown.is_empty() {
        return Ok(());
    }
    let problem = |value: String| Problem {
        parameter: DimensionId::Model.entry().key.to_owned(),
        value,
        what: Fault::UnknownValue,
        allowed: format!("the ids {} uses for its models", metric.source),
        suggestion: None,
    };
    Err(Error::BadQuery(unknown.into_iter().map(problem).collect()))
}

impl Answered {
    /// The question and its answer as charts and files take them.
    pub fn subject<'a>(&'a self, site: &'a Site) -> Subject<'a> {
        Subject {
            query: &self.query,
            answer: &self.answer,
            days: &self.days,
            dictionary: &self.edition.dictionary,
            catalog: site.catalog(),
            as_of: self.as_of,
            language: self.language,
        }
    }

    /// The chart of a kind.
    pub fn figure(&self, site: &Site, kind: &Kind) -> Figure {
        (kind.draw)(&self.subject(site))
    }
}

/// An address with its question, the question left out where nothing is asked.
pub(super) fn address(path: &str, query: &Query) -> String {
    let question = query.canonical();
    if question.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{question}")
    }
}
