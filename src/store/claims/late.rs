//! What a snapshot that comes late says of models, read against the runs that stand.
//!
//! Runs tell nearly all of it: within a run everybody said its text, between two runs nobody said
//! anything. Only where the late snapshot says something else in the midst of a run is the run cut,
//! and what was said last before and first after has to be looked up in the snapshots around it.
//! Where another snapshot of the same moment says something else of a model, that model's runs are
//! worked out anew from all snapshots ([`crate::store::replay`]).

use super::Claim;
use crate::domain::catalog::Catalog;
use crate::store::models::SourceRow;
use crate::store::replay::{self, Capture};
use crate::store::{Error, Result};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Of what a claim is: a model and the number of an attribute.
type Key = (i64, i16);

/// A text that was said again and again without another in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    text_id: i32,
}

/// What a late claim does to the runs of its model and attribute; numbers are places among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Its moment is in a run that says the same.
    Nothing,
    /// A run that says the same lasts longer.
    Prolongs(usize),
    /// A run that says the same begins earlier.
    Advances(usize),
    /// A run of its own, before the one of this place.
    Starts(usize),
    /// A run that says something else is cut in two.
    Cuts(usize),
}

/// What a claim of a moment does to runs in order of time, none of which has a say of that moment.
fn effect(runs: &[Run], at: DateTime<Utc>, text_id: i32) -> Effect {
    let next = runs.partition_point(|run| run.first_seen <= at);
    let says_so = |place: usize| runs.get(place).is_some_and(|run| run.text_id == text_id);
    let Some(before) = next.checked_sub(1) else {
        return if says_so(0) {
            Effect::Advances(0)
        } else {
            Effect::Starts(0)
        };
    };
    match (runs[before].last_seen > at, says_so(before)) {
        (true, true) => Effect::Nothing,
        (true, false) => Effect::Cuts(before),
        (false, true) => Effect::Prolongs(before),
        (false, false) if says_so(next) => Effect::Advances(next),
        (false, false) => Effect::Starts(next),
    }
}

/// The time in which a model had another license than the runs before said.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Span {
    pub model_id: i64,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// How the runs change.
#[derive(Debug, Default)]
pub(in crate::store) struct Splice {
    /// Models of which something else is said last than before: all of their history moves.
    pub changed: Vec<i64>,
    /// Where only a part of it does.
    pub spans: Vec<Span>,
    /// Models of which another snapshot of the same moment says something else.
    pub contested: BTreeSet<i64>,
    moved: Vec<(Key, Run, Run)>,
    started: Vec<(Key, Run)>,
}

/// A late snapshot, as far as its claims go.
#[derive(Clone, Copy)]
pub(in crate::store) struct LateClaims<'a> {
    pub source: &'a SourceRow,
    pub catalog: &'a Catalog,
    pub captured_at: DateTime<Utc>,
    pub sha256: &'a [u8],
    pub claims: &'a [Claim],
    /// Snapshots of the source that say something of models, in order of capture.
    pub others: &'a [Capture],
}

