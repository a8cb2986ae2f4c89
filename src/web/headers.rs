//! Headers every response carries, and what requests that change something may come from.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use std::sync::Arc;
use tower_http::csrf::CsrfLayer;

/// Names a request in answers and logs.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Where the rest of the web may take things from here.
pub(super) const RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The one script that stands in pages themselves, by its hash (`static/theme.js`).
#[cfg(test)]
pub(super) const THEME_SCRIPT_HASH: &str = "'sha256-9sZkK5Op9BZh30bmM46/qV7Xm84tu8Zyzte/emvq89k='";

/// Nothing may be loaded but what a page needs: its own style sheet and script, and through the
/// script this site. No frame, no third party.
pub(super) const SECURITY: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; \
             script-src 'self' 'sha256-9sZkK5Op9BZh30bmM46/qV7Xm84tu8Zyzte/emvq89k='; connect-src 'self'; \
             img-src 'self' data:; font-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    // What is meant for other sites, such as pictures and files, says so itself.
    (RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ),
];

/// For a year, browsers ask this host over TLS only. Nothing is said of other hosts of the domain:
/// they are not ours.
const OVER_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What is added to every answer that does not say it itself.
pub(super) type Headers = Arc<[(HeaderName, HeaderValue)]>;

/// The headers of a site at this public address.
pub(super) fn of_site_at(base_url: &str) -> Headers {
    let over_tls = base_url.starts_with("https://");
    let over_tls = over_tls.then_some((header::STRICT_TRANSPORT_SECURITY, OVER_TLS));
    SECURITY.into_iter().chain(over_tls).collect()
}

/// Adds to an answer what it does not say itself.
pub(super) fn complete(answer: &mut HeaderMap, common: &Headers) {
    answer.reserve(common.len());
    // The older header knows no "anywhere": of an answer whose policy allows that, it is not said.
    let is_framed = answer.get(header::CONTENT_SECURITY_POLICY) == Some(&IN_ANY_FRAME);
    for (name, value) in common.iter() {
        let is_left_out = is_framed && *name == header::X_FRAME_OPTIONS;
        if !is_left_out && !answer.contains_key(name) {
            answer.insert(name.clone(), value.clone());
        }
    }
}

/// Refuses what pages of other sites make a browser send; whoever is no browser is let in.
pub(super) fn from_this_site(base_url: &str) -> CsrfLayer {
    let layer = CsrfLayer::new();
    let own = base_url.parse::<Uri>().ok().and_then(|address| {
        let (scheme, host) = (address.scheme_str()?, address.authority()?);
        Some(format!("{scheme}://{host}"))
    });
    // Behind a proxy that renames the host, the public address is ours all the same.
    let trusting = own.and_then(|origin| layer.clone().add_trusted_origin(origin).ok());
    trusting.unwrap_or(layer)
}

/// The policy of a chart that other sites may show in a frame: it runs nothing and asks nobody.
pub(super) const IN_ANY_FRAME: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors *",
);
