//! From values to pixels: linear, logarithmic and rank scales, with domains that end on a tick.

use super::spec::ScaleKind;

/// A vertical scale: a domain of values onto a range of pixels (y grows downward).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// How values are spread.
    pub kind: ScaleKind,
    /// The value at the bottom of the plot; for ranks the value at the top (1).
    pub from: f64,
    /// The value at the other end.
    pub to: f64,
    /// Pixel of the bottom of the plot.
    pub bottom: f64,
    /// Pixel of the top of the plot.
    pub top: f64,
}

impl Scale {
    /// The pixel of a value; values outside the domain are held at its ends.
    pub fn at(&self, value: f64) -> f64 {
        let share = match self.kind {
            ScaleKind::Linear => (value - self.from) / (self.to - self.from),
            ScaleKind::Log => {
                (value.max(f64::MIN_POSITIVE) / self.from).ln() / (self.to / self.from).ln()
            }
            ScaleKind::Rank => (self.to - value) / (self.to - self.from),
        };
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.bottom + share * (self.top - self.bottom)
    }

    /// Whether a value has a place on this scale (zero has none on a logarithmic one).
    pub fn holds(&self, value: f64) -> bool {
        value.is_finite() && (self.kind != ScaleKind::Log || value > 0.0)
    }

    /// Values of the gridlines, ascending.
    pub fn ticks(&self) -> Vec<f64> {
        match self.kind {
            ScaleKind::Linear => linear_ticks(self.from, self.to),
            ScaleKind::Log => log_ticks(self.from, self.to),
            ScaleKind::Rank => rank_ticks(self.to),
        }
    }
}

const TARGET_TICKS: f64 = 5.0;

/// The step of 1, 2 or 5 times a power of ten that cuts `span` into about five parts.
pub fn nice_step(span: f64) -> f64 {
    let raw = span / TARGET_TICKS;
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let power = 10_f64.powf(raw.log10().floor());
    // The cuts are the geometric means between neighboring steps.
    let step = match raw / power {
        excess if excess >= 50_f64.sqrt() => 10.0,
        excess if excess >= 10_f64.sqrt() => 5.0,
        excess if excess >= 2_f64.sqrt() => 2.0,
        _ => 1.0,
    };
    power * step
}

/// The domain that holds `values` and ends on ticks. Linear domains hold zero, so that lengths can
/// be compared; `None` when no value has a place on the scale.
pub fn domain(kind: ScaleKind, values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.filter(|value| value.is_finite()) {
        if kind == ScaleKind::Log && value <= 0.0 {
            continue;
        }
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        return None;
    }
    Some(match kind {
        ScaleKind::Linear => {
            let (low, high) = (low.min(0.0), high.max(0.0));
            if low >= high {
                return Some((0.0, 1.0));
            }
            let step = nice_step(high - low);
            (
                (low / step).floor() * step,
                (high / step - 1e-9).ceil() * step,
            )
        }
        ScaleKind::Log => {
            let (low, high) = (log_floor(low), log_ceiling(high));
            if low < high {
                (low, high)
            } else {
                (low / 10.0, high * 10.0)
            }
        }
        ScaleKind::Rank => {
            let last = high.ceil().max(2.0);
            // Half a place of air, so that neither the first nor the last lies on the edge.
            let air = (last * 0.03).max(0.4);
            (1.0 - air, last + air)
        }
    })
}

/// The largest of 1 or 3 times a power of ten that is not above `value`.
fn log_floor(value: f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    if value >= 3.0 * power {
        3.0 * power
    } else {
        power
    }
}

/// The smallest of 1 or 3 times a power of ten that is not below `value`.
fn log_ceiling(value: f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    if value <= power {
        power
    } else if value <= 3.0 * power {
        3.0 * power
    } else {
        10.0 * power
    }
}

fn linear_ticks(from: f64, to: f64) -> Vec<f64> {
    let step = nice_step(to - from);
    let (first, last) = (
        (from / step).ceil() as i64,
        (to / step + 1e-9).floor() as i64,
    );
    (first..=last).map(|count| count as f64 * step).collect()
}

