//! What each row of a snapshot means against what is known: that nobody gave the number before,
//! that it restates one, or that it leaves it unchanged. For snapshots no later one contradicts.
//!
//! What is known is read out and compared here: a row that changes nothing is never sent, and one
//! that does is sent once, to where it stays.

use super::Result;
use super::copy::{BinaryCopy, copy_out};
use super::models::SourceRow;
use super::observations::Counts;
use super::staging::{Ids, stored_value};
use crate::snapshot::{Day, Row, SnapshotContent};
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::HashMap;

/// What a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A number nobody had given before.
    Inserts,
    /// A number that replaces another one, or another license of the same one.
    Restates,
    /// Known as it is.
    Unchanged,
}

/// What each row of a content means, in their order.
#[derive(Debug)]
pub(super) struct Verdicts(Vec<Verdict>);

impl Verdicts {
    /// Reads what is known of what the content speaks of, and judges. `known` are the first and
    /// the last day on which anything can be known; none where nothing is.
    pub(super) async fn read(
        connection: &mut PgConnection,
        source: &SourceRow,
        content: &SnapshotContent,
        ids: &Ids,
        known: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<Self> {
        let mut verdicts = vec![Verdict::Inserts; content.rows().len()];
        let Some((first, last)) = known else {
            return Ok(Self(verdicts));
        };
        let few = are_few(connection, source, content).await?;
        if few {
            list_models(connection, ids).await?;
        }
        let places = Places::of(content, ids);
        // A COPY takes no parameters; these are numbers and days of ours.
        let join = if few {
            "JOIN said_model USING (model_id)"
        } else {
            ""
        };
        let metrics: Vec<String> = ids.metrics().iter().map(ToString::to_string).collect();
        let query = format!(
            "SELECT o.metric_id, o.model_id, o.observed_on, o.value, o.license_text_id
             FROM observation o {join}
             WHERE o.metric_id IN ({}) AND o.observed_on BETWEEN '{first}' AND '{last}'
               AND o.known_to = 'infinity'",
            metrics.join(", ")
        );
        copy_out(connection, &query, |known| {
            let (metric, model) = (known.smallint()?, known.bigint()?);
            let day = known.epoch_days()?;
            let (value, license) = (known.bigint()?, known.nullable_integer()?);
            let Some(index) = places.row(metric, model, day) else {
                return Ok(());
            };
            let (Some(row), Some(verdict)) = (content.rows().get(index), verdicts.get_mut(index))
            else {
                return Ok(());
            };
            let said = ids.text(row.license())?;
            let restates = stored_value(row)? != value || (said.is_some() && said != license);
            *verdict = if restates {
                Verdict::Restates
            } else {
                Verdict::Unchanged
            };
            Ok(())
        })
        .await?;
        Ok(Self(verdicts))
    }

    /// Each row with what it means.
    pub(super) fn rows<'a>(
        &'a self,
        content: &'a SnapshotContent,
    ) -> impl Iterator<Item = (&'a Row, Verdict)> {
        content.rows().iter().zip(self.0.iter().copied())
    }

    /// How many there are of each.
    pub(super) fn counts(&self) -> Counts {
        let count = |wanted| {
            let count = self.0.iter().filter(|verdict| **verdict == wanted).count();
            i64::try_from(count).unwrap_or(i64::MAX)
        };
        Counts {
            inserted: count(Verdict::Inserts),
            restated: count(Verdict::Restates),
            unchanged: count(Verdict::Unchanged),
        }
    }

