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
    let all = &subject.answer.series;
    let mut slots: Vec<Option<Slot>> = all.iter().map(|series| fixed(subject, series)).collect();
    let choose = |slots: &mut [Option<Slot>], at: usize, among: &[Slot]| {
        let free = |slot: &&Slot| !slots.contains(&Some(**slot));
        slots[at] = slots[at].or_else(|| among.iter().find(free).copied());
    };
    // First everybody who has one takes a color of the family; then the rest share what is left,
    // those that belong to neither family first.
    for (at, series) in all.iter().enumerate() {
        let family: &[Slot] = match bloc(subject, series) {
            Some(Bloc::China) => &WARM,
            Some(Bloc::West) => &COOL,
            Some(_) => &NEITHER,
            None => &[],
        };
        choose(&mut slots, at, family);
    }
    for (at, series) in all.iter().enumerate() {
        if bloc(subject, series).is_some() {
            choose(&mut slots, at, &NEITHER);
        }
        choose(&mut slots, at, &ANY);
    }
    let style = |(at, series): (usize, &Series)| {
        // More series than colors: they repeat, and the labels tell them apart.
        let hue = slots[at].unwrap_or(ANY[at % ANY.len()]);
        Style {
            hue,
            fill: fill(subject, series, hue),
        }
    };
    all.iter().enumerate().map(style).collect()
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
        DimensionId::Model => {
            let (source, models) = (&subject.answer.metric.source, &subject.catalog.models);
            let model = models
                .iter()
                .find(|model| model.external_id == series.id && model.source == *source)?;
            let organization = dictionary.organization(model.organization.as_deref()?)?;
            dictionary.country(organization.country?.as_str())
        }
        _ => None,
    };
    country.map(|country| country.bloc)
}
