//! Tests that need a database, in one binary: linking once is most of what a test run costs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod store;
mod support;
