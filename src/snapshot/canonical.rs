//! The canonical text of a snapshot: one spelling, so that one content has one hash.
//!
//! CSV v1 with LF, all nine columns, rows in canonical order, the formula guard on text cells
//! and quotes only where RFC 4180 needs them or a space could be lost at an edge.

use super::captured_at::spell;
use super::content::{Row, SnapshotContent, TextId};
use super::day::Day;
use super::field::Field;
use super::guard::needs_guard;
use super::spool::Reader;
use crate::domain::Weights;
use std::io::{self, Write};

/// How much text is gathered before it is written.
const BUFFER_BYTES: usize = 256 << 10;

/// Writes the canonical text. Fails where the output does, or reading the content's rows.
pub fn write(content: &SnapshotContent, mut output: impl Write) -> io::Result<()> {
    let mut text = CanonicalText::new(content);
    let mut buffer = Vec::with_capacity(BUFFER_BYTES);
    loop {
        buffer.clear();
        if !text.append(&mut buffer, BUFFER_BYTES)? {
            return output.flush();
        }
        output.write_all(&buffer)?;
    }
}

/// The canonical text, line by line. What a row shares with the one before is spelled once.
pub struct CanonicalText<'a> {
    content: &'a SnapshotContent,
    rows: Reader<'a, Row>,
    captured_at: String,
    /// Whether the header was written.
    has_begun: bool,
    before: Option<Row>,
    /// `metric,model,` of the row before.
    prefix: Vec<u8>,
    /// `,captured_at,license,weights,organization,base_model` and LF of the row before.
    suffix: Vec<u8>,
    /// `YYYY-MM-DD,` of every day from the first observed to the last.
    dates: Vec<String>,
    first_day: u16,
}

impl<'a> CanonicalText<'a> {
    /// The text from its header on.
    pub fn new(content: &'a SnapshotContent) -> Self {
        let day_number = |day: Option<&Day>| day.map_or(0, |day| day.number());
        let first_day = day_number(content.days().first());
        let last_day = day_number(content.days().last());
        Self {
            content,
            rows: content.rows(),
            captured_at: spell(content.captured_at()),
            has_begun: false,
            before: None,
            prefix: Vec::new(),
            suffix: Vec::new(),
            dates: (first_day..=last_day).map(spell_day).collect(),
            first_day,
        }
    }

    /// Appends whole lines until `output` holds at least `bytes`. Returns whether there were any
    /// lines left. Fails where the content's rows cannot be read.
    pub fn append(&mut self, output: &mut Vec<u8>, bytes: usize) -> io::Result<bool> {
        if !self.has_begun {
            self.has_begun = true;
            output.extend_from_slice(Field::header().as_bytes());
            output.push(b'\n');
        }
        let mut any = false;
        while output.len() < bytes {
            let Some(row) = self.rows.next().transpose()? else {
                break;
            };
            any = true;
            self.spell_shared(&row);
            output.extend_from_slice(&self.prefix);
            let date = self
                .dates
                .get(usize::from(row.day().number() - self.first_day));
            output.extend_from_slice(date.map_or(b"", |date| date.as_bytes()));
            let metric = self.content.metrics().get(row.metric());
            push_value(
                output,
                row.value(),
                metric.map_or(0, |metric| metric.decimals),
            );
            output.extend_from_slice(&self.suffix);
            self.before = Some(row);
        }
        Ok(any)
    }

    fn spell_shared(&mut self, row: &Row) {
        let before = self.before.as_ref();
        if before.is_none_or(|before| model_of(before) != model_of(row)) {
            self.prefix.clear();
            let metric = self.content.metrics().get(row.metric());
            push_cell(
                &mut self.prefix,
                metric.map_or("", |metric| metric.slug.as_str()),
            );
            self.prefix.push(b',');
            push_text(&mut self.prefix, self.content.model(row.model()));
            self.prefix.push(b',');
        }
        if before.is_none_or(|before| said_of(before) != said_of(row)) {
            self.suffix.clear();
            let (license, weights, organization, base_model) = said_of(row);
            let text = |id: Option<TextId>| id.map_or("", |id| self.content.text(id));
            self.suffix.push(b',');
            self.suffix.extend_from_slice(self.captured_at.as_bytes());
            self.suffix.push(b',');
            push_text(&mut self.suffix, text(license));
            self.suffix.push(b',');
            self.suffix
                .extend_from_slice(weights.map_or("", Weights::word).as_bytes());
            self.suffix.push(b',');
            push_text(&mut self.suffix, text(organization));
            self.suffix.push(b',');
            push_text(&mut self.suffix, text(base_model));
            self.suffix.push(b'\n');
        }
    }
}

