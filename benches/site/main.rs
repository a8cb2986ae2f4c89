//! Pages beside the floor: `cargo bench --bench site`.
//!
//! Starts our server on a generated store of 3 million observations, and plain axum, and asks both
//! in turn, several rounds. Processor time is what to judge by on a machine that is not alone.
//! `-- --data FOLDER` keeps the store for the next run, `--large` adds one of 20 million,
//! `--rounds N`, `--models N`, `--weeks N`, `--program PATH` change what is run, `--only NAME` runs
//! the cases whose name holds it. Each case is a line of JSON; a table follows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot be made ends by panicking"
)]

mod client;
mod floor;
#[path = "../load/generate.rs"]
mod generate;
mod process;
mod questions;
mod report;
mod stores;

use client::{Load, ask, load, request};
use process::{Server, sessions};
use report::{Report, median};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use stores::Stores;

/// A page that is asked for again and again.
const PAGE: &str = "/charts/share?metric=hf-likes&by=country";
const ENCODED: &str = "Accept-Encoding: gzip, deflate, br\r\n";
const REQUESTS: usize = 20_000;
const REQUESTS_ALONE: usize = 5_000;

/// What was asked on the command line.
struct Options {
    arguments: Vec<String>,
}

impl Options {
    fn value(&self, name: &str) -> Option<&str> {
        let at = self
            .arguments
            .iter()
            .position(|argument| argument == name)?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    fn number(&self, name: &str, default: usize) -> usize {
        self.value(name)
            .map_or(default, |text| text.parse().unwrap())
    }

    fn has(&self, name: &str) -> bool {
        self.arguments.iter().any(|argument| argument == name)
    }

    fn runs(&self, case: &str) -> bool {
        self.value("--only").is_none_or(|part| case.contains(part))
    }
}

fn main() {
    let options = Options {
        arguments: std::env::args().collect(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(port) = options.value("--floor") {
        let page = options.value("--page").unwrap();
        runtime.block_on(floor::serve(port.parse().unwrap(), page));
        return;
    }
    runtime.block_on(run(&options));
}

async fn run(options: &Options) {
    let program = options
        .value("--program")
        .unwrap_or(env!("CARGO_BIN_EXE_weighbridge"));
    let temporary = std::env::temp_dir().join(format!("weighbridge-site-{}", std::process::id()));
    let kept = options.value("--data").map(PathBuf::from);
    let folder = kept.clone().unwrap_or(temporary);
    let plan = generate::Plan {
        models: options.number("--models", 20_000),
        weeks: options.number("--weeks", 104),
        metrics: generate::METRICS.len(),
        license: true,
        by_day: true,
    };
    let stores = Stores::open(&folder, program, &plan);
    let bench = Bench {
        stores: &stores,
        program,
        rounds: options.number("--rounds", 5),
    };
    let mut report = Report::default();
    if options.runs("start") {
        bench.start(&mut report);
    }
    if options.runs("kept") {
        bench.kept(&folder, &mut report).await;
    }
    if options.runs("made") {
        let small = bench.made("3M", stores.small(), &mut report).await;
        if options.has("--large") {
            let large = bench.made("20M", stores.large(), &mut report).await;
            for (case, large) in large {
                if let Some((_, small)) = small.iter().find(|(other, _)| *other == case) {
                    let case = format!("made, {case}, 20M to 3M");
                    report.note(&case, "CPU", large / small, Some("1.2"));
                }
            }
        }
    }
    report.table();
    drop(stores);
    if kept.is_none() {
        std::fs::remove_dir_all(folder).unwrap();
    }
}

struct Bench<'a> {
    stores: &'a Stores,
    program: &'a str,
    rounds: usize,
}

impl Bench<'_> {
    fn server(&self, url: &str, cache_bytes: u64, first: &str) -> Server {
        let command = |port: u16| {
            let mut command = Command::new(self.program);
            command
                .args(["serve", "--no-bundled"])
                .env("DATABASE_URL", url)
                .env("WEIGHBRIDGE_ADDR", format!("127.0.0.1:{port}"))
                .env("WEIGHBRIDGE_CACHE_BYTES", cache_bytes.to_string())
                .env("WEIGHBRIDGE_RATE_PER_MINUTE", "0")
                .env("RUST_LOG", "info");
            command
        };
        Server::start(command, first).unwrap()
    }

    /// From the start of the program to its first page.
    fn start(&self, report: &mut Report) {
        for (case, path) in [
            ("start to first answer", "/livez"),
            ("start to ready", "/readyz"),
            ("start to first chart", PAGE),
            ("start to first front page", "/"),
        ] {
            let mut seconds = Vec::new();
            for _ in 0..self.rounds {
                let server = self.server(self.stores.small(), 16 << 20, path);
                seconds.push(server.first_answer);
            }
            let target = (path == "/livez").then_some("0.2");
            report.note(case, "s", median(seconds), target);
        }
    }

    /// A page that is kept, and "not modified", beside plain axum; memory before and after.
    async fn kept(&self, folder: &Path, report: &mut Report) {
        let ours = self.server(self.stores.small(), 16 << 20, "/readyz");
        // What reading all rollups took is given back after a while.
        tokio::time::sleep(Duration::from_secs(2)).await;
        report.note("memory, idle", "MiB", ours.memory().0, Some("40"));
        let page = ask(ours.port, &request(PAGE, ENCODED)).await.unwrap();
        assert_eq!(page.status, 200, "{}", page.head);
        report.note(
            "page on the wire",
            "bytes",
            page.body.len() as f64,
            Some("20480"),
        );
        let file = folder.join("page.br");
        std::fs::write(&file, &page.body).unwrap();
        let itself = std::env::current_exe().unwrap();
        let floor = |port: u16| {
            let mut command = Command::new(&itself);
            command
                .args(["--floor", &port.to_string(), "--page"])
                .arg(&file);
            command
        };
        let plain = Server::start(floor, "/hello").unwrap();

        let tag = page.header("etag").unwrap();
        let known = format!("{ENCODED}If-None-Match: {tag}\r\n");
        let hello = request("/hello", "");
        let sides: [(&str, &Server, Vec<u8>); 4] = [
            ("hello", &plain, hello),
            ("page", &ours, request(PAGE, ENCODED)),
            ("304", &ours, request(PAGE, &known)),
            ("static", &plain, request("/page", "")),
        ];
        for (connections, count) in [(1, REQUESTS_ALONE), (64, REQUESTS)] {
            let mut costs = vec![Vec::new(); sides.len()];
            for round in 0..=self.rounds {
                for (at, (_, server, request)) in sides.iter().enumerate() {
                    let before = server.processor();
                    let requests = std::slice::from_ref(request);
                    let load = load(server.port, requests, connections, count)
                        .await
                        .unwrap();
                    let spent = (server.processor() - before) / load.latencies.len() as f64;
                    // The first round warms both up.
                    if round > 0 {
                        costs[at].push((load, spent));
                    }
                }
            }
            compare(
                &sides.each_ref().map(|(name, ..)| *name),
                &costs,
                connections,
                report,
            );
        }
        report.note("memory, after load", "MiB", ours.memory().0, None);
    }

    /// Pages that nothing is kept of: processor time of the program and of the database.
    async fn made(&self, size: &str, url: &str, report: &mut Report) -> Vec<(String, f64)> {
        let ours = self.server(url, 0, "/readyz");
        let mut costs = Vec::new();
        'sets: for (set, metric, single_models) in questions::SETS {
            let addresses = questions::addresses(metric, single_models);
            let requests: Vec<_> = addresses.iter().map(|it| request(it, "")).collect();
            for (address, request) in addresses.iter().zip(&requests) {
                let answer = ask(ours.port, request).await.unwrap();
                // What the database does not answer in time is told to readers, and here.
                if answer.status == 503 {
                    report.note(&format!("made, {set}, {size}: refused"), "pages", 1.0, None);
                    continue 'sets;
                }
                assert_eq!(answer.status, 200, "{address}: {}", answer.head);
            }
            let (mut own, mut database, mut wall) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..self.rounds {
                let before = (ours.processor(), sessions(self.stores.postmaster()));
                let load = load(ours.port, &requests, 1, requests.len()).await.unwrap();
                let each = requests.len() as f64 / 1e3;
                own.push((ours.processor() - before.0) / each);
                database.push((sessions(self.stores.postmaster()) - before.1) / each);
                wall.push(load.quantile(500));
            }
            let case = format!("made, {set}, {size}");
            let (own, database) = (median(own), median(database));
            report.note(&case, "CPU ms", own + database, Some("0.85"));
            report.note(&format!("{case}: the program"), "CPU ms", own, None);
            report.note(&format!("{case}: the database"), "CPU ms", database, None);
            report.note(&format!("{case}: median"), "ms", median(wall), None);
            costs.push((set.to_owned(), own + database));
        }
        report.note(
            &format!("memory, after pages, {size}"),
            "MiB",
            ours.memory().0,
            None,
        );
        costs
    }
}

