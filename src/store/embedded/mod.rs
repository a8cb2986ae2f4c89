//! The embedded Postgres: a private server for people who set no `DATABASE_URL`, run from whatever
//! server binaries the machine has.
//!
//! How it holds together, whatever is killed:
//! - Every process that uses the server holds a **shared** lock on `clients.lock`.
//! - A small supervisor (this same executable with a hidden first argument, in a session of its own)
//!   owns the server and waits for the **exclusive** lock on that file. It gets it when the last user
//!   has gone, by normal exit, Ctrl-C or `kill -9` alike, because the kernel drops the locks of a dead
//!   process; then it stops the server. Its own life is a lock on `supervisor.lock`.
//! - The server dies with its supervisor (parent-death signal), and a [`Cluster`] that sees its
//!   supervisor gone starts another, which finds the data as it stands and recovers.
//!
//! What lives in the data directory: `data/` (the database), `run/` (the socket), the lock files,
//! `supervisor.log` and `postgres.log`, and `postgres-<version>/` where the server had to be fetched.
//!
//! Everything here blocks: call it from `spawn_blocking`. [`maybe_supervise`] comes first in `main`,
//! before any thread or runtime exists.

mod account;
mod binaries;
mod cluster;
mod error;
mod folder;
mod postmaster;
mod serve_lock;
mod supervisor;
pub mod trial;
mod wheel;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    time::Duration,
};

pub use account::running_as_root;
pub use binaries::Binaries;
pub use cluster::{Cluster, Release};
pub use error::Error;
pub use serve_lock::ServeLock;
pub use supervisor::maybe_supervise;

/// The role that owns the databases. Only its own user and root can reach the socket, so it has no password.
const SUPERUSER: &str = "weighbridge";
/// Names the socket file only: no TCP port is opened.
const PORT: u16 = 5432;

/// How and where the server runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the database, its locks and logs live; made when missing.
    pub data_dir: PathBuf,
    /// A program whose `main` begins with [`maybe_supervise`]: the running executable, or for a test
    /// binary (whose `main` is not ours) the project's program. An absolute path.
    pub executable: PathBuf,
    /// Which server binaries to run.
    pub binaries: Binaries,
    /// Where a server goes that has to be fetched: a folder from which programs may be run. Usually the data
    /// directory.
    pub fetch_into: PathBuf,
    /// What a power cut may cost.
    pub durability: Durability,
    /// How long the server outlives its last user. Zero for a program; test binaries that run one
    /// after the other want a moment, so that the next one joins instead of starting anew.
    pub grace: Duration,
    /// How long [`Cluster::start`] waits for the server, crash recovery included.
    pub wait: Duration,
}

impl Options {
    /// What a program wants: the machine's binaries, durable, no grace, up to two minutes to recover.
    pub fn new(data_dir: PathBuf, executable: PathBuf) -> Self {
        Self {
            fetch_into: data_dir.clone(),
            data_dir,
            executable,
            binaries: Binaries::Machine,
            durability: Durability::Durable,
            grace: Duration::ZERO,
            wait: Duration::from_mins(2),
        }
    }
}

/// What a power cut may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Committed is on disk.
    Durable,
    /// For tests: nothing is forced to disk, and more connections are allowed. A killed program costs nothing, a
    /// killed server the last instant's commits, a killed machine possibly everything.
    Disposable,
}

/// The data directory when none was chosen: `/var/lib/weighbridge` for root (the server runs as another
/// user, who cannot enter root's home), else `$XDG_DATA_HOME/weighbridge`, else
/// `~/.local/share/weighbridge`. `None` without any of them. A relative `XDG_DATA_HOME` is ignored, as
/// the XDG specification asks.
pub fn default_data_dir(
    as_root: bool,
    xdg_data_home: Option<&OsStr>,
    home: Option<&Path>,
) -> Option<PathBuf> {
    if as_root {
        return Some(PathBuf::from("/var/lib/weighbridge"));
    }
    let absolute = |path: &&Path| path.is_absolute();
    xdg_data_home
        .map(Path::new)
        .filter(absolute)
        .map(Path::to_path_buf)
        .or_else(|| home.filter(absolute).map(|home| home.join(".local/share")))
        .map(|base| base.join("weighbridge"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_data_dir_follows_xdg_then_home_and_root_uses_var_lib() {
        let home = Some(Path::new("/home/ada"));
        let at = |path: &str| Some(PathBuf::from(path));
        assert_eq!(
            default_data_dir(true, Some("/x".as_ref()), home),
            at("/var/lib/weighbridge")
        );
        assert_eq!(
            default_data_dir(false, Some("/x".as_ref()), home),
            at("/x/weighbridge")
        );
        assert_eq!(
            default_data_dir(false, None, home),
            at("/home/ada/.local/share/weighbridge")
        );
        assert_eq!(
            default_data_dir(false, Some("relative".as_ref()), home),
            at("/home/ada/.local/share/weighbridge")
        );
        assert_eq!(default_data_dir(false, Some("".as_ref()), None), None);
    }
}
