//! Snapshots as files: the content as it is kept, or the same rows in another format. The bytes of
//! an address never change, so its tag is known before they are sent: that of CSV is the
//! snapshot's identity, that of another format is found out once and kept.

use super::Error;
use super::cache::Policy;
use super::data::{gives_rows, split_extension};
use super::file::File;
use super::language::{InLanguage, in_language};
use super::state::Site;
use super::view::read_query_of;
use crate::export::kept;
use crate::export::rows::{Format, Writer};
use crate::query::LANGUAGE;
use crate::snapshot::{CSV_V1, decode_part, read_kept};
use crate::store::snapshots::{Snapshot, SnapshotFile};
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use sha2::{Digest, Sha256};
use std::io;

/// Stands for the number of the newest snapshot of a metric.
const LATEST: &str = "latest";

/// `/snapshots/{file}`: a snapshot's page, its content, or the way to the newest one.
pub(super) async fn snapshot(
    InLanguage(site): InLanguage,
    Path(file): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let question = question.unwrap_or_default();
    let (stem, extension) = split_extension(&file);
    let format = match extension {
        Some(extension) => Some(
            Format::of(extension)
                .filter(|format| !format.packs)
                .ok_or(Error::NotFound)?,
        ),
        None => None,
    };
    if stem == LATEST {
        return latest(&site, format, &question).await;
    }
    let id: i64 = stem.parse().map_err(|_| Error::NotFound)?;
    let Some(format) = format else {
        return super::pages::snapshots::page(&site, id).await;
    };
    // What is kept for ever has one address.
    read_query_of(&site.edition(), &question, &[])?;
    content(&site, id, format, &request).await
}

/// Leads to the newest snapshot that measures a metric and is not retracted.
async fn latest(site: &Site, format: Option<&Format>, question: &str) -> Result<Response, Error> {
    // Pages are asked for in a language, files are not.
    let keys = if format.is_none() {
        ["metric", LANGUAGE].as_slice()
    } else {
        ["metric"].as_slice()
    };
    let query = read_query_of(&site.edition(), question, keys)?;
    let newest = site.store().newest_snapshot(&query.metric).await?;
    let (id, source) = newest.ok_or(Error::NotFound)?;
    let ending = match format {
        Some(_) if !gives_rows(site, &source) => return Err(Error::Withheld),
        Some(format) => format!(".{}", format.extension),
        None => String::new(),
    };
    let address = format!("/snapshots/{id}{ending}");
    let address = match query.lang {
        Some(language) => in_language(&address, language),
        None => address,
    };
    let way = [(header::LOCATION, address)];
    Ok((StatusCode::TEMPORARY_REDIRECT, Policy::Live, way).into_response())
}

/// A snapshot's content, whatever has become of it since.
async fn content(
    site: &Site,
    id: i64,
    format: &'static Format,
    request: &HeaderMap,
) -> Result<Response, Error> {
    let snapshot = site.store().snapshot(id).await?.ok_or(Error::NotFound)?;
    if !gives_rows(site, &snapshot.source) {
        return Err(Error::Withheld);
    }
    // To its end, also where who asked first does not wait for it.
    let finding = found_out(site.clone(), snapshot.clone(), format);
    let known = tokio::spawn(finding)
        .await
        .map_err(|error| Error::Internal(format!("finding out a hash: {error}")))??;
    let content = Content::new(site, &snapshot, format)?;
    let file = File {
        name: format!(
            "weighbridge_snapshot_{id}_{}.{}",
            snapshot.source, format.extension
        ),
        media_type: format.media_type,
        attachment: true,
        sha256: hex::encode(known.sha256),
        policy: Policy::Snapshot,
    };
    let mut response = file.answer(request, || {
        Body::from_stream(stream::try_unfold(content, |mut content| async move {
            let piece = content.next().await.inspect_err(|error| {
                tracing::error!(%error, snapshot = content.id, "a download failed midway");
            })?;
            Ok::<_, io::Error>(piece.map(|piece| (piece, content)))
        }))
    });
    if response.status().is_success() {
        // The length is known: a file cut short never looks whole.
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, known.bytes.into());
    }
    Ok(response)
}

/// Hash and length of a file of a snapshot, where they are known: those of CSV came with it.
pub(super) async fn known(
    site: &Site,
    snapshot: &Snapshot,
    format: &Format,
) -> Result<Option<SnapshotFile>, Error> {
    if is_kept_as(format) {
        let sha256 = snapshot.content_sha256.as_slice().try_into();
        return Ok(Some(SnapshotFile {
            sha256: sha256.map_err(|_| Error::Internal("a hash is short".to_owned()))?,
            bytes: snapshot.content_bytes.unsigned_abs(),
        }));
    }
    let (extension, form) = (format.extension, format.form);
    Ok(site
        .store()
        .snapshot_file(snapshot.id, extension, form)
        .await?)
}

