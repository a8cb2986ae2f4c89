//! One snapshot into the store, in one transaction: the claim on its hash, its content, its
//! observations, the rollups and the data version. Whatever happens in between, all of it is
//! there afterwards or nothing is.

use super::claims::late::{LateClaims, Splice};
use super::claims::{self, Claim, NewRuns};
use super::models::{self, SourceRow};
use super::observations;
use super::partitions::Partitions;
use super::replay::{self, Subject};
use super::staging::{self, Ids};
use super::verdicts::Verdicts;
use super::{Result, Store, lock, rollups};
use crate::domain::catalog::{Catalog, LicenseNames};
use crate::snapshot::{Encoded, SnapshotContent};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use std::collections::BTreeSet;

pub use super::observations::Counts;

/// A snapshot on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// What it says.
    pub content: &'a SnapshotContent,
    /// The same as kept bytes, with their hash.
    pub encoded: &'a Encoded,
    /// Where it came from: a file name or an address.
    pub origin: &'a str,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// The catalog in force.
    pub catalog: &'a Catalog,
}

/// What became of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// It is stored.
    Stored {
        /// Its number.
        id: i64,
        /// What it changed.
        counts: Counts,
    },
    /// The same content is stored already.
    AlreadyKnown {
        /// The number it is known under.
        id: i64,
    },
}

impl Store {
    /// Merges a snapshot. The same content a second time changes nothing.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn merge(&self, incoming: &Incoming<'_>) -> Result<Merged> {
        if let Some(id) = self.known_content(incoming).await? {
            return Ok(Merged::AlreadyKnown { id });
        }
        self.prepare_partitions(&incoming.content.months()).await?;

        let (_place, mut transaction) = self.begin_writing().await?;
        let source = models::source(&mut transaction, incoming.content.source()).await?;
        let Some(id) = claim_hash(&mut transaction, incoming, &source).await? else {
            transaction.rollback().await?;
            return match self.known_content(incoming).await? {
                Some(id) => Ok(Merged::AlreadyKnown { id }),
                None => Err(super::Error::Inconsistent(
                    "a content hash came and went".to_owned(),
                )),
            };
        };
        let counts = Merge {
            connection: &mut transaction,
            incoming,
            source,
            id,
        }
        .run()
        .await?;
        lock::raise_version(&mut transaction).await?;
        transaction.commit().await?;
        Ok(Merged::Stored { id, counts })
    }

    async fn known_content(&self, incoming: &Incoming<'_>) -> Result<Option<i64>> {
        let hash = incoming.encoded.sha256.as_slice();
        let id = sqlx::query_scalar!("SELECT id FROM snapshot WHERE content_sha256 = $1", hash)
            .fetch_optional(&self.writer().await?)
            .await?;
        Ok(id)
    }
}

