//! The words readers see: messages by key, in each language the pages are offered in.
//! Another language is a folder below `locales/` and a line in [`Language`].

use crate::domain::{Localized, Source, citation_of};
use chrono::NaiveDate;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

static_loader! {
    static MESSAGES = {
        locales: "./locales",
        fallback_language: "en",
        // No marks around inserted text: they would end up in CSV cells and SVG text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language the pages are offered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Language {
    /// Every language; the first is the default.
    pub const ALL: &'static [Self] = &[Self::En, Self::Fr];
    /// The words of [`Self::ALL`].
    pub const WORDS: &'static [&'static str] = &["en", "fr"];

    /// The ISO 639-1 code, as in addresses and `Accept-Language`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The same unless it is the default, which addresses of files leave out.
    pub fn if_not_default(self) -> Option<Self> {
        Some(self).filter(|language| *language != Self::default())
    }

    /// Message key of its own name for itself.
    pub const fn name_key(self) -> &'static str {
        match self {
            Self::En => "lang-en",
            Self::Fr => "lang-fr",
        }
    }

    /// The language of a code.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|language| language.word() == word)
    }
}

/// The message of a key, with `arguments` put in where it names them. A key without a message
/// is a fault that tests find; a reader would see the key.
pub fn message(language: Language, key: &str, arguments: &[(&'static str, &str)]) -> String {
    find(language, key, arguments).unwrap_or_else(|| key.to_owned())
}

/// Whether a key has a message that needs no arguments but these.
pub fn has_message(language: Language, key: &str, arguments: &[&'static str]) -> bool {
    let arguments: Vec<_> = arguments.iter().map(|name| (*name, "x")).collect();
    find(language, key, &arguments).is_some()
}

/// Messages that take no arguments, by language and key, as they came out the first time: most of
/// the words of a page. The keys are those of our own tables, so they are not many.
static CONSTANT: LazyLock<Vec<RwLock<Words>>> = LazyLock::new(|| {
    let languages = Language::ALL.iter();
    languages.map(|_| RwLock::default()).collect()
});
type Words = HashMap<Box<str>, Option<Box<str>>>;
/// And if they were, no more than this would be remembered.
const MOST_CONSTANT: usize = 10_000;

/// The languages as the bundles name them.
static IDENTIFIERS: LazyLock<Vec<LanguageIdentifier>> = LazyLock::new(|| {
    let words = Language::ALL.iter().map(|language| language.word());
    words.map(|word| word.parse().unwrap_or_default()).collect()
});

fn find(language: Language, key: &str, arguments: &[(&'static str, &str)]) -> Option<String> {
    let known = &CONSTANT[language as usize];
    if arguments.is_empty()
        && let Some(text) = known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
    {
        return text.as_deref().map(str::to_owned);
    }
    let text = format(language, key, arguments);
    if arguments.is_empty() {
        let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_CONSTANT {
            known.insert(key.into(), text.as_deref().map(Into::into));
        }
    }
    text
}

fn format(language: Language, key: &str, arguments: &[(&'static str, &str)]) -> Option<String> {
    let language = &IDENTIFIERS[language as usize];
    if arguments.is_empty() {
        return MESSAGES.try_lookup(language, key);
    }
    let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), argument(value)))
        .collect();
    MESSAGES.try_lookup_with_args(language, key, &arguments)
}

/// A whole number is one to messages that choose their words by it; anything else is a text.
fn argument(value: &str) -> FluentValue<'_> {
    /// Numbers in messages are floating point: beyond this they would not come out as given.
    const LARGEST: i64 = 1 << 53;
    match value.parse::<i64>() {
        Ok(number) if number.abs() <= LARGEST && number.to_string() == value => {
            FluentValue::from(number)
        }
        _ => FluentValue::from(value),
    }
}

/// What separates clauses that a comma would run together.
pub const fn semicolon(language: Language) -> &'static str {
    match language {
        Language::En => "; ",
        Language::Fr => "\u{a0}; ",
    }
}

/// A catalog text in a language.
pub fn localized(text: &Localized, language: Language) -> &str {
    match language {
        Language::En => &text.en,
        Language::Fr => &text.fr,
    }
}

/// The line that a source asks for, as of a day.
pub fn citation(source: &Source, language: Language, as_of: Option<NaiveDate>) -> String {
    citation_of(localized(&source.citation, language), as_of)
}

/// What the catalog says where a source states no license of its data.
pub const NOT_STATED: &str = "not stated";

/// The license of a source's data; that there is none is said in words.
pub fn data_license(source: &Source, language: Language) -> String {
    match source.data_license.as_str() {
        NOT_STATED => message(language, "data-license-not-stated", &[]),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_named_once_and_read_back() {
        for (language, word) in Language::ALL.iter().zip(Language::WORDS) {
            assert_eq!(language.word(), *word);
            assert_eq!(Language::from_word(word), Some(*language));
        }
        assert_eq!(Language::ALL.len(), Language::WORDS.len());
    }

    #[test]
    fn one_is_told_apart_from_many_and_numbers_come_out_as_given() {
        let panel = |models| message(Language::En, "note-panel", &[("models", models)]);
        assert_eq!(panel("1"), "Only the 1 model present at every date shown.");
        assert_eq!(
            panel("12345678"),
            "Only the 12345678 models present at every date shown."
        );
        assert!(panel("007").contains("007"));
    }

    #[test]
    fn inserted_text_comes_without_invisible_marks() {
        let text = message(
            Language::En,
            "list-or",
            &[("rest", "China"), ("last", "France")],
        );
        assert_eq!(text, "China or France");
    }
}
