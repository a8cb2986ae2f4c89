//! Reading below cells: the observations of single models, or of the models present at every date,
//! each with the cell it belongs to.

use super::{Cube, contradiction, place, whole};
use crate::domain::Metric;
use crate::query::{
    self, Dictionary, Entry, Facts, ModelLevel, ModelName, Needs, Panel, PanelNote, Period, Query,
    SeriesKind, Variants,
};
use crate::store::Result;
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One model, on one day, in one cell. Variants are one model where they are merged.
#[derive(sqlx::FromRow)]
struct PlacedRow {
    observed_on: NaiveDate,
    identity: i64,
    cell_id: i64,
    value: String,
    slugs: i64,
}

impl PlacedRow {
    /// 1 for the first cell of a model on a day, 0 for what variants of it are in others; 0 for
    /// the row for what a source does not list.
    fn counts_once(&self, counted: &mut HashSet<(NaiveDate, i64)>) -> u32 {
        u32::from(self.slugs > 0 && counted.insert((self.observed_on, self.identity)))
    }
}

/// A reading below cells.
pub(super) struct Reading<'a> {
    pub connection: &'a mut PgConnection,
    pub cube: &'a Cube,
    pub all: &'a Facts,
    pub query: &'a Query,
    pub dictionary: &'a Dictionary,
    pub metric: &'a Metric,
    pub needs: Needs,
}

/// Which models are read.
#[derive(Clone)]
enum Which {
    All,
    These(Vec<i64>),
}

