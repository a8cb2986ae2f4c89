//! Weighbridge.
pub mod bundled;
pub mod domain;
