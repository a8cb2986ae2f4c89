//! One maker for many who wait: whoever asks for what is being made gets what comes of it.

use super::entry::Entry;
use super::key::Key;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What came of a making: an entry, or nothing that others could be given.
type Outcome = Option<Arc<Entry>>;

/// What is being made now.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Key, watch::Receiver<Outcome>>>);

/// The part of whoever asks.
pub(super) enum Part {
    /// Nobody is at it: to be made.
    Makes(Making),
    /// Somebody is: to be waited for.
    Waits(Waiting),
}

/// The duty to make something; others are let go when it ends, whatever comes of it.
pub(super) struct Making {
    flights: Arc<Flights>,
    key: Key,
    sender: watch::Sender<Outcome>,
}

/// What somebody else makes.
pub(super) struct Waiting(watch::Receiver<Outcome>);

impl Flights {
    /// The part of who asks for this now.
    pub fn join(self: &Arc<Self>, key: Key) -> Part {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match flights.entry(key) {
            Place::Occupied(flight) => Part::Waits(Waiting(flight.get().clone())),
            Place::Vacant(place) => {
                let (sender, receiver) = watch::channel(None);
                let key = place.key().clone();
                place.insert(receiver);
                Part::Makes(Making {
                    flights: Arc::clone(self),
                    key,
                    sender,
                })
            }
        }
    }
}

impl Making {
    /// What is made.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Hands what was made to all who wait.
    pub fn land(self, entry: Arc<Entry>) {
        self.sender.send_replace(Some(entry));
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        let flights = self.flights.0.lock();
        flights
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

impl Waiting {
    /// What came of it.
    pub async fn outcome(mut self) -> Outcome {
        // An error says that it ended with nothing.
        let _ = self.0.wait_for(Option::is_some).await;
        self.0.borrow().clone()
    }
}
