//! The program under trial, which uses the server, and the folder of a trial.

use nix::{
    sys::signal::{Signal, kill, killpg},
    unistd::{Pid, User, geteuid},
};
use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::PathBuf,
    process::{Child, ChildStderr, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use weighbridge::store::embedded::{Binaries, Cluster, Durability, Options, Release, ServeLock};

/// Not a test: what the tests start as a process that uses the server until its input ends.
#[test]
#[ignore = "started by the tests"]
fn the_program() {
    let Some(data_dir) = env::var_os("TRIAL_DATA_DIR") else {
        return;
    };
    let mut options = Options::new(
        data_dir.into(),
        env::var_os("TRIAL_EXECUTABLE").unwrap().into(),
    );
    match env::var("TRIAL_BINARIES").as_deref() {
        Ok("fetched") => options.binaries = Binaries::Fetched,
        Ok(folder) => options.binaries = Binaries::Folder(folder.into()),
        Err(_) => {}
    }
    if env::var_os("TRIAL_DURABLE").is_none() {
        options.durability = Durability::Disposable;
    }
    let begun = Instant::now();
    let serving = env::var_os("TRIAL_SERVES")
        .map(|_| ServeLock::acquire(&options.data_dir))
        .transpose();
    let started = serving.and_then(|lock| Ok((lock, Cluster::start(&options)?)));
    let (_lock, cluster) = match started {
        Ok(started) => started,
        Err(error) => return eprintln!("failed {}", error.to_string().replace('\n', " | ")),
    };
    eprintln!(
        "ready {} {} {} {}",
        if cluster.joined() {
            "joined"
        } else {
            "started"
        },
        begun.elapsed().as_millis(),
        cluster.socket_folder().display(),
        cluster.url("postgres")
    );
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    let begun = Instant::now();
    let release = cluster.stop(Duration::from_secs(20));
    eprintln!("released {release:?} {}", begun.elapsed().as_millis());
}

/// A data directory to be, with copies of both executables where the user may run them.
pub struct Trial {
    pub base: TempDir,
    pub data_dir: PathBuf,
    /// `None`: as we are.
    pub user: Option<User>,
    settings: Vec<(String, String)>,
}

pub struct Program {
    child: Child,
    stderr: BufReader<ChildStderr>,
    pub joined: bool,
    pub millis: u64,
    pub socket: PathBuf,
    url: String,
}

impl Trial {
    pub fn new(user: Option<User>) -> Self {
        let base = tempfile::Builder::new()
            .prefix("wb")
            .tempdir_in("/tmp")
            .unwrap();
        fs::set_permissions(base.path(), fs::Permissions::from_mode(0o755)).unwrap();
        if let Some(user) = &user {
            chown(
                base.path(),
                Some(user.uid.as_raw()),
                Some(user.gid.as_raw()),
            )
            .unwrap();
        }
        fs::copy(env::current_exe().unwrap(), base.path().join("trial")).unwrap();
        fs::copy(
            env!("CARGO_BIN_EXE_weighbridge"),
            base.path().join("weighbridge"),
        )
        .unwrap();
        let data_dir = base.path().join("data dir");
        Self {
            base,
            data_dir,
            user,
            settings: Vec::new(),
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// As whom the promises are kept.
    pub fn users() -> Vec<Option<User>> {
        let nobody = geteuid()
            .is_root()
            .then(|| User::from_name("nobody").unwrap().expect("a user `nobody`"));
        [None].into_iter().chain(nobody.map(Some)).collect()
    }

    pub fn spawn(&self) -> Child {
        let mut command = Command::new(self.base.path().join("trial"));
        command
            .args([
                "program::the_program",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env("TRIAL_DATA_DIR", &self.data_dir)
            .env("TRIAL_EXECUTABLE", self.base.path().join("weighbridge"))
            .envs(self.settings.iter().cloned())
            // Would send the server elsewhere, or break it.
            .envs([
                ("PGPORT", "1"),
                ("PGDATA", "/nonexistent"),
                ("PGTZ", "Mars/Olympus"),
                ("PGOPTIONS", "-c bad=1"),
            ])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0);
        if let Some(user) = &self.user {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command.spawn().unwrap()
    }

    pub fn start(&self) -> Program {
        Program::wait_for(self.spawn())
            .unwrap_or_else(|failure| panic!("as {:?}: {failure}", self.name()))
    }

    pub fn refusal(&self) -> String {
        match Program::wait_for(self.spawn()) {
            Ok(_) => panic!("started, where it should have refused"),
            Err(failure) => failure,
        }
    }

    pub fn name(&self) -> &str {
        self.user
            .as_ref()
            .map_or("the test's user", |user| &user.name)
    }

    pub fn postmaster(&self) -> Pid {
        let text = fs::read_to_string(self.data_dir.join("data/postmaster.pid")).unwrap();
        Pid::from_raw(text.lines().next().unwrap().parse().unwrap())
    }

    pub fn supervisor(&self) -> Pid {
        let answer = Command::new("ps")
            .args(["-o", "ppid=", "-p", &self.postmaster().to_string()])
            .output()
            .unwrap();
        Pid::from_raw(
            String::from_utf8(answer.stdout)
                .unwrap()
                .trim()
                .parse()
                .unwrap(),
        )
    }

    /// Processes whose command line names this trial's folder, our programs excepted.
    pub fn server_processes(&self) -> Vec<String> {
        let answer = Command::new("ps")
            .args(["-eo", "pid=,stat=,args="])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        let here = self.base.path().display().to_string();
        text.lines()
            .filter(|line| line.contains(&here) && !line.contains("the_program"))
            .map(str::to_owned)
            .collect()
    }

    pub fn wait_until_down(&self) {
        eventually("the server is down", || self.server_processes().is_empty());
    }
}

impl Program {
    pub fn wait_for(mut child: Child) -> Result<Self, String> {
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            if stderr.read_line(&mut line).unwrap() == 0 {
                child.wait().unwrap();
                return Err(format!("ended without a word: {seen}"));
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["failed", ..] => {
                    child.wait().unwrap();
                    return Err(line);
                }
                ["ready", how, millis, socket @ .., url] => {
                    let (joined, millis) = (*how == "joined", millis.parse().unwrap());
                    let (socket, url) = (socket.join(" ").into(), (*url).to_owned());
                    return Ok(Self {
                        child,
                        stderr,
                        joined,
                        millis,
                        socket,
                        url,
                    });
                }
                _ => seen.push_str(&line),
            }
        }
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    pub fn sql(&self, statement: &str) -> Result<String, String> {
        let answer = Command::new("psql")
            .args([&self.url, "-XAtqc", statement])
            .output()
            .unwrap();
        if answer.status.success() {
            Ok(String::from_utf8(answer.stdout).unwrap().trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&answer.stderr).into_owned())
        }
    }

    pub fn write(&self, value: u32) {
        self.sql(&format!(
            "create table if not exists kept (value int); insert into kept values ({value})"
        ))
        .unwrap();
    }

    pub fn kept(&self) -> Result<String, String> {
        self.sql("select string_agg(value::text, ' ' order by value) from kept")
    }

    /// Ends its input, and waits; what it says about the server, and the milliseconds it took.
    pub fn stop(mut self) -> (String, u64) {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).unwrap();
        self.child.wait().unwrap();
        let line = rest
            .lines()
            .find(|line| line.starts_with("released"))
            .unwrap_or_else(|| panic!("{rest}"));
        let words: Vec<&str> = line.split_whitespace().collect();
        (words[1].to_owned(), words[2].parse().unwrap())
    }

    pub fn killed_with_its_group(mut self, signal: Signal) {
        killpg(self.pid(), signal).unwrap();
        self.child.wait().unwrap();
    }

    pub fn killed(mut self, signal: Signal) {
        kill(self.pid(), signal).unwrap();
        self.child.wait().unwrap();
    }
}

pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "not within 20 seconds: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

pub fn for_each_user(promise: impl Fn(Trial)) {
    for user in Trial::users() {
        promise(Trial::new(user));
    }
}

pub fn said(release: Release) -> String {
    format!("{release:?}")
}
