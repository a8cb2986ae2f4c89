//! What the catalog cannot place yet: of the newest day of a metric, the rows that count as
//! unknown somewhere, largest first, so that they can be looked up and written into `data/`.

use super::Store;
use crate::domain::words;
use chrono::NaiveDate;

words! {
    /// What is missing.
    Missing("missing fact") {
        /// Whose models these are: a namespace, or a single model's id, without an organization.
        Organization = 1 "organization",
        /// Where the organization sits.
        Country = 2 "country",
        /// Whether a model's weights can be downloaded.
        Weights = 3 "weights",
        /// Under which license a model with downloadable weights is.
        License = 4 "license",
    }
}

/// Something that cannot be placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Unclassified {
    /// What is missing.
    pub missing: Missing,
    /// The namespace, organization or model it is missing of, as it is written in `data/`.
    pub id: String,
    /// Models concerned.
    pub models: i64,
    /// The one with the largest value.
    pub example: String,
    /// Their part of everything the metric counts on that day, 0 to 1.
    pub share: f64,
    /// Why the catalog says it is not known, where it does say so.
    pub basis: Option<String>,
}

struct Row {
    missing: i16,
    id: String,
    models: i64,
    example: String,
    share: Option<f64>,
    basis: Option<String>,
}

impl Store {
    /// What cannot be placed of a metric's day: for each missing fact the first `limit` by share.
    /// What a source does not list is none of it.
    pub async fn unclassified(
        &self,
        metric: &str,
        day: NaiveDate,
        limit: i64,
    ) -> super::Result<Vec<Unclassified>> {
        let rows = self
            .reading_much(|pool| async move {
                sqlx::query_as!(
                    Row,
                    r#"WITH day AS (
                   SELECT o.model_id, o.value::float8 AS value,
                          o.value / nullif(sum(o.value) OVER (), 0)::float8 AS share
                   FROM observation o
                   WHERE o.metric_id = (SELECT id FROM metric WHERE slug = $1)
                     AND o.observed_on = $2 AND o.known_to = 'infinity'
               ),
               placed AS (
                   SELECT day.value, day.share, m.external_id, m.organization_id, m.weights,
                          m.license_now_id, organization.slug, organization.country,
                          split_part(m.external_id, '/', 1) AS namespace,
                          CASE WHEN m.cataloged THEN m.basis END AS model_basis,
                          organization.basis AS organization_basis
                   FROM day
                   JOIN model m ON m.id = day.model_id
                   LEFT JOIN organization ON organization.id = m.organization_id
                   WHERE NOT m.unlisted
               ),
               missing AS (
                   -- A cataloged model without an organization is one by name, not its namespace.
                   SELECT 1::smallint AS missing,
                          CASE WHEN model_basis IS NULL THEN namespace ELSE external_id END AS id,
                          external_id, value, share, model_basis AS basis
                   FROM placed WHERE organization_id IS NULL
                   UNION ALL
                   SELECT 2::smallint, slug, external_id, value, share, organization_basis
                   FROM placed WHERE organization_id IS NOT NULL AND country IS NULL
                   UNION ALL
                   SELECT 3::smallint, external_id, external_id, value, share, model_basis
                   FROM placed WHERE weights = 0
                   UNION ALL
                   SELECT 4::smallint, external_id, external_id, value, share, model_basis
                   FROM placed WHERE weights = 1 AND license_now_id IS NULL
               ),
               counted AS (
                   SELECT missing, id, count(*) AS models, sum(share) AS share, min(basis) AS basis,
                          (array_agg(external_id ORDER BY value DESC, external_id))[1] AS example,
                          row_number() OVER (PARTITION BY missing
                                             ORDER BY sum(value) DESC, id) AS place
                   FROM missing GROUP BY missing, id
               )
               SELECT missing AS "missing!", id AS "id!", models AS "models!",
                      example AS "example!", share, basis
               FROM counted WHERE place <= $3 ORDER BY missing, place"#,
                    metric,
                    day,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        let placed = rows.into_iter().filter_map(|row| {
            Some(Unclassified {
                missing: Missing::from_code(row.missing)?,
                id: row.id,
                models: row.models,
                example: row.example,
                share: row.share.unwrap_or(0.0),
                basis: row.basis.filter(|basis| !basis.is_empty()),
            })
        });
        Ok(placed.collect())
    }
}
