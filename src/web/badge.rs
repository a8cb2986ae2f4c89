//! Badges: `/badge/{kind}.svg` is a figure as large as a line of text, for pages of others. It takes
//! the questions of charts, and says in its text alternative what the figure is of, and of when.
//!
//! A kind of badge is a line in [`BADGES`].

use super::Error;
use super::cache::Policy;
use super::data::gives_rows;
use super::file::{File, sha256};
use super::language::{Spoken, in_language};
use super::state::Site;
use super::view::{Answered, MOST_PROBLEMS, answer, asking, short_enough};
use crate::charts::{locale, share_figure};
use crate::plot::format;
use crate::plot::text::{Weight, clean, truncate, width};
use crate::query::{
    Allowed, DimensionId, Fault, MOST_SERIES, Problem, Query, Series, SeriesKind, check_series,
    sentence, series_label,
};
use crate::store::facts::Edition;
use crate::text::{localized, message};
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// What a badge says, before the line and behind it; none where nothing is known.
type Told = Option<(String, String)>;

/// A kind of badge.
struct BadgeKind {
    /// The name in its address.
    slug: &'static str,
    /// Message key of its name.
    name_key: &'static str,
    /// A question to show it by.
    example: &'static str,
    /// Whether that is a figure of the source, which its terms may keep on this site.
    tells_figures: bool,
    /// What it says of an answer, and of the series that is named.
    tell: fn(&Answered, Option<&str>) -> Told,
}

