//! What the pages about one organization or one model say besides sums: facts with their basis,
//! what snapshots said of it, what it is related to, and finding it by a part of its name.

use super::{Result, Store};
use crate::domain::Weights;
use crate::domain::catalog::Scope;
use chrono::{DateTime, NaiveDate, Utc};

/// A model as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelLine {
    /// Slug of its source.
    pub source: String,
    /// The source's own id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Slug of its organization, where known.
    pub organization: Option<String>,
    /// State of the weights.
    pub weights: Weights,
    /// Id of the license it has now, where known.
    pub license: Option<String>,
    /// ISO date or month of release, where known.
    pub released_on: Option<String>,
}

/// What is known of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFacts {
    /// The store's number.
    pub number: i64,
    /// What a list says of it.
    pub line: ModelLine,
    /// Kind of model.
    pub scope: Scope,
    /// The model it is a variant of, if it is one.
    pub variant_of: Option<String>,
    /// The model it was made from, where known.
    pub base: Option<ModelName>,
    /// The end of the chain of bases, where there is one.
    pub root: Option<ModelName>,
    /// Whether the catalog has a row for it.
    pub cataloged: bool,
    /// Why all this; empty for models the catalog does not know.
    pub basis: String,
    /// The same model on the Hub, where known.
    pub huggingface_id: Option<String>,
}

/// A model by source and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName {
    /// Slug of its source.
    pub source: String,
    /// The source's own id.
    pub id: String,
}

/// A text snapshots gave for a license, and from when to when they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseText {
    /// The text as it was given.
    pub raw: String,
    /// The license it stands for, where we know that.
    pub license: Option<String>,
    /// Moment of the first capture that said so.
    pub first_seen: DateTime<Utc>,
    /// Moment of the last one.
    pub last_seen: DateTime<Utc>,
    /// Of how many models.
    pub models: i64,
}

/// A snapshot that gave or changed numbers of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The snapshot's number.
    pub snapshot: i64,
    /// Moment of the capture.
    pub captured_at: DateTime<Utc>,
    /// How many numbers.
    pub numbers: i64,
    /// First day they are about.
    pub first_day: NaiveDate,
    /// Last day they are about.
    pub last_day: NaiveDate,
}

/// A page of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub models: Vec<ModelLine>,
    /// How many there are in all.
    pub total: i64,
}

struct LineRow {
    source: String,
    id: String,
    name: String,
    organization: Option<String>,
    weights: i16,
    license: Option<String>,
    released_on: Option<String>,
}

impl From<LineRow> for ModelLine {
    fn from(row: LineRow) -> Self {
        Self {
            source: row.source,
            id: row.id,
            name: row.name,
            organization: row.organization,
            weights: Weights::from_code(row.weights).unwrap_or(Weights::Unknown),
            license: row.license,
            released_on: row.released_on,
        }
    }
}

/// Whether a text can be compared with stored ones at all: Postgres keeps no NUL.
fn can_be_stored(text: &str) -> bool {
    !text.contains('\0')
}

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
                      min(c.first_seen) AS "first_seen!", max(c.last_seen) AS "last_seen!",
                      count(DISTINCT c.model_id) AS "models!"
               FROM organization
               JOIN model m ON m.organization_id = organization.id
               JOIN model_claim c ON c.model_id = m.id AND c.attribute = 1
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
            r#"SELECT claim_text.raw, license.slug AS "license?", c.first_seen, c.last_seen,
                      1::bigint AS "models!"
               FROM model_claim c
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

    /// Ids of a source on both sides of an id in its order: where a slip in the id may lead to.
    pub async fn models_beside(&self, source: &str, id: &str, each: i64) -> Result<Vec<String>> {
        if !can_be_stored(source) || !can_be_stored(id) {
            return Ok(Vec::new());
        }
        let ids = sqlx::query_scalar!(
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
        .fetch_all(&self.read)
        .await?;
        Ok(ids)
    }

    /// The models of these ids, of any source.
    pub async fn models_named(&self, ids: &[String]) -> Result<Vec<ModelLine>> {
        let ids: Vec<String> = ids.iter().filter(|id| can_be_stored(id)).cloned().collect();
        let rows = sqlx::query_as!(
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
            &ids
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows.into_iter().map(ModelLine::from).collect())
    }

    /// Models whose id or name has a text in it, whatever the case: the same text first, then
    /// what begins with it, then what contains it.
    pub async fn search_models(&self, text: &str, limit: i64) -> Result<Lines> {
        if !can_be_stored(text) {
            return Ok(Lines {
                models: Vec::new(),
                total: 0,
            });
        }
        let rows = sqlx::query!(
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
        .fetch_all(&self.read)
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