/// Takes the snapshot's number, unless its content is known, and keeps the content.
#[tracing::instrument(level = "debug", skip_all)]
async fn claim_hash(
    connection: &mut PgConnection,
    incoming: &Incoming<'_>,
    source: &SourceRow,
) -> Result<Option<i64>> {
    let (content, encoded) = (incoming.content, incoming.encoded);
    let (first, last) = observed_range(content)?;
    let slugs: Vec<String> = content
        .metrics()
        .iter()
        .map(|metric| metric.slug.clone())
        .collect();
    let rows = i64::try_from(content.row_count()).unwrap_or(i64::MAX);
    let bytes = i64::try_from(encoded.text_bytes).unwrap_or(i64::MAX);
    let id = sqlx::query_scalar!(
        "INSERT INTO snapshot (source_id, captured_at, received_at, origin, content_sha256,
             content_bytes, rows, first_observed_on, last_observed_on, metric_ids, makes_claims)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9,
                ARRAY(SELECT id FROM metric WHERE slug = ANY($10) ORDER BY id), $11
         ON CONFLICT (content_sha256) DO NOTHING
         RETURNING id",
        source.id,
        content.captured_at(),
        incoming.received_at,
        incoming.origin,
        encoded.sha256.as_slice(),
        bytes,
        rows,
        first,
        last,
        &slugs,
        content.says_more(),
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = id else { return Ok(None) };
    for (part, body) in (0_i32..).zip(encoded.parts.iter()) {
        let body = body?;
        sqlx::query!(
            "INSERT INTO snapshot_part (snapshot_id, part, body) VALUES ($1, $2, $3)",
            id,
            part,
            &*body
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(Some(id))
}

/// A merge under way.
struct Merge<'a> {
    connection: &'a mut PgConnection,
    incoming: &'a Incoming<'a>,
    source: SourceRow,
    id: i64,
}

/// How a snapshot's claims reach the store.
enum ClaimPlan {
    /// It is the newest of its source: runs go on, or new ones start.
    Newest(NewRuns),
    /// Later snapshots have spoken of models: runs are spliced.
    Late(Splice),
}

impl Merge<'_> {
    async fn run(mut self) -> Result<Counts> {
        let content = self.incoming.content;
        let names = LicenseNames::of(self.incoming.catalog);
        let captured_at = content.captured_at();
        let days = observed_range(content)?;
        let basis = format!("first named by snapshot {}", self.id);

        let ids = Ids::resolve(self.connection, &self.source, content, &names, &basis).await?;
        let claims = ids.claims(content)?;
        let subject = Subject {
            id: self.id,
            source: &self.source,
            captured_at,
            first_observed_on: days.0,
            last_observed_on: days.1,
        };
        let others = subject.others(self.connection).await?;
        let partitions = Partitions::find(self.connection, &content.months()).await?;

        rollups::begin(self.connection).await?;
        let late_days = others.later_of_days;
        let splice = if others.later_of_claims && !claims.is_empty() {
            let late = LateClaims {
                source: &self.source,
                catalog: self.incoming.catalog,
                captured_at,
                sha256: &self.incoming.encoded.sha256,
                claims: &claims,
                others: &others.of_claims,
            };
            Some(late.splice(self.connection).await?)
        } else {
            None
        };
        let contested = splice.as_ref().map(|splice| &splice.contested);
        let contested = contested.filter(|models| !models.is_empty());
        let verdicts = if late_days {
            partitions.make_missing(self.connection).await?;
            self.move_all(&ids).await?;
            None
        } else {
            Some(self.judge(&ids, &partitions).await?)
        };
        if late_days || contested.is_some() {
            list_claimed(self.connection, contested.unwrap_or(&BTreeSet::new())).await?;
            let mut read = if late_days {
                others.of_days
            } else {
                Vec::new()
            };
            if contested.is_some() {
                read.extend(others.of_claims.iter().map(|capture| capture.id));
            }
            read.push(self.id);
            read.sort_unstable();
            read.dedup();
            replay::read_again(self.connection, &self.source, &read, self.incoming.catalog).await?;
        }

        let (plan, changed) = self.plan_claims(&claims, splice, captured_at).await?;
        self.move_models(&changed, &ids).await?;
        if let ClaimPlan::Late(splice) = &plan {
            rollups::move_spans(self.connection, &splice.spans, self.id).await?;
        }
        rollups::move_families(self.connection).await?;
        let moves = rollups::anything_moves(self.connection).await?;
        if moves {
            rollups::take_out(self.connection).await?;
        }

        match plan {
            ClaimPlan::Newest(runs) => runs.start(self.connection, captured_at).await?,
            ClaimPlan::Late(splice) => {
                splice.write(self.connection).await?;
                if !splice.contested.is_empty() {
                    replay::rewrite_claims(self.connection).await?;
                }
            }
        }
        let unresolved = [changed, ids.new_variants.clone()].concat();
        models::resolve(self.connection, &unresolved).await?;
        let counts = if let Some(verdicts) = &verdicts {
            self.write(&ids, verdicts, &partitions).await?
        } else {
            replay::rewrite_observations(self.connection, 0, self.id).await?;
            stored_counts(self.connection, self.id).await?
        };
        if moves {
            rollups::put_in(self.connection).await?;
        }
        Ok(counts)
    }

    /// Lists every key of the snapshot as moved: it is to be read together with later ones.
    async fn move_all(&mut self, ids: &Ids) -> Result<()> {
        staging::stage(self.connection, self.incoming.content, ids).await?;
        sqlx::query("INSERT INTO moved_key SELECT metric_id, model_id, observed_on FROM staged")
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// Reads the snapshot's rows against what is known, and lists what they move.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn judge(&mut self, ids: &Ids, partitions: &Partitions) -> Result<Verdicts> {
        let content = self.incoming.content;
        let known = partitions.known_days(content.days());
        let verdicts = Verdicts::read(self.connection, &self.source, content, ids, known).await?;
        let has_variants = self.source.variant_separator.is_some();
        verdicts
            .list_moved(self.connection, content, ids, has_variants)
            .await?;
        Ok(verdicts)
    }

    /// Writes what was judged: closes restated observations, inserts new ones, keeps both.
    async fn write(
        &mut self,
        ids: &Ids,
        verdicts: &Verdicts,
        partitions: &Partitions,
    ) -> Result<Counts> {
        let content = self.incoming.content;
        let counts = verdicts.counts();
        if counts.restated > 0 {
            let days = observed_range(content)?;
            observations::close_restated(self.connection, self.id, content.captured_at(), days)
                .await?;
        }
        observations::write(self.connection, self.id, content, ids, verdicts, partitions).await?;
        store_counts(self.connection, self.id, counts).await?;
        if self.source.variant_separator.is_none() && counts.inserted > 0 {
            rollups::put_in_inserted(self.connection, self.id, content, ids, verdicts).await?;
        }
        Ok(counts)
    }

    /// Decides how the claims are written; returns the models of which they say something new.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn plan_claims(
        &mut self,
        claims: &[Claim],
        splice: Option<Splice>,
        captured_at: DateTime<Utc>,
    ) -> Result<(ClaimPlan, Vec<i64>)> {
        if let Some(splice) = splice {
            let mut changed = splice.changed.clone();
            if !splice.contested.is_empty() {
                changed.extend(replay::rebuild_claims(self.connection, 0).await?);
            }
            return Ok((ClaimPlan::Late(splice), changed));
        }
        let runs = claims::prolong(self.connection, claims, captured_at).await?;
        let changed = runs.models().to_vec();
        Ok((ClaimPlan::Newest(runs), changed))
    }

    /// Lists the histories that move to other cells: of models of which something new is said,
    /// and of those made from them. A model nobody knew before has no history to move.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn move_models(&mut self, changed: &[i64], ids: &Ids) -> Result<()> {
        let mut moved: Vec<i64> = changed
            .iter()
            .copied()
            .filter(|id| ids.new_models.binary_search(id).is_err())
            .collect();
        moved.extend(models::derived_from(self.connection, &moved).await?);
        move_histories_of(self.connection, &moved).await
    }
}

