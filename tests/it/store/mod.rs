//! The store keeps its promises: whatever order snapshots come in, whatever is retracted,
//! restated, interrupted or done at once, it says what it would say had all come in order.

mod catalog;
mod concurrency;
mod distribution;
mod frozen;
mod histories;
mod killed;
mod late_claims;
mod lineage;
mod reading;
mod restating;
mod rollups;
mod writing;