const fn model_of(row: &Row) -> (usize, u32) {
    (row.metric(), row.model())
}

type Said = (
    Option<TextId>,
    Option<Weights>,
    Option<TextId>,
    Option<TextId>,
);

const fn said_of(row: &Row) -> Said {
    (
        row.license(),
        row.weights(),
        row.organization(),
        row.base_model(),
    )
}

/// Appends a text cell, with the formula guard where it needs one.
pub fn push_text(output: &mut Vec<u8>, text: &str) {
    if needs_guard(text.as_bytes()) {
        push_cell(output, &format!("'{text}"));
    } else {
        push_cell(output, text);
    }
}

/// Appends a cell, quoted where it must be.
fn push_cell(output: &mut Vec<u8>, cell: &str) {
    let must_quote =
        cell.starts_with(' ') || cell.ends_with(' ') || cell.contains(['"', ',', '\r', '\n']);
    if !must_quote {
        output.extend_from_slice(cell.as_bytes());
        return;
    }
    output.push(b'"');
    for (index, piece) in cell.split('"').enumerate() {
        if index > 0 {
            output.extend_from_slice(b"\"\"");
        }
        output.extend_from_slice(piece.as_bytes());
    }
    output.push(b'"');
}

fn spell_day(number: u16) -> String {
    Day::from_number(number)
        .date()
        .format("%Y-%m-%d,")
        .to_string()
}

/// Appends a value with as few decimals as it needs: 1250 with two decimals is `12.5`.
pub fn push_value(output: &mut Vec<u8>, value: impl itoa::Integer, decimals: u8) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(value).as_bytes();
    let decimals = usize::from(decimals);
    if decimals == 0 {
        output.extend_from_slice(digits);
        return;
    }
    let (whole, fraction) = match digits.len().checked_sub(decimals) {
        Some(point) if point > 0 => digits.split_at(point),
        _ => (b"0".as_slice(), digits),
    };
    output.extend_from_slice(whole);
    let kept = fraction
        .iter()
        .rposition(|digit| *digit != b'0')
        .map_or(0, |last| last + 1);
    if let Some(fraction @ [_, ..]) = fraction.get(..kept) {
        output.push(b'.');
        let zeros = decimals.saturating_sub(digits.len());
        output.extend(std::iter::repeat_n(b'0', zeros));
        output.extend_from_slice(fraction);
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::parse_value;
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, 0, "0")]
    #[case(100, 0, "100")]
    #[case(0, 2, "0")]
    #[case(1250, 2, "12.5")]
    #[case(1200, 2, "12")]
    #[case(5, 2, "0.05")]
    #[case(50, 2, "0.5")]
    #[case(100, 4, "0.01")]
    #[case(1 << 53, 1, "900719925474099.2")]
    fn a_value_has_as_few_decimals_as_it_needs(
        #[case] value: u64,
        #[case] decimals: u8,
        #[case] spelled: &str,
    ) {
        let mut output = Vec::new();
        push_value(&mut output, value, decimals);
        assert_eq!(output, spelled.as_bytes());
        assert_eq!(parse_value(&output, decimals), Ok(value));
    }

    #[rstest]
    #[case("plain text", "plain text")]
    #[case("a,b", "\"a,b\"")]
    #[case("say \"hi\"", "\"say \"\"hi\"\"\"")]
    #[case("\"", "\"\"\"\"")]
    #[case("two\nlines", "\"two\nlines\"")]
    #[case(" edge", "\" edge\"")]
    #[case("edge ", "\"edge \"")]
    #[case("=1,2", "\"'=1,2\"")]
    #[case("\tx", "'\tx")]
    #[case("\rx", "\"'\rx\"")]
    #[case("'x", "''x")]
    #[case("", "")]
    fn a_text_is_guarded_and_quoted_only_where_it_must_be(#[case] text: &str, #[case] cell: &str) {
        let mut output = Vec::new();
        push_text(&mut output, text);
        assert_eq!(String::from_utf8(output).unwrap(), cell);
    }
}
