//! The catalog of this build into the reference tables, when its hash is another one than that of
//! the catalog loaded last. A change moves only the histories of the models it concerns.

use super::{Result, Store, claims, lock, merge, models, rollups};
use crate::domain::Semantics;
use crate::domain::catalog::{Catalog, LicenseNames, Model};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

impl Store {
    /// Loads the catalog; returns whether anything had to be done.
    pub async fn load_catalog(&self, catalog: &Catalog) -> Result<bool> {
        if self.catalog_is(catalog).await? {
            return Ok(false);
        }
        let (_place, mut transaction) = self.begin_writing().await?;
        let names = LicenseNames::of(catalog);

        // A first pass finds out which models become something else, and is undone; then what
        // those contribute is taken out, the catalog applied for good, and put in again.
        let mut trial = sqlx::Connection::begin(&mut *transaction).await?;
        let changed = apply(&mut trial, catalog, &names).await?;
        let derived = models::derived_from(&mut trial, &changed).await?;
        trial.rollback().await?;

        rollups::begin(&mut transaction).await?;
        let moved: Vec<i64> = changed.iter().chain(&derived).copied().collect();
        merge::move_histories_of(&mut transaction, &moved).await?;
        rollups::move_families(&mut transaction).await?;
        rollups::take_out(&mut transaction).await?;
        apply(&mut transaction, catalog, &names).await?;
        rollups::put_in(&mut transaction).await?;

        sqlx::query!(
            "UPDATE data_version SET catalog_sha256 = $1",
            catalog.sha256.as_slice()
        )
        .execute(&mut *transaction)
        .await?;
        lock::raise_version(&mut transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn catalog_is(&self, catalog: &Catalog) -> Result<bool> {
        let stored = sqlx::query_scalar!("SELECT catalog_sha256 FROM data_version")
            .fetch_one(&self.write)
            .await?;
        Ok(stored.as_deref() == Some(catalog.sha256.as_slice()))
    }
}

/// Writes the whole catalog; returns the models of which a placement may change.
async fn apply(
    connection: &mut PgConnection,
    catalog: &Catalog,
    names: &LicenseNames,
) -> Result<Vec<i64>> {
    sources_and_metrics(connection, catalog).await?;
    countries_and_organizations(connection, catalog).await?;
    licenses(connection, catalog).await?;
    let mut changed: BTreeSet<i64> = cataloged_models(connection, catalog)
        .await?
        .into_iter()
        .collect();
    changed.extend(claims::normalize_again(connection, names).await?);
    changed.extend(models::resolve_all(connection).await?);
    Ok(changed.into_iter().collect())
}

async fn sources_and_metrics(connection: &mut PgConnection, catalog: &Catalog) -> Result<()> {
    for source in &catalog.sources {
        sqlx::query!(
            "INSERT INTO source (id, slug, name, default_weights, variant_separator, unlisted_model)
             VALUES ((SELECT coalesce(max(id), 0) + 1 FROM source), $1, $2, $3, $4, $5)
             ON CONFLICT (slug) DO UPDATE
             SET name = excluded.name, default_weights = excluded.default_weights,
                 variant_separator = excluded.variant_separator,
                 unlisted_model = excluded.unlisted_model",
            source.slug,
            source.name,
            source.default_weights.code(),
            source.variant_separator.map(String::from),
            source.unlisted_model
        )
        .execute(&mut *connection)
        .await?;
    }
    for metric in &catalog.metrics {
        let window_days = match metric.semantics {
            Semantics::Window { days } => i16::try_from(days).ok(),
            Semantics::Cumulative | Semantics::Flow => None,
        };
        sqlx::query!(
            "INSERT INTO metric (id, source_id, slug, semantics, window_days, unit, decimals)
             SELECT (SELECT coalesce(max(id), 0) + 1 FROM metric), source.id, $1, $3, $4, $5, $6
             FROM source WHERE source.slug = $2
             ON CONFLICT (slug) DO UPDATE
             SET semantics = excluded.semantics, window_days = excluded.window_days,
                 unit = excluded.unit, decimals = excluded.decimals",
            metric.slug,
            metric.source,
            metric.semantics.word(),
            window_days,
            metric.unit.en,
            i16::from(metric.decimals)
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn countries_and_organizations(
    connection: &mut PgConnection,
    catalog: &Catalog,
) -> Result<()> {
    let rows = &catalog.countries;
    sqlx::query!(
        "INSERT INTO country (code, bloc, name_en, name_fr, basis)
         SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[])
         ON CONFLICT (code) DO UPDATE
         SET bloc = excluded.bloc, name_en = excluded.name_en, name_fr = excluded.name_fr,
             basis = excluded.basis",
        &rows
            .iter()
            .map(|row| row.code.to_string())
            .collect::<Vec<_>>(),
        &rows.iter().map(|row| row.bloc.code()).collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.name.en.clone())
            .collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.name.fr.clone())
            .collect::<Vec<_>>(),
        &rows.iter().map(|row| row.basis.clone()).collect::<Vec<_>>()
    )
    .execute(&mut *connection)
    .await?;

    let rows = &catalog.organizations;
    let slugs: Vec<String> = rows.iter().map(|row| row.slug.clone()).collect();
    sqlx::query!(
        "INSERT INTO organization (slug, name, country, homepage, basis)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
         ON CONFLICT (slug) DO UPDATE
         SET name = excluded.name, country = excluded.country, homepage = excluded.homepage,
             basis = excluded.basis",
        &slugs,
        &rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.country.map(|code| code.to_string()))
            .collect::<Vec<_>>() as &[Option<String>],
        &rows
            .iter()
            .map(|row| row.homepage.clone())
            .collect::<Vec<_>>() as &[Option<String>],
        &rows.iter().map(|row| row.basis.clone()).collect::<Vec<_>>()
    )
    .execute(&mut *connection)
    .await?;

    sqlx::query!("DELETE FROM namespace")
        .execute(&mut *connection)
        .await?;
    let named = rows.iter().flat_map(|row| {
        row.namespaces
            .iter()
            .map(|(source, name)| (row.slug.clone(), (*source).to_owned(), name.to_lowercase()))
    });
    let (mut owners, mut sources, mut namespaces) = (Vec::new(), Vec::new(), Vec::new());
    for (owner, source, namespace) in named {
        owners.push(owner);
        sources.push(source);
        namespaces.push(namespace);
    }
    sqlx::query!(
        "INSERT INTO namespace (source_id, namespace, organization_id)
         SELECT source.id, named.namespace, organization.id
         FROM unnest($1::text[], $2::text[], $3::text[]) AS named (owner, source, namespace)
         JOIN source ON source.slug = named.source
         JOIN organization ON organization.slug = named.owner
         ON CONFLICT DO NOTHING",
        &owners,
        &sources,
        &namespaces
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn licenses(connection: &mut PgConnection, catalog: &Catalog) -> Result<()> {
    let rows = &catalog.licenses;
    sqlx::query!(
        "INSERT INTO license (slug, name, spdx_id, class, osi_approved, url, basis)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::boolean[],
                              $6::text[], $7::text[])
         ON CONFLICT (slug) DO UPDATE
         SET name = excluded.name, spdx_id = excluded.spdx_id, class = excluded.class,
             osi_approved = excluded.osi_approved, url = excluded.url, basis = excluded.basis",
        &rows.iter().map(|row| row.slug.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.spdx_id.clone())
            .collect::<Vec<_>>() as &[Option<String>],
        &rows.iter().map(|row| row.class.code()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.osi_approved).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.url.clone()).collect::<Vec<_>>() as &[Option<String>],
        &rows.iter().map(|row| row.basis.clone()).collect::<Vec<_>>()
    )
    .execute(connection)
    .await?;
    Ok(())
}

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

/// Writes the cataloged models; returns those whose catalog row became another one.
async fn cataloged_models(connection: &mut PgConnection, catalog: &Catalog) -> Result<Vec<i64>> {
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
    let mut changed = Vec::new();
    for statement in [UPDATE_LISTED, DROP_UNLISTED, INHERIT_TO_VARIANTS] {
        let ids: Vec<i64> = sqlx::query_scalar(statement)
            .fetch_all(&mut *connection)
            .await?;
        changed.extend(ids);
    }
    sqlx::raw_sql(DESCRIBE_LISTED)
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("DROP TABLE listed_model")
        .execute(connection)
        .await?;
    Ok(changed)
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

/// What placements follow from; returns the models for which it became something else.
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
           row.license_id, row.base_id)
    RETURNING model.id";

/// Rows that left the catalog are as unknown as any other model from now on.
const DROP_UNLISTED: &str = "
    UPDATE model SET cataloged = false, catalog_organization_id = NULL, catalog_weights = 0,
           catalog_license_id = NULL, catalog_base_id = NULL, scope = 0, name = external_id,
           basis = 'no longer in the catalog'
    WHERE cataloged AND variant_of IS NULL
      AND NOT EXISTS (SELECT FROM listed_model row WHERE row.model_id = model.id)
    RETURNING id";

/// Variants the catalog does not list are what it says of the model they are a variant of.
const INHERIT_TO_VARIANTS: &str = "
    UPDATE model SET cataloged = base.cataloged, scope = base.scope,
           catalog_organization_id = base.catalog_organization_id,
           catalog_weights = base.catalog_weights, catalog_license_id = base.catalog_license_id,
           catalog_base_id = base.catalog_base_id
    FROM model base
    WHERE base.id = model.variant_of
      AND NOT EXISTS (SELECT FROM listed_model row WHERE row.model_id = model.id)
      AND (model.cataloged, model.scope, model.catalog_organization_id, model.catalog_weights,
           model.catalog_license_id, model.catalog_base_id)
          IS DISTINCT FROM
          (base.cataloged, base.scope, base.catalog_organization_id, base.catalog_weights,
           base.catalog_license_id, base.catalog_base_id)
    RETURNING model.id";

/// What only pages show.
const DESCRIBE_LISTED: &str = "
    UPDATE model SET name = row.name, released_on = row.released_on,
           huggingface_id = row.huggingface_id, basis = row.basis
    FROM listed_model row
    WHERE model.id = row.model_id
      AND (model.name, model.released_on, model.huggingface_id, model.basis)
          IS DISTINCT FROM (row.name, row.released_on, row.huggingface_id, row.basis)";
