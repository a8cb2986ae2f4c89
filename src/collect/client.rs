//! The HTTP client of all collectors: one host, no redirects, timeouts, a limit on sizes, paced,
//! and patient with what passes.

use super::address::{base_address, is_loopback, next_of};
use super::error::Error;
use super::pace::{Limit, Pacer};
use super::policy::Policy;
use super::run::Tally;
use super::settings::Endpoint;
use super::wait;
use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, HeaderMap, LINK, LOCATION};
use reqwest::{Response, StatusCode, Url, redirect};
use secrecy::ExposeSecret;
use std::time::Instant;

/// Longest excerpt of what a refusal says, in characters.
const EXCERPT_CHARS: usize = 200;

/// What is different about each source.
#[derive(Debug)]
pub struct Manner {
    /// What all paths of its API begin with.
    pub prefix: &'static str,
    /// How often it may be asked without a credential.
    pub limits: &'static [Limit],
    /// How often it may be asked with one.
    pub limits_with_credential: &'static [Limit],
}

/// A client of one source.
#[derive(Debug)]
pub struct Client<'a> {
    http: reqwest::Client,
    base: Url,
    endpoint: &'a Endpoint,
    policy: &'a Policy,
    pacer: Pacer,
    tally: &'a Tally,
    /// The moment the run began, and when that was: together they tell the time.
    began: (DateTime<Utc>, Instant),
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// Where it came from.
    pub url: Url,
    /// Its body, decompressed.
    pub bytes: Vec<u8>,
    /// The next page, where the answer names one.
    pub next: Option<Url>,
}

impl<'a> Client<'a> {
    /// A client of the source at `endpoint`.
    pub fn new(
        endpoint: &'a Endpoint,
        manner: &Manner,
        policy: &'a Policy,
        tally: &'a Tally,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let base = base_address(endpoint, manner.prefix)?;
        let mut http = reqwest::Client::builder()
            .user_agent(concat!(
                "weighbridge/",
                env!("CARGO_PKG_VERSION"),
                " (collects public figures on AI models)"
            ))
            .redirect(redirect::Policy::none())
            .connect_timeout(policy.connect_timeout)
            .read_timeout(policy.read_timeout)
            .timeout(policy.total_timeout);
        if is_loopback(&base) {
            // What listens on this machine is not asked for through a proxy.
            http = http.no_proxy();
        }
        let limits = match endpoint.credential {
            Some(_) => manner.limits_with_credential,
            None => manner.limits,
        };
        Ok(Self {
            http: http
                .build()
                .map_err(|error| Error::Client(error.to_string()))?,
            base,
            endpoint,
            policy,
            pacer: Pacer::new(limits),
            tally,
            began: (now, Instant::now()),
        })
    }

    /// The address of a path of the source's API, with its query.
    pub fn address(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Asks for an address of the source, again where that may help.
    pub async fn get(&self, url: &Url) -> Result<Answer, Error> {
        self.check_host(url)?;
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.policy.first_wait)
            .with_max_delay(self.policy.longest_wait)
            .with_max_times(self.policy.attempts.saturating_sub(1))
            .with_jitter();
        let sleep = self.policy.sleep.clone();
        (|| self.attempt(url))
            .retry(waits)
            .sleep(move |wait| sleep.sleep(wait))
            .when(Error::passes)
            .adjust(|error, planned| planned.map(|planned| error.wait().unwrap_or(planned)))
            .notify(|error, wait| {
                self.tally.retried();
                tracing::warn!(%error, wait_seconds = wait.as_secs_f32(), "asking again");
            })
            .await
    }

