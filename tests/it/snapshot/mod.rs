//! Reading snapshot files: what is refused and why, and that what is accepted has one identity.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad_files;
mod ends_early;
mod every_format;
mod formats;
mod hostile;
mod problems;
mod recorded;
mod round_trip;
mod same_snapshot;
mod spelled;
mod world;

pub use world::gzip;