impl Reading<'_> {
    pub async fn run(mut self) -> Result<Facts> {
        let periods = self.query.periods(self.metric.semantics, self.all.days());
        let days: Vec<NaiveDate> = periods
            .iter()
            .flat_map(|period| self.all.days()[period.counted.clone()].to_vec())
            .collect();
        let members = match self.needs.panel {
            Panel::All => Which::All,
            Panel::Common => Which::These(self.members(&periods, &days).await?),
        };
        let (models, leftover) = match self.needs.models.clone() {
            ModelLevel::None => (members.clone(), false),
            ModelLevel::Listed(ids) => (self.listed(&ids, &members).await?, true),
            ModelLevel::Top(top) => (self.leading(top, &periods, &members).await?, true),
            ModelLevel::TopAndListed(top, ids) => {
                let listed = self.listed(&ids, &members).await?;
                let leading = self.leading(top, &periods, &members).await?;
                (listed.and(leading), true)
            }
        };
        let rows = self.placed(&days, &models).await?;
        let apart = self.needs.models != ModelLevel::None;
        let mut facts = match (&members, leftover) {
            // Within a panel, what is left over is the other members, not everything else.
            (Which::These(_), true) => {
                let others = self.placed(&days, &members).await?;
                let whole = self.sums(&others)?;
                self.assemble(&rows, apart, Some(&whole)).await?
            }
            (Which::All, true) => {
                let whole = self.cube_entries();
                self.assemble(&rows, apart, Some(&whole)).await?
            }
            (_, false) => self.assemble(&rows, apart, None).await?,
        };
        if let Which::These(members) = &members {
            facts = facts.with_panel(PanelNote {
                models: members.len() as u32,
            });
        }
        Ok(facts)
    }

    fn merged(&self) -> bool {
        self.needs.variants == Variants::Merged
    }

    /// Models observed in every period shown; the row for what a source does not list is none.
    async fn members(&mut self, periods: &[Period], days: &[NaiveDate]) -> Result<Vec<i64>> {
        let mut numbers: Vec<i32> = Vec::with_capacity(days.len());
        for (period, number) in periods.iter().zip(0..) {
            numbers.extend(std::iter::repeat_n(number, period.counted.len()));
        }
        let members = sqlx::query_scalar(
            "SELECT CASE WHEN $5 THEN coalesce(m.variant_of, m.id) ELSE m.id END
             FROM observation o
             JOIN unnest($2::date[], $3::integer[]) AS shown (day, period) ON shown.day = o.observed_on
             JOIN model m ON m.id = o.model_id
             -- A value rather than a join: joined, the planner takes the observations for few.
             WHERE o.metric_id = (SELECT id FROM metric WHERE slug = $1)
               AND o.observed_on = ANY($2) AND NOT m.unlisted
               AND (($4::timestamptz IS NULL AND o.known_to = 'infinity')
                    OR (o.known_from <= $4 AND o.known_to > $4))
             GROUP BY 1 HAVING count(DISTINCT shown.period) = $6",
        )
        .bind(&self.metric.slug)
        .bind(days)
        .bind(&numbers)
        .bind(self.needs.as_of)
        .bind(self.merged())
        .bind(i64::try_from(periods.len()).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(members)
    }

    /// Models of these ids, and the row for what the source does not list.
    async fn listed(&mut self, ids: &[String], members: &Which) -> Result<Which> {
        let found: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT CASE WHEN $3 THEN coalesce(m.variant_of, m.id) ELSE m.id END
             FROM model m JOIN source ON source.id = m.source_id AND source.slug = $1
             WHERE m.external_id = ANY($2) OR m.unlisted",
        )
        .bind(&self.metric.source)
        .bind(ids)
        .bind(self.merged())
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(match members {
            Which::All => Which::These(found),
            Which::These(members) => {
                let members: HashSet<i64> = members.iter().copied().collect();
                Which::These(
                    found
                        .into_iter()
                        .filter(|id| members.contains(id))
                        .collect(),
                )
            }
        })
    }

    /// The models that lead in the last period shown, by value of the rows in the filter; where
    /// that period has fewer than asked for, every model of the range.
    async fn leading(&mut self, top: u16, periods: &[Period], members: &Which) -> Result<Which> {
        let Some(last) = periods.last() else {
            return Ok(Which::These(Vec::new()));
        };
        let days = self.all.days()[last.counted.clone()].to_vec();
        let rows = self.placed(&days, members).await?;
        let facts = self.assemble(&rows, true, None).await?;
        let mut question = self.query.clone();
        (question.from, question.to) = (Some(last.first), Some(last.last));
        let answer = query::answer(&question, &facts, self.dictionary);
        let leaders: HashSet<&str> = answer
            .series
            .iter()
            .filter(|series| series.kind == SeriesKind::Known)
            .map(|series| series.id.as_str())
            .collect();
        if leaders.len() < usize::from(top) && periods.len() > 1 {
            return Ok(members.clone());
        }
        let names = self.names(&rows).await?;
        Ok(Which::These(
            names
                .into_iter()
                .filter(|(_, name)| name.unlisted || leaders.contains(name.id.as_str()))
                .map(|(id, _)| id)
                .collect(),
        ))
    }

    /// Observations of these models on these days, by model and cell.
    async fn placed(&mut self, days: &[NaiveDate], which: &Which) -> Result<Vec<PlacedRow>> {
        let models = match which {
            Which::All => None,
            Which::These(ids) if self.merged() => Some(self.with_variants(ids).await?),
            Which::These(ids) => Some(ids.clone()),
        };
        let rows = sqlx::query_as(concat!(
            include_str!("../sql/read_placed.sql"),
            include_str!("../sql/place_observations.sql"),
            "SELECT o.observed_on,
                    CASE WHEN $5 THEN placement.family_id ELSE o.model_id END AS identity,
                    cell.id AS cell_id, sum(o.value)::text AS value,
                    sum(placement.counted)::bigint AS slugs
             FROM moved_observation o
             JOIN placement ON placement.model_id = o.model_id
                  AND placement.snapshot_id = o.snapshot_id
                  AND placement.license_text_id IS NOT DISTINCT FROM o.license_text_id
             JOIN cell ON (cell.source_id, cell.scope, cell.organization_id, cell.weights,
                           cell.license_then, cell.license_undated, cell.license_now, cell.lineage,
                           cell.base_organization_id, cell.base_weights, cell.base_license_then,
                           cell.base_license_undated, cell.base_license_now)
                        = (placement.source_id, placement.scope, placement.organization_id,
                           placement.weights, placement.license_then, placement.license_undated,
                           placement.license_now, placement.lineage,
                           placement.base_organization_id, placement.base_weights,
                           placement.base_license_then, placement.base_license_undated,
                           placement.base_license_now)
             GROUP BY 1, 2, 3"
        ))
        .bind(&self.metric.slug)
        .bind(days)
        .bind(models)
        .bind(self.needs.as_of)
        .bind(self.merged())
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows)
    }

    async fn with_variants(&mut self, families: &[i64]) -> Result<Vec<i64>> {
        let ids = sqlx::query_scalar!(
            r#"SELECT id AS "id!" FROM model WHERE id = ANY($1)
               UNION SELECT id FROM model WHERE variant_of = ANY($1)"#,
            families
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(ids)
    }

    async fn names(&mut self, rows: &[PlacedRow]) -> Result<BTreeMap<i64, ModelName>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.identity).collect();
        let found = sqlx::query!(
            "SELECT id, external_id, name, unlisted FROM model WHERE id = ANY($1)",
            &ids
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(found
            .into_iter()
            .map(|row| {
                (
                    row.id,
                    ModelName {
                        id: row.external_id,
                        name: row.name,
                        unlisted: row.unlisted,
                    },
                )
            })
            .collect())
    }

    /// The whole of the cube, by day and cell.
    fn cube_entries(&self) -> Vec<Vec<Entry>> {
        self.all.entries().collect()
    }

    /// Rows summed up by day and cell.
    fn sums(&self, rows: &[PlacedRow]) -> Result<Vec<Vec<Entry>>> {
        let mut sums: Vec<BTreeMap<u32, Entry>> = vec![BTreeMap::new(); self.all.days().len()];
        let mut counted = HashSet::new();
        for row in rows {
            let cell = place(&self.cube.places, row.cell_id)?;
            let Ok(day) = self.all.days().binary_search(&row.observed_on) else {
                continue;
            };
            let entry = sums[day].entry(cell).or_insert(Entry {
                cell,
                model: None,
                value: 0,
                models: 0,
                slugs: 0,
            });
            entry.value += whole(&row.value)?;
            entry.models += row.counts_once(&mut counted);
            entry.slugs += row.slugs as u32;
        }
        Ok(sums
            .into_iter()
            .map(|day| day.into_values().collect())
            .collect())
    }

    /// Facts of these rows: each model on its own where `apart`, and what is left of `whole`
    /// once they are taken out of it.
    async fn assemble(
        &mut self,
        rows: &[PlacedRow],
        apart: bool,
        whole_of: Option<&[Vec<Entry>]>,
    ) -> Result<Facts> {
        let sums = self.sums(rows)?;
        let mut entries: Vec<Vec<Entry>> = match whole_of {
            None if apart => vec![Vec::new(); self.all.days().len()],
            None => sums,
            Some(whole_of) => whole_of
                .iter()
                .zip(&sums)
                .map(|(all, some)| less(all, some))
                .collect(),
        };
        let names = if apart {
            self.names(rows).await?
        } else {
            BTreeMap::new()
        };
        if apart {
            let places: HashMap<i64, u32> = names.keys().copied().zip(0..).collect();
            let mut counted = HashSet::new();
            for row in rows {
                let Ok(day) = self.all.days().binary_search(&row.observed_on) else {
                    continue;
                };
                entries[day].push(Entry {
                    cell: place(&self.cube.places, row.cell_id)?,
                    model: places.get(&row.identity).copied(),
                    value: whole(&row.value)?,
                    models: row.counts_once(&mut counted),
                    slugs: row.slugs as u32,
                });
            }
        }
        Facts::new(
            self.metric.clone(),
            self.all.days().to_vec(),
            self.cube.cells.clone(),
            names.into_values().collect(),
            &entries,
        )
        .map_err(contradiction)
        .map(|facts| facts.with_restatements(self.all.restatements().to_vec()))
    }
}

/// What is left of a day's cells once some of it is taken out.
fn less(all: &[Entry], some: &[Entry]) -> Vec<Entry> {
    let taken: HashMap<u32, &Entry> = some.iter().map(|entry| (entry.cell, entry)).collect();
    all.iter()
        .map(|entry| match taken.get(&entry.cell) {
            Some(taken) => Entry {
                value: entry.value - taken.value,
                models: entry.models.saturating_sub(taken.models),
                slugs: entry.slugs.saturating_sub(taken.slugs),
                ..*entry
            },
            None => *entry,
        })
        .filter(|entry| entry.value > 0 || entry.slugs > 0)
        .collect()
}

impl Which {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::These(mut a), Self::These(b)) => {
                a.extend(b);
                a.sort_unstable();
                a.dedup();
                Self::These(a)
            }
            _ => Self::All,
        }
    }
}
