//! JSON as sources answer it: values that know where they stand, so that a field that is missing
//! or of another type is named with its path, line and column.

use super::super::problem::{Problem, Unit, excerpt};
use super::path::path_at;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// What to do about an answer that is not as it was when this program was written.
const CHANGED: &str = "the source changed its answers, or this is an answer of another kind";

/// A value within an answer.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    whole: &'a str,
    raw: &'a RawValue,
}

/// What is wrong with an answer, at a value or at a member that is not there.
#[derive(Debug)]
pub struct Fault<'a> {
    node: Node<'a>,
    member: Option<&'static str>,
    message: String,
    hint: &'static str,
}

impl<'a> Node<'a> {
    /// The whole of an answer.
    ///
    /// # Errors
    /// A problem where it is not JSON, or JSON that ends early.
    pub fn root(whole: &'a str) -> Result<Self, Box<Problem>> {
        match serde_json::from_str(whole) {
            Ok(raw) => Ok(Self { whole, raw }),
            Err(error) => Err(Box::new(not_json(whole, &error))),
        }
    }

    /// The members of an object.
    pub fn object(self) -> Result<Object<'a>, Fault<'a>> {
        if !self.raw.get().starts_with('{') {
            return Err(self.is_not("an object"));
        }
        let Members(members) =
            serde_json::from_str(self.raw.get()).map_err(|_| self.is_not("an object"))?;
        Ok(Object {
            node: self,
            members,
        })
    }

    /// The elements of a list.
    pub fn list(self) -> Result<Vec<Self>, Fault<'a>> {
        let elements: Vec<&'a RawValue> =
            serde_json::from_str(self.raw.get()).map_err(|_| self.is_not("a list"))?;
        Ok(elements.into_iter().map(|raw| self.at(raw)).collect())
    }

    /// A text.
    pub fn text(self) -> Result<Cow<'a, str>, Fault<'a>> {
        let Text(text) = serde_json::from_str(self.raw.get()).map_err(|_| self.is_not("a text"))?;
        Ok(text)
    }

    /// The digits of a count, which some sources write as a text. What a count may be at most is
    /// checked where snapshots are.
    pub fn count(self) -> Result<&'a str, Fault<'a>> {
        let raw = self.raw.get();
        let digits = raw
            .strip_prefix('"')
            .and_then(|raw| raw.strip_suffix('"'))
            .unwrap_or(raw);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.is_not("a count"));
        }
        Ok(digits)
    }

    /// Whether it is `null`: the source has the field and says nothing in it.
    pub fn is_null(self) -> bool {
        self.raw.get() == "null"
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.raw.get().starts_with('[')
    }

    /// A fault of this value, in words.
    pub fn fault(self, message: impl Into<String>, hint: &'static str) -> Fault<'a> {
        Fault {
            node: self,
            member: None,
            message: message.into(),
            hint,
        }
    }

    /// Line and character in the line where it begins, from 1.
    pub fn position(self) -> (u64, u32) {
        let before = self.whole.get(..self.offset()).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() as u64 + 1;
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before
            .get(begin..)
            .map_or(0, |text| text.chars().count() as u32);
        (line, column + 1)
    }

    /// Its path, such as `data[3].total_tokens`; empty for the whole.
    pub fn path(self) -> String {
        path_at(self.whole, self.offset())
    }

    fn at(self, raw: &'a RawValue) -> Self {
        Self {
            whole: self.whole,
            raw,
        }
    }

    /// Where its text begins in the whole: every value borrows from it.
    fn offset(self) -> usize {
        (self.raw.get().as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize)
    }

    fn is_not(self, wanted: &'static str) -> Fault<'a> {
        let found = excerpt(self.raw.get().as_bytes());
        self.fault(format!("{found} is not {wanted}"), CHANGED)
    }
}

/// The members of an object.
#[derive(Debug)]
pub struct Object<'a> {
    node: Node<'a>,
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Object<'a> {
    /// The object as a value.
    pub const fn node(&self) -> Node<'a> {
        self.node
    }

    /// A member that has to be there, be it `null`.
    pub fn need(&self, name: &'static str) -> Result<Node<'a>, Fault<'a>> {
        self.find(name).ok_or_else(|| {
            let names: Vec<&str> = self.members.iter().map(|(name, _)| &**name).collect();
            let there = if names.is_empty() {
                "nothing".to_owned()
            } else {
                excerpt(names.join(", ").as_bytes())
            };
            Fault {
                node: self.node,
                member: Some(name),
                message: format!("is missing; there is {there}"),
                hint: CHANGED,
            }
        })
    }

    /// A member that says something: none where it is missing or `null`.
    pub fn said(&self, name: &str) -> Option<Node<'a>> {
        self.find(name).filter(|node| !node.is_null())
    }

    fn find(&self, name: &str) -> Option<Node<'a>> {
        let (_, raw) = self.members.iter().find(|(member, _)| member == name)?;
        Some(self.node.at(raw))
    }
}

