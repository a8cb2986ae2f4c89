//! Limits on what a client may ask of the site: how often, how much, how slowly. What goes beyond
//! is refused in words, with the status that says why:
//!
//! | status | when |
//! |---|---|
//! | 408 | a body does not arrive in time |
//! | 414 | the address is too long |
//! | 429 | the client asked too often; `Retry-After` says when it may again |
//! | 431 | the headers are too large |
//! | 503 | the answer is not made in time; it is there once it is made |
//!
//! The listener (`serve`) has limits of its own, on connections.

use super::clients::{Client, Peer, Proxies, is_forwarded};
use super::observe::Answering;
use super::pages::errors::Asking;
use super::rates::{Asked, PAGES_PER_MINUTE, Rates};
use super::{Error, cors};
use crate::telemetry::metrics::HTTP_REFUSED;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures_util::future::{Either, ready};
use http_body_util::BodyExt;
use std::convert::Infallible;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tower::{Layer, Service};

/// Longest address, in bytes: more than any question that can be answered.
const LONGEST_ADDRESS: usize = 16 << 10;
/// Most bytes of headers that are worth reading. (Of those that the listener takes at all.)
const MOST_HEADER_BYTES: usize = 16 << 10;
/// A body gets this long to arrive. Pushes have patience of their own.
const BODY_WITHIN: Duration = Duration::from_secs(15);
/// An answer may take this long: more than any one question to the database, and than a file.
const ANSWERED_WITHIN: Duration = Duration::from_secs(40);

/// How much a client may ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    rates: Option<Arc<Rates>>,
    /// Whether clients on this machine may ask as often as they like.
    spares_loopback: bool,
    proxies: Proxies,
    /// A body gets this long to arrive.
    pub body_within: Duration,
    /// A reader waits this long for an answer that is being made; it is made to its end all the same.
    pub answered_within: Duration,
}

/// Without a rate: what a site has that is asked from within this program.
impl Default for Limits {
    fn default() -> Self {
        Self {
            rates: None,
            spares_loopback: true,
            proxies: Proxies::default(),
            body_within: BODY_WITHIN,
            answered_within: ANSWERED_WITHIN,
        }
    }
}

impl Limits {
    /// So many pages a minute for each client; zero: as many as they like. Where nobody said a
    /// number, there is a generous one that spares clients on this machine: that may be a proxy
    /// which stands for all the world.
    pub fn new(pages_per_minute: Option<u32>, proxies: Proxies) -> Self {
        let rate = NonZeroU32::new(pages_per_minute.unwrap_or(PAGES_PER_MINUTE));
        Self {
            rates: rate.map(|rate| Arc::new(Rates::of_pages_per_minute(rate))),
            spares_loopback: pages_per_minute.is_none(),
            proxies,
            ..Self::default()
        }
    }

    /// Looks at what is known of a request before its body. Fails with the limit it goes beyond.
    fn look_at(&self, request: &Request) -> Result<(), (&'static str, Error)> {
        let address = request.uri().path_and_query();
        if address.is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
            return Err(("address", Error::AddressTooLong));
        }
        let lines = request.headers().iter();
        let header_bytes: usize = lines
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if header_bytes > MOST_HEADER_BYTES {
            return Err(("headers", Error::HeadersTooLarge));
        }
        self.admit(request)
            .map_err(|wait| ("rate", Error::TooMany(wait)))
    }

    /// Counts a request against its client.
    fn admit(&self, request: &Request) -> Result<(), Duration> {
        let Some(rates) = &self.rates else {
            return Ok(());
        };
        let Some(Peer(peer)) = request.extensions().get() else {
            return Ok(());
        };
        let asked = Asked::of(request.method(), request.uri().path());
        if asked == Asked::Free {
            return Ok(());
        }
        let client = self.proxies.client(*peer, request.headers());
        if self.spares_loopback && client.is_loopback() {
            return Ok(());
        }
        self.suspect_a_proxy(*peer, request.headers());
        rates.admit(Client::at(client), asked)
    }

    /// A proxy that is not known as one looks like a client that asks very often.
    fn suspect_a_proxy(&self, peer: IpAddr, headers: &HeaderMap) {
        static TOLD: AtomicBool = AtomicBool::new(false);
        let is_near = match peer.to_canonical() {
            IpAddr::V4(peer) => peer.is_private() || peer.is_loopback(),
            IpAddr::V6(peer) => peer.is_unique_local() || peer.is_loopback(),
        };
        if is_near
            && is_forwarded(headers)
            && !self.proxies.trust(peer)
            && !TOLD.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                %peer,
                "requests come through what looks like a proxy, and all its clients count as one; \
                 name it in WEIGHBRIDGE_TRUSTED_PROXIES if it is yours"
            );
        }
    }
}

