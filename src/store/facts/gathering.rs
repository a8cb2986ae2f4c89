//! Reading what is not kept: observations of single models by the key they are stored under, and
//! of whole days where all models are asked for. Each is placed here ([`super::placing`]), once.

use super::loading::read_cube;
use super::placing::{Observed, Placed, Placer};
use super::reading::{Found, Missing, Reading};
use super::shelf::Counted;
use super::standing::{History, HistoryRow, Listed, Panel, Standings};
use super::{Cube, contradiction};
use crate::query::{Entry, Facts, Growing, ModelName, PanelNote, Period, Variants};
use crate::store::{Error, Result};
use chrono::{Datelike, NaiveDate};
use futures_util::TryStreamExt;
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// How many models are read at once where it is not known which of them are wanted.
const AT_ONCE: usize = 500;

/// An observation that is known at the moment asked for.
#[derive(sqlx::FromRow)]
struct Row {
    model_id: i64,
    observed_on: NaiveDate,
    value: i64,
    snapshot_id: i64,
    license_text_id: Option<i32>,
}

/// Observations, and which. The metric is no join: the planner would take one of several for a small part of
/// the rows, and loop over all the rest for each of them.
macro_rules! observations {
    ($which:literal) => {
        observations!(
            "o.model_id, o.observed_on, o.value, o.snapshot_id, o.license_text_id",
            $which
        )
    };
    ($what:literal, $which:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM observation o
             WHERE o.metric_id = (SELECT id FROM metric WHERE slug = $1)
               AND (($2::timestamptz IS NULL AND o.known_to = 'infinity')
                    OR (o.known_from <= $2 AND o.known_to > $2))
               AND ",
            $which
        )
    };
}

/// What is read of some days: of all models, or of some of many.
struct OfDays<'a> {
    placer: &'a mut Placer,
    days: &'a [NaiveDate],
    only: Option<&'a HashSet<i64>>,
}

