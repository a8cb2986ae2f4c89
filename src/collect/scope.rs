//! Which models of the Hub a run asks for.

use std::fmt;
use std::str::FromStr;

/// Whose models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Those of the catalog's organizations, under all their names.
    #[default]
    Catalog,
    /// The most downloaded.
    Top(u64),
    /// All.
    All,
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "catalog" => Ok(Self::Catalog),
            "all" => Ok(Self::All),
            _ => text
                .strip_prefix("top=")
                .and_then(|number| number.parse().ok())
                .filter(|number| *number > 0)
                .map(Self::Top)
                .ok_or_else(|| "write catalog, top=N such as top=5000, or all".to_owned()),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Catalog => f.write_str("catalog"),
            Self::Top(number) => write!(f, "top={number}"),
            Self::All => f.write_str("all"),
        }
    }
}

/// Which kinds of models. Snapshot files cannot say what kind a model is, and pages show what is
/// not in the catalog among the language models; so those the Hub knows to be something else are
/// left out unless asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Generative language models, what the Hub has no task for, and all models of the catalog.
    #[default]
    Language,
    /// All kinds.
    All,
}

/// Tasks of the Hub that generative language models have, those that also see included.
const LANGUAGE_TASKS: [&str; 6] = [
    "any-to-any",
    "conversational",
    "image-text-to-text",
    "text-generation",
    "text2text-generation",
    "video-text-to-text",
];

impl Kind {
    /// Whether a model with this task is of the kind.
    pub fn admits(self, task: Option<&str>) -> bool {
        self == Self::All || task.is_none_or(|task| LANGUAGE_TASKS.contains(&task))
    }

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::All => "all",
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Language, Self::All]
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| "write language or all".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_as_it_is_written() {
        for scope in [Scope::Catalog, Scope::Top(5000), Scope::All] {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        for bad in ["", "top", "top=", "top=0", "top=-1", "everything"] {
            assert!(bad.parse::<Scope>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_the_hub_has_no_task_for_is_not_left_out() {
        assert!(Kind::Language.admits(None));
        assert!(Kind::Language.admits(Some("text-generation")));
        assert!(!Kind::Language.admits(Some("sentence-similarity")));
        assert!(Kind::All.admits(Some("sentence-similarity")));
    }
}
