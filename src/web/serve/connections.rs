//! How many connections are open, in all and of one client: whoever opens many and lets them rest
//! must not leave others without.

use crate::telemetry::metrics::CONNECTIONS;
use crate::web::clients::{Client, Proxies};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// One client may have this part of all connections.
const PART_OF_ONE: usize = 4;

/// The places there are.
#[derive(Debug, Clone)]
pub struct Connections {
    taken: Arc<Mutex<Taken>>,
    most: usize,
    most_of_one: usize,
    proxies: Proxies,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Client, usize>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    taken: Arc<Mutex<Taken>>,
    /// Whose it is, where that is counted.
    client: Option<Client>,
}

impl Connections {
    /// So many connections in all. Trusted proxies may have all of them, and so may clients on this
    /// machine, one of which may be a proxy.
    pub fn at_most(most: usize, proxies: Proxies) -> Self {
        Self {
            taken: Arc::default(),
            most,
            most_of_one: (most / PART_OF_ONE).max(1),
            proxies,
        }
    }

    /// A place for a connection, if one is left for its client.
    pub(super) fn place_for(&self, peer: IpAddr) -> Option<Place> {
        let is_counted = !peer.to_canonical().is_loopback() && !self.proxies.trust(peer);
        let client = is_counted.then(|| Client::at(peer));
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.most {
            return None;
        }
        if let Some(client) = client {
            let of_one = taken.by.entry(client).or_default();
            if *of_one >= self.most_of_one {
                return None;
            }
            *of_one += 1;
        }
        taken.all += 1;
        CONNECTIONS.set(&[], taken.all as f64);
        Some(Place {
            taken: Arc::clone(&self.taken),
            client,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        CONNECTIONS.set(&[], taken.all as f64);
        let Some(client) = self.client else { return };
        if let Some(of_one) = taken.by.get_mut(&client) {
            *of_one -= 1;
            if *of_one == 0 {
                taken.by.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn places(connections: &Connections, peer: &str) -> Vec<Place> {
        let place = || connections.place_for(at(peer));
        std::iter::from_fn(place).take(100).collect()
    }

    #[test]
    fn one_client_gets_a_part_and_all_together_no_more_than_there_are() {
        let connections = Connections::at_most(12, Proxies::default());
        let first = places(&connections, "192.0.2.1");
        assert_eq!(first.len(), 3);
        // All of a subscriber's addresses are one client.
        let second = places(&connections, "2001:db8::1");
        assert_eq!(second.len(), 3);
        assert!(connections.place_for(at("2001:db8::2")).is_none());
        let near = places(&connections, "127.0.0.1");
        assert_eq!(near.len(), 6, "a client on this machine may be a proxy");
        assert!(connections.place_for(at("192.0.2.9")).is_none());
        drop((first, near));
        assert_eq!(places(&connections, "192.0.2.1").len(), 3);
        drop(second);
        let taken = connections.taken.lock().unwrap();
        assert_eq!((taken.all, taken.by.len()), (0, 0), "nothing is remembered");
    }

    #[test]
    fn a_trusted_proxy_may_have_all() {
        let connections = Connections::at_most(8, Proxies::parse("10.0.0.0/8").unwrap());
        assert_eq!(places(&connections, "10.0.0.1").len(), 8);
    }
}
