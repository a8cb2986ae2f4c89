//! The rows of kept content, part by part: what the canonical text says, without its guards and
//! quotes. It was checked when it came, so what does not read here is damaged.

use super::field::Field;
use super::guard::unguard;
use super::records::{Records, Step};
use chrono::{DateTime, NaiveDate};
use std::io;

/// A row of kept content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptRow<'a> {
    /// Slug of the metric.
    pub metric: &'a str,
    /// The source's own id of the model.
    pub model: &'a str,
    /// The day observed, in days since 1970.
    pub observed_on: i32,
    /// The number, scaled by ten to the power of the decimals asked for.
    pub value: i128,
    /// The moment of the capture, in microseconds since 1970.
    pub captured_at: i64,
    /// License, as the source gave it.
    pub license: Option<&'a str>,
    /// State of the weights.
    pub weights: Option<&'a str>,
    /// Organization, as the source names it.
    pub organization: Option<&'a str>,
    /// The source's own id of the base model.
    pub base_model: Option<&'a str>,
}

/// Hands each row of a part's text to `take`; values are scaled to so many `decimals`. The first
/// part begins with the names of the columns.
///
/// # Errors
/// What `take` fails with, and text that is not canonical.
pub fn read_kept<E: From<io::Error>>(
    text: &[u8],
    is_first: bool,
    decimals: u8,
    mut take: impl FnMut(&KeptRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut records = Records::new(text);
    let mut at_header = is_first;
    // Neighbors mostly share them.
    let (mut day, mut moment) = (Parsed::default(), Parsed::default());
    loop {
        match records.advance()? {
            Step::End => return Ok(()),
            Step::Problem(problem) => return Err(damaged(problem.message).into()),
            Step::Record if at_header => at_header = false,
            Step::Record => {
                let cell = |field: Field| {
                    let cell = records.field(field as usize).unwrap_or_default();
                    let cell = if field.is_text() { unguard(cell) } else { cell };
                    std::str::from_utf8(cell).map_err(|error| damaged(error.to_string()))
                };
                let said = |field: Field| -> io::Result<Option<&str>> {
                    Ok(Some(cell(field)?).filter(|text| !text.is_empty()))
                };
                let value = cell(Field::Value)?;
                let value = scaled(value, decimals).ok_or_else(|| damaged(format!("`{value}`")))?;
                let row = KeptRow {
                    metric: cell(Field::Metric)?,
                    model: cell(Field::Model)?,
                    observed_on: day.read(cell(Field::ObservedOn)?, |text| {
                        Some(text.parse::<NaiveDate>().ok()?.to_epoch_days())
                    })?,
                    value,
                    captured_at: moment.read(cell(Field::CapturedAt)?, |text| {
                        let moment = DateTime::parse_from_rfc3339(text).ok()?;
                        Some(moment.timestamp_micros())
                    })?,
                    license: said(Field::License)?,
                    weights: said(Field::Weights)?,
                    organization: said(Field::Organization)?,
                    base_model: said(Field::BaseModel)?,
                };
                take(&row)?;
            }
        }
    }
}

/// The last cell that was read, and what it stands for.
#[derive(Default)]
struct Parsed<T> {
    text: String,
    value: T,
}

impl<T: Copy> Parsed<T> {
    fn read(&mut self, text: &str, read: impl FnOnce(&str) -> Option<T>) -> io::Result<T> {
        if self.text != text {
            self.value = read(text).ok_or_else(|| damaged(format!("`{text}`")))?;
            text.clone_into(&mut self.text);
        }
        Ok(self.value)
    }
}

/// A number of canonical text, which has no more decimals than its metric.
fn scaled(text: &str, decimals: u8) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let missing = u32::from(decimals).checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: i128 = if fraction.is_empty() {
        0
    } else {
        fraction.parse().ok()?
    };
    let whole: i128 = whole.parse().ok()?;
    whole
        .checked_mul(10_i128.pow(u32::from(decimals)))?
        .checked_add(fraction * 10_i128.pow(missing))
}

fn damaged(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "metric,model,observed_on,value,captured_at,license,weights,\
                          organization,base_model\n";

    fn read(text: &str, is_first: bool, decimals: u8) -> io::Result<Vec<String>> {
        let mut seen = Vec::new();
        read_kept(text.as_bytes(), is_first, decimals, |row| {
            seen.push(format!("{row:?}"));
            io::Result::Ok(())
        })?;
        Ok(seen)
    }

    #[test]
    fn a_row_is_what_was_said_without_guards_and_quotes() {
        let text = format!(
            "{HEADER}m,'=a,1970-01-02,12.5,1970-01-01T00:00:01Z,\"x, \"\"y\"\"\",open,,''z\n"
        );
        let mut rows = 0;
        read_kept(text.as_bytes(), true, 2, |row| {
            rows += 1;
            let expected = KeptRow {
                metric: "m",
                model: "=a",
                observed_on: 1,
                value: 1250,
                captured_at: 1_000_000,
                license: Some("x, \"y\""),
                weights: Some("open"),
                organization: None,
                base_model: Some("'z"),
            };
            assert_eq!(*row, expected);
            io::Result::Ok(())
        })
        .unwrap();
        assert_eq!(rows, 1);
    }

    #[test]
    fn numbers_are_scaled_exactly() {
        for (text, decimals, expected) in [
            ("5", 0, Some(5)),
            ("9007199254740992", 6, Some(9_007_199_254_740_992_000_000)),
            ("0.05", 2, Some(5)),
            ("12.5", 2, Some(1250)),
            ("12.5", 0, None),
            ("-1", 0, None),
            ("1e3", 0, None),
            (".5", 1, None),
            ("", 0, None),
        ] {
            assert_eq!(scaled(text, decimals), expected, "{text}");
        }
    }

    #[test]
    fn later_parts_have_no_header_and_what_does_not_read_is_damaged() {
        let row = "m,a,2026-01-01,5,2026-01-02T00:00:00Z,,,,\n";
        assert_eq!(read(row, false, 0).unwrap().len(), 1);
        assert_eq!(read(&format!("{HEADER}{row}"), true, 0).unwrap().len(), 1);
        for bad in ["m,a,2026-01-32,5", "m,a,2026-01-01,x", "m,\"a,2026-01-01,5"] {
            let error = read(&format!("{bad},2026-01-02T00:00:00Z,,,,\n"), false, 0);
            assert_eq!(error.unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
