//! The supervisor: this same executable, started with a hidden first argument, owns the server and stops it when
//! its last user has gone.

use super::{
    Durability, Error, Options,
    account::Account,
    binaries,
    folder::{CLIENTS_LOCK, Folder, POSTGRES_LOG, SUPERVISOR_LOCK, SUPERVISOR_LOG},
    postmaster::{Postmaster, remove_socket_folder},
};
use nix::{
    sys::{
        signal::{Signal, kill},
        stat::{Mode, umask},
    },
    unistd::{Pid, setsid},
};
use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    io,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Sender, channel},
    thread,
    time::{Duration, Instant},
};

/// The hidden first argument.
const SUPERVISE: &str = "__supervise-embedded-postgres";
/// How often the server may end by itself in short order before the supervisor gives up.
const RESTARTS: u32 = 5;
/// A server that ran this long has recovered: earlier restarts no longer count.
const RECOVERED: Duration = Duration::from_mins(1);
/// How long a supervisor waits for another one to leave.
const HANDOVER: Duration = Duration::from_secs(5);

/// Becomes the supervisor, and never returns, if this process was started as one. Call it first thing in `main`,
/// before any thread or runtime is made.
pub fn maybe_supervise() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != SUPERVISE) {
        return;
    }
    let outcome = Orders::read(&arguments.collect::<Vec<_>>()).and_then(supervise);
    if let Err(error) = &outcome {
        eprintln!("{error}");
    }
    std::process::exit(i32::from(outcome.is_err()));
}

/// What a supervisor is told on its command line.
#[derive(Debug, PartialEq, Eq)]
struct Orders {
    data_dir: PathBuf,
    binaries: PathBuf,
    durability: Durability,
    grace: Duration,
}

impl Orders {
    fn write(&self) -> [OsString; 4] {
        let durability = match self.durability {
            Durability::Durable => "durable",
            Durability::Disposable => "disposable",
        };
        [
            self.data_dir.clone().into(),
            self.binaries.clone().into(),
            durability.into(),
            self.grace.as_millis().to_string().into(),
        ]
    }

    fn read(arguments: &[OsString]) -> Result<Self, Error> {
        let [data_dir, binaries, durability, grace] = arguments else {
            return Err(Error::Orders);
        };
        let durability = match durability.to_str() {
            Some("durable") => Durability::Durable,
            Some("disposable") => Durability::Disposable,
            _ => return Err(Error::Orders),
        };
        let grace = grace
            .to_str()
            .and_then(|millis| millis.parse().ok())
            .ok_or(Error::Orders)?;
        Ok(Self {
            data_dir: data_dir.into(),
            binaries: binaries.into(),
            durability,
            grace: Duration::from_millis(grace),
        })
    }
}

/// Client side: finds the binaries and starts a supervisor. Of several the first to come stays, the others end well.
pub(super) fn spawn(options: &Options, folder: &Folder) -> Result<Child, Error> {
    let account = Account::for_server(folder)?;
    account.check_can_enter(folder.path(), "WEIGHBRIDGE_DATA_DIR")?;
    let orders = Orders {
        data_dir: folder.path().into(),
        binaries: binaries::find(options, folder, &account)?,
        durability: options.durability,
        grace: options.grace,
    };
    let log = folder.open(SUPERVISOR_LOG)?;
    Command::new(&options.executable)
        .arg(SUPERVISE)
        .args(orders.write())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .current_dir("/")
        .spawn()
        .map_err(Error::io("start", &options.executable))
}

/// What happens to a running server.
enum Event {
    /// Nobody uses it: here is the exclusive lock, which keeps newcomers waiting until it is down.
    Deserted(File),
    Ended(io::Result<ExitStatus>),
}

