//! The value axis: which numbers, and how much room they need.

use super::super::scale::Scale;
use super::super::spec::{ScaleKind, TimeForm};
use super::super::text::{self, Weight};
use super::super::ticks::TICK_SIZE;
use super::super::view::YTick;
use super::tenth;

/// Distance from the numbers to the plot, in pixels.
const TICK_OFFSET: f64 = 8.0;

pub fn tick_values(form: TimeForm, scale: &Scale) -> Vec<f64> {
    match form {
        TimeForm::Lines | TimeForm::Bands | TimeForm::Aligned => scale.ticks(),
        TimeForm::Stacked => vec![0.0, 25.0, 50.0, 75.0, 100.0],
    }
}

/// Width of the widest number and its distance from the plot.
pub fn gutter(labels: &[String]) -> f64 {
    labels
        .iter()
        .map(|label| text::width(label, TICK_SIZE, Weight::Regular))
        .fold(0.0, f64::max)
        .ceil()
        + TICK_OFFSET
}

pub fn ticks(scale: &Scale, values: &[f64], labels: Vec<String>) -> Vec<YTick> {
    values
        .iter()
        .zip(labels)
        .map(|(value, label)| YTick {
            y: tenth(scale.at(*value)),
            label,
            is_axis: match scale.kind {
                ScaleKind::Linear => *value == 0.0,
                ScaleKind::Log => value.total_cmp(&scale.from).is_eq(),
                ScaleKind::Rank => false,
            },
        })
        .collect()
}
