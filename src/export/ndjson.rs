//! NDJSON: the rows of the JSON, one a line, and nothing else.

use super::json::records;
use super::{Error, View};

pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let mut lines = Vec::new();
    for record in records(view.sheet())? {
        serde_json::to_writer(&mut lines, &record)?;
        lines.push(b'\n');
    }
    Ok(lines)
}
