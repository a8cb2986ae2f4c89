//! From the body of a request to a reader on a thread of its own, a few chunks at a time.

use super::Push;
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

/// What travels to the reader: bytes, the end, or why there are no more.
#[derive(Debug)]
pub(super) enum Chunk {
    Bytes(Bytes),
    End,
    Failed(io::ErrorKind),
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// All of it was handed on.
    Whole,
    /// The reader had enough: it knows why.
    LeftByReader,
    /// It stalled, or took too long.
    TooSlow,
    /// More was sent than is allowed.
    TooLarge,
    /// The connection broke, or the body contradicts its length.
    Cut,
}

/// Hands a body on as it arrives. A reader is only told that the body ended where it did.
pub(super) async fn feed(mut body: Body, sender: mpsc::Sender<Chunk>, push: &Push) -> Ended {
    let deadline = Instant::now() + push.body_within;
    let mut left = push.max_bytes;
    let fail = async |ended: Ended, kind: io::ErrorKind| {
        // A reader that is gone needs no reason.
        let _ = sender.send(Chunk::Failed(kind)).await;
        ended
    };
    loop {
        let next = timeout_at(deadline, timeout(push.chunk_within, body.frame()));
        let frame = match next.await {
            Ok(Ok(None)) => break,
            Ok(Ok(Some(Ok(frame)))) => frame,
            Ok(Ok(Some(Err(_)))) => {
                return fail(Ended::Cut, io::ErrorKind::ConnectionReset).await;
            }
            Err(_) | Ok(Err(_)) => return fail(Ended::TooSlow, io::ErrorKind::TimedOut).await,
        };
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        let Some(rest) = left.checked_sub(bytes.len() as u64) else {
            return fail(Ended::TooLarge, io::ErrorKind::FileTooLarge).await;
        };
        left = rest;
        if sender.send(Chunk::Bytes(bytes)).await.is_err() {
            drain(body).await;
            return Ended::LeftByReader;
        }
    }
    match sender.send(Chunk::End).await {
        Ok(()) => Ended::Whole,
        Err(_) => Ended::LeftByReader,
    }
}

/// Reads on for a moment, so that a client still sending gets to see its answer.
pub(super) async fn drain(mut body: Body) {
    const BYTES: usize = 8 << 20;
    const WITHIN: Duration = Duration::from_secs(2);
    let reading = async {
        let mut drained = 0;
        while let Some(Ok(frame)) = body.frame().await {
            drained += frame.data_ref().map_or(0, Bytes::len);
            if drained > BYTES {
                break;
            }
        }
    };
    let _ = timeout(WITHIN, reading).await;
}

/// A body as a blocking reader.
pub(super) struct Arriving {
    chunks: mpsc::Receiver<Chunk>,
    current: Bytes,
    ended: bool,
}

impl Arriving {
    /// A body whose chunks arrive here.
    pub(super) fn new(chunks: mpsc::Receiver<Chunk>) -> Self {
        Self {
            chunks,
            current: Bytes::new(),
            ended: false,
        }
    }
}

impl Read for Arriving {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() && !self.ended {
            match self.chunks.blocking_recv() {
                Some(Chunk::Bytes(bytes)) => self.current = bytes,
                Some(Chunk::End) => self.ended = true,
                Some(Chunk::Failed(kind)) => return Err(kind.into()),
                // The request is gone before its body ended: what came is not the whole.
                None => return Err(io::ErrorKind::ConnectionAborted.into()),
            }
        }
        let count = room.len().min(self.current.len());
        let taken = self.current.split_to(count);
        for (slot, byte) in room.iter_mut().zip(&taken) {
            *slot = *byte;
        }
        Ok(count)
    }
}
