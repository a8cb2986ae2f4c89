//! Looks: which color and filling a series has. A camp keeps its color on every page; other
//! series take warm colors when they are Chinese, cool ones when they are Western.

use super::Subject;
use crate::domain::{Bloc, LicenseClass};
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
    let wanted: Vec<Wanted> = all.iter().map(|series| wanted(subject, series)).collect();
    let slots = chosen(&wanted);
    all.iter()
        .zip(slots)
        .map(|(series, hue)| Style {
            hue,
            fill: fill(subject, series, hue),
        })
        .collect()
}

/// What color a series asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// This one.
    Fixed(Slot),
    /// One of these, and never one of another family.
    Family(&'static [Slot]),
    /// Any.
    Any,
}

fn wanted(subject: &Subject<'_>, series: &Series) -> Wanted {
    if let Some(slot) = fixed(subject, series) {
        return Wanted::Fixed(slot);
    }
    let has_blocs = matches!(
        subject.query.by,
        DimensionId::Bloc | DimensionId::Country | DimensionId::Organization | DimensionId::Model
    );
    match bloc(subject, series) {
        Some(Bloc::China) => Wanted::Family(&WARM),
        Some(Bloc::West) => Wanted::Family(&COOL),
        // Warm or cool would say of these what is not so or not known.
        Some(_) => Wanted::Family(&NEITHER),
        None if has_blocs => Wanted::Family(&NEITHER),
        None => Wanted::Any,
    }
}

/// A color each. Where there are more series than colors they repeat within their family, and the
/// labels tell them apart.
fn chosen(wanted: &[Wanted]) -> Vec<Slot> {
    let mut slots: Vec<Option<Slot>> = wanted
        .iter()
        .map(|wanted| match wanted {
            Wanted::Fixed(slot) => Some(*slot),
            Wanted::Family(_) | Wanted::Any => None,
        })
        .collect();
    let choose = |slots: &mut [Option<Slot>], at: usize, among: &[Slot]| {
        let free = |slot: &&Slot| !slots.contains(&Some(**slot));
        slots[at] = slots[at].or_else(|| among.iter().find(free).copied());
    };
    // First everybody who has one takes a color of the family; then what belongs to neither family
    // is left to whoever found none.
    for (at, wanted) in wanted.iter().enumerate() {
        match wanted {
            Wanted::Family(family) => choose(&mut slots, at, family),
            Wanted::Any => choose(&mut slots, at, &ANY),
            Wanted::Fixed(_) => {}
        }
    }
    for at in 0..wanted.len() {
        choose(&mut slots, at, &NEITHER);
    }
    let repeated = |at: usize| {
        let among: &[Slot] = match wanted[at] {
            Wanted::Family(family) => family,
            Wanted::Fixed(_) | Wanted::Any => &ANY,
        };
        let before =
            (0..at).filter(|other| slots[*other].is_none() && wanted[*other] == wanted[at]);
        among[before.count() % among.len()]
    };
    (0..wanted.len())
        .map(|at| slots[at].unwrap_or_else(|| repeated(at)))
        .collect()
}

/// The style of a class of licenses, the same on every page. Proprietary is hollow, as what is
/// closed is everywhere.
pub(super) fn of_class(class: LicenseClass) -> Style {
    let (hue, fill) = match class {
        LicenseClass::Permissive => (Slot::Green1, Fill::Solid),
        LicenseClass::Copyleft => (Slot::Cool2, Fill::Solid),
        LicenseClass::Restricted => (Slot::Warm2, Fill::Solid),
        LicenseClass::NonCommercial => (Slot::Warm3, Fill::Solid),
        LicenseClass::Proprietary => (Slot::Neutral1, Fill::Hollow),
        LicenseClass::Unknown => (Slot::Unknown, Fill::Hatched),
    };
    Style { hue, fill }
}

/// The class of licenses a series is of.
fn class_of(subject: &Subject<'_>, series: &Series) -> Option<LicenseClass> {
    let is_class = subject.query.by == DimensionId::LicenseClass;
    let mut classes = LicenseClass::ALL.iter();
    let class = classes.find(|class| is_class && class.word() == series.id);
    class.copied()
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
    if let Some(class) = class_of(subject, series) {
        return Some(of_class(class).hue);
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
    if let Some(class) = class_of(subject, series).filter(|_| series.kind == SeriesKind::Known) {
        return of_class(class).fill;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_series_never_take_a_color_of_the_other_bloc() {
        let families: [&'static [Slot]; 3] = [&WARM, &COOL, &NEITHER];
        let wanted: Vec<Wanted> = (0..30)
            .map(|at| Wanted::Family(families[at * at % 3]))
            .chain([Wanted::Fixed(Slot::Rest)])
            .collect();
        for (wanted, slot) in wanted.iter().zip(chosen(&wanted)) {
            match wanted {
                Wanted::Family(family) => {
                    assert!(
                        family.contains(&slot) || NEITHER.contains(&slot),
                        "{slot:?}"
                    );
                }
                _ => assert_eq!(slot, Slot::Rest),
            }
        }
    }

    #[test]
    fn repeated_colors_take_turns() {
        let slots = chosen(&[Wanted::Family(&WARM); 8]);
        let expected: Vec<Slot> = WARM.into_iter().chain(NEITHER).chain(WARM).collect();
        assert_eq!(slots, expected);
    }

    #[test]
    fn classes_of_licenses_differ_and_none_looks_like_a_camp_of_the_headline() {
        let hues: Vec<Slot> = LicenseClass::ALL
            .iter()
            .map(|class| of_class(*class).hue)
            .collect();
        for (at, hue) in hues.iter().enumerate() {
            assert!(![Slot::Warm1, Slot::Cool1].contains(hue), "{hue:?}");
            assert!(!hues[..at].contains(hue), "{hue:?}");
        }
    }
}
