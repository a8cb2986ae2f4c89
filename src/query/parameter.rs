//! The table of parameters that are not filters: how each is read, spelled and explained.

use super::choices::{Every, Lens, LicenseAs, Panel, Scale, ScopeShown, Show, Sort, Variants};
use super::dictionary::Dictionary;
use super::dimension::breakdowns;
use super::problem::Allowed;
use super::question::{DEFAULT_METRIC, DEFAULT_TOP, MOST_SERIES, Query, default_panel};
use crate::text::Language;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, SecondsFormat, Utc};

/// The key of the language, which every page has and no data depends on.
pub const LANGUAGE: &str = "lang";

/// A parameter of an address that is not a filter.
pub struct Parameter {
    /// The key in addresses.
    pub key: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it stands before the filters in an address.
    pub(super) leads: bool,
    /// Reads a value into a query, or says what is allowed.
    pub(super) read: fn(&mut Query, &str, &Dictionary) -> Result<(), Allowed>,
    /// The value as addresses spell it; none at the default.
    pub(super) spell: fn(&Query) -> Option<String>,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A word of a closed list.
    Words(&'static [&'static str]),
    /// A metric, by its slug.
    Metric,
    /// What charts can be broken down by.
    Breakdown,
    /// A date or a month.
    Day,
    /// A moment; or a date or a month, meaning its end.
    Moment,
    /// A whole number.
    Whole {
        /// The smallest one.
        least: u16,
        /// The largest one.
        most: u16,
        /// The one that is meant when an address has none.
        default: u16,
    },
}

impl Parameter {
    /// The words it takes; empty when it takes something freer.
    pub const fn words(&self) -> &'static [&'static str] {
        match self.takes {
            Takes::Words(words) => words,
            _ => &[],
        }
    }

    /// The value that is meant when an address has none; none where that depends on the rest of
    /// the question, or where there is no limit then.
    pub fn default_value(&self) -> Option<String> {
        let unasked = Query::default();
        match self.takes {
            Takes::Metric => Some(DEFAULT_METRIC.to_owned()),
            Takes::Breakdown => Some(unasked.breakdown().key.to_owned()),
            Takes::Whole { default, .. } => Some(default.to_string()),
            Takes::Words(words) => {
                let first = *words.first()?;
                let mut asked = Query::default();
                (self.read)(&mut asked, first, &Dictionary::default()).ok()?;
                (asked == unasked).then(|| first.to_owned())
            }
            Takes::Day | Takes::Moment => None,
        }
    }

    /// Message key of its name.
    pub fn name_key(&self) -> String {
        format!("parameter-{}", self.key)
    }

    /// Message key of one of its words.
    pub fn word_key(&self, word: &str) -> String {
        format!("{}-{word}", self.key)
    }
}

/// A parameter with a closed list of words that is a field of the query of the same name.
macro_rules! words_parameter {
    ($key:literal, $field:ident: $kind:ident) => {
        Parameter {
            key: $key,
            takes: Takes::Words($kind::WORDS),
            leads: false,
            read: |query, value, _| {
                query.$field = $kind::from_word(value)
                    .ok_or_else(|| Allowed::one_of($kind::WORDS.iter().copied()))?;
                Ok(())
            },
            spell: |query| {
                (query.$field != $kind::default()).then(|| query.$field.word().to_owned())
            },
        }
    };
}

