//! How a run of a collector ended.

use super::words;

words! {
    /// How a run of a collector ended.
    RunOutcome("outcome of a run") {
        /// Everything asked for is there.
        Ok = 1 "ok",
        /// The rest is there; the source does not have some of what was asked for.
        Partial = 2 "partial",
        /// The source had nothing to say.
        NoData = 3 "no-data",
        /// Nothing was gathered, or it could not be stored; what was stored before stays.
        Failed = 4 "failed",
        /// It was stopped, or its process died.
        Interrupted = 5 "interrupted",
    }
}

impl RunOutcome {
    /// Whether the source need not be asked again before its next time.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Ok | Self::Partial | Self::NoData)
    }
}
