//! Loading compared with what plain Postgres does with the same file: `cargo bench --bench load`.
//!
//! `-- --rounds 5 --models 20000 --weeks 104 --license --by-day` change what is run,
//! `--program PATH` which build of the program; `--alone` leaves the other side out.
//! Every round has databases of its own on an embedded server as a host has it; the order of the
//! two sides alternates, and a ratio is the median of those of the rounds: a machine that is slower
//! for a while is so for both. Processor time is what to judge by on a machine that is not alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot be made ends by panicking"
)]

mod generate;
mod measure;

use generate::{Files, METRICS, Plan};
use measure::{Cost, median};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use weighbridge::store::embedded::{Cluster, Options};

/// The program that is measured, unless `--program` names another one to compare with.
const PROGRAM: &str = env!("CARGO_BIN_EXE_weighbridge");

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let number = |name: &str, default: usize| value(name).map_or(default, |n| n.parse().unwrap());
    let plan = Plan {
        models: number("--models", 20_000),
        weeks: number("--weeks", 104),
        metrics: METRICS.len(),
        license: arguments.iter().any(|argument| argument == "--license"),
        by_day: arguments.iter().any(|argument| argument == "--by-day"),
    };
    let folder = std::env::temp_dir().join(format!("weighbridge-load-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    let files = plan
        .write(&folder, &weighbridge::bundled::catalog().unwrap())
        .unwrap();
    println!("{plan:?}, {:.0} MB", size(&files.first) / 1e6);

    let program = value("--program").map_or(PROGRAM, |program| program.as_str());
    let mut bench = Bench::start(folder.join("server"), plan.license, program.into());
    bench.alone = arguments.iter().any(|argument| argument == "--alone");
    let mut costs: BTreeMap<&str, Vec<Cost>> = BTreeMap::new();
    for round in 0..number("--rounds", 5) {
        bench.round(round, &files, &mut costs);
    }
    report(&costs);
    drop(bench);
    fs::remove_dir_all(folder).unwrap();
}

fn size(file: &Path) -> f64 {
    fs::metadata(file).unwrap().len() as f64
}

/// The server that all runs use.
struct Bench {
    cluster: Option<Cluster>,
    data_dir: PathBuf,
    license: bool,
    alone: bool,
    program: PathBuf,
}

impl Bench {
    fn start(data_dir: PathBuf, license: bool, program: PathBuf) -> Self {
        let cluster = Cluster::start(&Options::new(data_dir.clone(), program.clone())).unwrap();
        let bench = Self {
            cluster: Some(cluster),
            data_dir,
            license,
            alone: false,
            program,
        };
        // What starts by itself would be counted for whoever runs beside it.
        bench.sql("postgres", "ALTER SYSTEM SET autovacuum = off");
        bench.sql("postgres", "SELECT pg_reload_conf()");
        bench.sql("postgres", "CREATE DATABASE empty");
        let mut migrate = bench.weighbridge("empty");
        assert!(migrate.arg("migrate").status().unwrap().success());
        bench
    }

    fn url(&self, database: &str) -> String {
        self.cluster.as_ref().unwrap().url(database)
    }

    fn weighbridge(&self, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.env("DATABASE_URL", self.url(database));
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

    fn measured(&self, command: &mut Command) -> Cost {
        self.sql("postgres", "CHECKPOINT");
        let file = self.data_dir.join("data/postmaster.pid");
        let text = fs::read_to_string(file).unwrap();
        let postmaster = text.lines().next().unwrap().trim().parse().unwrap();
        measure::run(command, postmaster).unwrap()
    }

    /// One round: every file by us, copied raw, and copied and merged by SQL.
    fn round(&self, round: usize, files: &Files, costs: &mut BTreeMap<&'static str, Vec<Cost>>) {
        let (ours, plain) = (format!("ours_{round}"), format!("plain_{round}"));
        self.sql(
            "postgres",
            &format!("CREATE DATABASE {ours} TEMPLATE empty"),
        );
        self.sql("postgres", &format!("CREATE DATABASE {plain}"));
        self.sql(
            &plain,
            "CREATE TABLE plain (metric text, model text, observed_on date, value bigint,
                 license text, PRIMARY KEY (metric, model, observed_on))",
        );
        let steps: [(&str, &str, &str, &PathBuf); 5] = [
            (
                "1 first load",
                "1 first load, raw",
                "1 first load, SQL",
                &files.first,
            ),
            (
                "2 all again",
                "2 all again, raw",
                "2 all again, SQL",
                &files.again,
            ),
            (
                "3 new week",
                "3 new week, raw",
                "3 new week, SQL",
                &files.week,
            ),
            (
                "4 week again",
                "4 week again, raw",
                "4 week again, SQL",
                &files.week_again,
            ),
            (
                "5 week restated",
                "5 week restated, raw",
                "5 week restated, SQL",
                &files.week_restated,
            ),
        ];
        for (index, (name, raw_name, sql_name, file)) in steps.into_iter().enumerate() {
            let mut note = |name, cost: Cost| {
                println!(
                    "round {round} {name}: wall {:.2} cpu {:.2} = {:.2} + server {:.2}; peak {:.0} MiB",
                    cost.wall,
                    cost.processor(),
                    cost.own,
                    cost.server,
                    cost.peak
                );
                costs.entry(name).or_default().push(cost);
            };
            let mut us = || {
                let mut ingest = self.weighbridge(&ours);
                note(name, self.measured(ingest.arg("ingest").arg(file)));
            };
            if self.alone {
                us();
                continue;
            }
            if round.is_multiple_of(2) {
                us();
            }
            let (raw, merged) = self.plain(&plain, file, index > 0);
            if !round.is_multiple_of(2) {
                us();
            }
            note(raw_name, raw);
            note(sql_name, raw.and(merged));
        }
        for database in [ours, plain] {
            self.sql("postgres", &format!("DROP DATABASE {database}"));
        }
    }

    /// A file copied into a table of text, and from there merged by plain SQL.
    fn plain(&self, database: &str, file: &Path, has_moment: bool) -> (Cost, Cost) {
        let moment = if has_moment {
            ", captured_at timestamptz"
        } else {
            ""
        };
        let license = if self.license { ", license text" } else { "" };
        self.sql(
            database,
            &format!(
                "DROP TABLE IF EXISTS staging;
                 CREATE TABLE staging (metric text, model text, observed_on date, value bigint
                                       {moment}{license})"
            ),
        );
        let copy = format!(
            "\\copy staging FROM '{}' WITH (FORMAT csv, HEADER)",
            file.display()
        );
        let raw = self.measured(self.psql(database).args(["-c", &copy]));
        let license = if self.license { "license" } else { "NULL" };
        let merge = format!(
            "INSERT INTO plain SELECT metric, model, observed_on, value, {license} FROM staging
             ON CONFLICT (metric, model, observed_on) DO UPDATE
             SET value = excluded.value, license = excluded.license
             WHERE (plain.value, plain.license) IS DISTINCT FROM (excluded.value, excluded.license)"
        );
        let merged = self.measured(self.psql(database).args(["-c", &merge]));
        (raw, merged)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(cluster) = self.cluster.take() {
            cluster.stop(std::time::Duration::from_secs(30));
        }
    }
}

/// The medians, and each as a ratio.
fn report(costs: &BTreeMap<&str, Vec<Cost>>) {
    let of = |name: &str, part: fn(&Cost) -> f64| {
        median(costs.get(name).into_iter().flatten().map(part).collect())
    };
    println!(
        "\n{:24} {:>7} {:>7} {:>7} {:>7} {:>6}",
        "median", "wall", "cpu", "own", "server", "MiB"
    );
    for name in costs.keys() {
        println!(
            "{name:24} {:7.2} {:7.2} {:7.2} {:7.2} {:6.0}",
            of(name, |cost| cost.wall),
            of(name, Cost::processor),
            of(name, |cost| cost.own),
            of(name, |cost| cost.server),
            of(name, |cost| cost.peak)
        );
    }
    let week = costs.get("3 new week").into_iter().flatten();
    println!(
        "\nrollups of a new week: {:.2} of its merge by the clock (target 0.25)",
        median(week.map(|cost| cost.rollups / cost.merge).collect())
    );
    println!(
        "\n{:44} {:>7} {:>7} {:>7}",
        "ratio", "wall", "cpu", "target"
    );
    let ratios = [
        ("1 first load", "1 first load, raw", 2.0),
        ("2 all again", "2 all again, raw", 3.5),
        ("2 all again", "2 all again, SQL", 0.8),
        ("3 new week", "3 new week, raw", 3.5),
        ("3 new week", "3 new week, SQL", 0.8),
        ("4 week again", "3 new week", 0.6),
        ("5 week restated", "5 week restated, raw", 3.5),
        ("5 week restated", "5 week restated, SQL", 0.8),
    ];
    for (ours, other, target) in ratios {
        let (Some(of_ours), Some(of_other)) = (costs.get(ours), costs.get(other)) else {
            continue;
        };
        let ratio = |part: fn(&Cost) -> f64| {
            let rounds = of_ours.iter().zip(of_other);
            median(rounds.map(|(a, b)| part(a) / part(b)).collect())
        };
        println!(
            "{:44} {:7.2} {:7.2} {target:7.1}",
            format!("{ours} / {other}"),
            ratio(|cost| cost.wall),
            ratio(Cost::processor)
        );
    }
}
