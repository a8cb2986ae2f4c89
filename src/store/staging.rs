//! What a snapshot names, resolved to rows of the store; and its rows in temporary tables, where
//! they have to be read together with others.

use super::claims::{Attribute, Claims, SaidTexts};
use super::copy::BinaryCopy;
use super::models::{self, Admitted, SourceRow};
use super::{Error, Result};
use crate::domain::catalog::LicenseNames;
use crate::snapshot::{MeasuredMetric, SnapshotContent, Strings};
use hashbrown::{DefaultHashBuilder, HashTable};
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// The source by whose ids bases are named.
const HUB: &str = "huggingface";

/// Row ids for everything a snapshot's content names, by the content's own small numbers.
#[derive(Debug)]
pub(super) struct Ids {
    metrics: Vec<i16>,
    models: Vec<i64>,
    has_base: Vec<bool>,
    said: SaidTexts,
    /// What the content says of models.
    pub claims: Claims,
    /// Models that were not known before this snapshot, in order.
    pub new_models: Vec<i64>,
    /// Those of them whose row does not yet say what they are by rule ([`models::resolve`]).
    pub unresolved: Vec<i64>,
    /// Whether the content names less than half of its source's models.
    pub few: bool,
    /// Whether a license is said with each number.
    pub all_say_licenses: bool,
    numbers: OnceLock<Numbers>,
}

impl Ids {
    /// Finds or makes the rows for a content. A statement of its own before the merge: joined
    /// into it, the planner falls into nested loops.
    #[tracing::instrument(level = "debug", skip_all)]
    pub(super) async fn resolve(
        connection: &mut PgConnection,
        source: &SourceRow,
        content: &SnapshotContent,
        names: &LicenseNames,
        basis: &str,
    ) -> Result<Self> {
        let metrics = metric_ids(&mut *connection, content.metrics()).await?;
        let said = SaidTexts::resolve(&mut *connection, content, names).await?;
        let claims = Claims::of(content, &said)?;
        let license = |model| claims.text(Attribute::License, model);
        let models = content.models();
        let admitted = models::admit(&mut *connection, source, models, license, basis).await?;
        let bases = admit_bases(&mut *connection, source, content, basis).await?;

        let unresolved = unresolved(source, &admitted, &claims);
        let mut new_models = admitted.new;
        new_models.extend(bases.new);
        new_models.sort_unstable();
        Ok(Self {
            metrics,
            models: admitted.ids,
            has_base: admitted.has_base,
            said,
            claims,
            unresolved,
            new_models,
            few: admitted.few,
            all_say_licenses: content
                .sayings()
                .iter()
                .all(|saying| saying.license.is_some()),
            numbers: OnceLock::new(),
        })
    }

    /// The rows of the content's metrics, in their order.
    pub(super) fn metrics(&self) -> &[i16] {
        &self.metrics
    }

    /// The rows of the content's models, in their order.
    pub(super) fn models(&self) -> &[i64] {
        &self.models
    }

    pub(super) fn metric(&self, number: usize) -> Result<i16> {
        let id = self.metrics.get(number).copied();
        id.ok_or_else(|| lost("metric", number))
    }

    pub(super) fn model(&self, number: u32) -> Result<i64> {
        let id = self.models.get(number as usize).copied();
        id.ok_or_else(|| lost("model", number))
    }

    /// Whether a model was known to be made from another one.
    pub(super) fn has_base(&self, number: u32) -> bool {
        let has_base = self.has_base.get(number as usize);
        has_base.copied().unwrap_or(false)
    }

    /// Lists the models in `said_model`, for what reads these few alone.
    pub(super) async fn list_models(&self, connection: &mut PgConnection) -> Result<()> {
        sqlx::raw_sql("CREATE TEMP TABLE said_model (model_id bigint PRIMARY KEY) ON COMMIT DROP")
            .execute(&mut *connection)
            .await?;
        sqlx::query("INSERT INTO said_model SELECT DISTINCT unnest($1::bigint[])")
            .bind(&self.models)
            .execute(&mut *connection)
            .await?;
        sqlx::raw_sql("ANALYZE said_model")
            .execute(connection)
            .await?;
        Ok(())
    }

    /// The content's number of a model, if it names it.
    pub(super) fn number_of(&self, model_id: i64) -> Option<u32> {
        let numbers = self.numbers.get_or_init(|| Numbers::of(&self.models));
        numbers.find(model_id, &self.models)
    }

    /// The row of the license text that a saying has.
    pub(super) fn license(&self, saying: u32) -> Option<i32> {
        self.said.text(saying, Attribute::License)
    }
}

/// The new models whose rows do not say all of what they are. A row says what its namespace and its
/// license text imply; the rest follows from other claims, or from the model it is a variant of.
fn unresolved(source: &SourceRow, admitted: &Admitted, claims: &Claims) -> Vec<i64> {
    if source.variant_separator.is_some() {
        return admitted.new.clone();
    }
    let others = [Attribute::Weights, Attribute::Organization, Attribute::Base];
    if !others.into_iter().any(|other| claims.speaks_of(other)) {
        return Vec::new();
    }
    let models = (0..).zip(&admitted.ids).filter(|(number, id)| {
        let says = |attribute| claims.text(attribute, *number).is_some();
        others.into_iter().any(says) && admitted.new.binary_search(id).is_ok()
    });
    models.map(|(_, id)| *id).collect()
}