/// Lists these models as moved, with all their observations.
pub(super) async fn move_histories_of(connection: &mut PgConnection, models: &[i64]) -> Result<()> {
    if models.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO moved_model SELECT DISTINCT unnest($1::bigint[]) ON CONFLICT DO NOTHING",
    )
    .bind(models)
    .execute(&mut *connection)
    .await?;
    sqlx::raw_sql("ANALYZE moved_model")
        .execute(&mut *connection)
        .await?;
    rollups::move_histories(connection).await
}

/// Lists the models whose claims are to be read again from other snapshots.
pub(super) async fn list_claimed(
    connection: &mut PgConnection,
    models: &BTreeSet<i64>,
) -> Result<()> {
    let models: Vec<i64> = models.iter().copied().collect();
    sqlx::raw_sql("CREATE TEMP TABLE claimed_model (model_id bigint PRIMARY KEY) ON COMMIT DROP")
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO claimed_model SELECT DISTINCT unnest($1::bigint[])")
        .bind(models)
        .execute(connection)
        .await?;
    Ok(())
}

async fn store_counts(connection: &mut PgConnection, id: i64, counts: Counts) -> Result<()> {
    sqlx::query!(
        "UPDATE snapshot SET inserted = $2, restated = $3, unchanged = $4 WHERE id = $1",
        id,
        counts.inserted,
        counts.restated,
        counts.unchanged
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn stored_counts(connection: &mut PgConnection, id: i64) -> Result<Counts> {
    let counts = sqlx::query_as!(
        Counts,
        "SELECT inserted, restated, unchanged FROM snapshot WHERE id = $1",
        id
    )
    .fetch_one(connection)
    .await?;
    Ok(counts)
}

fn observed_range(content: &SnapshotContent) -> Result<(NaiveDate, NaiveDate)> {
    content
        .observed_range()
        .ok_or_else(|| super::Error::Inconsistent("a snapshot without observations".to_owned()))
}
