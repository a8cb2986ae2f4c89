//! Monthly partitions of `observation`, made before a merge in short transactions of their own,
//! so that readers never wait behind a long one.

use super::{Result, Store};
use chrono::{Months, NaiveDate};
use std::collections::BTreeSet;

impl Store {
    /// Makes the partitions of these months, each named by its first day.
    pub(super) async fn ensure_partitions(&self, months: &[NaiveDate]) -> Result<()> {
        let existing: BTreeSet<String> = sqlx::query_scalar!(
            r#"SELECT c.relname::text AS "name!" FROM pg_inherits i
               JOIN pg_class c ON c.oid = i.inhrelid
               WHERE i.inhparent = 'observation'::regclass"#
        )
        .fetch_all(&self.write)
        .await?
        .into_iter()
        .collect();
        for month in months {
            let name = format!("observation_{}", month.format("%Y_%m"));
            if !existing.contains(&name) {
                self.create_partition(&name, *month).await?;
            }
        }
        Ok(())
    }

    async fn create_partition(&self, name: &str, month: NaiveDate) -> Result<()> {
        let next = month + Months::new(1);
        let mut transaction = self.write.begin().await?;
        // A reader's long query must not make every other reader queue behind us.
        sqlx::query("SET LOCAL lock_timeout = '5s'")
            .execute(&mut *transaction)
            .await?;
        // Two writers that need the same month: the second finds it made.
        sqlx::query("SELECT pg_advisory_xact_lock(hashtext('observation partitions'))")
            .execute(&mut *transaction)
            .await?;
        let exists = sqlx::query_scalar!("SELECT to_regclass($1) IS NOT NULL", name)
            .fetch_one(&mut *transaction)
            .await?;
        if exists != Some(true) {
            // Identifiers cannot be bound; this one is made of digits and a fixed prefix.
            let statement = format!(
                "CREATE TABLE {name} (LIKE observation INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
                 ALTER TABLE observation ATTACH PARTITION {name} FOR VALUES FROM ('{month}') TO ('{next}')"
            );
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
