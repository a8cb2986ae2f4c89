//! Badges: `/badge/{kind}.svg` is a figure as large as a line of text, for pages of others. It takes
//! the questions of charts, and says in its text alternative what the figure is of, and of when.
//!
//! A kind of badge is a line in [`BADGES`].

use super::Error;
use super::cache::Policy;
use super::file::{File, sha256};
use super::state::Site;
use super::view::{Answered, answer, read_query};
use crate::charts::{locale, share_figure};
use crate::plot::format;
use crate::plot::text::{Weight, clean, truncate, width};
use crate::query::{
    DimensionId, Fault, MOST_SERIES, Problem, Query, Series, SeriesKind, sentence, series_label,
};
use crate::text::{Language, localized, message};
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// A kind of badge.
pub(super) struct BadgeKind {
    /// The name in its address.
    pub slug: &'static str,
    /// A question to show it by.
    pub example: &'static str,
    /// What it says: before the line, and behind it.
    tell: fn(&Answered, Option<&str>) -> Option<(String, String)>,
}

/// Every kind.
pub(super) static BADGES: [BadgeKind; 4] = [
    BadgeKind {
        slug: "share",
        example: "by=country&series=CN",
        tell: share,
    },
    BadgeKind {
        slug: "lead",
        example: "by=organization",
        tell: lead,
    },
    BadgeKind {
        slug: "models",
        example: "weights=open",
        tell: models,
    },
    BadgeKind {
        slug: "updated",
        example: "",
        tell: updated,
    },
];

/// The parameter that only badges have.
const SERIES: &str = "series";
/// The series whose share is told where the question is of camps and names none.
const OF_CAMPS: &str = "china-open";
/// Letters, in pixels.
const SIZE: f64 = 11.0;
/// Beside the letters.
const ROOM: f64 = 7.0;
/// A longer text is cut.
const LONGEST: f64 = 320.0;

#[derive(Template)]
#[template(path = "badge.svg", escape = "html")]
struct Drawing {
    title: String,
    label: String,
    value: String,
    label_width: String,
    value_width: String,
    label_length: String,
    value_length: String,
    value_at: String,
    width: String,
    room: f64,
}

/// A badge.
pub(super) async fn badge(
    State(site): State<Site>,
    Path(file): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let slug = file.strip_suffix(".svg").ok_or(Error::NotFound)?;
    let kind = BADGES.iter().find(|kind| kind.slug == slug);
    let kind = kind.ok_or(Error::NotFound)?;
    let (series, rest) = without_series(&question.unwrap_or_default());
    let edition = site.edition();
    let asked = read_query(&edition, &rest)?;
    if let Some(series) = &series {
        let breakdown = asked.breakdown();
        let is_known = asked.by == DimensionId::Model
            || series == breakdown.unknown
            || breakdown.label_of(&edition.dictionary, series).is_some();
        if !is_known {
            return Err(Error::BadQuery(vec![Problem {
                parameter: SERIES.to_owned(),
                value: series.clone(),
                what: Fault::UnknownValue,
                allowed: format!("a value of the breakdown by {}", breakdown.key),
                suggestion: None,
            }]));
        }
    }
    let query = Query {
        top: MOST_SERIES,
        ..asked
    };
    let answered = answer(&site, edition, query).await?;
    let body = drawn(kind, &answered, series.as_deref())?.into_bytes();
    let file = File {
        name: format!("weighbridge_{slug}.svg"),
        media_type: "image/svg+xml",
        attachment: false,
        sha256: sha256(&body),
        policy: Policy::File,
    };
    Ok(file.answer(&request, || Body::from(body)))
}

/// The series a question names, and the question without it.
fn without_series(question: &str) -> (Option<String>, String) {
    let (mut series, mut rest) = (None, form_urlencoded::Serializer::new(String::new()));
    for (name, value) in form_urlencoded::parse(question.as_bytes()) {
        if name == SERIES {
            series = Some(value.into_owned());
        } else {
            rest.append_pair(&name, &value);
        }
    }
    (series, rest.finish())
}

fn drawn(kind: &BadgeKind, answered: &Answered, series: Option<&str>) -> Result<String, Error> {
    let language = answered.language;
    let say = |key: &str| message(language, key, &[]);
    let told = (kind.tell)(answered, series);
    let (label, value) = told.unwrap_or_else(|| (metric(answered), say("badge-nothing")));
    let fit = |text: &str, weight| truncate(&clean(text), SIZE, weight, LONGEST);
    let (label, value) = (fit(&label, Weight::Regular), fit(&value, Weight::Bold));
    let question = sentence(&answered.query, &answered.edition.dictionary, language);
    let when = when(answered).unwrap_or_default();
    let arguments = [
        ("label", label.as_str()),
        ("value", value.as_str()),
        ("when", when.as_str()),
        ("question", question.trim_end_matches('.')),
    ];
    let title = message(language, "badge-title", &arguments);
    let lengths = [
        width(&label, SIZE, Weight::Regular),
        width(&value, SIZE, Weight::Bold),
    ];
    let [label_width, value_width] = lengths.map(|length| (length + 2.0 * ROOM).ceil());
    let drawing = Drawing {
        title,
        label,
        value,
        label_width: label_width.to_string(),
        value_width: value_width.to_string(),
        label_length: format!("{:.1}", lengths[0]),
        value_length: format!("{:.1}", lengths[1]),
        value_at: (label_width + ROOM).to_string(),
        width: (label_width + value_width).to_string(),
        room: ROOM,
    };
    Ok(drawing.render()?)
}

