//! Pools and migrations.

use super::Result;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address of the database that is written, `postgres://...`.
    pub url: String,
    /// Address that pages read, where it is another one (a replica).
    pub read_url: Option<String>,
    /// Connections at most in each pool.
    pub max_connections: u32,
}

/// The store: a pool to write through and a pool to read through.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) write: PgPool,
    pub(super) read: PgPool,
    /// Where the writers of this process queue.
    pub(super) writers: Arc<Mutex<()>>,
}

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

impl Store {
    /// Opens the pools; the first connection is made at first use.
    pub fn open(options: &Options) -> Result<Self> {
        let write = pool(&options.url, options.max_connections)?;
        let read = match &options.read_url {
            Some(url) => pool(url, options.max_connections)?,
            None => write.clone(),
        };
        Ok(Self {
            write,
            read,
            writers: Arc::default(),
        })
    }

    /// A store over a pool that exists already, as tests have one.
    pub fn from_pool(pool: PgPool) -> Self {
        Self {
            write: pool.clone(),
            read: pool,
            writers: Arc::default(),
        }
    }

    /// Brings the schema up to date; several instances may start at once.
    pub async fn migrate(&self) -> Result<()> {
        MIGRATOR.run(&self.write).await?;
        Ok(())
    }

    /// Waits until the database answers, or returns the last error.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Closes the pools, waiting for what is under way.
    pub async fn close(&self) {
        self.write.close().await;
        self.read.close().await;
    }
}

fn pool(url: &str, max_connections: u32) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url)?.application_name("weighbridge");
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        // With the database down every request waits this long: short enough to answer 503 soon.
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(true)
        .connect_lazy_with(options))
}
