//! What pages read: the dictionary, the cube of all rollups in memory, and, where a question is
//! about single models, the observations of those models only.

mod loading;
mod reading;

use super::{Result, Store};
use crate::domain::catalog::Catalog;
use crate::query::{Cell, Dictionary, Facts, FactsError, ModelLevel, Panel, Query};
use chrono::{DateTime, Utc};
use loading::{read_captures, read_cube, read_dictionary};
use reading::Reading;
use std::collections::HashMap;
use std::sync::Arc;

/// All rollups of a moment, in memory: one entry a metric, day and cell.
#[derive(Debug, Clone)]
pub struct Cube {
    /// Cells in the order entries count them.
    cells: Vec<Cell>,
    /// Where a cell of the store stands among `cells`.
    places: HashMap<i64, u32>,
    /// Facts by metric slug; a metric without observations has none.
    facts: HashMap<String, Arc<Facts>>,
}

/// What readers are answered from: one version of the data, whole.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The data version it was read at.
    pub version: i64,
    /// What ids and labels stand for.
    pub dictionary: Dictionary,
    /// The rollups of now.
    pub cube: Cube,
    /// Moments of capture by source slug, ascending; retracted snapshots are none.
    captures: HashMap<String, Vec<DateTime<Utc>>>,
}

impl Edition {
    /// The newest capture of a source, of those made by `as_of` where that is given.
    pub fn newest_capture(
        &self,
        source: &str,
        as_of: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        let captures = self.captures.get(source)?;
        let known = as_of.map_or(captures.len(), |at| {
            captures.partition_point(|made| *made <= at)
        });
        captures.get(known.checked_sub(1)?).copied()
    }
}

impl Cube {
    /// The facts of a metric.
    pub fn facts(&self, metric: &str) -> Option<&Arc<Facts>> {
        self.facts.get(metric)
    }
}

impl Store {
    /// The data version: it is raised by every change a reader could see.
    pub async fn version(&self) -> Result<i64> {
        let version = sqlx::query_scalar!("SELECT version FROM data_version")
            .fetch_one(&self.read)
            .await?;
        Ok(version)
    }

    /// Reads one version of the data whole.
    pub async fn edition(&self, catalog: &Catalog) -> Result<Edition> {
        let mut transaction = self.read_only().await?;
        let version = sqlx::query_scalar!("SELECT version FROM data_version")
            .fetch_one(&mut *transaction)
            .await?;
        let dictionary = read_dictionary(&mut transaction, catalog).await?;
        let cube = read_cube(&mut transaction, &dictionary, None).await?;
        let captures = read_captures(&mut transaction).await?;
        transaction.commit().await?;
        Ok(Edition {
            version,
            dictionary,
            cube,
            captures,
        })
    }

    /// The rollups as they were known at a moment.
    pub async fn cube_as_of(&self, dictionary: &Dictionary, moment: DateTime<Utc>) -> Result<Cube> {
        let mut transaction = self.read_only().await?;
        let cube = read_cube(&mut transaction, dictionary, Some(moment)).await?;
        transaction.commit().await?;
        Ok(cube)
    }

    /// The facts a question needs. Sums of cells come from the cube; only a question about single
    /// models, or about those present at every date, reads observations, of those models alone.
    pub async fn facts(
        &self,
        cube: &Cube,
        dictionary: &Dictionary,
        query: &Query,
    ) -> Result<Arc<Facts>> {
        let needs = query.needs(dictionary);
        let Some(metric) = dictionary.metric(&needs.metric) else {
            return Err(super::Error::UnknownMetric(needs.metric));
        };
        let Some(all) = cube.facts(&needs.metric) else {
            let empty = Facts::new(metric.clone(), Vec::new(), Vec::new(), Vec::new(), &[]);
            return Ok(Arc::new(empty.map_err(contradiction)?));
        };
        if needs.models == ModelLevel::None && needs.panel == Panel::All {
            return Ok(Arc::clone(all));
        }
        let mut transaction = self.read_only().await?;
        let reading = Reading {
            connection: &mut transaction,
            cube,
            all,
            query,
            dictionary,
            metric,
            needs,
        };
        let facts = reading.run().await?;
        transaction.commit().await?;
        Ok(Arc::new(facts))
    }

    /// Those of some model ids that a source has never named.
    pub async fn unknown_models(&self, source: &str, ids: &[String]) -> Result<Vec<String>> {
        let unknown = sqlx::query_scalar!(
            r#"SELECT wanted.id AS "id!" FROM unnest($2::text[]) AS wanted (id)
               WHERE NOT EXISTS (
                   SELECT FROM model JOIN source ON source.id = model.source_id
                   WHERE source.slug = $1 AND model.external_id = wanted.id)"#,
            source,
            ids
        )
        .fetch_all(&self.read)
        .await?;
        Ok(unknown)
    }

    async fn read_only(&self) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
        // One moment for all statements, and no temporary tables: a hot standby can answer too.
        let transaction = self
            .read
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        Ok(transaction)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn contradiction(error: FactsError) -> super::Error {
    super::Error::Inconsistent(error.to_string())
}

fn place(places: &HashMap<i64, u32>, cell: i64) -> Result<u32> {
    places.get(&cell).copied().ok_or_else(|| {
        super::Error::Inconsistent(format!("cell {cell} came after the cells were read"))
    })
}

fn whole(text: &str) -> Result<i128> {
    text.parse()
        .map_err(|_| super::Error::Inconsistent(format!("`{text}` is not a whole number")))
}
