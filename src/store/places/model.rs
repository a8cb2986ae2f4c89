//! One model: facts with their basis, its relatives, and what snapshots said of it.

use super::{LicenseText, LineRow, Mention, ModelFacts, ModelLine, ModelName, can_be_stored};
use crate::domain::Weights;
use crate::domain::catalog::Scope;
use crate::store::{Result, Store};

impl Store {
    /// One model by its source and the source's own id.
    pub async fn model(&self, source: &str, id: &str) -> Result<Option<ModelFacts>> {
        if !can_be_stored(source) || !can_be_stored(id) {
            return Ok(None);
        }
        let row = sqlx::query!(
            r#"SELECT m.id AS number, source.slug AS source, m.external_id, m.name,
                      organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on, m.scope, m.cataloged, m.basis,
                      m.huggingface_id, variant_of.external_id AS "variant_of?",
                      base.external_id AS "base?", base_source.slug AS "base_source?",
                      root.external_id AS "root?", root_source.slug AS "root_source?"
               FROM model m
               JOIN source ON source.id = m.source_id
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license ON license.id = m.license_now_id
               LEFT JOIN model variant_of ON variant_of.id = m.variant_of
               LEFT JOIN model base ON base.id = m.base_model_id
               LEFT JOIN source base_source ON base_source.id = base.source_id
               LEFT JOIN model root ON root.id = m.root_model_id AND root.id <> m.id
               LEFT JOIN source root_source ON root_source.id = root.source_id
               WHERE source.slug = $1 AND m.external_id = $2 AND NOT m.unlisted"#,
            source,
            id
        )
        .fetch_optional(&self.read)
        .await?;
        let name = |source: Option<String>, id: Option<String>| {
            let (source, id) = source.zip(id)?;
            Some(ModelName { source, id })
        };
        Ok(row.map(|row| ModelFacts {
            number: row.number,
            line: ModelLine {
                source: row.source,
                id: row.external_id,
                name: row.name,
                organization: row.organization,
                weights: Weights::from_code(row.weights).unwrap_or(Weights::Unknown),
                license: row.license,
                released_on: row.released_on,
            },
            scope: Scope::from_code(row.scope).unwrap_or(Scope::Unknown),
            variant_of: row.variant_of,
            base: name(row.base_source, row.base),
            root: name(row.root_source, row.root),
            cataloged: row.cataloged,
            basis: row.basis,
            huggingface_id: row.huggingface_id,
        }))
    }

    /// The variants of a model.
    pub async fn variants_of(&self, model: i64, limit: i64) -> Result<Vec<ModelLine>> {
        let rows = sqlx::query_as!(
            LineRow,
            r#"SELECT source.slug AS source, m.external_id AS id, m.name,
                      organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on
               FROM model m
               JOIN source ON source.id = m.source_id
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license ON license.id = m.license_now_id
               WHERE m.variant_of = $1
               ORDER BY m.external_id LIMIT $2"#,
            model,
            limit
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows.into_iter().map(ModelLine::from).collect())
    }

    /// Models made from a model, directly or by way of another.
    pub async fn built_on(&self, model: i64, limit: i64) -> Result<Vec<ModelLine>> {
        let rows = sqlx::query_as!(
            LineRow,
            r#"SELECT source.slug AS source, m.external_id AS id, m.name,
                      organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on
               FROM model m
               JOIN source ON source.id = m.source_id
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license ON license.id = m.license_now_id
               WHERE (m.base_model_id = $1 OR m.root_model_id = $1) AND m.id <> $1
                 AND m.variant_of IS DISTINCT FROM $1
               ORDER BY source.slug, m.external_id LIMIT $2"#,
            model,
            limit
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows.into_iter().map(ModelLine::from).collect())
    }

    /// The texts snapshots gave for a model's license, oldest first.
    pub async fn license_texts_of_model(&self, model: i64) -> Result<Vec<LicenseText>> {
        let rows = sqlx::query_as!(
            LicenseText,
            r#"SELECT claim_text.raw, license.slug AS "license?", c.first_seen, sighting.last_seen,
                      1::bigint AS "models!"
               FROM model_claim c
               JOIN claim_sighting sighting ON sighting.id = c.sighting_id
               JOIN claim_text ON claim_text.id = c.text_id
               LEFT JOIN license ON license.id = claim_text.license_id
               WHERE c.model_id = $1 AND c.attribute = 1
               ORDER BY c.first_seen"#,
            model
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows)
    }

    /// The last snapshots that gave or changed a number of a model, newest capture first.
    pub async fn mentions_of_model(&self, model: i64, limit: i64) -> Result<Vec<Mention>> {
        let rows = sqlx::query_as!(
            Mention,
            r#"SELECT said.snapshot_id AS "snapshot!", snapshot.captured_at,
                      said.numbers AS "numbers!", said.first_day AS "first_day!",
                      said.last_day AS "last_day!"
               FROM (SELECT snapshot_id, count(*) AS numbers, min(observed_on) AS first_day,
                            max(observed_on) AS last_day
                     FROM observation
                     WHERE model_id = $1 AND metric_id IN (SELECT id FROM metric)
                     GROUP BY snapshot_id) said
               JOIN snapshot ON snapshot.id = said.snapshot_id
               WHERE snapshot.retracted_at IS NULL
               ORDER BY snapshot.captured_at DESC, said.snapshot_id DESC
               LIMIT $2"#,
            model,
            limit
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows)
    }
}
