//! What a snapshot adds to the rollups, added up while its rows are at hand.
//!
//! For a source without variants, an observation that was just inserted has no past and no family:
//! it adds its value, and counts as one model. One that replaces another moves the difference, from
//! the cell of the old one to that of the new one, as of this snapshot. All of that are rows of this
//! snapshot alone, so nothing is taken out for it.

use super::super::copy::BinaryCopy;
use super::super::models::SourceRow;
use super::super::staging::Ids;
use super::super::verdicts::{Change, Kind, Replaced};
use super::super::{Error, Result};
use super::placing::{Place, Placing};
use crate::snapshot::{Day, Record, Spool, bytes_at};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Sums in memory at most, in bytes.
const HELD_BYTES: usize = 32 << 20;

/// What rows of one metric, day and cell add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    value: i128,
    models: i64,
    restated: i64,
    restated_by: i128,
}

/// A sum with what it is of.
#[derive(Debug, Clone, Copy)]
struct Summed {
    sum: Sum,
    cell_id: i64,
    day: u16,
}

impl Record for Summed {
    const BYTES: usize = 58;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.sum.value.to_le_bytes());
        bytes.extend_from_slice(&self.sum.restated_by.to_le_bytes());
        bytes.extend_from_slice(&self.sum.models.to_le_bytes());
        bytes.extend_from_slice(&self.sum.restated.to_le_bytes());
        bytes.extend_from_slice(&self.cell_id.to_le_bytes());
        bytes.extend_from_slice(&self.day.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        Self {
            sum: Sum {
                value: i128::from_le_bytes(bytes_at(bytes, 0)),
                restated_by: i128::from_le_bytes(bytes_at(bytes, 16)),
                models: i64::from_le_bytes(bytes_at(bytes, 32)),
                restated: i64::from_le_bytes(bytes_at(bytes, 40)),
            },
            cell_id: i64::from_le_bytes(bytes_at(bytes, 48)),
            day: u16::from_le_bytes(bytes_at(bytes, 56)),
        }
    }
}

/// What a snapshot adds to the rollups, month by month.
pub(in super::super) struct Added {
    placing: Placing,
    /// The days of the month at hand, oldest first.
    days: Vec<Day>,
    /// Of the metric at hand: by cell, where its sums begin; for each day one. [`NOWHERE`]: not yet.
    starts: Vec<u32>,
    sums: Vec<Sum>,
    /// The cells that have sums.
    cells: Vec<u32>,
    metric: u8,
    /// Sums of the month at hand that are complete: metric, day, cell.
    complete: Vec<(u8, u16, u32, Sum)>,
    /// Those of all months before, a queue a metric, in the order of the table's key.
    all: Spool<Summed>,
    any_restated: bool,
}

/// No place among the sums.
const NOWHERE: u32 = u32::MAX;

impl Added {
    /// Begins with nothing.
    pub(in super::super) async fn begin(
        connection: &mut PgConnection,
        source: &SourceRow,
        ids: &Ids,
        captured_at: DateTime<Utc>,
    ) -> Result<Self> {
        Ok(Self {
            placing: Placing::read(connection, source, ids, captured_at).await?,
            days: Vec::new(),
            starts: Vec::new(),
            sums: Vec::new(),
            cells: Vec::new(),
            metric: 0,
            complete: Vec::new(),
            all: Spool::new(HELD_BYTES),
            any_restated: false,
        })
    }

    /// Begins a month, later than the one before.
    pub(in super::super) fn begin_month(&mut self, days: &[Day]) {
        self.days = days.to_vec();
    }

    /// Takes a change of the month; those of a metric follow each other.
    pub(in super::super) fn take(&mut self, change: &Change, ids: &Ids) -> Result<()> {
        if change.kind == Kind::Moves {
            return Ok(());
        }
        if change.metric != self.metric {
            self.complete_metric();
            self.metric = change.metric;
        }
        let license_text = ids.license(change.saying);
        let place = self.place(change.model, license_text, ids)?;
        let sum = self.sum(place, change.day)?;
        sum.value += i128::from(change.value);
        sum.models += place.counted;
        if let Some(replaced) = change.replaced() {
            self.take_back(change, replaced, ids)?;
        }
        Ok(())
    }

