//! Whether a model's weights can be downloaded.

use super::words;

words! {
    /// Whether a model's weights can be downloaded. Open weights is not open source: the
    /// license says what may be done with them, and training data or code may be missing.
    Weights("state of the weights") {
        /// Downloadable, under whatever license.
        Open = 1 "open",
        /// Served through an API only.
        Closed = 2 "closed",
        /// Not known; counted as none and as all where a range is given.
        Unknown = 0 "unknown",
    }
}
