//! Metrics for a scraper: one table of names, kinds, labels and help texts. Whoever counts takes
//! an entry of it; whoever scrapes finds an entry for each family.
//!
//! Counters and histograms are counted where things happen; gauges of the state of things are set
//! when someone scrapes.

use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, with_recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows, until the process ends.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by size.
    Histogram,
}

/// One metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Names of its labels, in the order values are given.
    pub labels: &'static [&'static str],
    /// What it says, in a sentence.
    pub help: &'static str,
}

const METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);

macro_rules! metrics {
    ($($constant:ident = $kind:ident $name:literal $labels:expr, $help:literal;)+) => {
        $(
            #[doc = $help]
            pub const $constant: Metric = Metric {
                name: $name,
                kind: Kind::$kind,
                labels: &$labels,
                help: $help,
            };
        )+
        /// All metrics.
        pub const METRICS: &[Metric] = &[$($constant),+];
    };
}

metrics! {
    BUILD_INFO = Gauge "weighbridge_build_info" ["version"],
        "Always 1; the label says which version of the program this is.";
    HTTP_REQUESTS = Counter "weighbridge_http_requests_total" ["route", "status"],
        "Requests answered, by the route that matched and the class of the status.";
    HTTP_SECONDS = Histogram "weighbridge_http_request_duration_seconds" ["route"],
        "Seconds from a request's headers to the beginning of its answer, by route.";
    HTTP_IN_FLIGHT = Gauge "weighbridge_http_requests_in_flight" [],
        "Requests being answered.";
    HTTP_REFUSED = Counter "weighbridge_http_refused_total" ["limit"],
        "Requests and connections refused or cut for a limit: rate, connections, address, headers, body-slow, reader-slow, queries, bulk.";
    CONNECTIONS = Gauge "weighbridge_http_connections" [],
        "Open connections of clients.";
    CACHE_HITS = Counter "weighbridge_cache_hits_total" [],
        "Answers that came from the cache of answers.";
    CACHE_MISSES = Counter "weighbridge_cache_misses_total" [],
        "Answers that were looked for in the cache of answers and had to be made.";
    CACHE_BYTES = Gauge "weighbridge_cache_bytes" [],
        "Bytes that the cache of answers holds.";
    INGESTED_SNAPSHOTS = Counter "weighbridge_ingested_snapshots_total" ["outcome"],
        "Snapshot files this process took in: stored, known before, refused for what they say, failed.";
    INGESTED_ROWS = Counter "weighbridge_ingested_rows_total" ["outcome"],
        "Rows of snapshot files this process took in: inserted, restated, unchanged, known before, refused.";
    SNAPSHOTS = Gauge "weighbridge_snapshots" ["source"],
        "Snapshots stored and not retracted, whoever stored them.";
    FRESHNESS = Gauge "weighbridge_freshness_seconds" ["source"],
        "Age of the newest capture of a source.";
    DATA_VERSION = Gauge "weighbridge_data_version" [],
        "Version of the data that readers are answered from.";
    COLLECTOR_RUNS = Counter "weighbridge_collector_runs_total" ["source", "outcome"],
        "Runs of collectors that this process made, by source and outcome.";
    DATABASE_UP = Gauge "weighbridge_database_up" ["pool"],
        "Whether the database behind a pool (read, write) answered when it was last asked.";
    POOL_CONNECTIONS = Gauge "weighbridge_pool_connections" ["pool", "state"],
        "Connections to the database, by pool (read, write) and state (in-use, idle).";
    DATABASE_RETRIES = Counter "weighbridge_database_retries_total" [],
        "Readings of the database that were made again after its connection broke.";
    DATABASE_SWITCHES = Counter "weighbridge_database_switches_total" ["pool"],
        "Times a pool (read, write) went over to another server.";
    RESIDENT_BYTES = Gauge "weighbridge_resident_memory_bytes" [],
        "Memory of this process that is in use, on Linux.";
}

/// Bounds of the buckets of seconds: from a page out of memory to the longest wait for a file.
const SECONDS: [f64; 15] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

impl Metric {
    /// Adds to a counter. `values` are those of its labels.
    pub fn add(&self, values: &[&str], count: u64) {
        self.counter(values).increment(count);
    }

    /// Sets a gauge.
    pub fn set(&self, values: &[&str], value: f64) {
        self.gauge(values).set(value);
    }

