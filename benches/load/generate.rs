//! The files that are loaded: the same bytes on every machine and in every run.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use weighbridge::domain::catalog::Catalog;

/// Metrics that there are numbers of.
pub const METRICS: [&str; 2] = ["hf-downloads-30d", "hf-likes"];
const ORGANIZATIONS: usize = 200;
/// Raw texts as the Hub gives them.
const LICENSES: [&str; 15] = [
    "apache-2.0",
    "mit",
    "llama3.1",
    "gemma",
    "cc-by-nc-4.0",
    "other",
    "openrail",
    "bigscience-bloom-rail-1.0",
    "cc-by-4.0",
    "cc-by-sa-4.0",
    "gpl-3.0",
    "agpl-3.0",
    "bsd-3-clause",
    "llama2",
    "creativeml-openrail-m",
];

/// What is generated.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Models at the end; they come one after the other.
    pub models: usize,
    /// Weeks of the first load.
    pub weeks: usize,
    /// How many of [`METRICS`].
    pub metrics: usize,
    /// Whether there is a column of licenses.
    pub license: bool,
    /// Whether rows come by day, as weekly captures in one file do, or in canonical order.
    pub by_day: bool,
}

/// The files of a plan.
#[derive(Debug, Clone)]
pub struct Files {
    /// All weeks.
    pub first: PathBuf,
    /// The same numbers, captured a day later.
    pub again: PathBuf,
    /// One week more, in days of a month that is there.
    pub week: PathBuf,
    /// The same week, captured a day later.
    pub week_again: PathBuf,
    /// The same week, captured two days later, with every tenth number another one.
    pub week_restated: PathBuf,
}

impl Plan {
    /// Writes the files into a folder.
    pub fn write(&self, folder: &Path, catalog: &Catalog) -> io::Result<Files> {
        let names = self.names(catalog);
        let file = |name: &str| folder.join(format!("{name}.csv"));
        let files = Files {
            first: file("first"),
            again: file("again"),
            week: file("week"),
            week_again: file("week_again"),
            week_restated: file("week_restated"),
        };
        let (all, last) = (0..self.weeks, self.weeks..self.weeks + 1);
        self.write_file(&files.first, &names, all.clone(), None, false)?;
        self.write_file(&files.again, &names, all, Some(1), false)?;
        self.write_file(&files.week, &names, last.clone(), Some(2), false)?;
        self.write_file(&files.week_again, &names, last.clone(), Some(3), false)?;
        self.write_file(&files.week_restated, &names, last, Some(4), true)?;
        Ok(files)
    }

    /// Writes all weeks into a file.
    #[allow(dead_code, reason = "not every measurement loads a second time")]
    pub fn write_first(&self, file: &Path, catalog: &Catalog) -> io::Result<()> {
        let names = self.names(catalog);
        self.write_file(file, &names, 0..self.weeks, None, false)
    }

    /// Names of models: namespaces of the catalog first, so that most have a country.
    fn names(&self, catalog: &Catalog) -> Vec<String> {
        let mut namespaces: Vec<String> = catalog
            .organizations
            .iter()
            .filter(|organization| organization.country.is_some())
            .filter_map(|organization| {
                let mut names = organization.namespaces.iter();
                names.find(|(source, _)| *source == "huggingface")
            })
            .map(|(_, namespace)| namespace.clone())
            .collect();
        namespaces.truncate(ORGANIZATIONS);
        for number in namespaces.len()..ORGANIZATIONS {
            namespaces.push(format!("laboratory-{number:03}"));
        }
        (0..self.models)
            .map(|model| {
                // Few publish much: squaring leans towards the first.
                let place = (random(model as u64, 1) % 1000) as usize;
                let namespace = &namespaces[place * place * ORGANIZATIONS / 1_000_000];
                let size = [1, 3, 7, 8, 14, 32, 70][model % 7];
                format!("{namespace}/Model-{model:05}-{size}B-Instruct")
            })
            .collect()
    }

    fn write_file(
        &self,
        path: &Path,
        names: &[String],
        weeks: std::ops::Range<usize>,
        captured_after_days: Option<u64>,
        restated: bool,
    ) -> io::Result<()> {
        let mut output = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let moment = captured_after_days.map(|days| format!("2026-06-{:02}T06:00:00Z", 7 + days));
        write!(output, "metric,model,observed_on,value")?;
        write!(output, "{}", moment.as_ref().map_or("", |_| ",captured_at"))?;
        writeln!(output, "{}", if self.license { ",license" } else { "" })?;
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|model| &names[*model]);
        let mut line = |metric: usize, model: usize, week: usize| -> io::Result<()> {
            let Some(value) = self.value(metric, model, week, restated) else {
                return Ok(());
            };
            let (name, day) = (&names[model], day_of(week));
            write!(output, "{},{name},{day},{value}", METRICS[metric])?;
            if let Some(moment) = &moment {
                write!(output, ",{moment}")?;
            }
            if self.license {
                let license = random(model as u64, 2) % 1000;
                let license = LICENSES[(license * license * 15 / 1_000_000) as usize];
                write!(output, ",{license}")?;
            }
            writeln!(output)
        };
        if self.by_day {
            for week in weeks {
                for metric in 0..self.metrics {
                    for model in &order {
                        line(metric, *model, week)?;
                    }
                }
            }
        } else {
            for metric in 0..self.metrics {
                for model in &order {
                    for week in weeks.clone() {
                        line(metric, *model, week)?;
                    }
                }
            }
        }
        output.flush()
    }

    /// The number of a model in a week; none before it was published: the last one comes when
    /// somewhat more than half of the weeks are over, which makes 3 million of 4.2 million.
    fn value(&self, metric: usize, model: usize, week: usize, restated: bool) -> Option<u64> {
        let published = random(model as u64, 3) % (self.weeks as u64 * 57 / 100).max(1);
        (week as u64 >= published).then(|| {
            let level = 1 << (random(model as u64, 4 + metric as u64) % 20);
            let noise = random((model * 7919 + week) as u64, 6) % (level / 8 + 2);
            let other = restated && random(model as u64, 7).is_multiple_of(10);
            level + noise + (week as u64 - published) * level / 64 + u64::from(other)
        })
    }
}

/// Mondays from 2024-06-10 on.
fn day_of(week: usize) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2024, 6, 10).unwrap_or_default()
        + chrono::Days::new(7 * week as u64)
}

/// A number that looks random and depends on nothing else (splitmix64).
fn random(number: u64, stream: u64) -> u64 {
    let mut x = (number + (stream << 40)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) >> 8
}
