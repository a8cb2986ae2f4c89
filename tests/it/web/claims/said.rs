//! What titles and sentences say, read back from their words, and what a file makes of it. Shares
//! no code with what wrote them.

use crate::web::reader::{Record, number};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Rows that are no value of a breakdown.
pub const NO_VALUE: [&str; 3] = ["unknown", "_unlisted", "_rest"];
/// A hair of floating point, in percent.
const HAIR: f64 = 1e-7;

/// A share as words give it, in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Said {
    low: f64,
    high: f64,
    /// What the last digit of each bound is worth.
    steps: (f64, f64),
}

/// "41%" or "4.1%": the number and what its last digit is worth.
fn percent(text: &str) -> Option<(f64, f64)> {
    let digits = text.trim().strip_suffix('%')?;
    let decimals = digits.split_once('.').map_or(0, |(_, part)| part.len());
    Some((digits.parse().ok()?, 0.1_f64.powf(decimals as f64)))
}

impl Said {
    /// Reads "between 41% and 52%", "41% – 52%" or "41%".
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let between = text
            .strip_prefix("between ")
            .and_then(|rest| rest.split_once(" and "));
        let bounds = between.or_else(|| text.split_once(" – "));
        let (low, high) = bounds.unwrap_or((text, text));
        let (low, high) = (percent(low)?, percent(high)?);
        Some(Self {
            low: low.0,
            high: high.0,
            steps: (low.1, high.1),
        })
    }

    /// Whether this is the share of a row: rounded outward where it is a range, to the nearest
    /// where it is none.
    pub fn check(&self, row: &Record) -> Result<(), String> {
        let of = |column: &str| number(&row[column]) * 100.0;
        let (low, share, high) = (of("share_low"), of("share"), of("share_high"));
        let is_right = if high - low < 1e-6 {
            let off = (self.low - share).abs();
            (self.low - self.high).abs() < HAIR && off <= self.steps.0 / 2.0 + HAIR
        } else {
            let below = low - self.low;
            let above = self.high - high;
            (-HAIR..self.steps.0 + HAIR).contains(&below)
                && (-HAIR..self.steps.1 + HAIR).contains(&above)
        };
        if is_right {
            Ok(())
        } else {
            Err(format!(
                "{self:?} is not {low} to {high} of {}",
                row["label"]
            ))
        }
    }
}

/// What a title claims.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// One is ahead whatever the unknown turns out to be.
    Leads(String, Said),
    /// One may be ahead of another, or not.
    Close([(String, Said); 2]),
    /// There is but one.
    Alone(String, Said),
    /// Nothing can be attributed.
    OnlyUnknown,
    /// Nothing is there.
    Nothing,
}

impl Claim {
    /// Reads a title; none where it is none of these.
    pub fn read(title: &str) -> Option<Self> {
        let title = finding_of(title);
        if title.ends_with(": nothing to show") {
            return Some(Self::Nothing);
        }
        if title.starts_with("Nothing observed ") {
            return Some(Self::OnlyUnknown);
        }
        if let Some((both, _)) = title.split_once(": too close to tell who leads ") {
            let (first, rival) = both.split_once("%) and ")?;
            let pair = |text: &str| -> Option<(String, Said)> {
                let (name, share) = text.rsplit_once(" (")?;
                Some((name.to_owned(), Said::read(share)?))
            };
            let first = pair(&format!("{first}%"))?;
            return Some(Self::Close([first, pair(rival.strip_suffix(')')?)?]));
        }
        let ways = [
            " models lead with ",
            " licenses lead with ",
            " leads with ",
            " lead with ",
        ];
        for way in ways {
            if let Some((name, rest)) = title.split_once(way) {
                let said = Said::read(rest.split_once(" of ")?.0)?;
                return Some(Self::Leads(name.to_owned(), said));
            }
        }
        let (name, rest) = title.split_once(": ")?;
        let said = Said::read(rest.split_once(" of ")?.0)?;
        Some(Self::Alone(name.to_owned(), said))
    }
}

/// A title without the panel it begins with.
pub fn finding_of(title: &str) -> &str {
    let rest = title.strip_prefix("Of the ");
    let panel = rest.and_then(|rest| rest.split_once(" present at every date, "));
    panel.map_or(title, |(_, finding)| finding)
}

/// The date a title ends with: the first day of what it names.
pub fn date_of(title: &str) -> Option<NaiveDate> {
    let last = title.split(' ').next_back()?;
    let date = last.replace('\u{a0}', " ");
    let date = date.trim_end_matches(" (incomplete)");
    NaiveDate::parse_from_str(date, "%d %b %Y")
        .or_else(|_| NaiveDate::parse_from_str(&format!("1 {date}"), "%d %b %Y"))
        .ok()
}

