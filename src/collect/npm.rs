//! `npm`: downloads a day of the catalog's JavaScript packages, from api.npmjs.org, which gives 18
//! months. All of them are asked for each time, so that what is restated is caught.

use super::Collector;
use super::client::Manner;
use super::pace::Limit;
use super::packages::{Registry, gather};
use crate::snapshot::recorded::npm;
use chrono::{Days, Months};
use std::time::Duration;

/// npm names no limit; a request a second is a polite guest's pace.
const LIMITS: &[Limit] = &[Limit {
    count: 60,
    per: Duration::from_mins(1),
}];

/// How far back npm answers.
const MONTHS: Months = Months::new(18);

static REGISTRY: Registry = Registry {
    source: "npm",
    metric: npm::METRIC,
    manner: Manner {
        prefix: "",
        limits: LIMITS,
        limits_with_credential: LIMITS,
    },
    read: npm::read,
};

pub(super) const COLLECTOR: Collector = Collector {
    name: "npm",
    about: "Downloads a day of SDK packages from npm, the last 18 months.",
    needs: "Nothing.",
    longest: Duration::from_mins(30),
    has_scopes: false,
    gather: |job, tally| {
        // The last day that is over everywhere in the source's time zone, UTC.
        let yesterday = job.now.date_naive() - Days::new(1);
        let first = yesterday - MONTHS + Days::new(1);
        Box::pin(gather(
            &REGISTRY,
            &job.settings.npm,
            move |package| {
                let path = format!("/downloads/range/{first}:{yesterday}/{package}");
                (path, Vec::new())
            },
            job,
            tally,
        ))
    },
};
