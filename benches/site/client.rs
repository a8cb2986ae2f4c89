//! A client that asks over connections which stay open: enough HTTP/1.1 to read what our server
//! and plain axum answer, and little enough work that it does not become what is measured.

use memchr::memmem;
use std::io;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What many requests came to.
#[derive(Debug, Clone, Default)]
pub struct Load {
    /// Seconds by the clock.
    pub wall: f64,
    /// How long each request took, ascending.
    pub latencies: Vec<Duration>,
    /// Bytes read, headers included.
    pub bytes: u64,
}

impl Load {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.wall
    }

    /// The time within which so many of a thousand requests were answered, in milliseconds.
    pub fn quantile(&self, of_thousand: usize) -> f64 {
        let at = (self.latencies.len() * of_thousand / 1000).min(self.latencies.len() - 1);
        self.latencies[at].as_secs_f64() * 1e3
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A request for an address, with more header lines.
pub fn request(address: &str, headers: &str) -> Vec<u8> {
    format!("GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n").into_bytes()
}

/// Asks once.
pub async fn ask(port: u16, request: &[u8]) -> io::Result<Answer> {
    let mut connection = Connection::open(port).await?;
    let (head, whole) = connection.exchange(request).await?;
    let text = String::from_utf8_lossy(&connection.buffer[..head]).into_owned();
    Ok(Answer {
        status: text
            .get(9..12)
            .and_then(|code| code.parse().ok())
            .unwrap_or_default(),
        head: text,
        body: connection.buffer[head..whole].to_vec(),
    })
}

/// Sends so many requests in all, over so many connections; each goes through the list in turn.
pub async fn load(
    port: u16,
    requests: &[Vec<u8>],
    connections: usize,
    count: usize,
) -> io::Result<Load> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(port).await?);
    }
    let each = count.div_ceil(connections);
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for (number, mut connection) in open.into_iter().enumerate() {
        let requests = requests.to_vec();
        tasks.spawn(async move {
            let mut latencies = Vec::with_capacity(each);
            let mut bytes = 0;
            for turn in 0..each {
                let request = &requests[(number * each + turn) % requests.len()];
                let sent = Instant::now();
                let (_, whole) = connection.exchange(request).await?;
                latencies.push(sent.elapsed());
                bytes += whole as u64;
            }
            io::Result::Ok((latencies, bytes))
        });
    }
    let mut load = Load::default();
    while let Some(done) = tasks.join_next().await {
        let (latencies, bytes) = done.map_err(io::Error::other)??;
        load.latencies.extend(latencies);
        load.bytes += bytes;
    }
    load.wall = started.elapsed().as_secs_f64();
    load.latencies.sort_unstable();
    Ok(load)
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 << 10),
        })
    }

    /// One request and its answer: where its body begins and ends in the buffer.
    async fn exchange(&mut self, request: &[u8]) -> io::Result<(usize, usize)> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let mut ends: Option<(usize, usize)> = None;
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if ends.is_none()
                && let Some(at) = memmem::find(&self.buffer, b"\r\n\r\n")
            {
                let head = &self.buffer[..at + 4];
                ends = Some((at + 4, at + 4 + body_length(head)?));
            }
            if let Some((head, whole)) = ends
                && self.buffer.len() >= whole
            {
                return Ok((head, whole));
            }
        }
    }
}

fn body_length(head: &[u8]) -> io::Result<usize> {
    if head.starts_with(b"HTTP/1.1 304") {
        return Ok(0);
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    length
        .and_then(|length| length.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("an answer without a length: {text}")))
}