/// Refuses what goes beyond the limits, before anybody else looks at it.
#[derive(Clone)]
pub(super) struct Guard(Arc<Limits>);

impl Guard {
    pub fn of(limits: &Limits) -> Self {
        Self(Arc::new(limits.clone()))
    }
}

impl<S> Layer<S> for Guard {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Guarded {
            limits: Arc::clone(&self.0),
            inner,
        }
    }
}

/// What is asked within the limits.
#[derive(Clone)]
pub(super) struct Guarded<S> {
    limits: Arc<Limits>,
    inner: S,
}

impl<S> Service<Request> for Guarded<S>
where
    S: Service<Request, Response = Response, Error = Infallible, Future = Answering>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Answering {
        if let Err((limit, error)) = self.limits.look_at(&request) {
            let refusal = refused(limit, error, &Asking::of(&request));
            let refusal = cors::share_refusal(refusal, &request);
            return Either::Left(ready(Ok(refusal)));
        }
        if request.method().is_safe() || request.uri().path() == super::push::PATH {
            return self.inner.call(request);
        }
        let is_late = Arc::new(AtomicBool::new(false));
        let within = self.limits.body_within;
        let asking = Asking::of(&request);
        let work = self.inner.call({
            let is_late = Arc::clone(&is_late);
            request.map(|body| in_time(body, within, is_late))
        });
        Either::Right(Box::pin(async move {
            let Ok(response) = work.await;
            Ok(if is_late.load(Ordering::Relaxed) {
                refused("body-slow", Error::BodyTooSlow, &asking)
            } else {
                response
            })
        }))
    }
}

fn refused(limit: &str, error: Error, asking: &Asking) -> Response {
    HTTP_REFUSED.add(&[limit], 1);
    asking.word(error.into_response())
}

/// The same body, which fails where it is not there in time, and notes that.
fn in_time(body: Body, within: Duration, is_late: Arc<AtomicBool>) -> Body {
    let deadline = Instant::now() + within;
    let frames = futures_util::stream::try_unfold(body, move |mut body| {
        let is_late = Arc::clone(&is_late);
        async move {
            let frame = tokio::time::timeout_at(deadline, body.frame()).await;
            let Ok(frame) = frame else {
                is_late.store(true, Ordering::Relaxed);
                return Err(axum::Error::new("the body does not arrive in time"));
            };
            let Some(frame) = frame.transpose()? else {
                return Ok(None);
            };
            // Trailers say nothing here.
            Ok(Some((
                frame.into_data().unwrap_or_else(|_| Bytes::new()),
                body,
            )))
        }
    });
    Body::from_stream(frames)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::observe;
    use axum::Router;
    use axum::http::{Method, StatusCode};
    use axum::routing::any;
    use tower::ServiceExt;
    use tower::util::MapFutureLayer;

    /// What becomes of a body that a route reads whole.
    async fn answer(method: Method, body: Body) -> Response {
        let limits = Limits {
            body_within: Duration::from_millis(200),
            ..Limits::default()
        };
        let route = any(|body: Bytes| async move { body.len().to_string() });
        let layers = (Guard::of(&limits), MapFutureLayer::new(observe::boxed));
        let router = Router::new().route("/", route).layer(layers);
        let request = Request::builder().method(method).uri("/").body(body);
        router.oneshot(request.unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_body_that_stalls_is_told_so_and_the_connection_ends() {
        let first = futures_util::stream::once(async { Ok::<_, Infallible>("half") });
        let stalled = futures_util::StreamExt::chain(first, futures_util::stream::pending());
        let response = answer(Method::POST, Body::from_stream(stalled)).await;
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(response.headers()["connection"], "close");
    }

    #[tokio::test]
    async fn a_body_that_arrives_is_read_whole() {
        let response = answer(Method::POST, Body::from("all of it")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "9");
    }
}
