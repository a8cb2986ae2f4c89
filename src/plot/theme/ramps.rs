//! Sequential colors: five steps from little to much in one hue, paler to stronger on light paper,
//! deeper to brighter on dark. Lightness carries the order, so it holds without color vision.

use super::{SURFACES, ThemeName};

/// A hue for amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ramp {
    /// China.
    Warm,
    /// The West.
    Cool,
    /// Neither.
    Green,
    /// No statement.
    Gray,
}

/// Steps of a ramp.
pub const STEPS: usize = 5;

impl Ramp {
    /// All ramps.
    pub const ALL: [Self; 4] = [Self::Warm, Self::Cool, Self::Green, Self::Gray];

    /// The name in classes and custom properties.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Cool => "cool",
            Self::Green => "green",
            Self::Gray => "gray",
        }
    }

    fn colors(self, theme: ThemeName) -> [&'static str; STEPS] {
        match (self, theme) {
            (Self::Warm, ThemeName::Light) => {
                ["#fdd3c8", "#f3a48e", "#e57253", "#b83200", "#781d00"]
            }
            (Self::Warm, ThemeName::Dark) => {
                ["#472218", "#772c18", "#a73a1b", "#f6623a", "#feb7a3"]
            }
            (Self::Cool, ThemeName::Light) => {
                ["#d1def9", "#a2baef", "#7496e3", "#3d63be", "#1f3c86"]
            }
            (Self::Cool, ThemeName::Dark) => {
                ["#1f2d4c", "#2d457d", "#3b5eb2", "#6793fa", "#b2cafe"]
            }
            (Self::Green, ThemeName::Light) => {
                ["#c7e7d7", "#90c9af", "#5eaa8a", "#1c7b5a", "#004f38"]
            }
            (Self::Green, ThemeName::Dark) => {
                ["#193429", "#245240", "#2f7258", "#55ac89", "#89e0ba"]
            }
            (Self::Gray, ThemeName::Light) => {
                ["#dbdee2", "#b8bbbe", "#96989c", "#67696c", "#404346"]
            }
            (Self::Gray, ThemeName::Dark) => {
                ["#2a2e33", "#44484d", "#5f6469", "#94999e", "#c6cbd1"]
            }
        }
    }
}

/// The color of a step (0 is the least), as `#rrggbb`.
pub fn step_color(ramp: Ramp, step: usize, theme: ThemeName) -> &'static str {
    ramp.colors(theme)[step.min(STEPS - 1)]
}

/// The color of text on a step: the three weaker ones take the color of ink, the others of paper.
pub fn on_step_color(step: usize, theme: ThemeName) -> &'static str {
    let (paper, ink) = (&SURFACES[0], &SURFACES[1]);
    if step < 3 { ink } else { paper }.color(theme)
}

/// The class of a step's area.
pub fn step_class(ramp: Ramp, step: usize) -> String {
    format!("step-{}-{}", ramp.slug(), step + 1)
}

/// Custom properties of a theme.
pub(super) fn properties(theme: ThemeName) -> impl Iterator<Item = (String, &'static str)> {
    Ramp::ALL.into_iter().flat_map(move |ramp| {
        (0..STEPS).map(move |step| (step_class(ramp, step), step_color(ramp, step, theme)))
    })
}

/// One rule a step.
pub(super) fn rules() -> String {
    let mut css = String::new();
    for ramp in Ramp::ALL {
        for class in (0..STEPS).map(|step| step_class(ramp, step)) {
            css.push('.');
            css.push_str(&class);
            css.push_str("{fill:var(--");
            css.push_str(&class);
            css.push_str(")}");
        }
    }
    css.push('\n');
    css
}

#[cfg(test)]
mod tests {
    use super::super::contrast::linear;
    use super::super::tests::{contrast, oklab};
    use super::*;

    #[test]
    fn codes_are_readable_on_every_step() {
        for theme in [ThemeName::Light, ThemeName::Dark] {
            for ramp in Ramp::ALL {
                for step in 0..STEPS {
                    let color = step_color(ramp, step, theme);
                    let ratio = contrast(color, on_step_color(step, theme));
                    assert!(ratio >= 4.5, "{ramp:?} {step} {theme:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn steps_lead_away_from_the_paper_evenly_enough_to_tell_apart() {
        for theme in [ThemeName::Light, ThemeName::Dark] {
            let paper = super::super::paper_color(theme);
            for ramp in Ramp::ALL {
                let mut before = oklab(linear(paper))[0];
                let mut ratio = 1.0;
                for step in 0..STEPS {
                    let color = step_color(ramp, step, theme);
                    let lightness = oklab(linear(color))[0];
                    assert!(
                        (lightness - before).abs() >= 0.07,
                        "{ramp:?} {step} {theme:?}"
                    );
                    assert!(contrast(color, paper) > ratio);
                    (before, ratio) = (lightness, contrast(color, paper));
                }
            }
        }
    }
}
