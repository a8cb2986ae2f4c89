//! Every color, once: custom properties for pages, plain hex for standalone pictures.
//!
//! The nine hues a chart can mix (warm, cool, green, neutral, rest) are at least 10 apart in `OKLab`
//! (times 100) for readers with protan, deutan or tritan vision; `unknown` is told by its hatching.

mod contrast;
mod ramps;

use std::fmt::Write;

use super::spec::Fill;

pub use ramps::{Ramp, STEPS, on_step_color, step_class, step_color};

/// A color by meaning. Pages and pictures translate it; views carry only its slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Chinese open-weight.
    ChinaOpen,
    /// Chinese proprietary.
    ChinaClosed,
    /// Western open-weight.
    WestOpen,
    /// Western proprietary.
    WestClosed,
    /// Neither bloc.
    Other,
    /// Not known.
    Unknown,
    /// The folded rest.
    Rest,
    /// First warm color.
    Warm1,
    /// Second warm color.
    Warm2,
    /// Third warm color.
    Warm3,
    /// First cool color.
    Cool1,
    /// Second cool color.
    Cool2,
    /// Third cool color.
    Cool3,
    /// Green.
    Green1,
    /// Brown in light, sand in dark.
    Neutral1,
}

impl Slot {
    /// All slots.
    pub const ALL: [Self; 15] = [
        Self::ChinaOpen,
        Self::ChinaClosed,
        Self::WestOpen,
        Self::WestClosed,
        Self::Other,
        Self::Unknown,
        Self::Rest,
        Self::Warm1,
        Self::Warm2,
        Self::Warm3,
        Self::Cool1,
        Self::Cool2,
        Self::Cool3,
        Self::Green1,
        Self::Neutral1,
    ];

    /// The name in classes and custom properties.
    pub fn slug(self) -> &'static str {
        match self {
            Self::ChinaOpen => "china-open",
            Self::ChinaClosed => "china-closed",
            Self::WestOpen => "west-open",
            Self::WestClosed => "west-closed",
            Self::Other => "other",
            Self::Unknown => "unknown",
            Self::Rest => "rest",
            Self::Warm1 => "warm-1",
            Self::Warm2 => "warm-2",
            Self::Warm3 => "warm-3",
            Self::Cool1 => "cool-1",
            Self::Cool2 => "cool-2",
            Self::Cool3 => "cool-3",
            Self::Green1 => "green-1",
            Self::Neutral1 => "neutral-1",
        }
    }

    /// The filling this slot has wherever it appears: a camp looks the same on every page.
    pub fn usual_fill(self) -> Fill {
        match self {
            Self::ChinaClosed | Self::WestClosed => Fill::Hollow,
            Self::Unknown => Fill::Hatched,
            _ => Fill::Solid,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeName {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on near-black.
    Dark,
}

/// A color of the page itself: its custom property, light hex, dark hex.
struct Surface(&'static str, &'static str, &'static str);

const SURFACES: [Surface; 9] = [
    Surface("paper", "#ffffff", "#12161c"),
    Surface("ink", "#14181f", "#eef1f5"),
    Surface("ink-2", "#4a5360", "#b4bdc8"),
    Surface("ink-3", "#68717d", "#8e98a5"),
    Surface("grid", "#e3e6ea", "#2a313b"),
    Surface("axis", "#6b7480", "#8e98a5"),
    Surface("band", "#eef0f3", "#1f262f"),
    Surface("panel", "#f6f5f2", "#0c0f14"),
    Surface("focus", "#1f4fd8", "#7da2ff"),
];

/// The colors of a slot: of its marks (3:1 on paper) and of its text (4.5:1).
struct Hue {
    light: (&'static str, &'static str),
    dark: (&'static str, &'static str),
}

const WARM_1: Hue = Hue {
    light: ("#cf3000", "#c02c00"),
    dark: ("#ff4f2b", "#ff6a4b"),
};
const WARM_2: Hue = Hue {
    light: ("#dc7a10", "#9a5400"),
    dark: ("#ffb02e", "#ffb02e"),
};
const WARM_3: Hue = Hue {
    light: ("#9140a4", "#853597"),
    dark: ("#a97b99", "#c497b4"),
};
const COOL_1: Hue = Hue {
    light: ("#252664", "#252664"),
    dark: ("#4f7cff", "#7d9dff"),
};
const COOL_2: Hue = Hue {
    light: ("#21a3aa", "#117078"),
    dark: ("#45c6f3", "#45c6f3"),
};
const COOL_3: Hue = Hue {
    light: ("#9974ee", "#7447d6"),
    dark: ("#0e66b0", "#5ba3e6"),
};
const GREEN_1: Hue = Hue {
    light: ("#1c7d62", "#18705a"),
    dark: ("#bdf7cf", "#bdf7cf"),
};
const NEUTRAL_1: Hue = Hue {
    light: ("#502200", "#502200"),
    dark: ("#afb49d", "#afb49d"),
};
const REST: Hue = Hue {
    light: ("#4a4d57", "#4a4d57"),
    dark: ("#706164", "#ab9b9e"),
};
const UNKNOWN: Hue = Hue {
    light: ("#858d98", "#616974"),
    dark: ("#7b8593", "#a3adb9"),
};

fn hue(slot: Slot) -> &'static Hue {
    match slot {
        Slot::ChinaOpen | Slot::Warm1 => &WARM_1,
        Slot::ChinaClosed | Slot::Warm2 => &WARM_2,
        Slot::Warm3 => &WARM_3,
        Slot::WestClosed | Slot::Cool1 => &COOL_1,
        Slot::WestOpen | Slot::Cool2 => &COOL_2,
        Slot::Cool3 => &COOL_3,
        Slot::Other | Slot::Green1 => &GREEN_1,
        Slot::Neutral1 => &NEUTRAL_1,
        Slot::Rest => &REST,
        Slot::Unknown => &UNKNOWN,
    }
}

/// The color of a slot's marks, as `#rrggbb`.
pub fn mark_color(slot: Slot, theme: ThemeName) -> &'static str {
    match theme {
        ThemeName::Light => hue(slot).light.0,
        ThemeName::Dark => hue(slot).dark.0,
    }
}

/// The color of text that names a slot, as `#rrggbb`.
pub fn text_color(slot: Slot, theme: ThemeName) -> &'static str {
    match theme {
        ThemeName::Light => hue(slot).light.1,
        ThemeName::Dark => hue(slot).dark.1,
    }
}

