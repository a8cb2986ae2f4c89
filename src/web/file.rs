//! What every file has over HTTP: a name, a type, and a tag by which a reader asks again only for
//! what has changed.

use super::cache::{Policy, is_among};
use super::headers::RESOURCE_POLICY;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

/// Content type of drawings.
const DRAWING: &str = "image/svg+xml";
/// A picture that stands alone carries its own styles; it may do nothing else.
const DRAWING_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; \
     base-uri 'none'; frame-ancestors 'none'; sandbox";
/// Files may be shown and read on other sites.
pub(super) const FOR_ALL_SITES: &str = "cross-origin";
/// What a name may hold as it is (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// A file on its way to a reader.
pub(super) struct File<'a> {
    pub name: String,
    pub media_type: &'a str,
    /// Whether browsers should save it rather than show it.
    pub attachment: bool,
    /// Hex SHA-256 of its bytes.
    pub sha256: String,
    pub policy: Policy,
}

/// The hash of bytes, in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

impl File<'_> {
    /// The answer: the body, or word that what the reader has is still the same.
    pub fn answer(self, request: &HeaderMap, body: impl FnOnce() -> Body) -> Response {
        let etag = format!("\"{}\"", self.sha256);
        // What is kept is tagged and compared there.
        if !self.policy.is_kept() && is_known(request, &etag) {
            let headers = [(header::ETAG, etag.as_str())];
            return (StatusCode::NOT_MODIFIED, self.policy, headers).into_response();
        }
        let headers = [
            (header::CONTENT_TYPE, self.media_type.to_owned()),
            (
                header::CONTENT_DISPOSITION,
                disposition(self.attachment, &self.name),
            ),
            (header::ETAG, etag),
            (RESOURCE_POLICY, FOR_ALL_SITES.to_owned()),
        ];
        let mut response = (self.policy, headers, body()).into_response();
        if self.media_type == DRAWING {
            let policy = HeaderValue::from_static(DRAWING_POLICY);
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// Whether a reader says it has a version of this tag.
pub(super) fn is_known(request: &HeaderMap, etag: &str) -> bool {
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|field| is_among(field, etag))
}

/// `Content-Disposition` as RFC 6266 has it: a name in ASCII, and the whole name where it is more.
fn disposition(attachment: bool, name: &str) -> String {
    let way = if attachment { "attachment" } else { "inline" };
    let ascii: String = name
        .chars()
        .map(|char| match char {
            '"' | '\\' | '/' => '_',
            ' '..='~' => char,
            _ => '_',
        })
        .collect();
    if ascii == name {
        format!("{way}; filename=\"{name}\"")
    } else {
        let whole = utf8_percent_encode(name, PLAIN);
        format!("{way}; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_reach_old_and_new_browsers() {
        assert_eq!(
            disposition(true, "weighbridge_a_by-b.csv"),
            "attachment; filename=\"weighbridge_a_by-b.csv\""
        );
        assert_eq!(
            disposition(false, "jeton\"s é\r\n.svg"),
            "inline; filename=\"jeton_s ___.svg\"; filename*=UTF-8''jeton%22s%20%C3%A9%0D%0A.svg"
        );
    }
}
