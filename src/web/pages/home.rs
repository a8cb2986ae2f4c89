//! `/`: the answer on one page.

use super::figure::FigureView;
use super::snapshots::{Freshness, freshness};
use super::{Page, html};
use crate::charts::{Kind, locale, share_figure, share_phrase};
use crate::plot::format;
use crate::query::{Answer, DimensionId, Query, SeriesKind, series_label};
use crate::store::snapshots::Snapshot;
use crate::text::{Language, message};
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer};
use crate::web::{Error, places};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    lead: String,
    headlines: Vec<Headline>,
    figure: Option<FigureView>,
    leaders: Vec<Leaders>,
    latest: Vec<Snapshot>,
    freshness: Vec<Freshness>,
    sources: Vec<SourceNote>,
}

/// A headline figure.
struct Headline {
    name: String,
    range: String,
    of: String,
    address: String,
}

/// The first few of a breakdown.
struct Leaders {
    heading: String,
    address: String,
    /// Name, its page, value, share.
    rows: Vec<(String, Option<String>, String, String)>,
}

/// A source with its citation.
struct SourceNote {
    name: String,
    line: String,
}

/// Camps shown as headline figures.
const HEADLINES: [&str; 3] = ["china-open", "west-closed", "unknown"];
/// Breakdowns of which the first few are listed.
const LISTED: [DimensionId; 3] = [
    DimensionId::Organization,
    DimensionId::Country,
    DimensionId::Model,
];
/// How many of them.
const FIRST_FEW: u16 = 5;
/// Snapshots listed.
const LATEST: i64 = 3;

/// The page.
pub(in crate::web) async fn home(State(site): State<Site>) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let camps = answer(&site, edition.clone(), Query::default()).await?;
    let mut leaders = Vec::new();
    for by in LISTED {
        let query = Query {
            by,
            top: FIRST_FEW,
            ..newest_only(&camps)
        };
        let answered = answer(&site, edition.clone(), query).await?;
        leaders.extend(list(&answered, by));
    }
    let share = Kind::of("share").filter(|_| !camps.answer.periods.is_empty());
    let title = message(language, "home-title", &[]);
    let lead = lead(&site, &camps);
    html(&HomePage {
        page: Page::new(&site, language, "/", "", title).described(lead.clone()),
        lead,
        headlines: headlines(&camps),
        figure: share.map(|kind| FigureView::new(&site, &camps, kind, "headline")),
        leaders,
        latest: site.store().list_snapshots(0, LATEST).await?.snapshots,
        freshness: freshness(&site, language),
        sources: sources(&site, language),
    })
}

/// The default question, on the newest date alone.
fn newest_only(camps: &Answered) -> Query {
    let newest = camps
        .answer
        .periods
        .last()
        .map(|totals| totals.period.first);
    Query {
        from: newest,
        to: newest,
        ..Query::default()
    }
}

fn newest(answer: &Answer) -> Option<usize> {
    answer.periods.len().checked_sub(1)
}

/// What the page says first, in words that claim no more than the ranges carry.
fn lead(site: &Site, camps: &Answered) -> String {
    let language = camps.language;
    let share = |id: &str| {
        let at = newest(&camps.answer)?;
        let series = camps.answer.series.iter().find(|series| series.id == id)?;
        let range = series.point(at)?.share?;
        Some(share_phrase(&camps.subject(site), &range))
    };
    let day = newest(&camps.answer)
        .map(|at| format::day(camps.answer.periods[at].period.first, locale(language)));
    match (share("china-open"), share("west-closed"), day) {
        (Some(china), Some(west), Some(day)) => message(
            language,
            "home-lead",
            &[("china", &china), ("west", &west), ("day", &day)],
        ),
        _ => message(language, "home-lead-empty", &[]),
    }
}

fn headlines(camps: &Answered) -> Vec<Headline> {
    let language = camps.language;
    let Some(at) = newest(&camps.answer) else {
        return Vec::new();
    };
    let totals = &camps.answer.periods[at];
    let day = format::day(totals.period.first, locale(language));
    let mut headlines: Vec<Headline> = HEADLINES
        .iter()
        .filter_map(|id| {
            let series = camps.answer.series.iter().find(|series| series.id == *id)?;
            let range = series.point(at)?.share?;
            let of = if series.kind == SeriesKind::Unknown {
                message(language, "headline-unknown", &[("day", &day)])
            } else {
                message(language, "headline-share", &[("day", &day)])
            };
            let name = series_label(&camps.answer, series, &camps.edition.dictionary, language);
            Some(Headline {
                name,
                range: share_figure(&range, language),
                of,
                address: "/charts/share".to_owned(),
            })
        })
        .collect();
    let total = totals.total.to_f64() / 1e12;
    headlines.push(Headline {
        name: message(language, "headline-total", &[]),
        range: message(
            language,
            "headline-trillion",
            &[("number", &format::significant(total, locale(language)))],
        ),
        of: message(language, "headline-total-of", &[("day", &day)]),
        address: "/charts/over-time".to_owned(),
    });
    headlines
}

/// The first few of a breakdown on the newest date.
fn list(answered: &Answered, by: DimensionId) -> Option<Leaders> {
    let (answer, language) = (&answered.answer, answered.language);
    let at = newest(answer)?;
    let rows = answer
        .series
        .iter()
        .filter(|series| series.kind == SeriesKind::Known)
        .filter_map(|series| {
            let point = series.point(at)?;
            let label = series_label(answer, series, &answered.edition.dictionary, language);
            let value = format::significant(point.value.to_f64() / 1e9, locale(language));
            let range = share_figure(&point.share?, language);
            let page = places::of_value(by, &answer.metric.source, &series.id);
            Some((label, page, value, range))
        })
        .collect();
    Some(Leaders {
        heading: message(language, &by.entry().name_key(), &[]),
        address: address(
            "/charts/share",
            &Query {
                by,
                ..Query::default()
            },
        ),
        rows,
    })
}

fn sources(site: &Site, language: Language) -> Vec<SourceNote> {
    let edition = site.edition();
    edition
        .dictionary
        .sources()
        .iter()
        .filter_map(|source| {
            let captured = edition.newest_capture(&source.slug, None)?;
            let citation = source.cite(Some(captured.date_naive()));
            let arguments = [
                ("citation", citation.as_str()),
                ("license", source.data_license.as_str()),
            ];
            let line = message(language, "source-line", &arguments);
            Some(SourceNote {
                name: source.name.clone(),
                line,
            })
        })
        .collect()
}
