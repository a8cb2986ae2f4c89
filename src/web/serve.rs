//! The listener: HTTP/1.1 with a bound on slow headers and a bounded drain at the end.
//!
//! `axum::serve` has no header timeout, and its graceful stop waits for half-open requests for
//! ever, so connections are served here.

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// A client gets this long to send its request's headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);
/// Requests under way when the stop comes get this long to end.
const DRAIN_WITHIN: Duration = Duration::from_secs(8);
/// How long to wait when the machine has no file handles left, before accepting again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop` is ready, then lets what is under way end, for a bounded time.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connection(stream, router.clone(), &graceful),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN_WITHIN) => {
            tracing::warn!("some requests did not end in time and are cut");
        }
    }
}

fn connection(stream: TcpStream, router: Router, graceful: &GracefulShutdown) {
    // Small answers leave at once instead of waiting for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}
