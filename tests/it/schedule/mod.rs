//! Runs of collectors from their beginning to their record, and the scheduler that begins them, by
//! a clock that the tests set.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod host;
mod recorded;
mod scheduled;