impl LateClaims<'_> {
    /// Works out what the claims change, and writes nothing.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn splice(&self, connection: &mut PgConnection) -> Result<Splice> {
        let mut splice = Splice::default();
        let claims = self.uncontested(connection, &mut splice).await?;
        let runs = runs_of(connection, &claims).await?;
        let mut cut: BTreeMap<Key, (Run, i32)> = BTreeMap::new();
        for claim in &claims {
            let key = (claim.model_id, claim.attribute as i16);
            let runs = runs.get(&key).map_or(&[][..], Vec::as_slice);
            let effect = effect(runs, self.captured_at, claim.text_id);
            let until = |next: usize| runs.get(next).map(|run| run.first_seen);
            match effect {
                Effect::Nothing => {}
                Effect::Prolongs(at) => {
                    let longer = Run {
                        last_seen: self.captured_at,
                        ..runs[at]
                    };
                    splice.moved.push((key, runs[at], longer));
                }
                Effect::Advances(at) => {
                    let earlier = Run {
                        first_seen: self.captured_at,
                        ..runs[at]
                    };
                    splice.moved.push((key, runs[at], earlier));
                    splice.differs(key, self.captured_at, until(at));
                }
                Effect::Starts(next) => {
                    splice.started.push((key, self.run(claim.text_id)));
                    splice.differs(key, self.captured_at, until(next));
                }
                Effect::Cuts(at) => {
                    cut.insert(key, (runs[at], claim.text_id));
                }
            }
        }
        self.cut(connection, cut, &mut splice).await?;
        Ok(splice)
    }

    fn run(&self, text_id: i32) -> Run {
        Run {
            first_seen: self.captured_at,
            last_seen: self.captured_at,
            text_id,
        }
    }

    /// The claims that nobody of the same moment makes too. Of two snapshots of a moment the one
    /// with the higher hash has the last word.
    async fn uncontested(
        &self,
        connection: &mut PgConnection,
        splice: &mut Splice,
    ) -> Result<Vec<Claim>> {
        let mut said: HashMap<Key, (&[u8], i32)> = HashMap::new();
        let beside = self.others.iter();
        for other in beside.filter(|other| other.captured_at == self.captured_at) {
            let claims = replay::claims_of(connection, self.source, other.id, self.catalog);
            for claim in claims.await? {
                let key = (claim.model_id, claim.attribute as i16);
                // In order of hash: the last one stands.
                said.insert(key, (other.sha256.as_slice(), claim.text_id));
            }
        }
        let mut left = Vec::with_capacity(self.claims.len());
        for claim in self.claims {
            match said.get(&(claim.model_id, claim.attribute as i16)) {
                None => left.push(*claim),
                Some((sha256, text_id)) => {
                    if *text_id != claim.text_id && *sha256 < self.sha256 {
                        splice.contested.insert(claim.model_id);
                    }
                }
            }
        }
        left.retain(|claim| !splice.contested.contains(&claim.model_id));
        Ok(left)
    }

    /// Cuts runs in two around the moment of the snapshot: each part ends, or begins, where its
    /// text was said next to it.
    async fn cut(
        &self,
        connection: &mut PgConnection,
        cut: BTreeMap<Key, (Run, i32)>,
        splice: &mut Splice,
    ) -> Result<()> {
        let at = self.captured_at;
        let wanted: BTreeSet<Key> = cut.keys().copied().collect();
        let before = self.others.iter().rev();
        let before = before.filter(|other| other.captured_at < at);
        let last_before = self.said(connection, wanted.clone(), before).await?;
        let after = self.others.iter().filter(|other| other.captured_at > at);
        let first_after = self.said(connection, wanted, after).await?;
        for (key, (run, text_id)) in cut {
            let (Some(last), Some(first)) = (last_before.get(&key), first_after.get(&key)) else {
                return Err(Error::Inconsistent(format!(
                    "what model {} was said to be at {} stands in no snapshot",
                    key.0, run.first_seen
                )));
            };
            let head = Run {
                last_seen: *last,
                ..run
            };
            let tail = Run {
                first_seen: *first,
                ..run
            };
            splice.moved.push((key, run, head));
            splice
                .started
                .extend([(key, self.run(text_id)), (key, tail)]);
            splice.differs(key, at, Some(*first));
        }
        Ok(())
    }

    /// The moment of the first of `captures` that says something of each key. Reads no further
    /// than it has to.
    async fn said<'c>(
        &self,
        connection: &mut PgConnection,
        mut wanted: BTreeSet<Key>,
        captures: impl Iterator<Item = &'c Capture>,
    ) -> Result<BTreeMap<Key, DateTime<Utc>>> {
        let mut found = BTreeMap::new();
        for capture in captures {
            if wanted.is_empty() {
                break;
            }
            let claims = replay::claims_of(connection, self.source, capture.id, self.catalog);
            for claim in claims.await? {
                let key = (claim.model_id, claim.attribute as i16);
                if wanted.remove(&key) {
                    found.insert(key, capture.captured_at);
                }
            }
        }
        Ok(found)
    }
}

impl Splice {
    /// Notes that from a moment on something else holds than before, until the next run begins;
    /// without a next run, what is said last is another text.
    fn differs(
        &mut self,
        (model_id, attribute): Key,
        since: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
    ) {
        match until {
            None => self.changed.push(model_id),
            // Of all attributes only licenses are dated.
            Some(until) if attribute == super::Attribute::License as i16 => {
                self.spans.push(Span {
                    model_id,
                    since,
                    until,
                });
            }
            Some(_) => {}
        }
    }

