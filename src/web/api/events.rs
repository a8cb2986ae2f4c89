//! `/api/v1/events`: dated events that charts mark: releases, licenses, policies, and changes of
//! what is measured.

use super::about::{Attribution, Links, Paths, Text, of};
use super::answer::json;
use super::parameters::Accepts;
use crate::domain::catalog;
use crate::query::{DEFAULT_METRIC, Query};
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::address;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/events";
/// Days before and after an event that its chart shows.
const AROUND: Days = Days::new(30);

/// What the list takes.
pub(super) const ACCEPTS: Accepts = Accepts {
    own: &[],
    key: |key| ["from", "to"].contains(&key.name()),
};

#[derive(Serialize, ToSchema)]
struct Event {
    date: NaiveDate,
    title: Text,
    short: Text,
    kind: String,
    source: Option<String>,
    about: Option<String>,
    #[schema(minimum = 1, maximum = 3)]
    importance: u8,
    basis: String,
    links: Links,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Events {
    items: Vec<Event>,
    links: Links,
    attribution: Vec<Attribution>,
}

fn item(site: &Site, row: &catalog::Event) -> Event {
    // Where it is marked: on a metric of the source it is about, or on the one of the headline.
    let metrics = site.catalog().metrics.iter();
    let mut of_source = metrics.filter(|metric| row.scope.as_ref() == Some(&metric.source));
    let around = Query {
        metric: of_source
            .next()
            .map_or(DEFAULT_METRIC, |metric| metric.slug.as_str())
            .to_owned(),
        from: row.date.checked_sub_days(AROUND),
        to: row.date.checked_add_days(AROUND),
        ..Query::default()
    };
    let day = Query {
        from: Some(row.date),
        to: Some(row.date),
        ..Query::default()
    };
    let links = Paths {
        this: address(PATH, &day),
        html: address("/charts/over-time", &around),
        definition: "/data/events.csv",
        csv: Some(address("/charts/over-time.csv", &around)),
    };
    Event {
        date: row.date,
        title: Text::from(&row.title),
        short: Text::from(&row.short),
        kind: row.kind.clone(),
        source: row.scope.clone(),
        about: row.about.clone(),
        importance: row.importance,
        basis: row.source.clone(),
        links: links.links(site),
    }
}

/// The events of a time, by date.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    responses((status = 200, body = Events)))]
pub(super) async fn list_events(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let given = ACCEPTS.read(question.as_deref(), &edition.dictionary)?;
    let (from, to) = (given.query.from, given.query.to);
    let events = site.catalog().events.iter();
    let mut events: Vec<&catalog::Event> = events
        .filter(|row| from.is_none_or(|from| from <= row.date))
        .filter(|row| to.is_none_or(|to| row.date <= to))
        .collect();
    events.sort_by_key(|row| (row.date, row.importance));
    let links = Paths {
        this: given.address(PATH),
        html: "/charts/over-time".to_owned(),
        definition: "/methods",
        csv: Some("/data/events.csv".to_owned()),
    };
    let body = Events {
        items: events.into_iter().map(|row| item(&site, row)).collect(),
        links: links.links(&site),
        attribution: of(&site, &edition, []),
    };
    json(&request, &body)
}
