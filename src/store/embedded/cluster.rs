//! The client side: use the server of a data directory, starting it when nobody has.

use super::{
    Error, Options, PORT, SUPERUSER,
    folder::{CLIENTS_LOCK, Folder},
    supervisor,
};
use std::{
    fs::{File, TryLockError},
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    process::Child,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

const POLL: Duration = Duration::from_millis(10);
/// How often a program looks whether the supervisor still lives.
const WATCH: Duration = Duration::from_millis(500);

/// A share in the running server. Dropping it lets go; [`Cluster::stop`] also waits for the server's end.
#[derive(Debug)]
pub struct Cluster {
    folder: Folder,
    socket: PathBuf,
    joined: bool,
    clients: File,
    watch: Watch,
}

/// What became of the server when we let go of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// We were the last: it is down.
    Stopped,
    /// Others use it.
    LeftToOthers,
    /// We were the last, but it was still stopping (or in its grace) when patience ended. It ends without us.
    StillStopping,
}

impl Cluster {
    /// Joins the server of `options.data_dir`, or starts it. Blocks until it answers.
    ///
    /// # Errors
    /// Whatever keeps it from running, with the last lines of its logs; see [`Error`].
    pub fn start(options: &Options) -> Result<Self, Error> {
        let deadline = Instant::now() + options.wait;
        let folder = Folder::prepare(&options.data_dir)?;
        let clients = share(&folder, options, deadline)?;
        let running = folder.running_server();
        let joined = running.is_some();
        let (socket, supervisor) = match running {
            Some(socket) => (socket, None),
            None => start_server(&folder, options, deadline)?,
        };
        let watch = Watch::begin(folder.clone(), options.clone(), supervisor);
        Ok(Self {
            folder,
            socket,
            joined,
            clients,
            watch,
        })
    }

    /// Whether the server was running already.
    pub fn joined(&self) -> bool {
        self.joined
    }

    /// The address of a database on this server. `postgres` is always there; others have to be created.
    pub fn url(&self, database: &str) -> String {
        url(&self.socket, database)
    }

    /// The folder of the server's socket, what `psql -h` takes.
    pub fn socket_folder(&self) -> &Path {
        &self.socket
    }

    /// Lets go. If we were the last, waits until the server is down (a container may end then), at most `patience`.
    pub fn stop(self, patience: Duration) -> Release {
        let Self {
            folder,
            clients,
            watch,
            ..
        } = self;
        let deadline = Instant::now() + patience;
        let supervisor = watch.end(deadline);
        drop(clients);
        let release = loop {
            if !folder.is_supervised() {
                break Release::Stopped;
            }
            if used_by_others(&folder) {
                break Release::LeftToOthers;
            }
            if Instant::now() > deadline {
                break Release::StillStopping;
            }
            thread::sleep(POLL);
        };
        if let Some(mut supervisor) = supervisor {
            // Its lock goes a moment before its process: this takes it off the system's list.
            while release == Release::Stopped
                && matches!(supervisor.try_wait(), Ok(None))
                && Instant::now() < deadline
            {
                thread::sleep(Duration::from_millis(1));
            }
        }
        release
    }
}

/// The address of a database on the server with this socket.
pub(super) fn url(socket_folder: &Path, database: &str) -> String {
    let host = percent_encoded(socket_folder.as_os_str().as_bytes());
    format!(
        "postgresql://{SUPERUSER}@localhost:{PORT}/{}?host={host}",
        percent_encoded(database.as_bytes())
    )
}

/// A share of the lock that keeps the server running. A supervisor that stops the server makes us wait.
fn share(folder: &Folder, options: &Options, deadline: Instant) -> Result<File, Error> {
    let clients = folder.open(CLIENTS_LOCK)?;
    loop {
        match clients.try_lock_shared() {
            Ok(()) => return Ok(clients),
            Err(TryLockError::WouldBlock) if Instant::now() > deadline => {
                return Err(Error::NotReady {
                    waited: options.wait,
                    log: folder.last_words(),
                });
            }
            Err(TryLockError::WouldBlock) => thread::sleep(POLL),
            Err(TryLockError::Error(error)) => {
                return Err(Error::io("lock", folder.path().join(CLIENTS_LOCK))(error));
            }
        }
    }
}

