//! The server process: making a database, starting the server on it, clearing up after an earlier one.

use super::{
    Durability, Error, PORT, SUPERUSER,
    account::Account,
    folder::{Folder, POSTGRES_LOG},
};
use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::{Pid, getppid},
};
use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, lchown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// Server settings for everyone; each is there because a default needs more than one program alone has.
const SETTINGS: [&str; 10] = [
    "listen_addresses=", // the socket only
    "logging_collector=off",
    "log_destination=stderr",
    "log_checkpoints=off", // the log says what went wrong, not that five minutes passed
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    "wal_level=minimal", // no replicas
    "max_wal_senders=0",
    "huge_pages=off",
];
const DURABLE: [&str; 1] = ["max_connections=100"];
const DISPOSABLE: [&str; 4] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
];

/// How long a server of an earlier run may take to stop.
const LEFTOVER_WAIT: Duration = Duration::from_mins(1);

/// Everything a server process is started with.
#[derive(Debug)]
pub(super) struct Postmaster {
    pub folder: Folder,
    /// The folder of `postgres` and `initdb`.
    pub binaries: PathBuf,
    pub account: Account,
    pub durability: Durability,
}

impl Postmaster {
    /// Makes what is missing and removes what an earlier run left, so that [`Postmaster::launch`] can work.
    pub fn prepare(&self) -> Result<(), Error> {
        end_leftover(&self.folder)?;
        let socket = self.folder.socket_folder();
        self.own(&socket)?;
        // A socket's lock file that names a living program would stop the server from starting.
        empty(&socket);
        if self.folder.major().is_none() {
            self.initialize()
        } else {
            Ok(())
        }
    }

    /// Starts the server, whose output is added to its log.
    ///
    /// To be called on the main thread only: the server's parent-death signal comes when the **thread**
    /// that started it ends, and the main thread lives as long as its process.
    pub fn launch(&self) -> Result<Child, Error> {
        self.launch_with(&[])
    }

    /// The same with settings that count more than the usual ones.
    pub fn launch_with(&self, settings: &[&str]) -> Result<Child, Error> {
        let log = self.folder.open(POSTGRES_LOG)?;
        let errors = log
            .try_clone()
            .map_err(Error::io("open", self.folder.path().join(POSTGRES_LOG)))?;
        let program = self.binaries.join("postgres");
        let mut command = Command::new(&program);
        command
            .arg("-D")
            .arg(self.folder.data())
            .arg("-k")
            .arg(self.folder.socket_folder());
        command.args(["-p", &PORT.to_string()]);
        let more: &[&str] = match self.durability {
            Durability::Durable => &DURABLE,
            Durability::Disposable => &DISPOSABLE,
        };
        for setting in SETTINGS.iter().chain(more).chain(settings) {
            command.args(["-c", setting]);
        }
        self.account.runs(&mut command).stdout(log).stderr(errors);
        // The server's "fast shutdown": connections are closed, nothing needs recovery.
        dies_with_us(&mut command, Signal::SIGINT);
        command.spawn().map_err(Error::io("start", program))
    }

    /// Makes the database beside its final place, renamed when whole: a killed `initdb` leaves no half database.
    fn initialize(&self) -> Result<(), Error> {
        let path = self.folder.path();
        for entry in fs::read_dir(path)
            .map_err(Error::io("list", path))?
            .flatten()
        {
            if entry.file_name().to_string_lossy().starts_with("data.new") {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        // Numbered, because the children of a killed one may still be writing for a moment.
        let half = path.join(format!("data.new.{}", std::process::id()));
        self.own(&half)?;
        let program = self.binaries.join("initdb");
        let mut command = Command::new(&program);
        command.arg("-D").arg(&half).args([
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]);
        command.args(["--data-checksums", "--no-instructions"]);
        if self.durability == Durability::Disposable {
            command.arg("--no-sync");
        }
        dies_with_us(self.account.runs(&mut command), Signal::SIGKILL);
        let answer = command.output().map_err(Error::io("run", program))?;
        if !answer.status.success() {
            let output = [answer.stdout, answer.stderr]
                .map(|text| String::from_utf8_lossy(&text).into_owned())
                .concat();
            return Err(Error::Initdb { path: half, output });
        }
        let data = self.folder.data();
        fs::rename(&half, &data).map_err(Error::io("complete the database", data))?;
        self.folder.sync(self.durability)
    }

    /// Makes a folder for the server's user alone, or checks that it is.
    pub(super) fn own(&self, path: &Path) -> Result<(), Error> {
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Error::io("create", path)(error)),
        }
        // Under the temporary folder others may have been first: what is neither the server's nor ours stays theirs.
        let found = fs::symlink_metadata(path).map_err(Error::io("examine", path))?;
        let (us, server) = (nix::unistd::geteuid().as_raw(), self.account.uid.as_raw());
        if !found.is_dir() || ![us, server].contains(&found.uid()) {
            return Err(Error::FolderTaken { path: path.into() });
        }
        if found.uid() != server {
            lchown(path, Some(server), Some(self.account.gid.as_raw()))
                .map_err(Error::io("hand over", path))?;
        }
        fs::set_permissions(path, Permissions::from_mode(0o700))
            .map_err(Error::io("close to others", path))
    }
}

