//! ZIP: the rows as CSV, with what is needed to use them years later, written as the rows come.
//! What is known only once all of them went by stands behind them: the description for programs,
//! and a trailer with the number of rows and the hash of their file.

use super::{Cell, Table, Writer, csv};
use crate::export::Error;
use crate::export::package::options;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{StreamWriter, ZipWriter};

/// Name of the file of rows.
pub const DATA: &str = "data.csv";
/// Name of the file that says of the rows what is known at their end.
pub const TRAILER: &str = "trailer.json";
/// Text that is compressed at once.
const PIECE_BYTES: usize = 64 << 10;

/// What goes with the rows of an archive.
#[derive(Debug, Clone)]
pub struct Package {
    /// Files before the rows: name and text.
    pub readmes: Vec<(String, String)>,
    /// The description as Data Package 2.0, whose only resource is the file of rows; its length
    /// and hash are put in.
    pub description: Value,
}

struct Archive {
    zip: ZipWriter<StreamWriter<Shared>>,
    ready: Shared,
    rows: Box<dyn Writer>,
    package: Package,
    hasher: Sha256,
    count: u64,
    bytes: u64,
}

pub(super) fn begin(table: &Table) -> Result<Box<dyn Writer>, Error> {
    let package = table.package.clone().ok_or(Error::NoPackage)?;
    let ready = Shared::default();
    let mut archive = Archive {
        zip: ZipWriter::new_stream(ready.clone()),
        ready,
        rows: csv::begin(table)?,
        package,
        hasher: Sha256::new(),
        count: 0,
        bytes: 0,
    };
    for (name, text) in mem::take(&mut archive.package.readmes) {
        archive.file(&name, text.as_bytes())?;
    }
    // Nobody knows yet whether it stays below four gibibytes.
    archive.zip.start_file(DATA, options().large_file(true))?;
    Ok(Box::new(archive))
}

impl Archive {
    fn file(&mut self, name: &str, content: &[u8]) -> Result<(), Error> {
        self.zip.start_file(name, options())?;
        self.zip.write_all(content)?;
        Ok(())
    }

    /// Compresses what is spelled.
    fn compress(&mut self, text: &[u8]) -> Result<(), Error> {
        self.hasher.update(text);
        self.bytes += text.len() as u64;
        self.zip.write_all(text)?;
        Ok(())
    }
}

impl Writer for Archive {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        self.rows.row(row)?;
        self.count += 1;
        if self.rows.ready() >= PIECE_BYTES {
            let text = self.rows.take();
            self.compress(&text)?;
        }
        Ok(())
    }

    fn ready(&self) -> usize {
        self.ready.lock().len()
    }

    fn take(&mut self) -> Vec<u8> {
        mem::take(&mut *self.ready.lock())
    }

    fn end(mut self: Box<Self>) -> Result<Vec<u8>, Error> {
        let text = self.rows.take();
        self.compress(&text)?;
        let sha256 = hex::encode(self.hasher.clone().finalize());
        let mut description = mem::take(&mut self.package.description);
        let resource = &mut description["resources"][0];
        resource["bytes"] = json!(self.bytes);
        resource["hash"] = json!(format!("sha256:{sha256}"));
        self.file(
            "datapackage.json",
            &serde_json::to_vec_pretty(&description)?,
        )?;
        let trailer = json!({
            "file": DATA,
            "rows": self.count,
            "bytes": self.bytes,
            "sha256": sha256,
        });
        self.file(TRAILER, &serde_json::to_vec_pretty(&trailer)?)?;
        let Self { zip, ready, .. } = *self;
        zip.finish()?;
        let last = mem::take(&mut *ready.lock());
        Ok(last)
    }
}

/// Where the archive is written to, and taken from while it is open.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
