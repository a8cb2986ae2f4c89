//! The program under test, and the files it is given.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A landed snapshot shows within two seconds; twice that where the machine is busy.
pub const SHOWS_WITHIN: Duration = Duration::from_secs(4);
/// A stop takes at most this long, whatever clients do.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

pub const GOOD: &str = "metric,model,observed_on,value,captured_at\n\
    openrouter-tokens,deepseek/deepseek-r1,2026-10-08,5,2026-10-09T00:00:00Z\n\
    openrouter-tokens,openai/gpt-4o-2024-11-20,2026-10-08,7,2026-10-09T00:00:00Z\n\
    openrouter-tokens,other,2026-10-07,1,2026-10-09T00:00:00Z\n";
pub const BAD: &str = "metric,model,observed_on,value\n\
    openrouter-tokens,deepseek/deepseek-r1,2026-10-08,5\n\
    openrouter-tokens,openai/gpt-4o-2024-11-20,2026-10-08,-7\n";

/// A folder for one test, which the server's user can enter too.
pub fn folder() -> TempDir {
    let folder = tempfile::Builder::new()
        .prefix("wb")
        .tempdir_in("/tmp")
        .unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

pub fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The program with nothing of the environment that could send it elsewhere.
pub fn program(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weighbridge"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("WEIGHBRIDGE_") || text.starts_with("DATABASE_") {
            command.env_remove(&name);
        }
    }
    command
        .env("WEIGHBRIDGE_DATA_DIR", data_dir)
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null());
    command
}

pub fn run(data_dir: &Path, arguments: &[&str]) -> Output {
    program(data_dir).args(arguments).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs a command that has to end with this code.
pub fn ends(data_dir: &Path, arguments: &[&str], code: i32) -> Output {
    let output = run(data_dir, arguments);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}\n{}{}",
        out(&output),
        err(&output)
    );
    output
}

/// A running `serve`.
pub struct Server {
    child: Child,
    /// What it printed when it was ready.
    pub block: String,
    /// `host:port`
    pub address: String,
}

impl Server {
    pub fn start(data_dir: &Path) -> Self {
        Self::start_as(program(data_dir))
    }

    /// Starts the program as it was prepared.
    pub fn start_as(mut program: Command) -> Self {
        let mut child = program
            .args(["serve", "--addr", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut block = String::new();
        while !block.contains("  stop ") {
            let line = lines.next().expect("it says that it is ready").unwrap();
            block.push_str(&line);
            block.push('\n');
        }
        let (_, address) = block.split_once("http://").unwrap();
        let address = address.lines().next().unwrap().to_owned();
        Self {
            child,
            block,
            address,
        }
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// What an address gives: the head and the body.
    pub fn get(&self, address: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {address} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer[..end].to_vec())
            .unwrap()
            .to_lowercase();
        let body = answer[end + 4..].to_vec();
        if head.contains("transfer-encoding: chunked") {
            return (head, whole(&body));
        }
        assert!(!head.contains("transfer-encoding"), "{head}");
        (head, body)
    }

    pub fn body(&self, address: &str) -> Vec<u8> {
        let (head, body) = self.get(address);
        assert!(head.starts_with("http/1.1 200"), "{address}: {head}");
        body
    }

    pub fn text(&self, address: &str) -> String {
        String::from_utf8(self.body(address)).unwrap()
    }

    /// Waits until an address says something.
    pub fn shows(&self, address: &str, words: &str) {
        let begun = Instant::now();
        while !self.text(address).contains(words) {
            assert!(
                begun.elapsed() < SHOWS_WITHIN,
                "{address} does not show {words}"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops it with a signal, in time and without a fault.
    pub fn stopped_by(mut self, signal: Signal) {
        let begun = Instant::now();
        kill(self.pid(), signal).unwrap();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < STOPS_WITHIN, "{signal} does not stop it");
            thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Only where a test failed before it stopped the server.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A body that was sent in chunks; one without its last chunk is not whole.
fn whole(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = std::str::from_utf8(&chunks[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&chunks[end + 2..][..length]);
        chunks = &chunks[end + 2 + length + 2..];
    }
}
