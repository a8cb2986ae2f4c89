//! Where the bytes of a snapshot file come from: a stream that is read once, or a file on disk,
//! which some formats need because they read at any place of it.

use super::inflate::{Compression, StopReason, compression_of, inflate};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// The bytes of a snapshot file, compressed or not.
pub struct Input<'a> {
    bytes: Bytes<'a>,
    declared: Option<Compression>,
}

enum Bytes<'a> {
    Stream(Box<dyn Read + 'a>),
    File(File),
}

impl<'a> Input<'a> {
    /// Bytes that can be read once, from front to back.
    pub fn stream(bytes: impl Read + 'a) -> Self {
        Self {
            bytes: Bytes::Stream(Box::new(bytes)),
            declared: None,
        }
    }

    /// A file that was opened for reading; a pipe is treated as a stream.
    pub fn file(file: File) -> Self {
        match file.metadata() {
            Ok(metadata) if metadata.is_file() => Self {
                bytes: Bytes::File(file),
                declared: None,
            },
            _ => Self::stream(file),
        }
    }

    /// The same bytes, said to be compressed: what is not is then damaged. Where nothing is said,
    /// the first bytes tell.
    #[must_use]
    pub fn compressed(self, declared: Option<Compression>) -> Self {
        Self { declared, ..self }
    }

    /// The inflated bytes from front to back, at most `limit` of them.
    pub(super) fn inflated(self, limit: u64) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self.bytes {
            Bytes::Stream(stream) => Box::new(inflate(stream, limit, self.declared)?),
            Bytes::File(file) => Box::new(inflate(file, limit, self.declared)?),
        })
    }

    /// The inflated bytes as a file of at most `limit` bytes. What is no plain file yet goes to a
    /// temporary one without a name, so that nothing is left of it, whatever ends this process.
    pub(super) fn on_disk(mut self, limit: u64) -> io::Result<File> {
        if let Bytes::File(file) = &mut self.bytes {
            let mut start = Vec::with_capacity(4);
            file.take(4).read_to_end(&mut start)?;
            file.seek(SeekFrom::Start(0))?;
            if self.declared.is_none() && compression_of(&start).is_none() {
                if file.metadata()?.len() > limit {
                    return Err(io::Error::other(StopReason::TooLarge { limit }));
                }
                return file.try_clone();
            }
        }
        let mut inflated = self.inflated(limit)?;
        let mut file = tempfile::tempfile()?;
        io::copy(&mut inflated, &mut file)?;
        Ok(file)
    }
}
