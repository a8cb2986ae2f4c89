//! A snapshot's rows with their ids resolved, in temporary tables of the merge's transaction.

use super::claims::{Attribute, Claim, text_ids};
use super::copy::BinaryCopy;
use super::models::{self, SourceRow};
use super::{Error, Result};
use crate::domain::Weights;
use crate::domain::catalog::LicenseNames;
use crate::snapshot::{Day, MeasuredMetric, Row, SnapshotContent, TextId};
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};
use std::io;

/// Row ids for everything a snapshot's content names, by the content's own small numbers.
#[derive(Debug)]
pub(super) struct Ids {
    metrics: Vec<i16>,
    models: Vec<i64>,
    texts: Vec<i32>,
    weights: HashMap<Weights, i32>,
    /// Models that were not known before this snapshot, in order.
    pub new_models: Vec<i64>,
    /// Those of them that are to be resolved ([`models::resolve`]) whatever is said of them.
    pub new_variants: Vec<i64>,
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
        let external_ids: Vec<&str> = content.models().iter().collect();
        let admitted = models::admit(&mut *connection, source, &external_ids, basis).await?;

        let mut named_bases = BTreeSet::new();
        let mut said_weights = BTreeSet::new();
        for row in what_is_said(content) {
            let row = row?;
            named_bases.extend(row.base_model().map(TextId::number));
            said_weights.extend(row.weights());
        }
        // A base is named by its Hub id, whatever the source of the model made from it.
        let hub_bases: Vec<&str> = named_bases
            .iter()
            .map(|number| content.texts().get(*number))
            .filter(|id| id.contains('/'))
            .collect();
        let hub = models::source(&mut *connection, "huggingface").await?;
        let admitted_bases = models::admit(&mut *connection, &hub, &hub_bases, basis).await?;

        let texts: Vec<&str> = content.texts().iter().collect();
        let texts = text_ids(&mut *connection, &texts, names).await?;
        let weights: Vec<Weights> = said_weights.into_iter().collect();
        let words: Vec<&str> = weights.iter().map(|weights| weights.word()).collect();
        let word_ids = text_ids(&mut *connection, &words, names).await?;
        let mut new_models = admitted.new;
        new_models.extend(admitted_bases.new);
        new_models.sort_unstable();
        let mut new_variants = admitted.new_variants;
        new_variants.extend(admitted_bases.new_variants);
        Ok(Self {
            metrics,
            models: admitted.ids,
            texts,
            weights: weights.into_iter().zip(word_ids).collect(),
            new_models,
            new_variants,
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

    pub(super) fn text(&self, text: Option<TextId>) -> Result<Option<i32>> {
        text.map(|text| {
            let id = self.texts.get(text.number() as usize).copied();
            id.ok_or_else(|| lost("text", text.number()))
        })
        .transpose()
    }

    /// What the content says of models, one text for each model and attribute: that of its
    /// latest day.
    #[tracing::instrument(level = "debug", skip_all)]
    pub(super) fn claims(&self, content: &SnapshotContent) -> Result<Vec<Claim>> {
        let mut latest: [Vec<Option<(Day, i32)>>; 4] =
            std::array::from_fn(|_| vec![None; content.models().len()]);
        for row in what_is_said(content) {
            let row = row?;
            let said = [
                self.text(row.license())?,
                row.weights()
                    .and_then(|weights| self.weights.get(&weights).copied()),
                self.text(row.organization())?,
                self.text(row.base_model())?,
            ];
            for (latest, text_id) in latest.iter_mut().zip(said) {
                let Some(text_id) = text_id else { continue };
                let Some(slot) = latest.get_mut(row.model() as usize) else {
                    continue;
                };
                if slot.is_none_or(|(day, _)| row.day() >= day) {
                    *slot = Some((row.day(), text_id));
                }
            }
        }
        let mut claims = Vec::new();
        for (latest, attribute) in latest.iter().zip(Attribute::ALL) {
            for (model_id, said) in self.models.iter().zip(latest) {
                claims.extend(said.map(|(_, text_id)| Claim {
                    model_id: *model_id,
                    attribute,
                    text_id,
                }));
            }
        }
        Ok(claims)
    }
}

/// The rows that may say something of models; none where no row does.
fn what_is_said(content: &SnapshotContent) -> impl Iterator<Item = io::Result<Row>> + Send {
    content
        .says_more()
        .then(|| content.rows())
        .into_iter()
        .flatten()
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
    for row in content.rows() {
        let row = row?;
        copy.row(5)
            .smallint(ids.metric(row.metric())?)
            .bigint(ids.model(row.model())?)
            .day(row.day())
            .bigint(stored_value(&row)?)
            .nullable_integer(ids.text(row.license())?);
        copy.flush().await?;
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
    for row in content.rows() {
        let row = row?;
        copy.row(6)
            .bigint(snapshot_id)
            .smallint(ids.metric(row.metric())?)
            .bigint(ids.model(row.model())?)
            .day(row.day())
            .bigint(stored_value(&row)?)
            .nullable_integer(ids.text(row.license())?);
        copy.flush().await?;
    }
    copy.finish().await?;
    let mut copy = BinaryCopy::start(
        &mut *connection,
        "COPY replayed_claim (snapshot_id, model_id, attribute, text_id) FROM STDIN (FORMAT binary)",
    )
    .await?;
    for claim in ids.claims(content)? {
        copy.row(4)
            .bigint(snapshot_id)
            .bigint(claim.model_id)
            .smallint(claim.attribute as i16)
            .integer(claim.text_id);
        copy.flush().await?;
    }
    copy.finish().await?;
    Ok(())
}

pub(super) fn stored_value(row: &Row) -> Result<i64> {
    i64::try_from(row.value()).map_err(|_| {
        Error::Inconsistent(format!(
            "value {} is larger than any snapshot may hold",
            row.value()
        ))
    })
}
