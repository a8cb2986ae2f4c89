//! Numbers of the value axis and dates of the time axis, fewer on narrower pages.

mod days;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::format::{self, Locale};
use super::scale::Scale;
use super::spec::{ScaleKind, TickUnit};
use super::text::{self, Weight};
use super::view::{Anchor, Tier, XTick};

pub use days::day_ticks;

/// Size of axis labels in pixels.
pub const TICK_SIZE: f64 = 12.0;
/// The least room between two labels of the time axis.
const TICK_GAP: f64 = 9.0;

/// Widths of the plot, in pixels, at the narrowest page of each tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotWidths {
    pub narrow: f64,
    pub medium: f64,
    pub wide: f64,
}

/// Labels of the value axis, all with the same number of decimals on a linear scale.
pub fn value_labels(scale: &Scale, ticks: &[f64], unit: TickUnit, locale: Locale) -> Vec<String> {
    let step = match ticks {
        [first, second, ..] => second - first,
        _ => 1.0,
    };
    let shared_decimals = (-(step.log10() + 1e-9).floor()).clamp(0.0, 9.0) as usize;
    let decimals = |value: f64| match scale.kind {
        ScaleKind::Linear => shared_decimals,
        ScaleKind::Log if value < 1.0 => (-(value.log10() + 1e-9).floor()).clamp(0.0, 9.0) as usize,
        ScaleKind::Log | ScaleKind::Rank => 0,
    };
    ticks
        .iter()
        .map(|value| match unit {
            TickUnit::Plain => format::number(*value, decimals(*value), locale),
            TickUnit::Percent => format::percent(*value, decimals(*value), locale),
        })
        .map(|label| text::clean(&label))
        .collect()
}

/// The level of detail that every page shows.
const FIRST_RANK: u8 = 0;

/// A date that could carry a label.
struct Candidate {
    date: NaiveDate,
    label: String,
    is_year: bool,
    /// Lower ones are shown first, from [`FIRST_RANK`] on.
    rank: u8,
}

/// Ticks of the time axis from `first` to `last`. Every level of detail appears as a whole or not
/// at all, so that the rhythm of the axis stays even on every page.
pub fn date_ticks(
    first: NaiveDate,
    last: NaiveDate,
    locale: Locale,
    widths: PlotWidths,
) -> Vec<XTick> {
    let span = (last - first).num_days();
    if span <= 0 {
        let label = format::day(first, locale);
        return vec![XTick {
            x: percent(1.0),
            label,
            is_year: false,
            tier: Tier::Narrow,
            anchor: Anchor::End,
        }];
    }
    let candidates = if span <= 120 {
        day_candidates(first, last, locale)
    } else {
        month_candidates(first, last, locale)
    };
    settle(candidates, first, last, widths)
}

/// Gives every candidate the narrowest page on which its level fits as a whole.
fn settle(
    candidates: Vec<Candidate>,
    first: NaiveDate,
    last: NaiveDate,
    widths: PlotWidths,
) -> Vec<XTick> {
    let span = (last - first).num_days();
    let share = |date: NaiveDate| (date - first).num_days() as f64 / span as f64;
    let span_at = |candidate: &Candidate, width: f64| {
        let place = share(candidate.date);
        label_span(
            candidate,
            place * width,
            anchor(candidate, place, widths.narrow),
        )
    };
    let mut placed: Vec<(Tier, Candidate)> = Vec::new();
    let mut waiting = candidates;
    for (tier, width) in [
        (Tier::Narrow, widths.narrow),
        (Tier::Medium, widths.medium),
        (Tier::Wide, widths.wide),
    ] {
        while let Some(rank) = waiting.iter().map(|candidate| candidate.rank).min() {
            let (level, mut rest): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|candidate| candidate.rank == rank);
            let taken = placed
                .iter()
                .map(|(_, candidate)| span_at(candidate, width))
                .collect();
            let (fitting, left_over) = fit(level, taken, |candidate| span_at(candidate, width));
            let is_whole = left_over.is_empty();
            rest.extend(left_over);
            // The first level must date the chart on every page, if only in part.
            if is_whole || rank == FIRST_RANK {
                placed.extend(fitting.into_iter().map(|candidate| (tier, candidate)));
            } else {
                rest.extend(fitting);
            }
            waiting = rest;
            if !is_whole {
                break;
            }
        }
    }
    placed.sort_by_key(|(_, candidate)| candidate.date);
    placed
        .into_iter()
        .map(|(tier, candidate)| {
            let place = share(candidate.date);
            let anchor = anchor(&candidate, place, widths.narrow);
            XTick {
                x: percent(place),
                label: candidate.label,
                is_year: candidate.is_year,
                tier,
                anchor,
            }
        })
        .collect()
}

