//! The processes that are measured: ours, the floor, and the database, by `/proc` (Linux).

use std::fs;
use std::io;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A server, stopped when it is dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    /// Seconds from its start to its first answer.
    pub first_answer: f64,
}

impl Server {
    /// Starts a command that listens on the port put into it, and waits until `path` answers.
    pub fn start(command: impl FnOnce(u16) -> Command, path: &str) -> io::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = command(port);
        let started = Instant::now();
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            port,
            first_answer: 0.0,
        };
        while !answers(port, path) {
            if let Some(status) = server.child.try_wait()? {
                return Err(io::Error::other(format!("{command:?} ended: {status}")));
            }
            if started.elapsed() > Duration::from_mins(2) {
                return Err(io::Error::other(format!("{command:?} does not answer")));
            }
            thread::sleep(Duration::from_micros(500));
        }
        server.first_answer = started.elapsed().as_secs_f64();
        Ok(server)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Seconds of processor time so far.
    pub fn processor(&self) -> f64 {
        processor(self.id())
    }

    /// Memory of its own, and at its peak, in mebibytes.
    pub fn memory(&self) -> (f64, f64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let number = line.and_then(|line| line.split_whitespace().nth(1));
            number
                .and_then(|text| text.parse::<f64>().ok())
                .unwrap_or(f64::NAN)
                / 1024.0
        };
        (of("VmRSS:"), of("VmHWM:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // As a host stops it, so that its sessions end.
        let id = self.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(12) {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds of processor time of all threads of a process, ended ones included.
fn processor(process: u32) -> f64 {
    let mut nanoseconds = 0;
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    for task in tasks.into_iter().flatten().flatten() {
        let stat = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        let first = stat.split_whitespace().next();
        nanoseconds += first.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    }
    nanoseconds as f64 / 1e9
}

/// Seconds of processor time of the sessions at a database server that are open.
pub fn sessions(postmaster: u32) -> f64 {
    let children = format!("/proc/{postmaster}/task/{postmaster}/children");
    let children = fs::read_to_string(children).unwrap_or_default();
    let numbers = children.split_whitespace().filter_map(|child| {
        let title = fs::read_to_string(format!("/proc/{child}/cmdline")).ok()?;
        // What works in the background works for all.
        let background = ["checkpointer", "writer", "launcher", "stats", "autovacuum"];
        let is_session = !background.iter().any(|name| title.contains(name));
        is_session.then(|| child.parse().ok())?
    });
    numbers.map(processor).sum()
}

fn answers(port: u16, path: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let mut start = [0; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut start).is_ok()
        && start.ends_with(b"200")
}
