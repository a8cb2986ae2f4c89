//! Files compared with what `psql \copy` writes of the same rows: `cargo bench --bench export`.
//!
//! `-- --rounds 5 --models 40000 --models 270000 --weeks 104` change what is run, `--program PATH`
//! which build of the program. Each number of models is a database of its own, on an embedded
//! server as a host has it, with the program serving it; a reader on the same machine takes what is
//! sent and throws it away. The order of the two sides alternates. Processor time is what to judge
//! by on a machine that is not alone; memory is that of the serving process: how far its peak lies
//! above what it held before the file was asked for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot be made ends by panicking"
)]

#[path = "../load/generate.rs"]
#[allow(dead_code, reason = "shared with the measurement of loading")]
mod generate;
#[path = "../load/measure.rs"]
#[allow(dead_code, reason = "shared with the measurement of loading")]
mod measure;
mod server;

use generate::{METRICS, Plan};
use measure::{Cost, median};
use server::{Got, Server};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use weighbridge::store::embedded::{Cluster, Options};

/// The program that is measured, unless `--program` names another one to compare with.
const PROGRAM: &str = env!("CARGO_BIN_EXE_weighbridge");

/// What is asked for besides, to see how much memory it takes.
const OTHERS: [(&str, &str); 9] = [
    ("ndjson", "/data/observations.ndjson?metric="),
    ("parquet", "/data/observations.parquet?metric="),
    ("zip", "/data/observations.zip?metric="),
    ("snapshot csv", "/snapshots/1.csv"),
    ("snapshot ndjson", "/snapshots/1.ndjson"),
    ("snapshot parquet", "/snapshots/1.parquet"),
    (
        "view csv",
        "/charts/over-time.csv?by=model&top=500&panel=all&metric=",
    ),
    (
        "view parquet",
        "/charts/over-time.parquet?by=model&top=500&panel=all&metric=",
    ),
    (
        "view xlsx",
        "/charts/over-time.xlsx?by=model&top=500&panel=all&metric=",
    ),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let values = |name: &str| -> Vec<&String> {
        let named = arguments.windows(2).filter(|pair| pair[0] == name);
        named.map(|pair| &pair[1]).collect()
    };
    let number = |name: &str, default: usize| {
        let value = values(name).pop();
        value.map_or(default, |number| number.parse().unwrap())
    };
    let mut sizes: Vec<usize> = values("--models")
        .iter()
        .map(|n| n.parse().unwrap())
        .collect();
    if sizes.is_empty() {
        sizes = vec![40_000];
    }
    let program = values("--program").pop().map_or(PROGRAM, |program| program);
    let folder = std::env::temp_dir().join(format!("weighbridge-export-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    let bench = Bench::start(folder.join("server"), program.into());
    for models in sizes {
        let plan = Plan {
            models,
            weeks: number("--weeks", 104),
            metrics: 1,
            license: false,
            by_day: arguments.iter().any(|argument| argument == "--by-day"),
        };
        println!("\n{plan:?}");
        bench.size(&plan, &folder.join("rows.csv"), number("--rounds", 5));
    }
    drop(bench);
    fs::remove_dir_all(folder).unwrap();
}

/// The database server that all runs use.
struct Bench {
    cluster: Option<Cluster>,
    data_dir: PathBuf,
    program: PathBuf,
}

impl Bench {
    fn start(data_dir: PathBuf, program: PathBuf) -> Self {
        let cluster = Cluster::start(&Options::new(data_dir.clone(), program.clone())).unwrap();
        let bench = Self {
            cluster: Some(cluster),
            data_dir,
            program,
        };
        // What starts by itself would be counted for whoever runs beside it.
        bench.sql("postgres", "ALTER SYSTEM SET autovacuum = off");
        bench.sql("postgres", "SELECT pg_reload_conf()");
        bench
    }

    fn url(&self, database: &str) -> String {
        self.cluster.as_ref().unwrap().url(database)
    }

    fn postmaster(&self) -> u32 {
        let file = self.data_dir.join("data/postmaster.pid");
        let text = fs::read_to_string(file).unwrap();
        text.lines().next().unwrap().trim().parse().unwrap()
    }

    fn weighbridge(&self, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.env("DATABASE_URL", self.url(database));
        command.env("RUST_LOG", "warn");
        command.arg("--no-bundled");
        command
    }

    fn psql(&self, database: &str) -> Command {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"]);
        command.arg(self.url(database));
        command
    }

    fn sql(&self, database: &str, statement: &str) {
        let mut command = self.psql(database);
        let status = command.args(["-o", "/dev/null", "-c", statement]).status();
        assert!(status.unwrap().success(), "{statement}");
    }

    /// All measurements at one size.
    fn size(&self, plan: &Plan, file: &Path, rounds: usize) {
        let database = format!("models_{}", plan.models);
        self.sql("postgres", &format!("CREATE DATABASE {database}"));
        plan.write_first(file, &weighbridge::bundled::catalog().unwrap())
            .unwrap();
        let loaded = self.weighbridge(&database).arg("ingest").arg(file).status();
        assert!(loaded.unwrap().success());
        fs::remove_file(file).unwrap();
        // As it is after a night: nobody pays for what the load left to be done.
        self.sql(&database, "VACUUM (ANALYZE)");
        self.sql("postgres", "CHECKPOINT");

        let mut serve = self.weighbridge(&database);
        serve.args(["--addr", "127.0.0.1:0", "serve"]);
        let server = Server::start(serve, self.postmaster());
        // The first of everything makes what stays for all later ones.
        let csv = format!("/data/observations.csv?metric={}", METRICS[0]);
        server.get(&csv);
        let mut ours = Vec::new();
        let mut theirs: BTreeMap<&str, Vec<Cost>> = BTreeMap::new();
        for round in 0..rounds {
            let us = |ours: &mut Vec<Got>| ours.push(server.get(&csv));
            if round.is_multiple_of(2) {
                us(&mut ours);
            }
            for (name, order) in [("psql", ""), ("psql, ordered", ORDER)] {
                theirs
                    .entry(name)
                    .or_default()
                    .push(self.copy(&database, order));
            }
            if !round.is_multiple_of(2) {
                us(&mut ours);
            }
        }
        report(&ours, &theirs);
        for (name, address) in OTHERS {
            let address = if address.ends_with('=') {
                format!("{address}{}", METRICS[0])
            } else {
                address.to_owned()
            };
            // A first request may have to find out the file's hash.
            for time in ["first", "again"] {
                println!("{:24} {}", format!("{name}, {time}"), server.get(&address));
            }
        }
        drop(server);
        self.sql("postgres", &format!("DROP DATABASE {database}"));
    }

    /// What anybody would write who wants the same columns.
    fn copy(&self, database: &str, order: &str) -> Cost {
        let copy = format!(
            "\\copy (SELECT '{}' AS metric, m.external_id AS model, o.observed_on, o.value, \
             o.snapshot_id AS snapshot, o.known_from \
             FROM observation o JOIN model m ON m.id = o.model_id \
             WHERE o.metric_id = (SELECT id FROM metric WHERE slug = '{}') \
             AND o.known_to = 'infinity'{order}) \
             TO '/dev/null' WITH (FORMAT csv, HEADER)",
            METRICS[0], METRICS[0]
        );
        measure::run(self.psql(database).args(["-c", &copy]), self.postmaster()).unwrap()
    }
}

/// The order in which our file has its rows, which plain SQL need not keep.
const ORDER: &str =
    " ORDER BY date_trunc('month', o.observed_on), o.model_id, o.observed_on, o.snapshot_id";

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(cluster) = self.cluster.take() {
            cluster.stop(std::time::Duration::from_secs(30));
        }
    }
}

