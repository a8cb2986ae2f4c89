//! Everything that can be asked for, on one page.

use super::cache::{Keep, Policy};
use super::limits::Guard;
use super::observe::Observe;
use super::state::Site;
use super::{
    Error, api, assets, badge, bulk, cors, data, dcat, feeds, frozen, headers, oembed, ops, pages,
    sitemap, snapshot_files,
};
use crate::telemetry;
use axum::Router;
use axum::body::HttpBody;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::any::Any;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// What is compressed already, and would only cost time.
const COMPRESSED: [NotForContentType; 3] = [
    NotForContentType::const_new("application/zip"),
    NotForContentType::const_new("application/vnd.apache.parquet"),
    NotForContentType::const_new("application/vnd.openxmlformats"),
];

/// Bytes of the form by which a view is frozen: an address, and a day.
const MOST_OF_A_FORM: usize = 16 << 10;

/// The pages whose content follows from the data, which is why they can be frozen.
pub(super) fn views() -> Router<Site> {
    Router::new()
        .route("/", get(pages::home::home))
        .route("/charts/{file}", get(data::chart))
        .route("/countries", get(pages::countries::list))
        .route("/countries/{code}", get(pages::countries::page))
        .route("/licenses", get(pages::licenses::list))
        .route("/licenses/{id}", get(pages::licenses::page))
        .route("/organizations", get(pages::organizations::list))
        .route("/organizations/{slug}", get(pages::organizations::page))
        .route("/models/{source}/{*id}", get(pages::models::page))
        .route("/compare", get(pages::compare::compare))
}

/// Frozen views, and the forms by which they come to be: no other site may send those.
fn frozen_views(site: &Site) -> Router<Site> {
    Router::new()
        .route("/s", get(pages::frozen::days).post(frozen::from_form))
        .route("/s/{day}", get(pages::frozen::day))
        .route("/s/{day}/", get(frozen::show).post(frozen::here))
        .route("/s/{day}/{*path}", get(frozen::show).post(frozen::here))
        .layer(DefaultBodyLimit::max(MOST_OF_A_FORM))
        .layer(headers::from_this_site(site.base_url()))
}

/// The site.
pub fn router(site: Site) -> Router {
    // Whoever counts before this counts in vain.
    telemetry::metrics::start();
    let [archives, tables, workbooks] = COMPRESSED;
    let worth_compressing = DefaultPredicate::new()
        .and(archives)
        .and(tables)
        .and(workbooks)
        .and(IsNotKept);
    let router = Router::new()
        .merge(views())
        .route("/snapshots", get(pages::snapshots::list))
        .route("/snapshots/{file}", get(snapshot_files::snapshot))
        .route("/search", get(pages::search::search))
        .route("/methods", get(pages::methods::methods))
        .route("/to-classify", get(pages::to_classify::page))
        .route("/data", get(pages::data::data))
        .route("/data/{file}", get(bulk::file))
        .route("/about", get(pages::about::about))
        .merge(frozen_views(&site))
        .route("/feed.atom", get(feeds::snapshots))
        .route("/badge/{file}", get(badge::badge))
        .route("/data.jsonld", get(dcat::catalog))
        .route("/static/{file}", get(assets::file))
        .route("/livez", get(ops::livez))
        .route("/readyz", get(ops::readyz))
        .route("/metrics", get(ops::metrics))
        .route("/embed/{kind}", get(pages::embed::embed))
        .route("/oembed", get(oembed::oembed))
        .route("/robots.txt", get(ops::robots))
        .route("/sitemap.xml", get(sitemap::sitemap))
        .route("/api", get(pages::api::reference))
        .merge(api::router());
    let layers = ServiceBuilder::new()
        .layer(Observe::site_at(site.base_url()))
        .layer(Guard::of(site.limits()))
        // What was given before is given again from here: what comes below is paid once a page.
        .layer(Keep::of(&site))
        .layer(from_fn(cors::share))
        .layer(CompressionLayer::new().compress_when(worth_compressing))
        .layer(from_fn(pages::errors::word))
        .layer(CatchPanicLayer::custom(broke));
    router
        .fallback(pages::not_found)
        .layer(layers)
        .with_state(site)
}

/// A defect of ours in answering one request is the end of that request and of nothing else.
#[expect(clippy::needless_pass_by_value, reason = "the shape the layer wants")]
fn broke(panic: Box<dyn Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
    Error::Internal(format!("a defect: {}", words.unwrap_or("of no words"))).into_response()
}

/// What is kept is compressed once, where it is kept.
#[derive(Clone, Copy)]
struct IsNotKept;

impl Predicate for IsNotKept {
    fn should_compress<B: HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        let policy = response.extensions().get::<Policy>();
        !policy.is_some_and(|policy| policy.is_kept())
    }
}
