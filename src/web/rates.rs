//! How often one client may ask: so many pages a minute, a fifth as many files, which take long to
//! make, a twentieth as many requests that change something, and a two-hundredth as many views to be
//! frozen, each of which is a dozen files that stay. Who has been quiet for a minute
//! may ask for a minute's worth at once.

use super::clients::Client;
use axum::http::Method;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Pages a minute where nobody said otherwise.
pub(super) const PAGES_PER_MINUTE: u32 = 1200;
/// A page counts as much as a fifth of a file.
const PAGES_PER_FILE: u32 = 5;
/// And as a twentieth of a change.
const PAGES_PER_CHANGE: u32 = 20;
/// And as a two-hundredth of a view to be frozen.
const PAGES_PER_VIEW: u32 = 200;
/// After so many requests, clients that were quiet since are forgotten.
const FORGET_EVERY: u32 = 4096;

type Limiter = RateLimiter<Client, DashMapStateStore<Client>, DefaultClock>;

/// What is asked for, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Page,
    File,
    Change,
    Freeze,
    /// What is there for machines of the host, or costs next to nothing.
    Free,
}

impl Asked {
    pub fn of(method: &Method, path: &str) -> Self {
        if !(method.is_safe()) {
            let freezes = path == "/s" || path.starts_with("/s/");
            return if freezes { Self::Freeze } else { Self::Change };
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        match folder {
            "" if ["livez", "metrics", "robots.txt"].contains(&name) => Self::Free,
            "/static" => Self::Free,
            "/charts" | "/snapshots" | "/data" if name.contains('.') => Self::File,
            _ => Self::Page,
        }
    }
}

/// The counts of all clients.
pub(super) struct Rates {
    pages: Limiter,
    files: Limiter,
    changes: Limiter,
    freezes: Limiter,
    asked: AtomicU32,
}

impl fmt::Debug for Rates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rates({} clients)", self.pages.len())
    }
}

impl Rates {
    pub fn of_pages_per_minute(count: NonZeroU32) -> Self {
        let part = |divisor| {
            let count = NonZeroU32::new(count.get() / divisor).unwrap_or(NonZeroU32::MIN);
            RateLimiter::dashmap(Quota::per_minute(count))
        };
        Self {
            pages: part(1),
            files: part(PAGES_PER_FILE),
            changes: part(PAGES_PER_CHANGE),
            freezes: part(PAGES_PER_VIEW),
            asked: AtomicU32::new(0),
        }
    }

    /// Counts a request; where it is one too many, says after what time it would not be.
    pub fn admit(&self, client: Client, asked: Asked) -> Result<(), Duration> {
        let limiter = match asked {
            Asked::Page => &self.pages,
            Asked::File => &self.files,
            Asked::Change => &self.changes,
            Asked::Freeze => &self.freezes,
            Asked::Free => return Ok(()),
        };
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            for limiter in [&self.pages, &self.files, &self.changes, &self.freezes] {
                limiter.retain_recent();
            }
        }
        limiter
            .check_key(&client)
            .map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> Client {
        Client::at(std::net::Ipv4Addr::new(192, 0, 2, last).into())
    }

    fn admitted(rates: &Rates, client: Client, asked: Asked) -> usize {
        (0..1000)
            .take_while(|_| rates.admit(client, asked).is_ok())
            .count()
    }

    #[test]
    fn each_client_may_ask_so_often_and_for_files_less() {
        let rates = Rates::of_pages_per_minute(NonZeroU32::new(400).unwrap());
        for last in [1, 2] {
            assert_eq!(admitted(&rates, client(last), Asked::Page), 400);
            assert_eq!(admitted(&rates, client(last), Asked::File), 80);
            assert_eq!(admitted(&rates, client(last), Asked::Change), 20);
            assert_eq!(admitted(&rates, client(last), Asked::Freeze), 2);
            assert_eq!(admitted(&rates, client(last), Asked::Free), 1000);
        }
        let wait = rates.admit(client(1), Asked::Change).unwrap_err();
        assert!(
            wait > Duration::from_secs(1) && wait <= Duration::from_secs(3),
            "{wait:?}"
        );
    }

    #[test]
    fn the_smallest_rate_still_admits_one() {
        let rates = Rates::of_pages_per_minute(NonZeroU32::MIN);
        assert_eq!(admitted(&rates, client(1), Asked::Change), 1);
    }

    #[test]
    fn clients_that_were_quiet_are_forgotten() {
        let rates = Rates::of_pages_per_minute(NonZeroU32::new(60_000_000).unwrap());
        for number in 0..FORGET_EVERY * 2 {
            let address = std::net::Ipv4Addr::from(number);
            rates
                .admit(Client::at(address.into()), Asked::Page)
                .unwrap();
        }
        assert!(rates.pages.len() < FORGET_EVERY as usize * 2, "{rates:?}");
    }

    #[test]
    fn addresses_are_told_apart_by_what_they_cost() {
        let cases = [
            (Method::GET, "/", Asked::Page),
            (Method::HEAD, "/charts/share", Asked::Page),
            (Method::GET, "/charts/share.csv", Asked::File),
            (Method::GET, "/snapshots/1.csv", Asked::File),
            (Method::GET, "/licenses/apache-2.0", Asked::Page),
            (Method::GET, "/models/openrouter/a/b.c", Asked::Page),
            (Method::POST, "/api/v1/snapshots", Asked::Change),
            (Method::POST, "/livez", Asked::Change),
            (Method::POST, "/s", Asked::Freeze),
            (Method::POST, "/s/2026-11-27/charts/share", Asked::Freeze),
            (Method::GET, "/s/2026-11-27/charts/share.csv", Asked::Page),
            (Method::OPTIONS, "/api/v1/observations", Asked::Page),
            (Method::GET, "/livez", Asked::Free),
            (Method::GET, "/metrics", Asked::Free),
            (Method::GET, "/readyz", Asked::Page),
            (Method::GET, "/static/0123.css", Asked::Free),
            (Method::GET, "//static/0123.css", Asked::Page),
        ];
        for (method, path, asked) in cases {
            assert_eq!(Asked::of(&method, path), asked, "{method} {path}");
        }
    }
}
