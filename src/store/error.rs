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
    /// The rows of the snapshot at hand, which do not fit in memory, cannot be read or kept.
    #[error("a temporary file for the rows of the snapshot failed: {0}")]
    Spool(#[from] std::io::Error),
    /// The data changed between two readings that have to be of one version.
    #[error("the data changed while it was read")]
    Superseded,
    /// An invariant of the store does not hold: a defect of ours, never of the input.
    #[error("the store contradicts itself: {0}")]
    Inconsistent(String),
}

impl Error {
    /// Whether the database could not be reached or went away: worth one retry of a read.
    pub fn is_connection(&self) -> bool {
        match self {
            Self::Database(error) => match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                // 57P01..03: the server is going down or coming up; 08: connection exceptions.
                sqlx::Error::Database(error) => error
                    .code()
                    .is_some_and(|code| code.starts_with("57P") || code.starts_with("08")),
                _ => false,
            },
            _ => false,
        }
    }
}
