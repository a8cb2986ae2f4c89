//! What a command costs: wall time, processor time of it and of the server, memory at its peak.
//! Read from `/proc`, so Linux only.

use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a merge spends on rollups is told by these spans.
const ROLLUPS: [&str; 3] = ["take_out", "put_in", "put_in_inserted"];

/// Kernel ticks in a second, the same on every Linux.
const TICKS: f64 = 100.0;

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Seconds by the clock.
    pub wall: f64,
    /// Seconds of processor time of the command.
    pub own: f64,
    /// Seconds of processor time of the sessions it had at the server.
    pub server: f64,
    /// Memory of the command at its peak, in mebibytes.
    pub peak: f64,
    /// Seconds of the merge by the clock, and those of them spent on rollups.
    pub merge: f64,
    /// See `merge`.
    pub rollups: f64,
}

impl Cost {
    /// Processor time in all.
    pub fn processor(&self) -> f64 {
        self.own + self.server
    }

    /// The sum of two; the higher of both peaks.
    pub fn and(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            own: self.own + other.own,
            server: self.server + other.server,
            peak: self.peak.max(other.peak),
            merge: self.merge + other.merge,
            rollups: self.rollups + other.rollups,
        }
    }
}

/// Runs a command and measures it. `postmaster` is the process number of the server.
pub fn run(command: &mut Command, postmaster: u32) -> io::Result<Cost> {
    let (own, server) = (of_children()?, of_sessions(postmaster)?);
    let started = Instant::now();
    let log = tempfile::NamedTempFile::new()?;
    command.env("RUST_LOG", "error,weighbridge::store=debug");
    command.stdout(Stdio::null()).stderr(log.reopen()?);
    let mut child = command.spawn()?;
    let mut peak = 0.0;
    let status = loop {
        peak = peak_mebibytes(child.id()).unwrap_or(peak);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let wall = started.elapsed().as_secs_f64();
    let log = fs::read_to_string(log.path())?;
    if !status.success() {
        return Err(io::Error::other(format!("{command:?} failed: {log}")));
    }
    // A session's time is counted for the server once the server has seen it end.
    thread::sleep(Duration::from_millis(150));
    Ok(Cost {
        wall,
        own: of_children()? - own,
        server: of_sessions(postmaster)? - server,
        peak,
        merge: seconds_in(&log, "merge"),
        rollups: ROLLUPS.iter().map(|span| seconds_in(&log, span)).sum(),
    })
}

/// How long spans of a name were open, by the log.
fn seconds_in(log: &str, span: &str) -> f64 {
    let closed = log.lines().filter_map(|line| line.split_once(": close "));
    let named = closed.filter(|(path, _)| path.rsplit([' ', ':']).next() == Some(span));
    let times = named.flat_map(|(_, times)| times.split_whitespace());
    times
        .filter_map(|time| seconds(time.split_once('=')?.1))
        .sum()
}

/// A time as the log writes it, such as `1.02ms`.
fn seconds(time: &str) -> Option<f64> {
    let unit = time.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
    let (number, unit) = time.split_at(unit);
    let scale = match unit {
        "ns" => 1e-9,
        "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * scale)
}

/// Processor time of the ended children of this process.
fn of_children() -> io::Result<f64> {
    Ok(times("self")?.1)
}

/// Processor time of the server's sessions, ended or not; not of the processes that write in the
/// background, which work for all.
pub fn of_sessions(postmaster: u32) -> io::Result<f64> {
    let (own, ended) = times(&postmaster.to_string())?;
    let mut sum = own + ended;
    let children = format!("/proc/{postmaster}/task/{postmaster}/children");
    for child in fs::read_to_string(children)?.split_whitespace() {
        let title = fs::read_to_string(format!("/proc/{child}/cmdline")).unwrap_or_default();
        let background = ["checkpointer", "writer", "launcher", "stats"];
        if !background.iter().any(|name| title.contains(name)) {
            sum += times(child).map_or(0.0, |(own, ended)| own + ended);
        }
    }
    Ok(sum)
}

/// Seconds of a process, and of its ended children.
pub fn times(process: &str) -> io::Result<(f64, f64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in parentheses may hold spaces.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<f64> = after_name
        .split_whitespace()
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    let ticks = |from: usize| fields.iter().skip(from).take(2).sum::<f64>() / TICKS;
    Ok((ticks(11), ticks(13)))
}

fn peak_mebibytes(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// The middle one of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match (numbers.get(middle), numbers.len() % 2) {
        (Some(number), 1) => *number,
        (Some(number), _) => number.midpoint(numbers.get(middle - 1).copied().unwrap_or(*number)),
        (None, _) => f64::NAN,
    }
}
