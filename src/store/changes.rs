//! What a snapshot replaced: the numbers it restated, with what was believed before.

use super::{Result, Store};
use crate::query::Amount;
use chrono::NaiveDate;

/// A number that a snapshot replaced by another, or said another license of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Slug of the metric.
    pub metric: String,
    /// The source's own id of the model.
    pub model: String,
    /// Its display name.
    pub name: String,
    /// The day the number is about.
    pub observed_on: NaiveDate,
    /// What was known before.
    pub before: Amount,
    /// What the snapshot says.
    pub after: Amount,
    /// The license that was said of the number before, as the source wrote it.
    pub license_before: Option<String>,
    /// The license the snapshot says.
    pub license_after: Option<String>,
}

struct Row {
    metric: String,
    decimals: i16,
    model: String,
    name: String,
    observed_on: NaiveDate,
    before: i64,
    after: i64,
    license_before: Option<String>,
    license_after: Option<String>,
}

impl From<Row> for Change {
    fn from(row: Row) -> Self {
        let amount = |value: i64| Amount {
            sum: i128::from(value),
            divisor: 1,
            decimals: row.decimals.try_into().unwrap_or(0),
        };
        Self {
            before: amount(row.before),
            after: amount(row.after),
            metric: row.metric,
            model: row.model,
            name: row.name,
            observed_on: row.observed_on,
            license_before: row.license_before,
            license_after: row.license_after,
        }
    }
}

impl Store {
    /// The first `limit` numbers of each metric that a snapshot restated, largest change first.
    pub async fn restated_by(&self, snapshot: i64, limit: i64) -> Result<Vec<Change>> {
        let rows = self
            .reading_much(|pool| async move {
                sqlx::query_as!(
                    Row,
                    r#"WITH change AS (
                   SELECT o.metric_id, o.model_id, o.observed_on, o.value AS before,
                          n.value AS after, o.license_text_id AS text_before,
                          n.license_text_id AS text_after,
                          row_number() OVER (PARTITION BY o.metric_id
                              ORDER BY abs(n.value - o.value) DESC, o.observed_on DESC, o.model_id
                          ) AS place
                   FROM observation o
                   JOIN observation n ON n.metric_id = o.metric_id AND n.model_id = o.model_id
                        AND n.observed_on = o.observed_on AND n.snapshot_id = o.superseded_by
                   WHERE o.superseded_by = $1
               )
               SELECT metric.slug AS metric, metric.decimals, m.external_id AS model, m.name,
                      c.observed_on, c.before, c.after,
                      text_before.raw AS "license_before?", text_after.raw AS "license_after?"
               FROM change c
               JOIN metric ON metric.id = c.metric_id
               JOIN model m ON m.id = c.model_id
               LEFT JOIN claim_text text_before ON text_before.id = c.text_before
               LEFT JOIN claim_text text_after ON text_after.id = c.text_after
               WHERE c.place <= $2
               ORDER BY metric.slug, c.place"#,
                    snapshot,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(rows.into_iter().map(Change::from).collect())
    }
}