fn supervise(orders: Orders) -> Result<(), Error> {
    // A session of its own: Ctrl-C and the end of the terminal are for the program, not for the server.
    let _ = setsid();
    umask(Mode::from_bits_truncate(0o022));
    let folder = Folder::at(orders.data_dir);
    let Some(_lifelong) = take_over(&folder)? else {
        return Ok(());
    };
    for log in [SUPERVISOR_LOG, POSTGRES_LOG] {
        folder
            .open(log)?
            .set_len(0)
            .map_err(Error::io("empty", folder.path().join(log)))?;
    }
    let postmaster = Postmaster {
        account: Account::for_server(&folder)?,
        binaries: orders.binaries,
        durability: orders.durability,
        folder: folder.clone(),
    };
    postmaster.prepare()?;

    let (events, inbox) = channel();
    let mut pid = launch(&postmaster, &events)?;
    wait_for_desertion(folder.open(CLIENTS_LOCK)?, orders.grace, events.clone());
    let (mut restarts, mut begun, mut deserted) = (0, Instant::now(), None);
    // The loop ends inside: this function holds a sender itself.
    while let Ok(event) = inbox.recv() {
        match event {
            Event::Deserted(lock) => {
                deserted = Some(lock);
                // "Fast shutdown": connections are closed, nothing needs recovery.
                let _ = kill(pid, Signal::SIGINT);
            }
            Event::Ended(status) => {
                let status = status.map_err(Error::io("wait for", &postmaster.binaries))?;
                if deserted.is_some() {
                    eprintln!("PostgreSQL stopped after its last user had gone ({status})");
                    break;
                }
                restarts = if begun.elapsed() > RECOVERED {
                    1
                } else {
                    restarts + 1
                };
                if restarts > RESTARTS {
                    remove_socket_folder(&folder);
                    return Err(Error::KeepsEnding {
                        times: restarts,
                        status,
                    });
                }
                eprintln!("PostgreSQL ended by itself ({status}); starting it again");
                // The processes of a killed server need a moment to notice.
                thread::sleep(Duration::from_millis(200) * restarts);
                pid = launch(&postmaster, &events)?;
                begun = Instant::now();
            }
        }
    }
    remove_socket_folder(&folder);
    Ok(())
}

/// Takes the supervisor's lock; `None` when another supervisor has a server running, or is getting there.
fn take_over(folder: &Folder) -> Result<Option<File>, Error> {
    let lock = folder.open(SUPERVISOR_LOCK)?;
    let deadline = Instant::now() + HANDOVER;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::Error(error)) => {
                return Err(Error::io("lock", folder.path().join(SUPERVISOR_LOCK))(
                    error,
                ));
            }
            // An old one may be on its way out, or a client looking.
            Err(TryLockError::WouldBlock)
                if folder.running_server().is_some() || Instant::now() > deadline =>
            {
                return Ok(None);
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Starts the server on this, the main, thread; another one waits for its end.
fn launch(postmaster: &Postmaster, events: &Sender<Event>) -> Result<Pid, Error> {
    let mut server = postmaster.launch()?;
    let pid = Pid::from_raw(server.id().cast_signed());
    eprintln!(
        "started PostgreSQL from {} as process {pid}",
        postmaster.binaries.display()
    );
    let events = events.clone();
    thread::spawn(move || {
        // Nobody receives only when the supervisor is leaving.
        let _ = events.send(Event::Ended(server.wait()));
    });
    Ok(pid)
}

/// Waits, on a thread of its own, for the exclusive lock that nobody's use of the server leaves free.
fn wait_for_desertion(lock: File, grace: Duration, events: Sender<Event>) {
    thread::spawn(move || {
        while lock.lock().is_ok() {
            if !grace.is_zero() {
                // Let the next user have it before the server is stopped.
                let _ = lock.unlock();
                thread::sleep(grace);
                if lock.try_lock().is_err() {
                    continue;
                }
            }
            let _ = events.send(Event::Deserted(lock));
            return;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_survive_the_command_line() {
        for durability in [Durability::Durable, Durability::Disposable] {
            let orders = Orders {
                data_dir: "/srv/with space".into(),
                binaries: "/usr/lib/postgresql/15/bin".into(),
                durability,
                grace: Duration::from_secs(2),
            };
            assert_eq!(Orders::read(&orders.write()).unwrap(), orders);
        }
        assert!(Orders::read(&["by hand".into()]).is_err());
    }
}
