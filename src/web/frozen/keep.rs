//! Freezing a view: its page and its files are made as they were known at the end of a day, and
//! kept together or not at all. `POST /s` is what the form below a page sends; `POST` to the
//! address that a view is to have does the same.

use super::{FileMark, Freeze, address, day_of, end_of, live, parts};
use crate::charts::Kind;
use crate::export::{FORMATS, Group, file_stem};
use crate::query::{Allowed, Fault, Problem};
use crate::store::frozen::{Freezing, FrozenFile, FrozenView, Spot};
use crate::web::data::{PATIENCE, made};
use crate::web::state::Site;
use crate::web::view::{answer, asking, read_query};
use crate::web::{Error, assets, routes};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{Request, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// The field with the address of the view.
pub(super) const VIEW: &str = "view";
/// The field with the day.
const DAY: &str = "day";

/// Views frozen at once: each makes a dozen files.
static AT_WORK: Semaphore = Semaphore::const_new(1);
/// How often making a view is begun anew when the data changes under it.
const ATTEMPTS: usize = 3;

/// `POST /s`: freezes the view that a form names, at the end of the day it names or of yesterday.
pub(in crate::web) async fn from_form(
    State(site): State<Site>,
    form: Bytes,
) -> Result<Response, Error> {
    let (mut view, mut day) = (String::new(), String::new());
    let mut problems = Vec::new();
    for (name, value) in form_urlencoded::parse(&form) {
        match &*name {
            VIEW => view = value.trim().to_owned(),
            DAY => day = value.trim().to_owned(),
            _ => problems.push(Problem {
                parameter: name.into_owned(),
                value: String::new(),
                what: Fault::UnknownParameter,
                allowed: Allowed::OneOf([VIEW, DAY].map(str::to_owned).into()),
                suggestion: None,
            }),
        }
    }
    if !problems.is_empty() {
        return Err(Error::BadQuery(problems));
    }
    // Readers may paste a whole address.
    let view = view.strip_prefix(site.base_url()).unwrap_or(&view);
    let view = view.split('#').next().unwrap_or_default();
    let (path, question) = view.split_once('?').unwrap_or((view, ""));
    freeze(&site, &day, path, question).await
}

/// `POST /s/{day}/...`: freezes the view that is to be found there.
pub(in crate::web) async fn here(
    State(site): State<Site>,
    address: Uri,
) -> Result<Response, Error> {
    let (day, path) = parts(&address)?;
    let question = address.query().unwrap_or_default();
    freeze(&site, &day.to_string(), path, question).await
}

/// The day that is meant, if it is over and anything was known by its end.
fn ended_day(site: &Site, text: &str, today: NaiveDate) -> Result<NaiveDate, Error> {
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let refuse = |key: &'static str, day: Option<NaiveDate>| {
        let day = day.map(|day| ("day", day.to_string()));
        Error::BadQuery(vec![Problem {
            parameter: DAY.to_owned(),
            value: text.to_owned(),
            what: Fault::UnknownValue,
            allowed: Allowed::Said(key, day.into_iter().collect()),
            suggestion: None,
        }])
    };
    let day = match text {
        "" => yesterday,
        text => day_of(text).ok_or_else(|| refuse("allowed-day", Some(yesterday)))?,
    };
    if day > yesterday {
        return Err(refuse("allowed-day-over", Some(yesterday)));
    }
    let edition = site.edition();
    let sources = edition.dictionary.sources().iter();
    let first = sources.filter_map(|source| edition.first_capture(&source.slug));
    let first = first.min().map(|at| at.date_naive());
    match first {
        Some(first) if first <= day => Ok(day),
        Some(first) => Err(refuse("allowed-day-from", Some(first))),
        None => Err(refuse("allowed-no-day", None)),
    }
}

async fn freeze(site: &Site, day: &str, path: &str, question: &str) -> Result<Response, Error> {
    let now = Utc::now();
    let day = ended_day(site, day, now.date_naive())?;
    let spot = live::spot(&site.edition(), day, path, question)?;
    let there = Redirect::to(&address(&spot)).into_response();
    // What was frozen stays as it is, and asking again costs nothing.
    if site.store().frozen_view(&spot).await?.is_some() {
        return Ok(there);
    }
    check_budget(site, now).await?;
    let turn = tokio::time::timeout(PATIENCE, AT_WORK.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(Error::Busy);
    };
    if site.store().frozen_view(&spot).await?.is_some() {
        return Ok(there);
    }
    match view(site, spot, now).await? {
        Ok(freezing) => {
            site.store().freeze(freezing).await?;
            Ok(there)
        }
        Err(refusal) => Ok(refusal),
    }
}

