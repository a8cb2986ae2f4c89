//! Text as it will be drawn: cleaned of characters that could break a label, measured, cut, wrapped.

use super::text_widths::{INTER_400, INTER_600, INTER_700, Widths};

/// Weight of a text in Inter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400
    Regular,
    /// 600
    Semibold,
    /// 700
    Bold,
}

impl Weight {
    fn widths(self) -> &'static Widths {
        match self {
            Self::Regular => &INTER_400,
            Self::Semibold => &INTER_600,
            Self::Bold => &INTER_700,
        }
    }
}

/// Tabular figures are all as wide as the widest one, whichever digits a number has.
const TABULAR_FIGURE: u16 = 666;

/// Width of `text` in pixels at `size` pixels. Exact for Latin letters of Inter, a cautious guess
/// for scripts the page draws with the system's font.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let widths = weight.widths();
    let thousandths: u32 = text
        .chars()
        .map(|character| u32::from(advance(character, widths)))
        .sum();
    f64::from(thousandths) * size / 1000.0
}

fn advance(character: char, widths: &Widths) -> u16 {
    let code = character as usize;
    match character {
        '0'..='9' => TABULAR_FIGURE,
        ' '..='~' => widths.ascii[code - 0x20],
        '\u{a0}'..='\u{17f}' => widths.latin[code - 0xa0],
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' => 0,
        '\u{2009}' | '\u{202f}' => 200,
        // Dash and ellipsis; CJK, Hangul, fullwidth forms, emoji.
        '\u{2014}'
        | '\u{2026}'
        | '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{fb1c}'
        | '\u{fe30}'..='\u{ffef}'
        | '\u{1f000}'.. => 1_000,
        _ => 680,
    }
}

/// A label made safe to draw in one line: no control characters, no characters that turn the
/// direction of what follows, runs of white space as one space. A label that itself holds
/// right-to-left letters is isolated, so that it cannot move the number beside it.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut right_to_left = false;
    for character in text.chars() {
        match character {
            // SVG text does not wrap, and the fonts have the thin space but not the no-break one.
            '\u{202f}' => out.push('\u{2009}'),
            '\u{2009}' | '\u{a0}' => out.push(character),
            _ if character.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if is_undrawable(character) => {}
            _ => {
                right_to_left |= is_right_to_left(character);
                out.push(character);
            }
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    if right_to_left {
        format!("\u{2068}{out}\u{2069}")
    } else {
        out
    }
}

fn is_undrawable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..)
}

fn is_right_to_left(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// `text` cut to at most `max_width` pixels, with an ellipsis where something was cut.
pub fn truncate(text: &str, size: f64, weight: Weight, max_width: f64) -> String {
    if width(text, size, weight) <= max_width {
        return text.to_owned();
    }
    let widths = weight.widths();
    let budget = max_width * 1000.0 / size - f64::from(advance('\u{2026}', widths));
    let mut used = 0.0;
    let isolated = text.starts_with('\u{2068}');
    let mut out = String::new();
    for character in text.chars() {
        used += f64::from(advance(character, widths));
        if used > budget {
            break;
        }
        out.push(character);
    }
    out.truncate(out.trim_end().len());
    out.push('\u{2026}');
    if isolated {
        out.push('\u{2069}');
    }
    out
}

/// `text` in lines of at most `max_width` pixels, never broken at a no-break space; a word that alone is wider is
/// cut with an ellipsis.
pub fn wrap(text: &str, size: f64, weight: Weight, max_width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let breaks =
        |character: char| character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{2009}');
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if let Some(line) = lines.last_mut()
            && width(line, size, weight) + width(" ", size, weight) + width(word, size, weight)
                <= max_width
        {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(truncate(word, size, weight, max_width));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bold_text_is_wider_and_figures_are_tabular() {
        assert!(
            width("DeepSeek", 13.0, Weight::Semibold) > width("DeepSeek", 13.0, Weight::Regular)
        );
        assert!(
            (width("111", 13.0, Weight::Regular) - width("888", 13.0, Weight::Regular)).abs()
                < 1e-9
        );
    }

    #[test]
    fn a_cut_text_fits_and_says_so() {
        let long = "x".repeat(400);
        let cut = truncate(&long, 13.0, Weight::Semibold, 160.0);
        assert!(cut.ends_with('\u{2026}'));
        assert!(width(&cut, 13.0, Weight::Semibold) <= 160.0);
        assert_eq!(truncate("short", 13.0, Weight::Regular, 160.0), "short");
    }

    #[test]
    fn characters_that_turn_the_direction_are_dropped() {
        assert_eq!(clean("abc\u{202e}def\u{200f}"), "abcdef");
        assert_eq!(clean("a\u{0}b\n\tc "), "ab c");
    }

    #[test]
    fn a_right_to_left_name_is_isolated() {
        assert_eq!(clean("مدل"), "\u{2068}مدل\u{2069}");
        let cut = truncate(&clean(&"م".repeat(80)), 13.0, Weight::Regular, 60.0);
        assert!(cut.starts_with('\u{2068}') && cut.ends_with('\u{2069}'));
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let text = "Share of tokens routed per week by camp, with the range left by unknown models";
        let lines = wrap(text, 15.0, Weight::Regular, 220.0);
        assert!(
            lines
                .iter()
                .all(|line| width(line, 15.0, Weight::Regular) <= 220.0)
        );
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_line_does_not_end_within_a_date() {
        let text = "Chinese open-weight models lead on 7\u{a0}Oct\u{a0}2026";
        for max_width in 60..300 {
            let lines = wrap(text, 15.0, Weight::Regular, f64::from(max_width));
            let last = lines.last().map(String::as_str).unwrap_or_default();
            let whole = last.ends_with("7\u{a0}Oct\u{a0}2026");
            assert!(
                whole || (lines.len() > 1 && last.ends_with('\u{2026}')),
                "{lines:?}"
            );
        }
    }
}