    /// A counter that is used often.
    pub fn counter(&self, values: &[&str]) -> Counter {
        with_recorder(|recorder| recorder.register_counter(&self.key(values), &METADATA))
    }

    /// A gauge that is used often.
    pub fn gauge(&self, values: &[&str]) -> Gauge {
        with_recorder(|recorder| recorder.register_gauge(&self.key(values), &METADATA))
    }

    /// A histogram that is used often.
    pub fn histogram(&self, values: &[&str]) -> Histogram {
        with_recorder(|recorder| recorder.register_histogram(&self.key(values), &METADATA))
    }

    fn key(&self, values: &[&str]) -> Key {
        debug_assert_eq!(values.len(), self.labels.len(), "{}", self.name);
        let pairs = self.labels.iter().zip(values);
        let labels: Vec<Label> = pairs
            .map(|(name, value)| Label::new(*name, (*value).to_owned()))
            .collect();
        Key::from_parts(self.name, labels)
    }
}

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, for the whole process; a second call changes nothing. What was counted before
/// is lost, so this comes before anything is counted.
pub fn start() -> &'static PrometheusHandle {
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let histogram = Matcher::Full(HTTP_SECONDS.name.to_owned());
        let recorder = builder
            .set_buckets_for_metric(histogram, &SECONDS)
            .unwrap_or_default()
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::error!("something else in this process counts already; there are no metrics");
        }
        for metric in METRICS {
            describe(metric);
        }
        BUILD_INFO.set(&[env!("CARGO_PKG_VERSION")], 1.0);
        handle
    })
}

fn describe(metric: &Metric) {
    let (name, help) = (metric.name.into(), metric.help.into());
    with_recorder(|recorder| match metric.kind {
        Kind::Counter => recorder.describe_counter(name, None, help),
        Kind::Gauge => recorder.describe_gauge(name, None, help),
        Kind::Histogram => recorder.describe_histogram(name, None, help),
    });
}

/// What was counted, as Prometheus reads it.
pub fn render() -> String {
    RESIDENT_BYTES.set(&[], resident_bytes().unwrap_or(f64::NAN));
    start().render()
}

/// Sums up what histograms took in since the last time, so that it does not pile up where nobody
/// scrapes. To be called every few seconds.
pub fn tidy() {
    start().run_upkeep();
}

/// Memory in use, where the system says so.
fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u32 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(f64::from(kibibytes) * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_help_texts_are_what_a_scraper_expects() {
        let mut names = BTreeSet::new();
        for metric in METRICS {
            let name = metric.name;
            assert!(names.insert(name), "{name} stands twice");
            assert!(name.starts_with("weighbridge_"), "{name}");
            let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(is_plain(name), "{name}");
            let counts = metric.kind == Kind::Counter;
            assert_eq!(name.ends_with("_total"), counts, "{name}");
            if metric.kind == Kind::Histogram {
                assert!(name.ends_with("_seconds"), "{name} does not name its unit");
            }
            assert!(metric.labels.iter().all(|label| is_plain(label)), "{name}");
            assert!(metric.help.ends_with('.'), "{name}: {}", metric.help);
            assert!(metric.help.len() > 20 && !metric.help.contains('\n'));
        }
    }

    #[test]
    fn what_is_counted_is_rendered_with_its_type_and_help() {
        start();
        for metric in METRICS {
            let values = vec!["of \"a\" test"; metric.labels.len()];
            match metric.kind {
                Kind::Counter => metric.add(&values, 3),
                Kind::Gauge => metric.set(&values, 4.0),
                Kind::Histogram => metric.histogram(&values).record(0.003),
            }
        }
        tidy();
        let text = render();
        for metric in METRICS {
            let kind = format!("{:?}", metric.kind).to_lowercase();
            let name = metric.name;
            assert!(text.contains(&format!("# TYPE {name} {kind}\n")), "{name}");
            let help = format!("# HELP {name} {}\n", metric.help);
            assert!(text.contains(&help), "{name}");
        }
        assert!(text.contains("weighbridge_http_refused_total{limit=\"of \\\"a\\\" test\"} 3"));
        let bucket = "weighbridge_http_request_duration_seconds_bucket\
                      {route=\"of \\\"a\\\" test\",le=\"0.005\"} 1";
        assert!(text.contains(bucket), "{text}");
        let version = env!("CARGO_PKG_VERSION");
        assert!(text.contains(&format!(
            "weighbridge_build_info{{version=\"{version}\"}} 1"
        )));
    }
}
