//! The models of the catalog into `model`, and which models that places otherwise.

use super::super::{Result, models};
use crate::domain::catalog::{Catalog, Model};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of `models.csv`, with the bases their variants imply: a slug known only as
/// `x:free` tells what `x` is.
fn model_rows(catalog: &Catalog) -> BTreeMap<(&str, String), Model> {
    let mut rows: BTreeMap<(&str, String), Model> = BTreeMap::new();
    for model in &catalog.models {
        rows.insert(
            (model.source.as_str(), model.external_id.clone()),
            model.clone(),
        );
    }
    for model in &catalog.models {
        let Some(base) = base_of_variant(catalog, model) else {
            continue;
        };
        rows.entry((model.source.as_str(), base.clone()))
            .or_insert_with(|| Model {
                name: model
                    .name
                    .split(" (")
                    .next()
                    .unwrap_or(&model.name)
                    .to_owned(),
                basis: format!("as its variant {}", model.external_id),
                external_id: base,
                variant_of: None,
                ..model.clone()
            });
    }
    rows
}

fn base_of_variant(catalog: &Catalog, model: &Model) -> Option<String> {
    if let Some(base) = &model.variant_of {
        return Some(base.clone());
    }
    let separator = catalog.source(&model.source)?.variant_separator?;
    let (base, variant) = model.external_id.split_once(separator)?;
    (!base.is_empty() && !variant.is_empty()).then(|| base.to_owned())
}

/// Writes the cataloged models.
pub(super) async fn write(connection: &mut PgConnection, catalog: &Catalog) -> Result<()> {
    let rows = model_rows(catalog);
    for source in &catalog.sources {
        let source_row = models::source(connection, &source.slug).await?;
        let ids: Vec<&str> = rows
            .keys()
            .filter(|(slug, _)| *slug == source.slug)
            .map(|(_, external_id)| external_id.as_str())
            .collect();
        models::admit(connection, &source_row, &ids, "catalog").await?;
    }
    // Bases are named by Hub id; one nobody listed is admitted like any new model.
    let hub = models::source(connection, "huggingface").await?;
    let bases: BTreeSet<&str> = rows
        .values()
        .filter_map(|row| row.base_model.as_deref())
        .collect();
    let bases: Vec<&str> = bases.into_iter().collect();
    models::admit(connection, &hub, &bases, "named as a base in the catalog").await?;

    list_models(connection, catalog, rows.values()).await?;
    for statement in [
        UPDATE_LISTED,
        DROP_UNLISTED,
        INHERIT_TO_VARIANTS,
        DESCRIBE_LISTED,
        "DROP TABLE listed_model",
    ] {
        sqlx::raw_sql(statement).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Copies the rows, with their references resolved, into the temporary table `listed_model`.
async fn list_models(
    connection: &mut PgConnection,
    catalog: &Catalog,
    rows: impl Iterator<Item = &Model> + Clone,
) -> Result<()> {
    let texts = |of: fn(&Model) -> &str| {
        rows.clone()
            .map(|row| of(row).to_owned())
            .collect::<Vec<_>>()
    };
    let maybe = |of: fn(&Model) -> Option<&String>| {
        rows.clone()
            .map(|row| of(row).cloned())
            .collect::<Vec<Option<String>>>()
    };
    let variants: Vec<Option<String>> = rows
        .clone()
        .map(|row| base_of_variant(catalog, row))
        .collect();
    sqlx::raw_sql(
        "CREATE TEMP TABLE listed_model (
             model_id bigint PRIMARY KEY, name text, variant_of bigint, unlisted boolean,
             scope smallint, organization_id integer, weights smallint, license_id integer,
             base_id bigint, released_on text, huggingface_id text, basis text) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO listed_model
         SELECT model.id, listed.name, base.id, listed.unlisted, listed.scope, organization.id,
                listed.weights, license.id, origin.id, listed.released_on, listed.huggingface_id,
                listed.basis
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::smallint[],
                     $7::text[], $8::smallint[], $9::text[], $10::text[], $11::text[], $12::text[],
                     $13::text[])
              AS listed (source, external_id, name, variant_of, unlisted, scope, organization,
                         weights, license, base_model, released_on, huggingface_id, basis)
         JOIN source ON source.slug = listed.source
         JOIN model ON model.source_id = source.id AND model.external_id = listed.external_id
         LEFT JOIN model base ON base.source_id = source.id AND base.external_id = listed.variant_of
         LEFT JOIN organization ON organization.slug = listed.organization
         LEFT JOIN license ON license.slug = listed.license
         LEFT JOIN source hub ON hub.slug = 'huggingface'
         LEFT JOIN model origin ON origin.source_id = hub.id AND origin.external_id = listed.base_model",
    )
    .bind(texts(|row| &row.source))
    .bind(texts(|row| &row.external_id))
    .bind(texts(|row| &row.name))
    .bind(variants)
    .bind(rows.clone().map(|row| row.unlisted).collect::<Vec<_>>())
    .bind(rows.clone().map(|row| row.scope.code()).collect::<Vec<_>>())
    .bind(maybe(|row| row.organization.as_ref()))
    .bind(rows.clone().map(|row| row.weights.code()).collect::<Vec<_>>())
    .bind(maybe(|row| row.license.as_ref()))
    .bind(maybe(|row| row.base_model.as_ref()))
    .bind(maybe(|row| row.released_on.as_ref()))
    .bind(maybe(|row| row.huggingface_id.as_ref()))
    .bind(texts(|row| &row.basis))
    .execute(connection)
    .await?;
    Ok(())
}