fn metric(answered: &Answered) -> String {
    localized(&answered.answer.metric.label, answered.language).to_owned()
}

/// The newest complete date, in words.
fn when(answered: &Answered) -> Option<String> {
    let newest = answered.answer.newest_complete()?;
    let day = answered.answer.periods[newest].period.first;
    Some(format::day(day, locale(answered.language)))
}

fn name(answered: &Answered, series: &Series) -> String {
    let dictionary = &answered.edition.dictionary;
    series_label(&answered.answer, series, dictionary, answered.language)
}

/// The share of a series, as a range.
fn share(answered: &Answered, series: Option<&str>) -> Option<(String, String)> {
    let newest = answered.answer.newest_complete()?;
    let of_camps = (answered.query.by == DimensionId::Camp).then_some(OF_CAMPS);
    let series = match series.or(of_camps) {
        Some(id) => answered.answer.series_by_id(id)?,
        None => leader(answered)?,
    };
    let range = series.point(newest)?.share?;
    Some((
        labeled(answered, &name(answered, series)),
        share_figure(&range, answered.language),
    ))
}

/// A name with the metric and the date.
fn labeled(answered: &Answered, name: &str) -> String {
    let (metric, when) = (metric(answered), when(answered).unwrap_or_default());
    let arguments = [
        ("name", name),
        ("metric", metric.as_str()),
        ("when", when.as_str()),
    ];
    message(answered.language, "badge-label", &arguments)
}

/// The known series with the largest share on the newest date.
fn leader(answered: &Answered) -> Option<&Series> {
    let newest = answered.answer.newest_complete()?;
    let share = |series: &Series| Some(series.point(newest)?.share?.share);
    let known = answered.answer.series.iter();
    let known = known.filter(|series| series.kind == SeriesKind::Known && share(series).is_some());
    known.max_by(|a, b| {
        let of = |series| share(series).unwrap_or_default();
        of(a).total_cmp(&of(b))
    })
}

/// Who leads; where the unknown could undo it, who may.
fn lead(answered: &Answered, _: Option<&str>) -> Option<(String, String)> {
    let newest = answered.answer.newest_complete()?;
    let first = leader(answered)?;
    let range = first.point(newest)?.share?;
    let known = answered.answer.series.iter();
    let rivals = known.filter(|series| series.kind == SeriesKind::Known && series.id != first.id);
    let is_sure = rivals
        .filter_map(|series| series.point(newest)?.share)
        .all(|rival| rival.high < range.low);
    let share = share_figure(&range, answered.language);
    let name = name(answered, first);
    let arguments = [("name", name.as_str()), ("share", share.as_str())];
    let key = if is_sure {
        "badge-leads"
    } else {
        "badge-may-lead"
    };
    let breakdown = message(
        answered.language,
        &answered.query.breakdown().name_key(),
        &[],
    );
    Some((
        labeled(answered, &breakdown),
        message(answered.language, key, &arguments),
    ))
}

/// How many models are counted.
fn models(answered: &Answered, _: Option<&str>) -> Option<(String, String)> {
    let newest = answered.answer.newest_complete()?;
    let points = answered.answer.series.iter();
    let models: u32 = points
        .filter_map(|series| series.point(newest))
        .map(|point| point.models)
        .sum();
    let count = format::number(f64::from(models), 0, locale(answered.language));
    Some((
        metric(answered),
        message(answered.language, "badge-count", &[("count", &count)]),
    ))
}

/// When the newest snapshot was captured.
fn updated(answered: &Answered, _: Option<&str>) -> Option<(String, String)> {
    let day = answered.known_at?.date_naive();
    Some((
        metric(answered),
        format::day(day, locale(answered.language)),
    ))
}

/// A badge as pages offer it for copying.
pub(super) struct Sample {
    pub name: String,
    pub address: String,
    pub alternative: String,
    pub markdown: String,
    pub html: String,
}

/// Every kind of badge, with what to write to have it on a page of one's own.
pub(super) fn samples(site: &Site, language: Language) -> Vec<Sample> {
    let sample = |kind: &BadgeKind| {
        let name = message(language, &format!("badge-{}", kind.slug), &[]);
        let address = super::view::asking(&format!("/badge/{}.svg", kind.slug), kind.example);
        let whole = format!("{}{address}", site.base_url());
        let home = site.base_url();
        let alternative = message(language, "badge-alternative", &[("name", &name)]);
        Sample {
            markdown: format!("[![{alternative}]({whole})]({home})"),
            html: format!(
                "<a href=\"{home}\"><img src=\"{}\" alt=\"{alternative}\" height=\"20\"></a>",
                whole.replace('&', "&amp;")
            ),
            name,
            address,
            alternative,
        }
    };
    BADGES.iter().map(sample).collect()
}
