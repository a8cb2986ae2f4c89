//! What can go wrong with the embedded server: each message says what, where and how to mend it.

use std::{io, path::PathBuf, process::ExitStatus, time::Duration};

/// Why the embedded server cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused something.
    #[error("cannot {doing} {path}: {source}")]
    Io {
        /// What was tried, a verb phrase.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The data directory is another user's.
    #[error(
        "the data directory {path} belongs to user {owner}, and this is user {us}: run as its owner, \
         or set WEIGHBRIDGE_DATA_DIR to a folder of your own"
    )]
    NotOwner {
        /// The data directory.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
        /// The number this process runs as.
        us: u32,
    },
    /// As root: the user the server would run as cannot get to a folder.
    #[error(
        "PostgreSQL refuses to run as root, so it runs as `{user}`, who cannot enter {closed} and so not \
         reach {path}: choose a folder that `{user}` may enter ({mend}), or `chmod o+x {closed}`"
    )]
    NotEnterable {
        /// The folder that is needed.
        path: PathBuf,
        /// The folder on the way to it that is closed.
        closed: PathBuf,
        /// Who cannot enter.
        user: String,
        /// Which variable chooses the folder.
        mend: &'static str,
    },
    /// This process runs as a number that has no user.
    #[error(
        "this process runs as user number {uid}, which /etc/passwd does not know, and PostgreSQL needs a name: \
         run as a named user, add a line for {uid} to /etc/passwd, or set DATABASE_URL to a running server"
    )]
    NoAccount {
        /// The number.
        uid: u32,
    },
    /// As root: nobody to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a `postgres` nor a `nobody` user to run \
         it as: add one (`useradd --system postgres`), run as another user, or set DATABASE_URL to a running server"
    )]
    NoServiceUser,
    /// No server binaries.
    #[error(
        "no PostgreSQL server {wanted} was found on this machine: {install}, or set WEIGHBRIDGE_PG_BIN to a folder \
         with `postgres` and `initdb`, or DATABASE_URL to a running server{fetch}"
    )]
    NoServer {
        /// Which version is needed, such as "14 or later".
        wanted: String,
        /// How to install one here.
        install: String,
        /// What became of fetching one.
        fetch: String,
    },
    /// The folder that was named holds no server of use.
    #[error(
        "{path} (WEIGHBRIDGE_PG_BIN) {found}: name a folder with `postgres` and `initdb` of PostgreSQL {wanted}"
    )]
    NotAServer {
        /// The folder named.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
        /// Which version is needed.
        wanted: String,
    },
    /// The server gave up while it started.
    #[error("the embedded PostgreSQL did not start ({status}){log}")]
    DidNotStart {
        /// How the supervisor ended.
        status: ExitStatus,
        /// The last lines of the logs.
        log: String,
    },
    /// The server took too long.
    #[error(
        "the embedded PostgreSQL was not ready after {} seconds; if it is still recovering, try again in a \
         moment{log}", waited.as_secs()
    )]
    NotReady {
        /// How long we waited.
        waited: Duration,
        /// The last lines of the logs.
        log: String,
    },
    /// Another process serves from this data directory.
    #[error(
        "already serving from {data_dir}: process {}; stop it first, or set WEIGHBRIDGE_DATA_DIR to another folder",
        pid.map_or_else(|| "number unknown".to_owned(), |pid| pid.to_string())
    )]
    AlreadyServing {
        /// Its number; `None` in the instant before it is written down.
        pid: Option<u32>,
        /// The data directory.
        data_dir: PathBuf,
    },
    /// In the supervisor: `initdb` failed.
    #[error("initdb could not make a database in {path}:\n{output}")]
    Initdb {
        /// Where.
        path: PathBuf,
        /// What it said.
        output: String,
    },
    /// In the supervisor: the server ends again and again.
    #[error("PostgreSQL ended by itself {times} times, last with {status}")]
    KeepsEnding {
        /// How often, in short order.
        times: u32,
        /// How it ended last.
        status: ExitStatus,
    },
    /// In the supervisor: a server of an earlier run does not go.
    #[error(
        "an earlier PostgreSQL (process {pid}) still runs on this data and does not stop: end it with `kill {pid}`"
    )]
    Leftover {
        /// Its number.
        pid: i32,
    },
    /// In the supervisor: a folder that the server needs is not ours.
    #[error(
        "the server needs {path} for itself, but it belongs to another user: remove it, or set WEIGHBRIDGE_DATA_DIR to another (for a socket: shorter) path"
    )]
    FolderTaken {
        /// The folder.
        path: PathBuf,
    },
    /// The hidden arguments are not the launcher's.
    #[error("the supervisor is started by the program itself, not by hand")]
    Orders,
}

impl Error {
    /// For `map_err`: what was being done, and to what.
    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}
