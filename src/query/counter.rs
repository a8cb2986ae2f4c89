//! Counters over time: all-time counts that go back, stand still or catch up again.
//!
//! A source sometimes lowers what it had counted (the Hub did in May 2025 and in June 2026). What
//! comes after is a recovery until the count is higher than it has ever been: only what lies above
//! that is growth.

use super::amount::Amount;
use super::answer::{Point, Series};

/// How a counter moved from one date to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// It is higher than ever before.
    Rises,
    /// It is as high as before, with as many models: the counter did not move.
    StandsStill,
    /// It is lower although no fewer models are counted: the source took something back.
    FallsBack,
    /// It is lower, and fewer models are counted: nothing can be said of the counter.
    LosesModels,
    /// It is higher than before, but not than ever before.
    Recovers,
}

/// A step of a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Index of the period it leads to, in the periods of the answer.
    pub period: usize,
    /// The period it comes from.
    pub from: usize,
    /// What happened.
    pub motion: Motion,
    /// By how much the counter is higher than it has ever been; zero where it is not.
    pub growth: Amount,
}

/// The steps of a series of an all-time count, one for each point but the first.
pub fn steps(series: &Series) -> Vec<Step> {
    let Some(first) = series.points.first() else {
        return Vec::new();
    };
    let mut highest = first.value;
    let pairs = series.points.windows(2);
    pairs
        .map(|pair| {
            let step = step(&pair[0], &pair[1], highest);
            highest = highest.max(pair[1].value);
            step
        })
        .collect()
}

/// The highest a series has been before a period; none where it begins there.
pub fn highest_before(series: &Series, period: usize) -> Option<Amount> {
    let points = series.points.iter();
    let before = points.take_while(|point| point.period < period);
    before.map(|point| point.value).max()
}

fn step(before: &Point, after: &Point, highest: Amount) -> Step {
    let motion = if after.value > highest {
        Motion::Rises
    } else if after.value > before.value {
        Motion::Recovers
    } else if after.value == before.value && after.models == before.models {
        Motion::StandsStill
    } else if after.value < before.value && after.models >= before.models {
        Motion::FallsBack
    } else {
        Motion::LosesModels
    };
    Step {
        period: after.period,
        from: before.period,
        motion,
        growth: after.value.above(highest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::SeriesKind;
    use proptest::prelude::*;

    fn counter(values: &[(i128, u32)]) -> Series {
        let point = |(period, (value, models)): (usize, &(i128, u32))| Point {
            period,
            value: amount(*value),
            share: None,
            models: *models,
            rank: None,
        };
        Series {
            id: "counter".to_owned(),
            kind: SeriesKind::Known,
            name: None,
            points: values.iter().enumerate().map(point).collect(),
        }
    }

    fn amount(sum: i128) -> Amount {
        Amount {
            sum,
            divisor: 1,
            decimals: 0,
        }
    }

    fn motions(values: &[(i128, u32)]) -> Vec<Motion> {
        let steps = steps(&counter(values));
        steps.iter().map(|step| step.motion).collect()
    }

    #[test]
    fn a_recovery_is_not_growth() {
        let steps = steps(&counter(&[(100, 2), (80, 2), (95, 2), (100, 2), (130, 2)]));
        let told: Vec<_> = steps
            .iter()
            .map(|step| (step.motion, step.growth.sum))
            .collect();
        assert_eq!(
            told,
            [
                (Motion::FallsBack, 0),
                (Motion::Recovers, 0),
                (Motion::Recovers, 0),
                (Motion::Rises, 30),
            ]
        );
    }

    #[test]
    fn a_counter_that_does_not_move_stands_still() {
        assert_eq!(motions(&[(5, 1), (5, 1)]), [Motion::StandsStill]);
    }

    #[test]
    fn a_sum_that_lost_models_says_nothing_of_the_counter() {
        assert_eq!(
            motions(&[(100, 3), (60, 2), (100, 3)]),
            [Motion::LosesModels, Motion::Recovers]
        );
    }

    #[test]
    fn one_point_makes_no_step() {
        assert!(steps(&counter(&[(5, 1)])).is_empty());
        assert!(steps(&counter(&[])).is_empty());
    }

    proptest! {
        #[test]
        fn growth_adds_up_to_the_highest_less_the_first(
            values in proptest::collection::vec((0i128..1000, 1u32..4), 1..20)
        ) {
            let grown: i128 = steps(&counter(&values)).iter().map(|step| step.growth.sum).sum();
            let last = values.len() - 1;
            let all_but_last = values[..last].iter().map(|(value, _)| *value).max();
            let before_last = highest_before(&counter(&values), last).map(|amount| amount.sum);
            prop_assert_eq!(before_last, all_but_last);
            let highest = values.iter().map(|(value, _)| *value).max().unwrap();
            prop_assert_eq!(grown, highest - values[0].0);
        }
    }
}
