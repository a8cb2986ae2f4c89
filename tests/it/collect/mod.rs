//! Collectors against servers on this machine: answers in recorded shapes, and everything that can
//! go wrong with them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod hub;
pub mod loopback;
mod memory;
mod packages;
mod rankings;
pub mod trial;