/// Removes the socket folder, which is under the temporary folder when the data directory's path is long.
pub(super) fn remove_socket_folder(folder: &Folder) {
    let socket = folder.socket_folder();
    empty(&socket);
    let _ = fs::remove_dir(socket);
}

fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = fs::remove_file(entry.path());
    }
}

/// Has the kernel send `signal` to the child of `command` when this thread ends, `kill -9` included (on Linux;
/// elsewhere the next start ends the server that was left).
#[allow(unsafe_code)]
fn dies_with_us(command: &mut Command, signal: Signal) {
    let us = Pid::this();
    let ask = move || {
        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_pdeathsig(signal)?;
        #[cfg(not(target_os = "linux"))]
        let _ = signal;
        // We may have died before the request was made: then nobody would ever send the signal.
        if getppid() == us {
            Ok(())
        } else {
            Err(Errno::ESRCH.into())
        }
    };
    // Here and not in an ordinary function: a change of user clears the request, and std runs this after it.
    // SAFETY: between fork and exec only async-signal-safe work is allowed; this is two system calls, and errors
    // made from a number, which do not allocate.
    unsafe {
        command.pre_exec(ask);
    }
}

/// Ends the server of an earlier run (off Linux a killed supervisor leaves one), and removes a pid file whose
/// number has since gone to another program, as happens in restarted containers: Postgres would wait for that.
fn end_leftover(folder: &Folder) -> Result<(), Error> {
    let path = folder.pid_file();
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok(());
    };
    let Some(pid) = pid_in(&text) else {
        // Cut short when the machine went down.
        let _ = fs::remove_file(path);
        return Ok(());
    };
    let deadline = Instant::now() + LEFTOVER_WAIT;
    let mut told = false;
    // EPERM: it lives, and is another user's.
    while kill(pid, None).map_or_else(|error| error == Errno::EPERM, |()| true) {
        if !is_server_on(pid, &folder.data()) {
            let _ = fs::remove_file(path);
            return Ok(());
        }
        if !told {
            eprintln!("stopping PostgreSQL {pid}, left by an earlier run");
            let _ = kill(pid, Signal::SIGINT);
            told = true;
        }
        if Instant::now() > deadline {
            return Err(Error::Leftover { pid: pid.as_raw() });
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// The number in a `postmaster.pid`; negative there for a server without clients.
fn pid_in(text: &str) -> Option<Pid> {
    let number: i32 = text.lines().next()?.trim().parse().ok()?;
    (number.checked_abs()? > 1).then(|| Pid::from_raw(number.abs()))
}

/// Whether a process is a server on this data. Its command line tells: we start it with the data's path, and
/// another server of the machine has another path. A zombie has no command line left.
fn is_server_on(pid: Pid, data: &Path) -> bool {
    let data = data.as_os_str().as_bytes();
    if cfg!(target_os = "linux") {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        return line
            .split(|byte| *byte == 0)
            .any(|argument| argument == data);
    }
    let answer = Command::new("ps")
        .args(["-o", "args=", "-p", &pid.to_string()])
        .output();
    let line = answer.map(|answer| answer.stdout).unwrap_or_default();
    line.windows(data.len()).any(|part| part == data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_real_number_is_taken_for_a_process() {
        assert_eq!(pid_in("4711\n/data\n"), Some(Pid::from_raw(4711)));
        assert_eq!(pid_in("-4711\n"), Some(Pid::from_raw(4711)));
        // 0 and -1 would signal whole groups, 1 the system.
        for text in ["", "0\n", "1\n", "-1\n", "-2147483648\n", "word\n"] {
            assert_eq!(pid_in(text), None, "{text:?}");
        }
    }

    #[test]
    fn another_program_is_not_taken_for_the_server() {
        assert!(!is_server_on(Pid::this(), Path::new("/srv/data")));
    }

    #[test]
    fn a_child_ends_with_the_thread_that_started_it() {
        let mut child = thread::spawn(|| {
            let mut command = Command::new("sleep");
            command.arg("60");
            dies_with_us(&mut command, Signal::SIGKILL);
            command.spawn().unwrap()
        })
        .join()
        .unwrap();
        if cfg!(not(target_os = "linux")) {
            child.kill().unwrap();
        }
        assert!(
            !child.wait().unwrap().success(),
            "killed, not ended after its minute"
        );
    }
}
