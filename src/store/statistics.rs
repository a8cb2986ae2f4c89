//! What the database knows of its tables when it plans a query.
//!
//! It finds out by itself, but only after a while; until then it plans the reading of single models
//! as if there were next to none of them, which takes seconds instead of milliseconds. So after a
//! load we tell it, of what is new or has grown: looking at every month after every week would take
//! longer than the week. A small sample will do until it looks for itself.

use super::{Result, Store, partitions};
use sqlx::PgConnection;

/// The smallest sample, of 300 rows; the usual one is a hundred times that. What plans go wrong by
/// is how many rows there are, which does not depend on it.
const TARGET: i32 = 1;

/// What pages are read from.
const ALL: [&str; 7] = [
    "observation",
    "rollup",
    "cell",
    "model",
    "model_claim",
    "claim_text",
    "snapshot",
];

impl Store {
    /// Has the tables that are new or have grown by a tenth looked at.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn refresh_statistics(&self) -> Result<()> {
        let tables = {
            let mut connection = self.writer().await?.acquire().await?;
            if partitions::is_distributed(&mut connection).await? {
                // How large a table is, the machines that hold it know.
                ALL.map(str::to_owned).to_vec()
            } else {
                stale(&mut connection).await?
            }
        };
        for table in tables {
            // One at a time: two programs that held several could wait for each other.
            let mut transaction = self.writer().await?.begin().await?;
            // A number and the name of a table of ours.
            let statement =
                format!("SET LOCAL default_statistics_target = {TARGET}; ANALYZE {table}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// The tables that were never looked at or have grown since; all months together where their sum
/// has, because what all of them hold is known apart from what each does.
async fn stale(connection: &mut PgConnection) -> Result<Vec<String>> {
    let tables = sqlx::query_scalar!(
        r#"WITH relation AS (
               SELECT c.oid, c.relname::text AS name, i.inhrelid IS NOT NULL AS is_month,
                      c.reltuples, c.relpages,
                      pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages,
                      seen.last_analyze IS NULL AND seen.last_autoanalyze IS NULL AS is_new
               FROM pg_class c
               LEFT JOIN pg_stat_all_tables seen ON seen.relid = c.oid
               LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
                    AND i.inhparent = 'observation'::regclass
               WHERE i.inhrelid IS NOT NULL
                  OR c.oid = ANY(ARRAY['rollup', 'cell', 'model', 'model_claim', 'claim_text',
                                       'snapshot']::regclass[]::oid[])
           ), months AS (
               SELECT whole.reltuples < 0 OR coalesce(sum(
                          relation.reltuples * relation.pages / greatest(relation.relpages, 1)), 0)
                          > 1.1 * whole.reltuples AS have_grown
               FROM pg_class whole LEFT JOIN relation ON relation.is_month
               WHERE whole.oid = 'observation'::regclass
               GROUP BY whole.reltuples
           )
           SELECT name AS "name!" FROM relation
           WHERE (is_new OR pages > 1.1 * relpages + 4)
             AND NOT (is_month AND (SELECT have_grown FROM months))
           UNION ALL
           SELECT 'observation' FROM months WHERE have_grown"#
    )
    .fetch_all(connection)
    .await?;
    Ok(tables)
}
