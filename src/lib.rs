//! Weighbridge.
pub mod bundled;
pub mod charts;
pub mod domain;
pub mod ingest;
pub mod plot;
pub mod query;
pub mod snapshot;
pub mod store;
pub mod text;
