//! License classes: our reading of what a license allows.

use super::words;

words! {
    /// Our reading of what a license allows; a license tag is not a grant, so every page
    /// links the license text.
    LicenseClass("license class") {
        /// Use, change and redistribution for any purpose (Apache-2.0, MIT, BSD).
        Permissive = 1 "permissive",
        /// The same, with a duty to share changes under the same terms.
        Copyleft = 2 "copyleft",
        /// Custom terms that limit use, size or revenue.
        Restricted = 3 "restricted",
        /// No commercial use.
        NonCommercial = 4 "non-commercial",
        /// Not published: offered as a service only.
        Proprietary = 5 "proprietary",
        /// Not known, or known only as "other".
        Unknown = 0 "unknown",
    }
}
