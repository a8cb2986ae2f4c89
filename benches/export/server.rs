//! The program as it serves, and a reader who throws away what it takes.

use crate::measure::{Cost, of_sessions, times};
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The program, serving.
pub struct Server {
    child: Child,
    address: String,
    postmaster: u32,
    /// Kept open: the program goes on talking.
    _said: BufReader<ChildStdout>,
}

/// What a file cost.
#[derive(Debug, Clone, Copy)]
pub struct Got {
    /// Time, and processor time of the program and of the database.
    pub cost: Cost,
    /// Seconds to the first byte of the body.
    pub first_byte: f64,
    /// Memory of the program at its peak beyond what it held before, in mebibytes.
    pub growth: f64,
    /// Bytes of the body.
    pub bytes: u64,
    /// Line ends in it.
    pub lines: u64,
}

impl fmt::Display for Got {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "wall {:6.2} cpu {:6.2} first byte {:7.1} ms growth {:5.1} MiB {:8.1} MB",
            self.cost.wall,
            self.cost.processor(),
            self.first_byte * 1000.0,
            self.growth,
            self.bytes as f64 / 1e6
        )
    }
}

impl Server {
    /// Starts the program and waits until it says where it listens.
    pub fn start(mut command: Command, postmaster: u32) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(
                said.read_line(&mut line).unwrap() > 0,
                "it says its address"
            );
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim().to_owned();
            }
        };
        Self {
            child,
            address,
            postmaster,
            _said: said,
        }
    }

    /// Asks for a file and takes all of it.
    pub fn get(&self, path: &str) -> Got {
        let process = self.child.id().to_string();
        // The peak is counted anew.
        fs::write(format!("/proc/{process}/clear_refs"), "5").unwrap();
        let held = self.mebibytes("VmRSS:");
        let (own, server) = (
            times(&process).unwrap().0,
            of_sessions(self.postmaster).unwrap(),
        );
        let begun = Instant::now();
        let mut body = Body::of(&self.address, path);
        let (mut bytes, mut lines, mut first_byte) = (0, 0, None);
        let mut room = vec![0; 1 << 20];
        loop {
            let count = body.read(&mut room);
            if count == 0 {
                break;
            }
            first_byte.get_or_insert_with(|| begun.elapsed().as_secs_f64());
            bytes += count as u64;
            let ends = room[..count].iter().filter(|byte| **byte == b'\n');
            lines += ends.count() as u64;
        }
        let wall = begun.elapsed().as_secs_f64();
        // A session's time is counted for the server once the server has seen it end.
        thread::sleep(Duration::from_millis(150));
        let peak = self.mebibytes("VmHWM:");
        Got {
            cost: Cost {
                wall,
                own: times(&process).unwrap().0 - own,
                server: of_sessions(self.postmaster).unwrap() - server,
                peak,
                ..Cost::default()
            },
            first_byte: first_byte.unwrap_or(wall),
            growth: peak - held,
            bytes,
            lines,
        }
    }

    fn mebibytes(&self, name: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        let kibibytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kibibytes / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of an answer over HTTP/1.1, whole or in chunks.
struct Body {
    stream: BufReader<TcpStream>,
    /// Bytes that are left of the chunk at hand, or of the body.
    left: u64,
    is_chunked: bool,
}

impl Body {
    fn of(address: &str, path: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut stream = BufReader::with_capacity(256 << 10, stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(stream.read_line(&mut head).unwrap() > 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200 "), "{path}: {head}");
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.parse().unwrap())
        });
        Self {
            stream,
            left: length.unwrap_or(0),
            is_chunked: length.is_none(),
        }
    }

    /// Reads into a room; nothing at the end of a body that is whole.
    fn read(&mut self, room: &mut [u8]) -> usize {
        if self.left == 0 && self.is_chunked {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            self.left = u64::from_str_radix(line.trim(), 16).expect("the body was cut");
            if self.left == 0 {
                return 0;
            }
        }
        let most = room.len().min(usize::try_from(self.left).unwrap());
        if most == 0 {
            return 0;
        }
        let count = self.stream.read(&mut room[..most]).unwrap();
        assert!(count > 0, "the body was cut");
        self.left -= count as u64;
        if self.left == 0 && self.is_chunked {
            let mut end = [0; 2];
            self.stream.read_exact(&mut end).unwrap();
        }
        count
    }
}
