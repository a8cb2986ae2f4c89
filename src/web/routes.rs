//! Everything that can be asked for, on one page.

use super::state::Site;
use super::{assets, data, headers, ops, pages, push};
use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// What is compressed already, and would only cost time.
const COMPRESSED: [NotForContentType; 2] = [
    NotForContentType::const_new("application/zip"),
    NotForContentType::const_new("application/vnd.openxmlformats"),
];

/// The site.
pub fn router(site: Site) -> Router {
    let pushes = site.push().is_some();
    let [archives, workbooks] = COMPRESSED;
    let worth_compressing = DefaultPredicate::new().and(archives).and(workbooks);
    let mut router = Router::new()
        .route("/", get(pages::home::home))
        .route("/charts/{file}", get(data::chart))
        .route("/snapshots", get(pages::snapshots::list))
        .route("/snapshots/{file}", get(data::snapshot))
        .route("/countries", get(pages::countries::list))
        .route("/countries/{code}", get(pages::countries::page))
        .route("/licenses", get(pages::licenses::list))
        .route("/licenses/{id}", get(pages::licenses::page))
        .route("/organizations", get(pages::organizations::list))
        .route("/organizations/{slug}", get(pages::organizations::page))
        .route("/models/{source}/{*id}", get(pages::models::page))
        .route("/compare", get(pages::compare::compare))
        .route("/search", get(pages::search::search))
        .route("/methods", get(pages::methods::methods))
        .route("/to-classify", get(pages::to_classify::page))
        .route("/data", get(pages::data::data))
        .route("/data/{file}", get(pages::data::file))
        .route("/about", get(pages::about::about))
        .route("/static/{file}", get(assets::file))
        .route("/livez", get(ops::livez))
        .route("/readyz", get(ops::readyz))
        .route("/robots.txt", get(ops::robots));
    if pushes {
        router = router.route("/api/v1/snapshots", post(push::push));
    }
    let mut router = router
        .fallback(pages::not_found)
        .layer(from_fn(pages::errors::word))
        .with_state(site);
    for (name, value) in headers::SECURITY {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, value));
    }
    router.layer(
        ServiceBuilder::new()
            // A client does not choose what our logs call its request.
            .layer(MapRequestLayer::new(|mut request: Request| {
                request.headers_mut().remove("x-request-id");
                request
            }))
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(TraceLayer::new_for_http())
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(CatchPanicLayer::new())
            .layer(CompressionLayer::new().compress_when(worth_compressing)),
    )
}
