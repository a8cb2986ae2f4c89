//! What every request gets, whatever becomes of it: an id of ours, a place in the counts, a line in
//! the log, and the headers that every answer carries. All in one layer, because it is passed by
//! each request.

use super::headers::{self, Headers};
use crate::telemetry::log;
use crate::telemetry::metrics::{HTTP_IN_FLIGHT, HTTP_REQUESTS, HTTP_SECONDS};
use axum::body::Bytes;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use futures_util::future::{BoxFuture, Either, Ready, ready};
use metrics::{Counter, Gauge, Histogram};
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tower::{Layer, Service};
use tower_http::request_id::RequestId;

/// The route of what no route matched.
const NO_ROUTE: &str = "none";
/// A request that takes longer is worth a line in the log of every day.
const SLOW: Duration = Duration::from_secs(1);
/// Classes of status, from 1xx on.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// An answer that is there at once, as most are, or will be.
pub(super) type Answering = Either<Ready<Answered>, BoxFuture<'static, Answered>>;
/// Answering never fails: what goes wrong is an answer, too.
pub(super) type Answered = Result<Response, Infallible>;

/// The answer of a service that does not know when it will have it.
pub(super) fn boxed<F>(work: F) -> Answering
where
    F: Future<Output = Answered> + Send + 'static,
{
    Either::Right(Box::pin(work))
}

/// Watches over all routes of a site.
#[derive(Clone)]
pub(super) struct Observe {
    headers: Headers,
}

impl Observe {
    /// For a site at this public address.
    pub fn site_at(base_url: &str) -> Self {
        Self {
            headers: headers::of_site_at(base_url),
        }
    }
}

impl<S> Layer<S> for Observe {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Observed {
            inner,
            headers: Arc::clone(&self.headers),
            counts: Arc::default(),
        }
    }
}

/// A watched route.
#[derive(Clone)]
pub(super) struct Observed<S> {
    inner: S,
    headers: Headers,
    /// Of the route, looked up at its first request.
    counts: Arc<OnceLock<Counts>>,
}

/// What is counted of a route.
struct Counts {
    route: Arc<str>,
    answers: [Counter; CLASSES.len()],
    seconds: Histogram,
    in_flight: Gauge,
}

impl Counts {
    fn of(route: &str) -> Self {
        Self {
            route: route.into(),
            answers: CLASSES.map(|class| HTTP_REQUESTS.counter(&[route, class])),
            seconds: HTTP_SECONDS.histogram(&[route]),
            in_flight: HTTP_IN_FLIGHT.gauge(&[]),
        }
    }

    /// Counts an answer, and writes it down where it is worth a line.
    fn tell(&self, method: &str, status: StatusCode, took: Duration) {
        self.seconds.record(took);
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(answers) = self.answers.get(class) {
            answers.increment(1);
        }
        tell(&self.route, method, status, took);
    }
}

/// Counts a request as under way until it is dropped, which a client can bring about.
struct UnderWay<'a>(&'a Gauge);

impl<'a> UnderWay<'a> {
    fn begin(gauge: &'a Gauge) -> Self {
        gauge.increment(1);
        Self(gauge)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

impl<S> Service<Request> for Observed<S>
where
    S: Service<Request, Response = Response, Error = Infallible, Future = Answering>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let begun = Instant::now();
        let counts = Arc::clone(&self.counts);
        counts.get_or_init(|| {
            let route = request.extensions().get::<MatchedPath>();
            Counts::of(route.map_or(NO_ROUTE, MatchedPath::as_str))
        });
        let id = next_id();
        let id_header = header_of(id);
        // A client does not choose what our logs call its request.
        request.headers_mut().remove(&headers::REQUEST_ID);
        request
            .extensions_mut()
            .insert(RequestId::new(id_header.clone()));
        let method = request.method().clone();
        let common = Arc::clone(&self.headers);
        let told = move |mut response: Response, counts: &Counts| {
            counts.tell(method.as_str(), response.status(), begun.elapsed());
            let headers = response.headers_mut();
            headers.insert(headers::REQUEST_ID, id_header);
            headers::complete(headers, &common);
            Ok(response)
        };
        match self.inner.call(request) {
            Either::Left(answer) => {
                let Ok(response) = answer.into_inner();
                let counts = counts.get_or_init(|| Counts::of(NO_ROUTE));
                Either::Left(ready(told(response, counts)))
            }
            Either::Right(work) => Either::Right(Box::pin(log::within_request(id, async move {
                let counts = counts.get_or_init(|| Counts::of(NO_ROUTE));
                let under_way = UnderWay::begin(&counts.in_flight);
                let Ok(response) = work.await;
                drop(under_way);
                told(response, counts)
            }))),
        }
    }
}

/// One line a request: in the log of every day where it failed, took long or changed something.
/// The address is left out, because what readers ask is their affair.
fn tell(route: &str, method: &str, status: StatusCode, took: Duration) {
    let ms = took.as_secs_f64() * 1000.0;
    let status = status.as_u16();
    if status >= 500 || took > SLOW || !["GET", "HEAD", "OPTIONS"].contains(&method) {
        tracing::info!(route, method, status, ms, "request");
    } else {
        tracing::debug!(route, method, status, ms, "request");
    }
}

/// An id nobody can foresee, and that does not come again in this process.
fn next_id() -> log::RequestId {
    static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut digits = [b'0'; 16];
    // Twice as many digits as bytes: it fits.
    let _ = hex::encode_to_slice(SECRET.hash_one(number).to_be_bytes(), &mut digits);
    digits
}

/// An id as a header, whose copies share its bytes.
fn header_of(id: log::RequestId) -> HeaderValue {
    HeaderValue::from_maybe_shared(Bytes::copy_from_slice(&id))
        .unwrap_or(HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_sixteen_digits_and_do_not_come_again() {
        let ids: HashSet<log::RequestId> = (0..10_000).map(|_| next_id()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().flatten().all(u8::is_ascii_hexdigit));
        assert_eq!(header_of(*b"0123456789abcdef"), "0123456789abcdef");
    }
}
