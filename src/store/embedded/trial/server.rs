//! A single server for tests of what happens when one goes away: started, killed, copied and
//! promoted by hand, without a supervisor that starts it again.

use super::super::{
    Binaries, Durability, Error, Options, SUPERUSER,
    account::Account,
    binaries, cluster,
    folder::Folder,
    postmaster::{Postmaster, remove_socket_folder},
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    io,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// Settings on top of those of every server: it can be copied, and be a copy.
const REPLICATED: [&str; 4] = [
    "wal_level=replica",
    "max_wal_senders=4",
    "hot_standby=on",
    // A standby that is behind is behind by what the test did.
    "wal_receiver_status_interval=1",
];
const READY_WITHIN: Duration = Duration::from_mins(1);

/// A server, stopped when it is dropped.
#[derive(Debug)]
pub struct Server {
    postmaster: Postmaster,
    process: Option<Child>,
}

impl Server {
    /// A server with an empty database of its own, in a folder that its user can enter. Not started.
    pub fn make(folder: &Path) -> Result<Self, Error> {
        let postmaster = postmaster(folder)?;
        postmaster.prepare()?;
        Ok(Self {
            postmaster,
            process: None,
        })
    }

    /// A copy of this server, which must be running: a standby that follows it. Not started.
    pub fn standby(&self, folder: &Path) -> Result<Self, Error> {
        let postmaster = postmaster(folder)?;
        postmaster.own(postmaster.folder.path())?;
        let program = postmaster.binaries.join("pg_basebackup");
        let mut command = Command::new(&program);
        command
            .arg("--pgdata")
            .arg(postmaster.folder.data())
            .arg("--host")
            .arg(self.socket_folder())
            .args(["--username", SUPERUSER, "--write-recovery-conf"])
            .args(["--wal-method=stream", "--checkpoint=fast", "--no-sync"]);
        run(postmaster.account.runs(&mut command), &program)?;
        postmaster.prepare()?;
        Ok(Self {
            postmaster,
            process: None,
        })
    }

    /// Starts it, and waits until it answers. It ends with the thread that calls this.
    pub fn start(&mut self) -> Result<(), Error> {
        self.postmaster.prepare()?;
        self.process = Some(self.postmaster.launch_with(&REPLICATED)?);
        let begun = Instant::now();
        while self.postmaster.folder.answering_server().is_none() {
            if begun.elapsed() > READY_WITHIN {
                let log = self.postmaster.folder.last_words();
                let waited = READY_WITHIN;
                return Err(Error::NotReady { waited, log });
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Stops it: connections are closed, nothing needs recovery.
    pub fn stop(&mut self) {
        self.end(Signal::SIGINT);
    }

    /// Has it end at once, as if it broke.
    pub fn crash(&mut self) {
        self.end(Signal::SIGQUIT);
    }

    fn end(&mut self, signal: Signal) {
        if let Some(mut process) = self.process.take() {
            let _ = kill(Pid::from_raw(process.id().cast_signed()), signal);
            let _ = process.wait();
        }
    }

    /// Makes a standby one that can be written.
    pub fn promote(&self) -> Result<(), Error> {
        let program = self.postmaster.binaries.join("pg_ctl");
        let mut command = Command::new(&program);
        command
            .args(["promote", "--wait", "--silent", "--pgdata"])
            .arg(self.postmaster.folder.data());
        run(self.postmaster.account.runs(&mut command), &program)
    }

    /// The folder of its programs.
    pub fn binaries(&self) -> &Path {
        &self.postmaster.binaries
    }

    /// The folder of its socket.
    pub fn socket_folder(&self) -> PathBuf {
        self.postmaster.folder.socket_folder()
    }

    /// The address of a database on it.
    pub fn url(&self, database: &str) -> String {
        cluster::url(&self.socket_folder(), database)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
        remove_socket_folder(&self.postmaster.folder);
    }
}

fn postmaster(folder: &Path) -> Result<Postmaster, Error> {
    let options = Options {
        binaries: Binaries::Machine,
        ..Options::new(folder.into(), PathBuf::new())
    };
    let folder = Folder::prepare(folder)?;
    let account = Account::for_server(&folder)?;
    Ok(Postmaster {
        binaries: binaries::find(&options, &folder, &account)?,
        account,
        durability: Durability::Disposable,
        folder,
    })
}

fn run(command: &mut Command, program: &Path) -> Result<(), Error> {
    let answer = command.output().map_err(Error::io("run", program))?;
    if answer.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&answer.stderr).into_owned();
    Err(Error::io("run", program)(io::Error::other(said)))
}
