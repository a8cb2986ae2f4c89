//! What snapshots say of models (license, weights, organization, base), kept as runs of one text:
//! seen from, seen to. Texts are kept raw; a license text is normalized by the catalog's aliases.

pub(super) mod late;

use super::Result;
use crate::domain::catalog::LicenseNames;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::HashMap;

/// What a snapshot can say of a model besides numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attribute {
    License = 1,
    Weights = 2,
    Organization = 3,
    Base = 4,
}

impl Attribute {
    /// All of them, in the order of a file's columns.
    pub(super) const ALL: [Self; 4] =
        [Self::License, Self::Weights, Self::Organization, Self::Base];
}

/// One thing a snapshot says of a model: text ids are rows of `claim_text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub model_id: i64,
    pub attribute: Attribute,
    pub text_id: i32,
}

/// Rows of `claim_text` for these texts, in their order, made where missing.
pub(super) async fn text_ids(
    connection: &mut PgConnection,
    texts: &[&str],
    names: &LicenseNames,
) -> Result<Vec<i32>> {
    let slugs: Vec<Option<&str>> = texts.iter().map(|text| names.slug_of(text)).collect();
    sqlx::query!(
        "INSERT INTO claim_text (raw, license_id)
         SELECT said.raw, license.id
         FROM unnest($1::text[], $2::text[]) AS said (raw, slug)
         LEFT JOIN license ON license.slug = said.slug
         WHERE NOT EXISTS (SELECT FROM claim_text known WHERE known.raw = said.raw)",
        texts as &[&str],
        slugs.as_slice() as &[Option<&str>]
    )
    .execute(&mut *connection)
    .await?;
    let rows = sqlx::query!(
        "SELECT id, raw FROM claim_text WHERE raw = ANY($1)",
        texts as &[&str]
    )
    .fetch_all(connection)
    .await?;
    let ids: HashMap<String, i32> = rows.into_iter().map(|row| (row.raw, row.id)).collect();
    texts
        .iter()
        .map(|text| {
            ids.get(*text).copied().ok_or_else(|| {
                super::Error::Inconsistent(format!("text `{text}` was stored but is not there"))
            })
        })
        .collect()
}

/// Texts whose license is another one by the catalog's present aliases: corrects them and returns
/// the models they were said of, be it only of an older row that made no claim.
pub(super) async fn normalize_again(
    connection: &mut PgConnection,
    names: &LicenseNames,
) -> Result<Vec<i64>> {
    let texts = sqlx::query!(
        "SELECT text.id, text.raw, license.slug AS \"slug?\" FROM claim_text text
         LEFT JOIN license ON license.id = text.license_id"
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut ids = Vec::new();
    let mut slugs = Vec::new();
    for text in &texts {
        let slug = names.slug_of(&text.raw);
        if slug != text.slug.as_deref() {
            ids.push(text.id);
            slugs.push(slug);
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query!(
        "UPDATE claim_text SET license_id = license.id
         FROM unnest($1::integer[], $2::text[]) AS said (id, slug)
         LEFT JOIN license ON license.slug = said.slug
         WHERE claim_text.id = said.id",
        &ids,
        slugs.as_slice() as &[Option<&str>]
    )
    .execute(&mut *connection)
    .await?;
    let models = sqlx::query_scalar!(
        r#"SELECT model_id AS "model_id!" FROM model_claim
           WHERE text_id = ANY($1) AND attribute = 1
           UNION
           SELECT model_id FROM observation WHERE license_text_id = ANY($1)"#,
        &ids
    )
    .fetch_all(connection)
    .await?;
    Ok(models)
}

/// Claims that start a new run, to be written once what they move has been taken out.
#[derive(Debug, Default)]
pub(super) struct NewRuns {
    model_ids: Vec<i64>,
    attributes: Vec<i16>,
    text_ids: Vec<i32>,
}

/// Reads the claims of the newest snapshot of a source against the last run of each: the same
/// text prolongs the run at once, another text will start a new one.
pub(super) async fn prolong(
    connection: &mut PgConnection,
    claims: &[Claim],
    captured_at: DateTime<Utc>,
) -> Result<NewRuns> {
    let model_ids: Vec<i64> = claims.iter().map(|claim| claim.model_id).collect();
    let attributes: Vec<i16> = claims.iter().map(|claim| claim.attribute as i16).collect();
    let texts: Vec<i32> = claims.iter().map(|claim| claim.text_id).collect();
    let rows = sqlx::query!(
        r#"WITH claimed AS (
               SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::integer[])
                   AS claimed (model_id, attribute, text_id)
           ), latest AS (
               SELECT DISTINCT ON (model_id, attribute) model_id, attribute, first_seen, text_id
               FROM model_claim WHERE model_id = ANY($1)
               ORDER BY model_id, attribute, first_seen DESC
           ), prolonged AS (
               UPDATE model_claim run SET last_seen = $4
               FROM claimed JOIN latest USING (model_id, attribute, text_id)
               WHERE run.model_id = latest.model_id AND run.attribute = latest.attribute
                 AND run.first_seen = latest.first_seen
           )
           SELECT claimed.model_id AS "model_id!", claimed.attribute AS "attribute!",
                  claimed.text_id AS "text_id!"
           FROM claimed LEFT JOIN latest USING (model_id, attribute)
           WHERE latest.text_id IS DISTINCT FROM claimed.text_id"#,
        &model_ids,
        &attributes,
        &texts,
        captured_at
    )
    .fetch_all(connection)
    .await?;
    let mut runs = NewRuns::default();
    for row in rows {
        runs.model_ids.push(row.model_id);
        runs.attributes.push(row.attribute);
        runs.text_ids.push(row.text_id);
    }
    Ok(runs)
}

impl NewRuns {
    /// The models of which something new is said.
    pub(super) fn models(&self) -> &[i64] {
        &self.model_ids
    }

    /// Writes the runs.
    pub(super) async fn start(
        &self,
        connection: &mut PgConnection,
        captured_at: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query!(
            "INSERT INTO model_claim (model_id, attribute, first_seen, last_seen, text_id)
             SELECT model_id, attribute, $4, $4, text_id
             FROM unnest($1::bigint[], $2::smallint[], $3::integer[])
                 AS claimed (model_id, attribute, text_id)",
            &self.model_ids,
            &self.attributes,
            &self.text_ids,
            captured_at
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
