//! One snapshot into the store, in one transaction: the claim on its hash, its content, its
//! observations, the rollups and the data version. Whatever happens in between, all of it is
//! there afterwards or nothing is.

use super::copy::BinaryCopy;
use super::models::{self, SourceRow};
use super::partitions::{Origin, Partitions};
use super::replay::{self, Others, Subject};
use super::rollups::Added;
use super::staging::{self, Ids};
use super::verdicts::Verdicts;
use super::{Result, Store, lock, observations, rollups, sightings};
use crate::domain::catalog::{Catalog, LicenseNames};
use crate::snapshot::{Encoded, Saying, SnapshotContent};
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
            .fetch_optional(&self.write)
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
    let makes_claims = content
        .sayings()
        .iter()
        .any(|saying| *saying != Saying::default());
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
        makes_claims,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = id else { return Ok(None) };
    let mut copy = BinaryCopy::start(
        connection,
        "COPY snapshot_part (snapshot_id, part, body) FROM STDIN (FORMAT binary)",
    )
    .await?;
    for (part, body) in (0..).zip(encoded.parts.iter()) {
        copy.row(3).bigint(id).integer(part).bytes(&body?);
        copy.flush().await?;
    }
    copy.finish().await?;
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
enum ClaimPlan<'a> {
    /// It is the newest of its source: runs go on, or new ones start.
    Newest(sightings::Read<'a>),
    /// Later snapshots have spoken of models: all of them are read again.
    ReadAgain,
}

