//! The catalog of this build into the reference tables, when its hash is another one than that of
//! the catalog loaded last. A change moves only the histories of the models it concerns.

mod cataloged;

use super::{Result, Store, claims, lock, merge, models, rollups};
use crate::domain::Semantics;
use crate::domain::catalog::{Catalog, LicenseNames};
use sqlx::PgConnection;
use std::collections::BTreeSet;

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
        rollups::drop_empty_cells(&mut transaction).await?;

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
            .fetch_one(&self.writer().await?)
            .await?;
        Ok(stored.as_deref() == Some(catalog.sha256.as_slice()))
    }
}

/// Writes the whole catalog; returns the models that are placed otherwise than before.
async fn apply(
    connection: &mut PgConnection,
    catalog: &Catalog,
    names: &LicenseNames,
) -> Result<Vec<i64>> {
    cataloged::remember(connection).await?;
    sources_and_metrics(connection, catalog).await?;
    countries_and_organizations(connection, catalog).await?;
    licenses(connection, catalog).await?;
    cataloged::write(connection, catalog).await?;
    let renamed = claims::normalize_again(connection, names).await?;
    drop_organizations(connection, catalog).await?;
    models::resolve_all(connection).await?;
    drop_licenses(connection, catalog).await?;
    let mut changed: BTreeSet<i64> = renamed.into_iter().collect();
    changed.extend(cataloged::compare(connection).await?);
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
        &rows
            .iter()
            .map(|row| row.name.en.clone())
            .collect::<Vec<_>>(),
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

/// Takes out the organizations that left the catalog. What snapshots said of them stays, and
/// names nobody from now on. After the models' own references were written, before models are
/// resolved.
async fn drop_organizations(connection: &mut PgConnection, catalog: &Catalog) -> Result<()> {
    let rows = &catalog.organizations;
    let slugs: Vec<String> = rows.iter().map(|row| row.slug.clone()).collect();
    sqlx::query!(
        "UPDATE model SET organization_id = NULL FROM organization
         WHERE organization.id = model.organization_id AND organization.slug <> ALL($1)",
        &slugs
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM organization WHERE slug <> ALL($1)", &slugs)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes out the licenses that left the catalog, once no text and no model refers to them.
async fn drop_licenses(connection: &mut PgConnection, catalog: &Catalog) -> Result<()> {
    let rows = &catalog.licenses;
    let slugs: Vec<String> = rows.iter().map(|row| row.slug.clone()).collect();
    sqlx::query!("DELETE FROM license WHERE slug <> ALL($1)", &slugs)
        .execute(connection)
        .await?;
    Ok(())
}
