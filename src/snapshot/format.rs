//! The formats a snapshot can come in: one file and one line here for each.

use super::csv_v1;
use super::intake::Intake;
use super::ndjson;
use super::recorded::RECORDED;
use std::fs::File;
use std::io::{self, Read};

/// A format of snapshot files, after decompression.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name in messages and options.
    pub name: &'static str,
    /// Ending of file names, without the dot and without `.gz` or `.zst`.
    pub extension: &'static str,
    /// Content type of a push.
    pub media_type: &'static str,
    pub(super) read: Reader,
}

/// How a format is read: hands every observation of a file to the intake, and what is none to its
/// problems. Fails only where the input does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reader {
    /// From front to back, never held as a whole unless the format has no other way.
    Stream(fn(&mut dyn Read, &mut Intake<'_>) -> io::Result<()>),
    /// At any place: from a file on disk.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    File(fn(File, &mut Intake<'_>) -> io::Result<()>),
}

/// CSV v1.
pub const CSV_V1: Format = Format {
    name: "csv",
    extension: "csv",
    media_type: "text/csv",
    read: Reader::Stream(csv_v1::read),
};

/// NDJSON with the keys of CSV v1.
pub const NDJSON: Format = Format {
    name: "ndjson",
    extension: "ndjson",
    media_type: "application/x-ndjson",
    read: Reader::Stream(ndjson::read),
};

/// Every format that a file's name or a push's content type chooses.
pub const FORMATS: &[Format] = &[
    CSV_V1,
    NDJSON,
    #[cfg(feature = "parquet")]
    super::parquet::PARQUET,
];

impl Format {
    /// The format of a name: one of [`FORMATS`], or a kind of recorded answer.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|format| format.name == name)
    }

    /// Every format, also those that only their name chooses.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter().chain(RECORDED)
    }

    /// The format of a file name such as `week.csv.zst`, or none when its ending names none.
    pub fn of_file_name(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        let name = name
            .strip_suffix(".gz")
            .or_else(|| name.strip_suffix(".zst"))
            .unwrap_or(&name);
        let (_, extension) = name.rsplit_once('.')?;
        FORMATS.iter().find(|format| format.extension == extension)
    }

    /// The format of a content type; parameters such as `charset` are passed over.
    pub fn of_media_type(media_type: &str) -> Option<&'static Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        FORMATS
            .iter()
            .find(|format| format.media_type.eq_ignore_ascii_case(essence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_format_is_chosen_by_its_name_and_json_by_no_ending() {
        let names: HashSet<_> = Format::all().map(|format| format.name).collect();
        assert_eq!(names.len(), Format::all().count());
        for format in Format::all() {
            assert_eq!(Format::named(format.name).unwrap().name, format.name);
        }
        assert!(Format::of_file_name("answer.json").is_none());
        assert!(Format::of_media_type("application/json").is_none());
    }

    #[test]
    fn every_format_is_found_by_its_own_names_and_no_two_share_one() {
        let mut seen = HashSet::new();
        for format in FORMATS {
            for ending in ["", ".gz", ".ZST"] {
                let file = format!("a.b.{}{ending}", format.extension);
                assert_eq!(Format::of_file_name(&file).unwrap().name, format.name);
            }
            let with_charset = format!("{}; charset=utf-8", format.media_type);
            assert_eq!(
                Format::of_media_type(&with_charset).unwrap().name,
                format.name
            );
            for name in [format.name, format.media_type] {
                assert!(seen.insert(name), "{name} is taken");
            }
        }
        assert!(Format::of_file_name("notes.txt").is_none());
        assert!(Format::of_file_name("csv").is_none());
    }
}
