//! The cache before the routes: what is kept is answered at once, all else is made once for all
//! who wait for it.

use super::entry::{Entry, Request as Asked};
use super::flight::{Making, Part};
use super::key::{Key, Spelling};
use super::{Found, Policy};
use crate::telemetry::log;
use crate::web::Error;
use crate::web::language;
use crate::web::observe::Answering;
use crate::web::pages::errors::Asking;
use crate::web::state::Site;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::future::{Either, ready};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;
use tower::{Layer, Service, ServiceExt};

/// Where there is an answer of before, a new one may take this long before it is looked whether
/// the database is there at all.
const PATIENCE: Duration = Duration::from_millis(30);
/// And the database may take this long to say so: it may be busy rather than gone.
const SILENCE: Duration = Duration::from_millis(500);

/// Puts the cache of a site before its routes.
#[derive(Clone)]
pub(in crate::web) struct Keep {
    // Routes are cloned for each request: one count is less work than one for each part of a site.
    site: Arc<Site>,
}

impl Keep {
    pub fn of(site: &Site) -> Self {
        Self {
            site: Arc::new(site.clone()),
        }
    }
}

impl<S> Layer<S> for Keep {
    type Service = Kept<S>;

    fn layer(&self, routes: S) -> Self::Service {
        Kept {
            site: Arc::clone(&self.site),
            routes: Arc::new(routes),
        }
    }
}

/// Routes with the cache before them. A copy is made for each request: it takes two counts, and the
/// routes themselves are copied only where they are asked.
pub(in crate::web) struct Kept<S> {
    site: Arc<Site>,
    routes: Arc<S>,
}

impl<S> Clone for Kept<S> {
    fn clone(&self) -> Self {
        Self {
            site: Arc::clone(&self.site),
            routes: Arc::clone(&self.routes),
        }
    }
}

impl<S> Service<Request> for Kept<S>
where
    S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    /// The routes are waited for when they are asked.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let language = language::of_request(request.uri(), request.headers());
        let may_be_kept = matches!(*request.method(), Method::GET | Method::HEAD);
        let spelling = Spelling::of(request.uri(), language).filter(|_| may_be_kept);
        let Some(spelling) = spelling else {
            let routes = S::clone(&self.routes);
            return Either::Right(Box::pin(async { Ok(passed(routes, request).await) }));
        };
        let asked = Asked::new(request.method(), request.headers());
        let version = self.site.version();
        let cache = self.site.cache();
        let stale = match cache.find(&spelling, version) {
            Found::Fresh(entry) => {
                cache.counts().hits.increment(1);
                return match entry.ready(&asked) {
                    Some(response) => Either::Left(ready(Ok(response))),
                    None => Either::Right(Box::pin(async move { Ok(entry.answer(&asked).await) })),
                };
            }
            Found::Stale(entry) => Some(entry),
            Found::Nothing => None,
        };
        let miss = Miss {
            site: Arc::clone(&self.site),
            routes: S::clone(&self.routes),
            spelling: spelling.key(),
            version,
            stale,
        };
        let asking = Asking::of(&request);
        Either::Right(Box::pin(async move {
            Ok(asking.word(miss.answer(request, asked).await))
        }))
    }
}

/// A request whose spelling nothing is kept under.
struct Miss<S> {
    site: Arc<Site>,
    routes: S,
    spelling: Key,
    /// The version in force before anything is made.
    version: i64,
    /// An answer of before.
    stale: Option<Arc<Entry>>,
}

/// What the routes made of a request.
enum Made {
    /// Something to keep.
    Kept(Arc<Entry>),
    /// Something else, for this one reader.
    Passed(Response),
}

