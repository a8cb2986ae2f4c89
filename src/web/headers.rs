//! Headers every response carries.

use axum::http::{HeaderName, HeaderValue, header};

/// The one script that stands in pages themselves, by its hash (`static/theme.js`).
#[cfg(test)]
pub(super) const THEME_SCRIPT_HASH: &str = "'sha256-9sZkK5Op9BZh30bmM46/qV7Xm84tu8Zyzte/emvq89k='";

/// Nothing may be loaded but what a page needs: its own style sheet and script, and through the
/// script this site. No frame, no third party.
pub(super) const SECURITY: [(HeaderName, HeaderValue); 5] = [
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
];
