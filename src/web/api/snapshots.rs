//! `/api/v1/snapshots`: what has come in, newest capture first, a page at a time.

use super::about::{Attribution, Links, Paths, of};
use super::answer::{json, page};
use super::parameters::{Accepts, NOTHING, Own, Takes};
use crate::store::snapshots;
use crate::web::Error;
use crate::web::data::gives_rows;
use crate::web::state::Site;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/snapshots";

/// What the list takes.
pub(super) const ACCEPTS: Accepts = Accepts {
    own: &[
        Own {
            key: "source",
            takes: Takes::Sources,
        },
        Own {
            key: "limit",
            takes: Takes::Limit,
        },
        Own {
            key: "after",
            takes: Takes::Cursor {
                pattern: "^[0-9]{1,16}-[0-9]{1,18}$",
                longest: 35,
                is_one: |text| place(text).is_some(),
            },
        },
    ],
    key: |_| false,
};

#[derive(Serialize, ToSchema)]
struct Snapshot {
    id: i64,
    source: String,
    metrics: Vec<String>,
    captured_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    origin: String,
    sha256: String,
    bytes: i64,
    rows: i64,
    inserted: i64,
    restated: i64,
    unchanged: i64,
    first_observed_on: NaiveDate,
    last_observed_on: NaiveDate,
    retracted: Option<Retraction>,
    links: Links,
}

#[derive(Serialize, ToSchema)]
struct Retraction {
    at: DateTime<Utc>,
    why: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Snapshots {
    items: Vec<Snapshot>,
    next: Option<String>,
    links: Links,
    attribution: Vec<Attribution>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SnapshotDetail {
    #[serde(flatten)]
    snapshot: Snapshot,
    attribution: Vec<Attribution>,
}

/// A place in the list: the moment of a capture, to the microsecond, and a number.
fn place(text: &str) -> Option<(DateTime<Utc>, i64)> {
    let (moment, number) = text.split_once('-')?;
    let is_number = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(moment, 16) || !is_number(number, 18) {
        return None;
    }
    let moment = DateTime::from_timestamp_micros(moment.parse().ok()?)?;
    Some((moment, number.parse().ok()?))
}

fn item(site: &Site, row: snapshots::Snapshot) -> Snapshot {
    let id = row.id;
    let links = Paths {
        this: format!("{PATH}/{id}"),
        html: format!("/snapshots/{id}"),
        definition: "/methods#words",
        csv: gives_rows(site, &row.source).then(|| format!("/snapshots/{id}.csv")),
    };
    Snapshot {
        id,
        sha256: row.sha256_hex(),
        source: row.source,
        metrics: row.metrics,
        captured_at: row.captured_at,
        received_at: row.received_at,
        origin: row.origin,
        bytes: row.content_bytes,
        rows: row.rows,
        inserted: row.inserted,
        restated: row.restated,
        unchanged: row.unchanged,
        first_observed_on: row.first_observed_on,
        last_observed_on: row.last_observed_on,
        retracted: row.retracted.map(|retraction| Retraction {
            at: retraction.at,
            why: retraction.why,
        }),
        links: links.links(site),
    }
}

/// A page of snapshots, newest capture first.
#[utoipa::path(get, path = "/api/v1/snapshots", tag = "snapshots",
    responses((status = 200, body = Snapshots)))]
pub(super) async fn list_snapshots(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let given = ACCEPTS.read(question.as_deref(), &edition.dictionary)?;
    let (limit, sources) = (given.limit(), given.sources());
    let behind = given.own("after").and_then(place);
    // One more tells whether there are more.
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let store = site.store();
    let mut rows = store
        .snapshots_behind(behind, sources.as_deref(), most)
        .await?;
    let is_last = rows.len() <= limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| !is_last).map(|last| {
        let after = format!("{}-{}", last.captured_at.timestamp_micros(), last.id);
        format!("{}{}", site.base_url(), given.behind(PATH, Some(&after)))
    });
    let links = Paths {
        this: given.address(PATH),
        html: "/snapshots".to_owned(),
        definition: "/methods#words",
        csv: None,
    };
    let attribution = of(&site, &edition, rows.iter().map(|row| row.source.as_str()));
    let body = Snapshots {
        items: rows.into_iter().map(|row| item(&site, row)).collect(),
        next: next.clone(),
        links: links.links(&site),
        attribution,
    };
    page(&request, &body, next.as_deref())
}

/// One snapshot.
#[utoipa::path(get, path = "/api/v1/snapshots/{id}", tag = "snapshots",
    responses((status = 200, body = SnapshotDetail)))]
pub(super) async fn get_snapshot(
    State(site): State<Site>,
    Path(id): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    NOTHING.read(question.as_deref(), &edition.dictionary)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let row = site.store().snapshot(id).await?.ok_or(Error::NotFound)?;
    let body = SnapshotDetail {
        attribution: of(&site, &edition, [row.source.as_str()]),
        snapshot: item(&site, row),
    };
    json(&request, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_moment_and_a_number() {
        let (moment, number) = place("1759881600000001-12").unwrap();
        assert_eq!(moment.to_rfc3339(), "2025-10-08T00:00:00.000001+00:00");
        assert_eq!(number, 12);
        for other in [
            "",
            "-",
            "1-",
            "-1",
            "+1-1",
            "1-1-1",
            "1-1234567890123456789",
        ] {
            assert_eq!(place(other), None, "{other}");
        }
        // Whatever looks like a place is one.
        assert!(place("9999999999999999-999999999999999999").is_some());
    }
}
