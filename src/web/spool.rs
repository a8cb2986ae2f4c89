//! A file that is made before it is sent, so that its tag and length can be said first: in memory
//! while it is small, on disk beyond that.

use axum::body::{Body, Bytes};
use futures_util::stream;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use tempfile::{SpooledData, SpooledTempFile};

/// Most bytes of a file that stay in memory.
const IN_MEMORY: usize = 2 << 20;
/// Bytes that are read back at once.
const PIECE: usize = 64 << 10;

/// A file being made.
pub(super) struct Spool(SpooledTempFile);

/// A file that is made.
pub(super) struct Spooled {
    /// Hex SHA-256 of its bytes.
    pub sha256: String,
    /// How many there are.
    pub bytes: u64,
    data: Data,
}

enum Data {
    Held(Bytes),
    OnDisk(File),
}

impl Spool {
    pub fn new() -> Self {
        Self(SpooledTempFile::new(IN_MEMORY))
    }

    /// The file as it is now, with its hash.
    pub fn finish(self) -> io::Result<Spooled> {
        match self.0.into_inner() {
            SpooledData::InMemory(held) => {
                let held = held.into_inner();
                Ok(Spooled {
                    sha256: hex::encode(Sha256::digest(&held)),
                    bytes: held.len() as u64,
                    data: Data::Held(held.into()),
                })
            }
            SpooledData::OnDisk(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                let mut hasher = Sha256::new();
                let bytes = io::copy(&mut file, &mut hasher)?;
                file.seek(SeekFrom::Start(0))?;
                Ok(Spooled {
                    sha256: hex::encode(hasher.finalize()),
                    bytes,
                    data: Data::OnDisk(file),
                })
            }
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Spool {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl Spooled {
    /// Whether it was too large for memory.
    pub const fn is_on_disk(&self) -> bool {
        matches!(self.data, Data::OnDisk(_))
    }

    /// The file as it is sent: what is on disk is read as its reader takes it.
    pub fn into_body(self) -> Body {
        match self.data {
            Data::Held(bytes) => Body::from(bytes),
            Data::OnDisk(file) => Body::from_stream(stream::try_unfold(file, |file| async {
                tokio::task::spawn_blocking(move || piece(file))
                    .await
                    .map_err(io::Error::other)?
            })),
        }
    }
}

/// The next piece of a file, which goes on behind it; none at its end.
fn piece(mut file: File) -> io::Result<Option<(Bytes, File)>> {
    let mut piece = Vec::with_capacity(PIECE);
    Read::by_ref(&mut file)
        .take(PIECE as u64)
        .read_to_end(&mut piece)?;
    Ok((!piece.is_empty()).then(|| (piece.into(), file)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn a_file_is_the_same_in_memory_and_on_disk() {
        for bytes in [0, 1000, IN_MEMORY + 1, IN_MEMORY + 3 * PIECE] {
            let text: Vec<u8> = (0..bytes).map(|at| (at % 251) as u8).collect();
            let mut spool = Spool::new();
            spool.write_all(&text).unwrap();
            // Formats go back to what they began with.
            spool.seek(SeekFrom::Start(0)).unwrap();
            spool.write_all(&text[..bytes.min(10)]).unwrap();
            let spooled = spool.finish().unwrap();
            assert_eq!(spooled.bytes, bytes as u64);
            assert_eq!(spooled.sha256, hex::encode(Sha256::digest(&text)));
            assert_eq!(spooled.is_on_disk(), bytes > IN_MEMORY);
            let body = spooled.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(body, text);
        }
    }
}
