//! Monthly partitions of `observation`.
//!
//! On one server a month that is new is made within the merge: its table is filled before anyone
//! sees it, gets the columns that are the same in all rows and its indexes when it is full, and is
//! attached. Attaching waits for nobody who reads and makes nobody wait who does (it locks the
//! parent against other changes of its definition). On a distributed engine partitions are made
//! before the merge, in short transactions.

use super::{Result, Store};
use crate::snapshot::Day;
use chrono::{DateTime, Months, NaiveDate, Utc};
use sqlx::PgConnection;
use std::collections::BTreeSet;

/// The partitions at the beginning of a merge.
#[derive(Debug)]
pub(super) struct Partitions {
    /// Months without one.
    missing: BTreeSet<NaiveDate>,
    distributed: bool,
}

/// The snapshot that rows come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub snapshot_id: i64,
    pub captured_at: DateTime<Utc>,
}

/// Where rows of a month are copied to.
#[derive(Debug)]
pub(super) struct Target {
    pub table: String,
    /// Made for the snapshot: which one it is and when it was captured is not sent, and has no
    /// columns before the table is full.
    pub is_new: bool,
}

impl Target {
    const fn shared(table: String) -> Self {
        Self {
            table,
            is_new: false,
        }
    }
}

impl Partitions {
    /// Looks for those of these months, each named by its first day. Whoever makes partitions is
    /// alone until the transaction ends.
    pub(super) async fn find(connection: &mut PgConnection, months: &[NaiveDate]) -> Result<Self> {
        let distributed = is_distributed(connection).await?;
        let mut missing = missing(connection, months).await?;
        if !missing.is_empty() {
            become_maker(connection).await?;
            missing = self::missing(connection, months).await?;
        }
        Ok(Self {
            missing,
            distributed,
        })
    }

    /// The first and the last of these days on which something may be known.
    pub(super) fn known_days(&self, days: &[Day]) -> Option<(NaiveDate, NaiveDate)> {
        let mut there = days
            .iter()
            .filter(|day| !self.missing.contains(&day.month()));
        let first = there.next()?;
        let last = there.next_back().unwrap_or(first);
        Some((first.date(), last.date()))
    }

    /// Where the rows that a snapshot brings of a month are copied to; made where it is missing.
    pub(super) async fn begin(
        &self,
        connection: &mut PgConnection,
        month: NaiveDate,
    ) -> Result<Target> {
        if self.distributed {
            return Ok(Target::shared("observation".to_owned()));
        }
        let name = name(month);
        if !self.missing.contains(&month) {
            return Ok(Target::shared(name));
        }
        make(connection, month).await?;
        Ok(Target {
            table: name,
            is_new: true,
        })
    }

    /// Attaches the table of a month, if it was made by [`Partitions::begin`]: all its rows are the
    /// snapshot's.
    pub(super) async fn complete(
        &self,
        connection: &mut PgConnection,
        month: NaiveDate,
        snapshot: &Origin,
    ) -> Result<()> {
        if self.distributed || !self.missing.contains(&month) {
            return Ok(());
        }
        complete(connection, month, snapshot).await
    }

