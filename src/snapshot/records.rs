//! RFC 4180 records, one after the other, with the line and number of each field.
//!
//! Strict where leniency would guess: a stray quote, text after a closing quote, a lone carriage
//! return and a quote that is never closed are problems with a place, and reading goes on with
//! the next line. Blank lines hold no record and are passed over. Memory stays flat: a record
//! may be one mebibyte long, far above what nine full fields need.

use super::problem::{Problem, Unit};
use super::quoted::{Fed, Span, Unquoter, without_line_end};
use std::io::{self, Read};

/// Longest record in bytes.
const MAX_RECORD_BYTES: usize = 1 << 20;

/// How much is asked of the input at once.
const BUFFER_BYTES: usize = 256 << 10;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What [`Records::advance`] came upon.
#[derive(Debug)]
pub enum Step {
    /// A record; [`Records::field`] has its fields.
    Record,
    /// Something that is no record; the next call goes on behind it.
    Problem(Problem),
    /// The end of the file.
    End,
}

/// The records of a file.
pub struct Records<R> {
    input: R,
    buffer: Vec<u8>,
    /// The unread bytes of the buffer.
    start: usize,
    end: usize,
    at_end: bool,
    /// Why the input failed; told once all that came before is read.
    failed: Option<io::Error>,
    at_first: bool,
    /// Line at `start`, from 1.
    next_line: u64,
    /// Line of the current record.
    line: u64,
    /// The fields of the current record, and its text where it has quotes.
    fields: Unquoter,
    /// Where the current record's text is in the buffer, where it has no quotes.
    plain: Option<(usize, usize)>,
}