impl<S> Miss<S>
where
    S: Service<Request, Error = Infallible> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    async fn answer(mut self, request: Request, asked: Asked) -> Response {
        let site = Arc::clone(&self.site);
        let Some(key) = self.spelling.spelling().canonical(&site.edition()) else {
            return passed(self.routes, request).await;
        };
        site.cache()
            .note_spelling(&self.spelling, &key, self.version);
        match site.cache().find(&key.spelling(), self.version) {
            Found::Fresh(entry) => {
                site.cache().counts().hits.increment(1);
                return entry.answer(&asked).await;
            }
            Found::Stale(entry) => self.stale = Some(entry),
            Found::Nothing => {}
        }
        let Some(stale) = self.stale.take() else {
            return self.made(key, request, &asked).await;
        };
        if !site.is_reachable() {
            site.cache().counts().hits.increment(1);
            return stale.answer(&asked).await;
        }
        let response = tokio::select! {
            response = self.made(key, request, &asked) => response,
            () = silence(&site) => return stale.answer(&asked).await,
        };
        if response.status() == StatusCode::SERVICE_UNAVAILABLE && !answers(&site).await {
            return stale.answer(&asked).await;
        }
        response
    }

    /// The answer, made now or by somebody who is at it already.
    async fn made(self, key: Key, request: Request, asked: &Asked) -> Response {
        let cache = Arc::clone(self.site.cache());
        let within = self.site.limits().answered_within;
        let making = match cache.flights.join(key) {
            Part::Waits(waiting) => {
                return match timeout(within, waiting.outcome()).await {
                    Ok(Some(entry)) => {
                        cache.counts().hits.increment(1);
                        entry.answer(asked).await
                    }
                    Ok(None) => passed(self.routes, request).await,
                    Err(_) => late(&self.site),
                };
            }
            Part::Makes(making) => making,
        };
        cache.counts().misses.increment(1);
        let wants_body = request.method() != Method::HEAD;
        // It goes on for the others when its reader has left, and for the same one later.
        let id = log::request();
        let work = async move {
            let made = make(self.routes, request, self.version).await;
            if let Made::Kept(entry) = &made {
                cache.keep(making.key().clone(), entry);
                Making::land(making, Arc::clone(entry));
            }
            made
        };
        let work = match id {
            Some(id) => tokio::spawn(log::within_request(id, work)),
            None => tokio::spawn(work),
        };
        let Ok(made) = timeout(within, work).await else {
            return late(&self.site);
        };
        match made {
            Ok(Made::Kept(entry)) => entry.answer(asked).await,
            Ok(Made::Passed(response)) if wants_body => response,
            Ok(Made::Passed(response)) => without_body(response),
            Err(error) => {
                tracing::error!(%error, "making an answer broke off");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// What is said of an answer that is not made in time.
fn late(site: &Site) -> Response {
    let error = if site.is_reachable() {
        Error::StillMade
    } else {
        Error::Refused(StatusCode::SERVICE_UNAVAILABLE, "error-unavailable", None)
    };
    error.into_response()
}

/// What the routes give, kept if it may be.
async fn make<S>(routes: S, mut request: Request, version: i64) -> Made
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
{
    // Others wait for the body.
    *request.method_mut() = Method::GET;
    let response = passed(routes, request).await;
    let policy = response.extensions().get::<Policy>();
    let holds = policy.and_then(|policy| policy.holds());
    let Some(holds) = holds.filter(|_| response.status() == StatusCode::OK) else {
        return Made::Passed(response);
    };
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => Made::Kept(Arc::new(Entry::new(parts, body.to_bytes(), holds, version))),
        Err(error) => {
            tracing::error!(%error, "an answer could not be read");
            Made::Passed(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

/// What the routes give one reader.
async fn passed<S>(routes: S, request: Request) -> Response
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
{
    let Ok(response) = routes.oneshot(request).await;
    response.into_response()
}

/// The headers of an answer.
fn without_body(mut response: Response) -> Response {
    let body = std::mem::take(response.body_mut());
    if let Some(length) = body.size_hint().exact() {
        let headers = response.headers_mut();
        headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    response
}

/// Ends when an answer has been waited for and the database does not answer meanwhile.
async fn silence(site: &Site) {
    tokio::time::sleep(PATIENCE).await;
    if answers(site).await {
        std::future::pending::<()>().await;
    }
}

/// Whether the database answers; notes where it does not.
async fn answers(site: &Site) -> bool {
    let answered = tokio::time::timeout(SILENCE, site.store().is_there()).await;
    let answers = answered.unwrap_or(false);
    site.note_reachable(answers);
    answers
}
