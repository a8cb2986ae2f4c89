//! Looks: which color and filling a series has. A camp keeps its color on every page; other
//! series take warm colors when they are Chinese, cool ones when they are Western.

use super::Subject;
use crate::domain::Bloc;
use crate::plot::{Fill, Slot, Style};
use crate::query::{DimensionId, Series, SeriesKind};

const WARM: [Slot; 3] = [Slot::Warm1, Slot::Warm2, Slot::Warm3];
const COOL: [Slot; 3] = [Slot::Cool1, Slot::Cool2, Slot::Cool3];
const NEITHER: [Slot; 2] = [Slot::Green1, Slot::Neutral1];
/// Neighbors differ most.
const ANY: [Slot; 8] = [
    Slot::Cool1,
    Slot::Warm2,
    Slot::Green1,
    Slot::Warm3,
    Slot::Cool2,
    Slot::Neutral1,
    Slot::Warm1,
    Slot::Cool3,
];

/// The style of each series, in their order.
pub(super) fn of(subject: &Subject<'_>) -> Vec<Style> {
    let mut used: Vec<Slot> = Vec::new();
    subject
        .answer
        .series
        .iter()
        .map(|series| {
            let slot = fixed(subject, series).unwrap_or_else(|| {
                let preferred: &[Slot] = match bloc(subject, series) {
                    Some(Bloc::China) => &WARM,
                    Some(Bloc::West) => &COOL,
                    Some(_) => &NEITHER,
                    None => &ANY,
                };
                let free = |slot: &&Slot| !used.contains(*slot);
                preferred
                    .iter()
                    .find(free)
                    .or_else(|| ANY.iter().find(free))
                    .copied()
                    .unwrap_or_else(
                        // More series than colors: they repeat, and the labels tell them apart.
                        || ANY[used.len() % ANY.len()],
                    )
            });
            used.push(slot);
            Style {
                hue: slot,
                fill: fill(subject, series, slot),
            }
        })
        .collect()
}

/// The same on a line, where a hollow end means closed: what is not known is not closed.
pub(super) fn on_a_line(style: Style) -> Style {
    match style.fill {
        Fill::Hatched => Style {
            fill: Fill::Solid,
            ..style
        },
        Fill::Solid | Fill::Hollow => style,
    }
}

fn fixed(subject: &Subject<'_>, series: &Series) -> Option<Slot> {
    match series.kind {
        SeriesKind::Rest => return Some(Slot::Rest),
        SeriesKind::Unlisted | SeriesKind::Unknown => return Some(Slot::Unknown),
        SeriesKind::Known => {}
    }
    match (subject.query.by, series.id.as_str()) {
        (DimensionId::Camp, "china-open") => Some(Slot::ChinaOpen),
        (DimensionId::Camp, "china-closed") => Some(Slot::ChinaClosed),
        (DimensionId::Camp, "west-open") => Some(Slot::WestOpen),
        (DimensionId::Camp, "west-closed") => Some(Slot::WestClosed),
        (DimensionId::Camp, _) => Some(Slot::Other),
        (DimensionId::Weights, "open") => Some(Slot::Green1),
        (DimensionId::Weights, _) => Some(Slot::Cool1),
        _ => None,
    }
}

/// Hollow means closed wherever a series is about weights; elsewhere filling says nothing.
fn fill(subject: &Subject<'_>, series: &Series, slot: Slot) -> Fill {
    match (subject.query.by, series.id.as_str()) {
        (DimensionId::Weights, "closed") => Fill::Hollow,
        _ => slot.usual_fill(),
    }
}

fn bloc(subject: &Subject<'_>, series: &Series) -> Option<Bloc> {
    let dictionary = subject.dictionary;
    let country = match subject.query.by {
        DimensionId::Bloc => return series.id.parse().ok(),
        DimensionId::Country => dictionary.country(&series.id),
        DimensionId::Organization => {
            dictionary.country(dictionary.organization(&series.id)?.country?.as_str())
        }
        _ => None,
    };
    country.map(|country| country.bloc)
}
