//! What new numbers add to the rollups, added up while they are at hand.
//!
//! For a source without variants, an observation that was just inserted has no past and no family:
//! it adds its value, and counts as one model. Which cell it belongs to is asked of the database by
//! the same SQL as ever, once for each model and license instead of once a row.

use super::super::copy::BinaryCopy;
use super::super::staging::Ids;
use super::super::verdicts::{Verdict, Verdicts};
use super::super::{Error, Result};
use crate::snapshot::{Row, SnapshotContent};
use sqlx::PgConnection;
use std::collections::HashMap;

/// A model with what was said of its license: all of its rows are in one cell.
type Placed = (i64, Option<i32>);

/// Where rows are counted.
#[derive(Debug, Clone, Copy)]
struct Cell {
    id: i64,
    /// 1, or 0 for what stands for models that are not listed.
    counted: i64,
}

/// Rows of one metric and one cell that follow each other, with their places.
struct Stretch {
    metric: usize,
    placed: usize,
    rows: std::ops::Range<usize>,
}

/// What rows of one metric, day and cell add up to.
struct Sum {
    metric_id: i16,
    day: u16,
    cell_id: i64,
    value: i128,
    models: i64,
}

/// Puts in the observations that a snapshot has just inserted. Comes before moved keys are put in,
/// and only for sources without variants, where a new row changes nothing about others.
#[tracing::instrument(level = "debug", skip_all)]
pub(in super::super) async fn put_in_inserted(
    connection: &mut PgConnection,
    snapshot_id: i64,
    content: &SnapshotContent,
    ids: &Ids,
    verdicts: &Verdicts,
) -> Result<()> {
    let (stretches, placed) = stretches(content, ids, verdicts)?;
    let cells = cells(connection, snapshot_id, &placed).await?;
    let sums = add_up(content, ids, verdicts, &stretches, &cells)?;
    let mut copy = BinaryCopy::start(
        connection,
        "COPY rollup (metric_id, observed_on, cell_id, snapshot_id, value, models, slugs)
         FROM STDIN (FORMAT binary)",
    )
    .await?;
    for sum in sums {
        copy.row(7)
            .smallint(sum.metric_id)
            .day(crate::snapshot::Day::from_number(sum.day))
            .bigint(sum.cell_id)
            .bigint(snapshot_id)
            .numeric(sum.value)
            .bigint(sum.models)
            .bigint(sum.models);
        copy.flush().await?;
    }
    copy.finish().await?;
    Ok(())
}

/// The stretches of inserted rows, and what they are placed by.
fn stretches(
    content: &SnapshotContent,
    ids: &Ids,
    verdicts: &Verdicts,
) -> Result<(Vec<Stretch>, Vec<Placed>)> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut placed: Vec<Placed> = Vec::new();
    let mut numbers: HashMap<Placed, usize> = HashMap::new();
    let key = |row: &Row| (row.metric(), row.model(), row.license());
    let mut before = None;
    for (index, (row, verdict)) in verdicts.rows(content).enumerate() {
        if verdict != Verdict::Inserts {
            continue;
        }
        match stretches.last_mut() {
            Some(stretch) if before == Some(key(row)) => stretch.rows.end = index + 1,
            _ => {
                let place = (ids.model(row)?, ids.text(row.license())?);
                let number = *numbers.entry(place).or_insert_with(|| {
                    placed.push(place);
                    placed.len() - 1
                });
                stretches.push(Stretch {
                    metric: row.metric(),
                    placed: number,
                    rows: index..index + 1,
                });
                before = Some(key(row));
            }
        }
    }
    Ok((stretches, placed))
}

/// The cell of each of `placed`, made where it is new.
async fn cells(
    connection: &mut PgConnection,
    snapshot_id: i64,
    placed: &[Placed],
) -> Result<Vec<Cell>> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE moved_observation (
             model_id bigint, license_text_id integer, snapshot_id bigint) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    let mut copy = BinaryCopy::start(
        &mut *connection,
        "COPY moved_observation (model_id, license_text_id, snapshot_id)
         FROM STDIN (FORMAT binary)",
    )
    .await?;
    for (model_id, license_text_id) in placed {
        copy.row(3)
            .bigint(*model_id)
            .nullable_integer(*license_text_id)
            .bigint(snapshot_id);
        copy.flush().await?;
    }
    copy.finish().await?;
    sqlx::raw_sql("ANALYZE moved_observation")
        .execute(&mut *connection)
        .await?;
    super::place(connection, true).await?;
    let rows: Vec<(i64, Option<i32>, i64, i32)> =
        sqlx::query_as("SELECT model_id, license_text_id, cell_id, counted FROM placement")
            .fetch_all(&mut *connection)
            .await?;
    sqlx::raw_sql("DROP TABLE placement, moved_observation")
        .execute(connection)
        .await?;
    let cells: HashMap<Placed, Cell> = rows
        .into_iter()
        .map(|(model_id, license_text_id, id, counted)| {
            let counted = i64::from(counted);
            ((model_id, license_text_id), Cell { id, counted })
        })
        .collect();
    placed
        .iter()
        .map(|place| {
            cells.get(place).copied().ok_or_else(|| {
                Error::Inconsistent(format!("model {} of a snapshot has no cell", place.0))
            })
        })
        .collect()
}

/// Adds up the rows of each metric, day and cell, in the order of the table's key.
fn add_up(
    content: &SnapshotContent,
    ids: &Ids,
    verdicts: &Verdicts,
    stretches: &[Stretch],
    cells: &[Cell],
) -> Result<Vec<Sum>> {
    let lost = || Error::Inconsistent("a stretch of rows lost its cell".to_owned());
    let mut by_cell: Vec<(usize, i64, &Stretch)> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let cell = cells.get(stretch.placed).ok_or_else(lost)?;
        by_cell.push((stretch.metric, cell.id, stretch));
    }
    by_cell.sort_unstable_by_key(|(metric, cell, stretch)| (*metric, *cell, stretch.rows.start));
    let days: Vec<u16> = content.days().iter().map(|day| day.number()).collect();
    let mut sums = Vec::new();
    let mut of_days: Vec<(i128, i64, bool)> = vec![(0, 0, false); days.len()];
    for same in by_cell.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some((metric, cell_id, _)) = same.first() else {
            continue;
        };
        let metric_id = *ids.metrics().get(*metric).ok_or_else(lost)?;
        for (_, _, stretch) in same {
            let counted = cells.get(stretch.placed).ok_or_else(lost)?.counted;
            let rows = verdicts.rows(content);
            let rows = rows.skip(stretch.rows.start).take(stretch.rows.len());
            for (row, _) in rows.filter(|(_, verdict)| *verdict == Verdict::Inserts) {
                let place = days.binary_search(&row.day().number());
                let slot = place.ok().and_then(|place| of_days.get_mut(place));
                let slot = slot.ok_or_else(lost)?;
                *slot = (slot.0 + i128::from(row.value()), slot.1 + counted, true);
            }
        }
        for (slot, day) in of_days.iter_mut().zip(&days) {
            let (value, models, any) = std::mem::take(slot);
            if any {
                sums.push(Sum {
                    metric_id,
                    day: *day,
                    cell_id: *cell_id,
                    value,
                    models,
                });
            }
        }
    }
    sums.sort_unstable_by_key(|sum| (sum.metric_id, sum.day, sum.cell_id));
    Ok(sums)
}
