//! Models: from the ids a snapshot names to rows of `model`, and what each model is by rule.

use super::copy::copy_out;
use super::{Error, Result};
use crate::domain::lineage::root_of;
use crate::snapshot::{Index, Strings};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};

/// Models that are asked for or admitted in one statement.
const BATCH: usize = 10_000;

/// A source as the store knows it.
#[derive(Debug, Clone)]
pub(super) struct SourceRow {
    pub id: i16,
    pub default_weights: i16,
    pub variant_separator: Option<String>,
    pub unlisted_model: Option<String>,
}

impl SourceRow {
    /// The model that `external_id` is a variant of: what stands before the separator.
    fn base_of_variant<'a>(&self, external_id: &'a str) -> Option<&'a str> {
        let separator = self.variant_separator.as_deref()?;
        let (base, variant) = external_id.split_once(separator)?;
        (!base.is_empty() && !variant.is_empty()).then_some(base)
    }
}

/// The source of a slug.
pub(super) async fn source(connection: &mut PgConnection, slug: &str) -> Result<SourceRow> {
    sqlx::query_as!(
        SourceRow,
        "SELECT id, default_weights, variant_separator, unlisted_model FROM source WHERE slug = $1",
        slug
    )
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| Error::UnknownSource(slug.to_owned()))
}

/// Rows of models, by the numbers of the names asked for.
#[derive(Debug, Default)]
pub(super) struct Admitted {
    /// One row id for each name.
    pub ids: Vec<i64>,
    /// Whether the model is made from another one, as far as was known.
    pub has_base: Vec<bool>,
    /// Those that were not known before, with the bases they brought along, in order.
    pub new: Vec<i64>,
    /// Whether the names are less than half of the source's models: then asking for each is
    /// cheaper than reading all.
    pub few: bool,
}

/// Finds the models of a source, admitting those that are not known yet: as unknown, but for
/// what their namespace, their source and the model they are a variant of imply, and the license
/// text that is said of them (a row of `claim_text`).
pub(super) async fn admit(
    connection: &mut PgConnection,
    source: &SourceRow,
    names: &Strings,
    license_text: impl Fn(u32) -> Option<i32>,
    basis: &str,
) -> Result<Admitted> {
    let few = are_few(&mut *connection, source, names.len()).await?;
    let mut admitted = Admitted {
        ids: vec![0; names.len()],
        has_base: vec![false; names.len()],
        new: Vec::new(),
        few,
    };
    let index = names.index();
    if few {
        let all: Vec<&str> = names.iter().collect();
        for names in all.chunks(BATCH) {
            for found in find(&mut *connection, source, names).await? {
                admitted.note(&index, &found.name, found.id, found.has_base);
            }
        }
    } else {
        let query = format!(
            "SELECT id, root_model_id IS NOT NULL, external_id FROM model WHERE source_id = {}",
            source.id
        );
        copy_out(&mut *connection, &query, |row| {
            let (id, has_base) = (row.bigint()?, row.boolean()?);
            admitted.note(&index, row.text()?, id, has_base);
            Ok(())
        })
        .await?;
    }
    let missing: Vec<u32> = (0..)
        .zip(&admitted.ids)
        .filter_map(|(number, id)| (*id == 0).then_some(number))
        .collect();
    if missing.is_empty() {
        return Ok(admitted);
    }

    let unseen_bases = unseen_bases(&mut *connection, source, names, &missing, &index).await?;
    let unseen_bases: Vec<New<'_>> = unseen_bases.into_iter().map(New::from).collect();
    // Bases first: a variant refers to its base's row.
    let (variants, plain): (Vec<New<'_>>, Vec<New<'_>>) = missing
        .into_iter()
        .map(|number| New {
            name: names.get(number),
            license_text: license_text(number),
        })
        .partition(|new| source.base_of_variant(new.name).is_some());
    for group in [unseen_bases, plain, variants] {
        for group in group.chunks(BATCH) {
            for found in insert(&mut *connection, source, group, basis).await? {
                admitted.note(&index, &found.name, found.id, false);
                admitted.new.push(found.id);
            }
        }
    }
    admitted.new.sort_unstable();
    if let Some(lost) = admitted.ids.iter().position(|id| *id == 0) {
        let name = names.get(lost as u32);
        let message = format!("model `{name}` was admitted but is not there");
        return Err(Error::Inconsistent(message));
    }
    Ok(admitted)
}

