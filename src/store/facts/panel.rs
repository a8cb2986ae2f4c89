//! The models present at every date: who they are, and what they add up to.

use super::contradiction;
use super::gathering::{OfDays, observations, observations_of_few};
use super::placing::{Atlas, Placed};
use super::reading::{Found, Reading};
use super::standing::{Panel, Standings};
use crate::query::{Entry, Growing, PanelNote, Period};
use crate::store::Result;
use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::QueryScalar;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Models observed in every one of some periods, of these observations.
macro_rules! members {
    ($observations:expr) => {
        concat!(
            "SELECT CASE WHEN $5 THEN coalesce(m.variant_of, m.id) ELSE m.id END FROM (",
            $observations,
            ") AS o
             JOIN unnest($3::date[], $4::integer[]) AS shown (day, period) ON shown.day = o.observed_on
             JOIN model m ON m.id = o.model_id
             WHERE NOT m.unlisted
             GROUP BY 1 HAVING count(DISTINCT shown.period) = $6"
        )
    };
}

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
        let members = self.members(connection, &periods, whole.days(), &atlas);
        let mut members = members.await?;
        members.sort_unstable();
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
        periods: &[Period],
        all_days: &[NaiveDate],
        atlas: &Atlas,
    ) -> Result<Vec<i64>> {
        let whole = Shown::new(periods, all_days);
        let [first, _, .., last] = periods else {
            return self.present(connection, &whole, atlas).await;
        };
        // Whoever misses the first or the last is none: mostly few are left to be looked at.
        let ends = [first.clone(), last.clone()];
        let ends = Shown::new(&ends, all_days);
        let ends = self.present(connection, &ends, atlas).await?;
        let Some(few) = atlas.models_of_few(&ends.into_iter().collect()) else {
            return self.present(connection, &whole, atlas).await;
        };
        let present = members!(observations_of_few!("o.model_id, o.observed_on", "$7"));
        let present = sqlx::query_scalar(present);
        let present = whole.bind(present, self).bind(few);
        Ok(present.fetch_all(connection).await?)
    }

    /// The same, looked for among all models.
    async fn present(
        &self,
        connection: &mut PgConnection,
        shown: &Shown,
        atlas: &Atlas,
    ) -> Result<Vec<i64>> {
        if shown.days.len() > shown.count || !atlas.families.is_empty() {
            let present = members!(observations!(
                "o.model_id, o.observed_on",
                "o.observed_on = ANY($3)"
            ));
            let present = shown.bind(sqlx::query_scalar(present), self);
            return Ok(present.fetch_all(connection).await?);
        }
        // Without variants, and with one day a period, a model has as many observations as there
        // are periods, and nothing has to be told apart.
        let mut present: Vec<i64> = sqlx::query_scalar(observations!(
            "o.model_id",
            "o.observed_on = ANY($3) GROUP BY o.model_id HAVING count(*) = $4"
        ))
        .bind(&self.metric.slug)
        .bind(self.needs.as_of)
        .bind(&shown.days)
        .bind(shown.count())
        .fetch_all(connection)
        .await?;
        present.retain(|model| atlas.models.get(model).is_some_and(|one| !one.unlisted));
        Ok(present)
    }
}

/// The days that are counted, each with the number of its period.
struct Shown {
    days: Vec<NaiveDate>,
    periods: Vec<i32>,
    count: usize,
}

impl Shown {
    fn new(periods: &[Period], all_days: &[NaiveDate]) -> Self {
        let (mut days, mut numbers) = (Vec::new(), Vec::new());
        for (period, number) in periods.iter().zip(0i32..) {
            let counted = &all_days[period.counted.clone()];
            days.extend_from_slice(counted);
            numbers.extend(std::iter::repeat_n(number, counted.len()));
        }
        Self {
            days,
            periods: numbers,
            count: periods.len(),
        }
    }

    fn count(&self) -> i64 {
        i64::try_from(self.count).unwrap_or(i64::MAX)
    }

    /// What [`members`] asks for.
    fn bind<'q>(&self, members: OfMembers<'q>, reading: &'q Reading<'_>) -> OfMembers<'q> {
        members
            .bind(&reading.metric.slug)
            .bind(reading.needs.as_of)
            .bind(self.days.clone())
            .bind(self.periods.clone())
            .bind(reading.merged())
            .bind(self.count())
    }
}

type OfMembers<'q> = QueryScalar<'q, Postgres, i64, PgArguments>;
