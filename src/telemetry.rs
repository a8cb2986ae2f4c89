//! What the program tells of itself: log lines on standard error, and metrics for a scraper.
//!
//! [`log`] has the lines, [`metrics`] the one table of names and help texts.

pub mod log;
pub mod metrics;
