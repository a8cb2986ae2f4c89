//! The site: routes, pages, files and operations over HTTP. The only room that knows HTTP.
//!
//! Reading order: [`routes`] (everything that can be asked for, on one page), `state` (what all
//! requests share), `language`, `view` (from an address to an answer), `pages`, `data`, `api`,
//! `ops`, `error`.

mod api;
mod assets;
mod badge;
mod cache;
mod clients;
mod cors;
mod data;
mod dcat;
mod error;
mod feeds;
mod file;
mod frozen;
mod headers;
mod language;
mod limits;
mod observe;
mod oembed;
mod ops;
mod pages;
mod places;
mod push;
mod rates;
pub mod routes;
pub mod serve;
mod sitemap;
mod starting;
mod state;
mod view;

pub use clients::{Peer, Proxies, ProxyError};
pub use error::Error;
pub use frozen::Allowance;
pub use limits::Limits;
pub use push::{Push, TokenError, Tokens};
pub use starting::{Front, Starting};
pub use state::{Site, watch};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

/// What an address of the site gives, without a listener: the same bytes a reader gets.
///
/// # Errors
/// What went wrong, in words, for any answer but 200.
pub async fn fetch(site: Site, address: &str) -> Result<Vec<u8>, FetchError> {
    let path = format!("/{}", address.trim_start_matches('/'));
    let request = Request::builder()
        .uri(&path)
        .body(Body::empty())
        .map_err(|error| FetchError::Address(error.to_string()))?;
    let response = match routes::router(site).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(|error| FetchError::Cut(error.to_string()))?;
    let bytes = body.to_bytes().to_vec();
    if status.is_success() {
        return Ok(bytes);
    }
    Err(FetchError::Refused {
        status: status.as_u16(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Why an address gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It is no address.
    #[error("not an address: {0}")]
    Address(String),
    /// The answer ended early.
    #[error("the answer was cut: {0}")]
    Cut(String),
    /// The site refused.
    #[error("{status}: {body}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// What it said.
        body: String,
    },
}
