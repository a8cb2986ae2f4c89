//! What the layer promises for any data.

use chrono::Days;
use proptest::prelude::*;

use super::samples::{
    caption, date, known, mark, mondays, series, solid_lines, spec, three_bands, two_lines,
};
use crate::plot::layout::{LABEL_GAP, time};
use crate::plot::text::{Weight, width};
use crate::plot::{
    Break, ScaleKind, Slot, ThemeName, TimeForm, TimeSpec, TimeView, figure_html, standalone_svg,
};

fn sub_paths(path: &str) -> usize {
    path.matches('M').count()
}

/// Tags close in the order they opened, attributes are quoted, and no ampersand stands bare.
pub(super) fn assert_well_formed(markup: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        assert!(
            !rest[..start].contains('>'),
            "a bare > in {}",
            &rest[..start]
        );
        let end = start + rest[start..].find('>').expect("a tag that ends");
        let tag = &rest[start + 1..end];
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    for (at, _) in markup.match_indices('&') {
        let entity: String = markup[at..].chars().take(9).collect();
        assert!(entity.contains(';'), "{entity}");
    }
}

#[test]
fn a_removed_middle_value_is_a_gap_in_that_line_only() {
    let mut spec = two_lines();
    spec.series[0].values[2] = None;
    let view = time(&spec);
    assert_eq!(sub_paths(&view.shapes[0].path), 2);
    assert_eq!(sub_paths(&view.shapes[0].bridge), 1);
    assert_eq!(sub_paths(&view.shapes[1].path), 1);
}

#[test]
fn missing_is_never_drawn_as_zero() {
    let mut with_gap = two_lines();
    with_gap.series[0].values[2] = None;
    let mut with_zero = two_lines();
    with_zero.series[0].values[2] = Some(0.0);
    assert_ne!(
        time(&with_gap).shapes[0].path,
        time(&with_zero).shapes[0].path
    );
    let base = time(&with_gap).frame.base;
    assert!(!time(&with_gap).shapes[0].path.contains(&format!(" {base}")));
}

#[test]
fn a_break_splits_every_series_and_shows_a_band_between_its_dates() {
    let mut lines = two_lines();
    lines.breaks = vec![Break {
        after: 1,
        label: "No data".to_owned(),
    }];
    let view = time(&lines);
    assert!(
        view.shapes
            .iter()
            .all(|shape| sub_paths(&shape.path) == 2 && sub_paths(&shape.bridge) == 1)
    );
    assert_eq!(
        (view.bands[0].x.as_str(), view.bands[0].width.as_str()),
        ("25%", "25%")
    );
    assert_eq!(
        view.bands[0].title,
        "No data: 8 Sep 2025\u{2013}15 Sep 2025"
    );

    let mut stack = three_bands();
    stack.breaks = vec![Break {
        after: 1,
        label: "No data".to_owned(),
    }];
    let view = time(&stack);
    assert!(
        view.shapes
            .iter()
            .all(|shape| sub_paths(&shape.path) == 2 && shape.bridge.is_empty())
    );
}

#[test]
fn a_stack_reaches_the_top_where_shares_sum_to_a_hundred() {
    let view = time(&three_bands());
    let top_band = &view.shapes[2].path;
    assert!(
        top_band.starts_with(&format!("M0 {}l", view.frame.top)),
        "{top_band}"
    );
}

#[test]
fn incomplete_periods_are_dashed_and_ringed() {
    let mut spec = two_lines();
    spec.provisional_from = Some(4);
    let view = time(&spec);
    assert!(
        view.shapes
            .iter()
            .all(|shape| sub_paths(&shape.provisional) == 1)
    );
    assert!(view.dots.iter().all(|dot| dot.is_provisional));
    spec.provisional_from = None;
    assert!(
        time(&spec)
            .shapes
            .iter()
            .all(|shape| shape.provisional.is_empty())
    );
}

#[test]
fn a_line_that_ends_early_says_when() {
    let mut spec = two_lines();
    spec.series[0].values[4] = None;
    let view = time(&spec);
    assert_eq!(
        view.ends[0].value,
        "95 (Sep 2025)".replace("95", &spec.series[0].end_value)
    );
    assert_eq!(view.ends[0].ends_early_at.as_deref(), Some("75%"));
    assert_eq!(view.dots[0].x, "75%");
}

#[test]
fn what_a_log_scale_cannot_show_is_counted() {
    let mut spec = two_lines();
    spec.scale = ScaleKind::Log;
    spec.series[0].values[1] = Some(0.0);
    let view = time(&spec);
    assert_eq!(view.unplotted, 1);
    assert_eq!(sub_paths(&view.shapes[0].path), 2);
    spec.series.truncate(1);
    spec.series[0].values = known(&[0.0; 5]);
    assert_eq!(
        time(&spec).empty.as_deref(),
        Some("No snapshot matches this view.")
    );
}

