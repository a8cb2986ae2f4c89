//! Query <-> address: one spelling a question, every problem named.

use super::*;
use crate::text::Language;
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use rstest::rstest;

/// Any query a reader can ask of the bundled catalog.
fn any_query() -> impl Strategy<Value = Query> {
    let dictionary = bundled_dictionary();
    let metrics: Vec<String> = dictionary
        .metrics()
        .iter()
        .map(|metric| metric.slug.clone())
        .collect();
    let by: Vec<DimensionId> = breakdowns().map(|entry| entry.id).collect();
    let mut all = Vec::new();
    for entry in filters() {
        let list = match entry.id {
            DimensionId::Model => proptest::collection::vec("[!~%a-zé:/ &=+#_-]{1,9}", 1..4)
                .prop_map(|values| values.iter().map(|value| value.trim().to_owned()).collect())
                .boxed(),
            _ => proptest::sample::subsequence(entry.spellings(&dictionary), 1..4).boxed(),
        };
        let filter =
            (any::<bool>(), list).prop_map(move |(exclude, values): (bool, Vec<String>)| {
                let values = values.into_iter().filter(|value| !value.is_empty());
                let filter = if exclude {
                    Filter::exclude(values)
                } else {
                    Filter::include(values)
                };
                filter.map(|filter| (entry.id, filter))
            });
        all.push(proptest::option::of(filter).boxed());
    }
    let date = || {
        proptest::option::of(
            (0u64..6_000).prop_map(|days| day("2015-01-01") + chrono::Days::new(days)),
        )
    };
    let moment = proptest::option::of(
        (0i64..2_000_000_000_000).prop_map(|ms| DateTime::UNIX_EPOCH + TimeDelta::milliseconds(ms)),
    );
    let choices = (
        proptest::sample::select(Every::ALL),
        proptest::sample::select(Show::ALL),
        (
            proptest::sample::select(Scale::ALL),
            proptest::sample::select(Sort::ALL),
        ),
        proptest::option::of(proptest::sample::select(Panel::ALL)),
        proptest::sample::select(ScopeShown::ALL),
        proptest::sample::select(Variants::ALL),
        proptest::sample::select(LicenseAs::ALL),
        proptest::sample::select(Lens::ALL),
        proptest::option::of(proptest::sample::select(Language::ALL)),
    );
    (
        proptest::sample::select(metrics),
        proptest::sample::select(by),
        all,
        date(),
        date(),
        1..=MOST_SERIES,
        moment,
        choices,
    )
        .prop_map(move |(metric, by, filters, from, to, top, as_of, words)| {
            let (every, show, (scale, sort), panel, scope, variants, license_as, lens, lang) =
                words;
            let (from, to) = match (from, to) {
                (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
                other => other,
            };
            let semantics = dictionary.metric(&metric).map(|metric| metric.semantics);
            let default = semantics.map(|semantics| Query::default().panel(semantics));
            let panel = panel.filter(|panel| Some(*panel) != default);
            let filters = filters.into_iter().flatten().flatten().collect();
            Query {
                metric,
                by,
                filters,
                from,
                to,
                every,
                show,
                scale,
                sort,
                top,
                panel,
                scope,
                variants,
                license_as,
                lens,
                as_of,
                lang,
            }
        })
}

proptest! {
    #[test]
    fn the_canonical_address_reads_back_and_stays(query in any_query()) {
        let dictionary = bundled_dictionary();
        let address = query.canonical();
        prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address}");
        let read = Query::parse_address(&address, &dictionary).expect("its own address");
        prop_assert_eq!(&read, &query, "{}", address);
        prop_assert_eq!(read.canonical(), address);
    }

    #[test]
    fn questions_that_differ_in_a_filter_are_spelled_around_it(query in any_query(), at in 0..7_usize) {
        let dimension = filters().nth(at).expect("there are as many");
        let around = query.around(dimension.id);
        for filter in [None, Filter::include(["a~b"]), Filter::exclude(["x", "y"])] {
            let mut other = query.clone();
            other.filters.remove(&dimension.id);
            other.filters.extend(filter.clone().map(|filter| (dimension.id, filter)));
            prop_assert_eq!(around.with(filter.as_ref()), other.canonical());
        }
    }

    #[test]
    fn no_address_is_too_strange_to_be_answered(address in "[a-z=&~!%0-9+-]{0,60}|.{0,40}") {
        let _ = Query::parse_address(&address, &small_dictionary());
    }
}

#[rstest]
#[case("", "")]
#[case(
    "by=camp&top=8&every=day&country=&from=&panel=all&metric=openrouter-tokens",
    ""
)]
#[case("country=US&country=CN", "country=CN~US")]
#[case("country=!US&country=!CN~US", "country=!CN~US")]
#[case("to=2026-02&from=2025-01", "from=2025-01-01&to=2026-02-28")]
#[case("as-of=2026-05-01", "as-of=2026-05-01T23:59:59Z")]
#[case("as-of=2026-05-01T02:00:00+02:00", "as-of=2026-05-01T00:00:00Z")]
#[case("as-of=2026-05-01T02:00:00%2B02:00", "as-of=2026-05-01T00:00:00Z")]
#[case("model=qwen/qwen3-8b:free", "model=qwen/qwen3-8b:free")]
#[case(
    "lens=base&weights=open&by=country&metric=hf-likes",
    "metric=hf-likes&by=country&weights=open&lens=base"
)]
#[case("metric=hf-downloads-30d&panel=common", "metric=hf-downloads-30d")]
#[case(
    "metric=hf-downloads-30d&panel=all",
    "metric=hf-downloads-30d&panel=all"
)]
#[case("lang=en", "lang=en")]
#[case("lang=fr&by=country", "by=country&lang=fr")]
#[case("sort=value&top=20", "top=20")]
#[case("top=20&sort=name-reversed", "sort=name-reversed&top=20")]
#[case("every=month&every=month&every=", "every=month")]
fn a_form_and_a_canonical_address_ask_the_same(#[case] given: &str, #[case] canonical: &str) {
    assert_eq!(parse(given).canonical(), canonical);
}

