//! Opening the store, bringing its schema up to date, and saying how it stands.

use super::address::Address;
use super::reads::{self, MUCH_AT_ONCE};
use super::servers::{Purpose, Servers, Standing, standing};
use super::{Error, Result};
use sqlx::postgres::PgPool;
use sqlx::{Connection, PgConnection};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{Instant, sleep, timeout};

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Servers that may be written, one at a time: the first that is not in recovery.
    pub write: Vec<Address>,
    /// Servers that pages read, where they are others (replicas): the first that answers.
    pub read: Vec<Address>,
    /// Connections at most in each pool.
    pub max_connections: u32,
}

impl Options {
    /// One database for everything.
    ///
    /// # Errors
    /// Where the address does not read.
    pub fn of(url: &str, max_connections: u32) -> Result<Self> {
        Ok(Self {
            write: Address::list(url)?,
            read: Vec::new(),
            max_connections,
        })
    }
}

/// The store: servers to write to and servers to read from.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) writes: Arc<Servers>,
    pub(super) reads: Arc<Servers>,
    /// Where the writers of this process queue.
    pub(super) writers: Arc<Mutex<()>>,
    /// Where those queue who read much.
    pub(super) turns: Arc<Semaphore>,
}

/// How a pool stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// What it is for: `read` or `write`.
    pub name: &'static str,
    /// Whether its server answered when it was last asked.
    pub is_up: bool,
    /// Connections at work.
    pub in_use: u32,
    /// Connections that wait for work.
    pub idle: u32,
}

/// Why readers cannot be answered from the database.
#[derive(Debug)]
pub enum Unready {
    /// It does not answer.
    Unreachable(Error),
    /// Its schema is not the one this program reads.
    OldSchema {
        /// Its newest migration.
        found: i64,
        /// Ours.
        wanted: i64,
    },
}

impl fmt::Display for Unready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(_) => f.write_str("the database cannot be reached"),
            Self::OldSchema { found, wanted } => write!(
                f,
                "the schema is not up to date: migration {found} of {wanted}"
            ),
        }
    }
}

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// How often a database is asked that has to come up, or to catch up.
const ASK_EVERY: Duration = Duration::from_millis(250);
/// How long a server may take to say that it is ready.
const READY_WITHIN: Duration = Duration::from_secs(2);

impl Store {
    /// Opens the pools; the first connection is made at first use.
    pub fn open(options: &Options) -> Self {
        let most = options.max_connections;
        let writes = Servers::new(Purpose::Write, options.write.clone(), most, "");
        let purpose = if options.read.is_empty() {
            Purpose::ReadBesideWriter
        } else {
            Purpose::Read
        };
        // Where no replica answers, the servers that are written are read.
        let addresses = [options.read.as_slice(), &options.write].concat();
        let reads = Servers::new(purpose, addresses, most, reads::ON_CONNECT);
        Self {
            writes,
            reads,
            writers: Arc::default(),
            turns: Arc::new(Semaphore::new(MUCH_AT_ONCE)),
        }
    }

    /// Brings the schema up to date; several instances may start at once.
    pub async fn migrate(&self) -> Result<()> {
        MIGRATOR.run(&self.writer().await?).await?;
        Ok(())
    }

    /// The pool to write through. Where there are several servers, the one in use is asked first
    /// whether it still is the one that can be written, and if not, it is looked for.
    pub(super) async fn writer(&self) -> Result<PgPool> {
        let used = self.writes.used();
        if self.writes.all().len() == 1 {
            return Ok(used.pool.clone());
        }
        if let Ok(Standing {
            in_recovery: false, ..
        }) = standing(&used.address).await
        {
            return Ok(used.pool.clone());
        }
        let found = self.writes.find().await;
        found
            .map(|server| server.pool.clone())
            .ok_or_else(|| Error::NoPrimary(self.writes.names()))
    }