    /// Lists the keys whose stored observations will change: those restated, in `restated_key`
    /// too; with variants, all that are new, because a new variant changes how its family is
    /// counted. Comes before anything else is listed.
    pub(super) async fn list_moved(
        &self,
        connection: &mut PgConnection,
        content: &SnapshotContent,
        ids: &Ids,
        has_variants: bool,
    ) -> Result<()> {
        sqlx::raw_sql(
            "CREATE TEMP TABLE restated_key (
                 metric_id smallint, model_id bigint, observed_on date) ON COMMIT DROP",
        )
        .execute(&mut *connection)
        .await?;
        let restates = |verdict| verdict == Verdict::Restates;
        let moves = |verdict| restates(verdict) || (has_variants && verdict == Verdict::Inserts);
        self.list("restated_key", connection, content, ids, restates)
            .await?;
        self.list("moved_key", connection, content, ids, moves)
            .await
    }

    async fn list(
        &self,
        table: &str,
        connection: &mut PgConnection,
        content: &SnapshotContent,
        ids: &Ids,
        chosen: impl Fn(Verdict) -> bool,
    ) -> Result<()> {
        if !self.0.iter().any(|verdict| chosen(*verdict)) {
            return Ok(());
        }
        let statement =
            format!("COPY {table} (metric_id, model_id, observed_on) FROM STDIN (FORMAT binary)");
        let mut copy = BinaryCopy::start(&mut *connection, &statement).await?;
        for (row, verdict) in self.rows(content) {
            if chosen(verdict) {
                copy.row(3)
                    .smallint(ids.metric(row)?)
                    .bigint(ids.model(row)?)
                    .day(row.day());
                copy.flush().await?;
            }
        }
        copy.finish().await?;
        Ok(())
    }
}

/// Whether the content speaks of less than half of the source's models: then reading those alone
/// is worth finding them.
async fn are_few(
    connection: &mut PgConnection,
    source: &SourceRow,
    content: &SnapshotContent,
) -> Result<bool> {
    let twice = i64::try_from(content.models().len())
        .unwrap_or(i64::MAX)
        .saturating_mul(2);
    let others = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!"
           FROM (SELECT FROM model WHERE source_id = $1 LIMIT $2) AS found"#,
        source.id,
        twice
    )
    .fetch_one(connection)
    .await?;
    Ok(others >= twice)
}

async fn list_models(connection: &mut PgConnection, ids: &Ids) -> Result<()> {
    sqlx::raw_sql("CREATE TEMP TABLE said_model (model_id bigint PRIMARY KEY) ON COMMIT DROP")
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO said_model SELECT DISTINCT unnest($1::bigint[])")
        .bind(ids.models())
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql("ANALYZE said_model")
        .execute(connection)
        .await?;
    Ok(())
}

/// Where a content's rows are, by the ids of the store.
struct Places<'a> {
    rows: &'a [Row],
    metrics: HashMap<i16, usize>,
    models: HashMap<i64, usize>,
    model_count: usize,
    /// Where the rows of each metric and model begin, and a last entry where the rows end.
    starts: Vec<u32>,
    first_epoch_day: i32,
}

impl<'a> Places<'a> {
    fn of(content: &'a SnapshotContent, ids: &Ids) -> Self {
        let model_count = content.models().len();
        let mut starts = vec![0; content.metrics().len() * model_count + 1];
        for row in content.rows() {
            let next = row.metric() * model_count + row.model() as usize + 1;
            if let Some(start) = starts.get_mut(next) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self {
            rows: content.rows(),
            metrics: ids.metrics().iter().copied().zip(0..).collect(),
            models: ids.models().iter().copied().zip(0..).collect(),
            model_count,
            starts,
            first_epoch_day: Day::from_number(0).epoch_days(),
        }
    }

    /// The place of the row of a metric, a model and a day.
    fn row(&self, metric_id: i16, model_id: i64, epoch_days: i32) -> Option<usize> {
        let metric = self.metrics.get(&metric_id)?;
        let model = self.models.get(&model_id)?;
        let day = u16::try_from(epoch_days - self.first_epoch_day).ok()?;
        let segment = metric * self.model_count + model;
        let from = *self.starts.get(segment)? as usize;
        let to = *self.starts.get(segment + 1)? as usize;
        let rows = self.rows.get(from..to)?;
        let at = rows
            .binary_search_by_key(&Day::from_number(day), Row::day)
            .ok()?;
        Some(from + at)
    }
}