impl Admitted {
    fn note(&mut self, index: &Index<'_>, name: &str, id: i64, has_base: bool) {
        let Some(number) = index.find(name.as_bytes()) else {
            return;
        };
        let number = number as usize;
        if let (Some(id_slot), Some(base_slot)) =
            (self.ids.get_mut(number), self.has_base.get_mut(number))
        {
            *id_slot = id;
            *base_slot = has_base;
        }
    }
}

/// Bases of the variants among the missing models that are not known either and not named.
async fn unseen_bases<'a>(
    connection: &mut PgConnection,
    source: &SourceRow,
    names: &'a Strings,
    missing: &[u32],
    index: &Index<'_>,
) -> Result<Vec<&'a str>> {
    let bases: HashSet<&str> = missing
        .iter()
        .filter_map(|number| source.base_of_variant(names.get(*number)))
        .filter(|base| index.find(base.as_bytes()).is_none())
        .collect();
    let bases: Vec<&str> = bases.into_iter().collect();
    let found = find(connection, source, &bases).await?;
    let known: HashSet<&str> = found.iter().map(|found| found.name.as_str()).collect();
    Ok(bases
        .into_iter()
        .filter(|base| !known.contains(base))
        .collect())
}

/// Whether so many are less than half of the source's models.
async fn are_few(connection: &mut PgConnection, source: &SourceRow, count: usize) -> Result<bool> {
    let twice = i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(2);
    let others = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!"
           FROM (SELECT FROM model WHERE source_id = $1 LIMIT $2) AS found"#,
        source.id,
        twice
    )
    .fetch_one(connection)
    .await?;
    Ok(others >= twice)
}

/// A model that is there.
struct Found {
    id: i64,
    name: String,
    has_base: bool,
}

async fn find(
    connection: &mut PgConnection,
    source: &SourceRow,
    names: &[&str],
) -> Result<Vec<Found>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query_as!(
        Found,
        r#"SELECT id, external_id AS name, root_model_id IS NOT NULL AS "has_base!"
           FROM model WHERE source_id = $1 AND external_id = ANY($2)"#,
        source.id,
        names as &[&str]
    )
    .fetch_all(connection)
    .await?;
    Ok(found)
}

/// A model to be admitted.
#[derive(Debug, Clone, Copy)]
struct New<'a> {
    name: &'a str,
    license_text: Option<i32>,
}

impl<'a> From<&'a str> for New<'a> {
    fn from(name: &'a str) -> Self {
        Self {
            name,
            license_text: None,
        }
    }
}

/// What is known of most models is written with the row, so that few have to be written once more
/// when they are resolved: the organization, which is the namespace's, and the license.
async fn insert(
    connection: &mut PgConnection,
    source: &SourceRow,
    models: &[New<'_>],
    basis: &str,
) -> Result<Vec<Found>> {
    let names: Vec<&str> = models.iter().map(|model| model.name).collect();
    let license_texts: Vec<Option<i32>> = models.iter().map(|model| model.license_text).collect();
    let variant_of: Vec<Option<&str>> = names
        .iter()
        .map(|name| source.base_of_variant(name))
        .collect();
    let found = sqlx::query_as!(
        Found,
        r#"INSERT INTO model (source_id, external_id, name, variant_of, unlisted, scope,
               organization_id, weights, cataloged, catalog_weights, catalog_organization_id,
               catalog_license_id, license_now_id, catalog_base_id, basis)
           SELECT $1, wanted.external_id, wanted.external_id, base.id,
                  wanted.external_id IS NOT DISTINCT FROM $4, coalesce(base.scope, 0),
                  coalesce(base.catalog_organization_id, namespace.organization_id), $5,
                  coalesce(base.cataloged, false), coalesce(base.catalog_weights, 0),
                  base.catalog_organization_id, base.catalog_license_id,
                  CASE WHEN text.id IS NULL THEN base.catalog_license_id ELSE text.license_id END,
                  base.catalog_base_id,
                  CASE WHEN base.cataloged THEN 'variant of ' || base.external_id ELSE $6 END
           FROM unnest($2::text[], $3::text[], $7::integer[])
                AS wanted (external_id, base, license_text_id)
           LEFT JOIN claim_text text ON text.id = wanted.license_text_id
           LEFT JOIN model base ON base.source_id = $1 AND base.external_id = wanted.base
           LEFT JOIN namespace ON namespace.source_id = $1
                AND namespace.namespace = lower(split_part(wanted.external_id, '/', 1))
                AND wanted.external_id LIKE '%/%'
           RETURNING id, external_id AS name, false AS "has_base!""#,
        source.id,
        &names as &[&str],
        variant_of.as_slice() as &[Option<&str>],
        source.unlisted_model,
        source.default_weights,
        basis,
        license_texts.as_slice() as &[Option<i32>]
    )
    .fetch_all(connection)
    .await?;
    Ok(found)
}