#[test]
fn the_first_rank_is_above_the_second() {
    let mut spec = spec(
        TimeForm::Lines,
        mondays(3),
        vec![
            series("First", Slot::Warm1, &known(&[2.0, 1.0, 1.0])),
            series("Second", Slot::Cool1, &known(&[1.0, 2.0, 2.0])),
        ],
    );
    spec.scale = ScaleKind::Rank;
    let view = time(&spec);
    assert!(view.ends[0].at < view.ends[1].at);
}

#[test]
fn one_date_is_a_dot_with_a_label_and_a_dated_tick() {
    let view = time(&spec(
        TimeForm::Lines,
        vec![date("2026-10-05")],
        vec![series("Alone", Slot::Cool1, &[Some(7.0)])],
    ));
    assert_eq!(
        (view.dots.len(), view.ends.len(), view.x_ticks.len()),
        (1, 1, 1)
    );
    assert_eq!(view.x_ticks[0].label, "5 Oct 2026");
}

#[test]
fn nothing_to_draw_is_said_in_words() {
    let empty = spec(TimeForm::Stacked, Vec::new(), Vec::new());
    assert!(figure_html(&time(&empty)).contains("No snapshot matches this view."));
    let all_missing = spec(
        TimeForm::Lines,
        mondays(3),
        vec![series("Missing", Slot::Other, &[None, None, None])],
    );
    assert!(figure_html(&time(&all_missing)).contains("No snapshot matches this view."));
    assert!(
        standalone_svg(&all_missing, &caption(), ThemeName::Dark, 960.0)
            .contains("No snapshot matches this view.")
    );
}

pub(super) const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onload='alert(1)",
    "]]></style><script>",
    "a & b &amp; c",
    "\u{202e}gnp.exe\u{0}\u{b}",
    "{{ view.id }}",
];

fn hostile_spec(form: TimeForm, text: &str) -> TimeSpec {
    let mut spec = if form == TimeForm::Lines {
        two_lines()
    } else {
        three_bands()
    };
    spec.id = text.to_owned();
    spec.description = text.to_owned();
    spec.empty_text = text.to_owned();
    for series in &mut spec.series {
        series.slug = text.to_owned();
        series.label = text.to_owned();
        series.end_value = text.to_owned();
        series.note = text.to_owned();
    }
    spec.marks = vec![mark("2025-09-09", text)];
    spec.breaks = vec![Break {
        after: 0,
        label: text.to_owned(),
    }];
    spec
}

#[test]
fn hostile_words_stay_words() {
    for text in HOSTILE {
        for form in [TimeForm::Lines, TimeForm::Stacked] {
            let spec = hostile_spec(form, text);
            let mut words = caption();
            words.title = text.to_owned();
            words.note = text.to_owned();
            let picture = standalone_svg(&spec, &words, ThemeName::Light, 960.0);
            let page = figure_html(&time(&spec));
            for markup in [&picture, &page] {
                assert!(
                    !markup.contains("<script")
                        && !markup.contains("<img")
                        && !markup.contains("\u{202e}")
                        && !markup.contains('\u{0}'),
                    "{text}"
                );
                assert!(
                    !markup.contains("\" onerror") && !markup.contains("' onload"),
                    "{text}"
                );
                assert_well_formed(markup);
            }
        }
    }
}

#[test]
fn a_page_figure_needs_no_inline_style_and_no_script() {
    for spec in [two_lines(), three_bands()] {
        let page = figure_html(&time(&spec));
        assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("<script"));
        for color in ["fill=\"#", "stroke=\"", "rgb("] {
            assert!(!page.contains(color), "colors belong to the style sheet");
        }
    }
}

#[test]
fn the_style_sheet_breaks_where_the_layout_does() {
    let css = crate::plot::theme::page_css();
    for width in [crate::plot::layout::MEDIUM, crate::plot::layout::WIDE] {
        assert!(css.contains(&format!("@container (max-width:{}px)", width - 1.0)));
    }
}

#[test]
fn a_picture_stands_alone() {
    for theme in [ThemeName::Light, ThemeName::Dark] {
        let picture = standalone_svg(&three_bands(), &caption(), theme, 960.0);
        assert!(
            !picture.contains("var(")
                && !picture.contains("http://www.w3.org/1999")
                && !picture.contains("@import")
        );
        assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\""));
        assert_well_formed(&picture);
    }
}

#[test]
fn a_picture_lists_its_marks_in_words() {
    let mut spec = two_lines();
    spec.marks = vec![mark("2025-09-09", "A release")];
    let picture = standalone_svg(&spec, &caption(), ThemeName::Light, 960.0);
    assert!(
        picture.contains(">9 Sep 2025</text>")
            && picture.contains(">A release. What happened.</text>")
    );
}

#[test]
fn a_name_of_four_hundred_letters_is_cut_and_kept_in_the_title() {
    let mut spec = two_lines();
    let name = "long ".repeat(80);
    spec.series[0].label.clone_from(&name);
    let view = time(&spec);
    assert!(view.ends[0].label.ends_with('\u{2026}'));
    assert!(view.ends[0].title.contains(name.trim()));
    assert!(view.frame.right < 290.0, "{}", view.frame.right);
    assert!(figure_html(&view).contains(name.trim()));
}

