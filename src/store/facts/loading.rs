//! Loading one version of the data whole: names, cells, rollups, moments of capture.

use super::{Cube, contradiction, place, whole};
use crate::domain::catalog::{Catalog, Scope};
use crate::domain::lineage::Unresolved;
use crate::domain::{Bloc, CountryCode, LicenseClass, Localized, Weights};
use crate::query::{self, Attributes, Base, Cell, Dictionary, Entry, Facts, Growing, Restatement};
use crate::store::Result;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(super) async fn read_dictionary(
    connection: &mut PgConnection,
    catalog: &Catalog,
) -> Result<Dictionary> {
    let organizations =
        sqlx::query!("SELECT id, slug, name, country FROM organization ORDER BY slug")
            .fetch_all(&mut *connection)
            .await?;
    let licenses = sqlx::query!("SELECT id, slug, name, class FROM license ORDER BY slug")
        .fetch_all(&mut *connection)
        .await?;
    let countries = sqlx::query!("SELECT code, bloc, name_en, name_fr FROM country ORDER BY code")
        .fetch_all(connection)
        .await?;
    let code = |text: &str| text.parse::<CountryCode>().ok();
    // The store keeps the English names; the catalog it was loaded from has the others.
    let french = |slug: &str| {
        let known = catalog.licenses.iter().find(|row| row.slug == slug);
        known.map(|row| row.name.fr.clone())
    };
    Ok(Dictionary::new(
        organizations
            .into_iter()
            .map(|row| query::Organization {
                id: row.id,
                slug: row.slug,
                name: row.name,
                country: row.country.as_deref().and_then(code),
            })
            .collect(),
        licenses
            .into_iter()
            .map(|row| query::License {
                id: row.id,
                name: Localized {
                    fr: french(&row.slug).unwrap_or_else(|| row.name.clone()),
                    en: row.name,
                },
                slug: row.slug,
                class: LicenseClass::from_code(row.class).unwrap_or(LicenseClass::Unknown),
            })
            .collect(),
        countries
            .into_iter()
            .filter_map(|row| {
                Some(query::Country {
                    code: code(&row.code)?,
                    name: Localized {
                        en: row.name_en,
                        fr: row.name_fr,
                    },
                    bloc: Bloc::from_code(row.bloc)?,
                })
            })
            .collect(),
        catalog.metrics.clone(),
        catalog.sources.clone(),
    ))
}

/// The rollups, of a moment where one is given, and of one metric where that is enough.
pub(super) async fn read_cube(
    connection: &mut PgConnection,
    dictionary: &Dictionary,
    as_of: Option<DateTime<Utc>>,
    metric: Option<&str>,
) -> Result<Cube> {
    let (cells, places) = read_cells(&mut *connection).await?;
    let metrics = sqlx::query!("SELECT id, slug FROM metric")
        .fetch_all(&mut *connection)
        .await?;
    let metrics: HashMap<i16, String> = metrics.into_iter().map(|row| (row.id, row.slug)).collect();
    let mut growing: BTreeMap<i16, Growing> = BTreeMap::new();
    let mut rows = sqlx::query!(
        r#"SELECT r.metric_id, r.observed_on, r.cell_id, sum(r.value)::text AS "value!",
                  sum(r.models)::bigint AS "models!", sum(r.slugs)::bigint AS "slugs!"
           FROM rollup r
           WHERE ($1::timestamptz IS NULL
                  OR r.snapshot_id IN (SELECT id FROM snapshot WHERE captured_at <= $1))
             AND ($2::text IS NULL OR r.metric_id = (SELECT id FROM metric WHERE slug = $2))
           GROUP BY r.metric_id, r.observed_on, r.cell_id
           HAVING sum(r.value) <> 0 OR sum(r.slugs) <> 0
           ORDER BY r.metric_id, r.observed_on, r.cell_id"#,
        as_of,
        metric
    )
    .fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let entry = Entry {
            cell: place(&places, row.cell_id)?,
            model: None,
            value: whole(&row.value)?,
            models: row.models as u32,
            slugs: row.slugs as u32,
        };
        let of_metric = growing.entry(row.metric_id).or_default();
        of_metric.push(row.observed_on, entry);
    }
    drop(rows);
    let restated = read_restated(connection, as_of).await?;

    let mut facts = HashMap::new();
    for (id, growing) in growing {
        let Some(metric) = metrics.get(&id).and_then(|slug| dictionary.metric(slug)) else {
            continue;
        };
        let built = growing
            .grown(metric.clone(), Arc::clone(&cells))
            .map_err(contradiction)?;
        let restatements = restatements(&built, &restated);
        let built = built.with_restatements(restatements);
        facts.insert(metric.slug.clone(), Arc::new(built));
    }
    Ok(Cube {
        cells,
        places,
        facts,
    })
}

