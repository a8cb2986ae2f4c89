//! How the database is read: from the server that answers, once more where its connection broke,
//! and never for longer than a reader waits.
//!
//! Everything that reads goes through [`Store::reading`] or, where it may take a while,
//! [`Store::reading_much`]. What is written is not tried again: nobody knows how far it came.

use super::servers::PATIENCE;
use super::{Error, Result, Store};
use crate::telemetry::metrics::{DATABASE_RETRIES, HTTP_REFUSED};
use sqlx::postgres::PgPool;
use std::future::Future;
use std::time::Duration;
use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, timeout};

/// What is run on every new connection that is read from: the server ends what takes longer than
/// a reader waits, and a transaction that was forgotten.
pub(super) const ON_CONNECT: &str =
    "SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '60s'";
/// A reading that is not done by then, the server cannot be asked about: the network is gone.
const ANSWERED_WITHIN: Duration = Duration::from_secs(20);
/// The same for what is read statement by statement, each of which ends by itself in time.
const MUCH_WITHIN: Duration = Duration::from_mins(2);
/// The same for reading all that is held in memory.
const ALL_WITHIN: Duration = Duration::from_mins(10);
/// Readings at once that may take a while; the other connections are for the quick ones.
pub(super) const MUCH_AT_ONCE: usize = 6;
/// How long such a reading waits for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(3);

impl Store {
    /// Reads. `work` gets a pool of connections, and is called once more where the first time came
    /// to nothing because a connection broke.
    pub(super) async fn reading<T, E, Work, Done>(&self, work: Work) -> Result<T>
    where
        Work: Fn(PgPool) -> Done,
        Done: Future<Output = std::result::Result<T, E>>,
        Error: From<E>,
    {
        self.reading_within(ANSWERED_WITHIN, work).await
    }

    /// Reads what may take a while: a few at once, so that the quick readings are not kept waiting.
    pub(super) async fn reading_much<T, E, Work, Done>(&self, work: Work) -> Result<T>
    where
        Work: Fn(PgPool) -> Done,
        Done: Future<Output = std::result::Result<T, E>>,
        Error: From<E>,
    {
        let _turn = self.turn().await?;
        self.reading(work).await
    }

    /// Reads what may take many statements, and longer than a reader waits: whoever asks for it goes
    /// on when the reader has left.
    pub(super) async fn reading_on<T, E, Work, Done>(&self, work: Work) -> Result<T>
    where
        Work: Fn(PgPool) -> Done,
        Done: Future<Output = std::result::Result<T, E>>,
        Error: From<E>,
    {
        let _turn = self.turn().await?;
        // Not a server that is gone, which would be said of it beyond its own bound.
        let reading = self.reading_within(ALL_WITHIN, work);
        let too_long = |_| Error::GivenUp("it took longer than two minutes");
        timeout(MUCH_WITHIN, reading).await.map_err(too_long)?
    }

    /// Reads all that is held in memory, which takes as long as it takes.
    pub(super) async fn reading_all<T, E, Work, Done>(&self, work: Work) -> Result<T>
    where
        Work: Fn(PgPool) -> Done,
        Done: Future<Output = std::result::Result<T, E>>,
        Error: From<E>,
    {
        self.reading_within(ALL_WITHIN, work).await
    }

    /// Waits for a place among those who read much.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        if let Ok(Ok(turn)) = timeout(TURN_WITHIN, self.turns.acquire()).await {
            return Ok(turn);
        }
        HTTP_REFUSED.add(&["queries"], 1);
        Err(Error::Crowded)
    }

    /// The pool to read from, for what is read bit by bit and cannot be begun anew.
    pub(super) async fn read_pool(&self) -> Result<PgPool> {
        Ok(self.reads.ready().await?.pool.clone())
    }

    async fn reading_within<T, E, Work, Done>(&self, within: Duration, work: Work) -> Result<T>
    where
        Work: Fn(PgPool) -> Done,
        Done: Future<Output = std::result::Result<T, E>>,
        Error: From<E>,
    {
        let attempt = async || {
            let pool = self.read_pool().await?;
            // On the heap, else each caller would carry the work of two attempts about.
            match timeout(within, Box::pin(work(pool))).await {
                Ok(done) => done.map_err(Error::from),
                Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()).into()),
            }
        };
        let begun = Instant::now();
        let error = match attempt().await {
            Err(error) if error.is_unreachable() => return Err(error),
            Err(error) if error.is_connection() => {
                self.reads.report(begun, &error);
                error
            }
            // A standby ends readings that stand in the way of what it has to replay.
            Err(error) if error.is_conflict() => error,
            done => return done,
        };
        if begun.elapsed() > within.max(PATIENCE) {
            return Err(error);
        }
        DATABASE_RETRIES.add(&[], 1);
        let begun = Instant::now();
        let done = attempt().await;
        if let Err(error) = &done
            && error.is_connection()
            && !error.is_unreachable()
        {
            self.reads.report(begun, error);
        }
        done
    }
}
