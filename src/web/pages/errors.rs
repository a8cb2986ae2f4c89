//! Error pages: what went wrong, what is allowed, and the request's id. Files get the same as
//! JSON, and the API as problem documents.

use super::{Page, under};
use crate::query::Problem;
use crate::text::{Language, message};
use crate::web::api;
use crate::web::cache::Policy;
use crate::web::error::{ErrorNote, Worded};
use crate::web::language::{Spoken, without_language};
use crate::web::places::{Nearest, is_file};
use askama::Template;
use axum::Json;
use axum::extract::Request;
use axum::http::{StatusCode, Uri, header};
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
    problems: Vec<String>,
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
    let asking = Asking::of(&request);
    asking.word(next.run(request).await)
}

/// What of a request decides how a failure is told.
pub(in crate::web) struct Asking {
    address: Uri,
    is_read: bool,
    spoken: Spoken,
    request_id: Option<RequestId>,
}

impl Asking {
    pub fn of(request: &Request) -> Self {
        let question = request.uri().query().unwrap_or_default();
        Self {
            spoken: Spoken::of(request.headers(), question),
            address: request.uri().clone(),
            is_read: request.method().is_safe(),
            request_id: request.extensions().get::<RequestId>().cloned(),
        }
    }

    /// The response, with its words where it failed and has none.
    pub fn word(&self, response: Response) -> Response {
        if response.extensions().get::<Worded>().is_some() {
            return response;
        }
        let (path, question) = (self.address.path(), self.address.query());
        let question = question.unwrap_or_default();
        let request_id = self.request_id.as_ref();
        let request_id = request_id.and_then(|id| id.header_value().to_str().ok());
        let request_id = request_id.unwrap_or_default();
        let has_failed = response.status().is_client_error() || response.status().is_server_error();
        if api::is_below(path) {
            if !has_failed {
                return response;
            }
            let mut worded = api::worded(response, request_id);
            worded.extensions_mut().insert(Worded);
            return worded;
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
        let kept = [header::RETRY_AFTER, header::ALLOW, header::CONNECTION];
        let kept = kept.map(|name| (response.headers().get(&name).cloned(), name));
        let mut worded = if is_file(path) {
            file(&note, request_id)
        } else {
            // What was sent with a form is not in its address.
            let note = if self.is_read {
                with_way_out(note, path, question, self.spoken.language)
            } else {
                note
            };
            // Of a path that begins with two slashes a browser would make another host.
            let path = format!("/{}", path.trim_start_matches('/'));
            let question = without_language(question);
            page(
                &note,
                self.spoken,
                (&path, &question),
                request_id.to_owned(),
            )
        };
        for (value, name) in kept {
            if let Some(value) = value {
                worded.headers_mut().insert(name, value);
            }
        }
        worded.extensions_mut().insert(Worded);
        worded
    }
}

/// The same with a link to the question without what is wrong in it, so that whoever mistyped one
/// field of a form does not lose the others.
fn with_way_out(mut note: ErrorNote, path: &str, question: &str, language: Language) -> ErrorNote {
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
        label: message(language, "error-without", &[("names", &names.join(", "))]),
        address: format!("{path}{mark}{rest}"),
    });
    note
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
        // Programs read it in English, whoever sent them.
        error: message(Language::default(), note.key, &[]),
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

/// The page of an error at an address: its path, and what is behind the `?`.
fn page(
    note: &ErrorNote,
    spoken: Spoken,
    (path, question): (&str, &str),
    request_id: String,
) -> Response {
    let language = spoken.language;
    let heading = message(language, note.key, &[]);
    let words = message(language, &format!("{}-words", note.key), &[]);
    let page = Page::of_no_place(spoken, path, question, heading.clone());
    let template = ErrorPage {
        page: page.described(words.clone()),
        heading,
        words,
        problems: note
            .problems
            .iter()
            .map(|problem| problem.words(language))
            .collect(),
        nearest: note.nearest.clone(),
        request_id,
    };
    let mut response =
        under(Policy::Refusal, spoken, &template).unwrap_or_else(|_| note.status.into_response());
    *response.status_mut() = note.status;
    response
}
