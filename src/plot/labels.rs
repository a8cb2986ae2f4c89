//! Labels in a column: moved as little as possible so that none lies on another.

/// Places for labels that would like to be at `wanted`: at least `gap` apart, in the same order,
/// between `low` and `high` where that many fit, with the least sum of squared moves.
pub fn dodge(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut clusters: Vec<Cluster> = Vec::with_capacity(wanted.len());
    for index in &order {
        // Subtracting the gaps turns "at least `gap` apart" into "not descending".
        clusters.push(Cluster::at(wanted[*index], gap, low, high));
        while let [.., above, below] = clusters.as_slice()
            && below.first() - above.last(gap) < gap - 1e-9
        {
            let merged = above.merged(below, gap, low, high);
            clusters.truncate(clusters.len() - 2);
            clusters.push(merged);
        }
    }
    let places = clusters.iter().flat_map(|cluster| {
        (0..cluster.count).map(|position| cluster.first() + gap * position as f64)
    });
    let mut out = vec![0.0; wanted.len()];
    for (index, place) in order.iter().zip(places) {
        out[*index] = place;
    }
    out
}

/// Labels that touch and move together.
#[derive(Clone, Copy)]
struct Cluster {
    /// Sum of where the first label would like to be, as each member sees it.
    first_sum: f64,
    count: usize,
    first: f64,
}

impl Cluster {
    fn at(wanted: f64, gap: f64, low: f64, high: f64) -> Self {
        Self {
            first_sum: wanted,
            count: 1,
            first: 0.0,
        }
        .fitted(gap, low, high)
    }

    fn merged(&self, below: &Self, gap: f64, low: f64, high: f64) -> Self {
        let shift = gap * self.count as f64 * below.count as f64;
        Self {
            first_sum: self.first_sum + below.first_sum - shift,
            count: self.count + below.count,
            first: 0.0,
        }
        .fitted(gap, low, high)
    }

    fn fitted(mut self, gap: f64, low: f64, high: f64) -> Self {
        let length = gap * (self.count - 1) as f64;
        self.first = (self.first_sum / self.count as f64)
            .min(high - length)
            .max(low);
        self
    }

    fn first(&self) -> f64 {
        self.first
    }

    fn last(&self, gap: f64) -> f64 {
        self.first + gap * (self.count - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        assert_eq!(
            dodge(&[10.0, 50.0, 100.0], 17.0, 0.0, 120.0),
            [10.0, 50.0, 100.0]
        );
    }

    #[test]
    fn crowded_labels_spread_around_their_middle() {
        assert_eq!(
            dodge(&[50.0, 50.0, 50.0], 10.0, 0.0, 100.0),
            [40.0, 50.0, 60.0]
        );
    }

    #[test]
    fn labels_at_the_edge_are_pushed_inward() {
        assert_eq!(dodge(&[0.0, 1.0], 17.0, 5.0, 100.0), [5.0, 22.0]);
    }

    proptest! {
        #[test]
        fn labels_are_apart_in_order_and_inside(
            wanted in prop::collection::vec(0.0..300.0_f64, 1..18),
        ) {
            let places = dodge(&wanted, 17.0, 5.0, 320.0);
            let mut sorted: Vec<(f64, f64)> = wanted.iter().copied().zip(places).collect();
            sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
            for pair in sorted.windows(2) {
                prop_assert!(pair[1].1 - pair[0].1 >= 17.0 - 1e-6);
                prop_assert!(pair[0].0 <= pair[1].0);
            }
            prop_assert!(sorted.iter().all(|(_, place)| (5.0 - 1e-6..=320.0 + 1e-6).contains(place)));
        }
    }
}
