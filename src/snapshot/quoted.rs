//! Takes the quotes off one record that has some, line by line.

/// Where a field lies in the text of its record.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Behind the last byte.
    pub end: u32,
    /// Lines between the beginning of the record and that of the field.
    pub line_offset: u32,
}

impl Span {
    /// A field on the first line of its record; records are far shorter than 4 GiB.
    pub const fn on_first_line(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
            line_offset: 0,
        }
    }
}

/// What is wrong with a record, and with which of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Lines between the beginning of the record and that of the field.
    pub line_offset: u32,
    /// Number of the field, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: &'static str,
    /// How to mend it.
    pub hint: &'static str,
}

/// What became of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Fed {
    /// The record goes on: a quoted field holds the line's end.
    More,
    /// The record is complete.
    Complete,
    /// The record cannot be read.
    Bad(Flaw),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: it closed the field, or is the first of two.
    QuoteSeen,
}

/// The fields of the record at hand.
#[derive(Debug, Default)]
pub struct Unquoter {
    /// The fields so far.
    pub spans: Vec<Span>,
    /// Their text, without quotes and commas.
    pub text: Vec<u8>,
    state: State,
    field_start: usize,
    field_line: u32,
    line: u32,
}

impl Unquoter {
    /// Begins a record.
    pub fn begin(&mut self) {
        self.spans.clear();
        self.text.clear();
        self.state = State::FieldStart;
        self.field_start = 0;
        self.field_line = 0;
        self.line = 0;
    }

    /// Takes the next line of the record, with its end.
    pub fn feed(&mut self, line: &[u8]) -> Fed {
        let body = without_line_end(line);
        for byte in body {
            match (self.state, byte) {
                (State::FieldStart, b'"') => self.state = State::Quoted,
                (State::FieldStart | State::Plain | State::QuoteSeen, b',') => self.end_field(),
                (State::Plain, b'"') => return Fed::Bad(self.stray_quote()),
                (State::FieldStart | State::Plain, b'\r') => {
                    return Fed::Bad(self.lone_carriage_return());
                }
                (State::FieldStart | State::Plain, _) => {
                    self.text.push(*byte);
                    self.state = State::Plain;
                }
                (State::Quoted, b'"') => self.state = State::QuoteSeen,
                (State::Quoted, _) => self.text.push(*byte),
                (State::QuoteSeen, b'"') => {
                    self.text.push(b'"');
                    self.state = State::Quoted;
                }
                (State::QuoteSeen, _) => return Fed::Bad(self.text_after_quote()),
            }
        }
        if self.state == State::Quoted {
            self.text
                .extend_from_slice(line.get(body.len()..).unwrap_or_default());
            self.line += 1;
            return Fed::More;
        }
        self.end_field();
        Fed::Complete
    }

    fn end_field(&mut self) {
        self.spans.push(Span {
            start: self.field_start as u32,
            end: self.text.len() as u32,
            line_offset: self.field_line,
        });
        self.state = State::FieldStart;
        self.field_start = self.text.len();
        self.field_line = self.line;
    }

    /// The flaw of the field at hand, whose quote the file or the longest record ends in.
    pub fn never_closed(&self) -> Flaw {
        self.flaw(
            "the quoted field is never closed",
            "close it with a quote, or double the quotes inside it",
        )
    }

    fn stray_quote(&self) -> Flaw {
        self.flaw(
            "a quote inside a field that does not begin with one",
            "put the whole field in quotes and double the quotes inside it",
        )
    }

    fn text_after_quote(&self) -> Flaw {
        self.flaw(
            "text after the closing quote of a field",
            "double the quotes inside the field, or close it before the comma",
        )
    }

    fn lone_carriage_return(&self) -> Flaw {
        self.flaw(
            "a carriage return without a line feed, outside of quotes",
            "end lines with LF or CRLF, and put a field that holds one in quotes",
        )
    }

    fn flaw(&self, message: &'static str, hint: &'static str) -> Flaw {
        Flaw {
            line_offset: self.field_line,
            column: self.spans.len() as u32 + 1,
            message,
            hint,
        }
    }
}

/// A line without its LF or CRLF, and without the CR of a CRLF cut short by the end of the file.
pub fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
