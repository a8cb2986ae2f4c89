//! The lines of a text, one after the other: each at most a mebibyte, so that memory stays flat.

use std::io::{self, BufRead, BufReader, Read};

/// Longest line in bytes, with its end; as long as a record of CSV may be.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// How much is asked of the input at once.
const BUFFER_BYTES: usize = 256 << 10;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What [`Lines::advance`] came upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A line; [`Lines::text`] has it.
    Line,
    /// A line longer than [`MAX_LINE_BYTES`], which was passed over.
    TooLong,
    /// The end of the text.
    End,
}

/// The lines of a text.
pub struct Lines<R> {
    input: BufReader<R>,
    text: Vec<u8>,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// The lines of `input`.
    pub fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(BUFFER_BYTES, input),
            text: Vec::new(),
            number: 0,
        }
    }

    /// Number of the current line, from 1; 0 before the first.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The current line without its LF or CRLF, and without a byte order mark at the beginning of
    /// the text.
    pub fn text(&self) -> &[u8] {
        let text = self.text.strip_suffix(b"\n").unwrap_or(&self.text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(text) if self.number == 1 => text,
            _ => text,
        }
    }

    /// Goes to the next line. Fails where the input does.
    pub fn advance(&mut self) -> io::Result<Found> {
        self.text.clear();
        self.number += 1;
        let limit = MAX_LINE_BYTES as u64;
        let read = self.input.by_ref().take(limit);
        let length = { read }.read_until(b'\n', &mut self.text)?;
        if length == MAX_LINE_BYTES && !self.text.ends_with(b"\n") {
            return self.pass_over();
        }
        Ok(if length == 0 { Found::End } else { Found::Line })
    }

    /// Goes to the end of a line that is too long.
    fn pass_over(&mut self) -> io::Result<Found> {
        self.text.clear();
        loop {
            let unread = match self.input.fill_buf() {
                Ok(unread) => unread,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let Some(end) = memchr::memchr(b'\n', unread) else {
                let length = unread.len();
                self.input.consume(length);
                if length == 0 {
                    return Ok(Found::TooLong);
                }
                continue;
            };
            self.input.consume(end + 1);
            return Ok(Found::TooLong);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8]) -> Vec<(u64, String)> {
        let mut lines = Lines::new(bytes);
        let mut seen = Vec::new();
        loop {
            let text = match lines.advance().unwrap() {
                Found::End => return seen,
                Found::TooLong => "too long".to_owned(),
                Found::Line => String::from_utf8_lossy(lines.text()).into_owned(),
            };
            seen.push((lines.number(), text));
        }
    }

    #[test]
    fn lines_are_numbered_and_lose_their_ends() {
        let of = |texts: &[&str]| -> Vec<(u64, String)> {
            (1..)
                .zip(texts.iter().map(|text| (*text).to_owned()))
                .collect()
        };
        assert_eq!(read_all(b""), of(&[]));
        assert_eq!(read_all(b"a\nb"), of(&["a", "b"]));
        assert_eq!(read_all(b"a\r\n\nb\n"), of(&["a", "", "b"]));
        assert_eq!(
            read_all("\u{feff}a\n\u{feff}b".as_bytes()),
            of(&["a", "\u{feff}b"])
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let mut text = b"a\n".to_vec();
        text.resize(3 << 20, b'x');
        text.extend_from_slice(b"\nb\n");
        let of = |n, text: &str| (n, text.to_owned());
        assert_eq!(read_all(&text), [of(1, "a"), of(2, "too long"), of(3, "b")]);
        text.truncate(2 << 20);
        assert_eq!(read_all(&text), [of(1, "a"), of(2, "too long")]);
        let mut longest = vec![b'x'; MAX_LINE_BYTES - 1];
        longest.push(b'\n');
        assert_eq!(read_all(&longest)[0].1.len(), MAX_LINE_BYTES - 1);
    }
}