/// Whether a file bears a title out; what kind of claim it is. Where its dates stand for longer
/// than a day, the newest may be incomplete, and the title of the one before.
pub fn verify(title: &str, rows: &[Record], has_periods: bool) -> Result<Claim, String> {
    let claim = Claim::read(title).ok_or_else(|| format!("`{title}` claims nothing"))?;
    if claim == Claim::Nothing {
        return if rows.is_empty() {
            Ok(claim)
        } else {
            Err(format!("{title}: there are {} rows", rows.len()))
        };
    }
    let date = date_of(title).ok_or_else(|| format!("`{title}` names no date"))?;
    let date = date.to_string();
    let newer: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["observed_on"].as_str())
        .filter(|other| *other > date.as_str())
        .collect();
    if newer.len() > usize::from(has_periods) {
        return Err(format!("{title}: there is a newer date"));
    }
    let mut known: Vec<&Record> = rows
        .iter()
        .filter(|row| row["observed_on"] == date && !NO_VALUE.contains(&row["series"].as_str()))
        .collect();
    known.sort_by(|a, b| number(&b["value"]).total_cmp(&number(&a["value"])));
    let bound = |row: &Record, column: &str| number(&row[column]);
    let of = |name: &str| {
        // A name that is a common noun is small within a sentence.
        let name = name.to_lowercase();
        let row = known.iter().find(|row| row["label"].to_lowercase() == name);
        row.copied()
            .ok_or_else(|| format!("{title}: no {name} on {date}"))
    };
    let is_first = |row: &Record| {
        known
            .iter()
            .all(|other| bound(other, "value") <= bound(row, "value"))
    };
    match &claim {
        Claim::Leads(name, said) => {
            let leader = of(name)?;
            said.check(leader)?;
            let rival = known.iter().find(|row| {
                row["series"] != leader["series"]
                    && bound(row, "share_high") >= bound(leader, "share_low")
            });
            if let Some(rival) = rival {
                return Err(format!("{title}: {} may be ahead", rival["label"]));
            }
            if known.len() < 2 {
                return Err(format!("{title}: ahead of nobody"));
            }
        }
        Claim::Close([(name, said), (rival_name, rival_said)]) => {
            let (first, rival) = (of(name)?, of(rival_name)?);
            said.check(first)?;
            rival_said.check(rival)?;
            if !is_first(first) {
                return Err(format!("{title}: {name} is not the first"));
            }
            if bound(rival, "share_high") < bound(first, "share_low") {
                return Err(format!("{title}: {name} is surely ahead of {rival_name}"));
            }
        }
        Claim::Alone(name, said) => {
            said.check(of(name)?)?;
            if known.len() != 1 {
                return Err(format!("{title}: {} have a share", known.len()));
            }
        }
        Claim::OnlyUnknown if !known.is_empty() => {
            return Err(format!("{title}: {} are known", known.len()));
        }
        Claim::OnlyUnknown | Claim::Nothing => {}
    }
    Ok(claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of one day: label, share, low, high.
    fn rows(all: &[(&str, f64, f64, f64)]) -> Vec<Record> {
        let row = |(label, share, low, high): &(&str, f64, f64, f64)| {
            [
                ("observed_on", "2026-10-07".to_owned()),
                ("series", label.to_lowercase()),
                ("label", (*label).to_owned()),
                ("value", (share * 1e6).to_string()),
                ("share", share.to_string()),
                ("share_low", low.to_string()),
                ("share_high", high.to_string()),
            ]
            .map(|(column, cell)| (column.to_owned(), cell))
            .into()
        };
        all.iter().map(row).collect()
    }

    const LEAD: &str =
        "Qwen leads with between 41% and 52% of tokens a day on 7\u{a0}Oct\u{a0}2026";

    #[test]
    fn a_lead_that_ranges_carry_is_borne_out() {
        let file = rows(&[("Qwen", 0.45, 0.415, 0.515), ("Claude", 0.3, 0.28, 0.41)]);
        assert!(matches!(verify(LEAD, &file, false), Ok(Claim::Leads(..))));
    }

    #[test]
    fn a_lead_that_the_unknown_could_undo_is_not() {
        let file = rows(&[("Qwen", 0.45, 0.415, 0.515), ("Claude", 0.4, 0.36, 0.416)]);
        assert!(
            verify(LEAD, &file, false)
                .unwrap_err()
                .contains("may be ahead")
        );
    }

    #[test]
    fn wrong_numbers_names_and_dates_are_found() {
        let file = rows(&[("Qwen", 0.45, 0.415, 0.515), ("Claude", 0.3, 0.28, 0.41)]);
        for (right, wrong) in [
            ("41%", "42%"),
            ("41%", "40%"),
            ("52%", "51%"),
            ("52%", "53%"),
            ("Qwen", "Claude"),
            ("Qwen", "Llama"),
            ("7\u{a0}Oct", "6\u{a0}Oct"),
        ] {
            let title = LEAD.replace(right, wrong);
            assert!(verify(&title, &file, false).is_err(), "{title}");
        }
        let close = "Qwen (between 41% and 52%) and Claude (between 28% and 41%): too close to tell \
                     who leads on 7\u{a0}Oct\u{a0}2026";
        assert!(
            verify(close, &file, false)
                .unwrap_err()
                .contains("surely ahead")
        );
        let alone = "Qwen: between 41% and 52% of tokens a day on 7\u{a0}Oct\u{a0}2026";
        assert!(verify(alone, &file, false).is_err());
        let nothing = "OpenRouter tokens: nothing to show";
        assert!(verify(nothing, &file, false).is_err());
        assert!(verify(nothing, &[], false).is_ok());
    }

    #[test]
    fn a_share_without_width_is_rounded_to_the_nearest() {
        let file = rows(&[("Qwen", 0.426, 0.426, 0.426)]);
        assert!(Said::read("43%").unwrap().check(&file[0]).is_ok());
        assert!(Said::read("42%").unwrap().check(&file[0]).is_err());
        assert!(Said::read("42% – 43%").unwrap().check(&file[0]).is_err());
    }
}
