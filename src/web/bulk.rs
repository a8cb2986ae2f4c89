//! `/data/observations.{csv,ndjson,parquet,zip}`: every observation of a metric in one file, of
//! any size, at constant memory. What cannot be finished ends the connection, so that it never
//! looks whole.

use super::Error;
use super::cache::Policy;
use super::data::{gives_rows, split_extension};
use super::file::File;
use super::state::Site;
use super::view::{asking, read_query_of};
use crate::domain::Metric;
use crate::export;
use crate::export::bulk::{Bulk, Row, cells};
use crate::export::rows::{Format, Writer};
use crate::store;
use crate::store::bulk::{Batch, Observations, Patience, Reading, Wanted};
use crate::telemetry::metrics::HTTP_REFUSED;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use futures_util::stream;
use sha2::{Digest, Sha256};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// What the addresses of these files begin with.
pub(super) const PATH: &str = "/data/observations.";
/// Name of the file, without its ending.
const OBSERVATIONS: &str = "observations";
/// What can be asked of it.
pub(super) const KEYS: [&str; 4] = ["metric", "from", "to", "as-of"];
/// Bulk files on their way at once: each holds a connection to the database.
pub(super) const AT_ONCE: usize = 4;
/// Whom there is no turn for is told to come again after so many seconds.
const AGAIN_IN_SECONDS: u64 = 30;
/// Of a reader over the network: one who takes nothing for so long is given up, and so is one who
/// is not through in time. The database keeps old rows for whoever reads.
const OVER_THE_NETWORK: Patience = Patience {
    standstill: Some(Duration::from_mins(1)),
    whole: Some(Duration::from_hours(1)),
};

/// Marks a request that this program makes itself, to write a file: nobody is in a hurry.
#[derive(Clone, Copy)]
pub(super) struct Ourselves;

/// `/data/{file}`: observations in bulk, or a file of the catalog.
pub(super) async fn file(
    State(site): State<Site>,
    Path(name): Path<String>,
    RawQuery(question): RawQuery,
    method: Method,
    asker: Option<Extension<Ourselves>>,
    request: HeaderMap,
) -> Result<Response, Error> {
    let format = match split_extension(&name) {
        (OBSERVATIONS, Some(extension)) => Format::of(extension).ok_or(Error::NotFound)?,
        _ => return super::pages::data::file(&name),
    };
    let question = question.unwrap_or_default();
    let asker = asker.map(|Extension(asker)| asker);
    observations(&site, format, &question, (&method, asker, &request)).await
}

/// Every observation that was asked for, in a format.
async fn observations(
    site: &Site,
    format: &'static Format,
    question: &str,
    (method, asker, request): (&Method, Option<Ourselves>, &HeaderMap),
) -> Result<Response, Error> {
    let edition = site.edition();
    let query = read_query_of(&edition, question, &KEYS)?;
    let metric = edition.dictionary.metric(&query.metric);
    let metric = metric.ok_or(Error::NotFound)?;
    if !gives_rows(site, &metric.source) {
        return Err(Error::Withheld);
    }
    let turn = Arc::clone(site.bulk_downloads())
        .try_acquire_owned()
        .map_err(|_| crowded())?;
    let wanted = Wanted {
        metric: query.metric.clone(),
        from: query.from,
        to: query.to,
        as_of: query.as_of,
    };
    let reading = site.store().observations(&wanted).await?;

    let path = format!("{}{PATH}{}", site.base_url(), format.extension);
    let bulk = Bulk {
        metric,
        source: edition.dictionary.source(&metric.source),
        days: reading.days(),
        known_at: reading.newest_capture(),
        address: &asking(&path, &query.canonical()),
    };
    let table = bulk.table();
    // The bytes follow from the rows and from what is said beside them.
    let mut tag = Sha256::new();
    tag.update(reading.seal());
    tag.update(format!("{} {} {table:?}", format.extension, format.form));
    let file = File {
        name: format!("{}.{}", bulk.file_stem(), format.extension),
        media_type: format.media_type,
        attachment: true,
        sha256: hex::encode(tag.finalize()),
        policy: Policy::Streamed,
    };
    let writer = format.begin(&table)?;
    let mut begun = Some((reading, turn));
    let response = file.answer(request, || match begun.take() {
        Some((reading, turn)) if *method != Method::HEAD => {
            let patience = if asker.is_some() {
                Patience::default()
            } else {
                OVER_THE_NETWORK
            };
            body(Download::new(
                metric, format, reading, patience, writer, turn,
            ))
        }
        given_back => {
            begun = given_back;
            // Of unknown length, as what a GET gives.
            Body::from_stream(stream::empty::<io::Result<Bytes>>())
        }
    });
    if let Some((reading, _)) = begun {
        reading.close().await?;
    }
    Ok(response)
}