/// Hash and length of a file of a snapshot. Those of another format than CSV are found out when it
/// is first asked for, and kept.
async fn found_out(
    site: Site,
    snapshot: Snapshot,
    format: &'static Format,
) -> Result<SnapshotFile, Error> {
    if let Some(known) = known(&site, &snapshot, format).await? {
        return Ok(known);
    }
    // One at a time; who waited for the same finds it known.
    let _turn = site.hashing().lock().await;
    if let Some(known) = known(&site, &snapshot, format).await? {
        return Ok(known);
    }
    let id = snapshot.id;
    let mut content = Content::new(&site, &snapshot, format)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    while let Some(piece) = content.next().await.map_err(|error| {
        Error::Internal(format!("snapshot {id} as {}: {error}", format.extension))
    })? {
        hasher.update(&piece);
        bytes += piece.len() as u64;
    }
    let file = SnapshotFile {
        sha256: hasher.finalize().into(),
        bytes,
    };
    let kept = site
        .store()
        .keep_snapshot_file(id, format.extension, format.form, &file);
    if let Err(error) = kept.await {
        // It is found out again next time.
        tracing::warn!(%error, snapshot = id, "the hash of a file could not be kept");
    }
    Ok(file)
}

/// Whether a format is the one that content is kept in.
fn is_kept_as(format: &Format) -> bool {
    format.extension == CSV_V1.extension
}

/// A snapshot's content on its way out: part by part, read as the reader takes it, so that a slow
/// reader holds neither a connection nor more than a part.
struct Content {
    site: Site,
    id: i64,
    /// The part that comes next.
    part: i32,
    spelling: Spelling,
}

enum Spelling {
    /// As it is kept.
    AsKept,
    /// Another format.
    Anew {
        writer: Box<dyn Writer>,
        decimals: u8,
    },
    /// There is no more of it.
    Ended,
}

impl Content {
    fn new(site: &Site, snapshot: &Snapshot, format: &Format) -> Result<Self, Error> {
        let spelling = if is_kept_as(format) {
            Spelling::AsKept
        } else {
            let decimals = decimals(site, snapshot);
            Spelling::Anew {
                writer: format.begin(&kept::table(snapshot.sha256_hex(), decimals))?,
                decimals,
            }
        };
        Ok(Self {
            site: site.clone(),
            id: snapshot.id,
            part: 0,
            spelling,
        })
    }

    /// The next piece; none after the last.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            let part = self.part;
            let body = self.site.store().content_part(self.id, part).await;
            let body = body.map_err(io::Error::other)?;
            self.part += 1;
            let spelling = std::mem::replace(&mut self.spelling, Spelling::Ended);
            let piece = match (spelling, body) {
                (Spelling::Ended, _) | (Spelling::AsKept, None) => return Ok(None),
                (Spelling::AsKept, Some(body)) => {
                    self.spelling = Spelling::AsKept;
                    decode_part(&body)?
                }
                (Spelling::Anew { writer, .. }, None) => writer.end().map_err(io::Error::other)?,
                (
                    Spelling::Anew {
                        mut writer,
                        decimals,
                    },
                    Some(body),
                ) => {
                    // Where it does not keep other requests waiting.
                    let spelled = tokio::task::spawn_blocking(move || {
                        let text = decode_part(&body)?;
                        read_kept(&text, part == 0, decimals, |row| {
                            writer
                                .row(&kept::cells(row, decimals))
                                .map_err(io::Error::other)
                        })?;
                        let piece = writer.take();
                        io::Result::Ok((writer, piece))
                    });
                    let (writer, piece) = spelled.await.map_err(io::Error::other)??;
                    self.spelling = Spelling::Anew { writer, decimals };
                    piece
                }
            };
            if !piece.is_empty() {
                return Ok(Some(piece.into()));
            }
            if matches!(self.spelling, Spelling::Ended) {
                return Ok(None);
            }
        }
    }
}

/// Decimals that values of a snapshot may have.
fn decimals(site: &Site, snapshot: &Snapshot) -> u8 {
    let metrics = site.catalog().metrics.iter();
    metrics
        .filter(|metric| snapshot.metrics.contains(&metric.slug))
        .map(|metric| metric.decimals)
        .max()
        .unwrap_or_default()
}
