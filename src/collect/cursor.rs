//! Where a long run was stopped, kept beside its spool so that the next run goes on there.

use super::error::Error;
use super::spool::Mark;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Name of the file a cursor is kept in.
pub const FILE: &str = "cursor.json";

/// A run older than this is begun anew: its first rows would be too old to be of one capture.
const GOES_ON_WITHIN: TimeDelta = TimeDelta::hours(24);

/// Raised when what is kept changes its meaning.
const VERSION: u32 = 1;

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    version: u32,
    /// What was asked for, of whom: another question cannot go on here.
    question: String,
    /// The moment the run began, which is that of the capture.
    pub started_at: DateTime<Utc>,
    /// The spool, a file beside this one.
    pub spool: PathBuf,
    /// How much of it counts.
    pub mark: Mark,
    /// Lists that are done.
    pub lists: usize,
    /// The page of the next list to go on with; none: its first.
    pub next: Option<String>,
    /// Models gathered.
    pub models: u64,
    /// Models of other kinds, left out.
    pub other_kinds: u64,
    /// Models that came again, passed over.
    pub repeated: u64,
    /// For each count, how many models had a value.
    pub valued: Vec<u64>,
}

impl Cursor {
    /// The beginning of a run.
    pub fn begin(question: String, started_at: DateTime<Utc>, spool: PathBuf, mark: Mark) -> Self {
        Self {
            version: VERSION,
            question,
            started_at,
            spool,
            mark,
            lists: 0,
            next: None,
            models: 0,
            other_kinds: 0,
            repeated: 0,
            valued: Vec::new(),
        }
    }

    /// The cursor kept at `path`, where there is one that the same question can go on from.
    pub fn load(path: &Path, question: &str, now: DateTime<Utc>) -> Result<Option<Self>, Error> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::keeping(path)(error)),
        };
        // One that does not read is of another version, or was never finished.
        let cursor = serde_json::from_slice::<Self>(&text).ok();
        Ok(cursor.filter(|cursor| {
            let age = now - cursor.started_at;
            cursor.version == VERSION
                && cursor.question == question
                && age >= TimeDelta::zero()
                && age < GOES_ON_WITHIN
                && cursor.spool.exists()
        }))
    }

    /// Keeps it at `path`, all or nothing.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let beside = path.with_extension("new");
        serde_json::to_vec(self)
            .map_err(std::io::Error::other)
            .and_then(|text| fs::write(&beside, text))
            .and_then(|()| fs::rename(&beside, path))
            .map_err(Error::keeping(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_serves_the_same_question_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cursor.json");
        let spool = folder.path().join("spool");
        fs::write(&spool, "").unwrap();
        let now: DateTime<Utc> = "2026-10-07T12:00:00Z".parse().unwrap();
        let load = |question: &str, hours| {
            Cursor::load(&path, question, now + TimeDelta::hours(hours)).unwrap()
        };
        assert_eq!(load("all", 0), None);
        let mark = Mark { bytes: 7, rows: 3 };
        let cursor = Cursor::begin("all".to_owned(), now, spool.clone(), mark);
        cursor.save(&path).unwrap();
        assert_eq!(load("all", 23), Some(cursor));
        assert_eq!(load("all", 24), None);
        assert_eq!(load("all", -1), None);
        assert_eq!(load("top=10", 0), None);
        fs::remove_file(&spool).unwrap();
        assert_eq!(load("all", 0), None);
        fs::write(&spool, "").unwrap();
        fs::write(&path, "{\"version\":").unwrap();
        assert_eq!(load("all", 0), None);
    }
}