    async fn attempt(&self, url: &Url) -> Result<Answer, Error> {
        self.pacer.turn(&self.policy.sleep).await;
        self.tally.asked();
        let mut request = self
            .http
            .get(url.clone())
            .header(ACCEPT, "application/json");
        if let Some(credential) = &self.endpoint.credential {
            request = request.bearer_auth(credential.expose_secret());
        }
        let response = request
            .send()
            .await
            .map_err(|error| unreachable(url, error))?;
        if let Some(wait) = wait::exhausted(response.headers())
            && response.status().is_success()
        {
            self.pacer.hold(wait.min(self.policy.longest_asked_wait));
        }
        let response = self.judge(url, response).await?;
        let next = self.next_page(url, response.headers())?;
        let bytes = self.body(url, response).await?;
        Ok(Answer {
            url: url.clone(),
            bytes,
            next,
        })
    }

    /// Turns every status that is no success into an error.
    async fn judge(&self, url: &Url, response: Response) -> Result<Response, Error> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let (at, code) = (url.to_string(), status.as_u16());
        if status.is_redirection() {
            let target = response.headers().get(LOCATION);
            let target = target.and_then(|target| target.to_str().ok());
            return Err(Error::Redirected {
                url: at,
                target: target.unwrap_or("nowhere").to_owned(),
                variable: self.endpoint.variable,
            });
        }
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            let now = self.began.0 + self.began.1.elapsed();
            let wait = wait::asked(response.headers(), now);
            return Err(match wait {
                Some(wait) if wait > self.policy.longest_asked_wait => Error::TooLongAWait {
                    url: at,
                    status: code,
                    wait,
                },
                wait => Error::Busy {
                    url: at,
                    status: code,
                    wait,
                },
            });
        }
        Err(match (status, self.endpoint.credential_variable) {
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Some(variable)) => Error::Denied {
                url: at,
                status: code,
                variable,
            },
            (StatusCode::NOT_FOUND, _) => Error::NotFound { url: at },
            _ => Error::Refused {
                url: at,
                status: code,
                said: self.excerpt(url, response).await,
            },
        })
    }

    /// The body, as long as it stays below the limit.
    async fn body(&self, url: &Url, mut response: Response) -> Result<Vec<u8>, Error> {
        let limit = self.policy.max_answer_bytes;
        let too_large = || Error::TooLarge {
            url: url.to_string(),
            limit,
        };
        let announced = response.content_length();
        if announced.is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0) as usize);
        loop {
            let chunk = response.chunk().await;
            let Some(chunk) = chunk.map_err(|error| unreachable(url, error))? else {
                return Ok(bytes);
            };
            self.tally.received(chunk.len());
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
    }

    /// The beginning of what a refusal says, harmless to print.
    async fn excerpt(&self, url: &Url, response: Response) -> String {
        let body = self.body(url, response).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&body);
        let words: String = text.trim().chars().take(EXCERPT_CHARS).collect();
        if words.is_empty() {
            return String::new();
        }
        format!(": {}", words.escape_debug())
    }

    /// The address in `Link: <...>; rel="next"`.
    fn next_page(&self, url: &Url, headers: &HeaderMap) -> Result<Option<Url>, Error> {
        let links = headers.get_all(LINK).iter();
        let links = links.filter_map(|value| value.to_str().ok());
        let Some(next) = links.flat_map(next_of).next() else {
            return Ok(None);
        };
        let next = url.join(next).map_err(|_| Error::ForeignHost {
            url: next.to_owned(),
            allowed: self.host(),
        })?;
        self.check_host(&next)?;
        Ok(Some(next))
    }

    /// Only the host of the base address is ever asked, whatever an answer says.
    fn check_host(&self, url: &Url) -> Result<(), Error> {
        if url.origin() == self.base.origin() {
            return Ok(());
        }
        Err(Error::ForeignHost {
            url: url.to_string(),
            allowed: self.host(),
        })
    }

    fn host(&self) -> String {
        self.base.origin().ascii_serialization()
    }
}

/// A failure on the way, in the words of its first cause: the outer ones repeat the address.
fn unreachable(url: &Url, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let why = if error.is_timeout() {
        "no answer in time".to_owned()
    } else {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let what = if error.is_connect() {
            "cannot be reached"
        } else {
            "the connection did not last"
        };
        format!("{what} ({cause})")
    };
    Error::Unreachable {
        url: url.to_string(),
        why,
    }
}