/// Whether more may be frozen today.
async fn check_budget(site: &Site, now: DateTime<Utc>) -> Result<(), Error> {
    let allowed = site.allowance();
    if allowed.views_a_day == 0 {
        return Err(Error::Refused(
            StatusCode::FORBIDDEN,
            "error-freezing-off",
            None,
        ));
    }
    let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    let spent = site.store().frozen_since(midnight).await?;
    let is_spent = spent.views >= i64::from(allowed.views_a_day)
        || spent.bytes.unsigned_abs() >= allowed.bytes_a_day;
    if is_spent {
        let left = end_of(now.date_naive()) - now;
        let seconds = left.num_seconds().unsigned_abs() + 1;
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Err(Error::Refused(
            status,
            "error-freezing-spent",
            Some(seconds),
        ));
    }
    Ok(())
}

/// A view with its files, all of one version of the data; or what the page answers instead of
/// itself.
async fn view(
    site: &Site,
    spot: Spot,
    now: DateTime<Utc>,
) -> Result<Result<Freezing, Response>, Error> {
    for _ in 0..ATTEMPTS {
        let past = site.as_of_the_end(spot.clone(), now).await?;
        let Some(freeze) = past.freeze() else {
            break;
        };
        let version = past.edition().version;
        let (mut files, source) = files(&past, freeze).await?;
        let marks = files.iter().map(FileMark::of).collect();
        let _ = freeze.files.set(marks);
        let page = match page(&past, &spot).await? {
            Ok(page) => page,
            Err(refusal) => return Ok(Err(refusal)),
        };
        files.push(page);
        if past.edition().version != version {
            continue;
        }
        let bytes: usize = files.iter().map(|file| file.body.len()).sum();
        if bytes > site.allowance().bytes_of_a_view {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Err(Error::Refused(status, "error-view-too-large", None));
        }
        let assets = assets::all();
        return Ok(Ok(Freezing {
            view: FrozenView {
                spot: spot.clone(),
                title: freeze.title.get().cloned().unwrap_or_default(),
                kept_at: now,
                data_version: version,
            },
            source,
            files,
            assets: assets.map(|(name, text)| (name, text.to_owned())).into(),
        }));
    }
    Err(Error::Busy)
}

/// The page, from the same code that serves it live.
async fn page(past: &Site, spot: &Spot) -> Result<Result<FrozenFile, Response>, Error> {
    let request = Request::get(asking(&spot.path, &spot.question))
        .body(Body::empty())
        .map_err(|error| Error::Internal(format!("an address to freeze: {error}")))?;
    let views = routes::views().with_state(past.clone());
    let response = match views.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.status() != StatusCode::OK {
        return Ok(Err(response));
    }
    let limit = past.allowance().bytes_of_a_view;
    let too_large = |_| {
        Error::Refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            "error-view-too-large",
            None,
        )
    };
    let body = to_bytes(response.into_body(), limit).await;
    let stem = spot.path.trim_matches('/').replace(['/', '%'], "-");
    let stem = if stem.is_empty() { "overview" } else { &stem };
    Ok(Ok(FrozenFile {
        ending: String::new(),
        name: format!("weighbridge_{stem}_frozen_{}.html", spot.day),
        media_type: "text/html; charset=utf-8".to_owned(),
        attachment: false,
        body: body.map_err(too_large)?.to_vec(),
    }))
}

/// The files of a chart in every format it may be given in, and the source whose rows they hold.
async fn files(past: &Site, freeze: &Freeze) -> Result<(Vec<FrozenFile>, Option<String>), Error> {
    let spot = &freeze.spot;
    let slug = spot.path.strip_prefix("/charts/");
    let Some(kind) = slug.and_then(Kind::of) else {
        return Ok((Vec::new(), None));
    };
    let edition = past.edition();
    let query = read_query(&edition, &spot.question)?;
    let language = query.lang.unwrap_or_default();
    let answered = answer(past, edition, kind.asked(&query)).await?;
    let source = answered.answer.metric.source.clone();
    let stem = format!("{}_frozen_{}", file_stem(&answered.answer), spot.day);
    let site = past.clone();
    let address = format!("{}{}", past.base_url(), address(spot));
    let answered = Arc::new(answered);
    let files = made(move || {
        // Pictures have words in the language of the view; data is in none but the default.
        let (plain, told) = (
            answered.figure(&site, kind),
            answered.figure_in(&site, kind, language),
        );
        let data = answered.view(&site, kind, &plain, &address, Some(&address));
        let mut picture = answered.view(&site, kind, &told, &address, Some(&address));
        picture.subject.language = language;
        let given = FORMATS.iter().filter(|format| format.is_given(&data));
        given
            .map(|format| {
                let view = match format.group {
                    Group::Picture => picture,
                    Group::Rows | Group::About | Group::Reference => data,
                };
                Ok(FrozenFile {
                    ending: format.extension.to_owned(),
                    name: format!("{stem}.{}", format.extension),
                    media_type: format.media_type.to_owned(),
                    attachment: format.attachment,
                    body: format.file(&view)?,
                })
            })
            .collect::<Result<Vec<_>, Error>>()
    });
    Ok((files.await?, Some(source)))
}