/// The numbers of models by their rows' ids; there may be millions, so without the ids.
#[derive(Debug)]
struct Numbers {
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Numbers {
    fn of(ids: &[i64]) -> Self {
        let hasher = DefaultHashBuilder::default();
        let hash_of = |number: &u32| hasher.hash_one(ids.get(*number as usize));
        let mut numbers = HashTable::with_capacity(ids.len());
        for number in 0..ids.len() as u32 {
            numbers.insert_unique(hash_of(&number), number, hash_of);
        }
        Self { numbers, hasher }
    }

    fn find(&self, id: i64, ids: &[i64]) -> Option<u32> {
        let same = |number: &u32| ids.get(*number as usize) == Some(&id);
        let hash = self.hasher.hash_one(Some(&id));
        self.numbers.find(hash, same).copied()
    }
}

/// Admits the bases that a content names. A base is named by its Hub id, whatever the source of
/// the model made from it.
async fn admit_bases(
    connection: &mut PgConnection,
    source: &SourceRow,
    content: &SnapshotContent,
    basis: &str,
) -> Result<Admitted> {
    let named: BTreeSet<u32> = content
        .sayings()
        .iter()
        .filter_map(|saying| Some(saying.base_model?.number()))
        .collect();
    let hub = models::source(&mut *connection, HUB).await?;
    let bases = named.into_iter().map(|number| content.texts().get(number));
    let mut bases: Vec<&str> = bases.filter(|id| id.contains('/')).collect();
    if hub.id == source.id && !bases.is_empty() {
        let admitted = content.models().index();
        bases.retain(|base| admitted.find(base.as_bytes()).is_none());
    }
    if bases.is_empty() {
        return Ok(Admitted::default());
    }
    let bases: Strings = bases.into_iter().collect();
    models::admit(connection, &hub, &bases, |_| None, basis).await
}

fn lost(what: &str, number: impl std::fmt::Display) -> Error {
    Error::Inconsistent(format!(
        "{what} number {number} of a snapshot was not resolved"
    ))
}

async fn metric_ids(connection: &mut PgConnection, metrics: &[MeasuredMetric]) -> Result<Vec<i16>> {
    let slugs: Vec<String> = metrics.iter().map(|metric| metric.slug.clone()).collect();
    let rows = sqlx::query!("SELECT id, slug FROM metric WHERE slug = ANY($1)", &slugs)
        .fetch_all(connection)
        .await?;
    let ids: HashMap<String, i16> = rows.into_iter().map(|row| (row.slug, row.id)).collect();
    slugs
        .iter()
        .map(|slug| {
            ids.get(slug)
                .copied()
                .ok_or_else(|| Error::UnknownMetric(slug.clone()))
        })
        .collect()
}

/// Copies the rows of a content into the temporary table `staged`.
pub(super) async fn stage(
    connection: &mut PgConnection,
    content: &SnapshotContent,
    ids: &Ids,
) -> Result<()> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE staged (
             metric_id smallint, model_id bigint, observed_on date, value bigint,
             license_text_id integer) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    let mut copy = BinaryCopy::start(
        &mut *connection,
        "COPY staged (metric_id, model_id, observed_on, value, license_text_id)
         FROM STDIN (FORMAT binary)",
    )
    .await?;
    let mut rows = content.rows();
    while let Some(rows) = rows.next()? {
        for row in rows {
            copy.row(5)
                .smallint(ids.metric(row.metric())?)
                .bigint(ids.model(row.model())?)
                .day(row.day())
                .bigint(stored_value(row.value())?)
                .nullable_integer(ids.license(row.saying()));
            copy.flush().await?;
        }
    }
    copy.finish().await?;
    sqlx::raw_sql("ANALYZE staged").execute(connection).await?;
    Ok(())
}

/// Copies what a kept snapshot says of numbers and of models into `replayed` and `replayed_claim`.
pub(super) async fn stage_replay(
    connection: &mut PgConnection,
    snapshot_id: i64,
    content: &SnapshotContent,
    ids: &Ids,
) -> Result<()> {
    let mut copy = BinaryCopy::start(
        &mut *connection,
        "COPY replayed (snapshot_id, metric_id, model_id, observed_on, value, license_text_id)
         FROM STDIN (FORMAT binary)",
    )
    .await?;
    let mut rows = content.rows();
    while let Some(rows) = rows.next()? {
        for row in rows {
            copy.row(6)
                .bigint(snapshot_id)
                .smallint(ids.metric(row.metric())?)
                .bigint(ids.model(row.model())?)
                .day(row.day())
                .bigint(stored_value(row.value())?)
                .nullable_integer(ids.license(row.saying()));
            copy.flush().await?;
        }
    }
    copy.finish().await?;
    let mut copy = BinaryCopy::start(
        &mut *connection,
        "COPY replayed_claim (snapshot_id, model_id, attribute, text_id) FROM STDIN (FORMAT binary)",
    )
    .await?;
    for (model, attribute, text_id) in ids.claims.iter() {
        copy.row(4)
            .bigint(snapshot_id)
            .bigint(ids.model(model)?)
            .smallint(attribute as i16)
            .integer(text_id);
        copy.flush().await?;
    }
    copy.finish().await?;
    Ok(())
}

pub(super) fn stored_value(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| {
        Error::Inconsistent(format!(
            "value {value} is larger than any snapshot may hold"
        ))
    })
}
