//! What small multiples promise.

use insta::assert_snapshot;

use super::goldens::{elements, without_style};
use super::samples::{caption, known, mondays, solid_lines, spec, two_lines};
use crate::plot::layout::{Canvas, panels};
use crate::plot::{
    Drawing, PanelForm, PanelsSpec, ScaleKind, ThemeName, TickUnit, TimeForm, panels::PanelsView,
};

pub fn two_panels() -> PanelsSpec {
    PanelsSpec {
        chart: two_lines(),
        hrefs: vec![Some("/countries/CN".to_owned())],
        form: PanelForm::Area,
        shows_others: true,
    }
}

fn many_panels(count: usize) -> PanelsSpec {
    let values: Vec<_> = (0..count)
        .map(|step| known(&[1.0, 2.0, 1.0 + step as f64]))
        .collect();
    PanelsSpec {
        chart: spec(TimeForm::Lines, mondays(3), solid_lines(&values)),
        hrefs: Vec::new(),
        form: PanelForm::Line,
        shows_others: false,
    }
}

fn fluid(spec: &PanelsSpec) -> PanelsView {
    panels(spec, Canvas::Fluid)
}

#[test]
fn small_multiples() {
    let mut spec = two_panels();
    spec.chart.series[1].values[1] = None;
    spec.chart.provisional_from = Some(4);
    assert_snapshot!(elements(&Drawing::from(spec).html()));
}

#[test]
fn small_multiples_standalone() {
    let picture = Drawing::from(many_panels(5)).standalone(&caption(), ThemeName::Dark, 960.0);
    assert_snapshot!(without_style(&picture));
}

#[test]
fn every_panel_has_the_scale_of_the_largest() {
    let view = fluid(&many_panels(4));
    let peak = |panel: usize| {
        let ys = view.panels[panel].dots.iter().map(|dot| dot.y);
        ys.fold(f64::INFINITY, f64::min)
    };
    assert!(
        peak(3) < peak(0),
        "4 at the end is higher than 1 on one scale"
    );
    assert_eq!(
        view.y_ticks.last().map(|tick| tick.label.as_str()),
        Some("4")
    );
}

#[test]
fn twenty_four_panels_are_drawn_and_no_more() {
    assert_eq!(fluid(&many_panels(30)).panels.len(), 24);
}

#[test]
fn a_few_panels_fill_their_row() {
    let columns = |count| fluid(&many_panels(count)).columns;
    assert_eq!([1, 2, 3, 4, 6, 7, 14].map(columns), [2, 2, 3, 4, 3, 4, 4]);
}

#[test]
fn numbers_stand_beside_the_first_column_and_dates_below_the_last_panels() {
    let view = panels(&many_panels(7), Canvas::Fixed { width: 912.0 });
    let places = |is: fn(&crate::plot::panels::PanelView) -> bool| {
        (0..7)
            .filter(|index| is(&view.panels[*index]))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(|panel| panel.is_first), [0, 4]);
    assert_eq!(places(|panel| panel.is_last), [3, 4, 5, 6]);
    for panel in &view.panels {
        assert!(panel.x + view.path_width <= 912.1, "{}", panel.x);
    }
}

#[test]
fn a_missing_value_breaks_line_and_area_of_its_panel_only() {
    let mut spec = two_panels();
    spec.chart.series[0].values[2] = None;
    let view = fluid(&spec);
    let holes = |panel: usize| view.panels[panel].area.matches('Z').count();
    assert_eq!((holes(0), holes(1)), (2, 1));
    assert!(!view.panels[0].bridge.is_empty() && view.panels[1].bridge.is_empty());
}

#[test]
fn areas_need_a_zero() {
    let mut spec = two_panels();
    spec.chart.scale = ScaleKind::Log;
    assert!(
        fluid(&spec)
            .panels
            .iter()
            .all(|panel| panel.area.is_empty())
    );
}

#[test]
fn numbers_beside_a_panel_are_few_and_even() {
    let mut spec = two_panels();
    spec.chart.unit = TickUnit::Percent;
    let labels: Vec<String> = fluid(&spec)
        .y_ticks
        .into_iter()
        .map(|tick| tick.label)
        .collect();
    assert_eq!(labels, ["0%", "40%", "80%"]);
}

#[test]
fn nothing_to_compare_is_said_in_words() {
    let none = Drawing::from(many_panels(0));
    assert!(none.html().contains("No snapshot matches this view."));
}
