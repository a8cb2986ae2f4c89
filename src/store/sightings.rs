//! When claims were last seen. Runs that were last seen by the same snapshots share a row that says
//! when (a sighting): a snapshot that repeats all of them writes that row alone, whoever many they
//! are. One that repeats only some of them parts these from the others.

use super::Result;
use super::claims::{Attribute, Claims};
use super::copy::{BinaryCopy, Moment, copy_out};
use super::models::SourceRow;
use super::staging::Ids;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};

/// A run as it is stored.
#[derive(Debug, Clone, Copy)]
struct Run {
    model_id: i64,
    attribute: i16,
    first_seen: Moment,
    text_id: i32,
    sighting_id: i64,
}

/// How many runs of a sighting the snapshot repeats, and how many it was found not to.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    said: i64,
    unsaid: i64,
}

/// Which runs of a sighting have to leave it for which other one.
#[derive(Debug, Clone, Copy)]
struct Parting {
    /// Those that are said, or those that are not.
    said: bool,
    to: i64,
}

/// What the claims of the newest snapshot of a source are against the last run of each.
#[derive(Debug)]
pub(super) struct Read<'a> {
    ids: &'a Ids,
    /// By attribute and model: whether the claim repeats the last run.
    repeats: [Vec<bool>; 4],
    /// What was seen by no snapshot but this one together.
    fresh: Option<i64>,
    /// Models of which something new is said, but for those that are new themselves.
    pub changed: Vec<i64>,
}

/// Reads the claims of the newest snapshot of a source against the last run of each: the same text
/// prolongs the run at once, another text will start a new one.
pub(super) async fn read<'a>(
    connection: &mut PgConnection,
    source: &SourceRow,
    ids: &'a Ids,
    captured_at: DateTime<Utc>,
) -> Result<Read<'a>> {
    let mut read = Read {
        ids,
        repeats: Attribute::ALL.map(|attribute| {
            let count = if ids.claims.speaks_of(attribute) {
                ids.models().len()
            } else {
                0
            };
            vec![false; count]
        }),
        fresh: None,
        changed: Vec::new(),
    };
    if ids.claims.is_empty() {
        return Ok(read);
    }
    let mut tallies: BTreeMap<i64, Tally> = BTreeMap::new();
    each_run(&mut *connection, source, ids, |run, is_last| {
        let tally = tallies.entry(run.sighting_id).or_default();
        if is_last && let Some(repeats) = read.repeated_by(&run) {
            *repeats = true;
            tally.said += 1;
        } else {
            tally.unsaid += 1;
        }
        Ok(())
    })
    .await?;
    let new = read.list_changed()?;
    tallies.retain(|_, tally| tally.said > 0);
    let partings = read
        .see(&mut *connection, &tallies, new, captured_at)
        .await?;
    if !partings.is_empty() {
        read.part(connection, source, &partings).await?;
    }
    Ok(read)
}