/// Works out anew what these models are by rule, and writes it.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn resolve(connection: &mut PgConnection, models: &[i64]) -> Result<()> {
    if models.is_empty() {
        return Ok(());
    }
    sqlx::raw_sql("CREATE TEMP TABLE touched_model (model_id bigint PRIMARY KEY) ON COMMIT DROP")
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO touched_model SELECT DISTINCT unnest($1::bigint[])")
        .bind(models)
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("ANALYZE touched_model")
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql(include_str!("sql/resolve_attributes.sql"))
        .execute(&mut *connection)
        .await?;
    apply_resolved(&mut *connection).await?;
    sqlx::raw_sql("DROP TABLE touched_model, resolved")
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes what was resolved, and the roots where a base became another one.
async fn apply_resolved(connection: &mut PgConnection) -> Result<()> {
    let base_changed: Vec<bool> = sqlx::query_scalar(
        "UPDATE model SET organization_id = resolved.organization_id, weights = resolved.weights,
                license_now_id = resolved.license_now_id, base_model_id = resolved.base_model_id
         FROM resolved, model old
         WHERE model.id = resolved.model_id AND old.id = model.id
           AND (model.organization_id, model.weights, model.license_now_id, model.base_model_id)
               IS DISTINCT FROM
               (resolved.organization_id, resolved.weights, resolved.license_now_id,
                resolved.base_model_id)
         RETURNING old.base_model_id IS DISTINCT FROM model.base_model_id",
    )
    .fetch_all(&mut *connection)
    .await?;
    if base_changed.contains(&true) {
        update_roots(connection).await?;
    }
    Ok(())
}

/// Resolves every model and walks every chain of bases.
pub(super) async fn resolve_all(connection: &mut PgConnection) -> Result<()> {
    let all = sqlx::query_scalar!("SELECT id FROM model")
        .fetch_all(&mut *connection)
        .await?;
    resolve(&mut *connection, &all).await?;
    update_roots(connection).await?;
    Ok(())
}

/// Models made from one of these, directly or through others: whatever changes in the lineage
/// of these may change for them too. By the bases, not by the roots: a chain that is cut short or
/// runs into itself has links that no root tells of.
pub(super) async fn derived_from(
    connection: &mut PgConnection,
    models: &[i64],
) -> Result<Vec<i64>> {
    let derived = sqlx::query_scalar!(
        r#"WITH RECURSIVE derived (id) AS (
               SELECT id FROM model WHERE base_model_id = ANY($1)
               UNION
               SELECT model.id FROM derived JOIN model ON model.base_model_id = derived.id
           )
           SELECT id AS "id!" FROM derived"#,
        models
    )
    .fetch_all(connection)
    .await?;
    Ok(derived)
}

/// Walks every chain of bases again and stores the roots that changed.
async fn update_roots(connection: &mut PgConnection) -> Result<()> {
    let edges = sqlx::query!(
        r#"SELECT id, base_model_id, root_model_id FROM model
           WHERE base_model_id IS NOT NULL OR root_model_id IS NOT NULL"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let base_of: HashMap<i64, i64> = edges
        .iter()
        .filter_map(|edge| Some((edge.id, edge.base_model_id?)))
        .collect();
    let mut ids = Vec::new();
    let mut roots = Vec::new();
    for edge in &edges {
        let root = root_of(edge.id, &base_of);
        if root != edge.root_model_id {
            ids.push(edge.id);
            roots.push(root);
        }
    }
    sqlx::query!(
        "UPDATE model SET root_model_id = changed.root
         FROM unnest($1::bigint[], $2::bigint[]) AS changed (id, root)
         WHERE model.id = changed.id",
        &ids,
        roots.as_slice() as &[Option<i64>]
    )
    .execute(connection)
    .await?;
    Ok(())
}