impl<R: Read> Records<R> {
    /// The records of `input`, past a byte order mark.
    pub fn new(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            at_end: false,
            failed: None,
            at_first: true,
            next_line: 1,
            line: 1,
            fields: Unquoter::default(),
            plain: None,
        }
    }

    /// Line of the current record, from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Line that is read next, from 1.
    pub const fn next_line(&self) -> u64 {
        self.next_line
    }

    /// Line of the field with this number (from 0) in the current record.
    pub fn line_of(&self, number: usize) -> u64 {
        self.line
            + self
                .fields
                .spans
                .get(number)
                .map_or(0, |span| u64::from(span.line_offset))
    }

    /// How many fields the current record has.
    pub const fn len(&self) -> usize {
        self.fields.spans.len()
    }

    /// The field with this number (from 0) of the current record, unquoted.
    pub fn field(&self, number: usize) -> Option<&[u8]> {
        let span = self.fields.spans.get(number)?;
        let text = match self.plain {
            Some((start, end)) => self.buffer.get(start..end)?,
            None => self.fields.text.as_slice(),
        };
        text.get(span.start as usize..span.end as usize)
    }

    /// The first bytes of the file, past a byte order mark, before any record is read.
    pub fn beginning(&mut self) -> io::Result<&[u8]> {
        self.begin()?;
        Ok(self.unread())
    }

    fn begin(&mut self) -> io::Result<()> {
        if self.at_first {
            self.at_first = false;
            self.fill()?;
            if self.unread().starts_with(BYTE_ORDER_MARK) {
                self.start += BYTE_ORDER_MARK.len();
            }
        }
        Ok(())
    }

    /// Goes to the next record. Fails where the input does.
    pub fn advance(&mut self) -> io::Result<Step> {
        self.begin()?;
        loop {
            let Some(length) = self.line_length(0)? else {
                return self.pass_over_long_line();
            };
            if length == 0 {
                return Ok(Step::End);
            }
            self.line = self.next_line;
            // Not `self.unread()`: the fields are noted while the line is borrowed.
            let line = self.buffer.get(self.start..self.start + length);
            let text = without_line_end(line.unwrap_or_default());
            if text.is_empty() {
                self.consume(length, 1);
                continue;
            }
            if memchr::memchr2(b'"', b'\r', text).is_some() {
                return self.quoted_record();
            }
            self.fields.spans.clear();
            let mut from = 0;
            for comma in memchr::memchr_iter(b',', text) {
                self.fields.spans.push(Span::on_first_line(from, comma));
                from = comma + 1;
            }
            self.fields
                .spans
                .push(Span::on_first_line(from, text.len()));
            self.plain = Some((self.start, self.start + text.len()));
            self.consume(length, 1);
            return Ok(Step::Record);
        }
    }

    /// Length of the line that begins `offset` bytes after the unread start, with its end; 0 at
    /// the end of the file, none when it makes the record too long.
    fn line_length(&mut self, offset: usize) -> io::Result<Option<usize>> {
        let mut searched = offset;
        loop {
            let unread = self.unread();
            if let Some(found) = memchr::memchr(b'\n', unread.get(searched..).unwrap_or_default()) {
                return Ok(Some(searched + found + 1 - offset));
            }
            searched = unread.len();
            if searched > MAX_RECORD_BYTES {
                return Ok(None);
            }
            if self.at_end {
                return Ok(Some(searched - offset));
            }
            self.fill()?;
        }
    }

    /// Reads a record that holds quotes or lone carriage returns.
    fn quoted_record(&mut self) -> io::Result<Step> {
        self.plain = None;
        self.fields.begin();
        let mut length = 0;
        let mut lines = 0;
        let flaw = loop {
            let Some(line_length @ 1..) = self.line_length(length)? else {
                break self.fields.never_closed();
            };
            let unread = self.buffer.get(self.start..self.end).unwrap_or_default();
            let line = unread.get(length..length + line_length).unwrap_or_default();
            length += line_length;
            lines += 1;
            match self.fields.feed(line) {
                Fed::More => {}
                Fed::Complete => {
                    self.consume(length, lines);
                    return Ok(Step::Record);
                }
                Fed::Bad(flaw) => break flaw,
            }
        };
        // A quote that goes wrong lines later was most likely never meant to span them: the line
        // where it opened is given up, the lines after it are read.
        let opened = flaw.line_offset as usize;
        let given_up = self.unread().get(..length).unwrap_or_default();
        let skipped = memchr::memchr_iter(b'\n', given_up)
            .nth(opened)
            .map_or(length, |end| end + 1);
        self.consume(skipped, u64::from(flaw.line_offset) + 1);
        Ok(Step::Problem(Problem {
            unit: Unit::Line,
            line: self.line + u64::from(flaw.line_offset),
            column: Some(flaw.column),
            field: None,
            message: flaw.message.to_owned(),
            hint: Some(flaw.hint.to_owned()),
        }))
    }

    fn pass_over_long_line(&mut self) -> io::Result<Step> {
        let line = self.next_line;
        loop {
            let unread = self.unread();
            if let Some(end) = memchr::memchr(b'\n', unread) {
                self.consume(end + 1, 1);
                break;
            }
            let length = unread.len();
            self.consume(length, 0);
            if self.at_end {
                break;
            }
            self.fill()?;
        }
        Ok(Step::Problem(Problem::of_line(
            line,
            "the line is longer than one mebibyte",
            "write one observation a line, each text at most 1024 bytes long",
        )))
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    const fn consume(&mut self, bytes: usize, lines: u64) {
        self.start += bytes;
        self.next_line += lines;
    }

    /// Reads more, until the buffer is full or the input ends or fails. Makes room first: unread bytes
    /// move to the front, and a buffer that holds nothing else grows.
    fn fill(&mut self) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        while let Some(room) = self
            .buffer
            .get_mut(self.end..)
            .filter(|room| !room.is_empty())
        {
            match self.input.read(room) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Gives one byte at a time, as slow connections do.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let count = room.len().min(1);
            self.0.read(&mut room[..count])
        }
    }

    /// Records as `line: a|b`, problems as `line:column message`.
    fn read_all(input: impl Read) -> Vec<String> {
        let mut records = Records::new(input);
        let mut seen = Vec::new();
        loop {
            match records.advance().unwrap() {
                Step::End => return seen,
                Step::Problem(problem) => {
                    let column = problem.column.unwrap_or(0);
                    seen.push(format!("{}:{column} {}", problem.line, problem.message));
                }
                Step::Record => {
                    let fields: Vec<_> = (0..records.len())
                        .map(|n| String::from_utf8_lossy(records.field(n).unwrap()).into_owned())
                        .collect();
                    seen.push(format!("{}: {}", records.line(), fields.join("|")));
                }
            }
        }
    }

    #[rstest]
    #[case::plain("a,b\nc,d\n", &["1: a|b", "2: c|d"])]
    #[case::no_last_line_end("a,b\nc,d", &["1: a|b", "2: c|d"])]
    #[case::crlf("a,b\r\nc,\"d\"\r\n", &["1: a|b", "2: c|d"])]
    #[case::crlf_cut_short("a,b\r\nc,d\r", &["1: a|b", "2: c|d"])]
    #[case::byte_order_mark("\u{feff}a,b\n", &["1: a|b"])]
    #[case::byte_order_mark_before_quote("\u{feff}\"a\",b\n", &["1: a|b"])]
    #[case::blank_lines("a\n\n\r\nb\n\n", &["1: a", "4: b"])]
    #[case::empty_fields(",\n\"\",\n", &["1: |", "2: |"])]
    #[case::quotes("\"a,\"\"b\"\"\",c\n", &["1: a,\"b\"|c"])]
    #[case::line_end_in_quotes("\"a\r\nb\",c\nd,e\n", &["1: a\r\nb|c", "3: d|e"])]
    #[case::stray_quote("a,b\"c\nd,e\n", &["1:2 a quote inside a field that does not begin with one", "2: d|e"])]
    #[case::text_after_quote("a,\"b\"c\nd,e\n", &["1:2 text after the closing quote of a field", "2: d|e"])]
    #[case::lone_cr("a,b\rc,d\ne,f\n", &["1:2 a carriage return without a line feed, outside of quotes", "2: e|f"])]
    #[case::unclosed("a,b\nc,\"d\ne,f\n", &["1: a|b", "2:2 the quoted field is never closed", "3: e|f"])]
    #[case::unclosed_last("a,\"", &["1:2 the quoted field is never closed"])]
    #[case::unclosed_before_a_good_quote(
        "\"a,b\nc,d\n\"e\",f\n",
        &["1:1 text after the closing quote of a field", "2: c|d", "3: e|f"]
    )]
    fn records_and_problems_have_their_place(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(read_all(text.as_bytes()), expected);
        assert_eq!(read_all(Trickle(text.as_bytes())), expected);
    }

    #[test]
    fn fields_know_their_own_line() {
        let mut records = Records::new("\"a\nb\",c\n".as_bytes());
        assert!(matches!(records.advance().unwrap(), Step::Record));
        assert_eq!((records.line_of(0), records.line_of(1)), (1, 2));
    }

    #[test]
    fn a_line_of_many_mebibytes_is_one_problem_and_reading_goes_on() {
        let mut text = b"a,b\n".to_vec();
        text.resize(5 << 20, b'x');
        text.extend_from_slice(b"\nc,d\n");
        let seen = read_all(text.as_slice());
        assert_eq!(
            seen,
            [
                "1: a|b",
                "2:0 the line is longer than one mebibyte",
                "3: c|d"
            ]
        );
    }

    #[test]
    fn a_quote_left_open_in_a_large_file_costs_one_line() {
        let mut text = b"a,b\n\"c,d\n".to_vec();
        for _ in 0..1_000_000 {
            text.extend_from_slice(b"e,f\n");
        }
        let seen = read_all(text.as_slice());
        assert_eq!(seen.len(), 1_000_002);
        assert_eq!(seen[1], "2:1 the quoted field is never closed");
        assert_eq!(seen[2], "3: e|f");
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_as_it_was(
            rows in prop::collection::vec(prop::collection::vec("[a,\"\r\n 'é]{0,6}", 2..5), 0..8),
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let mut records = Records::new(text.as_slice());
            for row in &rows {
                prop_assert!(matches!(records.advance().unwrap(), Step::Record));
                let fields: Vec<_> =
                    (0..records.len()).map(|n| records.field(n).unwrap()).collect();
                prop_assert_eq!(fields, row.iter().map(String::as_bytes).collect::<Vec<_>>());
            }
            prop_assert!(matches!(records.advance().unwrap(), Step::End));
        }

        #[test]
        fn no_bytes_make_it_panic_or_stall(bytes in prop::collection::vec(
            prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200)
        ) {
            let lines = memchr::memchr_iter(b'\n', &bytes).count();
            prop_assert!(read_all(bytes.as_slice()).len() <= lines + 1);
        }
    }
}