/// What placements follow from.
const UPDATE_LISTED: &str = "
    UPDATE model SET cataloged = true, variant_of = row.variant_of, unlisted = row.unlisted,
           scope = row.scope, catalog_organization_id = row.organization_id,
           catalog_weights = row.weights, catalog_license_id = row.license_id,
           catalog_base_id = row.base_id
    FROM listed_model row
    WHERE model.id = row.model_id
      AND (model.cataloged, model.variant_of, model.unlisted, model.scope,
           model.catalog_organization_id, model.catalog_weights, model.catalog_license_id,
           model.catalog_base_id)
          IS DISTINCT FROM
          (true, row.variant_of, row.unlisted, row.scope, row.organization_id, row.weights,
           row.license_id, row.base_id)";

/// Rows that left the catalog are what they were had they never been in it: a variant of what
/// their name says, and otherwise unknown.
const DROP_UNLISTED: &str = "
    UPDATE model SET cataloged = false, catalog_organization_id = NULL, catalog_weights = 0,
           catalog_license_id = NULL, catalog_base_id = NULL, scope = 0, variant_of = main.id,
           unlisted = self.external_id IS NOT DISTINCT FROM source.unlisted_model,
           name = self.external_id, released_on = NULL, huggingface_id = NULL,
           basis = 'no longer in the catalog'
    FROM model self
    JOIN source ON source.id = self.source_id
    LEFT JOIN model main ON main.source_id = self.source_id
         AND main.external_id = split_part(self.external_id, source.variant_separator, 1)
         AND length(self.external_id)
             > length(main.external_id) + length(source.variant_separator)
    WHERE self.id = model.id AND self.cataloged
      AND NOT EXISTS (SELECT FROM listed_model row WHERE row.model_id = model.id)";

/// Variants the catalog does not list are what it says of the model they are a variant of.
const INHERIT_TO_VARIANTS: &str = "
    UPDATE model SET cataloged = base.cataloged, scope = base.scope,
           catalog_organization_id = base.catalog_organization_id,
           catalog_weights = base.catalog_weights, catalog_license_id = base.catalog_license_id,
           catalog_base_id = base.catalog_base_id,
           basis = CASE WHEN base.cataloged THEN 'variant of ' || base.external_id
                        ELSE model.basis END
    FROM model base
    WHERE base.id = model.variant_of
      AND NOT EXISTS (SELECT FROM listed_model row WHERE row.model_id = model.id)
      AND (model.cataloged, model.scope, model.catalog_organization_id, model.catalog_weights,
           model.catalog_license_id, model.catalog_base_id)
          IS DISTINCT FROM
          (base.cataloged, base.scope, base.catalog_organization_id, base.catalog_weights,
           base.catalog_license_id, base.catalog_base_id)";

/// What only pages show.
const DESCRIBE_LISTED: &str = "
    UPDATE model SET name = row.name, released_on = row.released_on,
           huggingface_id = row.huggingface_id, basis = row.basis
    FROM listed_model row
    WHERE model.id = row.model_id
      AND (model.name, model.released_on, model.huggingface_id, model.basis)
          IS DISTINCT FROM (row.name, row.released_on, row.huggingface_id, row.basis)";

/// Keeps, in the table `model_before`, everything of a model that its placement follows from.
pub(super) async fn remember(connection: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE model_before ON COMMIT DROP AS
         SELECT id, variant_of, unlisted, scope, organization_id, weights, catalog_license_id,
                license_now_id, root_model_id, lineage
         FROM model",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The models that are placed otherwise than when [`remember`] was called, and the families that
/// such a model is of now: together they are counted as one.
pub(super) async fn compare(connection: &mut PgConnection) -> Result<Vec<i64>> {
    let changed = sqlx::query_scalar(
        "WITH changed AS (
             SELECT model.id, coalesce(model.variant_of, model.id) AS family_id
             FROM model JOIN model_before before ON before.id = model.id
             WHERE (model.variant_of, model.unlisted, model.scope, model.organization_id,
                    model.weights, model.catalog_license_id, model.license_now_id,
                    model.root_model_id, model.lineage)
                   IS DISTINCT FROM
                   (before.variant_of, before.unlisted, before.scope, before.organization_id,
                    before.weights, before.catalog_license_id, before.license_now_id,
                    before.root_model_id, before.lineage)
         )
         SELECT id FROM changed
         UNION
         SELECT sibling.id FROM model sibling
         JOIN changed ON changed.family_id = coalesce(sibling.variant_of, sibling.id)",
    )
    .fetch_all(&mut *connection)
    .await?;
    sqlx::raw_sql("DROP TABLE model_before")
        .execute(connection)
        .await?;
    Ok(changed)
}
