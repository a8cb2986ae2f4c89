//! The canonical text as it is kept: compressed parts of about a mebibyte of text, and the
//! SHA-256 over all of the text, made in one pass.
//!
//! Each part is a Zstandard frame of its own that ends at the end of a line: parts can be read
//! and served one by one, and one after the other they are a whole `.csv.zst` file.

use super::canonical::CanonicalText;
use super::content::SnapshotContent;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// Text in a part, in bytes; the last line may go beyond it, the last part is smaller.
const PART_TEXT_BYTES: usize = 1 << 20;

/// The fastest, and as small as the next ones: in canonical order a line is much like the one before.
const LEVEL: i32 = 1;

/// Compressed parts in memory, in bytes; beyond that they wait in a temporary file.
const HELD_BYTES: usize = 8 << 20;

/// A snapshot's content as it is kept.
#[derive(Debug)]
pub struct Encoded {
    /// The compressed parts, in order.
    pub parts: Parts,
    /// SHA-256 over the canonical text: the snapshot's identity.
    pub sha256: [u8; 32],
    /// Length of the canonical text in bytes.
    pub text_bytes: u64,
}

/// Compressed parts in order: in memory while they are few, else in a temporary file.
#[derive(Debug, Default)]
pub struct Parts {
    held: Vec<u8>,
    /// What came before it, and how long that is.
    file: Option<File>,
    written: u64,
    /// Where each part ends in both together.
    ends: Vec<u64>,
}

impl Parts {
    fn push(&mut self, part: &[u8]) -> io::Result<()> {
        if self.held.len() + part.len() > HELD_BYTES {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile()?),
            };
            file.write_all(&self.held)?;
            self.written += self.held.len() as u64;
            self.held.clear();
        }
        self.held.extend_from_slice(part);
        self.ends.push(self.written + self.held.len() as u64);
        Ok(())
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them, one after the other. Fails where the temporary file cannot be read.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Cow<'_, [u8]>>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| self.read(start..*end))
    }

    fn read(&self, bytes: Range<u64>) -> io::Result<Cow<'_, [u8]>> {
        if let Some(start) = bytes.start.checked_sub(self.written) {
            let part = start as usize..(bytes.end - self.written) as usize;
            return Ok(self.held.get(part).unwrap_or_default().into());
        }
        let mut part = vec![0; (bytes.end - bytes.start) as usize];
        if let Some(file) = &self.file {
            file.read_exact_at(&mut part, bytes.start)?;
        }
        Ok(part.into())
    }
}

/// Encodes all of a snapshot's content. Fails where the compressor or a temporary file does.
#[tracing::instrument(level = "debug", skip_all)]
pub fn encode(content: &SnapshotContent) -> io::Result<Encoded> {
    let mut encoder = Encoder::new(content)?;
    let mut parts = Parts::default();
    for part in encoder.by_ref() {
        parts.push(&part?)?;
    }
    let text_bytes = encoder.text_bytes;
    Ok(Encoded {
        parts,
        sha256: encoder.sha256()?,
        text_bytes,
    })
}

/// Yields the compressed parts one by one.
pub struct Encoder<'a> {
    lines: CanonicalText<'a>,
    text: Vec<u8>,
    text_bytes: u64,
    hasher: Sha256,
    compressor: zstd::bulk::Compressor<'static>,
}

impl<'a> Encoder<'a> {
    /// An encoder at the first part. Fails only where the compressor does.
    pub fn new(content: &'a SnapshotContent) -> io::Result<Self> {
        let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
        compressor.include_checksum(true)?;
        Ok(Self {
            lines: CanonicalText::new(content),
            text: Vec::with_capacity(PART_TEXT_BYTES),
            text_bytes: 0,
            hasher: Sha256::new(),
            compressor,
        })
    }

    /// SHA-256 over the whole canonical text, also over parts that were not asked for. Fails where
    /// the content cannot be read.
    pub fn sha256(mut self) -> io::Result<[u8; 32]> {
        while self.next_text()? {}
        Ok(self.hasher.finalize().into())
    }

    /// Spells and hashes the text of the next part. Returns whether there is any.
    fn next_text(&mut self) -> io::Result<bool> {
        self.text.clear();
        let any = self.lines.append(&mut self.text, PART_TEXT_BYTES)?;
        self.hasher.update(&self.text);
        self.text_bytes += self.text.len() as u64;
        Ok(any)
    }
}

impl Iterator for Encoder<'_> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next_text() {
            Ok(true) => Some(self.compressor.compress(&self.text)),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// The text of one part. Fails where it is damaged.
pub fn decode_part(part: &[u8]) -> io::Result<Vec<u8>> {
    zstd::stream::decode_all(part)
}

/// The canonical text of parts in order, decoded one at a time as it is read.
pub fn decode_parts<I>(parts: I) -> impl Read
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    DecodedParts {
        parts: parts.into_iter(),
        text: Vec::new(),
        read: 0,
    }
}

struct DecodedParts<I> {
    parts: I,
    text: Vec<u8>,
    read: usize,
}

impl<I> Read for DecodedParts<I>
where
    I: Iterator,
    I::Item: AsRef<[u8]>,
{
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.text.len() {
            let Some(part) = self.parts.next() else {
                return Ok(0);
            };
            self.text = decode_part(part.as_ref())?;
            self.read = 0;
        }
        let mut unread = self.text.get(self.read..).unwrap_or_default();
        let count = unread.read(buffer)?;
        self.read += count;
        Ok(count)
    }
}
