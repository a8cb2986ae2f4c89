//! SVG path data: relative, in tenths of a unit, broken where a value is missing.

use std::fmt::Write;

/// A point in path coordinates.
pub type Point = (f64, f64);

/// Writes path data as an absolute move and relative lines. Steps are taken between rounded points,
/// so that rounding does not add up along the line.
#[derive(Default)]
struct Pen {
    data: String,
    at: (i64, i64),
    is_down: bool,
}

impl Pen {
    fn to(&mut self, (x, y): Point) {
        let (x, y) = (tenths(x), tenths(y));
        if self.is_down {
            let separate = !self.data.ends_with('l');
            write_tenths(&mut self.data, x - self.at.0, separate);
            write_tenths(&mut self.data, y - self.at.1, true);
        } else {
            self.data.push('M');
            write_tenths(&mut self.data, x, false);
            write_tenths(&mut self.data, y, true);
            self.data.push('l');
        }
        self.at = (x, y);
        self.is_down = true;
    }

    fn lift(&mut self) {
        // A lone point becomes a line of no length, which round caps make visible.
        if self.data.ends_with('l') {
            self.data.push_str("0 0");
        }
        self.is_down = false;
    }
}

fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

/// Tenths as short as SVG allows: `12.3`, `-.4`, `7`.
fn write_tenths(data: &mut String, value: i64, separate: bool) {
    if value < 0 {
        data.push('-');
    } else if separate {
        data.push(' ');
    }
    let (whole, tenth) = (value.abs() / 10, value.abs() % 10);
    // Writing to a String cannot fail.
    let _ = match (whole, tenth) {
        (whole, 0) => write!(data, "{whole}"),
        (0, tenth) => write!(data, ".{tenth}"),
        (whole, tenth) => write!(data, "{whole}.{tenth}"),
    };
}

/// The parts of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinePaths {
    /// What was observed, one sub-path a run.
    pub solid: String,
    /// From the last complete period on.
    pub provisional: String,
    /// Straight bridges over gaps; dotted, so that nobody takes them for data.
    pub bridge: String,
}

/// A line through `points`, broken at `None` and after every index in `breaks`. Segments that end
/// at or after `provisional_from` go to a path of their own.
pub fn line(points: &[Option<Point>], breaks: &[usize], provisional_from: usize) -> LinePaths {
    let (mut solid, mut provisional, mut bridge) = (Pen::default(), Pen::default(), Pen::default());
    let mut previous: Option<(usize, Point)> = None;
    for (index, point) in points.iter().enumerate() {
        let Some(point) = *point else { continue };
        let is_joined =
            previous.is_some_and(|(before, _)| before + 1 == index && !breaks.contains(&before));
        if !is_joined {
            solid.lift();
            provisional.lift();
            if let Some((_, from)) = previous {
                bridge.to(from);
                bridge.to(point);
                bridge.lift();
            }
        }
        if index < provisional_from {
            solid.to(point);
        } else {
            if is_joined
                && !provisional.is_down
                && let Some((_, from)) = previous
            {
                provisional.to(from);
            }
            provisional.to(point);
        }
        previous = Some((index, point));
    }
    solid.lift();
    provisional.lift();
    LinePaths {
        solid: solid.data,
        provisional: provisional.data,
        bridge: bridge.data,
    }
}

/// A closed area between an upper and a lower edge.
pub fn area(upper: &[Point], lower: &[Point]) -> String {
    let mut pen = Pen::default();
    for point in upper.iter().chain(lower.iter().rev()) {
        pen.to(*point);
    }
    pen.lift();
    if !pen.data.is_empty() {
        pen.data.push('Z');
    }
    pen.data
}

/// An open line through all `points`.
pub fn polyline(points: &[Point]) -> String {
    let mut pen = Pen::default();
    for point in points {
        pen.to(*point);
    }
    pen.lift();
    pen.data
}

/// Indices to keep of a run of points so that the drawing looks the same: first, last, lowest and
/// highest of every column of `column_width`.
pub fn visible(points: &[Point], column_width: f64) -> Vec<usize> {
    let column = |index: usize| (points[index].0 / column_width).floor() as i64;
    let mut kept = Vec::new();
    let mut start = 0;
    while start < points.len() {
        let mut end = start;
        let (mut lowest, mut highest) = (start, start);
        while end < points.len() && column(end) == column(start) {
            if points[end].1 < points[lowest].1 {
                lowest = end;
            }
            if points[end].1 > points[highest].1 {
                highest = end;
            }
            end += 1;
        }
        let mut column_kept = [start, lowest, highest, end - 1];
        column_kept.sort_unstable();
        for index in column_kept {
            if kept.last() != Some(&index) {
                kept.push(index);
            }
        }
        start = end;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: usize = usize::MAX;

    #[test]
    fn a_missing_value_breaks_the_line_and_is_bridged_with_dots() {
        let paths = line(&[Some((0.0, 1.0)), None, Some((2.0, 3.0))], &[], NEVER);
        assert_eq!(paths.solid, "M0 1l0 0M2 3l0 0");
        assert_eq!(paths.bridge, "M0 1l2 2");
    }

    #[test]
    fn a_break_of_the_record_splits_a_line_without_missing_values() {
        let points = [
            Some((0.0, 1.0)),
            Some((1.0, 1.0)),
            Some((5.0, 2.0)),
            Some((6.0, 2.0)),
        ];
        let paths = line(&points, &[1], NEVER);
        assert_eq!(paths.solid, "M0 1l1 0M5 2l1 0");
        assert_eq!(paths.bridge, "M1 1l4 1");
    }

    #[test]
    fn incomplete_periods_hang_on_the_last_complete_one() {
        let points = [Some((0.0, 0.0)), Some((1.0, 0.0)), Some((2.0, 5.0))];
        let paths = line(&points, &[], 2);
        assert_eq!(paths.solid, "M0 0l1 0");
        assert_eq!(paths.provisional, "M1 0l1 5");
    }

    #[test]
    fn rounding_does_not_drift() {
        let points: Vec<_> = (0..1000)
            .map(|step| Some((f64::from(step) * 0.333, 0.0)))
            .collect();
        let data = line(&points, &[], NEVER).solid;
        let steps = data.split_once('l').unwrap().1.replace('-', " -");
        let end: f64 = steps
            .split(' ')
            .filter(|part| !part.is_empty())
            .step_by(2)
            .map(|part| part.parse::<f64>().unwrap())
            .sum();
        assert!((end - 332.7).abs() < 0.06, "{end}");
    }

    #[test]
    fn an_area_returns_along_its_lower_edge() {
        assert_eq!(
            area(&[(0.0, 1.0), (2.0, 1.0)], &[(0.0, 3.0), (2.0, 3.0)]),
            "M0 1l2 0 0 2-2 0Z"
        );
        assert_eq!(area(&[], &[]), "");
    }

    #[test]
    fn thinning_keeps_the_extremes() {
        let points: Vec<Point> = (0..100)
            .map(|step| (f64::from(step) * 0.01, if step == 37 { 9.0 } else { 1.0 }))
            .collect();
        let kept = visible(&points, 1.6);
        assert!(kept.len() <= 4 && kept.contains(&37) && kept.contains(&0) && kept.contains(&99));
    }
}
