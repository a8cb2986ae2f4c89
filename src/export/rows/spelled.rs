//! Dates and moments as text. Rows that follow each other mostly share them, so the last of a
//! column is kept spelled.

use crate::snapshot::spell_moment;
use chrono::{DateTime, NaiveDate};

/// The last date or moment of a column, and its spelling.
#[derive(Default)]
pub(super) struct Last {
    of: Option<i64>,
    text: String,
}

impl Last {
    /// An ISO date, given as days since 1970.
    pub fn day(&mut self, day: i32) -> &str {
        self.spelled(i64::from(day), || {
            NaiveDate::from_epoch_days(day)
                .unwrap_or_default()
                .to_string()
        })
    }

    /// A moment in RFC 3339, given as microseconds since 1970.
    pub fn moment(&mut self, microseconds: i64) -> &str {
        self.spelled(microseconds, || {
            spell_moment(DateTime::from_timestamp_micros(microseconds).unwrap_or_default())
        })
    }

    fn spelled(&mut self, of: i64, spell: impl FnOnce() -> String) -> &str {
        if self.of != Some(of) {
            self.text = spell();
            self.of = Some(of);
        }
        &self.text
    }
}