/// The medians, and the ratios.
fn report(ours: &[Got], theirs: &BTreeMap<&str, Vec<Cost>>) {
    let first = ours.first().unwrap();
    println!(
        "{:.2} GB of CSV, {:.1} million rows",
        first.bytes as f64 / 1e9,
        first.lines as f64 / 1e6
    );
    let of = |part: fn(&Got) -> f64| median(ours.iter().map(part).collect());
    let (wall, processor) = (of(|got| got.cost.wall), of(|got| got.cost.processor()));
    println!(
        "\n{:24} {:>7} {:>7} {:>7} {:>7} {:>10} {:>8}",
        "median", "wall", "cpu", "own", "server", "first byte", "growth"
    );
    println!(
        "{:24} {wall:7.2} {processor:7.2} {:7.2} {:7.2} {:7.1} ms {:4.1} MiB",
        "csv",
        of(|got| got.cost.own),
        of(|got| got.cost.server),
        of(|got| got.first_byte * 1000.0),
        of(|got| got.growth)
    );
    for (name, costs) in theirs {
        let of = |part: fn(&Cost) -> f64| median(costs.iter().map(part).collect());
        println!(
            "{name:24} {:7.2} {:7.2} {:7.2} {:7.2}",
            of(|cost| cost.wall),
            of(Cost::processor),
            of(|cost| cost.own),
            of(|cost| cost.server)
        );
        println!(
            "{:24} {:7.2} {:7.2}   (target 1.1)",
            format!("csv / {name}"),
            wall / of(|cost| cost.wall),
            processor / of(Cost::processor)
        );
    }
    println!();
}