/// Too many are on their way.
fn crowded() -> Error {
    HTTP_REFUSED.add(&["bulk"], 1);
    Error::Refused(
        StatusCode::SERVICE_UNAVAILABLE,
        "error-bulk-crowded",
        Some(AGAIN_IN_SECONDS),
    )
}

fn body(download: Download) -> Body {
    Body::from_stream(stream::try_unfold(download, |mut download| async move {
        let piece = download.next().await.map_err(|error| {
            let metric = &*download.metric.0;
            tracing::error!(%error, metric, "a bulk download failed midway");
            io::Error::other(error)
        })?;
        Ok::<_, io::Error>(piece.map(|piece| (piece, download)))
    }))
}

/// Why a download did not end well.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Reading(#[from] store::Error),
    #[error(transparent)]
    Spelling(#[from] export::Error),
    #[error("spelling broke off: {0}")]
    BrokenOff(#[from] tokio::task::JoinError),
}

/// A bulk file on its way: rows are spelled as the reader takes them.
struct Download {
    /// Slug and decimals.
    metric: (Arc<str>, u8),
    observations: Observations,
    /// None once its last bytes are given.
    writer: Option<Box<dyn Writer>>,
    is_slow: bool,
    _turn: OwnedSemaphorePermit,
}

impl Download {
    fn new(
        metric: &Metric,
        format: &Format,
        reading: Reading,
        patience: Patience,
        writer: Box<dyn Writer>,
        turn: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            metric: (metric.slug.as_str().into(), metric.decimals),
            observations: reading.start(patience),
            writer: Some(writer),
            is_slow: format.is_slow,
            _turn: turn,
        }
    }

    /// The next piece; none after the last. The first is what stands before all rows.
    async fn next(&mut self) -> Result<Option<Bytes>, Failed> {
        while let Some(mut writer) = self.writer.take() {
            if writer.ready() > 0 {
                let piece = writer.take();
                self.writer = Some(writer);
                return Ok(Some(piece.into()));
            }
            let Some(batch) = self.observations.next().await? else {
                let last = at_work(self.is_slow, move || Ok(writer.end()?)).await?;
                return Ok((!last.is_empty()).then(|| last.into()));
            };
            let metric = self.metric.clone();
            let spelling = move || {
                spell(&mut *writer, &metric, &batch)?;
                Ok(writer)
            };
            self.writer = Some(at_work(self.is_slow, spelling).await?);
        }
        Ok(None)
    }
}

/// Does what may take a while where no other request waits for it.
async fn at_work<T: Send + 'static>(
    is_slow: bool,
    work: impl FnOnce() -> Result<T, Failed> + Send + 'static,
) -> Result<T, Failed> {
    if is_slow {
        tokio::task::spawn_blocking(work).await?
    } else {
        work()
    }
}

fn spell(
    writer: &mut dyn Writer,
    (metric, decimals): &(Arc<str>, u8),
    batch: &Batch,
) -> Result<(), Failed> {
    batch.each(|observation| {
        let row = Row {
            model: observation.model,
            observed_on: observation.observed_on,
            value: observation.value,
            snapshot: observation.snapshot,
            known_from: observation.known_from,
        };
        Ok(writer.row(&cells((metric, *decimals), &row))?)
    })
}
