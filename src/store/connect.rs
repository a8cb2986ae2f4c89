//! Pools and migrations.

use super::Result;
use sqlx::PgConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};
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

/// How a pool stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// What it is for: `read` or `write`.
    pub name: &'static str,
    /// Connections at work.
    pub in_use: u32,
    /// Connections that wait for work.
    pub idle: u32,
}

impl PoolState {
    fn of(name: &'static str, pool: &PgPool) -> Self {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        Self {
            name,
            in_use: pool.size().saturating_sub(idle),
            idle,
        }
    }
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

    /// How the pools stand.
    pub fn pools(&self) -> [PoolState; 2] {
        [
            PoolState::of("read", &self.read),
            PoolState::of("write", &self.write),
        ]
    }

    /// Whether the database takes a connection now: a pool would go on trying for a while.
    pub async fn is_there(&self) -> bool {
        match PgConnection::connect_with(&self.read.connect_options()).await {
            Ok(connection) => connection.close().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Closes the pools, waiting for what is under way.
    pub async fn close(&self) {
        self.write.close().await;
        self.read.close().await;
    }
}

/// Connects once, to say why where that fails.
pub async fn reach(url: &str) -> Result<()> {
    PgConnection::connect(url).await?.close().await?;
    Ok(())
}

/// Makes a database on a server, unless it is there. `name` is one of ours, never a reader's.
pub async fn create_database(server_url: &str, name: &'static str) -> Result<()> {
    let mut connection = PgConnection::connect(server_url).await?;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await?;
    if !there {
        let statement = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        match sqlx::raw_sql(statement).execute(&mut connection).await {
            Ok(_) => {}
            // Another command made it a moment ago.
            Err(sqlx::Error::Database(error)) if is_duplicate(error.as_ref()) => {}
            Err(error) => return Err(error.into()),
        }
    }
    connection.close().await?;
    Ok(())
}

/// Whether a database of that name was made meanwhile: "duplicate database", or the unique index
/// of the list of databases.
fn is_duplicate(error: &dyn sqlx::error::DatabaseError) -> bool {
    error
        .code()
        .is_some_and(|code| code == "42P04" || code == "23505")
}

fn pool(url: &str, max_connections: u32) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("weighbridge")
        // Loads take long by nature; what a page waits for is in the request log.
        .disable_statement_logging();
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        // With the database down every request waits this long: short enough to answer 503 soon.
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(true)
        .connect_lazy_with(options))
}