#[test]
fn a_phone_keeps_260_pixels_of_plot() {
    let mut spec = two_lines();
    for series in &mut spec.series {
        series
            .values
            .iter_mut()
            .flatten()
            .for_each(|value| *value *= 9_999.0);
        series.end_value = "989,901".to_owned();
    }
    let view = time(&spec);
    assert!(350.0 - view.frame.left - view.frame.right_narrow >= 260.0);
}

#[test]
fn the_list_of_a_narrow_page_reads_from_top_to_bottom() {
    let view = time(&three_bands());
    let names: Vec<&str> = view
        .legend
        .iter()
        .map(|entry| entry.label.as_str())
        .collect();
    assert_eq!(
        names,
        ["Unknown", "Western proprietary", "Chinese open-weight"]
    );
}

#[test]
fn marks_outside_the_dates_are_left_out() {
    let mut spec = two_lines();
    spec.marks = vec![
        mark("2020-01-01", "Before"),
        mark("2030-01-01", "After"),
        mark("2025-09-09", "Within"),
    ];
    let view = time(&spec);
    assert_eq!(
        view.marks
            .iter()
            .map(|mark| mark.label.as_str())
            .collect::<Vec<_>>(),
        ["Within"]
    );
}

fn assert_sound(view: &TimeView) {
    let mut ys: Vec<f64> = view.ends.iter().map(|end| end.y).collect();
    ys.sort_by(f64::total_cmp);
    for pair in ys.windows(2) {
        assert!(pair[1] - pair[0] >= LABEL_GAP - 0.11, "{ys:?}");
    }
    assert!(ys.iter().all(|y| (0.0..=view.frame.base).contains(y)));
    for end in &view.ends {
        let label = width(&end.label, 13.0, Weight::Semibold)
            + 5.0
            + width(&end.value, 13.0, Weight::Regular);
        assert!(15.0 + label <= view.frame.right + 0.01);
    }
    for dot in &view.dots {
        assert!((view.frame.top - 0.1..=view.frame.base + 0.1).contains(&dot.y));
    }
    assert_well_formed(&figure_html(view));
}

fn any_values() -> impl Strategy<Value = Vec<Option<f64>>> {
    let value = prop_oneof![6 => (0.0..1e6_f64).prop_map(Some), 2 => Just(None), 1 => Just(Some(0.0)), 1 => (-50.0..0.0_f64).prop_map(Some), 1 => Just(Some(f64::NAN))];
    prop::collection::vec(value, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_lines_keep_their_labels_apart(
        values in prop::collection::vec(any_values(), 0..26),
        step in 1_u64..60,
        scale in prop_oneof![Just(ScaleKind::Linear), Just(ScaleKind::Log), Just(ScaleKind::Rank)],
        breaks in prop::collection::vec(0_usize..32, 0..3),
        marks in prop::collection::vec(0_u64..1_500, 0..9),
        provisional in prop::option::of(0_usize..32),
    ) {
        let dates: Vec<_> = (0..30).map(|index| date("2024-01-03") + Days::new(index * step)).collect();
        let mut spec = spec(TimeForm::Lines, dates, solid_lines(&values));
        spec.scale = scale;
        spec.breaks = breaks.into_iter().map(|after| Break { after, label: "No data".to_owned() }).collect();
        spec.marks = marks.into_iter().map(|days| { let mut one = mark("2024-01-03", "A release of note"); one.date = one.date + Days::new(days); one }).collect();
        spec.provisional_from = provisional;
        assert_sound(&time(&spec));
        assert_well_formed(&standalone_svg(&spec, &caption(), ThemeName::Light, 960.0));
    }

    #[test]
    fn any_stack_keeps_its_labels_apart(
        values in prop::collection::vec(any_values(), 1..24),
        breaks in prop::collection::vec(0_usize..32, 0..3),
    ) {
        let mut spec = spec(TimeForm::Stacked, mondays(30), solid_lines(&values));
        spec.breaks = breaks.into_iter().map(|after| Break { after, label: "No data".to_owned() }).collect();
        assert_sound(&time(&spec));
    }

    #[test]
    fn many_dates_are_thinned_without_losing_gaps(gap in 1_usize..998) {
        let dates: Vec<_> = (0..1_000).map(|day| date("2023-01-01") + Days::new(day)).collect();
        let mut values: Vec<Option<f64>> = (0..1_000_u32).map(|day| Some(f64::from(day * 7919 % 97))).collect();
        values[gap] = None;
        let mut spec = spec(TimeForm::Lines, dates, solid_lines(&[values]));
        spec.provisional_from = Some(999);
        let view = time(&spec);
        prop_assert_eq!(sub_paths(&view.shapes[0].path), 2);
        prop_assert_eq!(sub_paths(&view.shapes[0].bridge), 1);
        if gap < 998 {
            prop_assert_eq!(sub_paths(&view.shapes[0].provisional), 1);
        }
    }
}
