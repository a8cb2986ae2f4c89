//! What the collectors of package registries share: one request for each package of the catalog.

use super::client::{Client, Manner};
use super::error::Error;
use super::run::{Gathered, Tally};
use super::settings::Endpoint;
use super::spool::Spool;
use super::{Answer, Job, Reason, Step};
use crate::snapshot::recorded::Node;
use crate::snapshot::recorded::pypistats::Answer as Package;
use crate::snapshot::{Cells, Field};
use std::fs;

/// A registry of packages.
pub struct Registry {
    /// The source's slug.
    pub source: &'static str,
    /// The metric it counts.
    pub metric: &'static str,
    /// How it is asked.
    pub manner: Manner,
    /// Reads an answer.
    pub read: for<'a> fn(Node<'a>) -> Result<Package<'a>, crate::snapshot::recorded::Fault<'a>>,
}

/// Asks for every package of the catalog; `path` is where its days are. A package the registry
/// does not have is said and passed over; anything else that fails ends the run.
pub async fn gather(
    registry: &Registry,
    endpoint: &Endpoint,
    path: impl Fn(&str) -> (String, Vec<(&'static str, &'static str)>),
    job: &Job<'_>,
    tally: &Tally,
) -> Result<Gathered, Error> {
    let policy = &job.settings.policy;
    let client = Client::new(endpoint, &registry.manner, policy, tally, job.now)?;
    let models = job.catalog.models.iter();
    let packages: Vec<&str> = models
        .filter(|model| model.source == registry.source)
        .map(|model| model.external_id.as_str())
        .collect();
    let file = job.spool(registry.source);
    let mut spool = Spool::create(&file, job.now)?;
    let mut missing = Vec::new();
    for (index, package) in packages.iter().enumerate() {
        let (path, query) = path(package);
        match client.get(&client.address(&path, &query)).await {
            Ok(answer) => take(registry, package, &answer, &mut spool)?,
            Err(Error::NotFound { .. }) => missing.push((*package).to_owned()),
            Err(error) => return Err(error),
        }
        (job.progress)(Step {
            unit: "packages",
            done: index as u64 + 1,
            total: Some(packages.len() as u64),
        });
    }
    let rows = spool.rows();
    let file = spool.finish()?;
    if rows == 0 {
        fs::remove_file(&file).map_err(Error::keeping(&file))?;
    }
    Ok(Gathered {
        file: (rows > 0).then_some(file),
        rows,
        missing,
        notes: Vec::new(),
    })
}

fn take(
    registry: &Registry,
    package: &str,
    answer: &Answer,
    spool: &mut Spool,
) -> Result<(), Error> {
    answer.read(|root| {
        let found = (registry.read)(root)?;
        if !is_same(&found.package, package) {
            let message = format!("is about the package {}, not {package}", found.package);
            return Err(root
                .fault(message, "the source answers something else")
                .into());
        }
        for day in found.days {
            let day = day?;
            let mut cells = Cells::default();
            cells.set(Field::Metric, registry.metric.as_bytes());
            cells.set(Field::Model, package.as_bytes());
            cells.set(Field::ObservedOn, day.date.as_bytes());
            cells.set(Field::Value, day.downloads.as_bytes());
            spool.row(&cells).map_err(Reason::from)?;
        }
        Ok(())
    })
}

/// Whether two names are one package: `-`, `_` and `.` and capitals make no difference to PyPI.
fn is_same(found: &str, asked: &str) -> bool {
    let plain = |name: &str| name.to_lowercase().replace(['_', '.'], "-");
    plain(found) == plain(asked)
}
