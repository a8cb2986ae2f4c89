//! A kept answer: its bytes in every coding, each made once, with the headers that go with them.

use super::encoding::{Accepted, Encoding, encoded, is_worth_compressing};
use super::policy::Holds;
use crate::web::file::sha256;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, response};
use axum::response::Response;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Bodies up to this size are encoded at once; larger ones where nobody waits behind them.
const SMALL: usize = 128 << 10;
/// What an entry takes up besides its bytes, about: headers in three variants, key and places.
const OVERHEAD: usize = 4 << 10;

/// An answer that is kept.
#[derive(Debug)]
pub(super) struct Entry {
    /// The version of the data it was made of; none where it holds for every version.
    pub version: Option<i64>,
    pub made_at: Instant,
    is_compressible: bool,
    identity: Variant,
    gzip: OnceLock<Option<Variant>>,
    brotli: OnceLock<Option<Variant>>,
}

/// The answer in one coding.
#[derive(Debug)]
struct Variant {
    body: Bytes,
    tag: HeaderValue,
    headers: HeaderMap,
    /// The headers of "not modified".
    unmodified: HeaderMap,
}

impl Entry {
    /// The entry of an answer; `version` was in force before it was made.
    pub fn new(parts: response::Parts, body: Bytes, holds: Holds, version: i64) -> Self {
        let mut headers = parts.headers;
        headers.remove(header::CONTENT_LENGTH);
        let content_type = headers.get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|name| name.to_str().ok());
        let is_compressible = is_worth_compressing(content_type.unwrap_or_default());
        if is_compressible {
            headers.append(
                header::VARY,
                HeaderValue::from_name(header::ACCEPT_ENCODING),
            );
        }
        // A file comes with its hash.
        let tag = match headers.get(header::ETAG).map(HeaderValue::to_str) {
            Some(Ok(tag)) => tag.trim_matches('"').to_owned(),
            _ => sha256(&body),
        };
        Self {
            version: match holds {
                Holds::OneVersion => Some(version),
                Holds::EveryVersion => None,
            },
            made_at: Instant::now(),
            is_compressible,
            identity: Variant::new(Encoding::Identity, &headers, &tag, body),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// About how many bytes it takes up, with the variants it may come to have.
    pub fn weight(&self) -> usize {
        let bytes = self.identity.body.len();
        OVERHEAD
            + if self.is_compressible {
                bytes + bytes / 2
            } else {
                bytes
            }
    }

    /// The answer to a request, at once if it can be given without encoding anything.
    pub fn ready(&self, request: &Request) -> Option<Response> {
        let variant = match self.coding(request)? {
            Encoding::Identity => &self.identity,
            Encoding::Gzip => self.gzip.get()?.as_ref().unwrap_or(&self.identity),
            Encoding::Brotli => self.brotli.get()?.as_ref().unwrap_or(&self.identity),
        };
        Some(variant.answer(request))
    }

    /// The answer to a request. What has to be encoded first is encoded once, whoever else asks.
    pub async fn answer(self: Arc<Self>, request: &Request) -> Response {
        if let Some(response) = self.ready(request) {
            return response;
        }
        let Some(coding) = self.coding(request) else {
            return refused();
        };
        if self.identity.body.len() <= SMALL {
            return self.variant(coding).answer(request);
        }
        let entry = Arc::clone(&self);
        let work = tokio::task::spawn_blocking(move || {
            entry.variant(coding);
        });
        match work.await {
            Ok(()) => self.variant(coding).answer(request),
            Err(error) => {
                tracing::error!(%error, "an answer could not be encoded");
                self.identity.answer(request)
            }
        }
    }

    /// The coding a request is answered in; none where it refuses all we have.
    fn coding(&self, request: &Request) -> Option<Encoding> {
        if self.is_compressible || !request.accepted.takes_identity() {
            request.accepted.best()
        } else {
            Some(Encoding::Identity)
        }
    }

    fn variant(&self, coding: Encoding) -> &Variant {
        let place = match coding {
            Encoding::Identity => return &self.identity,
            Encoding::Gzip => &self.gzip,
            Encoding::Brotli => &self.brotli,
        };
        let made = place.get_or_init(|| {
            match encoded(coding, &self.identity.body, self.version.is_none()) {
                Ok(bytes) => Some(self.identity.in_coding(coding, bytes.into())),
                Err(error) => {
                    tracing::error!(%error, "an answer could not be encoded");
                    None
                }
            }
        });
        made.as_ref().unwrap_or(&self.identity)
    }
}

impl Variant {
    fn new(coding: Encoding, headers: &HeaderMap, tag: &str, body: Bytes) -> Self {
        let tag = format!("\"{tag}{}\"", coding.suffix());
        let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
        let mut headers = headers.clone();
        headers.insert(header::ETAG, tag.clone());
        let mut unmodified = headers.clone();
        // What describes the bytes is left out where there are none.
        for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
            unmodified.remove(name);
        }
        if let Some(name) = coding.header() {
            headers.insert(header::CONTENT_ENCODING, name);
        }
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        Self {
            body,
            tag,
            headers,
            unmodified,
        }
    }

