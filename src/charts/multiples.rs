//! Small multiples: a panel a series, all on one scale.

use super::over_time::{Measure, caption, numbers, spec};
use super::{Figure, Subject};
use crate::plot::{PanelForm, PanelsSpec};

pub(super) fn draw(subject: &Subject<'_>) -> Figure {
    let measure = Measure::of(subject);
    let chart = spec(subject, &measure);
    let labels = chart
        .series
        .iter()
        .map(|series| series.label.clone())
        .collect();
    let hrefs = chart
        .series
        .iter()
        .map(|series| subject.address_of(&series.slug))
        .collect();
    Figure {
        numbers: numbers(subject, &measure, labels),
        caption: caption(subject, measure.magnitude, measure.show),
        drawing: PanelsSpec {
            chart,
            hrefs,
            form: PanelForm::Area,
            shows_others: true,
        }
        .into(),
    }
}