impl Read<'_> {
    /// Where it is noted that a last run is repeated, if it is.
    fn repeated_by(&mut self, run: &Run) -> Option<&mut bool> {
        let attribute = Attribute::of(run.attribute)?;
        let model = self.ids.number_of(run.model_id)?;
        let said = self.ids.claims.text(attribute, model)?;
        let slot = self.repeats[attribute.place()].get_mut(model as usize)?;
        (said == run.text_id).then_some(slot)
    }

    fn is_repeated(&self, attribute: Attribute, model: u32) -> bool {
        let repeats = self.repeats[attribute.place()].get(model as usize);
        repeats.copied().unwrap_or(false)
    }

    /// The claims that start a new run.
    fn new_runs(&self) -> impl Iterator<Item = (u32, Attribute, i32)> {
        let claims = self.ids.claims.iter();
        claims.filter(move |(model, attribute, _)| !self.is_repeated(*attribute, *model))
    }

    /// Lists the models of which something new is said; returns how many runs will be new.
    fn list_changed(&mut self) -> Result<i64> {
        let mut count = 0;
        let mut changed = Vec::new();
        for (model, ..) in self.new_runs() {
            count += 1;
            let model_id = self.ids.model(model)?;
            if self.ids.new_models.binary_search(&model_id).is_err()
                && changed.last() != Some(&model_id)
            {
                changed.push(model_id);
            }
        }
        self.changed = changed;
        Ok(count)
    }

    /// Says of each sighting when it was last seen now; returns which have to be parted for it.
    async fn see(
        &mut self,
        connection: &mut PgConnection,
        tallies: &BTreeMap<i64, Tally>,
        new: i64,
        captured_at: DateTime<Utc>,
    ) -> Result<HashMap<i64, Parting>> {
        let sightings: Vec<i64> = tallies.keys().copied().collect();
        let runs = sqlx::query!(
            "SELECT id, runs FROM claim_sighting WHERE id = ANY($1)",
            &sightings
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut partings = HashMap::new();
        let (mut seen, mut seen_runs) = (Vec::new(), Vec::new());
        let mut together = new;
        for row in runs {
            let tally = tallies.get(&row.id).copied().unwrap_or_default();
            let all_known = tally.said + tally.unsaid == row.runs;
            if tally.said == row.runs || (all_known && tally.unsaid < tally.said) {
                seen.push(row.id);
                seen_runs.push(tally.said);
                if tally.unsaid > 0 {
                    let to = split_off(&mut *connection, row.id, tally.unsaid).await?;
                    partings.insert(row.id, Parting { said: false, to });
                }
            } else {
                together += tally.said;
                leave(&mut *connection, row.id, tally.said).await?;
                // Where to is known once all that are seen together are counted.
                partings.insert(row.id, Parting { said: true, to: 0 });
            }
        }
        sqlx::query!(
            "UPDATE claim_sighting SET last_seen = $3, runs = seen.runs
             FROM unnest($1::bigint[], $2::bigint[]) AS seen (id, runs)
             WHERE claim_sighting.id = seen.id",
            &seen,
            &seen_runs,
            captured_at
        )
        .execute(&mut *connection)
        .await?;
        if together > 0 {
            let fresh = begin(connection, captured_at, together).await?;
            self.fresh = Some(fresh);
            for parting in partings.values_mut().filter(|parting| parting.said) {
                parting.to = fresh;
            }
        }
        Ok(partings)
    }

    /// Has runs leave their sightings for others.
    async fn part(
        &self,
        connection: &mut PgConnection,
        source: &SourceRow,
        partings: &HashMap<i64, Parting>,
    ) -> Result<()> {
        let mut leaving = Vec::new();
        each_run(&mut *connection, source, self.ids, |run, is_last| {
            let Some(parting) = partings.get(&run.sighting_id) else {
                return Ok(());
            };
            let attribute = Attribute::of(run.attribute);
            let repeated = attribute
                .zip(self.ids.number_of(run.model_id))
                .is_some_and(|(attribute, model)| self.is_repeated(attribute, model));
            if (is_last && repeated) == parting.said {
                leaving.push((run, parting.to));
            }
            Ok(())
        })
        .await?;
        sqlx::raw_sql(
            "CREATE TEMP TABLE parted_run (
                 model_id bigint, attribute smallint, first_seen timestamptz, sighting_id bigint)
             ON COMMIT DROP",
        )
        .execute(&mut *connection)
        .await?;
        let mut copy = BinaryCopy::start(
            &mut *connection,
            "COPY parted_run (model_id, attribute, first_seen, sighting_id)
             FROM STDIN (FORMAT binary)",
        )
        .await?;
        for (run, to) in leaving {
            copy.row(4)
                .bigint(run.model_id)
                .smallint(run.attribute)
                .moment(run.first_seen)
                .bigint(to);
            copy.flush().await?;
        }
        copy.finish().await?;
        sqlx::raw_sql(
            "ANALYZE parted_run;
             UPDATE model_claim run SET sighting_id = parted.sighting_id FROM parted_run parted
             WHERE run.model_id = parted.model_id AND run.attribute = parted.attribute
               AND run.first_seen = parted.first_seen;
             DROP TABLE parted_run",
        )
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Writes the new runs.
    #[tracing::instrument(level = "debug", skip_all)]
    pub(super) async fn start(
        &self,
        connection: &mut PgConnection,
        captured_at: DateTime<Utc>,
    ) -> Result<()> {
        let Some(fresh) = self.fresh else {
            return Ok(());
        };
        let mut copy = BinaryCopy::start(
            connection,
            "COPY model_claim (model_id, attribute, first_seen, text_id, sighting_id)
             FROM STDIN (FORMAT binary)",
        )
        .await?;
        for (model, attribute, text_id) in self.new_runs() {
            copy.row(5)
                .bigint(self.ids.model(model)?)
                .smallint(attribute as i16)
                .timestamp(captured_at)
                .integer(text_id)
                .bigint(fresh);
            copy.flush().await?;
        }
        copy.finish().await?;
        Ok(())
    }
}

/// Hands out the stored runs of the models at hand, or of all of the source where that is cheaper,
/// each with whether it is the last of its model and attribute.
async fn each_run(
    connection: &mut PgConnection,
    source: &SourceRow,
    ids: &Ids,
    mut take: impl FnMut(Run, bool) -> Result<()>,
) -> Result<()> {
    let models = if ids.few {
        "JOIN said_model USING (model_id)".to_owned()
    } else {
        format!(
            "JOIN model ON model.id = run.model_id AND model.source_id = {}",
            source.id
        )
    };
    let query = format!(
        "SELECT run.model_id, run.attribute, run.first_seen, run.text_id, run.sighting_id
         FROM model_claim run {models} ORDER BY 1, 2, 3"
    );
    let mut before: Option<Run> = None;
    copy_out(connection, &query, |row| {
        let run = Run {
            model_id: row.bigint()?,
            attribute: row.smallint()?,
            first_seen: row.moment()?,
            text_id: row.integer()?,
            sighting_id: row.bigint()?,
        };
        if let Some(before) = before.replace(run) {
            let key = |run: &Run| (run.model_id, run.attribute);
            take(before, key(&before) != key(&run))?;
        }
        Ok(())
    })
    .await?;
    if let Some(last) = before {
        take(last, true)?;
    }
    Ok(())
}

/// Makes a sighting of so many runs.
async fn begin(connection: &mut PgConnection, last_seen: DateTime<Utc>, runs: i64) -> Result<i64> {
    let id = sqlx::query_scalar!(
        "INSERT INTO claim_sighting (last_seen, runs) VALUES ($1, $2) RETURNING id",
        last_seen,
        runs
    )
    .fetch_one(connection)
    .await?;
    Ok(id)
}

/// Makes a sighting of the same moment as another one, for so many of its runs.
async fn split_off(connection: &mut PgConnection, sighting: i64, runs: i64) -> Result<i64> {
    let id = sqlx::query_scalar!(
        "INSERT INTO claim_sighting (last_seen, runs)
         SELECT last_seen, $2 FROM claim_sighting WHERE id = $1 RETURNING id",
        sighting,
        runs
    )
    .fetch_one(connection)
    .await?;
    Ok(id)
}

/// Takes so many runs out of the count of a sighting.
async fn leave(connection: &mut PgConnection, sighting: i64, runs: i64) -> Result<()> {
    sqlx::query!(
        "UPDATE claim_sighting SET runs = runs - $2 WHERE id = $1",
        sighting,
        runs
    )
    .execute(connection)
    .await?;
    Ok(())
}