/// The color of text on an area of a slot, as `#rrggbb`: near-black or white, whichever reads better.
pub fn on_color(slot: Slot, theme: ThemeName) -> &'static str {
    let area = contrast::luminance(mark_color(slot, theme));
    let (dark, light) = ("#14181f", "#ffffff");
    if contrast::ratio(area, contrast::luminance(dark))
        >= contrast::ratio(area, contrast::luminance(light))
    {
        dark
    } else {
        light
    }
}

/// The background of pages and pictures, as `#rrggbb`.
pub fn paper_color(theme: ThemeName) -> &'static str {
    SURFACES[0].color(theme)
}

impl Surface {
    fn color(&self, theme: ThemeName) -> &'static str {
        match theme {
            ThemeName::Light => self.1,
            ThemeName::Dark => self.2,
        }
    }
}

/// Every custom property of a theme with its color.
fn properties(theme: ThemeName) -> Vec<(String, &'static str)> {
    let surfaces = SURFACES
        .iter()
        .map(|surface| (surface.0.to_owned(), surface.color(theme)));
    let hues = Slot::ALL.iter().flat_map(|slot| {
        [
            (slot.slug().to_owned(), mark_color(*slot, theme)),
            (format!("{}-text", slot.slug()), text_color(*slot, theme)),
            (format!("{}-on", slot.slug()), on_color(*slot, theme)),
        ]
    });
    surfaces
        .chain(hues)
        .chain(ramps::properties(theme))
        .collect()
}

fn declarations(theme: ThemeName) -> String {
    properties(theme)
        .iter()
        .fold(String::new(), |mut css, (name, color)| {
            let _ = write!(css, "--{name}:{color};");
            css
        })
}

/// One rule a slot and use, shared by pages and pictures.
fn slot_rules() -> String {
    let mut css = String::new();
    for slug in Slot::ALL.map(Slot::slug) {
        let _ = writeln!(
            css,
            ".fill-{slug}{{fill:var(--{slug})}}.stroke-{slug}{{stroke:var(--{slug})}}.ring-{slug}{{fill:var(--paper);stroke:var(--{slug})}}.label-{slug}{{fill:var(--{slug}-text)}}.on-{slug}{{fill:var(--{slug}-on)}}"
        );
    }
    css.push_str(
        ".fill-ink{fill:var(--ink)}.stroke-ink{stroke:var(--ink)}.label-ink{fill:var(--ink)}\n",
    );
    css + &ramps::rules()
}

/// Rules of the marks, for pages and pictures alike.
const MARK_RULES: &str = include_str!("../../static/chart-marks.css");
/// Rules of the fluid figure.
const FIGURE_RULES: &str = include_str!("../../static/chart.css");

/// The style sheet of pages with charts: custom properties of both themes (by the reader's
/// preference, or `data-theme` on the root element), slots, marks and the fluid figure.
pub fn page_css() -> String {
    let (light, dark) = (
        declarations(ThemeName::Light),
        declarations(ThemeName::Dark),
    );
    format!(
        ":root{{color-scheme:light;{light}}}\n\
         @media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n\
         :root[data-theme=dark]{{color-scheme:dark;{dark}}}\n{}{}{}",
        slot_rules(),
        without_comments(MARK_RULES),
        without_comments(FIGURE_RULES),
    )
}

/// The rules of a standalone picture, without comments, at-rules or custom properties: what a
/// renderer that knows little CSS needs.
pub fn picture_css(theme: ThemeName) -> String {
    let mut css = slot_rules() + &without_comments(MARK_RULES);
    for (name, color) in properties(theme) {
        css = css.replace(&format!("var(--{name})"), color);
    }
    css
}

/// A style sheet without its comments.
pub fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(
            part.split_once("*/")
                .map_or("", |(_, rest)| rest)
                .trim_start(),
        );
    }
    out
}

#[cfg(test)]
mod tests;
