//! Frozen views: the very bytes of a page and its files, kept as they were when a reader asked
//! for it. They are written once and never changed, whatever becomes of the data.

use super::{Error, Result, Store};
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

/// How hard bodies are compressed: they are read more often than written.
const LEVEL: i32 = 9;

/// Where a frozen view is found: the day whose end it is of, and the address of the live view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// It knows what was captured by the end of this day, in UTC.
    pub day: NaiveDate,
    /// Path of the live view.
    pub path: String,
    /// What stands behind the `?`, in its one spelling.
    pub question: String,
}

impl Spot {
    fn address_sha256(&self) -> Vec<u8> {
        Sha256::digest(format!("{}?{}", self.path, self.question)).to_vec()
    }
}

/// A frozen view, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenView {
    /// Where it is found.
    pub spot: Spot,
    /// What it shows.
    pub title: String,
    /// When its bytes were kept.
    pub kept_at: DateTime<Utc>,
    /// The version of the data they were made from.
    pub data_version: i64,
}

/// A file of a frozen view: the page, or the view in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenFile {
    /// Its ending in addresses; empty: the page.
    pub ending: String,
    /// The name it is saved under.
    pub name: String,
    /// Content type.
    pub media_type: String,
    /// Whether browsers should save it rather than show it.
    pub attachment: bool,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A file as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// The file.
    pub file: FrozenFile,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// Slug of the source whose rows the files of the view hold, if they hold any.
    pub source: Option<String>,
}

/// A view to be frozen.
#[derive(Debug, Clone)]
pub struct Freezing {
    /// What is said of it.
    pub view: FrozenView,
    /// Slug of the source whose rows its files hold, if they hold any.
    pub source: Option<String>,
    /// The page and its files.
    pub files: Vec<FrozenFile>,
    /// The style sheet and the script the page was made for: name and text.
    pub assets: Vec<(String, String)>,
}

/// What was frozen lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Views.
    pub views: i64,
    /// Bytes they take.
    pub bytes: i64,
}

/// A day with frozen views, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrozenDay {
    /// The day.
    pub day: NaiveDate,
    /// How many views are frozen at its end.
    pub views: i64,
}

struct ViewRow {
    day: NaiveDate,
    path: String,
    question: String,
    title: String,
    kept_at: DateTime<Utc>,
    data_version: i64,
}

impl From<ViewRow> for FrozenView {
    fn from(row: ViewRow) -> Self {
        Self {
            spot: Spot {
                day: row.day,
                path: row.path,
                question: row.question,
            },
            title: row.title,
            kept_at: row.kept_at,
            data_version: row.data_version,
        }
    }
}

