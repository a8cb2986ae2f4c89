//! What the pages about one organization or one model say besides sums: facts with their basis,
//! what snapshots said of it, what it is related to, and finding it by a part of its name.

mod license_moves;
mod listed;
mod model;
mod named;
mod organization;

use crate::domain::Weights;
use crate::domain::catalog::Scope;
use crate::domain::lineage::Unresolved;
use chrono::{DateTime, NaiveDate, Utc};
pub use license_moves::LicenseMove;
pub use listed::{ListedModel, ListedModels, Place, Wanted};

/// A model as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelLine {
    /// Slug of its source.
    pub source: String,
    /// The source's own id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Slug of its organization, where known.
    pub organization: Option<String>,
    /// State of the weights.
    pub weights: Weights,
    /// Id of the license it has now, where known.
    pub license: Option<String>,
    /// ISO date or month of release, where known.
    pub released_on: Option<String>,
}

/// What is known of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFacts {
    /// The store's number.
    pub number: i64,
    /// What a list says of it.
    pub line: ModelLine,
    /// Kind of model.
    pub scope: Scope,
    /// The model it is a variant of, if it is one.
    pub variant_of: Option<String>,
    /// The model it was made from, where known.
    pub base: Option<ModelName>,
    /// The end of the chain of bases, where there is one.
    pub root: Option<ModelName>,
    /// Why a base that is stated does not resolve.
    pub unresolved: Option<Unresolved>,
    /// Whether the catalog has a row for it.
    pub cataloged: bool,
    /// Why all this; empty for models the catalog does not know.
    pub basis: String,
    /// The same model on the Hub, where known.
    pub huggingface_id: Option<String>,
}

/// A model by source and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName {
    /// Slug of its source.
    pub source: String,
    /// The source's own id.
    pub id: String,
}

/// A text snapshots gave for a license, and from when to when they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseText {
    /// The text as it was given.
    pub raw: String,
    /// The license it stands for, where we know that.
    pub license: Option<String>,
    /// Moment of the first capture that said so.
    pub first_seen: DateTime<Utc>,
    /// Moment of the last one.
    pub last_seen: DateTime<Utc>,
    /// Of how many models.
    pub models: i64,
}

/// A snapshot that gave or changed numbers of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The snapshot's number.
    pub snapshot: i64,
    /// Moment of the capture.
    pub captured_at: DateTime<Utc>,
    /// How many numbers.
    pub numbers: i64,
    /// First day they are about.
    pub first_day: NaiveDate,
    /// Last day they are about.
    pub last_day: NaiveDate,
}

/// A page of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub models: Vec<ModelLine>,
    /// How many there are in all.
    pub total: i64,
}

struct LineRow {
    source: String,
    id: String,
    name: String,
    organization: Option<String>,
    weights: i16,
    license: Option<String>,
    released_on: Option<String>,
}

impl From<LineRow> for ModelLine {
    fn from(row: LineRow) -> Self {
        Self {
            source: row.source,
            id: row.id,
            name: row.name,
            organization: row.organization,
            weights: Weights::from_code(row.weights).unwrap_or(Weights::Unknown),
            license: row.license,
            released_on: row.released_on,
        }
    }
}

/// Whether a text can be compared with stored ones at all: Postgres keeps no NUL.
fn can_be_stored(text: &str) -> bool {
    !text.contains('\0')
}