    /// Writes the runs; those of contested models are none of them.
    pub async fn write(&self, connection: &mut PgConnection) -> Result<()> {
        let columns = |runs: &[(Key, Run)]| {
            let mut columns = Columns::default();
            for ((model_id, attribute), run) in runs {
                columns.model_ids.push(*model_id);
                columns.attributes.push(*attribute);
                columns.first_seen.push(run.first_seen);
                columns.last_seen.push(run.last_seen);
                columns.text_ids.push(run.text_id);
            }
            columns
        };
        let new: Vec<(Key, Run)> = self
            .moved
            .iter()
            .map(|(key, _, run)| (*key, *run))
            .collect();
        let new = columns(&new);
        let old: Vec<DateTime<Utc>> = self
            .moved
            .iter()
            .map(|(_, run, _)| run.first_seen)
            .collect();
        sqlx::query!(
            "UPDATE model_claim run SET first_seen = moved.first_seen, last_seen = moved.last_seen
             FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::timestamptz[],
                         $5::timestamptz[])
                 AS moved (model_id, attribute, before, first_seen, last_seen)
             WHERE run.model_id = moved.model_id AND run.attribute = moved.attribute
               AND run.first_seen = moved.before",
            &new.model_ids,
            &new.attributes,
            &old,
            &new.first_seen,
            &new.last_seen
        )
        .execute(&mut *connection)
        .await?;
        let started = columns(&self.started);
        sqlx::query!(
            "INSERT INTO model_claim (model_id, attribute, first_seen, last_seen, text_id)
             SELECT model_id, attribute, first_seen, last_seen, text_id
             FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::timestamptz[],
                         $5::integer[])
                 AS started (model_id, attribute, first_seen, last_seen, text_id)",
            &started.model_ids,
            &started.attributes,
            &started.first_seen,
            &started.last_seen,
            &started.text_ids
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Runs as columns of a statement.
#[derive(Default)]
struct Columns {
    model_ids: Vec<i64>,
    attributes: Vec<i16>,
    first_seen: Vec<DateTime<Utc>>,
    last_seen: Vec<DateTime<Utc>>,
    text_ids: Vec<i32>,
}

/// The runs of the models of some claims, in order of time.
async fn runs_of(
    connection: &mut PgConnection,
    claims: &[Claim],
) -> Result<HashMap<Key, Vec<Run>>> {
    let models: BTreeSet<i64> = claims.iter().map(|claim| claim.model_id).collect();
    let models: Vec<i64> = models.into_iter().collect();
    let rows = sqlx::query!(
        "SELECT model_id, attribute, first_seen, last_seen, text_id FROM model_claim
         WHERE model_id = ANY($1) ORDER BY model_id, attribute, first_seen",
        &models
    )
    .fetch_all(connection)
    .await?;
    let mut runs: HashMap<Key, Vec<Run>> = HashMap::new();
    for row in rows {
        runs.entry((row.model_id, row.attribute))
            .or_default()
            .push(Run {
                first_seen: row.first_seen,
                last_seen: row.last_seen,
                text_id: row.text_id,
            });
    }
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(minute: u8) -> DateTime<Utc> {
        DateTime::from_timestamp(i64::from(minute) * 60, 0).unwrap()
    }

    /// The runs of what was said at each moment.
    fn runs(said: &BTreeMap<u8, i32>) -> Vec<Run> {
        let said: Vec<(u8, i32)> = said.iter().map(|(at, text)| (*at, *text)).collect();
        let runs = said.chunk_by(|one, next| one.1 == next.1);
        runs.map(|run| Run {
            first_seen: moment(run[0].0),
            last_seen: moment(run[run.len() - 1].0),
            text_id: run[0].1,
        })
        .collect()
    }

    /// What an effect makes of runs; the moments next to `at` are those in `said`.
    fn applied(mut runs: Vec<Run>, said: &BTreeMap<u8, i32>, at: u8, text_id: i32) -> Vec<Run> {
        let now = moment(at);
        let new = Run {
            first_seen: now,
            last_seen: now,
            text_id,
        };
        match effect(&runs, now, text_id) {
            Effect::Nothing => {}
            Effect::Prolongs(place) => runs[place].last_seen = now,
            Effect::Advances(place) => runs[place].first_seen = now,
            Effect::Starts(place) => runs.insert(place, new),
            Effect::Cuts(place) => {
                let last = moment(*said.range(..at).next_back().unwrap().0);
                let first = moment(*said.range(at..).next().unwrap().0);
                let tail = Run {
                    first_seen: first,
                    ..runs[place]
                };
                runs[place].last_seen = last;
                runs.splice(place + 1..=place, [new, tail]);
            }
        }
        runs
    }

    proptest! {
        #[test]
        fn runs_are_the_same_in_whatever_order_claims_come(
            claims in proptest::collection::btree_map(0..12_u8, 0..3_i32, 0..10),
            order in Just((0..12_u8).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let mut said = BTreeMap::new();
            let mut found = Vec::new();
            for at in order {
                let Some(text) = claims.get(&at) else { continue };
                found = applied(found, &said, at, *text);
                said.insert(at, *text);
                prop_assert_eq!(&found, &runs(&said));
            }
        }
    }
}
