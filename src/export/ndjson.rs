//! NDJSON: the rows of the JSON, one a line, and nothing else.

use super::json::records;
use super::{Error, Output, View};
use std::io::{BufWriter, Write};

pub(super) fn write(view: &View<'_>, output: &mut dyn Output) -> Result<(), Error> {
    let mut lines = BufWriter::new(output);
    for record in records(view.sheet()) {
        serde_json::to_writer(&mut lines, &record?)?;
        lines.write_all(b"\n")?;
    }
    lines.flush()?;
    Ok(())
}