/// Reports each side, and each against "hello", round by round.
fn compare(names: &[&str], costs: &[Vec<(Load, f64)>], connections: usize, report: &mut Report) {
    let of = |at: usize, figure: &dyn Fn(&(Load, f64)) -> f64| -> Vec<f64> {
        costs[at].iter().map(figure).collect()
    };
    let rate = |run: &(Load, f64)| run.0.rate();
    let spent = |run: &(Load, f64)| run.1 * 1e3;
    let tail = |run: &(Load, f64)| run.0.quantile(990);
    for (at, name) in names.iter().enumerate() {
        let case = format!("kept, {name}, {connections} connections");
        report.note(&case, "requests/s", median(of(at, &rate)), None);
        report.note(&case, "CPU ms", median(of(at, &spent)), None);
        report.note(
            &case,
            "p50 ms",
            median(of(at, &|run| run.0.quantile(500))),
            None,
        );
        report.note(&case, "p99 ms", median(of(at, &tail)), None);
        if at == 0 {
            continue;
        }
        let ratio = |figure: &dyn Fn(&(Load, f64)) -> f64| {
            let pairs = of(at, figure).into_iter().zip(of(0, figure));
            median(pairs.map(|(ours, hello)| ours / hello).collect())
        };
        let case = format!("{case}, to hello");
        report.note(&case, "requests/s", ratio(&rate), Some("at least 0.5"));
        report.note(&case, "CPU", ratio(&spent), Some("1.6"));
        report.note(&case, "p99", ratio(&tail), Some("2"));
    }
}
