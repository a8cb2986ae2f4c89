//! Tests of the whole, through what the library and the repository show to the outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod collect;
mod command_line;
mod database;
mod environment;
mod layers;
mod relay;
mod schedule;
mod snapshot;
mod store;
mod support;
mod tokens;
mod web;
mod words;
