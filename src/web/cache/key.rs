//! Which requests ask for the same: the address in its canonical spelling, and the language.

use crate::charts::Kind;
use crate::export::{Feed, Format};
use crate::query::Query;
use crate::store::facts::Edition;
use crate::text::Language;
use crate::web::bulk;
use crate::web::data::{split_extension, without_option};
use crate::web::view::{asking, from_a_form};
use axum::http::Uri;
use equivalent::Equivalent;

/// Addresses that say how the program is now: never kept, and nobody waits for another's answer.
const OPERATIONS: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// What an answer is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    language: Language,
    /// Path and question.
    address: Box<str>,
}

impl Key {
    /// The same, to look something up by.
    pub fn spelling(&self) -> Spelling<'_> {
        Spelling {
            language: self.language,
            address: &self.address,
        }
    }

    /// Bytes of its text.
    pub fn len(&self) -> usize {
        self.address.len()
    }
}

/// An address as a request spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Spelling<'a> {
    language: Language,
    address: &'a str,
}

impl Equivalent<Key> for Spelling<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.language == key.language && *self.address == *key.address
    }
}

impl<'a> Spelling<'a> {
    /// Of a request; none where nothing is kept.
    pub fn of(uri: &'a Uri, language: Language) -> Option<Self> {
        let address = uri.path_and_query()?.as_str();
        let is_operation = OPERATIONS.contains(&uri.path());
        // What is sent as it is made is begun for its reader alone.
        let is_streamed = uri.path().starts_with(bulk::PATH);
        (!is_operation && !is_streamed).then_some(Self { language, address })
    }

    pub fn key(self) -> Key {
        Key {
            language: self.language,
            address: self.address.into(),
        }
    }

    /// The key of all spellings of the same; none where only this very address may be answered,
    /// because it is led elsewhere, or is to be told what is wrong with it.
    pub fn canonical(self, edition: &Edition) -> Option<Key> {
        let (path, question) = self.address.split_once('?').unwrap_or((self.address, ""));
        let address = match path.strip_prefix("/charts/") {
            Some(file) => chart(path, file, question, edition)?,
            None => asking(path, &sorted(question)),
        };
        Some(Key {
            language: self.language,
            address: address.into(),
        })
    }
}

/// The spelling of a view, with the option of a file last.
fn chart(path: &str, file: &str, question: &str, edition: &Edition) -> Option<String> {
    let (kind, extension) = split_extension(file);
    Kind::of(kind)?;
    let (question, option) = match extension {
        None if from_a_form(question) => return None,
        None | Some(Feed::EXTENSION) => (question.to_owned(), None),
        Some(extension) => {
            let format = Format::of(extension)?;
            let (question, is_opted) = without_option(format, question).ok()?;
            let option = format.option.as_ref().filter(|_| is_opted);
            (question, option.map(|option| option.key))
        }
    };
    let query = Query::parse_address(&question, &edition.dictionary).ok()?;
    let mut canonical = query.canonical();
    if let Some(option) = option {
        let joint = if canonical.is_empty() { "" } else { "&" };
        canonical = format!("{canonical}{joint}{option}=1");
    }
    Some(asking(path, &canonical))
}

/// A question with its parameters in order.
fn sorted(question: &str) -> String {
    if !question.contains(['&', '%', '+']) {
        return question.to_owned();
    }
    let mut pairs: Vec<_> = form_urlencoded::parse(question.as_bytes()).collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    let mut sorted = form_urlencoded::Serializer::new(String::new());
    sorted.extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher, RandomState};

    #[test]
    fn a_key_is_found_by_its_spelling() {
        let uri: Uri = "/charts/share?by=country".parse().unwrap();
        let spelling = Spelling::of(&uri, Language::En).unwrap();
        let key = spelling.key();
        let state = RandomState::new();
        assert_eq!(state.hash_one(&key), state.hash_one(spelling));
        assert!(spelling.equivalent(&key));
        let french = Spelling::of(&uri, Language::Fr).unwrap();
        assert!(!french.equivalent(&key));
    }

    #[test]
    fn the_order_and_the_spelling_of_parameters_do_not_matter() {
        assert_eq!(sorted("q=a%20b&page=2"), sorted("page=2&q=a+b"));
        assert_ne!(sorted("q=a&q=b"), sorted("q=b&q=a"));
        assert_eq!(sorted("page=2"), "page=2");
    }
}
