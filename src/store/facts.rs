//! What pages read: the dictionary, the cube of all rollups in memory, and, where a question is
//! about single models, the observations of those models only.

mod gathering;
mod loading;
mod panel;
mod placing;
mod reading;
mod shelf;
mod standing;

use super::{Result, Store};
use crate::domain::Metric;
use crate::domain::catalog::Catalog;
use crate::query::{Cell, Dictionary, Facts, FactsError, ModelLevel, Panel, Query};
use chrono::{DateTime, Utc};
use loading::{read_captures, read_cube, read_dictionary};
use reading::{Found, Gap, Reading};
use shelf::Shelf;
use sqlx::postgres::PgPool;
use std::collections::HashMap;
use std::sync::Arc;

/// All rollups of a moment, in memory: one entry a metric, day and cell.
#[derive(Debug, Clone)]
pub struct Cube {
    /// Cells in the order entries count them.
    cells: Arc<[Cell]>,
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
    /// How often the store had gone over to another server before ([`Store::read_switches`]).
    pub switches: u64,
    /// The moment it is of: only what was captured by then; none: now.
    pub as_of: Option<DateTime<Utc>>,
    /// What ids and labels stand for.
    pub dictionary: Dictionary,
    /// The rollups of that moment.
    pub cube: Cube,
    /// Moments of capture by source slug, ascending; retracted snapshots are none.
    captures: HashMap<String, Vec<DateTime<Utc>>>,
    /// What was read besides.
    shelf: Shelf,
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

    /// How many snapshots of a source there are.
    pub fn count_captures(&self, source: &str) -> usize {
        self.captures.get(source).map_or(0, Vec::len)
    }

    /// Moments at which a source was captured, ascending; retracted snapshots are none.
    pub fn captures(&self, source: &str) -> &[DateTime<Utc>] {
        self.captures.get(source).map_or(&[], Vec::as_slice)
    }

    /// The first capture of a source.
    pub fn first_capture(&self, source: &str) -> Option<DateTime<Utc>> {
        self.captures.get(source)?.first().copied()
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
        // No reader waits for this: it is how a server that comes back is found at once.
        if !self.reads.is_up() {
            self.reads.find().await;
        }
        let version = self
            .reading(|pool| async move {
                sqlx::query_scalar!("SELECT version FROM data_version")
                    .fetch_one(&pool)
                    .await
            })
            .await?;
        Ok(version)
    }

    /// Reads one version of the data whole.
    pub async fn edition(&self, catalog: &Catalog) -> Result<Edition> {
        self.edition_as_of(catalog, None).await
    }

    /// Reads one version of the data, of it only what was captured by a moment.
    pub async fn edition_as_of(
        &self,
        catalog: &Catalog,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<Edition> {
        let switches = self.read_switches();
        let edition = self.reading_all(|pool| read_edition(pool, catalog, as_of));
        Ok(Edition {
            switches,
            ..edition.await?
        })
    }

    /// The facts a question needs, of the version the edition was read at. Sums of cells come from
    /// the cube; only a question about single models, or about those present at every date, reads
    /// observations, of those models alone, and only once.
    ///
    /// # Errors
    /// [`super::Error::Superseded`] when the data has changed since: read the edition again.
    pub async fn facts(&self, edition: &Edition, query: &Query) -> Result<Arc<Facts>> {
        let dictionary = &edition.dictionary;
        let needs = query.needs(dictionary);
        let Some(metric) = dictionary.metric(&needs.metric) else {
            return Err(super::Error::UnknownMetric(needs.metric));
        };
        let from_cells = needs.models == ModelLevel::None && needs.panel == Panel::All;
        if from_cells && needs.as_of == edition.as_of {
            return match edition.cube.facts(&needs.metric) {
                Some(facts) => Ok(Arc::clone(facts)),
                None => nothing(metric),
            };
        }
        let reading = Reading::new(edition, query, metric, needs);
        match reading.answer(&mut Found::default()) {
            Ok(facts) => return Ok(facts),
            Err(Gap::Fault(error)) => return Err(error),
            // Not from memory alone.
            Err(Gap::Missing(_)) => {}
        }
        Box::pin(self.reading_on(|pool| read_facts(pool, &reading))).await
    }

    /// The family of each of some model ids of a source: the id without its variant. An id the
    /// source has never named has none.
    pub async fn families(&self, source: &str, ids: &[String]) -> Result<HashMap<String, String>> {
        let rows = self
            .reading(|pool| async move {
                sqlx::query!(
                    "SELECT model.external_id AS id, coalesce(base.external_id, model.external_id) AS \"family!\"
             FROM model JOIN source ON source.id = model.source_id
             LEFT JOIN model base ON base.id = model.variant_of
             WHERE source.slug = $1 AND model.external_id = ANY($2)",
                    source,
                    ids
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.family)).collect())
    }
}

/// One moment for all statements, and no temporary tables: a hot standby can answer too.
async fn read_only(pool: &PgPool) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    Ok(pool.begin_with(begin).await?)
}

/// All of one version. It takes longer than what a reader waits for, and nobody does.
async fn read_edition(
    pool: PgPool,
    catalog: &Catalog,
    as_of: Option<DateTime<Utc>>,
) -> Result<Edition> {
    let mut transaction = read_only(&pool).await?;
    sqlx::query("SET LOCAL statement_timeout = '10min'")
        .execute(&mut *transaction)
        .await?;
    let version = sqlx::query_scalar!("SELECT version FROM data_version")
        .fetch_one(&mut *transaction)
        .await?;
    let dictionary = read_dictionary(&mut transaction, catalog).await?;
    let cube = read_cube(&mut transaction, &dictionary, as_of).await?;
    let captures = read_captures(&mut transaction, as_of).await?;
    transaction.commit().await?;
    Ok(Edition {
        version,
        switches: 0,
        as_of,
        dictionary,
        cube,
        captures,
        shelf: Shelf::default(),
    })
}

/// What the cube does not hold, of the version the edition was read at.
async fn read_facts(pool: PgPool, reading: &Reading<'_>) -> Result<Arc<Facts>> {
    let mut transaction = read_only(&pool).await?;
    let version = sqlx::query_scalar!("SELECT version FROM data_version")
        .fetch_one(&mut *transaction)
        .await?;
    if version != reading.edition.version {
        return Err(super::Error::Superseded);
    }
    let mut found = Found::default();
    loop {
        match reading.answer(&mut found) {
            Ok(facts) => {
                transaction.commit().await?;
                return Ok(facts);
            }
            Err(Gap::Fault(error)) => return Err(error),
            Err(Gap::Missing(missing)) => {
                reading.read(&mut transaction, missing, &mut found).await?;
            }
        }
    }
}

/// The facts of a metric nothing is known of.
fn nothing(metric: &Metric) -> Result<Arc<Facts>> {
    Facts::new(metric.clone(), Vec::new(), Vec::new(), Vec::new(), &[])
        .map(Arc::new)
        .map_err(contradiction)
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
