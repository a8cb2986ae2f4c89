//! Where rows wait until a run is done: CSV v1, compressed, on disk, so that the size of a run
//! costs no memory. Each flush is a whole Zstandard frame: a file cut off after any of them reads.

use super::error::Error;
use crate::snapshot::{Cells, Field, needs_guard};
use chrono::{DateTime, SecondsFormat, Utc};
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of rows that are kept before they are compressed and written.
const FLUSH_BYTES: usize = 4 << 20;
/// Fast, and small enough for a file that lives for an hour.
const ZSTD_LEVEL: i32 = 3;

/// A file of rows in the making.
#[derive(Debug)]
pub struct Spool {
    path: PathBuf,
    file: File,
    captured_at: String,
    rows: u64,
    /// Rows not written yet.
    pending: csv::Writer<Vec<u8>>,
}

/// How far a spool is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// Bytes of the file.
    pub bytes: u64,
    /// Rows in them.
    pub rows: u64,
}

impl Spool {
    /// A new file at `path`, in place of whatever is there.
    pub fn create(path: &Path, captured_at: DateTime<Utc>) -> Result<Self, Error> {
        let file = File::create(path).map_err(Error::keeping(path))?;
        let mut spool = Self::over(path, file, captured_at, 0);
        spool.write_record(Field::ALL.map(Field::name))?;
        Ok(spool)
    }

    /// The file at `path` as it was at a mark; what came after is cut off.
    pub fn resume(path: &Path, captured_at: DateTime<Utc>, mark: Mark) -> Result<Self, Error> {
        let open = || {
            let mut file = OpenOptions::new().write(true).open(path)?;
            if file.metadata()?.len() < mark.bytes {
                return Err(std::io::Error::other("the spool is shorter than it was"));
            }
            file.set_len(mark.bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(Error::keeping(path))?;
        Ok(Self::over(path, file, captured_at, mark.rows))
    }

    fn over(path: &Path, file: File, captured_at: DateTime<Utc>, rows: u64) -> Self {
        Self {
            path: path.to_owned(),
            file,
            captured_at: captured_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            rows,
            pending: csv::Writer::from_writer(Vec::new()),
        }
    }

    /// Adds a row; the moment of the capture is the spool's own.
    pub fn row(&mut self, cells: &Cells<'_>) -> Result<(), Error> {
        let captured_at = self.captured_at.clone();
        self.write_record(Field::ALL.map(|field| {
            let cell = match field {
                Field::CapturedAt => captured_at.as_bytes(),
                field => cells.get(field).unwrap_or_default(),
            };
            if field.is_text() && needs_guard(cell) {
                [b"'", cell].concat()
            } else {
                cell.to_vec()
            }
        }))?;
        self.rows += 1;
        if self.pending.get_ref().len() >= FLUSH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Rows so far.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is pending and says how far the file is.
    pub fn flush(&mut self) -> Result<Mark, Error> {
        let mut write = || {
            self.pending.flush()?;
            let rows = self.pending.get_ref();
            if !rows.is_empty() {
                let frame = zstd::bulk::compress(rows, ZSTD_LEVEL)?;
                self.file.write_all(&frame)?;
                self.file.sync_data()?;
                self.pending = csv::Writer::from_writer(Vec::new());
            }
            self.file.stream_position()
        };
        let bytes = write().map_err(Error::keeping(&self.path))?;
        Ok(Mark {
            bytes,
            rows: self.rows,
        })
    }

    /// The finished file.
    pub fn finish(mut self) -> Result<PathBuf, Error> {
        self.flush()?;
        Ok(self.path)
    }

    fn write_record<T: AsRef<[u8]>>(&mut self, record: [T; Field::COUNT]) -> Result<(), Error> {
        self.pending
            .write_record(record)
            .map_err(|error| Error::keeping(&self.path)(std::io::Error::other(error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells<'a>(model: &'a str, value: &'a str) -> Cells<'a> {
        let mut cells = Cells::default();
        cells.set(Field::Metric, b"npm-downloads");
        cells.set(Field::Model, model.as_bytes());
        cells.set(Field::ObservedOn, b"2026-10-07");
        cells.set(Field::Value, value.as_bytes());
        cells
    }

    #[test]
    fn a_spool_cut_off_anywhere_goes_on_from_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv.zst");
        let now = "2026-10-08T06:00:00Z".parse().unwrap();
        let mut spool = Spool::create(&path, now).unwrap();
        spool.row(&cells("@a/b", "1")).unwrap();
        let mark = spool.flush().unwrap();
        spool.row(&cells("lost", "2")).unwrap();
        spool.flush().unwrap();
        drop(spool);
        let mut spool = Spool::resume(&path, now, mark).unwrap();
        spool.row(&cells("c,\"d\"", "3")).unwrap();
        assert_eq!(spool.rows(), 2);
        let bytes = std::fs::read(spool.finish().unwrap()).unwrap();
        let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap();
        assert_eq!(
            text,
            "metric,model,observed_on,value,captured_at,license,weights,organization,base_model\n\
             npm-downloads,'@a/b,2026-10-07,1,2026-10-08T06:00:00Z,,,,\n\
             npm-downloads,\"c,\"\"d\"\"\",2026-10-07,3,2026-10-08T06:00:00Z,,,,\n"
        );
        let longer = Mark {
            bytes: 1 << 20,
            ..mark
        };
        assert!(Spool::resume(&path, now, longer).is_err());
    }
}
