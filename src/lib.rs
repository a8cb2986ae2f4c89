//! Weighbridge.
pub mod bundled;
pub mod charts;
pub mod cli;
pub mod config;
pub mod domain;
pub mod export;
pub mod ingest;
pub mod plot;
pub mod query;
pub mod snapshot;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod web;
