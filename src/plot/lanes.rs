//! Labels of marks above the plot: which side of its line each one takes, and in which lane, so
//! that no line runs through another label; and rows of numbered badges for narrow pages.

/// The most lanes of labels before numbers replace them at every width.
const MOST_LANES: usize = 5;
/// Marks beyond this many are numbered without trying: their labels would fill the page.
const MOST_LABELS: usize = 14;
/// Sides are tried in every combination up to this many marks.
const MOST_TRIED: usize = 6;
/// The least room between a label and the line of another mark.
const CLEARANCE: f64 = 6.0;
/// Distance from a mark's line to its own label.
pub const LABEL_OFFSET: f64 = 5.0;
const BADGE_WIDTH: f64 = 18.0;

/// Where the label of one mark goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// 0 is the lane next to the plot.
    pub lane: usize,
    /// Whether the label stands left of its line.
    pub is_left: bool,
}

/// Places for labels of `widths` pixels on lines at ascending `positions`, on a plot `plot_width`
/// pixels wide with `room_right` free pixels beside it; `None` when they would need too many lanes.
pub fn places(
    positions: &[f64],
    widths: &[f64],
    plot_width: f64,
    room_right: f64,
) -> Option<Vec<Place>> {
    let count = positions.len();
    if count > MOST_LABELS {
        return None;
    }
    let reach: Vec<f64> = widths.iter().map(|width| width + LABEL_OFFSET).collect();
    let must_be_left: Vec<bool> = (0..count)
        .map(|index| positions[index] + reach[index] > plot_width + room_right)
        .collect();
    let combinations = if count <= MOST_TRIED {
        1_u32 << count
    } else {
        1
    };
    let mut best: Option<(usize, Vec<Place>)> = None;
    for combination in 0..combinations {
        let is_left: Vec<bool> = (0..count)
            .map(|index| must_be_left[index] || (index < 32 && combination >> index & 1 == 1))
            .collect();
        let Some(lanes) = lanes(positions, &reach, &is_left) else {
            continue;
        };
        let highest = lanes.iter().max().copied().unwrap_or(0);
        let cost = highest * 1_000
            + lanes.iter().sum::<usize>() * 10
            + is_left.iter().filter(|left| **left).count();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            let places = lanes
                .into_iter()
                .zip(is_left)
                .map(|(lane, is_left)| Place { lane, is_left })
                .collect();
            best = Some((cost, places));
        }
    }
    best.map(|(_, places)| places)
        .filter(|places| places.iter().all(|place| place.lane < MOST_LANES))
}

/// The lowest lanes in which every label is above all lines it spans and touches no other label.
fn lanes(positions: &[f64], reach: &[f64], is_left: &[bool]) -> Option<Vec<usize>> {
    let count = positions.len();
    let spans: Vec<(f64, f64)> = (0..count)
        .map(|index| {
            if is_left[index] {
                (positions[index] - reach[index], positions[index])
            } else {
                (positions[index], positions[index] + reach[index])
            }
        })
        .collect();
    if spans.iter().any(|span| span.0 < 0.0) {
        return None;
    }
    let mut lanes = vec![0; count];
    loop {
        let mut has_moved = false;
        for index in 0..count {
            for other in (0..count).filter(|other| *other != index) {
                let (start, end) = spans[index];
                let is_crossed =
                    positions[other] > start - CLEARANCE && positions[other] < end + CLEARANCE;
                let (other_start, other_end) = spans[other];
                let is_touched =
                    index > other && start < other_end + CLEARANCE && other_start < end + CLEARANCE;
                if is_crossed
                    && lanes[index] <= lanes[other]
                    && !is_own_side(positions, is_left, index, other)
                {
                    lanes[index] = lanes[other] + 1;
                    has_moved = true;
                } else if is_touched && lanes[index] == lanes[other] {
                    lanes[index] += 1;
                    has_moved = true;
                }
            }
        }
        if !has_moved {
            return Some(lanes);
        }
        if lanes.iter().any(|lane| *lane > count) {
            return None;
        }
    }
}

/// A close neighbor behind a label's own line does not cross it: the label starts beyond its line.
fn is_own_side(positions: &[f64], is_left: &[bool], index: usize, other: usize) -> bool {
    if is_left[index] {
        positions[other] > positions[index]
    } else {
        positions[other] < positions[index]
    }
}

/// Rows for badges at ascending `positions`, row 0 next to the plot.
pub fn badge_rows(positions: &[f64]) -> Vec<usize> {
    let mut row_ends: Vec<f64> = Vec::new();
    positions
        .iter()
        .map(|position| {
            let row = row_ends
                .iter()
                .position(|end| end + BADGE_WIDTH <= *position)
                .unwrap_or(row_ends.len());
            if row == row_ends.len() {
                row_ends.push(*position);
            } else {
                row_ends[row] = *position;
            }
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_far_apart_share_the_lowest_lane() {
        let places = places(&[50.0, 300.0], &[60.0, 60.0], 600.0, 0.0).unwrap();
        assert!(places.iter().all(|place| place.lane == 0 && !place.is_left));
    }

    #[test]
    fn a_label_at_the_right_edge_turns_left() {
        assert!(places(&[590.0], &[60.0], 600.0, 0.0).unwrap()[0].is_left);
    }

    #[test]
    fn too_many_labels_give_way_to_numbers() {
        let positions: Vec<f64> = (0..12).map(|index| 100.0 + f64::from(index)).collect();
        assert_eq!(places(&positions, &[80.0; 12], 600.0, 0.0), None);
    }

    #[test]
    fn close_badges_stand_in_rows() {
        assert_eq!(badge_rows(&[10.0, 15.0, 60.0]), [0, 1, 0]);
    }

    proptest! {
        #[test]
        fn no_line_crosses_a_label_and_no_labels_touch(
            marks in prop::collection::vec((0.0..600.0_f64, 20.0..110.0_f64), 1..8),
        ) {
            let mut marks = marks;
            marks.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (positions, widths): (Vec<f64>, Vec<f64>) = marks.into_iter().unzip();
            if let Some(places) = places(&positions, &widths, 600.0, 0.0) {
                let span = |index: usize| {
                    let (near, far) = (LABEL_OFFSET, LABEL_OFFSET + widths[index]);
                    if places[index].is_left { (positions[index] - far, positions[index] - near) } else { (positions[index] + near, positions[index] + far) }
                };
                for index in 0..positions.len() {
                    let (start, end) = span(index);
                    prop_assert!(start >= -0.01 && end <= 600.01);
                    for other in (0..positions.len()).filter(|other| *other != index) {
                        if places[other].lane >= places[index].lane {
                            prop_assert!(!(start..end).contains(&positions[other]));
                        }
                        if places[other].lane == places[index].lane {
                            let (other_start, other_end) = span(other);
                            prop_assert!(end <= other_start || other_end <= start);
                        }
                    }
                }
            }
        }
    }
}
