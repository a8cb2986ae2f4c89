//! What the lens of the base says of itself: which part of a total counts as its base's, and which
//! states a base that does not resolve; against brute force, and day by day.

use super::oracle::{Row, address, any_filters, any_weights, brute_force, near, row};
use super::*;
use crate::domain::lineage::Unresolved;
use proptest::prelude::*;

/// Organization, weights and license of a row.
type Known = (i32, Weights, i32);

fn any_known() -> impl Strategy<Value = Known> {
    let organization = proptest::sample::select(vec![0, 1, 2, 3, 7]);
    let license = proptest::sample::select(vec![0, 1, 2, 4]);
    (organization, any_weights(), license)
}

fn any_base() -> impl Strategy<Value = Base> {
    prop_oneof![
        Just(Base::Unstated),
        any_known()
            .prop_map(|(o, weights, license)| Base::Resolved(attributes(o, weights, license))),
        proptest::sample::select(Unresolved::ALL).prop_map(Base::Unresolved),
    ]
}

fn any_rows() -> impl Strategy<Value = Vec<(Known, Base, i128)>> {
    let value = prop_oneof![Just(0_i128), 1_i128..1_000, Just(1_i128 << 80)];
    proptest::collection::vec((any_known(), any_base(), value), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn the_lens_says_of_every_total_what_brute_force_finds(
        rows in any_rows(),
        filters in any_filters(),
        by in proptest::sample::select(vec!["camp", "country", "license", "organization"]),
        as_now in any::<bool>(),
    ) {
        let dictionary = small_dictionary();
        let asked = filters.get("country").filter(|(exclude, _)| !exclude);
        let asked = asked.map(|(_, values)| values.clone()).unwrap_or_default();
        let now = if as_now { "&license-as=now" } else { "" };
        let address = format!("{}{now}&lens=base", address(by, &filters, 100));
        let cells = rows.iter().map(|((o, w, l), base, _)| Cell { base: *base, ..cell(*o, *w, *l) });
        let values: Vec<i128> = rows.iter().map(|(_, _, value)| *value).collect();
        let facts = facts_of_a_day(cells.collect(), &values);
        let found = answer(&parse_with(&address, &dictionary), &facts, &dictionary);

        let complete = |keep: fn(&Base) -> bool| -> Vec<Row> {
            let kept = rows.iter().filter(|(_, base, _)| keep(base));
            kept.map(|(own, base, value)| match base {
                Base::Resolved(root) => {
                    row(root.organization, root.weights, root.license_then, *value, &asked)
                }
                _ => row(own.0, own.1, own.2, *value, &asked),
            })
            .collect()
        };
        let part = |keep: fn(&Base) -> bool| {
            let truth = brute_force(&complete(keep), by, &filters, &[]);
            let models: usize = truth.series.values().map(|series| series.rows).sum();
            (truth.total, models)
        };
        let (total, _) = part(|_| true);
        prop_assert_eq!(found.periods[0].total.sum, total);
        let Some(BaseTotals { based, unresolved }) = found.periods[0].bases else {
            prop_assert_eq!(total, 0);
            return Ok(());
        };
        for (found, expected) in [
            (based, part(|base| matches!(base, Base::Resolved(_)))),
            (unresolved, part(|base| matches!(base, Base::Unresolved(_)))),
        ] {
            prop_assert!(near(found.share, expected.0, total), "{:?} {:?}", found, expected);
            prop_assert_eq!(found.models as usize, expected.1);
        }
    }
}

/// A base with the value and the number of its models.
type OfDay = (Base, i128, u32);

/// Facts of one cell a day and base; each model has two variants.
fn facts_of_days(days: &[(&str, &[OfDay])]) -> Facts {
    let (mut cells, mut entries) = (Vec::new(), Vec::new());
    for (_, rows) in days {
        let mut of_day = Vec::new();
        for (base, value, models) in *rows {
            let mut one = entry(cells.len() as u32, *value);
            (one.models, one.slugs) = (*models, *models * 2);
            of_day.push(one);
            cells.push(Cell {
                base: *base,
                ..cell(1, Weights::Open, 2)
            });
        }
        entries.push(of_day);
    }
    let days = days.iter().map(|(text, _)| day(text)).collect();
    Facts::new(metric(Semantics::Flow), days, cells, Vec::new(), &entries).unwrap()
}

const BASED: Base = Base::Resolved(Attributes {
    organization: 3,
    weights: Weights::Open,
    license_then: 2,
    license_undated: false,
    license_now: 2,
});
const CYCLE: Base = Base::Unresolved(Unresolved::Cycle);
const UNKNOWN: Base = Base::Unresolved(Unresolved::Unknown);

#[test]
fn over_several_days_shares_are_of_all_of_them_and_models_are_the_most_on_one() {
    let facts = facts_of_days(&[
        ("2026-01-01", &[(BASED, 30, 2), (CYCLE, 10, 1)]),
        ("2026-01-02", &[(BASED, 20, 3), (Base::Unstated, 40, 5)]),
    ]);
    let dictionary = small_dictionary();
    let of = |address: &str| {
        let query = parse_with(address, &dictionary);
        answer(&query, &facts, &dictionary).periods[0]
            .bases
            .unwrap()
    };
    let month = of("lens=base&every=month");
    assert_eq!((month.based.share, month.based.models), (0.5, 3));
    assert_eq!((month.unresolved.share, month.unresolved.models), (0.1, 1));
    assert_eq!(
        of("lens=base&every=month&variants=separate").based.models,
        6
    );
    assert_eq!(of("lens=base&from=2026-01-02").unresolved.models, 0);
}

#[test]
fn the_newest_day_is_told_by_reason_and_of_everything() {
    let facts = facts_of_days(&[
        ("2026-01-01", &[(BASED, 30, 2)]),
        (
            "2026-01-02",
            &[
                (BASED, 40, 3),
                (CYCLE, 5, 1),
                (UNKNOWN, 15, 2),
                (UNKNOWN, 20, 1),
                (Base::Unstated, 20, 9),
            ],
        ),
    ]);
    let bases = newest_bases(&facts).unwrap();
    assert!(bases.are_stated());
    let part = |share, models| Part { share, models };
    assert_eq!(bases.totals.based, part(0.4, 3));
    assert_eq!(bases.totals.unresolved, part(0.4, 4));
    let reasons: Vec<_> = bases.unresolved.into_iter().collect();
    assert_eq!(
        reasons,
        [
            (Unresolved::Unknown, part(0.35, 3)),
            (Unresolved::Cycle, part(0.05, 1))
        ]
    );
    let nothing = Facts::new(metric(Semantics::Flow), vec![], vec![], vec![], &[]).unwrap();
    assert_eq!(newest_bases(&nothing), None);
}