    /// Whether readers can be answered from the database.
    pub async fn readiness(&self) -> std::result::Result<(), Unready> {
        let wanted = newest_migration();
        let asking = async {
            sqlx::query_scalar::<_, i64>(
                "SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success",
            )
            .fetch_one(&self.reads.used().pool)
            .await
        };
        let found = match timeout(READY_WITHIN, asking).await {
            Ok(Ok(found)) => found,
            // No such table: nothing was migrated.
            Ok(Err(sqlx::Error::Database(error))) if error.code().as_deref() == Some("42P01") => 0,
            Ok(Err(error)) => return Err(Unready::Unreachable(error.into())),
            Err(_) => {
                let error = sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
                return Err(Unready::Unreachable(error.into()));
            }
        };
        if found < wanted {
            return Err(Unready::OldSchema { found, wanted });
        }
        Ok(())
    }

    /// Waits until the servers that are read have what was written so far, for a bounded time;
    /// after that, the servers that are written are read until a replica has caught up.
    pub async fn let_readers_catch_up(&self, within: Duration) -> Result<()> {
        let Some(least) = self.progress_of_writer().await? else {
            return Ok(());
        };
        let begun = Instant::now();
        loop {
            let used = self.reads.used();
            let progress = standing(&used.address).await.map(|it| it.progress);
            match progress {
                Ok(Some((schema, data))) if schema >= least.0 && data >= least.1 => return Ok(()),
                Ok(_) => {}
                Err(error) => {
                    // Another one may answer.
                    tracing::debug!(%error, server = %used.address, "does not answer");
                    if self.reads.find().await.is_none() {
                        return Err(error);
                    }
                }
            }
            if begun.elapsed() > within {
                let server = self.reads.used().address.clone();
                tracing::warn!(%server, "a replica is behind what was written; it is not read yet");
                self.reads.avoid_used();
                return Ok(());
            }
            sleep(ASK_EVERY).await;
        }
    }

    /// Goes back to a replica that was left, once it answers and has what readers have seen. To be
    /// called every few seconds.
    pub async fn prefer_replicas(&self, data_version: i64) {
        self.reads.prefer((newest_migration(), data_version)).await;
    }

    /// How often another server was gone over to for reading.
    pub fn read_switches(&self) -> u64 {
        self.reads.switches()
    }

    async fn progress_of_writer(&self) -> Result<Option<(i64, i64)>> {
        Ok(standing(&self.writes.used().address).await?.progress)
    }

    /// How the pools stand.
    pub fn pools(&self) -> [PoolState; 2] {
        [("read", &self.reads), ("write", &self.writes)].map(|(name, servers)| {
            let pools = servers.all().iter().map(|server| &server.pool);
            let (mut all, mut idle) = (0, 0);
            for pool in pools {
                all += pool.size();
                idle += u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            }
            PoolState {
                name,
                is_up: servers.is_up(),
                in_use: all.saturating_sub(idle),
                idle,
            }
        })
    }

    /// Whether the database takes a connection now: a pool would go on trying for a while.
    pub async fn is_there(&self) -> bool {
        self.reads.is_up() && standing(&self.reads.used().address).await.is_ok()
    }

    /// Closes the pools, waiting for what is under way.
    pub async fn close(&self) {
        self.writes.close().await;
        self.reads.close().await;
    }
}

/// The newest migration of this build.
fn newest_migration() -> i64 {
    MIGRATOR
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

/// Waits until one of some servers answers, for a bounded time. `tell` is told once why it has to
/// wait.
///
/// # Errors
/// At once where waiting does not help, such as a wrong password; else the last error.
pub async fn reach(
    servers: &[Address],
    within: Duration,
    tell: impl Fn(&Address, &Error),
) -> Result<()> {
    let begun = Instant::now();
    let mut told = false;
    loop {
        let mut last = None;
        for server in servers {
            match standing(server).await {
                Ok(_) => return Ok(()),
                Err(error) if !error.may_pass() && servers.len() == 1 => return Err(error),
                Err(error) => {
                    if !told {
                        tell(server, &error);
                    }
                    last = Some(error);
                }
            }
        }
        told = true;
        if begun.elapsed() >= within
            && let Some(error) = last
        {
            return Err(error);
        }
        sleep(ASK_EVERY).await;
    }
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
