//! One writer at a time: every change of what readers see takes this lock first, for its
//! transaction. Readers never wait for it.
//!
//! Within a process writers queue before they take a connection, else a dozen that wait for one
//! would leave none for readers.

use super::{Result, Store};
use sqlx::{PgConnection, Postgres, Transaction};
use tokio::sync::MutexGuard;

/// Any number nobody else uses ("weigh" in ASCII).
const WRITER: i64 = 0x77_65_69_67_68;

impl Store {
    /// Waits until nobody else writes, then begins a transaction that nobody else writes beside.
    /// The first of the two is the place in this process's queue: keep it as long as the other.
    pub(super) async fn begin_writing(
        &self,
    ) -> Result<(MutexGuard<'_, ()>, Transaction<'static, Postgres>)> {
        let place = self.writers.lock().await;
        let mut transaction = self.writer().await?.begin().await?;
        become_writer(&mut transaction).await?;
        Ok((place, transaction))
    }
}

/// Waits until no other transaction writes, then holds the place until this one ends.
async fn become_writer(connection: &mut PgConnection) -> Result<()> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(WRITER)
        .execute(&mut *connection)
        .await?;
    // Inert on plain Postgres; on Citus, reference tables and distributed ones change in one go.
    sqlx::query("SET LOCAL citus.multi_shard_modify_mode = 'sequential'")
        .execute(connection)
        .await?;
    Ok(())
}

/// Tells readers that what they hold is old. Part of the same transaction as the change.
pub(super) async fn raise_version(connection: &mut PgConnection) -> Result<i64> {
    let version =
        sqlx::query_scalar!("UPDATE data_version SET version = version + 1 RETURNING version")
            .fetch_one(connection)
            .await?;
    Ok(version)
}
