//! What is wrong with a file and where: the first hundred problems in words, the rest counted.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;

/// How many problems of a file are kept in words.
pub const MAX_KEPT: usize = 100;

/// Longest excerpt of a cell in a message, in characters.
const EXCERPT_CHARS: usize = 60;

/// What the places of a file are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Lines of text.
    #[default]
    Line,
    /// Rows of a table; 0 is its schema.
    Row,
}

impl Unit {
    /// The word for one.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Row => "row",
        }
    }
}

/// One thing wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What `line` counts.
    pub unit: Unit,
    /// Line or row, from 1.
    pub line: u64,
    /// Number of the field in its row, from 1, where the problem has one; in a recorded answer the
    /// character in its line.
    pub column: Option<u32>,
    /// Name of the field, where the problem has one.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem of a whole line.
    pub fn of_line(line: u64, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            unit: Unit::Line,
            line,
            column: None,
            field: None,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The problem with the file's name in front: `FILE:LINE:COLUMN (field): message; hint`.
    pub fn in_file<'a>(&'a self, file: &'a str) -> impl fmt::Display + 'a {
        InFile {
            problem: self,
            file,
        }
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Problem", 5)?;
        fields.serialize_field(self.unit.word(), &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.serialize_field("field", &self.field)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("hint", &self.hint)?;
        fields.end()
    }
}

struct InFile<'a> {
    problem: &'a Problem,
    file: &'a str,
}

impl fmt::Display for InFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blank = match self.problem.unit {
            Unit::Line => "",
            Unit::Row => " ",
        };
        write!(f, "{}:{blank}{}", self.file, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.unit, self.line) {
            (Unit::Line, line) => write!(f, "{line}")?,
            (Unit::Row, 0) => f.write_str("schema")?,
            (Unit::Row, row) => write!(f, "row {row}")?,
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        if let Some(field) = self.field {
            write!(f, " ({field})")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}

/// The problems of a file so far.
#[derive(Debug, Default)]
pub struct Problems {
    unit: Unit,
    kept: Vec<Problem>,
    more: u64,
    /// How many are about what the file says, not about how it is written.
    refused: u64,
}

impl Problems {
    /// Says what the file's places are counted in.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub const fn count_in(&mut self, unit: Unit) {
        self.unit = unit;
    }

    /// What the file's places are counted in.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// Whether all problems are about what the file says: its form is right.
    pub const fn is_well_formed(&self) -> bool {
        self.refused == self.count()
    }

    /// Adds a problem with what the file says.
    pub fn refuse(&mut self, problem: impl FnOnce() -> Problem) {
        self.refused += 1;
        self.add(problem);
    }

    /// Whether nothing was found wrong.
    pub const fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are.
    pub const fn count(&self) -> u64 {
        self.kept.len() as u64 + self.more
    }

    /// Adds a problem of form; its words are made only if they are kept, so a file with millions of bad
    /// rows costs no more than a good one. Problems come in the order of their lines.
    pub fn add(&mut self, problem: impl FnOnce() -> Problem) {
        if self.kept.len() < MAX_KEPT {
            let unit = self.unit;
            self.kept.push(Problem { unit, ..problem() });
        } else {
            self.more += 1;
        }
    }

    /// Adds problems with what the file says that were found only after the last line, among them `total` in order of
    /// lines, and keeps the first hundred of all by line.
    pub fn merge(&mut self, late: impl Iterator<Item = Problem>, total: usize) {
        let everything = self.kept.len() as u64 + self.more + total as u64;
        let unit = self.unit;
        let late = late.take(MAX_KEPT);
        self.kept.extend(late.map(|late| Problem { unit, ..late }));
        self.refused += total as u64;
        self.kept
            .sort_by_key(|problem| (problem.line, problem.column));
        self.kept.truncate(MAX_KEPT);
        self.more = everything - self.kept.len() as u64;
    }

    /// Adds the problem that ended reading. It explains others, so it is kept in any case.
    pub fn add_last(&mut self, problem: Problem) {
        if self.kept.len() == MAX_KEPT {
            self.kept.pop();
            self.more += 1;
        }
        let unit = self.unit;
        self.kept.push(Problem { unit, ..problem });
    }

    /// The first hundred, and how many more there are.
    pub fn into_parts(self) -> (Vec<Problem>, u64) {
        (self.kept, self.more)
    }
}

/// A cell as messages quote it: shortened, and with nothing in it that a terminal or a
/// bidirectional text would act upon.
pub fn excerpt(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let mut out = String::from("`");
    for (index, character) in text.chars().enumerate() {
        if index == EXCERPT_CHARS {
            out.push('…');
            break;
        }
        match character {
            '\'' | '"' | '\\' => out.push(character),
            _ => out.extend(character.escape_debug()),
        }
    }
    out.push('`');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_file_line_column_field_message_hint() {
        let problem = Problem {
            unit: Unit::Line,
            line: 7,
            column: Some(4),
            field: Some("value"),
            message: "`-5` is negative".into(),
            hint: Some("values count from 0".into()),
        };
        assert_eq!(
            problem.in_file("a.csv").to_string(),
            "a.csv:7:4 (value): `-5` is negative; values count from 0"
        );
        let whole = Problem::of_line(1, "the file is empty", "write a header");
        assert_eq!(
            whole.in_file("a.csv").to_string(),
            "a.csv:1: the file is empty; write a header"
        );
    }

    #[test]
    fn what_ended_reading_is_kept_in_any_case() {
        let mut problems = Problems::default();
        for line in 0..150 {
            problems.add(|| Problem::of_line(line, "row", ""));
        }
        problems.add_last(Problem::of_line(150, "truncated", ""));
        let (kept, more) = problems.into_parts();
        assert_eq!((kept.len() as u64 + more, kept.len()), (151, MAX_KEPT));
        assert_eq!(kept[MAX_KEPT - 1].message, "truncated");
    }

    #[test]
    fn an_excerpt_is_short_and_inert() {
        assert_eq!(excerpt(b"\x1b[31mred"), "`\\u{1b}[31mred`");
        assert_eq!(excerpt("a\u{202e}b".as_bytes()), "`a\\u{202e}b`");
        assert_eq!(excerpt(&[b'x'; 100]).chars().count(), EXCERPT_CHARS + 3);
    }

    #[test]
    fn problems_found_late_take_their_place_by_line() {
        let mut problems = Problems::default();
        for line in 0..150 {
            problems.add(|| Problem::of_line(2 * line, "early", ""));
        }
        let late = (0..10).map(|n| Problem::of_line(2 * n + 1, "late", ""));
        problems.merge(late, 10);
        let (kept, more) = problems.into_parts();
        assert_eq!((kept.len(), more), (100, 60));
        assert_eq!(kept[1].message, "late");
        assert!(kept.is_sorted_by_key(|problem| problem.line));
        assert_eq!(kept.iter().filter(|p| p.message == "late").count(), 10);
    }
}
