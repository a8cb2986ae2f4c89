//! Feeds: `/feed.atom` tells of new snapshots, `/charts/{kind}.atom?...` of the snapshots that
//! changed the newest numbers of a view. Any question can be followed by its address.

use super::Error;
use super::cache::Policy;
use super::data::{gives_rows, made};
use super::file::{File, sha256};
use super::state::Site;
use super::view::{Answered, address, answer, read_query};
use crate::charts::{Kind, locale, share_figure};
use crate::export::{Feed, FeedEntry};
use crate::plot::format;
use crate::query::{Query, Row, rows, sentence};
use crate::store::snapshots::Snapshot;
use crate::text::{Language, message};
use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use std::collections::HashMap;
use tokio::sync::Semaphore;

/// Snapshots told of.
const MOST_SNAPSHOTS: i64 = 50;
/// Captures of a source that a view's feed looks back at.
const MOST_CAPTURES: usize = 10;
/// Feeds of views worked out at once: each is the answers of so many moments.
static AT_WORK: Semaphore = Semaphore::const_new(2);

/// What a snapshot brought.
#[derive(Template)]
#[template(path = "feed-snapshot.html")]
struct SnapshotContent {
    lines: Vec<String>,
    hash: String,
}

/// The newest numbers of a view, with those before.
#[derive(Template)]
#[template(path = "feed-view.html")]
struct ViewContent {
    subtitle: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    source: String,
}

/// `/feed.atom`.
pub(super) async fn snapshots(
    State(site): State<Site>,
    request: HeaderMap,
) -> Result<Response, Error> {
    let language = Language::default();
    let page = site.store().list_snapshots(0, MOST_SNAPSHOTS).await?;
    let entries = page
        .snapshots
        .iter()
        .map(|it| snapshot(&site, it, language));
    let say = |key: &str| message(language, key, &[]);
    let feed = Feed {
        address: format!("{}/feed.atom", site.base_url()),
        page: format!("{}/snapshots", site.base_url()),
        title: say("feed-snapshots"),
        subtitle: say("feed-snapshots-words"),
        rights: String::new(),
        language,
        entries: entries.collect::<Result<_, _>>()?,
    };
    given(&feed, "weighbridge_snapshots", &request)
}

