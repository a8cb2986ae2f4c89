//! Records of a fixed size in queues: in memory while they are few, else in a temporary file
//! without a name, so that nothing is left of it, whatever ends this process.
//!
//! What is kept in memory does not grow with what is put in: a load of any size takes as much.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

/// Records in memory at most once there is a file, in all queues, in bytes.
const BUFFERED_BYTES: usize = 4 << 20;

/// How much of a file is read or written at once, in bytes.
const BLOCK_BYTES: usize = 64 << 10;

/// Something of a fixed size.
pub trait Record: Copy {
    /// Its size in a file.
    const BYTES: usize;

    /// Appends its bytes.
    fn write(&self, bytes: &mut Vec<u8>);

    /// Reads it from that many bytes.
    fn read(bytes: &[u8]) -> Self;
}

/// The `N` bytes from `at` on, for reading records.
pub fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let part = bytes.get(at..).and_then(|rest| rest.first_chunk());
    part.copied().unwrap_or([0; N])
}

/// Queues of records, numbered from 0.
#[derive(Debug)]
pub struct Spool<R> {
    queues: Vec<Queue<R>>,
    /// Records in memory, in all queues.
    held: usize,
    limit: usize,
    file: Option<Output>,
}

impl<R: Record> Spool<R> {
    /// An empty spool that holds so many bytes in memory before it makes a file.
    pub const fn new(limit_bytes: usize) -> Self {
        Self {
            queues: Vec::new(),
            held: 0,
            limit: limit_bytes / size_of::<R>(),
            file: None,
        }
    }

    /// Puts a record at the end of a queue. Fails where the file cannot be written.
    pub fn push(&mut self, queue: usize, record: R) -> io::Result<()> {
        self.queue(queue).held.push(record);
        self.held += 1;
        if self.held > self.limit {
            self.write_out()?;
        }
        Ok(())
    }

    /// Puts records into the file, at the end of a queue that holds none in memory.
    pub(super) fn append(&mut self, queue: usize, records: &[R]) -> io::Result<()> {
        let extent = output(&mut self.file)?.append(records)?;
        self.queue(queue).written.extend(extent);
        Ok(())
    }

    fn queue(&mut self, number: usize) -> &mut Queue<R> {
        if number >= self.queues.len() {
            self.queues.resize_with(number + 1, Queue::default);
        }
        &mut self.queues[number]
    }

    fn write_out(&mut self) -> io::Result<()> {
        let output = output(&mut self.file)?;
        for queue in &mut self.queues {
            // Its memory is not kept for the next records: from now on there are fewer at a time.
            let held = std::mem::take(&mut queue.held);
            queue.written.extend(output.append(&held)?);
        }
        self.held = 0;
        self.limit = BUFFERED_BYTES.min(self.limit * size_of::<R>()) / size_of::<R>();
        Ok(())
    }

    /// Whether nothing was put in a queue.
    pub fn is_empty(&self, queue: usize) -> bool {
        let queue = self.queues.get(queue);
        queue.is_none_or(|queue| queue.written.is_empty() && queue.held.is_empty())
    }

    /// The records of the first queue, where none of them is in a file.
    pub fn in_memory(&mut self) -> Option<&mut [R]> {
        match &self.file {
            Some(_) => None,
            None => Some(
                self.queues
                    .first_mut()
                    .map_or(&mut [], |queue| &mut queue.held),
            ),
        }
    }

    /// Reads a queue from its front.
    pub fn read(&self, queue: usize) -> Reader<'_, R> {
        let (written, held) = match self.queues.get(queue) {
            Some(queue) => (queue.written.as_slice(), queue.held.as_slice()),
            None => (&[][..], &[][..]),
        };
        Reader {
            file: self.file.as_ref().map(|output| &output.file),
            written,
            ..Reader::of(held)
        }
    }
}

/// Records that follow each other in the file.
#[derive(Debug, Clone, Copy)]
struct Extent {
    at: u64,
    records: usize,
}

#[derive(Debug)]
struct Queue<R> {
    written: Vec<Extent>,
    /// What came after that.
    held: Vec<R>,
}

impl<R> Default for Queue<R> {
    fn default() -> Self {
        Self {
            written: Vec::new(),
            held: Vec::new(),
        }
    }
}

#[derive(Debug)]
struct Output {
    file: File,
    end: u64,
    bytes: Vec<u8>,
}

fn output(file: &mut Option<Output>) -> io::Result<&mut Output> {
    match file {
        Some(output) => Ok(output),
        none => Ok(none.insert(Output::new()?)),
    }
}

impl Output {
    fn new() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            end: 0,
            bytes: Vec::with_capacity(BLOCK_BYTES),
        })
    }

    /// Writes records; returns where, or none where there are none.
    fn append<R: Record>(&mut self, records: &[R]) -> io::Result<Option<Extent>> {
        for block in records.chunks(block_length::<R>()) {
            self.bytes.clear();
            for record in block {
                record.write(&mut self.bytes);
            }
            self.file.write_all(&self.bytes)?;
        }
        let extent = Extent {
            at: self.end,
            records: records.len(),
        };
        self.end += (records.len() * R::BYTES) as u64;
        Ok((!records.is_empty()).then_some(extent))
    }
}