/// Splits a level into the labels that touch nothing and those that would.
fn fit(
    level: Vec<Candidate>,
    mut taken: Vec<(f64, f64)>,
    span: impl Fn(&Candidate) -> (f64, f64),
) -> (Vec<Candidate>, Vec<Candidate>) {
    level.into_iter().partition(|candidate| {
        let (start, end) = span(candidate);
        let is_free = taken
            .iter()
            .all(|other| start - other.1 >= TICK_GAP || other.0 - end >= TICK_GAP);
        if is_free {
            taken.push((start, end));
        }
        is_free
    })
}

fn label_width(candidate: &Candidate) -> f64 {
    let weight = if candidate.is_year {
        Weight::Semibold
    } else {
        Weight::Regular
    };
    text::width(&candidate.label, TICK_SIZE, weight)
}

/// Labels near the edges hang inward, so that they never leave the drawing.
fn anchor(candidate: &Candidate, place: f64, width: f64) -> Anchor {
    let half = label_width(candidate) / 2.0;
    // Left of the plot are the numbers of the value axis: half a label has room there.
    if place * width + 24.0 < half {
        Anchor::Start
    } else if (1.0 - place) * width + 8.0 < half {
        Anchor::End
    } else {
        Anchor::Middle
    }
}

fn label_span(candidate: &Candidate, x: f64, anchor: Anchor) -> (f64, f64) {
    let label = label_width(candidate);
    match anchor {
        Anchor::Start => (x, x + label),
        Anchor::Middle => (x - label / 2.0, x + label / 2.0),
        Anchor::End => (x - label, x),
    }
}

/// Days for spans of at most four months, counted from the first date.
fn day_candidates(first: NaiveDate, last: NaiveDate, locale: Locale) -> Vec<Candidate> {
    let step = match (last - first).num_days() {
        ..=8 => 1,
        9..=16 => 2,
        17..=70 => 7,
        _ => 14,
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut date = first;
    while date <= last {
        let starts_year = candidates
            .last()
            .is_none_or(|before| before.date.year() != date.year());
        let position = candidates.len();
        let rank = match position {
            0 => 0,
            _ if position.is_multiple_of(4) => 1,
            _ if position.is_multiple_of(2) => 2,
            _ => 3,
        };
        // The year must be read somewhere: on the first day shown of each year.
        let (label, rank) = if starts_year {
            (format::day(date, locale), 0)
        } else {
            (format::day_month(date, locale), rank)
        };
        candidates.push(Candidate {
            date,
            label,
            is_year: false,
            rank,
        });
        let Some(next) = date.checked_add_days(Days::new(step)) else {
            break;
        };
        date = next;
    }
    candidates
}

/// First days of months: years, then July, then April and October, then the other months.
fn month_candidates(first: NaiveDate, last: NaiveDate, locale: Locale) -> Vec<Candidate> {
    let span = (last - first).num_days();
    let finest = match span {
        2_000.. => 1,
        900.. => 2,
        280.. => 3,
        _ => 4,
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut month = first.with_day(1);
    while let Some(date) = month.filter(|date| *date <= last) {
        month = date.checked_add_months(Months::new(1));
        if date < first {
            continue;
        }
        let rank = match date.month() {
            1 if span > 2_900 && date.year() % 2 != 0 => 1,
            1 => 0,
            7 => 2,
            4 | 10 => 3,
            _ => 4,
        };
        if rank <= finest {
            let is_year = date.month() == 1;
            let label = if is_year {
                date.year().to_string()
            } else {
                format::month(date, locale).to_owned()
            };
            candidates.push(Candidate {
                date,
                label,
                is_year,
                rank,
            });
        }
    }
    if !candidates.iter().any(|candidate| candidate.is_year)
        && let Some(earliest) = candidates.first_mut()
    {
        earliest.label = format::month_year(earliest.date, locale);
        earliest.rank = 0;
    }
    candidates
}

/// A share of the width as the templates print it: `12.34%`.
pub fn percent(share: f64) -> String {
    let mut text = format!("{:.2}", share * 100.0);
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    text.push('%');
    text
}

#[cfg(test)]
mod tests;
