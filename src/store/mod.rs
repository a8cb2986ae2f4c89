//! The store: the only code that runs SQL.
//!
//! | room | what it does |
//! |---|---|
//! | [`connect`] | opening, migrations, how things stand |
//! | [`servers`] | which servers there are, which is used, and what if it does not answer |
//! | [`reads`] | how everything is read: once more where a connection broke |
//! | [`catalog`] | the catalog of this build into the reference tables |
//! | [`merge`] | one snapshot into the store, in one transaction |
//! | [`retract`] | a snapshot out of all readings, kept |
//! | [`snapshots`] | what is stored, and the stored content itself |
//! | [`bulk`] | every observation of a metric, in one pass |
//! | [`facts`] | what pages read: dictionary, cube, model series |
//! | [`places`] | what pages about one organization or model say besides sums |
//! | [`frozen`] | pages and files that readers froze, byte by byte |
//! | [`bases`] | stated bases that do not resolve |
//! | [`runs`] | runs of collectors: who may run, what became of it |
//!
//! A state of the store is a pure function of the catalog and of the snapshots that are not
//! retracted, in the order of `(captured_at, content hash)`; in which order they came does not
//! matter. Everything a change touches is taken out of the rollups before and put in again after
//! ([`rollups`]), so the rollups are a sum that cannot drift.

mod address;
pub mod bases;
pub mod bulk;
pub mod catalog;
pub mod changes;
mod claims;
mod connect;
mod copy;
pub mod embedded;
mod error;
pub mod facts;
pub mod frozen;
mod lock;
pub mod merge;
mod models;
mod observations;
mod partitions;
pub mod places;
mod reads;
mod replay;
pub mod retract;
mod rollups;
pub mod runs;
mod servers;
pub mod snapshots;
mod staging;
mod statistics;
pub mod unclassified;
mod verdicts;

pub use address::{Address, AddressError};
pub use connect::{Options, PoolState, Store, Unready, create_database, reach};
pub use error::Error;

/// A result of the store.
pub type Result<T> = std::result::Result<T, Error>;
