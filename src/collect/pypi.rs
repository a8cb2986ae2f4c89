//! `pypi`: downloads a day of the catalog's Python packages, from pypistats.org, which keeps 180
//! days. All of them are asked for each time, so that what is restated is caught.

use super::Collector;
use super::client::Manner;
use super::pace::Limit;
use super::packages::{Registry, gather};
use crate::snapshot::recorded::pypistats;
use std::time::Duration;

/// pypistats.org's limits for an address, with or without a credential: it takes none.
const LIMITS: &[Limit] = &[
    Limit {
        count: 5,
        per: Duration::from_secs(1),
    },
    Limit {
        count: 30,
        per: Duration::from_mins(1),
    },
];

static REGISTRY: Registry = Registry {
    source: "pypi",
    metric: pypistats::METRIC,
    manner: Manner {
        prefix: "/api",
        limits: LIMITS,
        limits_with_credential: LIMITS,
    },
    read: pypistats::read,
};

pub(super) const COLLECTOR: Collector = Collector {
    name: "pypi",
    about: "Downloads a day of SDK packages from PyPI, the last 180 days, by pypistats.org.",
    needs: "Nothing.",
    longest: Duration::from_mins(30),
    has_scopes: false,
    gather: |job, tally| {
        Box::pin(gather(
            &REGISTRY,
            &job.settings.pypistats,
            |package| {
                let path = format!("/packages/{package}/overall");
                (path, vec![("mirrors", "false")])
            },
            job,
            tally,
        ))
    },
};
