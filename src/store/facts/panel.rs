//! The models present at every date: who they are, and what they add up to.

use super::contradiction;
use super::gathering::OfDays;
use super::placing::{Atlas, Placed};
use super::reading::{Found, Reading};
use super::standing::{Panel, Standings};
use crate::query::{Entry, Growing, PanelNote, Period};
use crate::store::Result;
use crate::store::copy::copy_out;
use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

impl Reading<'_> {
    /// The models present at every date, month by month, so that no more than a month is held
    /// besides what is kept.
    pub(super) async fn panel(
        &self,
        connection: &mut PgConnection,
        found: &Found,
    ) -> Result<Panel> {
        let (cube, whole) = self.whole(found)?;
        let (periods, counted) = self.counted(whole.days());
        let source = &self.metric.source;
        let mut atlas = Atlas::of_source(connection, &cube.places, source, self.merged()).await?;
        let metric = self.metric_id(connection).await?;
        let members = self.members(connection, metric, &periods, whole.days(), &atlas);
        let members = members.await?;
        let is_member: HashSet<i64> = members.iter().copied().collect();
        let last = periods
            .last()
            .map(|period| &whole.days()[period.counted.clone()]);
        let last: HashSet<NaiveDate> = last.unwrap_or_default().iter().copied().collect();
        let has_variants = atlas.families.clone();
        let mut stood: HashMap<(i64, u32), i128> = HashMap::new();
        let mut growing = Growing::default();
        let all: Vec<(NaiveDate, bool)> = whole.days().iter().copied().zip(counted).collect();
        for month in all.chunk_by(|(a, _), (b, _)| (a.year(), a.month()) == (b.year(), b.month())) {
            let days = month.iter().filter(|(_, counted)| *counted);
            let days: Vec<NaiveDate> = days.map(|(day, _)| *day).collect();
            let mut sums: BTreeMap<(NaiveDate, u32), Entry> = BTreeMap::new();
            // The first cell of each family on a day, where it counts.
            let mut firsts: HashMap<(NaiveDate, i64), u32> = HashMap::new();
            let of_days = OfDays {
                metric,
                atlas: &mut atlas,
                days: &days,
                only: Some(&is_member),
            };
            let take = |day, value, placed: Placed| {
                if last.contains(&day) {
                    *stood.entry((placed.identity, placed.cell)).or_default() += value;
                }
                let entry = sums.entry((day, placed.cell)).or_insert(Entry {
                    cell: placed.cell,
                    model: None,
                    value: 0,
                    models: 0,
                    slugs: 0,
                });
                entry.value += value;
                entry.slugs += u32::from(placed.counted);
                if has_variants.contains(&placed.identity) && placed.counted {
                    let first = firsts.entry((day, placed.identity)).or_insert(placed.cell);
                    *first = placed.cell.min(*first);
                } else {
                    entry.models += u32::from(placed.counted);
                }
            };
            if !days.is_empty() {
                self.each_of(connection, of_days, take).await?;
            }
            for ((day, _), cell) in firsts {
                if let Some(entry) = sums.get_mut(&(day, cell)) {
                    entry.models += 1;
                }
            }
            let mut sums = sums.into_iter().peekable();
            for (day, _) in month {
                growing.begin(*day);
                while let Some((_, entry)) = sums.next_if(|((of, _), _)| of == day) {
                    growing.push(*day, entry);
                }
            }
        }
        let facts = growing.grown(self.metric.clone(), Arc::clone(&cube.cells));
        let facts = facts
            .map_err(contradiction)?
            .with_restatements(Arc::clone(whole.restatements()))
            .with_panel(PanelNote {
                models: members.len() as u32,
            });
        Ok(Panel {
            facts: Arc::new(facts),
            members: members.into(),
            standings: Standings::new(&stood, &atlas),
        })
    }

    /// Models observed in every period shown; the row for what a source does not list is none.
    async fn members(
        &self,
        connection: &mut PgConnection,
        metric: i16,
        periods: &[Period],
        all_days: &[NaiveDate],
        atlas: &Atlas,
    ) -> Result<Vec<i64>> {
        if periods.is_empty() {
            return Ok(Vec::new());
        }
        let mut few = None;
        if let [first, _, .., last] = periods {
            // Whoever misses the first or the last is none: mostly few are left to be looked at.
            let ends = Shown::new([first, last], all_days);
            let ends = self.present(metric, &ends, None, atlas);
            let ends = ids(connection, &ends).await?;
            few = atlas.models_of_few(&ends.into_iter().collect());
        }
        let shown = Shown::new(periods, all_days);
        let present = self.present(metric, &shown, few.as_deref(), atlas);
        let mut members = ids(connection, &present).await?;
        members.retain(|model| atlas.models.get(model).is_some_and(|one| !one.unlisted));
        members.sort_unstable();
        Ok(members)
    }

    /// The statement that selects the models observed in every one of some periods.
    fn present(&self, metric: i16, shown: &Shown, few: Option<&[i64]>, atlas: &Atlas) -> String {
        let observations = self.of_days(metric, &shown.days, few);
        let count = shown.count;
        if shown.days.len() == count && atlas.families.is_empty() {
            // Without variants, and with one day a period, a model has as many observations as
            // there are periods, and nothing has to be told apart.
            return format!(
                "SELECT o.model_id FROM ({observations}) AS o
                 GROUP BY o.model_id HAVING count(*) = {count}"
            );
        }
        let family = if self.merged() {
            "coalesce(m.variant_of, m.id)"
        } else {
            "m.id"
        };
        let days = shown.days.iter().zip(&shown.periods);
        let days: Vec<String> = days
            .map(|(day, period)| format!("(date '{day}', {period})"))
            .collect();
        format!(
            "SELECT {family} FROM ({observations}) AS o
             JOIN (VALUES {}) AS shown (day, period) ON shown.day = o.observed_on
             JOIN model m ON m.id = o.model_id
             GROUP BY 1 HAVING count(DISTINCT shown.period) = {count}",
            days.join(", ")
        )
    }
}

/// The numbers that a statement selects.
async fn ids(connection: &mut PgConnection, statement: &str) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    copy_out(connection, statement, |row| {
        ids.push(row.bigint()?);
        Ok(())
    })
    .await?;
    Ok(ids)
}

/// The days that are counted, each with the number of its period.
struct Shown {
    days: Vec<NaiveDate>,
    periods: Vec<usize>,
    count: usize,
}

impl Shown {
    fn new<'p>(periods: impl IntoIterator<Item = &'p Period>, all_days: &[NaiveDate]) -> Self {
        let mut shown = Self {
            days: Vec::new(),
            periods: Vec::new(),
            count: 0,
        };
        for period in periods {
            let counted = &all_days[period.counted.clone()];
            shown.days.extend_from_slice(counted);
            shown.periods.resize(shown.days.len(), shown.count);
            shown.count += 1;
        }
        shown
    }
}
