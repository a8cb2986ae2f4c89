//! The floor: what plain axum gives without anything of ours. Run by this program as a process of
//! its own, so that its processor time is counted apart.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use std::fs;
use tokio::net::TcpListener;

/// Serves "hello", and the bytes of a file as they are.
pub async fn serve(port: u16, page: &str) {
    let page = Bytes::from(fs::read(page).expect("the page was written"));
    let routes = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route(
            "/page",
            get(move || async move {
                let headers = [
                    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                    (header::CONTENT_ENCODING, "br"),
                ];
                (headers, page)
            }),
        );
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("a free port");
    axum::serve(listener, routes).await.expect("serving");
}
