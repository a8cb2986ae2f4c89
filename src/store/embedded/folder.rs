//! The data directory: its files and locks, and what they say about the server.

use super::{Durability, Error, PORT, running_as_root};
use nix::fcntl::OFlag;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, lchown},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    time::Duration,
};

/// Shared by every user of the server; exclusive to a supervisor that stops it.
pub(super) const CLIENTS_LOCK: &str = "clients.lock";
/// Held by the supervisor as long as it lives.
pub(super) const SUPERVISOR_LOCK: &str = "supervisor.lock";
pub(super) const SUPERVISOR_LOG: &str = "supervisor.log";
pub(super) const POSTGRES_LOG: &str = "postgres.log";

/// The shortest question to a Postgres server: its length, and "do you speak TLS?". It needs no user.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
const ANSWER_WAIT: Duration = Duration::from_secs(2);
/// How much of a log an error quotes.
const QUOTED_LINES: usize = 6;
/// Socket paths end at 107 bytes on Linux, 103 on macOS.
const SOCKET_PATH_BYTES: usize = 103;

/// A data directory that exists and is ours to use.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder when it is missing, and checks its owner.
    pub fn prepare(path: &Path) -> Result<Self, Error> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))?;
        }
        // Root's server runs as another user, who must get in: from the first moment, because another
        // program that starts now may look before we can change anything.
        let mode = if running_as_root() { 0o755 } else { 0o700 };
        match DirBuilder::new().mode(mode).create(path) {
            Ok(()) if running_as_root() => {
                // Whatever root's umask is.
                fs::set_permissions(path, Permissions::from_mode(0o755))
                    .map_err(Error::io("open the folder to the server's user", path))?;
            }
            Ok(()) => {}
            Err(_) if path.is_dir() => {}
            Err(error) => return Err(Error::io("create the data directory", path)(error)),
        }
        // One spelling for all: the path is compared with what a running server was started with.
        let path = path
            .canonicalize()
            .map_err(Error::io("find the data directory", path))?;
        let owner = fs::metadata(&path)
            .map_err(Error::io("examine the data directory", &path))?
            .uid();
        let us = nix::unistd::geteuid().as_raw();
        if owner != us && us != 0 {
            return Err(Error::NotOwner { path, owner, us });
        }
        Ok(Self { path })
    }

    /// A folder that [`Folder::prepare`] has seen, by the path it gave.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database itself, what Postgres calls its data directory.
    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub fn pid_file(&self) -> PathBuf {
        self.data().join("postmaster.pid")
    }

    /// The major version that made the database; `None` when there is none yet.
    pub fn major(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION"))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// Opens a file of ours for reading and appending, made when missing. Never through a link: root may be
    /// at work in a user's folder, and leaves the file to that user.
    pub fn open(&self, name: &str) -> Result<File, Error> {
        let path = self.path.join(name);
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o644)
            .custom_flags(OFlag::O_NOFOLLOW.bits())
            .open(&path)
            .map_err(Error::io("open", &path))?;
        if running_as_root()
            && let Ok(folder) = fs::metadata(&self.path)
            && folder.uid() != 0
        {
            let _ = lchown(&path, Some(folder.uid()), Some(folder.gid()));
        }
        Ok(file)
    }

    /// The folder of the socket. A deep data directory would make its path too long: then a short one under
    /// the temporary folder, always the same for the same data.
    pub fn socket_folder(&self) -> PathBuf {
        let fits = |folder: &Path| socket_in(folder).as_os_str().len() <= SOCKET_PATH_BYTES;
        let run = self.path.join("run");
        if fits(&run) {
            return run;
        }
        let name = format!("weighbridge-{}", short_hash(&self.path));
        [std::env::temp_dir(), PathBuf::from("/tmp")]
            .into_iter()
            .map(|base| base.join(&name))
            .find(|folder| fits(folder))
            .unwrap_or(run)
    }

    /// Whether a supervisor lives. Looking makes no file: the folder may be being removed.
    pub fn is_supervised(&self) -> bool {
        File::open(self.path.join(SUPERVISOR_LOCK))
            .is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// The socket folder of the server that runs here and answers; `None` when none does.
    pub fn running_server(&self) -> Option<PathBuf> {
        // A server without its supervisor is about to end.
        if !self.is_supervised() {
            return None;
        }
        self.answering_server()
    }

    /// The same, whoever looks after it.
    pub fn answering_server(&self) -> Option<PathBuf> {
        // Line 5 is the socket's folder, line 8 "ready" once recovery is over. The file may be a dead
        // server's: the socket proves life.
        let text = fs::read_to_string(self.pid_file()).ok()?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        if lines.get(7) != Some(&"ready") {
            return None;
        }
        let folder = PathBuf::from(lines.get(4)?);
        answers(&socket_in(&folder)).then_some(folder)
    }

    /// The last lines of both logs, for an error.
    pub fn last_words(&self) -> String {
        let quoted = [SUPERVISOR_LOG, POSTGRES_LOG].map(|name| {
            let path = self.path.join(name);
            let text = fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let lines: Vec<&str> = text.lines().collect();
            if lines.is_empty() {
                return String::new();
            }
            let last = lines[lines.len().saturating_sub(QUOTED_LINES)..].join("\n  ");
            format!("\n{}:\n  {last}", path.display())
        });
        quoted.concat()
    }

    /// Forces a rename in this folder to disk.
    pub fn sync(&self, durability: Durability) -> Result<(), Error> {
        if durability == Durability::Durable {
            File::open(&self.path)
                .and_then(|folder| folder.sync_all())
                .map_err(Error::io("force to disk", &self.path))?;
        }
        Ok(())
    }
}

/// The socket's path in its folder.
pub(super) fn socket_in(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Whether a server speaks at this socket. To be let in is not enough: for an instant the system still opens the
/// socket of a server that was just killed.
fn answers(socket: &Path) -> bool {
    let ask = || -> io::Result<bool> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(ANSWER_WAIT))?;
        stream.set_write_timeout(Some(ANSWER_WAIT))?;
        stream.write_all(&SSL_REQUEST)?;
        let mut answer = [0];
        stream.read_exact(&mut answer)?;
        Ok(matches!(&answer, b"N" | b"S"))
    };
    ask().unwrap_or(false)
}

/// 16 hexadecimal digits that stand for a path.
pub(super) fn short_hash(path: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    path.as_os_str().as_bytes().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_path_always_fits_and_stays_the_same_for_the_same_data() {
        for depth in [1, 5, 40] {
            let folder = Folder::at(PathBuf::from(format!(
                "/srv{}",
                "/weighbridge".repeat(depth)
            )));
            let socket = socket_in(&folder.socket_folder());
            assert!(
                socket.as_os_str().len() <= SOCKET_PATH_BYTES,
                "{}",
                socket.display()
            );
            assert_eq!(folder.socket_folder(), folder.socket_folder());
        }
        let deep =
            |name: &str| Folder::at(PathBuf::from(format!("/srv/{}/{name}", "d".repeat(120))));
        assert_ne!(deep("a").socket_folder(), deep("b").socket_folder());
    }

    #[test]
    fn a_file_is_never_opened_through_a_link() {
        let base = tempfile::tempdir().unwrap();
        let target = base.path().join("precious");
        fs::write(&target, "kept").unwrap();
        std::os::unix::fs::symlink(&target, base.path().join(SUPERVISOR_LOG)).unwrap();
        assert!(Folder::at(base.path().into()).open(SUPERVISOR_LOG).is_err());
    }
}
