//! Shares that others have published, each with the population it was counted in: never on one
//! axis, always in a table.

use super::Page;
use super::history::amount;
use super::listing::{Cell, Listing};
use crate::charts::locale;
use crate::domain::catalog::PublishedFigure;
use crate::plot::format;
use crate::text::{Language, message};

/// Whose share it is.
const WHOSE: &str = "China";
/// Who stands for all.
const ALL: &str = "World";
/// A share as published.
const SHARE: &str = "share_of_hf_downloads";
/// What shares can be worked out of.
const TOTAL: &str = "cum_hf_downloads";
/// What totals are counted in.
const DOWNLOADS: &str = "downloads";

/// China's shares of downloads as others published them, by the end of what they counted: those
/// published as shares, and those that follow from a published number and its published total.
pub(super) fn shares_of_china(page: &Page, figures: &[PublishedFigure]) -> Listing {
    let mut found: Vec<(&PublishedFigure, Option<&PublishedFigure>)> = Vec::new();
    for figure in figures.iter().filter(|figure| figure.entity == WHOSE) {
        if figure.metric == SHARE {
            found.push((figure, None));
        } else if figure.metric == TOTAL
            && let Some(all) = figures.iter().find(|all| is_total_of(all, figure))
        {
            found.push((figure, Some(all)));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.period_end.cmp(&b.period_end));
    let rows = found
        .into_iter()
        .filter_map(|(figure, all)| row(page, figure, all));
    Listing {
        caption: page.t("methods-published"),
        columns: page.heads(
            &[
                "published-figure",
                "published-kind",
                "published-period",
                "published-population",
                "published-division",
                "published-source",
            ],
            &[],
        ),
        rows: rows.collect(),
        is_stacked: true,
        ..Listing::default()
    }
}

/// Whether a figure is the total that another is a part of: the same publication counted both, over
/// the same time and of the same population.
fn is_total_of(all: &PublishedFigure, part: &PublishedFigure) -> bool {
    let population = |figure: &PublishedFigure| {
        (
            figure.metric.clone(),
            figure.unit.clone(),
            figure.period_start.clone(),
            figure.period_end.clone(),
            figure.population.clone(),
            figure.source_title.clone(),
        )
    };
    all.entity == ALL && population(all) == population(part)
}

/// Of which models a figure is, in the language of the page where the catalog has that.
fn population(page: &Page, figure: &PublishedFigure) -> Cell {
    match figure.population_fr.as_str() {
        "" => Cell::english(figure.population.as_str()),
        french if page.language == Language::Fr => Cell::text(french),
        _ => Cell::text(figure.population.as_str()),
    }
}

/// How many decimals a number was published with.
fn decimals(number: &str) -> usize {
    let fraction = number.split_once('.').map(|(_, fraction)| fraction);
    fraction.map_or(0, str::len)
}

fn row(page: &Page, figure: &PublishedFigure, all: Option<&PublishedFigure>) -> Option<Vec<Cell>> {
    let value: f64 = figure.value.parse().ok()?;
    let (share, kind, division) = match all {
        None => (
            format::percent(value, decimals(&figure.value), locale(page.language)),
            "published-share",
            page.t("published-not-told"),
        ),
        Some(all) => {
            let total: f64 = all.value.parse().ok().filter(|total| *total > 0.0)?;
            // Both are of one unit, and the one there is has a name in each language.
            let downloads = page.t("published-downloads");
            let unit = match figure.unit.as_str() {
                DOWNLOADS => downloads.as_str(),
                unit => unit,
            };
            let arguments = [
                ("part", amount(page.language, value, unit)),
                ("total", amount(page.language, total, unit)),
                (
                    "share",
                    format::percent(value / total * 100.0, 1, locale(page.language)),
                ),
            ];
            let arguments = arguments
                .each_ref()
                .map(|(key, value)| (*key, value.as_str()));
            (
                format::percent(value / total * 100.0, 0, locale(page.language)),
                "published-cumulative",
                message(page.language, "published-divided", &arguments),
            )
        }
    };
    let period = [&figure.period_start, &figure.period_end].map(|text| {
        page.release(
            Some(text)
                .filter(|text| !text.is_empty())
                .map(String::as_str),
        )
    });
    let source = Cell::outside(figure.source_title.as_str(), &figure.url);
    let source = if figure.tier == "primary" {
        source
    } else {
        let words = message(
            page.language,
            "published-secondary",
            &[("source", &source.words)],
        );
        Cell { words, ..source }
    };
    Some(vec![
        Cell::text(share),
        Cell::text(page.t(kind)),
        Cell::text(period.join(" – ")),
        population(page, figure),
        Cell::text(division),
        source,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(entity: &str, value: &str, period_end: &str) -> PublishedFigure {
        PublishedFigure {
            entity: entity.to_owned(),
            metric: TOTAL.to_owned(),
            value: value.to_owned(),
            unit: "downloads".to_owned(),
            period_start: "2023-11".to_owned(),
            period_end: period_end.to_owned(),
            population: "some models".to_owned(),
            population_fr: String::new(),
            source_title: "A report".to_owned(),
            url: String::new(),
            tier: "primary".to_owned(),
            note: String::new(),
        }
    }

    #[test]
    fn a_total_is_of_the_same_time_and_population() {
        let part = figure("China", "1150000000", "2026-03");
        assert!(is_total_of(
            &figure("World", "2040000000", "2026-03"),
            &part
        ));
        assert!(!is_total_of(
            &figure("World", "2040000000", "2025-03"),
            &part
        ));
        assert!(!is_total_of(
            &figure("Europe", "163000000", "2026-03"),
            &part
        ));
        let elsewhere = PublishedFigure {
            population: "all models".to_owned(),
            ..figure("World", "2040000000", "2026-03")
        };
        assert!(!is_total_of(&elsewhere, &part));
    }
}
