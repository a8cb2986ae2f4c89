//! Choices: the closed lists of words that parameters take, the default first.

/// Declares the words of a parameter; the first is the default.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$vmeta:meta])* $variant:ident $word:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $( $(#[$vmeta])* $variant, )+ }

        impl $name {
            /// Every value; the first is the default.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];
            /// The words of [`Self::ALL`].
            pub const WORDS: &'static [&'static str] = &[ $( $word, )+ ];

            /// The word in addresses and message keys.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl Default for $name {
            fn default() -> Self { Self::ALL[0] }
        }
    };
}

choice! {
    /// How much time one date stands for.
    Every {
        /// Every day the metric was observed.
        Day "day",
        /// ISO weeks, from Monday.
        Week "week",
        /// Calendar months.
        Month "month",
        /// Calendar quarters.
        Quarter "quarter",
    }
}

choice! {
    /// What is shown of each value.
    Show {
        /// The value itself.
        Value "value",
        /// Its share of the filtered total of the date.
        Share "share",
        /// The value, with 100 at the first date.
        Index "index",
        /// The place among the series of the date.
        Rank "rank",
    }
}

choice! {
    /// The value axis.
    Scale {
        /// Equal distances are equal differences.
        Linear "linear",
        /// Equal distances are equal ratios.
        Log "log",
    }
}

choice! {
    /// What the rows of a table are ordered by: each word has its natural direction, and another
    /// for the reverse.
    Sort {
        /// The largest value first.
        Value "value",
        /// The smallest value first.
        ValueReversed "value-reversed",
        /// From A to Z.
        Name "name",
        /// From Z to A.
        NameReversed "name-reversed",
        /// The largest share first.
        Share "share",
        /// The smallest share first.
        ShareReversed "share-reversed",
        /// What grew most first.
        Change "change",
        /// What shrank most first.
        ChangeReversed "change-reversed",
        /// What won most points of share first.
        Points "points",
        /// What lost most points of share first.
        PointsReversed "points-reversed",
        /// The most models first.
        Models "models",
        /// The fewest models first.
        ModelsReversed "models-reversed",
    }
}

impl Sort {
    /// Whether this is not the natural direction.
    pub fn is_reversed(self) -> bool {
        self != self.natural()
    }

    /// The same column in its natural direction.
    #[must_use]
    pub fn natural(self) -> Self {
        match self {
            Self::Value | Self::ValueReversed => Self::Value,
            Self::Name | Self::NameReversed => Self::Name,
            Self::Share | Self::ShareReversed => Self::Share,
            Self::Change | Self::ChangeReversed => Self::Change,
            Self::Points | Self::PointsReversed => Self::Points,
            Self::Models | Self::ModelsReversed => Self::Models,
        }
    }

    /// The same column in the other direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Value => Self::ValueReversed,
            Self::Name => Self::NameReversed,
            Self::Share => Self::ShareReversed,
            Self::Change => Self::ChangeReversed,
            Self::Points => Self::PointsReversed,
            Self::Models => Self::ModelsReversed,
            reversed => reversed.natural(),
        }
    }

    /// The order a click on the head of a column asks for, where this one is in force: the natural
    /// direction of `column`, and the other where it is in force already.
    #[must_use]
    pub fn after_click(self, column: Self) -> Self {
        if self == column.natural() {
            self.reversed()
        } else {
            column.natural()
        }
    }
}

choice! {
    /// Which models are counted over time.
    Panel {
        /// All that were observed on the date.
        All "all",
        /// Those observed at every date shown.
        Common "common",
    }
}

choice! {
    /// Which kinds of models are counted.
    ScopeShown {
        /// Generative language models, and models of unknown kind.
        Language "language",
        /// All kinds.
        All "all",
    }
}

choice! {
    /// How variants such as `:free` are named and counted.
    Variants {
        /// With the model they are a variant of.
        Merged "merged",
        /// Each on its own.
        Separate "separate",
    }
}

choice! {
    /// Which license of a model is meant.
    LicenseAs {
        /// The one it had on the day.
        Then "then",
        /// The one it has now.
        Now "now",
    }
}

choice! {
    /// Whose model a row counts as.
    Lens {
        /// The publisher's.
        Publisher "publisher",
        /// That of the root base model it is built on.
        Base "base",
    }
}
