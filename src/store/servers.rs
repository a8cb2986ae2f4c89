//! The database servers that can be used, which of them is, and what happens when it does not
//! answer.
//!
//! There are two sets: one to write to, one to read from. Of each, one server is used at a time.
//! While that one answers, nothing here costs a round trip. When it does not, whoever finds out
//! says so, and one task looks for a server until it has found one ([`Servers::search`]). Readers
//! wait for that, but not for long: what lasts longer than [`PATIENCE`] is told to them at once
//! until a server answers again.

use super::address::Address;
use super::{Error, Result};
use crate::telemetry::metrics::{DATABASE_SWITCHES, DATABASE_UP};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{Connection, Executor, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// Readers wait so long for a server that was there a moment ago: as long as one takes to restart.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);
/// How often a server is looked for that does not answer.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A server that takes longer to say who it is counts as one that does not answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// How long a connection out of a pool is waited for.
const ACQUIRE_WITHIN: Duration = Duration::from_secs(2);

/// What a set of servers is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To write: the server that is not in recovery.
    Write,
    /// To read beside the writer: the server that is not in recovery and, where there is none, any.
    ReadBesideWriter,
    /// To read from the first that answers: standbys, and the writer's servers after them.
    Read,
}

impl Purpose {
    /// As pools are called in metrics and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::ReadBesideWriter | Self::Read => "read",
        }
    }
}

/// One server.
#[derive(Debug)]
pub(super) struct Server {
    pub address: Address,
    pub pool: PgPool,
}

/// How a set of servers stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Up,
    /// None has answered since.
    Down(Instant),
}

/// The servers for one purpose.
#[derive(Debug)]
pub(super) struct Servers {
    purpose: Purpose,
    all: Vec<Server>,
    used: AtomicUsize,
    /// Raised whenever another server is used.
    switches: AtomicU64,
    state: watch::Sender<State>,
    is_searching: AtomicBool,
}

/// What a server says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub in_recovery: bool,
    /// The newest migration and the data version; none where there is no schema.
    pub progress: Option<(i64, i64)>,
}

impl Servers {
    /// Pools are opened at first use. `each` is run on every new connection.
    pub fn new(
        purpose: Purpose,
        addresses: Vec<Address>,
        most: u32,
        each: &'static str,
    ) -> Arc<Self> {
        let all = addresses.into_iter().map(|address| {
            let pool = pool(&address, most, each);
            Server { address, pool }
        });
        Arc::new(Self {
            purpose,
            all: all.collect(),
            used: AtomicUsize::new(0),
            switches: AtomicU64::new(0),
            state: watch::Sender::new(State::Up),
            is_searching: AtomicBool::new(false),
        })
    }

    /// The server that is used now.
    pub fn used(&self) -> &Server {
        let used = self.used.load(Ordering::Acquire);
        // The list is never empty, and never shorter than it was.
        self.all.get(used).unwrap_or(&self.all[0])
    }

    pub fn all(&self) -> &[Server] {
        &self.all
    }

    pub fn is_up(&self) -> bool {
        *self.state.borrow() == State::Up
    }

    /// How often another server was gone over to: what was read before may be older or newer.
    pub fn switches(&self) -> u64 {
        self.switches.load(Ordering::Acquire)
    }

    /// The server to ask, as soon as one answers.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where none has for longer than [`PATIENCE`].
    pub async fn ready(&self) -> Result<&Server> {
        let mut state = self.state.subscribe();
        loop {
            let State::Down(since) = *state.borrow_and_update() else {
                return Ok(self.used());
            };
            let change = timeout_at(since + PATIENCE, state.changed()).await;
            if !matches!(change, Ok(Ok(()))) {
                return Err(Error::Unreachable {
                    servers: self.names(),
                    seconds: since.elapsed().as_secs(),
                });
            }
        }
    }

    /// Says that the server that was used since `begun` does not answer; a search begins, unless
    /// one is under way.
    pub fn report(self: &Arc<Self>, begun: Instant, error: &Error) {
        self.state.send_if_modified(|state| {
            let is_news = *state == State::Up;
            if is_news {
                tracing::warn!(%error, server = %self.used().address, "the database does not answer");
                *state = State::Down(begun);
            }
            is_news
        });
        DATABASE_UP.set(&[self.purpose.name()], 0.0);
        if !self.is_searching.swap(true, Ordering::AcqRel) {
            tokio::spawn(Arc::clone(self).search());
        }
    }

    /// Looks for a server until one is found.
    async fn search(self: Arc<Self>) {
        loop {
            while self.find().await.is_none() {
                sleep(LOOK_EVERY).await;
            }
            self.is_searching.store(false, Ordering::Release);
            // Someone may have found it gone again while we still seemed to search.
            if self.is_up() || self.is_searching.swap(true, Ordering::AcqRel) {
                return;
            }
        }
    }

