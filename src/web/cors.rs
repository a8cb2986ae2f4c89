//! Which answers scripts of other sites may read: those of the API and files of data, all of which
//! everybody may read. Nothing is allowed that needs a credential, so no site can push.

use super::{api, data};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// Where files are that hold data or pictures of it.
const FOLDERS: [&str; 4] = ["/charts/", "/snapshots/", "/data/", "/badge/"];
/// The catalog of the data for machines.
const CATALOG: &str = "/data.jsonld";

/// What a script may send besides what needs no asking.
const ASKED: [(HeaderName, HeaderValue); 3] = [
    (
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, OPTIONS"),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("If-None-Match"),
    ),
    (
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("86400"),
    ),
];

/// Lets other sites read what is open to all, and answers their browsers' questions about it.
pub(super) async fn share(request: Request, next: Next) -> Response {
    let is_open = is_open(request.uri().path());
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if !is_open {
        return response;
    }
    // The router tells which methods an address has: what it has none for is not there.
    let asks = method == Method::OPTIONS && response.status() == StatusCode::METHOD_NOT_ALLOWED;
    if asks {
        // It also says which, once this answer reaches it.
        response = Response::default();
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.extend(ASKED);
    }
    if asks || reads(&method) {
        open(&mut response);
    }
    response
}

/// Lets other sites read a refusal, too, where they may read what was asked for: a script that
/// may not does not learn that it is to wait.
pub(super) fn share_refusal(mut refusal: Response, asked: &Request) -> Response {
    if reads(asked.method()) && is_open(asked.uri().path()) {
        open(&mut refusal);
    }
    refusal
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn open(response: &mut Response) {
    let headers = response.headers_mut();
    let all = HeaderValue::from_static("*");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, all.clone());
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, all);
}

/// Whether an address is open to scripts of all sites.
fn is_open(path: &str) -> bool {
    let file = FOLDERS.iter().find_map(|folder| path.strip_prefix(folder));
    api::is_below(path)
        || path == CATALOG
        || file.is_some_and(|file| data::split_extension(file).1.is_some())
}

#[cfg(test)]
mod tests {
    use super::is_open;

    #[test]
    fn the_api_and_files_are_open_and_pages_are_not() {
        for path in [
            "/api/v1/series",
            "/api/openapi.json",
            "/charts/share.csv",
            "/snapshots/1.csv",
            "/data/models.csv",
            "/data.jsonld",
            "/badge/share.svg",
        ] {
            assert!(is_open(path), "{path}");
        }
        for path in [
            "/",
            "/api",
            "/charts/share",
            "/snapshots/1",
            "/data",
            "/readyz",
        ] {
            assert!(!is_open(path), "{path}");
        }
    }
}
