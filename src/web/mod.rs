//! The site: routes, pages, files and operations over HTTP. The only room that knows HTTP.
//!
//! Reading order: [`routes`] (everything that can be asked for, on one page), `state` (what all
//! requests share), `language`, `view` (from an address to an answer), `pages`, `data`, `api`,
//! `ops`, `error`.

mod api;
mod assets;
mod badge;
mod bulk;
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
mod snapshot_files;
mod spool;
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

use crate::query::Problem;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, header};
use http_body_util::BodyExt;
use serde::Deserialize;
use tower::ServiceExt;

/// What an address of the site gives, without a listener: the same bytes a reader gets.
///
/// # Errors
/// What went wrong, in words, for any answer but 200.
pub async fn fetch(site: Site, address: &str) -> Result<Vec<u8>, FetchError> {
    let mut file = open(site, address).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = file.next().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Ways an address may lead on, as that of the newest snapshot does.
const MOST_WAYS: usize = 3;

/// Asks an address of the site, without a listener, and leaves it to the caller to take what it
/// gives; it waits for as long as that takes.
///
/// # Errors
/// What went wrong, in words, for any answer but 200.
pub async fn open(site: Site, address: &str) -> Result<Opened, FetchError> {
    let mut path = format!("/{}", address.trim_start_matches('/'));
    for _ in 0..MOST_WAYS {
        let request = Request::builder()
            .uri(&path)
            .extension(bulk::Ourselves)
            .body(Body::empty())
            .map_err(|error| FetchError::Address(error.to_string()))?;
        let response = match routes::router(site.clone()).oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let said = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        if response.status().is_redirection()
            && let Some(way) = said(header::LOCATION)
        {
            path = way;
        } else if response.status().is_success() {
            return Ok(Opened {
                media_type: said(header::CONTENT_TYPE).unwrap_or_default(),
                bytes: said(header::CONTENT_LENGTH).and_then(|text| text.parse().ok()),
                body: response.into_body(),
            });
        } else {
            return Err(refused(response).await?);
        }
    }
    Err(FetchError::Address(format!("{path} leads nowhere")))
}

/// What an address gives, piece by piece.
pub struct Opened {
    /// Content type.
    pub media_type: String,
    /// How many bytes it has, where that is known before they are made.
    pub bytes: Option<u64>,
    body: Body,
}

impl Opened {
    /// The next piece; none after the last.
    ///
    /// # Errors
    /// Where the rest cannot be made: what came so far is no whole file.
    pub async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(|error| FetchError::Cut(error.to_string()))?;
            if let Ok(piece) = frame.into_data() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }
}

/// What files are answered with where there is none.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    problems: Vec<Problem>,
}

/// The words of a refusal: those of a file, or the page as it is.
async fn refused(response: Response<Body>) -> Result<FetchError, FetchError> {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    let body = body.map_err(|error| FetchError::Cut(error.to_string()))?;
    let body = body.to_bytes();
    let words = match serde_json::from_slice::<Refusal>(&body) {
        Ok(Refusal { error, problems }) => [error]
            .into_iter()
            .chain(problems.iter().map(ToString::to_string))
            .collect::<Vec<_>>()
            .join("\n"),
        Err(_) => String::from_utf8_lossy(&body).into_owned(),
    };
    Ok(FetchError::Refused { status, words })
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
    #[error("{status}: {words}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// What it said.
        words: String,
    },
}
