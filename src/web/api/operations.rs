//! The table of what can be asked below `/api/`: what each address takes, what it may refuse, and
//! one that can be tried. The document and the reference page derive from it; a handler finds its
//! entry by its name.

use super::parameters::{Accepts, NOTHING};
use super::problem::ProblemKind;
use super::{events, models, series, snapshots};

/// What can be asked.
pub(in crate::web) struct Operation {
    /// Name of its handler, and its id in the document.
    pub id: &'static str,
    /// What stands behind the `?`.
    pub accepts: &'static Accepts,
    /// Names in the path, each with the schema of its values and one of these.
    pub places: &'static [(&'static str, &'static str, &'static str)],
    /// What it refuses besides what every address may.
    pub refuses: &'static [ProblemKind],
    /// An address that can be tried.
    pub example: &'static str,
}

/// What every address may refuse.
pub(super) const ALWAYS: [ProblemKind; 7] = [
    ProblemKind::BadQuery,
    ProblemKind::Method,
    ProblemKind::AddressTooLong,
    ProblemKind::HeadersTooLarge,
    ProblemKind::TooMany,
    ProblemKind::Internal,
    ProblemKind::Unavailable,
];

const fn list(id: &'static str, accepts: &'static Accepts, example: &'static str) -> Operation {
    Operation {
        id,
        accepts,
        places: &[],
        refuses: &[],
        example,
    }
}

const fn one(
    id: &'static str,
    places: &'static [(&'static str, &'static str, &'static str)],
    example: &'static str,
) -> Operation {
    Operation {
        id,
        accepts: &NOTHING,
        places,
        refuses: &[ProblemKind::NotFound],
        example,
    }
}

/// Every operation, in the order readers are told of them.
pub(in crate::web) static OPERATIONS: [Operation; 17] = [
    Operation {
        refuses: &[ProblemKind::Withheld, ProblemKind::Busy],
        ..list(
            "get_series",
            &series::ACCEPTS,
            "/api/v1/series?by=bloc&from=2026-10-06&to=2026-10-07",
        )
    },
    list(
        "list_models",
        &models::ACCEPTS,
        "/api/v1/models?q=qwen3-8b&weights=open&limit=2",
    ),
    one(
        "get_model",
        &[
            ("source", "SourceId", "openrouter"),
            ("id", "ModelId", "deepseek/deepseek-v4.1-flash-20260910"),
        ],
        "/api/v1/models/openrouter/deepseek/deepseek-v4.1-flash-20260910",
    ),
    list("list_organizations", &NOTHING, "/api/v1/organizations"),
    one(
        "get_organization",
        &[("slug", "OrganizationSlug", "alibaba")],
        "/api/v1/organizations/alibaba",
    ),
    list("list_countries", &NOTHING, "/api/v1/countries"),
    one(
        "get_country",
        &[("code", "CountryCode", "CN")],
        "/api/v1/countries/CN",
    ),
    list("list_licenses", &NOTHING, "/api/v1/licenses"),
    one(
        "get_license",
        &[("id", "LicenseId", "apache-2.0")],
        "/api/v1/licenses/apache-2.0",
    ),
    list("list_metrics", &NOTHING, "/api/v1/metrics"),
    one(
        "get_metric",
        &[("id", "MetricId", "openrouter-tokens")],
        "/api/v1/metrics/openrouter-tokens",
    ),
    list("list_sources", &NOTHING, "/api/v1/sources"),
    list(
        "list_snapshots",
        &snapshots::ACCEPTS,
        "/api/v1/snapshots?source=openrouter&limit=1",
    ),
    Operation {
        refuses: &[
            ProblemKind::UnreadableFile,
            ProblemKind::Unauthorized,
            ProblemKind::NoPush,
            ProblemKind::TooSlow,
            ProblemKind::TooLarge,
            ProblemKind::MediaType,
            ProblemKind::RefusedFile,
            ProblemKind::Busy,
        ],
        ..list(
            "push_snapshot",
            &crate::web::push::ACCEPTS,
            "/api/v1/snapshots",
        )
    },
    one(
        "get_snapshot",
        &[("id", "SnapshotId", "1")],
        "/api/v1/snapshots/1",
    ),
    list(
        "list_events",
        &events::ACCEPTS,
        "/api/v1/events?from=2026-01&to=2026-06",
    ),
    list("get_openapi", &NOTHING, "/api/openapi.json"),
];

impl Operation {
    /// The operation of an id.
    pub fn of(id: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.id == id)
    }

    /// Stem of the keys of its messages.
    pub fn key(&self) -> String {
        format!("api-{}", self.id.replace('_', "-"))
    }

    /// Statuses of what it may refuse.
    pub fn refusals(&self) -> Vec<u16> {
        let kinds = self.refuses.iter().chain(&ALWAYS);
        let mut statuses: Vec<u16> = kinds.map(|kind| kind.status().as_u16()).collect();
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }
}