/// Every kind.
static BADGES: [BadgeKind; 4] = [
    BadgeKind {
        slug: "share",
        name_key: "badge-share",
        example: "by=country&series=CN",
        tells_figures: true,
        tell: share,
    },
    BadgeKind {
        slug: "lead",
        name_key: "badge-lead",
        example: "by=organization",
        tells_figures: true,
        tell: lead,
    },
    BadgeKind {
        slug: "models",
        name_key: "badge-models",
        example: "weights=open",
        tells_figures: true,
        tell: models,
    },
    BadgeKind {
        slug: "updated",
        name_key: "badge-updated",
        example: "",
        tells_figures: false,
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
const LONGEST: f64 = 480.0;

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
    let question = question.unwrap_or_default();
    short_enough(&question)?;
    let edition = site.edition();
    let (asked, series) = read(&edition, &question).map_err(Error::BadQuery)?;
    // The same address is the same bytes for everybody, whatever the browser prefers.
    let spoken = Spoken {
        language: asked.lang.unwrap_or_default(),
        asked: asked.lang,
    };
    let site = site.in_language(spoken);
    let query = Query {
        top: MOST_SERIES,
        ..asked
    };
    let answered = answer(&site, edition, query).await?;
    let told = if kind.tells_figures && !gives_rows(&site, &answered.answer.metric.source) {
        Some((metric(&answered), answered.say("badge-withheld")))
    } else {
        (kind.tell)(&answered, series.as_deref())
    };
    let body = drawn(&answered, told)?.into_bytes();
    let file = File {
        name: format!("weighbridge_{slug}.svg"),
        media_type: "image/svg+xml",
        attachment: false,
        sha256: sha256(&body),
        policy: Policy::File,
    };
    let mut response = file.answer(&request, || Body::from(body));
    let word = HeaderValue::from_static(spoken.language.word());
    response
        .headers_mut()
        .insert(header::CONTENT_LANGUAGE, word);
    Ok(response)
}

/// The question of a badge, and the series it names.
fn read(edition: &Edition, question: &str) -> Result<(Query, Option<String>), Vec<Problem>> {
    let (mut named, mut rest) = (Vec::new(), form_urlencoded::Serializer::new(String::new()));
    for (name, value) in form_urlencoded::parse(question.as_bytes()) {
        match value.trim() {
            "" if name == SERIES => {}
            series if name == SERIES => named.push(series.to_owned()),
            _ => {
                rest.append_pair(&name, &value);
            }
        }
    }
    let (dictionary, mut problems) = (&edition.dictionary, Vec::new());
    let query = Query::parse_address(&rest.finish(), dictionary);
    let query = query.unwrap_or_else(|wrong| {
        // Other problems say which parameters charts have.
        problems.extend(wrong);
        Query::default()
    });
    if let [first, .., other] = named.as_slice()
        && first != other
    {
        problems.push(Problem {
            parameter: SERIES.to_owned(),
            value: other.clone(),
            what: Fault::GivenTwice,
            allowed: Allowed::Said("allowed-one-value", vec![("value", first.clone())]),
            suggestion: None,
        });
    }
    let series = named.into_iter().next();
    if problems.is_empty()
        && let Some(series) = &series
    {
        let checked = check_series(SERIES, series, query.breakdown(), dictionary);
        problems.extend(checked.err());
    }
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() {
        Ok((query, series))
    } else {
        Err(problems)
    }
}

/// The picture of what is told; of nothing, it says so.
fn drawn(answered: &Answered, told: Told) -> Result<String, Error> {
    let language = answered.language;
    let nothing = || (metric(answered), answered.say("badge-nothing"));
    let (label, value) = told.unwrap_or_else(nothing);
    let fit = |text: &str, weight| truncate(&clean(text), SIZE, weight, LONGEST);
    let question = sentence(&answered.query, &answered.edition.dictionary, language);
    let arguments = [
        ("label", label.as_str()),
        ("value", value.as_str()),
        ("question", question.trim_end_matches('.')),
    ];
    let title = clean(&message(language, "badge-title", &arguments));
    let (label, value) = (fit(&label, Weight::Regular), fit(&value, Weight::Bold));
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
fn share(answered: &Answered, series: Option<&str>) -> Told {
    let newest = answered.answer.newest_complete()?;
    let of_camps = (answered.query.by == DimensionId::Camp).then_some(OF_CAMPS);
    let series = match series.or(of_camps) {
        Some(id) => answered.answer.series_by_id(id)?,
        None => leader(answered)?,
    };
    let range = series.point(newest)?.share?;
    Some((
        labeled(
            answered,
            "badge-label",
            &[("name", &name(answered, series))],
        ),
        share_figure(&range, answered.language),
    ))
}

/// What is told, with the metric and the date.
fn labeled(answered: &Answered, key: &str, arguments: &[(&'static str, &str)]) -> String {
    let (metric, when) = (metric(answered), when(answered).unwrap_or_default());
    let of_what = [("metric", metric.as_str()), ("when", when.as_str())];
    let all: Vec<_> = of_what.iter().chain(arguments).copied().collect();
    message(answered.language, key, &all)
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
fn lead(answered: &Answered, _: Option<&str>) -> Told {
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
        labeled(answered, "badge-label", &[("name", &breakdown)]),
        message(answered.language, key, &arguments),
    ))
}

/// How many models are counted.
fn models(answered: &Answered, _: Option<&str>) -> Told {
    let newest = answered.answer.newest_complete()?;
    let points = answered.answer.series.iter();
    let models: u32 = points
        .filter_map(|series| series.point(newest))
        .map(|point| point.models)
        .sum();
    let count = format::number(f64::from(models), 0, locale(answered.language));
    Some((
        labeled(answered, "badge-of", &[]),
        message(answered.language, "badge-count", &[("count", &count)]),
    ))
}

/// When the newest snapshot was captured.
fn updated(answered: &Answered, _: Option<&str>) -> Told {
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
pub(super) fn samples(site: &Site) -> Vec<Sample> {
    let language = site.language();
    let sample = |kind: &BadgeKind| {
        let name = message(language, kind.name_key, &[]);
        let address = asking(&format!("/badge/{}.svg", kind.slug), kind.example);
        let address = match language.if_not_default() {
            Some(language) => in_language(&address, language),
            None => address,
        };
        let whole = format!("{}{address}", site.base_url());
        // What it is a figure of, to look closer.
        let question = if kind.tells_figures { kind.example } else { "" };
        let view = without_series(question);
        let view = format!("{}{}", site.base_url(), asking("/charts/share", &view));
        let alternative = message(language, "badge-alternative", &[("name", &name)]);
        Sample {
            markdown: format!("[![{alternative}]({whole})]({view})"),
            html: format!(
                "<a href=\"{}\"><img src=\"{}\" alt=\"{alternative}\" height=\"20\"></a>",
                view.replace('&', "&amp;"),
                whole.replace('&', "&amp;")
            ),
            name,
            address,
            alternative,
        }
    };
    BADGES.iter().map(sample).collect()
}

/// A question without the series, which only badges know.
fn without_series(question: &str) -> String {
    let pairs = form_urlencoded::parse(question.as_bytes()).filter(|(name, _)| name != SERIES);
    let mut rest = form_urlencoded::Serializer::new(String::new());
    rest.extend_pairs(pairs).finish()
}

impl Answered {
    fn say(&self, key: &str) -> String {
        message(self.language, key, &[])
    }
}