impl Store {
    /// Keeps a view with all its files, or none of it. Where it was kept before, that stays as it
    /// is; whether it is new.
    ///
    /// # Errors
    /// [`Error::is_read_only`] where this instance can write nothing.
    pub async fn freeze(&self, freezing: Freezing) -> Result<bool> {
        let packing = tokio::task::spawn_blocking(move || pack(freezing));
        let packed = packing.await.map_err(broken)??;
        let Packed {
            freezing,
            bodies,
            assets,
        } = packed;
        let (view, spot) = (&freezing.view, &freezing.view.spot);
        let bytes: usize = bodies.iter().map(Vec::len).sum();
        let mut transaction = self.writer().await?.begin().await?;
        let id = sqlx::query_scalar!(
            "INSERT INTO frozen_view (day, address_sha256, path, question, title, source_id,
                                      kept_at, data_version, bytes)
             VALUES ($1, $2, $3, $4, $5, (SELECT id FROM source WHERE slug = $6), $7, $8, $9)
             ON CONFLICT (day, address_sha256) DO NOTHING
             RETURNING id",
            spot.day,
            spot.address_sha256(),
            spot.path,
            spot.question,
            view.title,
            freezing.source,
            view.kept_at,
            view.data_version,
            length(bytes)
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(id) = id else {
            return Ok(false);
        };
        for (file, body) in freezing.files.iter().zip(bodies) {
            sqlx::query!(
                "INSERT INTO frozen_file (view_id, ending, name, media_type, attachment, sha256,
                                          bytes, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                id,
                file.ending,
                file.name,
                file.media_type,
                file.attachment,
                Sha256::digest(&file.body).to_vec(),
                length(file.body.len()),
                body
            )
            .execute(&mut *transaction)
            .await?;
        }
        for ((name, _), body) in freezing.assets.iter().zip(assets) {
            sqlx::query!(
                "INSERT INTO kept_asset (name, body) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                name,
                body
            )
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The view that is frozen there, if any.
    pub async fn frozen_view(&self, spot: &Spot) -> Result<Option<FrozenView>> {
        let found = self
            .reading(|pool| async move { view_in(&pool, spot).await })
            .await?;
        if found.is_some() {
            return Ok(found);
        }
        // A replica may not have it yet: who has just frozen a view is led to it at once. Where
        // the other database cannot be asked, there is nothing but what is here.
        let Ok(writer) = self.writer().await else {
            return Ok(None);
        };
        Ok(view_in(&writer, spot).await.unwrap_or_default())
    }

    /// A file of the view that is frozen there, if any.
    pub async fn frozen_file(&self, spot: &Spot, ending: &str) -> Result<Option<KeptFile>> {
        let found = self
            .reading(|pool| async move { file_in(&pool, spot, ending).await })
            .await?;
        if found.is_some() {
            return Ok(found);
        }
        let Ok(writer) = self.writer().await else {
            return Ok(None);
        };
        Ok(file_in(&writer, spot, ending).await.unwrap_or_default())
    }

    /// The first `limit` views that are frozen at the end of a day, in the order of their address.
    pub async fn frozen_on(&self, day: NaiveDate, limit: i64) -> Result<Vec<FrozenView>> {
        let rows = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    ViewRow,
                    "SELECT day, path, question, title, kept_at, data_version
             FROM frozen_view WHERE day = $1 ORDER BY path, question LIMIT $2",
                    day,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(rows.into_iter().map(FrozenView::from).collect())
    }

    /// The `limit` newest days at whose end views are frozen.
    pub async fn frozen_days(&self, limit: i64) -> Result<Vec<FrozenDay>> {
        let days = self
            .reading(|pool| async move {
                sqlx::query_as!(
                    FrozenDay,
                    r#"SELECT day, count(*) AS "views!" FROM frozen_view
               GROUP BY day ORDER BY day DESC LIMIT $1"#,
                    limit
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        Ok(days)
    }

    /// What was frozen since a moment, by all instances.
    pub async fn frozen_since(&self, moment: DateTime<Utc>) -> Result<Spent> {
        let spent = sqlx::query_as!(
            Spent,
            r#"SELECT count(*) AS "views!", coalesce(sum(bytes), 0)::bigint AS "bytes!"
               FROM frozen_view WHERE kept_at >= $1"#,
            moment
        )
        .fetch_one(&self.writer().await?)
        .await?;
        Ok(spent)
    }

    /// The style sheet or script of a name, if a frozen page was made for it.
    pub async fn kept_asset(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let body = self
            .reading(|pool| async move {
                sqlx::query_scalar!("SELECT body FROM kept_asset WHERE name = $1", name)
                    .fetch_optional(&pool)
                    .await
            })
            .await?;
        body.map(|body| unpack(&body)).transpose()
    }
}

async fn view_in(pool: &PgPool, spot: &Spot) -> Result<Option<FrozenView>> {
    let row = sqlx::query_as!(
        ViewRow,
        "SELECT day, path, question, title, kept_at, data_version
         FROM frozen_view WHERE day = $1 AND address_sha256 = $2",
        spot.day,
        spot.address_sha256()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(FrozenView::from))
}

async fn file_in(pool: &PgPool, spot: &Spot, ending: &str) -> Result<Option<KeptFile>> {
    let row = sqlx::query!(
        r#"SELECT file.name, file.media_type, file.attachment, file.sha256, file.body,
                  source.slug AS "source?"
           FROM frozen_view view JOIN frozen_file file ON file.view_id = view.id
           LEFT JOIN source ON source.id = view.source_id
           WHERE view.day = $1 AND view.address_sha256 = $2 AND file.ending = $3"#,
        spot.day,
        spot.address_sha256(),
        ending
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let body = unpack(&row.body)?;
    // Whoever cites a hash must never be given other bytes under it.
    if Sha256::digest(&body).to_vec() != row.sha256 {
        let Spot { day, path, .. } = spot;
        return Err(Error::Inconsistent(format!(
            "the bytes kept of {path} as of {day} are not those that were frozen"
        )));
    }
    Ok(Some(KeptFile {
        file: FrozenFile {
            ending: ending.to_owned(),
            name: row.name,
            media_type: row.media_type,
            attachment: row.attachment,
            body,
        },
        sha256: row.sha256,
        source: row.source,
    }))
}

/// A view with its bytes as they are stored.
struct Packed {
    freezing: Freezing,
    bodies: Vec<Vec<u8>>,
    assets: Vec<Vec<u8>>,
}

fn pack(freezing: Freezing) -> Result<Packed> {
    let squeeze = |bytes: &[u8]| zstd::encode_all(bytes, LEVEL).map_err(unreadable);
    let files = freezing.files.iter();
    let bodies = files.map(|file| squeeze(&file.body));
    let assets = freezing.assets.iter();
    let assets = assets.map(|(_, text)| squeeze(text.as_bytes()));
    Ok(Packed {
        bodies: bodies.collect::<Result<_>>()?,
        assets: assets.collect::<Result<_>>()?,
        freezing,
    })
}

fn unpack(body: &[u8]) -> Result<Vec<u8>> {
    zstd::decode_all(body).map_err(unreadable)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn unreadable(error: std::io::Error) -> Error {
    Error::Inconsistent(format!("the bytes of a frozen view do not read: {error}"))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn broken(error: tokio::task::JoinError) -> Error {
    Error::Inconsistent(format!("packing a view broke off: {error}"))
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
