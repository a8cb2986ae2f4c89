//! Weighbridge.
pub mod bundled;
pub mod domain;
pub mod ingest;
pub mod query;
pub mod snapshot;
pub mod store;
pub mod text;