    /// Takes back what the replaced number counted, and counts that it was restated.
    fn take_back(&mut self, change: &Change, replaced: Replaced, ids: &Ids) -> Result<()> {
        let place = self.place(change.model, replaced.license_text, ids)?;
        let sum = self.sum(place, change.day)?;
        sum.value -= i128::from(replaced.value);
        sum.models -= place.counted;
        if replaced.value != change.value {
            sum.restated += 1;
            sum.restated_by += i128::from(replaced.value.abs_diff(change.value));
            self.any_restated = true;
        }
        Ok(())
    }

    fn place(&mut self, model: u32, license_text: Option<i32>, ids: &Ids) -> Result<Place> {
        self.placing.place(model, license_text).ok_or_else(|| {
            let id = ids.model(model).unwrap_or_default();
            Error::Inconsistent(format!("model {id} of a snapshot has no cell"))
        })
    }

    fn sum(&mut self, place: Place, day: Day) -> Result<&mut Sum> {
        let lost = || Error::Inconsistent("a row of a snapshot lost its day".to_owned());
        let cell = place.cell as usize;
        if cell >= self.starts.len() {
            self.starts.resize(cell + 1, NOWHERE);
        }
        let start = self.starts.get_mut(cell).ok_or_else(lost)?;
        if *start == NOWHERE {
            *start = self.sums.len() as u32;
            let end = self.sums.len() + self.days.len();
            self.sums.resize(end, Sum::default());
            self.cells.push(place.cell);
        }
        let day = self.days.iter().position(|other| *other == day);
        let index = *start as usize + day.ok_or_else(lost)?;
        self.sums.get_mut(index).ok_or_else(lost)
    }

    fn complete_metric(&mut self) {
        for cell in self.cells.drain(..) {
            let Some(start) = self.starts.get_mut(cell as usize) else {
                continue;
            };
            let sums = self.sums.get(*start as usize..).unwrap_or_default();
            for (day, sum) in self.days.iter().zip(sums) {
                if *sum != Sum::default() {
                    self.complete.push((self.metric, day.number(), cell, *sum));
                }
            }
            *start = NOWHERE;
        }
        self.sums.clear();
    }

    /// Ends the month: numbers the cells it brought.
    pub(in super::super) async fn end_month(
        &mut self,
        connection: &mut PgConnection,
    ) -> Result<()> {
        self.complete_metric();
        self.placing.make_cells(connection).await?;
        let lost = || Error::Inconsistent("a cell was made but is not there".to_owned());
        let mut complete = Vec::with_capacity(self.complete.len());
        for (metric, day, cell, sum) in self.complete.drain(..) {
            let cell_id = self.placing.cell_id(cell).ok_or_else(lost)?;
            complete.push((metric, day, cell_id, sum));
        }
        complete.sort_unstable_by_key(|(metric, day, cell_id, _)| (*metric, *day, *cell_id));
        for (metric, day, cell_id, sum) in complete {
            let summed = Summed { sum, cell_id, day };
            self.all.push(usize::from(metric), summed)?;
        }
        Ok(())
    }

    /// Puts everything into the rollups.
    #[tracing::instrument(level = "debug", name = "put_in_added", skip_all)]
    pub(in super::super) async fn put_in(
        &self,
        connection: &mut PgConnection,
        snapshot_id: i64,
        ids: &Ids,
    ) -> Result<()> {
        let restated = if self.any_restated {
            ", restated, restated_by"
        } else {
            ""
        };
        let statement = format!(
            "COPY rollup (metric_id, observed_on, cell_id, snapshot_id, value, models, slugs{restated})
             FROM STDIN (FORMAT binary)"
        );
        let mut copy = BinaryCopy::start(connection, &statement).await?;
        for (metric, metric_id) in ids.metrics().iter().enumerate() {
            let mut sums = self.all.read(metric);
            while let Some(sums) = sums.next()? {
                for Summed { sum, cell_id, day } in sums {
                    let row = copy
                        .row(if self.any_restated { 9 } else { 7 })
                        .smallint(*metric_id)
                        .day(Day::from_number(*day))
                        .bigint(*cell_id)
                        .bigint(snapshot_id)
                        .numeric(sum.value)
                        .bigint(sum.models)
                        .bigint(sum.models);
                    if self.any_restated {
                        row.bigint(sum.restated).numeric(sum.restated_by);
                    }
                    copy.flush().await?;
                }
            }
        }
        copy.finish().await?;
        Ok(())
    }
}