    /// Makes those that are missing, empty.
    pub(super) async fn make_missing(&self, connection: &mut PgConnection) -> Result<()> {
        for month in &self.missing {
            let create = format!(
                "CREATE TABLE {} (LIKE observation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
                name(*month)
            );
            run(connection, &create).await?;
            run(connection, &attaching(*month)).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Makes the partitions of these months where they cannot be made within the merge: on a
    /// distributed engine.
    pub(super) async fn prepare_partitions(&self, months: &[NaiveDate]) -> Result<()> {
        let mut connection = self.writer().await?.acquire().await?;
        if !is_distributed(&mut connection).await? {
            return Ok(());
        }
        for month in missing(&mut connection, months).await? {
            let mut transaction = self.writer().await?.begin().await?;
            // A reader's long query must not make every other reader queue behind us.
            sqlx::query("SET LOCAL lock_timeout = '5s'")
                .execute(&mut *transaction)
                .await?;
            become_maker(&mut transaction).await?;
            let partitions = Partitions {
                missing: missing(&mut transaction, &[month]).await?,
                distributed: false,
            };
            partitions.make_missing(&mut transaction).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// Two writers that need the same month: the second finds it made.
async fn become_maker(connection: &mut PgConnection) -> Result<()> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('observation partitions'))")
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn is_distributed(connection: &mut PgConnection) -> Result<bool> {
    let distributed = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS "distributed!""#
    )
    .fetch_one(connection)
    .await?;
    Ok(distributed)
}

async fn missing(
    connection: &mut PgConnection,
    months: &[NaiveDate],
) -> Result<BTreeSet<NaiveDate>> {
    let existing: BTreeSet<String> = sqlx::query_scalar!(
        r#"SELECT c.relname::text AS "name!" FROM pg_inherits i
           JOIN pg_class c ON c.oid = i.inhrelid
           WHERE i.inhparent = 'observation'::regclass"#
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .collect();
    let mut months: BTreeSet<NaiveDate> = months.iter().copied().collect();
    months.retain(|month| !existing.contains(&name(*month)));
    Ok(months)
}

fn name(month: NaiveDate) -> String {
    format!("observation_{}", month.format("%Y_%m"))
}

/// Makes the table of a month, not yet attached, of the columns that differ from row to row.
/// What can be checked and indexed in passing is; the rest is cheaper when the table is full. The
/// check is that of the partition: attaching looks for it, and reads all rows where it is missing.
async fn make(connection: &mut PgConnection, month: NaiveDate) -> Result<()> {
    let (name, next) = (name(month), month + Months::new(1));
    let statement = format!(
        "CREATE TABLE {name} (
             model_id        bigint   NOT NULL,
             value           bigint   NOT NULL
                             CONSTRAINT observation_value_check CHECK (value >= 0),
             superseded_by   bigint,
             observed_on     date     NOT NULL
                             CONSTRAINT month CHECK (observed_on >= '{month}' AND observed_on < '{next}'),
             license_text_id integer,
             metric_id       smallint NOT NULL);
         CREATE INDEX ON {name} (superseded_by) WHERE superseded_by IS NOT NULL"
    );
    run(connection, &statement).await
}

/// Gives a table that was made and filled what it lacks, and attaches it. What is the same in all
/// rows of the snapshot becomes a column's default while that column is added: the database notes
/// it once, and the rows, already written, take it from there.
#[tracing::instrument(level = "debug", skip_all)]
async fn complete(
    connection: &mut PgConnection,
    month: NaiveDate,
    snapshot: &Origin,
) -> Result<()> {
    let (name, attaching) = (name(month), attaching(month));
    let Origin {
        snapshot_id,
        captured_at,
    } = snapshot;
    let captured_at = captured_at.to_rfc3339();
    let statement = format!(
        "ALTER TABLE {name}
             ADD snapshot_id bigint      NOT NULL DEFAULT {snapshot_id},
             ADD known_from  timestamptz NOT NULL DEFAULT '{captured_at}',
             ADD known_to    timestamptz NOT NULL DEFAULT 'infinity';
         ALTER TABLE {name} ALTER snapshot_id DROP DEFAULT, ALTER known_from DROP DEFAULT;
         SET LOCAL max_parallel_maintenance_workers = 0;
         {attaching};
         ALTER TABLE {name} DROP CONSTRAINT month"
    );
    run(connection, &statement).await
}

fn attaching(month: NaiveDate) -> String {
    let (name, next) = (name(month), month + Months::new(1));
    format!(
        "ALTER TABLE observation ATTACH PARTITION {name} FOR VALUES FROM ('{month}') TO ('{next}')"
    )
}

/// Identifiers cannot be bound; ours are made of digits and a fixed prefix.
async fn run(connection: &mut PgConnection, statement: &str) -> Result<()> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(connection)
        .await?;
    Ok(())
}
