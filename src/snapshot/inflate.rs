//! Gzip and Zstandard, told by their first bytes, with a limit on the inflated size.
//!
//! The limit counts what comes out, because a megabyte of gzip can hold a gigabyte.

use super::report::Stopped;
use std::io::{self, Cursor, Read};

/// A compression that is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Compression {
    /// Its name in messages and in HTTP.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// A reason to stop reading, as it travels inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub enum StopReason {
    /// More than the allowed bytes came out.
    #[error("the file holds more than {limit} bytes uncompressed")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The compressed data ends before its end mark.
    #[error("the {format} data ends early: the file is truncated")]
    Truncated {
        /// `gzip` or `zstd`.
        format: &'static str,
    },
    /// The compressed data contradicts itself.
    #[error("the {format} data is damaged ({detail})")]
    Damaged {
        /// `gzip` or `zstd`.
        format: &'static str,
        /// What the decoder says.
        detail: String,
    },
    /// The rows do not fit in memory and could not be kept in a temporary file either.
    #[error("a temporary file for the rows failed ({0})")]
    NoSpool(String),
}

impl StopReason {
    /// The reason in an error of this module's reader; other errors are the disk's or the
    /// connection's.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// What the report says of it.
    pub const fn stopped(&self) -> Stopped {
        match self {
            Self::TooLarge { .. } => Stopped::TooLarge,
            Self::Truncated { .. } | Self::Damaged { .. } => Stopped::Damaged,
            Self::NoSpool(_) => Stopped::Unreadable,
        }
    }

    /// How to mend it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "split the file, for example by month",
            Self::Truncated { .. } | Self::Damaged { .. } => "compress or transfer the file again",
            Self::NoSpool(_) => {
                "make room where temporary files go, or name another folder in TMPDIR"
            }
        }
    }
}

/// The inflated bytes of `input`, at most `limit` of them; what is not compressed passes as it is,
/// unless it was `declared` to be.
pub fn inflate<'a, R: Read + 'a>(
    mut input: R,
    limit: u64,
    declared: Option<Compression>,
) -> io::Result<impl Read + 'a> {
    let mut start = [0_u8; 4];
    let mut length = 0;
    while length < start.len() {
        match input.read(&mut start[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let start = start.get(..length).unwrap_or_default().to_vec();
    let found = compression_of(&start);
    if let Some(declared) = declared.filter(|declared| found != Some(*declared)) {
        return Err(io::Error::other(StopReason::Damaged {
            format: declared.name(),
            detail: "it does not begin as such".to_owned(),
        }));
    }
    let format = found.map(Compression::name);
    let whole = Track {
        inner: Cursor::new(start).chain(input),
    };
    let reader: Box<dyn Read + 'a> = match found {
        Some(Compression::Gzip) => Box::new(flate2::read::MultiGzDecoder::new(whole)),
        Some(Compression::Zstd) => Box::new(zstd::stream::read::Decoder::new(whole)?),
        None => Box::new(whole),
    };
    Ok(Limited {
        reader,
        format,
        limit,
        left: limit,
    })
}

/// The compression the first bytes announce.
pub fn compression_of(start: &[u8]) -> Option<Compression> {
    match start {
        [0x1f, 0x8b, ..] => Some(Compression::Gzip),
        // A frame, or a skippable frame as some parallel compressors put first.
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Some(Compression::Zstd),
        _ => None,
    }
}

/// An error of the compressed side, marked so that it is not taken for damaged data.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct FromInput(io::Error);

/// The compressed side; marks the disk's or the connection's own errors.
struct Track<R> {
    inner: R,
}

impl<R: Read> Read for Track<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            kind => io::Error::new(kind, FromInput(error)),
        })
    }
}

/// The inflated side: counts, and says in words what went wrong.
struct Limited<'a> {
    reader: Box<dyn Read + 'a>,
    format: Option<&'static str>,
    limit: u64,
    left: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self
            .reader
            .read(buffer)
            .map_err(|error| self.explain(error))?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(StopReason::TooLarge { limit: self.limit })),
        }
        Ok(count)
    }
}

impl Limited<'_> {
    fn explain(&self, error: io::Error) -> io::Error {
        let Some(format) = self.format else {
            return error;
        };
        if let Some(inner) = error.get_ref()
            && inner.is::<FromInput>()
        {
            return error;
        }
        match error.kind() {
            io::ErrorKind::Interrupted => error,
            io::ErrorKind::UnexpectedEof => io::Error::other(StopReason::Truncated { format }),
            _ => io::Error::other(StopReason::Damaged {
                format,
                detail: error.to_string(),
            }),
        }
    }
}