    /// Asks all servers, the one in use first, and goes over to the first that will do.
    pub async fn find(&self) -> Option<&Server> {
        let used = self.used.load(Ordering::Acquire);
        let others = (0..self.all.len()).filter(|place| *place != used);
        let mut in_recovery = None;
        for place in std::iter::once(used).chain(others) {
            match standing(&self.all[place].address).await {
                Ok(standing) if self.purpose == Purpose::Read || !standing.in_recovery => {
                    return Some(self.go_to(place));
                }
                Ok(_) => in_recovery = in_recovery.or(Some(place)),
                Err(error) => {
                    let server = &self.all[place].address;
                    tracing::debug!(%error, %server, "does not answer");
                }
            }
        }
        if self.purpose == Purpose::Write {
            return None;
        }
        in_recovery.map(|place| self.go_to(place))
    }

    /// Goes back to an earlier server of the list, if one is as far as readers are already, or a
    /// primary where we read beside the writer.
    pub async fn prefer(&self, least: (i64, i64)) {
        if !self.is_up() || self.purpose == Purpose::Write || self.all.len() == 1 {
            return;
        }
        let used = self.used.load(Ordering::Acquire);
        match self.purpose {
            Purpose::Write => {}
            // The one in use is a standby only where no primary answered.
            Purpose::ReadBesideWriter => {
                let is_standby = standing(&self.all[used].address)
                    .await
                    .is_ok_and(|standing| standing.in_recovery);
                if is_standby {
                    self.find().await;
                }
            }
            Purpose::Read => {
                for place in 0..used {
                    let standing = standing(&self.all[place].address).await;
                    let is_far_enough = |standing: Standing| {
                        let progress = standing.progress;
                        progress.is_some_and(|(schema, data)| schema >= least.0 && data >= least.1)
                    };
                    if standing.is_ok_and(is_far_enough) {
                        self.go_to(place);
                        return;
                    }
                }
            }
        }
    }

    /// Uses another server than the one in use, whatever it says; where there is none, stays.
    pub fn avoid_used(&self) {
        let used = self.used.load(Ordering::Acquire);
        if used + 1 < self.all.len() {
            self.go_to(used + 1);
        }
    }

    fn go_to(&self, place: usize) -> &Server {
        let before = self.used.swap(place, Ordering::AcqRel);
        let server = &self.all[place];
        if before != place {
            self.switches.fetch_add(1, Ordering::AcqRel);
            DATABASE_SWITCHES.add(&[self.purpose.name()], 1);
            let (purpose, from) = (self.purpose.name(), &self.all[before].address);
            tracing::warn!(purpose, %from, to = %server.address, "another database server is used");
        }
        self.state.send_if_modified(|state| {
            if let State::Down(since) = *state {
                let seconds = since.elapsed().as_secs_f64();
                tracing::info!(seconds, server = %server.address, "the database answers again");
                *state = State::Up;
                return true;
            }
            false
        });
        DATABASE_UP.set(&[self.purpose.name()], 1.0);
        server
    }

    /// Names for people, without users or passwords.
    pub fn names(&self) -> String {
        let names: Vec<String> = self.all.iter().map(|it| it.address.to_string()).collect();
        names.join(", ")
    }

    /// Closes all pools, waiting for what is under way.
    pub async fn close(&self) {
        for server in &self.all {
            server.pool.close().await;
        }
    }
}

/// Asks a server, over a connection of its own, who it is and how far.
pub(super) async fn standing(address: &Address) -> Result<Standing> {
    let asking = async {
        let mut connection = PgConnection::connect_with(address.options()).await?;
        let standing = standing_of(&mut connection).await;
        // Politeness is not worth a wait.
        tokio::spawn(connection.close());
        standing
    };
    match timeout(ANSWERS_WITHIN, asking).await {
        Ok(standing) => standing,
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()).into()),
    }
}

async fn standing_of(connection: &mut PgConnection) -> Result<Standing> {
    let in_recovery: bool = sqlx::query_scalar("SELECT pg_is_in_recovery()")
        .fetch_one(&mut *connection)
        .await?;
    let progress: std::result::Result<(i64, i64), _> = sqlx::query_as(
        "SELECT (SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success), version
         FROM data_version",
    )
    .fetch_one(connection)
    .await;
    let progress = match progress {
        Ok(progress) => Some(progress),
        Err(sqlx::Error::RowNotFound | sqlx::Error::Database(_)) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Standing {
        in_recovery,
        progress,
    })
}

fn pool(address: &Address, most: u32, each: &'static str) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE_WITHIN)
        // A connection that broke while nobody used it is not handed out.
        .test_before_acquire(true)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if !each.is_empty() {
                    connection.execute(each).await?;
                }
                Ok(())
            })
        })
        .connect_lazy_with(address.options().clone())
}
