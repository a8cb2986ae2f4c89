//! Why a run failed, in words that name the source, the address and, where it is known, the way out.

use crate::snapshot::Problem;
use chrono::NaiveDate;
use std::path::PathBuf;
use std::time::Duration;

/// Why nothing was gathered. Addresses in it carry no credentials: those travel in headers.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The base address of a source cannot be used.
    #[error("{variable} is `{found}`: {why}")]
    BaseAddress {
        /// The variable it came from.
        variable: &'static str,
        /// What it says.
        found: String,
        /// What is wrong with it.
        why: String,
    },
    /// The HTTP client could not be made.
    #[error("preparing the HTTP client: {0}")]
    Client(String),
    /// The source could not be reached, or the connection did not last.
    #[error("{url}: {why}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What happened.
        why: String,
    },
    /// The source asked to wait, or was not well; also after all attempts.
    #[error("{url} answered {status}{}", asked(*wait))]
    Busy {
        /// What was asked for.
        url: String,
        /// The status.
        status: u16,
        /// How long it asked to wait.
        wait: Option<Duration>,
    },
    /// The source asked for a longer pause than we wait.
    #[error("{url} answered {status} and asked to wait {} s: try again after that", wait.as_secs())]
    TooLongAWait {
        /// What was asked for.
        url: String,
        /// The status.
        status: u16,
        /// How long it asked to wait.
        wait: Duration,
    },
    /// The source wants to know who asks, or does not let them.
    #[error("{url} answered {status}: set {variable} to a credential that may read it")]
    Denied {
        /// What was asked for.
        url: String,
        /// 401 or 403.
        status: u16,
        /// The variable with the credential.
        variable: &'static str,
    },
    /// The source does not have it.
    #[error("{url} answered 404: there is no such thing")]
    NotFound {
        /// What was asked for.
        url: String,
    },
    /// Any other status that is no success.
    #[error("{url} answered {status}{said}")]
    Refused {
        /// What was asked for.
        url: String,
        /// The status.
        status: u16,
        /// The beginning of what it said.
        said: String,
    },
    /// The source sent us elsewhere, which is not followed.
    #[error(
        "{url} redirects to {target}, which is not followed; if the source has moved, set {variable}"
    )]
    Redirected {
        /// What was asked for.
        url: String,
        /// Where it points.
        target: String,
        /// The variable with the base address.
        variable: &'static str,
    },
    /// An answer names an address of another host.
    #[error("{url} is not an address of {allowed}, and no other is asked")]
    ForeignHost {
        /// The address.
        url: String,
        /// The host of the base address.
        allowed: String,
    },
    /// The answer is larger than any that is expected.
    #[error("the answer of {url} holds more than {limit} bytes")]
    TooLarge {
        /// What was asked for.
        url: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The answer is not what the source used to answer.
    #[error("the answer of {url}, line {problem}")]
    Shape {
        /// What was asked for.
        url: String,
        /// What is wrong with it, and where.
        problem: Box<Problem>,
    },
    /// A list led back to a page that was read already.
    #[error("{url} was read already: the list of the source runs in a circle")]
    Circle {
        /// The address that came again.
        url: String,
    },
    /// No model had this count.
    #[error("no model of the answers has a value in `{member}`: the source no longer says it")]
    Silent {
        /// The member of a model.
        member: &'static str,
    },
    /// The answer is about other days than those asked for.
    #[error("{url} answered from {found} on instead of {asked}: days would be missing")]
    OtherWindow {
        /// What was asked for.
        url: String,
        /// First day asked for.
        asked: NaiveDate,
        /// First day the answer says it is about.
        found: String,
    },
    /// Another run of the same source is under way.
    #[error("another run collects into {0}; wait for its end")]
    UnderWay(PathBuf),
    /// The spool or the cursor could not be kept.
    #[error("{path}: {error}")]
    Keeping {
        /// The file or folder.
        path: PathBuf,
        /// What happened.
        error: std::io::Error,
    },
}

fn asked(wait: Option<Duration>) -> String {
    wait.map_or_else(String::new, |wait| {
        format!(" and asked to wait {} s", wait.as_secs())
    })
}

impl Error {
    /// Whether asking again may help.
    pub(super) const fn passes(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Busy { .. })
    }

    /// Whether what was gathered so far is of no use to a run that would go on from it.
    pub(super) const fn spoils_the_run(&self) -> bool {
        matches!(self, Self::Circle { .. } | Self::Silent { .. })
    }

    /// The error as anyone may read it: no path of this machine, no setting that does not read.
    pub fn in_public(&self) -> String {
        match self {
            Self::BaseAddress { variable, why, .. } => format!("{variable}: {why}"),
            Self::Client(_) => "the HTTP client could not be prepared".to_owned(),
            Self::UnderWay(_) => "another run of this source was under way".to_owned(),
            Self::Keeping { error, .. } => {
                format!("what was gathered could not be kept: {}", error.kind())
            }
            error => error.to_string(),
        }
    }

    /// How long the source asked to wait.
    pub(super) const fn wait(&self) -> Option<Duration> {
        match self {
            Self::Busy { wait, .. } => *wait,
            _ => None,
        }
    }

    /// An error of a file or folder, for `map_err`.
    pub(super) fn keeping(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Keeping { path, error }
    }
}
