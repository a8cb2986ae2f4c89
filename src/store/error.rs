//! What can go wrong in the store, without any idea of HTTP.

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused, failed or could not be reached.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("migrating the database: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A snapshot names a metric the store does not know.
    #[error("metric `{0}` is not in the catalog")]
    UnknownMetric(String),
    /// A snapshot names a source the store does not know.
    #[error("source `{0}` is not in the catalog")]
    UnknownSource(String),
    /// No snapshot has this number.
    #[error("there is no snapshot {0}")]
    NoSnapshot(i64),
    /// The snapshot was retracted before.
    #[error("snapshot {0} is retracted already: {1}")]
    AlreadyRetracted(i64, String),
    /// Kept content does not read: the store was tampered with or is damaged.
    #[error("the kept content of snapshot {id} does not read: {message}")]
    DamagedContent {
        /// Snapshot number.
        id: i64,
        /// What is wrong.
        message: String,
    },
    /// The data changed between two readings that have to be of one version.
    #[error("the data changed while it was read")]
    Superseded,
    /// No server has answered for longer than a reader waits.
    #[error("no database server has answered for {seconds} s: {servers}")]
    Unreachable {
        /// Who was asked.
        servers: String,
        /// For how long.
        seconds: u64,
    },
    /// Of the servers that may be written, those that answer are all in recovery.
    #[error("none of the database servers can be written now: {0}")]
    NoPrimary(String),
    /// So much is being read that there is no place for more.
    #[error("too much is being read at once")]
    Crowded,
    /// A setting is no list of addresses.
    #[error(transparent)]
    Address(#[from] super::AddressError),
    /// A reading was not finished, and why.
    #[error("a reading was given up: {0}")]
    GivenUp(&'static str),
    /// A temporary file for what does not fit in memory could not be written or read.
    #[error("a temporary file (they go where TMPDIR says): {0}")]
    Temporary(#[from] std::io::Error),
    /// An invariant of the store does not hold: a defect of ours, never of the input.
    #[error("the store contradicts itself: {0}")]
    Inconsistent(String),
}

impl Error {
    /// Whether the database could not be reached or went away: worth one retry of a read.
    pub fn is_connection(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::NoPrimary(_) => true,
            Self::Database(error) => match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                // 57P01..03: the server is going down or coming up; 08: connection exceptions;
                // 53300: it has no connection left; 25006: it became one that can only be read.
                sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                    code.starts_with("57P")
                        || code.starts_with("08")
                        || code == "53300"
                        || code == "25006"
                }),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether the database takes no changes at all, as a replica does.
    pub fn is_read_only(&self) -> bool {
        // 25006: a change in a transaction that only reads.
        matches!(self, Self::NoPrimary(_)) || self.has_code("25006")
    }

    /// Whether readers are told at once, because nobody answered those before them.
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// Whether a standby ended the reading, because it stood in the way of what is to be replayed.
    pub(super) fn is_conflict(&self) -> bool {
        self.has_code("40001")
    }

    /// Whether the database ended the reading because it took too long.
    pub fn is_too_long(&self) -> bool {
        self.has_code("57014")
    }

    /// Whether the same may succeed after a while: the server is not there yet. A wrong password
    /// or a database that does not exist are for a person to mend.
    pub(super) fn may_pass(&self) -> bool {
        self.is_connection()
    }

    fn has_code(&self, wanted: &str) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| code == wanted)
            }
            _ => false,
        }
    }
}
