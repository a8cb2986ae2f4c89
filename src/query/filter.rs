//! Filters: a list of values one dimension must or must not have, and how addresses spell it.

use std::borrow::Cow;

/// Separates the values of a list in an address.
const SEPARATOR: char = '~';
/// In front of a list: everything but these.
const EXCLUDE: char = '!';

/// The values a dimension must have, or must not have; never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Filter {
    exclude: bool,
    values: Vec<String>,
}

impl Filter {
    /// Rows with one of these values; none when there are no values.
    pub fn include<V: Into<String>>(values: impl IntoIterator<Item = V>) -> Option<Self> {
        Self::new(false, values.into_iter().map(Into::into).collect())
    }

    /// Rows with any value but these; none when there are no values.
    pub fn exclude<V: Into<String>>(values: impl IntoIterator<Item = V>) -> Option<Self> {
        Self::new(true, values.into_iter().map(Into::into).collect())
    }

    /// Sorted and without repetitions, so that equal filters are equal addresses.
    pub(super) fn new(exclude: bool, mut values: Vec<String>) -> Option<Self> {
        values.sort_unstable();
        values.dedup();
        (!values.is_empty()).then_some(Self { exclude, values })
    }

    /// A filter with a value added, or taken out of the list that names it, whether that keeps or
    /// leaves out. `exclude` says what a value is added to where there is no list.
    pub fn with_value(filter: Option<&Self>, value: &str, exclude: bool) -> Option<Self> {
        let (exclude, mut values) = match filter {
            Some(filter) if filter.names(value) || filter.exclude == exclude => {
                (filter.exclude, filter.values.clone())
            }
            // Another mode cannot be mixed in: the value begins a list of its own.
            Some(_) | None => (exclude, Vec::new()),
        };
        let before = values.len();
        values.retain(|named| named != value);
        if values.len() == before {
            values.push(value.to_owned());
        }
        Self::new(exclude, values)
    }

    /// Whether rows with these values are left out rather than kept.
    pub fn excludes(&self) -> bool {
        self.exclude
    }

    /// The values, sorted.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether the list names a value.
    pub fn names(&self, value: &str) -> bool {
        self.values.iter().any(|named| named == value)
    }

    /// The address spelling, before percent-encoding: `CN~US`, `!CN`.
    pub fn spell(&self) -> String {
        let mut text = String::new();
        if self.exclude {
            text.push(EXCLUDE);
        }
        for (at, value) in self.values.iter().enumerate() {
            if at > 0 {
                text.push(SEPARATOR);
            }
            text.push_str(&escaped(value));
        }
        text
    }

    /// The values of a list as an address spells it, in its order; empty ones are dropped.
    pub fn list(text: &str) -> Vec<String> {
        let values = text.split(SEPARATOR).map(|value| unescaped(value.trim()));
        values.filter(|value| !value.is_empty()).collect()
    }

    /// Reads a list as an address spells it: whether it excludes, and its values; empty ones
    /// (a form sends them) are dropped.
    pub(super) fn read(text: &str) -> (bool, Vec<String>) {
        let text = text.trim();
        let (exclude, list) = match text.strip_prefix(EXCLUDE) {
            Some(list) => (true, list),
            None => (false, text),
        };
        (exclude, Self::list(list))
    }
}

/// A value that holds one of our own marks carries it percent-encoded a second time; such
/// values are rare (`~openai/...`), and all others read as they are.
fn escaped(value: &str) -> Cow<'_, str> {
    let leading = value.starts_with(EXCLUDE);
    if !leading && !value.contains([SEPARATOR, '%']) {
        return Cow::Borrowed(value);
    }
    let text = value.replace('%', "%25").replace(SEPARATOR, "%7E");
    Cow::Owned(if leading {
        text.replacen(EXCLUDE, "%21", 1)
    } else {
        text
    })
}

fn unescaped(value: &str) -> String {
    if !value.contains('%') {
        return value.to_owned();
    }
    value
        .replace("%21", "!")
        .replace("%7E", "~")
        .replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_is_sorted_and_says_first_when_it_excludes() {
        let filter = Filter::exclude(["US", "CN", "US"]).unwrap();
        assert_eq!(filter.spell(), "!CN~US");
        assert_eq!(
            Filter::include(["qwen/qwen3-8b"]).unwrap().spell(),
            "qwen/qwen3-8b"
        );
        assert_eq!(Filter::include(Vec::<String>::new()), None);
    }

    #[test]
    fn a_value_is_added_taken_out_again_or_begins_a_list_of_the_other_kind() {
        let kept = Filter::include(["CN"]);
        let with = |filter: &Option<Filter>, value, exclude| {
            Filter::with_value(filter.as_ref(), value, exclude)
        };
        assert_eq!(with(&None, "CN", false), kept);
        assert_eq!(with(&kept, "US", false), Filter::include(["CN", "US"]));
        assert_eq!(with(&kept, "CN", false), None);
        assert_eq!(with(&kept, "CN", true), None, "it is taken out of its list");
        assert_eq!(with(&kept, "US", true), Filter::exclude(["US"]));
    }

    proptest! {
        #[test]
        fn any_list_reads_back(
            exclude: bool,
            values in proptest::collection::vec("[!~%a-z/:é25E7 1]{1,8}", 1..4),
        ) {
            let values = values.into_iter().map(|value| value.trim().to_owned());
            let values: Vec<_> = values.filter(|value| !value.is_empty()).collect();
            if let Some(filter) = Filter::new(exclude, values) {
                let (exclude, values) = Filter::read(&filter.spell());
                prop_assert_eq!(Filter::new(exclude, values), Some(filter));
            }
        }
    }
}