fn log_ticks(from: f64, to: f64) -> Vec<f64> {
    let (first, last) = (from.log10().floor() as i32, to.log10().ceil() as i32);
    let decades = last - first;
    // More than eight decades would crowd the axis: keep every second or third power.
    let stride = (decades / 8 + 1).max(1) as usize;
    let multiples: &[f64] = if decades > 3 { &[1.0] } else { &[1.0, 3.0] };
    (first..=last)
        .step_by(stride)
        .flat_map(|exponent| {
            multiples
                .iter()
                .map(move |multiple| multiple * 10_f64.powi(exponent))
        })
        .filter(|value| *value >= from * 0.999 && *value <= to * 1.001)
        .collect()
}

fn rank_ticks(last: f64) -> Vec<f64> {
    let last = last as i64;
    let step = match last {
        ..=10 => 1,
        11..=30 => 5,
        31..=60 => 10,
        _ => nice_step(last as f64) as i64,
    };
    let rounds = (1..=last / step)
        .map(|count| count * step)
        .filter(|rank| *rank > 1);
    std::iter::once(1)
        .chain(rounds)
        .map(|rank| rank as f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(kind: ScaleKind, values: &[f64]) -> Scale {
        let (from, to) = domain(kind, values.iter().copied()).unwrap();
        Scale {
            kind,
            from,
            to,
            bottom: 300.0,
            top: 0.0,
        }
    }

    #[test]
    fn a_linear_domain_starts_at_zero_and_ends_on_a_tick() {
        let scale = scale(ScaleKind::Linear, &[271.0, 1_177.0]);
        assert_eq!((scale.from, scale.to), (0.0, 1_200.0));
        assert_eq!(
            scale.ticks(),
            [0.0, 200.0, 400.0, 600.0, 800.0, 1_000.0, 1_200.0]
        );
        assert!((scale.at(600.0) - 150.0).abs() < 1e-9);
    }

    #[test]
    fn a_linear_domain_reaches_below_zero_when_values_do() {
        assert_eq!(
            domain(ScaleKind::Linear, [-30.0, 70.0].into_iter()),
            Some((-40.0, 80.0))
        );
    }

    #[test]
    fn a_maximum_that_is_a_tick_is_the_end_of_the_domain() {
        assert_eq!(
            domain(ScaleKind::Linear, [100.0].into_iter()),
            Some((0.0, 100.0))
        );
    }

    #[test]
    fn only_zeros_still_make_a_domain() {
        assert_eq!(
            domain(ScaleKind::Linear, [0.0, 0.0].into_iter()),
            Some((0.0, 1.0))
        );
    }

    #[test]
    fn a_log_scale_has_equal_steps_for_equal_ratios() {
        let scale = scale(ScaleKind::Log, &[1.0, 1_000.0]);
        assert!((scale.at(10.0) - 200.0).abs() < 1e-6);
        assert!((scale.at(100.0) - 100.0).abs() < 1e-6);
        assert_eq!(scale.ticks(), [1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0]);
        assert!(!scale.holds(0.0));
    }

    #[test]
    fn a_log_scale_leaves_out_what_it_cannot_show() {
        assert_eq!(domain(ScaleKind::Log, [0.0, -4.0].into_iter()), None);
        assert_eq!(
            domain(ScaleKind::Log, [0.0, 20.0].into_iter()),
            Some((10.0, 30.0))
        );
    }

    #[test]
    fn a_log_scale_over_many_decades_keeps_few_ticks() {
        assert!(scale(ScaleKind::Log, &[1e-3, 1e15]).ticks().len() <= 10);
    }

    #[test]
    fn the_first_rank_is_at_the_top() {
        let scale = scale(ScaleKind::Rank, &[1.0, 4.0, 9.0]);
        assert!(scale.at(1.0) < scale.at(9.0));
        assert!(scale.at(1.0) > scale.top && scale.at(9.0) < scale.bottom);
        assert_eq!(scale.ticks().first(), Some(&1.0));
    }

    #[test]
    fn values_that_are_no_numbers_do_not_move_the_domain() {
        let values = [f64::NAN, f64::INFINITY, 40.0];
        assert_eq!(
            domain(ScaleKind::Linear, values.into_iter()),
            Some((0.0, 40.0))
        );
        assert_eq!(domain(ScaleKind::Linear, [f64::NAN].into_iter()), None);
    }
}
