//! What an organization published, and what snapshots said of it.

use super::{LicenseText, LineRow, Lines, ModelLine};
use crate::store::{Result, Store};

impl Store {
    /// The models of an organization, newest release first; variants are with their model.
    pub async fn models_of_organization(&self, slug: &str, limit: i64) -> Result<Lines> {
        let rows = sqlx::query_as!(
            LineRow,
            r#"SELECT source.slug AS source, m.external_id AS id, m.name,
                      organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on
               FROM organization
               JOIN model m ON m.organization_id = organization.id
               JOIN source ON source.id = m.source_id
               LEFT JOIN license ON license.id = m.license_now_id
               WHERE organization.slug = $1 AND m.variant_of IS NULL AND NOT m.unlisted
               ORDER BY m.released_on DESC NULLS LAST, source.slug, m.external_id
               LIMIT $2"#,
            slug,
            limit
        )
        .fetch_all(&self.read)
        .await?;
        let total = sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM organization
               JOIN model m ON m.organization_id = organization.id
               WHERE organization.slug = $1 AND m.variant_of IS NULL AND NOT m.unlisted"#,
            slug
        )
        .fetch_one(&self.read)
        .await?;
        Ok(Lines {
            models: rows.into_iter().map(ModelLine::from).collect(),
            total,
        })
    }

    /// What snapshots said of the licenses of an organization's models.
    pub async fn license_texts_of_organization(&self, slug: &str) -> Result<Vec<LicenseText>> {
        let rows = sqlx::query_as!(
            LicenseText,
            r#"SELECT claim_text.raw, license.slug AS "license?",
                      min(c.first_seen) AS "first_seen!", max(sighting.last_seen) AS "last_seen!",
                      count(DISTINCT c.model_id) AS "models!"
               FROM organization
               JOIN model m ON m.organization_id = organization.id
               JOIN model_claim c ON c.model_id = m.id AND c.attribute = 1
               JOIN claim_sighting sighting ON sighting.id = c.sighting_id
               JOIN claim_text ON claim_text.id = c.text_id
               LEFT JOIN license ON license.id = claim_text.license_id
               WHERE organization.slug = $1
               GROUP BY 1, 2
               ORDER BY 3, 1"#,
            slug
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows)
    }
}
