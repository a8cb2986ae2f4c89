//! How long a source asks to wait: `Retry-After` and `RateLimit`, read from the headers of an
//! answer.

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// What sources write their limits into, by the IETF's draft.
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The wait that an answer asks for: until its exhausted limit begins anew, else as long as
/// `Retry-After` says. `now` stands in where the answer carries no date of its own.
pub fn asked(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    exhausted(headers).or_else(|| retry_after(headers, now))
}

/// Until when a limit that has nothing left begins anew, with a second to be sure: the clocks of
/// both sides count whole seconds.
pub fn exhausted(headers: &HeaderMap) -> Option<Duration> {
    let limits = headers.get_all(RATE_LIMIT);
    let limits = limits.iter().filter_map(|value| value.to_str().ok());
    limits
        .flat_map(|value| value.split(','))
        .filter_map(|limit| {
            let parameter = |name: &str| {
                limit.split(';').find_map(|part| {
                    let (key, value) = part.trim().split_once('=')?;
                    (key.trim() == name).then(|| value.trim().parse::<u64>().ok())?
                })
            };
            (parameter("r")? == 0).then_some(parameter("t")?)
        })
        .max()
        .map(|seconds| Duration::from_secs(seconds.saturating_add(1)))
}

/// `Retry-After`, in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // The source's own clock where it shows it: ours may be off.
    let its_date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let its_now = its_date
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or_else(|| SystemTime::from(now));
    Some(until.duration_since(its_now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[("retry-after", "7")], Some(7))]
    #[case(&[("retry-after", "soon")], None)]
    #[case(&[("retry-after", "Wed, 07 Oct 2026 12:00:30 GMT")], Some(30))]
    #[case(
        &[("retry-after", "Wed, 07 Oct 2026 12:00:30 GMT"), ("date", "Wed, 07 Oct 2026 12:00:20 GMT")],
        Some(10)
    )]
    #[case(&[("retry-after", "Wed, 07 Oct 2026 11:00:00 GMT")], Some(0))]
    #[case(&[("ratelimit", "\"api\";r=0;t=55")], Some(56))]
    #[case(&[("ratelimit", "\"api\";r=0;t=55"), ("retry-after", "7")], Some(56))]
    #[case(&[("ratelimit", "\"api\";r=12;t=55")], None)]
    #[case(&[("ratelimit", "\"api\";r=12;t=55, \"pages\"; r=0; t=3")], Some(4))]
    #[case(&[("ratelimit", "\"api\";r=0;t=x")], None)]
    #[case(&[], None)]
    fn a_wait_is_what_the_headers_ask_for(
        #[case] said: &[(&'static str, &'static str)],
        #[case] seconds: Option<u64>,
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.append(*name, value.parse().unwrap());
        }
        let noon: DateTime<Utc> = "2026-10-07T12:00:00Z".parse().unwrap();
        assert_eq!(asked(&headers, noon), seconds.map(Duration::from_secs));
    }
}
