//! What addresses of the API take behind the `?`: keys of questions, and a few of their own.
//! Everything else is refused with what is allowed, and the document says the same.

use crate::charts::KINDS;
use crate::query::{Allowed, Dictionary, Fault, Filter, Key, Problem, Query, keys, nearest};
use crate::web::Error;
use crate::web::view::{asking, short_enough};
use chrono::{DateTime, Utc};

/// Items on a page when an address does not say.
pub(super) const DEFAULT_LIMIT: usize = 50;
/// Items on a page at most.
pub(super) const MOST: usize = 200;
/// Letters of a text that is looked for.
pub(super) const LONGEST_TEXT: usize = 200;

/// A parameter that no question has.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Own {
    pub key: &'static str,
    pub takes: Takes,
}

/// What such a parameter takes.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) enum Takes {
    /// A kind of chart, whose rows are wanted.
    Kind,
    /// A text to look for.
    Text,
    /// Sources, by their slugs.
    Sources,
    /// How many items a page may hold.
    Limit,
    /// A moment with its offset.
    Moment,
    /// Where to go on, as the link to the next page says it.
    Cursor {
        /// What such a text looks like; any that does is a place.
        pattern: &'static str,
        /// Its most letters.
        longest: usize,
        /// Whether a text is one.
        is_one: fn(&str) -> bool,
    },
}

/// What an address takes.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Accepts {
    /// Its own parameters.
    pub own: &'static [Own],
    /// Which keys of questions it takes besides.
    pub key: fn(Key) -> bool,
}

/// An address that takes nothing.
pub(super) const NOTHING: Accepts = Accepts {
    own: &[],
    key: |_| false,
};

/// What was given.
pub(in crate::web) struct Given {
    /// The keys of questions among it.
    pub query: Query,
    /// Its own parameters, in their order.
    own: Vec<(&'static str, String)>,
}

impl Accepts {
    /// The keys of questions it takes.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let takes = self.key;
        keys().filter(move |key| takes(*key))
    }

    /// Reads the part of an address behind the `?`.
    pub fn read(&self, question: Option<&str>, dictionary: &Dictionary) -> Result<Given, Error> {
        let question = question.unwrap_or_default();
        short_enough(question)?;
        let pairs: Vec<(String, String)> = form_urlencoded::parse(question.as_bytes())
            .into_owned()
            .collect();
        let mut problems = Vec::new();
        let mut own = Vec::new();
        for parameter in self.own {
            let values = pairs.iter().filter(|(key, _)| key == parameter.key);
            let values = values.map(|(_, value)| value.trim());
            let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
            own.extend(parameter.read(&values, dictionary, &mut problems));
        }
        let is_own = |key: &str| self.own.iter().any(|parameter| parameter.key == key);
        let is_taken = |key: &str| self.keys().any(|known| known.name() == key);
        let asked = pairs.iter().filter(|(key, _)| is_taken(key));
        let query = Query::parse(asked.map(|(key, value)| (key, value)), dictionary);
        let query = query.unwrap_or_else(|found| {
            problems.extend(found);
            Query::default()
        });
        let names: Vec<&str> = self.own.iter().map(|parameter| parameter.key).collect();
        let names: Vec<&str> = names
            .into_iter()
            .chain(self.keys().map(Key::name))
            .collect();
        for (key, _) in &pairs {
            let is_told = problems.iter().any(|problem| problem.parameter == *key);
            if !is_told && !is_own(key) && !is_taken(key) {
                problems.push(unknown(key, &names));
            }
        }
        if problems.is_empty() {
            Ok(Given { query, own })
        } else {
            problems.truncate(crate::web::view::MOST_PROBLEMS);
            Err(Error::BadQuery(problems))
        }
    }
}

fn unknown(key: &str, names: &[&str]) -> Problem {
    Problem {
        parameter: key.to_owned(),
        value: String::new(),
        what: Fault::UnknownParameter,
        allowed: Allowed::Plain(if names.is_empty() {
            "no parameters".to_owned()
        } else {
            names.join(", ")
        }),
        suggestion: nearest(key, names.iter().copied()),
    }
}

