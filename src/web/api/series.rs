//! `/api/v1/series`: any view of the charts as rows, with the question, the metric and the terms.

use super::about::{Attribution, of};
use super::answer::json;
use super::metrics::{self, Metric};
use super::parameters::{Accepts, Given, Own, Takes};
use crate::charts::{Column, Kind};
use crate::export::{Record, json_rows, table_schema_type};
use crate::query::{keys, sentence};
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::data::made;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer, asking};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const PATH: &str = "/api/v1/series";
/// The kind of chart whose rows are given when an address names none.
pub(super) const DEFAULT_KIND: &str = "share";

/// What an address takes: a kind of chart, and whatever a chart does.
pub(super) const ACCEPTS: Accepts = Accepts {
    own: &[Own {
        key: "kind",
        takes: Takes::Kind,
    }],
    key: |_| true,
};

#[derive(Serialize, ToSchema)]
pub(super) struct Series {
    kind: String,
    title: String,
    sentence: String,
    query: BTreeMap<String, String>,
    metric: Metric,
    as_of: Option<NaiveDate>,
    generated_at: Option<DateTime<Utc>>,
    citation: String,
    notes: String,
    columns: Vec<ColumnNote>,
    // Their columns are those of the kind; the document is told by its table.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Record>,
    links: SeriesLinks,
    attribution: Vec<Attribution>,
}

/// What a column of the rows is.
#[derive(Serialize, ToSchema)]
struct ColumnNote {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    may_be_empty: bool,
    meaning: String,
}

/// Where the view is to be found in other forms, and where it stays as it is.
#[derive(Serialize, ToSchema)]
struct SeriesLinks {
    #[serde(rename = "self")]
    this: String,
    html: String,
    definition: String,
    csv: String,
    metadata: String,
    permalink: Option<String>,
}

/// The rows of a view.
#[utoipa::path(get, path = "/api/v1/series", tag = "series",
    responses((status = 200, body = Series)))]
pub(super) async fn get_series(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let edition = site.edition();
    let given = ACCEPTS.read(question.as_deref(), &edition.dictionary)?;
    let kind = given.own("kind").unwrap_or(DEFAULT_KIND);
    let kind = Kind::of(kind).ok_or(Error::NotFound)?;
    let answered = answer(&site, edition, kind.asked(&given.query)).await?;
    let body = made(move || series(&site, kind, &given, &answered)).await?;
    json(&request, &body)
}

fn series(
    site: &Site,
    kind: &'static Kind,
    given: &Given,
    answered: &Answered,
) -> Result<Series, Error> {
    let (query, edition) = (&answered.query, &answered.edition);
    let whole = |path: String| format!("{}{path}", site.base_url());
    let path = format!("/charts/{}", kind.slug);
    let figure = answered.figure(site, kind);
    // What was asked, not what the kind of chart made of it.
    let asked = whole(address(&path, &given.query));
    let permalink = answered.permalink(&whole(path.clone()));
    let view = answered.view(site, kind, &figure, &asked, permalink.as_deref());
    let spelled = keys().filter_map(|key| Some((key.name().to_owned(), key.spell(query)?)));
    let metric = &answered.answer.metric;
    let permalink = answered.pinned().map(|pinned| {
        let kind = given.own("kind").map(|kind| format!("kind={kind}"));
        let parts: Vec<String> = kind.into_iter().chain([pinned.canonical()]).collect();
        whole(asking(PATH, &parts.join("&")))
    });
    Ok(Series {
        kind: kind.slug.to_owned(),
        title: figure.caption.title.clone(),
        sentence: sentence(query, &edition.dictionary, Language::default()),
        query: spelled.collect(),
        metric: metrics::item(site, edition, metric),
        as_of: answered.known_at.map(|at| at.date_naive()),
        generated_at: answered.known_at,
        citation: figure.caption.source.clone(),
        notes: figure.caption.note.clone(),
        columns: kind.columns.iter().map(column).collect(),
        rows: json_rows(&view)?,
        links: SeriesLinks {
            this: whole(given.address(PATH)),
            definition: whole(format!("/methods#{}", metric.slug)),
            csv: whole(address(&format!("{path}.csv"), &given.query)),
            metadata: whole(address(&format!("{path}.metadata.json"), &given.query)),
            html: asked.clone(),
            permalink,
        },
        attribution: of(site, edition, [metric.source.as_str()]),
    })
}

fn column(column: &Column) -> ColumnNote {
    ColumnNote {
        name: column.name.to_owned(),
        kind: table_schema_type(column.form, false).to_owned(),
        may_be_empty: column.may_be_empty,
        meaning: message(Language::default(), &column.meaning_key(), &[]),
    }
}
