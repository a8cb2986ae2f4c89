//! A server on this machine that answers as a test wants, faults included. It speaks HTTP by hand:
//! libraries do not cut connections in the middle of an answer.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What was asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// How often this target was asked before.
    pub before: usize,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name)?;
        Some(&found.1)
    }

    /// The value of a parameter, as it is written.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then_some(value)
        })
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A whole answer.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// An answer that announces its whole length and ends after so many bytes.
    Cut(Vec<u8>, usize),
    /// Nothing, ever.
    Silence,
}

impl Reply {
    pub fn json(body: impl Into<String>) -> Self {
        Self::Whole(200, Vec::new(), body.into().into_bytes())
    }

    pub fn status(status: u16) -> Self {
        let body = format!("{{\"error\":{{\"code\":{status}}}}}");
        Self::Whole(status, Vec::new(), body.into_bytes())
    }

    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        match self {
            Self::Whole(status, mut headers, body) => {
                headers.push((name, value.into()));
                Self::Whole(status, headers, body)
            }
            other => other,
        }
    }
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// The server; it stops when it is dropped.
pub struct Loopback {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
    over: Arc<AtomicBool>,
}

impl Loopback {
    pub fn new(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (answer, log, end): (Arc<Answer>, _, _) =
            (Arc::new(answer), Arc::clone(&asked), Arc::clone(&over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::Relaxed) {
                    break;
                }
                let (answer, log, end) = (Arc::clone(&answer), Arc::clone(&log), Arc::clone(&end));
                thread::spawn(move || {
                    // A client that gave up is not our failure.
                    let _ = speak(&stream.unwrap(), &*answer, &log, &end);
                });
            }
        });
        Self {
            address,
            asked,
            over,
        }
    }

    /// Its base address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that was asked so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn speak(
    stream: &TcpStream,
    answer: &Answer,
    log: &Mutex<Vec<Request>>,
    over: &AtomicBool,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or(Ok(String::new()))?;
    let Some(target) = first.split(' ').nth(1) else {
        return Ok(());
    };
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let request = {
        let mut log = log.lock().unwrap();
        let before = log
            .iter()
            .filter(|request| request.target == target)
            .count();
        let request = Request {
            target: target.to_owned(),
            before,
            headers,
        };
        log.push(request.clone());
        request
    };
    let mut stream = stream;
    match answer(&request) {
        Reply::Whole(status, headers, body) => {
            write!(stream, "HTTP/1.1 {status} Said\r\nconnection: close\r\n")?;
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            write!(stream, "content-length: {}\r\n\r\n", body.len())?;
            stream.write_all(&body)
        }
        Reply::Cut(body, bytes) => {
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n"
            )?;
            stream.write_all(&body[..bytes])
        }
        Reply::Silence => {
            while !over.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
    }
}
