//! The listener: HTTP/1.1 with bounds on everything that a client could draw out, and a bounded
//! drain at the end.
//!
//! `axum::serve` has no header timeout, and its graceful stop waits for half-open requests for
//! ever, so connections are served here.
//!
//! | what a client may do | bound |
//! |---|---|
//! | open connections | [`Connections`]: so many in all, and of one client |
//! | send headers, or nothing between two requests | 5 seconds |
//! | headers of any size | 32 KiB |
//! | read an answer slowly | `paced`: 16 KiB in 30 seconds |
//! | be under way when the stop comes | 6 seconds |

mod connections;
mod paced;

pub use connections::Connections;

use super::Front;
use super::clients::Peer;
use crate::telemetry::metrics::HTTP_REFUSED;
use axum::Router;
use connections::Place;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use paced::Paced;
use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::util::MapRequest;

/// A client gets this long to send its request's headers, and to begin another request.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);
/// Most bytes of a request's headers; what is beyond, hyper refuses with 431.
const MOST_HEADER_BYTES: usize = 32 << 10;
/// Requests under way when the stop comes get this long to end. With what comes after, a stop
/// takes less than ten seconds, which is what containers are given.
const DRAIN_WITHIN: Duration = Duration::from_secs(6);
/// How long to wait when the machine has no file handles left, before accepting again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a client is told for whom there is no place.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n\
    content-type: text/plain; charset=utf-8\r\ncontent-length: 21\r\nconnection: close\r\n\r\n\
    too many connections\n";

/// Serves until `stop` is ready, then lets what is under way end, for a bounded time.
pub async fn serve(
    listener: TcpListener,
    front: Front,
    connections: &Connections,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut open = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match connections.place_for(peer.ip()) {
                    Some(place) => {
                        open.spawn(connection(stream, peer.ip(), place, front.router(), &graceful));
                    }
                    None => refuse(&stream),
                },
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            // Those that ended need not be remembered.
            Some(_) = open.join_next() => {}
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN_WITHIN) => {
            tracing::warn!(requests = open.len(), "some requests did not end in time and are cut");
        }
    }
    // What they hold, such as connections to the database, is given back.
    open.shutdown().await;
}

/// Tells a client that there is no place for it, without waiting for it to listen.
fn refuse(stream: &TcpStream) {
    HTTP_REFUSED.add(&["connections"], 1);
    if let Err(error) = stream.try_write(NO_PLACE) {
        tracing::debug!(%error, "a client was not told that there is no place for it");
    }
}

/// Serves one connection to its end.
fn connection(
    stream: TcpStream,
    peer: IpAddr,
    place: Place,
    router: Router,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + Send + 'static {
    // Small answers leave at once instead of waiting for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let service = MapRequest::new(router, move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_header_size(MOST_HEADER_BYTES)
        .serve_connection(
            TokioIo::new(Paced::new(stream)),
            TowerToHyperService::new(service),
        );
    let watched = graceful.watch(connection);
    async move {
        let _place = place;
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