/// Every parameter that is not a filter, in the order addresses spell them.
pub static PARAMETERS: &[Parameter] = &[
    Parameter {
        key: "metric",
        takes: Takes::Metric,
        leads: true,
        read: |query, value, dictionary| {
            if dictionary.metric(value).is_none() {
                let slugs = dictionary
                    .metrics()
                    .iter()
                    .map(|metric| metric.slug.as_str());
                return Err(Allowed::one_of(slugs));
            }
            value.clone_into(&mut query.metric);
            Ok(())
        },
        spell: |query| (query.metric != DEFAULT_METRIC).then(|| query.metric.clone()),
    },
    Parameter {
        key: "by",
        takes: Takes::Breakdown,
        leads: true,
        read: |query, value, _| {
            query.by = breakdowns()
                .find(|entry| entry.key == value)
                .ok_or_else(|| Allowed::one_of(breakdowns().map(|entry| entry.key)))?
                .id;
            Ok(())
        },
        spell: |query| {
            let default = Query::default().by;
            (query.by != default).then(|| query.breakdown().key.to_owned())
        },
    },
    Parameter {
        key: "from",
        takes: Takes::Day,
        leads: false,
        read: |query, value, _| {
            query.from = Some(read_date(value, MonthMeans::FirstDay)?);
            Ok(())
        },
        spell: |query| query.from.map(|day| day.to_string()),
    },
    Parameter {
        key: "to",
        takes: Takes::Day,
        leads: false,
        read: |query, value, _| {
            query.to = Some(read_date(value, MonthMeans::LastDay)?);
            Ok(())
        },
        spell: |query| query.to.map(|day| day.to_string()),
    },
    words_parameter!("every", every: Every),
    words_parameter!("show", show: Show),
    words_parameter!("scale", scale: Scale),
    words_parameter!("sort", sort: Sort),
    Parameter {
        key: "top",
        takes: Takes::Whole {
            least: 1,
            most: MOST_SERIES,
            default: DEFAULT_TOP,
        },
        leads: false,
        read: |query, value, _| {
            query.top = value
                .parse()
                .ok()
                .filter(|top| (1..=MOST_SERIES).contains(top))
                .ok_or_else(|| {
                    Allowed::Said("allowed-number", vec![("most", MOST_SERIES.to_string())])
                })?;
            Ok(())
        },
        spell: |query| (query.top != DEFAULT_TOP).then(|| query.top.to_string()),
    },
    Parameter {
        key: "panel",
        takes: Takes::Words(Panel::WORDS),
        leads: false,
        read: |query, value, _| {
            let panel = Panel::from_word(value)
                .ok_or_else(|| Allowed::one_of(Panel::WORDS.iter().copied()))?;
            query.panel = Some(panel);
            Ok(())
        },
        spell: |query| query.panel.map(|panel| panel.word().to_owned()),
    },
    words_parameter!("scope", scope: ScopeShown),
    words_parameter!("variants", variants: Variants),
    words_parameter!("license-as", license_as: LicenseAs),
    words_parameter!("lens", lens: Lens),
    Parameter {
        key: "as-of",
        takes: Takes::Moment,
        leads: false,
        read: |query, value, _| {
            query.as_of = Some(read_moment(value)?);
            Ok(())
        },
        spell: |query| {
            query
                .as_of
                .map(|moment| moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        },
    },
    Parameter {
        key: LANGUAGE,
        takes: Takes::Words(Language::WORDS),
        leads: false,
        read: |query, value, _| {
            let language = Language::from_word(value)
                .ok_or_else(|| Allowed::one_of(Language::WORDS.iter().copied()))?;
            query.lang = Some(language);
            Ok(())
        },
        // The default is what the browser prefers, so a language that was asked for stays.
        spell: |query| query.lang.map(|language| language.word().to_owned()),
    },
];

/// Which day a month stands for.
#[derive(Clone, Copy)]
enum MonthMeans {
    FirstDay,
    LastDay,
}

fn read_date(text: &str, month_means: MonthMeans) -> Result<NaiveDate, Allowed> {
    let allowed = || Allowed::said("allowed-date");
    let shape: String = text
        .chars()
        .map(|char| if char.is_ascii_digit() { '0' } else { char })
        .collect();
    match shape.as_str() {
        "0000-00-00" => text.parse().map_err(|_| allowed()),
        "0000-00" => {
            let first: NaiveDate = format!("{text}-01").parse().map_err(|_| allowed())?;
            Ok(match month_means {
                MonthMeans::FirstDay => first,
                MonthMeans::LastDay => end_of_month(first),
            })
        }
        _ => Err(allowed()),
    }
}

/// The last day of the month of `day`.
pub(super) fn end_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.checked_sub_days(Days::new(1)))
        .unwrap_or(day)
}

/// A moment, or a plain date, which stands for the end of that day in UTC.
fn read_moment(text: &str) -> Result<DateTime<Utc>, Allowed> {
    if let Ok(day) = read_date(text, MonthMeans::LastDay) {
        let last_second = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        return Ok(day.and_time(last_second).and_utc());
    }
    DateTime::parse_from_rfc3339(text)
        // A `+` that was not percent-encoded arrives as a space.
        .or_else(|_| DateTime::parse_from_rfc3339(&text.replace(' ', "+")))
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_| Allowed::said("allowed-moment"))
}

/// Drops what a form spells out although it is the default.
pub(super) fn drop_defaults(query: &mut Query, dictionary: &Dictionary) {
    if let Some(metric) = dictionary.metric(&query.metric)
        && query.panel == Some(default_panel(metric.semantics))
    {
        query.panel = None;
    }
}