impl<'a> Merge<'a> {
    async fn run(mut self) -> Result<Counts> {
        let content = self.incoming.content;
        let names = LicenseNames::of(self.incoming.catalog);
        let days = observed_range(content)?;
        let basis = format!("first named by snapshot {}", self.id);

        let ids = Ids::resolve(self.connection, &self.source, content, &names, &basis).await?;
        if ids.few {
            ids.list_models(self.connection).await?;
        }
        let subject = Subject {
            id: self.id,
            source: &self.source,
            captured_at: content.captured_at(),
            first_observed_on: days.0,
            last_observed_on: days.1,
        };
        let others = subject.others(self.connection).await?;
        let partitions = Partitions::find(self.connection, &content.months()).await?;

        let late_days = others.later_of_days;
        let late_claims = others.later_of_claims && !ids.claims.is_empty();
        let late = late_days || late_claims;
        if late {
            rollups::begin(self.connection).await?;
        }
        if late_days {
            partitions.make_missing(self.connection).await?;
            self.move_all(&ids).await?;
        }
        if late {
            self.read_again(&ids, others, late_days, late_claims)
                .await?;
        }
        let (plan, changed) = self.plan_claims(&ids, late_claims).await?;
        let moved = self.moved_models(&changed).await?;
        let verdicts = if late_days {
            None
        } else {
            Some(self.judge(&ids, &partitions, &moved).await?)
        };
        let moves = self.take_out(&ids, &moved, verdicts.as_ref(), late).await?;

        match plan {
            ClaimPlan::Newest(read) => {
                read.start(self.connection, content.captured_at()).await?;
            }
            ClaimPlan::ReadAgain => replay::rewrite_claims(self.connection).await?,
        }
        let resolved = [changed, ids.unresolved.clone()].concat();
        models::resolve(self.connection, &resolved).await?;
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

    /// Reads the snapshot again together with those that say something of the same.
    async fn read_again(
        &mut self,
        ids: &Ids,
        others: Others,
        late_days: bool,
        late_claims: bool,
    ) -> Result<()> {
        list_claimed(self.connection, ids).await?;
        let mut read = if late_days {
            others.of_days
        } else {
            Vec::new()
        };
        if late_claims {
            read.extend(others.of_claims);
        }
        read.push(self.id);
        read.sort_unstable();
        read.dedup();
        replay::read_again(self.connection, &self.source, &read, self.incoming.catalog).await
    }

    /// Reads the snapshot's rows against what is known.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn judge(
        &mut self,
        ids: &Ids,
        partitions: &Partitions,
        moved: &BTreeSet<i64>,
    ) -> Result<Verdicts<'a>> {
        let content = self.incoming.content;
        let source = &self.source;
        Verdicts::read(self.connection, source, content, ids, partitions, moved).await
    }

    /// Takes out of the rollups what moves, where anything does; returns whether.
    async fn take_out(
        &mut self,
        ids: &Ids,
        moved: &BTreeSet<i64>,
        verdicts: Option<&Verdicts<'_>>,
        has_begun: bool,
    ) -> Result<bool> {
        let verdicts = verdicts.filter(|verdicts| verdicts.moves_keys());
        if !has_begun {
            if moved.is_empty() && verdicts.is_none() {
                return Ok(false);
            }
            rollups::begin(self.connection).await?;
        }
        if let Some(verdicts) = verdicts {
            verdicts.list_moved(self.connection, ids).await?;
        }
        move_histories_of(self.connection, moved).await?;
        rollups::move_families(self.connection).await?;
        let moves = rollups::anything_moves(self.connection).await?;
        if moves {
            rollups::take_out(self.connection).await?;
        }
        Ok(moves)
    }

    /// Writes what was judged: closes restated observations, inserts new ones, keeps both.
    async fn write(
        &mut self,
        ids: &Ids,
        verdicts: &Verdicts<'_>,
        partitions: &Partitions,
    ) -> Result<Counts> {
        let content = self.incoming.content;
        let counts = verdicts.counts();
        let origin = Origin {
            snapshot_id: self.id,
            captured_at: content.captured_at(),
        };
        if counts.restated > 0 {
            verdicts.list_restated(self.connection, ids).await?;
            let days = observed_range(content)?;
            observations::close_restated(self.connection, self.id, origin.captured_at, days)
                .await?;
        }
        store_counts(self.connection, self.id, counts).await?;
        if counts.inserted + counts.restated == 0 {
            return Ok(counts);
        }
        // With variants, what is new moves, and is put in with all that does.
        let mut added = None;
        if self.source.variant_separator.is_none() {
            let begun = Added::begin(self.connection, &self.source, ids, origin.captured_at);
            added = Some(begun.await?);
        }
        observations::write(
            self.connection,
            &origin,
            ids,
            verdicts,
            partitions,
            &mut added,
        )
        .await?;
        if let Some(added) = added {
            added.put_in(self.connection, self.id, ids).await?;
        }
        Ok(counts)
    }

    /// Decides how the claims are written; returns the models of which they say something new, but
    /// for those that are new themselves.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn plan_claims<'i>(
        &mut self,
        ids: &'i Ids,
        late: bool,
    ) -> Result<(ClaimPlan<'i>, Vec<i64>)> {
        if late {
            let mut changed = replay::rebuild_claims(self.connection, 0).await?;
            changed.retain(|id| ids.new_models.binary_search(id).is_err());
            return Ok((ClaimPlan::ReadAgain, changed));
        }
        let captured_at = self.incoming.content.captured_at();
        let read = sightings::read(self.connection, &self.source, ids, captured_at).await?;
        let changed = read.changed.clone();
        Ok((ClaimPlan::Newest(read), changed))
    }

    /// The models whose histories move to other cells: of which something new is said, and those
    /// made from them. A model nobody knew before has no history to move.
    async fn moved_models(&mut self, changed: &[i64]) -> Result<BTreeSet<i64>> {
        if changed.is_empty() {
            return Ok(BTreeSet::new());
        }
        let derived = models::derived_from(self.connection, changed).await?;
        Ok(changed.iter().copied().chain(derived).collect())
    }
}

/// Lists these models as moved, with all their observations.
pub(super) async fn move_histories_of(
    connection: &mut PgConnection,
    models: &BTreeSet<i64>,
) -> Result<()> {
    if models.is_empty() {
        return Ok(());
    }
    let models: Vec<i64> = models.iter().copied().collect();
    sqlx::query("INSERT INTO moved_model SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING")
        .bind(models)
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("ANALYZE moved_model")
        .execute(&mut *connection)
        .await?;
    rollups::move_histories(connection).await
}

/// Lists the models a snapshot says something of, for reading others again.
pub(super) async fn list_claimed(connection: &mut PgConnection, ids: &Ids) -> Result<()> {
    let models: Result<Vec<i64>> = ids.claims.iter().map(|claim| ids.model(claim.0)).collect();
    sqlx::raw_sql("CREATE TEMP TABLE claimed_model (model_id bigint PRIMARY KEY) ON COMMIT DROP")
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO claimed_model SELECT DISTINCT unnest($1::bigint[])")
        .bind(models?)
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
