//! Models: from the ids a snapshot names to rows of `model`, and what each model is by rule.

use super::copy::copy_out;
use super::{Error, Result};
use crate::domain::lineage::{Bases, Unresolved};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};

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

/// Rows of models, in the order of the ids asked for.
#[derive(Debug, Default)]
pub(super) struct Admitted {
    /// One row id for each external id.
    pub ids: Vec<i64>,
    /// Those that were not known before, with the bases they brought along.
    pub new: Vec<i64>,
    /// Those of them that are yet to be resolved even where nothing is said of them: variants,
    /// because of what the catalog may know of their bases.
    pub new_variants: Vec<i64>,
}

/// Finds the models of a source, admitting those that are not known yet: as unknown, but for
/// what their namespace, their source and the model they are a variant of imply.
pub(super) async fn admit(
    connection: &mut PgConnection,
    source: &SourceRow,
    external_ids: &[&str],
    basis: &str,
) -> Result<Admitted> {
    let mut known = find(&mut *connection, source, external_ids).await?;
    let missing: Vec<&str> = external_ids
        .iter()
        .copied()
        .filter(|id| !known.contains_key(*id))
        .collect();
    if missing.is_empty() {
        let ids = collect(external_ids, &known)?;
        return Ok(Admitted {
            ids,
            ..Admitted::default()
        });
    }

    let unlisted_bases: Vec<&str> = {
        let wanted: HashSet<&str> = missing
            .iter()
            .filter_map(|id| source.base_of_variant(id))
            .collect();
        let absent: HashSet<&str> = missing.iter().copied().collect();
        let unseen: Vec<&str> = wanted
            .into_iter()
            .filter(|id| !absent.contains(id) && !known.contains_key(*id))
            .collect();
        let found = find(&mut *connection, source, &unseen).await?;
        let unseen = unseen
            .into_iter()
            .filter(|id| !found.contains_key(*id))
            .collect();
        known.extend(found);
        unseen
    };
    let mut new = Vec::new();
    let mut new_variants = Vec::new();
    // Bases first: a variant refers to its base's row.
    let (variants, plain): (Vec<&str>, Vec<&str>) = missing
        .iter()
        .partition(|id| source.base_of_variant(id).is_some());
    for (group, of_variants) in [(unlisted_bases, false), (plain, false), (variants, true)] {
        let rows = insert(&mut *connection, source, &group, basis).await?;
        new.extend(rows.values().copied());
        if of_variants {
            new_variants.extend(rows.values().copied());
        }
        known.extend(rows);
    }
    let ids = collect(external_ids, &known)?;
    Ok(Admitted {
        ids,
        new,
        new_variants,
    })
}

fn collect(external_ids: &[&str], known: &HashMap<String, i64>) -> Result<Vec<i64>> {
    external_ids
        .iter()
        .map(|id| {
            known.get(*id).copied().ok_or_else(|| {
                Error::Inconsistent(format!("model `{id}` was admitted but is not there"))
            })
        })
        .collect()
}

/// Whether so many models are less than half of a source's: then reading those alone is worth
/// finding them, one by one, by an index.
pub(super) async fn are_few(
    connection: &mut PgConnection,
    source: &SourceRow,
    models: usize,
) -> Result<bool> {
    let twice = i64::try_from(models).unwrap_or(i64::MAX).saturating_mul(2);
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

/// The rows of these models, as far as there are any; of others too, where most are asked for.
async fn find(
    connection: &mut PgConnection,
    source: &SourceRow,
    external_ids: &[&str],
) -> Result<HashMap<String, i64>> {
    if external_ids.is_empty() {
        return Ok(HashMap::new());
    }
    if !are_few(&mut *connection, source, external_ids.len()).await? {
        let mut found = HashMap::new();
        // A COPY takes no parameters; this is a number of ours.
        let query = format!(
            "SELECT id, external_id FROM model WHERE source_id = {}",
            source.id
        );
        copy_out(connection, &query, |row| {
            let id = row.bigint()?;
            found.insert(row.text()?.to_owned(), id);
            Ok(())
        })
        .await?;
        return Ok(found);
    }
    let rows = sqlx::query!(
        "SELECT id, external_id FROM model WHERE source_id = $1 AND external_id = ANY($2)",
        source.id,
        external_ids as &[&str]
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.external_id, row.id))
        .collect())
}

