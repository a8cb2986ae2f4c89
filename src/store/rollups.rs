//! Rollups: signed sums per metric, day, cell and snapshot; what pages read.
//!
//! A rollup is a sum over observations, so any change is: take out what the observations about to
//! change contribute, change them (or the attributes their cells follow from), put in again. The
//! same SQL does both, and building everything from nothing is putting in everything. Only numbers
//! nobody had given before, of sources without variants, are added up by the loader, which has them
//! in its hands ([`inserted`]).

mod inserted;

pub(super) use inserted::put_in_inserted;

use super::claims::late::Span;
use super::{Result, Store, lock};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// What rollups count today. A store whose rollups are in an older form builds them anew: raise
/// this where a change of the SQL below would place or count what is stored differently.
const FORM: i16 = 2;

const TAKE_OUT: i32 = -1;
const PUT_IN: i32 = 1;

/// Makes the lists of what a change moves: keys (metric, model, day) and whole models.
pub(super) async fn begin(connection: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE moved_key (
             metric_id smallint, model_id bigint, observed_on date,
             PRIMARY KEY (metric_id, model_id, observed_on)) ON COMMIT DROP;
         CREATE TEMP TABLE moved_model (model_id bigint PRIMARY KEY) ON COMMIT DROP",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds every observation of the moved models to what moves.
pub(super) async fn move_histories(connection: &mut PgConnection) -> Result<()> {
    sqlx::query(
        "INSERT INTO moved_key
         SELECT DISTINCT o.metric_id, o.model_id, o.observed_on
         FROM moved_model moved
         JOIN model m ON m.id = moved.model_id
         JOIN metric ON metric.source_id = m.source_id
         JOIN observation o ON o.metric_id = metric.id AND o.model_id = m.id
         ON CONFLICT DO NOTHING",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds to what moves the observations that became known within spans of time, of these models and
/// of those built on them: those of all snapshots but one, which is about to be written.
pub(super) async fn move_spans(
    connection: &mut PgConnection,
    spans: &[Span],
    without: i64,
) -> Result<()> {
    let models: Vec<i64> = spans.iter().map(|span| span.model_id).collect();
    let since: Vec<DateTime<Utc>> = spans.iter().map(|span| span.since).collect();
    let until: Vec<DateTime<Utc>> = spans.iter().map(|span| span.until).collect();
    // The days spare what nobody spoke of at the time; often that is everything.
    let (first, last): (Option<NaiveDate>, Option<NaiveDate>) = sqlx::query_as(
        "SELECT min(first_observed_on), max(last_observed_on) FROM snapshot
         WHERE captured_at >= $1 AND captured_at < $2 AND id <> $3 AND retracted_at IS NULL",
    )
    .bind(since.iter().min())
    .bind(until.iter().max())
    .bind(without)
    .fetch_one(&mut *connection)
    .await?;
    let Some((first, last)) = first.zip(last) else {
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO moved_key
         SELECT DISTINCT o.metric_id, o.model_id, o.observed_on
         FROM (SELECT span.model_id, since, until
               FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[])
                    AS span (model_id, since, until)
               UNION ALL
               SELECT built.id, since, until
               FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[])
                    AS span (model_id, since, until)
               JOIN model built ON built.root_model_id = span.model_id) AS span
         JOIN model m ON m.id = span.model_id
         JOIN metric ON metric.source_id = m.source_id
         JOIN observation o ON o.metric_id = metric.id AND o.model_id = m.id
              AND o.observed_on BETWEEN $4 AND $5
              AND o.known_from >= span.since AND o.known_from < span.until
         ON CONFLICT DO NOTHING",
    )
    .bind(models)
    .bind(since)
    .bind(until)
    .bind(first)
    .bind(last)
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds the variants of every moved key, on the same day: together they count as one model, so
/// none of them can be counted alone.
pub(super) async fn move_families(connection: &mut PgConnection) -> Result<()> {
    sqlx::query(
        "INSERT INTO moved_key
         SELECT DISTINCT k.metric_id, sibling.id, k.observed_on
         FROM moved_key k
         JOIN model m ON m.id = k.model_id
         JOIN source ON source.id = m.source_id AND source.variant_separator IS NOT NULL
         JOIN model sibling ON coalesce(sibling.variant_of, sibling.id) = coalesce(m.variant_of, m.id)
         ON CONFLICT DO NOTHING",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether anything that is stored moves.
pub(super) async fn anything_moves(connection: &mut PgConnection) -> Result<bool> {
    let moves = sqlx::query_scalar("SELECT EXISTS (SELECT FROM moved_key)")
        .fetch_one(connection)
        .await?;
    Ok(moves)
}

/// Takes what the moved keys contribute out of the rollups, as things stand.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn take_out(connection: &mut PgConnection) -> Result<()> {
    gather_moved(connection).await?;
    apply(connection, TAKE_OUT).await?;
    sqlx::raw_sql("DROP TABLE moved_observation")
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts what the moved keys contribute into the rollups, as things stand.
#[tracing::instrument(level = "debug", skip_all)]
pub(super) async fn put_in(connection: &mut PgConnection) -> Result<()> {
    gather_moved(connection).await?;
    apply(connection, PUT_IN).await?;
    sqlx::raw_sql("DROP TABLE moved_observation")
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "DELETE FROM rollup WHERE value = 0 AND models = 0 AND slugs = 0 AND restated = 0"
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Drops the cells in which nothing is any more: their attributes may be gone from the catalog.
pub(super) async fn drop_empty_cells(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!("DELETE FROM cell WHERE id NOT IN (SELECT cell_id FROM rollup)")
        .execute(connection)
        .await?;
    Ok(())
}

/// Gathers every observation of the moved keys, in all vintages, into `moved_observation`.
async fn gather_moved(connection: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(
        "ANALYZE moved_key;
         CREATE TEMP TABLE moved_observation (
             metric_id smallint, model_id bigint, observed_on date, snapshot_id bigint,
             superseded_by bigint, value bigint, license_text_id integer) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    let (first, last): (Option<NaiveDate>, Option<NaiveDate>) =
        sqlx::query_as("SELECT min(observed_on), max(observed_on) FROM moved_key")
            .fetch_one(&mut *connection)
            .await?;
    // The days spare the months nothing moves in.
    sqlx::query(
        "INSERT INTO moved_observation
         SELECT o.metric_id, o.model_id, o.observed_on, o.snapshot_id, o.superseded_by, o.value,
                o.license_text_id
         FROM moved_key k
         JOIN observation o ON o.metric_id = k.metric_id AND o.model_id = k.model_id
              AND o.observed_on = k.observed_on AND o.observed_on BETWEEN $1 AND $2",
    )
    .bind(first)
    .bind(last)
    .execute(&mut *connection)
    .await?;
    sqlx::raw_sql("ANALYZE moved_observation")
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds what `moved_observation` holds to the rollups, or takes it out.
async fn apply(connection: &mut PgConnection, sign: i32) -> Result<()> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE combination ON COMMIT DROP AS
         SELECT DISTINCT model_id, license_text_id, snapshot_id FROM moved_observation;
         ANALYZE combination",
    )
    .execute(&mut *connection)
    .await?;
    place(connection, sign == PUT_IN).await?;
    sqlx::raw_sql(concat!(
        "CREATE TEMP TABLE placement ON COMMIT DROP AS ",
        include_str!("sql/number_placements.sql"),
        "; ANALYZE placement"
    ))
    .execute(&mut *connection)
    .await?;
    sqlx::query(include_str!("sql/add_to_rollup.sql"))
        .bind(sign)
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("DROP TABLE placement, unnumbered_placement, combination")
        .execute(connection)
        .await?;
    Ok(())
}

/// Finds the attributes of the cell of everything in `combination`, into `unnumbered_placement`,
/// and makes the cells that are missing; which cells these are says `number_placements.sql`.
/// `combination` is a table the database has looked at: how many it holds decides how models are
/// best found.
async fn place(connection: &mut PgConnection, may_be_new: bool) -> Result<()> {
    sqlx::raw_sql(concat!(
        "CREATE TEMP TABLE unnumbered_placement ON COMMIT DROP AS WITH ",
        include_str!("sql/place_observations.sql"),
        "SELECT * FROM placement"
    ))
    .execute(&mut *connection)
    .await?;
    if may_be_new {
        sqlx::raw_sql(include_str!("sql/create_cells.sql"))
            .execute(connection)
            .await?;
    }
    Ok(())
}

impl Store {
    /// Builds all rollups anew from the observations, and the attributes of models from the
    /// catalog and the claims. Readers see the old state until it is done.
    pub async fn rebuild(&self) -> Result<()> {
        let (_place, mut transaction) = self.begin_writing().await?;
        build_anew(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Builds the rollups anew where they are in an older form; returns whether they were.
    pub async fn renew_rollups(&self) -> Result<bool> {
        if form(&mut *self.writer().await?.acquire().await?).await? == FORM {
            return Ok(false);
        }
        let (_place, mut transaction) = self.begin_writing().await?;
        // Another instance may have been first.
        let renewed = form(&mut transaction).await? != FORM;
        if renewed {
            build_anew(&mut transaction).await?;
        }
        transaction.commit().await?;
        Ok(renewed)
    }
}

async fn form(connection: &mut PgConnection) -> Result<i16> {
    let form = sqlx::query_scalar!("SELECT rollup_form FROM data_version")
        .fetch_one(connection)
        .await?;
    Ok(form)
}

async fn build_anew(transaction: &mut PgConnection) -> Result<()> {
    begin(transaction).await?;
    super::models::resolve_all(transaction).await?;
    sqlx::query!("DELETE FROM rollup")
        .execute(&mut *transaction)
        .await?;
    sqlx::query!("DELETE FROM cell")
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO moved_key SELECT DISTINCT metric_id, model_id, observed_on FROM observation",
    )
    .execute(&mut *transaction)
    .await?;
    put_in(transaction).await?;
    sqlx::query!("UPDATE data_version SET rollup_form = $1", FORM)
        .execute(&mut *transaction)
        .await?;
    lock::raise_version(transaction).await?;
    Ok(())
}
