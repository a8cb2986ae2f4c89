//! Sparklines: a line as large as a word, for the cells of a table.

use askama::Template;

use super::path::{self, Point};
use super::spec::{Fill, Style};

/// Size in pixels.
pub const WIDTH: f64 = 96.0;
/// Size in pixels.
pub const HEIGHT: f64 = 24.0;
/// Room for the dot at the end.
const MARGIN: f64 = 4.0;

/// A sparkline, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Spark {
    /// Slug of the color slot.
    pub hue: &'static str,
    /// Whether the dot is filled.
    pub is_solid: bool,
    /// Path data; empty where nothing was observed.
    pub path: String,
    /// Center of the dot, in pixels.
    pub dot: Option<Point>,
}

#[derive(Template)]
#[template(path = "plot/sparkline.svg", escape = "html")]
struct Sparkline {
    spark: Spark,
}

/// The values as a line from the first to the last, zero at the bottom (or the least, where that is
/// below zero), with a dot on the newest; missing values are holes. It is hidden from screen readers:
/// the numbers stand in the table beside it. Nothing observed is an empty picture of the same size.
pub fn sparkline(values: &[Option<f64>], style: Style) -> String {
    let steps = values.len().saturating_sub(1).max(1) as f64;
    let across = |index: usize| {
        if values.len() == 1 {
            1.0
        } else {
            index as f64 / steps
        }
    };
    let points: Vec<(f64, Option<f64>)> = values
        .iter()
        .enumerate()
        .map(|(index, value)| (across(index), *value))
        .collect();
    let picture = Sparkline {
        spark: place(&points, &[], style),
    };
    // Writing to a String cannot fail, and the templates use no filter that can.
    picture.render().unwrap_or_default()
}

/// Places values, each with how far across it stands (0 to 1). The line has a hole at every missing
/// value and after every index in `breaks`.
pub fn place(values: &[(f64, Option<f64>)], breaks: &[usize], style: Style) -> Spark {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let (low, high) = values
        .iter()
        .filter_map(|(_, value)| finite(*value))
        .fold((0.0_f64, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let range = if high > low { high - low } else { 1.0 };
    let mut points: Vec<Option<Point>> = Vec::with_capacity(values.len() + breaks.len());
    for (index, (across, value)) in values.iter().enumerate() {
        points.push(finite(*value).map(|value| {
            (
                MARGIN + across.clamp(0.0, 1.0) * (WIDTH - 2.0 * MARGIN),
                HEIGHT - MARGIN - (value - low) / range * (HEIGHT - 2.0 * MARGIN),
            )
        }));
        if breaks.contains(&index) {
            points.push(None);
        }
    }
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    let newest = points.iter().rev().flatten().next();
    Spark {
        hue: style.hue.slug(),
        is_solid: style.fill == Fill::Solid,
        path: path::line(&thinned(&points), &[], usize::MAX).solid,
        dot: newest.map(|(x, y)| (tenths(*x), tenths(*y))),
    }
}

/// Where there are more points than pixels, the extremes of every pixel; holes stay holes.
fn thinned(points: &[Option<Point>]) -> Vec<Option<Point>> {
    if points.len() <= WIDTH as usize {
        return points.to_vec();
    }
    let mut out = Vec::new();
    for run in points.split(Option::is_none).filter(|run| !run.is_empty()) {
        let known: Vec<Point> = run.iter().flatten().copied().collect();
        out.extend(
            path::visible(&known, 1.0)
                .into_iter()
                .map(|index| Some(known[index])),
        );
        out.push(None);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::theme::Slot;
    use super::*;

    fn draw(values: &[Option<f64>]) -> String {
        let style = Style {
            hue: Slot::ChinaOpen,
            fill: Fill::Solid,
        };
        sparkline(values, style)
    }

    #[test]
    fn a_line_with_a_dot_at_its_end() {
        insta::assert_snapshot!(draw(&[Some(1.0), Some(4.0), None, Some(2.0), Some(3.0)]));
    }

    #[test]
    fn zero_is_at_the_bottom_so_that_small_changes_stay_small() {
        assert!(draw(&[Some(99.0), Some(100.0)]).contains("M4 4.2"));
        assert!(draw(&[Some(0.0), Some(100.0)]).contains("M4 20l88-16"));
    }

    #[test]
    fn one_value_is_a_dot_and_none_is_empty() {
        assert!(draw(&[Some(5.0)]).contains("<circle"));
        for nothing in [&[][..], &[None, None], &[Some(f64::NAN)]] {
            let picture = draw(nothing);
            assert!(
                picture.starts_with("<svg") && !picture.contains("<circle"),
                "{picture}"
            );
        }
    }

    #[test]
    fn many_values_stay_short() {
        let values: Vec<Option<f64>> = (0..2_000)
            .map(|day| Some(f64::from(day * 7919 % 97)))
            .collect();
        assert!(draw(&values).len() < 4_000);
    }

    #[test]
    fn a_break_is_a_hole_even_where_both_neighbors_are_known() {
        let style = Style {
            hue: Slot::ChinaOpen,
            fill: Fill::Solid,
        };
        let values = [(0.0, Some(1.0)), (0.1, Some(1.0)), (1.0, Some(2.0))];
        let strokes = |breaks: &[usize]| place(&values, breaks, style).path.matches('M').count();
        assert_eq!(strokes(&[]), 1);
        assert_eq!(strokes(&[1]), 2);
    }

    #[test]
    fn closed_weights_have_a_hollow_dot() {
        let style = Style {
            hue: Slot::WestClosed,
            fill: Fill::Hollow,
        };
        assert!(sparkline(&[Some(1.0)], style).contains("ring-west-closed"));
    }
}
