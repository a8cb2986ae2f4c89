//! Camps: bloc and weights read together, the product's headline breakdown.

use super::{Bloc, Weights, words};

words! {
    /// Bloc x weights. A row belongs to exactly one camp.
    Camp("camp") {
        /// Published in China, weights downloadable.
        ChinaOpen = 1 "china-open",
        /// Published in the West, weights downloadable.
        WestOpen = 2 "west-open",
        /// Published in the West, API only.
        WestClosed = 3 "west-closed",
        /// Published in China, API only.
        ChinaClosed = 4 "china-closed",
        /// Published in any other country, weights known.
        Other = 5 "other",
        /// Bloc or weights unknown.
        Unknown = 0 "unknown",
    }
}

impl Camp {
    /// The camp of a bloc and a state of the weights.
    pub const fn of(bloc: Bloc, weights: Weights) -> Self {
        match (bloc, weights) {
            (Bloc::Unknown, _) | (_, Weights::Unknown) => Self::Unknown,
            (Bloc::China, Weights::Open) => Self::ChinaOpen,
            (Bloc::China, Weights::Closed) => Self::ChinaClosed,
            (Bloc::West, Weights::Open) => Self::WestOpen,
            (Bloc::West, Weights::Closed) => Self::WestClosed,
            (Bloc::Other, _) => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camp_is_unknown_when_bloc_or_weights_are() {
        for bloc in Bloc::ALL {
            assert_eq!(Camp::of(*bloc, Weights::Unknown), Camp::Unknown);
        }
        for weights in Weights::ALL {
            assert_eq!(Camp::of(Bloc::Unknown, *weights), Camp::Unknown);
        }
        assert_eq!(Camp::of(Bloc::Other, Weights::Closed), Camp::Other);
        assert_eq!(Camp::of(Bloc::China, Weights::Open), Camp::ChinaOpen);
    }
}