/// The entry of a snapshot.
fn snapshot(site: &Site, snapshot: &Snapshot, language: Language) -> Result<FeedEntry, Error> {
    let locale = locale(language);
    let count = |number: i64| format::number(number as f64, 0, locale);
    let source = site.catalog().source(&snapshot.source);
    let name = source.map_or(snapshot.source.as_str(), |source| &source.name);
    let say = |key: &str, arguments: &[(&'static str, &str)]| message(language, key, arguments);
    let day = format::day(snapshot.captured_at.date_naive(), locale);
    let (id, inserted) = (snapshot.id.to_string(), count(snapshot.inserted));
    let (restated, unchanged) = (count(snapshot.restated), count(snapshot.unchanged));
    let arguments = [
        ("source", name),
        ("day", day.as_str()),
        ("id", id.as_str()),
        ("inserted", inserted.as_str()),
        ("restated", restated.as_str()),
        ("unchanged", unchanged.as_str()),
    ];
    let mut lines = vec![say("feed-snapshot-words", &arguments)];
    let mut updated = snapshot.captured_at;
    if let Some(retraction) = &snapshot.retracted {
        updated = updated.max(retraction.at);
        lines.insert(0, say("feed-retracted", &[("why", &retraction.why)]));
    }
    lines.extend(source.map(|source| source.cite(Some(snapshot.captured_at.date_naive()))));
    let key = match snapshot.retracted {
        Some(_) => "feed-snapshot-retracted",
        None => "feed-snapshot",
    };
    let content = SnapshotContent {
        lines,
        hash: snapshot.sha256_hex(),
    };
    Ok(FeedEntry {
        address: format!("{}/snapshots/{}", site.base_url(), snapshot.id),
        title: say(key, &arguments),
        updated,
        content: content.render()?,
    })
}

/// The feed of a view.
pub(super) async fn view(
    site: &Site,
    kind: &'static Kind,
    question: &str,
    request: &HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let query = read_query(&edition, question)?;
    let metric = edition.dictionary.metric(&query.metric).cloned();
    let metric = metric.ok_or(Error::NotFound)?;
    let captures = edition.captures(&metric.source);
    let known = captures.partition_point(|at| query.as_of.is_none_or(|end| *at <= end));
    // One more, to tell what the oldest of them changed.
    let first = known.saturating_sub(MOST_CAPTURES + 1);
    let moments = captures[first..known].to_vec();
    let Ok(_turn) = AT_WORK.acquire().await else {
        return Err(Error::Busy);
    };
    let mut vintages = Vec::with_capacity(moments.len());
    for moment in moments {
        let asked = Query {
            as_of: Some(moment),
            ..query.clone()
        };
        vintages.push(answer(site, site.edition(), kind.asked(&asked)).await?);
    }
    let language = query.lang.unwrap_or_default();
    let path = format!("/charts/{}", kind.slug);
    let source = edition.dictionary.source(&metric.source);
    let rights = source.map(|source| {
        let as_of = vintages.last().and_then(|newest| newest.known_at);
        let citation = source.cite(as_of.map(|at| at.date_naive()));
        let license = [
            ("citation", citation.as_str()),
            ("license", source.data_license.as_str()),
        ];
        message(language, "source-line", &license)
    });
    let (base, title) = (
        site.base_url().to_owned(),
        sentence(&kind.asked(&query), &edition.dictionary, language),
    );
    let mut feed = Feed {
        address: format!(
            "{base}{}",
            address(&format!("{path}.{}", Feed::EXTENSION), &query)
        ),
        page: format!("{base}{}", address(&path, &query)),
        title: title.trim_end_matches('.').to_owned(),
        subtitle: message(language, "feed-view-words", &[]),
        rights: rights.unwrap_or_default(),
        language,
        entries: Vec::new(),
    };
    let site = site.clone();
    let is_whole = first == 0;
    let feed = made(move || {
        feed.entries = changes(&site, kind, &query, &vintages, is_whole)?;
        Ok(feed)
    });
    given(&feed.await?, &format!("weighbridge_{}", kind.slug), request)
}

/// An entry for each moment at which the newest numbers became others, newest first. What the first
/// of the moments changed can only be told where there was none before.
fn changes(
    site: &Site,
    kind: &'static Kind,
    query: &Query,
    vintages: &[Answered],
    is_whole: bool,
) -> Result<Vec<FeedEntry>, Error> {
    let mut entries = Vec::new();
    let mut before: Vec<Row<'_>> = Vec::new();
    for (place, vintage) in vintages.iter().enumerate() {
        let now = newest(vintage);
        let is_told = place > 0 || is_whole;
        if is_told && now != before && !now.is_empty() {
            entries.push(change(site, kind, query, vintage, &now, &before)?);
        }
        before = now;
    }
    entries.reverse();
    Ok(entries)
}

/// The numbers of the newest complete date.
fn newest(vintage: &Answered) -> Vec<Row<'_>> {
    let Some(last) = vintage.answer.newest_complete() else {
        return Vec::new();
    };
    let day = vintage.answer.periods[last].period.first;
    let all = rows(
        &vintage.answer,
        &vintage.edition.dictionary,
        vintage.language,
    );
    all.filter(|row| row.observed_on == day).collect()
}

fn change(
    site: &Site,
    kind: &'static Kind,
    query: &Query,
    vintage: &Answered,
    now: &[Row<'_>],
    before: &[Row<'_>],
) -> Result<FeedEntry, Error> {
    let language = vintage.language;
    let moment = vintage.query.as_of;
    // As it was asked, without what the kind of chart made of it.
    let asked = Query {
        as_of: moment,
        ..query.clone()
    };
    let caption = vintage.figure(site, kind).caption;
    let say = |key: &str| message(language, key, &[]);
    let known: HashMap<&str, &Row<'_>> = before.iter().map(|row| (row.series, row)).collect();
    let day_of = |rows: &[Row<'_>]| {
        let day = rows.first().map(|row| row.observed_on);
        day.map(|day| format::day(day, locale(language)))
    };
    let mut heads = vec![say(&format!("dimension-{}", vintage.query.breakdown().key))];
    heads.extend(day_of(now));
    heads.extend(day_of(before));
    let in_words = |row: &Row<'_>| words(row, language);
    let rows = now.iter().map(|row| {
        let mut cells = vec![row.label.clone(), in_words(row)];
        if !before.is_empty() {
            let earlier = known.get(row.series).map(|row| in_words(row));
            cells.push(earlier.unwrap_or_else(|| say("numbers-not-observed")));
        }
        cells
    });
    let content = ViewContent {
        subtitle: caption.subtitle,
        // Rows are rows, also in a feed.
        rows: if gives_rows(site, &vintage.answer.metric.source) {
            rows.collect()
        } else {
            Vec::new()
        },
        heads,
        source: caption.source,
    };
    let path = format!("/charts/{}", kind.slug);
    Ok(FeedEntry {
        address: format!("{}{}", site.base_url(), address(&path, &asked)),
        title: caption.title,
        updated: moment.unwrap_or_default(),
        content: content.render()?,
    })
}

/// A share as it is known, else the value.
fn words(row: &Row<'_>, language: Language) -> String {
    let (value, locale) = (row.value.to_f64(), locale(language));
    let decimals = usize::from(value.fract() != 0.0);
    let amount = format::number(value, decimals, locale);
    match row.range() {
        Some(range) => {
            let share = share_figure(&range, language);
            message(
                language,
                "feed-share",
                &[("share", &share), ("value", &amount)],
            )
        }
        None => amount,
    }
}

fn given(feed: &Feed, stem: &str, request: &HeaderMap) -> Result<Response, Error> {
    let body = feed.atom()?;
    let file = File {
        name: format!("{stem}.{}", Feed::EXTENSION),
        media_type: Feed::MEDIA_TYPE,
        attachment: false,
        sha256: sha256(&body),
        policy: Policy::File,
    };
    Ok(file.answer(request, || Body::from(body)))
}