/// How many records are in a block.
const fn block_length<R: Record>() -> usize {
    BLOCK_BYTES / R::BYTES
}

/// Reads a queue: block by block, or one by one as an iterator.
#[derive(Debug)]
pub struct Reader<'a, R> {
    file: Option<&'a File>,
    /// What is left in the file, and how many records were read of the first extent.
    written: &'a [Extent],
    within: usize,
    /// What is left in memory.
    held: &'a [R],
    bytes: Vec<u8>,
    /// What was read of the file last, and how many records of it were handed out one by one.
    block: Vec<R>,
    next: usize,
}

impl<'a, R: Record> Reader<'a, R> {
    /// Reads records that are in memory.
    pub(super) const fn of(held: &'a [R]) -> Self {
        Self {
            file: None,
            written: &[],
            within: 0,
            held,
            bytes: Vec::new(),
            block: Vec::new(),
            next: 0,
        }
    }

    /// The next records, some at a time; none at the end. Fails where the file cannot be read.
    pub fn next_block(&mut self) -> io::Result<Option<&[R]>> {
        if self.next < self.block.len() {
            let block = self.block.get(self.next..);
            self.next = self.block.len();
            return Ok(block);
        }
        if self.fill()? {
            self.next = self.block.len();
            return Ok(Some(&self.block));
        }
        let held = std::mem::take(&mut self.held);
        Ok((!held.is_empty()).then_some(held))
    }

    /// Reads some records of the file; returns whether there were any left.
    fn fill(&mut self) -> io::Result<bool> {
        let (Some(file), [extent, rest @ ..]) = (self.file, self.written) else {
            return Ok(false);
        };
        let count = block_length::<R>().min(extent.records - self.within);
        self.bytes.resize(count * R::BYTES, 0);
        let at = extent.at + (self.within * R::BYTES) as u64;
        file.read_exact_at(&mut self.bytes, at)?;
        self.block.clear();
        self.block
            .extend(self.bytes.chunks_exact(R::BYTES).map(R::read));
        self.next = 0;
        self.within += count;
        if self.within == extent.records {
            self.written = rest;
            self.within = 0;
        }
        Ok(true)
    }
}

impl<R: Record> Iterator for Reader<'_, R> {
    type Item = io::Result<R>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.block.get(self.next) {
                self.next += 1;
                return Some(Ok(*record));
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => {
                    let (record, rest) = self.held.split_first()?;
                    self.held = rest;
                    return Some(Ok(*record));
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Record for (u32, u16) {
        const BYTES: usize = 6;

        fn write(&self, bytes: &mut Vec<u8>) {
            bytes.extend_from_slice(&self.0.to_le_bytes());
            bytes.extend_from_slice(&self.1.to_le_bytes());
        }

        fn read(bytes: &[u8]) -> Self {
            (
                u32::from_le_bytes(bytes_at(bytes, 0)),
                u16::from_le_bytes(bytes_at(bytes, 4)),
            )
        }
    }

    fn all(spool: &Spool<(u32, u16)>, queue: usize) -> Vec<(u32, u16)> {
        let mut reader = spool.read(queue);
        let mut all = Vec::new();
        while let Some(records) = reader.next_block().unwrap() {
            all.extend_from_slice(records);
        }
        let one_by_one: Vec<_> = spool.read(queue).map(Result::unwrap).collect();
        assert_eq!(all, one_by_one);
        all
    }

    #[test]
    fn what_does_not_fit_in_memory_is_read_back_as_it_was_put_in() {
        let count = 3 * BUFFERED_BYTES as u32 / 6;
        let mut spool = Spool::new(8000);
        for number in 0..count {
            spool.push(number as usize % 3, (number, 7)).unwrap();
            assert!(spool.held <= 1000);
        }
        assert!(spool.in_memory().is_none());
        for queue in 0..3_u32 {
            let expected = (queue..count).step_by(3).map(|number| (number, 7));
            assert!(all(&spool, queue as usize).into_iter().eq(expected));
        }
        assert_eq!(all(&spool, 3), [], "a queue nobody used");
    }

    #[test]
    fn what_fits_in_memory_makes_no_file() {
        let mut spool = Spool::new(1000);
        spool.push(0, (2, 0)).unwrap();
        spool.push(0, (1, 0)).unwrap();
        spool.in_memory().unwrap().sort_unstable();
        assert_eq!(all(&spool, 0), [(1, 0), (2, 0)]);
    }

    #[test]
    fn blocks_go_on_where_records_were_taken_one_by_one() {
        let mut spool = Spool::new(0);
        for number in 0..10 {
            spool.push(0, (number, 0)).unwrap();
        }
        let mut reader = spool.read(0);
        let mut found = vec![reader.next().unwrap().unwrap()];
        while let Some(records) = reader.next_block().unwrap() {
            found.extend_from_slice(records);
        }
        assert!(found.into_iter().map(|(number, _)| number).eq(0..10));
    }
}