    fn in_coding(&self, coding: Encoding, body: Bytes) -> Self {
        let tag = self.tag.to_str().unwrap_or_default();
        Self::new(coding, &self.headers, tag.trim_matches('"'), body)
    }

    fn answer(&self, request: &Request) -> Response {
        if request.knows(&self.tag) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = self.unmodified.clone();
            response
        } else {
            let body = if request.wants_body {
                Body::from(self.body.clone())
            } else {
                Body::empty()
            };
            let mut response = Response::new(body);
            *response.headers_mut() = self.headers.clone();
            response
        }
    }
}

/// Where no coding is acceptable.
fn refused() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
    response
}

/// What of a request decides how a kept answer is given.
#[derive(Debug)]
pub(super) struct Request {
    wants_body: bool,
    accepted: Accepted,
    known: Vec<HeaderValue>,
}

impl Request {
    pub fn new(method: &Method, headers: &HeaderMap) -> Self {
        Self {
            wants_body: method != Method::HEAD,
            accepted: Accepted::of(headers),
            known: headers
                .get_all(header::IF_NONE_MATCH)
                .iter()
                .cloned()
                .collect(),
        }
    }

    /// Whether the reader says it has a version of this tag (RFC 9110, section 13.1.2).
    fn knows(&self, tag: &HeaderValue) -> bool {
        let Ok(tag) = tag.to_str() else {
            return false;
        };
        self.known
            .iter()
            .filter_map(|field| field.to_str().ok())
            .any(|field| is_among(field, tag))
    }
}

/// Whether a list of tags names one, or any.
pub(in crate::web) fn is_among(field: &str, tag: &str) -> bool {
    let mut tags = field.split(',').map(str::trim);
    tags.any(|known| known.strip_prefix("W/").unwrap_or(known) == tag || known == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Arc<Entry> {
        let (parts, ()) = Response::builder()
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .header(header::VARY, "accept-language")
            .body(())
            .unwrap()
            .into_parts();
        let body = Bytes::from("a page ".repeat(100));
        Arc::new(Entry::new(parts, body, Holds::OneVersion, 7))
    }

    fn request(fields: &[(header::HeaderName, &str)]) -> Request {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, value.parse().unwrap());
        }
        Request::new(&Method::GET, &headers)
    }

    fn tag(response: &Response) -> String {
        let tag = response.headers()[header::ETAG].to_str().unwrap();
        tag.to_owned()
    }

    #[tokio::test]
    async fn each_coding_has_a_tag_of_its_own_and_is_made_once() {
        let entry = entry();
        let plain = entry.ready(&request(&[])).unwrap();
        assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
        let wants_brotli = request(&[(header::ACCEPT_ENCODING, "br")]);
        assert!(entry.ready(&wants_brotli).is_none());
        let made = Arc::clone(&entry).answer(&wants_brotli).await;
        assert_eq!(made.headers()[header::CONTENT_ENCODING], "br");
        let vary = made.headers().get_all(header::VARY).iter();
        assert_eq!(
            vary.collect::<Vec<_>>(),
            ["accept-language", "accept-encoding"]
        );
        assert!(entry.ready(&wants_brotli).is_some());
        let stem = tag(&plain).trim_matches('"').to_owned();
        assert_eq!(tag(&made), format!("\"{stem}-br\""));
    }

    #[tokio::test]
    async fn who_has_it_is_told_so_in_few_words() {
        let entry = entry();
        let had = tag(&entry.ready(&request(&[])).unwrap());
        for known in [
            had.clone(),
            format!("W/{had}"),
            "*".to_owned(),
            format!("\"x\", {had}"),
        ] {
            let asked = request(&[(header::IF_NONE_MATCH, &known)]);
            let answer = entry.ready(&asked).unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(tag(&answer), had);
            assert!(answer.headers().get(header::CONTENT_TYPE).is_none());
        }
        // The same page in another coding is another thing.
        let asked = request(&[
            (header::IF_NONE_MATCH, &had),
            (header::ACCEPT_ENCODING, "gzip"),
        ]);
        let answer = Arc::clone(&entry).answer(&asked).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_reader_that_takes_nothing_we_have_is_told_so() {
        let nothing = request(&[(header::ACCEPT_ENCODING, "identity;q=0")]);
        let answer = entry().answer(&nothing).await;
        assert_eq!(answer.status(), StatusCode::NOT_ACCEPTABLE);
    }
}
