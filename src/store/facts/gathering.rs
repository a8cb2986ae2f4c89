//! Reading what is not kept: observations of single models by the key they are stored under, and
//! of whole days where all models are asked for. Each is placed here ([`super::placing`]), once.

use super::Cube;
use super::loading::read_cube;
use super::placing::{Atlas, Observed, Placed};
use super::reading::{Found, Missing, Reading};
use super::shelf::Counted;
use super::standing::{History, HistoryRow, Listed, Standings};
use crate::query::{Facts, ModelName, Variants};
use crate::store::copy::copy_out;
use crate::store::{Error, Result};
use chrono::{NaiveDate, SecondsFormat};
use futures_util::TryStreamExt;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
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

/// Observations of some models. The metric is no join: the planner would take one of several for a
/// small part of the rows, and loop over all the rest for each of them.
const OF_MODELS: &str =
    "SELECT o.model_id, o.observed_on, o.value, o.snapshot_id, o.license_text_id
     FROM observation o
     WHERE o.metric_id = (SELECT id FROM metric WHERE slug = $1)
       AND (($2::timestamptz IS NULL AND o.known_to = 'infinity')
            OR (o.known_from <= $2 AND o.known_to > $2))
       AND o.model_id = ANY($3)";

/// What is read of some days: of all models, or of some of many.
pub(super) struct OfDays<'a> {
    /// Number of the metric.
    pub metric: i16,
    pub atlas: &'a mut Atlas,
    pub days: &'a [NaiveDate],
    pub only: Option<&'a HashSet<i64>>,
}

impl Reading<'_> {
    /// Reads what is missing, and keeps it where others look for it.
    pub async fn read(
        &self,
        connection: &mut PgConnection,
        missing: Missing,
        found: &mut Found,
    ) -> Result<()> {
        let kept = &self.edition.shelf;
        match missing {
            Missing::Past(moment) => {
                let dictionary = &self.edition.dictionary;
                let read = read_cube(connection, dictionary, Some(moment));
                found.past = Some(kept.cubes.get_or_read(moment, read).await?);
            }
            Missing::Panel(dates) => {
                let read = self.panel(connection, found);
                found.panel = Some(kept.panels.get_or_read(dates, read).await?);
            }
            Missing::Standings(counted) => {
                let read = self.read_standings(connection, counted, found);
                found.standings = Some(kept.standings.get_or_read(counted, read).await?);
            }
            Missing::Listed(ids) => {
                let read = self.read_listed(connection, &ids);
                let key = (self.kind, ids.clone());
                found.listed = Some(kept.lists.get_or_read(key, read).await?);
            }
            Missing::Others(dates, cells) => {
                let read = self.read_others(connection, &cells, found);
                let key = (dates, cells.clone());
                found.others = Some(kept.others.get_or_read(key, read).await?);
            }
            Missing::Histories(ids) => {
                for (id, history) in self.read_histories(connection, &ids, found).await? {
                    let history = Arc::new(history);
                    kept.histories.keep((self.kind, id), &history);
                    found.histories.insert(id, history);
                }
            }
        }
        Ok(())
    }

    pub(super) fn merged(&self) -> bool {
        self.kind.variants == Variants::Merged
    }

    /// The cube and the facts of it that are read below.
    pub(super) fn whole<'f>(&'f self, found: &'f Found) -> Result<(&'f Cube, &'f Arc<Facts>)> {
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
        let mut atlas = Atlas::of(connection, &cube.places, ids, self.merged()).await?;
        let models: Vec<i64> = atlas.models.keys().copied().collect();
        let mut rows: HashMap<i64, Vec<HistoryRow>> = HashMap::new();
        let mut observed = sqlx::query_as::<_, Row>(OF_MODELS)
            .bind(&self.metric.slug)
            .bind(self.needs.as_of)
            .bind(models)
            .fetch(connection);
        while let Some(row) = observed.try_next().await? {
            let Ok(day) = whole.days().binary_search(&row.observed_on) else {
                continue;
            };
            let placed = atlas.place(row.observed())?;
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
            let model = atlas.models.get(id);
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
                    let kept = &self.edition.shelf.histories;
                    kept.keep((self.kind, id), &Arc::new(history));
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
        let mut atlas = Atlas::of_source(connection, &cube.places, source, self.merged()).await?;
        let mut sums: HashMap<(i64, u32), i128> = HashMap::new();
        let of_days = OfDays {
            metric: self.metric_id(connection).await?,
            atlas: &mut atlas,
            days: &days,
            only: None,
        };
        self.each_of(connection, of_days, |_, value, placed| {
            *sums.entry((placed.identity, placed.cell)).or_default() += value;
        })
        .await?;
        Ok(Standings::new(&sums, &atlas))
    }

    /// The number the store has for the metric.
    pub(super) async fn metric_id(&self, connection: &mut PgConnection) -> Result<i16> {
        let slug = &self.metric.slug;
        let id = sqlx::query_scalar!("SELECT id FROM metric WHERE slug = $1", slug)
            .fetch_one(connection)
            .await?;
        Ok(id)
    }

    /// Reads all observations of some days, and says where each is counted.
    pub(super) async fn each_of(
        &self,
        connection: &mut PgConnection,
        of: OfDays<'_>,
        mut take: impl FnMut(NaiveDate, i128, Placed),
    ) -> Result<()> {
        let OfDays {
            metric,
            atlas,
            days,
            only,
        } = of;
        // Few of many are found by their key, all others by their day.
        let few = only.and_then(|only| atlas.models_of_few(only));
        let query = self.of_days(metric, days, few.as_deref());
        copy_out(connection, &query, |row| {
            let (model, day) = (row.bigint()?, row.epoch_days()?);
            let (value, snapshot) = (row.bigint()?, row.bigint()?);
            if only.is_some_and(|only| !only.contains(&atlas.identity(model))) {
                return Ok(());
            }
            let placed = atlas.place(Observed {
                model,
                snapshot,
                license_text: row.nullable_integer()?,
            })?;
            let day = NaiveDate::from_epoch_days(day)
                .ok_or_else(|| Error::Inconsistent(format!("day {day} is in no calendar")))?;
            take(day, i128::from(value), placed);
            Ok(())
        })
        .await
    }

    /// The statement that selects the observations of some days: of all models, or of a few. A COPY
    /// takes no parameters; all of these are numbers, days and a moment of ours.
    pub(super) fn of_days(&self, metric: i16, days: &[NaiveDate], few: Option<&[i64]>) -> String {
        let days: Vec<String> = days.iter().map(|day| format!("'{day}'")).collect();
        let days = days.join(", ");
        let known = match self.needs.as_of {
            None => "o.known_to = 'infinity'".to_owned(),
            Some(moment) => {
                let moment = moment.to_rfc3339_opts(SecondsFormat::Micros, true);
                format!("o.known_from <= '{moment}' AND o.known_to > '{moment}'")
            }
        };
        let observations = format!(
            "SELECT o.model_id, o.observed_on, o.value, o.snapshot_id, o.license_text_id
             FROM observation o
             WHERE o.metric_id = {metric} AND {known} AND o.observed_on IN ({days})"
        );
        match few {
            None => observations,
            // For a list of models the planner would rather walk through a month and search the
            // list at each row than look each of them up.
            Some(few) => {
                let few: Vec<String> = few.iter().map(i64::to_string).collect();
                format!(
                    "SELECT o.* FROM unnest('{{{}}}'::bigint[]) AS few (model_id)
                     CROSS JOIN LATERAL
                         ({observations} AND o.model_id = few.model_id OFFSET 0) AS o",
                    few.join(",")
                )
            }
        }
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
