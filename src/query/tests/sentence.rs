//! The sentence: nothing that is not at its default goes unsaid.

use super::*;
use crate::query::sentence::message_keys;
use crate::text::{Language, has_message};
use rstest::rstest;
use std::collections::BTreeSet;

#[rstest]
#[case("", "Tokens a day on OpenRouter, by camp.")]
#[case(
    "country=CN~US&license-class=permissive&every=month&from=2025-01&to=2026-10",
    "Tokens a day on OpenRouter, by camp, from organizations in China or the United States, under a permissive license, each month from January 2025 to October 2026; licenses as they were then."
)]
#[case(
    "metric=hf-downloads-30d&by=license&show=share&weights=!unknown&license-as=now&as-of=2026-05-01&panel=all",
    "Share of downloads in 30 days on the Hugging Face Hub, by license, without models of unknown weights; all models of each date, whether or not they are there at the others; licenses as they are now, whatever was known at the moment asked for; as known on 1 May 2026, 23:59 UTC."
)]
#[case(
    "model=!openai/gpt-5~_unlisted&license=mit~unknown&variants=separate&every=week",
    "Tokens a day on OpenRouter, by camp, licensed under MIT or an unknown license, without what the source does not list or openai/gpt-5, each variant on its own, each week; licenses as they were then."
)]
#[case(
    "by=model&organization=alibaba&top=3&lens=base&from=2025-01-05&scale=log",
    "Tokens a day on OpenRouter, by model, the largest 3 on their own, published by Alibaba (Qwen), counted for the base model they are built on, each day observed from 5 January 2025 on; on a logarithmic scale."
)]
fn a_view_reads_as_a_sentence(#[case] address: &str, #[case] expected: &str) {
    assert_eq!(
        sentence(&parse(address), &bundled_dictionary(), Language::En),
        expected
    );
}

/// Values other than the default for every key an address can have.
fn samples(key: Key, dictionary: &Dictionary) -> Vec<String> {
    match key {
        Key::Parameter(entry) => match entry.key {
            "metric" => dictionary
                .metrics()
                .iter()
                .map(|metric| metric.slug.clone())
                .collect(),
            "by" => breakdowns().map(|entry| entry.key.to_owned()).collect(),
            "from" | "to" => vec!["2025-03-04".to_owned(), "2025-05".to_owned()],
            "top" => vec!["3".to_owned(), "500".to_owned()],
            "as-of" => vec!["2026-05-01".to_owned(), "2026-05-01T12:30:00Z".to_owned()],
            _ => entry
                .words()
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
        },
        Key::Filter(entry) if entry.id == DimensionId::Model => ["a/b", "!a/b", "_unlisted", "a~b"]
            .map(str::to_owned)
            .to_vec(),
        Key::Filter(entry) => {
            let spellings = entry.spellings(dictionary);
            let excluded: Vec<String> = spellings.iter().map(|value| format!("!{value}")).collect();
            let pair = format!("{}~unknown", spellings[0]);
            [spellings, excluded, vec![pair]].concat()
        }
    }
}

#[test]
fn every_parameter_that_is_not_at_its_default_is_said() {
    let dictionary = bundled_dictionary();
    // Both metrics: what is the default differs with their semantics.
    for base in ["", "metric=hf-downloads-30d"] {
        let plain = sentence(&parse_with(base, &dictionary), &dictionary, Language::En);
        // `lang` is the language the sentence is in: nothing is left to say.
        for key in keys().filter(|key| key.name() != "lang") {
            if key.name() == "metric" && !base.is_empty() {
                continue;
            }
            let mut said = BTreeSet::new();
            for value in samples(key, &dictionary) {
                let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                let query = parse_with(&format!("{base}&{}={encoded}", key.name()), &dictionary);
                let text = sentence(&query, &dictionary, Language::En);
                if query.canonical() == base {
                    assert_eq!(text, plain, "a default is not said");
                    continue;
                }
                assert_ne!(text, plain, "{}={value} is not said", key.name());
                assert!(
                    said.insert(text.clone()),
                    "{}={value} reads as another: {text}",
                    key.name()
                );
            }
            assert!(!said.is_empty(), "{} was not tried", key.name());
        }
    }
}

#[test]
fn every_message_the_tables_ask_for_is_there() {
    let arguments = [
        "mode", "values", "rest", "last", "code", "name", "unit", "source", "slug", "quantity",
        "count", "each", "from", "to", "moment", "day", "month", "year", "date", "time",
    ];
    for language in Language::ALL {
        let missing: Vec<String> = message_keys()
            .into_iter()
            .filter(|key| !has_message(*language, key, &arguments))
            .collect();
        assert_eq!(
            missing,
            Vec::<String>::new(),
            "locales/{}/",
            language.word()
        );
    }
}

/// Files say the question in French, too; a message that is missing there would be English.
#[test]
fn the_sentence_is_whole_in_french() {
    let french = include_str!("../../../locales/fr/query.ftl");
    let in_a_sentence = [
        "by-",
        "filter-",
        "sentence-",
        "month-",
        "date-",
        "list-",
        "country-in-",
    ];
    let missing: Vec<String> = message_keys()
        .into_iter()
        .filter(|key| in_a_sentence.iter().any(|first| key.starts_with(first)))
        // Defaults are not said.
        .filter(|key| has_message(Language::En, key, &[]) || key.starts_with("filter-"))
        .filter(|key| !french.contains(&format!("\n{key} = ")))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_parameters_words_are_the_ones_it_reads() {
    let dictionary = bundled_dictionary();
    for entry in PARAMETERS {
        for word in entry.words() {
            let read = Query::parse([(entry.key, *word)], &dictionary);
            assert!(read.is_ok(), "{}={word}: {read:?}", entry.key);
        }
    }
}
