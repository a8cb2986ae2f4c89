//! The site while it is being made ready: the listener answers from the first moment on, so that
//! whoever looks after the program sees what it is waiting for. Readers are kept waiting for a
//! while, because most starts take less than a second.

use super::headers;
use super::observe::{self, Observe};
use super::ops::{self, ready};
use crate::telemetry;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt;
use tower::util::MapFutureLayer;

/// How long a reader is kept waiting.
const PATIENCE: Duration = Duration::from_secs(30);

/// What answers: the site or, before there is one, what stands in for it.
#[derive(Debug, Clone)]
pub struct Front {
    site: watch::Receiver<Option<Router>>,
    meanwhile: Router,
}

/// A site on its way.
#[derive(Debug)]
pub struct Starting {
    site: watch::Sender<Option<Router>>,
    stage: watch::Sender<&'static str>,
}

#[derive(Clone)]
struct Waiting {
    site: watch::Receiver<Option<Router>>,
    stage: watch::Receiver<&'static str>,
}

impl Front {
    /// The front of a site on its way.
    pub fn starting() -> (Starting, Self) {
        telemetry::metrics::start();
        let (site, is_there) = watch::channel(None);
        let (stage, words) = watch::channel("starting");
        let waiting = Waiting {
            site: is_there.clone(),
            stage: words,
        };
        let meanwhile = Router::new()
            .route("/livez", get(ops::livez))
            .route("/readyz", get(readyz))
            // The site counts what it answers itself.
            .route_layer((Observe::site_at(""), MapFutureLayer::new(observe::boxed)))
            .fallback(wait)
            .with_state(waiting);
        let front = Self {
            site: is_there,
            meanwhile,
        };
        (Starting { site, stage }, front)
    }

    /// What answers a connection that comes now.
    pub(super) fn router(&self) -> Router {
        let site = self.site.borrow();
        site.as_ref().unwrap_or(&self.meanwhile).clone()
    }
}

/// A site that is there.
impl From<Router> for Front {
    fn from(router: Router) -> Self {
        let (_, site) = watch::channel(Some(router));
        Self {
            site,
            meanwhile: Router::new(),
        }
    }
}

impl Starting {
    /// Says what is waited for.
    pub fn tell(&self, stage: &'static str) {
        self.stage.send_replace(stage);
    }

    /// Puts the site in its place.
    pub fn end(self, site: Router) {
        self.site.send_replace(Some(site));
    }
}

async fn readyz(State(waiting): State<Waiting>) -> impl IntoResponse {
    let stage = *waiting.stage.borrow();
    ready(StatusCode::SERVICE_UNAVAILABLE, stage)
}

/// Keeps a reader waiting for the site, and asks it then.
async fn wait(State(mut waiting): State<Waiting>, request: Request) -> Response {
    let site = timeout(PATIENCE, waiting.site.wait_for(Option::is_some)).await;
    let site = site.ok().and_then(Result::ok).and_then(|site| site.clone());
    if let Some(site) = site {
        return site.oneshot(request).await.into_response();
    }
    let mut response = readyz(State(waiting)).await.into_response();
    let later = HeaderValue::from_static("5");
    response.headers_mut().insert(header::RETRY_AFTER, later);
    headers::complete(response.headers_mut(), &headers::of_site_at(""));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http_body_util::BodyExt;

    async fn ask(front: &Front, path: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = front.router().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_site_on_its_way_is_alive_and_says_what_it_waits_for() {
        let (starting, front) = Front::starting();
        starting.tell("starting: waiting for the database");
        assert_eq!(
            ask(&front, "/livez").await,
            (StatusCode::OK, "ok\n".to_owned())
        );
        let (status, words) = ask(&front, "/readyz").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(words, "starting: waiting for the database\n");
    }

    #[tokio::test]
    async fn a_reader_who_comes_early_is_answered_by_the_site() {
        let (starting, front) = Front::starting();
        let early = tokio::spawn({
            let front = front.clone();
            async move { ask(&front, "/page").await }
        });
        tokio::task::yield_now().await;
        let site = Router::new().route("/page", get(|| async { "here" }));
        starting.end(site);
        assert_eq!(early.await.unwrap(), (StatusCode::OK, "here".to_owned()));
        assert_eq!(ask(&front, "/page").await.1, "here");
        assert_eq!(ask(&front, "/readyz").await.0, StatusCode::NOT_FOUND);
    }
}
