//! Taking a snapshot out of all readings: it is kept and marked, and the store is as if it had
//! never come.

use super::replay::{self, Subject};
use super::staging::{self, Ids};
use super::{Error, Result, Store, lock, merge, models, rollups, snapshots};
use crate::domain::catalog::{Catalog, LicenseNames};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

impl Store {
    /// Retracts a snapshot, with the reason readers will be shown.
    pub async fn retract(
        &self,
        id: i64,
        why: &str,
        now: DateTime<Utc>,
        catalog: &Catalog,
    ) -> Result<()> {
        let (_place, mut transaction) = self.begin_writing().await?;
        let connection = &mut *transaction;
        let row = sqlx::query!(
            "SELECT source.slug, captured_at, first_observed_on, last_observed_on, makes_claims,
                    retracted_why
             FROM snapshot JOIN source ON source.id = snapshot.source_id WHERE snapshot.id = $1",
            id
        )
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Error::NoSnapshot(id))?;
        if let Some(why) = row.retracted_why {
            return Err(Error::AlreadyRetracted(id, why));
        }
        sqlx::query!(
            "UPDATE snapshot SET retracted_at = $2, retracted_why = $3 WHERE id = $1",
            id,
            now,
            why
        )
        .execute(&mut *connection)
        .await?;

        let source = models::source(connection, &row.slug).await?;
        let content = snapshots::read_content(connection, id, &catalog.metrics).await?;
        let names = LicenseNames::of(catalog);
        let ids = Ids::resolve(connection, &source, &content, &names, "retracted").await?;
        models::resolve(connection, &ids.new_variants).await?;
        staging::stage(connection, &content, &ids).await?;
        let claims = ids.claims(&content)?;
        let subject = Subject {
            id,
            source: &source,
            captured_at: row.captured_at,
            first_observed_on: row.first_observed_on,
            last_observed_on: row.last_observed_on,
        };
        let others = subject.others(connection).await?;

        rollups::begin(connection).await?;
        let claimed: BTreeSet<i64> = claims.iter().map(|claim| claim.model_id).collect();
        merge::list_claimed(connection, &claimed).await?;
        sqlx::query("INSERT INTO moved_key SELECT metric_id, model_id, observed_on FROM staged")
            .execute(&mut *connection)
            .await?;
        let mut read = others.of_days;
        if row.makes_claims {
            read.extend(others.of_claims.iter().map(|capture| capture.id));
        }
        read.push(id);
        read.sort_unstable();
        read.dedup();
        replay::read_again(connection, &source, &read, catalog).await?;
        let changed = replay::rebuild_claims(connection, id).await?;
        let derived = models::derived_from(connection, &changed).await?;
        let moved: Vec<i64> = changed.iter().chain(&derived).copied().collect();
        merge::move_histories_of(connection, &moved).await?;
        rollups::move_families(connection).await?;
        rollups::take_out(connection).await?;

        replay::rewrite_claims(connection).await?;
        models::resolve(connection, &changed).await?;
        replay::rewrite_observations(connection, id, 0).await?;
        rollups::put_in(connection).await?;
        lock::raise_version(connection).await?;
        transaction.commit().await?;
        Ok(())
    }
}
