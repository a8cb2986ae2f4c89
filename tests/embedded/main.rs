//! Promises of the embedded server: it starts, is shared, stops, and survives the killing of any of its processes.
//!
//! Each promise is kept as the user who runs the tests and, when that is root, as `nobody` too. Programs that use
//! the server have to be processes of their own, so this test binary starts itself again as `the_program`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod killing;
mod program;
mod refusing;
mod sharing;
