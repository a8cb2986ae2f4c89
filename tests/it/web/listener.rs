//! The listener and clients that mean no good: they are bounded, and others are not held up.

use super::bulk;
use super::reader::Reader;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};
use weighbridge::web::serve::{Connections, serve};
use weighbridge::web::{Front, Proxies, Push, Tokens, routes};

/// SHA-256 of `secret`.
const TOKEN_SHA256: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

/// A site that listens.
struct Listening {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    reader: Reader,
}

impl Listening {
    async fn with(connections: usize) -> Self {
        Self::of(Reader::of_bundled().await, connections).await
    }

    async fn of(reader: Reader, connections: usize) -> Self {
        let tokens = Tokens::of_hashes(TOKEN_SHA256).unwrap();
        let push = tokens.map(|tokens| Push::new(tokens, 1 << 20));
        let router = routes::router(reader.site.clone().with_push(push));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let connections = Connections::at_most(connections, Proxies::default());
            let stopped = async {
                let _ = stopped.await;
            };
            serve(listener, Front::from(router), &connections, stopped).await;
        });
        Self {
            address,
            stop,
            served,
            reader,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).unwrap();
        stream
    }

    /// Sends text over a connection of its own; all that comes back.
    fn ask(&self, text: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A server that has enough may close while we still send.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn is_alive(&self) -> bool {
        self.ask("GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_breaks_off_never_looks_whole() {
    // More than fits into all that is held between the two ends.
    let site = Listening::of(bulk::large(40_000).await, 10).await;
    let mut stream = site.connect();
    let request = format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", bulk::LARGE);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = vec![0; 64 << 10];
    stream.read_exact(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(bulk::end_copying(&site.reader).await, 1);
    let rest = spawn_blocking(move || {
        let mut rest = Vec::new();
        // Closed in the middle, whatever the other end makes of that.
        let _ = stream.read_to_end(&mut rest);
        rest
    });
    assert!(!rest.await.unwrap().ends_with(b"\r\n0\r\n\r\n"));
    assert!(site.is_alive());
}

/// Waits until the other end closes; how long that took.
fn closed_after(stream: &mut TcpStream) -> Duration {
    let begun = Instant::now();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_half_open_and_idle_connections_are_closed_after_five_seconds() {
    let site = Listening::with(64).await;
    let work = spawn_blocking(move || {
        let mut silent = site.connect();
        let mut half_open = site.connect();
        half_open
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ")
            .unwrap();
        let mut idle = site.connect();
        idle.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
            .unwrap();
        // A letter a second does not buy more time.
        let mut dripping = site.connect();
        let drip = std::thread::spawn(move || {
            let begun = Instant::now();
            for _ in 0..20 {
                if dripping.write_all(b"G").is_err() {
                    break;
                }
                std::thread::sleep(Duration::from_secs(1));
            }
            begun.elapsed()
        });
        for stream in [&mut silent, &mut half_open, &mut idle] {
            let took = closed_after(stream);
            assert!(took < Duration::from_secs(9), "{took:?}");
        }
        let dripped = drip.join().unwrap();
        assert!(dripped < Duration::from_secs(12), "{dripped:?}");
        assert!(site.is_alive());
    });
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_places_are_told_so_and_places_come_back() {
    let site = Listening::with(4).await;
    let work = spawn_blocking(move || {
        let held: Vec<TcpStream> = (0..4)
            .map(|_| {
                let mut stream = site.connect();
                stream
                    .write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
                    .unwrap();
                stream.read_exact(&mut [0; 12]).unwrap();
                stream
            })
            .collect();
        let refused = site.ask("");
        assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
        assert!(refused.contains("retry-after: 5\r\n"), "{refused}");
        let (headers, body) = refused.split_once("\r\n\r\n").unwrap();
        assert!(
            headers.contains(&format!("content-length: {}", body.len())),
            "{refused}"
        );
        drop(held);
        let begun = Instant::now();
        while !site.is_alive() {
            assert!(
                begun.elapsed() < Duration::from_secs(5),
                "places do not come back"
            );
        }
    });
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_beyond_measure_are_refused_before_they_are_kept() {
    let site = Listening::with(64).await;
    let work = spawn_blocking(move || {
        let many = "x-a: b\r\n".repeat(200);
        let large = format!("x-a: {}\r\n", "b".repeat(60_000));
        for headers in [many, large] {
            let answer = site.ask(&format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n"));
            assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
        }
        assert!(site.ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
        assert!(site.is_alive());
    });
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_clients_do_a_stop_takes_less_than_ten_seconds() {
    let site = Listening::with(64).await;
    let (site, held) = spawn_blocking(move || {
        let mut held = Vec::new();
        // Nothing, half a request, a push that stalls, and a reader that does not read.
        held.push(site.connect());
        let mut half_open = site.connect();
        half_open.write_all(b"GET / HTTP/1.1\r\nhost: x").unwrap();
        held.push(half_open);
        let mut push = site.connect();
        push.write_all(
            b"POST /api/v1/snapshots HTTP/1.1\r\nhost: x\r\nauthorization: Bearer secret\r\n\
              content-type: text/csv\r\ncontent-length: 1000\r\n\r\nmetric,model",
        )
        .unwrap();
        held.push(push);
        let mut deaf = site.connect();
        let request = b"GET /snapshots/1.csv HTTP/1.1\r\nhost: x\r\n\r\n";
        // Answers of more bytes than the buffers between us hold.
        for _ in 0..200 {
            deaf.write_all(request).unwrap();
        }
        held.push(deaf);
        std::thread::sleep(Duration::from_millis(500));
        assert!(site.is_alive());
        (site, held)
    })
    .await
    .unwrap();
    let begun = Instant::now();
    site.stop.send(()).unwrap();
    site.served.await.unwrap();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(9), "{took:?}");
    drop(held);
}