/// Starts a supervisor and waits for its server, or for that of another who was faster.
fn start_server(
    folder: &Folder,
    options: &Options,
    deadline: Instant,
) -> Result<(PathBuf, Option<Child>), Error> {
    let mut supervisor = Some(supervisor::spawn(options, folder)?);
    loop {
        if let Some(socket) = folder.running_server() {
            return Ok((socket, supervisor));
        }
        let log = || folder.last_words();
        match &mut supervisor {
            Some(child) => {
                let ended = child
                    .try_wait()
                    .map_err(Error::io("wait for", &options.executable))?;
                if let Some(status) = ended {
                    if !status.success() {
                        return Err(Error::DidNotStart { status, log: log() });
                    }
                    supervisor = None;
                }
            }
            // Ours left it to another, who has gone since.
            None if !folder.is_supervised() => {
                supervisor = Some(supervisor::spawn(options, folder)?);
            }
            None => {}
        }
        if Instant::now() > deadline {
            return Err(Error::NotReady {
                waited: options.wait,
                log: log(),
            });
        }
        thread::sleep(POLL);
    }
}

/// Whether other processes hold shares. Without any, the exclusive lock is free or with the stopping supervisor;
/// in both cases a share is not what stands in its way.
fn used_by_others(folder: &Folder) -> bool {
    folder.open(CLIENTS_LOCK).is_ok_and(|lock| {
        let free = lock.try_lock().is_ok() && lock.unlock().is_ok();
        !free && lock.try_lock_shared().is_ok()
    })
}

/// A thread that starts another supervisor when the one we rely on was killed.
#[derive(Debug)]
struct Watch {
    end: Sender<()>,
    thread: JoinHandle<Option<Child>>,
}

impl Watch {
    fn begin(folder: Folder, options: Options, mut supervisor: Option<Child>) -> Self {
        let (end, ended) = channel::<()>();
        let thread = thread::spawn(move || {
            let mut failures = 0;
            while ended.recv_timeout(WATCH * (1 << failures)) == Err(RecvTimeoutError::Timeout) {
                if let Some(child) = &mut supervisor
                    && matches!(child.try_wait(), Ok(Some(_)))
                {
                    supervisor = None;
                }
                if folder.is_supervised() {
                    failures = 0;
                    continue;
                }
                tracing::warn!(
                    "the supervisor of the embedded PostgreSQL is gone; starting another"
                );
                match start_server(&folder, &options, Instant::now() + options.wait) {
                    Ok((_, started)) => supervisor = started,
                    Err(error) => {
                        // Up to 32 seconds apart: it may take a person to mend.
                        failures = (failures + 1).min(6);
                        tracing::error!("{error}");
                    }
                }
            }
            supervisor
        });
        Self { end, thread }
    }

    /// Ends the watch; the supervisor, if it is our child. A watch that is busy starting one is left to itself
    /// at the deadline.
    fn end(self, deadline: Instant) -> Option<Child> {
        drop(self.end);
        while !self.thread.is_finished() {
            if Instant::now() > deadline {
                return None;
            }
            thread::sleep(Duration::from_millis(1));
        }
        self.thread.join().ok().flatten()
    }
}

/// For the path and query of a URL: everything but unreserved characters and the slash is escaped.
fn percent_encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_path_makes_a_valid_address() {
        assert_eq!(
            percent_encoded("/srv/a b&c/é".as_bytes()),
            "/srv/a%20b%26c/%C3%A9"
        );
    }

    #[test]
    fn a_share_of_another_is_told_from_the_lock_of_a_stopping_supervisor() {
        let data_dir = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(data_dir.path()).unwrap();
        assert!(!used_by_others(&folder), "nobody");
        let other = folder.open(CLIENTS_LOCK).unwrap();
        other.lock_shared().unwrap();
        assert!(used_by_others(&folder), "a user");
        other.unlock().unwrap();
        other.lock().unwrap();
        assert!(!used_by_others(&folder), "a supervisor");
    }
}
