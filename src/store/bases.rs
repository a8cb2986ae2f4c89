//! Stated bases that do not resolve: of which models, and where their chains break.

use super::{Result, Store};
use crate::domain::lineage::{MAX_DEPTH, Unresolved};
use crate::store::places::ModelName;
use chrono::NaiveDate;
use std::collections::HashMap;

/// A model whose stated base does not resolve.
#[derive(Debug, Clone, PartialEq)]
pub struct UnresolvedBase {
    /// The model's id at its source.
    pub model: String,
    /// Its part of everything the metric counts on that day, 0 to 1.
    pub share: f64,
    /// Why its base does not resolve.
    pub reason: Unresolved,
    /// From what it states to where the chain breaks.
    pub chain: Vec<Link>,
}

/// One base in a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A model.
    Model(ModelName),
    /// A text that names none.
    Text(String),
}

impl Link {
    /// The id, or the text.
    pub fn words(&self) -> &str {
        match self {
            Self::Model(model) => &model.id,
            Self::Text(text) => text,
        }
    }
}

struct Step {
    start: i64,
    id: i64,
    source: String,
    external_id: String,
    text: Option<String>,
}

impl Store {
    /// The first `limit` models of a metric's day whose stated base does not resolve, by share.
    pub async fn unresolved_bases(
        &self,
        metric: &str,
        day: NaiveDate,
        limit: i64,
    ) -> Result<Vec<UnresolvedBase>> {
        let rows = self
            .reading(|pool| async move {
                sqlx::query!(
                    r#"WITH day AS (
                   SELECT o.model_id, o.value,
                          o.value / nullif(sum(o.value) OVER (), 0)::float8 AS share
                   FROM observation o
                   WHERE o.metric_id = (SELECT id FROM metric WHERE slug = $1)
                     AND o.observed_on = $2 AND o.known_to = 'infinity'
               )
               SELECT m.id, m.external_id, m.lineage, day.share
               FROM day JOIN model m ON m.id = day.model_id
               WHERE m.lineage > 1 AND NOT m.unlisted
               ORDER BY day.value DESC, m.external_id LIMIT $3"#,
                    metric,
                    day,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut chains = self.chains(&ids).await?;
        let found = rows.into_iter().filter_map(|row| {
            Some(UnresolvedBase {
                reason: Unresolved::from_code(row.lineage)?,
                chain: chains.remove(&row.id).unwrap_or_default(),
                model: row.external_id,
                share: row.share.unwrap_or(0.0),
            })
        });
        Ok(found.collect())
    }

    /// The chain of bases of each of these models, as far as it is walked: to its end, to the
    /// model it meets again, or to the first base that is too deep.
    pub async fn chains(&self, models: &[i64]) -> Result<HashMap<i64, Vec<Link>>> {
        let deepest = i32::try_from(MAX_DEPTH).unwrap_or(i32::MAX) + 1;
        let steps = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    Step,
                    r#"WITH RECURSIVE chain (start, id, depth) AS (
                   SELECT model.id, model.id, 0 FROM model WHERE model.id = ANY($1)
                   UNION ALL
                   SELECT chain.start, model.base_model_id, chain.depth + 1
                   FROM chain JOIN model ON model.id = chain.id
                   WHERE model.base_model_id IS NOT NULL AND chain.depth < $2
               )
               SELECT chain.start AS "start!", m.id, source.slug AS source, m.external_id,
                      CASE WHEN m.base_model_id IS NULL AND m.lineage <> 0 THEN (
                          SELECT said.raw FROM model_claim claim
                          JOIN claim_text said ON said.id = claim.text_id
                          WHERE claim.model_id = m.id AND claim.attribute = 4
                          ORDER BY claim.first_seen DESC LIMIT 1) END AS text
               FROM chain JOIN model m ON m.id = chain.id JOIN source ON source.id = m.source_id
               ORDER BY chain.start, chain.depth"#,
                    models,
                    deepest
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(steps
            .chunk_by(|one, next| one.start == next.start)
            .filter_map(|steps| Some((steps.first()?.start, chain(steps))))
            .collect())
    }
}

/// The chain behind the model of the first step.
fn chain(steps: &[Step]) -> Vec<Link> {
    let mut links = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if at > 0 {
            links.push(Link::Model(ModelName {
                source: step.source.clone(),
                id: step.external_id.clone(),
            }));
        }
        if steps[..at].iter().any(|before| before.id == step.id) {
            break;
        }
        links.extend(step.text.clone().map(Link::Text));
    }
    links
}
