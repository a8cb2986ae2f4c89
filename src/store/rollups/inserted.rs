//! What new numbers add to the rollups, added up while they are at hand.
//!
//! For a source without variants, an observation that was just inserted has no past and no family:
//! it adds its value, and counts as one model. Which cell it belongs to is asked of the database by
//! the same SQL as ever, once for each model and license instead of once a row.

use super::super::copy::{BinaryCopy, copy_out};
use super::super::staging::Ids;
use super::super::verdicts::{Verdict, Verdicts};
use super::super::{Error, Result};
use crate::snapshot::{Day, Row, SnapshotContent};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A model with what was said of its license: all of its rows are in one cell.
type Placed = (i64, Option<i32>);

/// Where rows are counted.
#[derive(Debug, Clone, Copy)]
struct Cell {
    id: i64,
    /// 1, or 0 for what stands for models that are not listed.
    counted: i64,
}

/// What rows of one metric, day and cell add up to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    value: i128,
    models: i64,
    /// Whether any row is in it: a sum of nothing is not kept, one of zeros is.
    any: bool,
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
    let placed = placed(content, ids, verdicts)?;
    let cells = cells(connection, snapshot_id, &placed).await?;
    let mut copy = BinaryCopy::start(
        connection,
        "COPY rollup (metric_id, observed_on, cell_id, snapshot_id, value, models, slugs)
         FROM STDIN (FORMAT binary)",
    )
    .await?;
    let mut sums = Sums::new(content.days());
    let mut metric = 0;
    let mut before = None;
    let mut slot = None;
    for judged in verdicts.rows(content) {
        let (row, verdict) = judged?;
        if verdict != Verdict::Inserts {
            continue;
        }
        if row.metric() != metric {
            write(&mut copy, snapshot_id, ids, metric, &mut sums).await?;
            (metric, before) = (row.metric(), None);
        }
        if before != Some((row.model(), row.license())) {
            before = Some((row.model(), row.license()));
            let place = (ids.model(row.model())?, ids.text(row.license())?);
            let cell = cells.get(&place).ok_or_else(|| lost(place))?;
            slot = Some((sums.of_cell(cell.id), cell.counted));
        }
        if let Some((slot, counted)) = slot {
            sums.add(slot, &row, counted);
        }
    }
    write(&mut copy, snapshot_id, ids, metric, &mut sums).await?;
    copy.finish().await?;
    Ok(())
}

/// Sums of one metric by cell and day.
struct Sums {
    days: Vec<Day>,
    /// The place of a day, by its number.
    places: Vec<usize>,
    slots: BTreeMap<i64, usize>,
    of_cells: Vec<Vec<Sum>>,
}

impl Sums {
    fn new(days: &[Day]) -> Self {
        let mut places = vec![0; usize::from(u16::MAX) + 1];
        for (place, day) in days.iter().enumerate() {
            if let Some(slot) = places.get_mut(usize::from(day.number())) {
                *slot = place;
            }
        }
        Self {
            days: days.to_vec(),
            places,
            slots: BTreeMap::new(),
            of_cells: Vec::new(),
        }
    }

    /// Where a cell's sums are.
    fn of_cell(&mut self, cell_id: i64) -> usize {
        *self.slots.entry(cell_id).or_insert_with(|| {
            self.of_cells.push(vec![Sum::default(); self.days.len()]);
            self.of_cells.len() - 1
        })
    }

    fn add(&mut self, slot: usize, row: &Row, counted: i64) {
        let place = self.places.get(usize::from(row.day().number()));
        let sum = place.and_then(|place| self.of_cells.get_mut(slot)?.get_mut(*place));
        if let Some(sum) = sum {
            sum.value += i128::from(row.value());
            sum.models += counted;
            sum.any = true;
        }
    }
}

/// Writes the sums of a metric in the order of the table's key, and forgets them.
async fn write(
    copy: &mut BinaryCopy<'_>,
    snapshot_id: i64,
    ids: &Ids,
    metric: usize,
    sums: &mut Sums,
) -> Result<()> {
    let metric_id = ids.metrics().get(metric).copied().unwrap_or_default();
    for (place, day) in sums.days.iter().enumerate() {
        for (cell_id, slot) in &sums.slots {
            let sum = sums.of_cells.get(*slot).and_then(|sums| sums.get(place));
            let Some(sum) = sum.filter(|sum| sum.any) else {
                continue;
            };
            copy.row(7)
                .smallint(metric_id)
                .day(*day)
                .bigint(*cell_id)
                .bigint(snapshot_id)
                .numeric(sum.value)
                .bigint(sum.models)
                .bigint(sum.models);
            copy.flush().await?;
        }
    }
    sums.slots.clear();
    sums.of_cells.clear();
    Ok(())
}

/// What the inserted rows are placed by, each once.
fn placed(content: &SnapshotContent, ids: &Ids, verdicts: &Verdicts) -> Result<BTreeSet<Placed>> {
    let mut placed = BTreeSet::new();
    let mut before = None;
    for judged in verdicts.rows(content) {
        let (row, verdict) = judged?;
        let place = (row.model(), row.license());
        if verdict == Verdict::Inserts && before != Some(place) {
            before = Some(place);
            placed.insert((ids.model(row.model())?, ids.text(row.license())?));
        }
    }
    Ok(placed)
}

/// The cell of each of `placed`, made where it is new.
async fn cells(
    connection: &mut PgConnection,
    snapshot_id: i64,
    placed: &BTreeSet<Placed>,
) -> Result<HashMap<Placed, Cell>> {
    sqlx::raw_sql(
        "CREATE TEMP TABLE combination (
             model_id bigint, license_text_id integer, snapshot_id bigint) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    let mut copy = BinaryCopy::start(
        &mut *connection,
        "COPY combination (model_id, license_text_id, snapshot_id)
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
    sqlx::raw_sql("ANALYZE combination")
        .execute(&mut *connection)
        .await?;
    super::place(connection, true).await?;
    let numbered = concat!(
        "SELECT model_id, license_text_id, cell_id, counted::bigint FROM (",
        include_str!("../sql/number_placements.sql"),
        ") AS placement"
    );
    let mut cells = HashMap::with_capacity(placed.len());
    copy_out(&mut *connection, numbered, |row| {
        let place = (row.bigint()?, row.nullable_integer()?);
        let (id, counted) = (row.bigint()?, row.bigint()?);
        cells.insert(place, Cell { id, counted });
        Ok(())
    })
    .await?;
    sqlx::raw_sql("DROP TABLE unnumbered_placement, combination")
        .execute(connection)
        .await?;
    Ok(cells)
}

fn lost(place: Placed) -> Error {
    Error::Inconsistent(format!("model {} of a snapshot has no cell", place.0))
}
