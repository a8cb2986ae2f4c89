//! The palette against its promises: contrast, color vision, completeness.

use super::contrast::linear;
use super::*;

pub fn contrast(one: &str, other: &str) -> f64 {
    contrast::ratio(contrast::luminance(one), contrast::luminance(other))
}

type Matrix = [[f64; 3]; 3];

fn apply(matrix: &Matrix, color: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| {
        row.iter()
            .zip(color)
            .map(|(factor, channel)| factor * channel)
            .sum()
    })
}

pub fn oklab(color: [f64; 3]) -> [f64; 3] {
    let cones = apply(
        &[
            [0.412_221_5, 0.536_332_5, 0.051_446],
            [0.211_903_5, 0.680_699_5, 0.107_397],
            [0.088_302_5, 0.281_718_8, 0.629_978_7],
        ],
        color.map(|channel| channel.clamp(0.0, 1.0)),
    );
    apply(
        &[
            [0.210_454_3, 0.793_617_8, -0.004_072],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904, 0.782_771_8, -0.808_675_8],
        ],
        cones.map(f64::cbrt),
    )
}

/// Machado, Oliveira and Fernandes 2009, severity 1.
const VISIONS: [(&str, Matrix); 3] = [
    (
        "protan",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deutan",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritan",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

#[test]
fn marks_and_labels_stand_out_from_both_backgrounds() {
    for theme in [ThemeName::Light, ThemeName::Dark] {
        for slot in Slot::ALL {
            let mark = contrast(mark_color(slot, theme), paper_color(theme));
            let text = contrast(text_color(slot, theme), paper_color(theme));
            assert!(mark >= 3.0, "{slot:?} mark {mark:.2} in {theme:?}");
            assert!(text >= 4.5, "{slot:?} text {text:.2} in {theme:?}");
        }
    }
}

#[test]
fn words_on_areas_are_readable() {
    for theme in [ThemeName::Light, ThemeName::Dark] {
        for slot in Slot::ALL {
            let ratio = contrast(on_color(slot, theme), mark_color(slot, theme));
            assert!(ratio >= 4.5, "{slot:?} {ratio:.2} in {theme:?}");
        }
    }
}

#[test]
fn page_text_is_readable_on_paper_and_bands() {
    for (light, dark) in SURFACES[1..4].iter().map(|surface| (surface.1, surface.2)) {
        assert!(contrast(light, SURFACES[0].1) >= 4.5 && contrast(dark, SURFACES[0].2) >= 4.5);
    }
    assert!(
        contrast(SURFACES[2].1, SURFACES[6].1) >= 4.5
            && contrast(SURFACES[2].2, SURFACES[6].2) >= 4.5
    );
}

#[test]
fn nine_hues_are_told_apart_without_full_color_vision() {
    let slots = [
        Slot::Warm1,
        Slot::Warm2,
        Slot::Warm3,
        Slot::Cool1,
        Slot::Cool2,
        Slot::Cool3,
        Slot::Green1,
        Slot::Neutral1,
        Slot::Rest,
    ];
    for theme in [ThemeName::Light, ThemeName::Dark] {
        for (vision, matrix) in &VISIONS {
            for (position, one) in slots.iter().enumerate() {
                for other in &slots[position + 1..] {
                    let seen = |slot| oklab(apply(matrix, linear(mark_color(slot, theme))));
                    let distance = seen(*one)
                        .iter()
                        .zip(seen(*other))
                        .map(|(a, b)| (a - b).powi(2))
                        .sum::<f64>()
                        .sqrt()
                        * 100.0;
                    assert!(
                        distance >= 10.0,
                        "{one:?} {other:?} {vision} {theme:?}: {distance:.1}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_picture_has_no_custom_properties_left() {
    for theme in [ThemeName::Light, ThemeName::Dark] {
        let css = picture_css(theme);
        assert!(
            !css.contains("var(") && !css.contains("/*") && !css.contains('@'),
            "{css}"
        );
    }
}

#[test]
fn every_property_a_page_uses_is_defined() {
    let css = page_css();
    for (_, rest) in css
        .match_indices("var(--")
        .map(|(at, found)| (at, &css[at + found.len()..]))
    {
        let name = rest.split([')', ',']).next().unwrap();
        assert!(css.contains(&format!("--{name}:")), "--{name}");
    }
}

#[test]
fn slot_names_are_unique() {
    let mut slugs = Slot::ALL.map(Slot::slug).to_vec();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), Slot::ALL.len());
}
