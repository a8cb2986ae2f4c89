//! The canonical text as it is kept: compressed parts of about a mebibyte of text, and the
//! SHA-256 over all of the text, made in one pass.
//!
//! Each part is a Zstandard frame of its own that ends at the end of a line: parts can be read
//! and served one by one, and one after the other they are a whole `.csv.zst` file.

use super::canonical::CanonicalText;
use super::content::SnapshotContent;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Text in a part, in bytes; the last line may go beyond it, the last part is smaller.
const PART_TEXT_BYTES: usize = 1 << 20;

/// A good ratio at several hundred megabytes a second.
const LEVEL: i32 = 3;

/// A snapshot's content as it is kept.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The compressed parts, in order.
    pub parts: Vec<Vec<u8>>,
    /// SHA-256 over the canonical text: the snapshot's identity.
    pub sha256: [u8; 32],
    /// Length of the canonical text in bytes.
    pub text_bytes: u64,
}

/// Encodes all of a snapshot's content. Fails only where the compressor does.
#[tracing::instrument(level = "debug", skip_all)]
pub fn encode(content: &SnapshotContent) -> io::Result<Encoded> {
    let mut encoder = Encoder::new(content)?;
    let parts = encoder.by_ref().collect::<io::Result<Vec<_>>>()?;
    let text_bytes = encoder.text_bytes;
    Ok(Encoded {
        parts,
        sha256: encoder.sha256(),
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

    /// SHA-256 over the whole canonical text, also over parts that were not asked for.
    pub fn sha256(mut self) -> [u8; 32] {
        while self.next_text() {}
        self.hasher.finalize().into()
    }

    /// Spells and hashes the text of the next part. Returns whether there is any.
    fn next_text(&mut self) -> bool {
        self.text.clear();
        let any = self.lines.append(&mut self.text, PART_TEXT_BYTES);
        self.hasher.update(&self.text);
        self.text_bytes += self.text.len() as u64;
        any
    }
}

impl Iterator for Encoder<'_> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_text()
            .then(|| self.compressor.compress(&self.text))
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
