//! Weighbridge.
pub mod bundled;
pub mod domain;
pub mod ingest;
pub mod snapshot;
pub mod store;
