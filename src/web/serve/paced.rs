//! A stream whose other end has to read: one that takes next to nothing of an answer is cut, so
//! that it does not hold the answer in memory for hours.

use crate::telemetry::metrics::HTTP_REFUSED;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// While an answer waits for its reader, this much has to be taken of it ...
const BYTES: usize = 16 << 10;
/// ... within this time.
const WITHIN: Duration = Duration::from_secs(30);

/// A stream that is written to as fast as its other end reads, and no slower than a pace.
#[derive(Debug)]
pub(super) struct Paced<S> {
    inner: S,
    within: Duration,
    /// The time that runs while the other end is waited for.
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    patience: Pin<Box<Sleep>>,
    taken: usize,
}

impl<S> Paced<S> {
    pub fn new(inner: S) -> Self {
        Self::within(inner, WITHIN)
    }

    fn within(inner: S, within: Duration) -> Self {
        Self {
            inner,
            within,
            waiting: None,
        }
    }

    /// Looks at what came of a write, and at the clock.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(bytes)) => {
                if let Some(waiting) = &mut self.waiting {
                    waiting.taken += bytes;
                    if waiting.taken >= BYTES {
                        self.waiting = None;
                    }
                }
                written
            }
            Poll::Ready(Err(_)) => written,
            Poll::Pending => {
                let within = self.within;
                let waiting = self.waiting.get_or_insert_with(|| Waiting {
                    patience: Box::pin(sleep(within)),
                    taken: 0,
                });
                ready!(waiting.patience.as_mut().poll(context));
                HTTP_REFUSED.add(&["reader-slow"], 1);
                // Whoever tries again is told the same.
                waiting.patience.as_mut().reset(Instant::now());
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, room)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const PATIENCE: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn a_reader_that_takes_nothing_is_cut() {
        let (ours, _theirs) = duplex(1000);
        let begun = Instant::now();
        let error = Paced::within(ours, PATIENCE)
            .write_all(&[0; 2000])
            .await
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() >= PATIENCE, "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn so_is_one_that_takes_a_byte_now_and_then() {
        let (ours, mut theirs) = duplex(1000);
        let reading = tokio::spawn(async move {
            while theirs.read_exact(&mut [0]).await.is_ok() {
                tokio::time::sleep(PATIENCE / 20).await;
            }
        });
        let written = Paced::within(ours, PATIENCE)
            .write_all(&vec![0; 100_000])
            .await;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
        reading.await.unwrap();
    }

    #[tokio::test]
    async fn one_that_reads_with_pauses_gets_all() {
        let (ours, mut theirs) = duplex(1000);
        let reading = tokio::spawn(async move {
            let mut room = vec![0; BYTES];
            let mut read = 0;
            while read < BYTES * 8 {
                tokio::time::sleep(PATIENCE / 4).await;
                theirs.read_exact(&mut room).await.unwrap();
                read += room.len();
            }
        });
        let mut paced = Paced::within(ours, PATIENCE);
        paced.write_all(&vec![0; BYTES * 8]).await.unwrap();
        reading.await.unwrap();
    }
}