/// How many values of a metric and day were restated by a moment, and how far off the old ones
/// were in all.
async fn read_restated(
    connection: &mut PgConnection,
    as_of: Option<DateTime<Utc>>,
) -> Result<HashMap<(String, NaiveDate), (u64, i128)>> {
    let rows = sqlx::query!(
        r#"SELECT metric.slug, r.observed_on, sum(r.restated)::bigint AS "values!",
                  sum(r.restated_by)::text AS "distance!"
           FROM rollup r
           JOIN metric ON metric.id = r.metric_id
           JOIN snapshot ON snapshot.id = r.snapshot_id
           WHERE r.restated <> 0 AND ($1::timestamptz IS NULL OR snapshot.captured_at <= $1)
           GROUP BY metric.slug, r.observed_on"#,
        as_of
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let counted = (row.values.unsigned_abs(), whole(&row.distance)?);
            Ok(((row.slug, row.observed_on), counted))
        })
        .collect()
}

/// What was restated of each day, against what the day adds up to.
fn restatements(
    facts: &Facts,
    restated: &HashMap<(String, NaiveDate), (u64, i128)>,
) -> Vec<Restatement> {
    let of_day = |day: &NaiveDate| {
        let (values, distance) = *restated.get(&(facts.metric().slug.clone(), *day))?;
        Some(Restatement {
            day: *day,
            values,
            share: distance as f64 / facts.total_of(*day).max(1) as f64,
        })
    };
    facts.days().iter().filter_map(of_day).collect()
}

pub(super) async fn read_captures(
    connection: &mut PgConnection,
    as_of: Option<DateTime<Utc>>,
) -> Result<HashMap<String, Vec<DateTime<Utc>>>> {
    let rows = sqlx::query!(
        "SELECT source.slug, snapshot.captured_at FROM snapshot
         JOIN source ON source.id = snapshot.source_id
         WHERE snapshot.retracted_at IS NULL
           AND ($1::timestamptz IS NULL OR snapshot.captured_at <= $1)
         ORDER BY snapshot.captured_at",
        as_of
    )
    .fetch_all(connection)
    .await?;
    let mut captures: HashMap<String, Vec<DateTime<Utc>>> = HashMap::new();
    for row in rows {
        captures.entry(row.slug).or_default().push(row.captured_at);
    }
    Ok(captures)
}

async fn read_cells(connection: &mut PgConnection) -> Result<(Arc<[Cell]>, HashMap<i64, u32>)> {
    let rows = sqlx::query!(
        "SELECT id, scope, organization_id, weights, license_then, license_undated, license_now,
                lineage, base_organization_id, base_weights, base_license_then,
                base_license_undated, base_license_now
         FROM cell ORDER BY id"
    )
    .fetch_all(connection)
    .await?;
    let weights = |code| Weights::from_code(code).unwrap_or(Weights::Unknown);
    let mut cells = Vec::with_capacity(rows.len());
    let mut places = HashMap::with_capacity(rows.len());
    for (row, at) in rows.into_iter().zip(0..) {
        places.insert(row.id, at);
        cells.push(Cell {
            scope: Scope::from_code(row.scope).unwrap_or(Scope::Unknown),
            publisher: Attributes {
                organization: row.organization_id,
                weights: weights(row.weights),
                license_then: row.license_then,
                license_undated: row.license_undated,
                license_now: row.license_now,
            },
            base: match row.lineage {
                0 => Base::Unstated,
                code => Unresolved::from_code(code).map_or(
                    Base::Resolved(Attributes {
                        organization: row.base_organization_id,
                        weights: weights(row.base_weights),
                        license_then: row.base_license_then,
                        license_undated: row.base_license_undated,
                        license_now: row.base_license_now,
                    }),
                    Base::Unresolved,
                ),
            },
        });
    }
    Ok((cells.into(), places))
}