#[rstest]
#[case("contry=CN", "contry", Fault::UnknownParameter, Some("country"))]
#[case("country=cn", "country", Fault::UnknownValue, Some("CN"))]
#[case("country=XX", "country", Fault::UnknownValue, None)]
#[case(
    "license=apache2.0",
    "license",
    Fault::UnknownValue,
    Some("apache-2.0")
)]
#[case(
    "license-class=permisive",
    "license-class",
    Fault::UnknownValue,
    Some("permissive")
)]
#[case(
    "organization=alibabba",
    "organization",
    Fault::UnknownValue,
    Some("alibaba")
)]
#[case(
    "metric=openrouter-token",
    "metric",
    Fault::UnknownValue,
    Some("openrouter-tokens")
)]
#[case("by=campus", "by", Fault::UnknownValue, Some("camp"))]
#[case("every=months", "every", Fault::UnknownValue, Some("month"))]
#[case("every=day&every=week", "every", Fault::GivenTwice, None)]
#[case("country=!CN&country=US", "country", Fault::IncludesAndExcludes, None)]
#[case("top=0", "top", Fault::UnknownValue, None)]
#[case("top=501", "top", Fault::UnknownValue, None)]
#[case("from=2026-13", "from", Fault::UnknownValue, None)]
#[case("from=2026", "from", Fault::UnknownValue, None)]
#[case("to=2026-02-30", "to", Fault::UnknownValue, None)]
#[case("from=2026-02&to=2026-01", "to", Fault::EndsBeforeItBegins, None)]
#[case("as-of=yesterday", "as-of", Fault::UnknownValue, None)]
#[case("lang=de", "lang", Fault::UnknownValue, None)]
#[case("model=a%00b", "model", Fault::UnknownValue, None)]
fn a_problem_names_the_parameter_and_what_was_meant(
    #[case] address: &str,
    #[case] parameter: &str,
    #[case] what: Fault,
    #[case] suggestion: Option<&str>,
) {
    let problems = Query::parse_address(address, &bundled_dictionary()).expect_err("a problem");
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = &problems[0];
    assert_eq!((&*problem.parameter, problem.what), (parameter, what));
    assert_eq!(problem.suggestion.as_deref(), suggestion);
    assert!(!problem.allowed.words(Language::En).is_empty());
    let text = problem.to_string();
    assert!(
        text.contains(parameter) && text.contains(&problem.value),
        "{text}"
    );
}

#[test]
fn all_problems_are_reported_at_once() {
    let problems = Query::parse_address(
        "contry=CN&by=x&weights=opn~closd&top=many",
        &bundled_dictionary(),
    );
    let text: Vec<String> = problems
        .expect_err("problems")
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(text.join("\n"), @r"
    by: `x` is not allowed. Allowed: camp, bloc, country, weights, license, license-class, organization, model
    weights: `opn` is not allowed; did you mean `open`? Allowed: open, closed, unknown
    weights: `closd` is not allowed; did you mean `closed`? Allowed: open, closed, unknown
    top: `many` is not allowed. Allowed: a whole number from 1 to 500
    unknown parameter `contry`; did you mean `country`? Allowed: metric, by, country, bloc, weights, license, license-class, organization, model, from, to, every, show, scale, sort, top, panel, scope, variants, license-as, lens, as-of, lang
    ");
}

#[test]
fn keys_stand_in_the_documented_order_and_once() {
    let names: Vec<&str> = keys().map(Key::name).collect();
    let documented = [
        "metric",
        "by",
        "country",
        "bloc",
        "weights",
        "license",
        "license-class",
        "organization",
        "model",
        "from",
        "to",
        "every",
        "show",
        "scale",
        "sort",
        "top",
        "panel",
        "scope",
        "variants",
        "license-as",
        "lens",
        "as-of",
        "lang",
    ];
    assert_eq!(names, documented);
}

#[test]
fn the_store_is_told_what_to_load() {
    let dictionary = bundled_dictionary();
    let needs = |address: &str| parse(address).needs(&dictionary);
    assert_eq!(needs("").models, ModelLevel::None);
    assert_eq!(needs("by=model&top=3").models, ModelLevel::Top(3));
    assert_eq!(
        needs("model=!a~b").models,
        ModelLevel::Listed(vec!["a".to_owned(), "b".to_owned()])
    );
    let both = needs("by=model&model=!a").models;
    assert_eq!(both, ModelLevel::TopAndListed(8, vec!["a".to_owned()]));
    // Where only these can lead, nobody else is read.
    let these = needs("by=model&model=a").models;
    assert_eq!(these, ModelLevel::Listed(vec!["a".to_owned()]));
    assert_eq!(needs("metric=hf-downloads-30d").panel, Panel::Common);
    assert_eq!(needs("metric=hf-downloads-30d&panel=all").panel, Panel::All);
    assert_eq!(needs("").panel, Panel::All);
}
