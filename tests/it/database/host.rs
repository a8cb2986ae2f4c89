//! A site over a database server that a test can stop and start.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use sqlx::{Connection, PgConnection};
use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use weighbridge::domain::catalog::Catalog;
use weighbridge::store::embedded::trial::Server;
use weighbridge::store::merge::Merged;
use weighbridge::store::{Address, Options, Store, create_database};
use weighbridge::web::{Site, routes};
use weighbridge::{bundled, ingest, store};

pub const DATABASE: &str = "weighbridge";

/// A folder that a server's user can enter.
pub fn folder() -> TempDir {
    let folder = tempfile::Builder::new()
        .prefix("wb")
        .tempdir_in("/tmp")
        .unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A running server with an empty database of ours.
pub fn server(runtime: &Runtime, folder: &Path, name: &str) -> Server {
    let mut server = Server::make(&folder.join(name)).unwrap();
    server.start().unwrap();
    let url = server.url("postgres");
    runtime.block_on(create_database(&url, DATABASE)).unwrap();
    server
}

/// A runtime for readers.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// A store over servers.
fn store_over(write: &str, read: Option<&str>) -> Store {
    let list = |text: &str| Address::list(text).unwrap();
    Store::open(&Options {
        write: list(write),
        read: read.map(list).unwrap_or_default(),
        max_connections: 16,
    })
}

/// A site, and the catalog it was made with.
#[derive(Clone)]
pub struct Host {
    pub site: Site,
    pub catalog: Arc<Catalog>,
}

/// What an address gave, and how soon.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub took: Duration,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Host {
    /// A site over servers that are migrated and given the catalog first.
    pub async fn over(write: &str, read: Option<&str>) -> Self {
        let store = store_over(write, read);
        let catalog = Arc::new(bundled::catalog().unwrap());
        store.migrate().await.unwrap();
        store.load_catalog(&catalog).await.unwrap();
        store
            .let_readers_catch_up(Duration::from_secs(20))
            .await
            .unwrap();
        let base_url = "https://weighbridge.example".to_owned();
        let site = Site::open(store, Arc::clone(&catalog), base_url)
            .await
            .unwrap();
        Self { site, catalog }
    }

    /// Stores tokens of one model of one day; the number of the snapshot.
    pub async fn ingest(&self, day: &str, value: u32) -> Result<i64, ingest::Error> {
        let text = format!(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,{day},{value},{day}T12:00:00Z\n\
             openrouter-tokens,openai/gpt-4o-2024-11-20,{day},7,{day}T12:00:00Z\n"
        );
        let input = Cursor::new(text.into_bytes());
        let (store, now) = (self.site.store(), chrono::Utc::now());
        let (_, merged) = ingest::ingest(store, &self.catalog, "a.csv", input, now).await?;
        match merged {
            Merged::Stored { id, .. } | Merged::AlreadyKnown { id } => Ok(id),
        }
    }

    /// What an address gives.
    pub async fn get(&self, address: &str) -> Answer {
        let begun = Instant::now();
        let request = Request::builder().uri(address).body(Body::empty()).unwrap();
        let router = routes::router(self.site.clone());
        let response = router.oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            headers,
            body: body.to_vec(),
            took: begun.elapsed(),
        }
    }

    /// Waits until the data in force is of the wanted version or a later one.
    pub async fn shows_version(&self, version: i64) {
        let begun = Instant::now();
        while self.site.edition().version < version {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "version {version} does not come"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
            // The watch of a server does that; an error is for the next look.
            let _ = self.site.refresh().await;
        }
    }
}

/// What a statement says, on one server.
pub async fn ask(url: &str, statement: &'static str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let said: String = sqlx::query_scalar(statement)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    said
}

/// Waits until something holds; how long that took.
pub async fn eventually(
    what: &str,
    within: Duration,
    mut holds: impl AsyncFnMut() -> bool,
) -> Duration {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < within, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

/// Whether writing failed because of the servers, not of what was written.
pub fn is_about_servers(error: &ingest::Error) -> bool {
    matches!(error, ingest::Error::Store(error) if error.is_connection())
        && !matches!(error, ingest::Error::Store(store::Error::Crowded))
}

/// The path of one of the server's programs.
pub fn program(server: &Server, name: &str) -> PathBuf {
    server.binaries().join(name)
}