impl Fault<'_> {
    /// The fault as a problem of a file.
    pub fn problem(&self) -> Problem {
        let (line, column) = self.node.position();
        let mut path = self.node.path();
        if let Some(member) = self.member {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(member);
        }
        let message = match (path.as_str(), self.member) {
            ("", _) => self.message.clone(),
            (path, Some(_)) => format!("`{path}` {}", self.message),
            (path, None) => format!("`{path}`: {}", self.message),
        };
        Problem {
            unit: Unit::Line,
            line,
            column: Some(column),
            field: None,
            message,
            hint: Some(self.hint.to_owned()),
        }
    }
}

/// A text that borrows from the answer where it holds no escapes.
#[derive(Deserialize)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// The members of an object in their order.
pub struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(16);
                while let Some((Text(name), raw)) = map.next_entry()? {
                    members.push((name, raw));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// What an answer is instead of JSON.
fn not_json(whole: &str, error: &serde_json::Error) -> Problem {
    let trimmed = whole.trim_start();
    let (message, hint) = if trimmed.is_empty() {
        (
            "the answer is empty".to_owned(),
            "record the body of the answer",
        )
    } else if trimmed.starts_with('<') {
        let message = "the answer is a page of HTML or XML, not JSON".to_owned();
        (
            message,
            "the source was not well when it was asked; ask again",
        )
    } else if error.is_eof() {
        let message = "the answer ends early: the JSON is truncated".to_owned();
        (message, "record or transfer it again")
    } else {
        // serde_json repeats the place in its words; ours stands in front.
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        (format!("the answer is not JSON ({words})"), CHANGED)
    };
    Problem {
        unit: Unit::Line,
        line: error.line().max(1) as u64,
        column: Some((error.column() as u32).max(1)),
        field: None,
        message,
        hint: Some(hint.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_knows_its_path_and_its_place() {
        let whole = "{\"a\": \"x, [{\\\"\",\n \"data\": [{\"k\": 1}, {\"k\": [0, \"é\", -5]}]}";
        let root = Node::root(whole).unwrap().object().unwrap();
        let element = root.need("data").unwrap().list().unwrap()[1];
        assert_eq!(element.path(), "data[1]");
        let last = element.object().unwrap().need("k").unwrap().list().unwrap()[2];
        assert_eq!(last.path(), "data[1].k[2]");
        let fault = last.count().unwrap_err();
        assert_eq!(
            fault.problem().to_string(),
            "2:36: `data[1].k[2]`: `-5` is not a count; the source changed its answers, or this is \
             an answer of another kind"
        );
    }

    #[test]
    fn a_missing_member_is_named_with_those_that_are_there() {
        let whole = r#"[{"date": "2026-01-01", "tokens": "5"}]"#;
        let row = Node::root(whole).unwrap().list().unwrap()[0]
            .object()
            .unwrap();
        let problem = row.need("total_tokens").unwrap_err().problem();
        assert_eq!(
            problem.message,
            "`[0].total_tokens` is missing; there is `date, tokens`"
        );
        assert!(row.said("total_tokens").is_none());
    }

    #[test]
    fn a_count_is_digits_be_they_in_a_text() {
        let of = |whole| Node::root(whole).unwrap().count().map(str::to_owned).ok();
        assert_eq!(of("17").as_deref(), Some("17"));
        assert_eq!(of("\"17\"").as_deref(), Some("17"));
        for bad in [
            "-1",
            "1.5",
            "1e3",
            "\"\"",
            "null",
            "\"1 000\"",
            "[1]",
            "true",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_json_says_what_it_is() {
        let of = |whole| Node::root(whole).unwrap_err().to_string();
        assert!(of("").starts_with("1:1: the answer is empty"));
        assert!(of("\n<!doctype html><p>502").contains("a page of HTML"));
        assert!(of("{\"data\": [{\"date\"").contains("ends early"));
        assert!(of("{\"data\": 1,}").starts_with("1:12: the answer is not JSON ("));
    }
}