/// What is written is what the rules make of a model nobody has said anything of, unless it is a
/// variant: it need not be resolved.
async fn insert(
    connection: &mut PgConnection,
    source: &SourceRow,
    external_ids: &[&str],
    basis: &str,
) -> Result<HashMap<String, i64>> {
    if external_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let variant_of: Vec<Option<&str>> = external_ids
        .iter()
        .map(|id| source.base_of_variant(id))
        .collect();
    let rows = sqlx::query!(
        r#"INSERT INTO model (source_id, external_id, name, variant_of, unlisted, scope,
               organization_id, weights, cataloged, catalog_weights, catalog_organization_id,
               catalog_license_id, license_now_id, catalog_base_id, basis)
           SELECT $1, wanted.external_id, wanted.external_id, base.id,
                  wanted.external_id IS NOT DISTINCT FROM $4, coalesce(base.scope, 0),
                  coalesce(base.catalog_organization_id, namespace.organization_id), $5,
                  coalesce(base.cataloged, false), coalesce(base.catalog_weights, 0),
                  base.catalog_organization_id, base.catalog_license_id, base.catalog_license_id,
                  base.catalog_base_id,
                  CASE WHEN base.cataloged THEN 'variant of ' || base.external_id ELSE $6 END
           FROM unnest($2::text[], $3::text[]) AS wanted (external_id, base)
           LEFT JOIN model base ON base.source_id = $1 AND base.external_id = wanted.base
           LEFT JOIN namespace ON namespace.source_id = $1
                AND namespace.namespace = lower(split_part(wanted.external_id, '/', 1))
                AND wanted.external_id LIKE '%/%'
           RETURNING id, external_id"#,
        source.id,
        external_ids as &[&str],
        variant_of.as_slice() as &[Option<&str>],
        source.unlisted_model,
        source.default_weights,
        basis
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.external_id, row.id))
        .collect())
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

/// Writes what was resolved, and the lineages where a chain of bases may lead elsewhere now: a
/// base became another one, or something became known of a model of which nothing was.
async fn apply_resolved(connection: &mut PgConnection) -> Result<()> {
    let may_lead_elsewhere: Vec<bool> = sqlx::query_scalar(
        "UPDATE model SET organization_id = resolved.organization_id, weights = resolved.weights,
                license_now_id = resolved.license_now_id, base_model_id = resolved.base_model_id,
                lineage = CASE WHEN NOT resolved.states_base THEN 0
                               WHEN old.lineage = 0 THEN $1 ELSE old.lineage END
         FROM resolved, model old
         WHERE model.id = resolved.model_id AND old.id = model.id
           AND (model.organization_id, model.weights, model.license_now_id, model.base_model_id,
                model.lineage <> 0)
               IS DISTINCT FROM
               (resolved.organization_id, resolved.weights, resolved.license_now_id,
                resolved.base_model_id, resolved.states_base)
         RETURNING (old.base_model_id, old.lineage = 0)
                   IS DISTINCT FROM (model.base_model_id, model.lineage = 0)
                OR (coalesce(old.organization_id, old.license_now_id) IS NULL)
                   <> (coalesce(model.organization_id, model.license_now_id) IS NULL)",
    )
    .bind(Unresolved::Unknown.code())
    .fetch_all(&mut *connection)
    .await?;
    if may_lead_elsewhere.contains(&true) {
        update_lineages(connection).await?;
    }
    Ok(())
}

/// Resolves every model and walks every chain of bases.
pub(super) async fn resolve_all(connection: &mut PgConnection) -> Result<()> {
    let all = sqlx::query_scalar!("SELECT id FROM model")
        .fetch_all(&mut *connection)
        .await?;
    resolve(&mut *connection, &all).await?;
    update_lineages(connection).await?;
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

/// Walks every chain of bases again and stores the lineages that changed.
async fn update_lineages(connection: &mut PgConnection) -> Result<()> {
    let rows = sqlx::query!(
        r#"SELECT id, base_model_id, root_model_id, lineage FROM model
           WHERE base_model_id IS NOT NULL OR root_model_id IS NOT NULL OR lineage <> 0"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let stated: HashMap<i64, Option<i64>> = rows
        .iter()
        .filter(|row| row.base_model_id.is_some() || row.lineage != 0)
        .map(|row| (row.id, row.base_model_id))
        .collect();
    let bases = Bases {
        unknown: unknown_bases(&mut *connection).await?,
        stated,
    };
    let (mut ids, mut roots, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let lineage = bases.lineage(row.id);
        if (lineage.root(), lineage.code()) != (row.root_model_id, row.lineage) {
            ids.push(row.id);
            roots.push(lineage.root());
            codes.push(lineage.code());
        }
    }
    sqlx::query!(
        "UPDATE model SET root_model_id = changed.root, lineage = changed.lineage
         FROM unnest($1::bigint[], $2::bigint[], $3::smallint[]) AS changed (id, root, lineage)
         WHERE model.id = changed.id",
        &ids,
        roots.as_slice() as &[Option<i64>],
        &codes
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Bases of which nothing but a name is known: the catalog does not list them, and neither whose
/// they are nor their license is known.
async fn unknown_bases(connection: &mut PgConnection) -> Result<HashSet<i64>> {
    let unknown = sqlx::query_scalar!(
        "SELECT DISTINCT base.id FROM model m JOIN model base ON base.id = m.base_model_id
         WHERE NOT base.cataloged AND base.organization_id IS NULL
           AND base.license_now_id IS NULL"
    )
    .fetch_all(connection)
    .await?;
    Ok(unknown.into_iter().collect())
}