impl Own {
    fn read(
        &self,
        values: &[&str],
        dictionary: &Dictionary,
        problems: &mut Vec<Problem>,
    ) -> Option<(&'static str, String)> {
        let first = *values.first()?;
        let mut refuse = |value: &str, what, allowed: String, suggestion| {
            problems.push(Problem {
                parameter: self.key.to_owned(),
                value: value.to_owned(),
                what,
                allowed: Allowed::Plain(allowed),
                suggestion,
            });
        };
        if matches!(self.takes, Takes::Sources) {
            let slugs = || {
                dictionary
                    .sources()
                    .iter()
                    .map(|source| source.slug.as_str())
            };
            let list: Vec<String> = values
                .iter()
                .flat_map(|value| Filter::list(value))
                .collect();
            for slug in list.iter().filter(|slug| dictionary.source(slug).is_none()) {
                let allowed = slugs().collect::<Vec<_>>().join(", ");
                refuse(slug, Fault::UnknownValue, allowed, nearest(slug, slugs()));
            }
            let filter = Filter::include(list)?;
            return Some((self.key, filter.spell()));
        }
        if let Some(other) = values.iter().find(|other| **other != first) {
            let allowed = format!("one value, such as `{first}`");
            refuse(other, Fault::GivenTwice, allowed, None);
        }
        let (is_allowed, allowed) = match self.takes {
            Takes::Kind => (
                KINDS.iter().any(|kind| kind.slug == first),
                KINDS
                    .iter()
                    .map(|kind| kind.slug)
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            Takes::Text => (
                first.chars().count() <= LONGEST_TEXT && !first.chars().any(char::is_control),
                format!("at most {LONGEST_TEXT} characters, none of them a control character"),
            ),
            Takes::Limit => (
                first.parse().is_ok_and(|limit| (1..=MOST).contains(&limit)),
                format!("a whole number from 1 to {MOST}"),
            ),
            Takes::Moment => (
                moment(first).is_some(),
                "a moment with its offset, such as 2026-10-07T12:00:00Z".to_owned(),
            ),
            Takes::Cursor { is_one, .. } => (
                is_one(first),
                "a place as the link to the next page gives it".to_owned(),
            ),
            Takes::Sources => return None,
        };
        if !is_allowed {
            let kinds = KINDS.iter().map(|kind| kind.slug);
            let suggestion = nearest(first, kinds).filter(|_| matches!(self.takes, Takes::Kind));
            refuse(first, Fault::UnknownValue, allowed, suggestion);
        }
        Some((self.key, first.to_owned()))
    }
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_rfc3339(text);
    // A plus sign that was not escaped arrives as a blank.
    let read = read.or_else(|_| DateTime::parse_from_rfc3339(&text.replace(' ', "+")));
    Some(read.ok()?.to_utc())
}

impl Given {
    /// The value of one of its own parameters.
    pub fn own(&self, key: &str) -> Option<&str> {
        let found = self.own.iter().find(|(known, _)| *known == key);
        found.map(|(_, value)| value.as_str())
    }

    /// How many items a page may hold.
    pub fn limit(&self) -> usize {
        let limit = self.own("limit").and_then(|limit| limit.parse().ok());
        limit.unwrap_or(DEFAULT_LIMIT)
    }

    /// A moment among its own parameters.
    pub fn moment(&self, key: &str) -> Option<DateTime<Utc>> {
        self.own(key).and_then(moment)
    }

    /// The sources that are wanted; none: all.
    pub fn sources(&self) -> Option<Vec<String>> {
        self.own("source").map(Filter::list)
    }

    /// The address of what was asked below a path.
    pub fn address(&self, path: &str) -> String {
        self.behind(path, self.own("after"))
    }

    /// The same from another place on.
    pub fn behind(&self, path: &str, after: Option<&str>) -> String {
        let mut own = form_urlencoded::Serializer::new(String::new());
        for (key, value) in self.own.iter().filter(|(key, _)| *key != "after") {
            own.append_pair(key, value);
        }
        if let Some(after) = after {
            own.append_pair("after", after);
        }
        let parts = [own.finish(), self.query.canonical()];
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        asking(path, &parts.join("&"))
    }
}
