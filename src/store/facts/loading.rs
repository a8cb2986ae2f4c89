//! Loading one version of the data whole: names, cells, rollups, moments of capture.

use super::{Cube, contradiction, place, whole};
use crate::domain::catalog::{Catalog, Scope};
use crate::domain::lineage::Unresolved;
use crate::domain::{Bloc, CountryCode, LicenseClass, Localized, Weights};
use crate::query::{self, Attributes, Base, Cell, Dictionary, Entry, Facts, Growing, Restatement};
use crate::store::copy::copy_out;
use crate::store::{Error, Result};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
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

/// The rollups, of a moment where one is given.
pub(super) async fn read_cube(
    connection: &mut PgConnection,
    dictionary: &Dictionary,
    as_of: Option<DateTime<Utc>>,
) -> Result<Cube> {
    let (cells, places) = read_cells(&mut *connection).await?;
    let metrics = sqlx::query!("SELECT id, slug FROM metric")
        .fetch_all(&mut *connection)
        .await?;
    let metrics: HashMap<i16, String> = metrics.into_iter().map(|row| (row.id, row.slug)).collect();
    let growing = read_rollups(&mut *connection, &places, as_of).await?;
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

/// The sums of each metric, day and cell. What snapshots changed comes in the order of the table's
/// key and is added up here: the database would take three times as long for it.
async fn read_rollups(
    connection: &mut PgConnection,
    places: &HashMap<i64, u32>,
    as_of: Option<DateTime<Utc>>,
) -> Result<BTreeMap<i16, Growing>> {
    // A COPY takes no parameters; this is a moment of ours.
    let known = as_of.map_or_else(String::new, |moment| {
        let moment = moment.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("WHERE snapshot_id IN (SELECT id FROM snapshot WHERE captured_at <= '{moment}')")
    });
    let query = format!(
        "SELECT metric_id, observed_on, cell_id, value, models, slugs FROM rollup {known}
         ORDER BY metric_id, observed_on, cell_id"
    );
    let mut growing = BTreeMap::new();
    let mut sum = Sum::default();
    copy_out(connection, &query, |row| {
        let of = (row.smallint()?, row.epoch_days()?, row.bigint()?);
        if sum.of != Some(of) {
            std::mem::take(&mut sum).add_to(&mut growing, places)?;
            sum.of = Some(of);
        }
        sum.value += row.numeric()?;
        sum.models += row.bigint()?;
        sum.slugs += row.bigint()?;
        Ok(())
    })
    .await?;
    sum.add_to(&mut growing, places)?;
    Ok(growing)
}

/// What a metric, a day and a cell add up to.
#[derive(Default)]
struct Sum {
    /// The three, the day since 1970-01-01.
    of: Option<(i16, i32, i64)>,
    value: i128,
    models: i64,
    slugs: i64,
}

impl Sum {
    /// Adds it, unless all that was in it has been taken out again.
    fn add_to(
        self,
        growing: &mut BTreeMap<i16, Growing>,
        places: &HashMap<i64, u32>,
    ) -> Result<()> {
        let Some((metric_id, day, cell_id)) = self.of else {
            return Ok(());
        };
        if self.value == 0 && self.slugs == 0 {
            return Ok(());
        }
        let day = NaiveDate::from_epoch_days(day)
            .ok_or_else(|| Error::Inconsistent(format!("a rollup of day {day}")))?;
        let entry = Entry {
            cell: place(places, cell_id)?,
            model: None,
            value: self.value,
            models: self.models as u32,
            slugs: self.slugs as u32,
        };
        growing.entry(metric_id).or_default().push(day, entry);
        Ok(())
    }
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
