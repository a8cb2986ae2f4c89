//! Finding models by their id, by a slip in it or by a part of their name.

use super::{LineRow, Lines, ModelLine, can_be_stored};
use crate::domain::Weights;
use crate::store::{Result, Store};

impl Store {
    /// Ids of a source on both sides of an id in its order: where a slip in the id may lead to.
    pub async fn models_beside(&self, source: &str, id: &str, each: i64) -> Result<Vec<String>> {
        if !can_be_stored(source) || !can_be_stored(id) {
            return Ok(Vec::new());
        }
        let ids = self
            .reading(|pool| async move {
                sqlx::query_scalar!(
                    r#"(SELECT m.external_id AS "id!" FROM model m
                JOIN source ON source.id = m.source_id AND source.slug = $1
                WHERE m.external_id > $2 AND NOT m.unlisted ORDER BY m.external_id LIMIT $3)
               UNION ALL
               (SELECT m.external_id FROM model m
                JOIN source ON source.id = m.source_id AND source.slug = $1
                WHERE m.external_id < $2 AND NOT m.unlisted
                ORDER BY m.external_id DESC LIMIT $3)"#,
                    source,
                    id,
                    each
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(ids)
    }

    /// The models of these ids, of any source.
    pub async fn models_named(&self, ids: &[String]) -> Result<Vec<ModelLine>> {
        let ids: Vec<String> = ids.iter().filter(|id| can_be_stored(id)).cloned().collect();
        let ids = ids.as_slice();
        let rows = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    LineRow,
                    r#"SELECT source.slug AS source, m.external_id AS id, m.name,
                      organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on
               FROM model m
               JOIN source ON source.id = m.source_id
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license ON license.id = m.license_now_id
               WHERE m.external_id = ANY($1) AND NOT m.unlisted
                 AND m.source_id IN (SELECT id FROM source)
               ORDER BY source.slug, m.external_id"#,
                    ids
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(rows.into_iter().map(ModelLine::from).collect())
    }

    /// what begins with it, then what contains it.
    pub async fn search_models(&self, text: &str, limit: i64) -> Result<Lines> {
        if !can_be_stored(text) {
            return Ok(Lines {
                models: Vec::new(),
                total: 0,
            });
        }
        let rows = self
            .reading_much(|pool| async move {
                sqlx::query!(
                    r#"SELECT source.slug AS source, m.external_id AS id, m.name,
                      organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on, found.total AS "total!"
               FROM (SELECT model.*, count(*) OVER () AS total,
                            CASE WHEN wanted.text IN (lower(external_id), lower(name),
                                                      lower(split_part(external_id, '/', 2)))
                                 THEN 0
                                 WHEN starts_with(lower(external_id), wanted.text)
                                      OR starts_with(lower(name), wanted.text)
                                      OR starts_with(lower(split_part(external_id, '/', 2)),
                                                     wanted.text)
                                 THEN 1
                                 ELSE 2 END AS distance
                     FROM model, (SELECT lower($1) AS text) AS wanted
                     WHERE NOT unlisted
                       AND (strpos(lower(external_id), wanted.text) > 0
                            OR strpos(lower(name), wanted.text) > 0)
                     ORDER BY distance, variant_of IS NOT NULL, length(external_id), external_id
                     LIMIT $2) found
               JOIN model m ON m.id = found.id
               JOIN source ON source.id = m.source_id
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license ON license.id = m.license_now_id
               ORDER BY found.distance, m.variant_of IS NOT NULL, length(m.external_id),
                        m.external_id, source.slug"#,
                    text,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(Lines {
            total: rows.first().map_or(0, |row| row.total),
            models: rows
                .into_iter()
                .map(|row| ModelLine {
                    source: row.source,
                    id: row.id,
                    name: row.name,
                    organization: row.organization,
                    weights: Weights::from_code(row.weights).unwrap_or(Weights::Unknown),
                    license: row.license,
                    released_on: row.released_on,
                })
                .collect(),
        })
    }
}