impl Reading<'_> {
    /// Reads what is missing, and keeps it where others look for it.
    pub async fn read(
        &self,
        connection: &mut PgConnection,
        missing: Missing,
        found: &mut Found,
    ) -> Result<()> {
        let shelf = &self.edition.shelf;
        match missing {
            Missing::Past(moment) => {
                let dictionary = &self.edition.dictionary;
                let read = read_cube(connection, dictionary, Some(moment));
                found.past = Some(shelf.cubes.get_or_read(moment, read).await?);
            }
            Missing::Panel(dates) => {
                let read = self.panel(connection, found);
                found.panel = Some(shelf.panels.get_or_read(dates, read).await?);
            }
            Missing::Standings(counted) => {
                let read = self.read_standings(connection, counted, found);
                found.standings = Some(shelf.standings.get_or_read(counted, read).await?);
            }
            Missing::Listed(ids) => {
                let read = self.read_listed(connection, &ids);
                let key = (self.kind, ids.clone());
                found.listed = Some(shelf.lists.get_or_read(key, read).await?);
            }
            Missing::Others(dates, cells) => {
                let read = self.read_others(connection, &cells, found);
                let key = (dates, cells.clone());
                found.others = Some(shelf.others.get_or_read(key, read).await?);
            }
            Missing::Histories(ids) => {
                for (id, history) in self.read_histories(connection, &ids, found).await? {
                    let history = Arc::new(history);
                    shelf.histories.keep((self.kind, id), &history);
                    found.histories.insert(id, history);
                }
            }
        }
        Ok(())
    }

    fn merged(&self) -> bool {
        self.kind.variants == Variants::Merged
    }

    /// The cube and the facts of it that are read below.
    fn whole<'f>(&'f self, found: &'f Found) -> Result<(&'f Cube, &'f Arc<Facts>)> {
        let cube = self.cube(found);
        let whole = cube.and_then(|cube| Some((cube, cube.facts(&self.metric.slug)?)));
        whole.ok_or_else(|| Error::Inconsistent("models without a sum".to_owned()))
    }

    /// Models of these ids, and the row for what the source does not list.
    async fn read_listed(
        &self,
        connection: &mut PgConnection,
        ids: &[String],
    ) -> Result<Vec<Listed>> {
        let rows = sqlx::query!(
            r#"SELECT DISTINCT identity.id, identity.external_id
               FROM model m
               JOIN source ON source.id = m.source_id AND source.slug = $1
               JOIN model identity
                 ON identity.id = CASE WHEN $3 THEN coalesce(m.variant_of, m.id) ELSE m.id END
               WHERE m.external_id = ANY($2) OR m.unlisted"#,
            self.metric.source,
            ids,
            self.merged()
        )
        .fetch_all(connection)
        .await?;
        let listed = rows.into_iter().map(|row| Listed {
            identity: row.id,
            id: row.external_id,
        });
        Ok(listed.collect())
    }

    /// The histories of models; one without observations has an empty one.
    async fn read_histories(
        &self,
        connection: &mut PgConnection,
        ids: &[i64],
        found: &Found,
    ) -> Result<HashMap<i64, History>> {
        let (cube, whole) = self.whole(found)?;
        let mut placer = Placer::of(connection, &cube.places, ids, self.merged()).await?;
        let models: Vec<i64> = placer.models.keys().copied().collect();
        let mut rows: HashMap<i64, Vec<HistoryRow>> = HashMap::new();
        let mut observed = sqlx::query_as::<_, Row>(observations!("o.model_id = ANY($3)"))
            .bind(&self.metric.slug)
            .bind(self.needs.as_of)
            .bind(models)
            .fetch(connection);
        while let Some(row) = observed.try_next().await? {
            let Ok(day) = whole.days().binary_search(&row.observed_on) else {
                continue;
            };
            let placed = placer.place(row.observed())?;
            rows.entry(placed.identity).or_default().push(HistoryRow {
                value: row.value,
                cell: placed.cell,
                day: u16::try_from(day)
                    .map_err(|_| Error::Inconsistent("more days than are counted".to_owned()))?,
                counted: placed.counted,
            });
        }
        drop(observed);
        let mut histories = HashMap::with_capacity(ids.len());
        for id in ids {
            let model = placer.models.get(id);
            let model = model.ok_or_else(|| Error::Inconsistent(format!("no model {id}")))?;
            let mut rows = rows.remove(id).unwrap_or_default();
            rows.sort_unstable_by_key(|row| (row.day, row.cell));
            let history = History {
                name: ModelName {
                    id: model.external_id.clone(),
                    name: model.name.clone(),
                    unlisted: model.unlisted,
                },
                rows: rows.into(),
            };
            histories.insert(*id, history);
        }
        Ok(histories)
    }

    /// The models that are in some of these cells at the dates shown. Those that could be, by
    /// what is known of them now, are read a few at a time.
    async fn read_others(
        &self,
        connection: &mut PgConnection,
        cells: &[u32],
        found: &Found,
    ) -> Result<Vec<i64>> {
        let (cube, whole) = self.whole(found)?;
        let (_, counted) = self.counted(whole.days());
        let cells: HashSet<u32> = cells.iter().copied().collect();
        let ids = cube.places.iter().filter(|(_, at)| cells.contains(at));
        let ids: Vec<i64> = ids.map(|(id, _)| *id).collect();
        let candidates = sqlx::query_scalar!(
            r#"SELECT DISTINCT CASE WHEN $2 THEN coalesce(m.variant_of, m.id) ELSE m.id END AS "id!"
               FROM model m
               JOIN cell ON (cell.source_id, cell.scope, cell.organization_id, cell.weights,
                             cell.license_now, cell.lineage)
                          = (m.source_id, m.scope, coalesce(m.organization_id, 0), m.weights,
                             coalesce(m.license_now_id, 0), m.lineage)
               WHERE cell.id = ANY($1)"#,
            &ids,
            self.merged()
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut others = Vec::new();
        for some in candidates.chunks(AT_ONCE) {
            let histories = self.read_histories(connection, some, found).await?;
            for (id, history) in histories {
                if history.is_in(&cells, &counted) {
                    let shelf = &self.edition.shelf.histories;
                    shelf.keep((self.kind, id), &Arc::new(history));
                    others.push(id);
                }
            }
        }
        Ok(others)
    }

    /// How all models stood in a period.
    async fn read_standings(
        &self,
        connection: &mut PgConnection,
        (_, first, last): Counted,
        found: &Found,
    ) -> Result<Standings> {
        let (cube, whole) = self.whole(found)?;
        let days = whole.days().iter().copied();
        let days: Vec<NaiveDate> = days.filter(|day| (first..=last).contains(day)).collect();
        let source = &self.metric.source;
        let mut placer = Placer::of_source(connection, &cube.places, source, self.merged()).await?;
        let mut sums: HashMap<(i64, u32), i128> = HashMap::new();
        let of_days = OfDays {
            placer: &mut placer,
            days: &days,
            only: None,
        };
        self.each_of(connection, of_days, |_, value, placed| {
            *sums.entry((placed.identity, placed.cell)).or_default() += value;
        })
        .await?;
        Ok(Standings::new(&sums, &placer))
    }

    /// Reads all observations of some days, and says where each is counted.
    async fn each_of(
        &self,
        connection: &mut PgConnection,
        OfDays { placer, days, only }: OfDays<'_>,
        mut take: impl FnMut(NaiveDate, i128, Placed),
    ) -> Result<()> {
        // Few of many are found by their key, all others by their day.
        let few = only.filter(|only| only.len() * 4 < placer.models.len());
        let models = few.map(|few| {
            let models = placer.models.keys().copied();
            let of_few = models.filter(|model| few.contains(&placer.identity(*model)));
            of_few.collect::<Vec<i64>>()
        });
        let statement = match &models {
            Some(_) => observations!("o.observed_on = ANY($3) AND o.model_id = ANY($4)"),
            None => observations!("o.observed_on = ANY($3)"),
        };
        let mut statement = sqlx::query_as::<_, Row>(statement)
            .bind(&self.metric.slug)
            .bind(self.needs.as_of)
            .bind(days);
        if let Some(models) = models {
            statement = statement.bind(models);
        }
        let mut observed = statement.fetch(connection);
        while let Some(row) = observed.try_next().await? {
            if only.is_some_and(|only| !only.contains(&placer.identity(row.model_id))) {
                continue;
            }
            let placed = placer.place(row.observed())?;
            take(row.observed_on, i128::from(row.value), placed);
        }
        Ok(())
    }

    /// The models present at every date, month by month, so that no more than a month is held
    /// besides what is kept.
    async fn panel(&self, connection: &mut PgConnection, found: &Found) -> Result<Panel> {
        let (cube, whole) = self.whole(found)?;
        let (periods, counted) = self.counted(whole.days());
        let source = &self.metric.source;
        let mut placer = Placer::of_source(connection, &cube.places, source, self.merged()).await?;
        let members = self.members(connection, &periods, whole.days(), &placer);
        let members = members.await?;
        let is_member: HashSet<i64> = members.iter().copied().collect();
        let last = periods
            .last()
            .map(|period| &whole.days()[period.counted.clone()]);
        let last: HashSet<NaiveDate> = last.unwrap_or_default().iter().copied().collect();
        let has_variants = self.families_with_variants(&placer);
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
                placer: &mut placer,
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
            standings: Standings::new(&stood, &placer),
        })
    }

    fn families_with_variants(&self, placer: &Placer) -> HashSet<i64> {
        if self.merged() {
            placer.families.clone()
        } else {
            HashSet::new()
        }
    }

    /// Models observed in every period shown; the row for what a source does not list is none.
    async fn members(
        &self,
        connection: &mut PgConnection,
        periods: &[Period],
        all_days: &[NaiveDate],
        placer: &Placer,
    ) -> Result<Vec<i64>> {
        let (mut days, mut numbers) = (Vec::new(), Vec::new());
        for (period, number) in periods.iter().zip(0i32..) {
            let counted = &all_days[period.counted.clone()];
            days.extend_from_slice(counted);
            numbers.extend(std::iter::repeat_n(number, counted.len()));
        }
        if days.len() == periods.len() && !(self.merged() && !placer.families.is_empty()) {
            // Without variants, and with one day a period, a model has as many observations as
            // there are periods, and nothing has to be told apart.
            let mut members: Vec<i64> = sqlx::query_scalar(observations!(
                "o.model_id",
                "o.observed_on = ANY($3) GROUP BY o.model_id HAVING count(*) = $4"
            ))
            .bind(&self.metric.slug)
            .bind(self.needs.as_of)
            .bind(&days)
            .bind(i64::try_from(days.len()).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await?;
            let is_listed = |model: &i64| placer.models.get(model).is_some_and(|one| !one.unlisted);
            members.retain(is_listed);
            members.sort_unstable();
            return Ok(members);
        }
        let mut members: Vec<i64> = sqlx::query_scalar(
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
        .bind(&days)
        .bind(&numbers)
        .bind(self.needs.as_of)
        .bind(self.merged())
        .bind(i64::try_from(periods.len()).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
        members.sort_unstable();
        Ok(members)
    }
}

impl Row {
    fn observed(&self) -> Observed {
        Observed {
            model: self.model_id,
            snapshot: self.snapshot_id,
            license_text: self.license_text_id,
        }
    }
}
