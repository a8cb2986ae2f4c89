//! Weighbridge.
pub mod bundled;
pub mod domain;
pub mod snapshot;
