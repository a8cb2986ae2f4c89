//! Error pages: what went wrong, what is allowed, and the request's id. Files get the same as
//! JSON, and the API as problem documents.

use super::Page;
use crate::query::Problem;
use crate::text::Language;
use crate::web::error::{ErrorNote, Worded};
use crate::web::places::Nearest;
use crate::web::{api, assets};
use askama::Template;
use axum::Json;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tower_http::request_id::RequestId;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    heading: String,
    words: String,
    problems: Vec<Problem>,
    nearest: Vec<Nearest>,
    request_id: String,
}

#[derive(Serialize)]
struct ErrorFile<'a> {
    status: u16,
    error: String,
    problems: &'a [Problem],
    request_id: &'a str,
}

/// Gives responses that failed their words, in the form the reader asked for.
pub(in crate::web) async fn word(request: Request, next: Next) -> Response {
    let address = request.uri().clone();
    let is_read = request.method().is_safe();
    let request_id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let has_failed = response.status().is_client_error() || response.status().is_server_error();
    if api::is_below(address.path()) {
        let id = request_id.as_ref().map(RequestId::header_value);
        let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
        return if has_failed {
            api::worded(response, id)
        } else {
            response
        };
    }
    if response.extensions().get::<Worded>().is_some() {
        return response;
    }
    let note = match response.extensions().get::<ErrorNote>() {
        Some(note) => note.clone(),
        // The framework refuses a path that is not text: nothing can be at such an address.
        None if response.status() == StatusCode::BAD_REQUEST => ErrorNote {
            status: StatusCode::NOT_FOUND,
            key: "error-not-found",
            problems: Vec::new(),
            nearest: Vec::new(),
        },
        // Who takes no coding of ours takes no words either.
        None if response.status() == StatusCode::NOT_ACCEPTABLE => return response,
        // What else it refuses by itself, such as another method, has no words of its own.
        None if response.status().is_client_error() => ErrorNote {
            status: response.status(),
            key: refused(response.status()),
            problems: Vec::new(),
            nearest: Vec::new(),
        },
        None => return response,
    };
    let (path, question) = (address.path(), address.query().unwrap_or_default());
    let request_id = request_id
        .as_ref()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default();
    let kept = [header::RETRY_AFTER, header::ALLOW, header::CONNECTION];
    let kept = kept.map(|name| (response.headers().get(&name).cloned(), name));
    let mut worded = if is_file(path) {
        file(&note, request_id)
    } else {
        // What was sent with a form is not in its address.
        let note = if is_read {
            with_way_out(note, path, question)
        } else {
            note
        };
        page(&note, request_id.to_owned())
    };
    for (value, name) in kept {
        if let Some(value) = value {
            worded.headers_mut().insert(name, value);
        }
    }
    worded.extensions_mut().insert(Worded);
    worded
}

/// The same with a link to the question without what is wrong in it, so that whoever mistyped one
/// field of a form does not lose the others.
fn with_way_out(mut note: ErrorNote, path: &str, question: &str) -> ErrorNote {
    if note.status != StatusCode::BAD_REQUEST || note.problems.is_empty() {
        return note;
    }
    let is_wrong = |key: &str| note.problems.iter().any(|problem| problem.parameter == key);
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (key, value) in form_urlencoded::parse(question.as_bytes()) {
        if !value.is_empty() && !is_wrong(&key) {
            rest.append_pair(&key, &value);
        }
    }
    let rest = rest.finish();
    let mark = if rest.is_empty() { "" } else { "?" };
    let mut names: Vec<&str> = note
        .problems
        .iter()
        .map(|it| it.parameter.as_str())
        .collect();
    names.dedup();
    note.nearest.push(Nearest {
        label: crate::text::message(
            Language::default(),
            "error-without",
            &[("names", &names.join(", "))],
        ),
        address: format!("{path}{mark}{rest}"),
    });
    note
}

/// What has pages whose last part may hold a dot of its own, such as `apache-2.0`.
const NAMED: [&str; 4] = ["/countries/", "/licenses/", "/organizations/", "/models/"];

/// Whether an address is a file, by its ending.
fn is_file(path: &str) -> bool {
    if NAMED.iter().any(|folder| path.starts_with(folder)) {
        return false;
    }
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
}

/// What the framework refuses by itself.
fn refused(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "error-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "error-method",
        StatusCode::FORBIDDEN => "error-other-site",
        StatusCode::PAYLOAD_TOO_LARGE => "error-form-too-long",
        _ => "error-internal",
    }
}

fn file(note: &ErrorNote, request_id: &str) -> Response {
    let body = ErrorFile {
        status: note.status.as_u16(),
        error: crate::text::message(Language::default(), note.key, &[]),
        problems: &note.problems,
        request_id,
    };
    (
        note.status,
        [(header::CACHE_CONTROL, "no-store")],
        Json(body),
    )
        .into_response()
}

fn page(note: &ErrorNote, request_id: String) -> Response {
    let language = Language::default();
    let heading = crate::text::message(language, note.key, &[]);
    let words = crate::text::message(language, &format!("{}-words", note.key), &[]);
    let page = Page {
        language,
        title: heading.clone(),
        description: words.clone(),
        path: String::new(),
        canonical: String::new(),
        stylesheet: assets::stylesheet_address(),
        script: assets::script_address(),
        feeds: Vec::new(),
        citation: String::new(),
        banner: None,
        keep: None,
    };
    let template = ErrorPage {
        page,
        heading,
        words,
        problems: note.problems.clone(),
        nearest: note.nearest.clone(),
        request_id,
    };
    let body = template
        .render()
        .unwrap_or_else(|_| note.status.to_string());
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (note.status, headers, body).into_response()
}
